#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units for systemd: known words and values only (systemd-analyze verify says nothing), and what docs/kiosk.md promises of them.

    units.py UNIT…
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

# What a session that strangers touch must have, and must not.
DEVICE = ['Type=notify', 'NotifyAccess=all', 'Restart=always', 'StartLimitIntervalSec=0', 'WatchdogSignal=SIGKILL', 'User=showfloor-device', 'LimitCORE=0',
          'NoNewPrivileges=yes', 'StandardInput=tty-fail']
DEVICE_NOT = [r'^User=root', r'^ExecStart=\S+ (-\w+ )*-\w*s\w* .*', r'^DefaultDependencies=no']
SERVER = ['Restart=always', 'DynamicUser=yes', 'ProtectSystem=strict', 'LimitCORE=0']


def check(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    device = 'showfloor-device' in text
    lines = text.splitlines()
    faults = ['%s is missing' % line for line in (DEVICE if device else SERVER) if line not in lines]
    if device:
        faults += ['has what it must not: %s' % found[0] for found in (re.search(pattern, text, re.M) for pattern in DEVICE_NOT) if found]
    if shutil.which('systemd-analyze'):
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, os.path.basename(path))
            with open(copy, 'w', encoding='utf-8') as file:      # the programs are not installed where it looks for them
                file.write(re.sub(r'^ExecStart=\S+', 'ExecStart=/bin/true', text, flags=re.M))
            done = subprocess.run(['systemd-analyze', 'verify', '--man=no', copy], capture_output=True, text=True)
            own = os.path.basename(path)
            faults += [line for line in (done.stdout + done.stderr).splitlines() if own in line]
            if done.returncode and not faults:
                faults.append('systemd-analyze verify ends with %d' % done.returncode)
    return ['%s: %s' % (os.path.basename(path), fault) for fault in faults]


def main():
    faults = [fault for path in sys.argv[1:] for fault in check(path)]
    print('\n'.join(faults) or '%d units' % len(sys.argv[1:]))
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
