#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The card on the tablet, the code on the ticket, the name on the wall, in real windows; codes are read by zbar from the glass.

Before the public address is proven there is no code that leads there anywhere; afterwards the page of the card and of the
ticket open, and what was scanned is told on the tablet. No wall says a name before the guest said yes.
"""
import os
import re
import sys
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import ear
import journeys
import qr
import sfui
import showroom

PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1'


def visit(url):
    """What a visitor's phone gets."""
    request = urllib.request.Request(url, headers={'User-Agent': PHONE, 'Accept-Language': 'zh-CN'})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return reply.read().decode('utf-8')


def cards(room, tablet, shots, person):
    """One code at a time; none of the page before the proof."""
    tablet.click('我的名片')
    tablet.wait_text('通讯录')
    card = next(c for c in room.export('card') if c['social_url'].endswith(person['staff_no'] + 'demo'))
    social = qr.on_glass(tablet, shots + '/social.png')
    assert social == card['social_url'], social
    tablet.click('名片页')
    tablet.wait_text('名片页还没在客户的手机上试过')
    assert qr.count(tablet.shot(shots + '/page-none.png')) == 0, 'a code of a page that nobody can open'
    tablet.click('通讯录')
    vcard = sfui.wait_for(lambda: (lambda t: t if t and t.startswith('BEGIN:VCARD') else None)(qr.read(tablet.shot(shots + '/vcard.png'))), 10, 'the vCard')
    lines = vcard.split('\r\n')
    assert 'FN:' + person['name'] in lines and 'TEL;TYPE=CELL,WORK:' + card['phone'] in lines and lines[1] == 'VERSION:3.0', vcard
    tablet.click('放大给客户看')
    tablet.wait(lambda: tablet.has('点一下返回') and not tablet.has('本周打开'))
    assert qr.on_glass(tablet, shots + '/large.png') == vcard
    tablet.click('点一下返回', role='button')
    tablet.wait_text('本周打开')
    assert not room.export('link'), 'a link that nobody can open'


def page(room, tablet, shots, person):
    """Proven: the page's code is this tablet's link; a phone opens it, and the tablet says so."""
    tablet.click('名片页')
    url = sfui.wait_for(lambda: (lambda t: t if t and t.startswith('HTTP://') else None)(qr.read(tablet.shot(shots + '/page.png'))), 20, 'the code of the page')
    links = sfui.wait_for(lambda: room.export('link'), 10, 'the link on the server')
    assert len(links) == 1 and links[0]['channel'] == 'tablet' and url.endswith('/C/' + links[0]['slug']), (url, links)
    assert person['name'] in visit(url)
    tablet.wait_text('打开', 15)
    tablet.wait(lambda: tablet.has('1', exact=True), 10, lambda: 'opened once this week; %s' % tablet.texts())
    tablet.click('今天')
    return url


def ticket(room, kiosk, tablet, shots, person):
    """The ticket's code opens the ticket with the card of who accepted, and the scan is told with its number."""
    guest = journeys.Guest(kiosk).at_home()
    number = guest.regular(person['name'])
    tablet.click('马上过去', seconds=20)
    kiosk.wait_text(guest.say('ticket.coming', name=person['name']))
    kiosk.wait_text('扫码加顾问微信')
    url = qr.on_glass(kiosk, shots + '/ticket.png')
    link = next(l for l in room.export('link') if l['channel'] == 'ticket')
    assert url.endswith('/C/' + link['slug']) and link['visit'], (url, link)
    text = visit(url)
    assert number in text and person['name'] in text, text
    tablet.wait_text(re.compile('有人打开了您的名片.*' + number), 15)
    tablet.shot(shots + '/scan.png')
    tablet.click('知道了')
    tablet.wait(lambda: not tablet.has('有人打开了您的名片'))
    kiosk.click('好了')
    return number


def wall(room, display, tablet, shots, number):
    """Asked once: without a yes the number, with it the name."""
    tablet.click('大屏')
    tablet.wait_text('可以把您的称呼显示在大屏上吗')
    tablet.click('不用，只显示' + number)
    display.wait_text(number, 10)
    assert not [text for text in display.texts() if '王' in text], 'a name without consent'
    assert not [c for c in room.export('consent') if 'welcome' in c['purposes']]
    tablet.wait_text('已经在大屏上')
    tablet.click('可以，欢迎王先生')
    display.wait_text('王先生', 10)
    display.shot(shots + '/welcome.png')
    consents = sfui.wait_for(lambda: [c for c in room.export('consent') if 'welcome' in c['purposes']], 10, 'the consent')
    pushes = [p for p in room.export('push') if p.get('guest')]
    assert len(consents) == 1 and consents[0]['method'] == 'spoken', consents
    assert [p['consent'] for p in pushes] == [consents[0]['id']], pushes
    tablet.wait_text('客人已经同意把称呼显示在大屏上')
    tablet.click('收回')
    display.wait(lambda: not display.has('王先生'), 10)


def call(room, kiosk, display, tablet, shots):
    """A service guest is called by number, on the wall, to a place; never by name."""
    number = journeys.Guest(kiosk).at_home().service()
    tablet.click('好了')
    tablet.wait_text(number, 20)
    rows = sfui.wait_for(lambda: (lambda found: found if len(found) == 2 else None)([n for n in tablet.nodes() if n.name == '大屏']), 10, 'two guests')
    rows[1].act()
    tablet.wait_text('叫%s号' % number)
    tablet.click('维修接待处')
    tablet.click('叫%s号' % number)
    display.wait_text(re.compile(number + '.*维修接待处'), 10)
    heard = display.ear.seconds
    sfui.wait_for(lambda: heard() > ear.CHIME - 0.1, 20, 'the chime of the call')
    with open(display.ring_log, encoding='utf-8') as log:    # twice, six seconds apart
        begun = [float(line.split()[0]) for line in log]
    assert heard() < ear.CHIME * len(begun) + 0.1 and len(begun) <= 2 and display.ear.loudest() > 0.6, (begun, heard())
    display.shot(shots + '/call.png')


def away(room, kiosk, tablet, shots, url, person):
    """The server gone: the tablet still shows every code, the ticket none."""
    room.kill_server()
    tablet.click('我的名片')
    tablet.click('名片页')
    sfui.wait_for(lambda: qr.read(tablet.shot(shots + '/away.png')) == url, 10, 'the code of the page without the server')
    tablet.kill()                                           # else the kiosk rings it by itself (test-direct.py)
    guest = journeys.Guest(kiosk).at_home()
    guest.regular(person['name'])
    guest.wait('off.title', 20)
    assert qr.count(kiosk.shot(shots + '/ticket-away.png')) == 0, 'a code without the server'
    guest.wait('ticket.qr.none')


def main():
    with sfui.Desk() as desk:
        shots = os.environ.get('SHOTS', desk.dir)
        room = showroom.Showroom(desk, public=True)
        person = showroom.demo_staff()[0]
        tablet = room.tablet()
        showroom.sign_in(tablet, person)
        cards(room, tablet, shots, person)
        kiosk = room.kiosk()
        room.prove()
        url = page(room, tablet, shots, person)
        number = ticket(room, kiosk, tablet, shots, person)
        by_display, rung = ear.Ear(os.path.join(desk.dir, 'display.sound')), os.path.join(desk.dir, 'display-ring.log')
        display = room.app('display', desk.screen(1920, 1080), env={'SHOWFLOOR_RING_LOG': rung, **by_display.env})
        display.ear, display.ring_log = by_display, rung
        wall(room, display, tablet, shots, number)
        call(room, kiosk, display, tablet, shots)
        display.stop()
        away(room, kiosk, tablet, shots, url, person)
    print('card, ticket and wall: every code read from the glass')


if __name__ == '__main__':
    main()
