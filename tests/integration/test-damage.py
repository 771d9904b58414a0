#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk changes one byte of a kiosk's database: the kiosk starts as ever, its guests reach the server once each, the file is kept
and the server's people hear of it. The same in the server's database: it does not start, leaves the file alone and says what to do.
An emptied database of a kiosk: the pairing page says so, and after pairing the kiosk works again."""
import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom


def flip(path, needle, offset=0):
    """Changes one bit behind the first place of the needle; the file's length stays."""
    with open(path, 'r+b') as file:
        data = file.read()
        at = data.index(needle) + offset
        file.seek(at)
        file.write(bytes([data[at] ^ 0x20]))


def kept(kiosk):
    return [p for p in glob.glob(os.path.join(kiosk.data, 'device.db.damaged-*')) if not p.endswith('-wal')]


def kiosk_goes_on(room, kiosk):
    before = {v['id'] for v in room.export('visit')}
    kiosk.wait(lambda: any('星河 S7' in text for text in kiosk.texts()) or len(glob.glob(os.path.join(kiosk.data, 'blobs', '*', '*'))) > 20, 60, 'the cars to be here')
    room.kill_server()
    for surname in ('李', '张'):
        guest = journeys.Guest(kiosk).at_home()
        guest.see(surname=surname, phone=False)
        guest.wait('off.title')
    kiosk.kill()
    flip(os.path.join(kiosk.data, 'device.db-wal'), b'"k":"visit.create"', 30)
    room.start_server()
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
    journeys.Guest(kiosk).at_home()
    assert len(kept(kiosk)) == 1, os.listdir(kiosk.data)

    def fresh():
        return sorted(v['surname'] for v in room.export('visit') if v['id'] not in before)
    sfui.wait_for(lambda: len(fresh()) >= 2, 30, 'both guests on the server')
    assert fresh() == sorted(['李', '张']), fresh()
    sfui.wait_for(lambda: room.status()['incidents'] > 0, 30, 'the report of what happened')
    guest = journeys.Guest(kiosk).at_home()
    guest.see(surname='王', phone=False)
    sfui.wait_for(lambda: '王' in fresh(), 30, 'the next guest')
    print('one byte of the log: both guests are there once, the file is kept, the next guest is served')
    return kiosk


def emptied(room, kiosk):
    kiosk.kill()
    for end in ('', '-wal'):
        open(os.path.join(kiosk.data, 'device.db' + end), 'w').close()
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False)
    kiosk.wait_text('请重新配对')
    kiosk.shot(os.path.join(room.desk.dir, 'damaged.png'))
    keep = os.environ.get('SHOWFLOOR_KEEP_PICTURES')
    if keep:
        kiosk.shot(os.path.join(keep, 'pair-damaged.png'))
    kiosk.kill()
    kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False, extra=('--pair', room.pair('kiosk', 'again')))
    journeys.Guest(kiosk).at_home()
    print('an emptied database: the page says that it has to be paired again, then it works')
    return kiosk


def server_refuses(room):
    assert room.stop_server() == 0
    path = os.path.join(room.data, 'server.db')
    flip(path, b'SQLite format 3', 3)
    with open(path, 'rb') as file:
        before = file.read()
    done = subprocess.run([sfui.program('showfloor-server'), '--data', room.data, '--listen', '127.0.0.1:0'], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and 'restore BACKUP' in done.stderr and 'damaged' in done.stderr, (done.returncode, done.stderr)
    with open(path, 'rb') as file:
        assert file.read() == before
    open(path, 'w').close()
    done = subprocess.run([sfui.program('showfloor-server'), '--data', room.data, '--listen', '127.0.0.1:0'], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and 'restore BACKUP' in done.stderr, (done.returncode, done.stderr)
    assert os.path.getsize(path) == 0
    print('the server does not start on a damaged or emptied database, and says: ' + done.stderr.strip())


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        kiosk = kiosk_goes_on(room, room.kiosk())
        emptied(room, kiosk).kill()
        server_refuses(room)


if __name__ == '__main__':
    main()
