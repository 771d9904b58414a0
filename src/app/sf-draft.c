/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-draft"
#include "app/sf-draft-private.h"
#include "app/sf-kiosk.h"

G_DEFINE_FINAL_TYPE (SfDraft, sf_draft, G_TYPE_OBJECT)

static const char *const text_names[SF_DRAFT_N_TEXTS] = {
  [SF_DRAFT_PURPOSE] = "purpose", [SF_DRAFT_BEFORE] = "before", [SF_DRAFT_WANTS] = "wants", [SF_DRAFT_MODEL_1] = "model-1",
  [SF_DRAFT_MODEL_2] = "model-2", [SF_DRAFT_SURNAME] = "surname", [SF_DRAFT_TITLE] = "title", [SF_DRAFT_PHONE] = "phone",
  [SF_DRAFT_PLATE] = "plate", [SF_DRAFT_SERVICE] = "service", [SF_DRAFT_CODE] = "code", [SF_DRAFT_LINK] = "link", [SF_DRAFT_RIDE] = "ride",
  [SF_DRAFT_COLLECT] = "collect", [SF_DRAFT_EVENT] = "event", [SF_DRAFT_SIGNED] = "signed",
  [SF_DRAFT_OWN] = "own", [SF_DRAFT_CHANGES] = "changes", [SF_DRAFT_RECALL] = "recall",
};
enum { PROP_NEWS = SF_DRAFT_N_TEXTS + 1, PROP_SHARE, PROP_LANG, N_PROPS };
static GParamSpec *props[N_PROPS];

/* What a guest said must not wait in freed memory for the next core dump. */
static void
forget (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

static void
set_text (SfDraft *self, guint which, const char *value)
{
  const char *said = value != NULL && *value != 0 ? value : NULL;

  if (g_strcmp0 (self->texts[which], said) == 0)
    return;
  forget (&self->texts[which]);
  self->texts[which] = g_strdup (said);
  g_object_notify_by_pspec (G_OBJECT (self), props[which + 1]);
}

static void
sf_draft_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SfDraft *self = SF_DRAFT (object);

  if (prop_id <= SF_DRAFT_N_TEXTS) {
    set_text (self, prop_id - 1, g_value_get_string (value));
    return;
  }
  switch (prop_id) {
  case PROP_NEWS:
    self->news = g_value_get_boolean (value);
    break;
  case PROP_SHARE:
    self->share = g_value_get_boolean (value);
    break;
  case PROP_LANG:
    self->lang = (SfLang) g_value_get_int (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    return;
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
sf_draft_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfDraft *self = SF_DRAFT (object);

  if (prop_id <= SF_DRAFT_N_TEXTS) {
    g_value_set_string (value, self->texts[prop_id - 1]);
    return;
  }
  switch (prop_id) {
  case PROP_NEWS:
    g_value_set_boolean (value, self->news);
    break;
  case PROP_SHARE:
    g_value_set_boolean (value, self->share);
    break;
  case PROP_LANG:
    g_value_set_int (value, (int) self->lang);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_draft_finalize (GObject *object)
{
  SfDraft *self = SF_DRAFT (object);

  for (guint i = 0; i < SF_DRAFT_N_TEXTS; i++)
    forget (&self->texts[i]);
  G_OBJECT_CLASS (sf_draft_parent_class)->finalize (object);
}

static void
sf_draft_class_init (SfDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = sf_draft_set_property;
  object_class->get_property = sf_draft_get_property;
  object_class->finalize = sf_draft_finalize;
  for (guint i = 0; i < SF_DRAFT_N_TEXTS; i++)
    props[i + 1] = g_param_spec_string (text_names[i], NULL, NULL, NULL, flags);
  props[PROP_NEWS] = g_param_spec_boolean ("news", NULL, NULL, FALSE, flags);
  props[PROP_SHARE] = g_param_spec_boolean ("share", NULL, NULL, FALSE, flags);
  props[PROP_LANG] = g_param_spec_int ("lang", NULL, NULL, 0, SF_N_LANGS - 1, SF_LANG_ZH_CN, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sf_draft_init (SfDraft *self)
{
}

SfDraft *
sf_draft_new (void)
{
  return g_object_new (SF_TYPE_DRAFT, NULL);
}

void
sf_draft_wipe (SfDraft *self)
{
  g_return_if_fail (SF_IS_DRAFT (self));
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < SF_DRAFT_N_TEXTS; i++)
    set_text (self, i, NULL);
  g_object_set (self, "news", FALSE, "share", FALSE, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}
