#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Makes ring.wav, two notes (E5, then A5), and soft.wav, one (A5) at half the loudness; each is a struck bar: a few partials that die away at
their own pace.
"""
import array
import math
import os
import wave

RATE = 22050
NOTES = {'ring': (((659.26, 0.0), (880.0, 0.22)), 26000), 'soft': (((880.0, 0.0),), 13000)}   # pitch, when; peak
PARTIALS = ((1.0, 1.0, 5.0), (2.76, 0.35, 9.0), (5.4, 0.12, 16.0))   # ratio, loudness, how fast it dies
LENGTH = 1.1


def sample(notes, t):
    value = 0.0
    for pitch, start in notes:
        if t < start:
            continue
        age = t - start
        attack = min(age / 0.004, 1.0)
        value += sum(loud * attack * math.exp(-dies * age) * math.sin(2 * math.pi * pitch * ratio * age) for ratio, loud, dies in PARTIALS)
    fade = min((LENGTH - t) / 0.05, 1.0)
    return value * fade


def write(name, notes, loud):
    values = [sample(notes, i / RATE) for i in range(int(RATE * LENGTH))]
    peak = max(abs(v) for v in values)
    data = array.array('h', [int(v / peak * loud) for v in values])
    with wave.open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name + '.wav'), 'wb') as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(data.tobytes())


if __name__ == '__main__':
    for each, (bars, most) in NOTES.items():
        write(each, bars, most)
