/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-enums.h"
#include "base/sf-text.h"

/* Frozen: tests/unit/model/enums.golden holds every value; new ones are appended, none is renamed or taken away. */
#define ENUM(name, ...) \
  static const SfEnumValue values_##name[] = { __VA_ARGS__ }; \
  const SfEnum sf_enum_##name = { #name, values_##name, G_N_ELEMENTS (values_##name) };

ENUM (role,
      { "kiosk", N_C ("enum.role", "Kiosk") },
      { "tablet", N_C ("enum.role", "Tablet") },
      { "display", N_C ("enum.role", "Wall screen") })
ENUM (job,
      { "sales", N_C ("enum.job", "Sales consultant") },
      { "service", N_C ("enum.job", "Service adviser") },
      { "reception", N_C ("enum.job", "Receptionist") },
      { "manager", N_C ("enum.job", "Showroom manager") })
ENUM (purpose,
      { "see", N_C ("enum.purpose", "See our cars") },
      { "drive", N_C ("enum.purpose", "Test drive") },
      { "appointment", N_C ("enum.purpose", "Appointment") },
      { "service", N_C ("enum.purpose", "Service") },
      { "collect", N_C ("enum.purpose", "Collect a car") },
      { "browse", N_C ("enum.purpose", "Just looking") },
      { "help", N_C ("enum.purpose", "Get help") },
      { "event", N_C ("enum.purpose", "Event") })
ENUM (before,
      { "first", N_C ("enum.before", "First visit") },
      { "repeat", N_C ("enum.before", "Repeat visit") },
      { "unknown", N_C ("enum.before", "Not said") })
ENUM (title,
      { "mr", N_C ("enum.title", "Mr") },
      { "ms", N_C ("enum.title", "Ms") })
ENUM (lang,
      { "zh_CN", N_C ("enum.lang", "Simplified Chinese") },
      { "zh_TW", N_C ("enum.lang", "Traditional Chinese") },
      { "en", N_C ("enum.lang", "English") })
ENUM (source,
      { "lead", N_C ("enum.source", "Marketing lead") },
      { "natural", N_C ("enum.source", "Walk-in") },
      { "call_in", N_C ("enum.source", "Phone call") },
      { "referral", N_C ("enum.source", "Owner referral") },
      { "invite", N_C ("enum.source", "Invited") },
      { "event", N_C ("enum.source", "Event") },
      { "aftersales", N_C ("enum.source", "Service customer") },
      { "other", N_C ("enum.source", "Other") })
ENUM (service,
      { "maint", N_C ("enum.service", "Service") },
      { "fault", N_C ("enum.service", "Something's wrong") },
      { "body", N_C ("enum.service", "Bodywork and paint") },
      { "tyre", N_C ("enum.service", "Tyres") },
      { "claim", N_C ("enum.service", "Accident claim") },
      { "unsure", N_C ("enum.service", "Not sure, please look") })
ENUM (visit_state,
      { "waiting", N_C ("enum.visit_state", "Waiting") },
      { "notified", N_C ("enum.visit_state", "Notified") },
      { "accepted", N_C ("enum.visit_state", "Accepted") },
      { "serving", N_C ("enum.visit_state", "Being served") },
      { "left", N_C ("enum.visit_state", "Left") },
      { "void", N_C ("enum.visit_state", "Entered by mistake") })
ENUM (assign_state,
      { "offered", N_C ("enum.assign_state", "Ringing") },
      { "acked", N_C ("enum.assign_state", "Ring delivered") },
      { "accepted", N_C ("enum.assign_state", "Accepted") },
      { "declined", N_C ("enum.assign_state", "Can't come") },
      { "expired", N_C ("enum.assign_state", "Not answered") },
      { "handed", N_C ("enum.assign_state", "Handed over") },
      { "ended", N_C ("enum.assign_state", "Ended") })
ENUM (presence,
      { "free", N_C ("enum.presence", "Free") },
      { "serving", N_C ("enum.presence", "With a customer") },
      { "away", N_C ("enum.presence", "Away") },
      { "rest", N_C ("enum.presence", "Off") },
      { "off", N_C ("enum.presence", "Off duty") })
ENUM (level,
      { "H", N_C ("enum.level", "H: within 7 days") },
      { "A", N_C ("enum.level", "A: within 15 days") },
      { "B", N_C ("enum.level", "B: within 30 days") },
      { "C", N_C ("enum.level", "C: more than 30 days") },
      { "O", N_C ("enum.level", "O: ordered") })
ENUM (drive,
      { "driven", N_C ("enum.drive", "Driven") },
      { "none", N_C ("enum.drive", "Not driven") },
      { "booked", N_C ("enum.drive", "Booked") })
ENUM (buying,
      { "first", N_C ("enum.buying", "First car") },
      { "additional", N_C ("enum.buying", "Additional car") },
      { "replacement", N_C ("enum.buying", "Replacement") })
ENUM (result,
      { "considering", N_C ("enum.result", "Still considering") },
      { "quote", N_C ("enum.result", "Quote given") },
      { "ordered", N_C ("enum.result", "Ordered") },
      { "lost", N_C ("enum.result", "Lost") })
ENUM (lost_reason,
      { "price", N_C ("enum.lost_reason", "Price") },
      { "competitor", N_C ("enum.lost_reason", "Competing model") },
      { "stock", N_C ("enum.lost_reason", "Colour or stock") },
      { "finance", N_C ("enum.lost_reason", "Finance plan") },
      { "plan", N_C ("enum.lost_reason", "Plan dropped") },
      { "elsewhere", N_C ("enum.lost_reason", "Bought elsewhere") },
      { "unreachable", N_C ("enum.lost_reason", "No contact") })
ENUM (consent_purpose,
      { "visit", N_C ("enum.consent_purpose", "This visit") },
      { "news", N_C ("enum.consent_purpose", "News and events") },
      { "share", N_C ("enum.consent_purpose", "Share with the maker") },
      { "welcome", N_C ("enum.consent_purpose", "Welcome on the screen") })
ENUM (consent_method,
      { "touch", N_C ("enum.consent_method", "On the screen") },
      { "spoken", N_C ("enum.consent_method", "Spoken") },
      { "paper", N_C ("enum.consent_method", "On paper") },
      { "page", N_C ("enum.consent_method", "On the phone page") })
ENUM (follow_state,
      { "open", N_C ("enum.follow_state", "Open") },
      { "done", N_C ("enum.follow_state", "Done") },
      { "dropped", N_C ("enum.follow_state", "Dropped") })
ENUM (follow_result,
      { "reached", N_C ("enum.follow_result", "Reached") },
      { "no_answer", N_C ("enum.follow_result", "No answer") },
      { "coming", N_C ("enum.follow_result", "Coming in") },
      { "moved", N_C ("enum.follow_result", "Rescheduled") },
      { "wechat", N_C ("enum.follow_result", "Added on WeChat") },
      { "ordered", N_C ("enum.follow_result", "Ordered") },
      { "lost", N_C ("enum.follow_result", "Lost") })
ENUM (device_state,
      { "active", N_C ("enum.device_state", "In use") },
      { "revoked", N_C ("enum.device_state", "Withdrawn") })
ENUM (ring_stage,
      { "calling", N_C ("enum.ring_stage", "Calling") },
      { "consultant", N_C ("enum.ring_stage", "Consultant notified") },
      { "reception", N_C ("enum.ring_stage", "Reception notified") },
      { "nobody", N_C ("enum.ring_stage", "Nobody reached") })
ENUM (energy,
      { "bev", N_C ("enum.energy", "Electric") },
      { "phev", N_C ("enum.energy", "Plug-in hybrid") },
      { "erev", N_C ("enum.energy", "Range extender") },
      { "hev", N_C ("enum.energy", "Hybrid") },
      { "ice", N_C ("enum.energy", "Petrol") })
ENUM (drivetrain,
      { "fwd", N_C ("enum.drivetrain", "Front-wheel drive") },
      { "rwd", N_C ("enum.drivetrain", "Rear-wheel drive") },
      { "awd", N_C ("enum.drivetrain", "All-wheel drive") })
ENUM (view_use,
      { "hero", N_C ("enum.view_use", "Wide picture") },
      { "card", N_C ("enum.view_use", "Card") },
      { "gallery", N_C ("enum.view_use", "Gallery") },
      { "turn", N_C ("enum.view_use", "Turn") },
      { "inside", N_C ("enum.view_use", "Inside") },
      { "film", N_C ("enum.view_use", "Film") })
ENUM (stock_place,
      { "showroom", N_C ("enum.stock_place", "In the showroom") },
      { "yard", N_C ("enum.stock_place", "In stock") },
      { "transit", N_C ("enum.stock_place", "In transit") },
      { "sold", N_C ("enum.stock_place", "Sold") })
ENUM (push_what,
      { "model", N_C ("enum.push_what", "Car") },
      { "view", N_C ("enum.push_what", "Picture") },
      { "welcome", N_C ("enum.push_what", "Welcome") },
      { "call", N_C ("enum.push_what", "Call") },
      { "back", N_C ("enum.push_what", "Taken back") })
ENUM (showing_what,
      { "programme", N_C ("enum.showing_what", "Programme") },
      { "push", N_C ("enum.showing_what", "From a tablet") },
      { "nothing", N_C ("enum.showing_what", "Nothing to play") })
ENUM (social,
      { "wechat", N_C ("enum.social", "WeChat") },
      { "wecom", N_C ("enum.social", "WeCom") },
      { "line", N_C ("enum.social", "LINE") })
ENUM (channel,
      { "ticket", N_C ("enum.channel", "Ticket") },
      { "tablet", N_C ("enum.channel", "Card on the tablet") },
      { "screen", N_C ("enum.channel", "Wall screen") },
      { "print", N_C ("enum.channel", "On paper") },
      { "shared", N_C ("enum.channel", "Passed on") },
      { "own", N_C ("enum.channel", "Checking in on one's own phone") })
ENUM (arrived,
      { "intime", N_C ("enum.arrived", "In time") },
      { "early", N_C ("enum.arrived", "Early") },
      { "late", N_C ("enum.arrived", "Late") },
      { "day", N_C ("enum.arrived", "On another day") },
      { "used", N_C ("enum.arrived", "Used before") })
ENUM (guest_place,
      { "place", N_C ("enum.guest_place", "Has a place") },
      { "waits", N_C ("enum.guest_place", "On the waiting list") })
ENUM (card_event,
      { "open", N_C ("enum.card_event", "Opened") },
      { "save", N_C ("enum.card_event", "Saved the contact") },
      { "call", N_C ("enum.card_event", "Called") },
      { "add", N_C ("enum.card_event", "Added on WeChat") },
      { "book", N_C ("enum.card_event", "Asked for a test drive") },
      { "share", N_C ("enum.card_event", "Passed it on") })
ENUM (left_out,
      { "own", N_C ("enum.left_out", "The dealer's own device") },
      { "staff", N_C ("enum.left_out", "Staff") },
      { "bot", N_C ("enum.left_out", "A machine") },
      { "preview", N_C ("enum.left_out", "A preview") },
      { "repeat", N_C ("enum.left_out", "Again within 30 minutes") })
ENUM (follow_about,
      { "drive", N_C ("enum.follow_about", "Would like a test drive") },
      { "withdraw", N_C ("enum.follow_about", "Takes consent back") },
      { "erase", N_C ("enum.follow_about", "Wants data deleted") })
ENUM (privacy_what,
      { "erase", N_C ("enum.privacy_what", "Delete their data") },
      { "copy", N_C ("enum.privacy_what", "Get a copy") },
      { "correct", N_C ("enum.privacy_what", "Correct something") })
ENUM (privacy_state,
      { "open", N_C ("enum.privacy_state", "Open") },
      { "done", N_C ("enum.privacy_state", "Done") },
      { "refused", N_C ("enum.privacy_state", "Refused") })
ENUM (two_state,
      { "open", N_C ("enum.two_state", "To be settled") },
      { "kept", N_C ("enum.two_state", "Kept as it was") },
      { "taken", N_C ("enum.two_state", "The other one was taken") })
ENUM (ride,
      { "drive", N_C ("enum.ride", "Drives themselves") },
      { "beside", N_C ("enum.ride", "Rides along") })
ENUM (collect,
      { "service", N_C ("enum.collect", "After service") },
      { "new", N_C ("enum.collect", "New car") })
ENUM (appointment_state,
      { "booked", N_C ("enum.appointment_state", "Booked") },
      { "cancelled", N_C ("enum.appointment_state", "Cancelled") })
ENUM (offer_what,
      { "discount", N_C ("enum.offer_what", "Discount") },
      { "finance", N_C ("enum.offer_what", "Finance") },
      { "trade_in", N_C ("enum.offer_what", "Trade-in bonus") },
      { "subsidy", N_C ("enum.offer_what", "Subsidy") },
      { "gift", N_C ("enum.offer_what", "Gift") },
      { "other", N_C ("enum.offer_what", "Other") })
ENUM (drink,
      { "tea", N_C ("enum.drink", "Green tea") },
      { "coffee", N_C ("enum.drink", "Coffee") },
      { "water", N_C ("enum.drink", "Warm water") },
      { "none", N_C ("enum.drink", "Nothing, thanks") })
ENUM (heard,
      { "friend", N_C ("enum.heard", "A friend") },
      { "video", N_C ("enum.heard", "Short video") },
      { "site", N_C ("enum.heard", "Car website") },
      { "pass", N_C ("enum.heard", "Passing by") },
      { "call", N_C ("enum.heard", "You called me") })
ENUM (paper,
      { "ready", N_C ("enum.paper", "Ready") },
      { "empty", N_C ("enum.paper", "Out of paper") },
      { "open", N_C ("enum.paper", "Cover open") },
      { "jam", N_C ("enum.paper", "Paper is stuck") },
      { "off", N_C ("enum.paper", "Not answering") })
ENUM (reach,
      { "ok", N_C ("enum.reach", "Reached") },
      { "silent", N_C ("enum.reach", "No way through") },
      { "refused", N_C ("enum.reach", "Turned away") },
      { "off", N_C ("enum.reach", "Not in touch with the server either") })
ENUM (step_how,
      { "event", N_C ("enum.step_how", "Shown by what happened") },
      { "hand", N_C ("enum.step_how", "Ticked by hand") },
      { "skipped", N_C ("enum.step_how", "Skipped") },
      { "missing", N_C ("enum.step_how", "Missing") },
      { "late", N_C ("enum.step_how", "Overdue") })
ENUM (clash_state,
      { "open", N_C ("enum.clash_state", "To be decided") },
      { "kept", N_C ("enum.clash_state", "Stays with the owner") },
      { "moved", N_C ("enum.clash_state", "Goes to who received them") },
      { "shared", N_C ("enum.clash_state", "Shared") })

int
sf_enum_index (const SfEnum *self, const char *value)
{
  if (value == NULL)
    return -1;
  for (guint i = 0; i < self->n_values; i++)
    if (strcmp (self->values[i].value, value) == 0)
      return (int) i;
  return -1;
}
