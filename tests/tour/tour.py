#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour, on the real programs, driven by accessibility: a walk-in in Chinese from the attract screen to the ended visit; a car put
on the wall from the tablet; the consultant's card read from a picture of its code, opened in a browser, seen on the tablet.

Each step leaves a numbered picture; what happened is printed with times; at the end the server's own counts are compared with
what the tour did, and any difference is a failure. Usage: tour.py [--pictures DIR] [kiosk|tablet|display]
"""
import argparse
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom

PHONE = '13800138000'
# What the server must have more of in the end: two pushes (on and back), one link, opened once and, within 30 minutes, again.
EXPECTED = {'visit': 1, 'consent': 1, 'outcome': 1, 'follow_up': 1, 'push': 2, 'link': 1, 'card_event': 2}
PHONE_BROWSER = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36'


class Tour:
    def __init__(self, desk, pictures):
        self.desk, self.pictures, self.count, self.start = desk, pictures, 0, sfui.now()

    def step(self, app, title, name):
        self.count += 1
        path = os.path.join(self.pictures, '%02d-%s.png' % (self.count, name))
        app.shot(path)
        print('%6.2f s  %-46s %s' % (sfui.now() - self.start, title, os.path.basename(path)), flush=True)

    def say(self, text):
        print('%6.2f s  %s' % (sfui.now() - self.start, text), flush=True)

    def open(self):
        self.room = showroom.Showroom(self.desk, public=True)
        self.say(self.room.ready)
        self.before = {kind: len(self.room.export(kind)) for kind in EXPECTED}
        self.kiosk = self.room.kiosk()
        self.tablet = self.room.tablet()
        self.display = self.room.app('display', self.desk.screen(1920, 1080))

    def sign_in(self):
        person = next(p for p in showroom.demo_staff() if p['title'] in ('销售顾问', 'sales', 'Sales consultant') or True)
        self.person = person
        showroom.sign_in(self.tablet, person)
        self.tablet.wait_text('今天要联系')
        self.step(self.tablet, 'consultant %s signed in' % person['staff_no'], 'tablet-today')

    def check_in(self):
        kiosk = self.kiosk
        kiosk.wait_text('点一下屏幕', 30)
        self.step(kiosk, 'attract', 'kiosk-attract')
        kiosk.click(self_re('点一下屏幕'))
        kiosk.wait_text('看车选车')
        self.step(kiosk, 'home', 'kiosk-home')
        for touch, then, title, name in (('看车选车', '之前来过我们店吗', 'been here before?', 'kiosk-before'),
                                         ('第一次来', '想先看哪一款', 'which car?', 'kiosk-car')):
            kiosk.click(self_re(touch))
            kiosk.wait_text(then)
            self.step(kiosk, title, name)
        kiosk.click(self_re('星河 S7'))
        kiosk.wait_text('您贵姓')
        self.step(kiosk, 'your name?', 'kiosk-name')
        kiosk.click('王')
        kiosk.click('王先生')
        kiosk.wait_text('方便留个手机号吗')
        for digit in PHONE:
            kiosk.click(digit)
        kiosk.wait_text('138 0013 8000')
        self.step(kiosk, 'number, with the notice above the button', 'kiosk-phone')
        self.touched = kiosk.click('同意并取号')
        kiosk.wait_text('您的号码')
        self.number = kiosk.wait(lambda: next((t for t in kiosk.texts() if len(t) in (3, 4) and t[0] in 'ABCDEFG' and t[1:].isdigit()), None))
        if any(p['name'] + '正向您走来' in t for p in showroom.demo_staff() for t in kiosk.texts()):
            raise sfui.Missing('a name on the ticket before anybody accepted')
        self.step(kiosk, 'ticket %s' % self.number, 'kiosk-ticket')

    def receive(self):
        tablet = self.tablet
        tablet.wait_text('马上过去')
        tablet.wait_text('王先生')
        rung = sfui.wait_for(lambda: [r for r in showroom.rings(tablet) if r[0] >= self.touched], what='a sound')[0][0]
        self.step(tablet, 'the tablet rings for 王先生, %.2f s after the last touch' % (rung - self.touched), 'tablet-ring')
        accepted = tablet.click('马上过去')
        self.kiosk.wait_text(self.person['name'] + '正向您走来')
        self.say('the guest reads who is coming %.2f s after 马上过去' % (sfui.now() - accepted))
        self.step(self.kiosk, 'who is coming', 'kiosk-coming')
        self.step(tablet, 'being served', 'tablet-serving')

    def finish(self):
        tablet = self.tablet
        tablet.click(self_re('离店登记'))
        tablet.wait_text('意向')
        self.step(tablet, 'finish the visit', 'tablet-finish')
        for tap in ('A', '没试', '首购', '考虑中', '好了'):
            tablet.click(self_re('^' + tap))
        tablet.wait_text(self_re('已送达|全部送到'), 20)
        self.step(tablet, 'ended in five taps, delivered', 'tablet-done')

    def show_car(self):
        """投屏 and back, with what the wall's own glass says."""
        tablet, display = self.tablet, self.display
        tablet.click('车型')
        tablet.click(re.compile('星河 S7'))
        tablet.wait_text('指导价')
        self.step(tablet, 'the car on the tablet', 'tablet-car')
        display.wait(lambda: not display.has('长途，也从容'))
        touched = tablet.click(re.compile('^投屏'))
        display.wait_text('长途，也从容')
        self.say('on the wall %.2f s after 投屏' % (sfui.now() - touched))
        tablet.wait_text(re.compile('正在显示'))
        self.step(display, 'the car on the wall', 'display-car')
        self.step(tablet, 'confirmed by the wall', 'tablet-on-the-wall')
        tablet.click('收回')
        display.wait(lambda: not display.has('长途，也从容'))
        self.step(display, 'taken back: the programme goes on', 'display-programme')
        tablet.click('全部车型')

    def browse(self, *more):
        """A browser that has never been here."""
        done = subprocess.run(['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--user-data-dir=' + os.path.join(self.desk.dir, 'browser'),
                               '--accept-lang=zh-CN', '--user-agent=' + PHONE_BROWSER, '--window-size=390,1400', '--hide-scrollbars', *more], capture_output=True, text=True, timeout=60)
        return done.stdout

    def hand_card(self):
        tablet = self.tablet
        tablet.click('我的名片')
        tablet.click('名片页')
        tablet.wait_text('打开我的名片')
        self.step(tablet, 'my card as a code', 'tablet-card')
        picture = os.path.join(self.pictures, '%02d-tablet-card.png' % self.count)
        url = subprocess.run(['zbarimg', '-q', '--raw', picture], capture_output=True, text=True).stdout.strip()
        self.say('an independent reader reads %s from the picture' % url)
        self.count += 1
        page = os.path.join(self.pictures, '%02d-phone-card.png' % self.count)
        self.browse('--screenshot=' + page, url)
        if self.person['name'] not in self.browse('--dump-dom', url):
            raise sfui.Missing('the page behind the code is not the card of the one signed in')
        print('%6.2f s  %-46s %s' % (sfui.now() - self.start, 'the card on a phone', os.path.basename(page)), flush=True)
        tablet.wait(lambda: tablet.find('1') and not tablet.has('还没有人打开过您的名片'), 20)
        self.step(tablet, 'the tablet says that it was opened', 'tablet-opened')

    def settle(self):
        """The server's own counts must be what the tour did."""
        after = {kind: self.room.export(kind) for kind in self.before}
        grown = {kind: len(after[kind]) - self.before[kind] for kind in after}
        self.say('server counts: ' + ', '.join('%s +%d' % pair for pair in sorted(grown.items())))
        if grown != EXPECTED:
            raise sfui.Missing('the server counts differ from what the tour did: %s' % grown)
        visit = next(v for v in after['visit'] if v['number'] == self.number and v['surname'] == '王')
        outcome = next(o for o in after['outcome'] if o['visit'] == visit['id'])
        assert visit['phone'] == '+86' + PHONE and outcome['level'] == 'A', (visit['number'], outcome['level'])


def self_re(text):
    return re.compile(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--pictures', default='build/tour')
    parser.add_argument('role', nargs='?', choices=['kiosk', 'tablet', 'display'])
    args = parser.parse_args()
    shutil.rmtree(args.pictures, ignore_errors=True)
    with sfui.Desk() as desk:
        tour = Tour(desk, args.pictures)
        try:
            tour.open()
            tour.sign_in()
            tour.check_in()
            if args.role != 'kiosk':
                tour.receive()
                tour.finish()
                tour.show_car()
                tour.say('the address for phones is proven: %s' % tour.room.prove())
                tour.hand_card()
                tour.settle()
        except sfui.Missing as missing:
            for name in ('kiosk', 'tablet', 'display'):
                app = getattr(tour, name, None)
                if app is not None:
                    app.shot(os.path.join(args.pictures, 'failed-%s.png' % name))
            print('FAILED: %s' % missing)
            sys.exit(1)
    print('The tour is over: %d pictures in %s' % (tour.count, args.pictures))


if __name__ == '__main__':
    main()
