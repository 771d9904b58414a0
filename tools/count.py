#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up meson's test logs into the one closing line. Exit status 1 when one failed or none ran."""
import json
import sys

ok = bad = skipped = 0
for path in sys.argv[1:]:
    with open(path, encoding='utf-8') as file:
        for line in file:
            result = json.loads(line)['result']
            if result == 'OK' or result == 'EXPECTEDFAIL':
                ok += 1
            elif result == 'SKIP':
                skipped += 1
            else:
                bad += 1
print('%d passed, %d failed, %d skipped' % (ok, bad, skipped))
sys.exit(1 if bad or not ok else 0)
