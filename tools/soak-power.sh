#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every fault in every call of a check-in and a push, then at least POINTS (20,000) power cuts; status 0 only when no promise was broken.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/build.sh plain
SF_ALL_FAULTS=1 build/tests/power/test-power -p /power/fault 2>/dev/null | grep -E '^# |ok '
exec build/tests/power/test-power --soak "${POINTS:-20000}" 2>/dev/null
