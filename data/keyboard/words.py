#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles Rime's pinyin dictionary into the keyboard's table (decisions 26): words.py DICT GIVEN SURNAMES OUTPUT [OPENCC].

With the path of opencc the words are written in Taiwan's characters. Sorted by the first letters of their sounds, then by how
common they are; sf-typing.c looks them up by those letters. GIVEN lists characters of given names, commonest first.
"""
import collections
import re
import subprocess
import sys

import rime

INITIALS = ["zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s"]
SIGNS = dict(zip(INITIALS, "ㄓㄔㄕㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄖㄗㄘㄙ"))
# Finals as they stand after an initial, and whole sounds without one (Hanyu Pinyin scheme, appendix of GB/T 16159).
FINALS = {"a": "ㄚ", "o": "ㄛ", "e": "ㄜ", "ai": "ㄞ", "ei": "ㄟ", "ao": "ㄠ", "ou": "ㄡ", "an": "ㄢ", "en": "ㄣ", "ang": "ㄤ", "eng": "ㄥ", "ong": "ㄨㄥ",
          "i": "ㄧ", "ia": "ㄧㄚ", "ie": "ㄧㄝ", "iao": "ㄧㄠ", "iu": "ㄧㄡ", "ian": "ㄧㄢ", "in": "ㄧㄣ", "iang": "ㄧㄤ", "ing": "ㄧㄥ", "iong": "ㄩㄥ",
          "u": "ㄨ", "ua": "ㄨㄚ", "uo": "ㄨㄛ", "uai": "ㄨㄞ", "ui": "ㄨㄟ", "uan": "ㄨㄢ", "un": "ㄨㄣ", "uang": "ㄨㄤ",
          "v": "ㄩ", "ve": "ㄩㄝ", "van": "ㄩㄢ", "vn": "ㄩㄣ", "ue": "ㄩㄝ"}
WHOLE = {"a": "ㄚ", "o": "ㄛ", "e": "ㄜ", "ai": "ㄞ", "ei": "ㄟ", "ao": "ㄠ", "ou": "ㄡ", "an": "ㄢ", "en": "ㄣ", "ang": "ㄤ", "eng": "ㄥ", "er": "ㄦ",
         "yi": "ㄧ", "ya": "ㄧㄚ", "ye": "ㄧㄝ", "yao": "ㄧㄠ", "you": "ㄧㄡ", "yan": "ㄧㄢ", "yin": "ㄧㄣ", "yang": "ㄧㄤ", "ying": "ㄧㄥ", "yong": "ㄩㄥ", "yo": "ㄧㄛ",
         "wu": "ㄨ", "wa": "ㄨㄚ", "wo": "ㄨㄛ", "wai": "ㄨㄞ", "wei": "ㄨㄟ", "wan": "ㄨㄢ", "wen": "ㄨㄣ", "wang": "ㄨㄤ", "weng": "ㄨㄥ",
         "yu": "ㄩ", "yue": "ㄩㄝ", "yuan": "ㄩㄢ", "yun": "ㄩㄣ"}
ALONE = {"zhi", "chi", "shi", "ri", "zi", "ci", "si"}


def zhuyin(sound):
    if sound in WHOLE:
        return WHOLE[sound]
    initial = next((i for i in INITIALS if sound.startswith(i)), None)
    if initial is None:
        return None
    if sound in ALONE:
        return SIGNS[initial]
    rest = sound[len(initial):]
    if initial in "jqx":                        # ju is jü
        rest = re.sub("^u", "v", rest)
    return SIGNS[initial] + FINALS[rest] if rest in FINALS else None


def read(path):
    """{(text, sounds): weight}"""
    found = collections.defaultdict(int)
    for text, told, weight in rime.entries(path):
        sounds = tuple(sound.replace("lue", "lve").replace("nue", "nve") for sound in told)
        if all(zhuyin(sound) for sound in sounds):
            found[text, sounds] = max(found[text, sounds], weight)
    if len(found) < 50000:
        sys.exit("the dictionary is not what it was: %d words" % len(found))
    return found


def convert(text, opencc):
    return subprocess.run([opencc, "-c", "s2tw"], input=text, capture_output=True, text=True, check=True).stdout


def traditional(words, opencc):
    """In Taiwan's characters; of several that become one the commonest counts."""
    keys = sorted(words)
    told = convert("\n".join(text for text, _ in keys), opencc).split("\n")
    found = collections.defaultdict(int)
    for (text, sounds), new in zip(keys, told):
        if len(new) == len(text):
            found[new, sounds] = max(found[new, sounds], words[text, sounds])
    return found


def given_rank(path, opencc):
    """{character: 1…}, the commonest character of given names first."""
    signs = "".join(line.strip() for line in open(path, encoding="utf-8") if not line.startswith("#"))
    return {sign: i + 1 for i, sign in enumerate(convert(signs, opencc) if opencc else signs)}


def c_string(data):
    return "".join(chr(b) if 32 <= b < 127 and b not in b'"\\?' else "\\%03o" % b for b in data)


def split(reading, n, sounds):
    """The reading as @n sounds, () when it cannot be cut."""
    if n == 1:
        return (reading,) if reading in sounds else ()
    for end in range(1, len(reading)):
        rest = split(reading[end:], n - 1, sounds) if reading[:end] in sounds else ()
        if rest:
            return (reading[:end],) + rest
    return ()


def add_surnames(words, path, regions):
    """As a surname is read: 尉迟 is yu chi, 单 shan, which the dictionary does not say or says last."""
    sounds = {sound for _, reading in words for sound in reading}
    for line in open(path, encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if line.startswith("#") or parts[0] not in regions:
            continue
        for reading in parts[2].split(","):
            cut = split(reading, len(parts[1]), sounds)
            if cut:
                words[parts[1], cut] = max(words.get((parts[1], cut), 0), 100)


def write(words, given, path, name):
    sounds = sorted({sound for _, reading in words for sound in reading})
    number = {sound: i for i, sound in enumerate(sounds)}
    rows = sorted(words.items(), key=lambda row: ("".join(sound[0] for sound in row[0][1]), -row[1], row[0]))
    out = ["/* Made from Rime's pinyin dictionary by data/keyboard/words.py. */"]
    out.append("static const Sound %s_sounds[] = {" % name)
    out += ['  { "%s", "%s" },' % (sound, zhuyin(sound)) for sound in sounds]
    out += ["};", "static const Word %s_words[] = {" % name]
    heap, at = bytearray(), {}
    for (text, reading), weight in rows:
        if text not in at:
            at[text] = len(heap)
            heap += text.encode() + b"\0"
        padded = [number[sound] for sound in reading] + [0] * (rime.MAX_WORD - len(reading))
        out.append("  { %d, %d, %d, { %s }, %d }," % (at[text], weight, given.get(text, 0), ", ".join(map(str, padded)), len(reading)))
    out += ["};", "static const char %s_text[] =" % name]
    out += ['  "%s"' % c_string(heap[i:i + 96]) for i in range(0, len(heap), 96)]
    out[-1] += ";"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


def main():
    dictionary, given, surnames, output = sys.argv[1:5]
    opencc = sys.argv[5] if len(sys.argv) > 5 else None
    words = read(dictionary)
    if opencc:
        words = traditional(words, opencc)
    add_surnames(words, surnames, ("tw", "hk", "mo") if opencc else ("cn",))
    write(words, given_rank(given, opencc), output, "hant" if opencc else "hans")


main()
