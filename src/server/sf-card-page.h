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

/** What a form says and what is wrong with it; texts are as typed, trimmed. */
typedef struct {
  char *surname, *title, *phone, *e164, *model, *day, *time, *token;
  int minute;
  const char *problem;       /* (nullable) code: again, early, name, phone, day, or busy */
} SfCardForm;
void sf_card_form_clear (SfCardForm *self);
/** Reads the fields of a booking; @problem of it says what is missing. @today, @region: of the dealer. */
void sf_card_form_read  (SfCardForm *self, SfForm *form);
void sf_card_form_check (SfCardForm *self, SfCardView *view);

/* sf-card-page.c */
/** How a page is asked for: its language in links when it was chosen, who opens it. */
typedef struct { SfCardView *view; SfFormTokens *tokens; gboolean lang_chosen, wechat; const char *done; } SfCardPage;
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

/* sf-card-forms.c */
GBytes *sf_card_book (SfCardPage *page, const SfCardForm *form);
GBytes *sf_card_data (SfCardPage *page, const char *problem);
/** A contact card. (transfer full) (nullable) */
char   *sf_card_vcard (SfCardView *view);
G_END_DECLS
