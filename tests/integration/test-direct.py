#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk tries beforehand which tablets it can ring by itself: some it reaches, one at an address where nothing gets through, one where
it is turned away, and a tablet which screens it can send to; status says so in three languages and the tablets say it to whoever holds one.
Then the server is killed, a tablet started anew, a guest checks in: the kiosk rings a tablet itself, whose colleague hands the guest to
another. Nothing is said of anybody before a tablet shows the ring, and no name before 马上过去; whoever goes reads to whom, also after a
restart; afterwards the guest has that one consultant, whom nobody else is rung for, once on the server, and the log says how."""
import json
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import album
import floor
import journeys
import sfui
import showroom
from words import Words

SAY = Words('zh_CN')
ADVICE = {'zh_CN': ('连不到', '客户端隔离', '防火墙'), 'zh_TW': ('連不到', '用戶端隔離', '防火牆'), 'en': ('No way through', 'client isolation', 'firewall')}


def by_hand(room, name, port, role='tablet'):
    """A tablet or screen that speaks the protocol and says that it listens at @port."""
    device = floor.Device(room, role, name)
    device.post('/v1/lan', {'p': 1, 'port': port})
    return device


def ways(room):
    """{name: state} of what the kiosk rings and what the real tablet sends to, as status has it."""
    status = room.status()
    names = {d['id']: d['name'] for d in status['devices']}
    return {names[w['to']]: w['state'] for w in status['reach'] if names[w['from']] in ('kiosk 1', 'tablet 2')}


def test_reach(room, tablet):
    """@tablet is reached; the others are not, each in its own way, and it is said which, and what to switch."""
    with socket.create_server(('127.0.0.1', 0)) as deaf, socket.create_server(('127.0.0.1', 0)) as shut:
        closed = shut.getsockname()[1]
        shut.close()
        hands = [by_hand(room, '平板-不通', deaf.getsockname()[1]), by_hand(room, '平板-拒绝', closed), by_hand(room, '大屏-不通', deaf.getsockname()[1], 'display')]
        want = {'tablet 2': 'ok', 'tablet 3': 'ok', '平板-不通': 'silent', '平板-拒绝': 'refused', '大屏-不通': 'silent'}
        sfui.wait_for(lambda: ways(room) == want, 60, 'what was found out: %s' % ways(room))
        for lang, words in ADVICE.items():
            said = room.ctl('status', '--lang', lang)
            assert all(word in said for word in words) and 'kiosk 1 → 平板-不通' in said and 'tablet 2 → 大屏-不通' in said, said
        tablet.wait_text('kiosk 1直接呼不到平板-不通', 20)
        tablet.wait_text('tablet 2直接连不到大屏-不通', 20)
        # Its network lets it through now: nobody has to do anything but wait.
        hands[0].post('/v1/lan', {'p': 1, 'port': closed})
        sfui.wait_for(lambda: ways(room)['平板-不通'] == 'refused', 60, 'it is tried anew where it is now')
    for device in hands:
        device.close()


def handed(tablets, staff):
    """Whoever is rung hands the guest to the other, who is rung then; returns (the other's tablet, the other)."""
    sfui.wait_for(lambda: any(t.has('马上过去') for t in tablets), 15, 'a tablet rings')
    first = 0 if tablets[0].has('马上过去') else 1
    one, other = tablets[first], tablets[1 - first]
    one.click(SAY('tab.hand'))
    one.click(staff[1 - first]['name'], exact=False)
    other.wait_text('马上过去', 15)
    one.wait(lambda: not one.has('马上过去'), 15, 'the first ring is over')
    return other, staff[1 - first]


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        before = {v['id'] for v in room.export('visit')}
        staff = showroom.demo_staff()
        names = [p['name'] for p in staff]
        kiosk, tablets = room.kiosk(), [room.tablet(), room.tablet()]
        for tablet, person in zip(tablets, staff):
            showroom.sign_in(tablet, person)
        sfui.wait_for(lambda: ways(room).get('tablet 2') == ways(room).get('tablet 3') == 'ok', 60, 'the kiosk reaches the tablets')
        sfui.wait_for(lambda: sum(r['presence'] == 'free' for r in room.export('roster')) >= 2, 20, 'colleagues are free')
        test_reach(room, tablets[0])
        room.kill_server()
        tablets[0].stop()
        tablets[0] = room.tablet(data=tablets[0].data)
        showroom.sign_in(tablets[0], staff[0])
        guest = journeys.Guest(kiosk, album=album.Album(os.path.join(showroom.build_dir(), 'shots', 'journeys'), '8-rung-directly')).at_home()
        number = guest.see(surname='李', phone=False)
        heard = sfui.wait_for(lambda: [at for t in tablets for at, text in showroom.rings(t) if at >= guest.last_touch], 20, 'a tablet rings')
        print('from the last touch to the sound, without a server: %.2f s' % (heard[0] - guest.last_touch))
        kiosk.wait_text(guest.say('ticket.coming.any'), 15)
        assert not journeys.forbidden(kiosk, 'zh_CN', names), 'a name before anybody accepted'
        guest.look('rung')
        tablet, person = handed(tablets, staff)
        kiosk.wait_text(guest.say('ticket.coming.any'), 15)
        assert not journeys.forbidden(kiosk, 'zh_CN', names), 'a name before anybody accepted'
        # Known to whoever listens to the glass is not painted on it: the card has its place, and the rest makes room.
        tablet.wait(lambda: tablet.find('马上过去', role='button').call('Component', 'GetExtents', 'u', 1)[0][3] >= 48, 5, 'the ring on the glass')
        guest.album.look(tablet, 'tablet-rings')
        tablet.click('马上过去', exact=False)
        kiosk.wait_text(guest.say('ticket.coming', name=person['name']), 15)
        guest.look('coming')
        # No list has the guest yet; whoever goes reads to whom and where, also when the tablet was started anew meanwhile.
        going = '正在去接 %s 李先生 · 1号机旁' % number
        tablet.wait_text(going, 10)
        tablet.stop()
        tablet = room.tablet(data=tablet.data)
        showroom.sign_in(tablet, person)
        tablet.wait_text(going, 20)
        guest.album.look(tablet, 'tablet-going')
        guest.album.close(kiosk.screen.size)
        room.start_server()
        found = sfui.wait_for(lambda: [v for v in room.export('visit') if v['id'] not in before], 30, 'the visit on the server')
        assert [v['number'] for v in found] == [number], found
        owner = next(c['id'] for c in room.export('consultant') if c['staff_no'] == person['staff_no'])
        sfui.wait_for(lambda: [s for s in room.export('visit_status') if s['visit'] == found[0]['id'] and s.get('consultant') == owner and s['state'] == 'accepted'],
                      30, 'the guest is theirs')
        offers = [a for a in room.export('assignment') if a['visit'] == found[0]['id'] and a['state'] in ('offered', 'acked', 'accepted')]
        assert [(a['consultant'], a['state']) for a in offers] == [(owner, 'accepted')], offers
        day = json.loads(room.ctl('replay-dispatch', '--json'))
        mine = [d for d in day['decisions'] if d['visit'] == found[0]['id']]
        # The visit may have come before the word of the tablet: then the server had begun to ring.
        assert mine[-1]['how'] == 'direct' and mine[-1]['given'] == owner and mine[-1]['why'] and day['direct'] == 1, mine
        assert day['different'] == 0 and day['two_owners'] == 0, day
        assert 'rung by the kiosk itself' in room.ctl('replay-dispatch', '--lang', 'en')
        tablet.wait(lambda: not tablet.has('正在去接') and tablet.has(number), 30)
        print('rung by the kiosk, handed on, taken, and one owner afterwards')


if __name__ == '__main__':
    main()
