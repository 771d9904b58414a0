/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "server/sf-ingest.h"
G_BEGIN_DECLS
/**
 * SfIntake: all that a stranger with a slug can set in motion, and all they can be shown. The pages for visitors have nothing
 * else in their hands (decisions 22). Runs on the server store's worker.
 */
typedef struct _SfIntake SfIntake;
SfIntake *sf_intake_new  (SfServerStore *store, SfIngest *ingest, SfClock *clock, SfIds *ids, const char *dir);
void      sf_intake_free (SfIntake *self);

/** A car as a page shows it. */
typedef struct {
  SfRecord *model;
  char *picture;             /* (nullable) name of a picture, see sf_intake_picture */
  gint64 price;              /* minor units; -1: not known */
  char currency[4];
} SfCar;

/** What the bearer of one slug may see. Members are NULL where there is none. */
typedef struct {
  char slug[17];
  gboolean known;            /* FALSE: no such page, or one whose time is over; only dealer is set then */
  gboolean moved;            /* the colleague of the card has moved on */
  SfLang lang;
  char *today;               /* in the dealer's zone */
  SfRecord *dealer, *link, *card, *person, *visit, *status, *ticket, *consent, *notice;
  char *portrait;            /* name of a picture */
  char *place;               /* where a called guest goes, in LANG */
  GPtrArray *cars;           /* SfCar: the one of interest first */
  GPtrArray *consents, *withdrawals;   /* of this visit; NULL without one */
  SfRecord *booked;          /* the appointment that a colleague made with the guest of this visit, while it is ahead */
  SfRecord *recall;          /* the guest's last call, when they called again; an ASSIGNMENT */
  gboolean may_recall;       /* it is time that they may (again) */
  SfOwnState own;            /* a code for checking in on one's own phone; KNOWN is FALSE beside it */
  GPtrArray *events;         /* EVENTs of today that are not over, of such a code (element-type SfRecord) */
  SfRecord *event, *guest;   /* of a visit that names an event: EVENT, EVENT_GUEST */
  gboolean event_over, may_off;   /* may they say here that they cannot come? */
  int waits_place;           /* 1: next on the event's waiting list; 0: not on it */
  SfRecord *request;         /* to be erased: PRIVACY_REQUEST, the open one or else the newest */
} SfCardView;
void        sf_card_view_free (SfCardView *self);
SfCardView *sf_intake_view (SfIntake *self, const char *slug, SfLang lang, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfCardView, sf_card_view_free)

/**
 * Bytes of a picture that a page of ours named: "<sha256>-<mac>.<ext>". Nothing else can be fetched: the name carries a
 * keyed hash. @type is static. NULL without error: no such picture. (transfer full)
 */
GBytes     *sf_intake_picture (SfIntake *self, const char *name, const char **type, GError **error);

/** The digits that prove the public address, for who opened @origin ("https://NAME") at /c/prove-@name. (transfer full) (nullable) */
char       *sf_intake_proof (SfIntake *self, const char *name, const char *origin);

/** Who does it; nothing of this is written down. */
typedef struct {
  const char *address, *agent;   /* (nullable) */
  gboolean head, prefetch;
  const char *staff;         /* (nullable) consultant who is signed in on this phone */
} SfCaller;
/**
 * Why what a caller does is left out of the figures, or NULL: it counts. "own" a device of the dealer, or the colleague looks at
 * their own card · "staff" · "bot" · "preview" a messenger that fetches a title, a browser that fetches ahead, HEAD. Static.
 */
const char *sf_caller_left_out (const SfCaller *caller, const char *card_owner);
/** Counts @what (a value of sf_enum_card_event); the same by the same phone within 30 minutes is a repeat. */
gboolean    sf_intake_event (SfIntake *self, SfCardView *view, const char *what, const SfCaller *caller, GError **error);
/** The guest has waited and nobody came. */
gboolean    sf_intake_call_again (SfIntake *self, SfCardView *view, gboolean *called, GError **error);
/** The guest does not wait any longer. */
gboolean    sf_intake_leave (SfIntake *self, SfCardView *view, gboolean *left, GError **error);
typedef struct { const char *surname, *title, *phone, *model, *day; int minute; } SfBooking;   /* phone: E.164, the rest checked */
/** A test drive is asked for: an unmet follow-up, due today, of the colleague of the card, else of who leads the floor. */
gboolean    sf_intake_book (SfIntake *self, SfCardView *view, const SfBooking *booking, GError **error);
/** What a guest says on their own phone instead of at the kiosk; checked, NULL where not said; with a phone they agreed to the notice. */
typedef struct { const char *purpose, *event, *before, *model, *ride, *service, *collect, *surname, *title, *phone, *plate; gboolean news, share; } SfOwnSaid;
/** Makes the visit of the view's code. @slug: of the ticket's page; NULL: the code was used meanwhile, or its time is over. */
gboolean    sf_intake_own (SfIntake *self, SfCardView *view, const SfOwnSaid *said, char **slug, GError **error);
/** Slug of the page that the phone got which used this code; NULL: none did. (transfer full) */
char       *sf_intake_own_ticket (SfIntake *self, SfCardView *view, GError **error);
/** May guests be asked whether the maker may know (setting consent.share)? */
gboolean    sf_intake_may_share (SfIntake *self, SfCardView *view);
/** The guest of the view's event cannot come; nothing where they may not say so here (MAY_OFF). */
gboolean    sf_intake_call_off (SfIntake *self, SfCardView *view, GError **error);
/** TRUE while something that was agreed to at this visit is in force for @purpose. */
gboolean    sf_card_view_allows (SfCardView *self, const char *purpose);
/** What was agreed to for @purpose is taken back, at once; twice is once. For "visit" erasure is asked for, too. */
gboolean    sf_intake_withdraw (SfIntake *self, SfCardView *view, const char *purpose, GError **error);
/** Asks for erasure: a request that a manager answers, and a task of who leads the floor. Asked twice it is one. */
gboolean    sf_intake_ask_erase (SfIntake *self, SfCardView *view, GError **error);
G_END_DECLS
