/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-printer-place.h"

static void
check (const char *text, SfPrinterWay way, const char *where, guint port, guint mm, const char *again)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPrinterPlace) place = sf_printer_place_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpint (place->way, ==, way);
  g_assert_cmpstr (place->where, ==, where);
  g_assert_cmpuint (place->port, ==, port);
  g_assert_cmpuint (place->mm, ==, mm);
  g_autoptr (SfPrinterPlace) copy = sf_printer_place_copy (place);
  g_autofree char *said = sf_printer_place_to_text (copy);
  g_assert_cmpstr (said, ==, again);
}

static void
test_places (void)
{
  check ("tcp:192.168.1.50", SF_PRINTER_TCP, "192.168.1.50", 9100, 80, "tcp:192.168.1.50:9100");
  check ("tcp:front-desk.lan:4000 58", SF_PRINTER_TCP, "front-desk.lan", 4000, 58, "tcp:front-desk.lan:4000 58");
  check ("tcp:[fe80::1]:9101", SF_PRINTER_TCP, "[fe80::1]", 9101, 80, "tcp:[fe80::1]:9101");
  check ("file:/dev/usb/lp0 80", SF_PRINTER_FILE, "/dev/usb/lp0", 0, 80, "file:/dev/usb/lp0");
  check ("cups:Front_Desk 58", SF_PRINTER_CUPS, "Front_Desk", 0, 58, "cups:Front_Desk 58");
}

static void
test_refused (void)
{
  const char *const wrong[] = { "", "80", "tcp:", "tcp::9100", "tcp:a:b", "tcp:host:0", "tcp:host:70000", "tcp:fe80::1", "tcp:a b", "tcp:host;reboot", "file:", "file:/etc/passwd",
                                "file:/dev/../etc/passwd", "file:dev/lp0", "file:/dev/lp0 72", "file:/dev/lp0 58 x", "cups:", "cups:-oraw", "cups:a/b", "lpr:queue" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SfPrinterPlace) place = sf_printer_place_parse (wrong[i], &error);
    g_assert_null (place);
    g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/printer-place/places", test_places);
  g_test_add_func ("/printer-place/refused", test_refused);
  return g_test_run ();
}
