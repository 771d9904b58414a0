/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two tablets, one customer: every order of up to six steps out of edits of the same and of another field, syncs and an erasure.
 * Each step takes a second; a tablet that does not sync is offline. Held against a model of its own: the latest word is in force
 * (I4), no other word is gone without being kept, words said without knowing of each other are shown as two values, and erased is
 * erased. The same for commands: of all orders at most one tablet has the guest (I6).
 *
 * SF_TWO_TABLETS_STEPS=6 plays all up to six (make soak-tablets); otherwise all of four, and of five and six some.
 */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define MOST 6
#define N_FIELDS 2
#define HOUSE_ORDERS 1000   /* then a new house, so that none becomes large */

/* A: one tablet, B: the other; phone, name (surname), sync. */
enum { A_PHONE, A_NAME, A_SYNC, B_PHONE, B_NAME, B_SYNC, ERASE, N_STEPS };

static const guint field_ids[N_FIELDS] = { SF_CUSTOMER_PHONE, SF_CUSTOMER_SURNAME };
static const char *const field_names[N_FIELDS] = { "phone", "surname" };

typedef struct { guint field, tab; char value[40]; gint64 at, n; gboolean pushed, two; gint64 knew; } Word;   /* knew: n of the newest word of the field this tablet had read */
typedef struct { guint dev; SfToken token; gboolean has_token; gint64 read[N_FIELDS], read_any; GArray *waiting; } Tab;   /* waiting: indices of words */
/* What the tablets read last, so that they need not begin with all customers of all orders before. */
typedef struct { SfToken token[2]; gboolean has[2]; guint orders; } Read;
typedef struct {
  Fixture *f;
  char *customer;
  guint order;               /* numbers are nobody else's: a person is erased with all who have their number */
  Tab tab[2];
  GArray *words;
  gint64 force[N_FIELDS];    /* index of the word in force on the server, -1: the first value */
  gint64 changes, n;         /* changes of the record on the server so far */
  gboolean erased;
} Play;

static SfRecord *
new_customer (Play *play)
{
  g_autofree char *id = fixture_id (play->f), *phone = g_strdup_printf ("first-%u", play->order);
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, id);

  play->customer = g_strdup (id);
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, phone);
  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, "first-name");
  return customer;
}

static void
pull (Play *play, Tab *tab)
{
  for (gboolean more = TRUE; more;)
    {
      SfPull ask = { .bucket = (char *) "crm", .token = tab->token, .has_token = tab->has_token, .limit = 500 };
      g_autoptr(SfRowPage) page = sf_ingest_pull (play->f->ingest, &play->f->dev[tab->dev].peer, &ask, NULL);

      g_assert_false (page->resync);
      tab->token = page->token;
      tab->has_token = TRUE;
      more = page->more;
    }
  for (guint i = 0; i < N_FIELDS; i++)
    tab->read[i] = play->force[i];
  tab->read_any = play->changes;
}

static void
say (Play *play, guint t, guint field)
{
  Word word = { .field = field, .tab = t, .at = sf_clock_wall_ms (play->f->clock), .n = play->n++ };
  gint64 index = play->words->len;

  g_snprintf (word.value, sizeof word.value, "%s-%u-%" G_GINT64_FORMAT "-%u", field_names[field], t, word.n, play->order);
  /* What stands on this tablet's glass: its own last word, or what it read. */
  word.knew = play->tab[t].read[field];
  g_array_append_val (play->words, word);
  g_array_append_val (play->tab[t].waiting, index);
}

/* What the server shall make of a word, told from the words alone. */
static void
expect (Play *play, gint64 index)
{
  Word *word = &g_array_index (play->words, Word, index), *before;
  gint64 *force = &play->force[word->field];

  word->pushed = TRUE;
  if (*force < 0)
    {
      *force = index;
      return;
    }
  before = &g_array_index (play->words, Word, *force);
  if (word->at < before->at)
    {
      word->two = before->tab != word->tab;
      return;
    }
  before->two = before->two || (before->tab != word->tab && word->knew != *force);
  *force = index;
}

static void
synchronize (Play *play, guint t)
{
  Tab *tab = &play->tab[t];
  g_autoptr(SfPush) push = fixture_push_new (tab->dev);
  g_autoptr(SfPushReply) reply = NULL;
  SfBucketState *state = g_new0 (SfBucketState, 1);
  gboolean fork = FALSE;

  *state = (SfBucketState) { .bucket = g_strdup ("crm"), .token = tab->token, .has_token = TRUE };
  g_ptr_array_add (push->buckets, state);
  for (guint i = 0; i < tab->waiting->len; i++)
    {
      gint64 index = g_array_index (tab->waiting, gint64, i);
      Word *word = &g_array_index (play->words, Word, index);
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_CUSTOMER, play->customer);
      g_autofree char *body = NULL;

      sf_record_set_text (patch, field_ids[word->field], word->value);
      body = fixture_body ("patch", patch, play->f->staff[t == 0 ? ANN : BEN]);
      fixture_add (play->f, tab->dev, push, body);
      ((SfPushItem *) push->items->pdata[i])->st = (word->at << 16) | (word->n & 0xffff);
      if (!play->erased)
        expect (play, index);
    }
  if (tab->waiting->len > 0)
    {
      reply = sf_ingest_push (play->f->ingest, &play->f->dev[tab->dev].peer, push, &fork, NULL);
      g_assert_nonnull (reply);
      for (guint i = 0; i < reply->results->len; i++)
        g_assert_cmpint (((SfPushResult *) reply->results->pdata[i])->status, ==, play->erased ? SF_PUSH_REJECTED : ((SfPushResult *) reply->results->pdata[i])->status);
      play->changes++;
    }
  g_array_set_size (tab->waiting, 0);
  pull (play, tab);
}

static void
erase (Play *play)
{
  g_assert_true (sf_server_store_begin (play->f->store, NULL) && sf_server_store_erase (play->f->store, SF_KIND_CUSTOMER, play->customer, NULL)
                 && sf_server_store_commit (play->f->store, NULL));
  play->erased = TRUE;
}

static gint64
count (Play *play, const char *sql, const char *id, const char *value)
{
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (play->f->store), sql, NULL);
  gint64 n;

  sf_stmt_bind_text (stmt, 1, id);
  sf_stmt_bind_text (stmt, 2, value);
  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

static void
check_word (Play *play, Word *word, const char *in_force, const char *what)
{
  gint64 kept = count (play, "SELECT count(*) FROM conflict WHERE id = $1 AND value = $2", play->customer, word->value);
  gint64 shown = count (play, "SELECT count(*) FROM k_two_values WHERE customer = $1 AND value = $2", play->customer, word->value);

  if (strcmp (word->value, in_force) != 0 && kept != 1)
    g_error ("%s: %s is in force, and %s is kept %d times", what, in_force, word->value, (int) kept);
  if (word->two && shown != 1)
    g_error ("%s: %s and %s were said without knowing of each other, and nobody is shown that", what, in_force, word->value);
}

static void
check (Play *play, const char *what)
{
  g_autoptr(SfRecord) customer = fixture_get (play->f, SF_KIND_CUSTOMER, play->customer);

  if (play->erased)
    {
      g_assert_null (customer);
      g_assert_cmpint (count (play, "SELECT count(*) FROM conflict WHERE id = $1 AND value IS NOT $2", play->customer, NULL), ==, 0);
      g_assert_cmpint (count (play, "SELECT count(*) FROM k_two_values WHERE customer = $1 AND $2 IS NULL", play->customer, NULL), ==, 0);
      g_assert_cmpint (count (play, "SELECT count(*) FROM journal WHERE about = $1 AND body IS NOT $2", play->customer, NULL), ==, 0);
      return;
    }
  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *is = sf_record_get_text (customer, field_ids[i]);
      const char *want = play->force[i] < 0 ? NULL : g_array_index (play->words, Word, play->force[i]).value;

      if (want != NULL && g_strcmp0 (is, want) != 0)
        g_error ("%s: %s is %s, the latest word was %s", what, field_names[i], is, want);
      for (guint w = 0; w < play->words->len; w++)
        if (g_array_index (play->words, Word, w).field == i)
          check_word (play, &g_array_index (play->words, Word, w), is, what);
    }
}

static void
play_one (Fixture *f, Read *read, const guint *steps, guint n)
{
  Play play = { .f = f, .order = read->orders++, .words = g_array_new (FALSE, TRUE, sizeof (Word)), .force = { -1, -1 } };
  g_autoptr(SfRecord) customer = new_customer (&play);
  char what[MOST + 1] = "";

  g_assert_true (sf_ingest_put (f->ingest, customer, NULL));
  for (guint t = 0; t < 2; t++)
    {
      play.tab[t] = (Tab) { .dev = t == 0 ? TABLET : TABLET2, .token = read->token[t], .has_token = read->has[t], .waiting = g_array_new (FALSE, FALSE, sizeof (gint64)) };
      pull (&play, &play.tab[t]);
    }
  for (guint i = 0; i < n; i++)
    {
      fixture_advance (f, 1000);
      what[i] = "pnsPNSe"[steps[i]];
      switch (steps[i])
        {
        case A_PHONE: say (&play, 0, 0); break;
        case A_NAME:  say (&play, 0, 1); break;
        case A_SYNC:  synchronize (&play, 0); break;
        case B_PHONE: say (&play, 1, 0); break;
        case B_NAME:  say (&play, 1, 1); break;
        case B_SYNC:  synchronize (&play, 1); break;
        default:      erase (&play); break;
        }
    }
  fixture_advance (f, 1000);
  synchronize (&play, 0);
  synchronize (&play, 1);
  check (&play, what);
  for (guint t = 0; t < 2; t++)
    {
      read->token[t] = play.tab[t].token;
      read->has[t] = play.tab[t].has_token;
      g_array_unref (play.tab[t].waiting);
    }
  g_array_unref (play.words);
  g_free (play.customer);
}

/* Orders that say nothing new: a sync after a sync, one at the end, a second erasure. */
static gboolean
is_worth (const guint *steps, guint n)
{
  guint erased = 0;

  for (guint i = 0; i < n; i++)
    {
      erased += steps[i] == ERASE;
      if ((steps[i] == A_SYNC || steps[i] == B_SYNC) && (i + 1 == n || steps[i + 1] == steps[i]))
        return FALSE;
    }
  return erased <= 1;
}

static guint
play_all (guint n, guint every)
{
  guint all = 1, played = 0;
  Read read = { 0 };
  Fixture f;

  fixture_set_up (&f);
  for (guint i = 0; i < n; i++)
    all *= N_STEPS;
  for (guint k = 0, worth = 0; k < all; k++)
    {
      guint steps[MOST], rest = k;

      for (guint i = 0; i < n; i++, rest /= N_STEPS)
        steps[i] = rest % N_STEPS;
      if (!is_worth (steps, n) || worth++ % every != 0)
        continue;
      if (read.orders == HOUSE_ORDERS)
        {
          fixture_tear_down (&f);
          fixture_set_up (&f);
          read = (Read) { 0 };
        }
      play_one (&f, &read, steps, n);
      played++;
    }
  fixture_tear_down (&f);
  return played;
}

static void
test_words (void)
{
  const char *asked = g_getenv ("SF_TWO_TABLETS_STEPS");
  guint most = asked != NULL ? (guint) atoi (asked) : 4, played = 0;

  for (guint n = 1; n <= MIN (most, MOST); n++)
    played += play_all (n, 1);
  for (guint n = most + 1; n <= MOST; n++)
    played += play_all (n, n == MOST ? 127 : 23);
  g_test_message ("%u orders", played);
  g_assert_cmpuint (played, >, 1000);
}

/* Who corrects what they have read contradicts nobody, and no card asks about it. */
static void
test_informed (void)
{
  static const guint steps[] = { A_PHONE, A_SYNC, B_SYNC, B_PHONE };
  Read read = { 0 };
  Fixture f;
  SfQuery query = { .kind = SF_KIND_TWO_VALUES, .order = -1 };

  fixture_set_up (&f);
  play_one (&f, &read, steps, G_N_ELEMENTS (steps));
  g_assert_cmpint (sf_table_count (sf_server_store_get_db (f.store), &query, NULL), ==, 0);
  fixture_tear_down (&f);
}

/* --- commands ---------------------------------------------------------------------------------------------------------- */

static const struct { guint dev, who; const char *verb; } commands[MOST] = {
  { TABLET, ANN, "accept" }, { TABLET2, BEN, "accept" }, { TABLET, ANN, "serve" }, { TABLET2, BEN, "serve" }, { TABLET, ANN, "decline" }, { TABLET2, BEN, "leave" },
};

static void
command (Fixture *f, const char *visit, guint c)
{
  gboolean of_offer = strcmp (commands[c].verb, "accept") == 0 || strcmp (commands[c].verb, "decline") == 0;
  g_autofree char *status = sf_uuid_derive (visit, "visit_status", 0);
  SfRecord *data = of_offer ? fixture_offer_patch (visit, 1, strcmp (commands[c].verb, "accept") == 0 ? f->staff[commands[c].who] : NULL) : sf_record_new (SF_KIND_VISIT_STATUS, status);

  sf_push_result_free (fixture_do (f, commands[c].dev, commands[c].verb, data, f->staff[commands[c].who]));
}

static void
check_one_has_it (Fixture *f, const char *visit)
{
  SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .n_conds = 2, .order = -1 };
  g_autoptr(SfRecord) status = fixture_status (f, visit);
  g_autoptr(GPtrArray) accepted = NULL;

  query.conds[0] = (SfCond) { .field = SF_ASSIGNMENT_VISIT, .op = SF_OP_EQ, .s = visit };
  query.conds[1] = (SfCond) { .field = SF_ASSIGNMENT_STATE, .op = SF_OP_EQ, .s = "accepted" };
  accepted = sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
  g_assert_cmpuint (accepted->len, <=, 1);
  if (accepted->len == 1)
    assert_text (status, SF_VISIT_STATUS_CONSULTANT, sf_record_get_text (accepted->pdata[0], SF_ASSIGNMENT_CONSULTANT));
}

static void
play_commands (Fixture *f, guint order)
{
  guint left[MOST] = { 0, 1, 2, 3, 4, 5 };
  g_autofree char *visit = fixture_check_in (f, KIOSK, "see");

  for (guint n = MOST; n > 0; n--)
    {
      guint at = order % n;

      order /= n;
      command (f, visit, left[at]);
      check_one_has_it (f, visit);
      memmove (&left[at], &left[at + 1], (n - at - 1) * sizeof *left);
    }
  fixture_advance (f, 1000);
  for (guint who = ANN; who <= CAI; who++)
    fixture_presence (f, who, "free");
}

/* All 720 orders of six commands of two tablets about one guest. */
static void
test_commands (void)
{
  Fixture f;

  fixture_set_up (&f);
  for (guint order = 0; order < 720; order++)
    play_commands (&f, order);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/two-tablets/informed", test_informed);
  g_test_add_func ("/two-tablets/words", test_words);
  g_test_add_func ("/two-tablets/commands", test_commands);
  return g_test_run ();
}
