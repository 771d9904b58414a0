# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real programs as a person would: by what the accessibility tree says, on virtual displays.

    with Desk() as desk:                                  # private D-Bus and accessibility bus
        screen = desk.screen(1920, 1080)                  # one Xvfb
        app = desk.start(screen, ['showfloor', '--role', 'kiosk', ...])
        app.click('看车选车')                              # waits until it is there, then its action "click"
        app.wait(lambda: app.has('您贵姓？'))
        screen.shot('build/shots/name.png')

Nothing here sleeps to wait: every wait is for a condition, with a deadline, and says what was missing.
Speaks AT-SPI over D-Bus itself: the client library asks one question at a time, too slow for whole screens.
Needs: xvfb, dbus, at-spi2-core, python3-gi, python3-pil, xdotool; run with /usr/bin/python3.
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

SANDBOXED = 'SHOWFLOOR_PROGRAMS' in os.environ      # the programs are wrappers of a Flatpak
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))


class Missing(AssertionError):
    """What was waited for did not come."""


def now():
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def wait_for(condition, seconds=10.0, what=None):
    """Polls @condition until it is true; raises Missing after @seconds. Returns its value."""
    end = now() + seconds
    while True:
        begun = now()
        try:
            value = condition()
        except Exception as error:
            if type(error).__name__ not in ('Error', 'GError'):      # GLib.Error: an object vanished while it was asked
                raise
            value = None
        if value:
            return value
        if now() > end:
            text = what() if callable(what) else what
            raise Missing('after %.1f s still missing: %s' % (seconds, text or condition))
        select.select([], [], [], min(0.2, max(0.02, now() - begun)))      # who looks all the time takes the processor from who is looked at


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
        from PIL import ImageGrab
        ImageGrab.grab(xdisplay=self.display).save(path, compress_level=1)
        return path

    def key(self, *keys):
        """Real key presses, to whatever has the focus."""
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True, env=dict(os.environ, DISPLAY=self.display))

    def touch(self, x, y):
        """A real press at a place of the glass."""
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True, env=dict(os.environ, DISPLAY=self.display))

    def drag(self, start, end, steps=12):
        """A real press at @start, drawn to @end and let go."""
        words = ['mousemove', *start, 'mousedown', '1']
        for i in range(1, steps + 1):
            words += ['mousemove', *(start[k] + (end[k] - start[k]) * i // steps for k in (0, 1)), 'sleep', '0.02']
        subprocess.run(['xdotool', *map(str, words), 'mouseup', '1'], check=True, env=dict(os.environ, DISPLAY=self.display))

    def focus(self):
        """Gives the keyboard to the (only) window: there is no window manager here."""
        env = dict(os.environ, DISPLAY=self.display)
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '.*'], env=env, capture_output=True, text=True).stdout.split()
        if found:
            subprocess.run(['xdotool', 'windowfocus', '--sync', found[-1]], env=env, timeout=20)

    def close(self):
        self.process.terminate()
        self.process.wait()


class Node:
    """One accessible object as it was when looked at."""

    STATES = {'sensitive': 24, 'showing': 25, 'visible': 30, 'focusable': 11, 'focused': 12, 'checked': 4, 'enabled': 8, 'pressed': 20}

    def __init__(self, app, bus, path):
        self.app, self.bus, self.path = app, bus, path
        self.name, self.role, self.number, self.bits, self.interfaces, self.children, self.text = '', '', 0, 0, [], [], ''
        self.count_told = -1

    def has_state(self, name):
        return bool(self.bits >> Node.STATES[name] & 1)

    def call(self, interface, method, signature=None, *values):
        from gi.repository import Gio, GLib
        args = GLib.Variant('(%s)' % signature, values) if signature else None
        return self.app.a11y.call_sync(self.bus, self.path, 'org.a11y.atspi.' + interface, method, args, None, Gio.DBusCallFlags.NONE, 5000, None).unpack()

    def look(self):
        """Asks for what the cache did not tell; what went meanwhile stays without a name."""
        try:
            self.name = self.prop('Accessible', 'Name')
            self.role = self.call('Accessible', 'GetRoleName')[0]
            low, high = self.call('Accessible', 'GetState')[0]
            self.bits, self.interfaces = low | high << 32, self.call('Accessible', 'GetInterfaces')[0]
        except Exception as error:
            if type(error).__name__ not in ('Error', 'GError'):
                raise
        return self

    def prop(self, interface, name):
        from gi.repository import Gio, GLib
        return self.app.a11y.call_sync(self.bus, self.path, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', ('org.a11y.atspi.' + interface, name)),
                                       None, Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]

    def actions(self):
        if 'org.a11y.atspi.Action' not in self.interfaces:
            return []
        return [self.call('Action', 'GetName', 'i', i)[0] for i in range(self.count())]

    def count(self):
        """How many actions; GetActions of GTK 4.8 leaves out a button's own."""
        return self.prop('Action', 'NActions')

    def act(self):
        """What a touch means, by the action's name (never by its place)."""
        names = self.actions()
        want = next(name for name in ACTIONS if name in names)
        self.call('Action', 'DoAction', 'i', names.index(want))

    def touchable(self):
        return self.role not in ('label', 'text', 'static') and any(name in ACTIONS for name in self.actions())


class App:
    """One running program, seen through its accessibility tree."""

    def __init__(self, process, screen, log):
        self.process, self.screen, self.log, self.before = process, screen, log, ()
        self.a11y, self.bus, self.last, self.roles = None, None, (None, 0), {}

    # -- finding -------------------------------------------------------
    def registered(self):
        """(bus name, root path) of every program on the accessibility bus."""
        self.a11y = a11y_bus()
        return Node(self, 'org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root').call('Accessible', 'GetChildren')[0]

    def connect(self):
        """(bus name, root path) of the program on the accessibility bus, or None while it is not there."""
        if self.process.poll() is not None:
            raise Missing('program ended with %s; see %s\n%s' % (self.process.returncode, self.log, tail(self.log)))
        if self.bus is None:
            for name, path in self.registered():
                if name not in self.before and (SANDBOXED or bus_pid(self.a11y, name) == self.process.pid):
                    self.bus = (name, path)
        return self.bus

    def items(self):
        """Every object that the program's accessibility cache holds, by path, with how many children it has now."""
        from gi.repository import Gio
        told = self.a11y.call_sync(self.bus[0], '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems', None, None, Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]
        found = {}
        for (bus, path), _, _, _, count, interfaces, name, role, _, states in told:
            node = found[path] = Node(self, bus, path)
            node.name, node.number, node.bits, node.interfaces, node.count_told = name, role, states[0] | states[1] << 32, interfaces, count
        return found

    def ask_children(self, paths, children):
        """Puts the children of all of @paths, as paths, into @children, with all questions under way at once."""
        from gi.repository import Gio, GLib
        waiting, context = [len(paths)], GLib.MainContext.default()

        def ask(path):
            def done(connection, result):
                waiting[0] -= 1
                try:
                    children[path] = [child for _, child in connection.call_finish(result).unpack()[0] if not child.endswith('/null')]
                except GLib.Error:                     # vanished meanwhile
                    children[path] = []
            self.a11y.call(self.bus[0], path, 'org.a11y.atspi.Accessible', 'GetChildren', None, None, Gio.DBusCallFlags.NONE, 5000, None, done)
        for path in paths:
            ask(path)
        while waiting[0]:
            context.iteration(True)

    def tree(self):
        """
        Every object of the program, depth first. The program's accessibility cache tells of all objects with one answer, but not of those that
        nobody asked for yet, and not whose child is hidden by now: so each is asked for its children, and for nothing else.
        """
        from gi.repository import GLib
        start = self.connect()
        if start is None:
            return []
        found, children = self.items(), {}
        if start[1] not in found:                          # nobody asked for anything yet
            found[start[1]] = Node(self, *start).look()
        self.ask_children([start[1]] + [path for path, node in found.items() if node.count_told > 0 and path != start[1]], children)
        while True:
            nodes, missing, stack = [], [], [start[1]]
            while stack:
                path = stack.pop()
                node = found[path]
                nodes.append(node)
                if path == start[1] or node.has_state('showing') or node.has_state('visible'):
                    if path not in children and node.count_told != 0:
                        missing.append(path)
                    stack += reversed(children.get(path, []))
                    missing += [child for child in children.get(path, []) if child not in found]
                    stack = [child for child in stack if child in found]
            if not missing:
                break
            fresh = self.items()
            for path in missing:
                found[path] = fresh.get(path) or Node(self, start[0], path).look()
            self.ask_children(missing, children)
        there = []
        for node in nodes:
            try:
                node.role = node.role or self.role_of(node)
                if 'org.a11y.atspi.EditableText' in node.interfaces:
                    node.text = node.call('Text', 'GetText', 'ii', 0, -1)[0]
            except GLib.Error:                             # it went while the others were asked
                continue
            there.append(node)
            node.children = [found[child] for child in children.get(node.path, []) if child in found]
        return there

    def role_of(self, node):
        """The name of a role, asked once for each number."""
        if node.number not in self.roles:
            self.roles[node.number] = node.call('Accessible', 'GetRoleName')[0]
        return self.roles[node.number]

    def nodes(self):
        """Every object on the glass."""
        return [node for node in self.tree()[1:] if node.has_state('showing') or node.has_state('visible')]

    def find(self, name, role=None, exact=True):
        """First object with this accessible name (or matching this compiled regex) and role name; None if there is none."""
        return next((node for node in self.nodes() if matches(node.name, name, exact) and (role is None or node.role == role)), None)

    def has(self, name, role=None, exact=False):
        return self.find(name, role, exact) is not None

    def texts(self):
        """Every name and text on the glass, in order, once."""
        return list(dict.fromkeys(text for node in self.nodes() for text in (node.name, node.text) if text))

    # -- doing ---------------------------------------------------------
    def wait(self, condition, seconds=10.0, what=None):
        return wait_for(condition, seconds, what or (lambda: 'on the glass: %s' % self.texts()))

    def wait_text(self, text, seconds=10.0):
        """Waits until @text (or a regex) is somewhere on the glass."""
        return self.wait(lambda: any(matches(have, text, False) for have in self.texts()), seconds,
                         lambda: '%r; on the glass: %s' % (text, self.texts()))

    def click(self, name, role=None, exact=True, seconds=10.0):
        """Waits for a sensitive control of this name and does its action. Returns the moment of the touch."""
        def ready():
            return next((node for node in self.nodes() if matches(node.name, name, exact) and (role is None or node.role == role)
                         and node.has_state('sensitive') and node.touchable()), None)
        end = now() + seconds
        while True:
            node = self.wait(ready, max(end - now(), 0.5), lambda: 'control %r; on the glass: %s' % (name, self.texts()))
            if self.last[0] == node.path:              # a button stays down for a quarter of a second, and a second press is not heard
                wait_for(lambda: now() - self.last[1] > 0.3)
            at = now()
            self.last = (node.path, at)
            try:
                node.act()
                return at
            except Exception as error:
                # Made anew between the look and the touch (a picture came): a person touches what is there then.
                if type(error).__name__ not in ('Error', 'GError') or now() > end:
                    raise

    def strike(self, names, seconds=10.0):
        """The keys of one keyboard, one after the other, found by one look: a look at a whole screen costs more than all of the touches."""
        def keys():
            found = {}
            for node in self.nodes():
                if node.name in names and node.name not in found and node.touchable():
                    found[node.name] = node
            return found if len(found) == len(set(names)) else None
        found = self.wait(keys, seconds, lambda: 'keys %s; on the glass: %s' % (names, self.texts()))
        for name in names:
            node = found[name]
            if self.last[0] == node.path:
                wait_for(lambda: now() - self.last[1] > 0.3)
            self.last = (node.path, now())
            node.act()

    def press(self, name, role=None, exact=True, seconds=10.0):
        """Waits for a sensitive control of this name at rest and touches the glass in its middle. Returns the moment of the touch."""
        def place():
            node = next((node for node in self.nodes() if matches(node.name, name, exact) and (role is None or node.role == role)
                         and node.has_state('sensitive') and node.touchable()), None)
            return node and node.call('Component', 'GetExtents', 'u', 1)[0]

        def rest():
            before = place()
            return before if before and before == place() else None
        x, y, w, h = self.wait(rest, seconds, lambda: 'control %r at rest; on the glass: %s' % (name, self.texts()))
        at = now()
        self.screen.touch(x + w // 2, y + h // 2)
        return at

    def type(self, name, text, seconds=10.0):
        """Puts text into the entry of this name (or the first entry below it)."""
        def entry():
            nodes = self.nodes()
            at = next((i for i, node in enumerate(nodes) if node.name == name), None)
            return at is not None and next((node for node in nodes[at:] if 'org.a11y.atspi.EditableText' in node.interfaces), None)
        self.wait(entry, seconds).call('EditableText', 'SetTextContents', 's', text)

    def shot(self, path):
        return self.screen.shot(path)

    def kill(self):
        """kill -9."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self, seconds=10):
        """SIGTERM and wait; kills what does not go."""
        return stop_process(self.process, seconds)


ACTIONS = ('click', 'clicked', 'press', 'activate', 'toggle')


def matches(text, name, exact):
    return bool(name.search(text)) if isinstance(name, re.Pattern) else text == name if exact else name in text


def a11y_bus():
    """The connection to the accessibility bus of the desk that is there now, made once for each."""
    from gi.repository import Gio
    desk = os.environ['DBUS_SESSION_BUS_ADDRESS']
    if getattr(a11y_bus, 'desk', None) != desk:
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        session = Gio.DBusConnection.new_for_address_sync(desk, flags, None, None)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None, Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]
        a11y_bus.connection, a11y_bus.desk = Gio.DBusConnection.new_for_address_sync(address, flags, None, None), desk
    return a11y_bus.connection


def bus_pid(connection, name):
    from gi.repository import Gio, GLib
    try:
        return connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                                    GLib.Variant('(s)', (name,)), None, Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]
    except GLib.Error:
        return None


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
        a11y_bus()
        return self

    def __exit__(self, *_):
        for app in reversed(self.programs):
            stop_process(app.process if isinstance(app, App) else app)
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
        app.wait(lambda: len(app.tree()) > 1, seconds,
                 lambda: '%s shows no window; %s' % (command[0], tail(app.log)))
        return app

    def launch(self, screen, command, env=None, log=None):
        """Starts a program with a window and does not wait for it."""
        log = log or os.path.join(self.dir, '%s-%d.log' % (os.path.basename(command[0]), len(self.programs)))
        app = App(None, screen, log)
        if SANDBOXED:                              # behind its bus proxy a program cannot be told by its process: it is the newcomer
            app.before = {name for name, _ in app.registered()}
        with open(log, 'ab') as out:
            app.process = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ, DISPLAY=screen.display, **(env or {})))
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
    """Path of a program: in SHOWFLOOR_PROGRAMS, else built in SHOWFLOOR_BUILD, else in build/ of this tree, else PATH."""
    if SANDBOXED:
        return os.path.join(os.environ['SHOWFLOOR_PROGRAMS'], name)
    build = os.environ.get('SHOWFLOOR_BUILD', os.path.join(ROOT, 'build'))
    path = os.path.join(build, 'src', 'bin', name)
    return path if os.path.exists(path) else name


def skip(reason):
    """For meson: 77 is 'skipped', and the reason is printed."""
    print('SKIP: ' + reason)
    sys.exit(77)
