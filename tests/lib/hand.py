# SPDX-License-Identifier: GPL-3.0-or-later
"""A finger that writes: the drawings of drawn.tsv with real presses of the X server on a pad of strokes."""
import os
import subprocess

with open(os.path.join(os.path.dirname(__file__), 'drawn.tsv'), encoding='utf-8') as file:
    DRAWN = dict(line.rstrip('\n').split('\t') for line in file if not line.startswith('#'))


def write(app, pad, character):
    """Draws a character onto the pad of this name."""
    place = app.wait(lambda: app.find(pad, role='image')).call('Component', 'GetExtents', 'u', 1)[0]
    side = min(place[2:]) * 0.8
    left, top = (place[i] + (place[i + 2] - side) / 2 for i in (0, 1))
    words = []
    for stroke in DRAWN[character].split('|'):
        points = [[float(n) for n in point.split(',')] for point in stroke.split(' ')]
        near = [[a[k] + (b[k] - a[k]) * i / 4 for k in (0, 1)] for a, b in zip(points, points[1:]) for i in (1, 2, 3, 4)]
        for n, (x, y) in enumerate([points[0], *near]):
            words += ['mousemove', '%.0f' % (left + x * side / 100), '%.0f' % (top + y * side / 100), *(['sleep', '0.01'] if n else ['mousedown', '1'])]
        words += ['mouseup', '1']
    subprocess.run(['xdotool', *words], check=True, env=dict(os.environ, DISPLAY=app.screen.display))
