/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a decision: from records, and as text that is kept and read again. */
#include <string.h>

#include "model/sf-assign.h"

/* Under this many tenths of a second to 100 km/h a car is bought for its performance; above so many seats it is a family's. */
#define FAST_TENTHS 45
#define FAMILY_SEATS 5

void
sf_colleague_free (SfColleague *self)
{
  g_free (self->id);
  g_free (self->job);
  g_free (self->presence);
  g_free (self->breaks);
  g_free (self->leave_from);
  g_free (self->leave_until);
  g_strfreev (self->languages);
  g_strfreev (self->skills);
  g_free (self);
}

/* A comma or a bar would end the code where it is written down, so that the day could not be played again. */
static gboolean
is_code (const char *text)
{
  return text != NULL && *text != '\0' && strpbrk (text, ",|=\n\r") == NULL;
}

/* The codes of a SET, which are sorted. */
static GStrv
codes_of (SfRecord *record, guint field)
{
  g_auto(GStrv) all = sf_record_get_set (record, field);
  g_autoptr(GStrvBuilder) codes = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (is_code (all[i]))
      g_strv_builder_add (codes, all[i]);
  return g_strv_builder_end (codes);
}

/* NULL where there is none. */
static char *
codes_text (SfRecord *record, guint field)
{
  g_auto(GStrv) codes = codes_of (record, field);

  return codes[0] != NULL ? g_strjoinv (",", codes) : NULL;
}

static int
minute_of (SfRecord *roster, guint field)
{
  return sf_record_is_null (roster, field) ? -1 : (int) sf_record_get_int (roster, field);
}

static SfColleague *
colleague_new (SfRecord *consultant, SfRecord *roster, const char *today)
{
  SfColleague *self = g_new0 (SfColleague, 1);
  const gboolean counts = g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PARTIES_ON), today) == 0;

  self->id = g_strdup (sf_record_get_id (consultant));
  self->job = g_strdup (sf_record_get_text (consultant, SF_CONSULTANT_JOB));
  self->active = sf_record_get_int (consultant, SF_CONSULTANT_ACTIVE) == 1;
  self->position = sf_record_get_int (consultant, SF_CONSULTANT_POSITION);
  self->languages = codes_of (consultant, SF_CONSULTANT_LANGUAGES);
  self->skills = codes_of (consultant, SF_CONSULTANT_SKILLS);
  self->presence = g_strdup (sf_record_get_text (roster, SF_ROSTER_PRESENCE));
  self->shift_from = minute_of (roster, SF_ROSTER_SHIFT_FROM);
  self->shift_to = minute_of (roster, SF_ROSTER_SHIFT_TO);
  self->turn_at = sf_record_get_int (roster, SF_ROSTER_TURN_AT);       /* never had one: 0, that is, longest ago */
  self->parties = counts ? sf_record_get_int (roster, SF_ROSTER_PARTIES) : 0;
  self->load = counts ? sf_record_get_int (roster, SF_ROSTER_SERVING) : 0;
  self->most = sf_record_is_null (consultant, SF_CONSULTANT_MOST) ? -1 : sf_record_get_int (consultant, SF_CONSULTANT_MOST);
  self->tier = sf_record_get_int (consultant, SF_CONSULTANT_TIER);
  self->vip = sf_record_get_int (consultant, SF_CONSULTANT_VIP) == 1;
  self->breaks = codes_text (roster, SF_ROSTER_BREAKS);
  self->leave_from = g_strdup (sf_record_get_text (roster, SF_ROSTER_LEAVE_FROM));
  self->leave_until = g_strdup (sf_record_get_text (roster, SF_ROSTER_LEAVE_UNTIL));
  return self;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SfColleague *const *) a)->id, (*(SfColleague *const *) b)->id);
}

GPtrArray *
sf_colleagues_read (GPtrArray *consultants, GPtrArray *rosters, const char *today)
{
  g_autoptr(GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_colleague_free);

  for (guint i = 0; i < rosters->len; i++)
    {
      const char *whose = sf_record_get_text (rosters->pdata[i], SF_ROSTER_CONSULTANT);
      SfRecord *other = whose != NULL ? g_hash_table_lookup (first, whose) : NULL;

      if (whose != NULL && (other == NULL || strcmp (sf_record_get_id (rosters->pdata[i]), sf_record_get_id (other)) < 0))
        g_hash_table_replace (first, (gpointer) whose, rosters->pdata[i]);
    }
  for (guint i = 0; i < consultants->len; i++)
    {
      SfRecord *roster = g_hash_table_lookup (first, sf_record_get_id (consultants->pdata[i]));

      if (roster != NULL)
        g_ptr_array_add (all, colleague_new (consultants->pdata[i], roster, today));
    }
  g_ptr_array_sort (all, by_id);
  return all;
}

static gboolean
drives_on_battery (SfRecord *model)
{
  static const char *const kinds[] = { "bev", "erev", "phev", NULL };
  const char *energy = sf_record_get_text (model, SF_MODEL_ENERGY);

  return energy != NULL && g_strv_contains (kinds, energy);
}

static gboolean
is_family (SfRecord *model)
{
  const char *body = sf_record_get_text (model, SF_MODEL_BODY);

  return g_strcmp0 (body, "mpv") == 0 || (g_strcmp0 (body, "suv") == 0 && sf_record_get_int (model, SF_MODEL_SEATS) > FAMILY_SEATS);
}

GStrv
sf_models_skills (GPtrArray *models)
{
  g_autoptr(GStrvBuilder) skills = g_strv_builder_new ();
  gboolean ev = FALSE, family = FALSE, fast = FALSE;

  for (guint i = 0; i < models->len; i++)
    {
      SfRecord *model = models->pdata[i];
      const gint64 accel = model != NULL ? sf_record_get_int (model, SF_MODEL_ACCEL) : 0;

      ev = ev || (model != NULL && drives_on_battery (model));
      family = family || (model != NULL && is_family (model));
      fast = fast || (accel > 0 && accel < FAST_TENTHS);
    }
  if (ev)
    g_strv_builder_add (skills, "ev");
  if (family)
    g_strv_builder_add (skills, "family");
  if (fast)
    g_strv_builder_add (skills, "performance");
  return g_strv_builder_end (skills);
}

void
sf_assign_visit (SfAssignInput *input, SfRecord *visit, const char *policy)
{
  input->job = sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE));
  input->wants = sf_record_get_text (visit, SF_VISIT_WANTS);
  input->lang = sf_spoken (sf_record_get_text (visit, SF_VISIT_LANG));
  input->rules = sf_rules_parse (policy);
}

gint64
sf_tier_of (gint64 score, const char *tiers)
{
  g_auto(GStrv) least = g_strsplit_set (tiers != NULL ? tiers : SF_TIERS_DEFAULT, ", ", -1);
  gint64 tier = 1, from;

  if (score < 0)
    return 0;
  for (guint i = 0; least[i] != NULL; i++)
    if (g_ascii_string_to_signed (least[i], 10, 0, 100, &from, NULL))
      {
        if (score >= from)
          return tier;
        tier++;
      }
  return tier;
}

/* As text */

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
sorted_list (const char *const *list)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) list[i]);
  g_ptr_array_sort (all, by_text);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || strcmp (all->pdata[i], all->pdata[i - 1]) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", (char *) all->pdata[i]);
  return g_strdup (text->str);
}

char *
sf_assign_ask_text (const SfAssignInput *input)
{
  g_autofree char *skills = sorted_list (input->skills), *not_these = sorted_list (input->not_these);

  return g_strdup_printf ("%s|%u|%s|%s|%s|%s|%s|%" G_GINT64_FORMAT "|%d|%s|%d%s", input->job, input->rules, or_empty (input->wants), or_empty (input->owner),
                          or_empty (input->lang), skills, not_these, input->tier, input->vip, input->today, input->minute, input->booked ? "|booked" : "");
}

/* Keeps @text as long as the ask lives; NULL for "". */
static const char *
keep (SfAssignAsk *self, char *text)
{
  g_ptr_array_add (self->strings, text);
  return *text != '\0' ? text : NULL;
}

static void
list_free (gpointer list)
{
  g_strfreev (list);
}

SfAssignAsk *
sf_assign_ask_parse (const char *text)
{
  g_auto(GStrv) part = g_strsplit (text, "|", -1);
  g_autoptr(SfAssignAsk) self = NULL;

  const guint n = g_strv_length (part);

  if (n != 11 && n != 12)
    return NULL;
  self = g_new0 (SfAssignAsk, 1);
  self->strings = g_ptr_array_new_with_free_func (g_free);
  self->lists = g_ptr_array_new_with_free_func (list_free);
  g_ptr_array_add (self->lists, g_strsplit (part[5], ",", -1));
  g_ptr_array_add (self->lists, g_strsplit (part[6], ",", -1));
  self->input = (SfAssignInput) {
    .job = keep (self, g_strdup (part[0])), .rules = (guint) g_ascii_strtoull (part[1], NULL, 10), .wants = keep (self, g_strdup (part[2])),
    .owner = keep (self, g_strdup (part[3])), .lang = keep (self, g_strdup (part[4])), .skills = self->lists->pdata[0], .not_these = self->lists->pdata[1],
    .tier = g_ascii_strtoll (part[7], NULL, 10), .vip = strcmp (part[8], "1") == 0, .today = keep (self, g_strdup (part[9])),
    .minute = (int) g_ascii_strtoll (part[10], NULL, 10), .booked = n == 12,
  };
  return self->input.today != NULL ? g_steal_pointer (&self) : NULL;
}

void
sf_assign_ask_free (SfAssignAsk *self)
{
  g_ptr_array_unref (self->strings);
  g_ptr_array_unref (self->lists);
  g_free (self);
}

char *
sf_colleague_text (const SfColleague *self)
{
  g_autofree char *languages = g_strjoinv (",", self->languages), *skills = g_strjoinv (",", self->skills);

  return g_strdup_printf ("%s|%s|%s|%d|%d|%d|%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d|%" G_GINT64_FORMAT "|%s|%s",
                          self->id, or_empty (self->job), or_empty (self->presence), self->active, self->shift_from, self->shift_to, or_empty (self->breaks),
                          or_empty (self->leave_from), or_empty (self->leave_until), self->most, self->load, self->turn_at, self->parties, self->position, self->vip, self->tier,
                          languages, skills);
}

static char *
or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

SfColleague *
sf_colleague_parse (const char *text)
{
  g_auto(GStrv) part = g_strsplit (text, "|", -1);
  SfColleague *self;

  if (g_strv_length (part) != 18)
    return NULL;
  self = g_new0 (SfColleague, 1);
  self->id = g_strdup (part[0]);
  self->job = or_null (part[1]);
  self->presence = or_null (part[2]);
  self->active = strcmp (part[3], "1") == 0;
  self->shift_from = (int) g_ascii_strtoll (part[4], NULL, 10);
  self->shift_to = (int) g_ascii_strtoll (part[5], NULL, 10);
  self->breaks = or_null (part[6]);
  self->leave_from = or_null (part[7]);
  self->leave_until = or_null (part[8]);
  self->most = g_ascii_strtoll (part[9], NULL, 10);
  self->load = g_ascii_strtoll (part[10], NULL, 10);
  self->turn_at = g_ascii_strtoll (part[11], NULL, 10);
  self->parties = g_ascii_strtoll (part[12], NULL, 10);
  self->position = g_ascii_strtoll (part[13], NULL, 10);
  self->vip = strcmp (part[14], "1") == 0;
  self->tier = g_ascii_strtoll (part[15], NULL, 10);
  self->languages = g_strsplit (part[16], ",", -1);
  self->skills = g_strsplit (part[17], ",", -1);
  return self;
}
