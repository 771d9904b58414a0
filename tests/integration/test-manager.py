#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manager's day in a real browser: its figures equal what showfloorctl counts and what its export lets one count by hand,
every figure opens as many records as it says, nobody gets in without the PIN. Skipped, visibly, without Chromium."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import managerweb as web  # noqa: E402

BUILD = os.environ.get('SHOWFLOOR_BUILD', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build'))
SERVER = os.environ.get('SHOWFLOOR_SERVER', os.path.join(BUILD, 'src', 'bin', 'showfloor-server'))
CTL = os.environ.get('SHOWFLOORCTL', os.path.join(BUILD, 'src', 'bin', 'showfloorctl'))
MANAGER, PIN = '1004', '9173'          # of the demo's staff list
SUMS = {'heads', 'capture_percent'}    # figures that are not a number of records


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class House:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='sf-manager-')
        self.data = os.path.join(self.dir, 'data')
        self.log = open(os.path.join(self.dir, 'log'), 'w+', encoding='utf8')
        self.process = subprocess.Popen([SERVER, '--data', self.data, '--listen', '127.0.0.1:0', '--demo'], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = re.search(r'https://\S+', self.process.stdout.readline())[0]

    def ctl(self, *words):
        return subprocess.run([CTL, '--data', self.data, *words], capture_output=True, text=True, check=True).stdout

    def export(self, kind):
        return json.loads(self.ctl('export', kind, '--format', 'json'))

    def close(self):
        self.process.terminate()
        check(self.process.wait(10) == 0, 'the server stops cleanly')
        shutil.rmtree(self.dir)


def doors(house):
    """Who gets in, and what the door looks like to others."""
    status, headers, body = web.fetch(house.url + '/m/')
    check(status == 200 and b'staff_no' in body and b'class="figure' not in body, 'without a session there is only the sign-in')
    policy = headers['Content-Security-Policy']
    check("default-src 'none'" in policy and "frame-ancestors 'none'" in policy and 'unsafe' not in policy, 'a strict policy')
    check(b'<script' not in body and b'style=' not in body, 'no script, no inline style')
    for staff_no, pin in ((MANAGER, '0000'), ('1001', '2580'), ('', ''), ("' OR 1=1 --", PIN), ('<script>', PIN)):
        check(web.sign_in(house.url, staff_no, pin) is None, 'refused: wrong PIN, no manager, nonsense')
    check(web.fetch(house.url + '/m/in', {'staff_no': MANAGER, 'pin': PIN}, {'Origin': 'https://evil.example'})[0] == 403, 'a form of another site')
    status, headers, _ = web.fetch(house.url + '/m/in', {'staff_no': MANAGER, 'pin': PIN})
    cookie = headers['Set-Cookie']
    check(status == 303 and all(w in cookie for w in ('__Host-', 'HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/')), 'the cookie is locked up')
    cookie = cookie.split(';')[0]
    check(web.fetch(house.url + '/m/out', {'form': 'x'}, {'Cookie': cookie})[0] == 403, 'signing out needs the form token')
    return cookie


def count_by_hand(house, day):
    """From the exported records alone, by the words of the glossary."""
    status = {s['visit']: s for s in house.export('visit_status') if s['day'] == day}
    customers = {c['id']: c for c in house.export('customer')}
    outcomes = {o['visit']: o for o in house.export('outcome') if o['day'] == day}
    visits = [v for v in house.export('visit') if v['day'] == day and v['purpose'] not in ('help', 'service', 'collect')
              and status.get(v['id'], {}).get('state') != 'void']

    def on_file(v):
        c, o = customers.get(status.get(v['id'], {}).get('customer'), {}), outcomes.get(v['id'], {})
        everything = (v, o, c)
        return (any(r.get(k) for r in everything for k in ('surname', 'name', 'title')) and any(r.get('phone') for r in everything)
                and any(r.get('models') for r in everything))

    first = [v for v in visits if status.get(v['id'], {}).get('before', v['before']) == 'first']
    return {'parties': len(visits), 'heads': sum(v.get('heads', 0) for v in visits), 'first': len(first),
            'on_file': sum(map(on_file, visits)), 'on_file_first': sum(map(on_file, first)),
            'ordered': sum(outcomes.get(v['id'], {}).get('result') == 'ordered' for v in visits),
            'no_outcome': sum(v['id'] not in outcomes for v in visits)}


def day_in_browser(house, proxy, day):
    page = web.browse('--dump-dom', '%s/m/?day=%s&lang=zh_CN' % (proxy.url, day))
    shown = web.figures(page)
    told = json.loads(house.ctl('status', '--json', '--day', day))['today']
    percent = shown.pop('capture_percent')
    check(percent == ('–' if told['capture_percent'] is None else '%d%%' % told['capture_percent']), '%s: capture rate %s' % (day, percent))
    check(len(shown) >= 18, '%s: the page shows its figures' % day)
    for name, number in shown.items():
        check(int(number) == told[name], '%s: %s is %s on the page, %s by showfloorctl' % (day, name, number, told[name]))
    bars = sum(map(int, re.findall(r'<text [^>]*class="count"[^>]*>(\d+)<', page)))
    check(bars == told['parties'], '%s: %d arrivals by the hour, %d parties' % (day, bars, told['parties']))
    for name, number in count_by_hand(house, day).items():
        check(told[name] == number, '%s: %s is %s, %s by hand from the export' % (day, name, told[name], number))
    return shown


def every_figure_opens(house, cookie, day, shown):
    opened = 0
    for name, number in shown.items():
        status, _, body = web.fetch('%s/m/?day=%s&list=%s&lang=en' % (house.url, day, name), headers={'Cookie': cookie})
        rows = web.rows(body.decode())
        check(status == 200 and (name in SUMS or len(rows) == int(number)), '%s opens %d records, says %s' % (name, len(rows), number))
        opened += len(rows)
    return opened


def table(house, cookie, day, shown):
    _, headers, body = web.fetch('%s/m/day.csv?day=%s&lang=zh_CN' % (house.url, day), headers={'Cookie': cookie})
    check(body.startswith(b'\xef\xbb\xbf') and 'attachment' in headers['Content-Disposition'], 'a table for spreadsheets')
    lines = list(csv.reader(io.StringIO(body[3:].decode())))
    check(len(lines) - 1 == int(shown['parties']) + int(shown['service']), 'the table has a row per party')
    check(all(len(line) == len(lines[0]) for line in lines), 'and every row all columns')
    check('+86' not in body.decode() and '1990000' not in body.decode(), 'no numbers in it')


def pictures(proxy, day):
    """Three languages, each screen whole: nothing is cut off at the side."""
    folder = os.path.join(BUILD, 'screens')
    os.makedirs(folder, exist_ok=True)
    for lang, words in (('zh_CN', ('留档率', '接待结果')), ('zh_TW', ('留檔率', '接待結果')), ('en', ('Capture rate', 'Outcomes'))):
        page = web.browse('--window-size=1280,1400', '--screenshot=' + os.path.join(folder, 'manager-%s.png' % lang), '--dump-dom',
                          '%s/m/?day=%s&lang=%s&list=parties' % (proxy.url, day, lang))
        page = page or web.browse('--dump-dom', '%s/m/?day=%s&lang=%s&list=parties' % (proxy.url, day, lang))
        for word in words:
            check(word in page, '%s: %s' % (lang, word))
        left = re.sub(r'<[^>]+>', ' ', page) if lang != 'en' else ''
        check(not re.search(r'\b(Parties|Outcomes|Level|Waiting|Consultant)\b', left), '%s: nothing is left in English' % lang)


def main():
    if not web.chromium():
        print('SKIP: no chromium, the manager’s page was not looked at')
        return 77
    house = House()
    try:
        cookie = doors(house)
        proxy = web.Proxy(house.url, cookie)
        days = sorted({v['day'] for v in house.export('visit')})
        opened = 0
        for day in days[-2:]:
            shown = day_in_browser(house, proxy, day)
            opened += every_figure_opens(house, cookie, day, shown)
        check(int(shown['parties']) > 0 and opened > 10, 'the demo has days with visits')
        table(house, cookie, day, shown)
        pictures(proxy, day)
        proxy.close()
        house.log.seek(0)
        log = house.log.read()
        check(PIN not in log and MANAGER not in log, 'no PIN and no staff number in the log')
        print('manager: %d days, %d records opened, three languages' % (len(days), opened))
    finally:
        house.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
