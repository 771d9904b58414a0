#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Packs Showfloor as a Flatpak and tries it. Usage: tools/flatpak.sh [build|tour|all]
#   build  builds flatpak/io.showfloor.Showfloor.yml and installs it for this user. Where upstream cannot be reached the same
#          tarballs are taken from Debian's archive: `apt-get source` gives the bytes that the manifest's hashes name.
#   tour   plays the tour (tests/tour) with the three programs of the installed Flatpak.
# Needs flatpak, flatpak-builder, dbus, and org.gnome.Platform//48 with its Sdk; STATE=DIR keeps downloads and caches (build/flatpak).
set -eu
cd "$(dirname "$0")/.."
id=io.showfloor.Showfloor
state=${STATE:-$PWD/build/flatpak}
user=${FLATPAK_USER_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/flatpak}
mkdir -p "$state"

keep() { # file, name that the manifest's address ends in
  local sum
  sum=$(sha256sum "$1" | cut -d ' ' -f 1)
  mkdir -p "$state/extra/downloads/$sum"
  cp "$1" "$state/extra/downloads/$sum/$2"
}

# The tarballs by way of Debian's source archive, with a list of its own so that the machine's stays as it is.
debian_sources() {
  local work=$state/debian mirror
  mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep '/debian$' | sort -u | head -n 1)
  [ -n "$mirror" ] || return 0
  mkdir -p "$work/lists/partial" "$work/parts"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" >"$work/parts/source.list"
  local options="-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts=$work/parts -o Dir::State::lists=$work/lists -o APT::Sandbox::User=root"
  # shellcheck disable=SC2086
  (cd "$work" && apt-get $options update -qq && apt-get $options source --download-only -qq qrencode libsodium gnutls28 2>/dev/null) || true
  [ ! -f "$work/libsodium_1.0.18.orig.tar.gz" ] || keep "$work/libsodium_1.0.18.orig.tar.gz" 1.0.18.tar.gz
  [ ! -f "$work/qrencode_4.1.1.orig.tar.bz2" ] || keep "$work/qrencode_4.1.1.orig.tar.bz2" qrencode-4.1.1.tar.bz2
  [ ! -f "$work/gnutls28_3.7.9.orig.tar.xz" ] || keep "$work/gnutls28_3.7.9.orig.tar.xz" gnutls-3.7.9.tar.xz
  [ ! -f /usr/share/rime-data/pinyin_simp.dict.yaml ] || keep /usr/share/rime-data/pinyin_simp.dict.yaml pinyin_simp.dict.yaml
}

build() {
  flatpak --user info org.gnome.Sdk//48 >/dev/null 2>&1 || { echo "org.gnome.Platform//48 and its Sdk are not installed for this user" >&2; exit 1; }
  [ -d "$state/extra/downloads" ] || debian_sources
  mkdir -p "$state/extra/downloads"
  dbus-run-session -- flatpak-builder --user --force-clean --disable-rofiles-fuse --install --extra-sources="$state/extra" \
    --state-dir="$state/state" --repo="$state/repo" "$state/app" flatpak/$id.yml
}

tour() {
  local programs=$state/programs name
  mkdir -p "$programs" "$state/tmp"
  for name in showfloor showfloor-server showfloorctl; do
    printf '#!/bin/sh\nunset SHOWFLOOR_LOCALEDIR\nexec env FLATPAK_USER_DIR="%s" flatpak run --user --die-with-parent --filesystem="%s" --command=%s %s "$@"\n' \
      "$user" "$state/tmp" $name $id >"$programs/$name"
    chmod +x "$programs/$name"
  done
  TMPDIR=$state/tmp SHOWFLOOR_PROGRAMS=$programs /usr/bin/python3 tests/tour/tour.py --pictures "$state/tour"
}

case ${1:-all} in
  build) build ;;
  tour) tour ;;
  all) build; tour ;;
  *) echo "usage: tools/flatpak.sh [build|tour|all]" >&2; exit 2 ;;
esac
