# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of a guest through the kiosk, as a person touches them; each counts its touches and digits."""
import re

import sfui
from words import Words

PHONE = '13800138000'                          # the demo house is in mainland China, whatever language the guest reads
LATIN = {'王': 'Wang', '陈': 'Chen', '李': 'Li'}    # what an English screen calls them
NUMBER = re.compile(r'^[A-Z]{1,2}\d{2,3}$')


class Guest:
    """One guest at one kiosk."""

    def __init__(self, kiosk, lang='zh_CN'):
        self.kiosk, self.lang, self.say = kiosk, lang, Words(lang)
        self.touches = self.digits = 0
        self.last_touch = None

    def touch(self, name, exact=False, role=None):
        self.touches += 1
        self.last_touch = self.kiosk.click(name, exact=exact, role=role)
        return self.last_touch

    def wait(self, context, seconds=10.0):
        self.kiosk.wait_text(self.say.before(context), seconds)

    def at_home(self):
        """From the attract screen (or wherever the last guest left) to home; that touch is not counted: any touch wakes it."""
        kiosk = self.kiosk
        kiosk.wait(lambda: kiosk.has(self.say('attract.touch')) or kiosk.has(self.say('tile.see'))
                   or kiosk.find(self.say('ticket.done'), exact=True), 30)
        done = kiosk.find(self.say('ticket.done'), exact=True)
        if done:
            kiosk.click(self.say('ticket.done'))
            kiosk.wait(lambda: kiosk.has(self.say('attract.touch')) or kiosk.has(self.say('tile.see')))
        if not kiosk.has(self.say('tile.see')):
            kiosk.click(self.say('attract.touch'), exact=False)
        self.wait('tile.see')
        return self

    def number(self):
        """The ticket's number, once it is on the glass."""
        return self.kiosk.wait(lambda: next((t for t in self.kiosk.texts() if NUMBER.match(t)), None), 15)

    def car(self, name):
        self.wait('car.ask')
        if name is None:
            self.touch(self.say('car.unsure'))
        else:
            self.touch(name)                       # one choice goes on by itself

    def called(self, surname):
        """How the glass writes this surname: an English one romanises it."""
        return LATIN.get(surname, surname) if self.lang == 'en' else surname

    def surname(self, surname, title='name.mr'):
        self.wait('name.ask')
        if self.lang == 'en':                      # keys come first, and what is typed is the name
            for letter in self.called(surname).upper():
                self.kiosk.click(letter, exact=True)
                self.digits += 1
        else:
            self.touch(surname, exact=True)
        self.touch(self.say(title, s=self.called(surname)), exact=True)

    def see(self, surname='王', model='S7', phone=True, title='name.mr', until='ticket'):
        """看车选车, first visit."""
        self.touch(self.say('tile.see'))
        self.wait('before.ask')
        self.touch(self.say('before.first'))
        self.car(model)
        self.surname(surname, title)
        self.wait('phone.ask')
        if phone:
            for digit in PHONE:
                self.kiosk.click(digit, exact=True)
                self.digits += 1
            self.touch(self.say('phone.agree'))
        else:
            self.touch(self.say('phone.none'))
        return self.number()

    def regular(self, consultant, surname='王', title='name.mr'):
        """来过: asks for their consultant; no number, the consultant has it."""
        self.touch(self.say('tile.see'))
        self.wait('before.ask')
        self.touch(self.say('before.yes'), exact=False)
        self.wait('who.ask')
        self.touch(consultant)
        self.surname(surname, title)
        return self.number()

    def browse(self):
        """随便看看."""
        self.touch(self.say('tile.browse'))
        self.wait('browse.title')

    def service(self, plate='A12345', what='svc.maint'):
        """保养维修: the plate (without the province, which the store's own stands for), then what."""
        self.touch(self.say('tile.service'))
        self.wait('svc.plate')
        for sign in plate:
            self.kiosk.click(sign, exact=True)
            self.digits += 1
        self.wait('svc.what')
        self.touch(self.say(what))
        return self.number()


def forbidden(kiosk, lang, names):
    """Sentences on the glass that name a consultant as coming: must be empty before one accepted."""
    coming = [Words(lang)('ticket.coming', name=name) for name in names]
    return [text for text in kiosk.texts() if text in coming]
