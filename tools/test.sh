#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All tests: everything under ASan and UBSan, store and sync under TSan, the rest plain; one closing line.
# A few failures are tried once more, alone: one that passes then is named in the closing lines, one that fails again fails.
set -u
cd "$(dirname "$0")/.."
tools/setup.sh test || exit 1
# What each build is tested for; the sanitizers' builds make only what that needs.
plain='--suite lint --suite ui --suite screenshots --suite integration --suite proof'
asan='--no-suite lint --no-suite screenshots --no-suite ui'
tsan='--suite store --suite sync'
# The first tests mostly wait: what comes after them is built meanwhile, with the time they leave over. A session of its own can be told
# to stand back as a whole (sched(7), autogroup); its output is shown when it is waited for.
behind() {
  { echo 19 >/proc/self/autogroup; } 2>/dev/null
  nice -n 19 tools/build.sh asan $asan && nice -n 19 tools/build.sh tsan $tsan base-worker base-race
}
export -f behind
export asan tsan
count=1
logs=
again() { # build directory, name of the log
  local names
  names=$(python3 tools/count.py --failed "$1/meson-logs/$2.json")
  [ -n "$names" ] && [ "$(echo "$names" | wc -l)" -le 5 ] || return
  # shellcheck disable=SC2086
  meson test -C "$1" --no-rebuild --num-processes 1 --timeout-multiplier 5 --print-errorlogs --logbase "$2-again" $names
}
run() { # name, arguments of meson test
  local build=$1; shift
  local dir=build; [ "$build" = plain ] || dir=build-$build
  rm -f "$dir/meson-logs/log-$count-again.json"
  # Most tests wait for windows, networks and clocks: more of them at once than there are processors. A limit is for what hangs, not for
  # what is slow on a slow machine.
  meson test -C "$dir" --no-rebuild --num-processes $(($(nproc) * 3 / 2)) --timeout-multiplier 5 --print-errorlogs --logbase "log-$count" "$@" ||
    again "$dir" "log-$count"
  logs="$logs $dir/meson-logs/log-$count.json"
  count=$((count + 1))
}
tools/build.sh plain || exit 1
setsid bash -c behind >build/behind.log 2>&1 &
built=$!
trap 'kill -- -$built 2>/dev/null' EXIT
# shellcheck disable=SC2086
run plain $plain
wait $built || { cat build/behind.log >&2; exit 1; }
trap - EXIT
# shellcheck disable=SC2086
run asan $asan
# shellcheck disable=SC2086
run tsan $tsan
run tsan base-worker base-race
# shellcheck disable=SC2086
python3 tools/count.py $logs
