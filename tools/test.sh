#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All tests: everything under ASan and UBSan, store and sync under TSan, the rest plain; one closing line.
# A few failures are tried once more, alone: one that passes then is named in the closing lines, one that fails again fails.
set -u
cd "$(dirname "$0")/.."
tools/setup.sh test || exit 1
failed=0
count=1
logs=
again() { # build directory, name of the log
  local names
  names=$(python3 tools/count.py --failed "$1/meson-logs/$2.json")
  [ -n "$names" ] && [ "$(echo "$names" | wc -l)" -le 5 ] || return
  # shellcheck disable=SC2086
  meson test -C "$1" --no-rebuild --num-processes 1 --print-errorlogs --logbase "$2-again" $names
}
run() { # name, arguments of meson test
  local build=$1; shift
  local dir=build; [ "$build" = plain ] || dir=build-$build
  tools/build.sh "$build" || { failed=1; return; }
  rm -f "$dir/meson-logs/log-$count-again.json"
  # Most tests wait for windows, networks and clocks: more of them at once than there are processors.
  meson test -C "$dir" --no-rebuild --num-processes $(($(nproc) * 3 / 2)) --print-errorlogs --logbase "log-$count" "$@" || again "$dir" "log-$count"
  logs="$logs $dir/meson-logs/log-$count.json"
  count=$((count + 1))
}
run plain --suite lint --suite ui --suite screenshots --suite integration --suite proof
run asan  --no-suite lint --no-suite screenshots --no-suite ui
run tsan  --suite store --suite sync
run tsan  base-worker base-race
# shellcheck disable=SC2086
python3 tools/count.py $logs && [ $failed = 0 ]
