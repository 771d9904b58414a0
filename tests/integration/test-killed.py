#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real windows whose programs are killed and whose server comes and goes.

T10: the kiosk is killed 0 to 300 ms after the last touch. A ticket that was on the glass is a visit for ever; one that was not is one
     visit or none, never two.
T11: the server goes and comes back three times while nobody touches anything: no page changes by itself, no error page, no question;
     the tablet shows that it is alone and that it is not any more.
T13: a tablet that was asleep while guests came has them all, in their order, by itself; killed while it sends, what it sent is there once.
"""
import os
import random
import select
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom

ROUNDS = 5


def visits_of(room, surname):
    return [v for v in room.export('visit') if v.get('surname') == surname]


def restart(room, app, role):
    return room.app(role, app.screen, data=app.data, pair=False)


def killed_after_done(room, kiosk, surname, rng):
    """One guest; the kiosk is killed at a random moment after the touch that checks in. Returns the kiosk and whether a number was read."""
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    guest.touch(guest.say('before.first'))
    guest.car(None)
    guest.surname(surname)
    guest.wait('phone.ask')
    guest.touch(guest.say('phone.none'))
    end, seen, looks = sfui.now() + rng.uniform(0, 0.3), None, rng.random() < 0.6      # a look takes its time: some die unseen
    while looks and seen is None and sfui.now() < end:
        seen = next((t for t in kiosk.texts() if journeys.NUMBER.match(t)), None)
    if end > sfui.now():
        select.select([], [], [], end - sfui.now())     # lint: the moment of death is what is random, nothing is waited for
    kiosk.kill()
    return restart(room, kiosk, 'kiosk'), seen


def t10(room, kiosk):
    rng = random.Random(10)
    before = {v['id'] for v in room.export('visit')}
    told = []
    for i in range(ROUNDS):
        kiosk, seen = killed_after_done(room, kiosk, '王李张刘陈'[i % 5], rng)
        told += [seen] if seen else []
    made = lambda: [v['number'] for v in room.export('visit') if v['id'] not in before]
    sfui.wait_for(lambda: set(told) <= set(made()), 40, lambda: 'tickets %s on the server, which has %s' % (told, made()))
    numbers = made()
    assert len(numbers) == len(set(numbers)) and len(numbers) <= ROUNDS, numbers
    print('T10: %d kills after the last touch, %d numbers were on the glass, %d visits, none twice' % (ROUNDS, len(told), len(numbers)))
    return kiosk


def t11(room, kiosk, tablet):
    journeys.Guest(kiosk).at_home()
    kiosk.wait_text(journeys.Words('zh_CN')('tile.see'))
    pages = lambda: ('今天要联系' in ''.join(tablet.texts()))
    for turn in range(3):
        room.kill_server()
        tablet.wait_text('数据截至', 40)
        assert pages(), 'the tablet left its page: %s' % tablet.texts()
        room.start_server()
        tablet.wait(lambda: not tablet.has('数据截至'), 60)
        assert pages(), 'the tablet left its page: %s' % tablet.texts()
        assert kiosk.process.poll() is None and tablet.process.poll() is None
    words = journeys.Words('zh_CN')
    assert kiosk.has(words('tile.see')) or kiosk.has(words('attract.touch')), kiosk.texts()
    print('T11: the server went and came three times; both glasses stayed where they were, the tablet said so each time')


def t13(room, kiosk, tablet, staff):
    os.kill(tablet.process.pid, signal.SIGSTOP)
    made = []
    for surname in '赵孙周':
        made.append(journeys.Guest(kiosk).at_home().see(surname=surname, phone=False))
    sfui.wait_for(lambda: {v['number'] for v in room.export('visit')} >= set(made), 40, 'three visits on the server')
    os.kill(tablet.process.pid, signal.SIGCONT)
    order = lambda: [t for t in tablet.texts() if t in made]
    tablet.wait(lambda: order() == made[::-1], 60, lambda: 'newest first %s, on the glass %s' % (made[::-1], order()))
    # Entered by hand, and the tablet dies while it sends.
    tablet.click('来客', exact=False)
    tablet.click('看车选车')
    tablet.click('陈')
    tablet.click('登记')
    tablet.wait_text('登记好了', 30)
    tablet.kill()
    tablet = restart(room, tablet, 'tablet')
    entered = lambda: [v for v in visits_of(room, '陈') if v.get('by')]
    sfui.wait_for(entered, 40, 'the visit entered by hand')
    showroom.sign_in(tablet, staff)
    tablet.wait_text('今天要联系', 60)
    assert len(entered()) == 1, entered()
    print('T13: a sleeping tablet has all three guests in order; killed while it sent, its own is there once')


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        staff = showroom.demo_staff()
        kiosk, tablet = room.kiosk(), room.tablet()
        showroom.sign_in(tablet, staff[0])
        tablet.wait_text('今天要联系', 60)
        kiosk = t10(room, kiosk)
        t11(room, kiosk, tablet)
        t13(room, kiosk, tablet, staff[0])


if __name__ == '__main__':
    main()
