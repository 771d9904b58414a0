#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles surnames.tsv into sorted C tables (decisions 26): surnames.py TSV OUTPUT. Refuses rows that are not well formed."""
import re
import sys


def read(path):
    regions = {"cn": [], "tw": []}
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.startswith("#"):
            continue
        parts = line.rstrip("\n").split("\t")
        if len(parts) != 4 or parts[0] not in regions:
            sys.exit(f"{path}:{number}: wanted region, surname, pinyin, zhuyin")
        region, surname, pinyin, zhuyin = parts
        if not re.fullmatch(r"[㐀-鿿]{1,2}", surname) or not re.fullmatch(r"[a-z]+(,[a-z]+)*", pinyin):
            sys.exit(f"{path}:{number}: not a surname with its pinyin")
        if not re.fullmatch(r"[ㄅ-ㄩ]+(,[ㄅ-ㄩ]+)*" if region == "tw" else "", zhuyin):
            sys.exit(f"{path}:{number}: zhuyin is wanted for tw only")
        if any(surname == row[0] for row in regions[region]):
            sys.exit(f"{path}:{number}: {surname} stands here twice")
        regions[region].append((surname, pinyin.split(","), zhuyin.split(",") if zhuyin else []))
    return regions


def write(regions, path):
    out = ["/* Made from data/keyboard/surnames.tsv by surnames.py. */"]
    for region, rows in regions.items():
        out.append(f"static const SfSurname {region}_surnames[] = {{")
        for rank, (surname, pinyin, zhuyin) in enumerate(rows):
            sound = f'"{zhuyin[0]}"' if zhuyin else "NULL"
            out.append(f'  {{ "{surname}", "{pinyin[0]}", {sound}, {rank} }},')
        out.append("};")
        # Sorted by bytes: a prefix is a range. Several readings of one surname are several lines.
        readings = sorted((r.encode(), rank) for rank, row in enumerate(rows) for r in row[1] + row[2])
        out.append(f"static const Reading {region}_readings[] = {{")
        out += [f'  {{ "{text.decode()}", {rank} }},' for text, rank in readings]
        out.append("};")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


write(read(sys.argv[1]), sys.argv[2])
