#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tablet that has not heard from its server for three days takes nobody's PIN and says why, after a week it has forgotten its guests;
what was done on it and not handed in is still there, and everything comes back with the server."""
import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom
from words import Words

DAY_MS = 24 * 3600 * 1000


def ask(data, sql):
    db = sqlite3.connect('file:%s?mode=ro' % os.path.join(data, 'device.db'), uri=True)
    try:
        return db.execute(sql).fetchone()[0]
    finally:
        db.close()


def grow_old(data, days):
    """As if the machine had been switched off since a contact so many days ago: another boot, and the calendar of today."""
    db = sqlite3.connect(os.path.join(data, 'device.db'))
    db.execute("DELETE FROM kv WHERE k = 'away'")
    server, boot_ms, _boot = db.execute("SELECT v FROM kv WHERE k = 'anchor'").fetchone()[0].split()
    db.execute("UPDATE kv SET v = ? WHERE k = 'anchor'", ('%s %s 00000000-0000-4000-8000-00000000000b' % (server, boot_ms),))
    db.execute("UPDATE kv SET v = ? WHERE k = 'contact'", (str(int(time.time() * 1000) - days * DAY_MS),))
    db.commit()
    db.close()


def start_again(room, tablet, lang='zh_CN'):
    return room.app('tablet', tablet.screen, data=tablet.data, pair=False, lang=lang)


def assert_shut(tablet, lang, face):
    say = Words(lang)
    tablet.wait_text(say('tab.away'), 20)
    assert not tablet.has('1', exact=True), 'nobody can type a PIN'
    assert tablet.has(face), 'colleagues are no secret'
    shots = os.environ.get('SF_SHOTS')
    if shots:
        tablet.shot(os.path.join(shots, 'lease-%s.png' % lang))


def main():
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        ming = showroom.demo_staff()[0]
        tablet = room.tablet()
        sfui.wait_for(lambda: ask(tablet.data, "SELECT count(*) FROM rec WHERE kind = 'customer'") > 0, 60, 'customers on the tablet')
        room.kill_server()
        showroom.sign_in(tablet, ming)                     # two minutes without a server are nothing; and this waits in the outbox
        sfui.wait_for(lambda: ask(tablet.data, "SELECT count(*) FROM outbox WHERE state = 'pending'") > 0, 20, 'something to hand in')
        tablet.stop()
        waiting = ask(tablet.data, "SELECT count(*) FROM outbox WHERE state = 'pending' AND body IS NOT NULL")

        grow_old(tablet.data, 4)
        for lang, face in (('en', ming['name_en']), ('zh_TW', ming['name_tw']), ('zh_CN', ming['name'])):
            tablet = start_again(room, tablet, lang)
            assert_shut(tablet, lang, face)
            tablet.stop()
        assert ask(tablet.data, "SELECT count(*) FROM rec WHERE kind = 'customer'") > 0
        print('four days: shut, nothing forgotten')

        grow_old(tablet.data, 8)
        tablet = start_again(room, tablet)
        assert_shut(tablet, 'zh_CN', ming['name'])
        sfui.wait_for(lambda: ask(tablet.data, "SELECT count(*) FROM rec WHERE bucket = 'crm'") == 0, 20, 'the guests are forgotten')
        assert ask(tablet.data, 'SELECT count(*) FROM k_customer') == 0
        assert ask(tablet.data, "SELECT count(*) FROM outbox WHERE state = 'pending' AND body IS NOT NULL") == waiting
        print('eight days: forgotten, %d entries kept' % waiting)

        room.start_server()
        sfui.wait_for(lambda: not tablet.has(Words('zh_CN')('tab.away')), 60, 'the tablet heard its server')
        showroom.sign_in(tablet, ming)
        sfui.wait_for(lambda: ask(tablet.data, "SELECT count(*) FROM outbox WHERE state = 'pending'") == 0, 60, 'handed in')
        sfui.wait_for(lambda: ask(tablet.data, 'SELECT count(*) FROM k_customer') > 0, 60, 'filled again')
        print('the server is back: everything is')


if __name__ == '__main__':
    main()
