#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole journeys from the attract screen to whoever comes, at a kiosk lying and one standing, with a consultant's and reception's tablet:
a new buyer, a regular, a guest who leaves no number, a service guest, an English tourist, two guests with one number, a guest in a
wheelchair who reads large text and is read to, and the guest whose consultant never comes.

Each step is pictured (build/shots/journeys); each way holds its touch budget; no sentence stands on the glass before it is so; what the
server has afterwards is what was said and nothing else. Others: codes (test-codes.py), Taiwan (test-taiwan.py), everything down
(test-down.py), no paper (test-paper.py), walking away (test-leaving.py).
"""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import album
import ear
import journeys
import sfui
import showroom
from words import Words

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'journeys')
LYING, STANDING = (1920, 1080), (1080, 1920)
SPOKEN = ('home', 'before', 'car', 'name', 'told', 'phone', 'ticket-coming')


class House:
    """The showroom with who is on the floor."""

    def __init__(self, desk):
        self.room = showroom.Showroom(desk)
        people = {p['staff_no']: p for p in showroom.demo_staff()}
        self.ming, self.jing = people['1001'], people['1010']
        self.names = [p['name'] for p in people.values()] + [p['name_en'] for p in people.values()]
        self.before = {v['id'] for v in self.room.export('visit')}
        self.spoken = os.path.join(desk.dir, 'spoken.log')
        self.by_lying, self.by_standing, self.by_tablet = (ear.Ear(os.path.join(desk.dir, name + '.sound')) for name in ('lying', 'standing', 'tablet'))
        # A ticket stays as long as the test needs it; walking away has a test of its own.
        self.lying = self.room.kiosk(*LYING, env={'SHOWFLOOR_IDLE': '600,600,600,15', **self.by_lying.env})
        self.standing = self.room.kiosk(*STANDING, env={'SHOWFLOOR_IDLE': '600,600,600,15', 'SHOWFLOOR_SPEECH_LOG': self.spoken, **self.by_standing.env})
        self.tablet, self.desk = self.room.tablet(env=self.by_tablet.env), self.room.tablet()
        showroom.sign_in(self.tablet, self.ming)
        showroom.sign_in(self.desk, self.jing)
        sfui.wait_for(lambda: any(r['presence'] == 'free' for r in self.room.export('roster')), 20, 'a colleague is free')

    def guest(self, kiosk, name, lang='zh_CN', **more):
        """The next guest at a kiosk, at home; touches count from there, for any touch wakes it."""
        return journeys.Guest(kiosk, lang, album.Album(SHOTS, name), **more).at_home() if lang == 'zh_CN' else tourist(kiosk, name, lang)

    def visit(self, number):
        """The visit with this number, once the server has it."""
        found = sfui.wait_for(lambda: [v for v in self.room.export('visit') if v['number'] == number and v['id'] not in self.before], 20, number)
        assert len(found) == 1, found
        return found[0]

    def status(self, visit):
        return next((s for s in self.room.export('visit_status') if s['visit'] == visit['id']), {})

    def nobody_named(self, kiosk, lang='zh_CN'):
        assert not journeys.forbidden(kiosk, lang, self.names), 'a name before anybody accepted: %s' % kiosk.texts()


def tourist(kiosk, name, lang):
    """From a glass in Chinese to one's own language: that is a touch."""
    guest = journeys.Guest(kiosk, 'zh_CN', album.Album(SHOTS, name)).at_home()
    other = journeys.Guest(kiosk, lang, guest.album)
    other.touch({'en': 'English', 'zh_TW': '繁體中文'}[lang])
    other.wait('tile.see')
    return other


def spent(guest, what, touches, digits):
    """Holds the budget of experience.md 2.2; what was touched until the ticket is on the glass."""
    print('%-22s %d touches, %d keys' % (what, guest.touches, guest.digits))
    assert guest.touches <= touches and guest.digits == digits, (what, guest.touches, guest.digits)


def fetched(house, kiosk, guest, person=None):
    """Rung, said to be on the way, accepted, named; then the guest is served and gone."""
    person = person or house.ming
    kiosk.wait_text(guest.say('ticket.coming.any'), 15)
    house.nobody_named(kiosk, guest.lang)
    guest.look('rung')
    house.tablet.wait_text('马上过去')
    guest.album.look(house.tablet, 'tablet-rings')
    house.tablet.click('马上过去')
    kiosk.wait_text(guest.say('ticket.coming', name=person['name_en'] if guest.lang == 'en' else person['name']))
    guest.look('coming')
    showroom.end_visit(house.tablet)


def close(guest):
    """The sheet of the pictures; the glass is the next guest's."""
    guest.kiosk.click(guest.say('ticket.done'))
    guest.kiosk.wait_text('点一下屏幕')
    guest.album.close(guest.kiosk.screen.size)


def box(app, name, exact=True):
    return app.find(name, exact=exact).call('Component', 'GetExtents', 'u', 1)[0]


def asked(guest):
    """The page that asks for the number: the notice stands above the button before the first digit, and says who may not agree alone; both answers are
    of one size, side by side; nothing is ticked; agreeing takes a number."""
    kiosk, say = guest.kiosk, guest.say
    notice, agree, none = box(kiosk, re.compile(re.escape(say('phone.agree')) + '.')), box(kiosk, say('phone.agree')), box(kiosk, say('phone.none'))
    assert notice[1] + notice[3] <= agree[1], (notice, agree)
    assert agree[1] == none[1] and agree[3] == none[3], (agree, none)
    assert not kiosk.find(say('phone.agree')).has_state('sensitive') and kiosk.find(say('phone.none')).has_state('sensitive')
    boxes = [node for node in kiosk.nodes() if node.role.startswith('check')]
    assert len(boxes) == 2 and not any(node.has_state('checked') for node in boxes), [node.name for node in boxes]
    assert kiosk.has({'zh_CN': '未满14周岁请由家长办理', 'en': 'Under 14? Please ask a parent'}[guest.lang])


def agreed(house, visit):
    """What the guest agreed to is the notice in the two lengths that they could read, and that they are received; nothing else."""
    consent = sfui.wait_for(lambda: [c for c in house.room.export('consent') if c['visit'] == visit['id']], 10, 'the consent')
    notice = next(n for n in house.room.export('notice') if n['id'] == consent[0]['notice'])
    told = hashlib.sha256((notice['short'] + chr(0) + notice['full']).encode()).hexdigest()
    assert len(consent) == 1 and consent[0]['sha256'] == told and consent[0]['purposes'] == ['visit'] and consent[0]['method'] == 'touch', (consent, told)


def left(kiosk):
    """How many seconds the ticket stays."""
    return next(int(found[1]) for found in (re.match(r'(\d+)秒后回到首页', text) for text in kiosk.texts()) if found)


def new_buyer(house):
    """看车选车, 第一次来, a car, a name, a number; the wishes afterwards are touches of their own, and each keeps the ticket for longer."""
    guest = house.guest(house.lying, '1-new-buyer', finger=True)
    guest.on_number = asked
    number = guest.see('王')
    spent(guest, 'new buyer', 6, 11)
    before = left(guest.kiosk)
    guest.touch(guest.say('drink.tea'))
    guest.wait('ticket.heard')
    assert left(guest.kiosk) > before, 'a touch keeps the ticket'
    assert house.by_lying.seconds() == 0, 'a kiosk is silent until somebody comes'
    fetched(house, house.lying, guest)
    chimed(house)
    visit = house.visit(number)
    assert (visit['purpose'], visit['before'], visit['surname'], visit['phone'], bool(visit['consent'])) == ('see', 'first', '王', '+86' + journeys.PHONE, True), visit
    agreed(house, visit)
    close(guest)


def chimed(house):
    """One soft chime at the kiosk, whole and once; the tablet rang as often as it says it did, and stopped when its button was touched."""
    sfui.wait_for(lambda: house.by_lying.seconds() > ear.CHIME - 0.1, 20, 'the chime at the kiosk')
    house.lying.wait_text(Words('zh_CN')('pp.gone'), 20)       # the ticket has changed once more meanwhile
    assert house.by_lying.seconds() < ear.CHIME + 0.1 and 0.2 < house.by_lying.loudest() < 0.6, house.by_lying.seconds()
    rung = len(showroom.rings(house.tablet))
    assert ear.CHIME * (rung - 1) < house.by_tablet.seconds() < ear.CHIME * rung + 0.1, (rung, house.by_tablet.seconds())
    assert house.by_tablet.loudest() > 0.6, house.by_tablet.loudest()


def regular(house):
    """来过: their consultant is rung, whoever else may be free; no number, the consultant has it."""
    guest = house.guest(house.standing, '2-regular', finger=True)
    number = guest.regular(house.ming['name'], '张')
    spent(guest, 'regular', 5, 0)
    fetched(house, house.standing, guest)
    visit = house.visit(number)
    assert (visit['before'], visit['surname'], visit.get('phone'), bool(visit.get('consent'))) == ('repeat', '张', None, False), visit
    close(guest)


def looking(house):
    guest = house.guest(house.lying, 'just-looking')
    guest.browse()
    spent(guest, 'just looking', 1, 0)
    close(guest)


def service(house):
    """保养维修: the plate goes on by itself."""
    guest = house.guest(house.lying, '4-service')
    number = guest.service('A12345')
    spent(guest, 'service by plate', 2, 6)
    assert number.startswith('S'), number
    house.lying.wait_text(guest.say('ticket.recept'), 15)
    guest.look('reception')
    house.desk.click('马上过去')
    house.lying.wait_text(guest.say('ticket.coming', name=house.jing['name']))
    guest.look('coming')
    visit = house.visit(number)
    assert (visit['purpose'], visit.get('phone')) == ('service', None) and 'A12345' in visit['plate'], visit
    close(guest)


def english(house):
    """A language is one touch; the name is typed, the number is one from abroad."""
    guest = house.guest(house.lying, '5-tourist', lang='en')
    guest.on_number = asked
    number = guest.see('陈', phone='+44+7911123456')
    spent(guest, 'English tourist', 7, 4 + 14)
    fetched(house, house.lying, guest)
    visit = house.visit(number)
    assert (visit['surname'], visit['phone'], visit['lang']) == ('Chen', '+447911123456', 'en'), visit
    close(guest)


def one_number(house):
    """Two guests with the number of the first: each has a ticket, neither learns of the other, the server and the tablet know."""
    first = house.guest(house.lying, 'one-number')
    one = first.see('赵')
    said = told(house.lying, one)
    second = journeys.Guest(house.standing, album=first.album).at_home()
    two = second.see('赵')
    assert one != two
    assert told(house.standing, two) == said, 'the glass says something else to the second: %s' % house.standing.texts()
    joined = house.visit(two)
    sfui.wait_for(lambda: house.status(joined).get('same') == house.visit(one)['id'], 20, 'the server joins them')
    house.tablet.wait_text('马上过去')
    first.album.look(house.tablet, 'tablet-rings')
    house.tablet.click('马上过去')
    for kiosk in (house.lying, house.standing):
        kiosk.wait_text(first.say('ticket.coming', name=house.ming['name']))
    first.album.look(house.tablet, 'tablet-serves')
    assert sum(bool(house.status(v).get('consultant')) and not house.status(v).get('same') for v in (house.visit(one), joined)) == 1
    showroom.end_visit(house.tablet)
    house.standing.click(second.say('ticket.done'))
    close(first)


def told(kiosk, number):
    """What stands on the ticket once a tablet has the ring, without what differs from kiosk to kiosk: the number, the place, the seconds."""
    kiosk.wait_text('顾问马上过来', 15)
    return sorted(text for text in kiosk.texts() if text != number and '秒后' not in text and '号机旁' not in text and not text.startswith('Gtk'))


def heard_chimes(house):
    """So far nothing but those, each whole or cut off by the next guest."""
    return house.by_standing.seconds() <= ear.CHIME * 3 + 0.2


def wheelchair(house):
    """Large text, the bar in reach, read aloud; the notice is a page of its own there. It all goes with the guest."""
    kiosk, guest = house.standing, house.guest(house.standing, '7-wheelchair')
    say = guest.say
    assert not os.path.exists(house.spoken) and heard_chimes(house), 'nobody is spoken to who did not ask for it'
    quiet = house.by_standing.seconds()
    kiosk.click(say('chip.a11y'))
    guest.wait('a11y.title')
    for wish in ('a11y.big', 'a11y.low', 'a11y.speak'):
        kiosk.click(say(wish))
    guest.look('ease')
    sfui.wait_for(lambda: house.by_standing.seconds() > quiet + 1 and house.by_standing.loudest(quiet) > 0.2, 20, 'a voice')
    kiosk.click(say('nav.close'), exact=True)
    kiosk.wait_text(say('chip.more'))
    bar = kiosk.wait(lambda: kiosk.find(say('chip.help'), exact=True), 10).call('Component', 'GetExtents', 'u', 1)[0]
    assert bar[1] > STANDING[1] / 2, 'in reach of who is seated: %s' % (bar,)
    guest.look('home')
    guest.touch(say('tile.see'))
    guest.wait('before.ask')
    guest.touch(say('before.first'))
    guest.car(None)
    guest.surname('刘', 'name.ms')
    guest.wait('phone.full')
    guest.touch(say('nav.next'))
    guest.number_or_not(False)
    guest.number()
    spent(guest, 'wheelchair', 7, 0)                                 # the notice is a step of its own in large text
    kiosk.click(say('need.wheel'))
    fetched(house, kiosk, guest)
    with open(house.spoken, encoding='utf-8') as log:
        heard = [line.strip() for line in log]
    swift = ('ticket-calling', 'ticket-over')                # what the ticket says for a moment only
    assert list(dict.fromkeys(line for line in heard if line not in swift)) == list(SPOKEN), heard
    close(guest)
    before = house.by_standing.seconds()
    guest.at_home()
    assert not kiosk.has(say('chip.more')), 'what made it easier goes with the guest'
    assert house.by_standing.seconds() == before, 'the voice, too'


def never_comes(house):
    """
    A guest who gives no number, and whom nobody comes for: 20 s for the one, then reception; each sentence only once it is so, and nobody is
    named meanwhile. Others are served beside them.
    """
    kiosk, guest = house.standing, house.guest(house.standing, 'never-comes')
    number = guest.see('孙', phone=False)
    spent(guest, 'gives no number', 6, 0)
    kiosk.wait_text(guest.say('ticket.coming.any'), 15)
    guest.look('rung')
    house.nobody_named(kiosk)
    looking(house)
    kiosk.wait_text(guest.say('ticket.recept'), 60)
    guest.look('reception')
    house.nobody_named(kiosk)
    assert not kiosk.has(guest.say('ticket.coming.any')), 'nobody is coming any more'
    house.desk.click('马上过去')
    kiosk.wait_text(guest.say('ticket.coming', name=house.jing['name']))
    guest.look('coming')
    visit = house.visit(number)
    assert (visit.get('phone'), bool(visit.get('consent'))) == (None, False), visit
    offers = sorted((a for a in house.room.export('assignment') if a['visit'] == visit['id']), key=lambda a: a['turn'])
    assert offers[-1]['state'] == 'accepted' and not [o for o in offers[:-1] if o['state'] in ('offered', 'acked', 'accepted')], offers
    close(guest)


def main():
    every = [new_buyer, regular, english, one_number, wheelchair, service, never_comes]
    wanted = sys.argv[1:]
    with sfui.Desk() as desk:
        house = House(desk)
        for journey in every:
            if not wanted or journey.__name__ in wanted:
                begun = sfui.now()
                journey(house)
                print('  %.1f s' % (sfui.now() - begun), flush=True)


if __name__ == '__main__':
    main()
