#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen of a role in one language and size: looked at by the check from inside, pictured, put on a contact sheet.

screens.py ROLE LANG WIDTHxHEIGHT [--sheet FILE] [--shots DIR]      LANG: zh_CN, zh_TW, en, or pseudo (English + 40 %)
Fails on any ellipsized or clipped label, type or target below the smallest size, control without a name or a role, out of reach,
passed over by Tab or visited against the order of reading, on two controls with one name, and on text that is not in the language.
"""
import argparse
import json
import os
import re
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
from PIL import Image

import album
import floor
import hand
import journeys
import keys
import pseudo
import sfui
import showroom

STAFF_PIN = '4711'
STAYS = '600,600,95,1'        # a guest who takes their time, and no more figures than a ticket has
LARGE_PX = 34         # the least in large text, where 24 is the least else
HAN = re.compile('[\u4e00-\u9fff]')
SIMPLIFIED_ONLY = re.compile('[们这个为时说对请问车辆维养乐来访务员号码岁说见让谢谢预约]')


def luminance(rgb):
    parts = [c / 255 for c in rgb]
    r, g, b = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(crop):
    """Between the commonest colour (what is behind) and the colour farthest from it that is not a mere edge pixel."""
    counts = sorted(crop.getcolors(crop.width * crop.height), reverse=True)
    behind = luminance(counts[0][1])
    least = max(3, crop.width * crop.height // 2000)
    return max((max(behind, l) + 0.05) / (min(behind, l) + 0.05) for l in [luminance(c) for n, c in counts if n >= least] or [behind])


class Looker:
    """Looks at one screen after the other."""

    def __init__(self, app, lang, shots):
        self.app, self.lang, self.shots = app, lang, shots
        self.faults, self.pictures, self.controls = [], [], 0
        # On the page and beside it, with one effect: that is no riddle.
        self.same = guest_at(app, lang).say('tab.guestmode')
        self.prompt = [guest_at(app, lang).say(text) for text in ('attract.touch', 'attract.scan')]
        self.prompt_event = guest_at(app, lang).say.before('attract.event')

    def settled(self):
        """
        The report once it has no fault and the window has the size of the glass, or what it is after three seconds: a window that was wider
        on the page before shrinks a frame or two later, and cards that have just come are laid out in the next frame of a busy machine.
        """
        until = time.monotonic() + 3
        report = self.report()
        while time.monotonic() < until and (any('fault' in line for line in report)
                                            or (report[-1]['width'], report[-1]['height']) != self.app.screen.size):
            report = self.report()
        return report

    def look(self, name):
        report = self.settled()
        self.faults += [(name, line) for line in report if 'fault' in line]
        if (report[-1]['width'], report[-1]['height']) != self.app.screen.size:
            self.faults.append((name, {'fault': 'window', 'value': [report[-1]['width'], report[-1]['height']]}))
        if name.startswith('large'):
            self.faults += [(name, {'fault': 'not large', 'text': line['label'], 'value': line['px']}) for line in report if 'box' in line and line['px'] < LARGE_PX]
        self.check_language(name)
        self.check_names(name)
        path = os.path.join(self.shots, '%02d-%s.png' % (len(self.pictures) + 1, name))
        self.pictures.append(self.app.shot(path))
        self.check_contrast(name, path, [line for line in report if 'box' in line])
        if name in ('attract', 'home', 'large-home'):
            self.check_surroundings(name, path, [line for line in report if 'box' in line])

    def report(self):
        path = self.app.check_path
        if os.path.exists(path):
            os.unlink(path)
        os.kill(self.app.process.pid, signal.SIGUSR1)
        sfui.wait_for(lambda: os.path.exists(path), 10, 'the report of the check from inside')
        with open(path, encoding='utf-8') as file:
            lines = [json.loads(line) for line in file]
        assert lines and 'labels' in lines[-1] and lines[-1]['labels'] > 0, 'the check saw no label: %s' % lines
        return lines

    def check_contrast(self, name, path, labels):
        """Each text against what is behind it, from the pixels: 4.5, or 3 from 34 px (WCAG 2.1 1.4.3, large text from 24 px)."""
        picture = Image.open(path).convert('RGB')
        for label in labels:
            x, y, w, h = label['box']
            if not label['sensitive'] or w < 4 or h < 4 or y + h > picture.height:      # the last: a list goes on below the glass
                continue
            have = contrast(picture.crop((int(x), int(y), int(x + w), int(y + h))))
            need = 3.0 if label['px'] >= 34 else 4.5
            if have < need:
                self.faults.append((name, {'fault': 'contrast', 'text': label['label'], 'value': round(have, 2), 'needs': need}))

    def check_surroundings(self, name, path, labels):
        """Over a photograph: the languages stand beside the car, not on it; words on a coloured field have air above and below."""
        picture = Image.open(path).convert('RGB')
        for language in ('简体中文', '繁體中文', 'English'):
            x, y, w, h = self.app.find(language, exact=True).call('Component', 'GetExtents', 'u', 1)[0]
            lights = [luminance(picture.getpixel((i, j))) for j in (y - 6, y + h + 5) for i in range(x + 20, x + w - 20) if 0 <= j < picture.height]
            if max(lights) - min(lights) > 0.3:
                self.faults.append((name, {'fault': 'on the car', 'text': language}))
        prompt = [line['box'] for line in labels if line['label'] in self.prompt or line['label'].startswith(self.prompt_event)]
        for x, y, w, h in prompt:
            field = picture.getpixel((int(x) - 8, int(y + h / 2)))
            if any(picture.getpixel((int(x) - 8, int(j))) != field for j in (y - 8, y + h + 8)):
                self.faults.append((name, {'fault': 'no air', 'value': [x, y, w, h]}))

    def check_names(self, name):
        """What a screen reader says of everything that can be touched: what it is called and what it is, and no two alike."""
        seen = {}
        for node in self.app.nodes():
            if node.role == 'group' or not (node.has_state('focusable') and node.has_state('sensitive')):      # a group: what scrolls
                continue
            if not node.name.strip():
                self.faults.append((name, {'fault': 'nameless in the tree', 'value': node.role}))
            if node.role in ('filler', 'panel', 'unknown', 'widget', 'redundant object'):
                self.faults.append((name, {'fault': 'no role in the tree', 'text': node.name, 'value': node.role}))
            if node.name in seen and seen[node.name] == node.role and node.name != self.same:
                self.faults.append((name, {'fault': 'two with one name', 'text': node.name, 'value': node.role}))
            seen[node.name] = node.role
            self.controls += 1

    def check_language(self, name):
        """Untranslated text: English where Chinese is spoken, simplified letters in Taiwan's."""
        for text in self.app.texts():
            if self.lang == 'zh_TW' and SIMPLIFIED_ONLY.search(text) and text not in self.app.data_texts:
                self.faults.append((name, {'fault': 'simplified', 'text': text}))


def start(desk, room, role, lang, size, pair=True):
    clock = os.path.join(desk.dir, 'idle')

    def idle(times):
        with open(clock + '.new', 'w', encoding='utf-8') as file:
            file.write(times)
        os.rename(clock + '.new', clock)
    idle(STAYS)
    env = {'SHOWFLOOR_IDLE': clock, 'SHOWFLOOR_UI_CHECK': os.path.join(desk.dir, 'ui-check.jsonl'), 'SHOWFLOOR_GLASS_LOG': os.path.join(desk.dir, 'glass.log')}
    if lang == 'pseudo':
        env['SHOWFLOOR_LOCALEDIR'] = pseudo.build(os.path.join(desk.dir, 'pseudo'))
    app = room.app(role, desk.screen(*size), lang='en' if lang == 'pseudo' else lang, env=env, pair=pair, extra=['--reader', 'wedge'] if role == 'kiosk' else ())
    app.idle = idle
    app.check_path, app.glass = env['SHOWFLOOR_UI_CHECK'], env['SHOWFLOOR_GLASS_LOG']
    # Surnames are what people are called, in the letters of the house's country whatever language is read.
    with open(os.path.join(sfui.ROOT, 'data', 'keyboard', 'surnames.tsv'), encoding='utf-8') as file:
        app.data_texts = {line.split('\t')[1] for line in file if line.count('\t') >= 2}
    return app


def guest_at(app, lang):
    guest = journeys.Guest(app, 'en' if lang == 'pseudo' else lang)
    if lang == 'pseudo':
        guest.say = pseudo.PseudoWords()
    return guest


def walk_kiosk(room, app, guest, looker):
    """Attract, home, each way once, with back and the sheets."""
    say, look = guest.say, looker.look
    guest.wait('attract.touch', 30)
    app.wait_text(re.compile('[SX]\\d'), 30)                # the cars of the house have come
    look('attract')
    guest.at_home()
    look('home')
    guest.touch(say('tile.see'))
    guest.wait('before.ask')
    look('before')
    guest.touch(say('before.yes'), exact=False)
    guest.wait('who.ask')
    look('who')
    app.click(say('nav.back'), exact=False)
    guest.wait('before.ask')
    guest.touch(say('before.first'))
    guest.wait('car.ask')
    look('car')
    guest.touch('S7')
    guest.wait('name.ask')
    look('name')
    if guest.lang == 'en':
        app.click('W', exact=True)
        look('name-typed')
        if looker.lang == 'en':                             # the longest there is (on a narrow glass one that people have), and titles no longer than they are
            app.screen.focus()
            rest = 'w' * 15 if app.screen.size[0] > app.screen.size[1] else 'olfeschlegelste'
            app.screen.key(*rest)
            app.wait_text('W' + rest)
            look('name-long')
            app.screen.key(*['BackSpace'] * 15)
        app.click(say('name.mr', s='W'), exact=True)
    else:
        app.click(say('name.other'))
        guest.wait('name.letters.hint')
        look('name-other')
        app.click(say('nav.back'), exact=False)
        walk_hand(app, guest, look, 'name-hand')
        guest.touch('王', exact=True)
        look('name-chosen')
        guest.touch(say('name.mr', s=guest.called('王')), exact=True)
    guest.wait('phone.ask')
    look('phone')
    app.click(say('phone.full'))
    guest.wait('notice.ok')
    look('notice')
    app.click(say('notice.ok'))
    guest.type(journeys.PHONE)
    look('phone-typed')
    guest.touch(say('phone.agree'))
    guest.number()
    look('ticket')
    app.click(say('drink.tea'))
    guest.wait('ticket.heard')
    look('ticket-wishes')
    walk_ticket(room, app, guest, look, '')
    walk_ways(app, guest, looker)
    walk_sheets(app, guest, look, '')
    guest.at_home()
    guest.browse()
    look('browse')
    guest.at_home()
    guest.touch(say('tile.service'))
    guest.wait('svc.plate')
    look('plate')
    for sign in 'A12345':
        app.click(sign, exact=True)
    guest.wait('svc.what')
    look('service')
    guest.touch(say('svc.maint'))
    guest.number()
    guest.at_home()
    guest.touch(say('tile.appt'))
    guest.wait('appt.ask')
    look('scan')
    app.screen.focus()
    keys.scan(app, 'SHOWFLOOR:A:ZZZZZZZZZZZZZZZZ\n', lambda: app.has(say('appt.unknown')))
    look('ticket-code')
    keys.scan(app, 'https://cards.example.cn/1\n', lambda: app.has(say('scan.foreign')))
    look('foreign')
    guest.at_home()
    walk_staff(room, app, guest, look, 'staff')
    look('staff-unpair')
    app.click(say('nav.back'))
    room.kill_server()
    guest.at_home()
    guest.see(phone=False)
    guest.wait('off.title', 20)
    look('ticket-away')


def walk_hand(app, guest, look, name):
    """Where the surname may be written; there is no model of Taiwan's characters."""
    if guest.lang != 'zh_CN':
        assert not app.has(guest.say('name.hand')), 'handwriting that nothing can read'
        return
    app.click(guest.say('name.hand'))
    hand.write(app, guest.say('name.hand.hint'), '杨')
    app.wait(lambda: app.has('杨', exact=True))
    look(name)
    app.click(guest.say('nav.back'), exact=False)


def walk_ways(app, guest, looker):
    """The first screens of the ways that the walk above does not take, each left by Cancel."""
    say, look = guest.say, looker.look

    def leave():
        app.click(say('nav.home'))
        guest.at_home()
    guest.at_home()
    guest.touch(say('tile.drive'))
    guest.wait('drive.ask')
    guest.touch('S7')
    guest.wait('drive.how')
    look('ride')
    leave()
    guest.touch(say('tile.collect'))
    guest.wait('col.ask')
    look('collect')
    leave()
    guest.touch(say('chip.offers'))
    guest.wait('of.detail')
    look('offers')
    leave()
    guest.touch(say('chip.phone'))
    guest.wait('own.how')
    look('own')
    leave()
    guest.touch(say('chip.events'))
    guest.wait('ev.checkin')
    look('events')
    sign_up(app, guest, look, '')


def sign_up(app, guest, look, prefix):
    """From the events to 报好名了."""
    guest.touch(re.compile('^' + re.escape(guest.say('ev.join'))))
    guest.surname('李')
    if prefix:
        guest.wait('phone.full')
        app.click(guest.say('nav.next'))
    guest.number_or_not(True)
    guest.wait('ev.joined')
    look(prefix + 'ticket-joined')
    app.click(guest.say('ticket.done'))


class Colleague:
    """One colleague with a tablet that speaks the protocol."""

    def __init__(self, room):
        self.room, self.tablet = room, floor.Device(room, 'tablet', 'by hand')
        self.who = next(c['id'] for c in room.export('consultant') if c['staff_no'] == showroom.demo_staff()[0]['staff_no'])
        roster = next(r for r in room.export('roster') if r['consultant'] == self.who)
        self.tablet.push('roster.patch', roster['id'], {'presence': 'free'}, by=self.who)

    def accept(self):
        offer = sfui.wait_for(lambda: [a for a in self.room.export('assignment') if a['state'] in ('offered', 'acked') and a.get('consultant') == self.who], 20, 'an offer')
        self.tablet.push('assignment.accept', offer[-1]['id'], {'consultant': self.who}, by=self.who)


def walk_ticket(room, app, guest, look, prefix):
    """The ticket as it goes on: somebody comes, and something of it is changed."""
    say = guest.say
    colleague = room.colleague
    colleague.accept()
    app.wait_text(say('ticket.coming', name=showroom.demo_staff()[0]['name_en' if guest.lang == 'en' else 'name_tw' if guest.lang == 'zh_TW' else 'name']))
    look(prefix + 'ticket-coming')
    app.click(say('ticket.change'))
    guest.wait('change.ask')
    look(prefix + 'change')
    app.click(say('nav.home'))


def walk_sheets(app, guest, look, prefix):
    """Help, calling again by number, and the question whether anybody is there."""
    say = guest.say
    guest.at_home()
    app.click(say('chip.help'))
    app.wait(lambda: app.has(say('recall.number')))
    look(prefix + 'help')
    app.click(say('recall.number'))
    guest.wait('recall.ask')
    guest.type('A05')
    look(prefix + 'recall')
    app.idle('1,600,600,15')
    guest.wait('idle.title', 20)
    app.idle(STAYS)
    look(prefix + 'idle')
    app.click(say('idle.leave'))
    guest.wait('attract.touch')


def walk_staff(room, app, guest, look, name):
    """From home into the staff corner, as far as the question whether to unpair."""
    say = guest.say
    for _ in range(5):
        app.screen.touch(40, 40)
    guest.wait('st.pin')
    look(name + '-pin')
    for digit in STAFF_PIN:
        app.click(digit, exact=True)
    app.click(say('st.enter'))
    guest.wait('st.room')
    app.click(say('st.printer'))
    guest.wait('st.print.none')
    look(name)
    app.click(say('st.unpair'))
    app.wait(lambda: app.has(say('st.unpair.keep')))


def walk_large(room, app, guest, looker):
    """Each screen of the kiosk once in large text, with the bar where a seated guest reaches it."""
    say, look = guest.say, looker.look

    def larger():
        guest.at_home()
        app.click(say('chip.a11y'))
        app.click(say('a11y.big'))
        app.click(say('a11y.low'))
        app.click(say('nav.close'), exact=True)
        app.wait(lambda: app.has(say('chip.more')))
    guest.at_home()
    app.click(say('chip.a11y'))
    guest.wait('a11y.title')
    look('ease')
    app.click(say('a11y.big'))
    look('large-ease-on')
    app.click(say('a11y.low'))
    app.click(say('nav.close'), exact=True)
    look('large-home')
    app.click(say('chip.more'))
    app.wait(lambda: app.has(say('chip.offers')))
    look('large-more')
    app.click(say('chip.offers'))
    guest.wait('of.detail')
    look('large-offers')
    app.click(say('nav.back'), exact=False)
    app.click(say('chip.more'))
    app.click(say('chip.events'))
    guest.wait('ev.checkin')
    look('large-events')
    app.click(say('nav.back'), exact=False)
    app.click(say('tile.see'))
    guest.wait('before.ask')
    look('large-before')
    app.click(say('before.yes'), exact=False)
    guest.wait('who.ask')
    look('large-who')
    app.click(say('nav.back'), exact=False)
    app.click(say('before.first'))
    guest.wait('car.ask')
    look('large-car')
    app.click(say('car.unsure'))
    guest.wait('name.ask')
    look('large-name')
    if guest.lang == 'en':
        app.click('W', exact=True)
        look('large-name-typed')
        app.click(say('name.mr', s='W'), exact=True)
    else:
        app.click(say('name.other'))
        guest.wait('name.letters.hint')
        look('large-name-other')
        app.click(say('nav.back'), exact=False)
        walk_hand(app, guest, look, 'large-name-hand')
        app.click('王', exact=True)
        app.click(say('name.mr', s=guest.called('王')), exact=True)
    guest.wait('phone.full')
    look('large-told')
    app.click(say('nav.next'))
    guest.wait('phone.ask')
    guest.type(journeys.PHONE[:9])
    look('large-phone')
    app.click(say('phone.none'))
    guest.number()
    look('large-ticket')
    app.click(say('drink.tea'))
    guest.wait('ticket.heard')
    look('large-ticket-wishes')
    walk_ticket(room, app, guest, look, 'large-')
    walk_large_ways(app, guest, look, larger)
    larger()
    app.click(say('tile.service'))
    guest.wait('svc.plate')
    look('large-plate')
    for sign in 'A12345':
        app.click(sign, exact=True)
    guest.wait('svc.what')
    look('large-what')
    app.click(say('nav.home'))
    larger()
    walk_staff(room, app, guest, look, 'large-staff')
    look('large-staff-unpair')
    app.click(say('nav.back'))
    guest.at_home()
    assert not app.has(say('chip.more')), 'large text goes with the guest who asked for it'


def walk_large_ways(app, guest, look, larger):
    """The other ways in, in large text."""
    say = guest.say

    def ways():
        larger()
        yield 'tile.drive', 'drive.ask', 'S3', 'drive.how', 'ride'
        larger()
        yield 'tile.collect', 'col.ask', None, None, 'collect'
        larger()
        yield 'tile.appt', 'appt.ask', None, None, 'scan'
    for tile, asks, then, next_one, name in ways():
        app.click(re.compile('^' + re.escape(say(tile))))
        guest.wait(asks)
        if then:
            app.click(then, exact=False)
            guest.wait(next_one)
        look('large-' + name)
        app.click(say('nav.home'))
    larger()
    guest.browse()
    look('large-browse')
    larger()
    app.click(say('chip.more'))
    app.click(say('chip.phone'))
    guest.wait('own.how')
    look('large-own')
    app.click(say('nav.home'))
    larger()
    app.click(say('chip.more'))
    app.click(say('chip.events'))
    sign_up(app, guest, look, 'large-')
    larger()
    walk_sheets(app, guest, look, 'large-')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=['kiosk', 'large', 'tablet', 'display'])
    parser.add_argument('lang', choices=['zh_CN', 'zh_TW', 'en', 'pseudo'])
    parser.add_argument('size')
    parser.add_argument('--sheet')
    parser.add_argument('--shots')
    args = parser.parse_args()
    size = tuple(int(n) for n in args.size.split('x'))
    shots = args.shots or tempfile.mkdtemp(prefix='shots-')
    guests = args.role in ('kiosk', 'large')
    if guests:
        os.environ['SHOWFLOOR_CLOCK_OFFSET'] = str(showroom.noon())       # of all processes: the day's events are still ahead
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk, public=guests)
        room.ctl('setting', 'kiosk.pin', STAFF_PIN)
        if guests:
            room.prove()                                                  # else nobody is offered their own phone
            room.colleague = Colleague(room)
        app = start(desk, room, 'kiosk' if args.role == 'large' else args.role, args.lang, size)
        looker = Looker(app, args.lang, shots)
        try:
            if args.role == 'kiosk':
                walk_kiosk(room, app, guest_at(app, args.lang), looker)
            elif args.role == 'large':
                guest = guest_at(app, args.lang)
                guest.wait('attract.touch', 30)
                walk_large(room, app, guest, looker)
            elif args.role == 'display':
                import display_walk
                display_walk.walk(room, app, looker)
            else:
                import tablet_walk
                tablet_walk.walk(desk, room, app, guest_at(app, args.lang), looker)
        except sfui.Missing:
            app.shot(os.path.join(shots, 'failed.png'))
            print('stopped after %d screens; pictures in %s' % (len(looker.pictures), shots))
            raise
    if args.sheet:
        album.sheet(looker.pictures, args.sheet, size)
    for name, fault in looker.faults:
        print('%s: %s' % (name, json.dumps(fault, ensure_ascii=False)))
    assert looker.controls or args.role == 'display', 'the tree told of no control'
    print('%d screens, %d controls, %d faults' % (len(looker.pictures), looker.controls, len(looker.faults)))
    sys.exit(1 if looker.faults else 0)


if __name__ == '__main__':
    main()
