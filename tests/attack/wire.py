# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server process and hands that speak to it byte by byte: raw connections, devices with keys, a client that only watches."""
import base64
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import uuid

SODIUM = ctypes.CDLL(ctypes.util.find_library('sodium') or 'libsodium.so.23')
TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE
MEASURED = os.environ.get('ATTACK_MEASURED', '1') == '1'     # sanitizers stretch time and memory
GLASS = 'Mozilla/5.0 (Linux; Android 14) attack'


class Broken(Exception):
    """A promise that was not kept."""


def check(good, *words):
    if not good:
        raise Broken(' '.join(str(word) for word in words))


def wait_for(condition, seconds, what):
    """The first true value of @condition, asked again and again."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        check(time.monotonic() < until, 'waited %d s for' % seconds, what)
        time.sleep(0.02)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Answer:
    """What came back on a connection: every status line, the last body, whether the server closed."""

    def __init__(self, data, closed):
        self.data, self.closed = data, closed
        self.statuses = [int(found) for found in re.findall(rb'HTTP/1\.[01] (\d{3}) ', data)]
        self.status = self.statuses[0] if self.statuses else 0
        head, _, self.body = data.partition(b'\r\n\r\n')
        self.headers = {}
        for line in head.split(b'\r\n')[1:]:
            name, _, value = line.partition(b':')
            self.headers[name.strip().lower().decode('latin-1')] = value.strip().decode('latin-1')

    def json(self):
        return json.loads(self.body)


class Wire:
    """One connection, @source being the address it comes from; 127.0.0.0/8 is all ours."""

    def __init__(self, port, tls=True, source='127.0.0.1', timeout=15):
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.sock.settimeout(timeout)
        self.sock.bind((source, 0))
        self.sock.connect(('127.0.0.1', port))
        if tls:
            self.sock = TLS.wrap_socket(self.sock)

    def send(self, data):
        """FALSE when the other side has had enough."""
        try:
            self.sock.sendall(data)
            return True
        except OSError:
            return False

    def read(self, until_close=True, body=True):
        data, closed = b'', False
        try:
            while True:
                piece = self.sock.recv(65536)
                if not piece:
                    closed = True
                    break
                data += piece
                if not until_close and (complete(data) if body else b'\r\n\r\n' in data):
                    break
        except ssl.SSLError:
            closed = True                                   # cut without a goodbye
        except ConnectionError:
            closed = True
        except TimeoutError:
            pass
        return Answer(data, closed)

    def is_closed(self):
        """Without waiting."""
        before = self.sock.gettimeout()
        self.sock.setblocking(False)
        try:
            while self.sock.recv(1 << 20):
                pass
            return True
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True
        finally:
            self.sock.settimeout(before)

    def close(self):
        self.sock.close()


def complete(data):
    head, found, body = data.partition(b'\r\n\r\n')
    length = re.search(rb'(?i)\r\ncontent-length: *(\d+)', head)
    # News have no end; their first line is an answer.
    return bool(found) and (b'event-stream' in head or (length is not None and len(body) >= int(length[1])))


class Server:
    """showfloor-server with both listeners on 127.0.0.1, in a process and a folder of its own."""

    def __init__(self, *words):
        self.dir = tempfile.TemporaryDirectory(prefix='sf-attack-')
        self.data, self.log = os.path.join(self.dir.name, 'data'), os.path.join(self.dir.name, 'log')
        self.public, self.count, self.port, self.words, self.card = free_port(), 0, 0, words, None
        self.start()

    def start(self):
        command = [os.environ['SHOWFLOOR_SERVER'], '--data', self.data, '--listen', '127.0.0.1:%d' % self.port,
                   '--public', '127.0.0.1:%d' % self.public, '--demo', *self.words]
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, preexec_fn=end_with_parent)
        line = self.process.stdout.readline()
        found = re.search(r'https://127\.0\.0\.1:(\d+) ca=([0-9a-f]{64}) server=([0-9a-f]+)', line)
        check(found, 'the server does not start:', line)
        self.port, self.id = int(found[1]), found[3]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def close(self):
        self.kill()
        self.dir.cleanup()

    def ctl(self, *words, fails=False):
        done = subprocess.run([os.environ['SHOWFLOORCTL'], '--data', self.data, *words], capture_output=True, text=True)
        check((done.returncode != 0) == fails, 'showfloorctl', *words, done.stdout, done.stderr)
        return done.stdout

    def records(self):
        return json.loads(self.ctl('status', '--json'))['records']

    def logged(self, text):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read().count(text)

    def memory(self):
        """Private memory in kB: what would not be there without this process."""
        with open('/proc/%d/smaps_rollup' % self.process.pid) as file:
            return sum(int(line.split()[1]) for line in file if line.startswith(('Private_Dirty', 'Private_Clean', 'Swap:')))

    def descriptors(self):
        return len(os.listdir('/proc/%d/fd' % self.process.pid))

    def dial(self, listener='devices', **more):
        return Wire(self.port if listener == 'devices' else self.public, tls=listener == 'devices', **more)

    def talk(self, data, listener='devices', **more):
        """Sends @data on a connection of its own and reads until the server closes or @timeout passes."""
        wire = self.dial(listener, **more)
        wire.send(data if isinstance(data, bytes) else data.encode('latin-1'))
        answer = wire.read()
        wire.close()
        return answer

    def ask(self, method, path, body=None, bearer=None, listener='devices', headers=(), until=True, **more):
        """One well-formed request on a connection of its own; @until: the body that its answer announces has come."""
        wire = self.dial(listener, **more)
        wire.send(request(method, path, body, bearer, headers))
        answer = wire.read(until_close=False, body=until)
        wire.close()
        return answer


def request(method, path, body=None, bearer=None, headers=()):
    if isinstance(body, str):
        body = body.encode()
    lines = ['%s %s HTTP/1.1' % (method, path), 'Host: h', *headers]
    if bearer is not None:
        lines.append('Authorization: Bearer ' + bearer)
    if body is not None:
        lines.append('Content-Length: %d' % len(body))
    return '\r\n'.join(lines + ['', '']).encode('latin-1') + (body or b'')


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Device:
    """An enrolled device by hand (docs/protocol.md 3, 4, 7)."""

    def __init__(self, server, role, name='hand'):
        self.server, self.role, self.inc, self.mid, self.link = server, role, 1 + int.from_bytes(os.urandom(3), 'big'), 0, bytes(16)
        self.pk, self.sk = make_key()
        server.count += 1                                   # one address may try twenty times a minute
        answer = self.enrol(new_code(server, role, name), source='127.0.9.%d' % (server.count % 250 + 1))
        check(answer.status == 200, 'enrol', answer.data)
        self.id = answer.json()['dev']
        self.sign_in()

    def enrol(self, code, **more):
        return enrol(self.server, code, self.pk, **more)

    def session_request(self, wire):
        """The signed second step, not sent yet; the first went over @wire."""
        wire.send(request('POST', '/v1/session', json.dumps({'p': 1, 'dev': self.id, 'inc': self.inc})))
        first = wire.read(until_close=False).json()
        leaf = hashlib.sha256(wire.sock.getpeercert(True)).digest()
        digest = hashlib.sha256(b'showfloor-session' + first['nonce'].encode() + self.id.encode() + struct.pack('>q', self.inc)
                                + first['epoch'].encode() + leaf).digest()
        return json.dumps({'p': 1, 'dev': self.id, 'inc': self.inc, 'nonce': first['nonce'], 'sig': b64(sign(self.sk, digest))})

    def sign_in(self, wire=None):
        own = wire or self.server.dial()
        own.send(request('POST', '/v1/session', self.session_request(own)))
        answer = own.read(until_close=False)
        self.bearer = answer.json().get('token')
        if not wire:
            own.close()
        return answer

    def ask(self, method, path, body=None, **more):
        return self.server.ask(method, path, body, self.bearer, **more)

    def item(self, body, mid=None):
        """One more mutation for a push: advances number and chain."""
        self.mid = mid or self.mid + 1
        self.link = hashlib.sha256(self.link + body.encode()).digest()[:16]
        return {'mid': self.mid, 'h': self.link.hex(), 'st': str(int(time.time() * 1000) << 16), 'clk': 'ok', 'body': body}

    def push_request(self, *bodies):
        return json.dumps({'inc': self.inc, 'floor': 1, 'm': [self.item(body) for body in bodies]})

    def push(self, *bodies):
        """What became of each: code, or status where there is none."""
        answer = self.ask('POST', '/v1/push', self.push_request(*bodies))
        check(answer.status == 200, 'push', answer.status, answer.body[:200])
        return [one.get('code') or one['st'] for one in answer.json()['r']]

    def pull(self, bucket, **more):
        return self.ask('POST', '/v1/pull', json.dumps({'bucket': bucket, 'limit': 500}), **more)

    def hello(self):
        return json.dumps({'p': 1, 'dev': self.id, 'inc': self.inc, 'schema': 1, 'app': 't', 'boot': 'b', 'boot_ms': 1, 'wall_ms': 1,
                           'floor': 1, 'last': self.mid, 'last_h': self.link.hex(), 'acks': [], 'buckets': []})

    def visit(self, number='A01', **more):
        day = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600))
        told = {'number': number, 'purpose': 'see', 'before': 'first', 'lang': 'zh_CN', 'at': int(time.time() * 1000), 'day': day, 'device': self.id}
        return mutation('visit.create', dict(told, **more))


def mutation(kind, told, by=None, record=None):
    body = {'k': kind, 'id': record or new_id(), 'v': 1}
    if by:
        body['by'] = by
    return json.dumps(dict(body, d=told), ensure_ascii=False)


def new_id():
    """A UUIDv7, as devices make them."""
    raw = bytearray(struct.pack('>Q', int(time.time() * 1000))[2:] + os.urandom(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0f, 0x80 | raw[8] & 0x3f
    return str(uuid.UUID(bytes=bytes(raw)))


def new_code(server, role='kiosk', name='x'):
    return json.loads(server.ctl('pair', '--role', role, '--name', name, '--json'))['code']


def make_key():
    pk, sk = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_keypair(pk, sk)
    return pk.raw, sk.raw


def sign(sk, data):
    out = ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_detached(out, None, data, ctypes.c_ulonglong(len(data)), sk)
    return out.raw


def enrol(server, code, pk, **more):
    return server.ask('POST', '/v1/enrol', json.dumps({'p': 1, 'code': code, 'dev': new_id(), 'key': b64(pk), 'app': 't'}), **more)


class Healthy(threading.Thread):
    """A device that goes about its day meanwhile: a pull on a kept connection, now and then on a new one, a page on a phone."""

    def __init__(self, server, slug):
        super().__init__(daemon=True)
        self.device, self.server, self.slug = Device(server, 'kiosk', 'healthy'), server, slug
        self.kept, self.fresh, self.page, self.failed = [], [], [], []
        self.stop, self.turn, self.born = threading.Event(), 0, time.monotonic()

    def time(self, list_, ask):
        begun = time.monotonic()
        try:
            status = ask()
        except OSError as error:
            status = repr(error)
        list_.append(time.monotonic() - begun)
        if status != 200:
            self.failed.append('%s after %.1f s' % (status, time.monotonic() - self.born))

    def over(self, wire):
        wire.send(request('POST', '/v1/pull', '{"bucket":"pub","limit":5}', self.device.bearer))
        return wire.read(until_close=False).status

    def look(self):
        headers = ('User-Agent: ' + GLASS, 'X-Forwarded-For: 198.51.%d.%d' % (self.turn // 250, self.turn % 250 + 1))
        return self.server.ask('GET', '/c/' + self.slug, listener='phones', headers=headers).status

    def run(self):
        kept = self.server.dial()
        while not self.stop.wait(0.03):
            self.turn += 1
            self.time(self.kept, lambda: self.over(kept))
            if kept.is_closed() and not self.stop.is_set():
                kept = self.server.dial()
            if self.turn % 3 == 0:
                self.time(self.fresh, lambda: self.device.pull('pub').status)
            if self.turn % 6 == 0:
                self.time(self.page, self.look)
        kept.close()

    def finish(self):
        """The slowest but one in a hundred, in ms: kept connection, new connection, page, all of them."""
        self.stop.set()
        self.join()
        self.slowest = max(map(max, (self.kept, self.fresh, self.page)))
        return [round(1000 * sorted(times)[int(len(times) * 0.99)], 1) for times in (self.kept, self.fresh, self.page, self.kept + self.fresh + self.page)]
