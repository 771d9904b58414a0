#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every fault in every call of a check-in and a push, then at least POINTS (20,000) power cuts; status 0 only when no promise was broken.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/build.sh plain
# Each by its own name: a name in the middle of the tree would choose none of them.
paths=$(build/tests/power/test-power -l 2>/dev/null | sed -n 's,^/power/fault/.*,-p &,p')
test "$(wc -l <<<"$paths")" -eq 12
# shellcheck disable=SC2086
SF_ALL_FAULTS=1 build/tests/power/test-power $paths 2>/dev/null | grep -E '^# .* faults|ok '
exec build/tests/power/test-power --soak "${POINTS:-20000}" 2>/dev/null
