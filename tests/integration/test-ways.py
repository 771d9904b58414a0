#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in beside 看车: a test drive, collecting a car, an event, an offer; what each costs in touches and leaves on the server."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import hand
import journeys
import sfui
import showroom

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'ways')


def digits(guest, text):
    for sign in text:
        guest.kiosk.click(sign, exact=True)
        guest.digits += 1


def drive(guest):
    guest.touch(guest.say('tile.drive'))
    guest.wait('drive.ask')
    guest.touch('S7')
    guest.wait('drive.how')
    guest.touch(guest.say('drive.want'))
    guest.surname('王')
    guest.wait('phone.ask')
    guest.touch(guest.say('phone.none'))
    return guest.number()


def change_number(guest, number):
    """A number that was not left before: with the same notice and act as at first; leaving it alone is as large."""
    for answer in ('change.keep', 'phone.agree'):
        guest.touch(guest.say('ticket.change'))
        guest.touch(guest.say('change.phone'))
        guest.wait('phone.ask')
        assert not guest.kiosk.has(guest.say('phone.none')), 'what is there already would stay'
        if answer == 'phone.agree':
            digits(guest, journeys.PHONE)
        guest.kiosk.shot(os.path.join(SHOTS, 'change-%s.png' % answer))
        guest.touch(guest.say(answer))
        assert guest.number() == number, 'the ticket is the same'


def change_purpose(guest, number):
    """While nobody has said that they come: to look at a car instead."""
    guest.touch(guest.say('ticket.change'))
    guest.touch(guest.say('change.purpose'))
    guest.wait('home.ask')
    guest.kiosk.shot(os.path.join(SHOTS, 'change-purpose.png'))
    guest.touch(guest.say('tile.see'))
    assert guest.number() == number, 'the ticket is the same'


def change(room, guest, before):
    """改一下 on the ticket of the test drive: the name, then the car; the same number, and no second visit."""
    number = guest.number()
    for what, page in (('change.name', 'name.ask'), ('change.car', 'car.ask')):
        guest.touch(guest.say('ticket.change'))
        guest.wait('change.ask')
        guest.kiosk.shot(os.path.join(SHOTS, 'change.png'))
        guest.touch(guest.say(what))
        if page == 'name.ask':
            guest.surname('李', title='name.ms')
        else:
            guest.wait('drive.ask')                 # what they chose before is still chosen; a second car needs a yes
            guest.touch('X5')
            guest.touch(guest.say('car.ok'))
        assert guest.number() == number, 'the ticket is the same'
    guest.kiosk.wait_text('李女士')
    guest.kiosk.shot(os.path.join(SHOTS, 'changed.png'))
    change_number(guest, number)
    change_purpose(guest, number)
    models = {m['id']: m['name']['en'] for m in room.export('model')}
    sfui.wait_for(lambda: [(v['number'], v['surname'], v['title'], v['purpose'], v.get('phone'), sorted(models[m] for m in v['models'])) for v in room.export('visit')
                           if v['id'] not in before]
                  == [(number, '李', 'ms', 'see', '+86' + journeys.PHONE, sorted(n for n in models.values() if n.endswith((' S7', ' X5'))))], 10, 'one visit, as said last')
    visit = next(v for v in room.export('visit') if v['id'] not in before)
    consent = [c for c in room.export('consent') if c['visit'] == visit['id']]
    assert [c['id'] for c in consent] == [visit['consent']] and consent[0]['purposes'] == ['visit'], consent


def collect(guest):
    guest.touch(guest.say('tile.collect'))
    guest.wait('col.ask')
    guest.touch(guest.say('col.service'))
    guest.wait('svc.plate')
    digits(guest, 'A12345')
    return guest.number()


def collect_new(guest):
    guest.touch(guest.say('tile.collect'))
    guest.wait('col.ask')
    guest.touch(guest.say('col.new'))
    guest.wait('phone.ask')
    digits(guest, journeys.PHONE)
    guest.touch(guest.say('phone.agree'))
    return guest.number()


def sign_up(guest):
    guest.touch(guest.say('chip.events'))
    guest.wait('ev.checkin')
    guest.kiosk.shot(os.path.join(SHOTS, 'events.png'))
    guest.touch(guest.say('ev.join') + ' · ')
    guest.surname('李')
    guest.wait('phone.ask')
    digits(guest, journeys.PHONE)
    guest.touch(guest.say('phone.agree'))
    guest.wait('ev.joined')
    guest.kiosk.shot(os.path.join(SHOTS, 'joined.png'))
    return guest.number()


def from_elsewhere(guest):
    """A number of another country, at a house of the mainland."""
    guest.touch(guest.say('tile.collect'))
    guest.wait('col.ask')
    guest.touch(guest.say('col.new'))
    guest.wait('phone.ask')
    digits(guest, '+852+91234567')
    guest.kiosk.shot(os.path.join(SHOTS, 'elsewhere.png'))
    guest.touch(guest.say('phone.agree'))
    return guest.number()


def offer(guest):
    guest.touch(guest.say('chip.offers'))
    guest.wait('of.detail')
    assert not guest.kiosk.has('秋季展车优惠'), 'an offer that is over is not shown'
    guest.kiosk.shot(os.path.join(SHOTS, 'offers.png'))
    guest.touch(guest.say('of.ask'))
    guest.wait('before.ask')
    guest.kiosk.click(guest.say('nav.home'))


def by_hand(guest):
    """A surname that is written: drawn, taken back, and another drawn."""
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    guest.touch(guest.say('before.first'))
    guest.car(None)
    guest.wait('name.ask')
    guest.touch(guest.say('name.hand'))
    guest.wait('name.hand.hint')
    kiosk, pad = guest.kiosk, guest.say('name.hand.hint')
    hand.write(kiosk, pad, '丁')
    kiosk.wait_text('丁')
    for _ in '丁丁':
        kiosk.click(guest.say('hand.undo'), exact=True)
    kiosk.wait(lambda: not kiosk.has('丁', exact=True))
    hand.write(kiosk, pad, '郭')
    guest.touch('郭', exact=True)
    kiosk.shot(os.path.join(SHOTS, 'hand.png'))
    guest.touch(guest.say('name.ms', s='郭'), exact=True)
    guest.wait('phone.ask')
    guest.touch(guest.say('phone.none'))
    return guest.number()


def call_again(room, kiosk, number, before):
    """Four minutes and nobody came: the number at any kiosk rings again; nothing of its guest is on the glass."""
    room.kill_server()
    room.clock += 240
    room.start_server()
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(guest.say('chip.help'))
    guest.wait('recall.number')
    guest.kiosk.shot(os.path.join(SHOTS, 'help.png'))
    guest.touch(guest.say('recall.number'))
    guest.wait('recall.ask')
    digits(guest, number)
    guest.kiosk.shot(os.path.join(SHOTS, 'recall.png'))
    guest.touch(guest.say('recall.call'))
    guest.wait('queue.recalling')
    guest.kiosk.shot(os.path.join(SHOTS, 'recalling.png'))
    visit = next(v for v in room.export('visit') if v['number'] == number and v['id'] not in before)
    sfui.wait_for(lambda: [a for a in room.export('assignment') if a['visit'] == visit['id'] and a['why'] == 'recalled'], 20, 'called again')
    assert not [text for text in kiosk.texts() if '李' in text or 'S7' in text], kiosk.texts()
    kiosk.click(guest.say('nav.close'))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk, clock=showroom.noon())
        kiosk = room.kiosk()
        before = {v['id'] for v in room.export('visit')}
        for name, touches, count, way in [('试乘试驾', 6, 0, drive), ('取车', 2, 6, collect), ('提车', 3, 11, collect_new), ('今日活动', 5, 11, sign_up), ('香港号码', 3, 13, from_elsewhere), ('购车政策', 2, 0, offer), ('手写', 7, 0, by_hand)]:
            guest = journeys.Guest(kiosk).at_home()
            way(guest)
            print('%-8s %d touches, %d digits' % (name, guest.touches, guest.digits))
            assert guest.touches <= touches and guest.digits == count, (name, guest.touches, guest.digits)
            if way is drive:
                number = guest.number()
                change(room, guest, before)
        sfui.wait_for(lambda: len(room.export('visit')) >= len(before) + 6, 20, 'six visits on the server')
        made = {(v['purpose'], v.get('ride'), v.get('collect'), bool(v.get('event')), bool(v.get('phone'))) for v in room.export('visit') if v['id'] not in before}
        assert made == {('see', None, None, False, True), ('collect', None, 'service', False, False), ('collect', None, 'new', False, True),
                        ('event', None, None, True, True), ('see', None, None, False, False)}, made
        assert '郭' in {v.get('surname') for v in room.export('visit') if v['id'] not in before}
        assert {v['phone'] for v in room.export('visit') if v['id'] not in before and v.get('phone')} == {'+86' + journeys.PHONE, '+85291234567'}
        guest = room.export('event_guest')
        assert [(g['surname'], bool(g.get('here_at'))) for g in guest] == [('李', True)], guest
        assert [e['taken'] for e in room.export('event') if e['id'] == guest[0]['event']] == [1]
        call_again(room, kiosk, number, before)


if __name__ == '__main__':
    main()
