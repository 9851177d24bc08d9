/* rego/builtins/strings.c: searching, joining, splitting, replacing. Indexes count code points. */
#include "rego/builtins/families.h"

#include <stdlib.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "rego/builtins/common.h"

static bool two_strings(struct rego_call *call, const char *name, const struct value *in, struct str *a, struct str *b)
{
    return want_string(call, name, in, 1, a) && want_string(call, name, in, 2, b);
}

/* --- asking; of a string known in pieces, a piece may decide --- */

enum place { AT_START, AT_END, ANYWHERE };

static bool has(struct str s, struct str x, enum place place)
{
    if (place == AT_START) return str_has_prefix(s, x);
    if (place == AT_END) return str_has_suffix(s, x);
    return x.len == 0 || str_find(s, x, 0) != SIZE_MAX;
}

/* 1: yes, 0: no, -1: it depends on the unknown pieces. */
static int decide(struct value parts, struct str x, enum place place)
{
    if (x.len == 0) return 1;
    if (!value_is_array(parts) || value_len(parts) == 0) return -1;
    if (place == ANYWHERE) {
        for (size_t i = 0; i < value_len(parts); i++)
            if (value_is_string(value_items(parts)[i]) && has(value_str(value_items(parts)[i]), x, ANYWHERE)) return 1;
        return -1;
    }
    struct value edge = value_items(parts)[place == AT_START ? 0 : value_len(parts) - 1];
    if (!value_is_string(edge)) return -1;
    struct str s = value_str(edge);
    if (s.len >= x.len) return has(s, x, place);
    return has(x, s, place) ? -1 : 0;
}

static bool ask(struct rego_call *call, const char *name, const struct value *in, enum place place, struct value *out)
{
    struct str s, x;
    if (value_is_unknown(in[0]) && value_is_string(in[1])) {
        int answer = decide(value_unknown_parts(in[0]), value_str(in[1]), place);
        if (answer >= 0 && value_is_array(value_unknown_parts(in[0]))) return give_bool(answer, out);
    }
    if (value_is_unknown(in[0]) || value_is_unknown(in[1])) return give_unknown(call, in, 2, out);
    return two_strings(call, name, in, &s, &x) && give_bool(has(s, x, place), out);
}

BUILTIN(contains) { return ask(call, "contains", in, ANYWHERE, out); }
BUILTIN(startswith) { return ask(call, "startswith", in, AT_START, out); }
BUILTIN(endswith) { return ask(call, "endswith", in, AT_END, out); }

BUILTIN(count_of)
{
    struct str s, x;
    if (!two_strings(call, "strings.count", in, &s, &x)) return false;
    if (x.len == 0) return give_int(call, (int64_t)utf8_count(s) + 1, out);
    int64_t n = 0;
    for (size_t at = str_find(s, x, 0); at != SIZE_MAX; at = str_find(s, x, at + x.len)) n++;
    return give_int(call, n, out);
}

BUILTIN(indexof)
{
    struct str s, x;
    if (!two_strings(call, "indexof", in, &s, &x)) return false;
    if (x.len == 0) return rego_builtin_error(call, "indexof", "empty search character");
    size_t at = str_find(s, x, 0);
    return give_int(call, at == SIZE_MAX ? -1 : (int64_t)utf8_count((struct str){s.s, at}), out);
}

BUILTIN(indexof_n)
{
    struct str s, x;
    struct values list = {0};
    if (!two_strings(call, "indexof_n", in, &s, &x)) return false;
    if (x.len == 0) return rego_builtin_error(call, "indexof_n", "empty search character");
    size_t from = 0, runes = 0;
    for (size_t at = str_find(s, x, 0); at != SIZE_MAX; at = str_find(s, x, at + 1)) {
        runes += utf8_count((struct str){s.s + from, at - from});
        from = at;
        if (!values_add(call, &list, value_int(call->arena, (int64_t)runes))) return false;
        if (list.len % 4096 == 0 && out_of_time(call, "indexof_n")) return false;
    }
    return give(call, value_array(call->arena, list.items, list.len), out);
}

/* --- any_prefix_match, any_suffix_match: strings with a common prefix stand together when sorted, right after the prefix --- */

struct strs { struct str *items; size_t len; };

static struct str reversed(struct arena *arena, struct str s)
{
    char *text = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; text && i < s.len; i++) text[i] = s.s[s.len - 1 - i];
    return (struct str){text, text ? s.len : 0};
}

static bool collect(struct rego_call *call, const char *name, const struct value *in, int position, bool reverse, struct strs *out)
{
    struct value v = in[position - 1];
    bool list = value_is_array(v) || value_is_set(v);
    if (!list && !value_is_string(v)) return operand_type(call, name, position, v, "one of {string, set, array}");
    size_t n = list ? value_len(v) : 1;
    *out = (struct strs){arena_array(call->arena, n + 1, sizeof(struct str)), n};
    if (!out->items) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++) {
        struct value x = list ? value_items(v)[i] : v;
        if (!value_is_string(x)) return operand_element(call, name, position, v, x, "string");
        out->items[i] = reverse ? reversed(call->arena, value_str(x)) : value_str(x);
        if (!out->items[i].s) return error_no_memory(call->err);
    }
    return true;
}

static int compare_strs(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static bool any_match(struct rego_call *call, const char *name, const struct value *in, bool suffix, struct value *out)
{
    struct strs strs, affixes;
    if (!collect(call, name, in, 1, suffix, &strs) || !collect(call, name, in, 2, suffix, &affixes)) return false;
    if (strs.len > 1) qsort(strs.items, strs.len, sizeof *strs.items, compare_strs);
    for (size_t k = 0; k < affixes.len; k++) {
        size_t low = 0, high = strs.len;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (str_compare(strs.items[middle], affixes.items[k]) < 0) low = middle + 1;
            else high = middle;
        }
        if (low < strs.len && str_has_prefix(strs.items[low], affixes.items[k])) return give_bool(true, out);
    }
    return give_bool(false, out);
}

BUILTIN(any_prefix_match) { return any_match(call, "strings.any_prefix_match", in, false, out); }
BUILTIN(any_suffix_match) { return any_match(call, "strings.any_suffix_match", in, true, out); }

/* --- cutting --- */

/* Offset of the nth code point, or the length. */
static size_t offset_of(struct str s, size_t n)
{
    size_t at = 0, size;
    while (n-- > 0 && at < s.len) {
        utf8_decode(s.s + at, s.len - at, &size);
        at += size;
    }
    return at;
}

BUILTIN(substring)
{
    struct str s;
    int64_t start, len;
    if (!want_string(call, "substring", in, 1, &s) || !want_int(call, "substring", in, 2, &start) || !want_int(call, "substring", in, 3, &len))
        return false;
    if (start < 0) return rego_builtin_error(call, "substring", "negative offset");
    size_t from = offset_of(s, (size_t)start);
    struct str rest = {s.s + from, s.len - from};
    if (len >= 0) rest.len = offset_of(rest, (size_t)len);
    return give_str(call, rest, out);
}

/* Up to `limit` pieces (the last one holds the rest), or all with SIZE_MAX. An empty delimiter cuts between code points. */
static bool cut(struct rego_call *call, const char *name, struct str s, struct str delimiter, size_t limit, struct values *out)
{
    while (out->len + 1 < limit) {
        size_t at, skip = delimiter.len;
        if (delimiter.len == 0) {
            if (s.len == 0) return true;
            utf8_decode(s.s, s.len, &at);
            if (at == s.len) break;
        } else {
            at = str_find(s, delimiter, 0);
            if (at == SIZE_MAX) break;
        }
        if (!values_add(call, out, string_of_bytes(call->arena, (struct str){s.s, at}))) return false;
        if (out->len % 4096 == 0 && out_of_time(call, name)) return false;
        s.s += at + skip, s.len -= at + skip;
    }
    if (delimiter.len == 0 && s.len == 0) return true;
    return values_add(call, out, string_of_bytes(call->arena, s));
}

BUILTIN(split)
{
    struct str s, delimiter;
    struct values parts = {0};
    return two_strings(call, "split", in, &s, &delimiter) && cut(call, "split", s, delimiter, SIZE_MAX, &parts) &&
           give(call, value_array(call->arena, parts.items, parts.len), out);
}

/* The first n pieces, or the last -n. */
BUILTIN(split_n)
{
    struct str s, delimiter;
    int64_t n;
    struct values parts = {0};
    if (!two_strings(call, "strings.split_n", in, &s, &delimiter) || !want_int(call, "strings.split_n", in, 3, &n)) return false;
    if (!cut(call, "strings.split_n", s, delimiter, n >= 0 && n < INT64_MAX ? (size_t)n + 1 : SIZE_MAX, &parts)) return false;
    size_t from = 0, len = parts.len;
    if (n >= 0 && (uint64_t)n < len) len = (size_t)n;
    if (n < 0 && len > 0 - (uint64_t)n) from = len - (size_t)(0 - (uint64_t)n), len -= from;
    return give(call, value_array(call->arena, parts.items + from, len), out);
}

/* --- joining --- */

/* A string of which pieces are unknown: what is known before, and then the unknown. */
static bool add_part(struct rego_call *call, struct buf *text, struct values *parts, struct value unknown)
{
    if (text->len > 0 && !values_add(call, parts, string_of_bytes(call->arena, (struct str){text->s, text->len}))) return false;
    buf_clear(text);
    struct value inner = value_is_none(unknown) ? VALUE_NONE : value_unknown_parts(unknown);
    for (size_t i = 0; value_is_array(inner) && i < value_len(inner); i++)
        if (!values_add(call, parts, value_items(inner)[i])) return false;
    return value_is_none(unknown) || value_is_array(inner) || values_add(call, parts, unknown);
}

BUILTIN(concat)
{
    struct str separator;
    if (value_is_unknown(in[0]) || value_is_unknown(in[1])) return give_unknown(call, in, 2, out);
    if (!want_string(call, "concat", in, 1, &separator)) return false;
    struct value list = in[1];
    if (!value_is_array(list) && !value_is_set(list)) return operand_type(call, "concat", 2, list, "one of {set, array}");
    if (value_is_set(list) && value_has_unknown(list)) return give_unknown(call, in, 2, out);
    for (size_t i = 0; i < value_len(list); i++) {
        struct value v = value_items(list)[i];
        if (!value_is_string(v) && !value_is_unknown(v)) return operand_element(call, "concat", 2, list, v, "string");
    }
    struct buf text = buf_new(MAX_STRING);
    struct values parts = {0};
    bool ok = true;
    for (size_t i = 0; i < value_len(list) && ok; i++) {
        struct value v = value_items(list)[i];
        if (i > 0) buf_add_str(&text, separator);
        if (value_is_string(v)) buf_add_str(&text, value_str(v));
        else ok = add_part(call, &text, &parts, v);
    }
    if (ok && !value_has_unknown(list)) return give_buf(call, "concat", &text, out);
    ok = ok && add_part(call, &text, &parts, VALUE_NONE) && give_unknown(call, in, 2, out);
    buf_free(&text);
    if (!ok) return false;
    struct value joined = value_array(call->arena, parts.items, parts.len);
    if (value_is_none(joined)) return error_no_memory(call->err);
    return give(call, value_unknown(call->arena, value_unknown_refs(*out), joined), out);
}

/* --- replacing --- */

struct replacement { struct str from, to; };

/* At each byte the first of the patterns that matches there is replaced. An empty one matches once before every byte and at the end. */
static bool replace_all(struct rego_call *call, const char *name, struct str s, const struct replacement *list, size_t n, struct value *out)
{
    struct buf buf = buf_new(MAX_STRING);
    bool first[256] = {false}, empty = false, was_empty = false, late = false;
    for (size_t k = 0; k < n; k++) {
        if (list[k].from.len > 0) first[(unsigned char)list[k].from.s[0]] = true;
        else empty = true;
    }
    size_t last = 0, i = 0;
    while (i <= s.len && !late && !buf.failed) {
        if (i % 4096 == 0 && (late = out_of_time(call, name))) break;
        size_t k = n;
        if (empty || (i < s.len && first[(unsigned char)s.s[i]])) {
            struct str rest = {s.s + i, s.len - i};
            for (k = 0; k < n; k++)
                if (list[k].from.len > 0 ? str_has_prefix(rest, list[k].from) : !was_empty) break;
        }
        was_empty = k < n && list[k].from.len == 0;
        if (k == n) {
            i++;
            continue;
        }
        buf_add(&buf, s.s + last, i - last);
        buf_add_str(&buf, list[k].to);
        i += list[k].from.len;
        last = i;
    }
    if (late) {
        buf_free(&buf);
        return false;
    }
    if (last < s.len) buf_add(&buf, s.s + last, s.len - last);
    return give_buf(call, name, &buf, out);
}

BUILTIN(replace)
{
    struct str s;
    struct replacement r;
    if (!two_strings(call, "replace", in, &s, &r.from) || !want_string(call, "replace", in, 3, &r.to)) return false;
    if (r.from.len > 0 && str_find(s, r.from, 0) == SIZE_MAX) return give(call, in[0], out);
    return replace_all(call, "replace", s, &r, 1, out);
}

BUILTIN(replace_n)
{
    struct str s;
    if (!want_object(call, "strings.replace_n", in, 1) || !want_string(call, "strings.replace_n", in, 2, &s)) return false;
    size_t n = value_len(in[0]);
    struct replacement *list = arena_array(call->arena, n + 1, sizeof *list);
    if (!list) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++) {
        struct value_pair pair = value_pairs(in[0])[i];
        if (!value_is_string(pair.key)) return operand_text(call, "strings.replace_n", 1, "non-string key found in pattern object");
        if (!value_is_string(pair.value)) return operand_text(call, "strings.replace_n", 1, "non-string value found in pattern object");
        list[i] = (struct replacement){value_str(pair.key), value_str(pair.value)};
    }
    return replace_all(call, "strings.replace_n", s, list, n, out);
}

/* --- changing every character --- */

static bool each_rune(struct rego_call *call, const char *name, const struct value *in, uint32_t (*change)(uint32_t), struct value *out)
{
    struct str s;
    if (!want_string(call, name, in, 1, &s)) return false;
    struct buf buf = buf_new(MAX_STRING);
    char bytes[4];
    size_t size;
    for (size_t i = 0; i < s.len; i += size) {
        uint32_t rune = utf8_decode(s.s + i, s.len - i, &size);
        buf_add(&buf, bytes, utf8_encode(change(rune), bytes));
    }
    return give_buf(call, name, &buf, out);
}

BUILTIN(lower) { return each_rune(call, "lower", in, unicode_lower, out); }
BUILTIN(upper) { return each_rune(call, "upper", in, unicode_upper, out); }

BUILTIN(reverse)
{
    struct str s;
    if (!want_string(call, "strings.reverse", in, 1, &s)) return false;
    char *text = arena_alloc(call->arena, s.len + 1);
    if (!text) return error_no_memory(call->err);
    size_t size;
    for (size_t i = 0; i < s.len; i += size) {
        utf8_decode(s.s + i, s.len - i, &size);
        memcpy(text + s.len - i - size, s.s + i, size);
    }
    return give_str(call, (struct str){text, s.len}, out);
}

#define SS_B "string, string -> boolean"
#define ANY_OF "any<string, array[string], set[string]>"

const struct rego_builtin rego_strings[] = {
    {"concat", "string, any<array[string], set[string]> -> string", concat, REGO_TAKES_UNKNOWN, NULL},
    {"contains", SS_B, contains, REGO_TAKES_UNKNOWN, NULL},
    {"endswith", SS_B, endswith, REGO_TAKES_UNKNOWN, NULL},
    {"indexof", "string, string -> number", indexof, REGO_PURE, NULL},
    {"indexof_n", "string, string -> array[number]", indexof_n, REGO_PURE, NULL},
    {"lower", "string -> string", lower, REGO_PURE, NULL},
    {"replace", "string, string, string -> string", replace, REGO_PURE, NULL},
    {"split", "string, string -> array[string]", split, REGO_PURE, NULL},
    {"startswith", SS_B, startswith, REGO_TAKES_UNKNOWN, NULL},
    {"strings.any_prefix_match", ANY_OF ", " ANY_OF " -> boolean", any_prefix_match, REGO_PURE, NULL},
    {"strings.any_suffix_match", ANY_OF ", " ANY_OF " -> boolean", any_suffix_match, REGO_PURE, NULL},
    {"strings.count", "string, string -> number", count_of, REGO_PURE, NULL},
    {"strings.replace_n", "object[string: string], string -> string", replace_n, REGO_PURE, NULL},
    {"strings.reverse", "string -> string", reverse, REGO_PURE, NULL},
    {"strings.split_n", "string, string, number -> array[string]", split_n, REGO_PURE, NULL},
    {"substring", "string, number, number -> string", substring, REGO_PURE, NULL},
    {"upper", "string -> string", upper, REGO_PURE, NULL},
};
const size_t rego_strings_n = COUNT_OF(rego_strings);
