# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows 20 and 34: connections that say nothing, little, or do not listen; and everybody at once."""
import json
import os
import socket
import ssl
import struct
import threading
import time

from wire import TLS, Device, Wire, check, request, wait_for


def client_hello():
    """A real ClientHello, as a library makes it."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        TLS.wrap_bio(incoming, outgoing, server_hostname='h').do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def open_half(port, said, number):
    """A connection that says @said and then nothing; from one of a few addresses."""
    sock = socket.socket()
    sock.setblocking(False)
    sock.bind(('127.0.1.%d' % (number % 3 + 1), 0))
    try:
        sock.connect(('127.0.0.1', port))
    except BlockingIOError:
        pass
    return sock, said


def drip(sock, said):
    """One byte more; FALSE when there is nobody to say it to."""
    try:
        sock.send(said)
        return True
    except BlockingIOError:
        return True
    except OSError:
        return False


def is_gone(sock):
    try:
        return sock.recv(1 << 16) == b''
    except BlockingIOError:
        return False
    except OSError:
        return True


def half_open(server, device):
    """500 of them: silent, half a ClientHello, a whole one and no more, half a request, one byte a second; all gone within ten seconds."""
    hello = client_hello()
    socks = []
    for number in range(100):
        socks += [open_half(server.port, b'', number), open_half(server.port, hello[:40], number), open_half(server.port, hello, number),
                  open_half(server.public, b'POST /c/x HTTP/1.1\r\nHost: h\r\nContent-Le', number), open_half(server.public, b'', number)]
    begun = time.monotonic()
    for sock, said in socks:
        drip(sock, said)
    left = list(socks)
    while left and time.monotonic() < begun + 14:
        time.sleep(1)
        left = [(sock, said) for sock, said in left if drip(sock, b'a' if said and said != hello else b'') and not is_gone(sock)]
    took = time.monotonic() - begun
    for sock, said in socks:
        sock.close()
    check(not left, len(left), 'of', len(socks), 'half-open connections live after', took, 's')
    return '%d connections, the last gone after %.1f s' % (len(socks), took)


def leave(wire, hard):
    """Without a goodbye of TLS, as a device that lost its power; @hard: with unread bytes thrown away."""
    if hard:
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    wire.close()


def goodbyes(server, device):
    """Clients that go in the middle of anything leave nothing behind: not a descriptor."""
    whole, head = request('GET', '/healthz'), b'GET / HTTP/1.1\r\nHost: h\r\n'
    said = {'nothing': b'', 'a byte': b'G', 'half a header': head, 'a request': whole, 'two': whole * 2, 'one and a half': whole + head,
            'half a body': b'POST /v1/enrol HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{', 'an endless header': head + b'X: ' + b'a' * 60000,
            'what is refused': b'POST /v1/enrol HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
            'a long wait': request('GET', '/v1/wait', bearer=device.bearer)}
    before = server.descriptors()
    for name, data in said.items():
        for listener in ('devices', 'phones'):
            for hard in (False, True):
                for _ in range(3):
                    wire = server.dial(listener, timeout=1)
                    wire.send(data)
                    if whole in data:
                        wire.read(until_close=False)
                    leave(wire, hard)
    # Others come and go meanwhile; what 120 clients left behind would be far more.
    wait_for(lambda: server.descriptors() < before + 12, 5, 'descriptors of clients that left: %d → %d' % (before, server.descriptors()))
    return '%d clients' % (len(said) * 12)


class Deaf:
    """Asks for a large picture again and again and does not read: begun early, looked at late."""

    def __init__(self, server, device, picture):
        self.wires = []
        for number in range(20):
            wire = server.dial(source='127.0.1.%d' % (10 + number % 3))
            wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.send(request('GET', '/v1/blob/' + picture, bearer=device.bearer) * 30)
            self.wires.append(wire)
        self.begun = time.monotonic()

    def finish(self):
        def all_gone():
            # A byte sent to a connection that was cut comes back as an error; reading would be what they do not do.
            return all(not wire.send(b'\r') for wire in self.wires)
        wait_for(all_gone, max(5, 45 - (time.monotonic() - self.begun)), 'readers that do not read to be cut')
        for wire in self.wires:
            wire.close()
        return '%d readers cut' % len(self.wires)


def full_house(server, device):
    """More connections than the server takes: strangers make room, devices that are known stay."""
    known = server.dial()
    known.send(request('GET', '/healthz'))
    known.read(until_close=False)
    wire = server.dial()
    wire.send(request('POST', '/v1/pull', '{"bucket":"pub","limit":1}', device.bearer))
    check(wire.read(until_close=False).status == 200, 'before the crowd')
    crowd = [open_half(server.port, b'', number)[0] for number in range(400)]
    for number in range(10):
        answer = server.ask('POST', '/v1/pull', '{"bucket":"pub","limit":1}', device.bearer)
        check(answer.status == 200, 'a new connection among 400 silent ones:', answer.status)
    wire.send(request('POST', '/v1/pull', '{"bucket":"pub","limit":1}', device.bearer))
    check(wire.read(until_close=False).status == 200, 'a kept connection of a device made room for strangers')
    for one in crowd:
        one.close()
    wire.close()
    known.close()
    return '400 strangers, 10 of 10 newcomers served'


def come_back(device, source, times, failed):
    """As after a power cut: handshake, session, hello, on one connection; asks again when there is no room."""
    begun = time.monotonic()
    for attempt in range(20):
        try:
            wire = Wire(device.server.port, source=source)
            answer = device.sign_in(wire)
            if answer.status == 200:
                wire.send(request('POST', '/v1/hello', device.hello(), device.bearer))
                answer = wire.read(until_close=False)
            wire.close()
            if answer.status == 200:
                times.append(time.monotonic() - begun)
                return
        except (OSError, json.JSONDecodeError, KeyError):
            pass
        time.sleep(0.05 * (attempt + 1))
    failed.append(source)


def herd(server, device):
    """300 devices of a street that had no power: with a second's jitter each is greeted, the slowest but one in a hundred within 2 s."""
    first = [Device(server, 'kiosk', 'herd') for _ in range(6)]
    times, failed, threads = [], [], []
    for number in range(300):
        twin = object.__new__(Device)
        twin.__dict__.update(first[number % len(first)].__dict__, inc=int.from_bytes(os.urandom(4), 'big') | 1, mid=0, link=bytes(16))
        threads.append(threading.Thread(target=come_back, args=(twin, '127.0.2.%d' % (number % 250 + 1), times, failed)))
    for thread in threads:
        thread.start()
        time.sleep(1 / 300)
    for thread in threads:
        thread.join()
    check(not failed, len(failed), 'of the herd never came in')
    slowest = sorted(times)[int(len(times) * 0.99)]
    return slowest, '300 devices, p99 %.2f s' % slowest
