#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A guest in Taiwan, from the attract screen to the ticket: the house stands there, the surname is written by zhuyin, the number is one of Taiwan's;
not a word is in the Simplified script. Names in letters; a service guest by a plate of Taiwan; what one guest typed, the next does not read."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import album
import journeys
import sfui
import showroom

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'journeys')
SIMPLIFIED = re.compile('[们这个为时说对请问车辆维养乐来访务员号码岁见让谢预约顾赏试驾过现场办样实]')
PHONE = '0912345678'


def their_words(say):
    """What a showroom of Taiwan says, and a conversion would not."""
    for context, word in (('tile.see', '賞車'), ('name.ms0', '小姐'), ('ticket.print', '號碼單'), ('help.fail', '服務台'), ('home.hello.am', '早安'), ('home.hello.pm', '午安')):
        assert word in say(context), (context, say(context))


def other_name(guest):
    """賞車 → 第一次來 → 還沒決定 → 其他姓氏: the keys have Taiwan's sounds."""
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    guest.touch(guest.say('before.first'))
    guest.car(None)
    guest.wait('name.ask')
    guest.touch(guest.say('name.other'))
    guest.wait('name.zhuyin.hint')


def traditional(kiosk):
    found = [text for text in kiosk.texts() if SIMPLIFIED.search(text)]
    assert not found, 'in the Simplified script: %s' % found


def by_zhuyin(room, kiosk):
    """ㄔㄣ is 陳; the ticket has the surname and +886."""
    guest = journeys.Guest(kiosk, 'zh_TW', album.Album(SHOTS, '6-taiwan')).at_home()
    their_words(guest.say)
    traditional(kiosk)
    other_name(guest)
    guest.type('ㄔㄣ')
    kiosk.wait_text('陳')
    guest.look('chen')
    guest.touch('陳', exact=True)
    guest.touch(guest.say('name.mr', s='陳'), exact=True)
    guest.wait('phone.ask')
    assert kiosk.has('未成年請由家長陪同')
    traditional(kiosk)
    guest.type(PHONE)
    kiosk.wait_text('0912-345-678')
    guest.look('phone-typed')
    guest.touch(guest.say('phone.agree'))
    number = guest.number()
    traditional(kiosk)
    assert guest.touches <= 7 and guest.digits == 2 + len(PHONE), (guest.touches, guest.digits)      # one more than with a surname of the page
    sfui.wait_for(lambda: any(v['number'] == number for v in room.export('visit')), 20, 'the visit on the server')
    visit = next(v for v in room.export('visit') if v['number'] == number)
    assert (visit['surname'], visit['phone'], visit['lang']) == ('陳', '+886912345678', 'zh_TW'), visit
    print('陳 by zhuyin: %d touches, %d keys' % (guest.touches, guest.digits))
    return guest.album


def by_plate(room, kiosk, pictures):
    """保養維修 with a plate of Taiwan."""
    guest = journeys.Guest(kiosk, 'zh_TW', pictures).at_home()
    guest.touch(guest.say('tile.service'))
    guest.wait('svc.plate')
    guest.type('ABC1234')
    guest.look('plate-typed')
    if not kiosk.has(guest.say('svc.what')):
        guest.touch(guest.say('nav.next'))
    guest.wait('svc.what')
    traditional(kiosk)
    guest.touch(guest.say('svc.maint'))
    number = guest.number()
    assert guest.touches <= 3, guest.touches                         # their length is free, so one says that it is whole
    sfui.wait_for(lambda: any(v['number'] == number and v['plate'].replace('-', '') == 'ABC1234' for v in room.export('visit')), 20, 'the plate on the server')


def names_for(kiosk, guest, typed):
    """The candidates for what is typed, in their order, without the names of the page before; the way home afterwards."""
    other_name(guest)
    before = kiosk.texts()
    guest.type(typed)
    found = kiosk.wait(lambda: [text for text in kiosk.texts() if re.fullmatch('[\u4e00-\u9fff]', text) and text not in before])
    guest.touch(found[-1], exact=True)                       # the last one, so that learning would move it
    kiosk.wait(lambda: kiosk.has(guest.say('name.mr', s=found[-1])))
    kiosk.click(guest.say('nav.home'))
    return before, found


def forgets(kiosk):
    """What the last guest typed and chose is not what the next one reads."""
    first, again = (names_for(kiosk, journeys.Guest(kiosk, 'zh_TW').at_home(), 'ㄒㄩ') for _ in range(2))
    assert first == again, (first, again)


def by_letters(room, kiosk, pictures):
    """ABC: a name in letters, on the same page."""
    guest = journeys.Guest(kiosk, 'zh_TW', pictures).at_home()
    other_name(guest)
    kiosk.click('ABC', exact=True)
    guest.type('LEE')
    kiosk.wait_text('Lee')
    assert not kiosk.has("Le'e"), 'a name in letters is not cut into sounds'
    guest.look('letters')
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
        kiosk = room.kiosk(1080, 1920, lang='zh_TW')
        pictures = by_zhuyin(room, kiosk)
        forgets(kiosk)
        by_letters(room, kiosk, pictures)
        by_plate(room, kiosk, pictures)
        pictures.close(kiosk.screen.size)


if __name__ == '__main__':
    main()
