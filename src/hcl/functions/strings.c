/* hcl/functions/strings.c: strings, and regular expressions with RE2's syntax. Lengths and positions count grapheme clusters. */
#include <string.h>

#include "base/re2.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "hcl/functions/families.h"
#include "hcl/unicode.h"

static bool text_result(struct hcl_call *call, const char *s, size_t len, struct value *out)
{
    return hcl_function_result(call, value_string(call->arena, (struct str){s ? s : "", len}), out);
}

/* The buffer's text as result; the buffer is freed. */
static bool buf_result(struct hcl_call *call, struct buf *buf, struct value *out)
{
    bool ok = !buf->failed && text_result(call, buf->s, buf->len, out);
    if (buf->failed) error_set(call->err, &HCL_ERR_SIZE, "%s: the result is longer than %u MiB", call->function->name, HCL_MAX_STRING >> 20);
    buf_free(buf);
    return ok;
}

/* --- case --- */

static bool map_runes(struct hcl_call *call, struct str s, uint32_t (*map)(uint32_t), struct value *out)
{
    struct buf buf = buf_new(HCL_MAX_STRING);
    for (size_t i = 0, size; i < s.len; i += size) {
        char bytes[4];
        size_t len = utf8_encode(map(utf8_decode(s.s + i, s.len - i, &size)), bytes);
        buf_add(&buf, bytes, len);
    }
    return buf_result(call, &buf, out);
}

static bool lower(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return map_runes(call, value_str(args[0]), unicode_lower, out); }
static bool upper(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return map_runes(call, value_str(args[0]), unicode_upper, out); }

/* Words begin after white space and ASCII punctuation other than '_'. */
static bool separates(uint32_t rune)
{
    if (rune < 0x80) return !((rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z') || (rune >= '0' && rune <= '9') || rune == '_');
    return unicode_is_space(rune);
}

/* Title case differs from upper case in the Croatian digraphs and their like only. */
static uint32_t title_case(uint32_t rune)
{
    if (rune >= 0x1C4 && rune <= 0x1CC) return rune <= 0x1C6 ? 0x1C5 : rune <= 0x1C9 ? 0x1C8 : 0x1CB;
    return rune >= 0x1F1 && rune <= 0x1F3 ? 0x1F2 : unicode_upper(rune);
}

static bool title(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    struct buf buf = buf_new(HCL_MAX_STRING);
    uint32_t before = ' ';
    for (size_t i = 0, size; i < s.len; i += size) {
        char bytes[4];
        uint32_t rune = utf8_decode(s.s + i, s.len - i, &size);
        buf_add(&buf, bytes, utf8_encode(separates(before) ? title_case(rune) : rune, bytes));
        before = rune;
    }
    return buf_result(call, &buf, out);
}

/* --- parts --- */

static bool startswith(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    *out = value_bool(str_has_prefix(value_str(args[0]), value_str(args[1])));
    return true;
}

static bool endswith(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    *out = value_bool(str_has_suffix(value_str(args[0]), value_str(args[1])));
    return true;
}

static bool strcontains(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    *out = value_bool(str_find(value_str(args[0]), value_str(args[1]), 0) != SIZE_MAX);
    return true;
}

static bool trimprefix(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]), prefix = value_str(args[1]);
    return str_has_prefix(s, prefix) ? text_result(call, s.s + prefix.len, s.len - prefix.len, out) : hcl_function_result(call, args[0], out);
}

static bool trimsuffix(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]), suffix = value_str(args[1]);
    return str_has_suffix(s, suffix) ? text_result(call, s.s, s.len - suffix.len, out) : hcl_function_result(call, args[0], out);
}

static bool trimspace(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    size_t head = hcl_leading_space(s);
    s = (struct str){s.s + head, s.len - head};
    return text_result(call, s.s, s.len - hcl_trailing_space(s), out);
}

static bool in_cutset(struct str cutset, const char *s, size_t size) { return str_find(cutset, (struct str){s, size}, 0) != SIZE_MAX; }

static bool trim(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]), cutset = value_str(args[1]);
    for (size_t size; s.len; s = (struct str){s.s + size, s.len - size}) {
        utf8_decode(s.s, s.len, &size);
        if (!in_cutset(cutset, s.s, size)) break;
    }
    for (size_t size = 1; s.len; s.len -= size, size = 1) {
        while (size < s.len && ((unsigned char)s.s[s.len - size] & 0xC0) == 0x80) size++;
        if (!in_cutset(cutset, s.s + s.len - size, size)) break;
    }
    return text_result(call, s.s, s.len, out);
}

static bool chomp(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    while (s.len && (s.s[s.len - 1] == '\n' || s.s[s.len - 1] == '\r')) s.len--;
    return text_result(call, s.s, s.len, out);
}

static bool indent(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    int64_t spaces;
    struct str s = value_str(args[1]);
    if (!value_number_to_int64(args[0], &spaces) || spaces < 0 || spaces > 100000) return hcl_function_error(call, "the number of spaces must be a whole number from 0 to 100000");
    struct buf buf = buf_new(HCL_MAX_STRING);
    for (size_t i = 0; i < s.len && !buf.failed; i++) {
        buf_add_char(&buf, s.s[i]);
        for (int64_t j = 0; s.s[i] == '\n' && j < spaces && !buf.failed; j++) buf_add_char(&buf, ' ');
    }
    return buf_result(call, &buf, out);
}

static bool strrev(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    struct hcl_unicode unicode = {0};
    char *reversed = arena_alloc(call->arena, s.len + 1);
    if (!reversed) return error_no_memory(call->err);
    for (size_t i = 0, size; i < s.len; i += size) {
        size = hcl_grapheme(&unicode, s.s + i, s.len - i);
        memcpy(reversed + s.len - i - size, s.s + i, size);
    }
    hcl_unicode_free(&unicode);
    return text_result(call, reversed, s.len, out);
}

static bool substr(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]);
    int64_t offset, length;
    if (!value_number_to_int64(args[1], &offset) || !value_number_to_int64(args[2], &length)) return hcl_function_error(call, "offset and length must be whole numbers");
    struct hcl_unicode unicode = {0};
    if (offset < 0) {
        if (length == 0) length = -1;   /* counted from the end, no length means all the rest, as in Terraform */
        offset += (int64_t)hcl_grapheme_count(&unicode, s);
        if (offset < 0) offset = 0;
    }
    size_t start = 0;
    while (offset-- > 0 && start < s.len) start += hcl_grapheme(&unicode, s.s + start, s.len - start);
    size_t end = length < 0 ? s.len : start;
    while (length-- > 0 && end < s.len) end += hcl_grapheme(&unicode, s.s + end, s.len - end);
    hcl_unicode_free(&unicode);
    return text_result(call, s.s + start, end - start, out);
}

/* --- join and split --- */

/* Lists joined; unknown elements leave holes in the result. */
static bool join(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    VEC(struct value) pieces = {0};
    if (n < 2) return hcl_function_error(call, "at least one list is needed");
    for (size_t i = 0; i < n; i++)
        if (value_is_unknown(args[i])) return hcl_function_result(call, hcl_unknown_of(call->arena, args, n), out);
    size_t total = 0, index = 0;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < value_len(args[i]); j++, index++) {
            struct value item = value_items(args[i])[j];
            if (value_is_null(item)) return hcl_function_error(call, "element %zu is null; cannot concatenate null values", j);
            struct value *separator = index ? vec_push(call->arena, &pieces) : NULL;
            if (index && !separator) return error_no_memory(call->err);
            if (separator) *separator = args[0];
            struct value *piece = vec_push(call->arena, &pieces);
            if (!piece) return error_no_memory(call->err);
            *piece = item;
            total += value_len(args[0]) + (value_is_string(item) ? value_len(item) : 0);
            if (total > HCL_MAX_STRING) return error_set(call->err, &HCL_ERR_SIZE, "join: the result is longer than %u MiB", HCL_MAX_STRING >> 20);
        }
    if (pieces.len == 0) return text_result(call, "", 0, out);
    return hcl_function_result(call, hcl_string_of_parts(call->arena, pieces.items, pieces.len), out);
}

static bool split(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str separator = value_str(args[0]), s = value_str(args[1]);
    VEC(struct value) items = {0};
    for (size_t at = 0;;) {
        size_t end, next, size;
        if (separator.len) {
            end = str_find(s, separator, at);
            next = end == SIZE_MAX ? SIZE_MAX : end + separator.len;
        } else {   /* into code points */
            if (at >= s.len) break;
            utf8_decode(s.s + at, s.len - at, &size);
            end = next = at + size;
        }
        struct value *item = vec_push(call->arena, &items);
        if (!item || items.len > HCL_MAX_ITEMS) return error_no_memory(call->err);
        *item = value_string(call->arena, (struct str){s.s + at, (end == SIZE_MAX ? s.len : end) - at});
        if (value_is_none(*item)) return error_no_memory(call->err);
        if (next == SIZE_MAX) break;
        at = next;
    }
    return hcl_function_result(call, value_array(call->arena, items.items, items.len), out);
}

/* --- regular expressions --- */

static struct re2 *compile(struct hcl_call *call, struct str pattern)
{
    char why[320];
    struct re2 *re = re2_compile(pattern, why, sizeof why);
    if (!re) hcl_function_error(call, "invalid regexp pattern: %s", why);
    return re;
}

static bool answer_error(struct hcl_call *call, enum re2_answer answer)
{
    return answer == RE2_NO_MEMORY ? error_no_memory(call->err) : error_set(call->err, &HCL_ERR_LIMIT, "%s: the pattern takes too many steps on this string", call->function->name);
}

enum capture { CAPTURE_NONE, CAPTURE_UNNAMED, CAPTURE_NAMED };

/* What groups the pattern has; mixing both sorts is refused. Names are found in the pattern's text: (?P<name> or (?<name>. */
static bool capture_kind(struct hcl_call *call, struct re2 *re, struct str pattern, struct str *names, enum capture *kind)
{
    size_t groups = re2_groups(re), named = 0;
    for (size_t i = 0; i + 3 < pattern.len; i++) {
        if (pattern.s[i] == '\\') {
            i++;
            continue;
        }
        if (pattern.s[i] != '(' || pattern.s[i + 1] != '?') continue;
        size_t open = pattern.s[i + 2] == 'P' ? i + 3 : i + 2;
        if (pattern.s[open] != '<') continue;
        size_t end = open + 1;
        while (end < pattern.len && pattern.s[end] != '>') end++;
        struct str name = {pattern.s + open + 1, end - open - 1};
        size_t index = re2_group_named(re, name);
        if (index == 0 || index >= groups || names[index].s) continue;
        names[index] = name;
        named++;
    }
    if (named && named + 1 < groups) return hcl_function_error(call, "invalid regexp pattern: cannot mix both named and unnamed capture groups");
    *kind = named ? CAPTURE_NAMED : groups > 1 ? CAPTURE_UNNAMED : CAPTURE_NONE;
    return true;
}

static struct value group_value(struct hcl_call *call, struct str text, const size_t *groups, size_t i)
{
    if (groups[2 * i] == SIZE_MAX) return VALUE_NULL_;
    return value_string(call->arena, (struct str){text.s + groups[2 * i], groups[2 * i + 1] - groups[2 * i]});
}

static struct value match_value(struct hcl_call *call, struct re2 *re, enum capture kind, const struct str *names, struct str text, const size_t *groups)
{
    if (kind == CAPTURE_NONE) return group_value(call, text, groups, 0);
    size_t n = re2_groups(re) - 1;
    struct value *items = arena_array(call->arena, n, sizeof *items);
    struct value_pair *pairs = arena_array(call->arena, n, sizeof *pairs);
    if (!items || !pairs) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        items[i] = group_value(call, text, groups, i + 1);
        if (value_is_none(items[i])) return VALUE_NONE;
        if (kind == CAPTURE_UNNAMED) continue;
        pairs[i] = (struct value_pair){value_string(call->arena, names[i + 1]), items[i]};
        if (value_is_none(pairs[i].key)) return VALUE_NONE;
    }
    return kind == CAPTURE_UNNAMED ? value_array(call->arena, items, n) : value_object(call->arena, pairs, n);
}

static bool run_regex(struct hcl_call *call, struct re2 *re, struct str pattern, struct str text, bool all, struct value *out)
{
    enum capture kind = CAPTURE_NONE;
    struct str *names = arena_zero(call->arena, re2_groups(re) * sizeof *names);
    VEC(struct value) found = {0};
    if (!names) return error_no_memory(call->err);
    if (!capture_kind(call, re, pattern, names, &kind)) return false;
    size_t last_end = SIZE_MAX;
    for (size_t at = 0; at <= text.len;) {
        const size_t *groups;
        enum re2_answer answer = re2_search(re, text, at, &groups);
        if (answer == RE2_NO) break;
        if (answer != RE2_YES) return answer_error(call, answer);
        size_t start = groups[0], end = groups[1], size = 1;
        if (start < end || start != last_end) {   /* as in Go, no empty match right behind another */
            struct value *slot = vec_push(call->arena, &found);
            if (!slot || found.len > HCL_MAX_ITEMS) return error_no_memory(call->err);
            *slot = match_value(call, re, kind, names, text, groups);
            if (value_is_none(*slot)) return error_no_memory(call->err);
            if (!all) return *out = *slot, true;
        }
        last_end = end;
        if (end == start && end < text.len) utf8_decode(text.s + end, text.len - end, &size);
        at = end > start ? end : end + size;
    }
    if (!all) return hcl_function_error(call, "pattern did not match any part of the given string");
    return hcl_function_result(call, value_array(call->arena, found.items, found.len), out);
}

static bool regex_with(struct hcl_call *call, const struct value *args, bool all, struct value *out)
{
    struct re2 *re = compile(call, value_str(args[0]));
    if (!re) return false;
    bool ok = run_regex(call, re, value_str(args[0]), value_str(args[1]), all, out);
    re2_free(re);
    return ok;
}

static bool regex(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return regex_with(call, args, false, out); }
static bool regexall(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return regex_with(call, args, true, out); }

/* --- replace --- */

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/* Go's template: $1, $name, ${name}, $$. */
static void expand(struct buf *out, struct re2 *re, struct str template, struct str text, const size_t *groups)
{
    for (size_t i = 0; i < template.len; i++) {
        if (template.s[i] != '$') {
            buf_add_char(out, template.s[i]);
            continue;
        }
        if (i + 1 < template.len && template.s[i + 1] == '$') {
            buf_add_char(out, '$');
            i++;
            continue;
        }
        bool braced = i + 1 < template.len && template.s[i + 1] == '{';
        size_t start = i + 1 + braced, end = start;
        while (end < template.len && is_word(template.s[end])) end++;
        if (end == start || (braced && (end >= template.len || template.s[end] != '}'))) {
            buf_add_char(out, '$');
            continue;
        }
        struct str name = {template.s + start, end - start};
        size_t group = 0, digits = 0;
        while (digits < name.len && name.s[digits] >= '0' && name.s[digits] <= '9' && group < 100000) group = group * 10 + (size_t)(name.s[digits++] - '0');
        if (digits < name.len) group = (group = re2_group_named(re, name)) ? group : SIZE_MAX;
        if (group < re2_groups(re) && groups[2 * group] != SIZE_MAX)
            buf_add(out, text.s + groups[2 * group], groups[2 * group + 1] - groups[2 * group]);
        i = end - 1 + braced;
    }
}

static bool replace_regex(struct hcl_call *call, struct str text, struct str pattern, struct str template, struct value *out)
{
    struct re2 *re = compile(call, pattern);
    if (!re) return false;
    struct buf buf = buf_new(HCL_MAX_STRING);
    enum re2_answer answer = RE2_NO;
    size_t copied = 0, last_end = SIZE_MAX;
    for (size_t at = 0; at <= text.len && !buf.failed;) {
        const size_t *groups;
        answer = re2_search(re, text, at, &groups);
        if (answer != RE2_YES) break;
        size_t start = groups[0], end = groups[1], size = 1;
        if (start < end || start != last_end) {
            buf_add(&buf, text.s + copied, start - copied);
            expand(&buf, re, template, text, groups);
            copied = end;
        }
        last_end = end;
        if (end == start && end < text.len) utf8_decode(text.s + end, text.len - end, &size);
        at = end > start ? end : end + size;
        answer = RE2_NO;
    }
    re2_free(re);
    if (answer != RE2_NO) {
        buf_free(&buf);
        return answer_error(call, answer);
    }
    buf_add(&buf, text.s + copied, text.len - copied);
    return buf_result(call, &buf, out);
}

static bool replace(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    struct str s = value_str(args[0]), old = value_str(args[1]), new = value_str(args[2]);
    if (old.len > 1 && old.s[0] == '/' && old.s[old.len - 1] == '/') return replace_regex(call, s, (struct str){old.s + 1, old.len - 2}, new, out);
    struct buf buf = buf_new(HCL_MAX_STRING);
    size_t at = 0;
    while (at <= s.len && !buf.failed) {
        size_t found = old.len ? str_find(s, old, at) : at, size = 0;
        if (found == SIZE_MAX) break;
        buf_add(&buf, s.s + at, found - at);
        buf_add_str(&buf, new);
        if (old.len == 0) {   /* between all code points, and at both ends */
            if (at == s.len) {
                at++;
                break;
            }
            utf8_decode(s.s + at, s.len - at, &size);
            buf_add(&buf, s.s + at, size);
        }
        at = found + old.len + size;
    }
    if (at < s.len) buf_add(&buf, s.s + at, s.len - at);
    return buf_result(call, &buf, out);
}

const struct hcl_function hcl_strings[] = {
    {"chomp", "s", HCL_FN_PLAIN, chomp},
    {"endswith", "ss", HCL_FN_PLAIN, endswith},
    {"indent", "ns", HCL_FN_PLAIN, indent},
    {"join", "sL*", HCL_FN_UNKNOWN, join},
    {"lower", "s", HCL_FN_PLAIN, lower},
    {"regex", "ss", HCL_FN_PLAIN, regex},
    {"regexall", "ss", HCL_FN_PLAIN, regexall},
    {"replace", "sss", HCL_FN_PLAIN, replace},
    {"split", "ss", HCL_FN_PLAIN, split},
    {"startswith", "ss", HCL_FN_PLAIN, startswith},
    {"strcontains", "ss", HCL_FN_PLAIN, strcontains},
    {"strrev", "s", HCL_FN_PLAIN, strrev},
    {"substr", "snn", HCL_FN_PLAIN, substr},
    {"title", "s", HCL_FN_PLAIN, title},
    {"trim", "ss", HCL_FN_PLAIN, trim},
    {"trimprefix", "ss", HCL_FN_PLAIN, trimprefix},
    {"trimspace", "s", HCL_FN_PLAIN, trimspace},
    {"trimsuffix", "ss", HCL_FN_PLAIN, trimsuffix},
    {"upper", "s", HCL_FN_PLAIN, upper},
    {NULL, NULL, 0, NULL},
};
