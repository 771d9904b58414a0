#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk's session as its unit describes it, under the real cage without a screen, not as root: the program says READY=1 and WATCHDOG=1
to the service's socket; killed in the middle of a form it is back at its first page, with nothing of that form on the glass, in the tree or on
the disk; stopped it says nothing any more and is ended, and comes back, too.

    test-session.py [--rounds N]      # only the time from kill -9 to the first page, N times, as JSON (make bench)
"""
import argparse
import json
import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom
from unit import Unit
from words import Words

SAY = Words('zh_CN')
NOBODY = 65534
WATCHDOG = 3                                               # seconds here; what the unit says is longer
DIGITS = '1380013'                                       # of a number, not all of it
CANARIES = ('王先生', '138 0013', DIGITS)


def leave_root():
    """The session is nobody's in particular; cage refuses root."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.environ['HOME'] = '/nonexistent'


class Session:
    """One kiosk in its session."""

    def __init__(self, desk, room):
        self.data = os.path.join(desk.dir, 'kiosk')
        first = room.app('kiosk', desk.screen(1280, 720), data=self.data)         # pairs, and has the house's pictures, as on its second day
        first.wait_text(SAY('attract.touch'), 30)
        first.stop()
        build = showroom.build_dir()
        replace = {'/usr/local/bin/showfloor': [sfui.program('showfloor'), '--lang', 'zh_CN'], '/usr/bin/cage': [shutil.which('cage')],
                   '/var/lib/showfloor-device': [self.data]}
        # No screen, no touches, the locale of this build; and the accessibility tree, by which the test sees.
        env = {'WLR_BACKENDS': 'headless', 'WLR_RENDERER': 'pixman', 'WLR_LIBINPUT_NO_DEVICES': '1', 'GTK_A11Y': 'atspi',
               'SHOWFLOOR_LOCALEDIR': os.path.join(build, 'po')}
        self.unit = Unit(os.path.join(build, 'data', 'showfloor-kiosk.service'), replace, env, os.path.join(desk.dir, 'session.log'), watchdog=WATCHDOG)
        self.glass = desk.screens[-1]

    def look(self, run):
        """The kiosk of this run, at its first page."""
        run = self.unit.wait_ready(run)
        app = sfui.App(self.unit, self.glass, self.unit.log)
        app.wait_text(SAY('attract.touch'), 30)
        return run, app


def half_a_form(app):
    """A guest who has typed most of a number."""
    guest = journeys.Guest(app).at_home()
    guest.touch(SAY('tile.see'))
    guest.wait('before.ask')
    guest.touch(SAY('before.first'))
    guest.car(None)
    guest.surname('王')
    guest.wait('phone.ask')
    for digit in DIGITS:
        app.click(digit, exact=True)
    app.wait_text('138 0013')


def check_nothing_left(session, room, app):
    seen = [node.name + node.text for node in app.tree()]
    guest = journeys.Guest(app).at_home()
    guest.touch(SAY('tile.see'))
    guest.wait('before.ask')
    guest.touch(SAY('before.first'))
    guest.car(None)
    guest.surname('李')
    guest.wait('phone.ask')
    seen += [node.name + node.text for node in app.tree()]
    found = [text for text in seen for canary in CANARIES if canary in text]
    assert not found, 'the form of before the end is on the glass: %s' % found
    for where, _, names in os.walk(session.data):
        for name in names:
            with open(os.path.join(where, name), 'rb') as file:
                assert DIGITS.encode() not in file.read(), 'a half-typed number is in %s' % name
    assert not [visit for visit in room.export('visit') if visit.get('surname') == '王' and visit.get('source') == 'kiosk'], 'half a form became a visit'


def killed(session, run, how):
    """Kills the program of this run; returns the next one at its first page, and the seconds that took."""
    at = sfui.now()
    os.kill(session.unit.pid, how)
    run, app = session.look(run + 1)
    return run, app, sfui.now() - at


def walk(session, room):
    with session.unit as unit:
        run, app = session.look(1)
        with open('/proc/%d/status' % unit.pid) as status:
            assert 'Uid:\t0' not in status.read(), 'the session is root\'s'
        with open('/proc/%d/comm' % unit.pid) as name:     # its exe is nobody's to read, not even its own user's
            assert name.read() == 'showfloor\n', 'somebody else said READY=1'
        unit.wait_beats(2)
        half_a_form(app)
        run, app, took = killed(session, run, signal.SIGKILL)
        check_nothing_left(session, room, app)
        os.kill(unit.pid, signal.SIGSTOP)                  # a main loop that hangs
        unit.watching = True
        run, app = session.look(run + 1)
        unit.watching = False
        assert unit.bitten == 1, 'it came back, but the watchdog bit %d times' % unit.bitten
        unit.wait_beats(1)
        assert run == unit.run == 3, 'it ended by itself: %d runs' % unit.run
        run, app, _ = killed(session, run, signal.SIGABRT)
        print('READY and signs of life from the program; back after kill -9 (%.1f s), a hang and an abort, nothing left of half a form' % took)


def measure(session, rounds):
    times = []
    with session.unit:
        run, app = session.look(1)
        for _ in range(rounds):
            half_a_form(app)
            run, app, took = killed(session, run, signal.SIGKILL)
            times.append(round(took, 3))
    print(json.dumps(times))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rounds', type=int, default=0)
    options = parser.parse_args()
    if sfui.SANDBOXED or not shutil.which('cage') or not shutil.which('Xwayland'):
        sfui.skip('cage and Xwayland are needed')
    leave_root()
    if not os.access(sfui.program('showfloor'), os.X_OK):
        sfui.skip('the build is in a place that only root can read')
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        session = Session(desk, room)
        if options.rounds:
            measure(session, options.rounds)
        else:
            walk(session, room)


if __name__ == '__main__':
    main()
