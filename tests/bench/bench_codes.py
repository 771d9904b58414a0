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
PEERS = (('ZXing', 'ZXingReader', ['-1', '-format', 'QRCode']), ('zbarimg', 'zbarimg', ['--quiet', '--nodbus', '--raw', '-S', 'disable', '-S', 'qrcode.enable']))


def read_by(command, words, frames):
    """How many of the frames this reader reads right."""
    right = 0
    for n, frame in enumerate(frames):
        done = subprocess.run([command, *words, frame], capture_output=True, text=True, errors='replace')
        right += any(text in done.stdout for text in TEXTS)
    return right


def run(add):
    program = os.path.join(showroom.build_dir(), 'tests', 'bench', 'bench-codes')
    if not os.path.exists(program):
        print('SKIP: built without a camera')
        return
    folder = tempfile.mkdtemp(prefix='codes-')
    have = json.loads(subprocess.run([program, folder], capture_output=True, text=True, check=True).stdout)
    frames = sorted(glob.glob(os.path.join(folder, '*.pgm')))
    peers = [(name, read_by(command, words, frames)) for name, command, words in PEERS if shutil.which(command)]
    shutil.rmtree(folder)
    add('P11 reading a code in a camera frame, mean', have['mean_ms'], 'ms', 'zxing-wasm, as measured before', BEST_MS)
    add('P11 the same, p95', have['p95_ms'], 'ms')
    best = max(peers, key=lambda peer: peer[1], default=None)
    add('P11 codes read of %d rendered frames' % have['frames'], have['read'], '', *(best or ()))
    for name, read in peers:
        print('    %s reads %d of %d' % (name, read, have['frames']))
    add('from held up to read, p95 of 100 guests', have['held_up_p95_ms'] / 1000, 's')
