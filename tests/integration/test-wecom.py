#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rings into a WeCom group: a real server against a stand-in robot that holds every message to the published shape and limits.
A ring is there within 3 s; sixty at once lose nobody and never make more than 20 messages in any minute; an outage, a lost
answer and kill -9 lose nothing; no number, no plate and no key leaves; off means off; a wrong key stops it and says so."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import robot as robots
from floor import Floor, check, wait_for

GAP = 3.0                      # seconds between two arrivals: then no minute holds more than 20
CANARIES = ('13912345678', '+8613912345678', '139 1234 5678', '１３９１２３４５６７８', '沪A12345', '京N8P86Z', 'AD12345')


def numbers(robot):
    return re.findall(r'\b([A-Z]\d\d)\b', '\n'.join(robot.texts()))


def arrived(robot, number, seconds=8):
    wait_for(lambda: number in numbers(robot), seconds, 'the ring of ' + number)


def off(floor, kiosk, robot):
    check(floor.status()['wecom']['state'] == 'off', 'off until configured')
    kiosk.visit('B01', surname='张', title='mr')
    check(floor.status()['wecom']['waiting'] == 0, 'nothing is kept for later while it is off')
    for wrong in ('http://example.com/?key=x', 'ftp://127.0.0.1/', 'qyapi.weixin.qq.com', 'https://u:p@example.com/', 'http://127.0.0.1.example.com/', ''):
        floor.ctl('wecom', 'set', wrong, ok=False)
    floor.ctl('wecom', 'test', ok=False)
    for wrong in ('a b', '<@all>', 'x' * 65):
        floor.ctl('wecom', 'user', '1001', wrong, ok=False)


def ring(floor, kiosk, robot):
    said = floor.ctl('wecom', 'set', robot.url)
    check(robots.KEY not in said, 'the key is not shown')
    floor.ctl('wecom', 'user', '1002', 'wangfang')       # 1001 has been rung before, and is passed over
    time.sleep(GAP + 0.2)                           # the first seconds after a start belong to the brake
    began = time.monotonic()
    kiosk.visit('A01', surname='王', title='mr')
    arrived(robot, 'A01', 3)
    check(robot.times()[-1] - began < 3, 'a ring is there within 3 s')
    text = robot.texts()[-1]
    check('王先生' in text and '1号机旁' in text and '看车' in text and '王芳' in text, 'who, where, what, whom: ' + text)
    check(json.loads(robot.got[-1][1])['text']['mentioned_list'] == ['wangfang'], 'who is rung is called by their own user id')
    check('B01' not in text, 'what rang while it was off is not told afterwards')


def burst(floor, kiosk, robot):
    """More than a hall holds, and from everywhere."""
    sent = ['C%02d' % n for n in range(60)]
    before, began = len(robot.got), time.monotonic()
    for number in sent:
        kiosk.visit(number, surname='李', title='ms')
    took = time.monotonic() - began
    for number in ('D01', 'D02', 'D03', 'D04'):     # and on
        time.sleep(0.6)
        kiosk.visit(number, surname='李', title='ms')
    wait_for(lambda: set(sent + ['D04']) <= set(numbers(robot)), 12, 'all of the burst: %s' % (set(sent) - set(numbers(robot))))
    gaps = [b - a for a, b in zip(robot.times(), robot.times()[1:])]
    check(min(gaps) >= GAP, 'messages are %.2f s apart at least' % min(gaps))
    messages = len(robot.got) - before
    check(60 / min(gaps) < 20.01 and set(robot.codes) == {0}, 'never more than 20 in a minute, nothing refused: %s' % robot.codes)
    print('60 rings in %.1f s and 4 more: %d messages, least gap %.2f s, largest %d bytes' % (took, messages, min(gaps), max(
        len(text.encode()) for text in robot.texts())))


def outage(floor, kiosk, robot):
    port = robot.port
    robot.stop()
    for number in ('E01', 'E02'):
        kiosk.visit(number, surname='赵', title='mr')
    wait_for(lambda: floor.status()['wecom']['last_code'] == 'unreachable', 8, 'that the robot is away is seen')
    kiosk.visit('E03', surname='赵', title='mr')
    floor.kill()                                    # with three rings that nobody heard
    robot.start(port)
    floor.start()
    for number in ('E01', 'E02', 'E03'):
        arrived(robot, number, 10)
    check(sum(n.startswith('E') for n in numbers(robot)) == 3, 'each once')
    robot.say = 'drop'                              # told, and the answer is lost with the server
    kiosk.visit('E04', surname='赵', title='mr')
    arrived(robot, 'E04')
    floor.kill()
    robot.say = None
    floor.env['SHOWFLOOR_CLOCK_OFFSET'] = '300'     # five minutes later
    floor.start()
    told = r'\d\d:\d\d E04 [^\n]*(\n[^\n]*\n→ [^\n]*)?（可能已发过）'
    wait_for(lambda: re.search(told, '\n'.join(robot.texts())), 10, 'what may not have been told is told again, with its time, and says so')


def canaries(floor, kiosk, robot):
    kiosk.visit('F01', surname='13912345678', phone='+8613912345678', plate='沪A12345')
    kiosk.visit('F02', surname='沪A12345', title='mr', plate='沪A12345')
    kiosk.visit('F03', surname='１３９１２３４５６７８', title='ms', plate='京N8P86Z')
    kiosk.visit('F04', surname='139 1234 5678', title='mr')
    kiosk.visit('F05', surname='京N8P86Z', title='mr')
    kiosk.visit('F06', surname='"}]<b>&\\', title='mr')
    for number in ('F01', 'F02', 'F03', 'F04', 'F05', 'F06'):
        arrived(robot, number)
    for body in robot.bodies():
        text = json.loads(body)['text']['content']
        for canary in CANARIES:
            check(canary not in text and canary not in body.decode(), 'no personal number leaves: ' + text)
        check(not re.search(r'[0-9０-９][0-9０-９ -]{5,}', text), 'nothing like a number: ' + text)
    check('"}]<b>&\\' in robot.texts()[-1], 'a hostile name stays text')


def wrong_key(floor, kiosk, robot):
    robot.say = 93000
    kiosk.visit('G01', surname='周', title='mr')
    wait_for(lambda: floor.status()['wecom']['state'] == 'stopped', 8, 'a wrong key stops it')
    tries = len(robot.bodies())
    kiosk.visit('G02', surname='周', title='mr')
    time.sleep(GAP + 0.5)
    check(len(robot.bodies()) == tries, 'and nothing is sent any more')
    check('93000' in floor.ctl('wecom', 'status') and floor.status()['wecom']['waiting'] >= 2, 'status says so, and what waits')
    robot.say = 45009
    floor.ctl('wecom', 'set', robot.url)
    wait_for(lambda: robot.codes[-1] == 45009, 8, 'set again, it goes on')
    tries = len(robot.bodies())
    time.sleep(GAP + 0.5)
    check(len(robot.bodies()) == tries and floor.status()['wecom']['waiting'] >= 2, 'too fast: it waits for a minute and keeps them')
    robot.say = None


def late(floor, kiosk, robot):
    floor.kill()
    floor.env['SHOWFLOOR_CLOCK_OFFSET'] = str(300 + 25 * 3600)
    floor.start()
    wait_for(lambda: floor.status()['wecom']['dead'] >= 2, 10, 'a day later nobody is told any more')
    said = floor.ctl('wecom', 'status')
    check('never told' in said and 'G01' in said and 'G02' in said and '周' not in said, 'the list of the dead: ' + said)


def tls(floor, kiosk, robot):
    key, certificate = os.path.join(floor.dir, 'key.pem'), os.path.join(floor.dir, 'cert.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-config', '/dev/null',
                    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], check=True, capture_output=True)
    false = robots.Robot(certificate=(certificate, key))
    floor.ctl('wecom', 'set', false.url)
    floor.ctl('wecom', 'test')
    wait_for(lambda: floor.status()['wecom']['last_code'] == 'tls', 8, 'somebody else’s certificate is refused')
    check(false.bodies() == [], 'and hears nothing')
    floor.ctl('wecom', 'off')
    false.stop()


def secrets(floor):
    check(robots.KEY not in floor.logged(), 'the key is not in the log')
    told = json.dumps(floor.status()) + floor.ctl('wecom', 'status') + floor.ctl('status')
    for kind in ('setting', 'device', 'dealer', 'consultant'):
        told += floor.ctl('export', kind)
    check(robots.KEY not in told and 'webhook' not in told and 'wangfang' not in told, 'and in no record that a device could read')
    for word in ('王', '赵', '13912345678'):
        check(word not in floor.logged(), 'nobody’s name is in the log')


def main():
    robot, floor = robots.Robot(), Floor()
    try:
        kiosk, tablet = floor.device('kiosk', '一号机'), floor.device('tablet', '平板')
        floor.roster(tablet, ['1001', '1002', '1003'])
        off(floor, kiosk, robot)
        for step in (ring, burst, outage, canaries, wrong_key, late, tls):
            step(floor, kiosk, robot)
            print('%-9s ok, %d messages so far' % (step.__name__, len(robot.got)))
        secrets(floor)
    finally:
        floor.close()
        robot.stop()


if __name__ == '__main__':
    main()
