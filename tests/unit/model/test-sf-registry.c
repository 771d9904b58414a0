/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-text.h"
#include "model/sf-registry.h"

static const SfKind FIRST = (SfKind) (SF_KIND_NONE + 1);
static const guint all_roles[] = { SF_ROLE_K, SF_ROLE_T, SF_ROLE_D, SF_ROLE_M, SF_ROLE_P, SF_ROLE_S };

static void
test_names (void)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    {
      const SfKindInfo *info = sf_kind_info (kind);
      g_autoptr (GHashTable) fields = g_hash_table_new (g_str_hash, g_str_equal);

      g_assert_cmpint (info->kind, ==, kind);
      g_assert_true (g_hash_table_add (kinds, (gpointer) info->name));
      g_assert_cmpint (sf_kind_lookup (info->name), ==, kind);
      g_assert_cmpuint (info->n_fields, >, 0);
      g_assert_cmpuint (info->n_fields, <=, SF_MAX_FIELDS);
      g_assert_cmpuint (strlen (info->doc), >, 8);
      for (guint i = 0; i < info->n_fields; i++)
        {
          g_assert_true (g_hash_table_add (fields, (gpointer) info->fields[i].name));
          g_assert_cmpint (sf_field_lookup (kind, info->fields[i].name), ==, (int) i);
          for (const char *c = info->fields[i].name; *c != '\0'; c++)
            g_assert_true (g_ascii_islower (*c) || g_ascii_isdigit (*c) || *c == '_');
        }
      g_assert_cmpint (sf_field_lookup (kind, "no_such_field"), ==, -1);
    }
  g_assert_cmpint (sf_kind_lookup ("no_such_kind"), ==, SF_KIND_NONE);
  g_assert_cmpint (sf_kind_lookup (NULL), ==, SF_KIND_NONE);
}

/* What a type needs to be said with it. */
static void
check_field (const SfKindInfo *info, const SfField *field)
{
  gboolean is_set = field->type == SF_TYPE_SET, is_ref = field->type == SF_TYPE_REF || field->type == SF_TYPE_MEDIA;

  g_test_message ("%s.%s", info->name, field->name);
  g_assert_cmpuint (field->since, >=, info->since);
  g_assert_cmpuint (field->since, <=, SF_SCHEMA);
  g_assert_cmpuint (strlen (field->doc), >, 3);
  g_assert_cmpint (field->type == SF_TYPE_ENUM, <=, field->values != NULL);
  g_assert_cmpint (is_ref, <=, field->ref != SF_KIND_NONE);
  g_assert_cmpint (field->values != NULL, <=, field->type == SF_TYPE_ENUM || is_set);
  g_assert_cmpint (field->ref != SF_KIND_NONE, <=, is_ref || is_set);
  g_assert_false (field->values != NULL && field->ref != SF_KIND_NONE);
  if (field->type == SF_TYPE_TEXT || field->type == SF_TYPE_LTEXT || is_set)
    g_assert_cmpint (field->limit, >, 0);
  if (field->flags & SF_FLAG_OWNER)
    g_assert_true (field->type == SF_TYPE_REF && field->ref == SF_KIND_DEVICE);
  if (field->flags & SF_FLAG_SRV)
    g_assert_false (field->flags & SF_FLAG_REQ);
}

static void
test_shape (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    {
      const SfKindInfo *info = sf_kind_info (kind);
      int owner = -1;

      for (guint i = 0; i < info->n_fields; i++)
        {
          check_field (info, &info->fields[i]);
          if (info->fields[i].flags & SF_FLAG_OWNER)
            {
              g_assert_cmpint (owner, ==, -1);
              owner = (int) i;
            }
        }
      g_assert_cmpint (info->owner_field, ==, owner);
      g_assert_cmpint ((info->buckets & SF_BUCKET_DEV) != 0, ==, owner >= 0);
      g_assert_cmpint (info->n_commands > 0, ==, info->merge == SF_MERGE_FSM);
      g_assert_cmpint (info->scope == SF_SCOPE_OEM, ==, (info->buckets & SF_BUCKET_CAT) != 0);
      if (info->merge == SF_MERGE_FACT)
        g_assert_cmpuint (info->change, ==, 0);
    }
}

/*
 * What each role may do with each kind, written by hand: c create, r read, p patch some field, x some command. Who changes the
 * registry changes this on purpose. A kiosk creates visits, consents, links and card events; of pushes it could read those to itself.
 */
static const struct { const char *kind, *k, *t, *d, *m, *p, *s; } rights[] = {
  /*                  kiosk tablet  screen manager phone server */
  { "dealer",         "r",  "r",    "r",  "r",   "r",    "crp" },
  { "device",         "r",  "r",    "r",  "r",   "r",    "crp" },
  { "consultant",     "r",  "r",    "r",  "r",   "r",    "crp" },
  { "credential",     "",   "r",    "",   "",    "",     "crp" },
  { "roster",         "r",  "rp",   "r",  "r",   "rp",    "crp" },
  { "media",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "brand",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "series",         "r",  "r",    "r",  "r",   "r",    "crp" },
  { "model",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "trim",           "r",  "r",    "r",  "r",   "r",    "crp" },
  { "colour",         "r",  "r",    "r",  "r",   "r",    "crp" },
  { "price",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "view",           "r",  "r",    "r",  "r",   "r",    "crp" },
  { "stock_car",      "",   "r",    "",   "r",   "r",    "crp" },
  { "playlist",       "r",  "r",    "r",  "r",   "r",    "crp" },
  { "playlist_item",  "r",  "r",    "r",  "r",   "r",    "crp" },
  { "setting",        "r",  "r",    "r",  "r",   "r",    "crp" },
  { "notice",         "r",  "r",    "r",  "r",   "r",    "crp" },
  { "customer",       "",   "rp",   "",   "r",   "r",    "crp" },
  { "consent",        "c",  "cr",   "",   "r",   "r",    "r" },
  { "visit",          "c",  "cr",   "",   "r",   "r",    "r" },
  { "visit_status",   "",   "rx",   "",   "r",   "rx",    "crpx" },
  { "ticket",         "r",  "r",    "r",  "",    "",     "crp" },
  { "assignment",     "",   "rx",   "",   "r",   "rx",    "crp" },
  { "outcome",        "",   "cr",   "",   "r",   "r",    "r" },
  { "follow_up",      "",   "crp",  "",   "r",   "r",    "crp" },
  { "push",           "r",  "cr",   "r",  "r",   "r",    "r" },
  { "showing",        "",   "r",    "cp", "r",   "r",    "r" },
  { "lan",            "",   "r",    "",   "",    "",     "crp" },
  { "play",           "",   "",     "c",  "r",   "",    "r" },
  { "card",           "",   "r",    "",   "r",   "r",    "crp" },
  { "link",           "c",  "cr",   "",   "r",   "r",    "cr" },
  { "card_event",     "c",  "cr",   "",   "r",   "r",    "cr" },
  { "withdrawal",     "",   "cr",   "",   "r",   "r",    "cr" },
  { "privacy_request", "",  "cr",   "",   "r",   "r",    "crp" },
  { "two_values",     "",   "rp",   "",   "r",   "r",    "crp" },
  { "appointment",    "",   "crp",  "",   "r",   "r",    "crp" },
  { "offer",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "event",          "r",  "r",    "r",  "r",   "r",    "crp" },
  { "event_guest",    "",   "crp",  "",   "r",   "r",    "crp" },
  { "visit_wish",     "cp", "crp",  "",   "r",   "r",    "r" },
  { "visit_step",     "",   "cr",   "",   "r",   "r",    "cr" },
  { "clash",          "",   "rx",   "",   "rx",  "r",    "crpx" },
  { "ring_line",      "r",  "r",    "r",  "",    "",     "crp" },
  { "way",            "r",  "r",    "r",  "r",   "r",    "crp" },
  { "ring_answer",    "",   "cr",   "",   "r",   "r",    "r" },
  { "own_visit",      "cr", "r",    "r",  "",    "",     "r" },
};

static const struct { const char *kind, *verb; guint roles; } commands[] = {
  { "visit_status", "serve", SF_ROLE_T | SF_ROLE_P },
  { "visit_status", "leave", SF_ROLE_T },
  { "visit_status", "void", SF_ROLE_T | SF_ROLE_S },
  { "visit_status", "give", SF_ROLE_T },
  { "assignment", "ack", SF_ROLE_T | SF_ROLE_P },
  { "assignment", "accept", SF_ROLE_T | SF_ROLE_P },
  { "assignment", "decline", SF_ROLE_T | SF_ROLE_P },
  { "assignment", "hand", SF_ROLE_T | SF_ROLE_P },
  { "clash", "keep", SF_ROLE_T | SF_ROLE_M | SF_ROLE_S },
  { "clash", "move", SF_ROLE_T | SF_ROLE_M | SF_ROLE_S },
  { "clash", "share", SF_ROLE_T | SF_ROLE_M | SF_ROLE_S },
};

/* Fields that a tablet may not patch although it may patch their record. */
static const char *const server_only[] = {
  "roster.turn_at", "roster.parties", "roster.parties_on", "customer.first_at", "customer.last_at", "customer.visits", "customer.also", "customer.same_as",
  "two_values.customer", "two_values.field", "two_values.value", "two_values.said_at", "two_values.said_by", "two_values.said_on", "two_values.won_at", "two_values.won_by",
  "two_values.won_on", "roster.serving", "appointment.visit", "appointment.came_at", NULL,
};

static void
check_cell (SfKind kind, guint role, const char *expect)
{
  const SfKindInfo *info = sf_kind_info (kind);
  gboolean any_patch = FALSE, any_command = FALSE;

  g_test_message ("%s x %s", sf_role_name (role), info->name);
  for (guint i = 0; i < info->n_fields; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%s", info->name, info->fields[i].name);
      gboolean hidden = role != SF_ROLE_S && g_strv_contains (server_only, name);

      g_assert_cmpint (sf_may_patch (role, kind, i), ==, strchr (expect, 'p') != NULL && !hidden);
      any_patch |= sf_may_patch (role, kind, i);
    }
  for (guint i = 0; i < info->n_commands; i++)
    any_command |= sf_may_command (role, kind, info->commands[i].verb);
  g_assert_cmpint (sf_may_create (role, kind), ==, strchr (expect, 'c') != NULL);
  g_assert_cmpint (sf_may_read (role, kind), ==, strchr (expect, 'r') != NULL);
  g_assert_cmpint (any_patch, ==, strchr (expect, 'p') != NULL);
  g_assert_cmpint (any_command, ==, strchr (expect, 'x') != NULL);
  g_assert_false (sf_may_patch (role, kind, info->n_fields));
  g_assert_false (sf_may_command (role, kind, "no_such_verb"));
  g_assert_false (sf_may_command (role, kind, NULL));
}

static void
test_rights (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (rights), ==, SF_N_KINDS - 1);
  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    {
      SfKind kind = sf_kind_lookup (rights[i].kind);
      const char *cells[] = { rights[i].k, rights[i].t, rights[i].d, rights[i].m, rights[i].p, rights[i].s };

      g_assert_cmpint (kind, !=, SF_KIND_NONE);
      for (guint r = 0; r < G_N_ELEMENTS (all_roles); r++)
        check_cell (kind, all_roles[r], cells[r]);
    }
}

static void
test_commands (void)
{
  guint n = 0;

  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    n += sf_kind_info (kind)->n_commands;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (commands));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    for (guint r = 0; r < G_N_ELEMENTS (all_roles); r++)
      g_assert_cmpint (sf_may_command (all_roles[r], sf_kind_lookup (commands[i].kind), commands[i].verb), ==,
                       (commands[i].roles & all_roles[r]) != 0);
}

/* No role is nobody's: unknown roles, no role and kinds out of range may nothing. */
static void
test_nobody (void)
{
  static const guint nobodies[] = { 0, 64, 1u << 31 };
  static const SfKind nothings[] = { SF_KIND_NONE, SF_N_KINDS, (SfKind) 9999 };

  for (guint n = 0; n < G_N_ELEMENTS (nobodies); n++)
    for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
      check_cell (kind, nobodies[n], "");
  for (guint n = 0; n < G_N_ELEMENTS (nothings); n++)
    for (guint r = 0; r < G_N_ELEMENTS (all_roles); r++)
      {
        g_assert_false (sf_may_create (all_roles[r], nothings[n]));
        g_assert_false (sf_may_read (all_roles[r], nothings[n]));
        g_assert_false (sf_may_patch (all_roles[r], nothings[n], 0));
        g_assert_false (sf_may_command (all_roles[r], nothings[n], "void"));
      }
  g_assert_cmpuint (sf_role_buckets (0), ==, 0);
}

static void
test_roles (void)
{
  static const char *const names[] = { "kiosk", "tablet", "display", "manager", "phone", "server" };

  for (guint i = 0; i < G_N_ELEMENTS (all_roles); i++)
    {
      g_assert_cmpuint (sf_role_parse (names[i]), ==, all_roles[i]);
      g_assert_cmpstr (sf_role_name (all_roles[i]), ==, names[i]);
    }
  g_assert_cmpuint (sf_role_parse ("Kiosk"), ==, 0);
  g_assert_cmpuint (sf_role_parse (NULL), ==, 0);
  g_assert_null (sf_role_name (0));
  g_assert_null (sf_role_name (3));
  /* A kiosk and a screen never follow the bucket with people in it. */
  g_assert_cmpuint (sf_role_buckets (SF_ROLE_K) & SF_BUCKET_CRM, ==, 0);
  g_assert_cmpuint (sf_role_buckets (SF_ROLE_D) & SF_BUCKET_CRM, ==, 0);
}

/* Fields about people lie where only tablets look; the exceptions are what a guest agreed to see on the wall, the key that a kiosk
 * rings tablets with, and the box that it keeps and cannot open, which only its own bucket carries. */
static void
test_privacy (void)
{
  for (SfKind kind = FIRST; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      if (sf_kind_info (kind)->fields[i].privacy != SF_PRIVACY_NONE && !(kind == SF_KIND_PUSH && i == SF_PUSH_GUEST)
          && !(kind == SF_KIND_RING_LINE && i == SF_RING_LINE_KEY) && !(kind == SF_KIND_OWN_VISIT && i == SF_OWN_VISIT_SEALED))
        {
          g_assert_false (sf_may_read (SF_ROLE_K, kind));
          g_assert_false (sf_may_read (SF_ROLE_D, kind));
        }
}

static void
check_translated (const SfEnum *self)
{
  g_autofree char *context = g_strconcat ("enum.", self->name, NULL);

  for (guint v = 0; v < self->n_values; v++)
    {
      const char *en = self->values[v].en;

      g_assert_cmpuint (strlen (en), >, 0);
      g_assert_cmpstr (sf_text (SF_LANG_EN, context, en), ==, en);
      if (g_str_equal (en, "LINE"))      /* a name in every language */
        continue;
      g_assert_cmpstr (sf_text (SF_LANG_ZH_CN, context, en), !=, en);
      g_assert_cmpstr (sf_text (SF_LANG_ZH_TW, context, en), !=, en);
    }
}

/* enums.golden: "enum value" per line, in order; what stands there is frozen. */
static void
test_enums_are_frozen (void)
{
#define SF_ENUM(name) &sf_enum_##name,
  static const SfEnum *const enums[] = {
    SF_ENUM (role) SF_ENUM (job) SF_ENUM (purpose) SF_ENUM (before) SF_ENUM (title) SF_ENUM (lang) SF_ENUM (source)
    SF_ENUM (service) SF_ENUM (visit_state) SF_ENUM (assign_state) SF_ENUM (presence) SF_ENUM (level) SF_ENUM (drive)
    SF_ENUM (buying) SF_ENUM (result) SF_ENUM (lost_reason) SF_ENUM (consent_purpose) SF_ENUM (consent_method)
    SF_ENUM (follow_state) SF_ENUM (follow_result) SF_ENUM (device_state) SF_ENUM (ring_stage) SF_ENUM (energy)
    SF_ENUM (drivetrain) SF_ENUM (view_use) SF_ENUM (stock_place) SF_ENUM (push_what) SF_ENUM (showing_what) SF_ENUM (social)
    SF_ENUM (channel) SF_ENUM (card_event) SF_ENUM (left_out) SF_ENUM (follow_about)
    SF_ENUM (privacy_what) SF_ENUM (privacy_state) SF_ENUM (two_state)
    SF_ENUM (ride) SF_ENUM (collect) SF_ENUM (appointment_state) SF_ENUM (offer_what) SF_ENUM (drink) SF_ENUM (heard) SF_ENUM (paper) SF_ENUM (reach) SF_ENUM (step_how)
    SF_ENUM (clash_state) SF_ENUM (arrived) SF_ENUM (guest_place)
  };
#undef SF_ENUM
  g_autoptr (GString) now = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *golden = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (enums); i++)
    for (guint v = 0; v < enums[i]->n_values; v++)
      {
        g_string_append_printf (now, "%s %s\n", enums[i]->name, enums[i]->values[v].value);
        g_assert_cmpint (sf_enum_index (enums[i], enums[i]->values[v].value), ==, (int) v);
        if (v == 0)
          check_translated (enums[i]);
      }
  g_file_get_contents (SF_SOURCE_DIR "/tests/unit/model/enums.golden", &golden, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (now->str, ==, golden);
  g_assert_cmpint (sf_enum_index (enums[0], "no_such_value"), ==, -1);
  g_assert_cmpint (sf_enum_index (enums[0], NULL), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registry/names", test_names);
  g_test_add_func ("/registry/shape", test_shape);
  g_test_add_func ("/registry/rights", test_rights);
  g_test_add_func ("/registry/commands", test_commands);
  g_test_add_func ("/registry/nobody", test_nobody);
  g_test_add_func ("/registry/roles", test_roles);
  g_test_add_func ("/registry/privacy", test_privacy);
  g_test_add_func ("/registry/enums-are-frozen", test_enums_are_frozen);
  return g_test_run ();
}
