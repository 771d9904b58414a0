#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A monkey at the kiosk: random touches, strokes and keys, all that opens a way out among them, at the real window with the demo house.

    monkey.py [--events 10000] [--seed 1]

A visitor enters a name and a number first; then the monkey, a burst at a time; then the kiosk is left alone until it is at rest. After
each burst: the program is there, its window is the only one, covers the glass and has the keyboard; its log has neither warning nor
critical; nothing that the visitor entered is in the accessibility tree; the pages that show what was entered look, pixel by pixel, as
before the first visitor. Memory, always taken at the page that asks for the name, is in the end at most 5 % above what it was in the second quarter; a
run too short for every page, language and picture to have been met (below 16 bursts) is held to 30 % above its beginning.
"""
import argparse
import ctypes
import os
import random
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'lib'))
import journeys
import sfui
import showroom
from words import Words

SAY = Words('zh_CN')
SURNAME, DIGITS = '赵', '13855550199'
CANARIES = ('赵先生', '赵女士', '138 5555', '13855550199', '5555 0199')
BURST = 2500
GROWTH, SHORT, SHORT_GROWTH = 1.05, 16, 1.3
# Ways out that GTK, desktops and window managers know.
WAYS_OUT = [('Control_L', 'Shift_L', 'i'), ('Control_L', 'Shift_L', 'd'), ('Control_L', 'period'), ('Control_L', 'semicolon'), ('Menu',), ('Shift_L', 'F10'),
            ('Alt_L', 'F4'), ('Control_L', 'q'), ('Control_L', 'w'), ('Control_L', 'o'), ('F10',), ('F11',), ('Alt_L', 'space'), ('Alt_L', 'Tab'), ('Super_L',),
            ('Print',), ('Control_L', 'Alt_L', 'F1'), ('Control_L', 'Alt_L', 'Delete'), ('Control_L', 'Shift_L', 'u'), ('Control_L', 'p'), ('Control_L', 'c'), ('Control_L', 'v')]


class Hand:
    """Touches and keys as the X server would get them from a device, without a process for each."""

    def __init__(self, screen):
        self.x11, self.xtst = ctypes.CDLL('libX11.so.6'), ctypes.CDLL('libXtst.so.6')
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(screen.display.encode()))
        self.width, self.height = screen.size

    def move(self, x, y):
        self.xtst.XTestFakeMotionEvent(self.display, -1, int(x), int(y), 0)

    def button(self, n, down):
        self.xtst.XTestFakeButtonEvent(self.display, n, int(down), 0)

    def code(self, name):
        return self.x11.XKeysymToKeycode(self.display, self.x11.XStringToKeysym(name.encode()))

    def chord(self, codes):
        for code in codes:
            self.xtst.XTestFakeKeyEvent(self.display, code, 1, 0)
        for code in reversed(codes):
            self.xtst.XTestFakeKeyEvent(self.display, code, 0, 0)

    def done(self):
        """All of it has reached the program's connection."""
        self.x11.XSync(self.display, 0)

    def tap(self, x, y, button=1, times=1):
        self.move(x, y)
        for _ in range(times):
            self.button(button, True)
            self.button(button, False)

    def windows(self):
        """[(window, width, height)] of everything that is shown on the glass."""
        root, parent, n = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x11.XQueryTree(self.display, ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display)), ctypes.byref(root), ctypes.byref(parent),
                            ctypes.byref(children), ctypes.byref(n))
        found = []
        for i in range(n.value):
            attributes = (ctypes.c_int * 64)()             # XWindowAttributes: x, y, width, height, … map_state
            self.x11.XGetWindowAttributes(self.display, ctypes.c_ulong(children[i]), attributes)
            if attributes[23] == 2:                        # IsViewable
                found.append((children[i], attributes[2], attributes[3]))
        if n.value:
            self.x11.XFree(children)
        return found

    def focus(self):
        window, state = ctypes.c_ulong(), ctypes.c_int()
        self.x11.XGetInputFocus(self.display, ctypes.byref(window), ctypes.byref(state))
        return window.value

    def take_focus(self, window):
        self.x11.XSetInputFocus(self.display, ctypes.c_ulong(window), 1, ctypes.c_ulong(0))
        self.done()


class Monkey:
    def __init__(self, kiosk, seed):
        self.kiosk, self.hand, self.rand = kiosk, Hand(kiosk.screen), random.Random(seed)
        self.ways = [[code for code in map(self.hand.code, way) if code] for way in WAYS_OUT]
        self.modifiers = [self.hand.code(name) for name in ('Shift_L', 'Control_L', 'Alt_L', 'Super_L')]

    def place(self):
        return self.rand.randrange(self.hand.width), self.rand.randrange(self.hand.height)

    def event(self):
        what, hand, rand = self.rand.random(), self.hand, self.rand
        if what < 0.55:
            hand.tap(*self.place())
        elif what < 0.60:
            hand.tap(*self.place(), times=rand.randrange(2, 5))
        elif what < 0.66:
            hand.tap(*self.place(), button=rand.choice((2, 3, 3, 8, 9)))
        elif what < 0.70:
            hand.tap(*self.place(), button=rand.choice((4, 5, 6, 7)), times=3)
        elif what < 0.78:
            self.stroke()
        elif what < 0.782:
            self.long_press()
        elif what < 0.785:
            hand.tap(rand.randrange(100), rand.randrange(100), times=5)      # the staff corner
        elif what < 0.83:
            hand.chord(rand.choice(self.ways))
        else:
            hand.chord(rand.sample(self.modifiers, rand.choice((0, 0, 0, 1, 2))) + [rand.randrange(9, 135)])

    def stroke(self):
        (x, y), (to_x, to_y) = self.place(), self.place()
        self.hand.move(x, y)
        self.hand.button(1, True)
        for i in range(1, 6):
            self.hand.move(x + (to_x - x) * i / 5, y + (to_y - y) * i / 5)
        self.hand.button(1, False)

    def long_press(self):
        """Longer than what GTK takes for one; what comes before it is on the glass by then."""
        self.hand.move(*self.place())
        self.hand.button(1, True)
        self.hand.done()
        time.sleep(0.7)                                    # the gesture itself: held that long
        self.hand.button(1, False)

    def burst(self, n):
        for i in range(n):
            self.event()
            if i % 25 == 24:                               # the program keeps up: its queue is not what is tried here
                self.hand.done()
                self.kiosk.connect()
                sfui.Node(self.kiosk, *self.kiosk.bus).call('Accessible', 'GetRoleName')
        for way in self.ways:
            self.hand.chord(way)
        self.hand.done()


def check_front(kiosk, monkey, window):
    assert kiosk.process.poll() is None, 'the program ended with %s\n%s' % (kiosk.process.returncode, sfui.tail(kiosk.log))
    shown = monkey.hand.windows()
    assert shown == [(window, *kiosk.screen.size)], 'windows on the glass: %s, which says %s' % (shown, kiosk.texts())
    with open(kiosk.log, errors='replace') as log:
        said = [line for line in log if re.search(r'CRITICAL|WARNING|\*\* ERROR|Traceback', line)]
    assert not said, 'the log says: %s' % said[:5]


def memory(kiosk):
    """KiB of its own, swapped or not."""
    with open('/proc/%d/status' % kiosk.process.pid) as status:
        found = dict(re.findall(r'(RssAnon|VmSwap):\s+(\d+) kB', status.read()))
    return int(found['RssAnon']) + int(found.get('VmSwap', 0))


def rest(kiosk):
    kiosk.wait(lambda: kiosk.has(SAY('attract.touch')) and not kiosk.has(SAY('idle.title')), 30)


def patiently(func, *args):
    """Again when the kiosk thought that the visitor had gone: it does after seconds here, and the machine may be busy."""
    for _ in range(4):
        try:
            return func(*args)
        except sfui.Missing as missing:
            last = missing
    raise last


def to_the_name(kiosk, hand):
    """Woken by a touch at one place: no finger and no ring of the keyboard's focus is left from before."""
    rest(kiosk)
    hand.tap(hand.width / 2, hand.height - 10)
    hand.done()
    guest = journeys.Guest(kiosk).at_home()
    guest.touch(SAY('tile.see'))
    guest.wait('before.ask')
    guest.touch(SAY('before.first'))
    guest.car(None)
    guest.wait('name.ask')
    return guest


def enter(kiosk, hand):
    """A visitor who gets as far as the number and walks away. Returns the program's memory at the name."""
    guest = to_the_name(kiosk, hand)
    size = memory(kiosk)
    guest.surname(SURNAME)
    guest.wait('phone.ask')
    for digit in DIGITS:
        hand.chord([hand.code(digit)])
    hand.done()
    kiosk.wait_text('138 5555 0199')
    return size


def still(kiosk):
    """A picture of the glass once nothing moves on it: a title slides in when its page comes."""
    from PIL import ImageGrab
    before = [None]

    def same():
        now = ImageGrab.grab(xdisplay=kiosk.screen.display).convert('RGB')
        was, before[0] = before[0], now
        return was is not None and was.tobytes() == now.tobytes()
    kiosk.wait(same, 20, 'a glass on which nothing moves')
    return before[0]


def look(kiosk, hand):
    """Pictures of the pages that show what a visitor entered, as the next visitor meets them."""
    pictures = {}
    guest = to_the_name(kiosk, hand)
    pictures['name'] = still(kiosk)
    texts = kiosk.texts()
    guest.surname('李')
    guest.wait('phone.ask')
    pictures['phone'] = still(kiosk)
    texts += kiosk.texts()
    found = [text for text in texts for canary in CANARIES if canary in text]
    assert not found, 'another visitor is on the glass: %s' % found
    kiosk.click(SAY('nav.home'))
    rest(kiosk)
    return pictures


def compare(before, after, shots):
    """@shots: a folder for what differs, or None."""
    from PIL import ImageChops
    for page, picture in before.items():
        box = ImageChops.difference(picture, after[page]).getbbox()
        if box and shots:
            picture.save(shots + '/before.png')
            after[page].save(shots + '/after.png')
        assert box is None, 'page %s looks different for the next visitor: %s' % (page, box)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--events', type=int, default=10000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--shots')
    options = parser.parse_args()
    with sfui.Desk() as desk:
        room = showroom.Showroom(desk)
        kiosk = room.kiosk(env={'SHOWFLOOR_IDLE': '5,2,1,1'})
        monkey = Monkey(kiosk, options.seed)
        window = monkey.hand.windows()[0][0]
        monkey.hand.take_focus(window)
        before = patiently(look, kiosk, monkey.hand)
        bursts, sizes, begun = max(4, options.events // BURST), [], sfui.now()
        for n in range(bursts):
            sizes.append(patiently(enter, kiosk, monkey.hand))
            monkey.burst(options.events // bursts)
            check_front(kiosk, monkey, window)
            rest(kiosk)
            found = [node.name + node.text for node in kiosk.tree() for canary in CANARIES if canary in node.name + node.text]
            assert not found, 'seed %d, burst %d: another visitor is in the tree: %s' % (options.seed, n, found)
            monkey.hand.take_focus(window)
            if n % 10 == 9 or n == bursts - 1:
                compare(before, patiently(look, kiosk, monkey.hand), options.shots)
        sizes.append(patiently(enter, kiosk, monkey.hand))
        print('%d events (seed %d) in %.0f s: the window stayed alone in front, 0 warnings, nobody else on the glass or in the tree; memory in KiB %s'
              % (options.events, options.seed, sfui.now() - begun, sizes))
        most = sizes[0] * SHORT_GROWTH if bursts < SHORT else max(sizes[bursts // 4:bursts // 2]) * GROWTH
        assert min(sizes[-2:]) <= most, 'memory grew: at most %d KiB were expected' % most


if __name__ == '__main__':
    main()
