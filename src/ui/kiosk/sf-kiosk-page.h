/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-kiosk.h"
#include "ui/common/sf-page.h"
#include "ui/kiosk/sf-kiosk-bar.h"
G_BEGIN_DECLS
/**
 * SfKioskPage: a page of the guest's way: knows the kiosk and its draft. Abstract. Answers are read from and written to the
 * draft at once, so that nothing is lost by going back and nothing is left behind when the page goes.
 */
#define SF_TYPE_KIOSK_PAGE (sf_kiosk_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (SfKioskPage, sf_kiosk_page, SF, KIOSK_PAGE, SfPage)
struct _SfKioskPageClass
{
  SfPageClass parent_class;
};
/** How the guest asked for it: text half as large again in a layout of its own, what is touched in the lower part, sentences spoken. */
typedef struct { gboolean large, low, aloud; } SfKioskEase;
/** Once, before the page is entered, after the kiosk was set. */
void     sf_kiosk_page_set_ease   (SfKioskPage *self, const SfKioskEase *ease);
gboolean sf_kiosk_page_get_large  (SfKioskPage *self);
gboolean sf_kiosk_page_get_low    (SfKioskPage *self);
/** Once, before the page is entered. */
void     sf_kiosk_page_set_kiosk (SfKioskPage *self, SfKiosk *kiosk);
SfKiosk *sf_kiosk_page_get_kiosk (SfKioskPage *self);
/** The bar of the page's template; a page without one (attract, home, ticket) says nothing. Not owned. */
void     sf_kiosk_page_set_bar    (SfKioskPage *self, SfKioskBar *bar);
void     sf_kiosk_page_set_step   (SfKioskPage *self, guint place, guint length);
/** One answer of the draft, or NULL. (transfer full) */
char    *sf_kiosk_page_answer     (SfKioskPage *self, const char *name);
void     sf_kiosk_page_set_answer (SfKioskPage *self, const char *name, const char *value);
/** "cn" or "tw": rules of phones, plates and surnames. */
const char *sf_kiosk_page_region (SfKioskPage *self);
/** The item with @id in @list, or NULL. (transfer full) */
SfItem  *sf_kiosk_find_item (GListModel *list, const char *id);
/** File of a media field of @record when it is there, or NULL. (transfer full) */
char    *sf_kiosk_page_media (SfKioskPage *self, SfRecord *record, guint field);
/** "王先生", "Ms Chen", "先生" without a surname, or NULL without a title; in the language on the glass. (transfer full) */
char    *sf_kiosk_address (const char *surname, const char *title);
G_END_DECLS
