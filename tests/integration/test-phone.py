#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A consultant's own phone in a real browser (390x844): who gets in, a ring that appears by itself, accept and hand over with what
the kiosk's ticket then says, too late, hostile names, no scripts, no TLS. Skipped, visibly, without Chromium."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import chrome
import managerweb as web
import pagecheck
from floor import BUILD, Floor, check, wait_for

MING, FANG, QIAN, CHEN = ('1001', '2580'), ('1002', '1357'), ('1003', '8246'), ('1005', '6408')
PLAIN = 'http://127.0.0.1:%d'


def sign_in(page, url, who, lang='zh_CN'):
    page.open(url + '/p/?lang=' + lang)
    page.type('[name=staff_no]', who[0])
    page.type('[name=pin]', who[1])
    page.tap('.door form button')
    page.wait('document.getElementById("live") !== null')
    return page


def post(url, fields, cookie='', **headers):
    return web.fetch(url, fields, dict({'Cookie': cookie} if cookie else {}, **headers))


def doors(floor):
    """Who gets in, and what the door looks like to others."""
    status, headers, body = web.fetch(floor.url + '/p/')
    check(status == 200 and b'staff_no' in body and b'id="live"' not in body, 'without a session there is only the sign-in')
    check("default-src 'none'" in headers['Content-Security-Policy'] and "script-src 'self'" in headers['Content-Security-Policy'], 'a strict policy')
    check(web.fetch(floor.url + '/p/wait')[0] == 401 and post(floor.url + '/p/do', {'verb': 'accept'})[0] == 401, 'no session, no ring')
    check(post(floor.url + '/p/in', {'staff_no': MING[0], 'pin': MING[1]}, Origin='https://evil.example')[0] == 403, 'a form of another site')
    for form in ({}, {'staff_no': MING[0]}, {'staff_no': "' OR 1=1 --", 'pin': '1'}, {'staff_no': '<script>', 'pin': '2580'}, {'staff_no': 'x' * 5000, 'pin': '1'}):
        status, headers, body = post(floor.url + '/p/in', form)
        check(status == 403 and not headers['Set-Cookie'] and b'<script>' not in body.replace(b'<script src', b''), 'nonsense does not get in')
    status, headers, _ = post(floor.url + '/p/in', {'staff_no': MING[0], 'pin': MING[1]})
    cookie = headers['Set-Cookie']
    check(status == 303 and all(w in cookie for w in ('__Host-showfloor-phone=', 'HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', 'Max-Age=43200')), 'the cookie is locked up')
    cookie = cookie.split(';')[0]
    check(b'id="live"' in web.fetch(floor.url + '/p/', headers={'Cookie': cookie})[2], 'and opens the page')
    check(b'class="figure' not in web.fetch(floor.url + '/m/', headers={'Cookie': cookie})[2], 'but no other door')
    check(b'class="figure' not in web.fetch(floor.url + '/m/', headers={'Cookie': cookie.replace('-phone', '')})[2], 'whatever it is called')
    for fields in ({'verb': 'accept', 'id': 'x'}, {'form': 'x', 'verb': 'accept', 'id': 'x'}):
        check(post(floor.url + '/p/do', fields, cookie)[0] == 403, 'a touch needs the form token')
    form = re.search(r'name="form" value="([^"]+)"', web.fetch(floor.url + '/p/', headers={'Cookie': cookie})[2].decode())[1]
    for fields in ({'verb': 'accept', 'id': "'; DROP TABLE k_visit;--"}, {'verb': 'void', 'id': floor.staff()[MING[0]]}, {'verb': 'erase'}, {}):
        check(post(floor.url + '/p/do', dict(fields, form=form), cookie)[0] == 400, 'nonsense is not done')
    check(post(floor.url + '/p/out', {'form': form}, cookie)[0] == 303, 'signing out')
    check(b'staff_no' in web.fetch(floor.url + '/p/', headers={'Cookie': cookie})[2], 'ends the session')
    return cookie


def tries(floor):
    """Five wrong PINs, then a pause that outlives a restart; the manager's door is another."""
    said = [post(floor.url + '/p/in?lang=zh_CN', {'staff_no': QIAN[0], 'pin': '0000'}) for _ in range(5)]
    check([s[0] for s in said] == [403] * 4 + [429], 'five tries: %s' % [s[0] for s in said])
    check('还能试1次' in said[3][2].decode() and '请1分钟后再试' in said[4][2].decode(), 'and says how many are left')
    floor.stop()
    floor.start()
    check(post(floor.url + '/p/in', {'staff_no': QIAN[0], 'pin': QIAN[1]})[0] == 429, 'the right one is not tried during the pause')
    check(post(floor.url + '/p/in', {'staff_no': FANG[0], 'pin': FANG[1]})[0] == 303, 'nobody else is held up')


def plain(floor):
    """The public listener has no TLS of its own: it serves inside the house, marked, and through a proxy that has."""
    url = PLAIN % floor.public
    check('没有加密' in web.fetch(url + '/p/', headers={'Accept-Language': 'zh-CN', 'Cookie': house(floor, url)})[2].decode(), 'a trial says so')
    outside = {'X-Forwarded-For': '203.0.113.9'}
    check(web.fetch(url + '/p/', headers=outside)[0] == 403 and post(url + '/p/in', {'staff_no': FANG[0], 'pin': FANG[1]}, **outside)[0] == 403, 'from outside not without TLS')
    proxied = dict(outside, **{'X-Forwarded-Proto': 'https'})
    status, headers, _ = post(url + '/p/in', {'staff_no': FANG[0], 'pin': FANG[1]}, **proxied)
    check(status == 303 and 'Secure' in headers['Set-Cookie'], 'through the proxy with it')
    check(web.fetch(url + '/p/ca.crt')[0] == 404 and web.fetch(floor.url + '/p/ca.crt')[0] == 200, 'the dealer’s CA is given inside the house alone')
    for path in ('/m/', '/v1/hello', '/v1/push', '/healthz'):
        check(web.fetch(url + path)[0] == 404, 'no other door opens there: ' + path)


def house(floor, url):
    status, headers, _ = post(url + '/p/in', {'staff_no': FANG[0], 'pin': FANG[1]})
    check(status == 303 and 'Secure' not in headers['Set-Cookie'] and '__Host-' not in headers['Set-Cookie'], 'a cookie that works without TLS')
    return headers['Set-Cookie'].split(';')[0]


def ticket(floor, visit):
    return next(t for t in floor.export('ticket') if t['visit'] == visit)


def offer(floor, visit):
    return max((a for a in floor.export('assignment') if a['visit'] == visit), key=lambda a: a['turn'])


def gone(floor, tablet, visit, staff):
    """Nobody is rung for them any more."""
    tablet.push('visit_status.void', next(s['id'] for s in floor.export('visit_status') if s['visit'] == visit), {}, by=staff[MING[0]])


def ring(floor, browser, kiosk, staff):
    page = sign_in(browser.page(390, 844), floor.url, MING)
    page.wait('document.getElementById("sound").textContent.includes("声音已开")')
    loaded = page.run('performance.timeOrigin')
    began = time.monotonic()
    visit = kiosk.visit('A01', surname='王', title='mr', heads=2)
    page.wait('document.querySelector("[data-offer]") !== null')
    took = time.monotonic() - began
    text = page.text()
    check(all(w in text for w in ('王先生到店了', 'A01', '1号机旁', '看车', '一行2人', '马上过去', '转给同事')), 'who, where, what: ' + text)
    check(page.run('performance.timeOrigin') == loaded and took < 3, 'without a reload, after %.2f s' % took)
    wait_for(lambda: offer(floor, visit)['state'] == 'acked', 5, 'a ring on the glass counts as delivered')
    check(ticket(floor, visit)['ring'] == 'consultant' and not ticket(floor, visit).get('consultant'), 'the kiosk may say that somebody hears it, and no name')
    check(int(page.run('document.getElementById("pocket").dataset.chimes')) >= 1, 'it sounded')
    page.wait('document.title.includes("有客人找您")')
    page.tap('.go')
    page.wait('!document.querySelector("[data-offer]") && document.body.innerText.includes("我的客人")')
    check(ticket(floor, visit)['state'] == 'accepted' and ticket(floor, visit)['consultant'] == staff[MING[0]], 'the ticket follows')
    page.tap('.panel button', '接到客人了')
    wait_for(lambda: ticket(floor, visit)['state'] == 'serving', 5, 'the guest is met')
    print('a ring is on the phone %.2f s after the check-in began' % took)
    return page


def hidden(floor, browser, kiosk, tablet, staff):
    """A page that nobody can see does not say that somebody hears it: the ring goes on to the next."""
    page = sign_in(browser.page(390, 844), floor.url, FANG)
    page.run('Object.defineProperty(document, "visibilityState", {get: () => "hidden", configurable: true})')
    visit = kiosk.visit('A02', surname='李', title='ms', wants=staff[FANG[0]])
    page.wait('document.querySelector("[data-offer]") !== null')
    time.sleep(1)
    check(offer(floor, visit)['state'] == 'offered', 'not delivered')
    page.run('delete document.visibilityState; document.dispatchEvent(new Event("visibilitychange"))')
    wait_for(lambda: offer(floor, visit)['state'] == 'acked', 5, 'delivered once it is seen')
    page.tap('.plain')
    page.wait('!document.querySelector("[data-offer]")')
    gone(floor, tablet, visit, staff)
    return page


def hand(floor, page, kiosk, tablet, staff):
    floor.roster(tablet, [FANG[0], QIAN[0]])
    visit = kiosk.visit('A06', surname='李', title='ms', wants=staff[FANG[0]])
    page.wait('document.querySelector("[data-offer]") !== null')
    page.tap('.ring summary')
    page.tap('.ring .chips button', '赵倩')
    page.wait('!document.querySelector("[data-offer]")')
    now = offer(floor, visit)
    check(now['consultant'] == staff[QIAN[0]] and now['from'] == staff[FANG[0]], 'handed over')
    tablet.push('assignment.accept', now['id'], {'consultant': staff[QIAN[0]]}, by=staff[QIAN[0]])
    check(ticket(floor, visit)['consultant'] == staff[QIAN[0]], 'and taken by the colleague')


def too_late(floor, page, kiosk, tablet, staff):
    """The touch that comes after another's: it says who has the guest."""
    floor.roster(tablet, [FANG[0]])
    visit = kiosk.visit('A03', surname='赵', title='ms', wants=staff[FANG[0]])
    page.wait('document.querySelector("[data-offer]") !== null')
    page.run('window.fetch = (f => (...a) => (a[1] && a[1].method === "POST") ? new Promise(r => setTimeout(r, 600)).then(() => f(...a)) : new Promise(() => {}))(window.fetch)')
    page.tap('.go')
    tablet.push('visit_status.serve', next(s['id'] for s in floor.export('visit_status') if s['visit'] == visit), {}, by=staff[MING[0]])
    page.wait('document.body.innerText.includes("李明已经接待这位客人了")')
    check(ticket(floor, visit)['consultant'] == staff[MING[0]], 'the first one has the guest')


def hostile(floor, browser, kiosk, tablet, staff):
    floor.roster(tablet, [FANG[0]])
    visit = kiosk.visit('A04', wants=staff[FANG[0]], surname='"><b>x</b>\'&', title='mr')
    page = sign_in(browser.page(390, 844), floor.url, FANG)
    page.wait('document.querySelector("[data-offer]") !== null')
    check(page.run('document.querySelectorAll("#live b").length') == 0 and '"><b>x</b>\'&' in page.text(), 'a name is a text')
    check(page.run('document.documentElement.scrollWidth') <= 390, 'and does not push the page aside')
    pictures(browser, page, floor)
    page.tap('.plain')
    page.wait('!document.querySelector("[data-offer]")')
    check(offer(floor, visit)['turn'] == 2, 'declined: the next one is rung')
    gone(floor, tablet, visit, staff)


def pictures(browser, page, floor):
    """Three languages, each as a page must be (pagecheck), nothing left in English."""
    folder = os.path.join(BUILD, 'screens')
    os.makedirs(folder, exist_ok=True)
    for lang, words in (('zh_CN', ('马上过去', '在等的客人')), ('zh_TW', ('馬上過去', '等候中的客人')), ('en', ('On my way', 'Waiting'))):
        page.open(floor.url + '/p/?lang=' + lang)
        text = page.wait('document.getElementById("live") && document.body.innerText')
        check(all(w in text for w in words), '%s: %s' % (lang, text))
        page.picture(os.path.join(folder, 'phone-%s.png' % lang), whole=True)
        found = pagecheck.faults(page, longer=True)
        check(not found, '%s: %s' % (lang, found))


def no_scripts(floor, browser, kiosk, tablet, staff):
    floor.roster(tablet, [CHEN[0]])                 # no other page of theirs is open
    page = sign_in(browser.page(390, 844, scripts=False), floor.url, CHEN)
    check('不会自己响铃' in page.run('document.body.innerText'), 'says that nothing rings')
    visit = kiosk.visit('A05', surname='孙', title='mr', wants=staff[CHEN[0]])
    page.open(floor.url + '/p/?lang=zh_CN')
    check('孙先生到店了' in page.text(), 'a renewed page shows it: ' + page.text())
    check(offer(floor, visit)['state'] == 'offered', 'and does not claim that it rang')
    page.tap('.go')
    page.wait('!document.querySelector(".ring")')
    check(ticket(floor, visit)['state'] == 'accepted', 'and works')


def lost(floor, page):
    """The server goes and comes: the page says so, and rings again by itself. Signed out from the store, it asks for the PIN."""
    floor.kill()
    page.wait('!document.getElementById("lost").hidden', 20)
    floor.start()
    page.wait('document.getElementById("lost").hidden && document.getElementById("live") !== null', 20)
    floor.ctl('phone', 'revoke', MING[0])
    page.wait('document.querySelector(".door") !== null', 20)
    sign_in(page, floor.url, MING)
    with open(os.path.join(floor.dir, 'staff.csv'), 'w', encoding='utf8') as file:
        file.write('staff_no,name,pin\n%s,李明,97531\n' % MING[0])
    floor.ctl('import', 'staff', os.path.join(floor.dir, 'staff.csv'))
    page.wait('document.querySelector(".door") !== null', 20)
    check('/p/ca.crt' in floor.ctl('phone') and re.search(r'([0-9A-F]{2}:){31}[0-9A-F]{2}', floor.ctl('phone')), 'how a phone gets there is told')
    floor.ctl('phone', 'revoke', '9999', ok=False)


def main():
    if not chrome.program():
        print('SKIP: no chromium, the phone’s page was not looked at')
        return 77
    floor = Floor(public=True)
    try:
        doors(floor)
        tries(floor)
        plain(floor)
        staff = floor.staff()
        kiosk, tablet = floor.device('kiosk', '一号机'), floor.device('tablet', '平板')
        floor.roster(tablet, [MING[0]])
        with chrome.Browser() as browser:
            page = ring(floor, browser, kiosk, staff)
            floor.roster(tablet, [FANG[0]])
            second = hidden(floor, browser, kiosk, tablet, staff)
            hand(floor, second, kiosk, tablet, staff)
            too_late(floor, second, kiosk, tablet, staff)
            hostile(floor, browser, kiosk, tablet, staff)
            no_scripts(floor, browser, kiosk, tablet, staff)
            lost(floor, page)
        log = floor.logged()
        check(all(word not in log for word in ('2580', '1357', '8246', '王', '<b>')), 'no PIN and no name in the log')
    finally:
        floor.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
