# SPDX-License-Identifier: GPL-3.0-or-later
"""P10: gaps between the items of a mixed programme, frames dropped, memory of the wall's player, read off the glass.

Films say in each frame which one they are (bench-wall.c); framewatch reads that from the root window. A gap is the time from
the last frame of an item to the first of the next, less the time that this last frame (or picture) had to stand. Measured are
the demo's two films (made anew with that code in them, and the very files by the player's own count), a programme of mixed
codecs, sizes and sound, and, where the peers' folder and Chromium are present, two films beside their page with two preloaded
video elements.
"""
import json
import os
import signal
import statistics
import subprocess

import sfui
import showroom

SECONDS = int(os.environ.get('WALL_SECONDS', '42'))
WARM = 30                               # once round, so that everything is in memory
PICTURE_MS = 2000
# name: codec, width, height, frames a second, frames, clip, sound
FILMS = {'a.webm': ('vp8', 1280, 720, 30, 240, 0, 1), 'b.mp4': ('h264', 960, 540, 25, 150, 1, 0)}
# The demo's two films as its builder makes them, but for the code along the upper edge; and as they are.
DEMO = {'s7.webm': ('vp8', 1280, 720, 25, 250, 0, 0), 'walk.webm': ('vp8', 1280, 720, 25, 250, 1, 0)}
TWINS = {'a.mp4': ('h264', 1280, 720, 30, 300, 0, 0), 'b.mp4': ('h264', 1280, 720, 30, 300, 1, 0)}


def tool(name):
    return os.path.join(showroom.build_dir(), 'tests', 'bench', name)


def make(folder, films):
    os.makedirs(folder, exist_ok=True)
    for name, of in films.items():
        subprocess.run([tool('bench-wall'), 'make', os.path.join(folder, name), *(str(value) for value in of)], check=True, capture_output=True)


def usage(pid):
    """(PSS in MB, CPU seconds) of one process."""
    with open('/proc/%d/smaps_rollup' % pid) as file:
        pss = next(int(line.split()[1]) for line in file if line.startswith('Pss:')) / 1024
    with open('/proc/%d/stat' % pid) as file:
        words = file.read().rsplit(')', 1)[1].split()
    return pss, (int(words[11]) + int(words[12])) / os.sysconf('SC_CLK_TCK')


def watch(screen, seconds):
    done = subprocess.run([tool('framewatch'), str(seconds)], env=dict(os.environ, DISPLAY=screen.display), capture_output=True, text=True, check=True)
    return [(float(at), int(clip), int(frame)) for at, clip, frame in (line.split() for line in done.stdout.splitlines())]


def judge(seen, films):
    """Gaps in ms and frames of films that never came to the glass, between the first and the last cut."""
    fps = {of[5]: (of[3], of[4]) for of in films.values()}
    gaps, skipped, shown = [], 0, 0

    def is_picture(frame):
        return frame >= 1000

    if is_picture(seen[0][2]):
        seen = seen[1:]                 # it stood there before anybody looked
    for (at, clip, frame), (then, next_clip, next_frame) in zip(seen, seen[1:]):
        if not is_picture(next_frame) and not is_picture(frame) and next_clip == clip and next_frame > frame:
            skipped += next_frame - frame - 1
            shown += 1
            continue
        stands = PICTURE_MS if is_picture(frame) else 1000 / fps[clip][0]
        if not is_picture(frame):
            lost = fps[clip][1] - 1 - frame              # its last frames were not seen
            skipped, stands = skipped + lost, stands * (1 + lost)
        if not is_picture(next_frame):
            skipped, stands = skipped + next_frame, stands + next_frame * 1000 / fps[next_clip][0]
        gaps.append((then - at) * 1000 - stands)
    return gaps, skipped, shown


def our_player(screen, items):
    return subprocess.Popen([tool('bench-wall'), 'play', *items], env=dict(os.environ, DISPLAY=screen.display, GSK_RENDERER='cairo', GTK_A11Y='none'),
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)


def measure(screen, player, films):
    """(gaps, frames not seen, frames seen, usage at the beginning, usage at the end); ends the player."""
    try:
        watch(screen, WARM)
        first = usage(player.pid)
        seen = watch(screen, SECONDS)
        return (*judge(seen, films), first, usage(player.pid))
    finally:
        os.killpg(player.pid, signal.SIGTERM)
        player.wait()


def mixed(desk, add):
    folder = os.path.join(desk.dir, 'wall')
    make(folder, FILMS)
    subprocess.run([tool('bench-wall'), 'picture', os.path.join(folder, 'p.png'), '1', '1000'], check=True)
    screen = desk.screen(1920, 1080)
    items = [os.path.join(folder, 'a.webm'), '%s:%d' % (os.path.join(folder, 'p.png'), PICTURE_MS), os.path.join(folder, 'b.mp4')]
    gaps, skipped, shown, first, last = measure(screen, our_player(screen, items), FILMS)
    add('P10 gap between film, picture, film: mean', statistics.mean(gaps), 'ms')
    add('P10 the same, worst of %d' % len(gaps), max(gaps), 'ms')
    add('P10 frames not seen of %d' % (shown + skipped), skipped, 'frames')
    add('P10 memory (PSS)', last[0], 'MB', 'bound: two decoders (published)', 349)
    add('P10 growth of memory over %d s' % SECONDS, last[0] - first[0], 'MB')
    add('P10 CPU while playing', 100 * (last[1] - first[1]) / SECONDS, '%')


def the_demos(desk, add):
    """The two films of the demo with a picture between them, as its walls play them."""
    folder = os.path.join(desk.dir, 'demo')
    os.makedirs(folder)
    clip = os.path.join(showroom.build_dir(), 'data', 'demo', 'clips', 'clip')
    for name, of in DEMO.items():
        film = os.path.join(folder, name)
        subprocess.run([clip, name.split('.')[0], os.path.join(sfui.ROOT, 'data', 'demo', 'cars'), film, film + '.jpg', str(of[5])], check=True)
    subprocess.run([tool('bench-wall'), 'picture', os.path.join(folder, 'p.png'), '1', '1000'], check=True)
    films = [os.path.join(folder, name) for name in DEMO]
    screen = desk.screen(1920, 1080)
    items = [films[0], '%s:%d' % (os.path.join(folder, 'p.png'), PICTURE_MS), films[1]]
    gaps, skipped, shown, first, last = measure(screen, our_player(screen, items), DEMO)
    add("P10 the demo's two films and a picture, gap: mean", statistics.mean(gaps), 'ms')
    add('P10 the same, worst of %d' % len(gaps), max(gaps), 'ms')
    add('P10 frames of them not seen of %d' % (shown + skipped), skipped, 'frames')
    add('P10 memory with them (PSS)', last[0], 'MB', 'bound: two decoders (published)', 349)
    add('P10 growth of memory with them over %d s' % SECONDS, last[0] - first[0], 'MB')


def by_its_own_count(desk, add):
    """The demo's very files: no code to read, so the player says itself what it showed and what came too late."""
    folder = os.path.join(showroom.build_dir(), 'data', 'demo', 'clips')
    screen = desk.screen(1920, 1080)
    player = our_player(screen, [os.path.join(folder, name) for name in DEMO])
    try:
        watch(screen, SECONDS)
    finally:
        player.terminate()
        counted = json.loads(player.communicate()[0])
    add("P10 frames dropped of the demo's own files, of %d" % (counted['shown'] + counted['dropped']), counted['dropped'], 'frames')


def beside_chromium(desk, add, peers):
    """Two films of one kind, which is what the peers' page can play."""
    clips = os.path.join(peers, 'clips') if peers else os.path.join(desk.dir, 'clips')
    make(clips, TWINS)
    screen = desk.screen(1920, 1080)
    gaps, skipped, _, _, _ = measure(screen, our_player(screen, [os.path.join(clips, name) for name in TWINS]), TWINS)
    web = ()
    if peers:
        screen = desk.screen(1920, 1080)
        chromium = subprocess.Popen(['h/chromium.sh', 'file://%s/h/two.html' % peers], cwd=peers, env=dict(os.environ, DISPLAY=screen.display),
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        web = measure(screen, chromium, TWINS)
        if web[1] > len(web[0]) * 30:                   # a second of each film never came: no gap to speak of
            print('SKIP: the page left out %d frames at %d cuts; our figures stand alone' % (web[1], len(web[0])))
            web = ()
    peer = lambda value: ('chromium, two videos', value) if web else ()
    add('P10 gap between two H.264 films: mean', statistics.mean(gaps), 'ms', *peer(statistics.mean(web[0]) if web else 0))
    add('P10 the same, worst of %d' % len(gaps), max(gaps), 'ms', *peer(max(web[0]) if web else 0))
    add('P10 frames of them not seen', skipped, 'frames', *peer(web[1] if web else 0))


def before_all_others():
    """A wall has its machine for itself: what else runs here meanwhile must not count, ours or the browser's."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(5))
    except PermissionError:
        print('NOTE: no right to go first; other work on this machine shows in P10')


def run(desk, add, peers):
    before_all_others()
    the_demos(desk, add)
    by_its_own_count(desk, add)
    mixed(desk, add)
    beside_chromium(desk, add, peers)
