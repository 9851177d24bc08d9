/* rego/gen_term.c: terms: values, patterns, references. */
#include "rego/gen_internal.h"

/* --- which variables a statement has yet to bind --- */

static bool is_local(const struct rego_term *t) { return t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT; }

static bool slot_unbound(const struct fn *fn, uint32_t slot) { return slot / 64 < fn->n_unbound && (fn->unbound[slot / 64] >> (slot % 64) & 1); }

bool gen_is_unbound(const struct fn *fn, const struct rego_term *term) { return is_local(term) && slot_unbound(fn, term->var.slot); }

void gen_mark_unbound(struct fn *fn, const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_VAR:
        if (is_local(t) && t->var.binds && t->var.slot / 64 < fn->n_unbound) fn->unbound[t->var.slot / 64] |= (uint64_t)1 << (t->var.slot % 64);
        return;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++) gen_mark_unbound(fn, t->list.items[i]);
        return;
    case REGO_REF:
        for (size_t i = 1; i < t->ref.items.len; i++) gen_mark_unbound(fn, t->ref.items.items[i]);
        return;
    case REGO_CONST: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: return;
    }
}

void gen_have(struct fn *fn, uint32_t slot)
{
    if (slot / 64 < fn->n_unbound) fn->have[slot / 64] |= (uint64_t)1 << (slot % 64);
}

bool gen_has(const struct fn *fn, const struct rego_term *t)
{
    if (t->kind == REGO_CONST) return true;
    return is_local(t) && t->var.slot / 64 < fn->n_unbound && (fn->have[t->var.slot / 64] >> (t->var.slot % 64) & 1);
}

static void bound(struct fn *fn, const struct rego_term *var)
{
    uint32_t slot = var->var.slot;
    gen_have(fn, slot);
    if (slot / 64 < fn->n_unbound) fn->unbound[slot / 64] &= ~((uint64_t)1 << (slot % 64));
}

static bool has_unbound(const struct fn *fn, const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_VAR: return gen_is_unbound(fn, t);
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++)
            if (has_unbound(fn, t->list.items[i])) return true;
        return false;
    case REGO_REF:
        for (size_t i = 1; i < t->ref.items.len; i++)
            if (has_unbound(fn, t->ref.items.items[i])) return true;
        return false;
    case REGO_CONST: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: return false;
    }
    return false;
}

static uint32_t slot_reg(const struct fn *fn, const struct rego_term *var) { return fn->slots + var->var.slot; }

/* --- values --- */

uint32_t gen_terms(struct fn *fn, struct rego_term *const *terms, size_t n)
{
    uint32_t base = fn_reg(fn, (uint32_t)(n ? n : 1));
    for (size_t i = 0; i < n; i++) gen_term_to(fn, terms[i], base + (uint32_t)i);
    return base;
}

void gen_term_to(struct fn *fn, const struct rego_term *t, uint32_t reg)
{
    switch (t->kind) {
    case REGO_CONST: fn_emit(fn, OP_MOVE, reg, fn_operand(fn, t->constant), 0, 0, 0); return;
    case REGO_VAR:
        if (is_local(t)) { fn_emit(fn, OP_MOVE, reg, slot_reg(fn, t), 0, 0, 0); return; }
        gen_value(fn, t, reg);
        return;
    case REGO_ARRAY: {
        uint32_t base = gen_terms(fn, t->list.items, t->list.len);
        fn_emit(fn, OP_ARRAY, reg, base, (uint32_t)t->list.len, 0, 0);
        return;
    }
    case REGO_SET: {
        uint32_t base = gen_terms(fn, t->list.items, t->list.len);
        fn_emit(fn, OP_SET, reg, base, (uint32_t)t->list.len, 0, 0);
        return;
    }
    case REGO_OBJECT: {
        uint32_t base = gen_terms(fn, t->list.items, t->list.len);
        fn_emit(fn, OP_OBJECT, reg, base, (uint32_t)(t->list.len / 2), 0, 0);
        return;
    }
    case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: gen_value(fn, t, reg); return;
    case REGO_CALL: case REGO_TEMPLATE: gen_error(fn->gen, "a call or template was left inside a term"); return;
    }
}

uint32_t gen_term(struct fn *fn, const struct rego_term *t)
{
    if (t->kind == REGO_CONST) return fn_operand(fn, t->constant);
    if (is_local(t)) return slot_reg(fn, t);
    uint32_t reg = fn_reg(fn, 1);
    gen_term_to(fn, t, reg);
    return reg;
}

/* --- patterns --- */

void gen_pattern(struct fn *fn, const struct rego_term *t, uint32_t v)
{
    switch (t->kind) {
    case REGO_CONST: fn_emit(fn, OP_EQ, v, fn_operand(fn, t->constant), 0, fn->fail, 0); return;
    case REGO_VAR:
        if (gen_is_unbound(fn, t)) {
            fn_emit(fn, OP_MOVE, slot_reg(fn, t), v, 0, 0, 0);
            bound(fn, t);
        } else fn_emit(fn, OP_EQ, v, gen_term(fn, t), 0, fn->fail, 0);
        return;
    case REGO_ARRAY:
        fn_emit(fn, OP_ISARRAY, v, 0, (uint32_t)t->list.len, fn->fail, 0);
        for (size_t i = 0; i < t->list.len; i++) {
            const struct rego_term *item = t->list.items[i];
            if (gen_is_unbound(fn, item)) {
                fn_emit(fn, OP_ELEMENT, slot_reg(fn, item), v, (uint32_t)i, fn->fail, 0);
                bound(fn, item);
                continue;
            }
            uint32_t element = fn_reg(fn, 1);
            fn_emit(fn, OP_ELEMENT, element, v, (uint32_t)i, fn->fail, 0);
            gen_pattern(fn, item, element);
        }
        return;
    case REGO_OBJECT:
        if (!has_unbound(fn, t)) break;   /* keys may coincide: compare as a whole */
        fn_emit(fn, OP_ISOBJECT, v, 0, (uint32_t)(t->list.len / 2), fn->fail, 0);
        for (size_t i = 0; i + 1 < t->list.len; i += 2) {
            uint32_t element = fn_reg(fn, 1);
            fn_emit(fn, OP_GET, element, v, gen_term(fn, t->list.items[i]), fn->fail, 0);
            gen_pattern(fn, t->list.items[i + 1], element);
        }
        return;
    case REGO_SET: case REGO_REF: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: case REGO_CALL: case REGO_TEMPLATE: break;
    }
    fn_emit(fn, OP_EQ, v, gen_term(fn, t), 0, fn->fail, 0);
}

struct pair { const struct rego_term *left, *right; };

/* One pair of a unification. False: neither side can be evaluated yet. */
static bool unify_pair(struct fn *fn, struct pair p)
{
    bool left_open = has_unbound(fn, p.left), right_open = has_unbound(fn, p.right);
    if (!left_open && !right_open) {
        fn_emit(fn, OP_EQ, gen_term(fn, p.left), gen_term(fn, p.right), 0, fn->fail, 0);
        return true;
    }
    if (left_open && right_open) return false;
    const struct rego_term *pattern = left_open ? p.left : p.right, *source = left_open ? p.right : p.left;
    if (gen_is_unbound(fn, pattern)) {
        gen_term_to(fn, source, slot_reg(fn, pattern));
        bound(fn, pattern);
    } else gen_pattern(fn, pattern, gen_term(fn, source));
    return true;
}

typedef VEC(struct pair) pair_list;

/* Splits a pair of composites of one shape into pairs of their parts, so that nothing is built only to be taken apart. */
static bool split(struct fn *fn, struct pair p, pair_list *todo)
{
    const struct rego_term *l = p.left, *r = p.right;
    if (l->kind == REGO_ARRAY && r->kind == REGO_ARRAY) {
        if (l->list.len != r->list.len) { fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0); return true; }
        for (size_t i = 0; i < l->list.len; i++) {
            struct pair *q = vec_push(fn->gen->arena, todo);
            if (!q) { gen_no_memory(fn->gen); return true; }
            *q = (struct pair){l->list.items[i], r->list.items[i]};
        }
        return true;
    }
    if (l->kind != REGO_OBJECT || r->kind != REGO_OBJECT || !has_unbound(fn, l) || !has_unbound(fn, r)) return false;
    if (l->list.len != r->list.len) { fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0); return true; }
    for (size_t i = 0; i < l->list.len; i += 2) {
        const struct rego_term *key = l->list.items[i], *other = NULL;
        for (size_t k = 0; k < r->list.len && !other; k += 2) {
            const struct rego_term *have = r->list.items[k];
            if (key->kind == REGO_CONST && have->kind == REGO_CONST && value_equal(key->constant, have->constant)) other = r->list.items[k + 1];
            if (is_local(key) && is_local(have) && key->var.slot == have->var.slot) other = r->list.items[k + 1];
        }
        if (!other) { fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0); return true; }
        struct pair *q = vec_push(fn->gen->arena, todo);
        if (!q) { gen_no_memory(fn->gen); return true; }
        *q = (struct pair){l->list.items[i + 1], other};
    }
    return true;
}

void gen_unify(struct fn *fn, const struct rego_term *left, const struct rego_term *right)
{
    pair_list todo = {0};
    struct pair *first = vec_push(fn->gen->arena, &todo);
    if (!first) { gen_no_memory(fn->gen); return; }
    *first = (struct pair){left, right};
    /* pairs wait until one side has its values; each round settles at least one */
    size_t waiting = 1;
    while (waiting && !fn->gen->failed) {
        bool progress = false;
        pair_list later = {0};
        for (size_t i = 0; i < todo.len; i++) {
            struct pair p = todo.items[i];
            if (split(fn, p, &todo) || unify_pair(fn, p)) { progress = true; continue; }
            struct pair *q = vec_push(fn->gen->arena, &later);
            if (!q) { gen_no_memory(fn->gen); return; }
            *q = p;
        }
        if (!progress) { gen_error(fn->gen, "two variables without values are unified"); return; }
        todo = later;
        waiting = later.len;
    }
}

/* --- references --- */

/* From `from` (a register with a value) along items[i..]: constants are field steps, what has a value is a look-up, what has none iterates. */
static uint32_t gen_steps(struct fn *fn, const struct rego_term *ref, size_t i, uint32_t from, uint32_t dst)
{
    size_t n = ref->ref.items.len;
    for (; i < n; i++) {
        const struct rego_term *item = ref->ref.items.items[i];
        uint32_t to = i + 1 == n && dst != VM_NO_REG ? dst : fn_reg(fn, 1);
        uint32_t number = item->kind == REGO_CONST ? fn_const(fn, item->constant) : UINT32_MAX;
        if (number <= UINT16_MAX) fn_emit(fn, OP_GETK, to, from, number, fn->fail, fn->n_caches++);
        else if (!has_unbound(fn, item)) fn_emit(fn, OP_GET, to, from, gen_term(fn, item), fn->fail, 0);
        else {
            bool where = fn->join.on && i + 1 == n;
            uint32_t it = fn_reg(fn, where ? 4 : 3), again = fn_label(fn), key;
            bool direct = gen_is_unbound(fn, item);
            if (direct) key = item->var.name.len && item->var.name.s[0] == '$' ? VM_NO_REG : slot_reg(fn, item);
            else key = fn_reg(fn, 1);
            if (where) fn_emit(fn, OP_ITER_WHERE, it, from, fn->join.key, fn->fail, fn->join.path);
            else fn_emit(fn, OP_ITER, it, from, 0, fn->fail, 0);
            fn_place(fn, again);
            fn_emit(fn, where ? OP_NEXT_WHERE : OP_NEXT, it, key, to, fn->fail, 0);
            fn->fail = again;
            if (direct) bound(fn, item);
            else gen_pattern(fn, item, key);
        }
        from = to;
    }
    return from;
}

/* Where rules and base documents meet and the path is not constant. */
static uint32_t gen_tree(struct fn *fn, const struct rego_term *ref, const struct vm_node *node, size_t i, uint32_t dst)
{
    uint32_t at = fn_reg(fn, 2);
    fn_emit(fn, OP_TREE, at, 0, 0, 0, node->number);
    for (; i < ref->ref.items.len; i++) {
        const struct rego_term *item = ref->ref.items.items[i];
        uint32_t to = fn_reg(fn, 2);
        if (!has_unbound(fn, item)) fn_emit(fn, OP_TREE_STEP, to, at, gen_term(fn, item), fn->fail, 0);
        else {
            uint32_t it = fn_reg(fn, 4), again = fn_label(fn);
            bool direct = gen_is_unbound(fn, item);
            uint32_t key = direct ? slot_reg(fn, item) : fn_reg(fn, 1);
            fn_emit(fn, OP_TREE_ITER, it, at, 0, fn->fail, 0);
            fn_place(fn, again);
            fn_emit(fn, OP_TREE_NEXT, it, key, to, fn->fail, 0);
            fn->fail = again;
            if (direct) bound(fn, item);
            else gen_pattern(fn, item, key);
        }
        at = to;
    }
    if (dst == VM_NO_REG) dst = fn_reg(fn, 1);
    fn_emit(fn, OP_TREE_VALUE, dst, at, 0, fn->fail, 0);
    return dst;
}

static uint32_t gen_data_ref(struct fn *fn, const struct rego_term *ref, uint32_t dst)
{
    const struct rego_terms *items = &ref->ref.items;
    size_t depth = 1;   /* items consumed */
    const struct vm_node *node = gen_node(ref->ref.node);
    if (!node) node = fn->gen->program->nodes[0];
    for (const struct vm_node *up = node; up->parent; up = up->parent) depth++;
    bool last = depth == items->len;
    if (node->group >= 0) {
        uint32_t to = last && dst != VM_NO_REG ? dst : fn_reg(fn, 1);
        fn_emit(fn, OP_RULE, to, 0, 0, fn->fail, (uint32_t)node->group);
        return gen_steps(fn, ref, depth, to, dst);
    }
    /* a constant that leads out of the rule tree: base documents alone */
    if (!node->has_rules || (!last && items->items[depth]->kind == REGO_CONST && !vm_node_child(node, items->items[depth]->constant))) {
        size_t n = depth;
        while (n < items->len && items->items[n]->kind == REGO_CONST) n++;
        struct value *keys = arena_array(fn->gen->arena, n, sizeof *keys);
        if (!keys) { gen_no_memory(fn->gen); return 0; }
        for (size_t i = 1; i < n; i++) keys[i - 1] = items->items[i]->constant;
        uint32_t to = n == items->len && dst != VM_NO_REG ? dst : fn_reg(fn, 1);
        fn_emit(fn, OP_DATA, to, 0, 0, fn->fail, gen_path(fn->gen, value_array(fn->gen->arena, keys, n - 1)));
        return gen_steps(fn, ref, n, to, dst);
    }
    return gen_tree(fn, ref, node, depth, dst);
}

static uint32_t gen_ref(struct fn *fn, const struct rego_term *ref, uint32_t dst)
{
    const struct rego_term *head = ref->ref.items.items[0];
    if (is_local(head)) return gen_steps(fn, ref, 1, slot_reg(fn, head), dst);
    if (head->kind != REGO_VAR) return gen_steps(fn, ref, 1, gen_term(fn, head), dst);
    if (str_eq(head->var.name, STR("data"))) return gen_data_ref(fn, ref, dst);
    uint32_t to = ref->ref.items.len == 1 && dst != VM_NO_REG ? dst : fn_reg(fn, 1);
    fn_emit(fn, OP_INPUT, to, 0, 0, fn->fail, 0);
    return gen_steps(fn, ref, 1, to, dst);
}

uint32_t gen_value(struct fn *fn, const struct rego_term *t, uint32_t dst)
{
    switch (t->kind) {
    case REGO_REF: {
        uint32_t reg = gen_ref(fn, t, dst);
        if (dst == VM_NO_REG || reg == dst) return reg;
        fn_emit(fn, OP_MOVE, dst, reg, 0, 0, 0);
        return dst;
    }
    case REGO_VAR:
        if (is_local(t)) break;
        if (dst == VM_NO_REG) dst = fn_reg(fn, 1);
        if (str_eq(t->var.name, STR("input"))) fn_emit(fn, OP_INPUT, dst, 0, 0, fn->fail, 0);
        else {
            uint32_t at = fn_reg(fn, 2);
            fn_emit(fn, OP_TREE, at, 0, 0, 0, 0);
            fn_emit(fn, OP_TREE_VALUE, dst, at, 0, fn->fail, 0);
        }
        return dst;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR:
        if (dst == VM_NO_REG) dst = fn_reg(fn, 1);
        gen_comprehension(fn, t, dst);
        return dst;
    case REGO_CONST: case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: case REGO_CALL: case REGO_TEMPLATE: break;
    }
    if (dst == VM_NO_REG) dst = fn_reg(fn, 1);
    gen_term_to(fn, t, dst);
    return dst;
}
