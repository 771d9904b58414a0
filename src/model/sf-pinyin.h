/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * SfPinyin: how Chinese names are read, for finding them by typing. From Rime's dictionary, compiled at build time into the
 * program's read-only pages (data/keyboard/pinyin.py). Pure functions, any thread.
 */
/**
 * What one would type to find @han: its reading without tones, then its initials: 星河 S7 gives "xinghe s7 xhs7". Words that read
 * otherwise than their characters are known (长安 is changan, 成长 chengzhang); ü is v. Letters and digits stay, in lower case;
 * characters without a reading and signs are left out. NULL for a text without any Chinese character, and for what is no
 * UTF-8. (transfer full)
 */
char *sf_pinyin_of (const char *han);
G_END_DECLS
