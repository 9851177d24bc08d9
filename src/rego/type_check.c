/* rego/type_check.c: expressions that cannot hold for any value are errors: operands of the wrong type, a key that is never there, 1 == "a".
 *
 * Works on the lowered form, rules in order of dependency, so that what a reference to a rule can be is known. When in doubt a type is `any`, and a rule
 * with an error is any, too: one cause, one message. Under a `with`, and within `every`, `and`, `or` and `not { }`, only references are judged. */
#include "rego/types.h"

#include <stdio.h>
#include <stdlib.h>

struct function_type { const struct type **args; const struct type *result; size_t n; };

struct program_types { const struct type **nodes; struct function_type *functions; };   /* by node id, kept for queries */

struct typing {
    struct checker *c;
    struct arena *arena;
    const struct type **nodes;        /* by node id: what its rules can be; NULL: none seen yet */
    struct function_type *functions;  /* by node id */
    const struct type **slots;        /* of the rule at hand */
    size_t n_slots;
    bool lenient;                     /* report nothing but references */
    const struct rego_expr *e;        /* at hand */
};

static void check_types_of_body(struct typing *t, struct rego_body *body);
static const struct type *type_of_term(struct typing *t, struct rego_term *term);

static void report(struct typing *t, const char *message) { check_error(t->c, &REGO_ERR_TYPE_CHECK, t->e->at, "%s", message); }

static const struct type *slot_type(const struct typing *t, uint32_t slot) { return slot < t->n_slots ? t->slots[slot] : &type_any; }

static void give(struct typing *t, uint32_t slot, const struct type *type)
{
    if (slot < t->n_slots) t->slots[slot] = t->lenient ? &type_any : type;
}

/* --- a pattern or operand against a type; variables without a type get one. False: it cannot be --- */

/* ONE: the type is asked for; ANY_OF: it is one of several readings of a pattern, any of which may be the one; SETTLE: what has no type yet is given this. */
enum fit { FIT_ONE, FIT_ANY_OF, FIT_SETTLE };

static bool fits(struct typing *t, struct rego_term *term, const struct type *type, enum fit how);

static bool fits_any_of(struct typing *t, struct rego_term *term, const struct type *type)
{
    bool some = false;
    for (uint32_t i = 0; i < type->n; i++) some |= fits(t, term, type->items[i], FIT_ANY_OF);
    return some;
}

static bool fits_array(struct typing *t, struct rego_term *term, const struct type *type, enum fit how)
{
    const struct rego_terms *list = &term->list;
    if (list->len != type->n && !type->rest) return false;
    if (list->len < type->n) return false;
    for (size_t i = 0; i < list->len; i++)
        if (!fits(t, list->items[i], i < type->n ? type->items[i] : type->rest, how)) return false;
    return true;
}

static bool fits_object(struct typing *t, struct rego_term *term, const struct type *type, enum fit how)
{
    const struct rego_terms *list = &term->list;
    if (list->len / 2 != type->n && !type->rest) return false;
    for (size_t i = 0; i < list->len; i += 2) {
        const struct type *value = &type_any;
        if (list->items[i]->kind == REGO_CONST && !(value = type_select(t->arena, type, list->items[i]->constant))) return false;
        if (!fits(t, list->items[i + 1], value, how) && value != &type_any) return false;
    }
    return true;
}

static bool fits_composite(struct typing *t, struct rego_term *term, const struct type *type, enum fit how)
{
    if (type->kind == TYPE_ANY) {
        for (size_t i = 0; i < term->list.len; i++) fits(t, term->list.items[i], &type_any, how == FIT_ONE ? FIT_ANY_OF : how);
        return true;
    }
    if (type->kind == TYPE_UNION) return fits_any_of(t, term, type);
    if (term->kind == REGO_ARRAY) return type->kind == TYPE_ARRAY && fits_array(t, term, type, how);
    if (term->kind == REGO_OBJECT) return type->kind == TYPE_OBJECT && fits_object(t, term, type, how);
    if (type->kind != TYPE_SET) return false;
    for (size_t i = 0; i < term->list.len; i++)
        if (!fits(t, term->list.items[i], type->rest ? type->rest : &type_any, how)) return false;
    return true;
}

static bool fits(struct typing *t, struct rego_term *term, const struct type *type, enum fit how)
{
    if (!type) type = &type_any;
    if (check_is_composite(term)) return fits_composite(t, term, type, how);
    if (term->kind != REGO_VAR || term->var.slot == REGO_NO_SLOT) return type_unifies(type_of_term(t, term), type);
    const struct type *known = slot_type(t, term->var.slot);
    if (how == FIT_ANY_OF ? term->var.binds || (known && !t->lenient) : how == FIT_SETTLE && term->var.binds) {   /* OPA widens what has a type, too */
        give(t, term->var.slot, type_or(t->arena, known, type));
        return true;
    }
    if (known) return type_unifies(known, type);
    give(t, term->var.slot, type);
    return true;
}

/* --- terms --- */

static const struct type *type_of_composite(struct typing *t, struct rego_term *term)
{
    const struct rego_terms *list = &term->list;
    const struct type *of = NULL, **items = arena_array(t->arena, list->len + 1, sizeof *items), *key = NULL, *rest = NULL;
    struct value *keys = arena_array(t->arena, list->len + 1, sizeof *keys);
    if (!items || !keys) return &type_any;
    size_t n = 0;
    if (term->kind == REGO_SET) {
        for (size_t i = 0; i < list->len; i++) of = type_or(t->arena, of, type_of_term(t, list->items[i]));
        return type_set(t->arena, of);
    }
    if (term->kind == REGO_ARRAY) {
        for (; n < list->len; n++) items[n] = type_of_term(t, list->items[n]);
        return type_array(t->arena, items, n, NULL);
    }
    for (size_t i = 0; i < list->len; i += 2) {
        const struct type *value = type_of_term(t, list->items[i + 1]);
        if (list->items[i]->kind == REGO_CONST) {
            keys[n] = list->items[i]->constant;
            items[n++] = value;
        } else {
            const struct type *k = type_of_term(t, list->items[i]);
            key = type_or(t->arena, key, k ? k : &type_any);
            rest = type_or(t->arena, rest, value ? value : &type_any);
        }
    }
    return type_object(t->arena, keys, items, n, key, rest);
}

static const struct type *known(const struct type *type) { return type ? type : &type_any; }

static const struct type *type_within(struct typing *t, struct rego_term *term)
{
    check_types_of_body(t, &term->compr.body);
    const struct type *value = known(type_of_term(t, term->compr.value));
    if (term->kind == REGO_ARRAY_COMPR) return type_array(t->arena, NULL, 0, value);
    if (term->kind == REGO_SET_COMPR) return type_set(t->arena, value);
    return type_object(t->arena, NULL, NULL, 0, known(type_of_term(t, term->compr.key)), value);
}

/* What is learned of variables within is forgotten again. */
static const struct type *type_of_comprehension(struct typing *t, struct rego_term *term)
{
    const struct rego_expr *e = t->e;
    size_t size = t->n_slots * sizeof *t->slots;
    const struct type **before = malloc(size + 1);
    if (!before) {
        check_no_memory(t->c);
        return &type_any;
    }
    bool lenient = t->lenient;
    memcpy(before, t->slots, size);
    t->lenient = false;
    const struct type *type = type_within(t, term);
    memcpy(t->slots, before, size);
    free(before);
    t->lenient = lenient;
    t->e = e;
    return type;
}

/* --- references --- */

static void any_from(struct typing *t, struct rego_term *ref, size_t from)
{
    for (size_t i = from; i < ref->ref.items.len; i++) fits(t, ref->ref.items.items[i], &type_any, FIT_SETTLE);
}

static const struct type *bad_ref(struct typing *t, struct rego_term *ref, size_t at, bool function)
{
    char text[400];
    check_ref_text(ref, text, sizeof text);
    if (function) check_error(t->c, &REGO_ERR_TYPE_CHECK, ref->at, "function %s used as reference, not called", text);
    else check_error(t->c, &REGO_ERR_TYPE_CHECK, ref->at, "undefined ref: %s", text);
    any_from(t, ref, at);
    return &type_any;
}

/* The items from `at` on, within a value of this type. */
static const struct type *follow(struct typing *t, struct rego_term *ref, size_t at, const struct type *type)
{
    for (; at < ref->ref.items.len; at++) {
        struct rego_term *item = ref->ref.items.items[at];
        if (type->kind == TYPE_ANY) {
            any_from(t, ref, at);
            return &type_any;
        }
        if (type_is_empty_collection(type)) {
            if (item->kind == REGO_CONST && !value_is_array(item->constant) && !value_is_object(item->constant) && !value_is_set(item->constant)) return bad_ref(t, ref, at, false);
            any_from(t, ref, at);
            return &type_any;
        }
        const struct type *keys = type_keys(t->arena, type);
        if (!keys) return bad_ref(t, ref, at, false);
        if (item->kind == REGO_CONST && !value_is_array(item->constant) && !value_is_object(item->constant) && !value_is_set(item->constant)) {
            if (!(type = type_select(t->arena, type, item->constant))) return bad_ref(t, ref, at, false);
            continue;
        }
        if (!fits(t, item, keys, FIT_ONE)) return bad_ref(t, ref, at, false);
        type = known(type_values(t->arena, type));
    }
    return type;
}

#define MAX_EXTENT 64   /* rules of a package whose types are followed when the package is read as a whole */

static const struct type *extent(struct typing *t, const struct rego_node *n, int depth)
{
    if (n->n_rules || n->default_rule) return known(t->nodes[n->id]);
    const struct type **values = arena_array(t->arena, n->n_children + 1, sizeof *values);
    struct value *keys = arena_array(t->arena, n->n_children + 1, sizeof *keys);
    if (!values || !keys || n->n_children > MAX_EXTENT || depth > 8) return &type_any;
    size_t found = 0;
    for (size_t i = 0; i < n->n_children; i++) {
        const struct rego_node *child = n->children[i];
        if (child->is_function) continue;
        keys[found] = child->key;
        values[found++] = extent(t, child, depth + 1);
    }
    return type_object(t->arena, keys, values, found, &type_any, &type_any);   /* base documents may add to it */
}

/* May the expression's `with` replace a rule, so that those that depend on it have another type? What replaces a base document, the input or a
 * built-in function is not followed into the rules that read it, as in OPA. */
static bool replaces_rules(const struct typing *t)
{
    for (size_t i = 0; i < t->e->with.len; i++) {
        const struct rego_with *with = t->e->with.items[i];
        const struct rego_node *n = t->c->program->data;
        if (with->kind == REGO_WITH_FUNCTION) return true;
        if (with->kind != REGO_WITH_DATA) continue;
        size_t k = 0;
        for (const struct rego_node *child; k < with->path.len && !n->n_rules && !n->default_rule; k++, n = child)
            if (!(child = rego_node_child(n, with->path.items[k]->constant))) break;
        if (k == with->path.len || n->n_rules || n->default_rule) return true;
    }
    return false;
}

/* Is all that is known below a package's node named by strings? Base documents may add to it, by strings, too. */
static bool has_names(const struct rego_node *n)
{
    for (size_t i = 0; i < n->n_children; i++)
        if (!value_is_string(n->children[i]->key)) return false;
    return true;
}

static const struct type *type_of_data(struct typing *t, struct rego_term *ref)
{
    const struct rego_node *n = t->c->program->data;
    const struct rego_terms *items = &ref->ref.items;
    size_t i = 1;
    for (; i < items->len && !n->n_rules && !n->default_rule && items->items[i]->kind == REGO_CONST; i++) {
        if (i == 2 && !check_is_const_string(items->items[i])) return bad_ref(t, ref, i, false);   /* what is below a package has a name */
        const struct rego_node *child = rego_node_child(n, items->items[i]->constant);
        if (!child) break;
        n = child;
    }
    if (n->is_function) return bad_ref(t, ref, i, true);
    if (t->e->with.len && (!(n->n_rules || n->default_rule) || replaces_rules(t))) {
        any_from(t, ref, i);
        return &type_any;
    }
    if (n->n_rules || n->default_rule) return follow(t, ref, i, n->n_children ? &type_any : known(t->nodes[n->id]));
    if (i == items->len) return extent(t, n, 0);
    if (items->items[i]->kind == REGO_VAR && n->n_children && has_names(n) && !fits(t, items->items[i], &type_string, FIT_ONE)) return bad_ref(t, ref, i, false);
    any_from(t, ref, i);
    return &type_any;
}

static const struct type *type_of_ref(struct typing *t, struct rego_term *ref)
{
    const struct rego_term *head = ref->ref.items.items[0];
    if (check_is_root(head, "data")) return type_of_data(t, ref);
    if (head->kind != REGO_VAR || head->var.slot == REGO_NO_SLOT) {
        any_from(t, ref, 1);
        return &type_any;
    }
    return follow(t, ref, 1, known(slot_type(t, head->var.slot)));
}

static const struct type *type_of_term(struct typing *t, struct rego_term *term)
{
    switch (term->kind) {
    case REGO_CONST: return type_of_value(t->arena, term->constant);
    case REGO_VAR: return term->var.slot == REGO_NO_SLOT ? &type_any : slot_type(t, term->var.slot);
    case REGO_REF: return type_of_ref(t, term);
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: return type_of_composite(t, term);
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: return type_of_comprehension(t, term);
    case REGO_CALL: case REGO_TEMPLATE: return &type_any;
    }
    return &type_any;
}

/* --- expressions --- */

static void match_error(struct typing *t, const struct type *left, const struct type *right)
{
    struct buf a = buf_new(1 << 16), b = buf_new(1 << 16);
    report(t, "match error");
    type_print(&a, left);
    type_print(&b, right);
    type_detail(t->c, "left: %.*s, right: %.*s", (int)a.len, a.s ? a.s : "", (int)b.len, b.s ? b.s : "");
    buf_free(&a);
    buf_free(&b);
}

/* Neither side's type is known yet: part by part, and variables that meet only each other are any. */
static bool unify_parts(struct typing *t, struct rego_term *a, struct rego_term *b);

static bool unify_types(struct typing *t, struct rego_term *a, struct rego_term *b)
{
    const struct type *right = type_of_term(t, b), *left = type_of_term(t, a);
    if (!type_is_unknown(right)) return type_is_unknown(left) ? fits(t, a, right, FIT_ONE) : type_unifies(left, right);
    if (!type_is_unknown(left)) return fits(t, b, left, FIT_ONE);
    return unify_parts(t, a, b);
}

static bool unify_parts(struct typing *t, struct rego_term *a, struct rego_term *b)
{
    if (a->kind != b->kind || (a->kind != REGO_ARRAY && a->kind != REGO_OBJECT)) {
        bool left = fits(t, a, &type_any, FIT_ONE), right = fits(t, b, &type_any, FIT_ONE);   /* each says its own errors */
        return left && right;
    }
    if (a->list.len != b->list.len) return false;
    size_t step = a->kind == REGO_OBJECT ? 2 : 1;
    for (size_t i = 0; i < a->list.len; i += step) {
        size_t k = i;
        if (step == 2)
            for (k = 0; k < b->list.len; k += 2) {
                const struct rego_term *p = a->list.items[i], *q = b->list.items[k];
                if (p->kind == REGO_CONST && q->kind == REGO_CONST ? value_equal(p->constant, q->constant)
                    : p->kind == REGO_VAR && q->kind == REGO_VAR && p->var.slot == q->var.slot) break;
            }
        if (k < b->list.len && !unify_types(t, a->list.items[i + step - 1], b->list.items[k + step - 1])) return false;
    }
    return true;
}

static void check_unify_types(struct typing *t, struct rego_expr *e)
{
    const struct type *right = type_of_term(t, e->right), *left = type_of_term(t, e->left);
    bool ok = unify_types(t, e->left, e->right);
    if (!ok && !t->lenient) match_error(t, left, known(right));
    if (ok && !t->lenient) return;
    fits(t, e->left, &type_any, FIT_SETTLE);
    if (check_is_composite(e->right) || e->right->kind == REGO_VAR) fits(t, e->right, &type_any, FIT_SETTLE);
}

static void arguments_error(struct typing *t, const char *name, const struct type **have, size_t n_have, const struct type **want, size_t n_want)
{
    struct buf a = buf_new(1 << 16), b = buf_new(1 << 16);
    char message[300];
    for (size_t i = 0; i < n_have; i++) {
        if (i) buf_puts(&a, ", ");
        type_print(&a, have[i]);
    }
    for (size_t i = 0; i < n_want; i++) {
        if (i) buf_puts(&b, ", ");
        type_print(&b, want[i]);
    }
    snprintf(message, sizeof message, "%.200s: invalid argument(s)", name);
    report(t, message);
    type_detail(t->c, "have: (%.*s), want: (%.*s)", (int)a.len, a.s ? a.s : "", (int)b.len, b.s ? b.s : "");
    buf_free(&a);
    buf_free(&b);
}

static bool check_member_operand(struct typing *t, struct rego_term *term, const struct type *type)
{
    const struct type *have = type_of_term(t, term);
    if (type_is_unknown(type) || ((type_is_unknown(have) || type_unifies(have, type)) && fits(t, term, type, FIT_ONE))) return true;
    match_error(t, have, type);
    return false;
}

/* `in`: may the element be in the collection? An element without a type has that of the values. */
static bool check_member(struct typing *t, struct rego_expr *e)
{
    size_t n = e->args.len;
    const struct type *collection = known(type_of_term(t, e->args.items[n - 1]));
    const struct type *values = type_values(t->arena, collection);
    if (!values || t->lenient) return true;
    return (n < 3 || check_member_operand(t, e->args.items[0], type_keys(t->arena, collection))) && check_member_operand(t, e->args.items[n - 2], values);
}

static void check_call_types(struct typing *t, struct rego_expr *e)
{
    const struct type **want = NULL, *result = &type_any;
    size_t n = 0;
    char name[200];
    if (e->builtin && (strcmp(e->builtin->name, "internal.member_2") == 0 || strcmp(e->builtin->name, "internal.member_3") == 0) && !check_member(t, e)) return;
    if (e->builtin) {
        if (!builtin_types(t->arena, e->builtin, &want, &n, &result)) return;
        snprintf(name, sizeof name, "%s", e->builtin->name);
    } else {
        const struct function_type *f = &t->functions[e->function->id];
        want = f->args, n = f->n, result = f->result;
        check_ref_text(e->op, name, sizeof name);
    }
    if (e->function && (e->with.len || !want)) {   /* what a `with` makes of a function is not followed */
        for (size_t i = 0; i < e->args.len; i++) fits(t, e->args.items[i], &type_any, FIT_SETTLE);
        if (e->out) fits(t, e->out, &type_any, FIT_SETTLE);
        return;
    }
    const struct type **have = arena_array(t->arena, e->args.len + 2, sizeof *have), **all = arena_array(t->arena, e->args.len + 2, sizeof *all);
    if (!have || !all) return;
    bool ok = n == e->args.len;
    for (size_t i = 0; i < e->args.len && i < n; i++) {
        have[i] = type_of_term(t, e->args.items[i]);
        all[i] = want[i];
        ok &= (type_is_unknown(have[i]) || type_unifies(have[i], want[i])) && fits(t, e->args.items[i], want[i], FIT_ONE);
    }
    size_t shown = n;
    if (e->out && n == e->args.len) {
        have[shown] = type_of_term(t, e->out);
        all[shown++] = known(result);
        ok &= (type_is_unknown(have[n]) || type_unifies(have[n], known(result))) && fits(t, e->out, known(result), FIT_ONE);
    } else if (n == e->args.len && result) {
        all[shown] = result;
    }
    if (!ok && !t->lenient) arguments_error(t, name, have, e->out ? shown : n, all, result && !e->out ? n + 1 : shown);
    if (!ok && e->out) fits(t, e->out, &type_any, FIT_SETTLE);
}

static void check_types_of_expr(struct typing *t, struct rego_expr *e)
{
    bool lenient = t->lenient;
    t->e = e;
    switch (e->kind) {
    case REGO_EXPR_TERM: type_of_term(t, e->term); return;
    case REGO_EXPR_UNIFY: check_unify_types(t, e); return;
    case REGO_EXPR_CALL: check_call_types(t, e); return;
    case REGO_EXPR_EVERY:
        t->lenient = true;
        type_of_term(t, e->domain);
        if (e->key) fits(t, e->key, &type_any, FIT_SETTLE);
        fits(t, e->value, &type_any, FIT_SETTLE);
        check_types_of_body(t, &e->body);
        t->lenient = lenient;
        return;
    case REGO_EXPR_NOT:
        t->lenient = lenient || !e->negated;
        check_types_of_body(t, &e->body);
        t->lenient = lenient;
        return;
    case REGO_EXPR_AND: case REGO_EXPR_OR:
        t->lenient = true;
        check_types_of_body(t, &e->body);
        check_types_of_body(t, &e->rhs);
        t->lenient = lenient;
        return;
    case REGO_EXPR_ASSIGN: case REGO_EXPR_SOME: return;
    }
}

static void check_types_of_body(struct typing *t, struct rego_body *body)
{
    for (size_t i = 0; i < body->len && !t->c->no_memory; i++) check_types_of_expr(t, body->items[i]);
}

/* --- rules --- */

static const struct type *type_of_head(struct typing *t, struct rego_rule *r)
{
    const struct type *type = known(type_of_term(t, r->value));
    if (r->kind == REGO_RULE_SET) type = type_set(t->arena, type);
    for (size_t i = r->n_keys; i-- > 0;) type = type_object(t->arena, NULL, NULL, 0, known(type_of_term(t, r->keys[i])), type);
    return type;
}

static void learn_function(struct typing *t, struct rego_rule *r, bool failed)
{
    struct function_type *f = &t->functions[r->node->id];
    if (!f->args) {
        if (!(f->args = arena_zero(t->arena, (r->args.len + 1) * sizeof *f->args))) return;
        f->n = r->args.len;
    }
    for (size_t i = 0; i < f->n && i < r->args.len; i++)
        f->args[i] = type_or(t->arena, f->args[i], failed ? &type_any : known(type_of_term(t, r->args.items[i])));
    f->result = type_or(t->arena, f->result, failed ? &type_any : known(type_of_term(t, r->value)));
}

/* Arguments that the body says nothing of are any, also those within patterns. */
static void settle_arguments(struct typing *t, struct rego_term *term)
{
    if (term->kind == REGO_VAR && !slot_type(t, term->var.slot)) give(t, term->var.slot, &type_any);
    if (check_is_composite(term))
        for (size_t i = 0; i < term->list.len; i++) settle_arguments(t, term->list.items[i]);
}

static void check_types_of_rule(struct typing *t, struct rego_rule *r)
{
    struct rego_expr head = {.at = r->head_at};
    size_t before = t->c->issues->len + t->c->issues->dropped;
    check_types_of_body(t, &r->body);
    t->e = &head;
    for (size_t i = 0; i < r->args.len; i++) settle_arguments(t, r->args.items[i]);
    bool failed = t->c->issues->len + t->c->issues->dropped > before;
    if (r->kind == REGO_RULE_FUNCTION) learn_function(t, r, failed);
    else t->nodes[r->node->id] = type_merge(t->arena, t->nodes[r->node->id], failed ? &type_any : type_of_head(t, r));
}

static bool new_frame(struct typing *t, size_t slots)
{
    t->n_slots = slots;
    t->slots = arena_zero(t->arena, (slots + 1) * sizeof *t->slots);
    return t->slots || check_no_memory(t->c);
}

void pass_types(struct checker *c)
{
    struct program_types *types = c->program->types = arena_zero(c->arena, sizeof *types);
    size_t n = c->program->n_nodes + 1;
    if (!types || !(types->nodes = arena_zero(c->arena, n * sizeof *types->nodes)) || !(types->functions = arena_zero(c->arena, n * sizeof *types->functions))) {
        c->no_memory = true;
        return;
    }
    struct typing t = {.c = c, .arena = c->arena, .nodes = types->nodes, .functions = types->functions};
    for (size_t i = 0; i < c->program->n_rules && !c->no_memory; i++) {
        struct rego_rule *r = c->program->rules[c->order[i]];
        if (new_frame(&t, c->frames[c->first_of[r->id]].len)) check_types_of_rule(&t, r);
    }
}

void pass_types_of_query(struct checker *c, struct rego_rule *query)
{
    struct program_types *types = c->program->types;
    if (!c->is_query || !types) return;
    struct typing t = {.c = c, .arena = c->arena, .nodes = types->nodes, .functions = types->functions};
    if (new_frame(&t, c->frame->len)) check_types_of_body(&t, &query->body);
}
