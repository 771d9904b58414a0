#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes each target with libFuzzer under ASan and UBSan for SECONDS (60), on one core and politely: tests/fuzz/run.sh [SECONDS [TARGET…]]
# A finding is left in build-fuzz/ as TARGET-crash-…; when it is mended, put it into tests/fuzz/corpus/TARGET.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
command -v clang >/dev/null || { echo "clang is not installed; meson test --suite fuzz runs the corpus without it"; exit 77; }
targets=${*:-json codec messages typed catalogue import lan form header apply answers}
[ -f build-fuzz/build.ninja ] || CC=clang meson setup build-fuzz -Dfuzz=true -Dwerror=false -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=2 >/dev/null
# shellcheck disable=SC2046
nice -n 19 ninja -C build-fuzz --quiet $(printf 'tests/fuzz/fuzz-%s ' $targets)
found=0
for target in $targets; do
  mkdir -p "build-fuzz/corpus-$target"
  # What GLib keeps for good is no leak of an input's.
  G_SLICE=always-malloc ASAN_OPTIONS=detect_leaks=0 nice -n 19 "build-fuzz/tests/fuzz/fuzz-$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -dict=tests/fuzz/json.dict -artifact_prefix="build-fuzz/$target-" \
    "build-fuzz/corpus-$target" "tests/fuzz/corpus/$target" >"build-fuzz/$target.log" 2>&1 || found=1
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: */inputs /p; s/^#[0-9]*.*DONE *cov: \([0-9]*\).*/edges \1/p' "build-fuzz/$target.log" | tr '\n' ' ')$(grep -c '^SUMMARY' "build-fuzz/$target.log" || true) findings"
done
exit $found
