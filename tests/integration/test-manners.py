#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kiosk's manners: the language changes live and keeps what was typed, back keeps answers, idle asks and keeps what was typed for who is still
there, cancel wipes, and every control of a question can be reached and used by keyboard alone. Who goes away: test-leaving.py."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom
from words import Words

CN, TW, EN = Words('zh_CN'), Words('zh_TW'), Words('en')
LONG = '600,600,600,15'


def to_the_number(kiosk):
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(CN('tile.see'))
    guest.wait('before.ask')
    guest.touch(CN('before.first'))
    guest.car('S7')
    guest.surname('王')
    guest.wait('phone.ask')
    guest.type('13800138')
    kiosk.wait_text('138 0013 8')


def live_language(kiosk):
    kiosk.click('繁體中文')
    kiosk.wait_text(TW('phone.ask'))
    kiosk.wait_text('138 0013 8')
    kiosk.click('English')
    kiosk.wait_text(EN('phone.ask'))
    kiosk.wait_text('138 0013 8')
    kiosk.click('简体中文')
    kiosk.wait_text(CN('phone.ask'))
    print('three languages live, the digits stayed')


def back_keeps(kiosk):
    kiosk.click(CN('nav.back'))
    kiosk.wait_text(CN('name.mr', s='王'))
    kiosk.click(CN('name.mr', s='王'))
    kiosk.wait_text('138 0013 8')
    print('back and forth again: name and digits stayed')


def idle_asks(kiosk, times):
    times('1,60,60,6')
    kiosk.wait_text(CN('idle.title'), 30)
    times(LONG)
    kiosk.click(CN('idle.stay'))
    kiosk.wait(lambda: not kiosk.has(CN('idle.title')))
    kiosk.wait_text('138 0013 8')
    kiosk.click(CN('nav.home'))
    kiosk.wait_text(CN('attract.touch'))
    print('idle asked and kept what was typed; cancel goes back to the start')


def by_keyboard(kiosk):
    """From the attract screen to 来过吗 with Tab and the space bar only; every control of the home screen gets the focus."""
    kiosk.screen.focus()
    kiosk.screen.key('space')
    kiosk.wait_text(CN('tile.see'))
    want = {node.name for node in kiosk.nodes() if node.role == 'button' and node.has_state('sensitive')}
    seen = set()
    for _ in range(3 * len(want)):
        kiosk.screen.key('Tab')
        seen |= {node.name for node in kiosk.nodes() if node.role == 'button' and node.has_state('focused')}
        if seen >= want:
            break
    assert seen >= want, 'out of reach by keyboard: %s' % (want - seen)
    for _ in range(3 * len(want)):
        if any(node.has_state('focused') and node.name.startswith(CN('tile.see')) for node in kiosk.nodes()):
            break
        kiosk.screen.key('Tab')
    kiosk.screen.key('space')
    kiosk.wait_text(CN('before.ask'))
    kiosk.screen.key('Escape')
    kiosk.wait_text(CN('tile.see'))
    print('%d controls of home reached with Tab, space goes on, Escape goes back' % len(want))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        path = os.path.join(desk.dir, 'idle')

        def times(text):
            with open(path + '.new', 'w', encoding='utf-8') as file:
                file.write(text)
            os.rename(path + '.new', path)
        times(LONG)
        kiosk = room.kiosk(env={'SHOWFLOOR_IDLE': path})
        to_the_number(kiosk)
        live_language(kiosk)
        back_keeps(kiosk)
        idle_asks(kiosk, times)
        by_keyboard(kiosk)


if __name__ == '__main__':
    main()
