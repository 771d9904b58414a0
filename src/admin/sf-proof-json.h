/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-prove.h"
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/** A proof with the names of devices: {"sound":true,"at":…,"checked":{…},"devices":[…],"findings":[…]}. Store's worker. (transfer full) */
char *sf_proof_to_json (const SfProof *proof, SfServerStore *store, gint64 at_ms);
/** Nothing could be looked at: a proof of its own, too. (transfer full) */
char *sf_proof_error_json (const GError *error);
G_END_DECLS
