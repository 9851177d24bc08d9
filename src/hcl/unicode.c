/* hcl/unicode.c: clusters and identifiers through PCRE2's Unicode data, normalization through a table of our own (PCRE2 has none). */
#include "hcl/unicode.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"
#include "hcl/nfc_tables.h"

void hcl_unicode_free(struct hcl_unicode *u)
{
    pcre2_code_free(u->cluster);
    pcre2_code_free(u->id_start);
    pcre2_code_free(u->id_continue);
    *u = (struct hcl_unicode){0};
}

/* Bytes that `pattern` matches at s, or 0. Without memory for the pattern: one code point. */
static size_t match(void **compiled, const char *pattern, const char *s, size_t len)
{
    size_t one;
    utf8_decode(s, len, &one);
    if (!*compiled) {
        int code;
        PCRE2_SIZE at;
        *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_DOTALL, &code, &at, NULL);
        if (!*compiled) return one;
    }
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data) return one;
    int found = pcre2_match(*compiled, (PCRE2_SPTR)s, len, 0, PCRE2_NO_UTF_CHECK, data, NULL);
    size_t size = found > 0 ? pcre2_get_ovector_pointer(data)[1] : 0;
    pcre2_match_data_free(data);
    return size;
}

/* \X of PCRE2 10.42 takes two emoji in a row for one cluster; those are spelled out, by Unicode's rule GB11. */
#define EXTEND "\\p{Grapheme_Extend}\\p{Emoji_Modifier}\\x{200C}"
#define CLUSTER "\\p{ExtPict}(?:[" EXTEND "]*+\\x{200D}\\p{ExtPict})*+[" EXTEND "\\x{200D}\\p{Mc}]*+|\\X"

size_t hcl_grapheme(struct hcl_unicode *u, const char *s, size_t len)
{
    unsigned char c = (unsigned char)s[0];
    if (c < 0x80 && (len == 1 || (unsigned char)s[1] < 0x80)) return c == '\r' && len > 1 && s[1] == '\n' ? 2 : 1;
    /* A cluster is looked for in the valid text ahead, some hundred bytes of it: no cluster in use is longer. */
    size_t window = len < 256 ? len : 256;
    size_t valid = utf8_valid_prefix(s, window);
    if (valid == 0) return 1;
    size_t size = match(&u->cluster, CLUSTER, s, valid);
    return size ? size : 1;
}

size_t hcl_grapheme_count(struct hcl_unicode *u, struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; n++) i += hcl_grapheme(u, s.s + i, s.len - i);
    return n;
}

static bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool hcl_id_start(struct hcl_unicode *u, const char *s, size_t len, size_t *size)
{
    *size = 1;
    if (len == 0) return false;
    if ((unsigned char)s[0] < 0x80) return ascii_letter(s[0]) || s[0] == '_';
    uint32_t rune = utf8_decode(s, len, size);
    if (rune == UTF8_REPLACEMENT && *size == 1) return false;
    return match(&u->id_start, "[\\p{L}\\p{Nl}]", s, *size) > 0;
}

bool hcl_id_continue(struct hcl_unicode *u, const char *s, size_t len, size_t *size)
{
    *size = 1;
    if (len == 0) return false;
    if ((unsigned char)s[0] < 0x80) return ascii_letter(s[0]) || (s[0] >= '0' && s[0] <= '9') || s[0] == '_' || s[0] == '-';
    uint32_t rune = utf8_decode(s, len, size);
    if (rune == UTF8_REPLACEMENT && *size == 1) return false;
    return match(&u->id_continue, "[\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}]", s, *size) > 0;
}

/* --- normalization --- */

#define HANGUL_S 0xAC00u
#define HANGUL_L 0x1100u
#define HANGUL_V 0x1161u
#define HANGUL_T 0x11A7u

static uint8_t combining_class(uint32_t rune)
{
    size_t low = 0, high = COUNT_OF(nfc_classes);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (nfc_classes[mid].rune < rune) low = mid + 1;
        else high = mid;
    }
    return low < COUNT_OF(nfc_classes) && nfc_classes[low].rune == rune ? nfc_classes[low].combining : 0;
}

/* Full canonical decomposition of one code point, at most 4 long; returns the number. */
static size_t decompose(uint32_t rune, uint32_t out[4])
{
    if (rune >= HANGUL_S && rune < HANGUL_S + 11172) {
        uint32_t s = rune - HANGUL_S;
        out[0] = HANGUL_L + s / 588;
        out[1] = HANGUL_V + s % 588 / 28;
        if (s % 28 == 0) return 2;
        out[2] = HANGUL_T + s % 28;
        return 3;
    }
    uint32_t tail[4];
    size_t n_tail = 0;
    for (;;) {   /* only the first of a pair decomposes further */
        size_t low = 0, high = COUNT_OF(nfc_decompositions);
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (nfc_decompositions[mid].rune < rune) low = mid + 1;
            else high = mid;
        }
        if (low == COUNT_OF(nfc_decompositions) || nfc_decompositions[low].rune != rune) break;
        if (nfc_decompositions[low].second && n_tail < 3) tail[n_tail++] = nfc_decompositions[low].second;
        rune = nfc_decompositions[low].first;
    }
    size_t n = 0;
    out[n++] = rune;
    while (n_tail) out[n++] = tail[--n_tail];
    return n;
}

static uint32_t compose(uint32_t first, uint32_t second)
{
    if (first >= HANGUL_L && first < HANGUL_L + 19 && second >= HANGUL_V && second < HANGUL_V + 21)
        return HANGUL_S + ((first - HANGUL_L) * 21 + second - HANGUL_V) * 28;
    if (first >= HANGUL_S && first < HANGUL_S + 11172 && (first - HANGUL_S) % 28 == 0 && second > HANGUL_T && second < HANGUL_T + 28)
        return first + second - HANGUL_T;
    size_t low = 0, high = COUNT_OF(nfc_compositions);
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (nfc_compositions[mid].first < first || (nfc_compositions[mid].first == first && nfc_compositions[mid].second < second)) low = mid + 1;
        else high = mid;
    }
    if (low < COUNT_OF(nfc_compositions) && nfc_compositions[low].first == first && nfc_compositions[low].second == second)
        return nfc_compositions[low].rune;
    return 0;
}

/* Marks in order of their class; the sort must be stable, and runs are short. A hostile run of thousands of marks is cut into pieces of 64. */
static void order_marks(uint32_t *runes, uint8_t *classes, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t rune = runes[i];
        uint8_t class = classes[i];
        if (class == 0) continue;
        size_t j = i;
        for (size_t moved = 0; j > 0 && classes[j - 1] > class && moved < 64; j--, moved++) {
            runes[j] = runes[j - 1];
            classes[j] = classes[j - 1];
        }
        runes[j] = rune;
        classes[j] = class;
    }
}

static size_t compose_all(uint32_t *runes, const uint8_t *classes, size_t n)
{
    size_t out = 0, starter = SIZE_MAX;
    int last = -1;   /* class of the last character kept after the starter; -1: none yet */
    for (size_t i = 0; i < n; i++) {
        if (starter != SIZE_MAX && (last < classes[i] || last == -1)) {
            uint32_t both = compose(runes[starter], runes[i]);
            if (both) {
                runes[starter] = both;
                continue;
            }
        }
        if (classes[i] == 0) {
            starter = out;
            last = -1;
        } else {
            last = classes[i];
        }
        runes[out++] = runes[i];
    }
    return out;
}

static bool may_change(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.s[i] >= 0xCC) return true;   /* U+0300 begins with CC 80; below it all is composed already */
    return false;
}

struct str hcl_nfc(struct arena *arena, struct str s)
{
    if (!may_change(s)) return s;
    size_t cap = utf8_count(s) * 4;
    uint32_t *runes = malloc(cap * sizeof *runes);
    uint8_t *classes = malloc(cap);
    char *out = NULL;
    size_t len = 0;
    if (runes && classes) {
        size_t n = 0;
        for (size_t i = 0; i < s.len;) {
            size_t size;
            size_t more = decompose(utf8_decode(s.s + i, s.len - i, &size), runes + n);
            for (; more; more--, n++) classes[n] = combining_class(runes[n]);
            i += size;
        }
        order_marks(runes, classes, n);
        n = compose_all(runes, classes, n);
        out = arena_alloc(arena, n * 4 + 1);
        if (out) {
            for (size_t i = 0; i < n; i++) len += utf8_encode(runes[i], out + len);
            out[len] = 0;
        }
    }
    free(runes);
    free(classes);
    return (struct str){out, len};
}

bool hcl_is_space(uint32_t rune)
{
    return (rune >= 9 && rune <= 13) || rune == ' ' || rune == 0x85 || rune == 0xA0 || rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) ||
           rune == 0x2028 || rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

size_t hcl_leading_space(struct str s)
{
    size_t i = 0, size;
    while (i < s.len && hcl_is_space(utf8_decode(s.s + i, s.len - i, &size))) i += size;
    return i;
}

size_t hcl_trailing_space(struct str s)
{
    size_t end = s.len;
    while (end > 0) {
        size_t start = end - 1, size;
        while (start > 0 && end - start < 4 && ((unsigned char)s.s[start] & 0xC0) == 0x80) start--;
        if (!hcl_is_space(utf8_decode(s.s + start, end - start, &size)) || start + size != end) break;
        end = start;
    }
    return s.len - end;
}
