/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/** Every limit on input in one place; each has a test (reliability-security 2.5, sync 1.3). */
#define SF_MAX_JSON_DEPTH 32
#define SF_MAX_JSON_NODES 20000
#define SF_MAX_JSON_STRING (64 * 1024)
#define SF_MAX_BODY (1024 * 1024)
#define SF_MAX_INFLATED (4 * 1024 * 1024)
#define SF_MAX_INFLATE_RATIO 30
#define SF_MAX_HEADERS (16 * 1024)
#define SF_MAX_PUSH 100
#define SF_MAX_PUSH_BYTES (256 * 1024)
#define SF_MAX_PULL_ROWS 500
#define SF_MAX_PULL_BYTES (1024 * 1024)
#define SF_MAX_CONNECTIONS 256
#define SF_MAX_BLOB (64 * 1024 * 1024)
#define SF_MAX_QUERY 500
