#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and opens the demo dealership: server on loopback, kiosk, tablet and wall screen, paired and signed in.
# Without a display: one virtual display per role, and the tour is played on them (tests/tour/tour.py).
# Usage: tools/run.sh [kiosk|tablet|display|server]    Data stays in build/demo (SHOWFLOOR_DATA=DIR elsewhere).
set -eu
cd "$(dirname "$0")/.."
role=${1:-}
tools/setup.sh build
tools/build.sh plain
export PATH="$PWD/build/src/bin:$PATH"
export SHOWFLOOR_LOCALEDIR="$PWD/build/po"
data=${SHOWFLOOR_DATA:-$PWD/build/demo}
listen=${SHOWFLOOR_LISTEN:-127.0.0.1:8443}
phones=${SHOWFLOOR_PUBLIC:-127.0.0.1:8480}    # plain HTTP; no code leads there before showfloorctl public has proven it

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$role" != server ]; then
  echo "No display here: playing the tour on virtual ones. Pictures go to build/tour/."
  tools/setup.sh test                         # a browser and a reader of codes
  exec /usr/bin/python3 tests/tour/tour.py --pictures build/tour $role
fi

export SHOWFLOOR_SIGN_IN=1001:2580            # the demo's first consultant is on the floor; the tour signs in by hand
mkdir -p "$data"
server=
stop() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; }
trap stop EXIT INT TERM
start_server() {
  coproc SERVER { exec showfloor-server --data "$data/server" --listen "$listen" --public "$phones" --demo; }
  server=$SERVER_PID
  read -r line <&"${SERVER[0]}" || { echo "The server did not start." >&2; exit 1; }
  echo "$line"
}
open_role() { # role, name, size
  local text=
  if [ ! -f "$data/$1/device.db" ]; then
    text=$(showfloorctl --data "$data/server" pair --role "$1" --name "$2" --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["text"])')
  fi
  showfloor --data "$data/$1" --role "$1" ${text:+--pair "$text"} --size "$3" &
}
case $role in
  server) start_server; wait "$server" ;;
  kiosk)  start_server; open_role kiosk "Kiosk 1" 1920x1080; wait $! ;;
  tablet) start_server; open_role tablet "Tablet 1" 1280x800; wait $! ;;
  display) start_server; open_role display "Screen 1" 1920x1080; wait $! ;;
  "")     start_server; open_role kiosk "Kiosk 1" 1920x1080; kiosk=$!; open_role display "Screen 1" 1920x1080; open_role tablet "Tablet 1" 1280x800; wait "$kiosk" $! ;;
  *) echo "usage: make run [ROLE=kiosk|tablet|display|server]" >&2; exit 2 ;;
esac
