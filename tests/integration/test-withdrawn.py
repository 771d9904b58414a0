#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lost tablet that was withdrawn, real windows and server: at its next contact it rests and forgets, what it had not handed in is put
aside where somebody at the server finds it, and it stays shut over restarts. An order that the dealership did not sign closes it
and makes it forget nothing."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom
from words import Words

say = Words('zh_CN')


def ask(data, sql):
    db = sqlite3.connect('file:%s?mode=ro' % os.path.join(data, 'device.db'), uri=True)
    try:
        return db.execute(sql).fetchone()[0]
    finally:
        db.close()


def id_of(room, tablet):
    return ask(tablet.data, "SELECT v FROM kv WHERE k = 'device_id'")


def filled(room):
    tablet = room.tablet()
    sfui.wait_for(lambda: ask(tablet.data, "SELECT count(*) FROM rec WHERE kind = 'customer'") > 0, 60, 'customers on the tablet')
    return tablet


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        ming, wang = showroom.demo_staff()[:2]
        lost, other = filled(room), filled(room)
        before = ask(lost.data, 'SELECT coalesce(max(mid), 0) FROM outbox')
        assert 'Nothing was put aside' in room.ctl('quarantine')
        room.kill_server()
        showroom.sign_in(lost, ming)                       # its presence waits in the outbox
        sfui.wait_for(lambda: ask(lost.data, "SELECT count(*) FROM outbox WHERE state = 'pending'") > 0, 20, 'something to hand in')
        n = ask(lost.data, 'SELECT max(mid) FROM outbox') - before
        room.ctl('revoke', id_of(room, lost))              # on the folder of a server that does not run
        room.ctl('revoke', id_of(room, other))
        db = sqlite3.connect(os.path.join(room.data, 'server.db'))
        good = db.execute('SELECT text FROM forget_order WHERE dev = ?', (id_of(room, lost),)).fetchone()[0]
        db.execute('UPDATE forget_order SET text = ? WHERE dev = ?', (good, id_of(room, other)))
        db.commit()
        db.close()

        room.start_server()
        for tablet in lost, other:
            tablet.wait_text(say('err.out'), 60)
            assert not tablet.has(ming['name']) and not tablet.has(wang['name'])
        sfui.wait_for(lambda: ask(lost.data, 'SELECT count(*) FROM outbox WHERE body IS NOT NULL') == 0, 60, 'handed in and forgotten')
        assert ask(lost.data, 'SELECT count(*) FROM rec') == 0
        assert ask(lost.data, 'SELECT count(*) FROM k_customer') == 0
        assert ask(other.data, "SELECT count(*) FROM rec WHERE kind = 'customer'") > 0, 'somebody else\'s order makes nobody forget'
        print('withdrawn: both shut, the one with its own order has forgotten')

        said = room.ctl('quarantine')
        assert said.count('revoked: roster ') == n and 'tablet 1' in said, said
        assert '"k":"roster' not in said and '"k":"roster' in room.ctl('quarantine', '--bodies')
        assert 'put aside %d' % n in room.ctl('status') and room.status()['put_aside'] == n
        print('put aside and told: %d entries' % n)

        lost.stop()
        lost = room.app('tablet', lost.screen, data=lost.data, pair=False)
        lost.wait_text(say('err.out'), 20)
        print('and shut over a restart')


if __name__ == '__main__':
    main()
