# SPDX-License-Identifier: GPL-3.0-or-later
"""P7: what the server takes in from 64 clients; P8: news to 500 and to 18,000 waiting devices in one process.

P8 speaks to the product's guard and waiters without TLS, as behind a proxy that ends it; a process here may hold 20,000 descriptors,
so 27,000 is what the memory of one connection comes to.
"""
import json
import os
import re
import subprocess

import sfui
import showroom

GROUPS, PER = 300, 60
CLIENTS = 3
ROUNDS = int(os.environ.get('WAIT_ROUNDS', '50'))


def tool(name):
    return os.path.join(showroom.build_dir(), 'tests', 'bench', name)


def p99(values):
    return sorted(values)[min(len(values) - 1, len(values) * 99 // 100)]


class Talk:
    """A program that answers lines with lines."""

    def __init__(self, *words):
        self.process = subprocess.Popen([tool('bench-wait'), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError('bench-wait ended')
        return line.split()

    def say(self, words):
        self.process.stdin.write(words + '\n')
        self.process.stdin.flush()

    def ask(self, words):
        self.say(words)
        return self.read()

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


class House:
    """The server and so many groups of so many devices."""

    def __init__(self, groups, per, clients):
        self.server = Talk('serve')
        self.port = self.server.read()[1]
        empty, _ = self.server.ask('pss')
        each = groups // clients
        self.hearers = [Talk('hear', '127.0.0.%d' % (i + 1), self.port, str(i * each), str(each), str(per)) for i in range(clients)]
        for hearer in self.hearers:
            hearer.read()
        full, self.count = self.server.ask('pss')
        self.kb_each = (float(full) - float(empty)) / int(self.count)
        self.each, self.per, self.number = each, per, 0

    def news(self, group):
        """ms from the change until the last of its group has it."""
        hearer = self.hearers[group // self.each]
        self.number += 1
        hearer.say('last %d' % self.per)
        told = float(self.server.ask('news %d %d' % (group, self.number))[0])
        return float(hearer.read()[0]) - told

    def everybody(self):
        self.number += 1
        for hearer in self.hearers:
            hearer.say('last %d' % (self.each * self.per))
        told = float(self.server.ask('all %d' % self.number)[0])
        return max(float(hearer.read()[0]) for hearer in self.hearers) - told

    def pings(self, ms):
        return subprocess.Popen([tool('bench-wait'), 'ping', self.port, str(ms)], stdout=subprocess.PIPE, text=True)

    def end(self):
        for one in (*self.hearers, self.server):
            one.end()


def node_fan(peers):
    """The peers' 500 WebSockets; None without them."""
    if not peers or not os.path.exists(os.path.join(peers, 'bin/wsfan')):
        print('SKIP: no peers beside this tree: P8 stands alone')
        return None
    done = subprocess.run(['python3', 'lib/with.py', '7105', 'node e/srv_ws.js 7105', 'bin/wsfan', '7105', '500', '200', 'ws'], cwd=peers, capture_output=True, text=True, check=True)
    return {key: float(value) for key, value in re.findall(r'(\w+)=([0-9.]+)', done.stdout)}


def bench_wait(add, peers):
    peer = node_fan(peers)
    house = House(1, 500, 1)
    runs = [house.news(0) for _ in range(200)]
    add('P8 one check-in to 500 waiting, the last one: p99', p99(runs), 'ms', *(('node ws', peer['lastclient_p99_ms']) if peer else ()))
    add('P8 memory of each of 500', house.kb_each, 'kB', *(('node ws', peer['kb_per_conn']) if peer else ()))
    house.end()
    house = House(GROUPS, PER, CLIENTS)
    pinging = house.pings(3000)
    runs = [house.news(i * 7 % GROUPS) for i in range(ROUNDS)]
    storms = [house.everybody() for _ in range(5)]
    pings = [float(line) for line in pinging.communicate()[0].split()]
    add('P8 %s waiting in 300 groups: a check-in to its 60, worst' % house.count, max(runs), 'ms', 'bound', 100)
    add('P8 a change for all of them, worst of 5', max(storms), 'ms', 'bound', 1000)
    add('P8 memory of each', house.kb_each, 'kB', 'bound', 4)
    add('P8 memory of 27,000, by extrapolation', house.kb_each * 27000 / 1024, 'MB')
    add('P8 another request meanwhile: p99', p99(pings), 'ms', 'bound', 20)
    house.end()


def node_ingest(peers):
    if not peers or subprocess.run(['which', 'wrk'], capture_output=True).returncode:
        print('SKIP: no peers or no wrk: P7 stands alone')
        return None
    done = subprocess.run(['python3', 'lib/with.py', '7102', 'node c/srv_fastify.js 7102 0', 'wrk', '-t1', '-c64', '-d5s', '-s', 'd/visit.lua', 'http://127.0.0.1:7102'],
                          cwd=peers, capture_output=True, text=True, check=True)
    return {key: float(value) for key, value in re.findall(r'(\w+)=([0-9.]+)', done.stdout)}


def ingest(posts, batch):
    done = subprocess.run([tool('bench-ingest'), '64', str(posts), str(batch)], capture_output=True, text=True, check=True,
                          env=dict(os.environ, SHOWFLOOR_SERVER=sfui.program('showfloor-server'), SHOWFLOORCTL=sfui.program('showfloorctl')))
    return json.loads(done.stdout.splitlines()[-1])


def bench_ingest(add, peers):
    peer = node_ingest(peers)
    against = ('fastify + better-sqlite3, no TLS', peer['rps']) if peer else ()
    single, batches = ingest(60, 1), ingest(3, 100)
    add('P7 visits a second from 64 clients, one a POST', single['per_s'], '/s', *against)
    add('P7 the same: p99 of a POST', single['p99_ms'], 'ms', *(('fastify', peer['p99_ms']) if peer else ()))
    add('P7 visits a second from 64 clients, 100 a POST', batches['per_s'], '/s', *against)
    add('P7 peak memory of the server', max(single['peak_mb'], batches['peak_mb']), 'MB', 'fastify (published)', 108)


def run(add, peers):
    bench_wait(add, peers)
    bench_ingest(add, peers)
