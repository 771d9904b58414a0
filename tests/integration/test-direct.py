#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server is killed, a guest checks in: the kiosk rings the tablet itself. Nothing is said of anybody before the tablet shows the ring,
and no name before 马上过去; afterwards the guest has that one consultant, whom nobody else is rung for, once on the server."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom


def lines(device):
    """How many tablets this kiosk can ring by itself."""
    try:
        with sqlite3.connect('file:%s?mode=ro' % os.path.join(device.data, 'device.db'), uri=True, timeout=5) as db:
            return db.execute('SELECT count(*) FROM k_ring_line').fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        before = {v['id'] for v in room.export('visit')}
        staff = showroom.demo_staff()
        names = [p['name'] for p in staff]
        kiosk, tablet = room.kiosk(), room.tablet()
        showroom.sign_in(tablet, staff[0])
        sfui.wait_for(lambda: lines(kiosk), 30, 'the kiosk knows how to ring the tablet')
        sfui.wait_for(lambda: any(r['presence'] == 'free' for r in room.export('roster')), 20, 'a colleague is free')
        room.kill_server()
        guest = journeys.Guest(kiosk).at_home()
        number = guest.see(surname='李', phone=False)
        heard = sfui.wait_for(lambda: [at for at, text in showroom.rings(tablet) if at >= guest.last_touch], 20, 'the tablet rings')
        print('from the last touch to the sound, without a server: %.2f s' % (heard[0] - guest.last_touch))
        kiosk.wait_text(guest.say('ticket.coming.any'), 15)
        assert not journeys.forbidden(kiosk, 'zh_CN', names), 'a name before anybody accepted'
        tablet.click('马上过去', exact=False)
        kiosk.wait_text(guest.say('ticket.coming', name=staff[0]['name']), 15)
        room.start_server()
        found = sfui.wait_for(lambda: [v for v in room.export('visit') if v['id'] not in before], 30, 'the visit on the server')
        assert [v['number'] for v in found] == [number], found
        owner = next(c['id'] for c in room.export('consultant') if c['staff_no'] == staff[0]['staff_no'])
        sfui.wait_for(lambda: [s for s in room.export('visit_status') if s['visit'] == found[0]['id'] and s.get('consultant') == owner and s['state'] == 'accepted'],
                      30, 'the guest is theirs')
        offers = [a for a in room.export('assignment') if a['visit'] == found[0]['id'] and a['state'] in ('offered', 'acked', 'accepted')]
        assert [(a['consultant'], a['state']) for a in offers] == [(owner, 'accepted')], offers
        print('rung by the kiosk, taken, and one owner afterwards')


if __name__ == '__main__':
    main()
