#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairing as the first screen: not a code, a wrong one, a server that is away, one already used: a plain sentence each, then it
pairs. A kiosk and a tablet; and nothing of it is off the glass, whichever way it hangs and however long the words are."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'ui'))
import screens
import sfui
import showroom
from words import Words


def attempt(app, say, text, answer):
    app.type(say('pair.code'), text)
    app.click(say('pair.go'))
    app.wait_text(answer, 20)
    print('%-28s → %s' % (text[:24], answer))


def look(desk, room, role, size):
    faults = []
    for lang in ('zh_CN', 'pseudo'):
        app = screens.start(desk, room, role, lang, size, pair=False)
        app.wait_text(re.compile('8443|[\u4e00-\u9fff]'), 20)
        looker = screens.Looker(app, lang, os.path.join(desk.dir, 'shots'))
        looker.look('%s-%s-%d' % (role, lang, size[0]))
        faults += looker.faults
        app.stop()
    assert not faults, faults


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        for role, size in (('kiosk', (1920, 1080)), ('kiosk', (1080, 1920)), ('tablet', (1280, 800))):
            look(desk, room, role, size)
        say = Words('zh_CN')
        good = room.pair('kiosk', 'Kiosk 1')
        kiosk = room.app('kiosk', desk.screen(1920, 1080), pair=False)
        kiosk.wait_text(say('pair.title'), 20)
        attempt(kiosk, say, 'hello', say('pair.text'))
        attempt(kiosk, say, '127.0.0.1:%d AAAAA-BBBBB' % room.port, say('pair.wrong'))
        attempt(kiosk, say, '127.0.0.1:1 AAAAA-BBBBB', say('pair.unreachable'))
        attempt(kiosk, say, good, say('attract.touch'))
        tablet = room.app('tablet', desk.screen(1280, 800), pair=False)
        tablet.wait_text(say('pair.title'), 20)
        attempt(tablet, say, good, say('pair.used'))
        attempt(tablet, say, room.pair('tablet', 'Tablet 1'), showroom.demo_staff()[0]['name'])


if __name__ == '__main__':
    main()
