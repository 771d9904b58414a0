/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-db-scan"
#include "store/sf-db-scan.h"

#include <string.h>

#include "store/sf-side-file.h"

#define PAGE_SIZE 4096            /* SQLite's own choice; nothing here sets another */
#define FILE_HEADER 100
#define LOG_HEADER 32
#define FRAME_HEADER 24
#define LOG_MAGIC 0x377f0682u     /* the lowest bit: checksums are big endian */
#define PAGE_INDEX_INTERIOR 0x02
#define PAGE_INDEX_LEAF 0x0a
#define PAGE_TABLE_LEAF 0x0d
/* No record of ours is larger: a body has 64 KiB at most, a row of the replica no more than a page of pull. */
#define MAX_PAYLOAD (2 * 1024 * 1024)

typedef struct { guint32 page, commit; gint64 at; gboolean good, ours; } Frame;
typedef struct {
  SfSideFile *file, *log;         /* (owned) (nullable) */
  GArray *frames;                 /* Frame */
  GByteArray *payload;
  SfScanFunc func;
  gpointer data;
} Scan;

static guint32
get32 (const guint8 *p)
{
  return ((guint32) p[0] << 24) | ((guint32) p[1] << 16) | ((guint32) p[2] << 8) | p[3];
}

static guint32
get16 (const guint8 *p)
{
  return ((guint32) p[0] << 8) | p[1];
}

/* The log */

typedef struct { guint32 a, b; } Check;

static void
add_check (Check *check, const guint8 *data, gsize n, gboolean big)
{
  for (gsize i = 0; i + 8 <= n; i += 8)
    {
      guint32 x = get32 (data + i), y = get32 (data + i + 4);

      check->a += (big ? x : GUINT32_SWAP_LE_BE (x)) + check->b;
      check->b += (big ? y : GUINT32_SWAP_LE_BE (y)) + check->a;
    }
}

static gboolean
same_check (const Check *check, const guint8 *stored)
{
  return check->a == get32 (stored) && check->b == get32 (stored + 4);
}

/* All frames with the salts of the header; `good` up to the first that the chain of checksums does not reach. */
static GArray *
read_frames (SfSideFile *log)
{
  GArray *frames = g_array_new (FALSE, TRUE, sizeof (Frame));
  guint8 header[LOG_HEADER], frame[FRAME_HEADER + PAGE_SIZE];
  Check check = { 0, 0 };
  gboolean good, big;

  if (log == NULL || sf_side_pread (log, 0, header, sizeof header) != sizeof header || (get32 (header) & ~1u) != LOG_MAGIC || get32 (header + 8) != PAGE_SIZE)
    return frames;
  big = (get32 (header) & 1) != 0;
  add_check (&check, header, 24, big);
  good = same_check (&check, header + 24);
  for (gint64 at = LOG_HEADER; sf_side_pread (log, at, frame, sizeof frame) == sizeof frame; at += (gint64) sizeof frame)
    {
      Frame found = { .page = get32 (frame), .commit = get32 (frame + 4), .at = at + FRAME_HEADER };

      found.ours = memcmp (frame + 8, header + 16, 8) == 0;
      add_check (&check, frame, 8, big);
      add_check (&check, frame + FRAME_HEADER, PAGE_SIZE, big);
      good = good && found.ours && same_check (&check, frame + 16);
      found.good = good;
      g_array_append_val (frames, found);
    }
  return frames;
}

gboolean
sf_db_log_is_damaged (const char *vfs, const char *path, gboolean *torn)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  g_autoptr(SfSideFile) log = sf_side_open (vfs, name, NULL);
  g_autoptr(GArray) frames = read_frames (log);
  guint broken = 0, commits = 0, left = 0;

  while (broken < frames->len && g_array_index (frames, Frame, broken).good)
    broken++;
  for (guint i = broken; i < frames->len; i++)
    {
      const Frame *frame = &g_array_index (frames, Frame, i);

      left += frame->ours;
      commits += frame->ours && frame->commit != 0;
    }
  if (torn != NULL)
    *torn = left > 0;
  /* A cut ends the one transaction that was under way: at most its own commit is found behind the break. */
  return commits >= 2;
}

/* Pages */

static gboolean
read_frame (Scan *scan, guint n, guint8 page[PAGE_SIZE])
{
  return sf_side_pread (scan->log, g_array_index (scan->frames, Frame, n).at, page, PAGE_SIZE) == PAGE_SIZE;
}

/* The page as it was when frame @n was written (-1: in the file). */
static gboolean
read_page (Scan *scan, guint32 number, int n, guint8 page[PAGE_SIZE])
{
  int last = n;

  /* Up to the end of that transaction: pages of one record are written together. */
  while (n >= 0 && last + 1 < (int) scan->frames->len && g_array_index (scan->frames, Frame, last).commit == 0)
    last++;
  for (int i = last; i >= 0; i--)
    if (g_array_index (scan->frames, Frame, i).ours && g_array_index (scan->frames, Frame, i).page == number)
      return read_frame (scan, (guint) i, page);
  return scan->file != NULL && number > 0 && sf_side_pread (scan->file, (gint64) (number - 1) * PAGE_SIZE, page, PAGE_SIZE) == PAGE_SIZE;
}

/* SQLite's variable-length integer at @p, before @end; NULL when it does not end. */
static const guint8 *
get_varint (const guint8 *p, const guint8 *end, guint64 *out)
{
  *out = 0;
  for (guint i = 0; i < 9 && p < end; i++)
    {
      guint8 byte = *p++;

      *out = i == 8 ? (*out << 8) | byte : (*out << 7) | (byte & 0x7f);
      if (i == 8 || (byte & 0x80) == 0)
        return p;
    }
  return NULL;
}

static gsize
size_of_type (guint64 type)
{
  static const guint8 small[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };

  return type < G_N_ELEMENTS (small) ? small[type] : type >= 12 ? (gsize) (type - 12) / 2 : 0;
}

static SfScanValue
value_of (guint64 type, const guint8 *p, gsize n)
{
  SfScanValue value = { SF_SCAN_OTHER, 0, (const char *) p, n };

  if (type == 0)
    value.type = SF_SCAN_NULL;
  else if (type <= 6 || type == 8 || type == 9)
    {
      value.type = SF_SCAN_INT;
      value.i = type >= 8 ? (gint64) (type - 8) : (gint64) (gint8) p[0];
      for (gsize i = 1; type <= 6 && i < n; i++)
        value.i = (gint64) (((guint64) value.i << 8) | p[i]);
    }
  else if (type >= 12)
    value.type = type % 2 == 0 ? SF_SCAN_BYTES : SF_SCAN_TEXT;
  return value;
}

static void
tell_record (Scan *scan, gint64 rowid)
{
  const guint8 *start = scan->payload->data, *end = start + scan->payload->len, *p, *body;
  SfScanValue values[SF_SCAN_MAX_VALUES];
  guint64 header, type;
  guint n = 0;

  p = get_varint (start, end, &header);
  if (p == NULL || header > scan->payload->len)
    return;
  body = start + header;
  while (p < start + header && n < SF_SCAN_MAX_VALUES)
    {
      p = get_varint (p, start + header, &type);
      if (p == NULL || type == 10 || type == 11 || size_of_type (type) > (gsize) (end - body))
        return;
      values[n++] = value_of (type, body, size_of_type (type));
      body += size_of_type (type);
    }
  scan->func (rowid, values, n, scan->data);
}

/* Gathers a record whose end lies on pages of its own. FALSE when one of them cannot be read. */
static gboolean
gather (Scan *scan, int frame, const guint8 *local, gsize n_local, guint64 size, guint32 next)
{
  guint8 page[PAGE_SIZE];

  g_byte_array_set_size (scan->payload, 0);
  g_byte_array_append (scan->payload, local, (guint) n_local);
  while (scan->payload->len < size)
    {
      gsize part = MIN (size - scan->payload->len, PAGE_SIZE - 4);

      if (next == 0 || !read_page (scan, next, frame, page))
        return FALSE;
      g_byte_array_append (scan->payload, page + 4, (guint) part);
      next = get32 (page);
    }
  return TRUE;
}

static void
scan_cell (Scan *scan, const guint8 *page, guint at, guint8 kind, int frame)
{
  const guint8 *end = page + PAGE_SIZE, *p = page + at + (kind == PAGE_INDEX_INTERIOR ? 4 : 0);
  gsize most = kind == PAGE_TABLE_LEAF ? PAGE_SIZE - 35 : (PAGE_SIZE - 12) * 64 / 255 - 23, least = (PAGE_SIZE - 12) * 32 / 255 - 23, local;
  guint64 size, rowid = 0;

  p = p < end ? get_varint (p, end, &size) : NULL;
  if (p != NULL && kind == PAGE_TABLE_LEAF)
    p = get_varint (p, end, &rowid);
  if (p == NULL || size == 0 || size > MAX_PAYLOAD)
    return;
  local = least + (size - least) % (PAGE_SIZE - 4);
  local = size <= most ? size : local <= most ? local : least;
  if (local + (local < size ? 4 : 0) > (gsize) (end - p))
    return;
  if (gather (scan, frame, p, local, size, local < size ? get32 (p + local) : 0))
    tell_record (scan, (gint64) rowid);
}

static void
scan_page (Scan *scan, guint32 number, const guint8 *page, int frame)
{
  guint start = number == 1 ? FILE_HEADER : 0, cells = get16 (page + start + 3), first;
  guint8 kind = page[start];

  if (kind != PAGE_TABLE_LEAF && kind != PAGE_INDEX_LEAF && kind != PAGE_INDEX_INTERIOR)
    return;
  first = start + (kind == PAGE_INDEX_INTERIOR ? 12 : 8);
  for (guint i = 0; i < cells && first + 2 * i + 2 <= PAGE_SIZE; i++)
    scan_cell (scan, page, get16 (page + first + 2 * i), kind, frame);
}

gboolean
sf_db_scan (const char *vfs, const char *path, SfScanFunc func, gpointer data, GError **error)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  g_autoptr(SfSideFile) file = sf_side_open (vfs, path, error), log = NULL;
  g_autoptr(GArray) frames = NULL;
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  Scan scan = { .payload = payload, .func = func, .data = data };
  guint8 page[PAGE_SIZE];
  gint64 pages;

  if (file == NULL)
    return FALSE;
  log = sf_side_open (vfs, name, NULL);
  frames = read_frames (log);
  scan.file = file;
  scan.log = log;
  scan.frames = frames;
  pages = (sf_side_size (file) + PAGE_SIZE - 1) / PAGE_SIZE;
  /* A page that ends with the file, or where the disk gives up, is read as far as it goes. */
  for (gint64 i = 0; i < pages; i++)
    {
      memset (page, 0, sizeof page);
      if (sf_side_pread (file, i * PAGE_SIZE, page, sizeof page) > 0)
        scan_page (&scan, (guint32) (i + 1), page, -1);
    }
  for (guint i = 0; i < frames->len; i++)
    if (g_array_index (frames, Frame, i).ours && read_frame (&scan, i, page))
      scan_page (&scan, g_array_index (frames, Frame, i).page, page, (int) i);
  return TRUE;
}
