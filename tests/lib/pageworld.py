# SPDX-License-Identifier: GPL-3.0-or-later
"""The house of page-world.c for tests in Python: tickets in every state, a card, phone pages on loopback; and the proof of an address."""
import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('SHOWFLOOR_BUILD', os.path.join(HERE, '..', '..', 'build'))
os.environ.setdefault('SHOWFLOOR_SERVER', os.path.join(BUILD, 'src', 'bin', 'showfloor-server'))
os.environ.setdefault('SHOWFLOORCTL', os.path.join(BUILD, 'src', 'bin', 'showfloorctl'))


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def ctl(data, *words, env=None):
    done = subprocess.run([os.environ['SHOWFLOORCTL'], '--data', data, *words], capture_output=True, text=True, env=env)
    return done.returncode, done.stdout


class World:
    """`pages` is http://127.0.0.1:PORT, `data` the folder; `accepted`, `left`, `queued`, `card`, `waits` are slugs; who WAITS came four minutes ago.
    `listed` and `third` signed up to an event: with its first place, and second on its waiting list; `own` is a code for checking in on one's own phone."""

    def __init__(self, *server_words):
        env = dict(os.environ, PAGE_SERVER_WORDS='\n'.join(server_words))
        self.process = subprocess.Popen([os.path.join(BUILD, 'tests', 'integration', 'page-server')], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        told = json.loads(self.process.stdout.readline())
        self.pages, self.data, self.slugs = told['pages'], told['dir'], {k: told[k] for k in ('accepted', 'left', 'queued', 'card', 'waits', 'listed', 'third', 'own')}
        self.env = dict(os.environ, SHOWFLOOR_CLOCK_OFFSET=str(told['offset']))

    def ctl(self, *words):
        return ctl(self.data, *words, env=self.env)

    def status(self):
        return json.loads(self.ctl('status', '--json')[1])['public']

    def wait_why(self, why, seconds=20):
        until = time.monotonic() + seconds
        while self.status()['why'] != why:
            check(time.monotonic() < until, 'why there is no code: %s, not %s' % (self.status()['why'], why))
            time.sleep(0.1)

    def events(self):
        return json.loads(self.ctl('export', 'card_event', '--format', 'json')[1])

    def acknowledge(self):
        """The manager's tablet shows the call of the guest who WAITS."""
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        check(self.process.stdout.readline() == 'ok\n', 'acknowledged')

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def prove(data, fetch, env=None):
    """Proves the address that is set: opens the page of the proof by @fetch (url to text) and types back what it shows."""
    code, out = ctl(data, 'public', '--prove', '--json', env=env)
    check(code == 0, 'a proof begins')
    digits = re.search(r'id="digits">(\d{6})<', fetch(json.loads(out)['url']))
    check(digits, 'the page shows six digits')
    check(ctl(data, 'public', '--prove', digits[1], env=env)[0] == 0, 'what it shows proves the address')


def fetch(url, context=None, **headers):
    """(status, headers, body); no redirect is followed."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None
    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    request = urllib.request.Request(url, headers={name.replace('_', '-'): value for name, value in headers.items()})
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
