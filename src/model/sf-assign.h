/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * Who receives a guest: one pure function, run by kiosk and tablet for the record and by the server as the decision
 * (decisions 9, experience.md 2.4). Same inputs, same answer and same reason, wherever it runs and in whatever order the
 * inputs come; the server keeps the inputs of each decision (store/sf-server-decisions.h), so that a day can be played again.
 *
 * 1. Who can go: employed, not on leave (from LEAVE_FROM to LEAVE_UNTIL, both days of it), inside the shift where one is given (it may pass
 *    midnight), outside every break, not in @not_these, and with a hand free: fewer guests than MOST, and presence "free" or,
 *    where MOST is above one, "serving". MOST not said: "free" alone counts, which is the colleague's own word; 0: nobody at all.
 *    Shifts and breaks are [from, to) in minutes after midnight.
 * 2. Who was asked for, if they can go. 3. Whose customer it is, if they can go and the store wants that.
 *    These two count whatever their job.
 * 4. Of those of the right job who can go, narrowed one after the other by what the store wants and the guest needs, each only
 *    where somebody is left: vip (a guest of honour goes to those who receive them), score (a guest goes to the tier of
 *    their score), language (speaks the guest's; who lists none speaks Chinese), skill (the most of the skills that the car wants).
 * 5. Of those left: by rotation, whose last turn is longest ago, ties by fewer parties today, by place, by id; or, where the
 *    store wants the least busy, first by fewer guests now and fewer parties today, then by rotation.
 * Nobody: NULL, and the guest waits; the oldest goes first when somebody becomes free.
 */
typedef enum {
  SF_RULE_OWNER = 1,          /* "owner": regulars go to their own consultant */
  SF_RULE_VIP = 2,            /* "vip" */
  SF_RULE_SCORE = 4,          /* "score" */
  SF_RULE_LANGUAGE = 8,       /* "language" */
  SF_RULE_SKILL = 16,         /* "skill" */
  SF_RULE_LEAST_BUSY = 32,    /* "least_busy" in place of "rotation" */
} SfRuleFlags;
#define SF_RULES_DEFAULT (SF_RULE_OWNER | SF_RULE_VIP | SF_RULE_LANGUAGE)
/** The store's own policy among the settings: words of SfRuleFlags; the least scores of tier 1, 2, …, what is below is the last tier's. */
#define SF_POLICY_KEY "dispatch.policy"
#define SF_TIERS_KEY "dispatch.tiers"
#define SF_TIERS_DEFAULT "70,40"

/** One colleague as dispatch sees them. Strings are codes; those with a comma or a bar in them are none and were left out. */
typedef struct {
  char *id, *job, *presence;
  char *breaks;               /* (nullable) "720-780,1080-1095", minutes after midnight */
  char *leave_from, *leave_until; /* (nullable) first and last day of leave, YYYY-MM-DD */
  GStrv languages, skills;    /* sorted */
  gint64 position, turn_at;
  gint64 parties;             /* of the day that the input calls today */
  gint64 load, most;          /* guests with them now, and how many they may have at once; most -1: not said */
  gint64 tier;                /* whose scores they receive, 1 the highest; 0: none */
  int shift_from, shift_to;   /* -1: no shift given */
  gboolean active, vip;
} SfColleague;
void sf_colleague_free (SfColleague *self);
/** All who have a roster, by id: of several rosters (there should be one) the one with the least id counts. @today: whose PARTIES
 *  count. (transfer full) (element-type SfColleague) */
GPtrArray *sf_colleagues_read (GPtrArray *consultants, GPtrArray *rosters, const char *today);

typedef struct {
  GPtrArray *colleagues;      /* SfColleague */
  guint rules;                /* SfRuleFlags */
  const char *job;            /* "sales", "service", "reception" */
  const char *wants;          /* (nullable) consultant asked for */
  gboolean booked;            /* WANTS is whom their appointment is with; they said nothing else */
  const char *owner;          /* (nullable) consultant whose customer this is; a kiosk never knows */
  const char *lang;           /* (nullable) what the guest speaks: "zh", "en" */
  const char *const *skills;  /* (nullable) what the cars they came for want to be known about */
  const char *const *not_these; /* (nullable) consultants already rung */
  gint64 tier;                /* of the guest's score (sf_tier_of()); 0: there is no score */
  gboolean vip;               /* a guest of honour */
  const char *today;          /* YYYY-MM-DD in the dealer's zone */
  int minute;                 /* minutes after midnight there */
} SfAssignInput;
/**
 * Returns the consultant's id (owned by the input) or NULL. @why (nullable) receives the reason as codes with arguments, at most
 * 80 characters (transfer full): [asked_busy| or booked_busy|] then asked, booked, regular, nobody, or [of|vip+tier1+en+ev|] (what narrowed the choice)
 * then rotation|<place> or least_busy|<guests now>.
 */
const char *sf_assign (const SfAssignInput *input, char **why);
/** Rule 1 alone. */
gboolean sf_colleague_can_go (const SfAssignInput *input, const SfColleague *self);
/** The reason as one sentence for staff, in @lang; @name is the consultant's. "" for a reason of a newer version. (transfer full) */
char *sf_assign_why_text (const char *why, const char *name, SfLang lang);
/** Rules of a setting's value: words apart by comma or space, unknown ones passed over; NULL or without any known word: the default. */
guint sf_rules_parse (const char *value);
/** What a guest speaks by the language they chose on the glass ("zh_TW" → "zh"); static, NULL for NULL. */
const char *sf_spoken (const char *lang);
/** What one should know about to show @models (MODEL; unknown ones may be NULL): "ev" for what drives on a battery, "family" for vans and
 *  for suvs of more than five seats, "performance" under 4.5 s to 100 km/h. (transfer full) */
GStrv sf_models_skills (GPtrArray *models);
/** Fills in what @visit says and what the setting's value @policy (nullable) wants; colleagues, owner, vip, tier and day are the caller's. */
void  sf_assign_visit (SfAssignInput *input, SfRecord *visit, const char *policy);
/** Tier of a score (0 to 100; -1: none, 0) by the setting's value @tiers (nullable: the default). */
gint64 sf_tier_of (gint64 score, const char *tiers);

/**
 * The input as lines of text, the guest's first, then one per colleague by id: the same input gives the same text in whatever order
 * it came. Holds ids and codes, nothing about a guest. (transfer full)
 */
char *sf_assign_ask_text (const SfAssignInput *input);
char *sf_colleague_text (const SfColleague *colleague);
/** Back again; NULL for what is none. @ask owns its strings. (transfer full) */
typedef struct { SfAssignInput input; GPtrArray *strings, *lists; } SfAssignAsk;
SfAssignAsk *sf_assign_ask_parse (const char *text);
void         sf_assign_ask_free  (SfAssignAsk *self);
SfColleague *sf_colleague_parse (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfColleague, sf_colleague_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfAssignAsk, sf_assign_ask_free)

/** Job that receives a purpose: service and collecting → "service", help → "reception", the rest → "sales". */
const char *sf_purpose_job (const char *purpose);
/** True if a visit of this purpose counts as a party (批次); a call for help does not, a guest of an event does. */
gboolean    sf_purpose_counts (const char *purpose);
/** True if somebody is rung for it at once; 随便看看 and guests of an event are counted and left in peace. */
gboolean    sf_purpose_rings (const char *purpose);

/** TRUE for an EVENT that is on today in @zone and not over at @now (ms UTC): it began already, or begins later today. Not whether it was called off. */
gboolean    sf_event_is_on (SfRecord *event, gint64 now, const char *zone);
/** Ticket number of the day's n-th (1…) ticket: letter + two digits or more; with @skip4 numbers containing a 4 are left out. (transfer full) */
char       *sf_ticket_number (const char *letter, guint n, gboolean skip4);
/** @skip4 as the setting ticket.skip4 says it; without it (NULL) they are left out. */
gboolean    sf_ticket_skips4 (const char *setting);
/** Wait in honest steps: median of @past (ms; negative ones are passed over) times (@ahead + 1), rounded up to 5, 10, 15, 20
 *  or 30 minutes; -1 when one cannot say: fewer than 5 past waits, or more than 30 minutes. */
int         sf_wait_step (const gint64 *past, guint n_past, guint ahead);
/** Days until the next follow-up: H 1, A 2, B 7, C 15, O 3; -1 for none (lost). Defaults of requirements.md B8; each a setting later. */
int         sf_level_days (const char *level);
/** "YYYY-MM-DD" plus days; NULL for what is no date. (transfer full) */
char       *sf_date_add (const char *date, int days);
/** The day ("YYYY-MM-DD") and the minutes after midnight of an instant in an IANA zone (unknown zone: UTC). (transfer full) */
char       *sf_day_of (gint64 at_ms, const char *zone, int *minute);
/** The other way round: the instant (ms) of a day and the minutes after midnight in a zone; -1 for what is no day. */
gint64      sf_time_of (const char *day, int minute, const char *zone);

/**
 * The state machines. Returns the new state (static) or NULL if @verb may not happen from @state. Verbs are the commands of the
 * registry plus what the server itself does (in parentheses):
 *
 * VISIT_STATUS  waiting -(notify)-> notified -(expire)-> waiting · waiting|notified -(accept)-> accepted · -serve-> serving ·
 *   accepted -(hand)-> waiting · serving -(hand)-> serving, serving -(accept)-> serving (a colleague takes over) ·
 *   any but left, void -leave-> left · any but void -void-> void · waiting|notified|accepted -give-> waiting, serving -give-> serving
 * ASSIGNMENT  offered -ack-> acked · offered|acked -accept-> accepted, -decline-> declined, -hand-> handed, -(expire)-> expired ·
 *   accepted -hand-> handed · offered|acked|accepted -(end)-> ended · expired -accept-> accepted, which the server allows only
 *   while the visit itself can be accepted: first valid one wins.
 * CLASH  open -keep-> kept, -move-> moved, -share-> shared: decided once.
 */
const char *sf_flow_next (SfKind kind, const char *state, const char *verb);
G_END_DECLS
