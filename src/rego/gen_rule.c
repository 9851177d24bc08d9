/* rego/gen_rule.c: all rules of one path as one piece of code. */
#include "rego/gen_internal.h"

/* Registers of a group besides its arguments. */
struct own { uint32_t document, hit, candidates; };   /* document: three registers, value, why and origin, or builder and why */

static bool same_constant(const struct rego_term *a, const struct rego_term *b)
{
    return a && b && a->kind == REGO_CONST && b->kind == REGO_CONST && value_equal(a->constant, b->constant);
}

/* May evaluation stop at the first solution? When all bodies give one constant. */
static bool one_constant(const struct rule_list *rules)
{
    const struct rego_term *first = rules->len ? rules->items[0]->value : NULL;
    for (size_t i = 0; i < rules->len; i++)
        for (const struct rego_rule *r = rules->items[i]; r; r = r->els)
            if (!same_constant(r->value, first)) return false;
    return true;
}

static void bind_arguments(struct fn *fn, const struct rego_rule *rule)
{
    for (size_t i = 0; i < rule->args.len; i++) {
        gen_mark_unbound(fn, rule->args.items[i]);
        gen_pattern(fn, rule->args.items[i], (uint32_t)i);
    }
}

static void begin_rule(struct fn *fn, const struct rego_rule *rule, uint32_t hit)
{
    fn->next_reg = fn->slots + rule->slots;
    memset(fn->have, 0, fn->n_unbound * sizeof *fn->have);
    if (fn->next_reg > fn->n_regs) fn->n_regs = fn->next_reg;
    fn_at(fn, &rule->at);
    fn_emit(fn, OP_RULE_BEGIN, hit, 0, 0, 0, 0);
    fn_event(fn, REGO_EVENT_ENTER);
}

/* A rule and its else branches; each has the document's value when it holds. */
static void gen_complete(struct fn *fn, const struct rego_rule *rule, struct own own, bool early, uint32_t done)
{
    bool chain = rule->els != NULL;
    uint32_t hit = chain ? own.hit : VM_NO_REG, next = fn_label(fn);
    for (const struct rego_rule *r = rule; r; r = r->els) {
        uint32_t end = fn_label(fn);
        begin_rule(fn, r, r == rule ? hit : VM_NO_REG);
        fn->fail = end;
        bind_arguments(fn, r);
        gen_rule_body(fn, r);
        uint32_t v = gen_term(fn, r->value);
        fn_at(fn, &r->at);
        fn_emit(fn, OP_COMPLETE, own.document, v, hit, 0, r == rule ? 0 : 1);
        fn_event(fn, REGO_EVENT_EXIT);
        if (early) fn_emit(fn, OP_EARLY, 0, 0, 0, done, 0);
        fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0);
        fn_place(fn, end);
        if (r->els) fn_emit(fn, OP_UNLESS_HIT, hit, 0, 0, next, 0);
    }
    fn_place(fn, next);
}

static void gen_default(struct fn *fn, const struct rego_rule *rule, struct own own)
{
    uint32_t end = fn_label(fn);
    begin_rule(fn, rule, VM_NO_REG);
    fn->fail = end;
    bind_arguments(fn, rule);
    gen_rule_body(fn, rule);
    uint32_t v = gen_value(fn, rule->value, VM_NO_REG);
    fn_emit(fn, OP_DEFAULT, own.document, v, 0, 0, 0);
    fn_place(fn, end);
}

static void gen_member(struct fn *fn, const struct rego_rule *rule, struct own own)
{
    uint32_t end = fn_label(fn);
    begin_rule(fn, rule, VM_NO_REG);
    fn->fail = end;
    gen_rule_body(fn, rule);
    uint32_t v = gen_term(fn, rule->value);
    fn_at(fn, &rule->at);
    fn_emit(fn, OP_ADD, own.document, v, 0, 0, 0);
    fn_event(fn, REGO_EVENT_EXIT);
    fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0);
    fn_place(fn, end);
}

static void gen_pair(struct fn *fn, const struct rego_rule *rule, struct own own)
{
    uint32_t end = fn_label(fn);
    begin_rule(fn, rule, VM_NO_REG);
    fn->fail = end;
    gen_rule_body(fn, rule);
    uint32_t key = gen_term(fn, rule->keys[0]), v = gen_term(fn, rule->value);
    fn_at(fn, &rule->at);
    fn_emit(fn, OP_PUT, own.document, key, v, 0, 0);
    fn_event(fn, REGO_EVENT_EXIT);
    fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0);
    fn_place(fn, end);
}

/* A rule whose path continues below the group's: first along the nodes between (`from` up to the rule's), then its own keys. */
static void gen_entry(struct fn *fn, const struct rego_rule *rule, const struct rego_node *from, struct own own, bool is_default)
{
    size_t between = 0;
    for (const struct rego_node *n = rule->node; n && n != from; n = n->parent) between++;
    uint32_t next = fn_label(fn), hit = rule->els ? own.hit : VM_NO_REG;
    for (const struct rego_rule *r = rule; r; r = r->els) {
        uint32_t end = fn_label(fn);
        begin_rule(fn, r, r == rule ? hit : VM_NO_REG);
        fn->fail = end;
        gen_rule_body(fn, r);
        uint32_t base = fn_reg(fn, (uint32_t)(between + r->n_keys + 1));
        const struct rego_node *n = rule->node;
        for (size_t i = between; i-- > 0; n = n->parent) fn_emit(fn, OP_MOVE, base + (uint32_t)i, fn_operand(fn, n->key), 0, 0, 0);
        for (size_t i = 0; i < r->n_keys; i++) gen_term_to(fn, r->keys[i], base + (uint32_t)(between + i));
        gen_value(fn, r->value, base + (uint32_t)(between + r->n_keys));
        fn_at(fn, &r->at);
        fn_emit(fn, OP_PATH, own.document, base, (uint32_t)(between + r->n_keys), 0, is_default ? 2 : r->kind == REGO_RULE_SET ? 1 : 0);
        fn_event(fn, REGO_EVENT_EXIT);
        if (rule->els) fn_emit(fn, OP_MOVE, hit, fn_operand(fn, value_small(0)), 0, 0, 0);   /* its bits are 1 */
        fn_emit(fn, OP_JUMP, 0, 0, 0, fn->fail, 0);
        fn_place(fn, end);
        if (r->els) fn_emit(fn, OP_UNLESS_HIT, hit, 0, 0, next, 0);
    }
    fn_place(fn, next);
}

static bool simple_function(const struct rule_list *rules)
{
    if (rules->len != 1 || rules->items[0]->els) return false;
    const struct rego_body *body = &rules->items[0]->body;
    return body->len <= 2;
}

/* The look-up before the bodies. Returns where its table number is to be filled in, or SIZE_MAX. */
static size_t gen_index_look_up(struct fn *fn, const struct rule_index *index, struct own own)
{
    if (!index->ref) {
        fn_emit(fn, OP_INDEX, own.candidates, (uint32_t)index->arg, 0, 0, 0);
        return fn->insns.len - 1;
    }
    uint32_t missing = fn_label(fn);
    fn->fail = missing;
    uint32_t reg = gen_value(fn, index->ref, VM_NO_REG);
    fn_emit(fn, OP_INDEX, own.candidates, reg, 0, 0, 0);
    fn_place(fn, missing);
    fn_emit(fn, OP_INDEX, own.candidates, VM_NO_REG, 0, 0, 0);
    return fn->insns.len - 1;
}

bool gen_group(struct gen *gen, struct vm_group *group, const struct rego_node *node, const struct rule_list *rules, const struct rule_list *defaults)
{
    struct fn fn;
    uint32_t slots = 0, n_args = group->kind == VM_FUNCTION ? (uint32_t)node->arity : 0;
    bool pairs = group->kind == VM_OBJECT && defaults->len == 0;
    for (size_t i = 0; i < rules->len; i++) {
        if (rules->items[i]->slots > slots) slots = rules->items[i]->slots;
        if (rules->items[i]->node != node || rules->items[i]->kind != REGO_RULE_VALUE || rules->items[i]->n_keys != 1) pairs = false;
    }
    for (size_t i = 0; i < defaults->len; i++)
        if (defaults->items[i]->slots > slots) slots = defaults->items[i]->slots;
    fn_begin(&fn, gen, slots);
    fn.path = group->path;
    fn.next_reg = n_args;
    struct own own = {fn_reg(&fn, 3), fn_reg(&fn, 1), fn_reg(&fn, 1)};
    fn.slots = fn_reg(&fn, slots);
    if (rules->len) fn_at(&fn, &rules->items[0]->at);
    else if (defaults->len) fn_at(&fn, &defaults->items[0]->at);
    group->location = fn.location;
    bool complete = group->kind == VM_COMPLETE || group->kind == VM_FUNCTION;
    if (complete) {
        fn_emit(&fn, OP_CLEAR, own.document, 0, 0, 0, 0);
        fn_emit(&fn, OP_CLEAR, own.document + 1, 0, 0, 0, 0);
    } else fn_emit(&fn, OP_BUILD, own.document, 0, 0, 0, group->kind == VM_SET ? REGO_BUILD_SET : pairs ? REGO_BUILD_OBJECT : REGO_BUILD_PATHS);

    struct rule_index index;
    bool indexed = !gen->options->no_index && gen_index_choose(gen, rules, &index);
    size_t look_up = indexed ? gen_index_look_up(&fn, &index, own) : 0;
    uint32_t *starts = arena_array(gen->arena, rules->len + 1, sizeof *starts);
    if (!starts) return gen_no_memory(gen);
    bool early = complete && !gen->options->no_early_exit && one_constant(rules);
    uint32_t done = fn_label(&fn);
    for (size_t i = 0; i < rules->len; i++) {
        const struct rego_rule *rule = rules->items[i];
        starts[i] = (uint32_t)fn.insns.len;
        if (complete) gen_complete(&fn, rule, own, early, done);
        else if (group->kind == VM_SET) gen_member(&fn, rule, own);
        else if (pairs) gen_pair(&fn, rule, own);
        else gen_entry(&fn, rule, node, own, false);
        if (indexed) fn_emit(&fn, OP_INDEX_NEXT, own.candidates, 0, 0, 0, 0);
    }
    fn_place(&fn, done);
    if (indexed && !gen->failed) {
        uint32_t table = gen_index_table(gen, &index, starts, rules->len, (uint32_t)fn.insns.len);
        fn.insns.items[look_up].k = table;
        if (index.ref) fn.insns.items[look_up - 1].k = table;
    }
    for (size_t i = 0; i < defaults->len; i++) {
        if (complete) gen_default(&fn, defaults->items[i], own);
        else gen_entry(&fn, defaults->items[i], node, own, true);
    }
    if (complete) fn_emit(&fn, OP_RESULT, own.document, 0, 0, 0, 0);
    else {
        uint32_t out = fn_reg(&fn, 1);
        fn_emit(&fn, OP_FINISH, out, own.document, 0, 0, 0);
        fn_emit(&fn, OP_RETURN, out, 0, 0, 0, 0);
    }
    group->cheap = group->kind == VM_FUNCTION && simple_function(rules);
    if (!fn_finish(&fn, &group->code)) return false;
    group->code.n_args = n_args;
    return true;
}
