/* base/re2_syntax.h: RE2's grammar, read and written anew for PCRE2. Used by re2.c alone. */
#ifndef RAMPART_BASE_RE2_SYNTAX_H
#define RAMPART_BASE_RE2_SYNTAX_H

#include "base/buf.h"

#define RE2_MAX_REPEAT 1000
#define RE2_MAX_DEPTH 1000

struct re2_names { struct str *items; size_t len, cap; };   /* by group number - 1; an unnamed group's is empty; points into the pattern; malloc'ed */

/* Appends the PCRE2 pattern to `out`. False with Go's message in `why`. names NULL: not wanted. */
bool re2_translate(struct str pattern, struct buf *out, struct re2_names *names, char *why, size_t room);

#endif
