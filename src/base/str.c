#include "base/str.h"

bool str_has_prefix(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.s, prefix.s, prefix.len) == 0);
}

bool str_has_suffix(struct str s, struct str suffix)
{
    return s.len >= suffix.len && (suffix.len == 0 || memcmp(s.s + s.len - suffix.len, suffix.s, suffix.len) == 0);
}

int str_compare(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.s, b.s, n) : 0;
    if (c) return c;
    return a.len < b.len ? -1 : a.len > b.len;
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.len) return SIZE_MAX;
    if (needle.len == 0) return from;
    const char *p = (const char *)memmem(s.s + from, s.len - from, needle.s, needle.len);
    return p ? (size_t)(p - s.s) : SIZE_MAX;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.s[0])) s.s++, s.len--;
    while (s.len && is_space(s.s[s.len - 1])) s.len--;
    return s;
}

#define NEAREST_MAX 63   /* longer names are not typed by hand */

/* Letters added, lost, changed, or two neighbours swapped: each counts one. */
static size_t edit_distance(struct str a, struct str b)
{
    size_t rows[3][NEAREST_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++) last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = last[j - 1] + (a.s[i - 1] != b.s[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.s[i - 1] == b.s[j - 2] && a.s[i - 2] == b.s[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b.len];
}

const char *str_nearest(struct str name, const char *const *names, size_t n)
{
    const char *nearest = NULL;
    size_t best = name.len / 3 + 1;
    if (name.len > NEAREST_MAX) return NULL;
    for (size_t i = 0; i < n; i++) {
        struct str candidate = str_of(names[i]);
        if (candidate.len > NEAREST_MAX) continue;
        size_t distance = edit_distance(name, candidate);
        if (distance < best) best = distance, nearest = names[i];
    }
    return nearest;
}

bool str_percent_decode(struct arena *arena, struct str s, bool form, struct str *out)
{
    char *bytes = (char *)arena_alloc(arena, s.len + 1);
    size_t n = 0;
    if (!bytes) return false;
    for (size_t i = 0; i < s.len; i++) {
        int high = s.s[i] == '%' && i + 2 < s.len ? hex_digit(s.s[i + 1]) : -1, low = high >= 0 ? hex_digit(s.s[i + 2]) : -1;
        if (low >= 0) bytes[n++] = (char)(high << 4 | low), i += 2;
        else bytes[n++] = form && s.s[i] == '+' ? ' ' : s.s[i];
    }
    bytes[n] = 0;
    *out = (struct str){bytes, n};
    return true;
}
