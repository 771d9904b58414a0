/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-card-text"
#include "config.h"
#include "ui/tablet/sf-card-text.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-tablet-text.h"

static const char *
social_of (SfCardDesk *desk)
{
  SfRecord *card = sf_card_desk_get_card (desk);
  const char *social = card != NULL ? sf_record_get_text (card, SF_CARD_SOCIAL) : NULL;

  return social != NULL ? social : "wechat";
}

const char *
sf_say_code (SfCardDesk *desk, SfCardCode which)
{
  switch (which)
    {
    case SF_CARD_CODE_SOCIAL: return sf_say_value (&sf_enum_social, social_of (desk));
    case SF_CARD_CODE_PAGE: return SF_ ("code.page", "Card page");
    case SF_CARD_CODE_VCARD:
    default: return SF_ ("code.vcard", "Contacts");
    }
}

const char *
sf_say_code_how (SfCardDesk *desk, SfCardCode which)
{
  if (which == SF_CARD_CODE_PAGE)
    return SF_ ("code.page.how", "Scan to open my card");
  if (which == SF_CARD_CODE_VCARD)
    return SF_ ("code.vcard.how", "Scan with the camera to save my number");
  if (g_str_equal (social_of (desk), "line"))
    return SF_ ("code.line.how", "Scan with LINE to add me");
  return SF_ ("code.wechat.how", "Scan with WeChat to add me");
}

const char *
sf_say_code_why (const char *why)
{
  if (g_strcmp0 (why, "no-social") == 0)
    return SF_ ("code.why.social", "Your WeChat code is not on file yet. Please give it to whoever looks after the showroom's devices.");
  if (g_strcmp0 (why, "not-proven") == 0)
    return SF_ ("code.why.proven", "Nobody has tried yet whether this page opens on a guest's phone. Please ask whoever set up the showroom.");
  if (g_strcmp0 (why, "making") == 0)
    return SF_ ("code.why.making", "One moment");
  return SF_ ("code.why.card", "Your card is not set up yet. Please ask whoever set up the showroom.");
}

const char *
sf_say_card_news (SfRecord *event)
{
  const struct { const char *what, *text; } known[] = {
    { "open", SF_ ("news.open", "Somebody opened your card") },
    { "save", SF_ ("news.save", "Somebody saved your number") },
    { "call", SF_ ("news.call", "Somebody called you from your card") },
    { "add", SF_ ("news.add", "Somebody added you") },
    { "book", SF_ ("news.book", "Somebody asked for a test drive") },
    { "share", SF_ ("news.share", "Somebody passed your card on") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (sf_record_get_text (event, SF_CARD_EVENT_WHAT), known[i].what) == 0)
      return known[i].text;
  return NULL;
}

const char *
sf_say_card_ticket (SfTablet *tablet, SfRecord *event)
{
  SfRecord *visit = sf_tablet_visit (tablet, sf_record_get_text (event, SF_CARD_EVENT_VISIT));

  return visit != NULL ? sf_record_get_text (visit, SF_VISIT_NUMBER) : NULL;
}
