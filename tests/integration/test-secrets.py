#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the secrets lie and who may read them: every file of server and device; and a device whose key is a credential, sealed by the
machine's key as systemd-creds does it, instead of a file. What a unit would do with it (decrypt it into a folder) the test does."""
import os
import shutil
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import sfui
import showroom


def assert_private(folder):
    """Nothing in it is anybody else's to read, and the folder is closed besides."""
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700, folder
    names = set()
    for root, folders, files in os.walk(folder):
        for name in files:
            mode = stat.S_IMODE(os.lstat(os.path.join(root, name)).st_mode)
            names.add(name)
            if name.endswith(('.key', '.sock', '.pem')) or name in ('lock', 'lock.backup'):
                assert mode == 0o600, (name, oct(mode))
    return names


def seen(room, device_id):
    return next(d for d in room.status()['devices'] if d['id'] == device_id)['last_contact']


def main():
    os.umask(0o022)
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        kiosk = room.kiosk()
        device = next(d['id'] for d in room.status()['devices'] if d['role'] == 'kiosk')
        sfui.wait_for(lambda: seen(room, device) > 0, 30, 'it connects')
        assert {'ca.key', 'server.key', 'ca.pem', 'server.pem', 'control.sock'} <= assert_private(room.data)
        assert 'device.key' in assert_private(kiosk.data)
        print('keys: 0600 in folders of 0700')
        kiosk.stop()

        key = os.path.join(kiosk.data, 'device.key')
        env = dict(os.environ, SYSTEMD_CREDENTIAL_SECRET=os.path.join(desk.dir, 'machine.secret'))
        sealed, given = os.path.join(desk.dir, 'device.cred'), os.path.join(desk.dir, 'credentials')
        tool = shutil.which('systemd-creds')
        assert tool, 'systemd-creds is in tools/packages.txt'
        subprocess.run([tool, 'encrypt', '--with-key=host', '--name=device.key', key, sealed], check=True, env=env, capture_output=True)
        plain = open(key, 'rb').read()
        os.remove(key)
        assert plain.split()[1] not in open(sealed, 'rb').read()
        before = seen(room, device)
        os.mkdir(given, 0o500)
        opened = subprocess.run([tool, 'decrypt', '--name=device.key', sealed, '-'], check=True, env=env, capture_output=True).stdout
        with open(os.open(os.path.join(given, 'device.key'), os.O_WRONLY | os.O_CREAT, 0o400), 'wb') as file:
            file.write(opened)
        kiosk = room.app('kiosk', kiosk.screen, data=kiosk.data, pair=False, env={'CREDENTIALS_DIRECTORY': given})
        sfui.wait_for(lambda: seen(room, device) > before, 30, 'it connects with the credential')
        assert not os.path.exists(key), 'it wrote no key of its own'
        kiosk.stop()
        another = subprocess.run([tool, 'decrypt', '--name=device.key', sealed, '-'], capture_output=True,
                                 env=dict(env, SYSTEMD_CREDENTIAL_SECRET=os.path.join(desk.dir, 'other.secret')))
        assert another.returncode != 0, 'another machine opens it'
        print('a sealed key: this machine opens it, another one does not')


if __name__ == '__main__':
    main()
