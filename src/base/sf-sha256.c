/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-sha256.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>
#define HAVE_SHA_NI 1
#endif

#ifdef HAVE_SHA_NI

/* FIPS 180-4, 4.2.2 */
static const guint32 rounds[64] __attribute__ ((aligned (16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
  0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

/* 5.3.3, in the order that the instructions want: ABEF, CDGH */
static const guint32 begin[8] = { 0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667, 0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372 };

gboolean
sf_sha256_fast (void)
{
  static gint known;   /* (atomic) 0: not looked yet, 1: no, 2: yes */
  guint eax, ebx = 0, ecx = 0, edx;
  gint is = g_atomic_int_get (&known);

  if (is == 0)
    {
      gboolean sse = __get_cpuid (1, &eax, &ebx, &ecx, &edx) && (ecx & bit_SSE4_1) != 0 && (ecx & bit_SSSE3) != 0;

      is = sse && __get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx) && (ebx & bit_SHA) != 0 ? 2 : 1;
      g_atomic_int_set (&known, is);
    }
  return is == 2;
}

void
sf_sha256_begin (SfSha256 *self)
{
  memcpy (self->state, begin, sizeof begin);
  self->n = 0;
}

/* Four words of the message schedule at a time (6.2.2): the last sixteen words make the next four. */
__attribute__ ((target ("sha,ssse3,sse4.1"))) static void
take_blocks (guint32 state[8], const guint8 *data, gsize blocks)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i abef = _mm_loadu_si128 ((const __m128i *) state), cdgh = _mm_loadu_si128 ((const __m128i *) (state + 4));

  for (; blocks > 0; blocks--, data += SF_SHA256_BLOCK)
    {
      __m128i w[4], abef_before = abef, cdgh_before = cdgh;

      for (guint i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) data + i), swap);
      for (guint i = 0; i < 16; i++)
        {
          __m128i next = _mm_add_epi32 (w[i % 4], _mm_load_si128 ((const __m128i *) rounds + i));

          cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, next);
          abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (next, 0x0e));
          if (i < 12)
            w[i % 4] = _mm_sha256msg2_epu32 (_mm_add_epi32 (_mm_sha256msg1_epu32 (w[i % 4], w[(i + 1) % 4]), _mm_alignr_epi8 (w[(i + 3) % 4], w[(i + 2) % 4], 4)), w[(i + 3) % 4]);
        }
      abef = _mm_add_epi32 (abef, abef_before);
      cdgh = _mm_add_epi32 (cdgh, cdgh_before);
    }
  _mm_storeu_si128 ((__m128i *) state, abef);
  _mm_storeu_si128 ((__m128i *) (state + 4), cdgh);
}

void
sf_sha256_add (SfSha256 *self, gconstpointer data, gsize n)
{
  const guint8 *bytes = data;
  gsize waiting = self->n % SF_SHA256_BLOCK, blocks;

  self->n += n;
  if (waiting > 0)
    {
      gsize part = MIN (n, SF_SHA256_BLOCK - waiting);

      memcpy (self->block + waiting, bytes, part);
      if (waiting + part < SF_SHA256_BLOCK)
        return;
      take_blocks (self->state, self->block, 1);
      bytes += part;
      n -= part;
    }
  blocks = n / SF_SHA256_BLOCK;
  take_blocks (self->state, bytes, blocks);
  if (n % SF_SHA256_BLOCK > 0)
    memcpy (self->block, bytes + blocks * SF_SHA256_BLOCK, n % SF_SHA256_BLOCK);
}

void
sf_sha256_end (SfSha256 *self, guint8 out[SF_HASH_LEN])
{
  static const guint order[8] = { 3, 2, 7, 6, 1, 0, 5, 4 };   /* where A to H are */
  guint64 bits = GUINT64_TO_BE (self->n * 8);
  gsize waiting = self->n % SF_SHA256_BLOCK;

  self->block[waiting++] = 0x80;
  if (waiting > SF_SHA256_BLOCK - sizeof bits)
    {
      memset (self->block + waiting, 0, SF_SHA256_BLOCK - waiting);
      take_blocks (self->state, self->block, 1);
      waiting = 0;
    }
  memset (self->block + waiting, 0, SF_SHA256_BLOCK - sizeof bits - waiting);
  memcpy (self->block + SF_SHA256_BLOCK - sizeof bits, &bits, sizeof bits);
  take_blocks (self->state, self->block, 1);
  for (guint i = 0; i < 8; i++)
    {
      guint32 word = GUINT32_TO_BE (self->state[order[i]]);

      memcpy (out + i * sizeof word, &word, sizeof word);
    }
}

#else

gboolean
sf_sha256_fast (void)
{
  return FALSE;
}

void
sf_sha256_begin (SfSha256 *self)
{
}

void
sf_sha256_add (SfSha256 *self, gconstpointer data, gsize n)
{
}

void
sf_sha256_end (SfSha256 *self, guint8 out[SF_HASH_LEN])
{
}

#endif
