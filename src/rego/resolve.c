/* rego/resolve.c: names of rules and imports become references from `data` and `input`.
 *
 * A name declared anywhere in a body (`:=`, `some`, a function's argument, `every`) is a local throughout that body and those within it, also above its
 * declaration: whether that is an error is the next pass's business. */
#include "rego/check.h"

struct scope { const struct scope *outer; struct map names; };

struct resolver { struct checker *c; const struct map *globals; const struct scope *scope; };   /* globals: name → REF */

static bool declare(struct checker *c, struct scope *s, struct str name)
{
    void **slot = map_at(c->arena, &s->names, name);
    if (!slot) return check_no_memory(c);
    *slot = s;
    return true;
}

static struct rego_term *global(const struct resolver *r, struct str name)
{
    for (const struct scope *s = r->scope; s; s = s->outer)
        if (map_has(&s->names, name)) return NULL;
    struct rego_term *t = map_get(r->globals, name);
    for (size_t i = 0; t && r->c->module && i < r->c->module->imports.len; i++) r->c->module->imports.items[i]->used |= r->c->module->imports.items[i]->path == t;
    return t;
}

/* --- what a body declares --- */

struct declaring { struct checker *c; struct scope *scope; };

static bool declare_vars(void *context, struct rego_term *t)
{
    struct declaring *d = context;
    if (t->kind == REGO_VAR) declare(d->c, d->scope, t->var.name);
    return true;
}

static void declare_body(struct checker *c, struct scope *scope, const struct rego_body *body)
{
    struct declaring d = {c, scope};
    for (size_t i = 0; i < body->len; i++) {
        struct rego_expr *e = body->items[i];
        if (e->kind == REGO_EXPR_ASSIGN) check_visit_term(e->left, declare_vars, &d);
        if (e->kind == REGO_EXPR_SOME)
            for (size_t k = 0; k < e->args.len - (e->is_in ? 1 : 0); k++) check_visit_term(e->args.items[k], declare_vars, &d);
        declare_body(c, scope, &e->body);   /* `every`, `not`, and, or: not comprehensions */
        declare_body(c, scope, &e->rhs);
    }
}

/* Variables of argument patterns; an object's keys, sets, calls and comprehensions are none. */
static void declare_args(struct checker *c, struct scope *scope, const struct rego_terms *args, size_t from, size_t step)
{
    for (size_t i = from; i < args->len; i += step) {
        const struct rego_term *t = args->items[i];
        if (t->kind == REGO_VAR) declare(c, scope, t->var.name);
        else if (t->kind == REGO_ARRAY) declare_args(c, scope, &t->list, 0, 1);
        else if (t->kind == REGO_OBJECT) declare_args(c, scope, &t->list, 1, 2);
        else if (t->kind == REGO_REF && t->ref.items.len == 1)
            check_error(c, &REGO_ERR_COMPILE, c->rule->at, "args must not shadow %.*s (use a different variable name)", (int)t->ref.items.items[0]->var.name.len,
                        t->ref.items.items[0]->var.name.s);
    }
}

/* --- rewriting --- */

static void resolve_body(struct resolver *r, struct rego_body *body);
static void resolve_term(struct resolver *r, struct rego_term **term);

static void resolve_list(struct resolver *r, struct rego_terms *list, size_t from)
{
    for (size_t i = from; i < list->len; i++) resolve_term(r, &list->items[i]);
}

static struct rego_term *copy_at(struct resolver *r, const struct rego_term *target, struct rego_location at)
{
    struct rego_term *t = rego_copy_term(r->c->arena, target);
    if (!t) {
        r->c->no_memory = true;
        return NULL;
    }
    t->at = at;
    for (size_t i = 0; i < t->ref.items.len; i++) t->ref.items.items[i]->at = at;
    return t;
}

static void resolve_ref(struct resolver *r, struct rego_term *t)
{
    struct rego_terms *items = &t->ref.items;
    struct rego_term *target = items->items[0]->kind == REGO_VAR ? global(r, items->items[0]->var.name) : NULL;
    resolve_list(r, items, target ? 1 : 0);
    if (!target || !(target = copy_at(r, target, items->items[0]->at))) return;
    for (size_t i = 1; i < items->len; i++)
        if (!check_push(r->c, &target->ref.items, items->items[i])) return;
    *items = target->ref.items;
}

static void resolve_closure(struct resolver *r, struct rego_term *t)
{
    struct scope scope = {r->scope, {0}};
    declare_body(r->c, &scope, &t->compr.body);
    r->scope = &scope;
    if (t->compr.key) resolve_term(r, &t->compr.key);
    resolve_term(r, &t->compr.value);
    resolve_body(r, &t->compr.body);
    r->scope = scope.outer;
}

static void resolve_term(struct resolver *r, struct rego_term **term)
{
    struct rego_term *t = *term, *target;
    switch (t->kind) {
    case REGO_CONST: return;
    case REGO_VAR:
        if ((target = global(r, t->var.name)) && (target = copy_at(r, target, t->at))) *term = target;
        return;
    case REGO_REF: resolve_ref(r, t); return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: resolve_list(r, &t->list, 0); return;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: resolve_closure(r, t); return;
    case REGO_CALL:
        resolve_term(r, &t->call.op);
        resolve_list(r, &t->call.args, 0);
        return;
    case REGO_TEMPLATE: resolve_list(r, &t->template.parts, 0); return;
    }
}

static void resolve_expr(struct resolver *r, struct rego_expr *e)
{
    struct scope scope = {r->scope, {0}};
    if (e->kind == REGO_EXPR_EVERY) {
        if (e->key) declare(r->c, &scope, e->key->var.name);
        declare(r->c, &scope, e->value->var.name);
        r->scope = &scope;
    }
    if (e->term) resolve_term(r, &e->term);
    if (e->left) resolve_term(r, &e->left);
    if (e->right) resolve_term(r, &e->right);
    if (e->op) resolve_term(r, &e->op);
    if (e->domain) resolve_term(r, &e->domain);
    if (e->kind != REGO_EXPR_SOME || e->is_in) resolve_list(r, &e->args, 0);
    resolve_body(r, &e->body);
    resolve_body(r, &e->rhs);
    r->scope = scope.outer;
    for (size_t i = 0; i < e->with.len; i++) {
        resolve_term(r, &e->with.items[i]->target);
        resolve_term(r, &e->with.items[i]->value);
    }
}

static void resolve_body(struct resolver *r, struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++) resolve_expr(r, body->items[i]);
}

void pass_resolve(struct checker *c, struct rego_rule *rule)
{
    struct scope scope = {0};
    struct resolver r = {c, c->globals, &scope};
    declare_args(c, &scope, &rule->args, 0, 1);
    declare_body(c, &scope, &rule->body);
    if (rule->ref && !rule->is_else) resolve_list(&r, &rule->ref->ref.items, 1);
    if (rule->value) resolve_term(&r, &rule->value);
    resolve_body(&r, &rule->body);
}
