/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-accounts"
#include "store/sf-server-accounts.h"

#include <string.h>

#include "store/sf-server-private.h"

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/* Characters of a code that find its slot; the other seven (35 bits) are the secret. */
#define FIND_LEN 3
#define CODE_TRIES 20

void
sf_account_free (SfAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

#define ACCOUNT_COLUMNS "id, name, role, pk, enrolled_at, revoked_at, made_at, seen_at, inc, (SELECT waits FROM pairing WHERE dev = account.id)"

static SfAccount *
read_account (SfStmt *stmt)
{
  SfAccount *account = g_new0 (SfAccount, 1);
  gsize len = 0;
  gconstpointer key;

  g_strlcpy (account->device_id, sf_stmt_text (stmt, 0), sizeof account->device_id);
  account->name = g_strdup (sf_stmt_text (stmt, 1));
  account->role = (guint) sf_stmt_int (stmt, 2);
  key = sf_stmt_bytes (stmt, 3, &len);
  account->enrolled_ms = sf_stmt_int (stmt, 4);
  account->enrolled = len == sizeof account->key && account->enrolled_ms > 0;
  if (account->enrolled)
    memcpy (account->key, key, len);
  account->revoked = sf_stmt_int (stmt, 5) > 0;
  account->made_ms = sf_stmt_int (stmt, 6);
  account->seen_ms = sf_stmt_int (stmt, 7);
  account->inc = sf_stmt_int (stmt, 8);
  account->waits = sf_stmt_int (stmt, 9) != 0;
  return account;
}

static SfAccount *
one_account (SfStmt *stmt, GError **error)
{
  SfAccount *account = NULL;

  if (stmt != NULL && sf_stmt_step (stmt, error) == SF_STEP_ROW)
    {
      account = read_account (stmt);
      sf_stmt_reset (stmt);
    }
  return account;
}

/* Codes */

/* What a person typed, as it was meant: upper case, no separators, O is 0, I and L are 1. NULL when it cannot be a code. */
static char *
normal_code (const char *code)
{
  GString *out = g_string_new (NULL);

  for (const char *c = code; c != NULL && *c != '\0' && out->len <= SF_PAIR_CODE_LEN; c++)
    {
      char up = g_ascii_toupper (*c);

      if (up == ' ' || up == '-')
        continue;
      up = up == 'O' ? '0' : up == 'I' || up == 'L' ? '1' : up;
      if (strchr (crockford, up) == NULL)
        break;
      g_string_append_c (out, up);
    }
  if (out->len == SF_PAIR_CODE_LEN)
    return g_string_free (out, FALSE);
  g_string_free (out, TRUE);
  return NULL;
}

static void
code_hash (const char *device_id, const char *code, guint8 out[SF_HASH_LEN])
{
  sf_sha256_parts (out, "showfloor-pair", (gsize) 14, device_id, (gsize) strlen (device_id), code, (gsize) strlen (code), NULL);
}

typedef struct { const char *device_id, *name; guint role; char *code; } NewCode;

static void
random_code (SfServerStore *self, char out[SF_PAIR_CODE_LEN + 1])
{
  guint8 bytes[SF_PAIR_CODE_LEN];

  sf_ids_fill (self->ids, bytes, sizeof bytes);
  for (guint i = 0; i < SF_PAIR_CODE_LEN; i++)
    out[i] = crockford[bytes[i] & 31];
  out[SF_PAIR_CODE_LEN] = '\0';
}

/* A code whose first characters no other living code has. */
static gboolean
make_code (SfServerStore *self, char out[SF_PAIR_CODE_LEN + 1], GError **error)
{
  for (guint i = 0; i < CODE_TRIES; i++)
    {
      g_autofree char *find = NULL;
      gint64 taken = 0;

      random_code (self, out);
      find = g_strndup (out, FIND_LEN);
      if (!sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM account WHERE code_find = $1 AND code_until > $2", "ti", find, self->now), 0, &taken, error))
        return FALSE;
      if (taken == 0)
        return TRUE;
    }
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_FULL, "Too many pairing codes are waiting");
  return FALSE;
}

static gboolean
write_code (SfServerStore *self, gpointer data, GError **error)
{
  NewCode *want = data;
  char code[SF_PAIR_CODE_LEN + 1];
  g_autofree char *find = NULL;
  guint8 hash[SF_HASH_LEN];

  if (!make_code (self, code, error))
    return FALSE;
  find = g_strndup (code, FIND_LEN);
  code_hash (want->device_id, code, hash);
  if (!sf_server_run (self, error,
                      "INSERT INTO account (id, name, role, pk, code_find, code_hash, code_until, code_tries, code_used, made_at, enrolled_at, revoked_at, seen_at, inc) "
                      "VALUES ($1, $2, $3, NULL, $4, $5, $6, 0, 0, $7, 0, 0, 0, 0) "
                      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, code_find = excluded.code_find, code_hash = excluded.code_hash, "
                      "code_until = excluded.code_until, code_tries = 0, code_used = 0",
                      "ttitbii", want->device_id, want->name, (gint64) want->role, find, hash, sizeof hash, self->now + SF_PAIR_CODE_MS, self->now))
    return FALSE;
  want->code = g_strdup (code);
  return TRUE;
}

char *
sf_server_accounts_new_code (SfServerStore *self, const char *device_id, guint role, const char *name, char **out_device_id, GError **error)
{
  g_autofree char *id = device_id != NULL ? g_strdup (device_id) : sf_ids_new_uuid (self->ids, self->clock);
  NewCode want = { id, name, role, NULL };

  if (!sf_server_transaction (self, write_code, &want, error))
    {
      g_free (want.code);
      return NULL;
    }
  if (out_device_id != NULL)
    *out_device_id = g_steal_pointer (&id);
  return want.code;
}

/* Enrolment */

typedef struct { const char *code; const guint8 *key; const char *was; SfEnrolResult result; char *device_id; } Enrol;

typedef struct { char id[SF_ID_LEN + 1]; guint8 hash[SF_HASH_LEN]; gint64 until, tries, used; } Slot;

static gboolean
find_slot (SfServerStore *self, const char *code, Slot *slot, gboolean *found, GError **error)
{
  g_autofree char *find = g_strndup (code, FIND_LEN);
  SfStmt *stmt = sf_server_query (self, error, "SELECT id, code_hash, code_until, code_tries, code_used FROM account WHERE code_find = $1 ORDER BY code_until DESC LIMIT 1", "t", find);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  gsize len = 0;
  gconstpointer hash;

  *found = step == SF_STEP_ROW;
  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  g_strlcpy (slot->id, sf_stmt_text (stmt, 0), sizeof slot->id);
  hash = sf_stmt_bytes (stmt, 1, &len);
  memset (slot->hash, 0, sizeof slot->hash);
  memcpy (slot->hash, hash, MIN (len, sizeof slot->hash));
  slot->until = sf_stmt_int (stmt, 2);
  slot->tries = sf_stmt_int (stmt, 3);
  slot->used = sf_stmt_int (stmt, 4);
  sf_stmt_reset (stmt);
  return TRUE;
}

/*
 * A device that was paired after the backup that this server was restored from: it is known to nobody here, and goes on as who it is, so that
 * what it saved for itself stays its own. Nobody else's place can be taken: an id with an account, withdrawn ones too, is not given.
 */
static gboolean
be_again (SfServerStore *self, Enrol *enrol, Slot *slot, GError **error)
{
  guint8 hash[SF_HASH_LEN];
  gint64 known = 0, fresh = 0;

  if (enrol->was == NULL || !sf_uuid_is_valid (enrol->was))
    return TRUE;
  if (!sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM account WHERE id = $1", "t", enrol->was), 0, &known, error)
      || !sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM account WHERE id = $1 AND pk IS NULL", "t", slot->id), 0, &fresh, error))
    return FALSE;
  if (known > 0 || fresh == 0)
    return TRUE;
  code_hash (enrol->was, enrol->code, hash);
  if (!sf_server_run (self, error, "UPDATE account SET id = $2, code_hash = $3 WHERE id = $1", "ttb", slot->id, enrol->was, hash, sizeof hash))
    return FALSE;
  g_strlcpy (slot->id, enrol->was, sizeof slot->id);
  return TRUE;
}

/* Wrong tries count before anything is told, so that a guesser learns nothing from the order of the answers. */
static gboolean
use_code (SfServerStore *self, gpointer data, GError **error)
{
  Enrol *enrol = data;
  g_autofree char *compare = sf_server_store_get (self, SF_PAIR_COMPARE);
  Slot slot;
  gboolean found = FALSE;
  guint8 hash[SF_HASH_LEN];

  enrol->result = SF_ENROL_WRONG;
  if (!find_slot (self, enrol->code, &slot, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (slot.tries >= SF_PAIR_TRIES)
    {
      enrol->result = SF_ENROL_TRIES;
      return TRUE;
    }
  code_hash (slot.id, enrol->code, hash);
  if (!sf_equal_secret (hash, slot.hash, sizeof hash))
    {
      enrol->result = slot.tries + 1 >= SF_PAIR_TRIES ? SF_ENROL_TRIES : SF_ENROL_WRONG;
      return sf_server_run (self, error, "UPDATE account SET code_tries = code_tries + 1 WHERE id = $1", "t", slot.id);
    }
  enrol->result = slot.used ? SF_ENROL_USED : slot.until <= self->now ? SF_ENROL_EXPIRED : SF_ENROL_OK;
  if (enrol->result != SF_ENROL_OK)
    return TRUE;
  if (!be_again (self, enrol, &slot, error))
    return FALSE;
  enrol->device_id = g_strdup (slot.id);
  return sf_server_run (self, error, "UPDATE account SET pk = $2, code_used = 1, enrolled_at = $3, revoked_at = 0 WHERE id = $1", "tbi", slot.id, enrol->key, (gsize) 32, self->now)
         && sf_server_run (self, error, "DELETE FROM forget_order WHERE dev = $1", "t", slot.id)
         && sf_server_run (self, error, "INSERT OR REPLACE INTO pairing (dev, digits, at, waits) VALUES ($1, '', $2, $3)", "tii", slot.id, self->now, (gint64) (compare != NULL))
         && sf_server_run (self, error, "DELETE FROM session WHERE id = $1", "t", slot.id);
}

gboolean
sf_server_accounts_enrol (SfServerStore *self, const char *code, const guint8 key[32], const char *was, SfEnrolResult *result, SfAccount **account, GError **error)
{
  g_autofree char *normal = normal_code (code);
  Enrol enrol = { normal, key, was, SF_ENROL_WRONG, NULL };
  g_autofree char *device_id = NULL;
  gboolean ok = normal == NULL || sf_server_transaction (self, use_code, &enrol, error);

  device_id = enrol.device_id;
  *result = enrol.result;
  *account = NULL;
  if (ok && enrol.result == SF_ENROL_OK)
    {
      *account = sf_server_accounts_get (self, device_id, error);
      ok = *account != NULL;
    }
  return ok;
}

typedef struct { const char *device_id, *digits; char *found; } Digits;

static gboolean
write_digits (SfServerStore *self, gpointer data, GError **error)
{
  const Digits *in = data;

  return sf_server_run (self, error, "UPDATE pairing SET digits = $2 WHERE dev = $1", "tt", in->device_id, in->digits);
}

gboolean
sf_server_accounts_set_digits (SfServerStore *self, const char *device_id, const char *digits, GError **error)
{
  Digits in = { device_id, digits, NULL };

  return sf_server_transaction (self, write_digits, &in, error);
}

/* Of two that show the same, none is taken: one of them is not who somebody stands before. */
static gboolean
write_confirmed (SfServerStore *self, gpointer data, GError **error)
{
  Digits *in = data;
  SfStmt *stmt = sf_server_query (self, error, "UPDATE pairing SET waits = 0 WHERE waits = 1 AND digits = $1 AND at > $2 "
                                  "AND (SELECT count(*) FROM pairing WHERE waits = 1 AND digits = $1 AND at > $2) = 1 RETURNING dev", "ti", in->digits, self->now - SF_PAIR_CODE_MS);
  SfStep step;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) != SF_STEP_DONE)
    {
      if (step == SF_STEP_ERROR)
        return FALSE;
      in->found = g_strdup (sf_stmt_text (stmt, 0));
    }
  return stmt != NULL;
}

SfAccount *
sf_server_accounts_confirm (SfServerStore *self, const char *digits, GError **error)
{
  Digits in = { NULL, digits, NULL };
  gboolean ok = *digits != '\0' && sf_server_transaction (self, write_confirmed, &in, error);
  g_autofree char *found = in.found;

  return ok && found != NULL ? sf_server_accounts_get (self, found, error) : NULL;
}

char *
sf_server_accounts_digits (SfServerStore *self, const char *device_id)
{
  SfStmt *stmt = sf_server_query (self, NULL, "SELECT digits FROM pairing WHERE dev = $1 AND digits <> '' AND at > $2", "ti", device_id,
                                  sf_clock_wall_ms (self->clock) - SF_PAIR_CODE_MS);
  char *digits = NULL;

  if (stmt != NULL && sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    {
      digits = g_strdup (sf_stmt_text (stmt, 0));
      sf_stmt_reset (stmt);
    }
  return digits;
}

/* Accounts */

SfAccount *
sf_server_accounts_get (SfServerStore *self, const char *device_id, GError **error)
{
  return one_account (sf_server_query (self, error, "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1", "t", device_id), error);
}

GPtrArray *
sf_server_accounts_list (SfServerStore *self, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY name, id", "");
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_account_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_ptr_array_add (all, read_account (stmt));
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

typedef struct { const char *id, *order; } Revoke;

static gboolean
write_revoked (SfServerStore *self, gpointer data, GError **error)
{
  const Revoke *revoke = data;

  return sf_server_run (self, error, "UPDATE account SET revoked_at = $2, code_until = 0 WHERE id = $1", "ti", revoke->id, self->now)
         && sf_server_run (self, error, "DELETE FROM session WHERE id = $1", "t", revoke->id)
         && (revoke->order == NULL || sf_server_run (self, error, "INSERT OR REPLACE INTO forget_order (dev, text) VALUES ($1, $2)", "tt", revoke->id, revoke->order));
}

gboolean
sf_server_accounts_revoke (SfServerStore *self, const char *device_id, const char *order, GError **error)
{
  Revoke revoke = { device_id, order };

  return sf_server_transaction (self, write_revoked, &revoke, error);
}

char *
sf_server_accounts_order (SfServerStore *self, const char *device_id, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT text FROM forget_order WHERE dev = $1", "t", device_id);
  char *order = NULL;

  if (stmt != NULL && sf_stmt_step (stmt, error) == SF_STEP_ROW)
    {
      order = g_strdup (sf_stmt_text (stmt, 0));
      sf_stmt_reset (stmt);
    }
  return order;
}

/* Sessions */

static void
token_hash (const char *token, guint8 out[SF_HASH_LEN])
{
  sf_sha256 (token, strlen (token), out);
}

typedef struct { const char *device_id, *token; gint64 inc; } NewSession;

static gboolean
write_session (SfServerStore *self, gpointer data, GError **error)
{
  NewSession *session = data;
  guint8 hash[SF_HASH_LEN];

  token_hash (session->token, hash);
  return sf_server_run (self, error, "INSERT INTO session (token_hash, id, inc, until) VALUES ($1, $2, $3, $4)", "btii", hash, sizeof hash, session->device_id, session->inc,
                        self->now + SF_SESSION_MS)
         && sf_server_run (self, error, "UPDATE account SET seen_at = $2, inc = $3 WHERE id = $1", "tii", session->device_id, self->now, session->inc);
}

char *
sf_server_accounts_open_session (SfServerStore *self, const char *device_id, gint64 inc, GError **error)
{
  guint8 bytes[32];
  g_autofree char *token = NULL;
  NewSession session;

  sf_ids_fill (self->ids, bytes, sizeof bytes);
  token = sf_base64url (bytes, sizeof bytes);
  session = (NewSession) { device_id, token, inc };
  return sf_server_transaction (self, write_session, &session, error) ? g_steal_pointer (&token) : NULL;
}

SfAccount *
sf_server_accounts_session (SfServerStore *self, const char *token, gint64 *inc, GError **error)
{
  guint8 hash[SF_HASH_LEN];
  g_autofree char *id = NULL;
  SfStmt *stmt;

  token_hash (token, hash);
  stmt = sf_server_query (self, error, "SELECT id, inc FROM session WHERE token_hash = $1 AND until > $2", "bi", hash, sizeof hash, sf_clock_wall_ms (self->clock));
  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return NULL;
  id = g_strdup (sf_stmt_text (stmt, 0));
  if (inc != NULL)
    *inc = sf_stmt_int (stmt, 1);
  sf_stmt_reset (stmt);
  return sf_server_accounts_get (self, id, error);
}

static gboolean
sweep (SfServerStore *self, gpointer data, GError **error)
{
  return sf_server_run (self, error, "DELETE FROM session WHERE until <= $1", "i", self->now)
         && sf_server_run (self, error, "UPDATE account SET code_find = NULL, code_hash = NULL WHERE code_until + $2 <= $1", "ii", self->now, (gint64) SF_PAIR_CODE_MS);
}

gboolean
sf_server_accounts_sweep (SfServerStore *self, GError **error)
{
  return sf_server_transaction (self, sweep, NULL, error);
}
