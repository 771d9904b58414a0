#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the catalogues in order: one entry per (msgctxt, msgid), sorted, so that two people's additions seldom meet.

  po.py add ID "English" "zh_CN" "zh_TW"   one text (\\n for a line break)
  po.py add-tsv FILE                       lines of id, zh_CN, zh_TW, en (tab separated)
  po.py sort                               sorts and drops repeats
  po.py check                              fails on texts of the source that are missing, fuzzy or empty here,
                                           on files with texts that POTFILES.in does not name, on lost {placeholders}
  po.py pseudo OUT.po [PERCENT]            a pseudo-language with every text that much longer (40)
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LANGS = ("zh_CN", "zh_TW")
KEYWORDS = ["--keyword=C_:1c,2", "--keyword=N_C:1c,2", "--keyword=SF_:1c,2", "--keyword=SFN_:1c,2,3", "--keyword=sf_text:2c,3", "--keyword=sf_textn:2c,3,4"]


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def unquote(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text)


def parse(text):
    """Header text and {(context, id): (plural or None, [translations], fuzzy)}."""
    entries, header = {}, ""
    for block in re.split(r"\n\s*\n", text.replace("\r", "")):
        fields, name = {}, None
        for line in block.split("\n"):
            m = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+"(.*)"\s*$', line)
            if m:
                name = m[1]
                fields[name] = unquote(m[2])
            elif name and line.startswith('"'):
                fields[name] += unquote(line.rstrip()[1:-1])
        if "msgid" not in fields:
            continue
        if fields["msgid"] == "":
            header = block
            continue
        texts = [v for k, v in fields.items() if k.startswith("msgstr")]
        fuzzy = bool(re.search(r"^#,.*fuzzy", block, re.M))
        entries[(fields.get("msgctxt", ""), fields["msgid"])] = (fields.get("msgid_plural"), texts, fuzzy)
    return header, entries


def read(lang):
    with open(f"{HERE}/{lang}.po", encoding="utf8") as f:
        return parse(f.read())


def dump(header, entries):
    out = [header]
    for (context, msgid), (plural, texts, fuzzy) in sorted(entries.items()):
        lines = ["#, fuzzy"] if fuzzy else []
        lines += [f"msgctxt {quote(context)}"] if context else []
        lines.append(f"msgid {quote(msgid)}")
        if plural:
            lines.append(f"msgid_plural {quote(plural)}")
            lines += [f"msgstr[{i}] {quote(t)}" for i, t in enumerate(texts)]
        else:
            lines.append(f"msgstr {quote(texts[0] if texts else '')}")
        out.append("\n".join(lines))
    return "\n\n".join(out) + "\n"


def write(lang, header, entries):
    with open(f"{HERE}/{lang}.po", "w", encoding="utf8") as f:
        f.write(dump(header, entries))


def add(rows):
    for n, lang in enumerate(LANGS):
        header, entries = read(lang)
        for ident, english, *texts in rows:
            for key in [k for k in entries if k[0] == ident and k[1] != english and not ident.startswith("enum.")]:
                del entries[key]
            entries[(ident, english)] = (None, [texts[n]], False)
        write(lang, header, entries)


def potfiles():
    with open(f"{HERE}/POTFILES.in", encoding="utf8") as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


def source_texts():
    out = subprocess.run(["xgettext", "--from-code=UTF-8", "-o", "-", "-D", ROOT, *KEYWORDS, *potfiles()],
                         check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return parse(out)[1]


def unlisted():
    marks = re.compile(r'\b(?:C_|N_C|SFN?_) \("|sf_textn? \([^,()]+, "|translatable="yes"')
    listed = set(potfiles())
    for folder, _, names in os.walk(ROOT):
        if not re.match(rf"{re.escape(ROOT)}/(src|ui)(/|$)", folder):
            continue
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), ROOT)
            if name.endswith((".c", ".ui")) and path not in listed:
                with open(os.path.join(ROOT, path), encoding="utf8") as f:
                    if marks.search(f.read()):
                        yield path


def check():
    bad = [f"POTFILES.in does not name {p}" for p in unlisted()]
    wanted = source_texts()
    for lang in LANGS:
        entries = read(lang)[1]
        for (context, msgid), (plural, _, _) in sorted(wanted.items()):
            where = f"{lang}: {context}: {msgid[:40]!r}"
            _, texts, fuzzy = entries.get((context, msgid), (None, [""], False))
            if fuzzy or not texts or not all(texts):
                bad.append(f"{where} is not translated")
            for text in texts:
                lost = set(re.findall(r"\{\w+\}", text)) - set(re.findall(r"\{\w+\}", msgid + (plural or "")))
                if lost:
                    bad.append(f"{where} has unknown places {sorted(lost)}")
    spare = sum(key not in wanted for key in read(LANGS[0])[1])
    print("\n".join(bad) or f"po: {len(wanted)} texts, all translated; {spare} more wait for their screens")
    return 1 if bad else 0


def longer(text, percent):
    """Accents on vowels, so that what is not translated shows; padding of the same width at the end."""
    parts = re.split(r"(\{\w+\})", text)
    swapped = "".join(p if p.startswith("{") else p.translate(str.maketrans("aeiouAEIOU", "àéîõüÀÉÎÕÜ")) for p in parts)
    lines = swapped.split("\n")
    return "\n".join(line + " " + ("~ölång"[1:] * 20)[:max(1, len(line) * percent // 100 - 1)] for line in lines)


def pseudo(path, percent):
    header = ('msgid ""\nmsgstr ""\n"Language: qps\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
              '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=n != 1;\\n"')
    entries = {}
    for (context, msgid), (plural, _, _) in source_texts().items():
        texts = [longer(msgid, percent)] + ([longer(plural, percent)] if plural else [])
        entries[(context, msgid)] = (plural, texts, False)
    with open(path, "w", encoding="utf8") as f:
        f.write(dump(header, entries))


def main(argv):
    if argv[1:2] == ["add"] and len(argv) == 6:
        add([[a.replace("\\n", "\n") for a in argv[2:]]])
    elif argv[1:2] == ["add-tsv"] and len(argv) == 3:
        with open(argv[2], encoding="utf8") as f:
            rows = [line.rstrip("\n").replace("\\n", "\n").split("\t") for line in f if line.strip()]
        add([(r[0], r[3], r[1], r[2]) for r in rows])
    elif argv[1:] == ["sort"]:
        for lang in LANGS:
            write(lang, *read(lang))
    elif argv[1:] == ["check"]:
        return check()
    elif argv[1:2] == ["pseudo"] and len(argv) in (3, 4):
        pseudo(argv[2], int(argv[3]) if len(argv) == 4 else 40)
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
