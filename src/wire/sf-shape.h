/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/*
 * SfShape: a message as data, so that writing, reading and freeing it are said once. Internal to wire.
 * Offsets are into the message's struct; @has is the offset of a gboolean plus 1, or 0.
 */
typedef enum {
  SF_MEMBER_PROTOCOL,   /* the constant "p":1 */
  SF_MEMBER_TEXT,       /* char *; @size: longest in bytes */
  SF_MEMBER_INT,        /* gint64; @min … @max */
  SF_MEMBER_UINT,       /* guint; @min … @max */
  SF_MEMBER_BOOL,       /* gboolean as true or false */
  SF_MEMBER_FLAG,       /* gboolean as 1 or absent */
  SF_MEMBER_HEX,        /* @size bytes in place, as hex */
  SF_MEMBER_BASE64,     /* @size bytes in place, as base64url */
  SF_MEMBER_TOKEN,      /* SfToken in place; null or absent when @has says so, or when its scope is empty */
  SF_MEMBER_STATUS,     /* SfPushStatus as its word */
  SF_MEMBER_LIST,       /* GPtrArray of @shape; at most @size */
  SF_MEMBER_OBJECTS     /* GPtrArray of char *, JSON objects; at most @size */
} SfMemberType;

typedef enum { SF_MEMBER_REQUIRED, SF_MEMBER_OPTIONAL } SfMemberNeed;

typedef struct _SfShape SfShape;
typedef struct {
  const char *name;
  SfMemberType type;
  SfMemberNeed need;
  gsize offset, size, has;
  gint64 min, max;
  const SfShape *shape;
} SfMember;

struct _SfShape {
  const char *name;
  gsize size;
  const SfMember *members;
  guint n_members;
  void (*free_item) (gpointer item);
  gboolean (*check) (gconstpointer item, GError **error);    /* (nullable) what the members alone do not say */
};

gpointer sf_shape_new (const SfShape *shape);
void     sf_shape_free (const SfShape *shape, gpointer message);
void     sf_shape_append (const SfShape *shape, gconstpointer message, GString *out);
/** The two ends of a message: text out, text in. */
char    *sf_shape_to_json (const SfShape *shape, gconstpointer message);
gpointer sf_shape_from_json (const SfShape *shape, const char *json, gsize len, GError **error);
G_END_DECLS
