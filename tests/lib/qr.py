# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone's camera would read on the glass: an independent reader (zbar) on a screenshot."""
import subprocess

import sfui


def zbar(picture, *words):
    done = subprocess.run(['zbarimg', '--quiet', '--nodbus', '-S', 'disable', '-S', 'qrcode.enable', *words, picture], capture_output=True)
    if done.returncode not in (0, 4):          # 4: no code on it
        raise sfui.Missing('zbarimg: %s' % done.stderr.decode(errors='replace'))
    return done.stdout


def count(picture):
    """How many QR codes are on a picture."""
    return zbar(picture, '--xml').count(b'<symbol ')


def read(picture):
    """What the only QR code on a picture says; None when there is none or more than one."""
    return zbar(picture, '--raw', '-S', 'binary').decode('utf-8') if count(picture) == 1 else None


def on_glass(app, path, seconds=10.0):
    """Waits for exactly one code on the glass and returns what it says."""
    return sfui.wait_for(lambda: read(app.shot(path)), seconds, 'one QR code on %s' % path)
