/* finding/log_filter.c: reads a pattern and judges it in one go: the event is there, so no tree is kept. */
#include "finding/log_filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "value/json.h"

#define DEPTH_MAX 64   /* parentheses within each other; CloudWatch Logs takes patterns of 1,024 characters */

struct filter { struct str text; size_t at; struct value event; unsigned depth; bool wrong; };

static char peek(const struct filter *f) { return f->at < f->text.len ? f->text.s[f->at] : '\0'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void skip_blanks(struct filter *f)
{
    while (f->at < f->text.len && is_blank(f->text.s[f->at])) f->at++;
}

static bool take(struct filter *f, const char *token)
{
    skip_blanks(f);
    struct str rest = {f->text.s + f->at, f->text.len - f->at};
    if (!str_has_prefix(rest, str_of(token))) return false;
    f->at += strlen(token);
    return true;
}

/* A word in capitals that ends where it ends. */
static bool take_word(struct filter *f, const char *word)
{
    size_t before = f->at;
    char c;
    if (take(f, word) && ((c = peek(f)) == '\0' || is_blank(c) || c == ')' || c == '}' || c == '&' || c == '|')) return true;
    f->at = before;
    return false;
}

static bool wrong(struct filter *f)
{
    f->wrong = true;
    return false;
}

/* --- selectors and values --- */

static bool name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("_-:@/#", c) != NULL; }

/* $.a.b[0]["c d"]: the value there, VALUE_NONE when there is none. */
static struct value selector(struct filter *f)
{
    struct value v = f->event;
    if (!take(f, "$")) return wrong(f), VALUE_NONE;
    for (;;) {
        char c = peek(f);
        struct str key = {f->text.s + f->at + 1, 0};
        if (c == '.') {
            f->at++;
            if (peek(f) == '[') continue;
            while (f->at < f->text.len && name_char(f->text.s[f->at])) f->at++, key.len++;
            if (key.len == 0) return wrong(f), VALUE_NONE;
            v = value_get_str(v, key);
        } else if (c == '[') {
            size_t end = str_find(f->text, STR("]"), f->at);
            if (end == SIZE_MAX) return wrong(f), VALUE_NONE;
            key.len = end - f->at - 1;
            f->at = end + 1;
            if (key.len >= 2 && (key.s[0] == '"' || key.s[0] == '\'')) v = value_get_str(v, (struct str){key.s + 1, key.len - 2});
            else {
                int64_t i = 0;
                for (size_t k = 0; k < key.len; k++) {
                    if (key.s[k] < '0' || key.s[k] > '9' || k > 8) return wrong(f), VALUE_NONE;
                    i = i * 10 + (key.s[k] - '0');
                }
                v = value_get(v, value_small(i));
            }
        } else return v;
    }
}

/* A text of a pattern: its escapes are still in it when it was quoted. */
struct text { struct str s; bool quoted; };

static bool text_of(struct filter *f, struct text *out)
{
    skip_blanks(f);
    size_t from = f->at;
    if (peek(f) == '"') {
        for (f->at++; f->at < f->text.len && f->text.s[f->at] != '"'; f->at++)
            if (f->text.s[f->at] == '\\') f->at++;
        if (f->at >= f->text.len) {
            f->at = f->text.len;   /* an escape may have stepped over the end */
            return wrong(f);
        }
        *out = (struct text){{f->text.s + from + 1, f->at - from - 1}, true};
        f->at++;
        return true;
    }
    while (f->at < f->text.len && !is_blank(f->text.s[f->at]) && !strchr("(){}&|", f->text.s[f->at])) f->at++;
    *out = (struct text){{f->text.s + from, f->at - from}, false};
    return out->s.len > 0 || wrong(f);
}

/* Does the text with * for any characters stand for `s`? Goes back to the last star only. */
static bool glob(struct str pattern, bool escapes, struct str s)
{
    size_t p = 0, i = 0, star = SIZE_MAX, star_at = 0;
    while (i < s.len || p < pattern.len) {
        if (p < pattern.len && pattern.s[p] == '*') {
            star = ++p;
            star_at = i;
            continue;
        }
        size_t width = p + 1 < pattern.len && escapes && pattern.s[p] == '\\' ? 2 : 1;
        if (p < pattern.len && i < s.len && pattern.s[p + width - 1] == s.s[i]) {
            p += width;
            i++;
            continue;
        }
        if (star == SIZE_MAX || star_at >= s.len) return false;
        p = star;
        i = ++star_at;
    }
    return true;
}

static bool number_of(struct str s, double *out)
{
    char copy[64], *end;
    if (s.len == 0 || s.len >= sizeof copy) return false;
    memcpy(copy, s.s, s.len);
    copy[s.len] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0';
}

static bool equal(struct value v, struct text text)
{
    char scratch[32];
    double a, b;
    if (value_is_string(v)) return glob(text.s, text.quoted, value_str(v));
    if (value_is_bool(v)) return str_is(text.s, value_is_true(v) ? "true" : "false");
    if (!value_is_number(v)) return false;
    struct str own = value_number_text(v, scratch);
    return number_of(text.s, &a) && number_of(own, &b) ? a == b : glob(text.s, text.quoted, own);
}

static bool compare(struct filter *f, struct value v, char op, bool or_equal)
{
    struct text text;
    double wanted;
    if (!text_of(f, &text)) return false;
    if (!number_of(text.s, &wanted)) return wrong(f);
    if (!value_is_number(v)) return false;
    double own = value_number_to_double(v);
    return (or_equal && own == wanted) || (op == '<' ? own < wanted : own > wanted);
}

/* --- conditions --- */

static bool any_of(struct filter *f);

static bool condition(struct filter *f)
{
    struct text text;
    if (take(f, "(")) {
        if (++f->depth > DEPTH_MAX) return wrong(f);
        bool holds = any_of(f);
        f->depth--;
        return take(f, ")") ? holds : wrong(f);
    }
    struct value v = selector(f);
    if (f->wrong) return false;
    if (take(f, "!=")) return text_of(f, &text) && !equal(v, text);
    if (take(f, "<=")) return compare(f, v, '<', true);
    if (take(f, ">=")) return compare(f, v, '>', true);
    if (take(f, "<")) return compare(f, v, '<', false);
    if (take(f, ">")) return compare(f, v, '>', false);
    if (take(f, "=")) return text_of(f, &text) && equal(v, text);
    if (take_word(f, "EXISTS")) return !value_is_none(v);
    if (take_word(f, "NOT")) return take_word(f, "EXISTS") ? value_is_none(v) : wrong(f);
    if (!take_word(f, "IS")) return wrong(f);
    if (take_word(f, "NULL")) return value_is_null(v);
    if (take_word(f, "TRUE")) return value_is_true(v);
    return take_word(f, "FALSE") ? value_is_false(v) : wrong(f);
}

static bool all_of(struct filter *f)
{
    bool holds = condition(f);
    while (!f->wrong && take(f, "&&")) holds = condition(f) && holds;   /* read on, whatever it was */
    return holds;
}

static bool any_of(struct filter *f)
{
    bool holds = all_of(f);
    while (!f->wrong && take(f, "||")) holds = all_of(f) || holds;
    return holds;
}

/* --- terms --- */

static bool terms(struct filter *f)
{
    struct buf json = buf_new(0);
    bool holds = true, either = false, some = false;
    json_write(&json, f->event, 0);
    for (skip_blanks(f); f->at < f->text.len && !f->wrong && !json.failed; skip_blanks(f)) {
        struct text text;
        char sign = peek(f);
        if (sign == '?' || sign == '-') f->at++;
        if (sign == '%' || sign == '[' || !text_of(f, &text)) wrong(f);
        else {
            bool there = str_find((struct str){json.s, json.len}, text.s, 0) != SIZE_MAX;
            if (sign == '?') either = true, some = some || there;
            else if (sign == '-') holds = holds && !there;
            else holds = holds && there;
        }
    }
    holds = holds && (!either || some) && !json.failed;
    buf_free(&json);
    return holds;
}

bool log_filter_matches(struct str pattern, struct value event)
{
    struct filter f = {.text = pattern, .event = event};
    bool json = take(&f, "{"), holds = json ? any_of(&f) : terms(&f);
    if (json && (f.wrong || !take(&f, "}"))) return false;
    skip_blanks(&f);
    return holds && !f.wrong && f.at == pattern.len;
}
