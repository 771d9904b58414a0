# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real programs as a person would: by what the accessibility tree says, on virtual displays.

    with Desk() as desk:                                  # private D-Bus and accessibility bus
        screen = desk.screen(1920, 1080)                  # one Xvfb
        app = desk.start(screen, ['showfloor', '--role', 'kiosk', ...])
        app.click('看车选车')                              # waits until it is there, then its action "click"
        app.wait(lambda: app.has('您贵姓？'))
        screen.shot('build/shots/name.png')

Nothing here sleeps to wait: every wait is for a condition, with a deadline, and says what was missing.
Needs: xvfb, dbus, at-spi2-core, gir1.2-atspi-2.0, imagemagick, xdotool; run with /usr/bin/python3.
"""
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

Atspi = None
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))


class Missing(AssertionError):
    """What was waited for did not come."""


def now():
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def wait_for(condition, seconds=10.0, what=None):
    """Polls @condition until it is true; raises Missing after @seconds. Returns its value."""
    end = now() + seconds
    while True:
        try:
            value = condition()
        except Exception as error:                 # a node that vanished while it was read
            if Atspi is None or 'atspi' not in str(error).lower():
                raise
            value = None
        if value:
            return value
        if now() > end:
            text = what() if callable(what) else what
            raise Missing('after %.1f s still missing: %s' % (seconds, text or condition))
        select.select([], [], [], 0.02)


class Screen:
    """One Xvfb of a given size."""

    def __init__(self, width, height):
        read, write = os.pipe()
        self.size = (width, height)
        self.process = subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', '%dx%dx24' % self.size, '-nolisten', 'tcp', '-noreset', '-dpi', '96'],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ':' + pipe.readline().strip()
        if self.display == ':':
            raise Missing('Xvfb did not start')

    def shot(self, path):
        """Writes what is on the glass as PNG."""
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        subprocess.run(['/usr/bin/import', '-display', self.display, '-window', 'root', '-depth', '8', path], check=True)
        return path

    def key(self, *keys):
        """Real key presses, to whatever has the focus."""
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True, env=dict(os.environ, DISPLAY=self.display))

    def touch(self, x, y):
        """A real press at a place of the glass."""
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True, env=dict(os.environ, DISPLAY=self.display))

    def focus(self):
        """Gives the keyboard to the (only) window: there is no window manager here."""
        env = dict(os.environ, DISPLAY=self.display)
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '.*'], env=env, capture_output=True, text=True).stdout.split()
        if found:
            subprocess.run(['xdotool', 'windowfocus', found[-1]], env=env)

    def close(self):
        self.process.terminate()
        self.process.wait()


class App:
    """One running program, seen through its accessibility tree."""

    def __init__(self, process, screen, log):
        self.process, self.screen, self.log = process, screen, log
        self.node = None

    # -- finding -------------------------------------------------------
    def root(self):
        """The program's accessible root, or None while it has none."""
        if self.process.poll() is not None:
            raise Missing('program ended with %s; see %s\n%s' % (self.process.returncode, self.log, tail(self.log)))
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def nodes(self, node=None, showing=True):
        """Every node below, depth first; only what is on the glass unless showing is False."""
        node = node or self.root()
        if node is None:
            return
        stack = [node]
        while stack:
            here = stack.pop()
            try:
                if showing and here.get_role() not in (Atspi.Role.APPLICATION,):
                    states = here.get_state_set()
                    if not states.contains(Atspi.StateType.SHOWING) and not states.contains(Atspi.StateType.VISIBLE):
                        continue
                here.clear_cache_single() if hasattr(here, 'clear_cache_single') else here.clear_cache()
                yield here
                for i in reversed(range(here.get_child_count())):
                    child = here.get_child_at_index(i)
                    if child is not None:
                        stack.append(child)
            except Exception:                      # vanished meanwhile
                continue

    def find(self, name, role=None, exact=True, showing=True):
        """First node with this accessible name (or matching this compiled regex) and role name; None if there is none."""
        for node in self.nodes(showing=showing):
            text = node.get_name() or ''
            hit = name.search(text) if isinstance(name, re.Pattern) else (text == name if exact else name in text)
            if hit and (role is None or node.get_role_name() == role):
                return node
        return None

    def has(self, name, role=None, exact=False):
        return self.find(name, role, exact) is not None

    def texts(self):
        """Every name and text on the glass, in order, once."""
        seen = []
        for node in self.nodes():
            for text in (node.get_name(), node_text(node)):
                if text and text not in seen:
                    seen.append(text)
        return seen

    # -- doing ---------------------------------------------------------
    def wait(self, condition, seconds=10.0, what=None):
        return wait_for(condition, seconds, what or (lambda: 'on the glass: %s' % self.texts()))

    def wait_text(self, text, seconds=10.0):
        """Waits until @text (or a regex) is somewhere on the glass."""
        def there():
            for have in self.texts():
                if text.search(have) if isinstance(text, re.Pattern) else text in have:
                    return True
            return False
        return self.wait(there, seconds, lambda: '%r; on the glass: %s' % (text, self.texts()))

    def click(self, name, role=None, exact=True, seconds=10.0):
        """Waits for a sensitive control of this name and does its action. Returns the moment before the touch."""
        def ready():
            for node in self.nodes():
                text = node.get_name() or ''
                hit = name.search(text) if isinstance(name, re.Pattern) else (text == name if exact else name in text)
                if not hit or (role is not None and node.get_role_name() != role):
                    continue
                if action_index(node) is not None and node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                    return node
            return None
        node = self.wait(ready, seconds, lambda: 'control %r; on the glass: %s' % (name, self.texts()))
        at = now()
        node.get_action_iface().do_action(action_index(node))
        return at

    def type(self, name, text, seconds=10.0):
        """Puts text into the entry of this name."""
        node = self.wait(lambda: self.find(name), seconds)
        entry = node if node.get_editable_text_iface() else None
        if entry is None:
            entry = next(n for n in self.nodes(node) if n.get_editable_text_iface())
        entry.get_editable_text_iface().set_text_contents(text)

    def shot(self, path):
        return self.screen.shot(path)

    def kill(self):
        """kill -9."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self, seconds=10):
        """SIGTERM and wait; kills what does not go."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


ACTIONS = ('click', 'clicked', 'press', 'activate', 'toggle')


def action_index(node):
    """Index of the action a touch means, by name (never by position), or None."""
    actions = node.get_action_iface()
    if actions is None or node.get_role_name() in ('label', 'text'):
        return None
    names = [actions.get_action_name(i) for i in range(actions.get_n_actions())]
    for want in ACTIONS:
        if want in names:
            return names.index(want)
    return None


def node_text(node):
    text = node.get_text_iface()
    if text is None:
        return ''
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def tail(path, lines=25):
    try:
        with open(path, errors='replace') as file:
            return ''.join(file.readlines()[-lines:])
    except OSError:
        return ''


class Desk:
    """A private session: D-Bus, accessibility bus, screens and programs; everything ends with it."""

    def __init__(self, keep=None):
        self.dir = keep or tempfile.mkdtemp(prefix='showfloor-desk-')
        self.keep = keep is not None
        self.programs, self.screens = [], []

    def __enter__(self):
        global Atspi
        for name in ('config', 'data', 'cache', 'runtime'):
            os.makedirs(os.path.join(self.dir, name), mode=0o700, exist_ok=True)
        env = os.environ
        for name in ('AT_SPI_BUS_ADDRESS', 'WAYLAND_DISPLAY', 'DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'LANGUAGE'):
            env.pop(name, None)
        env.update(XDG_CONFIG_HOME=self.dir + '/config', XDG_DATA_HOME=self.dir + '/data', XDG_CACHE_HOME=self.dir + '/cache',
                   XDG_RUNTIME_DIR=self.dir + '/runtime', GTK_A11Y='atspi', GSETTINGS_BACKEND='memory', GDK_BACKEND='x11',
                   NO_AT_BRIDGE='0', GIO_USE_VFS='local', GTK_USE_PORTAL='0', LC_ALL='C.UTF-8')
        # The accessibility bus is started by the session bus, so the bus itself needs no display.
        self.bus = subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--nosyslog', '--print-address=1'],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        env['DBUS_SESSION_BUS_ADDRESS'] = self.bus.stdout.readline().strip()
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi as module
        Atspi = module
        if Atspi.init() not in (0, 1):
            raise Missing('accessibility bus did not start')
        return self

    def __exit__(self, *_):
        for app in reversed(self.programs):
            (app.stop if isinstance(app, App) else lambda: stop_process(app))()
        for screen in self.screens:
            screen.close()
        self.bus.terminate()
        self.bus.wait()
        if not self.keep:
            shutil.rmtree(self.dir, ignore_errors=True)

    def screen(self, width, height):
        screen = Screen(width, height)
        self.screens.append(screen)
        return screen

    def start(self, screen, command, env=None, log=None, seconds=30.0):
        """Starts a program with a window and waits until its accessibility tree has one."""
        app = self.launch(screen, command, env, log)
        app.wait(lambda: app.root() is not None and app.root().get_child_count() > 0, seconds,
                 lambda: '%s shows no window; %s' % (command[0], tail(app.log)))
        return app

    def launch(self, screen, command, env=None, log=None):
        """Starts a program with a window and does not wait for it."""
        log = log or os.path.join(self.dir, '%s-%d.log' % (os.path.basename(command[0]), len(self.programs)))
        with open(log, 'ab') as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ, DISPLAY=screen.display, **(env or {})))
        app = App(process, screen, log)
        self.programs.append(app)
        return app

    def serve(self, command, ready, env=None, log=None, seconds=30.0):
        """Starts a program without a window; returns (process, the line of its output that holds @ready)."""
        log = log or os.path.join(self.dir, '%s-%d.log' % (os.path.basename(command[0]), len(self.programs)))
        err = open(log, 'ab')
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True, env=dict(os.environ, **(env or {})))
        process.log = log
        self.programs.append(process)
        end = now() + seconds
        while now() < end:
            if select.select([process.stdout], [], [], 0.2)[0]:
                line = process.stdout.readline()
                if ready in line:
                    return process, line.strip()
                if line == '':
                    break
        raise Missing('%s did not say %r; %s' % (command[0], ready, tail(log)))


def stop_process(process, seconds=10):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


def program(name):
    """Path of a built program: SHOWFLOOR_BUILD, else build/ of this tree, else PATH."""
    build = os.environ.get('SHOWFLOOR_BUILD', os.path.join(ROOT, 'build'))
    path = os.path.join(build, 'src', 'bin', name)
    return path if os.path.exists(path) else name


def skip(reason):
    """For meson: 77 is 'skipped', and the reason is printed."""
    print('SKIP: ' + reason)
    sys.exit(77)
