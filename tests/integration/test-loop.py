#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop closes: a visit ended in five taps stands in 今天要联系 tomorrow, and the day's figures of the manager's page, of
showfloorctl status and of a count by hand over showfloorctl export agree. A tablet that slept catches up by itself."""
import hashlib
import os
import re
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom

DAY = 86400


def receive(kiosk, tablet, surname, phone, taps):
    """One guest from the attract screen to the ended visit."""
    journeys.Guest(kiosk).at_home().see(surname=surname, phone=phone)
    tablet.click('马上过去', seconds=20)
    showroom.end_visit(tablet, taps)


def count_by_hand(room, day):
    """The figures as one would count them in a spreadsheet of the exports."""
    visits = [v for v in room.export('visit') if v['day'] == day and v['purpose'] in ('see', 'drive', 'appointment', 'browse')]
    first = [v for v in visits if v['before'] == 'first']
    outcomes = {o['visit']: o for o in room.export('outcome')}
    return {'parties': len(visits), 'first': len(first), 'considering': sum(1 for v in visits if outcomes.get(v['id'], {}).get('result') == 'considering'),
            'lost': sum(1 for v in visits if outcomes.get(v['id'], {}).get('result') == 'lost')}


def asleep(room, kiosk, tablet):
    """The tablet is stopped while guests come; awake, it catches up without a restart and says what is new."""
    os.kill(tablet.process.pid, signal.SIGSTOP)
    for surname in '赵钱孙':
        journeys.Guest(kiosk).at_home().browse()
    sfui.wait_for(lambda: len([v for v in room.export('visit') if v['purpose'] == 'browse']) >= 3, 30, 'three visits on the server')
    os.kill(tablet.process.pid, signal.SIGCONT)
    sfui.wait_for(lambda: same_sums(room, tablet), 60, 'equal bucket checksums')


def same_sums(room, tablet):
    """The replica, counted by hand from the tablet's own file, against the checksums of showfloorctl status."""
    server = room.status()['buckets']
    file = sqlite3.connect('file:%s?mode=ro' % os.path.join(tablet.data, 'device.db'), uri=True)
    try:
        rows = file.execute('SELECT bucket, data FROM rec').fetchall()
    finally:
        file.close()
    mine = {}
    for bucket, data in rows:
        count, total = mine.get(bucket, (0, 0))
        mine[bucket] = (count + 1, total ^ int.from_bytes(hashlib.sha256(data).digest()[:16], 'big'))
    assert 'crm' in mine or not rows, mine
    return bool(mine) and all((server[name]['count'], int(server[name]['sum'], 16)) == mine.get(name, (0, 0)) for name in ('pub', 'crm', 'cat'))


def alone(room, tablet):
    """Started while the server is away, it says since when it heard nothing: by the clock on the wall, whose zone it reads after its window is there."""
    again = room.app('tablet', tablet.screen, data=tablet.data, pair=False)
    showroom.sign_in(again, showroom.demo_staff()[0])
    again.wait_text('数据截至')

    def late():
        said = next(re.search(r'数据截至(\d\d):(\d\d)', text) for text in again.texts() if '数据截至' in text)
        now = time.gmtime(time.time() + 8 * 3600)                    # Shanghai
        return (now.tm_hour * 60 + now.tm_min - int(said[1]) * 60 - int(said[2])) % (24 * 60)
    again.wait(lambda: late() < 15, 10, lambda: 'said %d minutes ago; %s' % (late(), again.texts()))
    again.stop()


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        staff = showroom.demo_staff()
        kiosk, tablet = room.kiosk(), room.tablet()
        showroom.sign_in(tablet, staff[0])
        tablet.wait_text('今天要联系')
        receive(kiosk, tablet, '周', True, ('H级', '没试', '首购', '考虑中'))
        receive(kiosk, tablet, '吴', False, ('C级', '没试', '首购', '考虑中'))
        day = room.status()['today']['day']
        hand, told = count_by_hand(room, day), room.status()['today']
        print('by hand %s; told %s' % (hand, {k: told[k] for k in hand}))
        assert all(told[k] == hand[k] for k in hand) and hand['parties'] == 2
        asleep(room, kiosk, tablet)
        tablet.stop()
        room.stop_server()
        alone(room, tablet)
        room.clock = DAY
        room.start_server()
        tomorrow = room.app('tablet', tablet.screen, data=tablet.data, pair=False)
        showroom.sign_in(tomorrow, staff[0])
        tomorrow.wait_text('周先生')
        # A tablet that has not heard the server yet still shows the day that it knows.
        tomorrow.wait(lambda: not tomorrow.has('吴先生') and tomorrow.has('周先生'), 20)        # level C is not due tomorrow
        print('tomorrow 周先生 stands in 今天要联系')


if __name__ == '__main__':
    main()
