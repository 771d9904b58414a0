/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 改一下: something of the ticket is said anew, after it was given. Each answer is said at once, so that whoever walks away in the middle has said what they touched. */
#define G_LOG_DOMAIN "sf-kiosk-change"
#include "config.h"
#include "ui/common/sf-language.h"
#include "ui/kiosk/sf-kiosk-window-private.h"

/* The page that asks next; NULL: the ticket. */
static const char *
next_page (SfKioskWindow *self, const char *page)
{
  g_autofree char *what = sf_kiosk_window_answer (self, "changes");
  g_autofree char *purpose = sf_kiosk_window_answer (self, "purpose");
  const gboolean service = g_strcmp0 (what, "purpose") == 0 && g_strcmp0 (purpose, "service") == 0;

  if (g_str_equal (page, "change"))
    return g_strcmp0 (what, "phone") == 0 && self->ease.large ? "told" : g_intern_string (what ? what : "name");
  if (g_str_equal (page, "told"))
    return "phone";
  if (g_str_equal (page, "purpose"))
    return service ? "plate" : g_strcmp0 (purpose, "drive") == 0 ? "ride" : NULL;
  return service && g_str_equal (page, "plate") ? "what" : NULL;
}

void
sf_kiosk_window_change (SfKioskWindow *self, const char *page, gboolean consent)
{
  const char *next = next_page (self, page);

  if (self->busy || !self->ticket)
    return;
  g_object_set (sf_kiosk_get_draft (self->kiosk), "lang", (int) sf_language_get (), NULL);
  if (!g_str_equal (page, "change") && !g_str_equal (page, "told"))
    sf_kiosk_say_again (self->kiosk, self->ticket, consent);
  if (next)
    {
      sf_router_go (self->router, next);
      return;
    }
  /* The record has them; the glass does not need them any more. */
  g_object_set (sf_kiosk_get_draft (self->kiosk), "phone", NULL, "plate", NULL, "news", FALSE, "share", FALSE, NULL);
  self->left = self->times.ticket;
  sf_router_reset (self->router, "ticket");
}
