/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking in on one's own phone: from what a page was told to a visit (sf-own.c). */
#define G_LOG_DOMAIN "sf-server"
#include "craft/sf-code.h"
#include "craft/sf-plate.h"
#include "server/sf-intake-private.h"

gboolean
sf_intake_may_share (SfIntake *self, SfCardView *view)
{
  g_autoptr (GPtrArray) found = sf_intake_where (self, SF_KIND_SETTING, SF_SETTING_KEY, "consent.share", 1, NULL);
  const char *brand = view->dealer ? sf_record_get_ltext (view->dealer, SF_DEALER_BRAND, view->lang) : NULL;

  return brand && !(found && found->len && g_strcmp0 (sf_record_get_text (found->pdata[0], SF_SETTING_VALUE), "0") == 0);
}

static void
set_plate (SfCardView *view, SfRecord *visit, const char *typed)
{
  const char *region = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_REGION) : NULL;
  g_autofree char *plate = sf_plate_normalize (typed, region ? region : "cn");

  if (plate)
    sf_record_set_text (visit, SF_VISIT_PLATE, plate);
}

static SfRecord *
visit_of (SfCardView *view, const SfOwnSaid *said)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, sf_record_get_text (view->link, SF_LINK_VISIT));
  const char *const models[] = { said->model, NULL };
  const struct { guint field; const char *text; } plain[] = {
    { SF_VISIT_PURPOSE, said->purpose }, { SF_VISIT_EVENT, said->event }, { SF_VISIT_BEFORE, said->before ? said->before : "unknown" }, { SF_VISIT_RIDE, said->ride },
    { SF_VISIT_SERVICE, said->service }, { SF_VISIT_COLLECT, said->collect }, { SF_VISIT_SURNAME, said->surname }, { SF_VISIT_TITLE, said->title },
    { SF_VISIT_LANG, sf_lang_code (view->lang) } };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (plain[i].text)
      sf_record_set_text (visit, plain[i].field, plain[i].text);
  if (said->model)
    sf_record_set_set (visit, SF_VISIT_MODELS, models);
  if (said->plate)
    set_plate (view, visit, said->plate);
  return visit;
}

/* Only what stood on the page can be agreed to. (transfer full) (nullable) */
static SfRecord *
consent_of (SfIntake *self, SfCardView *view, SfRecord *visit, const SfOwnSaid *said)
{
  const char *purposes[4] = { "visit" };
  guint n = 1;

  if (!said->phone || !view->notice)
    return NULL;
  if (said->news)
    purposes[n++] = "news";
  if (said->share)
    purposes[n++] = "share";
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock);
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);
  sf_record_set_text (consent, SF_CONSENT_VISIT, sf_record_get_id (visit));
  sf_record_set_text (consent, SF_CONSENT_NOTICE, sf_record_get_id (view->notice));
  sf_record_set_text (consent, SF_CONSENT_SHA256, sf_record_get_text (view->notice, SF_NOTICE_SHA256));
  sf_record_set_text (consent, SF_CONSENT_LANG, sf_record_get_text (view->notice, SF_NOTICE_LANG));
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "page");
  sf_record_set_text (visit, SF_VISIT_PHONE, said->phone);
  sf_record_set_text (visit, SF_VISIT_CONSENT, id);
  return consent;
}

gboolean
sf_intake_own (SfIntake *self, SfCardView *view, const SfOwnSaid *said, char **slug, GError **error)
{
  g_autoptr (SfRecord) visit = visit_of (view, said), consent = consent_of (self, view, visit, said);
  g_autofree char *id = sf_ids_new_uuid (self->ids, self->clock), *fresh = sf_slug_new (self->ids);
  g_autoptr (SfRecord) ticket = sf_record_new (SF_KIND_LINK, id);
  SfOwnState state;

  *slug = NULL;
  /* A page of its own: the code that was on the kiosk's glass may have been photographed by somebody else. */
  sf_record_set_text (ticket, SF_LINK_SLUG, fresh);
  if (!sf_ingest_own (self->ingest, view->link, visit, consent, ticket, &state, error))
    return FALSE;
  if (state == SF_OWN_OPEN)
    *slug = g_steal_pointer (&fresh);
  view->own = state == SF_OWN_OPEN ? SF_OWN_USED : state;
  return TRUE;
}

char *
sf_intake_own_ticket (SfIntake *self, SfCardView *view, GError **error)
{
  g_autoptr (GPtrArray) links = sf_intake_where (self, SF_KIND_LINK, SF_LINK_VISIT, sf_record_get_text (view->link, SF_LINK_VISIT), 10, error);

  for (guint i = 0; links && i < links->len; i++)
    if (g_strcmp0 (sf_record_get_text (links->pdata[i], SF_LINK_CHANNEL), "ticket") == 0)
      return g_strdup (sf_record_get_text (links->pdata[i], SF_LINK_SLUG));
  return NULL;
}
