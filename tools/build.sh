#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures (once) and builds one of the three builds. Usage: tools/build.sh [plain|asan|tsan] [--suite NAME | --no-suite NAME | TEST]…
# With words of `meson test` after the name: only what those tests need.
set -eu
cd "$(dirname "$0")/.."
case ${1:-plain} in
  plain) dir=build; options= ;;
  asan)  dir=build-asan; options='-Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1' ;;
  tsan)  dir=build-tsan; options='-Db_sanitize=thread -Db_lundef=false -Doptimization=1' ;;
  *) echo "usage: tools/build.sh [plain|asan|tsan]" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086
[ -f $dir/build.ninja ] || meson setup $dir $options >$dir.log 2>&1 || { cat $dir.log >&2; exit 1; }
rm -f $dir.log
shift $(($# > 0))
# shellcheck disable=SC2046
ninja -C $dir --quiet $([ $# = 0 ] || python3 tools/needed.py $dir "$@")
