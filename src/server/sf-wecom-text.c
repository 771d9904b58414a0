/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-tell.h"
#include "server/sf-wecom.h"
#include "wire/sf-json.h"

/* What a group chat may know of a guest: what they are called and came for, where they are and who is rung. */

/* So many figures in a row, spaces and hyphens left out, are somebody's number. */
#define MANY_DIGITS 5
#define MAX_MENTIONED 20
/* What plates of the mainland begin with (GA 36-2018). */
#define PROVINCES "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"

typedef enum { LONG, SHORT, BARE, N_FORMS } Form;

typedef struct {
  SfServerStore *store;
  SfDb *db;
  SfLang lang;
  char zone[64];
  GHashTable *models;        /* by id */
  gint64 now;
  GPtrArray *mentioned;      /* user ids */
} Text;

typedef struct {
  SfRecord *offer, *visit, *status, *customer, *person, *device;   /* (nullable) */
  gboolean late, open;
} Ring;

static void
ring_clear (Ring *self)
{
  SfRecord **all[] = { &self->offer, &self->visit, &self->status, &self->customer, &self->person, &self->device };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_clear_pointer (all[i], sf_record_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ring, ring_clear)

static gboolean
get (Text *text, SfKind kind, const char *id, SfRecord **out, GError **error)
{
  GError *failed = NULL;
  *out = id ? sf_table_get (text->db, kind, id, &failed) : NULL;
  if (!failed)
    return TRUE;
  g_propagate_error (error, failed);
  return FALSE;
}

static const char *
text_of (SfRecord *record, guint field)
{
  return record ? sf_record_get_text (record, field) : NULL;
}

static gboolean
read_ring (Text *text, const SfRingOut *row, Ring *ring, GError **error)
{
  g_autofree char *status = row->visit ? sf_uuid_derive (row->visit, sf_kind_info (SF_KIND_VISIT_STATUS)->name, 0) : NULL;

  if (!get (text, SF_KIND_ASSIGNMENT, row->offer, &ring->offer, error) || !get (text, SF_KIND_VISIT, row->visit, &ring->visit, error)
      || !get (text, SF_KIND_VISIT_STATUS, status, &ring->status, error)
      || !get (text, SF_KIND_CUSTOMER, text_of (ring->status, SF_VISIT_STATUS_CUSTOMER), &ring->customer, error)
      || !get (text, SF_KIND_CONSULTANT, text_of (ring->offer, SF_ASSIGNMENT_CONSULTANT), &ring->person, error)
      || !get (text, SF_KIND_DEVICE, text_of (ring->visit, SF_VISIT_DEVICE), &ring->device, error))
    return FALSE;
  const char *state = text_of (ring->offer, SF_ASSIGNMENT_STATE);
  ring->open = g_strcmp0 (state, "offered") == 0 || g_strcmp0 (state, "acked") == 0;
  ring->late = text->now - row->made_ms > SF_WECOM_LATE_MS;
  return TRUE;
}

/* Cleaning */

/* Figures as people write them: ASCII, full width, Arabic-Indic and all others that Unicode knows. */
static gboolean
is_digit (gunichar c)
{
  return g_unichar_isdigit (c);
}

static gboolean
is_between (gunichar c)
{
  return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+' || c == 0x3000 || c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2014 || c == 0xff0d;
}

/* Length in bytes of a number that begins at @p, 0 when none does. */
static gsize
number_at (const char *p)
{
  const char *end = p;
  guint digits = 0;

  for (const char *q = p; *q; q = g_utf8_next_char (q)) {
    gunichar c = g_utf8_get_char (q);
    if (is_digit (c)) {
      digits++;
      end = g_utf8_next_char (q);
    } else if (!is_between (c)) {
      break;
    }
  }
  return digits >= MANY_DIGITS && is_digit (g_utf8_get_char (p)) ? (gsize) (end - p) : 0;
}

/* A plate of the mainland begins with a province and a letter, and five or six letters and figures follow. */
static gsize
plate_at (const char *p)
{
  const char *q = g_utf8_strchr (PROVINCES, -1, g_utf8_get_char (p)) ? g_utf8_next_char (p) : NULL;
  guint n = 0, digits = 0;

  if (!q || !g_ascii_isalpha (*q))
    return 0;
  for (q++; *q; q = g_utf8_next_char (q)) {
    gunichar c = g_utf8_get_char (q);
    if (c < 128 && g_ascii_isalnum ((char) c)) {
      n++;
      digits += g_ascii_isdigit ((char) c) ? 1 : 0;
    } else if (!is_between (c)) {
      break;
    }
  }
  return n >= 5 && digits > 0 ? (gsize) (q - p) : 0;
}

char *
sf_wecom_clean (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p;) {
    gsize n = MAX (number_at (p), plate_at (p));
    if (n > 0) {
      g_string_append (out, "…");
      p += n;
      continue;
    }
    const char *next = g_utf8_next_char (p);
    g_string_append_len (out, p, next - p);
    p = next;
  }
  return g_string_free (out, FALSE);
}

/* Lines */

static char *
guest_of (Text *text, Ring *ring)
{
  g_autofree char *said = sf_tell_guest (text->lang, ring->visit, NULL, ring->customer);
  const char *plate = text_of (ring->visit, SF_VISIT_PLATE);
  /* A name that is the plate is no name. */
  return plate && strstr (said, plate) ? g_strdup (sf_text (text->lang, "tab.guest", "Guest")) : sf_wecom_clean (said);
}

static char *
whom_of (Text *text, Ring *ring)
{
  const char *name = ring->person ? sf_record_get_ltext (ring->person, SF_CONSULTANT_NAME, text->lang) : NULL;
  return sf_wecom_clean (name ? name : sf_text (text->lang, "w.desk", "front desk"));
}

static void
append_when (Text *text, GString *line, const SfRingOut *row)
{
  int minute;
  g_autofree char *day = sf_day_of (row->made_ms, text->zone, &minute);
  g_string_append_printf (line, "%02d:%02d ", minute / 60, minute % 60);
}

static void
append_details (Text *text, GString *line, Ring *ring)
{
  g_autofree char *what = sf_tell_came_for (text->lang, ring->visit, text->models);
  const char *where = sf_tell_where (text->lang, ring->device), *before = text_of (ring->status, SF_VISIT_STATUS_BEFORE);
  gint64 heads = sf_record_get_int (ring->visit, SF_VISIT_HEADS);
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *clean_where = sf_wecom_clean (where ? where : ""), *clean_what = sf_wecom_clean (what);

  sf_tell_append (text->lang, parts, clean_where);
  sf_tell_append (text->lang, parts, clean_what);
  if (heads > 1) {
    g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, heads);
    g_autofree char *party = sf_fill (sf_text (text->lang, "tab.heads", "party of {n}"), "n", n, NULL);
    sf_tell_append (text->lang, parts, party);
  }
  sf_tell_append (text->lang, parts, sf_tell_before (text->lang, before));
  g_string_append_printf (line, "\n%s", parts->str);
}

/* The offer's number is what a person finds the guest by; it is all that a full message has room for. (transfer full) */
static char *
line_of (Text *text, const SfRingOut *row, Ring *ring, Form form)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const char *number = text_of (ring->visit, SF_VISIT_NUMBER);

  if (g_str_has_prefix (row->offer, SF_WECOM_TEST))
    return g_strdup (sf_text (text->lang, "w.test", "This is a trial. Rings of the showroom will come here."));
  if (!ring->visit)
    return g_strdup (sf_text (text->lang, "w.gone", "A guest whose data were erased meanwhile"));
  g_autofree char *who = guest_of (text, ring), *whom = whom_of (text, ring), *clean = sf_wecom_clean (number ? number : "");
  if (ring->late)
    append_when (text, line, row);
  g_string_append (line, clean);
  if (form != BARE)
    g_string_append_printf (line, " %s", who);
  if (form == LONG)
    append_details (text, line, ring);
  if (form != BARE)
    g_string_append_printf (line, "%s→ %s", form == LONG ? "\n" : " ", whom);
  if (!ring->open && form != BARE)
    g_string_append (line, sf_text (text->lang, "w.answered", " (answered)"));
  if (row->state == SF_RING_OUT_SENDING && form != BARE)
    g_string_append (line, sf_text (text->lang, "w.twice", " (perhaps told before)"));
  return g_strdup (line->str);
}

/* Who need not come any more is not called. */
static gboolean
mention (Text *text, Ring *ring, GError **error)
{
  SfQuery query = { .kind = SF_KIND_CONSULTANT, .n_conds = 1, .order = -1, .limit = MAX_MENTIONED };
  g_autoptr (GPtrArray) rung = NULL;

  if (!ring->open)
    return TRUE;
  query.conds[0] = ring->person ? (SfCond) { .op = SF_OP_ID, .s = sf_record_get_id (ring->person) } : (SfCond) { .field = SF_CONSULTANT_JOB, .op = SF_OP_EQ, .s = "reception" };
  rung = sf_table_query (text->db, &query, error);
  for (guint i = 0; rung && i < rung->len && text->mentioned->len < MAX_MENTIONED; i++) {
    g_autofree char *key = g_strconcat (SF_WECOM_USER_KEY, sf_record_get_id (rung->pdata[i]), NULL);
    g_autofree char *user = sf_server_store_get (text->store, key);
    if (user && !g_ptr_array_find_with_equal_func (text->mentioned, user, g_str_equal, NULL))
      g_ptr_array_add (text->mentioned, g_steal_pointer (&user));
  }
  return rung != NULL;
}

static char *
heading (Text *text, guint fresh, guint late)
{
  g_autofree char *n = g_strdup_printf ("%u", fresh);

  if (fresh == 0 && late == 0)
    return g_strdup ("Showfloor");
  if (fresh == 0)
    return g_strdup (sf_text (text->lang, "w.late", "These could not be told in time:"));
  return fresh == 1 ? g_strdup (sf_text (text->lang, "w.one", "A guest is here"))
                    : sf_fill (sf_text (text->lang, "w.many", "{n} guests are here"), "n", n, NULL);
}

/* The content in @form for as many rows as fit. (transfer full) */
static char *
content_in (Text *text, GPtrArray *rows, Form form, guint *taken, GError **error)
{
  g_autoptr (GString) body = g_string_new (NULL);
  guint fresh = 0, late = 0, spare = 160;      /* for the heading */

  g_ptr_array_set_size (text->mentioned, 0);
  for (*taken = 0; *taken < rows->len; (*taken)++) {
    const SfRingOut *row = rows->pdata[*taken];
    g_auto (Ring) ring = { 0 };
    if (!read_ring (text, row, &ring, error))
      return NULL;
    g_autofree char *line = line_of (text, row, &ring, form);
    if (body->len + strlen (line) + 2 + spare > SF_WECOM_MAX_BYTES)
      break;
    /* Lines of one message tell the same; a late one says its time. */
    g_string_append_printf (body, "%s%s", form == LONG && *taken > 0 ? "\n\n" : "\n", line);
    fresh += ring.offer && !ring.late ? 1 : 0;
    late += ring.offer && ring.late ? 1 : 0;
    if (!mention (text, &ring, error))
      return NULL;
  }
  g_autofree char *head = heading (text, fresh, late);
  return g_strconcat (head, body->str, NULL);
}

static void
text_clear (Text *self)
{
  g_hash_table_unref (self->models);
  g_ptr_array_unref (self->mentioned);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Text, text_clear)

/* The language of the house, not of the guest. */
static gboolean
begin (Text *text, GError **error)
{
  SfQuery query = { .kind = SF_KIND_MODEL, .order = -1, .limit = G_MAXINT };
  g_autofree char *id = sf_uuid_derive (sf_server_store_get_server_id (text->store), "dealer", 0);
  g_autoptr (SfRecord) dealer = NULL;
  g_autoptr (GPtrArray) models = NULL;

  text->models = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) sf_record_unref);
  text->mentioned = g_ptr_array_new_with_free_func (g_free);
  if (!get (text, SF_KIND_DEALER, id, &dealer, error))
    return FALSE;
  models = sf_table_query (text->db, &query, error);
  for (guint i = 0; models && i < models->len; i++)
    g_hash_table_replace (text->models, (gpointer) sf_record_get_id (models->pdata[i]), sf_record_ref (models->pdata[i]));
  text->lang = g_strcmp0 (text_of (dealer, SF_DEALER_REGION), "tw") == 0 ? SF_LANG_ZH_TW : SF_LANG_ZH_CN;
  g_strlcpy (text->zone, dealer ? sf_record_get_text (dealer, SF_DEALER_ZONE) : "Asia/Shanghai", sizeof text->zone);
  return models != NULL;
}

static char *
to_json (Text *text, const char *content)
{
  g_autoptr (GString) json = g_string_new ("{\"msgtype\":\"text\",\"text\":{\"content\":");

  sf_json_append_text (json, content);
  for (guint i = 0; i < text->mentioned->len; i++) {
    g_string_append (json, i == 0 ? ",\"mentioned_list\":[" : ",");
    sf_json_append_text (json, text->mentioned->pdata[i]);
  }
  g_string_append (json, text->mentioned->len > 0 ? "]}}" : "}}");
  return g_strdup (json->str);
}

char *
sf_wecom_compose (SfServerStore *store, GPtrArray *rows, gint64 now, guint *taken, GError **error)
{
  g_auto (Text) text = { .store = store, .db = sf_server_store_get_db (store), .now = now };
  g_autofree char *content = NULL;

  if (!begin (&text, error))
    return NULL;
  /* Everybody in fewer words rather than some of them late. */
  for (Form form = LONG; form < N_FORMS; form++) {
    g_free (content);
    content = content_in (&text, rows, form, taken, error);
    if (!content || *taken == rows->len)
      break;
  }
  return content ? to_json (&text, content) : NULL;
}
