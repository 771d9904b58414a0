#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All tests: everything under ASan and UBSan, store and sync under TSan, the rest plain; one closing line.
set -u
cd "$(dirname "$0")/.."
tools/setup.sh test || exit 1
failed=0
count=1
logs=
run() { # name, arguments of meson test
  local build=$1; shift
  local dir=build; [ "$build" = plain ] || dir=build-$build
  tools/build.sh "$build" || { failed=1; return; }
  # Most tests wait for windows, networks and clocks: more of them at once than there are processors.
  meson test -C $dir --no-rebuild --num-processes $(($(nproc) * 3 / 2)) --print-errorlogs --logbase "log-$count" "$@" || failed=1
  logs="$logs $dir/meson-logs/log-$count.json"
  count=$((count + 1))
}
run plain --suite lint --suite ui --suite screenshots --suite integration --suite proof
run asan  --no-suite lint --no-suite screenshots --no-suite ui
run tsan  --suite store --suite sync
run tsan  base-worker base-race
python3 tools/count.py $logs
counted=$?
[ $failed = 0 ] && [ $counted = 0 ]
