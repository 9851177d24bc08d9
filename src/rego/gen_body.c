/* rego/gen_body.c: statements. Each leaves fn->fail where a later failure of the same body must go: into the innermost loop it opened. */
#include "rego/gen_internal.h"

void gen_comprehension(struct fn *fn, const struct rego_term *t, uint32_t dst)
{
    enum rego_build kind = t->kind == REGO_ARRAY_COMPR ? REGO_BUILD_ARRAY : t->kind == REGO_SET_COMPR ? REGO_BUILD_SET : REGO_BUILD_OBJECT;
    uint32_t b = fn_reg(fn, 2), end = fn_label(fn), outside = fn->fail;
    fn_emit(fn, OP_BUILD, b, 0, 0, 0, kind);
    fn->fail = end;
    gen_body(fn, &t->compr.body);
    if (kind == REGO_BUILD_OBJECT) {
        uint32_t key = gen_term(fn, t->compr.key);
        fn_emit(fn, OP_PUT, b, key, gen_term(fn, t->compr.value), 0, 0);
    } else fn_emit(fn, OP_ADD, b, gen_term(fn, t->compr.value), 0, 0, 0);
    fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0);
    fn_place(fn, end);
    fn_emit(fn, OP_FINISH, dst, b, 0, 0, 0);
    fn->fail = outside;
}

/* The result of a call meets what is asked of it. */
static void meet_result(struct fn *fn, const struct rego_expr *expr, uint32_t result)
{
    if (expr->out) gen_pattern(fn, expr->out, result);
    else fn_emit(fn, OP_TRUE, result, 0, 0, fn->fail, 0);
}

/* Where the result may go directly. */
static uint32_t result_reg(struct fn *fn, const struct rego_expr *expr) { return fn_reg(fn, 1); }

static bool is_compare(struct str name, unsigned *how)
{
    static const struct { const char *name; enum rego_compare how; } ops[] = {
        {"equal", REGO_EQUAL}, {"neq", REGO_NOT_EQUAL}, {"lt", REGO_LESS}, {"lte", REGO_LESS_EQUAL}, {"gt", REGO_GREATER}, {"gte", REGO_GREATER_EQUAL},
    };
    for (size_t i = 0; i < COUNT_OF(ops); i++)
        if (str_is(name, ops[i].name)) { *how = ops[i].how; return true; }
    return false;
}

static bool is_arith(struct str name, unsigned *how)
{
    static const struct { const char *name; enum rego_arith how; } ops[] = {{"plus", REGO_PLUS}, {"minus", REGO_MINUS}, {"mul", REGO_TIMES}};
    for (size_t i = 0; i < COUNT_OF(ops); i++)
        if (str_is(name, ops[i].name)) { *how = ops[i].how; return true; }
    return false;
}

/* Comparisons, arithmetic on small integers and membership have instructions of their own, unless somewhere a `with` replaces them. */
static bool special_call(struct fn *fn, const struct rego_expr *expr)
{
    struct str name = str_of(expr->builtin->name);
    struct rego_term *const *args = expr->args.items;
    unsigned how;
    if (gen_is_mocked(fn->gen, expr->builtin)) return false;
    if (is_compare(name, &how) && expr->args.len == 2) {
        uint32_t a = gen_term(fn, args[0]), b = gen_term(fn, args[1]);
        if (!expr->out) {
            fn_emit(fn, how == REGO_EQUAL ? OP_EQ : OP_COMPARE, a, b, 0, fn->fail, how == REGO_EQUAL ? 0 : how);
            return true;
        }
        uint32_t result = result_reg(fn, expr);
        fn_emit(fn, OP_COMPAREV, result, a, b, 0, how);
        gen_pattern(fn, expr->out, result);
        return true;
    }
    if (is_arith(name, &how) && expr->args.len == 2) {
        uint32_t a = gen_term(fn, args[0]), b = gen_term(fn, args[1]), result = result_reg(fn, expr), done = fn_label(fn), base = fn_reg(fn, 2);
        fn_emit(fn, OP_ARITH, result, a, b, done, how);
        fn_emit(fn, OP_MOVE, base, a, 0, 0, 0);
        fn_emit(fn, OP_MOVE, base + 1, b, 0, 0, 0);
        fn_emit(fn, OP_BUILTIN, result, base, 2, fn->fail, gen_callee(fn->gen, expr->builtin));
        fn_place(fn, done);
        meet_result(fn, expr, result);
        return true;
    }
    if (expr->out) return false;
    if (str_eq(name, STR("internal.member_2")) && expr->args.len == 2) {
        uint32_t a = gen_term(fn, args[0]);
        fn_emit(fn, OP_MEMBER, a, gen_term(fn, args[1]), 0, fn->fail, 0);
        return true;
    }
    if (str_eq(name, STR("internal.member_3")) && expr->args.len == 3) {
        uint32_t a = gen_term(fn, args[0]), b = gen_term(fn, args[1]);
        fn_emit(fn, OP_MEMBERKV, a, b, gen_term(fn, args[2]), fn->fail, 0);
        return true;
    }
    return false;
}

static void gen_call(struct fn *fn, const struct rego_expr *expr)
{
    if (expr->builtin && special_call(fn, expr)) return;
    uint32_t base = gen_terms(fn, expr->args.items, expr->args.len), result = result_reg(fn, expr);
    uint32_t n = (uint32_t)expr->args.len;
    if (!expr->builtin) {
        const struct vm_node *node = expr->function ? gen_node(expr->function) : NULL;
        if (!node || node->group < 0) { gen_error(fn->gen, "a function that is called has no rules"); return; }
        fn_emit(fn, OP_CALL, result, base, n, fn->fail, (uint32_t)node->group);
        meet_result(fn, expr, result);
        return;
    }
    fn_emit(fn, OP_BUILTIN, result, base, n, fn->fail, gen_callee(fn->gen, expr->builtin));
    if (expr->builtin->flags & REGO_RELATION) {
        uint32_t it = fn_reg(fn, 3), again = fn_label(fn), element = fn_reg(fn, 1);
        fn_emit(fn, OP_ITER, it, result, 0, fn->fail, 0);
        fn_place(fn, again);
        fn_emit(fn, OP_NEXT, it, VM_NO_REG, element, fn->fail, 0);
        fn->fail = again;
        result = element;
    }
    meet_result(fn, expr, result);
}

static void gen_not(struct fn *fn, const struct rego_expr *expr)
{
    uint32_t r = fn_reg(fn, 2), end = fn_label(fn), outside = fn->fail;
    fn_emit(fn, OP_BLOCK, r, 0, 0, 0, 0);
    fn->fail = end;
    gen_body(fn, &expr->body);
    fn_emit(fn, OP_NOT_HIT, r, 0, 0, outside, fn->fail);
    fn_place(fn, end);
    fn_emit(fn, OP_NOT_END, r, 0, 0, 0, 0);
    fn->fail = outside;
}

/* Both bodies, or either: a test that binds nothing. */
static void gen_logical(struct fn *fn, const struct rego_expr *expr)
{
    uint32_t r = fn_reg(fn, 2), end = fn_label(fn), go_on = fn_label(fn), outside = fn->fail;
    fn_emit(fn, OP_BLOCK, r, 0, 0, 0, 0);
    if (expr->kind == REGO_EXPR_OR) {
        uint32_t second = fn_label(fn);
        fn->fail = second;
        gen_body(fn, &expr->body);
        fn_emit(fn, OP_TEST_HIT, r, 0, 0, go_on, fn->fail);
        fn_place(fn, second);
        fn_emit(fn, OP_RULE_BEGIN, VM_NO_REG, 0, 0, 0, 0);
        fn->fail = end;
    } else {
        fn->fail = end;
        gen_body(fn, &expr->body);
    }
    gen_body(fn, &expr->rhs);
    fn_emit(fn, OP_TEST_HIT, r, 0, 0, go_on, fn->fail);
    fn_place(fn, end);
    fn_emit(fn, OP_TEST_END, r, 0, 0, outside, 0);
    fn_place(fn, go_on);
    fn->fail = outside;
}

static void gen_every(struct fn *fn, const struct rego_expr *expr)
{
    uint32_t domain = gen_term(fn, expr->domain), r = fn_reg(fn, 4), it = fn_reg(fn, 3);
    uint32_t again = fn_label(fn), miss = fn_label(fn), end = fn_label(fn), outside = fn->fail;
    uint32_t key = expr->key && expr->key->kind == REGO_VAR ? fn->slots + expr->key->var.slot : VM_NO_REG;
    uint32_t value = expr->value && expr->value->kind == REGO_VAR ? fn->slots + expr->value->var.slot : VM_NO_REG;
    if (expr->key && expr->key->kind == REGO_VAR) gen_have(fn, expr->key->var.slot);
    if (expr->value && expr->value->kind == REGO_VAR) gen_have(fn, expr->value->var.slot);
    fn_emit(fn, OP_EVERY, r, domain, 0, outside, 0);
    fn_emit(fn, OP_ITER, it, domain, 0, end, 0);
    fn_place(fn, again);
    fn_emit(fn, OP_NEXT, it, key, value, end, 0);
    fn_emit(fn, OP_EVERY_EACH, r, 0, 0, 0, 0);
    fn->fail = miss;
    gen_body(fn, &expr->body);
    fn_emit(fn, OP_EVERY_HIT, r, 0, 0, again, fn->fail);
    fn_place(fn, miss);
    fn_emit(fn, OP_EVERY_MISS, r, 0, 0, outside, again);
    fn_place(fn, end);
    fn_emit(fn, OP_EVERY_END, r, 0, 0, 0, 0);
    fn->fail = outside;
}

static void gen_statement(struct fn *fn, const struct rego_expr *expr)
{
    switch (expr->kind) {
    case REGO_EXPR_TERM: {
        const struct rego_term *t = expr->term;
        gen_mark_unbound(fn, t);
        uint32_t v = t->kind == REGO_CONST ? fn_operand(fn, t->constant)
                   : t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT ? gen_term(fn, t) : gen_value(fn, t, VM_NO_REG);
        if (t->kind == REGO_CONST || t->kind == REGO_VAR || t->kind == REGO_REF) fn_emit(fn, OP_TRUE, v, 0, 0, fn->fail, 0);
        return;
    }
    case REGO_EXPR_UNIFY: case REGO_EXPR_ASSIGN: {
        const struct rego_term *left = expr->left, *right = expr->right;
        if (left->kind == REGO_REF) { const struct rego_term *t = left; left = right; right = t; }
        bool source = right->kind == REGO_REF || right->kind == REGO_ARRAY_COMPR || right->kind == REGO_SET_COMPR || right->kind == REGO_OBJECT_COMPR
                      || (right->kind == REGO_VAR && right->var.slot == REGO_NO_SLOT);
        if (!source) {
            gen_mark_unbound(fn, left);
            gen_mark_unbound(fn, right);
            gen_unify(fn, left, right);
            return;
        }
        gen_mark_unbound(fn, right);
        if (left->kind == REGO_VAR && left->var.binds && left->var.slot != REGO_NO_SLOT) {
            gen_value(fn, right, fn->slots + left->var.slot);
            gen_have(fn, left->var.slot);
            return;
        }
        uint32_t v = gen_value(fn, right, VM_NO_REG);
        gen_mark_unbound(fn, left);
        gen_pattern(fn, left, v);
        return;
    }
    case REGO_EXPR_CALL:
        if (expr->out) gen_mark_unbound(fn, expr->out);
        gen_call(fn, expr);
        return;
    case REGO_EXPR_EVERY: gen_every(fn, expr); return;
    case REGO_EXPR_NOT: gen_not(fn, expr); return;
    case REGO_EXPR_AND: case REGO_EXPR_OR: gen_logical(fn, expr); return;
    case REGO_EXPR_SOME: return;
    }
}

/* --- with --- */

static uint32_t gen_with_row(struct fn *fn, const struct rego_with *with)
{
    struct gen *gen = fn->gen;
    struct vm_with row = {.target = VM_TARGET_INPUT, .by = VM_BY_VALUE, .path = value_array(gen->arena, NULL, 0)};
    switch (with->kind) {
    case REGO_WITH_INPUT: case REGO_WITH_DATA: {
        struct value *keys = arena_array(gen->arena, with->path.len + 1, sizeof *keys);
        if (!keys) { gen_no_memory(gen); return 0; }
        for (size_t i = 0; i < with->path.len; i++) keys[i] = with->path.items[i]->constant;
        row.path = value_array(gen->arena, keys, with->path.len);
        if (with->kind == REGO_WITH_INPUT) break;
        row.target = VM_TARGET_DATA;
        row.node = gen->program->nodes[0];   /* rules at or below the path are hidden: the node exactly there */
        for (size_t i = 0; i < with->path.len && row.node; i++) row.node = row.node->group >= 0 ? row.node : vm_node_child(row.node, keys[i]);
        break;
    }
    case REGO_WITH_FUNCTION: {
        const struct vm_node *node = gen_node(with->node);
        if (!node || node->group < 0) { gen_error(gen, "a function that `with` replaces has no rules"); return 0; }
        row.target = VM_TARGET_GROUP;
        row.group = (uint32_t)node->group;
        break;
    }
    case REGO_WITH_BUILTIN:
        row.target = VM_TARGET_BUILTIN;
        row.row = with->builtin;
        break;
    }
    if (with->value_function) {
        const struct vm_node *node = gen_node(with->value_function);
        if (!node || node->group < 0) { gen_error(gen, "a function that replaces another has no rules"); return 0; }
        row.by = VM_BY_GROUP;
        row.by_group = (uint32_t)node->group;
    } else if (with->value_builtin) row.by = VM_BY_BUILTIN;
    struct vm_with *slot = vec_push(gen->arena, &gen->withs);
    if (!slot) { gen_no_memory(gen); return 0; }
    *slot = row;
    uint32_t number = (uint32_t)gen->withs.len - 1;
    if (row.by == VM_BY_BUILTIN) {   /* callees move while they are collected: the pointer is set at the end */
        struct with_callee *later = vec_push(gen->arena, &gen->with_callees);
        if (!later) { gen_no_memory(gen); return 0; }
        *later = (struct with_callee){number, gen_callee(gen, with->value_builtin)};
    }
    return number;
}

/* The statement in a world of its own. Falling back into a loop of it re-enters that world, and leaving it restores the old one. */
static void gen_with(struct fn *fn, const struct rego_expr *expr)
{
    uint32_t n = (uint32_t)expr->with.len, values = fn_reg(fn, n), world = fn_reg(fn, 2);
    for (uint32_t i = 0; i < n; i++) {
        const struct rego_with *with = expr->with.items[i];
        if (!with->value_function && !with->value_builtin) gen_term_to(fn, with->value, values + i);
    }
    fn_emit(fn, OP_WITH, world, 0, 0, 0, 0);
    for (uint32_t i = 0; i < n; i++) {
        const struct rego_with *with = expr->with.items[i];
        bool function = with->value_function || with->value_builtin;
        uint32_t row = gen_with_row(fn, with);
        fn_emit(fn, OP_WITH_VALUE, world, function ? VM_NO_REG : values + i, 0, 0, row);
    }
    fn_emit(fn, OP_WORLD, world, 0, 0, 0, 0);
    uint32_t outside = fn->fail, leave = fn_label(fn), go_on = fn_label(fn);
    fn->fail = leave;
    gen_statement(fn, expr);
    uint32_t inside = fn->fail;
    fn_emit(fn, OP_WORLD, world + 1, 0, 0, 0, 0);
    if (inside == leave) fn_emit(fn, OP_WITH_DONE, world, 0, 0, 0, 0);
    fn_emit(fn, OP_JUMP, 0, 0, 0, go_on, 0);
    fn->fail = outside;
    if (inside != leave) {
        uint32_t again = fn_label(fn);
        fn_place(fn, again);
        fn_emit(fn, OP_WORLD, world, 0, 0, 0, 0);
        fn_emit(fn, OP_JUMP, 0, 0, 0, inside, 0);
        fn->fail = again;
    }
    fn_place(fn, leave);
    fn_emit(fn, OP_WORLD, world + 1, 0, 0, 0, 0);
    fn_emit(fn, OP_WITH_DONE, world, 0, 0, 0, 0);
    fn_emit(fn, OP_JUMP, 0, 0, 0, outside, 0);
    fn_place(fn, go_on);
}

static void gen_expr(struct fn *fn, const struct rego_expr *expr)
{
    fn_at(fn, &expr->at);
    if (!fn->gen->options->tracing) {
        if (expr->with.len) gen_with(fn, expr);
        else gen_statement(fn, expr);
        return;
    }
    /* with events: a failure is reported on its way out */
    uint32_t outside = fn->fail, failed = fn_label(fn), go_on = fn_label(fn);
    if (!expr->generated) fn_event(fn, REGO_EVENT_EVAL);
    fn->fail = failed;
    if (expr->with.len) gen_with(fn, expr);
    else gen_statement(fn, expr);
    fn_emit(fn, OP_JUMP, 0, 0, 0, go_on, 0);
    fn_place(fn, failed);
    fn_at(fn, &expr->at);
    fn_event(fn, REGO_EVENT_FAIL);
    fn_emit(fn, OP_JUMP, 0, 0, 0, outside, 0);
    fn_place(fn, go_on);
    if (fn->fail == failed) fn->fail = outside;
}

void gen_body(struct fn *fn, const struct rego_body *body)
{
    for (size_t i = 0; i < body->len && !fn->gen->failed; i++) {
        gen_plan_join(fn, body, NULL, i);
        gen_expr(fn, body->items[i]);
        fn->join.on = false;
    }
}

/* --- the body of a rule --- */

static bool is_slot(const struct rego_term *t) { return t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT; }

/* A look into the input that depends on nothing, or a test of what such a look found against a constant. */
static bool comes_first(const struct rego_body *body, const bool *first, size_t i)
{
    const struct rego_expr *expr = body->items[i];
    if (expr->with.len) return false;
    if (expr->kind == REGO_EXPR_UNIFY) return gen_is_input_path(expr->right) && (expr->left->kind == REGO_CONST || (is_slot(expr->left) && expr->left->var.binds));
    if (expr->kind != REGO_EXPR_CALL || !expr->builtin || expr->out || expr->args.len != 2) return false;
    const struct rego_term *a = expr->args.items[0], *b = expr->args.items[1];
    if (strcmp(expr->builtin->name, "equal") == 0) {
        if (a->kind == REGO_CONST) { const struct rego_term *t = a; a = b; b = t; }
    } else if (strcmp(expr->builtin->name, "internal.member_2") != 0) return false;
    if (!is_slot(a) || b->kind != REGO_CONST) return false;
    for (size_t k = 0; k < i; k++) {
        const struct rego_expr *source = body->items[k];
        if (first[k] && source->kind == REGO_EXPR_UNIFY && is_slot(source->left) && source->left->var.slot == a->var.slot) return true;
    }
    return false;
}

static bool is_test(struct str path)
{
    size_t dot = path.len;
    while (dot > 0 && path.s[dot - 1] != '.') dot--;
    return str_has_prefix((struct str){path.s + dot, path.len - dot}, STR("test_"));
}

/* As soon as all keys of the head have values. */
static bool begin_case(struct fn *fn, const struct rego_rule *rule)
{
    for (size_t i = 0; i < rule->n_keys; i++)
        if (!gen_has(fn, rule->keys[i])) return false;
    fn_emit(fn, OP_CASE, gen_terms(fn, rule->keys, rule->n_keys), 0, (uint32_t)rule->n_keys, 0, 0);
    return true;
}

/* Looks into the input and tests of them come before everything else: they are cheap, they need not be repeated in a loop, and a rule that
 * they rule out raises no error, as with OPA's index. */
void gen_rule_body(struct fn *fn, const struct rego_rule *rule)
{
    const struct rego_body *body = &rule->body;
    bool case_pending = fn->gen->options->test_cases && rule->n_keys > 0 && is_test(fn->path);
    bool *first = arena_zero(fn->gen->arena, body->len + 1);
    if (!first) { gen_no_memory(fn->gen); return; }
    for (size_t i = 0; i < body->len && !fn->gen->failed && !fn->gen->options->tracing && !fn->gen->options->no_index; i++)
        if ((first[i] = comes_first(body, first, i))) gen_expr(fn, body->items[i]);
    for (size_t i = 0; i < body->len && !fn->gen->failed; i++) {
        if (first[i]) continue;
        gen_plan_join(fn, body, first, i);
        gen_expr(fn, body->items[i]);
        fn->join.on = false;
        if (case_pending) case_pending = !begin_case(fn, rule);
    }
}
