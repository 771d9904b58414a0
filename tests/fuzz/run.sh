#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes each target with clang for SECONDS (60), on one core and politely: tests/fuzz/run.sh [SECONDS [TARGET…]]
# A finding is left in build-fuzz/ as crash-…; when it is mended, put it into tests/fuzz/corpus/TARGET.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
command -v clang >/dev/null || { echo "clang is not installed; meson test --suite fuzz runs the corpus without it"; exit 77; }
packages="glib-2.0 gio-2.0 gio-unix-2.0 json-glib-1.0 zlib libsodium"
mkdir -p build-fuzz
flags="-g -O1 -std=gnu11 -D_GNU_SOURCE -Ibuild-fuzz -Isrc $(pkg-config --cflags $packages)"
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=undefined"
printf '#define SF_VERSION "fuzz"\n#define SF_SOURCE_DIR "."\n' > build-fuzz/config.h
python3 data/keyboard/surnames.py data/keyboard/surnames.tsv build-fuzz/sf-surnames-table.inc
python3 data/keyboard/pinyin.py /usr/share/rime-data/pinyin_simp.dict.yaml build-fuzz/sf-pinyin-table.inc
# No target speaks to people: a stub stands for sf_text() and its compiled catalogues.
sources=$(ls src/base/*.c src/model/*.c src/wire/*.c src/craft/*.c | grep -v -e sf-records-doc.c -e sf-text.c -e sf-cert.c -e sf-trust.c -e sf-qr.c)
readers=$(ls src/admin/sf-vehicle-*.c src/admin/sf-glossary.c src/admin/sf-columns.c src/admin/sf-csv.c src/admin/sf-admin-error.c)
for target in ${*:-json codec messages typed catalogue import lan}; do
  clang $flags $sanitize -fsanitize=fuzzer "tests/fuzz/fuzz-$target.c" tests/fuzz/no-text.c $sources $([ "$target" = import ] && echo "$readers") $([ "$target" = lan ] && echo src/sync/sf-lan-frame.c) \
    -o "build-fuzz/fuzz-$target" $(pkg-config --libs $packages)
  mkdir -p "build-fuzz/corpus-$target"
  G_SLICE=always-malloc nice -n 19 "build-fuzz/fuzz-$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -dict=tests/fuzz/json.dict -artifact_prefix="build-fuzz/$target-" \
    "build-fuzz/corpus-$target" "tests/fuzz/corpus/$target"
done
