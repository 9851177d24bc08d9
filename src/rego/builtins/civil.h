/* rego/builtins/civil.h: days and dates of the proleptic Gregorian calendar, with Go's layouts ("2006-01-02T15:04:05Z07:00"). */
#ifndef RAMPART_REGO_BUILTINS_CIVIL_H
#define RAMPART_REGO_BUILTINS_CIVIL_H

#include "base/buf.h"
#include "rego/builtins/zones.h"

/* A wall clock; month and day from 1. */
struct civil { int64_t year; int month, day, hour, minute, second, nanosecond; };

int64_t civil_days(int64_t year, int64_t month, int64_t day);   /* since 1970-01-01; month and day may be out of range */
void civil_of_days(int64_t days, struct civil *out);
int civil_days_in_month(int64_t year, int month);
bool civil_is_leap(int64_t year);
int civil_weekday(int64_t days);   /* Sunday is 0 */

extern const char *const civil_months[12], *const civil_weekdays[7];

/* An instant in nanoseconds since 1970 as a clock in that zone shows it. */
struct civil civil_of(int64_t ns, const struct zone *zone, struct zone_offset *offset);
/* The second since 1970 at which a clock in that zone shows this (UTC: zone NULL), as Go's time.Date has it. */
int64_t civil_seconds(const struct civil *c, const struct zone *zone);

void civil_format(struct buf *out, struct str layout, const struct civil *c, const struct zone_offset *offset);
/* False with Go's message in `why`. The instant is *seconds since 1970 and *nanoseconds. */
bool civil_parse(struct str layout, struct str text, int64_t *seconds, int *nanoseconds, char *why, size_t room);

#endif
