#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of a build need, as targets of ninja. needed.py BUILD [--suite NAME | --no-suite NAME | TEST]… as for `meson test`."""
import argparse
import json
import os


def read(build, what):
    with open(os.path.join(build, 'meson-info', 'intro-%s.json' % what), encoding='utf-8') as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('--suite', action='append', default=[])
    parser.add_argument('--no-suite', action='append', default=[])
    parser.add_argument('tests', nargs='*')
    args = parser.parse_intermixed_args()
    targets = read(args.build, 'targets')
    files = {target['id']: target['filename'] for target in targets}
    # What is generated, translations and schemas, is found by its path when a program runs: no test names it.
    needed = {path for target in targets if target['type'] == 'custom' and target['build_by_default'] for path in target['filename']}
    for test in read(args.build, 'tests'):
        suites = {suite.split(':')[-1] for suite in test['suite']}
        by_suite = (not args.suite or suites & set(args.suite)) and not suites & set(args.no_suite)
        if test['name'] in args.tests or (by_suite and (args.suite or args.no_suite)):
            needed |= {path for target in test['depends'] for path in files[target]}
    print(*sorted(os.path.relpath(path, os.path.abspath(args.build)) for path in needed))


if __name__ == '__main__':
    main()
