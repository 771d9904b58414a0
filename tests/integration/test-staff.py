#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff corner of a kiosk: five touches in the upper left corner, the house's PIN, how the kiosk is; a wrong PIN counts across a kill,
five of them lock it; without a PIN nobody gets in; no log holds what was typed. Behind it: a ticket of the printer's and what it says when there is
no paper, what the camera sees, the log onto a stick and nothing of a guest in it, unpairing that loses nothing unsaid and is known to the server at once.

    test-staff.py [FOLDER FOR PICTURES]
"""
import glob
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import paperprinter
import sfui
import showroom
from words import Words

SAY = Words('zh_CN')
PIN, WRONG = '480913', '480914'
CAMERA = 'gst:videotestsrc is-live=true ! video/x-raw,width=640,height=480'


def corner(kiosk):
    kiosk.wait(lambda: kiosk.has(SAY('attract.touch')) or kiosk.has(SAY('tile.see')), 30)
    for _ in range(5):
        kiosk.screen.touch(40, 40)
    kiosk.wait_text(SAY('st.title'))


def enter(kiosk, pin):
    for digit in pin:
        kiosk.click(digit)
    kiosk.click(SAY('st.enter'))


def knows_a_pin(kiosk):
    """One wrong try, once the setting has arrived."""
    enter(kiosk, WRONG)
    kiosk.wait(lambda: kiosk.has(SAY('st.none')) or kiosk.has(SAY('st.wrong', n=4)))
    return kiosk.has(SAY('st.wrong', n=4))


def paper(room, kiosk, printer):
    """None, one that prints, one without paper."""
    kiosk.click(SAY('st.printer'))
    kiosk.wait_text(SAY('st.print.none'))
    room.ctl('printer', 'kiosk 1', printer.place)
    sfui.wait_for(lambda: 'Ready' in room.ctl('printer'), 10, 'the printer')
    kiosk.click(SAY('st.printer'))
    assert printer.heard() == 'cut 1'
    kiosk.wait_text(SAY('st.print.done'))
    printer.be('empty')
    kiosk.click(SAY('st.printer'))
    kiosk.wait_text(SAY('st.print.not', what='没纸了'), 20)


def export(kiosk, stick, canaries):
    """No stick, then one; returns what is on it."""
    kiosk.click(SAY('st.export'))
    kiosk.wait_text(SAY('st.export.not'))
    os.mkdir(stick)
    kiosk.click(SAY('st.export'))
    kiosk.wait_text(SAY.before('st.export.done'))
    (path,) = glob.glob(stick + '/showfloor-*.log')
    with open(path, encoding='utf-8') as file:
        text = file.read()
    assert text.count('app.start') == 2 and 'app.end' not in text and 'staff.wrong' in text and 'pending 0' in text, text
    found = [canary for canary in canaries if canary in text]
    assert not found, 'the log on the stick says %s' % found
    return text


def device(room):
    """The kiosk that is not withdrawn, as the server knows it."""
    return [d for d in room.status()['devices'] if d['role'] == 'kiosk' and d['state'] == 'active']


def unpair(room, kiosk, shots):
    """
    While the server is away: it is said how many guests are known to this kiosk alone, and whom IT has to withdraw. With the server: not before
    they are delivered; then the server withdraws the device at once, and the house has that guest.
    """
    (known,) = device(room)
    room.stop_server()
    guest = journeys.Guest(kiosk).at_home()
    guest.see(surname='陈', phone=False)
    kiosk.click(SAY('ticket.done'))
    corner(kiosk)
    enter(kiosk, PIN)
    kiosk.click(SAY('st.unpair'))
    kiosk.wait_text(SAY.before('st.unpair.lose'), 30)
    assert any('showfloorctl revoke %s' % known['id'] in text for text in kiosk.texts()), kiosk.texts()
    assert any(SAY('st.unpair.ask', n=1) in text for text in kiosk.texts()), kiosk.texts()
    if shots:
        kiosk.shot(shots + '/unpair-lose.png')
    room.start_server()
    kiosk.wait_text(SAY('st.unpair.sure'), 30)
    kiosk.wait(lambda: kiosk.find(SAY('st.unpair'), role='button') is not None and kiosk.find(SAY('st.unpair'), role='button').has_state('sensitive'), 30)
    if shots:
        kiosk.shot(shots + '/unpair.png')
    kiosk.click(SAY('st.unpair'))
    assert kiosk.process.wait(20) == 0
    assert not device(room), 'it gave itself back and may still connect'
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
    kiosk.wait_text(SAY.before('pair.title'))
    assert not glob.glob(kiosk.data + '/device.key') and not glob.glob(kiosk.data + '/blobs/*/*'), os.listdir(kiosk.data)
    assert [visit for visit in room.export('visit') if visit.get('surname') == '陈'], 'a guest who was told "saved" is lost'


def alone(room, kiosk):
    """Without the server a person decides, told how many are lost; the device forgets all the same, and is still to be withdrawn."""
    room.stop_server()
    corner(kiosk)
    enter(kiosk, PIN)
    kiosk.click(SAY('st.unpair'))
    kiosk.wait_text('showfloorctl revoke', 30)
    kiosk.click(SAY('st.unpair'), role='button')
    assert kiosk.process.wait(20) == 0
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
    kiosk.wait_text(SAY.before('pair.title'))
    room.start_server()
    (left,) = device(room)                                  # nobody told the server
    room.ctl('revoke', left['id'])
    assert not device(room)


def main():
    shots = sys.argv[1] if len(sys.argv) > 1 else None
    stick = os.path.join(tempfile.mkdtemp(prefix='showfloor-stick-', dir='/dev/shm'), 'stick')       # another disk than the kiosk's
    printer = paperprinter.Printer(stick + '.pbm')
    try:
        with sfui.Desk() as desk:
            walk(desk, printer, stick, shots)
    finally:
        printer.close()
        shutil.rmtree(os.path.dirname(stick))


def walk(desk, printer, stick, shots):
    room = showroom.Showroom(desk)
    kiosk = room.kiosk()
    journeys.Guest(kiosk).at_home().see(surname='陈')
    kiosk.click(SAY('ticket.done'))
    corner(kiosk)
    enter(kiosk, PIN)
    kiosk.wait_text(SAY('st.none'))
    assert 'set' in room.ctl('setting', 'kiosk.pin', PIN) and PIN not in room.ctl('setting', 'kiosk.pin')
    assert PIN not in str(room.export('setting')), 'the PIN itself is kept'
    kiosk.wait(lambda: knows_a_pin(kiosk), 30)
    kiosk.kill()                                            # pulling the plug gives no try back
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False, extra=['--reader', CAMERA, '--export-dir', stick])
    corner(kiosk)
    enter(kiosk, WRONG)
    kiosk.wait_text(SAY('st.wrong', n=3))
    enter(kiosk, PIN)
    for fact in ('st.online', 'st.allsent'):
        kiosk.wait_text(SAY(fact))
    kiosk.wait_text(SAY.before('st.version'))
    if shots:
        kiosk.shot(shots + '/staff.png')
    paper(room, kiosk, printer)
    kiosk.click(SAY('st.scanner'))
    kiosk.wait_text(SAY('st.scan.sees'), 20)
    export(kiosk, stick, ('陈', journeys.PHONE, journeys.PHONE[-4:], PIN, WRONG))
    if shots:
        kiosk.shot(shots + '/exported.png')
    kiosk.click(SAY('nav.back'))
    unpair(room, kiosk, shots)
    again(room, desk)


def again(room, desk):
    """Five wrong ones lock it, for the right one, too."""
    kiosk = room.kiosk(extra=['--reader', '/dev/video99'])
    corner(kiosk)
    kiosk.wait(lambda: knows_a_pin(kiosk), 30)
    enter(kiosk, PIN)
    kiosk.click(SAY('st.scanner'))
    kiosk.wait_text(SAY('st.scan.missing'), 20)
    kiosk.click(SAY('nav.back'))
    alone(room, kiosk)
    kiosk = room.kiosk()
    corner(kiosk)
    kiosk.wait(lambda: knows_a_pin(kiosk), 30)
    enter(kiosk, PIN)
    kiosk.click(SAY('nav.back'))
    corner(kiosk)
    for left in (4, 3, 2, 1, 0):
        enter(kiosk, WRONG)
        kiosk.wait(lambda: kiosk.has(SAY('st.wrong', n=left)) or kiosk.has(SAY('st.lock', min=1)))
    enter(kiosk, PIN)
    kiosk.wait_text(SAY('st.lock', min=1))
    with open(kiosk.log, errors='replace') as log:
        said = log.read()
    assert 'staff.wrong' in said and PIN not in said and WRONG not in said
    print('a PIN that locks; printer, camera, log and unpairing say what is true, and no guest is lost or told of')


if __name__ == '__main__':
    main()
