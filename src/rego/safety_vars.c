/* rego/safety_vars.c: what an expression gives a value, and what it needs: the arithmetic of variables behind safety.c. */
#include "rego/safety.h"

/* --- unification: which variables does it solve --- */

struct relation { const struct relation *next; uint32_t slot; const struct rego_term *term; };   /* slot = term: either side solves the other */

struct unifier { struct arena *arena; const struct bits *safe; struct bits solved; const struct relation *open; bool no_memory; };

enum { PATTERN = VARS_SKIP_REF_HEAD | VARS_SKIP_OBJECT_KEYS | VARS_SKIP_CLOSURES | VARS_SKIP_SETS };

static bool is_safe(const struct unifier *u, uint32_t slot) { return slot == REGO_NO_SLOT || bit_get(u->safe, slot) || bit_get(&u->solved, slot); }

static bool ref_is_safe(const struct rego_term *ref, const struct bits *safe)
{
    const struct rego_term *head = ref->ref.items.items[0];
    return head->kind == REGO_VAR && (head->var.slot == REGO_NO_SLOT || bit_get(safe, head->var.slot));
}

static void solve(struct unifier *u, uint32_t slot) { u->no_memory |= slot != REGO_NO_SLOT && !bit_set(u->arena, &u->solved, slot); }
static void solve_all(struct unifier *u, const struct rego_term *t) { u->no_memory |= !vars_of_term(u->arena, t, PATTERN, &u->solved); }

static void relate(struct unifier *u, uint32_t slot, const struct rego_term *term)
{
    struct relation *r = arena_alloc(u->arena, sizeof *r);
    if (!r) {
        u->no_memory = true;
        return;
    }
    *r = (struct relation){u->open, slot, term};
    u->open = r;
}

/* Is an expression that only *gives* values, a source for patterns: a reference whose head is safe, a comprehension, a constant. */
static bool is_source(const struct rego_term *t, const struct bits *safe)
{
    if (t->kind == REGO_CONST) return value_is_array(t->constant) || value_is_object(t->constant);
    return t->kind == REGO_REF ? ref_is_safe(t, safe) : check_is_compr(t);
}

static void unify(struct unifier *u, const struct rego_term *a, const struct rego_term *b);

/* Are the keys the same in all cases: constants of one value, or one variable? */
static bool same_key(const struct rego_term *a, const struct rego_term *b)
{
    if (a->kind == REGO_CONST && b->kind == REGO_CONST) return value_equal(a->constant, b->constant);
    return a->kind == REGO_VAR && b->kind == REGO_VAR && a->var.slot != REGO_NO_SLOT && a->var.slot == b->var.slot;
}

static void unify_pairs(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
    if (a->list.len != b->list.len) return;
    if (a->kind == REGO_ARRAY)
        for (size_t i = 0; i < a->list.len; i++) unify(u, a->list.items[i], b->list.items[i]);
    if (a->kind == REGO_OBJECT)
        for (size_t i = 0; i < a->list.len; i += 2)
            for (size_t k = 0; k < b->list.len; k += 2)
                if (same_key(a->list.items[i], b->list.items[k])) unify(u, a->list.items[i + 1], b->list.items[k + 1]);
}

static void unify_var(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
    switch (b->kind) {
    case REGO_VAR: case REGO_ARRAY: case REGO_OBJECT: relate(u, a->var.slot, b); return;
    case REGO_REF:
        if (ref_is_safe(b, u->safe)) solve(u, a->var.slot);
        return;
    case REGO_CONST: case REGO_SET: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE:
        solve(u, a->var.slot);
        return;
    }
}

static void unify(struct unifier *u, const struct rego_term *a, const struct rego_term *b)
{
    if (a->kind == REGO_VAR) {
        unify_var(u, a, b);
        return;
    }
    if (b->kind == REGO_VAR) {
        unify_var(u, b, a);
        return;
    }
    if (a->kind == b->kind && (a->kind == REGO_ARRAY || a->kind == REGO_OBJECT)) {
        unify_pairs(u, a, b);
        return;
    }
    if (is_source(a, u->safe) && check_is_composite(b)) solve_all(u, b);
    if (is_source(b, u->safe) && check_is_composite(a)) solve_all(u, a);
}

static bool all_safe(struct unifier *u, const struct rego_term *t)
{
    struct bits vars = {0};
    u->no_memory |= !vars_of_term(u->arena, t, VARS_SKIP_REF_HEAD | VARS_SKIP_OBJECT_KEYS | VARS_SKIP_CLOSURES, &vars);
    bits_remove(&vars, u->safe);
    bits_remove(&vars, &u->solved);
    return bits_empty(&vars);
}

static void solve_relations(struct unifier *u)
{
    for (bool changed = true; changed && !u->no_memory;) {
        changed = false;
        for (const struct relation *r = u->open; r; r = r->next) {
            bool left = is_safe(u, r->slot), right = all_safe(u, r->term);
            if (left && !right) {
                struct bits before = {0};
                u->no_memory |= !bits_copy(u->arena, &before, &u->solved);
                solve_all(u, r->term);
                changed |= !bits_equal(&before, &u->solved);
            } else if (right && !left) {
                solve(u, r->slot);
                changed = true;
            }
        }
    }
}

/* --- outputs --- */

struct outputs { struct arena *arena; const struct bits *safe; struct bits *out; bool ok; };

static bool outputs_of_refs(void *context, struct rego_term *t)
{
    struct outputs *o = context;
    if (check_is_compr(t)) return false;
    if (t->kind != REGO_REF) return true;
    if (!ref_is_safe(t, o->safe)) return false;
    o->ok &= vars_of_term(o->arena, t, VARS_SKIP_REF_HEAD, o->out);
    return true;
}

static bool outputs_of_terms(struct arena *arena, struct rego_expr *e, const struct bits *safe, struct bits *out)
{
    struct outputs o = {arena, safe, out, true};
    check_visit_term(e->term, outputs_of_refs, &o);
    check_visit_term(e->left, outputs_of_refs, &o);
    check_visit_term(e->right, outputs_of_refs, &o);
    for (size_t i = 0; i < e->args.len; i++) check_visit_term(e->args.items[i], outputs_of_refs, &o);
    check_visit_term(e->out, outputs_of_refs, &o);
    check_visit_term(e->domain, outputs_of_refs, &o);
    return o.ok;
}

static bool outputs_of_unify(struct arena *arena, struct rego_expr *e, const struct bits *safe, struct bits *out)
{
    struct bits known = {0}, left = {0};
    if (!bits_copy(arena, &known, safe) || !outputs_of_terms(arena, e, safe, &known)) return false;
    if (e->assigned) {   /* `x := y` does not give y a value, whatever x has */
        if (!vars_of_term(arena, e->left, 0, &left)) return false;
        bits_remove(&known, &left);
    }
    struct unifier u = {.arena = arena, .safe = &known};
    unify(&u, e->left, e->right);
    solve_relations(&u);
    if (u.no_memory || !bits_add(arena, out, &known) || !bits_add(arena, out, &u.solved)) return false;
    bits_remove(out, safe);
    return true;
}

static bool outputs_of_call(struct arena *arena, struct rego_expr *e, const struct bits *safe, struct bits *out)
{
    struct bits needed = {0};
    if (!outputs_of_terms(arena, e, safe, out)) return false;
    if (!e->out) return true;
    for (size_t i = 0; i < e->args.len; i++)
        if (!vars_of_term(arena, e->args.items[i], PATTERN, &needed)) return false;
    bits_remove(&needed, out);
    bits_remove(&needed, safe);
    if (!bits_empty(&needed)) {
        *out = (struct bits){0};
        return true;
    }
    return vars_of_term(arena, e->out, PATTERN, out);
}

bool safety_outputs(struct arena *arena, struct rego_expr *e, const struct bits *safe, struct bits *out)
{
    *out = (struct bits){0};
    if (e->negated) return true;
    for (size_t i = 0; i < e->with.len; i++) {
        struct bits vars = {0};
        if (!vars_of_term(arena, e->with.items[i]->value, VARS_SKIP_CLOSURES, &vars)) return false;
        if (!bits_subset(&vars, safe)) return true;
    }
    switch (e->kind) {
    case REGO_EXPR_TERM: case REGO_EXPR_EVERY: return outputs_of_terms(arena, e, safe, out);
    case REGO_EXPR_UNIFY: return outputs_of_unify(arena, e, safe, out);
    case REGO_EXPR_CALL: return outputs_of_call(arena, e, safe, out);
    case REGO_EXPR_NOT: case REGO_EXPR_AND: case REGO_EXPR_OR: case REGO_EXPR_ASSIGN: case REGO_EXPR_SOME: return true;
    }
    return true;
}

/* --- needs --- */

/* An operand without braces needs all it mentions, except what one of its expressions gives and another reads. */
static bool vars_of_operand(struct arena *arena, const struct rego_body *body, struct bits *out)
{
    struct bits mentioned = {0}, given = {0}, twice = {0};
    for (size_t i = 0; i < body->len; i++) {
        const struct rego_expr *e = body->items[i];
        struct bits vars = {0}, again = {0};
        if (!safety_visible(arena, e, &vars) || !bits_copy(arena, &again, &vars)) return false;
        for (uint32_t w = 0; w < again.n; w++) again.words[w] &= w < mentioned.n ? mentioned.words[w] : 0;
        if (!bits_add(arena, &twice, &again) || !bits_add(arena, &mentioned, &vars)) return false;
        if (e->kind == REGO_EXPR_UNIFY && e->generated && !vars_of_term(arena, e->left, PATTERN, &given)) return false;
        if (e->out && !vars_of_term(arena, e->out, PATTERN, &given)) return false;
    }
    for (uint32_t w = 0; w < mentioned.n; w++) mentioned.words[w] &= ~((w < given.n ? given.words[w] : 0) & (w < twice.n ? twice.words[w] : 0));
    return bits_add(arena, out, &mentioned);
}

bool safety_visible(struct arena *arena, const struct rego_expr *e, struct bits *out)
{
    if (!vars_of_expr(arena, e, VARS_SKIP_CLOSURES, out)) return false;
    if (e->kind != REGO_EXPR_NOT && e->kind != REGO_EXPR_AND && e->kind != REGO_EXPR_OR) return true;
    return (e->explicit_body || vars_of_operand(arena, &e->body, out)) && (e->explicit_rhs || vars_of_operand(arena, &e->rhs, out));
}

struct closures { struct arena *arena; struct bits *out; bool ok; };

static bool note_closure(void *context, struct rego_term *t)
{
    struct closures *k = context;
    if (!check_is_compr(t)) return true;
    k->ok &= vars_of_term(k->arena, t, 0, k->out);
    return false;
}

bool safety_closures(struct arena *arena, struct rego_expr *e, struct bits *out)
{
    struct closures k = {arena, out, true};
    check_visit_term(e->term, note_closure, &k);
    check_visit_term(e->left, note_closure, &k);
    check_visit_term(e->right, note_closure, &k);
    for (size_t i = 0; i < e->args.len; i++) check_visit_term(e->args.items[i], note_closure, &k);
    check_visit_term(e->domain, note_closure, &k);
    for (size_t i = 0; i < e->with.len; i++) check_visit_term(e->with.items[i]->value, note_closure, &k);
    return k.ok && vars_of_body(arena, &e->body, 0, out) && vars_of_body(arena, &e->rhs, 0, out);
}
