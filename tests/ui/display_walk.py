# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a wall screen, one after the other, for screens.py. What is put on it comes from a tablet played by hand."""
import time

import floor
import sfui

CODES = {'zh_CN': 'zh_CN', 'zh_TW': 'zh_TW', 'en': 'en', 'pseudo': 'en'}
PLACE = {'zh_CN': '1号桌', 'zh_TW': '1號桌', 'en': 'table 1'}
GUEST = {'zh_CN': '欧阳先生', 'zh_TW': '歐陽先生', 'en': 'Mr Whittingham'}
LINE = {'zh_CN': '您看的这台，周六可以试驾', 'zh_TW': '您看的這台，週六可以試乘', 'en': 'This one is free for a test drive on Saturday'}


def lines(path):
    """What the wall has painted: [(seconds, page, id)]."""
    try:
        with open(path, encoding='utf-8') as file:
            return [(float(at), page, what) for at, page, what in (line.split() for line in file)]
    except OSError:
        return []


class Wall:
    """A screen and somebody's tablet."""

    def __init__(self, room, app, glass):
        self.room, self.app, self.glass = room, app, glass
        self.tablet = floor.Device(room, 'tablet', 'by hand')
        self.screen = next(d['id'] for d in room.export('device') if d['role'] == 'display')
        self.staff = room.export('consultant')[0]['id']

    def put(self, what, lang, **more):
        """Puts something on the wall and waits until it has painted it; the push's id."""
        push, now = floor.new_id(), int(time.time() * 1000)
        data = dict({'display': self.screen, 'what': what, 'by': self.staff, 'at': now, 'for_ms': 600000, 'not_after': now + 600000, 'lang': CODES[lang]}, **more)
        if what == 'call':
            data.update(for_ms=12000, not_after=now + 12000)
        if what == 'back':
            data.pop('lang')
        self.tablet.push('push.create', push, data, by=self.staff)
        if what != 'back':
            self.painted(push)
        return push

    def back(self, push):
        seen = len(lines(self.glass))
        self.put('back', 'en', subject=push)
        sfui.wait_for(lambda: any(page == 'programme' for _, page, _ in lines(self.glass)[seen:]), 15, 'the programme is back')

    def painted(self, what):
        sfui.wait_for(lambda: any(line[2] == what for line in lines(self.glass)), 15, lambda: 'painted %s: %s %s' % (what, lines(self.glass)[-4:], sfui.tail(self.app.log)))

    def close(self):
        self.tablet.close()


def of_model(room, kind, code):
    model = next(m['id'] for m in room.export('model') if m['code'] == code)
    return model, sorted((r for r in room.export(kind) if r['model'] == model), key=lambda r: r.get('position', 0))


def walk(room, app, looker):
    look, lang = looker.look, looker.lang
    said = 'en' if lang == 'pseudo' else lang
    app.data_texts |= {text for kind in ('model', 'trim', 'playlist_item', 'dealer') for record in room.export(kind) for text in texts_of(record)} | {GUEST[said], LINE[said]}
    sfui.wait_for(lambda: any(page == 'programme' for _, page, _ in lines(app.glass)), 40, lambda: 'a programme on the wall: %s' % sfui.tail(app.log))
    wall = Wall(room, app, app.glass)
    try:
        model, trims = of_model(room, 'trim', 's7')
        colours, views = of_model(room, 'colour', 's7')[1], of_model(room, 'view', 's7')[1]
        turn = [v for v in views if v['use'] == 'turn']
        other = next(c for c in colours if not c.get('native') and not c.get('inside'))
        captioned = {i['id'] for i in room.export('playlist_item') if i.get('caption')}
        sfui.wait_for(lambda: lines(app.glass)[-1][2] in captioned, 40, lambda: 'an item with a caption: %s' % lines(app.glass)[-4:])
        look('programme')
        push = wall.put('view', lang, model=model, view=turn[len(turn) // 4]['id'] if turn else views[0]['id'], colour=other['id'])
        look('turn')
        wall.back(push)
        push = wall.put('model', lang, model=model, trim=trims[-1]['id'], price=1, line=LINE[said])
        look('model')
        wall.back(push)
        push = wall.put('welcome', lang, model=model, number='A12')
        look('welcome-number')
        wall.back(push)
        push = wall.put('call', lang, number='A12', place=PLACE)
        look('call')
        wall.back(push)                                 # else it stands before the next one for its twelve seconds
        look_welcome(wall, look, lang, said, model)
    finally:
        wall.close()


def look_welcome(wall, look, lang, said, model):
    """A name on the wall needs the guest's own word, so a visit and its consent come first."""
    room, tablet = wall.room, wall.tablet
    notice = next(n for n in room.export('notice') if n['lang'] == CODES[lang])
    consent, now = floor.new_id(), int(time.time() * 1000)
    visit = tablet.visit('A13', surname='欧阳', title='mr', lang=CODES[lang])
    tablet.push('consent.create', consent, {'visit': visit, 'notice': notice['id'], 'sha256': notice['sha256'], 'lang': CODES[lang], 'purposes': ['welcome'],
                                            'method': 'spoken', 'at': now}, by=wall.staff)
    push = wall.put('welcome', lang, model=model, number='A13', visit=visit, guest=GUEST[said], consent=consent)
    look('welcome')
    wall.back(push)


def texts_of(record):
    for value in record.values():
        if isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, str))
