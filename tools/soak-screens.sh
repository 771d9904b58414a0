#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every screen of every role in every language, size and arrangement; `make test` shares the shapes out among the languages.
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh build >&2
[ -f build/build.ninja ] || meson setup build >&2
ninja -C build --quiet >&2
export SHOWFLOOR_BUILD="$PWD/build"
failed=0
look () {
  /usr/bin/python3 tests/ui/screens.py "$1" "$2" "$3" --shots "build/shots/$1-$2-$3" --sheet "build/shots/$1-$2-$3.jpg" || failed=1
}
for lang in zh_CN zh_TW en pseudo; do
  look tablet "$lang" 1280x800
  for size in 1920x1080 1080x1920; do
    look kiosk "$lang" "$size"
    look display "$lang" "$size"
    [ "$lang" = pseudo ] || look large "$lang" "$size"
  done
done
exit "$failed"
