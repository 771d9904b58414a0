#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server is killed before the check-in, and no tablet is on: the ticket has a number and no name, says what to do, and the visit arrives exactly
once after the server's return, also when the kiosk was killed right after the ticket appeared; exactly one consultant owns it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom


def visits_of(room, surname, before):
    """Visits under this surname that the demo's own past does not hold."""
    return [v for v in room.export('visit') if v.get('surname') == surname and v['id'] not in before]


def offline_check_in(room, kiosk, surname, names):
    guest = journeys.Guest(kiosk).at_home()
    number = guest.see(surname=surname, phone=False)
    guest.wait('off.title')
    kiosk.wait_text(guest.say('off.sub', number=number))
    assert not journeys.forbidden(kiosk, 'zh_CN', names)
    return number


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        before = {v['id'] for v in room.export('visit')}
        staff = showroom.demo_staff()
        names = [p['name'] for p in staff]
        kiosk, tablet = room.kiosk(), room.tablet()
        showroom.sign_in(tablet, staff[0])
        tablet.kill()                                           # else the kiosk rings it by itself (test-direct.py)
        room.kill_server()
        first = offline_check_in(room, kiosk, '李', names)
        second = offline_check_in(room, kiosk, '张', names)
        kiosk.kill()                                            # power cut right after the ticket appeared
        room.start_server()
        kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
        for surname, number in (('李', first), ('张', second)):
            sfui.wait_for(lambda: visits_of(room, surname, before), 30, 'visit %s on the server' % number)
            found = visits_of(room, surname, before)
            assert [v['number'] for v in found] == [number], found
            owners = [a for a in room.export('assignment') if a['visit'] == found[0]['id'] and a['state'] in ('offered', 'acked', 'accepted')]
            assert len(owners) == 1, owners
        print('two visits made while the server was away are there once each, with one owner each')


if __name__ == '__main__':
    main()
