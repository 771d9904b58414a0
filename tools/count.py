#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's test logs into the one closing line; NAME-again.json holds second tries of what failed in NAME.json.
Exit status 1 when one failed twice or none ran. With --failed LOG: the names of what failed in that log, a line each."""
import json
import os
import sys

GOOD = ('OK', 'EXPECTEDFAIL')


def results(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        return {test['name'].split(' / ')[-1]: test['result'] for test in map(json.loads, file)}


def bad(found):
    return [name for name, result in found.items() if result not in GOOD and result != 'SKIP']


def main():
    if sys.argv[1:2] == ['--failed']:
        print('\n'.join(bad(results(sys.argv[2]))))
        return 0
    ok = failed = skipped = 0
    second = []
    for path in sys.argv[1:]:
        first, again = results(path), results(path.replace('.json', '-again.json'))
        second += [name for name in bad(first) if again.get(name) in GOOD]
        first.update(again)
        failed += len(bad(first))
        skipped += sum(result == 'SKIP' for result in first.values())
        ok += sum(result in GOOD for result in first.values())
    if second:
        print('passed only at the second try, to be looked at: %s' % ', '.join(second))
    print('%d passed, %d failed, %d skipped' % (ok, failed, skipped))
    return 1 if failed or not ok else 0


sys.exit(main())
