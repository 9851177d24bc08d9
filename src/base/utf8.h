/* base/utf8.h: UTF-8, after Unicode 15 table 3-7 (no surrogates, nothing above U+10FFFF, no overlong form). */
#ifndef RAMPART_BASE_UTF8_H
#define RAMPART_BASE_UTF8_H

#include "base/str.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Offset of the first invalid byte, or `len` when all is valid. */
size_t utf8_valid_prefix(const char *s, size_t len);
static inline bool utf8_is_valid(struct str s) { return utf8_valid_prefix(s.s, s.len) == s.len; }
/* Decodes one code point at s[0..len), len ≥ 1; sets *size (1 for an invalid byte, whose answer is U+FFFD). */
uint32_t utf8_decode(const char *s, size_t len, size_t *size);
/* Writes 1 to 4 bytes to out[4], returns how many. Surrogates and values out of range become U+FFFD. */
size_t utf8_encode(uint32_t rune, char *out);
/* Number of code points; invalid bytes count one each. */
size_t utf8_count(struct str s);
/* UTF-16 (either byte order, BOM or guessed from the zero bytes) or UTF-8 with a BOM → UTF-8 in the arena. Text that is
 * already plain UTF-8 is returned as it is. False when it is none of these; *bad is then the byte offset. */
MUST_USE bool utf8_from_any(struct arena *arena, struct str bytes, struct str *out, size_t *bad);

#endif
