/* rego/check_common.c: nodes, walks and sets for the passes. */
#include "rego/check.h"

#include <stdio.h>

#include "base/buf.h"
#include "value/json.h"

bool check_no_memory(struct checker *c)
{
    c->no_memory = true;
    return false;
}

void check_error(struct checker *c, const struct error_code *code, struct rego_location at, const char *format, ...)
{
    char message[700];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    rego_issue_add(c->arena, c->issues, code, at, "%s", message);
}

uint32_t check_new_slot(struct checker *c, struct str name)
{
    struct str *s = vec_push(c->arena, c->frame);
    if (!s) {
        c->no_memory = true;
        return REGO_NO_SLOT;
    }
    *s = name;
    return (uint32_t)(c->frame->len - 1);
}

static struct rego_term *new_term(struct checker *c, enum rego_term_kind kind, struct rego_location at)
{
    struct rego_term *t = arena_zero(c->arena, sizeof *t);
    if (!t) {
        c->no_memory = true;
        return NULL;
    }
    t->kind = kind;
    t->at = at;
    return t;
}

struct rego_term *check_new_var(struct checker *c, struct rego_location at)
{
    struct rego_term *t = new_term(c, REGO_VAR, at);
    char *name = arena_printf(c->arena, "__local%zu__", c->frame->len);
    if (!t || !name) {
        c->no_memory = true;
        return NULL;
    }
    t->var.name = str_of(name);
    t->var.slot = check_new_slot(c, t->var.name);
    return c->no_memory ? NULL : t;
}

struct rego_term *check_var_again(struct checker *c, const struct rego_term *var)
{
    struct rego_term *t = new_term(c, REGO_VAR, var->at);
    if (t) t->var = var->var;
    return t;
}

struct rego_term *check_const(struct checker *c, struct value v, struct rego_location at)
{
    struct rego_term *t = value_is_none(v) ? NULL : new_term(c, REGO_CONST, at);
    if (!t) {
        c->no_memory = true;
        return NULL;
    }
    t->constant = v;
    return t;
}

struct rego_expr *check_unify(struct checker *c, struct rego_term *left, struct rego_term *right, struct rego_location at)
{
    struct rego_expr *e = arena_zero(c->arena, sizeof *e);
    if (!e) {
        c->no_memory = true;
        return NULL;
    }
    e->kind = REGO_EXPR_UNIFY;
    e->left = left;
    e->right = right;
    e->at = at;
    e->generated = true;
    return e;
}

bool check_append(struct checker *c, struct rego_body *body, struct rego_expr *e)
{
    struct rego_expr **slot = e ? vec_push(c->arena, body) : NULL;
    if (!slot) return check_no_memory(c);
    *slot = e;
    return true;
}

bool check_push(struct checker *c, struct rego_terms *list, struct rego_term *t)
{
    struct rego_term **slot = t ? vec_push(c->arena, list) : NULL;
    if (!slot) return check_no_memory(c);
    *slot = t;
    return true;
}

bool check_is_root(const struct rego_term *t, const char *name)
{
    return t->kind == REGO_VAR && t->var.slot == REGO_NO_SLOT && str_is(t->var.name, name);
}

const char *check_kind_name(const struct rego_term *t)
{
    static const char *const names[] = {"scalar", "var", "ref", "array", "set", "object", "arraycomprehension", "setcomprehension",
                                        "objectcomprehension", "call", "templatestring"};
    return t->kind == REGO_CONST ? value_type_name(t->constant) : names[t->kind];
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.s[i];
        if (!((ch | 32) >= 'a' && (ch | 32) <= 'z') && ch != '_' && !(i && ch >= '0' && ch <= '9')) return false;
    }
    return s.len > 0;
}

static void put_term(struct buf *b, const struct rego_term *t, unsigned depth)
{
    static const unsigned deep = 4;
    if (depth > deep) {
        buf_puts(b, "...");
        return;
    }
    switch (t->kind) {
    case REGO_CONST: value_print(b, t->constant); return;
    case REGO_VAR:
        if (t->var.name.len && t->var.name.s[0] == '$') buf_puts(b, "_");
        else if (t->var.name.len > 7 && memcmp(t->var.name.s, "__local", 7) == 0 && t->at.source) {   /* stands for what is written there */
            if (!t->at.length) buf_puts(b, "_");
            buf_add(b, t->at.source->text.s + t->at.offset, t->at.length > 60 ? 60 : t->at.length);
        } else buf_add_str(b, t->var.name);
        return;
    case REGO_REF:
        for (size_t i = 0; i < t->ref.items.len; i++) {
            const struct rego_term *item = t->ref.items.items[i];
            if (i == 0) put_term(b, item, depth + 1);
            else if (check_is_const_string(item) && is_name(value_str(item->constant))) {
                buf_puts(b, ".");
                buf_add_str(b, value_str(item->constant));
            } else {
                buf_puts(b, "[");
                put_term(b, item, depth + 1);
                buf_puts(b, "]");
            }
        }
        return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE:
        if (t->at.source) buf_add(b, t->at.source->text.s + t->at.offset, t->at.length > 60 ? 60 : t->at.length);
        return;
    }
}

const char *check_ref_text(const struct rego_term *t, char *out, size_t size)
{
    struct buf b = buf_new(1 << 16);
    put_term(&b, t, 0);
    snprintf(out, size, "%.*s", (int)b.len, b.s ? b.s : "");
    buf_free(&b);
    return out;
}

static const struct rego_builtin *builtin_named(const struct checker *c, struct str name)
{
    const struct rego_builtin *row = rego_builtin_find(name);
    for (size_t i = 0; !row && i < c->program->n_externs; i++)
        if (str_is(name, c->program->externs[i].name)) row = &c->program->externs[i];
    return row;
}

const struct rego_builtin *check_builtin(const struct checker *c, const struct rego_term *op)
{
    char name[128];
    size_t len = 0;
    if (op->kind == REGO_VAR) return builtin_named(c, op->var.name);
    if (op->kind != REGO_REF || op->ref.items.items[0]->kind != REGO_VAR) return NULL;
    for (size_t i = 0; i < op->ref.items.len; i++) {
        const struct rego_term *item = op->ref.items.items[i];
        if (i && !check_is_const_string(item)) return NULL;
        struct str part = i ? value_str(item->constant) : item->var.name;
        if (len + part.len + 1 >= sizeof name) return NULL;
        if (i) name[len++] = '.';
        memcpy(name + len, part.s, part.len);
        len += part.len;
    }
    return builtin_named(c, (struct str){name, len});
}

/* --- walks --- */

static void visit_terms(struct rego_terms *list, term_visitor *visit, void *context)
{
    for (size_t i = 0; i < list->len; i++) check_visit_term(list->items[i], visit, context);
}

void check_visit_term(struct rego_term *t, term_visitor *visit, void *context)
{
    if (!t || !visit(context, t)) return;
    switch (t->kind) {
    case REGO_CONST: case REGO_VAR: return;
    case REGO_REF: visit_terms(&t->ref.items, visit, context); return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: visit_terms(&t->list, visit, context); return;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR:
        check_visit_term(t->compr.key, visit, context);
        check_visit_term(t->compr.value, visit, context);
        check_visit_body(&t->compr.body, visit, context);
        return;
    case REGO_CALL:
        check_visit_term(t->call.op, visit, context);
        visit_terms(&t->call.args, visit, context);
        return;
    case REGO_TEMPLATE: visit_terms(&t->template.parts, visit, context); return;
    }
}

void check_visit_expr(struct rego_expr *e, term_visitor *visit, void *context)
{
    check_visit_term(e->term, visit, context);
    check_visit_term(e->left, visit, context);
    check_visit_term(e->right, visit, context);
    check_visit_term(e->op, visit, context);
    visit_terms(&e->args, visit, context);
    check_visit_term(e->out, visit, context);
    check_visit_term(e->key, visit, context);
    check_visit_term(e->value, visit, context);
    check_visit_term(e->domain, visit, context);
    check_visit_body(&e->body, visit, context);
    check_visit_body(&e->rhs, visit, context);
    for (size_t i = 0; i < e->with.len; i++) {
        check_visit_term(e->with.items[i]->target, visit, context);
        check_visit_term(e->with.items[i]->value, visit, context);
    }
}

void check_visit_body(struct rego_body *body, term_visitor *visit, void *context)
{
    for (size_t i = 0; i < body->len; i++) check_visit_expr(body->items[i], visit, context);
}

struct expr_walk { expr_visitor *visit; void *context; };

static bool exprs_of_term(void *context, struct rego_term *t)
{
    struct expr_walk *w = context;
    if (!check_is_compr(t)) return true;
    check_visit_term(t->compr.key, exprs_of_term, w);
    check_visit_term(t->compr.value, exprs_of_term, w);
    check_each_expr(&t->compr.body, w->visit, w->context);
    return false;
}

void check_each_expr(struct rego_body *body, expr_visitor *visit, void *context)
{
    struct expr_walk w = {visit, context};
    for (size_t i = 0; i < body->len; i++) {
        struct rego_expr *e = body->items[i];
        check_visit_term(e->term, exprs_of_term, &w);
        check_visit_term(e->left, exprs_of_term, &w);
        check_visit_term(e->right, exprs_of_term, &w);
        visit_terms(&e->args, exprs_of_term, &w);
        check_visit_term(e->out, exprs_of_term, &w);
        check_visit_term(e->domain, exprs_of_term, &w);
        for (size_t k = 0; k < e->with.len; k++) check_visit_term(e->with.items[k]->value, exprs_of_term, &w);
        check_each_expr(&e->body, visit, context);
        check_each_expr(&e->rhs, visit, context);
        visit(context, e);
    }
}

void check_each_expr_in_rule(struct rego_rule *rule, expr_visitor *visit, void *context)
{
    struct expr_walk w = {visit, context};
    visit_terms(&rule->args, exprs_of_term, &w);
    check_visit_term(rule->value, exprs_of_term, &w);
    check_visit_term(rule->ref, exprs_of_term, &w);
    check_each_expr(&rule->body, visit, context);
}

/* --- sets of slots --- */

bool bit_set(struct arena *arena, struct bits *b, uint32_t i)
{
    uint32_t word = i / 64;
    if (word >= b->n) {
        uint32_t n = word + 1 > b->n * 2 ? word + 1 : b->n * 2;
        uint64_t *words = arena_zero(arena, n * sizeof *words);
        if (!words) return false;
        if (b->n) memcpy(words, b->words, b->n * sizeof *words);
        b->words = words;
        b->n = n;
    }
    b->words[word] |= (uint64_t)1 << (i % 64);
    return true;
}

bool bits_add(struct arena *arena, struct bits *to, const struct bits *from)
{
    uint32_t n = from->n;
    while (n && !from->words[n - 1]) n--;
    if (n > to->n) {
        uint64_t *words = arena_zero(arena, n * sizeof *words);
        if (!words) return false;
        if (to->n) memcpy(words, to->words, to->n * sizeof *words);
        to->words = words;
        to->n = n;
    }
    for (uint32_t i = 0; i < n; i++) to->words[i] |= from->words[i];
    return true;
}

bool bits_copy(struct arena *arena, struct bits *to, const struct bits *from)
{
    *to = (struct bits){0};
    return bits_add(arena, to, from);
}

void bits_remove(struct bits *from, const struct bits *what)
{
    for (uint32_t i = 0; i < from->n && i < what->n; i++) from->words[i] &= ~what->words[i];
}

bool bits_subset(const struct bits *a, const struct bits *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (a->words[i] & ~(i < b->n ? b->words[i] : 0)) return false;
    return true;
}

bool bits_empty(const struct bits *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (b->words[i]) return false;
    return true;
}

bool bits_equal(const struct bits *a, const struct bits *b) { return bits_subset(a, b) && bits_subset(b, a); }

static bool vars_of_terms(struct arena *arena, const struct rego_terms *list, size_t from, unsigned flags, struct bits *out)
{
    for (size_t i = from; i < list->len; i++)
        if (!vars_of_term(arena, list->items[i], flags, out)) return false;
    return true;
}

bool vars_of_term(struct arena *arena, const struct rego_term *t, unsigned flags, struct bits *out)
{
    if (!t) return true;
    switch (t->kind) {
    case REGO_CONST: return true;
    case REGO_VAR: return t->var.slot == REGO_NO_SLOT || bit_set(arena, out, t->var.slot);
    case REGO_REF: return vars_of_terms(arena, &t->ref.items, flags & VARS_SKIP_REF_HEAD ? 1 : 0, flags, out);
    case REGO_SET: return (flags & VARS_SKIP_SETS) || vars_of_terms(arena, &t->list, 0, flags, out);
    case REGO_ARRAY: return vars_of_terms(arena, &t->list, 0, flags, out);
    case REGO_OBJECT:
        for (size_t i = flags & VARS_SKIP_OBJECT_KEYS ? 1 : 0; i < t->list.len; i += flags & VARS_SKIP_OBJECT_KEYS ? 2 : 1)
            if (!vars_of_term(arena, t->list.items[i], flags, out)) return false;
        return true;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR:
        return (flags & VARS_SKIP_CLOSURES) || (vars_of_term(arena, t->compr.key, flags, out) && vars_of_term(arena, t->compr.value, flags, out) &&
                                                vars_of_body(arena, &t->compr.body, flags, out));
    case REGO_CALL: return vars_of_terms(arena, &t->call.args, 0, flags, out);
    case REGO_TEMPLATE: return vars_of_terms(arena, &t->template.parts, 0, flags, out);
    }
    return true;
}

bool vars_of_expr(struct arena *arena, const struct rego_expr *e, unsigned flags, struct bits *out)
{
    bool nested = !(flags & VARS_SKIP_CLOSURES);
    if (!vars_of_term(arena, e->term, flags, out) || !vars_of_term(arena, e->left, flags, out) || !vars_of_term(arena, e->right, flags, out) ||
        !vars_of_terms(arena, &e->args, 0, flags, out) || !vars_of_term(arena, e->out, flags, out) || !vars_of_term(arena, e->domain, flags, out)) return false;
    if (nested && (!vars_of_term(arena, e->key, flags, out) || !vars_of_term(arena, e->value, flags, out) || !vars_of_body(arena, &e->body, flags, out) ||
                   !vars_of_body(arena, &e->rhs, flags, out))) return false;
    for (size_t i = 0; i < e->with.len; i++)
        if (!vars_of_term(arena, e->with.items[i]->value, flags, out)) return false;
    return true;
}

bool vars_of_body(struct arena *arena, const struct rego_body *body, unsigned flags, struct bits *out)
{
    for (size_t i = 0; i < body->len; i++)
        if (!vars_of_expr(arena, body->items[i], flags, out)) return false;
    return true;
}
