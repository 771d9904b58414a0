# SPDX-License-Identifier: GPL-3.0-or-later
"""What the interface says, by the id of the microcopy: Words('zh_CN')('tile.see') → '看车选车'."""
import ast
import os
import re

import sfui


def entries(path):
    """[(context, id, translation)] of a .po file; entries without a context are left out."""
    found, entry, last = [], {}, None

    def end():
        if 'msgctxt' in entry and 'msgid' in entry:
            found.append((entry['msgctxt'], entry['msgid'], entry.get('msgstr') or entry.get('msgstr[0]', '')))

    for line in open(path, encoding='utf-8'):
        match = re.match(r'(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) (".*")$', line.rstrip('\n'))
        if match:
            if match[1] == 'msgctxt' or (match[1] == 'msgid' and last != 'msgctxt'):
                end()
                entry = {}
            last = match[1]
            entry[last] = ast.literal_eval(match[2])
        elif line.startswith('"') and last:
            entry[last] += ast.literal_eval(line.strip())
        elif not line.strip():
            end()
            entry, last = {}, None
    end()
    return found


def parse(path):
    """{context: (id, translation)}; of texts that share a context (values of an enumeration) only one."""
    return {context: (english, translated) for context, english, translated in entries(path)}


class Words:
    def __init__(self, lang):
        self.lang = lang
        self.table = parse(os.path.join(sfui.ROOT, 'po', ('zh_CN' if lang == 'en' else lang) + '.po'))

    def __call__(self, context, **values):
        """The text, with {braces} filled from @values."""
        text = self.table[context][0 if self.lang == 'en' else 1]
        for name, value in values.items():
            text = text.replace('{%s}' % name, str(value))
        return text

    def before(self, context):
        """The text up to its first brace: what is fixed of it."""
        return self(context).split('{')[0].split('\n')[0]
