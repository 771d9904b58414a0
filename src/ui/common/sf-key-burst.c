/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-key-burst"
#include "config.h"
#include "ui/common/sf-key-burst.h"
#include <string.h>

void
sf_key_burst_init (SfKeyBurst *self, guint gap_ms)
{
  memset (self, 0, sizeof *self);
  /* Of one size from the start: a buffer that grew would leave copies of what was read behind. */
  self->text = g_string_sized_new (SF_KEY_BURST_MOST + 8);
  self->gap_ms = gap_ms;
}

static void
forget (SfKeyBurst *self)
{
  memset (self->text->str, 0, self->text->allocated_len);
  g_string_truncate (self->text, 0);
  self->held = 0;
}

void
sf_key_burst_clear (SfKeyBurst *self)
{
  forget (self);
  g_string_free (self->text, TRUE);
  self->text = NULL;
}

static gboolean
is_end (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter || keyval == GDK_KEY_Tab || keyval == GDK_KEY_ISO_Left_Tab
         || keyval == GDK_KEY_KP_Tab;
}

/* What a scanner presses besides: it makes capitals like anybody. */
static gboolean
is_shift (guint keyval)
{
  return keyval == GDK_KEY_Shift_L || keyval == GDK_KEY_Shift_R || keyval == GDK_KEY_Caps_Lock || keyval == GDK_KEY_Shift_Lock;
}

static SfKeyVerdict
end_as_typed (SfKeyBurst *self)
{
  const SfKeyVerdict verdict = self->held > 0 ? SF_KEY_BURST_REPLAY : 0;

  forget (self);
  self->open = self->spoken = FALSE;
  return verdict;
}

/* A key inside a burst that has said its code already, or grew beyond all codes. */
static SfKeyVerdict
drop (SfKeyBurst *self)
{
  forget (self);
  self->spoken = TRUE;
  return SF_KEY_BURST_DROP;
}

static SfKeyVerdict
hold (SfKeyBurst *self, gunichar letter)
{
  if (self->text->len + 6 > SF_KEY_BURST_MOST)
    return drop (self);
  if (letter != 0)
    g_string_append_unichar (self->text, letter);
  self->held++;
  return SF_KEY_BURST_HOLD;
}

SfKeyVerdict
sf_key_burst_press (SfKeyBurst *self, guint32 time_ms, guint keyval, gboolean command)
{
  const gunichar letter = gdk_keyval_to_unicode (keyval);
  SfKeyVerdict before = 0;

  if (self->spoken && self->held == 0 && self->text->len > 0)
    forget (self);
  if (self->open && time_ms - self->last > self->gap_ms)
    before = end_as_typed (self);
  self->last = time_ms;
  if (self->open && self->spoken)
    return drop (self);
  if (self->open && is_end (keyval) && !command)
    {
      if (g_utf8_strlen (self->text->str, -1) < SF_KEY_BURST_LEAST)
        return end_as_typed (self);
      self->spoken = TRUE;
      self->held = 0;
      return SF_KEY_BURST_DROP | SF_KEY_BURST_CODE;
    }
  if (command || (!is_shift (keyval) && (letter == 0 || g_unichar_iscntrl (letter))))
    return before | end_as_typed (self);
  self->open = TRUE;
  return before | hold (self, is_shift (keyval) ? 0 : letter);
}

SfKeyVerdict
sf_key_burst_pause (SfKeyBurst *self)
{
  return end_as_typed (self);
}

const char *
sf_key_burst_code (SfKeyBurst *self)
{
  return self->text->str;
}
