/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-disk.h"

#include <string.h>

struct _Block { gint refs; guint8 bytes[TEST_BLOCK]; };

static void
block_unref (Block *block)
{
  if (block != NULL && g_atomic_int_dec_and_test (&block->refs))
    g_free (block);
}

/* The block at @slot, ours alone. */
static guint8 *
block_own (Block **slot)
{
  Block *old = *slot;

  if (old != NULL && g_atomic_int_get (&old->refs) == 1)
    return old->bytes;
  *slot = old != NULL ? g_new (Block, 1) : g_new0 (Block, 1);
  if (old != NULL)
    memcpy ((*slot)->bytes, old->bytes, TEST_BLOCK);
  (*slot)->refs = 1;
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

      memcpy (block_own (&self->blocks[offset / TEST_BLOCK]) + at, from, part);
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
    memset (block_own (&self->blocks[n - 1]) + at, 0, TEST_BLOCK - at);
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
