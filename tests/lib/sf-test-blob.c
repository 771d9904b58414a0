/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-disk.h"

#include <string.h>

/* The count lies apart from the bytes: copies that are only counted touch few pages of memory. */
struct _Block { gint refs; guint8 *bytes; };

static void
block_unref (Block *block)
{
  if (block == NULL || !g_atomic_int_dec_and_test (&block->refs))
    return;
  g_free (block->bytes);
  g_free (block);
}

/* The block at @slot, ours alone; with @whole nobody needs what was in it. */
static guint8 *
block_own (Block **slot, gboolean whole)
{
  Block *old = *slot;

  if (old != NULL && g_atomic_int_get (&old->refs) == 1)
    return old->bytes;
  *slot = g_new (Block, 1);
  (*slot)->refs = 1;
  (*slot)->bytes = g_malloc (TEST_BLOCK);
  if (!whole && old != NULL)
    memcpy ((*slot)->bytes, old->bytes, TEST_BLOCK);
  else if (!whole)
    memset ((*slot)->bytes, 0, TEST_BLOCK);
  block_unref (old);
  return (*slot)->bytes;
}

static void
blob_room (Blob *self, guint n)
{
  if (n > self->room)
    {
      self->room = MAX (n, self->room * 2);
      self->blocks = g_renew (Block *, self->blocks, self->room);
    }
  while (self->n < n)
    self->blocks[self->n++] = NULL;
}

void
blob_write (Blob *self, gint64 offset, gconstpointer data, gsize len)
{
  const guint8 *from = data;

  blob_room (self, (guint) ((offset + (gint64) len + TEST_BLOCK - 1) / TEST_BLOCK));
  self->size = MAX (self->size, offset + (gint64) len);
  while (len > 0)
    {
      gsize at = (gsize) (offset % TEST_BLOCK), part = MIN (len, TEST_BLOCK - at);

      memcpy (block_own (&self->blocks[offset / TEST_BLOCK], part == TEST_BLOCK) + at, from, part);
      from += part;
      offset += (gint64) part;
      len -= part;
    }
}

gsize
blob_read (const Blob *self, gint64 offset, gpointer data, gsize len)
{
  gsize there = offset < self->size ? (gsize) MIN ((gint64) len, self->size - offset) : 0, left = there;
  guint8 *to = data;

  memset (to + there, 0, len - there);
  while (left > 0)
    {
      gsize at = (gsize) (offset % TEST_BLOCK), part = MIN (left, TEST_BLOCK - at);
      const Block *block = self->blocks[offset / TEST_BLOCK];

      if (block != NULL)
        memcpy (to, block->bytes + at, part);
      else
        memset (to, 0, part);
      to += part;
      offset += (gint64) part;
      left -= part;
    }
  return there;
}

void
blob_truncate (Blob *self, gint64 size)
{
  guint n = (guint) ((size + TEST_BLOCK - 1) / TEST_BLOCK);
  gsize at = (gsize) (size % TEST_BLOCK);

  if (size >= self->size)
    return;
  while (self->n > n)
    block_unref (self->blocks[--self->n]);
  if (at != 0 && self->blocks[n - 1] != NULL)
    memset (block_own (&self->blocks[n - 1], FALSE) + at, 0, TEST_BLOCK - at);
  self->size = size;
}

void
blob_clear (Blob *self)
{
  blob_truncate (self, 0);
  g_free (self->blocks);
  memset (self, 0, sizeof *self);
}

void
blob_share_part (Blob *self, const Blob *from, gint64 offset, gint64 len)
{
  guint first = (guint) (offset / TEST_BLOCK), end = (guint) ((offset + len + TEST_BLOCK - 1) / TEST_BLOCK);

  end = MIN (end, from->n);   /* written, and cut off again before it was flushed */
  blob_room (self, end);
  for (guint i = first; i < end; i++)
    {
      Block *old = self->blocks[i];

      if (old == from->blocks[i])
        continue;
      self->blocks[i] = from->blocks[i];
      if (from->blocks[i] != NULL)
        g_atomic_int_inc (&from->blocks[i]->refs);
      block_unref (old);
    }
  self->size = MAX (self->size, MIN (offset + len, from->size));
}

void
blob_share (Blob *self, const Blob *from)
{
  if (self == from)
    return;
  blob_truncate (self, 0);
  blob_room (self, from->n);
  for (guint i = 0; i < from->n; i++)
    {
      self->blocks[i] = from->blocks[i];
      if (from->blocks[i] != NULL)
        g_atomic_int_inc (&from->blocks[i]->refs);
    }
  self->size = from->size;
}
