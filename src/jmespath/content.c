/* jmespath/content.c: functions for what AWS packs into strings: policies in percent signs, a report in base64, lists in a text. A row each. */
#include <openssl/evp.h>

#include "base/utf8.h"
#include "jmespath/function.h"
#include "value/json.h"

static bool give_text(struct call *c, const char *s, size_t len, struct value *out)
{
    if (!s) return error_no_memory(c->run->err);
    if (utf8_valid_prefix(s, len) != len) return give(c, VALUE_NULL_, out);
    return give(c, value_string(arena_of(c), (struct str){s, len}), out);
}

static bool fn_url_decode(struct call *c, struct value *out)
{
    struct str plain;
    if (!str_percent_decode(arena_of(c), value_str(arg(c, 0)), false, &plain)) return error_no_memory(c->run->err);
    return give_text(c, plain.s, plain.len, out);
}

static bool fn_base64_decode(struct call *c, struct value *out)
{
    struct str s = value_str(arg(c, 0));
    unsigned char *bytes = (unsigned char *)arena_alloc(arena_of(c), s.len / 4 * 3 + 4);
    if (!bytes) return error_no_memory(c->run->err);
    if (s.len % 4 != 0 || s.len > INT32_MAX) return give(c, VALUE_NULL_, out);
    int n = EVP_DecodeBlock(bytes, (const unsigned char *)s.s, (int)s.len);
    for (size_t i = s.len; n > 0 && i > 0 && s.s[i - 1] == '=' && s.len - i < 2; i--) n--;
    return n < 0 ? give(c, VALUE_NULL_, out) : give_text(c, (const char *)bytes, (size_t)n, out);
}

static bool fn_from_json(struct call *c, struct value *out)
{
    struct error ignored = {0};
    if (json_read(arena_of(c), value_str(arg(c, 0)), NULL, out, NULL, &ignored)) return true;
    return ignored.code == &ERROR_NO_MEMORY ? error_no_memory(c->run->err) : give(c, VALUE_NULL_, out);
}

static bool fn_lower(struct call *c, struct value *out)
{
    struct str s = value_str(arg(c, 0));
    char *text = arena_strndup(arena_of(c), s.s, s.len);
    for (size_t i = 0; text && i < s.len; i++)
        if (text[i] >= 'A' && text[i] <= 'Z') text[i] = (char)(text[i] | 32);
    return give_text(c, text, s.len, out);
}

static bool push(struct call *c, struct jmespath_values *list, struct value v)
{
    struct value *at = value_is_none(v) ? NULL : vec_push(arena_of(c), list);
    if (!at) return error_no_memory(c->run->err);
    *at = v;
    return true;
}

static bool fn_split(struct call *c, struct value *out)
{
    struct str s = value_str(arg(c, 0)), separator = value_str(arg(c, 1));
    struct jmespath_values parts = {0};
    for (size_t from = 0, at;; from = at + separator.len) {
        at = separator.len ? str_find(s, separator, from) : SIZE_MAX;
        size_t end = at == SIZE_MAX ? s.len : at;
        if (!push(c, &parts, value_string(arena_of(c), (struct str){s.s + from, end - from}))) return false;
        if (at == SIZE_MAX) break;
    }
    return give(c, value_array(arena_of(c), parts.items, parts.len), out);
}

/* One field, quotes taken off; *at is left behind it. */
static struct value csv_field(struct arena *arena, struct str s, size_t *at)
{
    char *text = (char *)arena_alloc(arena, s.len - *at + 1);
    size_t n = 0, i = *at;
    bool quoted = i < s.len && s.s[i] == '"';
    if (!text) return VALUE_NONE;
    if (quoted) i++;
    for (; i < s.len; i++) {
        if (quoted && s.s[i] == '"' && i + 1 < s.len && s.s[i + 1] == '"') i++;
        else if (quoted && s.s[i] == '"') quoted = false, i++;
        if (i >= s.len || (!quoted && (s.s[i] == ',' || s.s[i] == '\n' || s.s[i] == '\r'))) break;
        text[n++] = s.s[i];
    }
    *at = i;
    return value_string(arena, (struct str){text, n});
}

static bool csv_row(struct call *c, struct str s, size_t *at, struct jmespath_values *row)
{
    row->len = 0;
    for (;;) {
        if (!push(c, row, csv_field(arena_of(c), s, at))) return false;
        if (*at >= s.len || s.s[*at] != ',') break;
        ++*at;
    }
    while (*at < s.len && (s.s[*at] == '\r' || s.s[*at] == '\n')) ++*at;
    return true;
}

static bool fn_csv(struct call *c, struct value *out)
{
    struct str s = value_str(arg(c, 0));
    struct jmespath_values head = {0}, row = {0}, rows = {0};
    size_t at = 0;
    if (s.len && !csv_row(c, s, &at, &head)) return false;
    struct value_pair *pairs = (struct value_pair *)arena_array(arena_of(c), head.len + 1, sizeof *pairs);
    if (!pairs) return error_no_memory(c->run->err);
    while (at < s.len) {
        if (!csv_row(c, s, &at, &row)) return false;
        if (row.len != head.len) return give(c, VALUE_NULL_, out);
        for (size_t i = 0; i < row.len; i++) pairs[i] = (struct value_pair){head.items[i], row.items[i]};
        if (!push(c, &rows, value_object(arena_of(c), pairs, row.len))) return false;
    }
    return give(c, value_array(arena_of(c), rows.items, rows.len), out);
}

/* with(array, object): inside a filter or a projection only the element is seen; this puts beside its members what is around the array. */
static bool fn_with(struct call *c, struct value *out)
{
    struct jmespath_values items = {0};
    struct value list = arg(c, 0), more = arg(c, 1);
    if (value_is_null(list)) return give(c, VALUE_NULL_, out);
    for (size_t i = 0; i < value_len(list); i++) {
        struct value item = value_items(list)[i];
        for (size_t k = 0; value_is_object(item) && k < value_len(more); k++) item = value_with(arena_of(c), item, value_pairs(more)[k].key, value_pairs(more)[k].value);
        if (!push(c, &items, item)) return false;
    }
    return give(c, value_array(arena_of(c), items.items, items.len), out);
}

const struct jmespath_function jmespath_content_functions[] = {
    {"base64_decode", {T_STRING}, false, false, fn_base64_decode},
    {"csv", {T_STRING}, false, false, fn_csv},
    {"from_json", {T_STRING}, false, false, fn_from_json},
    {"lower", {T_STRING}, false, false, fn_lower},
    {"split", {T_STRING, T_STRING}, false, false, fn_split},
    {"url_decode", {T_STRING}, false, false, fn_url_decode},
    {"with", {T_ARRAY | T_NULL, T_OBJECT}, false, false, fn_with},
};
const size_t jmespath_n_content_functions = COUNT_OF(jmespath_content_functions);
