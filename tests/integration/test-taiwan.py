#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest in Taiwan: the house stands there, the surname is written by zhuyin, the number is one of Taiwan's."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'taiwan')
PHONE = '0912345678'


def signs(kiosk, text):
    for sign in text:
        kiosk.click(sign, exact=True)


def other_name(guest):
    """賞車 → 第一次來 → 還沒決定 → 其他姓氏: the keys have Taiwan's sounds."""
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    guest.touch(guest.say('before.first'))
    guest.car(None)
    guest.wait('name.ask')
    guest.touch(guest.say('name.other'))
    guest.wait('name.zhuyin.hint')


def by_zhuyin(room, kiosk):
    """ㄔㄣ is 陳 and nothing of ours is in the Simplified script; the ticket has the surname and +886."""
    guest = journeys.Guest(kiosk, 'zh_TW').at_home()
    other_name(guest)
    kiosk.shot(os.path.join(SHOTS, 'keys.png'))
    signs(kiosk, 'ㄔㄣ')
    kiosk.wait_text('陳')
    kiosk.shot(os.path.join(SHOTS, 'chen.png'))
    guest.touch('陳', exact=True)
    guest.touch(guest.say('name.mr', s='陳'), exact=True)
    guest.wait('phone.ask')
    signs(kiosk, PHONE)
    kiosk.wait_text('0912-345-678')
    guest.touch(guest.say('phone.agree'))
    number = guest.number()
    sfui.wait_for(lambda: any(v['number'] == number for v in room.export('visit')), 20, 'the visit on the server')
    visit = next(v for v in room.export('visit') if v['number'] == number)
    assert (visit['surname'], visit['phone'], visit['lang']) == ('陳', '+886912345678', 'zh_TW'), visit
    print('陳 by zhuyin: %d touches' % guest.touches)


def names_for(kiosk, guest, typed):
    """The candidates for what is typed, in their order, without the names of the page before; the way home afterwards."""
    other_name(guest)
    before = kiosk.texts()
    signs(kiosk, typed)
    found = kiosk.wait(lambda: [text for text in kiosk.texts() if re.fullmatch('[\u4e00-\u9fff]', text) and text not in before])
    guest.touch(found[-1], exact=True)                       # the last one, so that learning would move it
    kiosk.wait(lambda: kiosk.has(guest.say('name.mr', s=found[-1])))
    kiosk.click(guest.say('nav.home'))
    return before, found


def forgets(kiosk):
    """What the last guest typed and chose is not what the next one reads."""
    first, again = (names_for(kiosk, journeys.Guest(kiosk, 'zh_TW').at_home(), 'ㄒㄩ') for _ in range(2))
    assert first == again, (first, again)


def by_letters(room, kiosk):
    """ABC: a name in letters, on the same page."""
    guest = journeys.Guest(kiosk, 'zh_TW').at_home()
    other_name(guest)
    kiosk.click('ABC', exact=True)
    signs(kiosk, 'LEE')
    kiosk.shot(os.path.join(SHOTS, 'letters.png'))
    guest.touch('Lee', exact=True)
    guest.touch(guest.say('name.ms', s='Lee'), exact=True)
    guest.wait('phone.ask')
    guest.touch(guest.say('phone.none'))
    number = guest.number()
    sfui.wait_for(lambda: any(v['number'] == number and v['surname'] == 'Lee' for v in room.export('visit')), 20, 'the visit on the server')


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        room.ctl('init', '--region', 'tw', '--zone', 'Asia/Taipei')
        kiosk = room.kiosk(lang='zh_TW')
        by_zhuyin(room, kiosk)
        forgets(kiosk)
        by_letters(room, kiosk)


if __name__ == '__main__':
    main()
