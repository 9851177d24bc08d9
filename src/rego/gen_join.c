/* rego/gen_join.c: finds loops whose elements are then asked for a known value: `some r in xs; r.a.b == v` with v a constant or bound before. Such a loop is
 * compiled as ITER_WHERE (see vm_join.c); the test stays where it is.
 *
 * Between the loop and the test only statements may stand that raise no error and look at nothing but values at hand: those for elements
 * that are passed over are then not missed. */
#include "rego/gen_internal.h"

#define MAX_LOOKS 16

/* A variable set to a path of constants below the loop's element, or below something that has its value already (then it can be known before the loop). */
struct look { uint32_t slot; bool of_element; const struct rego_term *ref; };

static bool is_slot(const struct rego_term *t) { return t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT; }

/* x.a.b: a local variable and constants. */
static bool is_local_path(const struct rego_term *t)
{
    if (t->kind != REGO_REF || t->ref.items.len < 2 || !is_slot(t->ref.items.items[0])) return false;
    for (size_t i = 1; i < t->ref.items.len; i++)
        if (t->ref.items.items[i]->kind != REGO_CONST) return false;
    return true;
}

/* x = SOURCE[y] where y is not bound: the one loop of the statement, at its end. */
static bool opens_loop(const struct fn *fn, const struct rego_expr *expr, uint32_t *slot)
{
    if (expr->kind != REGO_EXPR_UNIFY || expr->with.len || !is_slot(expr->left) || !expr->left->var.binds || expr->right->kind != REGO_REF) return false;
    const struct rego_terms *items = &expr->right->ref.items;
    const struct rego_term *last = items->items[items->len - 1];
    if (items->len < 2 || !is_slot(last) || !last->var.binds) return false;
    for (size_t i = 1; i + 1 < items->len; i++)
        if (!gen_has(fn, items->items[i])) return false;
    *slot = expr->left->var.slot;
    return true;
}

static bool is_pure_test(const struct rego_expr *expr)
{
    static const char *const names[] = {"equal", "neq", "lt", "lte", "gt", "gte", "internal.member_2"};
    if (expr->kind != REGO_EXPR_CALL || !expr->builtin || expr->out) return false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(expr->builtin->name, names[i]) == 0) return true;
    return false;
}

static void use(struct fn *fn, const struct rego_term *ref, const struct rego_term *key)
{
    size_t n = ref->ref.items.len - 1;
    struct value *keys = arena_array(fn->gen->arena, n, sizeof *keys);
    if (!keys) { gen_no_memory(fn->gen); return; }
    for (size_t i = 0; i < n; i++) keys[i] = ref->ref.items.items[i + 1]->constant;
    fn->join.path = gen_path(fn->gen, value_array(fn->gen->arena, keys, n));
    fn->join.key = key->kind == REGO_REF ? gen_value(fn, key, VM_NO_REG) : gen_term(fn, key);
    fn->join.on = true;
}

static const struct rego_term *look_of(const struct look *looks, size_t n, const struct rego_term *t, bool of_element)
{
    for (size_t i = 0; is_slot(t) && i < n; i++)
        if (looks[i].slot == t->var.slot && looks[i].of_element == of_element) return looks[i].ref;
    return NULL;
}

/* What an element is asked to be equal to, as a term that can be evaluated before the loop. Where that is undefined no element can be. */
static const struct rego_term *known(const struct fn *fn, const struct look *looks, size_t n, const struct rego_term *t)
{
    return gen_has(fn, t) ? t : look_of(looks, n, t, false);
}

static bool try_equal(struct fn *fn, const struct look *looks, size_t n, const struct rego_term *a, const struct rego_term *b)
{
    const struct rego_term *ref = look_of(looks, n, a, true), *key = known(fn, looks, n, b);
    if (!ref || !key) return false;
    use(fn, ref, key);
    return true;
}

void gen_plan_join(struct fn *fn, const struct rego_body *body, const bool *skip, size_t i)
{
    struct look looks[MAX_LOOKS];
    size_t n = 0;
    uint32_t element;
    fn->join.on = false;
    if (fn->gen->options->no_index || fn->gen->options->tracing || !opens_loop(fn, body->items[i], &element)) return;
    for (size_t k = i + 1; k < body->len; k++) {
        const struct rego_expr *expr = body->items[k];
        if (skip && skip[k]) continue;
        if (expr->with.len) return;
        if (expr->kind == REGO_EXPR_UNIFY && is_local_path(expr->right)) {
            const struct rego_term *head = expr->right->ref.items.items[0];
            bool ours = head->var.slot == element;
            if (ours && known(fn, looks, n, expr->left)) { use(fn, expr->right, known(fn, looks, n, expr->left)); return; }
            if (!is_slot(expr->left) || !expr->left->var.binds) return;
            if ((ours || gen_has(fn, head)) && n < MAX_LOOKS) looks[n++] = (struct look){expr->left->var.slot, ours, expr->right};
            continue;
        }
        if (!is_pure_test(expr)) return;
        if (strcmp(expr->builtin->name, "equal") != 0 || gen_is_mocked(fn->gen, expr->builtin)) continue;
        const struct rego_term *a = expr->args.items[0], *b = expr->args.items[1];
        if (try_equal(fn, looks, n, a, b) || try_equal(fn, looks, n, b, a)) return;
    }
}
