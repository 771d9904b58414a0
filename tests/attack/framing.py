# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 21, 22 and 25: what is said about where a request ends, and requests that do not end."""
import json
import os
import re
import time

from wire import MEASURED, check, request

HERE = os.path.dirname(__file__)


def corpus(name):
    with open(os.path.join(HERE, 'corpus', name + '.json'), encoding='utf-8') as file:
        return json.load(file)


def spelled(text):
    """"REPEAT n x" → x n times, x being one to five characters up to the next REPEAT, quote or bracket."""
    return re.sub(r'REPEAT (\d+) ((?:\{"a":)|(?:\d+-\d*,)|.,?)', lambda found: found[2] * int(found[1]), text, flags=re.S)


def report(code, bearer):
    body = '{"code":"%s"}' % code
    return 'POST /v1/report HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s' % (bearer, len(body), body)


def smuggled(case, number, bearer):
    outer, inner = 'outer.%d.x' % number, 'inner.%d.x' % number
    text = case['send'].replace('INNER', report(inner, bearer)).replace('BEARER', bearer).replace('OUTER', '{"code":"%s"}' % outer)
    head, end, body = text.partition('\r\n\r\n')
    if not end:
        head, end, body = text.partition('\n\n')
    return (re.sub(r'(Content-Length *:\s*)N', r'\g<1>%d' % len(body), head) + end + body).encode('latin-1'), outer, inner


def smuggling(server, device):
    """Every case on both listeners: one answer at most, nothing handled twice, the connection closed."""
    seen = []
    cases = corpus('smuggling')['cases']
    for listener, base in (('devices', 0), ('phones', 1000)):
        for number, case in enumerate(cases, base):
            data, outer, inner = smuggled(case, number, device.bearer)
            answer = server.talk(data, listener, timeout=4)
            wanted = case['status'] if isinstance(case['status'], list) else [case['status']]
            told = '%s: %s on %s' % (case['name'], answer.statuses, listener)
            check(len(answer.statuses) <= 1, told, answer.data[:300])
            # What is not HTTP at all may be closed without a word.
            check(answer.status in wanted or (answer.status == 0 and wanted == [400] and answer.closed), told, answer.data[:300])
            check(answer.closed, told, 'stays open')
            seen.append((case['name'], outer, inner, case['handled'] if listener == 'devices' else 0))
    for name, outer, inner, most in seen:
        check(server.logged(outer) == most, name, 'handled', server.logged(outer), 'times')
        check(server.logged(inner) == 0, name, 'let another request through')
    return '%d probes on 2 listeners' % len(seen)


def pipelined(server, device):
    """Honest requests one after another on one connection are each handled once, in order."""
    codes = ['pipe.%d.x' % n for n in range(20)]
    wire = server.dial()
    wire.send(''.join(report(code, device.bearer) for code in codes).encode())
    data = b''
    while data.count(b'HTTP/1.1 200') < len(codes):
        piece = wire.read(until_close=False).data
        check(piece, 'a pipeline of %d ends after %d' % (len(codes), data.count(b'HTTP/1.1 200')))
        data += piece
    wire.close()
    for code in codes:
        check(server.logged(code) == 1, code, 'handled', server.logged(code), 'times')
    return '%d requests, each once' % len(codes)


def pour(server, listener, head, piece, most):
    """Sends @head and then @piece again and again, up to @most bytes; how many were taken, and the answer."""
    wire = server.dial(listener, timeout=3)
    wire.send(head)
    sent, until = 0, time.monotonic() + 5
    while sent < most and time.monotonic() < until and wire.send(piece):
        sent += len(piece)
    answer = wire.read()
    wire.close()
    return sent, answer


def floods(server, device):
    """Bodies and headers without an end: refused or cut, and never kept."""
    top = b'POST /v1/report HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ' + device.bearer.encode() + b'\r\n'
    mega = b'x' * (1 << 20)
    before, most = server.memory(), 0
    kinds = {
        'announced too large': (top + b'Content-Length: 99000000000\r\n\r\n', mega, (0, 413)),
        'asked for leave': (top + b'Content-Length: 99000000000\r\nExpect: 100-continue\r\n\r\n', mega, (0, 413)),
        'chunks': (top + b'Transfer-Encoding: chunked\r\n\r\n', b'100000\r\n' + mega + b'\r\n', (0, 400)),
        'one header': (top + b'X-Much: ', mega, (0, 400, 431)),
        'many headers': (top, b'X-Much: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n' * 4096, (0, 400, 431)),
        'one path': (b'GET /', b'a' * 65536, (0, 400, 414, 431)),
        'lines before it': (b'', b'\r\n' * 32768, (0, 400)),
        'no end to the method': (b'', b'A' * 65536, (0, 400, 431)),
        'more than announced': (top + b'Connection: close\r\nContent-Length: 2\r\n\r\n{}', mega, (0, 400)),
    }
    for listener in ('devices', 'phones'):
        for name, (head, piece, good) in kinds.items():
            sent, answer = pour(server, listener, head, piece, 64 << 20)
            most = max(most, server.memory())
            check(answer.status in good or (listener == 'phones' and answer.status in (404, 405)), name, 'on', listener, 'answered', answer.statuses)
            check(sent < 64 << 20, name, 'on', listener, 'took 64 MiB')
            check(answer.closed, name, 'on', listener, 'stays open')
    check(server.ask('GET', '/healthz').status == 200, 'dead after the floods')
    check(not MEASURED or most < before + 16 * 1024, 'memory during the floods', before, '→', most, 'kB')
    return '%d floods, at most %+d kB meanwhile' % (2 * len(kinds), most - before)


def garbage(server, device):
    """Bytes of any kind, from a fixed seed, before and after the handshake."""
    import random
    dice = random.Random(20261122)
    for n in range(60):
        data = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 2000)))
        for listener in ('devices', 'phones'):
            wire = server.dial(listener)
            wire.send(data)
            wire.close()
    check(server.ask('GET', '/healthz').status == 200, 'dead after garbage')
    import socket
    for n in range(60):
        with socket.create_connection(('127.0.0.1', server.port)) as raw:
            raw.sendall(bytes([22, 3, 1, 0, n]) + bytes(dice.randrange(256) for _ in range(dice.randrange(1, 400))))
    check(server.ask('GET', '/healthz').status == 200, 'dead after garbage for a handshake')
    return '180 connections'
