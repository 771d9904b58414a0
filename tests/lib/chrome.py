# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium that is driven by hand: DevTools over a pipe, so no port and no library are needed.

    with chrome.Browser() as browser:
        page = browser.page(390, 844, lang='zh-CN')
        page.open(url); page.wait('document.title'); page.picture('/tmp/x.png')
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def program():
    return shutil.which('chromium')


class Gone(Exception):
    pass


class Browser:
    def __init__(self, *words):
        self.home = tempfile.mkdtemp(prefix='sf-chrome-')
        told, heard = os.pipe(), os.pipe()
        ours, theirs = (told[1], heard[0]), (told[0], heard[1])

        def hand_over():
            first, second = os.dup(theirs[0]), os.dup(theirs[1])    # neither may be 3 or 4 yet when the other goes there
            os.dup2(first, 3)
            os.dup2(second, 4)
        self.log = open(os.path.join(self.home, 'log'), 'w+', encoding='utf8')
        self.process = subprocess.Popen(
            [program(), '--headless', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--hide-scrollbars', '--disable-dev-shm-usage',
             '--no-first-run', '--mute-audio', '--remote-debugging-pipe', '--user-data-dir=' + os.path.join(self.home, 'profile'), *words, 'about:blank'],
            preexec_fn=hand_over, close_fds=False, stdout=self.log, stderr=self.log, env=dict(os.environ, HOME=self.home))
        for fd in theirs:
            os.close(fd)
        self.to, self.back = ours
        self.rest, self.count, self.events = b'', 0, []

    def __enter__(self):
        return self

    def __exit__(self, *args):
        try:
            self.call('Browser.close')
        except (Gone, BrokenPipeError):
            pass
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def read(self, until):
        while b'\0' not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                raise Gone('the browser does not answer')
            data = os.read(self.back, 1 << 20)
            if not data:
                raise Gone('the browser has gone')
            self.rest += data
        line, self.rest = self.rest.split(b'\0', 1)
        return json.loads(line)

    def call(self, method, session=None, seconds=30, **params):
        self.count += 1
        message = {'id': self.count, 'method': method, 'params': params}
        if session:
            message['sessionId'] = session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        until = time.monotonic() + seconds
        while True:
            answer = self.read(until)
            if answer.get('id') == self.count:
                if 'error' in answer:
                    raise Gone('%s: %s' % (method, answer['error'].get('message')))
                return answer.get('result', {})
            self.events.append(answer)

    def page(self, width, height, lang='zh-CN', scripts=True, scale=2):
        context = self.call('Target.createBrowserContext')['browserContextId']
        target = self.call('Target.createTarget', url='about:blank', browserContextId=context)['targetId']
        session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        return Page(self, session, width, height, lang, scripts, scale)


class Page:
    """One tab of its own: no cookie is shared with another."""

    def __init__(self, browser, session, width, height, lang, scripts, scale):
        self.browser, self.session = browser, session
        self.tell('Page.enable')
        self.tell('Network.enable')
        self.tell('Runtime.enable')
        self.tell('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=scale, mobile=True)
        self.tell('Emulation.setTouchEmulationEnabled', enabled=True)
        self.tell('Network.setExtraHTTPHeaders', headers={'Accept-Language': lang})
        self.tell('Emulation.setScriptExecutionDisabled', value=not scripts)

    def tell(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def open(self, url):
        self.tell('Page.navigate', url=url)
        self.wait('document.readyState === "complete" && location.href !== "about:blank"')

    def run(self, script):
        """The value of an expression in the page."""
        answer = self.tell('Runtime.evaluate', expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        if 'exceptionDetails' in answer:
            raise Gone('%s: %s' % (script[:80], answer['exceptionDetails'].get('exception', {}).get('description', '?')))
        return answer['result'].get('value')

    def wait(self, script, seconds=15):
        """Until the expression is true; its value."""
        until = time.monotonic() + seconds
        while True:
            try:
                value = self.run(script)
            except Gone as gone:                    # the page is being changed for another
                value, why = None, gone
            else:
                why = None
            if value:
                return value
            if time.monotonic() > until:
                raise Gone('never so: %s (%s)\n%s' % (script, why, self.text()))
            time.sleep(0.05)

    def text(self):
        return self.run('document.body.innerText')

    def tap(self, selector, text=None):
        """Touches the first element that is visible there, as a finger would."""
        found = '[...document.querySelectorAll(%s)].find(e => e.getClientRects().length && (%s === null || e.textContent.includes(%s)))' % (
            json.dumps(selector), json.dumps(text), json.dumps(text))
        place = self.wait('(() => { const e = %s; if (!e) return null; e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect();'
                          ' return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()' % found)
        self.tell('Input.dispatchTouchEvent', type='touchStart', touchPoints=[place])
        self.tell('Input.dispatchTouchEvent', type='touchEnd', touchPoints=[])

    def type(self, selector, text):
        self.tap(selector)
        self.tell('Input.insertText', text=text)

    def picture(self, path, whole=False):
        data = self.tell('Page.captureScreenshot', format='png', captureBeyondViewport=whole)['data']
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))
