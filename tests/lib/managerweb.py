# SPDX-License-Identifier: GPL-3.0-or-later
"""The manager's page as a browser shows it: signs in by hand, and lets headless Chromium look through a loopback proxy that
adds the session's cookie (a browser's own sign-in is tried separately)."""
import http.server
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request

CONTEXT = ssl._create_unverified_context()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


OPENER = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=CONTEXT))


def fetch(url, data=None, headers=None):
    """(status, headers, text); no redirect is followed."""
    if isinstance(data, dict):
        data = urllib.parse.urlencode(data).encode()
    try:
        with OPENER.open(urllib.request.Request(url, data=data, headers=headers or {}), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def sign_in(url, staff_no, pin):
    """The cookie of a signed-in manager, or None."""
    status, headers, _ = fetch(url + '/m/in', {'staff_no': staff_no, 'pin': pin})
    return headers['Set-Cookie'].split(';')[0] if status == 303 and headers['Set-Cookie'] else None


class Proxy:
    """http://127.0.0.1:PORT in front of the server, with the cookie."""

    def __init__(self, url, cookie):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, headers, body = fetch(url + self.path, headers={'Cookie': cookie, 'Accept-Language': self.headers.get('Accept-Language', '')})
                self.send_response(status)
                for name in ('Content-Type', 'Content-Security-Policy', 'Location'):
                    if headers[name]:
                        self.send_header(name, headers[name])
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except BrokenPipeError:
                    pass

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = 'http://127.0.0.1:%d' % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def chromium():
    return shutil.which('chromium')


def browse(*words):
    """Runs headless Chromium once; its standard output."""
    with tempfile.TemporaryDirectory(prefix='sf-chromium-') as home:
        done = subprocess.run([chromium(), '--headless', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--hide-scrollbars',
                               '--disable-dev-shm-usage', '--no-first-run', '--user-data-dir=' + home, *words],
                              capture_output=True, text=True, timeout=120, env=dict(os.environ, HOME=home))
    if done.returncode:
        raise RuntimeError('chromium: ' + done.stderr[-400:])
    return done.stdout


def figures(html):
    """{name: number} of every figure of the page."""
    found = re.findall(r'<a\b[^>]*\bid="([a-z_]+)"[^>]*>(.*?)</a>', html, re.S)
    numbers = {name: re.search(r'class="n(?: none)?">([^<]*)<', inside) for name, inside in found}
    return {name: m[1] for name, m in numbers.items() if m}


def rows(html):
    """The open list: cells of each row."""
    body = re.search(r'<tbody>(.*?)</tbody>', html, re.S)
    return [re.findall(r'<td[^>]*>([^<]*)</td>', row) for row in re.findall(r'<tr>(.*?)</tr>', body[1], re.S)] if body else []
