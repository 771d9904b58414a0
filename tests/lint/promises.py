#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/ names as proof exists: in every table with a column "test" each `name` is a test of this build (fuzz-* any of them), each
`make …` a target, each (`part`) stands in a test's source; so does a test that is named elsewhere in these pages. Usage: promises.py BUILD"""
import fnmatch
import glob
import json
import os
import re
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
PAGES = ('security', 'privacy', 'reliability', 'backup', 'phones', 'public-page', 'import', 'codes', 'kiosk', 'kiosk-rules')
LIKE_A_TEST = re.compile(r'(?:walk|server|store|sync|app|craft|admin|fuzz|media|model|wire|screens|process|public)-[a-z0-9][\w-]*$')


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def cells(page):
    """(line number, text) of each cell below a heading "test"."""
    column = None
    for number, line in enumerate(page.split('\n'), 1):
        if not line.startswith('|'):
            column = None
            continue
        row = [cell.strip() for cell in line.strip('|').split('|')]
        if column is None:
            column = row.index('test') if 'test' in row else -1
        elif 0 <= column < len(row) and not set(row[column]) <= set('-'):
            yield number, row[column]


def main():
    with open(os.path.join(sys.argv[1], 'meson-info', 'intro-tests.json'), encoding='utf-8') as file:
        tests = [test['name'] for test in json.load(file)]
    targets = set(re.findall(r'^([a-z-]+):', read(os.path.join(ROOT, 'Makefile')), re.M))
    sources = '\n'.join(read(path) for path in glob.glob(os.path.join(ROOT, 'tests', '**', '*.[chp]*'), recursive=True) if os.path.isfile(path))
    faults, seen = [], 0
    for name in PAGES:
        page = read(os.path.join(ROOT, 'docs', name + '.md'))
        for number, cell in cells(page):
            parts = ' '.join(re.findall(r'\(([^)]*)\)', cell))
            named = set(re.findall(r'`([^`]+)`', cell)) - set(re.findall(r'`([^`]+)`', parts))
            if not named:
                faults.append('%s.md:%d: no test is named: %s' % (name, number, cell))
            for word in named:
                seen += 1
                if not (word.split()[1] in targets if word.startswith('make ') else fnmatch.filter(tests, word)):
                    faults.append('%s.md:%d: there is no test %s' % (name, number, word))
            for word in re.findall(r'`([^`]+)`', parts):
                if not word.startswith('make ') and word.rstrip('…').rstrip('-/') not in sources:
                    faults.append('%s.md:%d: no test has a part %s' % (name, number, word))
        for word in re.findall(r'`([^`\n]+)`', page):
            if LIKE_A_TEST.match(word) and word not in tests and word not in sources:
                faults.append('%s.md: there is no test %s' % (name, word))
    print('\n'.join(faults) if faults else '%d promises name a test' % seen)
    sys.exit(1 if faults or seen < 50 else 0)


if __name__ == '__main__':
    main()
