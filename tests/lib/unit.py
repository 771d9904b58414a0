# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what a unit of systemd says, as systemd would, for machines on which none runs: its command and environment, the socket for
sd_notify with the senders' credentials, the watchdog, and the start anew after every end. What it does not do: users, PAM, terminals, namespaces.

    with Unit('build/data/showfloor-kiosk.service', {'/usr/local/bin/showfloor': ['build/src/bin/showfloor']}, env) as unit:
        unit.wait_ready()                     # number of the run, once its program has said READY=1
        unit.pid                              # of the program that said so
"""
import os
import re
import shlex
import signal
import socket
import struct
import subprocess
import threading

import sfui

SECONDS = {'': 1, 's': 1, 'ms': 0.001, 'min': 60}


def directives(path):
    """{name: [values]} of a unit's file; a section's name does not matter here, none occurs in two."""
    found = {}
    with open(path, encoding='utf-8') as file:
        for line in file:
            match = re.match(r'([A-Za-z]+)=(.*)$', line.strip())
            if match:
                found.setdefault(match[1], []).append(match[2])
    return found


def seconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(\w*)', text).groups()
    return float(number) * SECONDS[unit]


class Unit:
    def __init__(self, path, replace, env, log, watchdog=None):
        """@replace: words of ExecStart that are elsewhere here, each by a list; @env goes before the unit's own; @watchdog: seconds, instead of the unit's."""
        said = directives(path)
        self.command = [new for word in shlex.split(said['ExecStart'][0]) for new in replace.get(word, [word])]
        self.pause = seconds(said['RestartSec'][0])
        self.watchdog = watchdog or seconds(said['WatchdogSec'][0])
        self.signal = getattr(signal, said['WatchdogSignal'][0])
        assert said['Restart'] == ['always'] and said['StartLimitIntervalSec'] == ['0'] and said['Type'] == ['notify'] and said['NotifyAccess'] == ['all']
        assert said['KillMode'] == ['control-group'] if 'KillMode' in said else True
        self.where = log + '.notify'
        own = dict(pair.split('=', 1) for line in said.get('Environment', []) for pair in shlex.split(line))
        self.env = dict(os.environ, **own, NOTIFY_SOCKET=self.where, WATCHDOG_USEC=str(int(self.watchdog * 1e6)))
        for name in ' '.join(said.get('UnsetEnvironment', [])).split():
            self.env.pop(name, None)
        self.env.update(env)
        self.log, self.watching, self.ending = log, False, False
        self.run = self.beats = self.bitten = self.ready = self.pid = 0
        self.last, self.changed = sfui.now(), threading.Condition()

    def __enter__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.bind(self.where)
        self.socket.settimeout(0.05)
        self.start()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.thread.join()
        self.end(signal.SIGKILL)
        self.socket.close()
        os.unlink(self.where)

    def start(self):
        with open(self.log, 'ab') as out:
            self.process = subprocess.Popen(self.command, env=dict(self.env, WATCHDOG_PID='1'), stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
        self.run += 1
        self.last = sfui.now()

    def end(self, how):
        """All of the unit's processes, as KillMode=control-group does."""
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            pass
        self.process.wait()

    def hear(self):
        try:
            text, extra, _, _ = self.socket.recvmsg(4096, socket.CMSG_SPACE(12))
        except TimeoutError:
            return
        with self.changed:
            if b'WATCHDOG=1' in text.split(b'\n'):
                self.beats, self.last = self.beats + 1, sfui.now()
            if b'READY=1' in text.split(b'\n'):
                self.pid = struct.unpack('3i', extra[0][2])[0]
                self.ready = self.run
            self.changed.notify_all()

    def work(self):
        while not self.ending:
            self.hear()
            if self.watching and sfui.now() - self.last > self.watchdog:
                self.bitten += 1
                self.end(self.signal)
            if self.process.poll() is not None:
                self.end(signal.SIGKILL)
                threading.Event().wait(self.pause)      # RestartSec itself
                self.start()

    def wait(self, condition, patience, what):
        with self.changed:
            if not self.changed.wait_for(condition, patience):
                raise sfui.Missing('%s; run %d, %d signs of life\n%s' % (what, self.run, self.beats, sfui.tail(self.log)))

    def wait_ready(self, run=1, patience=60):
        """Until the program of this run (or a later one) has said that it can be used."""
        self.wait(lambda: self.ready >= run, patience, 'no READY=1 of run %d' % run)
        return self.ready

    def wait_beats(self, n, patience=60):
        """Until @n more signs of life have come."""
        want = self.beats + n
        self.wait(lambda: self.beats >= want, patience, 'fewer than %d more signs of life' % n)

    # What sfui.App asks of a process.
    returncode = None

    def poll(self):
        return None
