#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reception's board on one tablet, a consultant on another: who waits and for whom, a guest drawn onto a name, a guest given by touch,
and what the rule would have said beside it; the consultant's tablet rings, and nobody has two owners.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import managerweb as web
import sfui
import showroom

SHOTS = os.environ.get('BOARD_SHOTS')


def look(app, name):
    if SHOTS:
        app.shot(os.path.join(SHOTS, name + '.png'))


def centre(app, node):
    """Where an object is on the glass."""
    x, y, w, h = node.call('Component', 'GetExtents', 'u', 1)[0]
    return x + w // 2, y + h // 2


def on_board(app, pattern, role=None):
    return app.wait(lambda: app.find(re.compile(pattern), role=role), 15, lambda: '%s on the board: %s' % (pattern, app.texts()))


def draw(board, guest, name):
    """Draws a guest's row onto a name, once both have come to rest: a ring that begins meanwhile moves the columns down."""
    def places():
        return [centre(board, on_board(board, '^%s ' % guest, 'button')), centre(board, on_board(board, '^%s$' % name))]
    def rest():
        before = places()
        return before if before == places() else None
    board.screen.drag(*board.wait(rest, 15, lambda: 'rows at rest'), 20)


def offers(room, number):
    """The visit with this number: its status, its offers in order."""
    visit = next(v for v in room.export('visit') if v['number'] == number)
    status = next(s for s in room.export('visit_status') if s['visit'] == visit['id'])
    return status, sorted((a for a in room.export('assignment') if a['visit'] == visit['id']), key=lambda a: a['turn'])


def given(room, number):
    """Waits until the offer by hand is shown and sounded where it belongs; an answer to the one before would come too late. The offer."""
    def last():
        offer = offers(room, number)[1][-1]
        return offer if offer.get('why') == 'given' and offer['state'] == 'acked' else None
    return sfui.wait_for(last, 15, 'the offer by hand')


def beside(board, way, word, back):
    """While it rings, what a colleague has before them on the page behind @way stays in sight: its @word stands below the card."""
    board.click(way, role='button')
    board.wait_text(word)

    def below():
        ring, row = (board.find(*found).call('Component', 'GetExtents', 'u', 1)[0] for found in ((re.compile('马上过去'), 'button'), (word, 'label')))
        return row[1] >= ring[1] + ring[3]
    board.wait(below, 10, lambda: '%s below the ring' % word)
    look(board, 'ring-' + word)
    board.click(back, role='button')
    on_board(board, '^等候 [0-9]+$')


def walk(room, board, tablet, kiosk, desk_person, wang):
    ids = {c['staff_no']: c['id'] for c in room.export('consultant')}
    guest = journeys.Guest(kiosk).at_home()
    guest.see(phone=False)
    number = guest.number()
    on_board(board, '^%s .*%s' % (number, wang['name']), 'button')                # the rule calls the only one who is free
    look(board, 'waiting')

    # Drawn onto another name.
    draw(board, number, desk_person['name'])
    last = given(room, number)
    assert last['consultant'] == ids[desk_person['staff_no']] and last['auto'] == ids[wang['staff_no']], last
    look(board, 'drawn')
    beside(board, '＋ 来客', '来意', '取消')
    beside(board, re.compile('^%s ' % number), '换顾问', '上一步')
    board.click('马上过去', exact=False)
    on_board(board, '^%s .*%s' % (number, desk_person['name']), 'button')
    on_board(board, '^接待中 1$')
    look(board, 'served')

    # Given by touch, without any drawing: keyboards and accessibility come this way.
    board.click(re.compile('^%s ' % number), role='button')
    board.wait_text('换顾问')
    look(board, 'visit')
    board.click(wang['name'], role='button')
    tablet.click('马上过去', exact=False, seconds=15)
    tablet.wait(lambda: tablet.find('离店登记', role='button'))
    status, all_offers = offers(room, number)
    assert status['consultant'] == ids[wang['staff_no']], status
    assert [a['state'] for a in all_offers].count('accepted') == 1 and not [a for a in all_offers if a['state'] in ('offered', 'acked')], all_offers
    on_board(board, '^%s .*%s' % (number, wang['name']), 'button')
    look(board, 'given')


def by_hand(room, board, tablet, wang):
    """＋来客: five touches at the desk, and the one whose turn it is rings."""
    before = {v['id'] for v in room.export('visit')}
    board.click('＋ 来客', role='button')
    touches = 0
    for word in ('看车选车', '首次到店', re.compile('S7'), '先生', '按顺位'):
        board.click(word, exact=not isinstance(word, str) or word != '按顺位')
        touches += 1
    on_board(board, '^等候 1$')
    assert touches == 5, touches
    made = sfui.wait_for(lambda: [v for v in room.export('visit') if v['id'] not in before], 15, 'the guest on the server')
    assert [(v['purpose'], v['before'], v['title'], len(v['models'])) for v in made] == [('see', 'first', 'mr', 1)], made
    tablet.click('马上过去', exact=False, seconds=15)
    showroom.end_visit(tablet)
    on_board(board, '^接待中 0$')
    print('a guest by hand: %d touches' % touches)


def from_paper(room, board):
    """补录: yesterday's guest counts yesterday, is marked so, and rings nobody."""
    before, rung = {v['id'] for v in room.export('visit')}, len(room.export('assignment'))
    board.click('＋ 来客', role='button')
    board.click('看车选车')
    board.click('补录（纸质）')
    board.wait_text('哪天')
    days = [n.name for n in board.nodes() if re.match('[0-9]+月[0-9]+日', n.name) and n.role != 'label']
    board.click(days[1])                                    # the first is today
    board.click('10:00')
    look(board, 'paper')
    board.click('登记', role='button')
    on_board(board, '^等候 0$')
    made = sfui.wait_for(lambda: [v for v in room.export('visit') if v['id'] not in before], 15, 'the paper on the server')[0]
    status = next(s for s in room.export('visit_status') if s['visit'] == made['id'])
    assert made['late'] == 1 and made['number'].startswith('L') and status['state'] == 'left' and status['day'] == made['day'] < made_today(room), (made, status)
    assert len(room.export('assignment')) == rung, 'paper rings nobody'


def made_today(room):
    return max(v['day'] for v in room.export('visit'))


class Page:
    """The manager's page of clashes as a browser has it, without the browser."""

    def __init__(self, room, boss):
        self.room, self.cookie = room, web.sign_in(room.url, boss['staff_no'], boss['pin'])

    def read(self, query=''):
        status, _, body = web.fetch(self.room.url + '/m/clashes?lang=zh_CN' + query, headers={'Cookie': self.cookie})
        assert status == 200, status
        return body.decode()

    def decide(self, verb, why):
        """Where the answer leads."""
        form = {n: re.search('name="%s" value="([^"]+)"' % n, self.open)[1] for n in ('form', 'id')}
        status, headers, _ = web.fetch(self.room.url + '/m/clashes?lang=zh_CN', dict(form, verb=verb, why=why), {'Cookie': self.cookie, 'Origin': self.room.url})
        assert status == 303, status
        return headers['Location']


def clash(room, board, tablet, kiosk, desk_person, wang, boss):
    """Wang's customer is received by the desk: both see it, the manager decides once, with a reason."""
    def come():
        guest = journeys.Guest(kiosk).at_home()
        guest.see(surname='周')
        return guest.number()

    come()
    tablet.click('马上过去', exact=False, seconds=15)
    showroom.end_visit(tablet)
    tablet.click('暂离', exact=False)
    number = come()
    board.wait(lambda: board.find(re.compile('马上过去'), 'button'), 15)              # nobody else is free: the desk rings itself
    draw(board, number, desk_person['name'])
    given(room, number)
    board.click('马上过去', exact=False)
    for app in (board, tablet):
        app.wait_text('撞单 1', 15)
    assert not kiosk.has('撞单') and not kiosk.has('归属'), 'the guest never notices'
    tablet.click('锁屏')
    tablet.click('换一位同事')
    tablet.click(boss['name'], exact=False)
    for digit in boss['pin']:
        tablet.click(digit)
    page = Page(room, boss)
    page.open = page.read()
    assert '等您裁定' in page.open and '归属王芳' in page.open and '等您裁定' in web.fetch(room.url + '/m/?lang=zh_CN', headers={'Cookie': page.cookie})[2].decode()
    assert page.decide('keep', '').endswith('said=clash.why') and '请写明理由' in page.read('&said=clash.why')
    tablet.wait_text('等您裁定', 15)
    tablet.click('去看')
    tablet.wait_text('保护到')
    look(tablet, 'clash')
    move = re.compile('^改归')
    assert not tablet.find(move, 'button').has_state('sensitive'), 'nothing is decided without a reason'
    tablet.click('客户点名')
    tablet.click(move, role='button')
    sfui.wait_for(lambda: [c['state'] for c in room.export('clash')] == ['moved'], 15, 'the decision')
    ids = {c['staff_no']: c['id'] for c in room.export('consultant')}
    decided = room.export('clash')[0]
    owner = next(c for c in room.export('customer') if c['id'] == decided['customer'])['owner']
    assert owner == ids[desk_person['staff_no']] and decided['why'] == '客户点名', (owner, decided)
    look(tablet, 'decided')
    # The page was still open: it is decided once, and the page says how.
    assert page.decide('keep', '改主意了').endswith('said=clash.decided')
    told = page.read('&said=clash.decided')
    assert '已经裁定过' in told and '客户点名' in told and 'value="keep"' not in told
    assert room.export('clash') == [decided], 'nothing changed'


def help_is_none(tablet, kiosk):
    """请人帮忙: a row of the day, and no party."""
    tablet.click('今天')
    told = re.compile('^今天到店 [1-9][0-9]*批$')
    before = tablet.wait(lambda: next((text for text in tablet.texts() if told.match(text)), None), 15)
    journeys.Guest(kiosk).at_home()
    kiosk.click('请人帮忙')
    tablet.wait_text('请人帮忙', 15)
    assert [text for text in tablet.texts() if told.match(text)] == [before], (before, tablet.texts())


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        room.ctl('setting', 'ring.first_s', '120')           # none of these guests is one whom nobody comes for
        staff = showroom.demo_staff()
        wang, desk_person, boss = staff[1], next(p for p in staff if 'reception' in p['skills']), next(p for p in staff if p['title'] == '销售经理')
        board, tablet = room.tablet(), room.tablet()
        showroom.sign_in(board, desk_person)
        on_board(board, '^等候 0$')                          # reception's day begins with the board
        showroom.sign_in(tablet, wang)
        tablet.wait_text('今天要联系')                        # a consultant's with their own
        kiosk = room.kiosk()
        walk(room, board, tablet, kiosk, desk_person, wang)
        showroom.end_visit(tablet)
        on_board(board, '^接待中 0$')
        by_hand(room, board, tablet, wang)
        from_paper(room, board)
        clash(room, board, tablet, kiosk, desk_person, wang, boss)
        help_is_none(tablet, kiosk)


if __name__ == '__main__':
    main()
