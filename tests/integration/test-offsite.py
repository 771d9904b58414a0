#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event elsewhere, two days without a network: guests check in at a kiosk, colleagues tick them on a tablet, both are switched off over
night; when they are home again every guest is on the list exactly once, and was there when they were."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom

SHOTS = os.environ.get('SHOTS', os.path.join(showroom.build_dir(), 'shots', 'offsite'))
DAY = 24 * 3600


def digits(guest, text):
    for sign in text:
        guest.kiosk.click(sign, exact=True)


def sign_up(kiosk, surname, phone=None, online=False):
    """今日活动 · 我要参加, with or without a number."""
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(guest.say('chip.events'))
    guest.touch(guest.say('ev.join') + ' · 周末露营会')
    guest.surname(surname)
    guest.wait('phone.ask')
    if phone:
        digits(guest, phone)
    guest.touch(guest.say('phone.agree') if phone else guest.say('phone.none'))
    guest.number()
    if not online:
        guest.wait('off.ev')
        assert not kiosk.has(guest.say('ev.joined')), 'whether there is room only the server knows'
    kiosk.click(guest.say('ticket.done'))


def check_in(kiosk, phone):
    """我报过名: the number is enough."""
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(guest.say('chip.events'))
    guest.touch(guest.say('ev.checkin') + ' · 周末露营会')
    guest.wait('phone.ask')
    digits(guest, phone)
    guest.touch(guest.say('phone.agree'))
    guest.number()
    kiosk.click(guest.say('ticket.done'))


def open_list(tablet, person):
    showroom.sign_in(tablet, person)
    tablet.click('周末露营会', exact=False, seconds=30)
    tablet.wait_text('名单')


def first_day(room, kiosk, tablet, person):
    """Two signed up while there was a network; then the van left."""
    sign_up(kiosk, '王', '13800138000', online=True)
    sign_up(kiosk, '李', '13800138001', online=True)
    open_list(tablet, person)
    tablet.wait_text('李')
    tablet.shot(os.path.join(SHOTS, 'list.png'))
    room.kill_server()
    sign_up(kiosk, '陈', '13800138002')
    sign_up(kiosk, '赵')
    tablet.click('没报名，直接来的')
    tablet.wait_text('名单3位', 10)


def second_day(kiosk, tablet, person):
    """王 comes again and gives their number; somebody new; 陈 comes again, too."""
    check_in(kiosk, '13800138000')
    check_in(kiosk, '13800138002')
    sign_up(kiosk, '周', '13800138003')
    open_list(tablet, person)
    tablet.wait_text('名单3位')
    tablet.click('没到 · 李先生', exact=False)             # a colleague had taken somebody else for them
    tablet.click('不来了 · 李先生', exact=False)
    tablet.wait_text('名单2位 · 已到2位')
    tablet.shot(os.path.join(SHOTS, 'away.png'))


def again(room, app, role):
    """The same device, a day later."""
    app.kill()
    return room.app(role, app.screen, data=app.data, pair=False)


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk, clock=showroom.noon())
        person = showroom.demo_staff()[0]
        room.kill_server()                                      # the camp begins in three days
        room.clock += 3 * DAY
        room.start_server()
        kiosk, tablet = room.kiosk(), room.tablet()
        first_day(room, kiosk, tablet, person)
        room.clock += DAY
        kiosk, tablet = again(room, kiosk, 'kiosk'), again(room, tablet, 'tablet')
        second_day(kiosk, tablet, person)
        room.start_server()
        event = next(e['id'] for e in room.export('event') if e['code'].endswith('camp'))
        there = sfui.wait_for(lambda: (lambda all_: all_ if len(all_) >= 6 else None)([g for g in room.export('event_guest') if g['event'] == event]), 30, 'everybody on the list')
        names = sorted(g.get('surname', '') for g in there)
        assert names == sorted(['王', '李', '陈', '赵', '周', '']), names
        sfui.wait_for(lambda: [g.get('surname') for g in room.export('event_guest') if g['event'] == event and g.get('off_at')] == ['李'], 20, 'who gave up their place')
        print('six guests, each once: ' + ' '.join(n or '—' for n in names))


if __name__ == '__main__':
    main()
