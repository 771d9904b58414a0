#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wall screen started cold, with nobody to ask and a clock at 1970, plays from its disk within five seconds; one of a house that
has nothing to play says whose house it is.

"Nobody to ask" is a network namespace of its own, without even loopback, where this machine lets one be made; the server is
gone besides. What was painted is what left the frame clock (SHOWFLOOR_GLASS_LOG), and the picture is looked at, too.
"""
import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'ui'))
from PIL import Image

import display_walk
import sfui
import showroom

BOUND = 5.0
ALONE = ['unshare', '--net']


def can_be_alone():
    return subprocess.run([*ALONE, 'true'], capture_output=True).returncode == 0


def house(desk):
    """No playlist, no pictures: the drawn card with the house's name, which comes after the window does."""
    room = showroom.Showroom(desk, demo=False)
    room.ctl('init', '--name', '星河', '--company', '星河', '--address', '滨江大道88号', '--phone', '400-000-0088', '--brand', '星河',
             '--region', 'cn', '--zone', 'Asia/Shanghai', '--opens', '09:00', '--closes', '20:00', '--confirm-claims')
    app = room.app('display', desk.screen(1920, 1080), data=os.path.join(desk.dir, 'empty-house'))
    app.wait_text('星河', 30)
    picture = Image.open(app.shot(os.path.join(desk.dir, 'house.png'))).convert('L').resize((64, 36))
    assert picture.getextrema()[1] > 100, 'the card is drawn: %s' % (picture.getextrema(),)
    app.stop()
    room.stop_server()
    shutil.rmtree(room.data)


def main():
    with sfui.Desk() as desk:
        house(desk)
        room = showroom.Showroom(desk)
        screen = desk.screen(1920, 1080)
        glass = os.path.join(desk.dir, 'glass-%d.log')
        app = room.app('display', screen, env={'SHOWFLOOR_GLASS_LOG': glass % 0})
        items = {i['id'] for i in room.export('playlist_item')}
        shown = lambda path: [line for line in display_walk.lines(path) if line[1] == 'programme']
        sfui.wait_for(lambda: len(shown(glass % 0)) >= 2, 60, lambda: 'two items of the programme: %s' % sfui.tail(app.log))
        data = app.data
        app.kill()                                            # a power cut
        room.kill_server()
        alone = ALONE if can_be_alone() else []
        if not alone:
            print('no network namespace here: the network is only silent')
        took = []
        for run in (1, 2):
            begun = time.monotonic()
            command = [*alone, sfui.program('showfloor'), '--data', data, '--role', 'display', '--size', '1920x1080']
            again = desk.launch(screen, command, env={'SHOWFLOOR_GLASS_LOG': glass % run, 'SHOWFLOOR_CLOCK_OFFSET': str(-int(time.time())), 'GTK_A11Y': 'none',
                                                      'SHOWFLOOR_LOCALEDIR': os.path.join(showroom.build_dir(), 'po')})
            sfui.wait_for(lambda: shown(glass % run), 30, lambda: 'a programme without network: %s' % sfui.tail(again.log))
            at, _, item = shown(glass % run)[0]
            took.append(at - begun)
            assert item in items, 'an item of the programme is on the glass: %s' % item
            picture = Image.open(screen.shot(os.path.join(desk.dir, 'cold.png'))).convert('L').resize((64, 36))
            low, high = picture.getextrema()
            assert high - low > 60, 'there is a picture on the glass: %d to %d' % (low, high)
            sfui.wait_for(lambda: len(shown(glass % run)) >= 2, 60, 'it goes on to the next item')
            again.kill()
        print('exec to the first item on the glass: %s s' % ', '.join('%.2f' % t for t in took))
        assert max(took) < BOUND, took


if __name__ == '__main__':
    main()
