#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ring.wav: two soft notes (E5, then A5), each a struck bar: a few partials that die away at their own pace."""
import array
import math
import os
import wave

RATE = 22050
NOTES = ((659.26, 0.0), (880.0, 0.22))
PARTIALS = ((1.0, 1.0, 5.0), (2.76, 0.35, 9.0), (5.4, 0.12, 16.0))   # ratio, loudness, how fast it dies
LENGTH = 1.1


def sample(t):
    value = 0.0
    for pitch, start in NOTES:
        if t < start:
            continue
        age = t - start
        attack = min(age / 0.004, 1.0)
        value += sum(loud * attack * math.exp(-dies * age) * math.sin(2 * math.pi * pitch * ratio * age) for ratio, loud, dies in PARTIALS)
    fade = min((LENGTH - t) / 0.05, 1.0)
    return value * fade


def main():
    values = [sample(i / RATE) for i in range(int(RATE * LENGTH))]
    peak = max(abs(v) for v in values)
    data = array.array('h', [int(v / peak * 26000) for v in values])
    with wave.open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ring.wav'), 'wb') as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(data.tobytes())


if __name__ == '__main__':
    main()
