/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-vehicle-check.h"
#include "model/sf-record.h"
G_BEGIN_DECLS
/*
 * A folder of Open EV Data (docs/import.md): src/<make>/<model>/base.json holds what all its cars share, <year>/<model>.json is
 * a car and what the year's others share, <year>/<model>_<variant>.json says what is different; later ones win, objects are
 * merged member by member, lists are replaced. Synchronous reading, any thread.
 */
/** Files of one model, in the order of their names. */
typedef struct { char *make, *model; GPtrArray *files; } SfVehicleFolder;      /* files: relative to the folder that was given */
/** All models below @dir, in order. Links and what lies in a wrong place become issues. NULL with @error when @dir cannot be
 *  read or holds more than 100,000 files. (transfer full) (element-type SfVehicleFolder) */
GPtrArray *sf_vehicle_tree_list (const char *dir, GPtrArray *issues, GError **error);

/** A car; @file: where it stands. Names in records come from the glossary, @name is the data's own (English) one. */
typedef struct { char *file, *trim, *variant, *name; gint64 year; SfRecord *record; GPtrArray *prices; } SfVehicleTrim;
typedef struct {
  char *make, *model;            /* codes */
  char *make_name, *model_name;  /* the data's own */
  SfRecord *brand_record, *model_record;
  GPtrArray *trims;              /* SfVehicleTrim, newest year first */
  guint files;                   /* that were taken for it */
} SfVehicleModel;
/**
 * Reads, merges and checks the files of one model. What is wrong becomes an issue and the rest is taken; NULL when no car is left.
 * Ids and references in the records mean nothing yet: the server makes them from codes. Figures that are not known are absent.
 */
SfVehicleModel *sf_vehicle_model_read (const char *dir, SfVehicleFolder *folder, GPtrArray *issues);
void            sf_vehicle_model_free (SfVehicleModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfVehicleModel, sf_vehicle_model_free)
/** One file of the layout as an object, checked by itself; NULL with an issue. (transfer full) */
JsonObject     *sf_vehicle_parse (const char *data, gsize n, const char *file, GPtrArray *issues);
/** @over laid on @under. (transfer full) */
JsonObject     *sf_vehicle_merge (JsonObject *under, JsonObject *over);
/** The car of a merged whole that was checked; NULL when a record cannot hold it (an issue). (transfer full) */
SfVehicleTrim  *sf_vehicle_trim_new (JsonObject *whole, const char *file, GPtrArray *issues);
void            sf_vehicle_trim_free (SfVehicleTrim *self);
/** @minor: hundredths of @currency; @from, @until (nullable): YYYY-MM-DD. Takes the place of one from the same day. */
void            sf_vehicle_trim_add_price (SfVehicleTrim *self, gint64 minor, const char *currency, const char *from, const char *until);
/** The model and its make by their cars. @whole: one of the cars as merged. FALSE with an issue. */
gboolean        sf_vehicle_model_fill (SfVehicleModel *self, JsonObject *whole, const char *file, GPtrArray *issues);
/** Node at a path of members like "body.seats"; NULL when it is not there. */
JsonNode       *sf_vehicle_node (JsonObject *object, const char *path);
const char     *sf_vehicle_text (JsonObject *object, const char *path);
/** First day of a price that was given without one: in force since ever. */
#define SF_VEHICLE_EVER "2000-01-01"
/** Stands for ids that the server makes. Static. */
#define SF_VEHICLE_NO_ID "00000000-0000-8000-8000-000000000000"
G_END_DECLS
