# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys as a wedge scanner presses them: whole bursts, handed to the display in one piece, so that no busy machine stretches them."""
import ctypes

import sfui

SHIFT = 'Shift_L'
NAMES = {' ': 'space', '\n': 'Return', '\t': 'Tab', ':': 'colon', '/': 'slash', '.': 'period', '-': 'minus', '?': 'question', '=': 'equal', '&': 'ampersand',
         '_': 'underscore', '\b': 'BackSpace'}
SHIFTED = set(':?&_')


class Keys:
    """with Keys(screen.display) as keys: keys.burst('SHOWFLOOR:A:…\\n')"""

    def __init__(self, display):
        self.x, self.test = ctypes.CDLL('libX11.so.6'), ctypes.CDLL('libXtst.so.6')
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XStringToKeysym.restype = ctypes.c_ulong
        self.x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self.x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.x.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self.test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self.display = self.x.XOpenDisplay(display.encode())
        assert self.display, 'display %s' % display

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.x.XCloseDisplay(self.display)

    def code(self, name):
        code = self.x.XKeysymToKeycode(self.display, self.x.XStringToKeysym(name.encode()))
        assert code, 'no key %s' % name
        return code

    def events(self, text):
        """(key code, down) of a scanner set to the US layout."""
        for sign in text:
            shifted = sign.isupper() or sign in SHIFTED
            code = self.code(NAMES.get(sign, sign))
            if shifted:
                yield self.code(SHIFT), 1
            yield code, 1
            yield code, 0
            if shifted:
                yield self.code(SHIFT), 0

    def burst(self, text):
        """All of @text at once. The display stamps the events as it reads them from one buffer."""
        for code, down in list(self.events(text)):
            self.test.XTestFakeKeyEvent(self.display, code, down, 0)
        self.x.XSync(self.display, 0)


def scan(kiosk, text, until, seconds=20):
    """Scans until @until is so: on a machine that stops a whole display in the middle of a burst a person scans once more, too."""
    with Keys(kiosk.screen.display) as scanner:
        for _ in range(3):
            scanner.burst(text)
            try:
                return sfui.wait_for(until, seconds)
            except sfui.Missing:
                pass
    raise sfui.Missing('%s; on the glass: %s' % (text, kiosk.texts()))
