# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 16, 23, 24, 26, 27, 28: what is inside a request that is one."""
import gzip
import json
import re
import zlib

from framing import corpus, spelled
from wire import MEASURED, Device, check, mutation, new_id, request

ROUTES = ('/v1/hello', '/v1/push', '/v1/pull', '/v1/snapshot', '/v1/report', '/v1/lan', '/v1/session')


def bodies():
    told = corpus('json')
    return [spelled(text).encode('utf-8', 'surrogatepass') for text in told['cases']] + [bytes.fromhex(text) for text in told['bytes']]


def hostile_json(server, device):
    """Every body on every route: 400 or 413. Inside a mutation: quarantined, and the one behind it passes (row 16)."""
    tried = bodies()
    wire = server.dial()
    for path in ROUTES:
        for body in tried:
            wire.send(request('POST', path, body, device.bearer))
            answer = wire.read(until_close=False)
            check(answer.status in (400, 413), path, body[:60], 'answered', answer.status, answer.body[:100])
    wire.close()
    poisoned = Device(server, 'kiosk', 'poison')
    before = server.records().get('visit', 0)
    as_text = [body.decode() for body in tried if is_text(body) and 0 < len(body) < 60000]
    for n in range(0, len(as_text), 20):
        got = poisoned.push(*as_text[n:n + 20], poisoned.visit('P%02d' % n))
        check(all(code == 'malformed' for code in got[:-1]), 'a poisoned push', got)
        check(got[-1] == 'ok', 'a visit behind poison', got[-1])
    check(server.records()['visit'] == before + (len(as_text) + 19) // 20, 'visits behind poison')
    return '%d bodies on %d routes, %d of them inside mutations' % (len(tried), len(ROUTES), len(as_text))


def is_text(body):
    try:
        return '\0' not in body.decode()
    except UnicodeDecodeError:
        return False


def integers(server, device):
    """Whole numbers beyond 2^53 come back to the last digit."""
    kiosk = Device(server, 'kiosk', 'integers')
    for number, at in (('I01', 9007199254740993), ('I02', '9007199254740995')):
        visit = kiosk.visit(number, at=at)
        got = kiosk.push(visit)
        if got != ['ok']:
            check(got == ['invalid'], number, got)              # refused whole is as good: never rounded
            continue
        check(str(at) in server.ctl('export', 'visit', '--format', 'json'), at, 'came back otherwise')
    return 'exact'


def gzipped(server, path, body, device, encoding='gzip'):
    return server.talk(request('POST', path, body, device.bearer, ('Content-Encoding: ' + encoding, 'Connection: close')), timeout=10)


def bombs(server, device):
    """Little that becomes much: 413 at 4 MiB or 30:1, nested ones are no JSON, and memory stays."""
    before, most = server.memory(), 0
    zeros = gzip.compress(b'0' * (10 << 20))
    whole = zlib.compressobj(9, wbits=31)
    huge = b''.join(whole.compress(bytes(1 << 20)) for _ in range(200)) + whole.flush()
    plain = b'{"bucket":"pub","limit":1}'
    tries = [('10 MiB', zeros, 'gzip', (413,)), ('200 MiB', huge, 'gzip', (413,)), ('nested', gzip.compress(zeros), 'gzip', (400,)),
             ('nested twice', gzip.compress(gzip.compress(huge)), 'gzip', (400, 413)), ('members', gzip.compress(b' ') * 3000, 'gzip', (400, 413)),
             ('a good one and rubbish', gzip.compress(plain) + b'rubbish', 'gzip', (400,)), ('two good ones', gzip.compress(plain) * 2, 'gzip', (400,)),
             ('cut', gzip.compress(plain)[:-9], 'gzip', (400,)), ('wrong sum', gzip.compress(plain)[:-8] + bytes(8), 'gzip', (400,)),
             ('not packed', plain, 'gzip', (400,)), ('raw deflate', zlib.compress(plain), 'gzip', (400,)), ('twice told', zeros, 'gzip, gzip', (415,)),
             ('zstd', plain, 'zstd', (415,)), ('br', plain, 'br', (415,)), ('deflate', zlib.compress(plain), 'deflate', (415,)), ('a long name', plain, 'g' * 900, (415,)),
             ('identity', plain, 'identity', (200, 415)), ('good', gzip.compress(plain), 'gzip', (200,))]
    for name, body, encoding, good in tries:
        answer = gzipped(server, '/v1/pull', body, device, encoding)
        most = max(most, server.memory())
        check(answer.status in good, 'bomb', name, 'answered', answer.statuses, answer.body[:80])
    check(not MEASURED or most < before + 16 * 1024, 'memory during the bombs', before, '→', most, 'kB')
    return '%d packings, at most %+d kB meanwhile' % (len(tries), most - before)


def ranges(server, device):
    media = json.loads(server.ctl('export', 'media', '--format', 'json'))[0]
    size, path = int(media['size']), '/v1/blob/' + media['sha256']
    for text in corpus('ranges')['cases']:
        head = 'Range: ' + spelled(text)
        answer = server.talk(request('GET', path, None, device.bearer, (head, 'Connection: close')), timeout=5)
        check(len(answer.statuses) <= 1, text, answer.statuses)
        check(answer.status in (200, 206, 416, 431) or (answer.status == 0 and len(head) > 16000), text, 'answered', answer.statuses)
        check(len(answer.body) <= max(size, 100), text, 'gave', len(answer.body), 'of', size)
        check(b'multipart' not in answer.data[:1000], text, 'gave several parts')
    whole = server.ask('GET', path, None, device.bearer, headers=('Range: bytes=1-2', 'Range: bytes=3-4'))
    check(whole.status == 200, 'two Range headers answered', whole.status)
    for if_range in ('"x"', '', "'", 'W/"x"', 'Wed, 21 Oct 2015 07:28:00 GMT'):
        check(server.ask('GET', path, None, device.bearer, headers=('Range: bytes=1-2', 'If-Range: ' + if_range)).status == 200, 'If-Range', if_range)
    return '%d ranges' % len(corpus('ranges')['cases'])


def paths(server, device):
    sha = json.loads(server.ctl('export', 'media', '--format', 'json'))[0]['sha256']
    for text in corpus('paths')['cases']:
        path = text.replace('SHA', sha)
        for listener in ('devices', 'phones'):
            answer = server.talk(request('GET', path, None, device.bearer, ('Connection: close',)), listener, timeout=5)
            check(answer.status in (0, 400, 404, 405), path, 'on', listener, 'answered', answer.statuses)
            check(b'root:' not in answer.data and b'SQLite format' not in answer.data and b'PRIVATE KEY' not in answer.data, path, 'gave a file')
    return '%d paths on 2 listeners' % len(corpus('paths')['cases'])


def injections(server, device):
    """SQL's, HTML's and the shell's words wherever a text goes: kept as texts, or refused; never a 500, nothing else changes."""
    told = corpus('injections')
    texts = told['cases'] + told['lines']
    before, accounts = server.records(), server.ctl('status', '--json').count('"role"')
    kiosk = Device(server, 'kiosk', 'injections')
    wire = server.dial()
    for text in texts:
        tries = [('/v1/enrol', {'p': 1, 'code': text, 'dev': text, 'key': text, 'app': text}), ('/v1/session', {'p': 1, 'dev': text, 'inc': 1}),
                 ('/v1/session', {'p': 1, 'dev': kiosk.id, 'inc': 1, 'nonce': text, 'sig': text}), ('/v1/pull', {'bucket': text, 'limit': 1}),
                 ('/v1/pull', {'bucket': 'pub', 'token': text, 'limit': 1}), ('/v1/snapshot', {'bucket': 'pub', 'after_kind': text, 'after_id': text, 'limit': 1}),
                 ('/v1/report', {'code': text}), ('/v1/lan', {'p': 1, 'port': text}), ('/v1/hello', dict(json.loads(kiosk.hello()), dev=text, boot=text)),
                 ('/v1/hello', dict(json.loads(kiosk.hello()), acks=[{'scope': text, 'head': 1, 'chain': '00' * 32}], buckets=[{'id': text, 'ok': False}]))]
        for path, body in tries:
            wire.send(request('POST', path, json.dumps(body), kiosk.bearer))
            answer = wire.read(until_close=False)
            check(0 < answer.status < 500, path, body, 'answered', answer.status, answer.data[:100])
        bad = server.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}', None, headers=('Authorization: Bearer ' + text.split('\r')[0].split('\n')[0].replace('\0', ''),)) \
            if text.isascii() else None
        check(bad is None or bad.status in (400, 401), 'bearer', text, bad and bad.status)
    wire.close()
    names = [text for text in texts if len(text) <= 30]
    got = kiosk.push(*[kiosk.visit('J%02d' % n, surname=text, title='mr') for n, text in enumerate(names)])
    got += kiosk.push(*[mutation('visit.create', {}, record=text) for text in names])
    got += kiosk.push(*[mutation(text, {}) for text in names])
    got += kiosk.push(*[mutation('visit.create', {text: 1}) for text in names])
    kept = got[:len(names)].count('ok')
    check(set(got) <= {'ok', 'invalid', 'malformed', 'rights', 'rights.object'}, 'mutations', set(got))
    check('ok' not in got[len(names):], 'a record by a wrong name', got)
    after = server.records()
    check(after['visit'] == before['visit'] + kept, 'visits', before['visit'], '+', kept, '→', after['visit'])
    changed = {kind for kind in after if after[kind] != before[kind]}
    # a guest's telephone goes about its day meanwhile, and is counted
    check(changed <= {'visit', 'visit_status', 'ticket', 'assignment', 'device', 'card_event'}, 'other records changed', changed)
    check(server.ctl('status', '--json').count('"role"') == accounts + 1, 'accounts changed')
    there = {visit.get('surname') for visit in json.loads(server.ctl('export', 'visit', '--format', 'json'))}
    for text, fate in zip(names, got):
        check(fate != 'ok' or text in there, 'came back otherwise:', text)
    check(not re.search(r'[^\x20-\x7e\s]', open(server.log, encoding='utf-8', errors='replace').read()), 'something typed is in the log')
    return '%d texts in 14 places, %d kept as names' % (len(texts), kept)
