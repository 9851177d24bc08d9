/* hcl/unicode.h: what HCL asks of Unicode: grapheme clusters for columns, identifiers, normalization form C, letter case. */
#ifndef RAMPART_HCL_UNICODE_H
#define RAMPART_HCL_UNICODE_H

#include "base/str.h"

/* Patterns compiled when first needed (text beyond ASCII); {0} to begin with, released by hcl_unicode_free. */
struct hcl_unicode { void *cluster, *id_start, *id_continue; };
void hcl_unicode_free(struct hcl_unicode *u);

/* Bytes of the first grapheme cluster of s[0..len), len ≥ 1. Invalid bytes are clusters of one byte. */
size_t hcl_grapheme(struct hcl_unicode *u, const char *s, size_t len);
size_t hcl_grapheme_count(struct hcl_unicode *u, struct str s);
/* The code point at the start of s may begin / continue an identifier (UAX #31, plus '_' and '-'); its size in *size. */
bool hcl_id_start(struct hcl_unicode *u, const char *s, size_t len, size_t *size);
bool hcl_id_continue(struct hcl_unicode *u, const char *s, size_t len, size_t *size);

/* Normalization form C. `s` itself when it is in that form already, which text without combining marks is. s must be valid UTF-8.
 * .s is NULL when memory is out. */
struct str hcl_nfc(struct arena *arena, struct str s);
/* White space as Go's unicode.IsSpace has it. */
bool hcl_is_space(uint32_t rune);
size_t hcl_leading_space(struct str s);    /* bytes */
size_t hcl_trailing_space(struct str s);

#endif
