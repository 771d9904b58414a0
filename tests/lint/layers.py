#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds includes and link lines of src/ against the table of layers in HACKING.md."""
import os
import re
import sys

root = sys.argv[1]
bad = []


def table():
    """{layer: set of layers it may use, itself included, transitive}."""
    direct = {}
    for line in open(os.path.join(root, 'HACKING.md'), encoding='utf-8'):
        cell = re.match(r'\| (\w+) \| ([\w –]+) \| [^|]*\|$', line)
        if cell and cell[1] != 'layer':
            direct[cell[1]] = set() if '–' in cell[2] else set(cell[2].split())
    direct['bin'] = set(direct) - {'bin'}
    full = {}
    for layer in direct:
        seen, todo = set(), [layer]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += direct[here]
        full[layer] = seen
    return full


# Which folder may include which outside library, by the start of the header's name.
OUTSIDE = {'sqlite3.h': {'store'}, 'libsoup/': {'sync', 'server'}, 'json-glib/': {'wire'}, 'gtk/': {'ui', 'bin'}, 'adwaita.h': {'ui', 'bin'},
           'sodium.h': {'craft'}, 'gnutls/': {'craft'}, 'qrencode.h': {'craft'}, 'zbar.h': {'media'}, 'gst/': {'media'}, 'gdk/': {'media', 'ui', 'bin'}, 'gdk-pixbuf/': {'media', 'ui'}, 'zlib.h': {'wire'}}

layers = table()
if len(layers) < 13:
    bad.append('HACKING.md: table of layers not found')
found = sorted(d for d in os.listdir(os.path.join(root, 'src')) if os.path.isdir(os.path.join(root, 'src', d)))
for name in found:
    if name not in layers:
        bad.append('src/%s: not a layer of HACKING.md' % name)
edges = 0
for folder, _, files in os.walk(os.path.join(root, 'src')):
    layer = os.path.relpath(folder, os.path.join(root, 'src')).split(os.sep)[0]
    if layer not in layers:
        continue
    for name in files:
        path = os.path.join(folder, name)
        where = os.path.relpath(path, root)
        if name.endswith(('.c', '.h', '.def')):
            for number, line in enumerate(open(path, encoding='utf-8'), 1):
                include = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
                if not include:
                    continue
                target = include[2].split('/')[0]
                if include[1] == '"' and target in layers:
                    edges += 1
                    if target not in layers[layer]:
                        bad.append('%s:%d: %s may not use %s' % (where, number, layer, target))
                for start, may in OUTSIDE.items():
                    if include[2].startswith(start) and layer not in may:
                        bad.append('%s:%d: only %s may include %s' % (where, number, ', '.join(sorted(may)), include[2]))
        if name == 'meson.build' and layer != 'bin':
            for target in re.findall(r'\b(\w+)_dep\b', open(path, encoding='utf-8').read()):
                if target in layers and target not in layers[layer]:
                    bad.append('%s: %s may not link %s' % (where, layer, target))
for name in found:
    readme = os.path.join(root, 'src', name, 'README.md')
    if not os.path.exists(readme):
        bad.append('src/%s: no README.md' % name)
    elif len(open(readme, encoding='utf-8').readlines()) > 40:
        bad.append('src/%s/README.md: over 40 lines' % name)
if edges < 20:
    bad.append('only %d includes between layers seen: the check does not read the tree' % edges)
print('\n'.join(bad) or '%d includes between layers, all allowed' % edges)
sys.exit(1 if bad else 0)
