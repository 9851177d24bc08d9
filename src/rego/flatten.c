/* rego/flatten.c: nested calls move to expressions of their own; a rule's head and a comprehension's head become simple.
 *
 * `p := f(g(x)) + 1` becomes `p := $3 if { g(x, $1); f($1, $2); plus($2, 1, $3) }`. What is moved out of an expression stands before it and carries its
 * `with`. References stay where they are until the order is settled (lower.c), since they may give variables a value. */
#include "rego/check.h"

static void flatten_body(struct checker *c, struct rego_body *body);
static struct rego_term *flatten_term(struct checker *c, struct rego_term *t, struct rego_body *support);

static bool contains_evaluated(const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_CONST: case REGO_VAR: return false;
    case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: return true;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++)
            if (contains_evaluated(t->list.items[i])) return true;
        return false;
    }
    return false;
}

static void flatten_list(struct checker *c, struct rego_terms *list, struct rego_body *support)
{
    for (size_t i = 0; i < list->len && !c->no_memory; i++) list->items[i] = flatten_term(c, list->items[i], support);
}

/* A variable that an appended `$n = t` gives t's value. */
static struct rego_term *named(struct checker *c, struct rego_term *t, struct rego_body *body)
{
    struct rego_term *v = check_new_var(c, t->at);
    if (!v || !check_append(c, body, check_unify(c, v, t, t->at))) return t;
    return check_var_again(c, v);
}

static struct rego_term *named_if_evaluated(struct checker *c, struct rego_term *t, struct rego_body *body)
{
    return contains_evaluated(t) ? named(c, t, body) : t;
}

/* The appended expressions come before the body's own are flattened, and are flat themselves. */
static void flatten_comprehension(struct checker *c, struct rego_term *t)
{
    struct rego_body support = {0};
    if (t->compr.key) t->compr.key = flatten_term(c, t->compr.key, &support);
    t->compr.value = flatten_term(c, t->compr.value, &support);
    flatten_body(c, &t->compr.body);
    for (size_t i = 0; i < support.len; i++)
        if (!check_append(c, &t->compr.body, support.items[i])) return;
    if (t->compr.key) t->compr.key = named_if_evaluated(c, t->compr.key, &t->compr.body);
    t->compr.value = named_if_evaluated(c, t->compr.value, &t->compr.body);
}

static struct rego_term *flatten_call(struct checker *c, struct rego_term *t, struct rego_body *support)
{
    flatten_list(c, &t->call.args, support);
    struct rego_term *out = check_new_var(c, t->at);
    struct rego_expr *e = arena_zero(c->arena, sizeof *e);
    if (!out || !e) {
        c->no_memory = true;
        return t;
    }
    *e = (struct rego_expr){.kind = REGO_EXPR_CALL, .generated = true, .infix = t->call.infix, .at = t->at, .op = t->call.op, .args = t->call.args, .out = out};
    return check_append(c, support, e) ? check_var_again(c, out) : t;
}

static struct rego_term *flatten_term(struct checker *c, struct rego_term *t, struct rego_body *support)
{
    switch (t->kind) {
    case REGO_CONST: case REGO_VAR: return t;
    case REGO_REF: {
        flatten_list(c, &t->ref.items, support);
        struct rego_term **head = &t->ref.items.items[0];
        if ((*head)->kind != REGO_VAR && !c->no_memory) *head = named(c, *head, support);   /* [1, 2][i] */
        return t;
    }
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: flatten_list(c, &t->list, support); return t;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: flatten_comprehension(c, t); return t;
    case REGO_CALL: return flatten_call(c, t, support);
    case REGO_TEMPLATE: return t;   /* none is left */
    }
    return t;
}

/* e's parts into `support`; e itself goes after them. */
static void flatten_expr(struct checker *c, struct rego_expr *e, struct rego_body *support)
{
    for (size_t i = 0; i < e->with.len; i++) e->with.items[i]->value = flatten_term(c, e->with.items[i]->value, support);
    size_t own = support->len;
    if (e->term) e->term = flatten_term(c, e->term, support);
    if (e->left) e->left = flatten_term(c, e->left, support);
    if (e->right) e->right = flatten_term(c, e->right, support);
    flatten_list(c, &e->args, support);
    if (e->domain) {
        struct rego_term *domain = flatten_term(c, e->domain, support);
        if (!c->no_memory) e->domain = named(c, domain, support);
    }
    for (size_t i = own; i < support->len; i++) {
        support->items[i]->with.items = e->with.items;
        support->items[i]->with.len = support->items[i]->with.cap = e->with.len;
        support->items[i]->from = e;
    }
    flatten_body(c, &e->body);
    flatten_body(c, &e->rhs);
}

static void flatten_body(struct checker *c, struct rego_body *body)
{
    struct rego_body flat = {0};
    for (size_t i = 0; i < body->len && !c->no_memory; i++) {
        flatten_expr(c, body->items[i], &flat);
        check_append(c, &flat, body->items[i]);
    }
    if (!c->no_memory) *body = flat;
}

void pass_flatten(struct checker *c, struct rego_rule *rule)
{
    struct rego_body head = {0};   /* what the head needs comes last */
    for (size_t i = 0; i < rule->n_keys && !c->no_memory; i++)
        if (rule->keys[i]->kind != REGO_VAR && rule->keys[i]->kind != REGO_CONST) {
            rule->keys[i] = flatten_term(c, rule->keys[i], &head);
            if (!c->no_memory && rule->keys[i]->kind != REGO_VAR) rule->keys[i] = named(c, rule->keys[i], &head);
        }
    flatten_list(c, &rule->args, &head);
    for (size_t i = 0; i < rule->args.len && !c->no_memory; i++) rule->args.items[i] = named_if_evaluated(c, rule->args.items[i], &head);
    if (rule->value) {
        rule->value = flatten_term(c, rule->value, &head);
        if (!c->no_memory) rule->value = named_if_evaluated(c, rule->value, &head);
    }
    flatten_body(c, &rule->body);
    for (size_t i = 0; i < head.len && !c->no_memory; i++) check_append(c, &rule->body, head.items[i]);
}
