/* rego/builtins/zones.h: time zones from the system's database (/usr/share/zoneinfo, RFC 8536), read into memory: no TZ variable, no
 * state of the C library, so any number of threads may ask. */
#ifndef RAMPART_REGO_BUILTINS_ZONES_H
#define RAMPART_REGO_BUILTINS_ZONES_H

#include "base/str.h"

struct zone;

/* A stretch of time with one offset: [start, end) in seconds since 1970. */
struct zone_offset { int64_t start, end; int32_t seconds; const char *name; };

/* "Europe/Rome", "Local"; NULL: no such zone, or no memory. "" and "UTC" need none. Free with zone_free. */
MUST_USE struct zone *zone_load(struct str name);
void zone_free(void *zone);
/* zone NULL: UTC. */
struct zone_offset zone_at(const struct zone *zone, int64_t second);

#endif
