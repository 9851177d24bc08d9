/* rego/signatures.c: the notation of builtin.h's signatures → types. */
#include "rego/types.h"

#include <stdio.h>

size_t builtin_arity(const struct rego_builtin *b)
{
    size_t n = 0, depth = 0;
    const char *s = b->signature;
    if (s[0] == '-' && s[1] == '>') return 0;
    for (; *s && !(depth == 0 && s[0] == ' ' && s[1] == '-' && s[2] == '>'); s++) {
        if (*s == '[' || *s == '<') depth++;
        if (*s == ']' || (*s == '>' && depth)) depth--;
        if (*s == ',' && depth == 0) n++;
    }
    return n + 1;
}

struct reader { struct arena *arena; const char *s; };

static bool eat(struct reader *r, const char *text)
{
    while (*r->s == ' ') r->s++;
    size_t n = strlen(text);
    if (strncmp(r->s, text, n) != 0) return false;
    r->s += n;
    return true;
}

struct type_list { const struct type **items; size_t len, cap; };
struct value_list { struct value *items; size_t len, cap; };

static const struct type *read_type(struct reader *r);

static void push(struct reader *r, struct type_list *list, const struct type *t)
{
    const struct type **slot = vec_push(r->arena, list);
    if (slot) *slot = t;
}

/* "T, T, ..." up to the closing bracket, which is eaten. */
static struct type_list read_list(struct reader *r, const char *end)
{
    struct type_list list = {0};
    while (*r->s && !eat(r, end)) {
        push(r, &list, read_type(r));
        eat(r, ",");
    }
    return list;
}

static const struct type *read_object(struct reader *r)
{
    struct type_list values = {0};
    struct value_list keys = {0};
    const struct type *key = NULL, *rest = NULL;
    if (eat(r, "[")) {
        key = read_type(r);
        eat(r, ":");
        rest = read_type(r);
        eat(r, "]");
        return type_object(r->arena, NULL, NULL, 0, key, rest);
    }
    if (!eat(r, "<")) return type_object(r->arena, NULL, NULL, 0, &type_any, &type_any);
    while (*r->s && !eat(r, ">")) {
        if (eat(r, "[")) {
            key = read_type(r);
            eat(r, ":");
            rest = read_type(r);
            eat(r, "]");
        } else {
            while (*r->s == ' ') r->s++;
            const char *colon = strchr(r->s, ':');
            if (!colon) break;
            struct value *slot = vec_push(r->arena, &keys);
            if (slot) *slot = value_string(r->arena, (struct str){r->s, (size_t)(colon - r->s)});
            r->s = colon + 1;
            push(r, &values, read_type(r));
        }
        eat(r, ",");
    }
    if (keys.len != values.len) return &type_any;   /* memory ran out on the way */
    return type_object(r->arena, keys.items, values.items, values.len, key, rest);
}

static const struct type *read_type(struct reader *r)
{
    if (eat(r, "null")) return &type_null;
    if (eat(r, "boolean")) return &type_boolean;
    if (eat(r, "number")) return &type_number;
    if (eat(r, "string")) return &type_string;
    if (eat(r, "object")) return read_object(r);
    if (eat(r, "array") || eat(r, "set")) {
        bool is_set = r->s[-1] == 't';
        const struct type *of = &type_any;
        if (eat(r, "[")) {
            of = read_type(r);
            eat(r, "]");
        }
        return is_set ? type_set(r->arena, of) : type_array(r->arena, NULL, 0, of);
    }
    if (eat(r, "[")) {
        struct type_list items = read_list(r, "]");
        return type_array(r->arena, items.items, items.len, NULL);
    }
    if (eat(r, "any")) {
        if (!eat(r, "<")) return &type_any;
        struct type_list members = read_list(r, ">");
        const struct type *all = NULL;
        for (size_t i = 0; i < members.len; i++) all = type_or(r->arena, all, members.items[i]);
        return all ? all : &type_any;
    }
    while (*r->s && !strchr(",]> ", *r->s)) r->s++;   /* a word unknown here */
    return &type_any;
}

bool builtin_types(struct arena *arena, const struct rego_builtin *b, const struct type ***args, size_t *n, const struct type **result)
{
    struct reader r = {arena, b->signature};
    struct type_list list = {0};
    while (*r.s && !eat(&r, "->")) {
        push(&r, &list, read_type(&r));
        eat(&r, ",");
    }
    *args = list.items;
    *n = list.len;
    *result = eat(&r, "void") ? NULL : read_type(&r);
    return list.len == builtin_arity(b);
}

void type_detail(struct checker *c, const char *format, ...)
{
    if (!c->issues->len || c->issues->dropped) return;
    struct error *e = &c->issues->items[c->issues->len - 1];
    char text[sizeof e->help];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_help(e, "%s", text);
}

void type_arity_error(struct checker *c, const struct rego_expr *e, const struct rego_builtin *b)
{
    check_error(c, &REGO_ERR_TYPE_CHECK, e->at, "%s: arity mismatch", b->name);
    type_detail(c, "have: %zu operands, want: (%s)", e->args.len, b->signature);
}
