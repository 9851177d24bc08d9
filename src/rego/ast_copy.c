/* rego/ast_copy.c: see ast_copy.h. Depth is bounded by REGO_MAX_DEPTH. */
#include "rego/ast_copy.h"

bool rego_copy_terms(struct arena *arena, const struct rego_terms *from, struct rego_terms *to)
{
    *to = (struct rego_terms){0};
    if (!from->len) return true;
    if (!(to->items = arena_array(arena, from->len, sizeof *to->items))) return false;
    for (to->cap = from->len; to->len < from->len; to->len++)
        if (!(to->items[to->len] = rego_copy_term(arena, from->items[to->len]))) return false;
    return true;
}

bool rego_copy_body(struct arena *arena, const struct rego_body *from, struct rego_body *to)
{
    *to = (struct rego_body){0};
    if (!from->len) return true;
    if (!(to->items = arena_array(arena, from->len, sizeof *to->items))) return false;
    for (to->cap = from->len; to->len < from->len; to->len++)
        if (!(to->items[to->len] = rego_copy_expr(arena, from->items[to->len]))) return false;
    return true;
}

static bool copy_one(struct arena *arena, struct rego_term **term) { return !*term || (*term = rego_copy_term(arena, *term)); }

struct rego_term *rego_copy_term(struct arena *arena, const struct rego_term *term)
{
    struct rego_term *t = arena_copy(arena, term, sizeof *term);
    if (!t) return NULL;
    bool ok = true;
    switch (t->kind) {
    case REGO_CONST: case REGO_VAR: break;
    case REGO_REF: ok = rego_copy_terms(arena, &term->ref.items, &t->ref.items); break;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: ok = rego_copy_terms(arena, &term->list, &t->list); break;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR:
        ok = copy_one(arena, &t->compr.key) && copy_one(arena, &t->compr.value) && rego_copy_body(arena, &term->compr.body, &t->compr.body);
        break;
    case REGO_CALL: ok = copy_one(arena, &t->call.op) && rego_copy_terms(arena, &term->call.args, &t->call.args); break;
    case REGO_TEMPLATE: ok = rego_copy_terms(arena, &term->template.parts, &t->template.parts); break;
    }
    return ok ? t : NULL;
}

static bool copy_with(struct arena *arena, const struct rego_expr *from, struct rego_expr *to)
{
    to->with.len = to->with.cap = 0;
    to->with.items = NULL;
    for (size_t i = 0; i < from->with.len; i++) {
        struct rego_with *w = arena_copy(arena, from->with.items[i], sizeof *w), **slot = vec_push(arena, &to->with);
        if (!w || !slot || !copy_one(arena, &w->target) || !copy_one(arena, &w->value)) return false;
        *slot = w;
    }
    return true;
}

struct rego_expr *rego_copy_expr(struct arena *arena, const struct rego_expr *expr)
{
    struct rego_expr *e = arena_copy(arena, expr, sizeof *expr);
    return e && copy_one(arena, &e->term) && copy_one(arena, &e->left) && copy_one(arena, &e->right) && copy_one(arena, &e->op) &&
           rego_copy_terms(arena, &expr->args, &e->args) && copy_one(arena, &e->out) && copy_one(arena, &e->key) && copy_one(arena, &e->value) &&
           copy_one(arena, &e->domain) && rego_copy_body(arena, &expr->body, &e->body) && rego_copy_body(arena, &expr->rhs, &e->rhs) &&
           copy_with(arena, expr, e) ? e : NULL;
}
