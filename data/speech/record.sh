#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Speaks every fixed sentence of the kiosk with a machine's voice: the stand-in until a house records its own (docs/speech.md).
#
#   record.sh BUILD-DIR     writes data/speech/<language>/<line>.ogg anew; what is no sentence any more goes
#
# Needs espeak-ng, python3-numpy, python3-gi, gir1.2-gstreamer-1.0, gstreamer1.0-plugins-base and -plugins-good. Building Showfloor needs none of that: the files are kept.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$1/src/ui/sf-speech-script" --tsv | /usr/bin/python3 "$here/speak.py" "$here"
