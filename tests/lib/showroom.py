# SPDX-License-Identifier: GPL-3.0-or-later
"""A small real dealership for tests and the tour: one server process, paired kiosks and tablets, the tool."""
import datetime
import json
import os
import re
import socket
import subprocess
import urllib.request

import sfui

PIN = '1001'                                   # overwritten by demo_pin() when the demo's staff list says otherwise


def demo_staff():
    """Rows of the demo's staff list as dictionaries."""
    import csv
    with open(os.path.join(sfui.ROOT, 'data', 'demo', 'staff.csv'), encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


class Showroom:
    """with Desk() as desk: room = Showroom(desk); kiosk = room.kiosk(); tablet = room.tablet()"""

    def __init__(self, desk, demo=True, clock=0, port=0, public=False):
        self.desk, self.demo, self.clock = desk, demo, clock
        self.public = free_port() if public else 0          # where the pages for phones listen
        self.data = os.path.join(desk.dir, 'server')
        self.port = port
        self.count = 0
        self.log = os.path.join(desk.dir, 'server.log')
        self.start_server()

    # -- server --------------------------------------------------------
    def start_server(self):
        command = [sfui.program('showfloor-server'), '--data', self.data, '--listen', '127.0.0.1:%d' % self.port]
        if self.demo:
            command.append('--demo')
        if self.public:
            command += ['--public', '127.0.0.1:%d' % self.public]
        self.server, self.ready = self.desk.serve(command, 'showfloor-server ready', env=self.env(), log=self.log, seconds=60)
        self.port = int(re.search(r'https://[^ :]+:(\d+)', self.ready)[1])
        self.url = 'https://127.0.0.1:%d' % self.port

    def kill_server(self):
        """kill -9, as a power cut of the office PC."""
        self.server.kill()
        self.server.wait()

    def stop_server(self):
        return sfui.stop_process(self.server)

    def env(self, **more):
        return dict({'SHOWFLOOR_CLOCK_OFFSET': str(self.clock)} if self.clock else {}, **more)

    # -- tool ----------------------------------------------------------
    def ctl(self, *words, check=True, errors=False):
        done = subprocess.run([sfui.program('showfloorctl'), '--data', self.data, *words], capture_output=True, text=True,
                              env=dict(os.environ, **self.env()))
        if check and done.returncode:
            raise sfui.Missing('showfloorctl %s: %s %s' % (' '.join(words), done.stdout, done.stderr))
        return done.stdout + (done.stderr if errors else '')

    def status(self):
        return json.loads(self.ctl('status', '--json'))

    def export(self, kind):
        """Every record of a kind, as dictionaries."""
        return json.loads(self.ctl('export', kind, '--format', 'json'))

    def prove(self):
        """Sets the address for phones and proves it as a person does: opens the page and types back what it shows."""
        address = 'http://127.0.0.1:%d' % self.public
        self.ctl('public', address)
        page = json.loads(self.ctl('public', '--prove', '--json'))['url']
        with urllib.request.urlopen(urllib.request.Request(page, headers={'User-Agent': 'Mozilla/5.0 (Linux; Android 14)'}), timeout=10) as reply:
            digits = re.search(r'>\s*(\d{3})[ \u2009\u00a0-]?(\d{3})\s*<', reply.read().decode('utf-8'))
        self.ctl('public', '--prove', digits[1] + digits[2])
        sfui.wait_for(lambda: 'QR codes are shown' in self.ctl('public'), 20, 'the proof of %s' % address)
        return address

    # -- devices -------------------------------------------------------
    def pair(self, role, name):
        return json.loads(self.ctl('pair', '--role', role, '--name', name, '--json'))['text']

    def app(self, role, screen, data=None, pair=True, lang='zh_CN', wait=True, env=None, extra=()):
        """Starts the application on a screen, paired in a folder of its own (or again in @data)."""
        self.count += 1
        data = data or os.path.join(self.desk.dir, '%s-%d' % (role, self.count))
        command = [sfui.program('showfloor'), '--data', data, '--role', role, '--size', '%dx%d' % screen.size, '--lang', lang, *extra]
        if pair and not os.path.exists(os.path.join(data, 'device.db')):
            command += ['--pair', self.pair(role, '%s %d' % (role, self.count))]
        start = self.desk.start if wait else self.desk.launch
        # Sound goes nowhere, unless somebody listens (ear.py).
        app = start(screen, command, env=self.env(**{'SHOWFLOOR_LOCALEDIR': os.path.join(build_dir(), 'po'), 'SHOWFLOOR_SOUND': 'fakesink', **(env or {})}))
        app.data = data
        return app

    def kiosk(self, width=1920, height=1080, **more):
        return self.app('kiosk', self.desk.screen(width, height), **more)

    def tablet(self, width=1280, height=800, env=None, **more):
        app = self.app('tablet', self.desk.screen(width, height), env={'SHOWFLOOR_RING_LOG': os.path.join(self.desk.dir, 'ring-%d.log' % self.count), **(env or {})}, **more)
        app.ring_log = os.path.join(self.desk.dir, 'ring-%d.log' % (self.count - 1))
        return app


def noon():
    """Seconds to noon of the demo house, when its events of the day are still ahead."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return int((now.replace(hour=12, minute=0, second=0, microsecond=0) - now).total_seconds())


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def build_dir():
    return os.environ.get('SHOWFLOOR_BUILD', os.path.join(sfui.ROOT, 'build'))


def sign_in(tablet, person):
    """Chooses a face and types the PIN on the pad."""
    tablet.click(person['name'], exact=False)
    for digit in person['pin']:
        tablet.click(digit)


def rings(tablet):
    """Moments (monotonic seconds) at which the tablet sounded, with the visit's number: [(seconds, text)]."""
    try:
        with open(tablet.ring_log) as file:
            return [(float(line.split()[0]), line.strip()) for line in file if line.strip()]
    except OSError:
        return []


def end_visit(tablet, taps=('A级', '没试', '首购', '考虑中')):
    """离店登记: opens the sheet of the visit being served and ends it with at most five taps."""
    tablet.click('离店登记', exact=False)
    for tap in taps:
        tablet.click(tap, exact=False)
    tablet.click('好了')
    tablet.wait(lambda: tablet.has('今天要联系') and not tablet.find('离店登记', role='button'))
