#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts each path of a ring and looks for sentences that are then untrue.

1. The tablet that is rung has died: nobody is said to come; after 20 s the next person has it; then, and only then, a name.
2. The server dies after the ticket: what the guest reads must not claim more than was known, and a name never appears.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom


def watch(kiosk, names, until, seconds, never=()):
    """Waits for @until on the tablet while looking at every state of the kiosk's glass."""
    seen = []

    def step():
        texts = kiosk.texts()
        seen.append(texts)
        bad = journeys.forbidden(kiosk, 'zh_CN', names)
        assert not bad, 'untrue at this moment: %s' % bad
        early = [t for t in texts if t in never]
        done = until()      # after the look: what became true meanwhile may stand there already
        assert done or not early, 'untrue at this moment: %s' % early
        return done
    sfui.wait_for(step, seconds, 'what the path should lead to')
    return len(seen)


def dead_tablet(room, kiosk, staff, names, say):
    first, second = room.tablet(), room.tablet()
    showroom.sign_in(first, staff[0])
    showroom.sign_in(second, staff[1])
    sfui.wait_for(lambda: {r['consultant'] for r in room.export('roster') if r['presence'] == 'free'} and
                  len([r for r in room.export('roster') if r['presence'] == 'free']) == 2, 60, 'two colleagues free')
    first.kill()
    guest = journeys.Guest(kiosk).at_home()
    guest.regular(staff[0]['name'], surname='王')
    start = guest.last_touch
    looks = watch(kiosk, names, lambda: showroom.rings(second), 40, never=(say('ticket.coming.any'),))
    rung = showroom.rings(second)[0][0] - start
    print('the first tablet was dead: the next one rang after %.1f s, %d looks, no name and nobody "on the way" meanwhile' % (rung, looks))
    assert 18 <= rung <= 26, rung
    sfui.wait_for(lambda: kiosk.has(say('ticket.coming.any')) or kiosk.has(say('ticket.more')) is False, 10, 'the ring is acknowledged')
    second.click('马上过去')
    if not kiosk.has(say('attract.touch')):
        kiosk.wait_text(say('ticket.coming', name=staff[1]['name']))
    owners = [a for a in room.export('assignment') if a['state'] == 'accepted']
    assert len(owners) == 1, owners
    return second


def dead_server(room, kiosk, tablet, names, say):
    guest = journeys.Guest(kiosk).at_home()
    guest.see(surname='李', phone=False)
    room.kill_server()
    watch(kiosk, names, lambda: kiosk.has(say('off.title')) or kiosk.has(say('attract.touch')), 40, never=(say('ticket.recept'),))
    print('the server died after the ticket: no name, and the guest is told to show the number at the desk')


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        staff = showroom.demo_staff()
        names = [p['name'] for p in staff]
        kiosk = room.kiosk()
        say = journeys.Words('zh_CN')
        second = dead_tablet(room, kiosk, staff, names, say)
        showroom.end_visit(second)
        second.click('暂离', exact=False)
        dead_server(room, kiosk, second, names, say)


if __name__ == '__main__':
    main()
