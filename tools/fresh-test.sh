#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Tries the two commands as a newcomer would: in a folder made of bare Debian 12 with make and git only. With another
# release (RELEASE=trixie for Debian 13) the newer libraries are tried: it builds, warnings are errors, and the unit tests run.
# Needs root and debootstrap. FRESH=DIR keeps the bare system between runs (as DIR.tar); KEEP=1 keeps the used one.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "fresh-test needs root (chroot)" >&2; exit 1; }
command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap
release=${RELEASE:-bookworm}
fresh=${FRESH:-/var/tmp/showfloor-fresh${RELEASE:+-$RELEASE}}
mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep '/debian$' | sort -u | head -n 1)
[ -n "$mirror" ] || { echo "no Debian archive configured on this machine" >&2; exit 1; }
if [ ! -f "$fresh.tar" ]; then
  rm -rf "$fresh"
  debootstrap --variant=minbase --include=make,git,ca-certificates "$release" "$fresh" "$mirror"
  tar -C "$fresh" -cf "$fresh.tar" . && rm -rf "$fresh"
fi
rm -rf "$fresh" && mkdir -p "$fresh" && tar -C "$fresh" -xf "$fresh.tar"
cp /etc/resolv.conf "$fresh/etc/resolv.conf"
cp /etc/apt/apt.conf.d/*proxy* "$fresh/etc/apt/apt.conf.d/" 2>/dev/null || true
git clone -q . "$fresh/showfloor"
cat >"$fresh/try.sh" <<'IN'
set -eu
mount -t proc proc /proc; mount -t sysfs sys /sys 2>/dev/null || true
mount -t tmpfs tmp /tmp; mount -t tmpfs shm /dev/shm 2>/dev/null || true
cd /showfloor
export HOME=/root LC_ALL=C.UTF-8
if [ "$1" = bookworm ]; then
  echo "== make run"; make run
  echo "== make test"; make test
else
  tools/setup.sh build; tools/build.sh plain
  meson test -C build --no-rebuild --print-errorlogs --suite unit --suite store --suite server
fi
IN
status=0
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb ${http_proxy:+http_proxy=$http_proxy} ${https_proxy:+https_proxy=$https_proxy} \
  unshare --mount --pid --fork sh -c "mount --make-rprivate / && mount --rbind /dev '$fresh/dev' && exec chroot '$fresh' sh /try.sh '$release'" || status=$?
mkdir -p build/fresh && cp -r "$fresh/showfloor/build/tour" build/fresh/ 2>/dev/null || true
[ -n "${KEEP:-}" ] || rm -rf "$fresh"
exit $status
