# SPDX-License-Identifier: GPL-3.0-or-later
"""P11: reading codes in rendered camera frames, beside other readers on the very same frames where they are installed."""
import glob
import json
import os
import shutil
import subprocess
import tempfile

import showroom

TEXTS = ('SHOWFLOOR:A:0123456789ABCDEF', 'HTTPS://CARDS.EXAMPLE.CN/C/0123456789ABCDEF')
BEST_MS = 10.6                          # zxing-wasm on a 720p frame: the best reader among those that were tried
ZXING = ['ZXingReader', '-1', '-format', 'QRCode']
ZBARIMG = ['zbarimg', '--quiet', '--nodbus', '--raw', '-S', 'disable', '-S', 'qrcode.enable']


def zxing(frames):
    """(how many frames ZXing reads right, ms of work for each): one process reads them all, so that its start hardly counts."""
    before = os.times()
    done = subprocess.run([*ZXING, *frames], capture_output=True, text=True, errors='replace')
    after = os.times()
    right = sum(any(text in line for text in TEXTS) for line in done.stdout.splitlines())
    return right, 1000 * (after.children_user + after.children_system - before.children_user - before.children_system) / len(frames)


def zbarimg(frames):
    """How many of the frames zbar reads right by itself."""
    return sum(any(text in subprocess.run([*ZBARIMG, frame], capture_output=True, text=True, errors='replace').stdout for text in TEXTS) for frame in frames)


def run(add):
    program = os.path.join(showroom.build_dir(), 'tests', 'bench', 'bench-codes')
    if not os.path.exists(program):
        print('SKIP: built without a camera')
        return
    folder = tempfile.mkdtemp(prefix='codes-')
    have = json.loads(subprocess.run([program, folder], capture_output=True, text=True, check=True).stdout)
    frames = sorted(glob.glob(os.path.join(folder, '*.pgm')))
    peer = zxing(frames) if shutil.which(ZXING[0]) else None
    if shutil.which(ZBARIMG[0]):
        print('    zbarimg reads %d of %d' % (zbarimg(frames), have['frames']))
    shutil.rmtree(folder)
    add('P11 reading a code in a camera frame, mean', have['mean_ms'], 'ms', 'zxing-wasm, as measured before', BEST_MS)
    add('P11 the same, p95', have['p95_ms'], 'ms')
    if peer:
        add('P11 the same, mean, beside ZXing as a program', have['mean_ms'], 'ms', 'ZXing', peer[1])
    add('P11 codes read of %d rendered frames' % have['frames'], have['read'], '', *(('ZXing', peer[0]) if peer else ()))
    add('from held up to read, p95 of 100 guests', have['held_up_p95_ms'] / 1000, 's', 'the promise', 1.5)
