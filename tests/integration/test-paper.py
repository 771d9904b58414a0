#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ticket on paper and what is asked after it, with the real kiosk, tablet, manager's page and a printer in a process of its own.

No printer, no button. What comes out carries the very code that is on the glass, and "it is below" stands there only after the printer said
so. Without paper the guest keeps the ticket on the glass, the tablet and the manager's page say which kiosk wants paper. Wishes are one
touch each and reach the tablet; nothing is asked while the server is away. Printing goes on without it, without a code.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import managerweb
import paperprinter
import qr
import sfui
import showroom

def wishes(room, kiosk, tablet, guest):
    """One touch each; on the tablet when the visit is looked at, and taken back by touching again."""
    assert not kiosk.has(guest.say('ticket.heard')), 'the last question comes last'
    kiosk.click(guest.say('drink.tea'))
    guest.wait('ticket.heard')
    kiosk.click('3', exact=True)
    kiosk.click(guest.say('need.child'))
    kiosk.click(guest.say('need.wheel'))
    kiosk.click('路过')

    def said(**want):
        return lambda: [w for w in room.export('visit_wish') if all(w.get(k) == v for k, v in want.items())]
    sfui.wait_for(said(drink='tea', heads=3, child=1, wheelchair=1, heard='pass'), 10, 'the wishes on the server')
    tablet.wait(lambda: tablet.has('绿茶') and tablet.has('一行3人') and tablet.has('带着小朋友'), 10, lambda: 'the wishes on the tablet: %s' % tablet.texts())
    kiosk.click(guest.say('drink.coffee'))
    kiosk.click(guest.say('need.wheel'))
    sfui.wait_for(said(drink='coffee', heads=3, child=1, wheelchair=0), 10, 'the changed wishes')
    assert len(room.export('visit_wish')) == 1, 'one record of one guest'


def prints(printer, kiosk, guest, shots):
    code = qr.on_glass(kiosk, shots + '/ticket.png')
    kiosk.click(guest.say('ticket.print'))
    guest.wait('ticket.printed')
    assert printer.heard() == 'cut 1'
    assert qr.read(printer.out) == code, 'the code on paper is the code on the glass'
    assert not kiosk.find(guest.say('ticket.print'), exact=True), 'printed once'


def narrow(room, printer):
    """Another place or paper is asked anew; the same again changes nothing. (And the desk wants slips from here on: heard before the paper is.)"""
    assert room.ctl('setting', 'ticket.slip', '1').split()[:2] == ['ticket.slip', '1']
    for _ in range(2):
        room.ctl('printer', 'kiosk 1', printer.place, '--paper', '58')
        sfui.wait_for(lambda: ' 58, Ready' in room.ctl('printer'), 10, 'the printer with the narrow roll')


def fails(room, printer, kiosk, tablet, guest, shots):
    """Every way in which nothing comes out: the same sentence, the number stays, somebody is told what to do."""
    for mode, what in (('empty', '没纸了'), ('open', '盖子开着'), ('jam', '卡纸了'), ('mute', '没有反应')):
        printer.be(mode)
        kiosk.click(guest.say('ticket.print'))
        kiosk.wait(lambda: kiosk.has(guest.say('err.print')) and kiosk.find(guest.say('ticket.print'), exact=True), 20)
        assert not kiosk.has(guest.say('ticket.printed')), mode
        assert journeys.NUMBER.match(guest.number())
        tablet.wait_text('小票打印机' + what, 15)
    kiosk.shot(shots + '/no-paper.png')
    tablet.shot(shots + '/told.png')
    url = 'https://127.0.0.1:%d' % room.port
    page = managerweb.fetch(url + '/m/?lang=zh_CN', headers={'Cookie': managerweb.sign_in(url, '1004', '9173')})[2].decode()
    assert '小票打印机没有反应' in page, 'on the manager\'s page'
    assert 'Not answering' in room.ctl('printer')
    printer.be('ready')
    kiosk.click(guest.say('ticket.print'))
    guest.wait('ticket.printed')
    assert printer.heard() == 'cut 2'
    with open(printer.out, 'rb') as picture:
        assert picture.read(7) == b'P4\n384 ', 'drawn for the narrow roll'
    tablet.wait(lambda: not tablet.has('小票打印机'), 15, 'nothing is the matter any more')


def away(room, printer, kiosk, tablet, guest, shots):
    """Without server and tablets: the number on paper, no code, and nobody is asked what nobody could bring."""
    tablet.kill()
    room.kill_server()
    guest.at_home()
    guest.see(phone=False)
    guest.wait('off.title', 20)
    assert printer.heard() == 'cut 3' and qr.count(printer.out) == 0, 'a slip for the desk, by itself and once'
    kiosk.wait(lambda: not kiosk.has(guest.say('ticket.drink')), 5, 'no drink that nobody hears of')
    kiosk.click(guest.say('ticket.print'))
    guest.wait('ticket.printed')
    assert printer.heard() == 'cut 4' and qr.count(printer.out) == 0, 'a code that opens nothing'
    kiosk.shot(shots + '/away.png')


def main():
    with sfui.Desk() as desk:
        room, shots = showroom.Showroom(desk, public=True), desk.dir
        room.prove()
        printer = paperprinter.Printer(os.path.join(desk.dir, 'paper.pbm'))
        kiosk, tablet = room.kiosk(env={'SHOWFLOOR_IDLE': '600,600,600,15'}), room.tablet()
        staff = showroom.demo_staff()
        showroom.sign_in(tablet, staff[0])
        guest = journeys.Guest(kiosk).at_home()
        guest.see(phone=False)
        assert not kiosk.find(guest.say('ticket.print'), exact=True), 'no printer, no button'
        for wrong in (('printer', 'kiosk 1', 'file:/etc/passwd'), ('printer', 'kiosk 9', printer.place), ('setting', 'ticket.skip4', '2'), ('setting', 'no.such', '1')):
            assert 'showfloorctl' in room.ctl(*wrong, check=False, errors=True), wrong
        assert room.ctl('setting', 'ticket.skip4', '0').split()[:2] == ['ticket.skip4', '0'] and ' 20 ' in room.ctl('setting')
        room.ctl('printer', 'kiosk 1', printer.place)
        guest.wait('ticket.print')
        wishes(room, kiosk, tablet, guest)
        prints(printer, kiosk, guest, shots)
        guest.at_home()
        narrow(room, printer)
        guest.see(phone=False)
        fails(room, printer, kiosk, tablet, guest, shots)
        away(room, printer, kiosk, tablet, guest, shots)
        printer.close()


if __name__ == '__main__':
    main()
