#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public address as it will stand: the real nginx with data/nginx/showfloor.conf and a certificate in front of the real server.
Only /c/, /C/ and /p/ pass; the address is proven through it; another key of the certificate has to be proven anew; one that ends
soon, or is not good, shows no code. Skipped, visibly, without nginx or openssl."""
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from pageworld import World, check, fetch, prove

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = os.path.join(HERE, '..', '..', 'data', 'nginx', 'showfloor.conf')
NGINX = shutil.which('nginx') or ('/usr/sbin/nginx' if os.path.exists('/usr/sbin/nginx') else None)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    check(done.returncode == 0, '%s: %s' % (words[0], done.stderr[-500:]))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Front:
    """An authority, a certificate for localhost, nginx with the profile."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='sf-nginx-')
        self.port, self.plain, self.process = free_port(), free_port(), None
        self.ca = self.path('ca.pem')
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=Test authority',
            '-keyout', self.path('ca.key'), '-out', self.ca)
        self.certify(60)

    def path(self, name):
        return os.path.join(self.dir, name)

    def certify(self, days, new_key=True):
        if new_key:
            run('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', self.path('privkey.pem'))
        run('openssl', 'req', '-new', '-key', self.path('privkey.pem'), '-subj', '/CN=localhost', '-out', self.path('csr'))
        with open(self.path('ext'), 'w', encoding='ascii') as f:
            f.write('subjectAltName=DNS:localhost\n')
        run('openssl', 'x509', '-req', '-in', self.path('csr'), '-CA', self.ca, '-CAkey', self.path('ca.key'), '-CAcreateserial', '-days', str(days),
            '-extfile', self.path('ext'), '-out', self.path('fullchain.pem'))

    def configure(self, pages):
        """The profile with this test's names, ports and folders; nothing else of it is changed."""
        text = open(PROFILE, encoding='utf8').read()
        for old, new in (('/etc/letsencrypt/live/card.example.com/', self.dir + '/'), ('card.example.com', 'localhost'), ('/var/cache/nginx/showfloor', self.path('cache')),
                         ('127.0.0.1:8080', pages.replace('http://', '')), ('listen 80;', 'listen 127.0.0.1:%d;' % self.plain),
                         ('listen 443 ssl http2;', 'listen 127.0.0.1:%d ssl http2;' % self.port)):
            check(old in text, 'the profile says %s' % old)
            text = text.replace(old, new)
        text = re.sub(r'\n *listen \[::\][^\n]*', '', text)
        with open(self.path('site.conf'), 'w', encoding='utf8') as f:
            f.write(text)
        with open(self.path('nginx.conf'), 'w', encoding='utf8') as f:
            temp = ''.join('%s_temp_path %s;\n' % (n, self.path(n)) for n in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
            user = 'user root;\n' if os.geteuid() == 0 else ''
            f.write('%sdaemon off;\npid %s;\nerror_log %s;\nevents { worker_connections 256; }\nhttp {\naccess_log %s;\n%sinclude %s;\n}\n'
                    % (user, self.path('pid'), self.path('error.log'), self.path('access.log'), temp, self.path('site.conf')))

    def start(self, pages):
        self.configure(pages)
        run(NGINX, '-t', '-c', self.path('nginx.conf'), '-e', self.path('error.log'))
        self.process = subprocess.Popen([NGINX, '-c', self.path('nginx.conf'), '-e', self.path('error.log')])
        self.url = 'https://localhost:%d' % self.port
        self.wait()

    def wait(self):
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(('127.0.0.1', self.port)) == 0:
                    return
                s.close()
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError('nginx ended: ' + open(self.path('error.log')).read())

    def again(self):
        """With the certificate as it is now."""
        self.stop()
        self.process = subprocess.Popen([NGINX, '-c', self.path('nginx.conf'), '-e', self.path('error.log')])
        self.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def close(self):
        if self.process:
            self.stop()
        shutil.rmtree(self.dir)


def passes(world, front, context):
    """What is handed on, and what the visitor's address becomes."""
    get = lambda path, **headers: fetch(front.url + path, context, **headers)
    slug = world.slugs['accepted']
    for path in ('/c/' + slug, '/C/' + slug, '/c/style.css', '/p/'):
        check(get(path)[0] == 200, path + ' passes')
    for path in ('/', '/m/', '/v1/hello', '/healthz', '/c/../m/', '/%63/../v1/hello'):
        check(get(path)[0] == 404, path + ' does not')
    status, headers, body = get('/c/' + slug, User_Agent='Mozilla/5.0', Accept_Language='en')
    check(b'Your number' in body and "default-src 'none'" in headers['Content-Security-Policy'] and headers['Strict-Transport-Security'], 'the page with its policy')
    picture = re.search(rb'/c/i/[^"]+', body)[0].decode()
    status, headers, body = get(picture)
    check(status == 200 and body[:3] == b'\xff\xd8\xff' or body[:4] == b'RIFF', 'a picture')
    check('immutable' in headers['Cache-Control'] and get(picture)[2] == body, 'that is kept')
    status, headers, _ = fetch('http://localhost:%d/c/%s' % (front.plain, slug))
    check(status == 308 and headers['Location'].startswith('https://localhost/c/'), 'plain http leads to https')
    check(not os.path.exists(front.path('access.log')) or slug not in open(front.path('access.log')).read(), 'nobody is logged')
    # one telephone asks twice, another once: the proxy's word about addresses is believed, the visitor's own is not
    before = len([e for e in world.events() if e['what'] == 'open' and 'left_out' not in e])
    for forged in ('198.51.100.7', '198.51.100.8'):
        get('/c/' + world.slugs['queued'], User_Agent='Mozilla/5.0 (iPhone)', X_Forwarded_For=forged)
    check(len([e for e in world.events() if e['what'] == 'open' and 'left_out' not in e]) == before + 1, 'a forged address is the same telephone')


def ceremony(world, front, context):
    def text(url):
        return fetch(url, context)[2].decode()
    shown = lambda: [s['value'] for s in __import__('json').loads(world.ctl('export', 'setting', '--format', 'json')[1]) if s['key'] == 'public.url'] or ['']
    check(world.ctl('public', front.url)[0] == 0, 'the address is set')
    world.wait_why('not_proven')
    prove(world.data, text, world.env)
    world.wait_why(None)
    check(shown() == [front.url] and not world.status()['trial'], 'proven, and devices are told')
    front.certify(90, new_key=False)
    front.again()
    world.ctl('public', front.url)
    world.wait_why(None)
    front.certify(90)
    front.again()
    world.ctl('public', front.url)
    world.wait_why('changed_certificate')
    check(shown() == [''] and 'another key' in world.ctl('status')[1], 'another key: nothing is shown, and status says why')
    prove(world.data, text, world.env)
    world.wait_why(None)
    front.certify(13, new_key=False)
    front.again()
    world.ctl('public', front.url)
    world.wait_why('check_ending')
    front.stop()
    world.ctl('public', front.url)
    world.wait_why('check_connect')
    check(shown() == [''], 'nothing is shown while nothing answers')
    world.ctl('public', 'https://nothing.invalid')
    world.wait_why('changed_name')
    front.process = None


def main():
    if not NGINX or not shutil.which('openssl'):
        print('SKIP: no nginx or openssl, the profile was not tried')
        return 77
    front = Front()
    world = World('--public-ca', front.ca)
    try:
        front.start(world.pages)
        context = ssl.create_default_context(cafile=front.ca)
        passes(world, front, context)
        ceremony(world, front, context)
    finally:
        world.close()
        front.close()
    print('nginx: profile, proof and changed certificates')
    return 0


if __name__ == '__main__':
    sys.exit(main())
