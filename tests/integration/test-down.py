#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Neither server nor tablets can be reached (with a tablet: test-direct.py): the ticket has a number and no name, no code and no question, and
says what to do, also to a regular who asked for somebody and to a service guest; who calls for help is told where to go. The kiosk loses its
power right after that. When all is back each guest is there exactly once, with one owner."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import album
import journeys
import qr
import sfui
import showroom

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'journeys')
OPEN = ('offered', 'acked', 'accepted')


def alone(kiosk, guest, number, names):
    """What may and may not stand on the ticket when nobody at all can be reached."""
    say = guest.say
    guest.wait('off.title', 20)
    kiosk.wait_text(number)
    untrue = [say(c) for c in ('ticket.calling', 'ticket.coming.any', 'ticket.recept', 'ticket.drink', 'ticket.need', 'none.recept', 'ev.joined', 'appt.done')]
    kiosk.wait(lambda: not [t for t in kiosk.texts() if t in untrue], 10, lambda: 'untrue: %s' % kiosk.texts())
    assert not any(name in text for name in names for text in kiosk.texts()), 'somebody is named: %s' % kiosk.texts()
    assert qr.count(guest.album.look(kiosk, 'alone')) == 0, 'a code that opens nothing'


def nobody_reached(kiosk, pictures, ming, names):
    """Server and tablets are gone."""
    numbers = {}
    for surname, way in (('张', lambda g: g.see(surname='张')), ('陈', lambda g: g.regular(ming['name'], surname='陈')), (None, lambda g: g.service())):
        guest = journeys.Guest(kiosk, album=pictures).at_home()
        numbers[surname] = way(guest)
        alone(kiosk, guest, numbers[surname], names)
        if surname:
            kiosk.wait_text(guest.say('off.sub', number=numbers[surname]))
    for_help(kiosk, pictures)
    return numbers


def for_help(kiosk, pictures):
    """请人帮忙 on a screen, when nobody hears of it: where to go, and no "somebody is on the way"."""
    guest = journeys.Guest(kiosk, album=pictures).at_home()
    kiosk.click(guest.say('chip.help'))
    guest.wait('help.fail')
    assert not kiosk.has(guest.say('help.ok')) and not kiosk.has(guest.say('help.calling'))
    kiosk.click(guest.say('nav.close'))


def once_each(room, before, numbers, owned):
    """Everybody is there once, and each of @owned belongs to one."""
    def made():
        found = {v['number']: v for v in room.export('visit') if v['id'] not in before and v['purpose'] != 'help'}
        return found if set(numbers) <= set(found) else None
    visits = sfui.wait_for(made, 30, 'the visits %s on the server' % (numbers,))
    every = [v['number'] for v in room.export('visit') if v['id'] not in before and v['purpose'] != 'help']
    assert sorted(every) == sorted(numbers), every

    def owners():
        offers = room.export('assignment')
        return {number: [a.get('consultant') for a in offers if a['visit'] == visits[number]['id'] and a['state'] in OPEN] for number in owned}
    sfui.wait_for(lambda: all(len(found) == 1 for found in owners().values()), 30, lambda: 'one owner each: %s' % owners())


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        before = {v['id'] for v in room.export('visit')}
        staff = showroom.demo_staff()
        ming, names = staff[0], [p['name'] for p in staff]
        pictures = album.Album(SHOTS, '8-down')
        kiosk, tablet = room.kiosk(), room.tablet()
        showroom.sign_in(tablet, ming)
        sfui.wait_for(lambda: any(r['presence'] == 'free' for r in room.export('roster')), 20, 'a colleague is free')
        tablet.kill()
        room.kill_server()
        numbers = nobody_reached(kiosk, pictures, ming, names)
        kiosk.kill()                                            # a power cut right after the ticket appeared
        room.start_server()
        kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
        once_each(room, before, list(numbers.values()), [numbers['张'], numbers['陈']])
        wants = {v['number']: v.get('wants') for v in room.export('visit') if v['id'] not in before}
        assert wants[numbers['陈']] == next(c['id'] for c in room.export('consultant') if c['staff_no'] == ming['staff_no']), 'whom the regular asked for'
        pictures.close(kiosk.screen.size)
        print('%d guests while the server was away, each there once' % len(numbers))


if __name__ == '__main__':
    main()
