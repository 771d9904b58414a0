/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-device-store.h"
G_BEGIN_DECLS
/**
 * Puts a mutation into a device's outbox that no program of this version would write (a newer one did, before it was taken back; or
 * memory was bad): on the same chain as any other, without asking the registry.
 */
void sf_test_outbox_add (SfDeviceStore *store, const char *kind, const char *id, const char *body);
G_END_DECLS
