#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff corner of a kiosk: five touches in the upper left corner, the house's PIN, how the kiosk is; a wrong PIN counts across a kill,
five of them lock it; without a PIN nobody gets in; no log holds what was typed."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom
from words import Words

SAY = Words('zh_CN')
PIN, WRONG = '480913', '480914'


def corner(kiosk):
    kiosk.wait(lambda: kiosk.has(SAY('attract.touch')) or kiosk.has(SAY('tile.see')), 30)
    for _ in range(5):
        kiosk.screen.touch(40, 40)
    kiosk.wait_text(SAY('st.title'))


def enter(kiosk, pin):
    for digit in pin:
        kiosk.click(digit)
    kiosk.click(SAY('st.enter'))


def knows_a_pin(kiosk):
    """One wrong try, once the setting has arrived."""
    enter(kiosk, WRONG)
    kiosk.wait(lambda: kiosk.has(SAY('st.none')) or kiosk.has(SAY('st.wrong', n=4)))
    return kiosk.has(SAY('st.wrong', n=4))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        kiosk = room.kiosk()
        corner(kiosk)
        enter(kiosk, PIN)
        kiosk.wait_text(SAY('st.none'))
        assert 'set' in room.ctl('setting', 'kiosk.pin', PIN) and PIN not in room.ctl('setting', 'kiosk.pin')
        assert PIN not in str(room.export('setting')), 'the PIN itself is kept'
        kiosk.wait(lambda: knows_a_pin(kiosk), 30)
        kiosk.kill()                                            # pulling the plug gives no try back
        kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
        corner(kiosk)
        enter(kiosk, WRONG)
        kiosk.wait_text(SAY('st.wrong', n=3))
        enter(kiosk, PIN)
        for fact in ('st.online', 'st.allsent'):
            kiosk.wait_text(SAY(fact))
        kiosk.wait_text(SAY.before('st.version'))
        if len(sys.argv) > 1:
            kiosk.shot(sys.argv[1])
        kiosk.click(SAY('nav.back'))
        corner(kiosk)
        for left in (4, 3, 2, 1, 0):
            enter(kiosk, WRONG)
            kiosk.wait(lambda: kiosk.has(SAY('st.wrong', n=left)) or kiosk.has(SAY('st.lock', min=1)))
        enter(kiosk, PIN)
        kiosk.wait_text(SAY('st.lock', min=1))                  # the right one, too, while it is locked
        with open(kiosk.log, errors='replace') as log:
            said = log.read()
        assert 'staff.wrong' in said and PIN not in said and WRONG not in said
        print('five touches, a PIN, a kiosk that tells how it is; wrong ones count over a kill and lock')


if __name__ == '__main__':
    main()
