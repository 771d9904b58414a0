# SPDX-License-Identifier: GPL-3.0-or-later
"""Row 36: the pages that strangers open."""
import html
import json
import os
import re
import time
import urllib.parse

from framing import corpus
from wire import GLASS, Device, b64, check, mutation, new_id, request


class Visitor:
    """A telephone outside, behind the dealer's proxy."""
    count = 0

    def __init__(self, server, slug):
        Visitor.count += 1
        self.server, self.slug = server, slug
        self.heads = ('User-Agent: ' + GLASS, 'X-Forwarded-For: 203.0.%d.%d' % (113 + Visitor.count // 250, Visitor.count % 250 + 1), 'Accept-Language: zh-CN')

    def get(self, path='', heads=()):
        return self.server.ask('GET', '/c/' + self.slug + path, listener='phones', headers=(*self.heads, *heads))

    def post(self, path, fields, heads=()):
        body = urllib.parse.urlencode(fields) if isinstance(fields, dict) else fields
        return self.server.ask('POST', '/c/' + self.slug + path, body, listener='phones', headers=(*self.heads, 'Content-Type: application/x-www-form-urlencoded', *heads))


def make_slug(server, tablet):
    """A link to a colleague's card, as a tablet makes it."""
    if not server.card:
        server.card = json.loads(server.ctl('export', 'card', '--format', 'json'))[0]['id']
    slug = ''.join('0123456789ABCDEFGHJKMNPQRSTVWXYZ'[byte & 31] for byte in os.urandom(16))
    got = tablet.push(mutation('link.create', {'slug': slug, 'channel': 'tablet', 'card': server.card, 'at': 1}))
    check(got == ['ok'], 'a link', got)
    return slug


def token(page):
    found = re.search(rb'name="t" value="([0-9a-zA-Z_.-]+)"', page)
    check(found, 'a page without a form token', page[:200])
    return found[1].decode()


def forms(server, device):
    """Whatever is typed comes back escaped or not at all; what is kept is nothing."""
    tablet = Device(server, 'tablet', 'forms')
    slug = make_slug(server, tablet)
    told = corpus('injections')
    before = server.records()
    fields = ('surname', 'phone', 'model', 'day', 'time', 'title')
    tries = 0
    for number, text in enumerate(told['cases'] + told['lines']):
        if number % 8 == 0:
            slug = make_slug(server, tablet)
        someone = Visitor(server, slug)
        page = someone.get('/book').body
        answer = someone.post('/book', dict({name: text for name in fields}, t=token(page), website=''))
        tries += 1
        check(answer.status in (422, 429), 'a form of', text, 'answered', answer.status)
        bare = answer.body.decode()
        check('<script>' not in bare and 'onerror' not in re.sub(r'value="[^"]*"', '', bare) and '<svg' not in bare and '<img src=x' not in bare, 'unescaped', text)
        values = re.findall(r'name="surname"[^>]*value="([^"]*)"', bare)
        check(not values or not re.search(r'[<>\'"]', values[0]), 'in a value', values)
        check('set-cookie' not in answer.headers and b'\r\nSet-Cookie: x=1' not in answer.data, 'a header from a field', text)
        answer = Visitor(server, slug).get('?l=' + urllib.parse.quote(text) + '&d=' + urllib.parse.quote(text))
        check(answer.status in (200, 429) and '<script>alert' not in answer.body.decode(), 'a query', text, answer.status)
        answer = server.ask('GET', '/c/' + urllib.parse.quote(text, safe=''), listener='phones', headers=Visitor(server, slug).heads)
        check(answer.status in (400, 404) and b'alert(1)' not in answer.body, 'a slug', text, answer.status)
        check('script-src' not in answer.headers.get('content-security-policy', ''), 'a policy with scripts')
    after = server.records()
    check(after.get('follow_up') == before.get('follow_up'), 'wishes were kept', before.get('follow_up'), after.get('follow_up'))
    return '%d forms, as many addresses' % tries


def crossed(server, device):
    """Forms of other sites and of nobody: no token, an old one, another page's, another method; cookies of nobody."""
    tablet = Device(server, 'tablet', 'crossed')
    mine, other = make_slug(server, tablet), make_slug(server, tablet)
    someone = Visitor(server, mine)
    foreign = token(Visitor(server, other).get('/book').body)
    good = token(someone.get('/book').body)
    before = server.records()
    for value in ('', 'x', foreign, good[:-1] + ('0' if good[-1] != '0' else '1'), good * 2, '0' * 64):
        answer = Visitor(server, mine).post('/book', {'t': value, 'surname': '\u738b', 'phone': '13800138000', 'title': 'mr', 'day': '2026-11-23', 'website': ''})
        check(answer.status in (400, 403, 422, 429), 'a token', value[:20], answer.status)
    for path in ('/leave', '/withdraw', '/erase'):
        someone.post(path, {'t': foreign, 'website': ''})
    for body in ('t=' + good, 't', '=' * 4000, '&' * 4000, 'a=1&' * 3000, '%', '%zz=%', 't=%00', b'\xff\xfe', 'x=' + 'y' * 20000):
        answer = Visitor(server, mine).post('/book', body)
        check(answer.status in (400, 403, 413, 422, 429), 'a form like', body[:20], answer.status)
    for type_ in ('text/plain', 'application/json', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded; charset=utf-7'):
        answer = server.ask('POST', '/c/%s/book' % mine, 't=' + good, listener='phones', headers=(*Visitor(server, mine).heads, 'Content-Type: ' + type_))
        check(answer.status in (400, 403, 415, 422, 429), type_, answer.status)
    check(server.records().get('follow_up') == before.get('follow_up'), 'something was kept')
    # The doors of people take no form from elsewhere and no cookie that they did not give.
    for path in ('/m/in', '/p/in', '/p/do', '/m/out', '/p/out'):
        for origin in ('https://evil.example', 'null', 'https://127.0.0.1.evil.example'):
            answer = server.ask('POST', path, 'staff_no=1001&pin=1001&t=x', headers=('Origin: ' + origin, 'Content-Type: application/x-www-form-urlencoded', 'Cookie: __Host-showfloor=' + b64(bytes(32))))
            check(answer.status in (303, 400, 401, 403, 429), path, origin, answer.status)
            check('set-cookie' not in answer.headers or 'Max-Age=0' in answer.headers['set-cookie'], path, 'from', origin, 'signed somebody in')
    return 'tokens, bodies, types, origins'


def spam(server, device):
    """One address that posts all day, one slug that everybody posts to: told to wait; others are served."""
    tablet = Device(server, 'tablet', 'spam')
    slug = make_slug(server, tablet)
    robot = Visitor(server, slug)
    # An address in front of the proxy's is anybody's invention and buys no more.
    forged = Visitor(server, slug)
    forged.heads = tuple(head.replace('X-Forwarded-For: ', 'X-Forwarded-For: 8.8.8.%d, ' % n) for n, head in enumerate(robot.heads))
    form, said = {'t': 'x', 'website': 'http://spam'}, []
    # All posts together have a brake, too: only what is refused while a stranger is served is the address's own fault.
    for _ in range(30):
        said.append((robot.post('/book', form).status, forged.post('/book', form).status, Visitor(server, slug).post('/book', form).status))
        if said[-1][2] == 429:
            time.sleep(0.5)
        elif said[-1][0] == 429:
            break
    check(said[-1][:2] == (429, 429) and said[-1][2] != 429, 'one address that posts, and bought another try', said)
    check(sum((one[0] != 429) + (one[1] != 429) for one in said) <= 14, 'one address posted', said)
    check(Visitor(server, make_slug(server, tablet)).get().status == 200, 'another telephone meanwhile')
    return 'braked after %d' % len(said)
