#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's own server answers at the server's address, with the server's name in its certificate and another authority: the tablet
tells it nothing, says so to who works with it, and tells the true server when that is back, where a person finds it."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom
from words import Words


def same_name(room, data):
    """Makes the stranger's folder pose as the dealership: its server id, and certificates of its own authority for that name."""
    db = sqlite3.connect(os.path.join(data, 'server.db'))
    true = sqlite3.connect('file:%s?mode=ro' % os.path.join(room.data, 'server.db'), uri=True)
    server_id = true.execute("SELECT v FROM kv WHERE k = 'server_id'").fetchone()[0]
    true.close()
    db.execute("UPDATE kv SET v = ? WHERE k = 'server_id'", (server_id,))
    db.commit()
    db.close()
    for name in 'ca.pem', 'ca.key', 'server.pem', 'server.key':
        os.remove(os.path.join(data, name))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        ming = showroom.demo_staff()[0]
        tablet = room.tablet()
        showroom.sign_in(tablet, ming)
        sfui.wait_for(lambda: tablet.has(Words('zh_CN')('tab.sync.delivered')), 60, 'everything is delivered')
        room.stop_server()

        other = showroom.Showroom.__new__(showroom.Showroom)
        other.__dict__.update(room.__dict__, demo=False, data=os.path.join(desk.dir, 'stranger'), log=os.path.join(desk.dir, 'stranger.log'))
        other.start_server()
        other.stop_server()
        same_name(room, other.data)
        other.start_server()
        assert room.ready.split()[4] == other.ready.split()[4], 'the same name'
        assert room.ready.split()[3] != other.ready.split()[3], 'another authority'
        tablet.wait_text(Words('zh_CN')('tab.sync.stranger'), 60)
        other.stop_server()
        assert 'device.' not in open(other.log).read(), 'it was told something'
        print('a stranger of the same name: refused and said')

        room.start_server()
        sfui.wait_for(lambda: 'somebody else answered' in room.ctl('incidents'), 60, 'the true server hears of it')
        assert not tablet.has(Words('zh_CN')('tab.sync.stranger'))
        assert room.ctl('incidents').count('somebody else answered') == 1
        room.stop_server()
        db = sqlite3.connect(os.path.join(room.data, 'server.db'))
        assert db.execute("SELECT count(*) FROM audit WHERE action = 'server.stranger'").fetchone()[0] == 1
        db.close()
        print('the true server knows')


if __name__ == '__main__':
    main()
