/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-html.h"
#include "server/sf-intake.h"
#include "server/sf-public-call.h"
G_BEGIN_DECLS
/* The pages under /c/: a guest's ticket and a colleague's card. HTML without scripts, sheets of our own, no cookies. */

/* sf-card-call.c: what the routes do */
gboolean sf_card_style   (SfPublicCall *call);
void     sf_card_picture (SfPublicCall *call, GError **error);
gboolean sf_card_health  (SfPublicCall *call);
void     sf_card_prove   (SfPublicCall *call, GError **error);
gboolean sf_card_start   (SfPublicCall *call);
void     sf_card_get     (SfPublicCall *call, GError **error);
void     sf_card_post    (SfPublicCall *call, GError **error);

/** How a page is asked for: its language in links when it was chosen, who opens it. */
typedef struct { SfCardView *view; SfFormTokens *tokens; gboolean lang_chosen, wechat; const char *done; } SfCardPage;

/** What a form says and what is wrong with it; texts are as typed, trimmed. */
typedef struct {
  char *surname, *title, *phone, *e164, *model, *day, *time, *token;
  char *purpose, *event, *before, *plate, *service, *collect, *ride;    /* of checking in on one's own phone */
  gboolean news, share, none;                                   /* likewise; NONE: without a number */
  int minute;
  const char *problem;       /* (nullable) code: again, early, name, phone, day, or busy */
} SfCardForm;
void sf_card_form_clear (SfCardForm *self);
/** Reads the fields of a booking; @problem of it says what is missing. @today, @region: of the dealer. */
void sf_card_form_read  (SfCardForm *self, SfForm *form);
void sf_card_form_check (SfCardForm *self, SfCardView *view);

/** What is wrong, as the page says it. */
const char *sf_card_problem (const char *problem, SfLang lang);
/* Parts that forms share. */
/** TRUE for the id of a car of the view, and for "": not decided. */
gboolean sf_card_view_has_car (SfCardView *view, const char *id);
/** Begins a field with its label; the caller writes the control and closes. */
void sf_card_field  (SfHtml *html, const char *label, const char *for_id);
/** Surname and title; @needed: the form is not sent without a surname. */
void sf_card_name   (SfHtml *html, SfLang lang, const SfCardForm *form, gboolean needed);
/** The cars of the view, and "not decided". @chosen NULL: the first. */
void sf_card_models (SfHtml *html, SfCardView *view, const char *chosen);
/** The short notice, and the whole of it one touch away. */
void sf_card_notice (SfHtml *html, SfCardView *view);
/** The hidden fields; @kept: the token that was sent too early, whose time counts on. */
void sf_card_token  (SfHtml *html, SfCardPage *page, const char *what, const char *kept);
void sf_card_back   (SfHtml *html, SfCardPage *page);

/* sf-own-page.c: checking in on one's own phone */
/** What they come for: the first page behind the code. */
GBytes *sf_own_ways (SfCardPage *page);
/** The one question after it; NULL when FORM->PURPOSE is none of those. @share: the maker may be told, when they agree. */
GBytes *sf_own_ask  (SfCardPage *page, const SfCardForm *form, gboolean share);
/** The code was used, or its time is over. */
GBytes *sf_own_over (SfCardPage *page);
/** @problem of it says what is wrong. */
void    sf_own_check (SfCardForm *form, SfCardView *view);

/* sf-card-page.c */
/** Beginning of every page: the dealer's name and the languages; @sub: "", "/book" … */
SfHtml *sf_card_begin (SfCardPage *page, const char *title, const char *sub);
/** End of every page: the dealer's address and number. Frees @html. (transfer full) */
GBytes *sf_card_end   (SfCardPage *page, SfHtml *html);
/** "/c/SLUG" and @sub, with the language. (transfer full) */
char   *sf_card_link  (SfCardPage *page, const char *sub);
GBytes *sf_card_main  (SfCardPage *page);
/** A slug that means nothing (any more): the house itself, with its telephone. */
GBytes *sf_card_unknown (SfCardPage *page);
/** Six digits for the person who sets up the public address. */
GBytes *sf_card_digits (SfLang lang, const char *digits);
/** TRUE while the guest waits, so that the page renews itself. */
gboolean sf_card_is_waiting (SfCardView *view);

/** A button that posts to @what of the page. */
void   sf_card_button (SfHtml *html, SfCardPage *page, const char *what, const char *text, const char *class);

/* sf-card-event.c */
/** "10:00–17:30 · place", with the day when it is not today. (transfer full) */
char  *sf_card_event_when (SfCardView *view, SfRecord *event);
/** As the server last counted. */
gboolean sf_card_event_is_full (SfRecord *event);
/** How it stands with the guest of the view's event, in one line. Static. */
const char *sf_card_event_state (SfCardView *view);
/** Their event, and the way to say that they cannot come. */
void   sf_card_event (SfHtml *html, SfCardPage *page);

/* sf-card-forms.c */
GBytes *sf_card_book (SfCardPage *page, const SfCardForm *form);
GBytes *sf_card_data (SfCardPage *page, const char *problem);
/** A contact card. (transfer full) (nullable) */
char   *sf_card_vcard (SfCardView *view);
G_END_DECLS
