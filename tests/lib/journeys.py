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

    def __init__(self, kiosk, lang='zh_CN', album=None, finger=False):
        """With an @album each step is pictured; with @finger the glass itself is touched instead of asking for a control's action."""
        self.kiosk, self.lang, self.say, self.album, self.finger = kiosk, lang, Words(lang), album, finger
        self.touches = self.digits = 0
        self.last_touch, self.on_number = None, None       # the latter is called with the guest on the page that asks for a number

    def touch(self, name, exact=False, role=None):
        self.touches += 1
        self.last_touch = self.kiosk.press(name, exact=exact, role=role) if self.finger else self.kiosk.click(name, exact=exact, role=role)
        return self.last_touch

    def type(self, text):
        """One key for each sign: digits of a number, letters of a plate or a name."""
        self.kiosk.strike(list(text))
        self.digits += len(text)

    def wait(self, context, seconds=10.0):
        self.kiosk.wait_text(self.say.before(context), seconds)
        self.look(context)

    def look(self, name):
        if self.album:
            self.album.look(self.kiosk, name)

    def at_home(self):
        """From the attract screen (or wherever the last guest left) to home; that touch is not counted: any touch wakes it."""
        kiosk, attract, home, done = self.kiosk, self.say('attract.touch'), self.say('tile.see'), self.say('ticket.done')

        def there(*wanted):
            texts = kiosk.texts()
            return next((want for want in wanted if want in texts), None)
        at = kiosk.wait(lambda: there(attract, home, done), 30)
        if at == done:
            kiosk.click(done)
            at = kiosk.wait(lambda: there(attract, home))
        if at != home:
            self.look('attract')
            kiosk.click(attract, exact=False)
        self.wait('tile.see')
        return self

    def number(self):
        """The ticket's number, once it is on the glass."""
        number = self.kiosk.wait(lambda: next((t for t in self.kiosk.texts() if NUMBER.match(t)), None), 15)
        self.look('ticket')
        return number

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
            self.type(self.called(surname).upper())
        else:
            self.touch(surname, exact=True)
        self.touch(self.say(title, s=self.called(surname)), exact=True)

    def number_or_not(self, phone):
        """The number's page: @phone (True: PHONE) with consent, or none."""
        self.wait('phone.ask')
        if self.on_number:
            self.on_number(self)
        if phone:
            self.type(PHONE if phone is True else phone)
            self.look('phone-typed')
            self.touch(self.say('phone.agree'))
        else:
            self.touch(self.say('phone.none'))

    def see(self, surname='王', model='S7', phone=True, title='name.mr'):
        """看车选车, first visit."""
        self.touch(self.say('tile.see'))
        self.wait('before.ask')
        self.touch(self.say('before.first'))
        self.car(model)
        self.surname(surname, title)
        self.number_or_not(phone)
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
        self.type(plate)
        self.wait('svc.what')
        self.touch(self.say(what))
        return self.number()


def forbidden(kiosk, lang, names):
    """Sentences on the glass that name a consultant as coming: must be empty before one accepted."""
    coming = [Words(lang)('ticket.coming', name=name) for name in names]
    return [text for text in kiosk.texts() if text in coming]
