#include "base/utf8.h"

/* Length of the valid sequence at s[0..len), 0 when it is invalid. Unicode table 3-7. */
static size_t sequence(const unsigned char *s, size_t len)
{
    unsigned char a = s[0];
    if (a < 0x80) return 1;
    if (a < 0xC2 || a > 0xF4) return 0;
    if (len < 2) return 0;
    unsigned char low = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80, high = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) return 0;
    if (a < 0xE0) return 2;
    if (len < 3 || (s[2] & 0xC0) != 0x80) return 0;
    if (a < 0xF0) return 3;
    return len < 4 || (s[3] & 0xC0) != 0x80 ? 0 : 4;
}

size_t utf8_valid_prefix(const char *s, size_t len)
{
    size_t i = 0;
    while (i < len) {
        uint64_t word;
        if (i + 8 <= len && (memcpy(&word, s + i, 8), (word & 0x8080808080808080u) == 0)) {
            i += 8;
            continue;
        }
        size_t n = sequence((const unsigned char *)s + i, len - i);
        if (n == 0) return i;
        i += n;
    }
    return len;
}

uint32_t utf8_decode(const char *s, size_t len, size_t *size)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n = sequence(p, len);
    *size = n ? n : 1;
    switch (n) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4: return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    }
    return UTF8_REPLACEMENT;
}

size_t utf8_encode(uint32_t rune, char *out)
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) rune = UTF8_REPLACEMENT;
    if (rune < 0x80) return out[0] = (char)rune, 1;
    if (rune < 0x800) return out[0] = (char)(0xC0 | rune >> 6), out[1] = (char)(0x80 | (rune & 0x3F)), 2;
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

size_t utf8_count(struct str s)
{
    size_t count = 0, n;
    for (size_t i = 0; i < s.len; i += n, count++) utf8_decode(s.s + i, s.len - i, &n);
    return count;
}

static bool from_utf16(struct arena *arena, struct str bytes, bool big, size_t start, struct str *out, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)bytes.s;
    if ((bytes.len - start) % 2) return *bad = bytes.len - 1, false;
    char *text = (char *)arena_array(arena, (bytes.len - start) / 2 * 3 + 1, 1);
    size_t n = 0;
    if (!text) return *bad = 0, false;
    for (size_t i = start; i + 1 < bytes.len; i += 2) {
        uint32_t unit = big ? (uint32_t)p[i] << 8 | p[i + 1] : (uint32_t)p[i + 1] << 8 | p[i];
        if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < bytes.len) {
            uint32_t low = big ? (uint32_t)p[i + 2] << 8 | p[i + 3] : (uint32_t)p[i + 3] << 8 | p[i + 2];
            if (low < 0xDC00 || low > 0xDFFF) return *bad = i, false;
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (unit >= 0xD800 && unit <= 0xDFFF) {
            return *bad = i, false;
        }
        n += utf8_encode(unit, text + n);
    }
    text[n] = '\0';
    *out = (struct str){text, n};
    return true;
}

bool utf8_from_any(struct arena *arena, struct str bytes, struct str *out, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)bytes.s;
    if (bytes.len >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
        *out = (struct str){bytes.s + 3, bytes.len - 3};
        *bad = utf8_valid_prefix(out->s, out->len) + 3;
        return *bad == bytes.len;
    }
    if (bytes.len >= 2 && p[0] == 0xFF && p[1] == 0xFE) return from_utf16(arena, bytes, false, 2, out, bad);
    if (bytes.len >= 2 && p[0] == 0xFE && p[1] == 0xFF) return from_utf16(arena, bytes, true, 2, out, bad);
    if (bytes.len >= 4 && p[0] && !p[1] && p[2] && !p[3]) return from_utf16(arena, bytes, false, 0, out, bad);
    if (bytes.len >= 4 && !p[0] && p[1] && !p[2] && p[3]) return from_utf16(arena, bytes, true, 0, out, bad);
    *out = bytes;
    *bad = utf8_valid_prefix(bytes.s, bytes.len);
    return *bad == bytes.len;
}
