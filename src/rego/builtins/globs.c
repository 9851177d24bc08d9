/* rego/builtins/globs.c: glob.match, glob.quote_meta (the syntax of gobwas/glob), regex.globs_match (yashtewari/glob-intersection). */
#include "rego/builtins/families.h"

#include <stdio.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "rego/builtins/common.h"
#include "rego/builtins/memo.h"
#include "base/re2.h"

#define MAX_GLOB_DEPTH 200   /* of nested { } */

static void put_rune(struct buf *out, uint32_t rune) { buf_printf(out, "\\x{%x}", rune); }

/* --- glob.match: the pattern as one for PCRE2 --- */

struct glob { struct str s; size_t at, depth; struct buf *out; const char *other; char *why; size_t room; };   /* other: any but a delimiter */

static bool fail(struct glob *g, const char *what)
{
    snprintf(g->why, g->room, "syntax error at offset %zu: %s", g->at, what);
    return false;
}

static uint32_t take(struct glob *g)
{
    size_t size;
    uint32_t rune = utf8_decode(g->s.s + g->at, g->s.len - g->at, &size);
    g->at += size;
    return rune;
}

static bool at_char(const struct glob *g, char c) { return g->at < g->s.len && g->s.s[g->at] == c; }

/* [a-z], [!a-z], [abc], [!abc]; a hyphen in second place makes a range, elsewhere it is itself. */
static bool take_class(struct glob *g)
{
    g->at++;
    buf_add_char(g->out, '[');
    if (at_char(g, '!')) buf_add_char(g->out, '^'), g->at++;
    if (g->at >= g->s.len) return fail(g, "unexpected end of input");
    size_t start = g->at;
    uint32_t low = take(g);
    if (at_char(g, '-')) {
        g->at++;
        if (g->at >= g->s.len) return fail(g, "unexpected end of input");
        uint32_t high = take(g);
        if (high < low) return fail(g, "range hi character is less than lo");
        put_rune(g->out, low);
        buf_add_char(g->out, '-');
        put_rune(g->out, high);
    } else {
        size_t n = 0;
        for (g->at = start; g->at < g->s.len && !at_char(g, ']'); n++) {
            if (at_char(g, '\\') && ++g->at >= g->s.len) return fail(g, "trailing backslash");
            put_rune(g->out, take(g));
        }
        if (g->at >= g->s.len) return fail(g, "unexpected end of input");
        if (n == 0) return fail(g, "could not parse range");
    }
    if (g->at >= g->s.len) return fail(g, "unexpected end of input");
    if (!at_char(g, ']')) return fail(g, "expected close range character");
    g->at++;
    buf_add_char(g->out, ']');
    return true;
}

static bool take_star(struct glob *g)
{
    g->at++;
    bool super = at_char(g, '*');
    if (super) g->at++;
    buf_printf(g->out, "%s*", super ? "." : g->other);
    return true;
}

static bool take_item(struct glob *g)
{
    char c = g->s.s[g->at];
    if (c == '{') {
        if (++g->depth > MAX_GLOB_DEPTH) return fail(g, "too many nested braces");
        buf_puts(g->out, "(?:");
        g->at++;
    } else if (g->depth > 0 && (c == ',' || c == '}')) {
        buf_add_char(g->out, c == ',' ? '|' : ')');
        if (c == '}') g->depth--;
        g->at++;
    } else if (c == '[') {
        return take_class(g);
    } else if (c == '?') {
        buf_puts(g->out, g->other);
        g->at++;
    } else if (c == '*') {
        return take_star(g);
    } else {
        if (c == '\\' && ++g->at >= g->s.len) return fail(g, "trailing backslash");
        put_rune(g->out, take(g));
    }
    return true;
}

/* "[^./]", or "." without delimiters. */
static void put_other(struct buf *out, const uint32_t *delimiters, size_t n)
{
    if (n == 0) {
        buf_add_char(out, '.');
        return;
    }
    buf_puts(out, "[^");
    for (size_t i = 0; i < n; i++) put_rune(out, delimiters[i]);
    buf_add_char(out, ']');
}

static struct re2 *compile_glob(struct str pattern, const uint32_t *delimiters, size_t n, char *why, size_t room)
{
    struct buf out = buf_new((size_t)1 << 22), other = buf_new(0);
    put_other(&other, delimiters, n);
    buf_add_char(&other, '\0');
    struct glob g = {.s = pattern, .out = &out, .other = other.s ? other.s : ".", .why = why, .room = room};
    bool ok = true;
    struct re2 *re = NULL;
    while (ok && g.at < pattern.len) ok = take_item(&g);
    if (ok && g.depth > 0) ok = fail(&g, "unclosed `{`");
    if (ok && (out.failed || other.failed)) ok = fail(&g, "the pattern is too long");
    if (ok) re = re2_compile_whole((struct str){out.s ? out.s : "", out.len}, why, room);
    buf_free(&out);
    buf_free(&other);
    return re;
}

static bool read_delimiters(struct rego_call *call, const struct value *in, uint32_t **out, size_t *n)
{
    static const char name[] = "glob.match";
    struct value list = in[1];
    *n = 0;
    *out = arena_array(call->arena, (value_is_array(list) ? value_len(list) : 0) + 1, sizeof **out);
    if (!*out) return error_no_memory(call->err);
    if (value_is_null(list)) return true;
    if (!value_is_array(list)) return operand_type(call, name, 2, list, "one of {array, null}");
    for (size_t i = 0; i < value_len(list); i++) {
        struct value v = value_items(list)[i];
        if (!value_is_string(v)) return operand_element(call, name, 2, list, v, "string");
        if (utf8_count(value_str(v)) != 1) return operand_element(call, name, 2, list, v, "rune");
        size_t size;
        (*out)[(*n)++] = utf8_decode(value_str(v).s, value_len(v), &size);
    }
    if (*n == 0) (*out)[(*n)++] = '.';
    return true;
}

BUILTIN(glob_match)
{
    static const char name[] = "glob.match";
    struct str pattern, text;
    uint32_t *delimiters;
    size_t n;
    if (!want_string(call, name, in, 1, &pattern) || !read_delimiters(call, in, &delimiters, &n) || !want_string(call, name, in, 3, &text))
        return false;
    struct buf key = buf_new(0);
    for (size_t i = 0; i < n; i++) buf_printf(&key, "%x,", delimiters[i]);
    buf_add_char(&key, ' ');
    buf_add_str(&key, pattern);
    struct str id = {key.s, key.len};
    struct re2 *re = key.failed ? NULL : memo_get(call->memo, MEMO_GLOB, id);
    bool owned = false;
    if (!re && !key.failed) {
        char why[320];
        re = compile_glob(pattern, delimiters, n, why, sizeof why);
        if (re) owned = !memo_put(call->memo, MEMO_GLOB, id, re, re2_free);
        else rego_builtin_error(call, name, "%s", why);
    }
    bool no_memory = key.failed;
    buf_free(&key);
    if (no_memory) return error_no_memory(call->err);
    if (!re) return false;
    enum re2_answer answer = re2_test(re, text);
    if (owned) re2_free(re);
    if (answer <= RE2_YES) return give_bool(answer == RE2_YES, out);
    return rego_builtin_error(call, name, "the match takes too many steps; make the pattern less ambiguous");
}

BUILTIN(glob_quote_meta)
{
    struct str s;
    if (!want_string(call, "glob.quote_meta", in, 1, &s)) return false;
    struct buf buf = buf_new(MAX_STRING);
    for (size_t i = 0; i < s.len; i++) {
        if (s.s[i] && strchr("*?\\[]{}", s.s[i])) buf_add_char(&buf, '\\');
        buf_add_char(&buf, s.s[i]);
    }
    return give_buf(call, "glob.quote_meta", &buf, out);
}

/* --- regex.globs_match: is there a text that both patterns match? Tokens are a character, '.', or a [set], with a '+' or '*' behind. --- */

#define MAX_TOKENS 2048

enum token_kind { TOKEN_RUNE, TOKEN_ANY, TOKEN_SET };
struct range { uint32_t low, high; };
struct token { enum token_kind kind; char flag; const struct range *ranges; size_t n; };
struct tokens { struct token *items; size_t len; };

static bool invalid(struct rego_call *call, struct str s, const char *what)
{
    return rego_builtin_error(call, "regex.globs_match", "input:%.*s, %s: the input provided is invalid", (int)(s.len < 200 ? s.len : 200), s.s, what);
}

static bool next_rune(struct rego_call *call, struct str s, size_t *at, uint32_t *rune, bool *escaped)
{
    size_t size;
    *escaped = s.s[*at] == '\\';
    if (*escaped && ++*at >= s.len) return invalid(call, s, "input ends with a \\ (escape) character");
    *rune = utf8_decode(s.s + *at, s.len - *at, &size);
    *at += size;
    return true;
}

static bool read_set(struct rego_call *call, struct str s, size_t *at, struct token *token)
{
    VEC(struct range) ranges = {0};
    uint32_t rune = 0, previous = 0;
    bool escaped, has_previous = false;
    while (*at < s.len) {
        if (!next_rune(call, s, at, &rune, &escaped)) return false;
        if (!escaped && rune == ']') {
            token->ranges = ranges.items;
            token->n = ranges.len;
            return true;
        }
        if (!escaped && rune == '-') {
            if (!has_previous) return invalid(call, s, "range character '-' must be preceded by a Unicode character");
            if (*at + 1 >= s.len) return invalid(call, s, "range character '-' must be followed by a Unicode character");
            if (!next_rune(call, s, at, &rune, &escaped)) return false;
            if (!escaped && (rune == ']' || rune == '-')) return invalid(call, s, "range character '-' cannot be followed by a special symbol");
            if (rune < previous) return invalid(call, s, "range is out of order");
            ranges.items[ranges.len - 1].high = rune;
            has_previous = false;
            continue;
        }
        struct range *range = vec_push(call->arena, &ranges);
        if (!range) return error_no_memory(call->err);
        *range = (struct range){rune, rune};
        previous = rune;
        has_previous = true;
    }
    return invalid(call, s, "found [ without matching ]");
}

static bool tokenize(struct rego_call *call, struct str s, struct tokens *out)
{
    size_t at = 0;
    out->items = arena_array(call->arena, s.len + 1, sizeof *out->items);
    out->len = 0;
    if (!out->items) return error_no_memory(call->err);
    while (at < s.len) {
        struct token token = {.kind = TOKEN_RUNE};
        uint32_t rune = 0;
        bool escaped;
        if (out->len >= MAX_TOKENS) return invalid(call, s, "the pattern is too long");
        if (!next_rune(call, s, &at, &rune, &escaped)) return false;
        if (!escaped && rune == ']') return invalid(call, s, "set-close ']' with no preceding '['");
        if (!escaped && (rune == '+' || rune == '*')) return invalid(call, s, "flag must be preceded by a non-flag");
        if (!escaped && rune == '.') {
            token.kind = TOKEN_ANY;
        } else if (!escaped && rune == '[') {
            token.kind = TOKEN_SET;
            if (!read_set(call, s, &at, &token)) return false;
        } else {
            struct range *range = arena_alloc(call->arena, sizeof *range);
            if (!range) return error_no_memory(call->err);
            *range = (struct range){rune, rune};
            token.ranges = range;
            token.n = 1;
        }
        if (at < s.len && (s.s[at] == '+' || s.s[at] == '*')) token.flag = s.s[at++];
        out->items[out->len++] = token;
    }
    return true;
}

static bool share_rune(const struct token *a, const struct token *b)
{
    if (a->kind == TOKEN_ANY || b->kind == TOKEN_ANY) return true;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (a->ranges[i].low <= b->ranges[k].high && b->ranges[k].low <= a->ranges[i].high) return true;
    return false;
}

/* Both patterns read one text side by side. State (i, j, a, b, c): the next tokens, whether a repeated one has been used once already, and
 * whether anything has been read (the text must not be empty, unless both patterns are). All states that can be reached are marked. */
static bool intersect(struct rego_call *call, struct tokens a, struct tokens b, bool *out)
{
    size_t columns = b.len + 1, total = (a.len + 1) * columns * 8, n = 0;
    unsigned char *seen = arena_zero(call->arena, total);
    uint32_t *stack = arena_array(call->arena, total + 1, sizeof *stack);
    if (!seen || !stack) return error_no_memory(call->err);
#define PUSH(i, j, ua, ub, read)                                                                                       \
    do {                                                                                                          \
        uint32_t state_ = (uint32_t)(((i) * columns + (j)) * 8 + (read) * 4 + (ua) * 2 + (ub));                   \
        if (!seen[state_]) seen[state_] = 1, stack[n++] = state_;                                                 \
    } while (0)
    PUSH((size_t)0, (size_t)0, 0u, 0u, a.len == 0 && b.len == 0 ? 1u : 0u);
    *out = false;
    for (size_t steps = 0; n > 0; steps++) {
        if (steps % 4096 == 0 && out_of_time(call, "regex.globs_match")) return false;
        uint32_t state = stack[--n];
        unsigned ua = state >> 1 & 1, ub = state & 1, read = state >> 2 & 1;
        size_t i = state / 8 / columns, j = state / 8 % columns;
        const struct token *ta = i < a.len ? &a.items[i] : NULL, *tb = j < b.len ? &b.items[j] : NULL;
        if (!ta && !tb && read) {
            *out = true;
            return true;
        }
        if (ta && (ta->flag == '*' || (ta->flag == '+' && ua))) PUSH(i + 1, j, 0u, ub, read);
        if (tb && (tb->flag == '*' || (tb->flag == '+' && ub))) PUSH(i, j + 1, ua, 0u, read);
        if (!ta || !tb || !share_rune(ta, tb)) continue;
        size_t ni = ta->flag ? i : i + 1, nj = tb->flag ? j : j + 1;
        PUSH(ni, nj, ta->flag ? 1u : 0u, tb->flag ? 1u : 0u, 1u);
    }
#undef PUSH
    return true;
}

BUILTIN(globs_match)
{
    struct str a, b;
    struct tokens x, y;
    bool both = false;
    if (!want_string(call, "regex.globs_match", in, 1, &a) || !want_string(call, "regex.globs_match", in, 2, &b)) return false;
    return tokenize(call, a, &x) && tokenize(call, b, &y) && intersect(call, x, y, &both) && give_bool(both, out);
}

const struct rego_builtin rego_globs[] = {
    {"glob.match", "string, any<null, array[string]>, string -> boolean", glob_match, REGO_PURE, NULL},
    {"glob.quote_meta", "string -> string", glob_quote_meta, REGO_PURE, NULL},
    {"regex.globs_match", "string, string -> boolean", globs_match, REGO_PURE, NULL},
};
const size_t rego_globs_n = COUNT_OF(rego_globs);
