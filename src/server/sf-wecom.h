/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-house.h"
#include "store/sf-server-rings.h"
G_BEGIN_DECLS
/**
 * SfWecom: tells rings to a WeCom group robot (企业微信群机器人), so that they are heard in the pocket: on top of tablet and phone
 * page, never instead. Off until a webhook is set (showfloorctl wecom). One text message per ring: what the guest is called and
 * came for, where, who is rung; never a number or a plate.
 *
 * At most 20 messages a minute, which is the robot's limit (developer.work.weixin.qq.com, "群机器人配置说明"): the next one goes
 * SF_WECOM_GAP_MS after the answer to the last, so that no minute, wherever the robot lets it begin, holds more than 20; after a
 * restart the first one waits as long. What became due meanwhile goes joined into one message, so that nobody waits for more than
 * that gap. At least once: whoever dies between sending and noting it sends again, and says so. Rings older than
 * SF_WECOM_LATE_MS are told as late and mention nobody who need not come any more; after a day they are dead.
 *
 * Answers: errcode 0 sent · 45009 too fast, a minute's pause · 93000 the key is wrong: stops until somebody sets it again ·
 * others three tries, then dead with that code · no answer: 3, 6 … 60 s pause.
 */
typedef struct _SfWecom SfWecom;
#define SF_WECOM_MAX_BYTES 2048               /* of a text message's content, UTF-8 */
#define SF_WECOM_GAP_MS 3050
#define SF_WECOM_LATE_MS (120 * 1000)
#define SF_WECOM_DEAD_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/** Main thread; begins to send what a former run left. */
SfWecom *sf_wecom_new  (SfHouse *house);
/** Something may be due. Cheap while it is off; @configured: look also then, the settings may be new. */
void     sf_wecom_kick (SfWecom *self, gboolean configured);
/** Begins nothing more. */
void     sf_wecom_stop (SfWecom *self);
gboolean sf_wecom_is_busy (SfWecom *self);
/** After it is not busy any more. */
void     sf_wecom_free (SfWecom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfWecom, sf_wecom_free)

/* sf-wecom-text.c */
/**
 * The JSON of one message for as many of @rows as fit, oldest first (at least one); *@taken says how many. Worker. (transfer full)
 */
char    *sf_wecom_compose (SfServerStore *store, GPtrArray *rows, gint64 now, guint *taken, GError **error);
/** @text without anything that could be a phone number or a plate. (transfer full) */
char    *sf_wecom_clean (const char *text);
G_END_DECLS
