# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server with the demo's dealership and devices by hand (hand-device.c), without any window."""
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('SHOWFLOOR_BUILD', os.path.join(HERE, '..', '..', 'build'))
SERVER = os.environ.get('SHOWFLOOR_SERVER', os.path.join(BUILD, 'src', 'bin', 'showfloor-server'))
CTL = os.environ.get('SHOWFLOORCTL', os.path.join(BUILD, 'src', 'bin', 'showfloorctl'))
HAND = os.environ.get('SHOWFLOOR_HAND', os.path.join(BUILD, 'tests', 'integration', 'hand-device'))


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def wait_for(found, seconds, what):
    until = time.monotonic() + seconds
    while True:
        value = found()
        if value:
            return value
        check(time.monotonic() < until, 'waited %s s for: %s' % (seconds, what))
        time.sleep(0.02)


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Floor:
    def __init__(self, *words, env=None, public=False):
        self.dir = tempfile.mkdtemp(prefix='sf-floor-')
        self.data, self.words, self.port, self.devices = os.path.join(self.dir, 'data'), words, 0, []
        self.public = free_port() if public else 0
        if public:
            self.words += ('--public', '127.0.0.1:%d' % self.public)
        self.env = dict(os.environ, **(env or {}))
        self.log_path = os.path.join(self.dir, 'log')
        self.start()

    def start(self):
        self.log = open(self.log_path, 'a', encoding='utf8')
        self.process = subprocess.Popen([SERVER, '--data', self.data, '--listen', '127.0.0.1:%d' % self.port, '--demo', *self.words],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.env)
        self.ready = self.process.stdout.readline()
        self.url = re.search(r'https://\S+', self.ready)[0]
        self.port = int(self.url.rsplit(':', 1)[1])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        check(self.process.wait(15) == 0, 'the server stops cleanly')

    def close(self):
        for device in self.devices:
            device.close()
        self.stop()
        shutil.rmtree(self.dir)

    def ctl(self, *words, ok=True):
        done = subprocess.run([CTL, '--data', self.data, *words], capture_output=True, text=True)
        check((done.returncode == 0) == ok, 'showfloorctl %s: %s%s' % (words[0], done.stdout, done.stderr))
        return done.stdout if ok else done.stderr

    def export(self, kind):
        return json.loads(self.ctl('export', kind, '--format', 'json'))

    def status(self):
        return json.loads(self.ctl('status', '--json'))

    def logged(self):
        with open(self.log_path, encoding='utf8') as file:
            return file.read()

    def staff(self):
        """{staff number: consultant's id}"""
        return {c['staff_no']: c['id'] for c in self.export('consultant')}

    def device(self, role, name):
        device = Device(self, role, name)
        self.devices.append(device)
        return device

    def roster(self, device, staff_nos, presence='free'):
        """Who is on the floor; everybody else is off."""
        ids = self.staff()
        for r in self.export('roster'):
            want = presence if r['consultant'] in {ids[n] for n in staff_nos} else 'off'
            if r['presence'] != want:
                device.push('roster.patch', r['id'], {'presence': want}, by=r['consultant'])


class Device:
    def __init__(self, floor, role, name):
        self.process = subprocess.Popen([HAND, floor.data, floor.url, role, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, SHOWFLOORCTL=CTL, SHOWFLOOR_SERVER=SERVER))
        self.id = self.process.stdout.readline().strip()
        check(len(self.id) == 36, 'the device %s is paired' % name)

    def post(self, path, body, expect=200):
        self.process.stdin.write('%s %s\n' % (path, json.dumps(body, separators=(',', ':'))))
        self.process.stdin.flush()
        status, answer = self.process.stdout.readline().strip().split(' ', 1)
        check(int(status) == expect, '%s: %s %s' % (path, status, answer))
        return answer

    def push(self, verb, record, data, by=None, expect='ok'):
        body = {'k': verb, 'id': record, 'v': 1, 'd': data}
        if by:
            body['by'] = by
        self.process.stdin.write(json.dumps(body, ensure_ascii=False, separators=(',', ':')) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        check(expect is None or answer == '200 ' + expect, '%s: %s' % (verb, answer))
        return answer

    def visit(self, number, **more):
        """Somebody checks in; the visit's id."""
        now = time.time()
        record = new_id()
        data = {'number': number, 'purpose': 'see', 'before': 'first', 'lang': 'zh_CN', 'at': int(now * 1000),
                'day': time.strftime('%Y-%m-%d', time.gmtime(now + 8 * 3600)), 'device': self.id, **more}
        expect = 'consent.missing' if 'phone' in more and 'consent' not in more else 'ok'
        self.push('visit.create', record, data, expect=expect)
        return record

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def new_id():
    """A UUIDv7, as devices make them."""
    value = (int(time.time() * 1000) << 80) | (7 << 76) | (uuid.uuid4().int & ((1 << 76) - 1))
    return str(uuid.UUID(int=(value & ~(3 << 62)) | (2 << 62)))
