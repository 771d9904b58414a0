#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option and command that a program tells in --help stands in its manual page and in its completion, and the pages are
clean to man. Usage: manual.py SOURCE PROGRAM…"""
import os
import re
import shutil
import subprocess
import sys

root, programs = sys.argv[1], sys.argv[2:]
bad = []


def words_of(text, ctl):
    """Long options; of the tool also the commands and, of import, what may be imported."""
    words = set(re.findall(r'(?<![\w-])--[a-z][a-z-]+', text))
    if ctl:
        for line in text.split('\n'):
            command = re.match(r'  ([a-z]+)(?: ([a-z]+))?(?= |$)', line)
            if command:
                words |= {w for w in command.groups() if w}
    return words


for program in programs:
    name = os.path.basename(program)
    done = subprocess.run([program, '--help'], capture_output=True, text=True, env=dict(os.environ, LANG='C.UTF-8', LANGUAGE=''))
    words = words_of(done.stdout, name == 'showfloorctl')
    if len(words) < 5:
        bad.append('%s --help tells only %s' % (name, sorted(words)))
    page = os.path.join(root, 'data/man', name + ('.8' if name.endswith('server') else '.1'))
    manual = open(page, encoding='utf-8').read().replace('\\-', '-').replace('\\', '')
    completion = open(os.path.join(root, 'data/completions', name), encoding='utf-8').read()
    for word in sorted(words):
        for where, text in (('manual page', manual), ('completion', completion)):
            if not re.search(r'(?<![\w-])%s(?![\w-])' % re.escape(word), text):
                bad.append('%s: %s is missing in the %s' % (name, word, where))
    if shutil.which('man'):
        done = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', page], capture_output=True, text=True, env=dict(os.environ, LC_ALL='C.UTF-8', MANWIDTH='80'))
        if done.stderr.strip():
            bad.append('%s: %s' % (page, done.stderr.strip()))
    if shutil.which('bash'):
        done = subprocess.run(['bash', '-n', os.path.join(root, 'data/completions', name)], capture_output=True, text=True)
        bad += [done.stderr] if done.returncode else []
print('\n'.join(bad) or '%d programs, pages and completions agree' % len(programs))
sys.exit(1 if bad else 0)
