# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens of the tablet, one after the other, for screens.py."""
import re

import cars_walk
import journeys
import pseudo
import showroom


def name_of(person, lang):
    return person['name_en'] if lang in ('en', 'pseudo') else person['name_tw'] if lang == 'zh_TW' else person['name']


def walk(desk, room, app, guest, looker):
    say, look, lang = guest.say, looker.look, looker.lang
    person = showroom.demo_staff()[0]
    app.wait_text(name_of(person, lang), 30)
    look('sign-in')
    app.click(name_of(person, lang), exact=False)
    for digit in person['pin'][:2]:
        app.click(digit)
    look('pin')
    for digit in person['pin'][2:]:
        app.click(digit)
    app.wait_text(say.before('tab.due'))
    look('today')
    ring(desk, room, app, look, say)
    finish(app, look, say)
    others(app, look, say, lang)


def ring(desk, room, app, look, say):
    """A guest at a kiosk (in Chinese, as most are) rings this tablet."""
    kiosk = room.kiosk()
    journeys.Guest(kiosk).at_home().see()
    app.wait(lambda: app.find(say('tab.accept'), role='button'), 20)
    look('ring')
    app.click(say('tab.hand'))
    look('hand-over')
    app.click(say('nav.back'), exact=False)
    app.click(say('tab.accept'))
    app.wait(lambda: app.find(say('tab.finish'), role='button'))
    look('serving')
    board(app, look, say)
    wall(desk, room, app, look, say)
    kiosk.stop()


def board(app, look, say):
    """Reception's board with the guest on it, the guest's own page, and a step that is skipped."""
    app.click(say('board.title'))
    app.wait_text(say.before('board.served'))
    look('board')
    app.click(re.compile('^[A-Z]+[0-9]+ '), role='button')
    app.wait_text(say('visit.steps'))
    look('board-visit')
    app.click(re.compile('^' + re.escape(say('step.skip'))), role='button')
    app.wait_text(say('step.why.no'))
    look('board-skip')
    app.click(say('nav.back'), role='button')
    app.click(say('tab.today'))
    app.wait(lambda: app.find(say('tab.finish'), role='button'))


def wall(desk, room, app, look, say):
    """What a screen of the house may say of the guest."""
    room.app('display', desk.screen(1280, 720))
    app.click(say('wall.title'))
    app.wait_text(say('wall.ask'))
    look('wall')
    app.click(re.compile('B01'), role='button')
    app.wait_text(say('wall.ours'), 20)
    look('wall-on')
    app.click(say('wall.back'))
    app.click(say('wall.done'))
    app.wait(lambda: app.find(say('tab.finish'), role='button'))


def finish(app, look, say):
    app.click(say('tab.finish'))
    app.wait_text(say('tab.level'))
    look('finish')
    app.click(re.compile('^[AÁ](: |级|級|$)'))
    app.click(result(say, 'considering'))
    look('finish-level')
    app.click(result(say, 'lost'))
    look('finish-lost')
    app.click(result(say, 'considering'))
    app.wait_text(say.before('tab.need.steps'))            # the test drive is a step of the visit
    look('finish-steps')
    app.click(result(say, 'undriven'))
    app.click(say('tab.done'))
    app.wait(lambda: app.find(say('tab.new'), role='button'))
    look('finished')


def others(app, look, say, lang):
    app.click(say('tab.new'))
    app.wait_text(say('tab.visitor'))
    look('visitor')
    app.click(say('tab.cancel') if app.find(say('tab.cancel'), role='button') else say('nav.back'))
    app.click(say('tab.customers'))
    look('customers')
    typing(app, look, say, lang)
    erase(app, look, say)
    app.click(say('tab.card'))
    app.wait_text(say('code.vcard'))
    look('card')
    app.click(say('code.page'))
    app.wait(lambda: not app.find(say('code.large'), role='button').has_state('sensitive'))
    look('card-none')
    app.click(say('code.vcard'))
    app.click(say('code.large'))
    app.wait_text(say('code.back'))
    look('code')
    app.click(say('code.back'), role='button')
    app.click(say('tab.today'))
    cars_walk.walk(app, look, say)
    app.click(say('tab.guestmode'))
    app.wait_text(say('tab.cars'))
    look('guest-mode')
    app.click(re.compile('S7'))
    look('guest-car')
    app.click(say('tab.guest.leave'))
    look('guest-leave')


def typing(app, look, say, lang):
    """A finger on the search brings the keys: those of the language, its candidates, the signs; a key sends them away."""
    field = app.wait(lambda: next((n for n in app.nodes() if n.name == say('tab.search') and n.role != 'label' and 'org.a11y.atspi.Component' in n.interfaces), None))
    x, y, width, height = field.call('Component', 'GetExtents', 'u', 1)[0]
    app.screen.touch(x + width // 2, y + height // 2)
    app.wait_text(say('key.close'))
    look('keys')
    if lang in ('zh_CN', 'zh_TW'):
        for key in ('z', 'h') if lang == 'zh_CN' else ('ㄓ', 'ㄤ'):
            app.click(key, exact=True)
        look('keys-candidates')
    app.click('123', exact=True)
    look('keys-signs')
    app.click(say('key.close'), exact=True)
    app.wait(lambda: not app.has(say('key.close'), exact=True))


def erase(app, look, say):
    """The guest who just left wants to be deleted."""
    app.type(say('tab.search'), journeys.PHONE[-4:])
    app.wait_text(say('cust.erase'))
    look('customers-found')
    app.click(re.compile('^' + re.escape(say('cust.erase'))), role='button')
    app.wait_text(say('cust.erase.no'))
    look('customers-erase')
    app.click(say('cust.erase.yes'))
    app.wait_text(say.before('cust.erase.due'), 20)
    look('customers-erase-due')


WORDS = {'undriven': ('没试', '未試駕', 'Not driven'), 'considering': ('考虑中', '考慮中', 'Still considering'), 'lost': ('战败', '戰敗', 'Lost')}


def result(say, value):
    """The word of an outcome: the values of an enumeration share one context, so they are written out here."""
    word = WORDS[value][{'zh_CN': 0, 'zh_TW': 1}.get(say.lang, 2)]
    return pseudo.stretch(word) if isinstance(say, pseudo.PseudoWords) else word
