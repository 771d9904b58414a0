#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""用自己的手机: the code on the kiosk opens the form on a phone (a real browser, scripts off); the kiosk carries on with the phone's ticket. One
visit whoever finishes: the phone, the kiosk, both; a code is used once; a server that is restored from a backup of
before has it again; while the server is away nothing is offered. Skipped without Chromium."""
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import chrome
import journeys
import qr
import sfui
import showroom

SHOTS = os.environ.get('SHOTS', os.path.join(showroom.build_dir(), 'shots', 'own'))
SENT = 'document.querySelector(".ticket, .problem, .alone, .done") !== null'


def code(guest):
    """From home to the code; its address."""
    guest.touch(guest.say('chip.phone'))
    guest.wait('own.how')
    return qr.on_glass(guest.kiosk, os.path.join(SHOTS, 'code.png'))


def entered(room, number):
    """The newest visit of that number, once the server has it; the demo's past has numbers, too."""
    found = sfui.wait_for(lambda: [v for v in room.export('visit') if v['number'] == number], 10, 'the visit ' + number)
    return max(found, key=lambda visit: visit['at'])


def kept(room):
    """How many entries the server has of the kiosk."""
    return next(d['last_mid'] for d in room.status()['devices'] if d['role'] == 'kiosk')


def open_form(browser, url, way, lang='zh-CN', field='#surname'):
    page = browser.page(390, 844, lang=lang, scripts=False)
    page.open(url)
    page.wait('document.querySelector("a.way") !== null')
    page.picture(os.path.join(SHOTS, 'ways-%s.png' % lang), whole=True)
    page.tap('a.way', way)
    page.wait('document.readyState === "complete" && document.querySelector("%s") !== null' % field)
    return page


def send(page, button):
    """Not faster than a person: a form is not taken in its first three seconds, by the server's clock; it says so, and the time counts on."""
    page.wait('performance.now() > 3200')
    for _ in range(4):
        page.run('document.title = "asked"')
        page.tap('form button', button)
        page.wait('document.title !== "asked" && %s' % SENT)
        if not re.search('再看一遍|once more', page.text()):
            break
        page.wait('performance.now() > 1500')
    return page.text()


def by_phone(room, browser, kiosk):
    """1 touch and a scan: notice above the first digit, a number that is too short is said, the ticket on both; the code is used up."""
    guest = journeys.Guest(kiosk).at_home()
    url = code(guest)
    page = open_form(browser, url, '看车选车')
    assert page.run('document.querySelector(".notice").compareDocumentPosition(document.querySelector("#phone")) & 4'), 'the notice stands above the number'
    assert not page.run('[...document.querySelectorAll("input[type=checkbox]")].some(i => i.checked)'), 'nothing is ticked'
    sizes = page.run('[...document.querySelectorAll(".pair button")].map(b => { const r = b.getBoundingClientRect(); return [r.width, r.height]; })')
    assert len(sizes) == 2 and sizes[0] == sizes[1] and sizes[0][1] >= 48, ('without a number is as large a button', sizes)
    page.type('#surname', '欧阳')
    page.tap('.choice label', '女士')
    page.tap('.choice label', '第一次')
    page.type('#phone', '1380013')
    assert '号码' in send(page, '同意'), page.text()
    page.picture(os.path.join(SHOTS, 'form.png'), whole=True)
    page.type('#phone', '8000')
    text = send(page, '同意')
    assert page.run('document.querySelector(".number") !== null'), page.text()
    number = page.run('document.querySelector(".number").innerText')
    assert number == 'W01', text
    kiosk.wait_text(number, 15)
    guest.wait('own.there')
    kiosk.shot(os.path.join(SHOTS, 'ticket.png'))
    page.picture(os.path.join(SHOTS, 'ticket-phone.png'))
    visit = entered(room, number)
    consent = next(c for c in room.export('consent') if c['id'] == visit['consent'])
    assert (visit['number'], visit['surname'], visit['title'], visit['phone'], visit['before']) == (number, '欧阳', 'ms', '+8613800138000', 'first'), visit
    assert consent['method'] == 'page' and consent['purposes'] == ['visit'] and consent['visit'] == visit['id'], consent
    other = browser.page(390, 844, scripts=False)
    other.open(url)
    assert '已经登记好了' in other.text() and '欧阳' not in other.text() and number not in other.text(), other.text()
    other.picture(os.path.join(SHOTS, 'used.png'))
    kiosk.click(guest.say('ticket.done'))


def without_number(room, browser, kiosk):
    """Service by plate, no number left: as welcome; the other button is no smaller road."""
    guest = journeys.Guest(kiosk).at_home()
    page = open_form(browser, code(guest), 'Service', 'en-US')
    page.picture(os.path.join(SHOTS, 'form-en.png'), whole=True)
    page.type('#plate', '沪A12345')
    send(page, 'Not now')
    assert page.run('document.querySelector(".number") !== null'), page.text()
    number = page.run('document.querySelector(".number").innerText')
    kiosk.wait_text(number, 15)
    visit = entered(room, number)
    assert (number, visit.get('phone'), visit.get('plate'), visit['purpose'], visit['lang']) == ('SW02', None, '沪A12345', 'service', 'en'), visit
    kiosk.click(guest.say('ticket.done'))


def no_form(room, browser, kiosk):
    """随便看看: nothing is asked, nobody is rung, and it counts."""
    guest = journeys.Guest(kiosk).at_home()
    page = open_form(browser, code(guest), '随便看看', field='form button')
    assert page.run('document.querySelectorAll("input:not([type=hidden]):not(.trap):not(.trap input), select").length') == 0, page.text()
    text = send(page, '我自己看看')
    number = page.run('document.querySelector(".number").innerText')
    assert '您慢慢看' in text and '不等了' not in text, text
    guest.wait('browse.title', 15)
    assert not kiosk.has(guest.say('ticket.calling')), 'nobody is called'
    visit = entered(room, number)
    assert (visit['purpose'], visit.get('surname'), visit.get('phone')) == ('browse', None, None), visit
    kiosk.click(guest.say('ticket.done'))


def event(room, browser, kiosk):
    """今日活动, with a number and a consent: on the event's list as if they had signed up at the kiosk."""
    guest = journeys.Guest(kiosk).at_home()
    page = open_form(browser, code(guest), '今日活动', field='a.back')
    page.picture(os.path.join(SHOTS, 'events.png'), whole=True)
    page.tap('a.way', '亲子试驾日')
    page.wait('document.readyState === "complete" && document.querySelector("#surname") !== null')
    page.picture(os.path.join(SHOTS, 'event.png'), whole=True)
    page.type('#surname', '诸葛')
    page.type('#phone', '13700137000')
    text = send(page, '同意')
    number = page.run('document.querySelector(".number").innerText')
    assert '报好名了' in text and '亲子试驾日' in text and '10:00–17:30' in text, text
    page.picture(os.path.join(SHOTS, 'event-ticket.png'), whole=True)
    kiosk.wait_text(number, 15)
    guest.wait('ev.joined')
    kiosk.shot(os.path.join(SHOTS, 'event-kiosk.png'))
    visit = entered(room, number)
    assert [(g['visit'], g['phone']) for g in room.export('event_guest') if g.get('surname') == '诸葛'] == [(visit['id'], '+8613700137000')], visit
    assert [c['visit'] for c in room.export('consent') if c['id'] == visit['consent']] == [visit['id']]
    kiosk.click(guest.say('ticket.done'))


def by_both(room, browser, kiosk):
    """The phone gives up and the kiosk goes on; then the phone sends all the same. One visit, and the phone says where it is."""
    guest = journeys.Guest(kiosk).at_home()
    page = open_form(browser, code(guest), '看车选车')
    guest.touch(guest.say('own.here'))
    number = guest.see(phone=False)
    own = entered(room, number)
    assert own.get('own'), own
    count = len(room.export('visit'))
    page.type('#surname', '王')
    text = send(page, '先不留')
    assert '已经登记好了' in text and number not in text, text
    assert len(room.export('visit')) == count, 'one visit'
    kiosk.click(guest.say('ticket.done'))


def by_both_apart(room, browser, kiosk):
    """The kiosk has gone on while the phone finished: the screen comes round to the phone's ticket by itself."""
    guest = journeys.Guest(kiosk).at_home()
    page = open_form(browser, code(guest), '试乘试驾')
    guest.touch(guest.say('own.here'))
    guest.touch(guest.say('tile.see'))
    guest.wait('before.ask')
    send(page, '先不留')
    assert page.run('document.querySelector(".number") !== null'), page.text()
    number = page.run('document.querySelector(".number").innerText')
    kiosk.wait_text(number, 15)
    guest.wait('own.there')
    kiosk.click(guest.say('ticket.done'))


def away(guest, kiosk):
    """What does not work is not offered; a code that stands there goes."""
    guest.wait('own.away', 30)
    assert qr.count(kiosk.shot(os.path.join(SHOTS, 'away.png'))) == 0, 'a code that would not open'
    guest.touch(guest.say('own.here'))
    kiosk.wait(lambda: kiosk.has(guest.say('tile.see')) and not kiosk.has(guest.say('chip.phone')), 10, 'no way to a page that is away')


def restored(room, browser, kiosk):
    """The server burns down after a phone was told its number; its backup is older. The kiosk brings back all of it, once, and nobody gets that number again."""
    disk, paper = (os.path.join(room.desk.dir, name) for name in ('disk', 'paper'))
    os.makedirs(disk)
    with open(paper, 'w', encoding='utf8') as file:
        file.write(re.search(r'(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}', room.ctl('backup', disk, '--daily', '02:30'))[0])
    guest = journeys.Guest(kiosk).at_home()
    last = kept(room)
    page = open_form(browser, code(guest), '看车选车')
    page.type('#surname', '司马')
    page.type('#phone', '13900139000')
    send(page, '同意')
    number = page.run('document.querySelector(".number").innerText')
    kiosk.wait_text(number, 15)
    was = entered(room, number)
    sfui.wait_for(lambda: kept(room) >= last + 2, 20, 'the kiosk keeps it, beside its code')
    kiosk.click(guest.say('ticket.done'))
    guest.at_home()
    code(guest)
    room.kill_server()
    away(guest, kiosk)
    shutil.rmtree(room.data)
    room.ctl('restore', disk, '--passphrase-file', paper)
    assert not [v for v in room.export('visit') if v['id'] == was['id']], 'the backup is older'
    room.start_server()
    sfui.wait_for(lambda: [v for v in room.export('visit') if v['id'] == was['id']], 60, 'the visit that the phone made, from the kiosk')
    assert entered(room, number) == was and was['surname'] == '司马' and was['phone'] == '+8613900139000', (entered(room, number), was)
    assert [c['visit'] for c in room.export('consent') if c['id'] == was['consent']] == [was['id']]
    page.open(page.run('location.href'))
    assert page.run('document.querySelector(".number").innerText') == number, page.text()
    sfui.wait_for(lambda: room.ctl('verify', '--lang', 'en', check=False).startswith('Sound'), 30, 'all of it proven')
    # Whoever comes next has another one.
    guest.at_home()
    kiosk.wait(lambda: kiosk.has(guest.say('chip.phone')), 30, 'the way to the phone again')
    page = open_form(browser, code(guest), '看车选车')
    send(page, '先不留')
    assert page.run('document.querySelector(".number").innerText') != number, page.text()
    today = [v['number'] for v in room.export('visit') if v['day'] == was['day']]
    assert len(set(today)) == len(today), sorted(today)
    kiosk.wait_text(page.run('document.querySelector(".number").innerText'), 15)
    kiosk.click(guest.say('ticket.done'))


def main():
    if not chrome.program():
        print('SKIP: no chromium, no guest used their own phone')
        return 77
    with sfui.Desk() as desk, chrome.Browser() as browser:
        room = showroom.Showroom(desk, public=True, clock=showroom.noon())
        room.prove()
        kiosk = room.kiosk()
        start = {v['id'] for v in room.export('visit')}
        for walk in (by_phone, without_number, no_form, event, by_both, by_both_apart):
            walk(room, browser, kiosk)
        fresh = [v for v in room.export('visit') if v['id'] not in start]
        assert len(fresh) == 6, [(v['number'], v.get('own')) for v in fresh]
        restored(room, browser, kiosk)
    return 0


if __name__ == '__main__':
    sys.exit(main())
