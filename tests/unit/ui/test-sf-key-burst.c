/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/common/sf-key-burst.h"
#include <string.h>

#define LATE 1000   /* far beyond any gap */

typedef struct { SfKeyBurst burst; guint32 now; GString *heard, *codes, *held; } Person;

static Person *
person_new (void)
{
  Person *self = g_new0 (Person, 1);
  sf_key_burst_init (&self->burst, SF_KEY_BURST_GAP_MS);
  self->heard = g_string_new (NULL);
  self->codes = g_string_new (NULL);
  self->held = g_string_new (NULL);
  return self;
}

static void
person_free (Person *self)
{
  sf_key_burst_clear (&self->burst);
  g_string_free (self->heard, TRUE);
  g_string_free (self->codes, TRUE);
  g_string_free (self->held, TRUE);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

/* One letter for what a key does to a focus: itself, '^' for Shift, '|' for Enter, '>' for Tab, '<' for BackSpace. */
static char
sign_of (guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: return '|';
    case GDK_KEY_Tab: return '>';
    case GDK_KEY_BackSpace: return '<';
    case GDK_KEY_Shift_L: return '^';
    default: return (char) gdk_keyval_to_unicode (keyval);
    }
}

/* Does what SfWedge does, with letters for events. */
static void
obey (Person *self, SfKeyVerdict verdict, char sign)
{
  if (verdict & SF_KEY_BURST_REPLAY)
    {
      g_string_append (self->heard, self->held->str);
      g_string_truncate (self->held, 0);
    }
  if (verdict & SF_KEY_BURST_DROP)
    g_string_truncate (self->held, 0);
  if (verdict & SF_KEY_BURST_CODE)
    g_string_append_printf (self->codes, "[%s]", sf_key_burst_code (&self->burst));
  if (sign == '\0' || (verdict & SF_KEY_BURST_DROP))
    return;
  if (verdict & SF_KEY_BURST_HOLD)
    g_string_append_c (self->held, sign);
  else
    {
      g_assert_cmpstr (self->held->str, ==, "");   /* nothing overtakes what is held */
      g_string_append_c (self->heard, sign);
    }
}

static void
press (Person *self, guint32 after, guint keyval, gboolean command)
{
  self->now += after;
  obey (self, sf_key_burst_press (&self->burst, self->now, keyval, command), sign_of (keyval));
}

/* '|' is Enter, '>' Tab, '<' BackSpace; capitals come with their Shift. */
static void
type (Person *self, guint32 gap, const char *keys)
{
  for (const char *p = keys; *p; p++)
    {
      const guint keyval = *p == '|' ? GDK_KEY_Return : *p == '>' ? GDK_KEY_Tab : *p == '<' ? GDK_KEY_BackSpace : gdk_unicode_to_keyval ((guchar) *p);
      if (g_ascii_isupper (*p))
        press (self, gap, GDK_KEY_Shift_L, FALSE);
      press (self, gap, keyval, FALSE);
    }
}

static void
stop (Person *self)
{
  obey (self, sf_key_burst_pause (&self->burst), '\0');
}

static void
test_bursts (void)
{
  static const struct { const char *keys; guint gap; const char *codes, *heard; } cases[] = {
    { "ABC123|", 2, "[ABC123]", "" },                        /* the least */
    { "ABC12|", 2, "", "^A^B^C12|" },                        /* one too few: typed */
    { "SFA:0123456789>", 5, "[SFA:0123456789]", "" },        /* Tab ends, too */
    { "https://x.cn/c/1?a=b&c|", 30, "[https://x.cn/c/1?a=b&c]", "" },
    { "123456|", 50, "[123456]", "" },                       /* just in time */
    { "123456|", 51, "", "123456|" },                        /* just not */
    { "123456", 2, "", "123456" },                           /* no end: typed */
    { "||", 2, "", "||" },                                   /* an end alone is a key */
    { "12345<6|", 2, "", "12345<6|" },                       /* no scanner corrects itself */
    { "123456|A|", 2, "[123456]", "" },                      /* a code with an Enter of its own presses nothing */
    { "123456|abcdefgh|", 2, "[123456]", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Person) self = person_new ();
      type (self, cases[i].gap, cases[i].keys);
      stop (self);
      g_assert_cmpstr (self->codes->str, ==, cases[i].codes);
      g_assert_cmpstr (self->heard->str, ==, cases[i].heard);
    }
}

/* A pause inside splits: what came before was typed, what comes after begins anew. */
static void
test_interrupted (void)
{
  g_autoptr (Person) self = person_new ();

  type (self, 2, "SFA:123");
  self->now += LATE;
  type (self, 2, "456789|");
  g_assert_cmpstr (self->heard->str, ==, "^S^F^A:123");
  g_assert_cmpstr (self->codes->str, ==, "[456789]");
  self->now += LATE;
  type (self, 2, "abcdef|");
  g_assert_cmpstr (self->codes->str, ==, "[456789][abcdef]");
}

/* A command inside a burst is somebody's, not a scanner's; held keys go before it. */
static void
test_command (void)
{
  g_autoptr (Person) self = person_new ();

  type (self, 2, "abcd");
  press (self, 2, GDK_KEY_v, TRUE);
  g_assert_cmpstr (self->heard->str, ==, "abcdv");
  type (self, 2, "ef|");
  g_assert_cmpstr (self->heard->str, ==, "abcdvef|");
  g_assert_cmpstr (self->codes->str, ==, "");
}

/* Longer than any code: nobody types like that, and no half of it may reach the focus. */
static void
test_endless (void)
{
  g_autoptr (Person) self = person_new ();

  for (guint i = 0; i < 3 * SF_KEY_BURST_MOST; i++)
    type (self, 1, "x");
  type (self, 1, "|");
  stop (self);
  g_assert_cmpstr (self->heard->str, ==, "");
  g_assert_cmpstr (self->codes->str, ==, "");
  self->now += LATE;
  type (self, 1, "123456|");
  g_assert_cmpstr (self->codes->str, ==, "[123456]");
}

/* The server's 32 bits of milliseconds turn over every 49 days. */
static void
test_wrap (void)
{
  g_autoptr (Person) self = person_new ();

  self->now = G_MAXUINT32 - 10;
  type (self, 4, "12345678|");
  g_assert_cmpstr (self->codes->str, ==, "[12345678]");
}

/* Whatever is pressed in whatever rhythm: nothing typed is lost, doubled or turned round, and codes are made of what was pressed. */
static void
test_any (void)
{
  for (guint seed = 0; seed < 400; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (Person) self = person_new ();
      g_autoptr (GString) all = g_string_new (NULL);
      const char *keys = "ab1:/.|><";
      const gboolean person = seed % 4 == 0;   /* leaves a gap after every key: then all of it must be heard */

      for (guint i = 0; i < 200; i++)
        {
          const guint gap = person || g_rand_int_range (rand, 0, 10) == 0 ? LATE : (guint) g_rand_int_range (rand, 0, 3);
          const char one[] = { keys[g_rand_int_range (rand, 0, 9)], '\0' };
          g_string_append (all, one);
          type (self, gap, one);
          if (g_rand_int_range (rand, 0, 40) == 0)
            {
              stop (self);
              self->now += LATE;
            }
        }
      stop (self);
      /* What was heard is a subsequence of what was pressed. */
      const char *p = all->str;
      for (const char *h = self->heard->str; *h; h++)
        {
          p = strchr (p, *h);
          g_assert_nonnull (p);
          p++;
        }
      if (person)
        g_assert_cmpstr (self->heard->str, ==, all->str);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/key-burst/bursts", test_bursts);
  g_test_add_func ("/ui/key-burst/interrupted", test_interrupted);
  g_test_add_func ("/ui/key-burst/command", test_command);
  g_test_add_func ("/ui/key-burst/endless", test_endless);
  g_test_add_func ("/ui/key-burst/wrap", test_wrap);
  g_test_add_func ("/ui/key-burst/any", test_any);
  return g_test_run ();
}
