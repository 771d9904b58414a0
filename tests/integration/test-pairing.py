#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairing as the first screen: not a code, a wrong one, a server that is away, one already used: a plain sentence each, then it
pairs. A kiosk and a tablet."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom
from words import Words


def attempt(app, say, text, answer):
    app.type(say('pair.code'), text)
    app.click(say('pair.go'))
    app.wait_text(answer, 20)
    print('%-28s → %s' % (text[:24], answer))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
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
