#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/build.sh plain
exec /usr/bin/python3 tests/bench/bench.py "$@"
