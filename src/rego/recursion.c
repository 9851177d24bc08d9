/* rego/recursion.c: no rule may depend on itself.
 *
 * A rule depends on every rule that a reference in it can reach. A variable in a reference reaches all children of a node, except where the body has
 * bound it to known constants before (`some x in ["a", "b"]; data[x].p`). Rules on a cycle are found as strongly connected components, without
 * recursion, since a policy may have very many rules; for each of them the shortest cycle is shown. */
#include <stdio.h>

#include "base/buf.h"
#include "rego/check.h"

#define MAX_VALUES 64   /* of a variable, and of variants of a reference: beyond, it reaches everything */

struct edge { uint32_t to; bool certain; };
struct edges { struct edge *items; size_t len, cap; };
struct known { struct value *items; size_t len, cap; bool is_known; };   /* values a slot can have */

struct graph {
    struct checker *c;
    struct edges *from;               /* by rule id */
    struct known *known;              /* by slot, of the rule at hand */
    const struct rego_rule *rule;
    bool certain;                     /* the reference at hand selects what it reaches whatever its variables hold */
};

static void add_edge(struct graph *g, const struct rego_rule *to)
{
    for (const struct rego_rule *b = to; b; b = b->els) {
        struct edges *edges = &g->from[g->rule->id];
        struct edge *e = edges->len && edges->items[edges->len - 1].to == b->id ? &edges->items[edges->len - 1] : vec_push(g->c->arena, edges);
        if (!e) {
            g->c->no_memory = true;
            return;
        }
        *e = (struct edge){b->id, g->certain};
    }
}

/* --- what a reference reaches --- */

static void all_below(struct graph *g, const struct rego_node *n)
{
    if (n->default_rule) add_edge(g, n->default_rule);
    for (size_t i = 0; i < n->n_rules; i++) add_edge(g, n->rules[i]);
    for (size_t i = 0; i < n->n_children; i++)
        if (!(n->parent == NULL && value_is_string(n->children[i]->key) && str_is(value_str(n->children[i]->key), "system"))) all_below(g, n->children[i]);
}

static bool may_meet(const struct rego_rule *r, const struct rego_term *const *items, size_t n)
{
    for (size_t i = 0; i < n && i < r->n_keys; i++)
        if (items[i]->kind == REGO_CONST && r->keys[i]->kind == REGO_CONST && !value_equal(items[i]->constant, r->keys[i]->constant)) return false;
    return true;
}

static void rules_meeting(struct graph *g, const struct rego_node *n, const struct rego_term *const *items, size_t len)
{
    if (n->default_rule && may_meet(n->default_rule, items, len)) add_edge(g, n->default_rule);
    for (size_t i = 0; i < n->n_rules; i++)
        if (may_meet(n->rules[i], items, len)) add_edge(g, n->rules[i]);
}

/* items: the reference from n on. */
static void reach(struct graph *g, const struct rego_node *n, const struct rego_term *const *items, size_t len)
{
    if (!len) {
        all_below(g, n);
        return;
    }
    if (items[0]->kind == REGO_CONST) {
        const struct rego_node *child = rego_node_child(n, items[0]->constant);
        if (!child) return;
        if (len > 1) rules_meeting(g, child, items + 1, len - 1);
        reach(g, child, items + 1, len - 1);
        return;
    }
    bool certain = g->certain;
    if (!(items[0]->kind == REGO_VAR && items[0]->var.name.s[0] == '$')) g->certain = false;
    for (size_t i = 0; i < n->n_children; i++) {
        rules_meeting(g, n->children[i], items + 1, len - 1);
        reach(g, n->children[i], items + 1, len - 1);
    }
    g->certain = certain;
}

/* --- values that variables can have --- */

static const struct known *known_of(const struct graph *g, const struct rego_term *t)
{
    return t->kind == REGO_VAR && t->var.slot != REGO_NO_SLOT && t->var.slot < g->c->frame->len && g->known[t->var.slot].is_known ? &g->known[t->var.slot] : NULL;
}

static struct value ground(struct graph *g, const struct rego_term *t)
{
    if (t->kind == REGO_CONST) return t->constant;
    if (!check_is_composite(t)) return VALUE_NONE;
    struct value *items = arena_array(g->c->arena, t->list.len + 1, sizeof *items);
    for (size_t i = 0; items && i < t->list.len; i++)
        if (value_is_none(items[i] = ground(g, t->list.items[i]))) return VALUE_NONE;
    if (!items) return VALUE_NONE;
    if (t->kind == REGO_ARRAY) return value_array(g->c->arena, items, t->list.len);
    if (t->kind == REGO_SET) return value_set(g->c->arena, items, t->list.len);
    return value_object(g->c->arena, (const struct value_pair *)(const void *)items, t->list.len / 2);
}

static bool add_value(struct graph *g, struct known *k, struct value v)
{
    if (k->len >= MAX_VALUES) return false;
    struct value *slot = vec_push(g->c->arena, k);
    if (!slot) return false;
    *slot = v;
    return true;
}

static bool add_members(struct graph *g, struct known *k, struct value v)
{
    if (value_is_object(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!add_value(g, k, value_pairs(v)[i].value)) return false;
        return true;
    }
    if (!value_is_array(v) && !value_is_set(v)) return false;
    for (size_t i = 0; i < value_len(v); i++)
        if (!add_value(g, k, value_items(v)[i])) return false;
    return true;
}

static bool values_of(struct graph *g, const struct rego_term *t, struct known *out)
{
    struct value v = ground(g, t);
    if (!value_is_none(v)) return add_value(g, out, v);
    const struct known *k = known_of(g, t);
    if (k) {
        *out = *k;
        return true;
    }
    if (t->kind != REGO_REF) return false;
    struct known now = {0};
    if (!values_of(g, t->ref.items.items[0], &now)) return false;
    for (size_t i = 1; i < t->ref.items.len; i++) {
        struct known next = {0};
        const struct rego_term *item = t->ref.items.items[i];
        for (size_t n = 0; n < now.len; n++) {
            struct value member = item->kind == REGO_CONST ? value_get(now.items[n], item->constant) : VALUE_NONE;
            if (item->kind == REGO_CONST ? !value_is_none(member) && !add_value(g, &next, member) : !add_members(g, &next, now.items[n])) return false;
        }
        now = next;
    }
    *out = now;
    return true;
}

static void learn(struct graph *g, const struct rego_expr *e)
{
    if (e->kind != REGO_EXPR_UNIFY || e->negated || e->with.len) return;
    for (int side = 0; side < 2; side++) {
        const struct rego_term *v = side ? e->right : e->left, *source = side ? e->left : e->right;
        struct known values = {0};
        if (v->kind != REGO_VAR || v->var.slot == REGO_NO_SLOT || g->known[v->var.slot].is_known || !values_of(g, source, &values)) continue;
        values.is_known = true;
        g->known[v->var.slot] = values;
        return;
    }
}

/* The reference with each variable of known values replaced by each of them. */
static void reach_variants(struct graph *g, const struct rego_term **items, size_t len, size_t at, size_t variants)
{
    while (at < len && (items[at]->kind == REGO_CONST || !known_of(g, items[at]))) at++;
    const struct known *k = at < len ? known_of(g, items[at]) : NULL;
    if (!k || !k->len || variants * k->len > MAX_VALUES) {
        if (k) reach_variants(g, items, len, at + 1, variants);
        else reach(g, g->c->program->data, items, len);
        return;
    }
    const struct rego_term *variable = items[at];
    bool certain = g->certain;
    if (k->len > 1) g->certain = false;
    for (size_t i = 0; i < k->len && !g->c->no_memory; i++) {
        items[at] = check_const(g->c, k->items[i], variable->at);
        if (items[at]) reach_variants(g, items, len, at + 1, variants * k->len);
    }
    g->certain = certain;
    items[at] = variable;
}

static bool visit_ref(void *context, struct rego_term *t)
{
    struct graph *g = context;
    if (t->kind != REGO_REF || !check_is_root(t->ref.items.items[0], "data")) return true;
    g->certain = true;
    const struct rego_term **items = arena_copy(g->c->arena, t->ref.items.items + 1, (t->ref.items.len - 1) * sizeof *items);
    if (items) reach_variants(g, items, t->ref.items.len - 1, 0, 1);
    else g->c->no_memory = true;
    return true;
}

static void collect_edges(struct graph *g, struct rego_rule *r)
{
    g->rule = r;
    if (!(g->known = arena_zero(g->c->arena, (g->c->frame->len + 1) * sizeof *g->known))) g->c->no_memory = true;
    for (size_t i = 0; i < r->body.len && !g->c->no_memory; i++) {
        check_visit_expr(r->body.items[i], visit_ref, g);
        learn(g, r->body.items[i]);
    }
}

/* --- cycles --- */

struct tarjan { uint32_t *index, *low, *stack, *component, *path, *next, *order; bool *on_stack; uint32_t n_stack, n_path, counter, n_components, n_order; };

static void visit(struct graph *g, struct tarjan *t, uint32_t root)
{
    t->path[t->n_path++] = root;
    while (t->n_path) {
        uint32_t v = t->path[t->n_path - 1];
        if (!t->index[v]) {
            t->index[v] = t->low[v] = ++t->counter;
            t->stack[t->n_stack++] = v;
            t->on_stack[v] = true;
        }
        if (t->next[v] < g->from[v].len) {
            uint32_t w = g->from[v].items[t->next[v]++].to;
            if (!t->index[w]) t->path[t->n_path++] = w;
            else if (t->on_stack[w] && t->index[w] < t->low[v]) t->low[v] = t->index[w];
            continue;
        }
        t->n_path--;
        if (t->n_path) {
            uint32_t u = t->path[t->n_path - 1];
            if (t->low[v] < t->low[u]) t->low[u] = t->low[v];
        }
        if (t->low[v] != t->index[v]) continue;
        t->n_components++;
        for (uint32_t w = UINT32_MAX; w != v;) {
            w = t->stack[--t->n_stack];
            t->on_stack[w] = false;
            t->component[w] = t->n_components;
            t->order[t->n_order++] = w;   /* what it depends on has come before */
        }
    }
}

static void put_rule_name(struct buf *b, const struct rego_rule *r)
{
    char text[300];
    buf_puts(b, check_ref_text(r->module->package, text, sizeof text));
    buf_puts(b, ".");
    buf_puts(b, check_ref_text(r->ref, text, sizeof text));
}

/* The shortest way from `start` back to it, within its component; certain edges alone when that is possible. */
static bool find_cycle(struct graph *g, const struct tarjan *t, uint32_t start, bool certain, uint32_t *before)
{
    size_t n = g->c->program->n_rules, head = 0, tail = 0;
    uint32_t *queue = arena_array(g->c->arena, n + 1, sizeof *queue);
    if (!queue) return false;
    memset(before, 0xff, n * sizeof *before);
    queue[tail++] = start;
    while (head < tail) {
        uint32_t v = queue[head++];
        for (size_t i = 0; i < g->from[v].len; i++) {
            struct edge e = g->from[v].items[i];
            if (t->component[e.to] != t->component[start] || before[e.to] != UINT32_MAX || (certain && !e.certain)) continue;
            before[e.to] = v;
            if (e.to == start) return true;
            queue[tail++] = e.to;
        }
    }
    return false;
}

static void put_path(struct graph *g, struct buf *b, uint32_t start, const uint32_t *before)
{
    VEC(uint32_t) path = {0};
    uint32_t v = start;
    do {
        v = before[v];
        uint32_t *slot = vec_push(g->c->arena, &path);
        if (!slot) return;
        *slot = v;
    } while (v != start);
    for (size_t i = path.len; i-- > 0;) {
        put_rule_name(b, g->c->program->rules[path.items[i]]);
        buf_puts(b, " -> ");
    }
    put_rule_name(b, g->c->program->rules[start]);
}

static void report(struct graph *g, const struct tarjan *t, uint32_t id)
{
    struct arena_mark mark = arena_mark(g->c->arena);
    uint32_t *before = arena_array(g->c->arena, g->c->program->n_rules + 1, sizeof *before);
    bool certain = before && find_cycle(g, t, id, true, before);
    if (before && (certain || find_cycle(g, t, id, false, before))) {
        struct buf b = buf_new(1 << 16);
        buf_puts(&b, "rule ");
        put_rule_name(&b, g->c->program->rules[id]);
        buf_puts(&b, certain ? " is recursive: " : " may be recursive: ");
        put_path(g, &b, id, before);
        size_t len = b.failed ? 0 : b.len;
        char message[640];
        snprintf(message, sizeof message, "%.*s", (int)len, b.s ? b.s : "");
        buf_free(&b);
        arena_rewind(g->c->arena, mark);
        check_error(g->c, &REGO_ERR_RECURSION, g->c->program->rules[id]->at, "%s", message);
        return;
    }
    arena_rewind(g->c->arena, mark);
}

void pass_recursion(struct checker *c)
{
    size_t n = c->program->n_rules;
    struct graph g = {.c = c, .from = arena_zero(c->arena, (n + 1) * sizeof *g.from)};
    uint32_t *room = arena_zero(c->arena, (7 * n + 7) * sizeof *room);
    struct tarjan t = {0};
    if (!g.from || !room || !(t.on_stack = arena_zero(c->arena, n + 1))) {
        c->no_memory = true;
        return;
    }
    t.index = room, t.low = room + n, t.stack = room + 2 * n, t.component = room + 3 * n, t.path = room + 4 * n, t.next = room + 5 * n, c->order = t.order = room + 6 * n;
    for (size_t i = 0; i < c->program->n_modules; i++)
        for (size_t k = 0; k < c->program->modules[i]->rules.len; k++) {
            struct rego_rule *first = c->program->modules[i]->rules.items[k];
            c->frame = &c->frames[first->id];
            for (struct rego_rule *r = first; r && !c->no_memory; r = r->els) collect_edges(&g, r);
        }
    for (uint32_t i = 0; i < n && !c->no_memory; i++)
        if (!t.index[i]) visit(&g, &t, i);
    for (uint32_t i = 0; i < n && !c->no_memory; i++) {
        bool alone = true;
        for (size_t k = 0; k < g.from[i].len && alone; k++) alone = t.component[g.from[i].items[k].to] != t.component[i];
        if (!alone) report(&g, &t, i);
    }
}
