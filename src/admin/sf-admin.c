/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-admin-private.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "store/sf-blob-dir.h"

typedef struct {
  const char *name;
  gboolean (*run) (SfAdmin *self, SfWords *words, GString *out, GError **error);
  const char *const *options;
} Command;

static const char *const init_options[] = { "name", "name-tw", "name-en", "company", "company-tw", "company-en", "address", "address-tw", "address-en",
  "phone", "brand", "brand-tw", "brand-en", "zone", "region", "plate", "opens", "closes", "confirm-claims!", "no-passphrase!", NULL };
static const char *const no_options[] = { NULL };
static const char *const stock_options[] = { "check!", NULL };
static const char *const pair_options[] = { "role", "name", "place", "device", "confirm", "compare", "json!", NULL };
static const char *const status_options[] = { "json!", "day", "lang", NULL };
static const char *const replay_options[] = { "json!", "lang", NULL };
static const char *const public_options[] = { "prove!", "off!", "json!", NULL };
static const char *const person_options[] = { "phone", "yes!", NULL };
static const char *const retention_options[] = { "run!", NULL };
static const char *const quarantine_options[] = { "bodies!", NULL };
static const char *const printer_options[] = { "paper", NULL };
static const char *const export_options[] = { "format", NULL };

static const Command commands[] = {
  { "init", sf_admin_init, init_options },
  { "import", sf_admin_import, no_options },
  { "pair", sf_admin_pair, pair_options },
  { "revoke", sf_admin_revoke, no_options },
  { "status", sf_admin_status, status_options },
  { "incidents", sf_admin_incidents, no_options },
  { "quarantine", sf_admin_quarantine, quarantine_options },
  { "public", sf_admin_public, public_options },
  { "printer", sf_admin_printer, printer_options },
  { "setting", sf_admin_setting, no_options },
  { "export", sf_admin_export, export_options },
  { "person", sf_admin_person, person_options },
  { "retention", sf_admin_retention, retention_options },
  { "phone", sf_admin_phone, no_options },
  { "wecom", sf_admin_wecom, no_options },
  { "customer", sf_admin_customer, no_options },
  { "replay-dispatch", sf_admin_replay_dispatch, replay_options },
  { "keep", sf_admin_keep, no_options },                 /* steps of backup and verify; not for people */
  { "put-model", sf_admin_put_model, no_options },       /* steps of import vehicles and import stock; not for people */
  { "put-stock", sf_admin_put_stock, stock_options },
  { "rest-stock", sf_admin_rest_stock, stock_options },
  { "show-stock", sf_admin_show_stock, no_options },
};

const char *
sf_admin_usage (void)
{
  return
    "Usage: showfloorctl [--data DIR | --server URL] COMMAND\n"
    "\n"
    "  init [--name NAME] [--region cn|tw] [--phone …] …     who the dealership is; again to change it\n"
    "  import staff FILE.csv                                 colleagues, PINs and portraits; twice changes nothing\n"
    "  import vehicles DIR [--glossary FILE.csv] [--report FILE.json]\n"
    "                                                        cars of a folder in the Open EV Data layout\n"
    "  import stock FILE.csv [--check] [--replace]           the dealer's own list of cars; --check writes nothing\n"
    "  pair --role kiosk|tablet|display --name NAME [--json] a code for a new device, ten minutes, one use\n"
    "  pair --confirm DIGITS                                 the six digits that a new device shows: it may connect\n"
    "  pair --compare on|off                                 whether that is wanted of every new device\n"
    "  revoke DEVICE                                         a device that may not connect any more\n"
    "  public [URL | --prove [DIGITS] | --off]               the address for phones, and its proof from outside\n"
    "  printer [KIOSK [tcp:HOST[:PORT] | file:/dev/… | cups:NAME | off] [--paper 80|58]]\n"
    "                                                        where a kiosk's ticket printer is, and how it is\n"
    "  setting [KEY [VALUE]]                                 how tickets are counted and how long colleagues are rung\n"
    "  status [--json] [--day YYYY-MM-DD] [--lang LANG]      devices and ways between them, records, the day's figures\n"
    "  incidents                                             what happened to server and devices that somebody should know\n"
    "  quarantine [--bodies]                                 what devices handed in that was put aside; --bodies shows guests' data\n"
    "  phone [revoke STAFF_NO|all]                           the page with the ring on a colleague's own phone\n"
    "  wecom set URL | off | user STAFF_NO ID | test | status  rings into a WeCom group\n"
    "  backup [DEST] [--daily HH:MM | --every HOURS | --off] [--new-passphrase] [--json] [--lang LANG]\n"
    "                                                        everything into a folder, verified; by itself from then on\n"
    "  restore BACKUP [--passphrase-file FILE] [--replace] [--lang LANG]\n"
    "                                                        a backup into the folder --data of a server that is stopped\n"
    "  verify [--json] [--lang LANG]                         proves that nothing is lost or altered, or says what is\n"
    "  replay-dispatch [DAY] [--json] [--lang LANG]          who received whom and why, decided again from the log; fairness\n"
    "  customer twins | merge KEEP OTHER | unmerge OTHER     two records of one person become one, and two again\n"
    "  export KIND [--format csv|json]                       every record of a kind; secrets never\n"
    "  person export ID | --phone NUMBER                     everything kept of one guest, as JSON\n"
    "  person erase ID | --phone NUMBER [--yes]              what would be erased; with --yes it is, for ever\n"
    "  person requests                                       what guests asked for, and until when\n"
    "  retention [--run]                                     how long what is kept; --run does tonight's part now\n"
    "\n"
    "Works on the folder of a stopped server, or through the running one, and says which.\n";
}

SfWords *
sf_words_parse (const char *const *words, const char *const *allowed, GError **error)
{
  g_autoptr (SfWords) self = g_new0 (SfWords, 1);

  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);
  self->rest = g_ptr_array_new ();
  for (guint i = 0; words[i]; i++) {
    if (!g_str_has_prefix (words[i], "--")) {
      g_ptr_array_add (self->rest, (gpointer) words[i]);
      continue;
    }
    const char *name = words[i] + 2;
    g_autofree char *flag = g_strconcat (name, "!", NULL);
    gboolean is_flag = g_strv_contains (allowed, flag);
    if (!is_flag && (!g_strv_contains (allowed, name) || !words[i + 1])) {
      g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "Do not know what “%s” means here", words[i]);
      return NULL;
    }
    g_hash_table_insert (self->options, (gpointer) name, (gpointer) (is_flag ? "" : words[++i]));
  }
  return g_steal_pointer (&self);
}

void
sf_words_free (SfWords *self)
{
  g_hash_table_unref (self->options);
  g_ptr_array_unref (self->rest);
  g_free (self);
}

const char *
sf_words_get (SfWords *self, const char *option)
{
  return g_hash_table_lookup (self->options, option);
}

gboolean
sf_admin_run (SfAdmin *self, const char *const *words, GString *out, GError **error)
{
  for (guint i = 0; words[0] && i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (words[0], commands[i].name) != 0)
      continue;
    g_autoptr (SfWords) parsed = sf_words_parse (words + 1, commands[i].options, error);
    return parsed && commands[i].run (self, parsed, out, error);
  }
  g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "There is no command “%s”", words[0] ? words[0] : "");
  return FALSE;
}

SfRecord *
sf_admin_get_or_new (SfAdmin *self, SfKind kind, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  SfRecord *found = sf_table_get (sf_server_store_get_db (self->store), kind, id, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (!found)
    return sf_record_new (kind, id);
  SfRecord *copy = sf_record_copy (found);
  sf_record_unref (found);
  return copy;
}

gboolean
sf_admin_put_if_new (SfAdmin *self, SfRecord *record, gboolean *changed, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) before = sf_table_get (sf_server_store_get_db (self->store), sf_record_get_kind (record), sf_record_get_id (record), &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  gboolean same = before && sf_record_equal (before, record);
  if (changed)
    *changed = !same;
  return same || sf_ingest_put (self->ingest, record, error);
}

gboolean
sf_admin_set (SfAdmin *self, const char *key, const char *value, GError **error)
{
  g_autofree char *id = sf_uuid_derive (self->server_id, key, 0);
  g_autoptr (SfRecord) setting = sf_admin_get_or_new (self, SF_KIND_SETTING, id, error);
  if (!setting)
    return FALSE;
  sf_record_set_text (setting, SF_SETTING_KEY, key);
  sf_record_set_text (setting, SF_SETTING_VALUE, value);
  return sf_admin_put_if_new (self, setting, NULL, error);
}

/* Size of a picture from its first bytes; FALSE for anything but JPEG, PNG and WebP. */
static const char *
picture_type (const guint8 *data, gsize n)
{
  if (n > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0) return "image/jpeg";
  if (n > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0) return "image/png";
  if (n > 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0) return "image/webp";
  return NULL;
}

char *
sf_admin_add_picture (SfAdmin *self, const char *path, GError **error)
{
  char *data = NULL, sha256[65];
  gsize n;

  if (!g_file_get_contents (path, &data, &n, error))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, n);
  const char *mime = picture_type ((const guint8 *) data, n);
  if (!mime || n > SF_MAX_BLOB) {
    g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "“%s” is no JPEG, PNG or WebP picture", path);
    return NULL;
  }
  if (!sf_blob_dir_put (self->dir, bytes, sha256, error))
    return NULL;
  g_autofree char *id = sf_uuid_derive (sha256, "media", 0);
  g_autoptr (SfRecord) media = sf_admin_get_or_new (self, SF_KIND_MEDIA, id, error);
  if (!media)
    return NULL;
  sf_record_set_text (media, SF_MEDIA_SHA256, sha256);
  sf_record_set_int (media, SF_MEDIA_SIZE, (gint64) n);
  sf_record_set_text (media, SF_MEDIA_MIME, mime);
  return sf_admin_put_if_new (self, media, NULL, error) ? g_steal_pointer (&id) : NULL;
}

char *
sf_admin_find_staff (SfAdmin *self, const char *staff_no, GError **error)
{
  SfQuery query = { .kind = SF_KIND_CONSULTANT, .n_conds = 1, .order = -1, .limit = 1 };
  query.conds[0] = (SfCond) { .field = SF_CONSULTANT_STAFF_NO, .op = SF_OP_EQ, .s = staff_no };
  g_autoptr (GPtrArray) found = sf_table_query (sf_server_store_get_db (self->store), &query, error);

  if (found && found->len == 0)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "There is no colleague with that staff number");
  return found && found->len > 0 ? g_strdup (sf_record_get_id (found->pdata[0])) : NULL;
}

GPtrArray *
sf_admin_all (SfAdmin *self, SfKind kind, GError **error)
{
  SfQuery query = { .kind = kind, .order = -1, .limit = G_MAXINT };
  return sf_table_query (sf_server_store_get_db (self->store), &query, error);
}

char *
sf_admin_zone (SfAdmin *self)
{
  g_autofree char *id = sf_uuid_derive (self->server_id, "dealer", 0);
  g_autoptr (SfRecord) dealer = sf_table_get (sf_server_store_get_db (self->store), SF_KIND_DEALER, id, NULL);
  const char *zone = dealer ? sf_record_get_text (dealer, SF_DEALER_ZONE) : NULL;
  return g_strdup (zone ? zone : "Asia/Shanghai");
}
