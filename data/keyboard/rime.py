# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Rime's pinyin dictionary, for the tables that are compiled from it."""
import re

MAX_WORD = 4                    # characters; longer words are sayings, not names


def entries(path):
    """(text, sounds, weight) of each word that is written in Chinese characters alone and has a sound for each."""
    body = False
    for line in open(path, encoding="utf-8"):
        if not body:
            body = line.rstrip() == "..."
            continue
        parts = line.rstrip("\n").split("\t")
        if len(parts) < 2 or line.startswith("#") or not re.fullmatch("[\u3400-\u9fff]{1,%d}" % MAX_WORD, parts[0]):
            continue
        if not re.fullmatch(r"[a-z]+( [a-z]+)*", parts[1]) or len(parts[1].split()) != len(parts[0]):
            continue
        yield parts[0], tuple(parts[1].split()), int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0
