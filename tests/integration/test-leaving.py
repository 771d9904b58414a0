#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests who walk away, one at each screen, at a kiosk lying and one standing. The kiosk asks whether anybody is there, then forgets: what they
entered is nowhere in the accessibility tree, also where it is not shown, and each page that the next guest comes by looks, pixel by pixel,
as it looked to the first. leaving.py [all]: each kiosk takes every screen; else they share them."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
from PIL import ImageChops

import album
import journeys
import keys
import sfui
import showroom

SHOTS = os.path.join(showroom.build_dir(), 'shots', 'journeys')
SURNAME, PHONE, PLATE = 'Zqx', '13855550199', 'Q98765'
CANARIES = (SURNAME, PHONE, '138 5555', '5555 0199', PLATE, '98765')
LANGUAGES = ('简体中文', '繁體中文', 'English')
STAYS, GOES = '600,600,600,15', '1,1,1,1'
# Pages that show what was entered; the cars' pictures come when they come, there it is the choice itself that is looked for.
COMPARED, CHOSEN = ('name', 'letters', 'phone', 'plate'), ('car', 'name', 'letters', 'phone')


class Leaver:
    """One kiosk and its guests."""

    def __init__(self, room, size, name):
        self.clock = os.path.join(room.desk.dir, name + '.idle')
        self.time(STAYS)
        self.kiosk = room.kiosk(*size, env={'SHOWFLOOR_IDLE': self.clock}, extra=['--reader', 'wedge'])
        self.pictures = album.Album(SHOTS, 'leaving-' + name)
        self.left, self.first = None, {}                        # page: what it looked like when nobody had entered anything

    def time(self, times):
        with open(self.clock + '.new', 'w', encoding='utf-8') as file:
            file.write(times)
        os.rename(self.clock + '.new', self.clock)

    def at(self, page):
        """On the way: nothing of whoever was here before."""
        self.clean(page)
        chosen = [node.name for node in self.kiosk.nodes() if page in CHOSEN and (node.has_state('checked') or node.has_state('pressed'))]
        assert not [name for name in chosen if name not in LANGUAGES], 'chosen on %s before anybody touched it: %s' % (page, chosen)
        if page in COMPARED:
            self.compare(page)

    def compare(self, page):
        """A page is in the tree before it is on the glass, so the first look is a long one and the others are patient."""
        if page not in self.first:
            self.first[page] = album.still(self.kiosk.screen, least=0.6)

        def same():
            self.box = ImageChops.difference(album.still(self.kiosk.screen), self.first[page]).getbbox()
            return self.box is None
        sfui.wait_for(same, 10, lambda: 'page %s as it was for the first guest; different: %s' % (page, self.box))

    def clean(self, page):
        found = [text for node in self.kiosk.tree() for text in (node.name, node.text) if any(canary in text for canary in CANARIES)]
        assert not found, 'another guest is on the page %s: %s' % (page, found)

    def guest(self):
        self.now = journeys.Guest(self.kiosk).at_home()
        self.at('home')
        return self.now

    def walks_away(self, name):
        """Nobody touches anything any more; the picture is of the question."""
        assert any(any(canary in text for canary in CANARIES) for text in self.kiosk.texts()) or name not in SHOWING, 'the canary must be seen to be missed'
        self.left = name
        self.time(GOES)

    def forgotten(self):
        """Back at the start, in the house's language, and nobody was here."""
        self.kiosk.wait(lambda: self.kiosk.has(self.now.say('attract.touch')) or self.kiosk.find(self.now.say('idle.title')), 30)
        self.pictures.look(self.kiosk, self.left)
        self.kiosk.wait_text(self.now.say('attract.touch'), 30)
        self.time(STAYS)
        self.clean('after ' + self.left)


# On these what was entered stands on the glass in one text when they leave; a plate stands there sign by sign and is seen by its pixels.
SHOWING = ('name-letters', 'phone', 'help', 'english')


def see(l):
    guest = l.guest()
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    l.at('before')
    return guest


def to_car(l):
    guest = see(l)
    guest.touch(guest.say('before.first'))
    guest.wait('car.ask')
    l.at('car')
    return guest


def to_name(l):
    guest = to_car(l)
    guest.touch(guest.say('car.unsure'))
    guest.wait('name.ask')
    l.at('name')
    return guest


def to_letters(l):
    guest = to_name(l)
    guest.touch(guest.say('name.other'))
    guest.wait('name.letters.hint')
    l.at('letters')
    guest.type(SURNAME.upper())
    guest.touch(SURNAME, exact=True)
    l.kiosk.wait_text(guest.say('name.mr', s=SURNAME))
    return guest


def to_phone(l):
    guest = to_letters(l)
    guest.touch(guest.say('name.mr', s=SURNAME), exact=True)
    guest.wait('phone.ask')
    l.at('phone')
    guest.type(PHONE)
    l.kiosk.wait_text('138 5555 0199')
    return guest


def to_plate(l, tile='tile.service'):
    guest = l.guest()
    guest.touch(guest.say(tile))
    if tile == 'tile.collect':
        guest.touch(guest.say('col.service'))
    guest.wait('svc.plate')
    l.at('plate')
    guest.type(PLATE[:5])
    return guest


def home(l):
    l.guest()


def before(l):
    see(l)


def who(l):
    guest = see(l)
    guest.touch(guest.say('before.yes'), exact=False)
    guest.wait('who.ask')


def car(l):
    to_car(l)


def name_chosen(l):
    guest = to_name(l)
    guest.touch('赵', exact=True)
    l.kiosk.wait_text(guest.say('name.mr', s='赵'))


def name_letters(l):
    to_letters(l)


def phone(l):
    to_phone(l)


def notice(l):
    guest = to_phone(l)
    guest.touch(guest.say('phone.full'))
    guest.wait('notice.ok')


def help_(l):
    guest = to_phone(l)
    guest.kiosk.click(guest.say('chip.help'))
    l.kiosk.wait(lambda: l.kiosk.has(guest.say('nav.close')))


def english(l):
    guest = to_phone(l)
    guest.kiosk.click('English')
    l.kiosk.wait_text('May we have your number?')


def ticket(l):
    guest = to_phone(l)
    guest.touch(guest.say('phone.agree'))
    guest.number()


def large(l):
    """The notice is a step of its own in large text; high contrast is gone with the guest, too."""
    guest = l.guest()
    guest.kiosk.click(guest.say('chip.a11y'))
    guest.wait('a11y.title')
    for wish in ('a11y.big', 'a11y.contrast', 'a11y.low'):
        guest.kiosk.click(guest.say(wish))
    guest.kiosk.click(guest.say('nav.close'), exact=True)
    guest.touch(guest.say('tile.see'))
    guest.touch(guest.say('before.first'))
    guest.touch(guest.say('car.unsure'))
    guest.wait('name.ask')
    guest.touch(guest.say('name.mr0'), exact=True)
    guest.wait('phone.full')


def ease(l):
    guest = l.guest()
    guest.kiosk.click(guest.say('chip.a11y'))
    guest.wait('a11y.title')


def ride(l):
    guest = l.guest()
    guest.touch(guest.say('tile.drive'))
    guest.wait('drive.ask')
    guest.touch('S7')
    guest.wait('drive.how')


def scan(l):
    guest = l.guest()
    guest.touch(guest.say('tile.appt'))
    guest.wait('appt.ask')


def foreign(l):
    guest = l.guest()
    l.kiosk.screen.focus()
    keys.scan(l.kiosk, 'https://cards.example.cn/1\n', lambda: l.kiosk.has(guest.say('scan.foreign')))


def plate(l):
    to_plate(l)


def what(l):
    guest = to_plate(l)
    guest.type(PLATE[5:])
    guest.wait('svc.what')


def collect(l):
    guest = l.guest()
    guest.touch(guest.say('tile.collect'))
    guest.wait('col.ask')


def offers(l):
    guest = l.guest()
    guest.touch(guest.say('chip.offers'))
    guest.wait('of.detail')


def events(l):
    guest = l.guest()
    guest.touch(guest.say('chip.events'))
    guest.wait('ev.checkin')


def browse(l):
    l.guest().browse()


# Who leaves something behind is followed by somebody who comes by the pages that would show it.
SCREENS = (name_letters, phone, name_chosen, help_, home, notice, english, before, ticket, large, who, plate, what, ease, car, ride, scan, foreign, collect, offers, events, browse)


def main():
    with sfui.Desk() as desk:
        os.makedirs(desk.dir + '/config/gtk-4.0')
        with open(desk.dir + '/config/gtk-4.0/settings.ini', 'w', encoding='utf-8') as file:
            file.write('[Settings]\ngtk-enable-animations=0\n')          # pages are compared, not their titles on the way
        room = showroom.Showroom(desk)
        lying, standing = Leaver(room, (1920, 1080), 'lying'), Leaver(room, (1080, 1920), 'standing')
        every = sys.argv[1:] == ['all']
        for n, screen in enumerate(SCREENS):
            for l in (lying, standing) if every else ((lying, standing)[n % 2],):
                if l.left:                                 # while the other one's guest walked, this one's was given up
                    l.forgotten()
                screen(l)
                l.walks_away(screen.__name__.strip('_').replace('_', '-'))
        for l in (lying, standing):
            l.forgotten()
        to_phone(lying)
        to_plate(standing)
        for l in (lying, standing):
            l.pictures.close(l.kiosk.screen.size)
        print('%d screens left, nobody was seen by the next' % len(SCREENS))


if __name__ == '__main__':
    main()
