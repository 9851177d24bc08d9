/* rego/lower.c: the last pass: references and comprehensions move out of calls and composites, unifications get a source and a pattern, ground terms
 * become constants, `not e` becomes a body, and each occurrence of a variable learns whether it binds. What comes out is the checked form of ast.h.
 *
 * The order is settled already (safety.c), so one walk along it suffices: `bound` is the set of slots that have a value at this point. */
#include "rego/check.h"

struct lower { struct checker *c; struct bits bound; struct rego_body *out; };

static void lower_body(struct lower *l, struct rego_body *body);

/* --- constants --- */

static struct rego_term *fold(struct lower *l, struct rego_term *t)
{
    if (!check_is_composite(t)) return t;
    bool ground = true;
    for (size_t i = 0; i < t->list.len; i++) {
        t->list.items[i] = fold(l, t->list.items[i]);
        ground &= t->list.items[i]->kind == REGO_CONST;
    }
    if (!ground) return t;
    struct value *values = arena_array(l->c->arena, t->list.len + 1, sizeof *values), v = VALUE_NONE;
    if (values) {
        for (size_t i = 0; i < t->list.len; i++) values[i] = t->list.items[i]->constant;
        if (t->kind == REGO_ARRAY) v = value_array(l->c->arena, values, t->list.len);
        else if (t->kind == REGO_SET) v = value_set(l->c->arena, values, t->list.len);
        else v = value_object(l->c->arena, (const struct value_pair *)(const void *)values, t->list.len / 2);   /* key, value, ... lie as pairs do */
    }
    struct rego_term *constant = check_const(l->c, v, t->at);
    return constant ? constant : t;
}

/* --- what has a value --- */

static bool has_value(const struct lower *l, const struct rego_term *t)
{
    if (t->kind == REGO_VAR) return t->var.slot == REGO_NO_SLOT || bit_get(&l->bound, t->var.slot);
    if (check_is_composite(t))
        for (size_t i = 0; i < t->list.len; i++)
            if (!has_value(l, t->list.items[i])) return false;
    return true;
}

/* An occurrence that needs a value. The safety pass has seen to it; were it wrong, this says so. */
static void read_term(struct lower *l, struct rego_term *t)
{
    if (t->kind == REGO_VAR) {
        t->var.binds = false;
        if (!has_value(l, t)) check_error(l->c, &REGO_ERR_UNSAFE_VAR, t->at, "var %.*s is unsafe", (int)t->var.name.len, t->var.name.s);
    } else if (check_is_composite(t)) {
        for (size_t i = 0; i < t->list.len; i++) read_term(l, t->list.items[i]);
    }
}

static void match_pattern(struct lower *l, struct rego_term *t)
{
    switch (t->kind) {
    case REGO_VAR:
        t->var.binds = !has_value(l, t);
        if (t->var.binds && !bit_set(l->c->scratch, &l->bound, t->var.slot)) l->c->no_memory = true;
        return;
    case REGO_ARRAY:
        for (size_t i = 0; i < t->list.len; i++) match_pattern(l, t->list.items[i]);
        return;
    case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i += 2) read_term(l, t->list.items[i]);
        for (size_t i = 1; i < t->list.len; i += 2) match_pattern(l, t->list.items[i]);
        return;
    case REGO_CONST: case REGO_SET: case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE:
        read_term(l, t);
        return;
    }
}

static void match_ref(struct lower *l, struct rego_term *t)
{
    struct rego_terms *items = &t->ref.items;
    read_term(l, items->items[0]);
    for (size_t i = 1; i < items->len; i++) {
        items->items[i] = fold(l, items->items[i]);
        match_pattern(l, items->items[i]);
    }
    if (check_is_root(items->items[0], "data")) t->ref.node = tree_find(l->c, t, &t->ref.node_len);
}

static void lower_closure(struct lower *l, struct rego_term *t)
{
    struct bits outside = l->bound;
    if (!bits_copy(l->c->scratch, &l->bound, &outside)) l->c->no_memory = true;
    lower_body(l, &t->compr.body);
    if (t->compr.key) read_term(l, t->compr.key = fold(l, t->compr.key));
    read_term(l, t->compr.value = fold(l, t->compr.value));
    l->bound = outside;
}

static void match_source(struct lower *l, struct rego_term *t)
{
    if (t->kind == REGO_REF) match_ref(l, t);
    else lower_closure(l, t);
}

static bool is_source(const struct rego_term *t) { return t->kind == REGO_REF || check_is_compr(t); }

/* --- emitting --- */

static struct rego_expr *like(struct lower *l, const struct rego_expr *e, enum rego_expr_kind kind, bool generated)
{
    struct rego_expr *n = arena_zero(l->c->arena, sizeof *n);
    if (!n) {
        l->c->no_memory = true;
        return NULL;
    }
    *n = (struct rego_expr){.kind = kind, .at = e->at, .generated = generated || e->generated, .from = generated ? (struct rego_expr *)(uintptr_t)e : e->from,
                            .index = e->index, .assigned = e->assigned, .was_some = e->was_some};
    n->with.items = e->with.items;
    n->with.len = n->with.cap = e->with.len;
    return n;
}

static void emit(struct lower *l, struct rego_expr *e)
{
    for (size_t i = 0; i < e->with.len; i++) {
        struct rego_with *w = e->with.items[i];
        if (w->value_function || w->value_builtin) continue;
        w->value = fold(l, w->value);
        read_term(l, w->value);
    }
    check_append(l->c, l->out, e);
}

static void emit_unify(struct lower *l, const struct rego_expr *e, struct rego_term *pattern, struct rego_term *value, bool generated)
{
    struct rego_expr *u = like(l, e, REGO_EXPR_UNIFY, generated);
    if (!u) return;
    if (is_source(value)) match_source(l, value);
    else read_term(l, value);
    match_pattern(l, pattern);
    u->left = pattern;
    u->right = value;
    emit(l, u);
}

/* --- unification --- */

struct pair { struct rego_term *a, *b; };
struct pairs { struct pair *items; size_t len, cap; };

static bool add_pair(struct lower *l, struct pairs *pairs, struct rego_term *a, struct rego_term *b)
{
    struct pair *p = vec_push(l->c->arena, pairs);
    if (!p) return check_no_memory(l->c);
    *p = (struct pair){a, b};
    return true;
}

static bool constant_keys(const struct rego_term *t)
{
    for (size_t i = 0; i < t->list.len; i += 2)
        if (t->list.items[i]->kind != REGO_CONST) return false;
    return true;
}

/* Where in `list` the key stands: one of the same value, or the same variable. list->len: nowhere. */
static size_t key_in(const struct rego_terms *list, const struct rego_term *key)
{
    for (size_t k = 0; k < list->len; k += 2) {
        const struct rego_term *have = list->items[k];
        if (key->kind == REGO_CONST && have->kind == REGO_CONST && value_equal(key->constant, have->constant)) return k;
        if (key->kind == REGO_VAR && have->kind == REGO_VAR && key->var.slot != REGO_NO_SLOT && key->var.slot == have->var.slot) return k;
    }
    return list->len;
}

static bool same_keys(const struct rego_term *a, const struct rego_term *b)
{
    if (a->list.len != b->list.len) return false;
    for (size_t i = 0; i < a->list.len; i += 2)
        if (key_in(&b->list, a->list.items[i]) == b->list.len) return false;
    return true;
}

enum split { SPLIT_NOT, SPLIT_DONE, SPLIT_NEVER };   /* NEVER: they cannot be equal */

/* Two arrays, or two objects whose keys are constants or the same variables, element by element. */
static enum split split(struct lower *l, struct pairs *pairs, const struct pair *p)
{
    struct rego_term *a = p->a, *b = p->b;
    if (a->kind != b->kind || (a->kind != REGO_ARRAY && a->kind != REGO_OBJECT)) return SPLIT_NOT;
    if (a->kind == REGO_OBJECT && !same_keys(a, b) && (!constant_keys(a) || !constant_keys(b))) return SPLIT_NOT;
    if (a->list.len != b->list.len) return SPLIT_NEVER;
    size_t step = a->kind == REGO_OBJECT ? 2 : 1;
    for (size_t i = 0; i < a->list.len; i += step) {
        size_t k = step == 2 ? key_in(&b->list, a->list.items[i]) : i;
        if (k >= b->list.len) return SPLIT_NEVER;
        if (!add_pair(l, pairs, a->list.items[i + step - 1], b->list.items[k + step - 1])) return SPLIT_DONE;
    }
    return SPLIT_DONE;
}

static void unify_simple(struct lower *l, const struct rego_expr *e, struct rego_term *a, struct rego_term *b)
{
    struct pairs pairs = {0};
    if (!add_pair(l, &pairs, a, b)) return;
    for (bool moved = true; moved && pairs.len && !l->c->no_memory;) {
        moved = false;
        for (size_t i = 0; i < pairs.len; i++) {
            struct pair p = pairs.items[i];
            enum split s = split(l, &pairs, &p);
            if (s == SPLIT_NEVER) {
                check_error(l->c, &REGO_ERR_TYPE_CHECK, e->at, "match error");
                return;
            }
            bool ready = s == SPLIT_DONE;
            if (!ready && has_value(l, p.b)) emit_unify(l, e, p.a, p.b, false), ready = true;
            else if (!ready && has_value(l, p.a)) emit_unify(l, e, p.b, p.a, false), ready = true;
            if (!ready) continue;
            memmove(pairs.items + i, pairs.items + i + 1, (pairs.len - i - 1) * sizeof p);
            pairs.len--;
            i--;
            moved = true;
        }
    }
    if (pairs.len && !l->c->no_memory) check_error(l->c, &REGO_ERR_UNSAFE_VAR, e->at, "expression is unsafe");
}

static void unify(struct lower *l, const struct rego_expr *e, struct rego_term *a, struct rego_term *b)
{
    if (is_source(a) && is_source(b)) {
        struct rego_term *v = check_new_var(l->c, b->at);
        if (!v) return;
        emit_unify(l, e, v, b, true);
        b = check_var_again(l->c, v);
        if (!b) return;
    }
    if (is_source(a)) emit_unify(l, e, b, a, false);
    else if (is_source(b)) emit_unify(l, e, a, b, false);
    else unify_simple(l, e, a, b);
}

/* --- moving out --- */

static struct rego_term *move_out(struct lower *l, const struct rego_expr *e, struct rego_term *t);

static void move_out_items(struct lower *l, const struct rego_expr *e, struct rego_terms *list, size_t from)
{
    for (size_t i = from; i < list->len && !l->c->no_memory; i++) list->items[i] = move_out(l, e, list->items[i]);
}

/* t as a simple term: what must be evaluated becomes a variable that is given its value before. */
static struct rego_term *move_out(struct lower *l, const struct rego_expr *e, struct rego_term *t)
{
    if (check_is_composite(t)) {
        move_out_items(l, e, &t->list, 0);
        return fold(l, t);
    }
    if (!is_source(t)) return t;
    if (t->kind == REGO_REF) move_out_items(l, e, &t->ref.items, 1);
    struct rego_term *v = check_new_var(l->c, t->at);
    if (!v) return t;
    emit_unify(l, e, v, t, true);
    struct rego_term *again = check_var_again(l->c, v);
    if (!again) return t;
    again->var.binds = false;
    return again;
}

/* A reference or comprehension may stay as a whole. */
static struct rego_term *move_out_inner(struct lower *l, const struct rego_expr *e, struct rego_term *t)
{
    if (t->kind == REGO_REF) move_out_items(l, e, &t->ref.items, 1);
    return is_source(t) ? t : move_out(l, e, t);
}

/* --- expressions --- */

static void lower_nested(struct lower *l, struct rego_body *body)
{
    struct bits outside = l->bound;
    if (!bits_copy(l->c->scratch, &l->bound, &outside)) l->c->no_memory = true;
    lower_body(l, body);
    l->bound = outside;
}

static void lower_every(struct lower *l, struct rego_expr *e)
{
    e->domain = move_out(l, e, e->domain);
    read_term(l, e->domain);
    struct bits outside = l->bound;
    if (!bits_copy(l->c->scratch, &l->bound, &outside)) l->c->no_memory = true;
    if (e->key) match_pattern(l, e->key);
    match_pattern(l, e->value);
    lower_body(l, &e->body);
    l->bound = outside;
    emit(l, e);
}

static bool is_true(const struct rego_expr *e)
{
    return e->kind == REGO_EXPR_TERM && e->term->kind == REGO_CONST && value_is_true(e->term->constant) && !e->with.len;
}

/* The expression proper, when its parts are simple. */
static void lower_core(struct lower *l, struct rego_expr *e)
{
    if (e->kind == REGO_EXPR_UNIFY) {
        unify(l, e, e->left, e->right);
        return;
    }
    if (e->kind == REGO_EXPR_CALL) {
        for (size_t i = 0; i < e->args.len; i++) read_term(l, e->args.items[i]);
        if (e->out) match_pattern(l, e->out);
    } else if (is_source(e->term)) {
        match_source(l, e->term);
    } else {
        read_term(l, e->term);
    }
    emit(l, e);
}

static void move_parts_out(struct lower *l, struct rego_expr *e)
{
    if (e->term) e->term = move_out_inner(l, e, e->term);
    if (e->left) e->left = move_out_inner(l, e, e->left);
    if (e->right) e->right = move_out_inner(l, e, e->right);
    move_out_items(l, e, &e->args, 0);
    if (e->out) e->out = move_out(l, e, e->out);
}

static void lower_negated(struct lower *l, struct rego_expr *e)
{
    struct rego_expr *not = like(l, e, REGO_EXPR_NOT, false);
    if (!not) return;
    not->with.items = NULL;
    not->with.len = not->with.cap = 0;
    not->negated = true;   /* written `not e`, without braces */
    e->negated = false;
    move_parts_out(l, e);
    struct bits outside = l->bound;
    struct rego_body *out = l->out;
    if (!bits_copy(l->c->scratch, &l->bound, &outside)) l->c->no_memory = true;
    l->out = &not->body;
    lower_core(l, e);
    l->out = out;
    l->bound = outside;
    emit(l, not);
}

static void lower_expr(struct lower *l, struct rego_expr *e)
{
    if (e->negated) {
        lower_negated(l, e);
        return;
    }
    switch (e->kind) {
    case REGO_EXPR_EVERY: lower_every(l, e); return;
    case REGO_EXPR_NOT: case REGO_EXPR_AND: case REGO_EXPR_OR:
        lower_nested(l, &e->body);
        lower_nested(l, &e->rhs);
        emit(l, e);
        return;
    case REGO_EXPR_TERM: case REGO_EXPR_UNIFY: case REGO_EXPR_CALL:
        move_parts_out(l, e);
        if (!l->c->no_memory && (l->c->is_query || !is_true(e))) lower_core(l, e);
        return;
    case REGO_EXPR_ASSIGN: case REGO_EXPR_SOME: return;   /* none is left */
    }
}

static void lower_body(struct lower *l, struct rego_body *body)
{
    struct rego_body lowered = {0}, *out = l->out;
    l->out = &lowered;
    for (size_t i = 0; i < body->len && !l->c->no_memory; i++) lower_expr(l, body->items[i]);
    l->out = out;
    if (!l->c->no_memory) *body = lowered;
}

void pass_lower(struct checker *c, struct rego_rule *rule)
{
    struct lower l = {.c = c};
    struct arena_mark mark = arena_mark(c->scratch);
    for (size_t i = 0; i < rule->args.len; i++) {
        rule->args.items[i] = fold(&l, rule->args.items[i]);
        match_pattern(&l, rule->args.items[i]);
    }
    lower_body(&l, &rule->body);
    for (size_t i = 0; i < rule->n_keys && !c->no_memory; i++) read_term(&l, rule->keys[i] = fold(&l, rule->keys[i]));
    if (rule->value && !c->no_memory) read_term(&l, rule->value = fold(&l, rule->value));
    arena_rewind(c->scratch, mark);
}
