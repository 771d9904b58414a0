/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"
#include "model/sf-day-report.h"

static const struct { const char *name, *context, *text; } names[SF_N_FIGURES] = {
  [SF_FIGURE_PARTIES] = { "parties", "figure.parties", N_C ("figure.parties", "Parties") },
  [SF_FIGURE_HEADS] = { "heads", "figure.heads", N_C ("figure.heads", "People") },
  [SF_FIGURE_HEADS_UNSAID] = { "heads_unsaid", "figure.heads_unsaid", N_C ("figure.heads_unsaid", "Parties that didn't say how many") },
  [SF_FIGURE_FIRST] = { "first", "figure.first", N_C ("figure.first", "First visits") },
  [SF_FIGURE_REPEAT] = { "repeat", "figure.repeat", N_C ("figure.repeat", "Repeat visits") },
  [SF_FIGURE_UNKNOWN] = { "unknown", "figure.unknown", N_C ("figure.unknown", "Not said whether first") },
  [SF_FIGURE_ON_FILE] = { "on_file", "figure.on_file", N_C ("figure.on_file", "On file") },
  [SF_FIGURE_ON_FILE_FIRST] = { "on_file_first", "figure.on_file_first", N_C ("figure.on_file_first", "First visits on file") },
  [SF_FIGURE_LEFT_NOT_ON_FILE] = { "left_not_on_file", "figure.left_not_on_file", N_C ("figure.left_not_on_file", "Left, not on file") },
  [SF_FIGURE_WAITING] = { "waiting", "figure.waiting", N_C ("figure.waiting", "Waiting now") },
  [SF_FIGURE_CONSIDERING] = { "considering", "figure.considering", N_C ("figure.considering", "Still considering") },
  [SF_FIGURE_QUOTE] = { "quote", "figure.quote", N_C ("figure.quote", "Quote given") },
  [SF_FIGURE_ORDERED] = { "ordered", "figure.ordered", N_C ("figure.ordered", "Ordered") },
  [SF_FIGURE_LOST] = { "lost", "figure.lost", N_C ("figure.lost", "Lost") },
  [SF_FIGURE_RESULT_OTHER] = { "result_other", "figure.result_other", N_C ("figure.result_other", "Other result") },
  [SF_FIGURE_NO_OUTCOME] = { "no_outcome", "figure.no_outcome", N_C ("figure.no_outcome", "No outcome yet") },
  [SF_FIGURE_LEVEL_H] = { "level_h", "figure.level_h", N_C ("figure.level_h", "Level H") },
  [SF_FIGURE_LEVEL_A] = { "level_a", "figure.level_a", N_C ("figure.level_a", "Level A") },
  [SF_FIGURE_LEVEL_B] = { "level_b", "figure.level_b", N_C ("figure.level_b", "Level B") },
  [SF_FIGURE_LEVEL_C] = { "level_c", "figure.level_c", N_C ("figure.level_c", "Level C") },
  [SF_FIGURE_LEVEL_O] = { "level_o", "figure.level_o", N_C ("figure.level_o", "Level O") },
  [SF_FIGURE_LEVEL_NONE] = { "level_none", "figure.level_none", N_C ("figure.level_none", "No level") },
  [SF_FIGURE_SERVICE] = { "service", "figure.service", N_C ("figure.service", "Service parties") },
  [SF_FIGURE_SERVICE_WAITING] = { "service_waiting", "figure.service_waiting", N_C ("figure.service_waiting", "Service, waiting now") },
  [SF_FIGURE_SOURCE_LEAD] = { "source_lead", "figure.source_lead", N_C ("figure.source_lead", "Marketing leads") },
  [SF_FIGURE_SOURCE_NATURAL] = { "source_natural", "figure.source_natural", N_C ("figure.source_natural", "Walk-ins") },
  [SF_FIGURE_SOURCE_CALL_IN] = { "source_call_in", "figure.source_call_in", N_C ("figure.source_call_in", "Phone calls") },
  [SF_FIGURE_SOURCE_REFERRAL] = { "source_referral", "figure.source_referral", N_C ("figure.source_referral", "Owner referrals") },
  [SF_FIGURE_SOURCE_INVITE] = { "source_invite", "figure.source_invite", N_C ("figure.source_invite", "Invited") },
  [SF_FIGURE_SOURCE_EVENT] = { "source_event", "figure.source_event", N_C ("figure.source_event", "From an event") },
  [SF_FIGURE_SOURCE_AFTERSALES] = { "source_aftersales", "figure.source_aftersales", N_C ("figure.source_aftersales", "Service customers") },
  [SF_FIGURE_SOURCE_OTHER] = { "source_other", "figure.source_other", N_C ("figure.source_other", "Other sources") },
  [SF_FIGURE_SOURCE_UNKNOWN] = { "source_unknown", "figure.source_unknown", N_C ("figure.source_unknown", "Source not known") },
};

/* One visit with what belongs to it; any but the visit may be NULL. */
typedef struct { SfRecord *visit, *status, *outcome, *customer; } Party;

static GHashTable *
index_by (GPtrArray *records, int field, gboolean (*better) (SfRecord *a, SfRecord *b))
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      SfRecord *record = records->pdata[i];
      const char *key = field < 0 ? sf_record_get_id (record) : sf_record_get_text (record, (guint) field);
      SfRecord *known = key != NULL ? g_hash_table_lookup (index, key) : NULL;

      if (key != NULL && (known == NULL || better (record, known)))
        g_hash_table_replace (index, (gpointer) key, record);
    }
  return index;
}

static gboolean
lesser_id (SfRecord *a, SfRecord *b)
{
  return strcmp (sf_record_get_id (a), sf_record_get_id (b)) < 0;
}

static gboolean
later_outcome (SfRecord *a, SfRecord *b)
{
  gint64 x = sf_record_get_int (a, SF_OUTCOME_AT), y = sf_record_get_int (b, SF_OUTCOME_AT);

  return x != y ? x > y : lesser_id (b, a);
}

static int
by_arrival (gconstpointer a, gconstpointer b)
{
  SfRecord *x = *(SfRecord *const *) a, *y = *(SfRecord *const *) b;
  gint64 at_x = sf_record_get_int (x, SF_VISIT_AT), at_y = sf_record_get_int (y, SF_VISIT_AT);

  return at_x != at_y ? (at_x < at_y ? -1 : 1) : strcmp (sf_record_get_id (x), sf_record_get_id (y));
}

static void
count (SfDayReport *self, SfFigureId figure, const Party *party)
{
  self->figures[figure].n++;
  g_ptr_array_add (self->figures[figure].visits, g_strdup (sf_record_get_id (party->visit)));
}

static gboolean
says (SfRecord *record, guint field)
{
  const char *text = record != NULL ? sf_record_get_text (record, field) : NULL;

  return text != NULL && text[0] != '\0';
}

/* 留档: name or title, a way to reach, a car. */
static gboolean
on_file (const Party *party)
{
  gboolean name = says (party->visit, SF_VISIT_SURNAME) || says (party->visit, SF_VISIT_TITLE) ||
                  says (party->outcome, SF_OUTCOME_SURNAME) || says (party->outcome, SF_OUTCOME_TITLE) ||
                  says (party->customer, SF_CUSTOMER_SURNAME) || says (party->customer, SF_CUSTOMER_NAME) ||
                  says (party->customer, SF_CUSTOMER_TITLE);
  gboolean reach = (says (party->visit, SF_VISIT_PHONE) && says (party->visit, SF_VISIT_CONSENT)) ||
                   says (party->outcome, SF_OUTCOME_PHONE) || says (party->customer, SF_CUSTOMER_PHONE);
  gboolean car = says (party->visit, SF_VISIT_MODELS) || says (party->outcome, SF_OUTCOME_MODELS) ||
                 says (party->customer, SF_CUSTOMER_MODELS);

  return name && reach && car;
}

static const char *
state_of (const Party *party)
{
  return says (party->status, SF_VISIT_STATUS_STATE) ? sf_record_get_text (party->status, SF_VISIT_STATUS_STATE) : "waiting";
}

static gboolean
is_waiting (const Party *party)
{
  const char *state = state_of (party);

  return (strcmp (state, "waiting") == 0 || strcmp (state, "notified") == 0) &&
         sf_purpose_rings (sf_record_get_text (party->visit, SF_VISIT_PURPOSE));
}

static void
count_outcome (SfDayReport *self, const Party *party)
{
  static const char *const results[] = { "considering", "quote", "ordered", "lost" };
  static const char *const levels[] = { "H", "A", "B", "C", "O" };
  const char *result = party->outcome != NULL ? sf_record_get_text (party->outcome, SF_OUTCOME_RESULT) : NULL;
  const char *level = party->outcome != NULL ? sf_record_get_text (party->outcome, SF_OUTCOME_LEVEL) : NULL;
  SfFigureId by_result = SF_FIGURE_RESULT_OTHER, by_level = SF_FIGURE_LEVEL_NONE;

  if (party->outcome == NULL)
    {
      count (self, SF_FIGURE_NO_OUTCOME, party);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    if (g_strcmp0 (result, results[i]) == 0)
      by_result = (SfFigureId) (SF_FIGURE_CONSIDERING + i);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_strcmp0 (level, levels[i]) == 0)
      by_level = (SfFigureId) (SF_FIGURE_LEVEL_H + i);
  count (self, by_result, party);
  count (self, by_level, party);
}

static SfFigureId
before_of (const Party *party)
{
  const char *before = says (party->status, SF_VISIT_STATUS_BEFORE) ? sf_record_get_text (party->status, SF_VISIT_STATUS_BEFORE)
                                                                    : sf_record_get_text (party->visit, SF_VISIT_BEFORE);

  if (g_strcmp0 (before, "first") == 0)
    return SF_FIGURE_FIRST;
  return g_strcmp0 (before, "repeat") == 0 ? SF_FIGURE_REPEAT : SF_FIGURE_UNKNOWN;
}

static SfFigureId
source_of (const Party *party)
{
  const char *source = says (party->status, SF_VISIT_STATUS_SOURCE) ? sf_record_get_text (party->status, SF_VISIT_STATUS_SOURCE) : sf_record_get_text (party->visit, SF_VISIT_SOURCE);
  int i = source != NULL ? sf_enum_index (&sf_enum_source, source) : -1;

  if (source == NULL || *source == '\0')
    return SF_FIGURE_SOURCE_UNKNOWN;
  return i >= 0 && i <= (int) (SF_FIGURE_SOURCE_OTHER - SF_FIGURE_SOURCE_LEAD) ? (SfFigureId) ((guint) SF_FIGURE_SOURCE_LEAD + (guint) i) : SF_FIGURE_SOURCE_OTHER;
}

static void
count_sales (SfDayReport *self, const Party *party)
{
  SfFigureId before = before_of (party);
  gboolean captured = on_file (party);

  count (self, SF_FIGURE_PARTIES, party);
  count (self, before, party);
  count (self, source_of (party), party);
  if (sf_record_get_int (party->visit, SF_VISIT_HEADS) > 0)
    {
      count (self, SF_FIGURE_HEADS, party);
      self->figures[SF_FIGURE_HEADS].n += sf_record_get_int (party->visit, SF_VISIT_HEADS) - 1;
    }
  else
    count (self, SF_FIGURE_HEADS_UNSAID, party);
  if (captured)
    count (self, SF_FIGURE_ON_FILE, party);
  if (captured && before == SF_FIGURE_FIRST)
    count (self, SF_FIGURE_ON_FILE_FIRST, party);
  if (!captured && strcmp (state_of (party), "left") == 0)
    count (self, SF_FIGURE_LEFT_NOT_ON_FILE, party);
  count_outcome (self, party);
}

static void
count_party (SfDayReport *self, const Party *party, gint64 now_ms)
{
  const char *purpose = sf_record_get_text (party->visit, SF_VISIT_PURPOSE);
  gboolean service = strcmp (sf_purpose_job (purpose), "service") == 0;

  if (!sf_purpose_counts (purpose) || strcmp (state_of (party), "void") == 0)
    return;
  if (service)
    count (self, SF_FIGURE_SERVICE, party);
  else
    count_sales (self, party);
  if (is_waiting (party))
    {
      count (self, service ? SF_FIGURE_SERVICE_WAITING : SF_FIGURE_WAITING, party);
      self->longest_wait_ms = MAX (self->longest_wait_ms, now_ms - sf_record_get_int (party->visit, SF_VISIT_AT));
    }
}

/* What was written down for the visit, or for another ticket that its guest took. */
static SfRecord *
outcome_of (GHashTable *by_outcome, const char *visit, SfRecord *status)
{
  g_auto (GStrv) touches = status != NULL ? sf_record_get_set (status, SF_VISIT_STATUS_TOUCHES) : NULL;
  SfRecord *outcome = g_hash_table_lookup (by_outcome, visit);

  for (guint i = 0; outcome == NULL && touches != NULL && touches[i] != NULL; i++)
    outcome = g_hash_table_lookup (by_outcome, touches[i]);
  return outcome;
}

SfDayReport *
sf_day_report (const char *day, gint64 now_ms, GPtrArray *visits, GPtrArray *statuses, GPtrArray *outcomes, GPtrArray *customers)
{
  SfDayReport *self = g_new0 (SfDayReport, 1);
  g_autoptr (GHashTable) by_status = index_by (statuses, SF_VISIT_STATUS_VISIT, lesser_id);
  g_autoptr (GHashTable) by_outcome = index_by (outcomes, SF_OUTCOME_VISIT, later_outcome);
  g_autoptr (GHashTable) by_customer = index_by (customers, -1, lesser_id);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  gint64 first;

  self->day = g_strdup (day);
  for (guint i = 0; i < SF_N_FIGURES; i++)
    self->figures[i].visits = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; visits != NULL && i < visits->len; i++)
    if (g_strcmp0 (sf_record_get_text (visits->pdata[i], SF_VISIT_DAY), day) == 0)
      g_ptr_array_add (sorted, visits->pdata[i]);
  g_ptr_array_sort (sorted, by_arrival);
  for (guint i = 0; i < sorted->len; i++)
    {
      Party party = { sorted->pdata[i] };
      const char *id = sf_record_get_id (party.visit), *customer = NULL;

      party.status = g_hash_table_lookup (by_status, id);
      party.outcome = outcome_of (by_outcome, id, party.status);
      if (says (party.outcome, SF_OUTCOME_CUSTOMER))
        customer = sf_record_get_text (party.outcome, SF_OUTCOME_CUSTOMER);
      else if (says (party.status, SF_VISIT_STATUS_CUSTOMER))
        customer = sf_record_get_text (party.status, SF_VISIT_STATUS_CUSTOMER);
      party.customer = customer != NULL ? g_hash_table_lookup (by_customer, customer) : NULL;
      /* An outcome keeps the name it was written under; the status follows when two records of one person are joined. */
      if (party.customer == NULL && says (party.status, SF_VISIT_STATUS_CUSTOMER))
        party.customer = g_hash_table_lookup (by_customer, sf_record_get_text (party.status, SF_VISIT_STATUS_CUSTOMER));
      count_party (self, &party, now_ms);
    }
  first = self->figures[SF_FIGURE_FIRST].n;
  self->capture_percent = first > 0 ? (int) ((self->figures[SF_FIGURE_ON_FILE_FIRST].n * 200 + first) / (first * 2)) : -1;
  return self;
}

void
sf_day_report_free (SfDayReport *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < SF_N_FIGURES; i++)
    g_ptr_array_unref (self->figures[i].visits);
  g_free (self->day);
  g_free (self);
}

const char *
sf_figure_name (SfFigureId figure)
{
  g_return_val_if_fail (figure < SF_N_FIGURES, NULL);
  return names[figure].name;
}

const char *
sf_figure_text (SfFigureId figure, SfLang lang)
{
  g_return_val_if_fail (figure < SF_N_FIGURES, NULL);
  return sf_text (lang, names[figure].context, names[figure].text);
}
