#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Saturday (80 sales parties, 120 service cars, 12 consultants, breaks, half an hour without a server at the peak) on a real folder, then the
real server and tool over it: every decision comes out the same again, and the manager's page and showfloorctl say the same in three languages.
The page is looked at in Chromium where there is one."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import chrome  # noqa: E402
import managerweb as web  # noqa: E402
import pagecheck  # noqa: E402

BUILD = os.environ.get('SHOWFLOOR_BUILD', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build'))
SERVER = os.environ.get('SHOWFLOOR_SERVER', os.path.join(BUILD, 'src', 'bin', 'showfloor-server'))
CTL = os.environ.get('SHOWFLOORCTL', os.path.join(BUILD, 'src', 'bin', 'showfloorctl'))
SATURDAY = os.environ.get('SHOWFLOOR_SATURDAY', os.path.join(BUILD, 'tests', 'integration', 'saturday'))
DAY = '2026-11-21'
MORNING, EVENING = 1795217400, 1795258800      # 07:30 and 19:00 of that day in Shanghai
PIN = '9173'
NAMES = ['李明', '王芳', '赵倩', '孙磊', '周婷', '吴强', '郑洁', '冯涛', '陈刚', '褚健', '卫东', '蒋伟', '沈静', '韩梅']
LATIN = ['Li Ming', 'Wang Fang', 'Zhao Qian', 'Sun Lei', 'Zhou Ting', 'Wu Qiang', 'Zheng Jie', 'Feng Tao', 'Chen Gang', 'Chu Jian', 'Wei Dong', 'Jiang Wei', 'Shen Jing', 'Han Mei']


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class House:
    """Everything in it happens on that Saturday, whatever day it is."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='sf-saturday-', dir='/dev/shm' if os.path.isdir('/dev/shm') else None)
        self.data = os.path.join(self.dir, 'data')
        self.process = None
        self.offset = 0

    def env(self):
        return dict(os.environ, SHOWFLOOR_CLOCK_OFFSET=str(self.offset), LANGUAGE='en')

    def be_at(self, moment):
        self.offset = int(moment - time.time())

    def ctl(self, *words):
        done = subprocess.run([CTL, '--data', self.data, *words], capture_output=True, text=True, env=self.env(), check=False)
        check(done.returncode == 0, '%s: %s' % (words[0], done.stderr[-400:]))
        return done.stdout

    def found(self):
        self.be_at(MORNING)
        self.ctl('init', '--name', '星河汽车体验中心', '--name-en', 'Stellarway Hall', '--zone', 'Asia/Shanghai', '--no-passphrase')
        staff = os.path.join(self.dir, 'staff.csv')
        with open(staff, 'w', encoding='utf8') as f:
            f.write('staff_no,name,name_tw,name_en,title,job,languages,pin\n')
            for i, name in enumerate(NAMES):
                job = 'sales' if i < 8 else 'service' if i < 12 else 'reception' if i == 12 else 'manager'
                f.write('%d,%s,%s,%s,,%s,%s,%s\n' % (1001 + i, name, name, LATIN[i], job, 'zh;en' if i % 4 == 0 else 'zh', PIN if i == 13 else ''))
        self.ctl('import', 'staff', staff)

    def saturday(self):
        done = subprocess.run([SATURDAY, self.data, '20261121'], capture_output=True, text=True, check=False)
        check(done.returncode == 0, 'the Saturday: ' + (done.stdout + done.stderr)[-800:])
        return json.loads(done.stdout.strip().splitlines()[-1])

    def open(self):
        self.be_at(EVENING)
        self.process = subprocess.Popen([SERVER, '--data', self.data, '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.env())
        return re.search(r'https://\S+', self.process.stdout.readline())[0]

    def close(self):
        if self.process:
            self.process.terminate()
            check(self.process.wait(20) == 0, 'the server stops cleanly')
        shutil.rmtree(self.dir)


def replayed(house, told):
    """The tool, on the folder and through the running server: the same."""
    day = json.loads(house.ctl('replay-dispatch', DAY, '--json'))
    check(day['different'] == 0 and day['same'] == told['decisions'] > 150, 'every decision is the same again')
    check(day['two_owners'] == 0 and day['out_of_turn'] == 0, 'nobody has two consultants, nobody was passed over')
    check(day['most_apart'] <= 1, 'equals who were both free are never two turns apart')
    check(day['sales']['parties'] == day['sales']['received'] == 80 and day['service']['received'] == 120, 'everybody was received')
    check(day['queued'] > 5 and day['by_person'] > 0, 'it was a Saturday: people had to wait, somebody decided by hand')
    taken = [row['taken'] for row in day['fairness']]
    check(sum(taken) == 200 and len(taken) >= 12, 'two hundred received by twelve')
    for lang, words in (('zh_CN', ('接待', '顺位轮到', '与当天一致')), ('zh_TW', ('接待', '依輪值由', '與當天一致')), ('en', ('Received', 'next in the rotation', 'The same as on the day'))):
        text = house.ctl('replay-dispatch', DAY, '--lang', lang)
        for word in words:
            check(word in text, '%s: %s' % (lang, word))
    return day


def count_again(house, day):
    """From the exported records alone."""
    status = [s for s in json.loads(house.ctl('export', 'visit_status', '--format', 'json')) if s['day'] == DAY]
    check(len(status) == 200 and all(s['state'] == 'left' and s['consultant'] for s in status), 'each guest was somebody’s, and all have gone home')
    for row in day['fairness']:
        check(row['taken'] == sum(s['consultant'] == row['consultant'] for s in status), 'the table counts what the records say')


def shown(house, url, day):
    cookie = web.sign_in(url, '1014', PIN)
    check(cookie, 'the manager signs in')
    for lang, words in (('zh_CN', ('派单明细', '顺位轮到', '看车客人等候')), ('zh_TW', ('派單明細', '依輪值由', '賞車客人等候')), ('en', ('Who received whom', 'is next in the rotation', 'Wait, sales'))):
        status, _, body = web.fetch('%s/m/dispatch?day=%s&lang=%s' % (url, DAY, lang), headers={'Cookie': cookie})
        text = body.decode()
        check(status == 200 and text.count('<tr') == 2 + len(day['fairness']) + len(day['decisions']), '%s: a row per colleague and decision' % lang)
        for word in words:
            check(word in text, '%s: %s' % (lang, word))
        check('class="differs"' not in text, 'nothing is marked')
        left = re.sub(r'<[^>]+>', ' ', text) if lang != 'en' else ''
        check(not re.search(r'\b(Received|Rung|Why|Wait|Colleague)\b', left), '%s: nothing is left in English' % lang)
    check(web.fetch(url + '/m/dispatch?day=' + DAY)[2].count(b'<tr') == 0, 'without a session there is no figure')
    if not chrome.program():
        print('NOTE: no chromium, the page was not looked at')
        return
    proxy, folder = web.Proxy(url, cookie), os.path.join(BUILD, 'screens')
    os.makedirs(folder, exist_ok=True)
    with chrome.Browser() as browser:
        for lang, tag in (('zh_CN', 'zh-CN'), ('zh_TW', 'zh-TW'), ('en', 'en')):
            for width, height in ((1280, 900), (390, 844)) if lang == 'zh_CN' else ((1280, 900),):
                page = browser.page(width, height, lang=tag, scale=1)
                page.open('%s/m/dispatch?day=%s&lang=%s' % (proxy.url, DAY, lang))
                page.wait('!!document.querySelector("#steps")')
                page.picture(os.path.join(folder, 'dispatch-%s-%d.png' % (lang, width)))
                check(page.run('innerWidth') == width, '%s: nothing makes the page wider than the glass' % lang)
                wrong = [f for f in pagecheck.faults(page) if not re.search(r': <t(able|head|body|r|h|d)\b', f)]     # a table scrolls in its frame
                check(not wrong, '%s at %d: %s' % (lang, width, wrong[:4]))
        page = browser.page(390, 844, lang='zh-TW', scale=1)
        page.open('%s/m/privacy?lang=zh_TW' % proxy.url)
        page.wait('!!document.querySelector(".seek input")')
        page.picture(os.path.join(folder, 'privacy-zh_TW-390.png'))
        check(page.run('innerWidth') == 390 and page.run('document.querySelector(".seek [type=tel]").offsetWidth') > 200, 'a number is typed on a phone, too')
    proxy.close()


def main():
    house = House()
    try:
        house.found()
        told = house.saturday()
        check(told['in_outage'] >= 5 and told['taken_direct'] >= 3, 'kiosks rang tablets while the server was away')
        day = replayed(house, told)
        count_again(house, day)
        url = house.open()
        check(json.loads(house.ctl('replay-dispatch', DAY, '--json')) == day, 'through the running server the same')
        shown(house, url, day)
        print('saturday: %s' % json.dumps(told))
    finally:
        house.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
