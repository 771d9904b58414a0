/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-vcard.h"
#include <gio/gio.h>
#include <string.h>

static char *
write_card (SfVcard card)
{
  char *text = sf_vcard_write (&card);
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  return text;
}

static gboolean
has_line (const char *text, const char *line)
{
  g_autofree char *whole = g_strconcat ("\r\n", line, "\r\n", NULL);
  return strstr (text, whole) != NULL;
}

static void
test_whole (void)
{
  g_autofree char *text = write_card ((SfVcard) {
    .family = "李", .given = "明正", .full = "李明正", .org = "星河汽车", .title = "销售顾问", .mobile = "+86 138-0013-8000", .work = "(021) 5555.1234",
    .email = "li@example.com", .url = "https://card.example.com/c/0123456789ABCDEF", .note = "懂新能源\r\n周日也在" });
  g_assert_cmpstr (text, ==,
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:李;明正;;;\r\nFN:李明正\r\nORG:星河汽车\r\nTITLE:销售顾问\r\nTEL;TYPE=CELL,WORK:+8613800138000\r\n"
    "TEL;TYPE=WORK,VOICE:02155551234\r\nEMAIL;TYPE=INTERNET:li@example.com\r\nURL:https://card.example.com/c/0123456789ABCDEF\r\n"
    "NOTE:懂新能源\\n周日也在\r\nEND:VCARD\r\n");
}

/* Nothing known but the name: nothing but the name is said, all of it as the family name. */
static void
test_least (void)
{
  g_autofree char *text = write_card ((SfVcard) { .full = "Ада", .org = "", .mobile = "", .email = "", .url = "", .note = " \n " });
  SfVcard none = { .full = "\n\t " };
  g_assert_cmpstr (text, ==, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ада;;;;\r\nFN:Ада\r\nEND:VCARD\r\n");
  g_assert_null (sf_vcard_write (&none));
}

/* RFC 2426 4: in texts a comma, a semicolon and a backslash are escaped; two parts of a name stay two. */
static void
test_escapes (void)
{
  g_autofree char *text = write_card ((SfVcard) { .family = "O;Neil, Jr", .given = "a\\b", .full = "a\\b O;Neil, Jr", .org = "X; Y, Z: W", .note = "1\n2\\n3" });
  g_assert_true (has_line (text, "N:O\\;Neil\\, Jr;a\\\\b;;;"));
  g_assert_true (has_line (text, "FN:a\\\\b O\\;Neil\\, Jr"));
  g_assert_true (has_line (text, "ORG:X\\; Y\\, Z: W"));
  g_assert_true (has_line (text, "NOTE:1\\n2\\\\n3"));
}

/* No name adds a line of its own, turns the writing round, or breaks the encoding. */
static void
test_hostile (void)
{
  static const char *const names[] = {
    "王\r\nTEL:+10000000000", "王\nEND:VCARD\nBEGIN:VCARD", "王\r\n TEL:110", "\xEF\xBB\xBF王", "王\xE2\x80\xAE" "110:LET", "王\xFF\xFE", "王\xE7\x8E",
    "王\x01\x1B[31m", "王\xE2\x80\xA8TEL:110" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = write_card ((SfVcard) { .full = names[i], .family = names[i], .org = names[i], .title = names[i] });
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, 8);   /* seven properties, and what follows the last end of a line */
    g_assert_true (g_str_has_prefix (lines[3], "FN:王"));
    g_assert_null (strpbrk (lines[3], "\x01\x1B"));
    g_assert_null (strstr (text, "\xE2\x80\xAE"));
    g_assert_null (strstr (text, "\xEF\xBB\xBF"));
  }
}

static void
test_left_out (void)
{
  static const char *const phones[] = { "110;ext=5", "+86 138\r\nX:1", "call me", "12", "++", "８６１３８" };
  static const char *const mails[] = { "a b@c", "a@b\r\nX:1", "a@b,c@d", "王@b" };
  static const char *const urls[] = { "javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://a\r\nX:1", "//a" };
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++) {
    g_autofree char *text = write_card ((SfVcard) { .full = "A", .mobile = phones[i] });
    g_assert_null (strstr (text, "TEL"));
  }
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++) {
    g_autofree char *text = write_card ((SfVcard) { .full = "A", .email = mails[i] });
    g_assert_null (strstr (text, "EMAIL"));
  }
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autofree char *text = write_card ((SfVcard) { .full = "A", .url = urls[i] });
    g_assert_null (strstr (text, "URL"));
  }
}

/* At every length: no line over 75 octets, no character cut, and unfolded it is what was said (RFC 2425 5.8.1). */
static void
test_folding (void)
{
  for (guint n = 1; n < 160; n++) {
    g_autoptr (GString) name = g_string_new (NULL);
    for (guint i = 0; i < n; i++)
      g_string_append (name, i % 3 == 0 ? "a" : i % 3 == 1 ? "星" : "𠮷");
    g_autofree char *text = write_card ((SfVcard) { .full = name->str });
    g_autofree char *wanted = g_strconcat ("FN:", name->str, NULL);
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    for (char **line = lines; *line != NULL; line++) {
      g_assert_cmpuint (strlen (*line), <=, 75);
      g_assert_true (g_utf8_validate (*line, -1, NULL));
    }
    g_auto (GStrv) parts = g_strsplit (text, "\r\n ", -1);
    g_autofree char *unfolded = g_strjoinv ("", parts);
    g_assert_true (has_line (unfolded, wanted));
  }
}

/* Another reader, which knows nothing of us: Debian's python3-vobject. */
static void
test_other_reader (void)
{
  static const char script[] =
    "import sys, vobject\n"
    "card = vobject.readOne(sys.stdin.buffer.read().decode('utf-8'), validate=True)\n"
    "out = [card.version.value, card.n.value.family, card.n.value.given, card.fn.value, card.org.value[0], card.title.value, card.tel.value,\n"
    "       ','.join(card.tel.params['TYPE']), card.email.value, card.url.value, card.note.value]\n"
    "sys.stdout.buffer.write('|'.join(out).encode('utf-8'))\n";
  g_autofree char *text = write_card ((SfVcard) {
    .family = "欧阳", .given = "娜娜; 小, 名\\", .full = "欧阳娜娜", .org = "星河汽车销售服务有限公司上海浦东展厅（旗舰店）第二分公司", .title = "高级销售顾问, 新能源",
    .mobile = "+8613800138000", .email = "n.ouyang@example.com", .url = "https://card.example.com/c/0123456789ABCDEF?a=1", .note = "一\n二" });
  const char *check[] = { "/usr/bin/python3", "-c", "import vobject", NULL };
  const char *read[] = { "/usr/bin/python3", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) there = g_subprocess_newv (check, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (there == NULL || !g_subprocess_wait_check (there, NULL, NULL)) {
    g_test_skip ("python3-vobject is not installed");
    return;
  }
  g_autoptr (GSubprocess) reader = g_subprocess_newv (read, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autofree char *out = NULL;
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (reader, text, NULL, &out, NULL, &error));
  g_assert_cmpstr (out, ==,
    "3.0|欧阳|娜娜; 小, 名\\|欧阳娜娜|星河汽车销售服务有限公司上海浦东展厅（旗舰店）第二分公司|高级销售顾问, 新能源|+8613800138000|CELL,WORK|"
    "n.ouyang@example.com|https://card.example.com/c/0123456789ABCDEF?a=1|一\n二");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/vcard/whole", test_whole);
  g_test_add_func ("/craft/vcard/least", test_least);
  g_test_add_func ("/craft/vcard/escapes", test_escapes);
  g_test_add_func ("/craft/vcard/hostile", test_hostile);
  g_test_add_func ("/craft/vcard/left-out", test_left_out);
  g_test_add_func ("/craft/vcard/folding", test_folding);
  g_test_add_func ("/craft/vcard/other-reader", test_other_reader);
  return g_test_run ();
}
