# SPDX-License-Identifier: GPL-3.0-or-later
"""A pseudo-language: English with marks on its vowels and 40 % more of it, so that a screen too tight for a real language shows."""
import os
import re
import subprocess

import sfui
import words

MARKS = str.maketrans('aeiouyAEIOUYcnsz', 'áéíóúýÁÉÍÓÚÝćñšž')


def stretch(text):
    """@text with marks and 40 % longer; {braces} and line breaks stay."""
    if not text.strip():
        return text
    parts = re.split(r'(\{[^}]*\}|\n|%[a-z])', text)
    marked = ''.join(part if i % 2 else part.translate(MARKS) for i, part in enumerate(parts))
    more = max(1, round(len(re.sub(r'\{[^}]*\}', '', text)) * 0.4))
    tail = ''
    while len(tail) < more:
        tail += ' lóñg'[: more - len(tail)] if more - len(tail) < 5 else ' lóñg'
    return marked + tail


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def build(folder):
    """Writes FOLDER/en/LC_MESSAGES/showfloor.mo for every text with a context; returns FOLDER."""
    texts = words.entries(os.path.join(sfui.ROOT, 'po', 'zh_CN.po'))
    where = os.path.join(folder, 'en', 'LC_MESSAGES')
    os.makedirs(where, exist_ok=True)
    po = os.path.join(folder, 'en.po')
    with open(po, 'w', encoding='utf-8') as file:
        file.write('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n')
        for context, english, _ in texts:
            file.write('msgctxt %s\nmsgid %s\nmsgstr %s\n\n' % (quote(context), quote(english), quote(stretch(english))))
    subprocess.run(['msgfmt', '-o', os.path.join(where, 'showfloor.mo'), po], check=True)
    return folder


class PseudoWords(words.Words):
    def __init__(self):
        super().__init__('en')
        self.table = {context: (stretch(english), '') for context, (english, _) in self.table.items()}
