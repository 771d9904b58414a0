#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wedge scanner on a real window whose entry has an input method that swallows letters: the code comes whole, the method sees none of
it, and what a person types reaches method and entry in order."""
import os
import select
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import keys
import sfui

# Far from each other, so that neither a busy machine nor a slow display blurs what is a burst and what is not.
GAP_MS = 400
CODE = 'SHOWFLOOR:A:0123456789ABCDEF'


class Window:
    def __init__(self, screen, program):
        self.process = subprocess.Popen([program, str(GAP_MS)], stdout=subprocess.PIPE, env=dict(os.environ, DISPLAY=screen.display, GTK_A11Y='none'))
        self.lines, self.rest = [], b''

    def until(self, line, seconds=20):
        """What was said up to and with @line."""
        end = sfui.now() + seconds
        while line not in self.lines:
            left = end - sfui.now()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise sfui.Missing('%r; heard %s' % (line, self.lines))
            said = os.read(self.process.stdout.fileno(), 4096)      # a reader with a buffer would leave lines where select does not see them
            if not said:
                raise sfui.Missing('the window ended; heard %s' % self.lines)
            *whole, self.rest = (self.rest + said).split(b'\n')
            self.lines += [line.decode() for line in whole]
        cut = self.lines.index(line) + 1
        said, self.lines = self.lines[:cut], self.lines[cut:]
        return said


def pause():
    """What tells two bursts apart is a part of what is typed; longer does no harm."""
    time.sleep(GAP_MS * 1.5 / 1000)


def check(have, want):
    assert have == want, 'heard %s, not %s' % (have, want)


def main():
    with sfui.Desk() as desk:
        screen = desk.screen(400, 200)
        window = Window(screen, sys.argv[1])
        sfui.wait_for(lambda: subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '.*'], env=dict(os.environ, DISPLAY=screen.display),
                                             capture_output=True).stdout, 20, 'a window')
        screen.focus()
        window.until('ready ')
        with keys.Keys(screen.display) as scanner:
            for _ in range(2):
                scanner.burst(CODE + '\n')
                check(window.until('code ' + CODE), ['code ' + CODE])
                pause()
                scanner.burst('w')                          # a person again: one letter for the method
                check(window.until('method w'), ['method w'])
                scanner.burst(' ')
                check(window.until('typed <w>'), ['method space', 'typed <w>'])
                scanner.burst('\n')
                check(window.until('typed '), ['method Return', 'enter ', 'typed '])
            # Five letters and an Enter at once are no code: all of it goes to the method, in order, and Enter to the entry.
            scanner.burst('wang \n')
            check(window.until('typed '), ['method ' + k for k in ('w', 'a', 'n', 'g', 'space')] + ['typed <wang>', 'method Return', 'enter ', 'typed '])
            # A code with an Enter and letters of its own behind it: nothing of it is typed.
            scanner.burst(CODE + '\nxy\n')
            check(window.until('code ' + CODE), ['code ' + CODE])
            pause()
            scanner.burst('z')
            check(window.until('method z'), ['method z'])
            # Eight letters without an end: typed.
            scanner.burst('abcdefgh')
            check(window.until('method h'), ['method ' + k for k in 'abcdefgh'])
        window.process.terminate()
        check(window.process.communicate(timeout=20)[0], b'')


if __name__ == '__main__':
    main()
