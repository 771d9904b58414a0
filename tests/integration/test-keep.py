#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server keeps itself: backups by plan, the register of erasures beside them within seconds, a disk that is not there or full,
all of it said by status; and it stops in the middle of a backup without leaving half of one."""
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from floor import CTL, Floor, check, wait_for
import hashlib


def backups(disk):
    return sorted(n for n in os.listdir(disk) if n.startswith('showfloor-2') and not n.endswith('.part')) if os.path.isdir(disk) else []


def later(floor, hours):
    """The same server, so many hours from now."""
    floor.env['SHOWFLOOR_CLOCK_OFFSET'] = str(hours * 3600)
    floor.stop()
    floor.start()


def state(floor):
    return floor.status()['backup']


def by_plan(floor, disk):
    told = floor.ctl('backup', disk, '--every', '6', '--lang', 'en')
    check('every 6 hours' in told and len(backups(disk)) == 1, told)
    later(floor, 5)
    later(floor, 7)
    wait_for(lambda: len(backups(disk)) == 2, 30, 'the server makes one by itself when six hours are over')
    wait_for(lambda: state(floor)['name'] == backups(disk)[-1], 10, 'and says so')
    check(state(floor)['code'] == '' and not state(floor)['late'] and floor.status()['proof']['findings'] == 0, json.dumps(floor.status()['backup']))
    check('verified' in floor.ctl('status') and 'sound' in floor.ctl('status'), 'in words, too')


def disk_gone(floor, disk):
    """Not mounted: the folder is not there, or is another's. It is never made, and the server goes on."""
    os.rename(disk, disk + '-elsewhere')
    later(floor, 14)
    wait_for(lambda: state(floor)['code'] == 'dest', 30, 'a disk that is not there is said')
    check(not os.path.exists(disk), 'and not made on the wrong disk')
    check('is the disk connected' in floor.ctl('status'), 'in words')
    os.rename(disk + '-elsewhere', disk)
    before = len(backups(disk))
    later(floor, 15)
    wait_for(lambda: len(backups(disk)) == before + 1, 30, 'the next try makes it')
    wait_for(lambda: state(floor)['code'] == '', 10, 'and the reproach is gone')


def register(floor, disk):
    """Erased here, known there, without waiting for a backup."""
    kiosk = floor.device('kiosk', '一号机')
    visit = kiosk.visit('A01', surname='erased')
    with open(os.path.join(floor.data, 'erased.log'), 'a', encoding='utf8') as log:
        log.write('visit %s 1795140000000\n' % visit)
    mirror = os.path.join(disk, 'showfloor-erased.log')
    wait_for(lambda: os.path.exists(mirror) and visit in open(mirror, encoding='utf8').read(), 20, 'the register is on the other disk')
    later(floor, 0)


def full(floor, root):
    """Full in the middle: nothing is left behind, and nothing older is touched."""
    small = os.path.join(root, 'small')
    os.mkdir(small)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=60m', 'tmpfs', small], capture_output=True).returncode:
        print('SKIP: no small disk can be made here')
        return
    try:
        data = os.urandom(1024) * 1024 * 64
        name = hashlib.sha256(data).hexdigest()
        folder = os.path.join(floor.data, 'blobs', name[:2])
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(data)
        told = floor.ctl('backup', small, '--lang', 'en', ok=False)
        check('disk is full' in told, told)
        check(not backups(small) and not [n for n in os.listdir(small) if n.endswith('.part')] and not os.listdir(os.path.join(small, 'keys')), 'half a backup is none: %s' % os.listdir(small))
        check(not os.path.exists(os.path.join(floor.data, 'backup.tmp')), 'no copy in the open is left')
        os.unlink(os.path.join(folder, name))
        check('verified' in floor.ctl('backup', small, '--lang', 'en'), 'with room it works')
    finally:
        subprocess.run(['umount', small], check=True)


def one_at_a_time(floor, disk):
    """Two at once: one works, the other says so; a server that stops finishes or leaves nothing."""
    first = subprocess.Popen([CTL, '--data', floor.data, 'verify'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    second = subprocess.run([CTL, '--data', floor.data, 'verify'], capture_output=True, text=True)
    complaint = first.communicate(timeout=60)[1].decode()
    codes = (first.returncode, second.returncode)
    check(0 in codes and all(code == 0 or 'already' in told for code, told in zip(codes, (complaint, second.stderr))), '%s %s %s' % (codes, complaint, second.stderr))
    before = len(backups(disk))
    last = subprocess.Popen([CTL, '--data', floor.data, 'backup', disk], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    floor.stop()
    last.wait(60)
    check(len(backups(disk)) in (before, before + 1) and not [n for n in os.listdir(disk) if n.endswith('.part')], 'whole or not there')
    floor.start()
    check('Sound' in floor.ctl('verify', '--lang', 'en'), 'and the house is well')


def main():
    floor = Floor(env={'LANG': 'en_US.UTF-8', 'LANGUAGE': ''})
    disk = os.path.join(floor.dir, 'disk')
    os.mkdir(disk)
    try:
        check(floor.status()['backup']['late'] and 'none is made by itself' in floor.ctl('status'), 'without a plan it says so')
        floor.env['SHOWFLOOR_CLOCK_OFFSET'] = '0'
        register_time = time.monotonic()
        by_plan(floor, disk)
        disk_gone(floor, disk)
        later(floor, 0)
        register(floor, disk)
        full(floor, floor.dir)
        one_at_a_time(floor, disk)
        check(re.search(r'backup\.done', floor.logged()), 'the log tells of it')
        print('%.0f s' % (time.monotonic() - register_time))
    finally:
        floor.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
