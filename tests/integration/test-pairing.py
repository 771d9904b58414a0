#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairing as the first screen: not a code, a wrong one, a server that is away, one already used: a plain sentence each, then it
pairs. A kiosk and a tablet; and nothing of it is off the glass, whichever way it hangs and however long the words are."""
import json
import os
import re
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'ui'))
import floor
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


def digits_of(app, say):
    """The six digits that a device shows while a person compares them."""
    before = say('pair.compare', digits='').strip()
    app.wait(lambda: any(before in text for text in app.texts()), 20, 'six digits')
    return re.search(r'[0-9]{6}', next(text for text in app.texts() if before in text))[0]


def ways(room, kiosk, tablet, say):
    """Whoever paired a device reads there which of its peers it reaches, by name where it does not, and what to switch; then it goes."""
    tablet.wait_text(say('ways.kiosks', n=1, all=1), 20)
    kiosk.wait_text(say('ways.tablets', n=1, all=1), 20)
    with socket.create_server(('127.0.0.1', 0)) as deaf:
        wall = floor.Device(room, 'display', '不通的大屏')
        wall.post('/v1/lan', {'p': 1, 'port': deaf.getsockname()[1]})
        began = time.monotonic()
        tablet.wait_text(say('ways.silent', names='不通的大屏'), 30)
        print('a blocked way is told %.1f s after its screen was there' % (time.monotonic() - began))
        tablet.wait_text(say('ways.silent.do'), 5)
    pictures = os.path.join(showroom.build_dir(), 'shots', 'pairing')
    tablet.shot(os.path.join(pictures, 'ways-tablet.png'))
    kiosk.shot(os.path.join(pictures, 'ways-kiosk.png'))
    tablet.click(say('tab.done'))
    tablet.wait(lambda: not tablet.has(say('ways.title')), 5, 'the card is gone')
    wall.close()


def compare(desk, room, say):
    """The house wants digits compared: a scanned code alone lets nobody in, who types the device's digits at the server does. Then
    the setting that nobody made: an address typed by hand, where server and device show the same."""
    room.ctl('pair', '--compare', 'on')
    wall = room.app('display', desk.screen(1280, 720), pair=False)
    wall.wait_text(say('pair.title'), 20)
    wall.type(say('pair.code'), room.pair('display', 'Wall 1'))
    wall.click(say('pair.go'))
    digits = digits_of(wall, say)
    device = next(d for d in room.status()['devices'] if d['name'] == 'Wall 1')
    assert device['state'] == 'compare' and device['digits'] == digits, device
    wall.click(say('pair.same'))
    wrong = '%06d' % ((int(digits) + 1) % 1000000)
    assert 'waits with these digits' in room.ctl('pair', '--confirm', wrong, check=False, errors=True)
    assert next(d for d in room.status()['devices'] if d['name'] == 'Wall 1')['last_contact'] == 0, 'it got in without anybody'
    assert 'may connect now' in room.ctl('pair', '--confirm', '%s %s' % (digits[:3], digits[3:]))
    sfui.wait_for(lambda: next(d for d in room.status()['devices'] if d['name'] == 'Wall 1')['last_contact'] > 0, 60, 'it may connect')
    wall.wait_text(say('ways.tablets.in', n=1, all=1), 30)
    print('digits compared at the server → connected')

    room.ctl('pair', '--compare', 'off')
    code = json.loads(room.ctl('pair', '--role', 'display', '--name', 'Wall 2', '--json'))['code']
    typed = room.app('display', desk.screen(1280, 720), pair=False)
    typed.wait_text(say('pair.title'), 20)
    typed.type(say('pair.code'), '127.0.0.1:%d %s' % (room.port, code))
    typed.click(say('pair.go'))
    digits = digits_of(typed, say)
    assert digits in room.ctl('status'), 'the server shows them, too'
    typed.click(say('pair.same'))
    sfui.wait_for(lambda: next(d for d in room.status()['devices'] if d['name'] == 'Wall 2')['last_contact'] > 0, 60, 'it connects')
    print('digits compared at the device → connected')


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
        ways(room, kiosk, tablet, say)
        compare(desk, room, say)


if __name__ == '__main__':
    main()
