#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long run of power cuts: at least POINTS (20,000) of them; status 0 only when no promise was broken.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/build.sh plain
exec build/tests/power/test-power --soak "${POINTS:-20000}" 2>/dev/null
