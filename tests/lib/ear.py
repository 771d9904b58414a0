# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program sends to the sound card: a file stands in its place, which grows in the time that sound takes (src/media/sf-sound.h)."""
import array
import os

RATE = 16000
CHIME = 1.1                  # seconds of ui/sounds/ring.wav and soft.wav


class Ear:
    def __init__(self, path):
        self.path = path
        self.env = {'SHOWFLOOR_SOUND': 'audio/x-raw,format=S16LE,rate=%d,channels=1 ! filesink append=true sync=true buffer-mode=unbuffered location=%s' % (RATE, path)}

    def seconds(self):
        """Of sound so far; the pauses between are not in it."""
        return os.path.getsize(self.path) / 2 / RATE if os.path.exists(self.path) else 0.0

    def loudest(self, since=0.0):
        """Against full scale, from @since seconds on."""
        with open(self.path, 'rb') as file:
            file.seek(int(since * RATE) * 2)
            data = file.read()
        return max(map(abs, array.array('h', data[:len(data) // 2 * 2])), default=0) / 32768
