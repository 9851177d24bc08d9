/* base/re2.h: regular expressions with the syntax and the meaning of RE2 (Go's regexp), carried out by PCRE2.
 *
 * The pattern is read by RE2's grammar, so that what RE2 refuses (look-around, back references, a repeat above 1000) is refused, and is
 * written anew in PCRE2's words. The match is the leftmost one with the first alternative, as in both. RE2 takes linear time; PCRE2 tries
 * again, under a limit, and where the limit is hit a yes-or-no question is answered by its other matcher, which does not. */
#ifndef RAMPART_BASE_RE2_H
#define RAMPART_BASE_RE2_H

#include "base/buf.h"

struct re2;

enum re2_answer { RE2_NO, RE2_YES, RE2_TOO_COMPLEX, RE2_NO_MEMORY };

/* NULL with `why` filled: Go's message ("error parsing regexp: missing closing ): `(`"). Free with re2_free. */
MUST_USE struct re2 *re2_compile(struct str pattern, char *why, size_t room);
/* From a pattern in PCRE2's own syntax, all of the text to be matched (globs). */
MUST_USE struct re2 *re2_compile_whole(struct str pcre_pattern, char *why, size_t room);
void re2_free(void *re);

/* Is it RE2's syntax? */
bool re2_is_valid(struct str pattern);
/* Is there a match anywhere? */
enum re2_answer re2_test(struct re2 *re, struct str text);
/* The first match at or after `from`; groups[2i], groups[2i + 1] are where group i begins and ends (SIZE_MAX: it took no part). */
enum re2_answer re2_search(struct re2 *re, struct str text, size_t from, const size_t **groups);
size_t re2_groups(const struct re2 *re);   /* with the whole match: at least 1 */
/* The number of the group with this name, or 0. */
size_t re2_group_named(const struct re2 *re, struct str name);

/* RE2's metacharacters escaped. */
void re2_quote(struct buf *out, struct str s);

#endif
