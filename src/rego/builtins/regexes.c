/* rego/builtins/regexes.c: regex.*, on re2.h. */
#include "rego/builtins/families.h"

#include "base/utf8.h"
#include "rego/builtins/common.h"
#include "rego/builtins/memo.h"
#include "base/re2.h"

bool re2_open(struct rego_call *call, const char *function, struct str pattern, struct re2 **out, bool *owned)
{
    char why[320];
    *owned = false;
    *out = memo_get(call->memo, MEMO_REGEX, pattern);
    if (*out) return true;
    *out = re2_compile(pattern, why, sizeof why);
    if (!*out) return rego_builtin_error(call, function, "%s", why);
    *owned = !memo_put(call->memo, MEMO_REGEX, pattern, *out, re2_free);
    return true;
}

static bool explain(struct rego_call *call, const char *name, enum re2_answer answer)
{
    if (answer == RE2_NO_MEMORY) return error_no_memory(call->err);
    return rego_builtin_error(call, name, "the match takes too many steps; make the pattern less ambiguous");
}

static bool test(struct rego_call *call, const char *name, struct str pattern, struct str text, struct value *out)
{
    struct re2 *re;
    bool owned;
    if (!re2_open(call, name, pattern, &re, &owned)) return false;
    enum re2_answer answer = re2_test(re, text);
    if (owned) re2_free(re);
    return answer <= RE2_YES ? give_bool(answer == RE2_YES, out) : explain(call, name, answer);
}

static bool match_named(struct rego_call *call, const char *name, const struct value *in, struct value *out)
{
    struct str pattern, text;
    return want_string(call, name, in, 1, &pattern) && want_string(call, name, in, 2, &text) && test(call, name, pattern, text, out);
}

BUILTIN(regex_match) { return match_named(call, "regex.match", in, out); }
BUILTIN(re_match) { return match_named(call, "re_match", in, out); }
BUILTIN(regex_is_valid) { return give_bool(value_is_string(in[0]) && re2_is_valid(value_str(in[0])), out); }

/* --- all matches in turn --- */

struct walk { struct rego_call *call; const char *name; struct re2 *re; struct str text; size_t at, last_end; bool done; const size_t *groups; };

/* The next match in the manner of Go's FindAll: an empty one right after another match does not count. False: an error; *found says more. */
static bool next_match(struct walk *w, bool *found)
{
    *found = false;
    while (!w->done && w->at <= w->text.len) {
        if (out_of_time(w->call, w->name)) return false;
        enum re2_answer answer = re2_search(w->re, w->text, w->at, &w->groups);
        if (answer == RE2_NO) {
            w->done = true;
            return true;
        }
        if (answer != RE2_YES) return explain(w->call, w->name, answer);
        bool accept = true;
        if (w->groups[1] == w->at) {   /* empty, here */
            accept = w->groups[0] != w->last_end;
            size_t size = 1;
            if (w->at < w->text.len) utf8_decode(w->text.s + w->at, w->text.len - w->at, &size);
            w->at += size;
        } else {
            w->at = w->groups[1];
        }
        w->last_end = w->groups[1];
        if (!accept) continue;
        *found = true;
        return true;
    }
    return true;
}

static struct walk walk_of(struct rego_call *call, const char *name, struct re2 *re, struct str text)
{
    return (struct walk){.call = call, .name = name, .re = re, .text = text, .last_end = SIZE_MAX};
}

static struct value piece(struct rego_call *call, struct str text, size_t from, size_t to)
{
    if (from == SIZE_MAX || from > to) return value_string(call->arena, STR(""));
    return value_string(call->arena, (struct str){text.s + from, to - from});
}

static bool add_groups(struct walk *w, struct values *list)
{
    struct values groups = {0};
    for (size_t i = 0; i < re2_groups(w->re); i++)
        if (!values_add(w->call, &groups, piece(w->call, w->text, w->groups[2 * i], w->groups[2 * i + 1]))) return false;
    return values_add(w->call, list, value_array(w->call->arena, groups.items, groups.len));
}

static bool find(struct rego_call *call, const char *name, const struct value *in, bool submatches, struct value *out)
{
    struct str pattern, text;
    int64_t n;
    struct re2 *re;
    bool owned, ok = true, found = true;
    struct values list = {0};
    if (!want_string(call, name, in, 1, &pattern) || !want_string(call, name, in, 2, &text) || !want_int(call, name, in, 3, &n)) return false;
    if (!re2_open(call, name, pattern, &re, &owned)) return false;
    struct walk w = walk_of(call, name, re, text);
    while (ok && found && (n < 0 || list.len < (uint64_t)n)) {
        ok = next_match(&w, &found);
        if (ok && found) ok = submatches ? add_groups(&w, &list) : values_add(call, &list, piece(call, text, w.groups[0], w.groups[1]));
    }
    if (owned) re2_free(re);
    return ok && give(call, value_array(call->arena, list.items, list.len), out);
}

BUILTIN(regex_find_n) { return find(call, "regex.find_n", in, false, out); }
BUILTIN(regex_find_all) { return find(call, "regex.find_all_string_submatch_n", in, true, out); }

BUILTIN(regex_split)
{
    struct str pattern, text;
    struct re2 *re;
    bool owned, ok = true, found = true;
    struct values list = {0};
    size_t begin = 0, end = 0;
    if (!want_string(call, "regex.split", in, 1, &pattern) || !want_string(call, "regex.split", in, 2, &text)) return false;
    if (!re2_open(call, "regex.split", pattern, &re, &owned)) return false;
    if (pattern.len > 0 && text.len == 0) {
        if (owned) re2_free(re);
        return values_add(call, &list, in[1]) && give(call, value_array(call->arena, list.items, 1), out);
    }
    struct walk w = walk_of(call, "regex.split", re, text);
    while (ok && found) {
        ok = next_match(&w, &found);
        if (!ok || !found) break;
        end = w.groups[0];
        if (w.groups[1] != 0) ok = values_add(call, &list, piece(call, text, begin, end));
        begin = w.groups[1];
    }
    if (owned) re2_free(re);
    if (ok && end != text.len) ok = values_add(call, &list, piece(call, text, begin, text.len));
    return ok && give(call, value_array(call->arena, list.items, list.len), out);
}

/* --- regex.replace: $1, ${1}, $name, ${name}, $$ --- */

static bool is_name(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || (unsigned char)c >= 0x80; }

/* The reference after a $ at s; how long it is, or 0 when it is none. */
static size_t reference(struct str s, struct str *name)
{
    size_t i = 0;
    bool brace = s.len > 0 && s.s[0] == '{';
    if (brace) i++;
    size_t from = i;
    while (i < s.len && is_name(s.s[i])) i++;
    *name = (struct str){s.s + from, i - from};
    if (name->len == 0 || (brace && (i >= s.len || s.s[i] != '}'))) return 0;
    return i + brace;
}

static size_t group_of(const struct re2 *re, struct str name)
{
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.s[i] < '0' || name.s[i] > '9' || n >= 100000000) return re2_group_named(re, name) ? re2_group_named(re, name) : SIZE_MAX;
        n = n * 10 + (size_t)(name.s[i] - '0');
    }
    return name.len > 1 && name.s[0] == '0' ? SIZE_MAX : n;
}

static void expand(struct buf *buf, const struct walk *w, struct str template)
{
    for (size_t i = 0; i < template.len; i++) {
        if (template.s[i] != '$') {
            buf_add_char(buf, template.s[i]);
            continue;
        }
        if (i + 1 < template.len && template.s[i + 1] == '$') {
            buf_add_char(buf, '$');
            i++;
            continue;
        }
        struct str name;
        size_t len = reference((struct str){template.s + i + 1, template.len - i - 1}, &name);
        if (len == 0) {
            buf_add_char(buf, '$');
            continue;
        }
        size_t group = group_of(w->re, name);
        if (group < re2_groups(w->re) && w->groups[2 * group] != SIZE_MAX)
            buf_add(buf, w->text.s + w->groups[2 * group], w->groups[2 * group + 1] - w->groups[2 * group]);
        i += len;
    }
}

BUILTIN(regex_replace)
{
    static const char name[] = "regex.replace";
    struct str text, pattern, template;
    struct re2 *re;
    bool owned, ok = true, found = true;
    if (!want_string(call, name, in, 1, &text) || !want_string(call, name, in, 2, &pattern) || !want_string(call, name, in, 3, &template)) return false;
    if (!re2_open(call, name, pattern, &re, &owned)) return false;
    struct buf buf = buf_new(MAX_STRING);
    struct walk w = walk_of(call, name, re, text);
    size_t last = 0;
    while (ok && found && !buf.failed) {
        ok = next_match(&w, &found);
        if (!ok || !found) break;
        buf_add(&buf, text.s + last, w.groups[0] - last);
        expand(&buf, &w, template);
        last = w.groups[1];
    }
    if (owned) re2_free(re);
    if (!ok) {
        buf_free(&buf);
        return false;
    }
    buf_add(&buf, text.s + last, text.len - last);
    return give_buf(call, name, &buf, out);
}

/* --- regex.template_match: text with patterns between two delimiters --- */

static bool template_pattern(struct rego_call *call, struct str s, char open, char close, struct buf *out)
{
    static const char name[] = "regex.template_match";
    size_t end = 0, start = 0;
    int level = 0;
    buf_add_char(out, '^');
    for (size_t i = 0; i < s.len; i++) {
        if (s.s[i] == open) {
            if (++level == 1) start = i;
        } else if (s.s[i] == close) {
            if (--level == 0) {
                struct str inner = {s.s + start + 1, i - start - 1};
                re2_quote(out, (struct str){s.s + end, start - end});
                buf_add_char(out, '(');
                buf_add_str(out, inner);
                buf_add_char(out, ')');
                end = i + 1;
                char *alone = arena_printf(call->arena, "^%.*s$", (int)inner.len, inner.s), why[320];
                if (!alone) return error_no_memory(call->err);
                struct re2 *re = re2_compile(str_of(alone), why, sizeof why);
                if (!re) return rego_builtin_error(call, name, "%s", why);
                re2_free(re);
            }
            if (level < 0) break;
        }
    }
    if (level != 0) return rego_builtin_error(call, name, "unbalanced braces in \"%.*s\"", (int)(s.len < 200 ? s.len : 200), s.s);
    re2_quote(out, (struct str){s.s + end, s.len - end});
    buf_add_char(out, '$');
    return true;
}

BUILTIN(regex_template_match)
{
    static const char name[] = "regex.template_match";
    struct str pattern, text, open, close;
    if (!want_string(call, name, in, 1, &pattern) || !want_string(call, name, in, 2, &text) || !want_string(call, name, in, 3, &open) ||
        !want_string(call, name, in, 4, &close))
        return false;
    if (open.len != 1) return rego_builtin_error(call, name, "start delimiter has to be exactly one character long but is %zu long", open.len);
    if (close.len != 1) return rego_builtin_error(call, name, "end delimiter has to be exactly one character long but is %zu long", open.len);
    struct buf buf = buf_new((size_t)1 << 20);
    bool ok = template_pattern(call, pattern, open.s[0], close.s[0], &buf);
    if (ok && buf.failed) ok = rego_builtin_error(call, name, "the template is too long");
    ok = ok && test(call, name, (struct str){buf.s, buf.len}, text, out);
    buf_free(&buf);
    return ok;
}

const struct rego_builtin rego_regexes[] = {
    {"re_match", "string, string -> boolean", re_match, REGO_PURE, NULL},
    {"regex.find_all_string_submatch_n", "string, string, number -> array[array[string]]", regex_find_all, REGO_PURE, NULL},
    {"regex.find_n", "string, string, number -> array[string]", regex_find_n, REGO_PURE, NULL},
    {"regex.is_valid", "string -> boolean", regex_is_valid, REGO_PURE, NULL},
    {"regex.match", "string, string -> boolean", regex_match, REGO_PURE, NULL},
    {"regex.replace", "string, string, string -> string", regex_replace, REGO_PURE, NULL},
    {"regex.split", "string, string -> array[string]", regex_split, REGO_PURE, NULL},
    {"regex.template_match", "string, string, string, string -> boolean", regex_template_match, REGO_PURE, NULL},
};
const size_t rego_regexes_n = COUNT_OF(rego_regexes);
