/* rego/gen_index.c: which rules of a path can hold for the value that a reference has: `input.type == "aws_s3_bucket"` in many bodies becomes one
 * look-up in a hash table. Looks at one reference, the one most bodies ask about. Bodies that do not ask are always candidates. */
#include "rego/gen_internal.h"

#define MAX_CANDIDATES 64    /* references looked at */
#define MAX_TABLE (1u << 22)  /* keys times rules: a table beyond that is not worth its making */

struct candidate { const struct rego_term *ref; size_t arg, rules; };

bool gen_is_input_path(const struct rego_term *t)
{
    if (t->kind != REGO_REF || t->ref.items.len < 2) return false;
    const struct rego_term *head = t->ref.items.items[0];
    if (head->kind != REGO_VAR || head->var.slot != REGO_NO_SLOT || !str_eq(head->var.name, STR("input"))) return false;
    for (size_t i = 1; i < t->ref.items.len; i++)
        if (t->ref.items.items[i]->kind != REGO_CONST) return false;
    return true;
}

static bool same_path(const struct rego_term *a, const struct rego_term *b)
{
    if (!a || !b) return a == b;
    if (a->ref.items.len != b->ref.items.len) return false;
    for (size_t i = 1; i < a->ref.items.len; i++)
        if (!value_equal(a->ref.items.items[i]->constant, b->ref.items.items[i]->constant)) return false;
    return true;
}

static bool is_slot(const struct rego_term *t) { return t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT; }

/* What a variable of the body stands for: an input path it was set to by an earlier statement, or an argument. */
static bool source_of(const struct rego_rule *rule, size_t before, uint32_t slot, struct candidate *out)
{
    for (size_t i = 0; i < rule->args.len; i++)
        if (is_slot(rule->args.items[i]) && rule->args.items[i]->var.slot == slot) { *out = (struct candidate){NULL, i, 0}; return true; }
    for (size_t i = 0; i < before; i++) {
        const struct rego_expr *expr = rule->body.items[i];
        if (expr->kind != REGO_EXPR_UNIFY || expr->with.len) continue;
        if (is_slot(expr->left) && expr->left->var.slot == slot && expr->left->var.binds && gen_is_input_path(expr->right)) {
            *out = (struct candidate){expr->right, 0, 0};
            return true;
        }
    }
    return false;
}

/* Does this statement say that a reference has one of some constant values? */
static bool asks(const struct rego_rule *rule, size_t i, struct candidate *what, const struct value **values, size_t *n)
{
    const struct rego_expr *expr = rule->body.items[i];
    const struct rego_term *a, *b;
    if (expr->with.len) return false;
    if (expr->kind == REGO_EXPR_UNIFY) { a = expr->left; b = expr->right; }
    else if (expr->kind == REGO_EXPR_CALL && expr->builtin && !expr->out && expr->args.len == 2) {
        a = expr->args.items[0];
        b = expr->args.items[1];
        if (str_is(str_of(expr->builtin->name), "internal.member_2")) {
            if (!is_slot(a) || b->kind != REGO_CONST || (!value_is_set(b->constant) && !value_is_array(b->constant))) return false;
            *values = value_items(b->constant);
            *n = value_len(b->constant);
            return source_of(rule, i, a->var.slot, what);
        }
        if (!str_is(str_of(expr->builtin->name), "equal")) return false;
    } else return false;
    if (a->kind != REGO_CONST) { const struct rego_term *t = a; a = b; b = t; }
    if (a->kind != REGO_CONST) return false;
    *values = &a->constant;
    *n = 1;
    if (gen_is_input_path(b)) { *what = (struct candidate){b, 0, 0}; return true; }
    return is_slot(b) && !b->var.binds && source_of(rule, i, b->var.slot, what);
}

static bool keys_of(const struct rego_rule *rule, const struct candidate *c, const struct value **values, size_t *n)
{
    if (rule->els) return false;   /* its other branches may hold where the first does not */
    if (!c->ref && c->arg < rule->args.len && rule->args.items[c->arg]->kind == REGO_CONST) {
        *values = &rule->args.items[c->arg]->constant;
        *n = 1;
        return true;
    }
    for (size_t i = 0; i < rule->body.len; i++) {
        struct candidate what;
        if (asks(rule, i, &what, values, n) && what.arg == c->arg && same_path(what.ref, c->ref)) return true;
    }
    return false;
}

static void consider(struct candidate *list, size_t *n, struct candidate c)
{
    for (size_t i = 0; i < *n; i++)
        if (list[i].arg == c.arg && same_path(list[i].ref, c.ref)) { list[i].rules++; return; }
    if (*n == MAX_CANDIDATES) return;
    c.rules = 1;
    list[(*n)++] = c;
}

bool gen_index_choose(struct gen *gen, const struct rule_list *rules, struct rule_index *out)
{
    struct candidate list[MAX_CANDIDATES];
    size_t n = 0;
    const struct candidate *best = NULL;
    if (rules->len < 2) return false;
    for (size_t r = 0; r < rules->len; r++) {
        const struct rego_rule *rule = rules->items[r];
        for (size_t i = 0; i < rule->args.len; i++)
            if (rule->args.items[i]->kind == REGO_CONST) consider(list, &n, (struct candidate){NULL, i, 0});
        for (size_t i = 0; i < rule->body.len; i++) {
            struct candidate what;
            const struct value *values;
            size_t n_values;
            if (asks(rule, i, &what, &values, &n_values)) consider(list, &n, what);
        }
    }
    for (size_t i = 0; i < n; i++)
        if (!best || list[i].rules > best->rules) best = &list[i];
    if (!best) return false;
    struct rule_keys *keys = arena_zero(gen->arena, rules->len * sizeof *keys);
    if (!keys) return gen_no_memory(gen);
    bool any = false;
    size_t n_keys = 0;
    for (size_t r = 0; r < rules->len; r++) {
        const struct value *values;
        size_t n_values;
        keys[r].any = !keys_of(rules->items[r], best, &values, &n_values);
        if (keys[r].any) continue;
        any = true;
        if (!(keys[r].items = arena_array(gen->arena, n_values + 1, sizeof *values))) return gen_no_memory(gen);
        memcpy(keys[r].items, values, n_values * sizeof *values);
        keys[r].len = n_values;
        n_keys += n_values;
    }
    *out = (struct rule_index){best->ref, best->arg, keys};
    return any && n_keys * rules->len <= MAX_TABLE;
}

/* A key of the table while it is made, and the rules that ask for it, in order. */
struct key_rules { struct value key; VEC(uint32_t) rules; };

static struct key_rules *slot_of(struct key_rules *slots, size_t mask, struct value v)
{
    size_t at = value_hash(v) & mask;
    while (!value_is_none(slots[at].key) && !value_equal(slots[at].key, v)) at = (at + 1) & mask;
    return &slots[at];
}

static bool note_keys(struct gen *gen, const struct rule_keys *keys, uint32_t rule, struct key_rules *slots, size_t mask)
{
    for (size_t i = 0; i < keys->len; i++) {
        struct key_rules *slot = slot_of(slots, mask, keys->items[i]);
        slot->key = keys->items[i];
        if (slot->rules.len && slot->rules.items[slot->rules.len - 1] == rule) continue;
        uint32_t *place = vec_push(gen->arena, &slot->rules);
        if (!place) return gen_no_memory(gen);
        *place = rule;
    }
    return true;
}

/* Rules that do not ask and those of one key (NULL: none), both in order, as one list; returns where it begins. */
static uint32_t add_list(uint32_t *lists, uint32_t *used, const struct rule_index *index, const uint32_t *starts, size_t n, uint32_t end,
                         const struct key_rules *asked, bool all)
{
    uint32_t at = *used;
    size_t next = 0;
    for (size_t r = 0; r < n; r++) {
        bool wanted = asked && next < asked->rules.len && asked->rules.items[next] == r;
        if (wanted) next++;
        if (all || wanted || index->rules[r].any) lists[(*used)++] = starts[r];
    }
    lists[(*used)++] = end;
    return at;
}

uint32_t gen_index_table(struct gen *gen, const struct rule_index *index, const uint32_t *starts, size_t n, uint32_t end)
{
    size_t n_keys = 0, n_any = 0, size = 4;
    for (size_t r = 0; r < n; r++) {
        n_keys += index->rules[r].len;
        n_any += index->rules[r].any;
    }
    while (size < n_keys * 2 + 2) size *= 2;
    struct vm_index_slot *slots = arena_zero(gen->arena, size * sizeof *slots);
    struct key_rules *making = arena_zero(gen->arena, size * sizeof *making);
    uint32_t *lists = arena_array(gen->arena, n_keys * (n_any + 2) + 2 * (n + 1), sizeof *lists), used = 0;
    struct vm_index *out = vec_push(gen->arena, &gen->indexes);
    if (!slots || !making || !lists || !out) { gen_no_memory(gen); return 0; }
    for (size_t r = 0; r < n; r++)
        if (!note_keys(gen, &index->rules[r], (uint32_t)r, making, size - 1)) return 0;
    *out = (struct vm_index){.mask = (uint32_t)size - 1, .slots = slots, .lists = lists};
    out->otherwise = add_list(lists, &used, index, starts, n, end, NULL, false);
    out->all = add_list(lists, &used, index, starts, n, end, NULL, true);
    for (size_t i = 0; i < size; i++) {
        if (value_is_none(making[i].key)) continue;
        slots[i] = (struct vm_index_slot){making[i].key, 0};
        slots[i].list = add_list(lists, &used, index, starts, n, end, &making[i], false);
    }
    return (uint32_t)gen->indexes.len - 1;
}
