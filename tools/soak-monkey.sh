#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Random touches, strokes and keys at the real kiosk window (tests/monkey). Usage: tools/soak-monkey.sh [EVENTS]
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh build >&2
[ -f build/build.ninja ] || meson setup build >&2
ninja -C build --quiet >&2
exec /usr/bin/python3 tests/monkey/monkey.py --events "${1:-100000}"
