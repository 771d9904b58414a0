/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"

typedef struct { SfKind kind; const char *from, *verb, *to; } Step;

static const Step steps[] = {
  { SF_KIND_VISIT_STATUS, "waiting",  "notify", "notified" },
  { SF_KIND_VISIT_STATUS, "waiting",  "accept", "accepted" },
  { SF_KIND_VISIT_STATUS, "waiting",  "serve",  "serving" },
  { SF_KIND_VISIT_STATUS, "waiting",  "leave",  "left" },
  { SF_KIND_VISIT_STATUS, "waiting",  "void",   "void" },
  { SF_KIND_VISIT_STATUS, "waiting",  "give",   "waiting" },
  { SF_KIND_VISIT_STATUS, "notified", "expire", "waiting" },
  { SF_KIND_VISIT_STATUS, "notified", "accept", "accepted" },
  { SF_KIND_VISIT_STATUS, "notified", "serve",  "serving" },
  { SF_KIND_VISIT_STATUS, "notified", "leave",  "left" },
  { SF_KIND_VISIT_STATUS, "notified", "void",   "void" },
  { SF_KIND_VISIT_STATUS, "notified", "give",   "waiting" },
  /* Handed over before anybody has come: the guest waits again until the colleague accepts. */
  { SF_KIND_VISIT_STATUS, "accepted", "hand",   "waiting" },
  { SF_KIND_VISIT_STATUS, "accepted", "serve",  "serving" },
  { SF_KIND_VISIT_STATUS, "accepted", "leave",  "left" },
  { SF_KIND_VISIT_STATUS, "accepted", "void",   "void" },
  { SF_KIND_VISIT_STATUS, "accepted", "give",   "waiting" },
  /* Handed over in the middle: somebody stays with the guest until the colleague has accepted. */
  { SF_KIND_VISIT_STATUS, "serving",  "hand",   "serving" },
  { SF_KIND_VISIT_STATUS, "serving",  "accept", "serving" },
  { SF_KIND_VISIT_STATUS, "serving",  "leave",  "left" },
  { SF_KIND_VISIT_STATUS, "serving",  "void",   "void" },
  { SF_KIND_VISIT_STATUS, "serving",  "give",   "serving" },
  { SF_KIND_VISIT_STATUS, "left",     "void",   "void" },

  { SF_KIND_ASSIGNMENT, "offered",  "ack",     "acked" },
  { SF_KIND_ASSIGNMENT, "offered",  "accept",  "accepted" },
  { SF_KIND_ASSIGNMENT, "offered",  "decline", "declined" },
  { SF_KIND_ASSIGNMENT, "offered",  "hand",    "handed" },
  { SF_KIND_ASSIGNMENT, "offered",  "expire",  "expired" },
  { SF_KIND_ASSIGNMENT, "offered",  "end",     "ended" },
  { SF_KIND_ASSIGNMENT, "acked",    "accept",  "accepted" },
  { SF_KIND_ASSIGNMENT, "acked",    "decline", "declined" },
  { SF_KIND_ASSIGNMENT, "acked",    "hand",    "handed" },
  { SF_KIND_ASSIGNMENT, "acked",    "expire",  "expired" },
  { SF_KIND_ASSIGNMENT, "acked",    "end",     "ended" },
  { SF_KIND_ASSIGNMENT, "accepted", "hand",    "handed" },
  { SF_KIND_ASSIGNMENT, "accepted", "end",     "ended" },
  /* Accepted in time by somebody whose tablet was cut off: they are on their way already. */
  { SF_KIND_ASSIGNMENT, "expired",  "accept",  "accepted" },

  { SF_KIND_CLASH, "open", "keep",  "kept" },
  { SF_KIND_CLASH, "open", "move",  "moved" },
  { SF_KIND_CLASH, "open", "share", "shared" },
};

const char *
sf_flow_next (SfKind kind, const char *state, const char *verb)
{
  for (guint i = 0; state != NULL && verb != NULL && i < G_N_ELEMENTS (steps); i++)
    if (steps[i].kind == kind && strcmp (steps[i].from, state) == 0 && strcmp (steps[i].verb, verb) == 0)
      return steps[i].to;
  return NULL;
}
