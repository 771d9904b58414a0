/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-vehicle-check.h"

#include <math.h>
#include <string.h>

#define MAX_SHOWN 300            /* bytes of a name in a report */
#define MAX_ISSUES 20            /* of one file; who has more has another problem */

typedef enum { OBJECT, ARRAY, TEXT, SLUG, NUMBER, WHOLE, BOOL } Type;
typedef struct { const char *path; Type type; gboolean required; double min, max; const char *values; } Field;
static const Field fields[] = {
#define FIELD(path, type, required, min, max, values) { path, type, required, min, max, values },
#include "admin/sf-vehicle-fields.def"
#undef FIELD
};
static const char *const type_names[] = { "an object", "a list", "text", "text", "a number", "a whole number", "true or false" };

typedef struct { const char *file; GPtrArray *issues; GString *path; gboolean whole; guint found; } Check;

static void
issue_free (gpointer data)
{
  SfIssue *issue = data;
  g_free (issue->file);
  g_free (issue->field);
  g_free (issue->reason);
  g_free (issue);
}

GPtrArray *
sf_issues_new (void)
{
  return g_ptr_array_new_with_free_func (issue_free);
}

/* Names come from the file system and from files: nothing in them may steer a terminal. */
static char *
tame (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p && out->len < MAX_SHOWN; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_isprint (g_utf8_get_char (p)) ? g_utf8_get_char (p) : '?');
  return g_string_free (out, FALSE);
}

void
sf_issues_add (GPtrArray *issues, const char *file, const char *field, const char *format, ...)
{
  SfIssue *issue = g_new0 (SfIssue, 1);
  va_list args;

  va_start (args, format);
  issue->reason = g_strdup_vprintf (format, args);
  va_end (args);
  issue->file = tame (file);
  issue->field = tame (field);
  g_ptr_array_add (issues, issue);
}

guint
sf_issues_files (GPtrArray *issues, guint from)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = from; i < issues->len; i++)
    g_hash_table_add (files, ((SfIssue *) g_ptr_array_index (issues, i))->file);
  return g_hash_table_size (files);
}

static const Field *
find_field (const char *path)
{
  static GHashTable *by_path;

  if (g_once_init_enter (&by_path)) {
    GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
      g_hash_table_insert (table, (gpointer) fields[i].path, (gpointer) &fields[i]);
    g_once_init_leave (&by_path, table);
  }
  return g_hash_table_lookup (by_path, path);
}

/* The path without its place in lists, as the table spells it: range.rated[0].range_km is range.rated[].range_km. */
static const Field *
field_at (Check *check)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = check->path->str; *p; p++)
    if (!(plain->len && plain->str[plain->len - 1] == '[' && g_ascii_isdigit (*p)))
      g_string_append_c (plain, *p);
  return find_field (plain->str);
}

/* The field's own name when it belongs directly under @parent ("" for the top), else NULL. */
static const char *
child_name (const Field *field, const char *parent)
{
  gsize n = strlen (parent);
  const char *name = field->path + (n > 0 ? n + 1 : 0);

  if (n > 0 && (strncmp (field->path, parent, n) != 0 || field->path[n] != '.'))
    return NULL;
  return strpbrk (name, ".[") ? NULL : name;
}

/* The names of members differ in one part alone: length_in and length_mm, pack_capacity_wh_net and pack_capacity_kwh_net. */
static gboolean
differs_in_one_part (const char *a, const char *b)
{
  g_auto (GStrv) x = g_strsplit (a, "_", 0), y = g_strsplit (b, "_", 0);
  guint n = g_strv_length (x), differ = 0;

  if (n < 2 || n != g_strv_length (y))
    return FALSE;
  for (guint i = 0; i < n; i++)
    differ += strcmp (x[i], y[i]) != 0;
  return differ == 1 && strcmp (x[0], y[0]) == 0;
}

static gboolean G_GNUC_PRINTF (2, 3)
wrong (Check *check, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *reason = g_strdup_vprintf (format, args);
  va_end (args);
  if (check->found++ < MAX_ISSUES)
    sf_issues_add (check->issues, check->file, check->path->str, "%s", reason);
  return FALSE;
}

static void
unknown_member (Check *check, const char *parent, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *known = child_name (&fields[i], parent);
    if (known && (fields[i].type == NUMBER || fields[i].type == WHOLE) && differs_in_one_part (known, name)) {
      wrong (check, "another unit than that of %s", known);
      return;
    }
  }
  wrong (check, "not a member of layout 1.0.0");
}

static gboolean
check_number (Check *check, const Field *field, JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  double value = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;

  if (isnan (value))
    return wrong (check, "%s where %s belongs", type == G_TYPE_STRING ? "text" : "something else", type_names[field->type]);
  if (field->type == WHOLE && value != floor (value))
    return wrong (check, "not a whole number");
  if (value < field->min || value > field->max)
    return wrong (check, "%.6g is not plausible: %.10g to %.10g", value, field->min, field->max);
  return TRUE;
}

static gboolean
check_text (Check *check, const Field *field, JsonNode *node)
{
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong (check, "not %s", type_names[field->type]);
  const char *text = json_node_get_string (node);
  g_auto (GStrv) values = field->values ? g_strsplit (field->values, " ", 0) : NULL;
  if (values && !g_strv_contains ((const char *const *) values, text))
    return wrong (check, "none of: %s", field->values);
  glong n = g_utf8_strlen (text, -1);
  if (field->type == SLUG && (n == 0 || strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (text)))
    return wrong (check, "a code has small letters, digits and _ only");
  if (n < field->min || n > field->max)
    return wrong (check, "of %ld characters", n);
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return wrong (check, "a control character");
  return n > 0 || wrong (check, "empty");
}

static void check_node (Check *check, JsonNode *node);

static void
check_object (Check *check, JsonObject *object, const char *parent)
{
  g_autoptr (GList) names = json_object_get_members (object);
  gsize at = check->path->len;

  for (GList *l = names; l; l = l->next) {
    g_string_append_printf (check->path, "%s%s", at ? "." : "", (const char *) l->data);
    if (field_at (check) && !strpbrk (l->data, ".["))
      check_node (check, json_object_get_member (object, l->data));
    else
      unknown_member (check, parent, l->data);
    g_string_truncate (check->path, at);
  }
  for (guint i = 0; check->whole && i < G_N_ELEMENTS (fields); i++) {
    const char *name = child_name (&fields[i], parent);
    if (!fields[i].required || !name || json_object_has_member (object, name))
      continue;
    g_string_append_printf (check->path, "%s%s", at ? "." : "", name);
    wrong (check, "missing");
    g_string_truncate (check->path, at);
  }
}

static void
check_array (Check *check, JsonArray *array, const Field *field)
{
  gsize at = check->path->len;

  if (check->whole && field->required && json_array_get_length (array) == 0)
    wrong (check, "an empty list");
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_string_append_printf (check->path, "[%u]", i);
    check_node (check, json_array_get_element (array, i));
    g_string_truncate (check->path, at);
  }
}

static void
check_node (Check *check, JsonNode *node)
{
  const Field *field = field_at (check);

  if (JSON_NODE_HOLDS_NULL (node))
    wrong (check, "null; what is not known is left out");
  else if (field->type == OBJECT && JSON_NODE_HOLDS_OBJECT (node))
    check_object (check, json_node_get_object (node), field->path);
  else if (field->type == ARRAY && JSON_NODE_HOLDS_ARRAY (node))
    check_array (check, json_node_get_array (node), field);
  else if (!JSON_NODE_HOLDS_VALUE (node) || field->type == OBJECT || field->type == ARRAY)
    wrong (check, "not %s", type_names[field->type]);
  else if (field->type == NUMBER || field->type == WHOLE)
    check_number (check, field, node);
  else if (field->type == BOOL)
    (void) (json_node_get_value_type (node) == G_TYPE_BOOLEAN || wrong (check, "not %s", type_names[BOOL]));
  else
    check_text (check, field, node);
}

gboolean
sf_vehicle_check (JsonObject *object, gboolean whole, const char *file, GPtrArray *issues)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Check check = { .file = file, .issues = issues, .path = path, .whole = whole };

  check_object (&check, object, "");
  return check.found == 0;
}
