#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long run of kills and cuts: KILLS (2000) times kill -9, a cut at each EVERYth byte (1); what it came to is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/setup.sh test
tools/build.sh plain
export TMPDIR=${TMPDIR:-$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)}
export SHOWFLOOR_KILL_DEVICE=$PWD/build/tests/integration/kill-device
SF_KILLS=${KILLS:-2000} build/tests/integration/test-kills --tap | grep -v 'GLib-GIO-DEBUG'
SF_EVERY=${EVERY:-1} build/tests/integration/test-faults --tap | grep -v 'GLib-GIO-DEBUG'
