/* base/unicode.h: upper and lower case, white space and what can be printed, of code points; Unicode 15.0's simple mappings. */
#ifndef RAMPART_BASE_UNICODE_H
#define RAMPART_BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* The code point itself where it has no other case. */
uint32_t unicode_lower(uint32_t rune);
uint32_t unicode_upper(uint32_t rune);
bool unicode_is_space(uint32_t rune);
bool unicode_is_letter(uint32_t rune);
/* Letters, marks, numbers, punctuation, symbols and the ASCII space. */
bool unicode_is_printable(uint32_t rune);

#endif
