#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reception's board on one tablet, a consultant on another: who waits and for whom, a guest drawn onto a name, a guest given by touch,
and what the rule would have said beside it; the consultant's tablet rings, and nobody has two owners.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom

SHOTS = os.environ.get('BOARD_SHOTS')


def look(app, name):
    if SHOTS:
        app.shot(os.path.join(SHOTS, name + '.png'))


def centre(app, node):
    """Where an object is on the glass."""
    x, y, w, h = node.call('Component', 'GetExtents', 'u', 1)[0]
    return x + w // 2, y + h // 2


def on_board(app, pattern, role=None):
    return app.wait(lambda: app.find(re.compile(pattern), role=role), 15, lambda: '%s on the board: %s' % (pattern, app.texts()))


def offers(room, number):
    """The visit with this number: its status, its offers in order."""
    visit = next(v for v in room.export('visit') if v['number'] == number)
    status = next(s for s in room.export('visit_status') if s['visit'] == visit['id'])
    return status, sorted((a for a in room.export('assignment') if a['visit'] == visit['id']), key=lambda a: a['turn'])


def walk(room, board, tablet, kiosk, desk_person, wang):
    ids = {c['staff_no']: c['id'] for c in room.export('consultant')}
    guest = journeys.Guest(kiosk).at_home()
    guest.see(phone=False)
    number = guest.number()
    row = on_board(board, '^%s .*%s' % (number, wang['name']), 'button')          # the rule calls the only one who is free
    look(board, 'waiting')

    # Drawn onto another name.
    board.screen.drag(centre(board, row), centre(board, on_board(board, '^%s$' % desk_person['name'])), 20)
    sfui.wait_for(lambda: offers(room, number)[1][-1].get('why') == 'given', 15, 'the offer by hand')
    last = offers(room, number)[1][-1]
    assert last['consultant'] == ids[desk_person['staff_no']] and last['auto'] == ids[wang['staff_no']], last
    look(board, 'drawn')
    board.click('马上过去', exact=False)
    on_board(board, '^%s .*%s' % (number, desk_person['name']), 'button')
    on_board(board, '^接待中 1$')
    look(board, 'served')

    # Given by touch, without any drawing: keyboards and accessibility come this way.
    board.click(re.compile('^%s ' % number), role='button')
    board.wait_text('换顾问')
    look(board, 'visit')
    board.click(wang['name'], role='button')
    tablet.click('马上过去', exact=False, seconds=15)
    tablet.wait(lambda: tablet.find('离店登记', role='button'))
    status, all_offers = offers(room, number)
    assert status['consultant'] == ids[wang['staff_no']], status
    assert [a['state'] for a in all_offers].count('accepted') == 1 and not [a for a in all_offers if a['state'] in ('offered', 'acked')], all_offers
    on_board(board, '^%s .*%s' % (number, wang['name']), 'button')
    look(board, 'given')


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        staff = showroom.demo_staff()
        wang, desk_person = staff[1], next(p for p in staff if 'reception' in p['skills'])
        board, tablet = room.tablet(), room.tablet()
        showroom.sign_in(board, desk_person)
        on_board(board, '^等候 0$')                          # reception's day begins with the board
        showroom.sign_in(tablet, wang)
        tablet.wait_text('今天要联系')                        # a consultant's with their own
        walk(room, board, tablet, room.kiosk(), desk_person, wang)


if __name__ == '__main__':
    main()
