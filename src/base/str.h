/* base/str.h: a string view: bytes and a length, not owned, not NUL-terminated unless said. */
#ifndef RAMPART_BASE_STR_H
#define RAMPART_BASE_STR_H

#include "base/arena.h"

struct str { const char *s; size_t len; };

#define STR(literal) ((struct str){("" literal), sizeof(literal) - 1})

static inline struct str str_of(const char *s) { return (struct str){s, s ? strlen(s) : 0}; }
static inline bool str_eq(struct str a, struct str b) { return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0); }
static inline bool str_is(struct str a, const char *b) { return str_eq(a, str_of(b)); }
bool str_has_prefix(struct str s, struct str prefix);
bool str_has_suffix(struct str s, struct str suffix);
/* Byte order, as memcmp; a prefix comes first. */
int str_compare(struct str a, struct str b);
/* Offset of the first `needle` in `s` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
/* What a hexadecimal digit is worth, or -1. */
static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}
/* %41 becomes A, and with `form` + a blank; what is no such sequence stays as it is. NUL-terminated. False: memory. */
MUST_USE bool str_percent_decode(struct arena *arena, struct str s, bool form, struct str *out);
/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);
/* The nearest of `n` names to `name` for a "did you mean" (edit distance at most a third of its length), or NULL. */
const char *str_nearest(struct str name, const char *const *names, size_t n);

#endif
