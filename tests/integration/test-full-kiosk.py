#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kiosk whose disk is full, with its real window: the reserve is given up first, so that the next guests get their numbers as ever.
Then one calm sentence sends guests to the front desk, in their language; no number is shown that was not saved. With room again the
same kiosk serves on, and the server has exactly those who saw a number. The disk is a small one in memory, in a world of its own."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom
from words import Words

SIZE = '320m'
SURNAMES = ('李', '张', '王', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙')
LANGUAGES = (('zh_CN', None), ('zh_TW', '繁體中文'), ('en', 'English'))


def enter_own_world():
    """Mounts are seen by this process and its children alone; not being root, by way of a name space of users."""
    if '--alone' not in sys.argv:
        own = ['unshare', '--mount', '--propagation', 'private'] + ([] if os.geteuid() == 0 else ['--map-root-user'])
        if subprocess.run(own + ['true'], stderr=subprocess.DEVNULL).returncode != 0:
            print('no mounts of our own here: skipped')
            sys.exit(77)
        os.execvp('unshare', own + [sys.executable, os.path.abspath(__file__), '--alone'])


def mount_small(path):
    os.makedirs(path)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=' + SIZE, 'tmpfs', path], stderr=subprocess.DEVNULL).returncode != 0:
        print('no small disk here: skipped')
        sys.exit(77)


def fill(path):
    with open(path, 'ab', buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass


class Kiosk:
    """One kiosk on the small disk, and what was on its glass."""

    def __init__(self, room, disk):
        self.room, self.disk = room, disk
        self.app = room.kiosk(data=os.path.join(disk, 'data'))
        self.filler, self.ballast = os.path.join(disk, 'filler'), os.path.join(disk, 'data', 'ballast')
        self.numbers, self.turned_away = [], 0

    def settle(self):
        """Pictures are here and the reserve is made; then the disk is full."""
        self.app.wait(lambda: os.path.exists(self.ballast), 60, 'the reserve')
        last = [0, 0]

        def quiet():
            used = os.statvfs(self.disk).f_bavail
            last[0], last[1] = used, last[1] + 1 if used == last[0] else 0
            return last[1] > 10
        self.app.wait(quiet, 120, 'the pictures')
        fill(self.filler)

    def guest(self, surname):
        """TRUE: they hold a number. FALSE: the calm sentence. Nothing else may come."""
        guest = journeys.Guest(self.app).at_home()
        guest.touch(guest.say('tile.see'))
        guest.wait('before.ask')
        guest.touch(guest.say('before.first'))
        guest.car('S7')
        guest.surname(surname)
        guest.wait('phone.ask')
        guest.touch(guest.say('phone.none'))
        out = guest.say('err.out')
        self.app.wait(lambda: self.app.has(out) or any(journeys.NUMBER.match(t) for t in self.app.texts()), 20)
        texts = self.app.texts()
        number = next((t for t in texts if journeys.NUMBER.match(t)), None)
        assert (number is None) == (out in texts), texts
        if number is None:
            assert guest.say('err.out.sub') in texts, texts
            self.turned_away += 1
        else:
            self.numbers.append((surname, number))
        return number is not None


def look(kiosk, pictures):
    """The sentence in each language, as the guest who cannot be served may read it."""
    for lang, name in LANGUAGES:
        if name:
            kiosk.app.click(name)
        say = Words(lang)
        kiosk.app.wait_text(say('err.out'))
        kiosk.app.wait_text(say('err.out.sub'))
        assert not any(journeys.NUMBER.match(t) for t in kiosk.app.texts()), kiosk.app.texts()
        if pictures:
            kiosk.app.shot(os.path.join(pictures, 'full-%s.png' % lang))


def walk(room, disk):
    kiosk = Kiosk(room, disk)
    kiosk.settle()
    names = iter(SURNAMES)
    assert kiosk.guest(next(names)), 'the reserve was not given up for the first guest'
    while os.path.exists(kiosk.ballast):
        assert kiosk.guest(next(names)), 'turned away before the reserve was given up'
    fill(kiosk.filler)
    while kiosk.guest(next(names)):
        fill(kiosk.filler)
    look(kiosk, os.environ.get('SHOWFLOOR_KEEP_PICTURES'))
    os.unlink(kiosk.filler)
    assert kiosk.guest(next(names)), 'there is room again'
    kiosk.app.wait(lambda: os.path.exists(kiosk.ballast), 90, 'the reserve again')

    def there():
        return sorted(v['surname'] for v in room.export('visit') if v.get('surname') in SURNAMES and v['device'] == ours)
    ours = next(d['id'] for d in room.export('device') if d['name'].startswith('kiosk 1'))
    sfui.wait_for(lambda: len(there()) >= len(kiosk.numbers), 30, 'all who hold a number')
    assert there() == sorted(s for s, _ in kiosk.numbers), (there(), kiosk.numbers)
    print('%d guests served on a full disk, %d sent to the front desk, one more with room again; the server has exactly these'
          % (len(kiosk.numbers) - 1, kiosk.turned_away))


def main():
    enter_own_world()
    with sfui.Desk() as desk:
        disk = os.path.join(desk.dir, 'small')
        mount_small(disk)
        try:
            walk(showroom.Showroom(desk), disk)
        finally:
            subprocess.run(['umount', '--lazy', disk], check=False)


if __name__ == '__main__':
    main()
