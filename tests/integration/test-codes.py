#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes at the real kiosk: an appointment takes no touch at all, closes once whatever is scanned again, and with the server stopped the
number comes at once; a card goes along with the visit; a foreign code gets a calm sentence; a camera does what a scanner does, with a dim
phone, too. Each screen is pictured (build/shots/journeys/3-appointment)."""
import os
import random
import re
import sys
import time

from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import album
import floor
import journeys
import keys
import qr
import sfui
import showroom
from words import Words

PICTURES = album.Album(os.path.join(showroom.build_dir(), 'shots', 'journeys'), '3-appointment')
# What is left of a white page: 71 of 255, as of a phone turned down in the shade, beside a black of 16.
DIM = 'videobalance contrast=0.25'


class Booked:
    """An appointment as a tablet writes it down; its code."""

    def __init__(self, tablet, who, code, **more):
        now = time.time()
        self.id, self.code = floor.new_id(), code
        tablet.push('appointment.create', self.id, {
            'code': code, 'from': int(now * 1000) + 600_000, 'day': time.strftime('%Y-%m-%d', time.gmtime(now + 8 * 3600)), 'purpose': 'see', 'consultant': who,
            'surname': '赵', 'title': 'mr', 'phone': '+8613900139000', 'source': 'lead', 'at': int(now * 1000), 'state': 'booked', **more}, by=who)

    def text(self):
        return 'SHOWFLOOR:A:' + self.code + '\n'

    def now(self, room):
        return next(a for a in room.export('appointment') if a['id'] == self.id)


def number(kiosk):
    return next((t for t in kiosk.texts() if journeys.NUMBER.match(t)), None)


def visits(room, code):
    return [v for v in room.export('visit') if v.get('code') == code]


def status(room, visit):
    return next(s for s in room.export('visit_status') if s['visit'] == visit)


def at_rest(kiosk):
    say = Words('zh_CN')
    kiosk.click(say('ticket.done'))
    kiosk.wait_text(say('attract.scan'))


def appointment(room, kiosk, tablet, who):
    """0 touches, rung at the one who expects them, closed; scanned again it is a touch of the same visit."""
    say = Words('zh_CN')
    booked = Booked(tablet, who, '0123456789ABCDEF')
    kiosk.wait_text(say('attract.scan'))
    PICTURES.look(kiosk, 'attract')
    begun = sfui.now()
    keys.scan(kiosk, booked.text(), lambda: number(kiosk))
    print('from code to number: %.2f s, 0 touches' % (sfui.now() - begun))
    kiosk.wait_text(say('appt.expected'))
    PICTURES.look(kiosk, 'expected')
    sfui.wait_for(lambda: booked.now(room).get('visit'), 20, 'the appointment is closed')
    visit, = visits(room, booked.code)
    assert booked.now(room)['visit'] == visit['id'] and booked.now(room)['state'] == 'booked'
    offer = sfui.wait_for(lambda: next((a for a in room.export('assignment') if a['visit'] == visit['id']), None), 20, 'somebody is rung')
    assert offer['consultant'] == who, offer
    told = status(room, visit['id'])
    assert told['source'] == 'lead' and told['source_how'] == 'appointment' and told['customer'], told
    # Again, at the same kiosk, from the ticket: a new number, one visit.
    first = number(kiosk)
    keys.scan(kiosk, booked.text(), lambda: number(kiosk) not in (None, first))
    sfui.wait_for(lambda: len(visits(room, booked.code)) == 2, 20, 'the second touch')
    touch = next(v for v in visits(room, booked.code) if v['id'] != visit['id'])
    assert status(room, touch['id'])['same'] == visit['id']
    assert len([c for c in room.export('customer') if c.get('phone') == '+8613900139000']) == 1
    at_rest(kiosk)


def called_off(room, hand, tablet, who):
    """取消这次预约, asked twice: nobody expects them any more, and what was said stays in the book."""
    booked = Booked(hand, who, '0123456789ABCDEK', surname='郑', phone='+8613900139003')
    tablet.wait_text('今天要到店', 20)
    tablet.click(re.compile('郑先生'), exact=False)
    tablet.click('取消这次预约')
    PICTURES.look(tablet, 'tablet-cancel')
    assert booked.now(room)['state'] == 'booked', 'one touch calls nothing off'
    tablet.click('客人不来了，再点一次')
    sfui.wait_for(lambda: booked.now(room)['state'] == 'cancelled', 20, 'called off')
    tablet.wait(lambda: not tablet.has('郑先生'), 10, 'nobody expects them')


def from_tablet(room, kiosk, hand, staff):
    """约到店 on the tablet in four touches; the code on its glass, read as a phone reads it, checks in at the kiosk."""
    person = next(p for p in showroom.demo_staff() if p['staff_no'] in staff)
    who, wish = staff[person['staff_no']], time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600))
    follow = floor.new_id()
    hand.push('follow_up.create', follow, {'consultant': who, 'due': wish, 'state': 'open', 'about': 'drive', 'wish_on': wish, 'wish_min': 870, 'surname': '吴',
                                           'title': 'ms', 'phone': '+8613900139009', 'lang': 'zh_CN'}, by=who)
    tablet = room.tablet()
    showroom.sign_in(tablet, person)
    tablet.wait_text('今天要联系', 30)
    called_off(room, hand, tablet, who)
    tablet.click(re.compile('吴女士'), exact=False)
    tablet.click('约到店')
    tablet.click(re.compile('^今天 .*月'), exact=False)
    PICTURES.look(tablet, 'tablet-times')
    tablet.click('14:30')
    text = qr.on_glass(tablet, os.path.join(room.desk.dir, 'code.png'), 20)
    PICTURES.look(tablet, 'tablet-code')
    made = sfui.wait_for(lambda: next((a for a in room.export('appointment') if a.get('follow_up') == follow), None), 20, 'the appointment')
    assert text == 'SHOWFLOOR:A:' + made['code'] and (made['surname'], made['purpose'], made['source']) == ('吴', 'drive', 'lead'), made
    assert next(f for f in room.export('follow_up') if f['id'] == follow)['result'] == 'coming'
    tablet.click('点一下返回')
    tablet.wait_text('今天要到店')
    PICTURES.look(tablet, 'tablet-expected')
    keys.scan(kiosk, text + '\n', lambda: number(kiosk))
    kiosk.wait(lambda: any(kiosk.has(Words('zh_CN')(how)) for how in ('appt.expected', 'appt.early', 'appt.late')), 10, 'how half past two fits to now')
    tablet.wait(lambda: showroom.rings(tablet), 30)
    tablet.wait_text('吴女士')
    PICTURES.look(tablet, 'tablet-ring')
    tablet.stop()
    at_rest(kiosk)


def unknown(room, kiosk):
    """A code of our make that nobody knows, and one that is none of ours."""
    say = Words('zh_CN')
    keys.scan(kiosk, 'SHOWFLOOR:A:ZZZZZZZZZZZZZZZZ\n', lambda: number(kiosk))
    kiosk.wait_text(say('appt.unknown'))
    PICTURES.look(kiosk, 'unknown')
    at_rest(kiosk)
    before = len(room.export('visit'))
    keys.scan(kiosk, 'https://u.example.com/AbCdEf\n', lambda: kiosk.has(say('scan.foreign')))
    PICTURES.look(kiosk, 'foreign')
    assert kiosk.has(say('tile.see')) and kiosk.has(say('tile.appt')), 'the ways in without a code'
    kiosk.wait(lambda: not kiosk.has(say('scan.foreign')), 20, 'it goes by itself')
    assert len(room.export('visit')) == before and number(kiosk) is None


def card(room, kiosk):
    """A card says who sent them: it goes along with whatever they come for."""
    say = Words('zh_CN')
    keys.scan(kiosk, 'https://cards.example.cn/c/0123456789ABCDEG\n', lambda: kiosk.has(say('scan.kept')))
    PICTURES.look(kiosk, 'card')
    journeys.Guest(kiosk).at_home().browse()
    sfui.wait_for(lambda: [v for v in room.export('visit') if v.get('link') == '0123456789ABCDEG' and v['purpose'] == 'browse'], 20, 'the card came along')
    at_rest(kiosk)


def by_number(kiosk):
    """我有预约 without a code: one touch further."""
    say = Words('zh_CN')
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(say('tile.appt'))
    guest.wait('appt.ask')
    PICTURES.look(kiosk, 'scan')
    guest.touch(say('appt.phone'))
    guest.wait('phone.ask')
    kiosk.click(say('nav.home'))
    kiosk.wait_text(say('attract.scan'))


def away(room, kiosk, tablet, who):
    """The server is stopped: the number at once, and nothing is said of the appointment; joined when it is back."""
    say = Words('zh_CN')
    booked = Booked(tablet, who, 'FEDCBA9876543210', surname='孙', phone='+8613900139001')
    room.stop_server()
    keys.scan(kiosk, booked.text(), lambda: number(kiosk))
    kiosk.wait_text(say('off.title'), 20)
    assert not kiosk.has(say('appt.expected')) and not kiosk.has(say('appt.unknown'))
    PICTURES.look(kiosk, 'away')
    room.start_server()
    sfui.wait_for(lambda: booked.now(room).get('visit'), 60, 'the appointment is closed once the server is back')
    assert len(visits(room, booked.code)) == 1


def camera(room, tablet, who):
    """A camera sees the code of a dim phone: 0 touches, too. What it sees is painted by GStreamer."""
    booked = Booked(tablet, who, '00112233445566AA', surname='周', phone='+8613900139002')
    source = ('gst:videotestsrc pattern=white is-live=true ! video/x-raw,width=1280,height=720,framerate=15/1 ! qroverlay pixel-size=5 data=%s ! %s' % (booked.text().strip(), DIM))
    kiosk = room.kiosk(extra=['--reader', source])
    kiosk.wait(lambda: number(kiosk), 60)
    kiosk.wait_text(Words('zh_CN')('appt.expected'), 20)
    visit, = visits(room, booked.code)
    assert booked.now(room)['visit'] == visit['id']
    kiosk.stop()


def broken_code(path, holds=True):
    """A camera's picture: three corner marks with nonsense between them, as a code that is torn or too dim to read; or nothing at all."""
    module, side = 12, 25
    picture, rand = Image.new('L', (1280, 720), 180), random.Random(1)
    if holds:
        left, top = (1280 - module * side) // 2, (720 - module * side) // 2
        picture.paste(255, (left - 48, top - 48, left + module * side + 48, top + module * side + 48))

        def square(x, y, size, grey):
            picture.paste(grey, (left + x * module, top + y * module, left + (x + size) * module, top + (y + size) * module))
        for at in range(side * side):
            square(at % side, at // side, 1, 0 if rand.random() < 0.5 else 255)
        for x, y in ((0, 0), (side - 7, 0), (0, side - 7)):
            square(max(x - 1, 0), max(y - 1, 0), 8, 255)
            for inset, grey in ((0, 0), (1, 255), (2, 0)):
                square(x + inset, y + inset, 7 - 2 * inset, grey)
    picture.save(path + '.new', 'PNG')
    os.replace(path + '.new', path)


def unread(room):
    """Held up and not read: a hint after four seconds, over what can be touched all the while, that goes when the code does; and a camera that
    stops while somebody is asked to use it. The way on without a code is on the glass each time."""
    say, other = Words('zh_CN'), Words('zh_TW')
    picture = os.path.join(room.desk.dir, 'camera.png')
    broken_code(picture)
    kiosk = room.kiosk(extra=['--reader', 'gst:multifilesrc location=%s loop=true caps=image/png,framerate=15/1 ! pngdec ! identity sync=true' % picture])
    kiosk.wait_text(say('scan.retry'), 60)
    assert kiosk.has(say('attract.touch'))
    PICTURES.look(kiosk, 'retry')
    broken_code(picture, holds=False)
    kiosk.wait(lambda: not kiosk.has(say('scan.retry')), 30, 'it goes with the code')
    guest = journeys.Guest(kiosk).at_home()
    guest.touch('繁體中文')
    kiosk.wait_text(other('tile.appt'))
    kiosk.click(other('tile.appt'))
    kiosk.wait_text(other('appt.ask'))
    broken_code(picture)
    kiosk.wait_text(other('scan.retry'), 60)
    PICTURES.look(kiosk, 'retry-asked')
    os.unlink(picture)                                       # the camera is pulled out
    kiosk.wait_text(other('scan.broken'), 30)
    PICTURES.look(kiosk, 'reader-gone')
    kiosk.click(other('appt.phone'))
    kiosk.wait_text(other('phone.ask'))
    kiosk.stop()


def old(room, kiosk, tablet, who):
    """Booked for yesterday: the code is old, the guest is served."""
    booked = Booked(tablet, who, '0123456789ABCDEM', surname='冯', phone='+8613900139006', day=time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600 - 86400)))
    keys.scan(kiosk, booked.text(), lambda: number(kiosk))
    kiosk.wait_text(Words('zh_CN')('scan.old'), 20)
    PICTURES.look(kiosk, 'old')
    at_rest(kiosk)


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        tablet = floor.Device(room, 'tablet', 'tablet by hand')
        staff = {c['staff_no']: c['id'] for c in room.export('consultant') if c['job'] == 'sales'}
        who = list(staff.values())[-1]
        for roster in room.export('roster'):
            if roster['consultant'] in staff.values():
                tablet.push('roster.patch', roster['id'], {'presence': 'free'}, by=roster['consultant'])
        kiosk = room.kiosk(extra=['--reader', 'wedge'])
        kiosk.screen.focus()
        appointment(room, kiosk, tablet, who)
        from_tablet(room, kiosk, tablet, staff)
        old(room, kiosk, tablet, who)
        unknown(room, kiosk)
        card(room, kiosk)
        by_number(kiosk)
        camera(room, tablet, who)
        unread(room)
        away(room, kiosk, tablet, who)
        PICTURES.close(kiosk.screen.size)


if __name__ == '__main__':
    main()
