#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House style that a machine can see: licence line, lengths, banned calls, what the repository must not say."""
import os
import re
import subprocess
import sys

root = sys.argv[1]
bad = []
MAX_FUNCTION, MAX_FILE = 60, 600
EXEMPT = 'lint: length'
BANNED = [  # (pattern, folders where it is allowed, why)
    (r'\bgoto\b', (), 'no goto'),
    (r'\bg_get_real_time\b|\bg_date_time_new_now|\btime \(NULL\)|\bgettimeofday\b|CLOCK_REALTIME', ('src/base', 'tests'), 'time comes from SfClock'),
    (r'\bg_uuid_string_random\b|\bg_random_|\brand \(|\brandom \(', ('src/base', 'tests'), 'chance and ids come from SfIds'),
    (r'\bg_task_run_in_thread|\bg_thread_new\b|\bpthread_create\b', ('src/base', 'tests'), 'threads are started by SfWorker only'),
    (r'\bG_IO_ERROR_FAILED\b', ('tests',), 'an error says which'),
    (r'\bgtk_label_set_markup\b', (), 'stored text is text'),
    (r'\bsystem \(|\bpopen \(', ('tests',), 'no shell'),
    (r'\bsprintf \(|\bstrcpy \(|\bstrcat \(', (), 'bounded copies only'),
    (r'\b(?:MAX|MIN|ABS|CLAMP) \([^;]*(?:\+\+|--)', (), 'a macro counts what is in it twice'),
    (r'\bsleep \(|\busleep \(|\bg_usleep\b', (), 'nothing waits by sleeping'),
    (r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE)\b', ('src/store', 'tests'), 'SQL only in store'),
]


def tracked():
    out = subprocess.run(['git', '-C', root, 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True)
    if out.returncode == 0 and out.stdout:
        return [n for n in out.stdout.split('\n') if n and os.path.isfile(os.path.join(root, n))]
    return [os.path.relpath(os.path.join(f, n), root) for f, d, ns in os.walk(root) if '/build' not in f and '/.git' not in f for n in ns]


def functions(lines):
    """(first line, length, exempt) of each function: a brace in column 0 after a parameter list."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith('{') and number > 1 and ')' in lines[number - 2] and not lines[number - 2].rstrip().endswith(';'):
            start = number
        elif line.startswith('}') and start:
            exempt = any(EXEMPT in text for text in lines[max(0, start - 8):start + 2])
            yield start, number - start - 1, exempt
            start = None


seen = 0
for name in tracked():
    path = os.path.join(root, name)
    if name.endswith(('.c', '.h', '.def', '.py', '.sh', '.build')) or name in ('Makefile', '.ci/run'):
        text = open(path, encoding='utf-8').read()
        lines = text.split('\n')
        if 'SPDX-License-Identifier: GPL-3.0-or-later' not in '\n'.join(lines[:4]):
            bad.append('%s: no SPDX line' % name)
        if name.endswith(('.c', '.h')):
            seen += 1
            if len(lines) > MAX_FILE + 1 and EXEMPT not in '\n'.join(lines[:12]):
                bad.append('%s: %d lines, %d are allowed' % (name, len(lines) - 1, MAX_FILE))
            for at, length, exempt in functions(lines):
                if length > MAX_FUNCTION and not exempt:
                    bad.append('%s:%d: function of %d lines, %d are allowed' % (name, at, length, MAX_FUNCTION))
            for number, line in enumerate(lines, 1):
                code = re.sub(r'/\*.*?\*/|//.*', '', line)
                for pattern, allowed, why in BANNED:
                    if re.search(pattern, code) and not name.startswith(tuple(allowed) if allowed else ('\0',)):
                        if '/* lint: ' not in line:
                            bad.append('%s:%d: %s' % (name, number, why))
    if name.endswith(('.md', '.c', '.h', '.py', '.sh', '.build', '.ui', '.css', '.po', '.json', '.yml', '.xml', '.in', '.txt', '.def', '.csv', '.tsv')) or name == 'Makefile':
        if name == 'tests/lint/style.py':
            continue
        for number, line in enumerate(open(path, encoding='utf-8', errors='replace'), 1):
            if re.search(r'/work/|/root/|\.library/|deb\.debian\.org|registry\.npmjs|pypi\.org', line):
                bad.append('%s:%d: names a path or host of some machine' % (name, number))
if seen < 40:
    bad.append('only %d C files seen: the check does not read the tree' % seen)
print('\n'.join(bad) or '%d C files, nothing to say' % seen)
sys.exit(1 if bad else 0)
