/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <zlib.h>
#include "wire/sf-json.h"

#define STEP (64 * 1024)
#define GZIP_WINDOW (16 + MAX_WBITS)       /* gzip only, no zlib and no guessing */

static gboolean
beyond (gsize in, gsize out)
{
  /* A small body of spaces is no bomb: the ratio counts after the first step. */
  return out > SF_MAX_INFLATED || (out > STEP && out / SF_MAX_INFLATE_RATIO > in);
}

static int
inflate_all (z_stream *z, gsize in, GByteArray *out)
{
  guint8 step[STEP];
  int rc;

  do
    {
      z->next_out = step;
      z->avail_out = STEP;
      rc = inflate (z, Z_NO_FLUSH);
      if (rc != Z_OK && rc != Z_STREAM_END)
        return rc;
      if (beyond (in, out->len + (STEP - z->avail_out)))
        return Z_MEM_ERROR;
      g_byte_array_append (out, step, STEP - z->avail_out);
    }
  while (rc != Z_STREAM_END);
  return z->avail_in == 0 ? Z_STREAM_END : Z_DATA_ERROR;      /* nothing may follow the one member */
}

GBytes *
sf_gunzip (GBytes *data, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  z_stream z = { 0 };
  gsize n;
  int rc;

  z.next_in = (Bytef *) g_bytes_get_data (data, &n);
  if (n > SF_MAX_BODY)
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT, "gzip: body too long");
      return NULL;
    }
  z.avail_in = (uInt) n;
  if (inflateInit2 (&z, GZIP_WINDOW) != Z_OK)
    g_error ("zlib cannot start");
  rc = n > 0 ? inflate_all (&z, n, out) : Z_DATA_ERROR;
  inflateEnd (&z);
  if (rc != Z_STREAM_END)
    {
      g_set_error (error, SF_WIRE_ERROR, rc == Z_MEM_ERROR ? SF_WIRE_ERROR_LIMIT : SF_WIRE_ERROR_SYNTAX,
                   "gzip: %s", rc == Z_MEM_ERROR ? "inflates beyond the limit" : "damaged");
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
sf_gzip (GBytes *data)
{
  z_stream z = { 0 };
  gsize n, bound;
  guint8 *out;

  z.next_in = (Bytef *) g_bytes_get_data (data, &n);
  z.avail_in = (uInt) n;
  if (deflateInit2 (&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    g_error ("zlib cannot start");
  bound = deflateBound (&z, (uLong) n);
  out = g_malloc (bound);
  z.next_out = out;
  z.avail_out = (uInt) bound;
  if (deflate (&z, Z_FINISH) != Z_STREAM_END)
    g_error ("zlib broke its own bound");
  deflateEnd (&z);
  return g_bytes_new_take (out, z.total_out);
}
