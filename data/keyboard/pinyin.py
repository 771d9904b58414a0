#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles Rime's pinyin dictionary (decisions 26) into sorted C tables: pinyin.py DICT OUTPUT.

Of a character its commonest reading is kept; of a word only what its characters would not have told: 长安 is chang an.
"""
import collections
import sys

import rime


def read(path):
    """{text: its commonest reading}"""
    found = collections.defaultdict(dict)
    for text, sounds, weight in rime.entries(path):
        reading = " ".join(sounds)
        found[text][reading] = max(weight, found[text].get(reading, -1))
    return {text: max(sorted(readings), key=readings.get) for text, readings in found.items()}


def write(best, path):
    signs = {text: reading for text, reading in best.items() if len(text) == 1}
    words = {text: reading for text, reading in best.items()
             if len(text) > 1 and reading != " ".join(signs.get(sign, "") for sign in text)}
    if len(signs) < 8000 or len(words) < 500:
        sys.exit("the dictionary is not what it was: %d characters, %d words" % (len(signs), len(words)))
    sounds = sorted({sound for reading in list(signs.values()) + list(words.values()) for sound in reading.split()})
    number = {sound: i for i, sound in enumerate(sounds)}
    out = ["/* Made from Rime's pinyin dictionary by data/keyboard/pinyin.py. */", "static const char *const sounds[] = {"]
    out += ['  "%s",' % sound for sound in sounds]
    out += ["};", "static const Sign signs[] = {"]
    out += ["  { 0x%04x, %d }," % (ord(sign), number[signs[sign]]) for sign in sorted(signs)]
    out += ["};", "static const Word words[] = {"]
    for word in sorted(words, key=lambda text: text.encode()):
        out.append('  { "%s", { %s } },' % (word, ", ".join(str(number[sound]) for sound in words[word].split())))
    out.append("};")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


write(read(sys.argv[1]), sys.argv[2])
