/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wish"
#include "app/sf-wish.h"
#include "base/sf-log.h"

struct _SfWish {
  GObject parent_instance;
  SfDevice *device;        /* (owned) */
  SfRecord *said;          /* (owned) all of it */
  gboolean made;           /* the first answer was sent on its way: what follows are patches */
};

G_DEFINE_FINAL_TYPE (SfWish, sf_wish, G_TYPE_OBJECT)

static guint changed_signal;

static void
copy_field (SfRecord *to, SfRecord *from, guint field)
{
  if (sf_record_is_null (from, field))
    sf_record_set_null (to, field);
  else if (sf_kind_info (SF_KIND_VISIT_WISH)->fields[field].type == SF_TYPE_INT)
    sf_record_set_int (to, field, sf_record_get_int (from, field));
  else
    sf_record_set_text (to, field, sf_record_get_text (from, field));
}

/* What is said together, and on its way; and what stood there before. */
#define MOST_FIELDS 12
typedef struct { SfWish *wish; SfRecord *patch, *before; guint fields[MOST_FIELDS], n; gboolean first; } Answer;

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  SfWish *self = answer->wish;
  g_autoptr(GError) error = NULL;

  if (!sf_device_commit_finish (SF_DEVICE (source), result, &error)) {
    sf_log (SF_LOG_WARNING, "wish.commit", "code", g_quark_to_string (error->domain), NULL);
    for (guint i = 0; i < answer->n; i++)
      copy_field (self->said, answer->before, answer->fields[i]);
    if (answer->first)
      self->made = FALSE;
    g_signal_emit (self, changed_signal, 0);
  }
  sf_record_unref (answer->patch);
  sf_record_unref (answer->before);
  g_object_unref (self);
  g_free (answer);
}

/* @before: taken. @consent (nullable): kept together with it. */
static void
commit (SfWish *self, const guint *fields, guint n, SfRecord *before, SfRecord *consent)
{
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  Answer *answer = g_new0 (Answer, 1);

  answer->wish = g_object_ref (self);
  answer->before = before;
  answer->first = !self->made;
  answer->patch = sf_record_new (SF_KIND_VISIT_WISH, sf_record_get_id (self->said));
  if (answer->first)
    copy_field (answer->patch, self->said, SF_VISIT_WISH_VISIT);
  for (guint i = 0; i < n; i++) {
    answer->fields[answer->n++] = fields[i];
    copy_field (answer->patch, self->said, fields[i]);
  }
  if (consent != NULL)
    g_ptr_array_add (mutations, sf_mutation_new ("create", consent, NULL));
  g_ptr_array_add (mutations, sf_mutation_new (answer->first ? "create" : "patch", answer->patch, NULL));
  self->made = TRUE;
  sf_device_commit_async (self->device, g_steal_pointer (&mutations), on_committed, answer);
  g_signal_emit (self, changed_signal, 0);
}

void
sf_wish_say_again (SfWish *self, SfRecord *anew, SfRecord *consent)
{
  SfRecord *before = sf_record_copy (self->said);
  guint fields[MOST_FIELDS], n = 0;

  for (guint f = 0; f < sf_kind_info (SF_KIND_VISIT_WISH)->n_fields && n < MOST_FIELDS; f++)
    if (f != SF_VISIT_WISH_VISIT && !sf_record_is_null (anew, f)) {
      copy_field (self->said, anew, f);
      fields[n++] = f;
    }
  if (n > 0)
    commit (self, fields, n, before, consent);
  else
    sf_record_unref (before);
}

const char *
sf_wish_get_text (SfWish *self, guint field)
{
  return sf_record_get_text (self->said, field);
}

gint64
sf_wish_get_int (SfWish *self, guint field)
{
  return sf_record_get_int (self->said, field);
}

void
sf_wish_set_text (SfWish *self, guint field, const char *value)
{
  SfRecord *before;

  if (g_strcmp0 (value, sf_wish_get_text (self, field)) == 0)
    return;
  before = sf_record_copy (self->said);
  sf_record_set_text (self->said, field, value);
  commit (self, &field, 1, before, NULL);
}

void
sf_wish_set_int (SfWish *self, guint field, gint64 value)
{
  SfRecord *before;

  if (value == sf_wish_get_int (self, field))
    return;
  before = sf_record_copy (self->said);
  sf_record_set_int (self->said, field, value);
  commit (self, &field, 1, before, NULL);
}

static void
sf_wish_finalize (GObject *object)
{
  SfWish *self = SF_WISH (object);

  sf_record_unref (self->said);
  g_object_unref (self->device);
  G_OBJECT_CLASS (sf_wish_parent_class)->finalize (object);
}

static void
sf_wish_class_init (SfWishClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_wish_finalize;
  changed_signal = g_signal_new ("changed", SF_TYPE_WISH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_wish_init (SfWish *self)
{
}

SfWish *
sf_wish_new (SfDevice *device, const char *visit)
{
  SfWish *self = g_object_new (SF_TYPE_WISH, NULL);
  g_autofree char *id = sf_uuid_derive (visit, sf_kind_info (SF_KIND_VISIT_WISH)->name, 0);

  self->device = g_object_ref (device);
  self->said = sf_record_new (SF_KIND_VISIT_WISH, id);
  sf_record_set_text (self->said, SF_VISIT_WISH_VISIT, visit);
  return self;
}
