#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Many simulated worlds (tests/simulation). Exit status 0: the real rules held, or the ablation was caught.
# Usage: tools/soak.sh [FROM-TO [ABLATION]]     a chosen part; without anything 100,000 worlds, every ablation, and 100,000 touches and keys of the monkey
#        tools/soak.sh --list | --ablations     names of the ablations; all of them, one after the other
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh build >&2
[ -f build/build.ninja ] || meson setup build >build.log 2>&1 || { cat build.log >&2; exit 1; }
rm -f build.log
ninja -C build --quiet tests/simulation/test-simulation >&2
simulation=build/tests/simulation/test-simulation
case ${1:-} in
  --list)      exec $simulation --ablations ;;
  --ablations) exec $simulation --every-ablation ;;
  "")          if [ -n "${2:-}" ]; then exec $simulation --soak "1-$($simulation --within "$2")" --ablation "$2" --first; fi
               $simulation --soak 1-100000
               $simulation --every-ablation
               exec tools/soak-monkey.sh ;;
  *)           exec $simulation --soak "$1" --ablation "${2:-}" ${2:+--first} ;;
esac
