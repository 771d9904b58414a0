# SPDX-License-Identifier: GPL-3.0-or-later
"""A ticket printer in a process of its own (tests/lib/paper-printer.c)."""
import os
import subprocess

import showroom

PRINTER = os.path.join(showroom.build_dir(), 'tests', 'unit', 'app', 'paper-printer')


class Printer:
    """place: where it can be reached; heard(): its next line, "cut N" for each ticket; be("empty"): how it is from now on."""

    def __init__(self, out):
        self.out = out
        self.process = subprocess.Popen([PRINTER, out], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.place = 'tcp:127.0.0.1:' + self.heard()

    def heard(self):
        return self.process.stdout.readline().strip()

    def be(self, mode):
        self.process.stdin.write(mode + '\n')
        self.process.stdin.flush()
        assert self.heard() == mode

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0
