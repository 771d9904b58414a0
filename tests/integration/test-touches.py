#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The touch budget of each way in, counted on the real kiosk; and what each left on the server."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        staff = showroom.demo_staff()
        kiosk = room.kiosk()
        before = {v['id'] for v in room.export('visit')}
        ways = [
            ('看车选车 with a number', 6, 11, lambda g: g.see(surname='王')),
            ('看车选车 without', 6, 0, lambda g: g.see(surname='李', phone=False)),
            ('来过', 5, 0, lambda g: g.regular(staff[0]['name'], surname='张')),
            ('保养维修', 2, 6, lambda g: g.service('A12345')),
            ('随便看看', 1, 0, lambda g: g.browse()),
        ]
        for name, touches, digits, way in ways:
            guest = journeys.Guest(kiosk).at_home()
            way(guest)
            print('%-24s %d touches, %d digits' % (name, guest.touches, guest.digits))
            assert guest.touches <= touches and guest.digits == digits, (name, guest.touches, guest.digits)
        sfui.wait_for(lambda: len(room.export('visit')) >= len(before) + 5, 20, 'five visits on the server')
        made = [v for v in room.export('visit') if v['id'] not in before]
        told = sorted((v['purpose'], v.get('surname'), v.get('phone'), v.get('plate'), bool(v.get('consent'))) for v in made)
        print(told)
        assert [(p, s, n) for p, s, n, _, _ in told] == [('browse', None, None), ('see', '张', None), ('see', '李', None), ('see', '王', '+86' + journeys.PHONE),
                                                        ('service', None, None)], told
        assert [c for *_, c in told] == [False, False, False, True, False], 'a consent belongs to a number and to nothing else'
        assert len({v['number'] for v in made}) == 5 and next(v for v in made if v['purpose'] == 'service')['number'].startswith('S')


if __name__ == '__main__':
    main()
