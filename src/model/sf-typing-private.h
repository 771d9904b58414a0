/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-typing.h"
#include "model/sf-typing-table.h"
G_BEGIN_DECLS
#define SF_TYPING_PIECES 16

struct _SfTyping {
  const SfTypingTable *table;
  gboolean zhuyin;
  SfTypingWhat what;
  GString *typed;
  GPtrArray *extra;          /* Extra */
  GHashTable *learnt;        /* text → times */
  GHashTable *words;         /* (nullable) set: the table's texts; made by the first to learn */
};

/* A part of what is typed that stands for one sound. */
typedef struct { guint16 from, n; gboolean whole; } SfTypingPiece;
/* One way to cut all of it. */
typedef struct { SfTypingPiece pieces[SF_TYPING_PIECES]; guint n, parts; } SfTypingWay;

/** Sound @i as it is typed. */
const char *sf_typing_sound (SfTyping *self, guint i);
/** All ways to cut what is typed, the best first. (transfer full) (element-type SfTypingWay) */
GArray     *sf_typing_ways  (SfTyping *self);
G_END_DECLS
