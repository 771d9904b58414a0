# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 30 and 31: forged, replayed and stolen; codes that are guessed. (Row 32, the rogue server: tests/unit/sync/test-driver.c, test_stranger.)"""
import json
import os
import threading

from wire import Device, b64, check, enrol, make_key, mutation, new_code, new_id, request, sign


def replayed(server, device):
    """The same bytes again: a session request opens nothing, a push does nothing."""
    kiosk = Device(server, 'kiosk', 'replay')
    wire = server.dial()
    signed = kiosk.session_request(wire)
    for wanted in (200, 401, 401):
        wire.send(request('POST', '/v1/session', signed))
        answer = wire.read(until_close=False)
        check(answer.status == wanted, 'a session request again:', answer.status, answer.body)
    check(answer.json()['code'] == 'nonce', answer.body)
    visits = server.records()['visit']
    push = kiosk.push_request(kiosk.visit('R01'))
    told = [kiosk.ask('POST', '/v1/push', push) for _ in range(5)]
    check(all(one.status == 200 and one.json()['last'] == kiosk.mid for one in told), [one.status for one in told])
    # all at once, as a proxy gone mad would
    together = kiosk.push_request(kiosk.visit('R02'))
    threads = [threading.Thread(target=kiosk.ask, args=('POST', '/v1/push', together)) for _ in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(server.records()['visit'] == visits + 2, 'visits of a push told 21 times:', server.records()['visit'] - visits)
    # the same fact under another number, and by another device
    again = kiosk.push(json.loads(push)['m'][0]['body'])
    check(again == ['dup'], 'the same fact again', again)
    other = Device(server, 'kiosk', 'replay by another').push(json.loads(push)['m'][0]['body'])
    check(other == ['rights.object'], 'the fact of another kiosk', other)
    check(server.records()['visit'] == visits + 2, 'visits')
    return 'session requests, pushes, facts'


def forged(server, device):
    """Signatures that are not the device's, of other bytes, for another device, incarnation, server or time."""
    kiosk, other = Device(server, 'kiosk', 'forged'), Device(server, 'kiosk', 'forger')
    wire = server.dial()
    good = kiosk.bearer
    honest = json.loads(kiosk.session_request(wire))
    tries = [dict(honest, sig=b64(os.urandom(64))), dict(honest, sig=b64(bytes(64))), dict(honest, sig=''), dict(honest, sig=b64(sign(other.sk, b'x'))),
             dict(honest, dev=other.id), dict(honest, inc=honest['inc'] + 1), dict(honest, nonce=b64(os.urandom(32))), dict(honest, dev=new_id()),
             dict(honest, nonce=honest['nonce'] + 'A'), dict(honest, nonce=honest['nonce'][:-2])]
    for one in tries:
        fresh = json.loads(kiosk.session_request(wire)) if one['nonce'] == honest['nonce'] else honest
        one = dict(one, nonce=fresh['nonce']) if one['nonce'] == honest['nonce'] else one
        if one.get('sig') == honest['sig']:
            one = dict(one, sig=fresh['sig'])
        wire.send(request('POST', '/v1/session', json.dumps(one)))
        answer = wire.read(until_close=False)
        check(answer.status in (400, 401), 'a forged session', answer.status, one)
    # a nonce that was asked for in the name of another device
    theirs = json.loads(other.session_request(wire))
    wire.send(request('POST', '/v1/session', json.dumps(dict(theirs, dev=kiosk.id))))
    check(wire.read(until_close=False).status == 401, "another device's nonce")
    # the key of a point of small order, and no key
    for key in (bytes(32), b'\x01' + bytes(31), bytes(31) + b'\x80', b'\xff' * 32):
        answer = enrol(server, new_code(server), key, source='127.0.3.9')
        if answer.status != 200:
            continue
        weak = object.__new__(Device)
        weak.__dict__.update(server=server, id=answer.json()['dev'], inc=1, sk=os.urandom(64), pk=key)
        forgery = json.loads(weak.session_request(wire))
        for sig in (bytes(64), b'\x01' + bytes(63), key + bytes(32)):
            wire.send(request('POST', '/v1/session', json.dumps(dict(forgery, sig=b64(sig)))))
            check(wire.read(until_close=False).status in (400, 401), 'a key that fits every signature', key.hex())
    check(kiosk.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}').status == 200 and kiosk.bearer == good, 'its own session goes on')
    return '%d forgeries' % (len(tries) + 13)


def stolen(server, device):
    """A token in other hands: of no more use after a new enrolment, a withdrawal, or with a letter changed."""
    victim = Device(server, 'tablet', 'stolen')
    token = victim.bearer
    for wrong in (token[:-1] + ('A' if token[-1] != 'A' else 'B'), token[:-1], token + 'A', token.swapcase(), ' ' + token, token + ' x', '', token + '\u00e9'):
        answer = server.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}', wrong)
        if answer.status == 200:
            check(wrong.strip() == token, 'a token that is not one', wrong)
        else:
            check(answer.status in (400, 401), 'a token that is not one', answer.status)
    check(victim.ask('GET', '/v1/pull').status == 405, 'another method')
    for head in ('Basic ' + token, 'bearer' + token, token):
        check(server.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}', None, headers=('Authorization: ' + head,)).status == 401, head[:8])
    two = server.ask('POST', '/v1/pull', '{"bucket":"crm","limit":1}', None, headers=('Authorization: Bearer x', 'Authorization: Bearer ' + token))
    check(two.status in (200, 400, 401), 'two tokens', two.status)
    check(server.ask('POST', '/v1/pull?token=' + token, '{"bucket":"pub","limit":1}').status == 401, 'a token in the address')
    check(server.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}', None, headers=('Cookie: showfloor=' + token,)).status == 401, 'a token as a cookie')
    server.ctl('revoke', victim.id)
    after = [victim.pull(bucket).status for bucket in ('crm', 'pub')]
    check(all(status in (401, 410) for status in after), 'a token after the withdrawal', after)
    check(token not in open(server.log, errors='replace').read(), 'a token in the log')
    return 'tokens changed, moved, withdrawn'


def photographed(server, device):
    """A code that somebody photographed, in a house that compares digits: enrolled, and of no use before somebody has typed the digits."""
    server.ctl('pair', '--compare', 'on')
    pk, sk = make_key()
    answer = enrol(server, new_code(server), pk, source='127.0.3.10')
    server.ctl('pair', '--compare', 'off')
    check(answer.status == 200 and answer.json()['compare'] == 1, 'it is told that digits are compared', answer.body)
    shown = int(answer.json()['sas'])
    thief = object.__new__(Device)
    thief.__dict__.update(server=server, id=answer.json()['dev'], inc=1, sk=sk, pk=pk)
    wire = server.dial()
    for _ in range(3):
        wire.send(request('POST', '/v1/session', thief.session_request(wire)))
        answer = wire.read(until_close=False)
        check(answer.status == 403 and answer.json() == {'code': 'compare'}, 'a session without anybody', answer.status, answer.body)
    for digits in ('', '%', '______', "' OR 1=1", '%06d' % ((shown + 1) % 1000000)):
        server.ctl('pair', '--confirm', digits, fails=True)
    return 'no session before the digits'


def reports(server, device):
    """What a device reports a person reads: the same over and over is one incident, what is no code is none."""
    teller = Device(server, 'kiosk', 'reports')
    before = json.loads(server.ctl('status', '--json'))['incidents']
    for code in ('server.stranger', 'store.torn', 'server.strange', '\u738b', 'x' * 61, '../etc'):
        answers = [teller.ask('POST', '/v1/report', json.dumps({'code': code})).status for _ in range(15)]
        check(set(answers) <= {200, 400}, 'a report', code, answers)
    after = json.loads(server.ctl('status', '--json'))['incidents']
    check(after - before == 2, 'incidents', after - before)
    return 'each told once'


def others(server, device):
    """What belongs to another device or person (row 30, IDOR), by its right id."""
    one, two, tablet = Device(server, 'kiosk', 'one'), Device(server, 'kiosk', 'two'), Device(server, 'tablet', 'tablet')
    display = Device(server, 'display', 'wall')
    visit, number = one.visit('O01', surname='\u738b', title='mr'), 0
    check(one.push(visit) == ['ok'], 'a visit')
    for thief in (two, display, one):
        for bucket in ('crm', 'log', 'dev:' + one.id, 'dev:' + two.id, 'dev:' + tablet.id, 'dev:' + display.id, 'dev:%', 'dev:', "dev:' OR 1=1", 'CRM', 'crm ', 'crm\u0000'):
            if bucket == 'dev:' + thief.id:
                continue
            for path in ('/v1/pull', '/v1/snapshot'):
                answer = thief.ask('POST', path, json.dumps({'bucket': bucket, 'limit': 500}))
                check(answer.status in (400, 403), thief.role, path, bucket, answer.status)
                number += 1
    for thief in (one, two):
        check(thief.ask('POST', '/v1/lan', '{"p":1,"port":4000}').status == 403, thief.role, '/v1/lan')
    record = json.loads(visit)
    got = two.push(json.dumps(dict(record, id=new_id())), mutation('consent.create', {'visit': record['id'], 'purposes': ['visit'], 'method': 'touch', 'at': 1, 'lang': 'zh_CN'}))
    check('ok' not in got and 'merged' not in got, 'in the name of another kiosk', got)
    return '%d refusals' % number


def guessed(server, device):
    """Codes: five tries, ten minutes, one use, whoever guesses from wherever; twenty wrong ones a minute from one address."""
    pk, _ = make_key()
    code = new_code(server, 'tablet')
    wrong = [code[:9] + letter for letter in '0123456789ABCDEF' if letter != code[9]]
    # from many addresses and all at once: five are judged, and then not even the right one is
    answers = []
    threads = [threading.Thread(target=lambda n=n, text=text: answers.append(enrol(server, text, pk, source='127.0.4.%d' % (n + 1)))) for n, text in enumerate(wrong)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    codes = [answer.json()['code'] for answer in answers]
    check(all(answer.status == 403 for answer in answers) and codes.count('wrong') == 4, 'guesses at one slot', codes)
    check(enrol(server, code, pk, source='127.0.4.40').json() == {'code': 'tries'}, 'the right code after five wrong ones')
    # one use, also when it comes twice at once
    code, answers = new_code(server, 'tablet'), []
    threads = [threading.Thread(target=lambda n=n: answers.append(enrol(server, code, make_key()[0], source='127.0.4.%d' % (50 + n)).status)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(sorted(answers) == [200] + [403] * 7, 'one code eight times at once', answers)
    # an address that guesses
    statuses = [enrol(server, '%010d' % n, pk, source='127.0.4.60').status for n in range(25)]
    check(statuses.count(403) == 20 and statuses[20:] == [429] * 5, 'guesses from one address', statuses)
    check(enrol(server, new_code(server), pk, source='127.0.4.61').status == 200, 'another address meanwhile')
    # 35 secret bits, five tries: what a million guesses come to, with the brakes off
    return '50 guesses; one slot falls to five tries with 1 : %d' % (32 ** 7 // 5)
