#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole day with guests whose names, numbers, plates and notes appear nowhere else, in the real programs: kiosk, tablet, screen,
server, phone page, tool, manager's page. Sought as bytes:

- in every log and everything the programs print: never, also not when they refuse or fail;
- in the kiosk's files once a verified backup holds its visits: gone;
- in every file of the server and of all devices after the manager pressed "delete everything" and the devices asked again: gone.

What the three programs hold in memory leaves no core file.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import managerweb
import sfui
import showroom

journeys.PHONE = '13977313977'
PHONE, PLATE, NOTE, NAME, BOOKED = '13977313977', '7X9Z6', '想要白色内饰的备注金丝雀', '亓官', '澹台'
CANARIES = {name: text.encode() for name, text in
            {'phone': PHONE, 'plate': PLATE, 'note': NOTE, 'name': NAME, 'booked name': BOOKED}.items()}
AGENT = {'User-Agent': 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36', 'Accept-Language': 'zh-CN'}


def said(folder, only=None):
    """{canary: [files]} below a folder."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(top, name)
            if os.path.islink(path) or not os.path.isfile(path) or (only and not only(path)):
                continue
            with open(path, 'rb') as file:
                data = file.read()
            for what, text in CANARIES.items():
                if text in data:
                    found.setdefault(what, []).append(os.path.relpath(path, folder))
    return found


def post(url, path, fields, cookie=None):
    headers = dict(AGENT, Origin=url, **({'Cookie': cookie} if cookie else {}))
    return managerweb.fetch(url + path, fields, headers)


class Hand:
    """A second tablet by hand: pushes bodies."""

    def __init__(self, room, folder):
        self.process = subprocess.Popen([os.environ.get('SHOWFLOOR_HAND', os.path.join(showroom.build_dir(), 'tests/integration/hand-device')), room.data, room.url, 'tablet', 'hand'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(os.path.join(folder, 'hand.log'), 'wb'), text=True,
                                        env=dict(os.environ, SHOWFLOORCTL=sfui.program('showfloorctl'), SHOWFLOOR_SERVER=sfui.program('showfloor-server')))
        self.id = self.process.stdout.readline().strip()

    def push(self, kind, verb, record, by, data):
        body = json.dumps({'k': '%s.%s' % (kind, verb), 'id': record, 'v': 1, 'by': by, 'd': data}, ensure_ascii=False)
        self.process.stdin.write(body + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def uuid():
    with open('/proc/sys/kernel/random/uuid') as file:
        return file.read().strip()


def status_of(room, visit):
    return next(s for s in room.export('visit_status') if s['visit'] == visit['id'])


def guests(room, kiosk, tablet, hand):
    """Sales with a number, service with a plate; a colleague's note and the name learned; one met again."""
    number = journeys.Guest(kiosk).at_home().see(phone=True)
    tablet.click('马上过去', seconds=20)
    kiosk.wait(lambda: kiosk.find('好了', exact=True), 15)
    kiosk.click('好了')
    journeys.Guest(kiosk).at_home().service(plate='Q' + PLATE)
    kiosk.click('好了')
    visit = next(v for v in sfui.wait_for(lambda: (lambda all: all if len(all) > 1 else None)([v for v in room.export('visit') if v.get('phone') or v.get('plate')]), 20, 'the visits')
                 if v.get('phone', '').endswith(PHONE))
    consultant = room.export('consultant')[0]['id']
    now, day = int(time.time() * 1000), visit['day']
    told = hand.push('outcome', 'create', uuid(), consultant, {'visit': visit['id'], 'consultant': consultant, 'day': day, 'result': 'considering', 'level': 'A',
                                                               'surname': NAME, 'title': 'mr', 'note': NOTE, 'at': now})
    assert told == '200 ok', told
    told = hand.push('follow_up', 'create', uuid(), consultant, {'consultant': consultant, 'visit': visit['id'], 'due': day, 'state': 'open', 'note': NOTE})
    assert told == '200 ok', told
    # What is refused and what is set aside must not be told to a log either.
    hand.push('visit', 'patch', visit['id'], consultant, {'surname': NAME, 'phone': '+86' + PHONE})
    hand.push('customer', 'patch', status_of(room, visit)['customer'], consultant, {'surname': NAME * 40, 'last_note': NOTE})
    hand.push('no_such_kind', 'create', uuid(), consultant, {'surname': NAME, 'phone': PHONE})
    tablet.click('客户')
    tablet.type('姓、号码后几位，或车牌', PHONE[-4:])
    tablet.wait_text(PHONE[-4:], 15)
    return visit, number


def surname(room, visit):
    return next(c for c in room.export('customer') if c['id'] == status_of(room, visit)['customer']).get('surname')


def two_values(room, tablet, visit):
    """The door heard one name, a colleague's tablet another that had not read it: both stand there, one press chooses, one undoes."""
    tablet.type('姓、号码后几位，或车牌', '')
    tablet.wait_text('两个版本', 15)
    tablet.wait_text(NAME)
    tablet.shot(os.path.join(os.environ.get('SHOTS', room.desk.dir), 'two.png'))
    tablet.click('以这个为准, 王')
    sfui.wait_for(lambda: surname(room, visit) == '王', 15, 'the value that was chosen')
    tablet.wait_text('已选定：王')
    tablet.shot(os.path.join(os.environ.get('SHOTS', room.desk.dir), 'two-settled.png'))
    tablet.click('撤销')
    sfui.wait_for(lambda: surname(room, visit) == NAME, 15, 'the value as it was')
    tablet.wait_text('两个版本')
    states = [t['state'] for t in room.export('two_values')]
    assert states == ['open'], states


def booking(room, address, visit):
    """From the ticket's own page: a test drive, wrong and right; what is typed wrong comes back to who typed it and goes nowhere."""
    slug = next(l for l in room.export('link') if l.get('visit') == visit['id'])['slug']
    page = '/c/%s' % slug
    form = managerweb.fetch(address + page + '/book', headers=AGENT)[2].decode()
    token = re.search(r'name="t" value="([^"]*)"', form)[1]
    day = re.search(r'min="(\d{4}-\d\d-\d\d)"', form)[1]
    opened = time.monotonic()
    sfui.wait_for(lambda: time.monotonic() - opened > 3.2, 10, 'the time a person takes to fill in a form')
    fields = {'t': token, 'model': '', 'day': day, 'time': '', 'surname': BOOKED, 'title': 'ms', 'phone': PHONE, 'website': ''}
    assert post(address, page + '/book', fields)[0] == 303
    assert any(t.get('surname') == BOOKED for t in room.export('follow_up'))
    return page


def tools(room):
    """The tool, right and wrong: the number goes into no message."""
    copy = json.loads(room.ctl('person', 'export', '--phone', PHONE))
    kinds = {r['kind'] for r in copy['records']}
    assert {'customer', 'visit', 'consent', 'outcome', 'follow_up', 'link'} <= kinds, kinds
    text = json.dumps(copy, ensure_ascii=False)
    assert all(c in text for c in (PHONE, NOTE, NAME, BOOKED)), 'the copy is whole'
    for words in (['person', 'export', '--phone', PHONE + '0000'], ['person', 'erase', NAME], ['person', 'export', PHONE], ['export', NOTE]):
        done = subprocess.run([sfui.program('showfloorctl'), '--data', room.data, *words], capture_output=True, text=True)
        assert done.returncode and not any(c in done.stderr + done.stdout for c in (PHONE, NAME, NOTE)), (words, done)
    assert 'customer' in room.ctl('person', 'erase', '--phone', PHONE)
    assert 'quarantine' in room.ctl('retention')


def private_memory(*processes):
    """No core file, whatever the machine's own setting says."""
    for process in processes:
        with open('/proc/%d/limits' % process.pid) as file:
            line = next(l for l in file if l.startswith('Max core file size'))
        assert line.split()[4:6] == ['0', '0'], line


def manager(room):
    return managerweb.sign_in(room.url, '1004', '9173')        # of the demo's staff list


def form_token(text):
    return re.search(r'name="form" value="([^"]*)"', text)[1]


def erase(room, cookie, page, address):
    """The guest asks on the page; the manager sees it with its day, looks at everything, and presses once."""
    text = managerweb.fetch(address + page + '/data', headers=AGENT)[2].decode()
    token = re.findall(r'name="t" value="([^"]*)"', text)[-1]
    assert post(address, page + '/erase', {'t': token, 'website': ''})[0] == 303
    assert '最迟' in managerweb.fetch(address + page + '/data', headers=AGENT)[2].decode()
    assert room.ctl('person', 'requests').count('erase') == 1
    if os.environ.get('SHOTS'):
        pictures(room, cookie, address + page, os.environ['SHOTS'])
    text = managerweb.fetch(room.url + '/m/privacy?lang=zh_CN', headers={'Cookie': cookie})[2].decode()
    assert '删除信息' in text and '前办好' in text, text
    about = re.search(r'name="about" value="([^"]*)"', text)[1]
    answer = re.search(r'name="act" value="answer"><input type="hidden" name="id" value="([^"]*)"', text) or re.search(r'name="id" value="([^"]*)"', text)
    status, _, body = post(room.url, '/m/person?lang=zh_CN', {'form': form_token(text), 'about': about}, cookie)
    whole = body.decode()
    assert status == 200 and all(c in whole for c in (NOTE, NAME, BOOKED)) and '139 7731 3977' in whole, whole[:2000]
    status, headers, body = post(room.url, '/m/person.json?lang=zh_CN', {'form': form_token(text), 'about': about}, cookie)
    assert status == 200 and PHONE in body.decode() and 'attachment' in headers['Content-Disposition'], headers
    assert post(room.url, '/m/privacy', {'form': 'x', 'act': 'answer', 'id': answer[1], 'state': 'done'}, cookie)[0] == 403
    assert post(room.url, '/m/privacy', {'form': form_token(text), 'act': 'answer', 'id': answer[1], 'state': 'done'}, cookie)[0] == 303
    assert '已于' in managerweb.fetch(address + page + '/data', headers=AGENT)[2].decode()


def pictures(room, cookie, guest_page, shots):
    """For looking at: SHOTS=folder."""
    import chrome
    with chrome.Browser() as browser:
        for lang in ('zh_CN', 'zh_TW', 'en'):
            text = managerweb.fetch(room.url + '/m/privacy?lang=' + lang, headers={'Cookie': cookie})[2].decode()
            pages = {'privacy': text, 'person': post(room.url, '/m/person?lang=' + lang, {'form': form_token(text), 'phone': PHONE}, cookie)[2].decode()}
            tab = browser.page(390, 844, lang=lang.replace('_', '-'))
            tab.open(guest_page + '/data?lang=' + lang)
            tab.picture(os.path.join(shots, 'data-%s.png' % lang), whole=True)
            style = managerweb.fetch(room.url + '/m/style.css')[2].decode()
            for name, page in pages.items():
                path = os.path.join(shots, '%s-%s.html' % (name, lang))
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(re.sub(r'<link[^>]*>', '<style>%s</style>' % style, re.sub(r'<meta[^>]*Content-Security[^>]*>', '', page)))
                tab = browser.page(1280, 900, lang=lang.replace('_', '-'))
                tab.open('file://' + path)
                tab.picture(os.path.join(shots, '%s-%s.png' % (name, lang)), whole=True)


def main():
    outside = tempfile.mkdtemp(prefix='sf-privacy-')
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk, public=True)
        address = room.prove()
        tablet, kiosk = room.tablet(), room.kiosk()
        display = room.app('display', desk.screen(1920, 1080))
        showroom.sign_in(tablet, showroom.demo_staff()[0])
        hand = Hand(room, desk.dir)
        visit, _ = guests(room, kiosk, tablet, hand)
        two_values(room, tablet, visit)
        page = booking(room, address, visit)
        tools(room)
        private_memory(room.server, kiosk.process, tablet.process, display.process)
        assert set(said(kiosk.data)) == {'phone', 'plate'}, said(kiosk.data)
        assert {'phone', 'note', 'name'} <= set(said(tablet.data)), said(tablet.data)

        room.ctl('backup', outside)
        kiosk.stop()
        kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
        sfui.wait_for(lambda: not said(kiosk.data), 60, lambda: 'a kiosk that forgot: %s' % said(kiosk.data))
        assert said(room.data), 'the server has it'

        cookie = manager(room)
        erase(room, cookie, page, address)
        # The service guest with the plate asks in person: found by the visit.
        plate = next(v for v in room.export('visit') if PLATE in v.get('plate', ''))
        room.ctl('person', 'erase', plate['id'], '--yes')
        hand.close()
        tablet.stop()
        tablet = room.app('tablet', tablet.screen, data=tablet.data, pair=False)
        sfui.wait_for(lambda: not said(desk.dir), 60, lambda: 'everything forgotten: %s' % said(desk.dir))
        logs = [os.path.join(top, n) for top, _, names in os.walk(desk.dir) for n in names if n.endswith('.log')]
        assert len(logs) >= 4, logs
        for app in (tablet, kiosk, display):
            app.stop()
        room.stop_server()
        assert not said(desk.dir), said(desk.dir)
    subprocess.run(['rm', '-r', outside], check=True)
    print('a day of canaries: in no log, off the kiosk once safe, erased from every file')


if __name__ == '__main__':
    main()
