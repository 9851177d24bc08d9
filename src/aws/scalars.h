/* aws/scalars.h: timestamps, numbers, base64 and percent-encoding as AWS's protocols write them. Internal to aws/. */
#ifndef RAMPART_AWS_SCALARS_H
#define RAMPART_AWS_SCALARS_H

#include "base/buf.h"
#include "value/value.h"

struct aws_time { int64_t seconds; int32_t micros; };   /* since 1970; micros 0 to 999,999 */

/* ISO 8601, an HTTP date, or seconds as digits with or without a fraction. */
MUST_USE bool aws_time_from_text(struct str text, struct aws_time *out);
MUST_USE bool aws_time_from_value(struct value v, struct aws_time *out);
/* "iso8601", "rfc822" (an HTTP date) or "unixTimestamp" (any case of letters). NULL when memory is out. */
MUST_USE char *aws_time_write(struct arena *arena, struct aws_time time, struct str format);
/* As awscli prints it: 2024-05-01T12:00:00+00:00. */
MUST_USE struct value aws_time_value(struct arena *arena, struct aws_time time);

/* NaN, Infinity and -Infinity are strings. */
bool aws_is_special_number(struct str text);
/* The digits of a number for a header, a path, a form or XML: an integer without fraction when `integer`. Empty when memory is out. */
MUST_USE struct str aws_number_text(struct arena *arena, struct value v, bool integer);
/* Text that is an integer or a decimal number → a number, or the string of a special one. VALUE_NONE when it is none. */
MUST_USE struct value aws_number_from_text(struct arena *arena, struct str text, bool integer);

MUST_USE bool aws_base64_decode(struct arena *arena, struct str text, struct str *out, bool *valid);   /* false: memory; white space is skipped */
MUST_USE char *aws_base64(struct arena *arena, struct str bytes);   /* NULL when memory is out */

/* All but A-Z a-z 0-9 - _ . ~ and the bytes in `keep` become %XX. */
void aws_percent_encode(struct buf *out, struct str s, const char *keep);

#endif
