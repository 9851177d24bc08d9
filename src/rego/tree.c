/* rego/tree.c: the tree of all rules, and what may not stand together in it. */
#include <stdio.h>

#include "rego/check.h"

#define FEW_CHILDREN 8   /* up to here comparing is as fast as hashing */

struct rego_node *rego_node_child(const struct rego_node *node, struct value key)
{
    if (node->index) {
        for (uint32_t at = value_hash(key) & node->index_mask; node->index[at]; at = (at + 1) & node->index_mask)
            if (value_equal(node->children[node->index[at] - 1]->key, key)) return node->children[node->index[at] - 1];
        return NULL;
    }
    for (size_t i = 0; i < node->n_children; i++)
        if (value_equal(node->children[i]->key, key)) return node->children[i];
    return NULL;
}

static void index_child(struct rego_node *node, uint32_t number)
{
    uint32_t at = value_hash(node->children[number]->key) & node->index_mask;
    while (node->index[at]) at = (at + 1) & node->index_mask;
    node->index[at] = number + 1;
}

/* After a child was added: the table stays at most half full. */
static bool keep_index(struct checker *c, struct rego_node *node)
{
    if (node->n_children <= FEW_CHILDREN) return true;
    if (node->index && node->n_children * 2 <= (size_t)node->index_mask + 1) {
        index_child(node, (uint32_t)node->n_children - 1);
        return true;
    }
    size_t size = 64;
    while (size < node->n_children * 4) size *= 2;
    if (!(node->index = arena_zero(c->arena, size * sizeof *node->index))) return check_no_memory(c);
    node->index_mask = (uint32_t)size - 1;
    for (uint32_t i = 0; i < node->n_children; i++) index_child(node, i);
    return true;
}

static bool push_pointer(struct checker *c, void ***items, size_t *n, size_t *cap, void *p)
{
    if (*n == *cap && !vec_grow(c->arena, (void **)items, cap, sizeof(void *))) return check_no_memory(c);
    (*items)[(*n)++] = p;
    return true;
}

static struct rego_node *child_at(struct checker *c, struct rego_node *node, struct value key)
{
    struct rego_node *child = rego_node_child(node, key);
    if (child) return child;
    if (!(child = arena_zero(c->arena, sizeof *child)) || !push_pointer(c, (void ***)&node->children, &node->n_children, &node->cap_children, child)) {
        c->no_memory = true;
        return NULL;
    }
    child->key = key;
    child->parent = node;
    child->id = (uint32_t)c->program->n_nodes++;
    return keep_index(c, node) ? child : NULL;
}

/* The rule's place: scalars lead the way; a composite key, constant or not, is computed by the body as any other. */
static void place_rule(struct checker *c, struct rego_rule *r)
{
    struct rego_node *node = r->module->node;
    const struct rego_terms *ref = &r->ref->ref.items;
    struct value key = value_string(c->arena, ref->items[0]->var.name);
    size_t i = 0;
    do {
        if (value_is_none(key) || !(node = child_at(c, node, key))) {
            c->no_memory = true;
            return;
        }
        i++;
    } while (i < ref->len && !value_is_none(key = ref->items[i]->kind == REGO_CONST ? ref->items[i]->constant : VALUE_NONE));
    for (struct rego_rule *b = r; b; b = b->els) {
        b->node = node;
        b->keys = ref->items + i;   /* later passes replace them there */
        b->n_keys = ref->len - i;
        b->id = (uint32_t)c->program->n_rules++;
    }
    if (r->is_default && !node->default_rule) node->default_rule = r;
    else if (!r->is_default) push_pointer(c, (void ***)&node->rules, &node->n_rules, &node->cap_rules, r);
    if (r->kind == REGO_RULE_FUNCTION && !node->is_function) {
        node->is_function = true;
        node->arity = r->args.len;
    }
    if (r->is_default && node->default_rule != r) {
        char name[300];
        check_ref_text(r->ref, name, sizeof name);
        check_error(c, &REGO_ERR_TYPE_CHECK, r->module->package_at, "multiple default rules %s found at %.*s:%u, %.*s:%u", name, (int)r->module->source.file.len,
                    r->module->source.file.s, node->default_rule->at.row, (int)r->module->source.file.len, r->module->source.file.s, r->at.row);
    }
}

static bool place_package(struct checker *c, struct rego_module *m)
{
    struct rego_node *node = c->program->data;
    const struct rego_terms *path = &m->package->ref.items;
    for (size_t i = 1; i < path->len; i++)
        if (!(node = child_at(c, node, path->items[i]->constant))) return false;
    node->is_package = true;
    m->node = node;
    return true;
}

static bool number_rules(struct checker *c)
{
    struct rego_program *p = c->program;
    if (!(p->rules = arena_array(c->arena, p->n_rules + 1, sizeof *p->rules))) return check_no_memory(c);
    if (!(c->first_of = arena_zero(c->arena, (p->n_rules + 1) * sizeof *c->first_of))) return check_no_memory(c);
    if (!(c->frames = arena_zero(c->arena, (p->n_rules + 1) * sizeof *c->frames))) return check_no_memory(c);
    for (size_t i = 0; i < p->n_modules; i++)
        for (size_t k = 0; k < p->modules[i]->rules.len; k++)
            for (struct rego_rule *first = p->modules[i]->rules.items[k], *b = first; b; b = b->els) {
                p->rules[b->id] = b;
                c->first_of[b->id] = first->id;
            }
    return true;
}

void pass_tree(struct checker *c)
{
    struct rego_program *p = c->program;
    if (!(p->data = arena_zero(c->arena, sizeof *p->data))) {
        c->no_memory = true;
        return;
    }
    p->n_nodes = 1;
    for (size_t i = 0; i < p->n_modules; i++)
        if (!place_package(c, p->modules[i])) return;
    for (size_t i = 0; i < p->n_modules && !c->no_memory; i++)
        for (size_t k = 0; k < p->modules[i]->rules.len; k++) {
            struct rego_rule *r = p->modules[i]->rules.items[k];
            if (!c->no_memory) place_rule(c, r);
        }
    if (!c->no_memory) number_rules(c);
}

struct rego_node *tree_find(const struct checker *c, const struct rego_term *ref, size_t *used)
{
    struct rego_node *node = c->program->data;
    size_t i = 1;
    for (; i < ref->ref.items.len && ref->ref.items.items[i]->kind == REGO_CONST; i++) {
        struct rego_node *child = rego_node_child(node, ref->ref.items.items[i]->constant);
        if (!child) break;
        node = child;
    }
    *used = i;
    return node;
}

/* The node whose rules a call of `op` means, when it is in the tree as a whole. */
struct rego_node *tree_function(const struct checker *c, const struct rego_term *op, size_t *arity)
{
    size_t used;
    if (op->kind != REGO_REF || !check_is_root(op->ref.items.items[0], "data")) return NULL;
    struct rego_node *node = tree_find(c, op, &used);
    if (used != op->ref.items.len || (!node->n_rules && !node->default_rule)) return NULL;
    *arity = node->is_function ? node->arity : 0;
    return node;
}

/* --- conflicts --- */

static const struct rego_rule *first_rule(const struct rego_node *n) { return n->n_rules ? n->rules[0] : n->default_rule; }

static void node_name(const struct rego_node *n, char *out, size_t size)
{
    const struct rego_node *path[64];
    size_t depth = 0, len = 0;
    for (; n->parent && depth < COUNT_OF(path); n = n->parent) path[depth++] = n;
    len += (size_t)snprintf(out, size, "data");
    while (depth-- && len < size) {
        struct value key = path[depth]->key;
        int n_out = value_is_string(key) ? snprintf(out + len, size - len, ".%s", value_cstr(key)) : snprintf(out + len, size - len, "[...]");
        if (n_out > 0) len += (size_t)n_out;
    }
}

/* The first rule below, of functions only when asked so. */
static const struct rego_rule *rule_below(const struct rego_node *n, bool functions)
{
    for (size_t i = 0; i < n->n_children; i++) {
        const struct rego_node *child = n->children[i];
        if (first_rule(child) && (!functions || child->is_function)) return first_rule(child);
        const struct rego_rule *r = rule_below(child, functions);
        if (r) return r;
    }
    return NULL;
}

struct extent { size_t complete, partial, sets, values, functions; bool set_here, set_below, open; bool arities_differ; };

static void count_rule(const struct rego_node *n, const struct rego_rule *r, struct extent *e)
{
    if (r->kind == REGO_RULE_SET) {
        e->sets++;
        if (r->n_keys) e->set_below = true;
        else e->set_here = true;
    } else {
        e->values++;
    }
    if (r->kind != REGO_RULE_SET && !r->n_keys) e->complete++;
    else e->partial++;
    if (r->n_keys) e->open = true;
    if (r->kind == REGO_RULE_FUNCTION) e->functions++;
    if (r->args.len != first_rule(n)->args.len) e->arities_differ = true;
}

static void check_node(struct checker *c, const struct rego_node *n)
{
    const struct rego_rule *first = first_rule(n);
    if (first) {
        struct extent e = {0};
        char name[300];
        for (size_t i = 0; i < n->n_rules; i++) count_rule(n, n->rules[i], &e);
        if (n->default_rule) count_rule(n, n->default_rule, &e);
        node_name(n, name, sizeof name);
        bool ground = e.complete || e.set_here;
        const struct rego_rule *below = ground ? rule_below(n, false) : e.open ? rule_below(n, true) : NULL;
        if (below) {
            char other[300];
            node_name(below->node, other, sizeof other);
            check_error(c, &REGO_ERR_TYPE_CHECK, first->at, "rule %s conflicts with [%s]", name, other);
            return;
        }
        if ((e.sets && e.values) || e.arities_differ || (e.complete && e.partial) || (e.set_here && e.set_below)) {
            check_error(c, &REGO_ERR_TYPE_CHECK, first->at, "conflicting rules %s found", name);
            return;
        }
    }
    for (size_t i = 0; i < n->n_children; i++) check_node(c, n->children[i]);
}

static void check_packages(struct checker *c)
{
    struct rego_program *p = c->program;
    for (size_t i = 0; i < p->n_modules; i++)
        for (size_t k = 0; k < p->modules[i]->rules.len; k++) {
            const struct rego_rule *r = p->modules[i]->rules.items[k];
            if (r->n_keys || !r->node->is_package) continue;
            for (size_t m = 0; m < p->n_modules; m++) {
                if (p->modules[m]->node != r->node) continue;
                char name[300];
                check_error(c, &REGO_ERR_TYPE_CHECK, p->modules[i]->package_at, "package %s conflicts with rule %s defined at %.*s:%u",
                            check_ref_text(p->modules[m]->package, name, sizeof name) + 5, name + 5, (int)r->module->source.file.len, r->module->source.file.s, r->at.row);
            }
        }
}

static void check_documents(struct checker *c, const struct rego_node *n, const struct rego_term **path, size_t depth)
{
    enum { MAX_PATH = 64 };
    if (depth >= MAX_PATH || !value_is_string(n->key)) return;
    const struct rego_term *key = check_const(c, n->key, (struct rego_location){0});
    if (!key) return;
    path[depth++] = key;
    const struct rego_rule *r = first_rule(n);
    if (r && c->options.data_exists(c->options.context, path, depth)) {
        char name[300];
        node_name(n, name, sizeof name);
        for (char *s = name + 5; *s; s++)
            if (*s == '.') *s = '/';
        check_error(c, &REGO_ERR_COMPILE, r->at, "conflicting rule for data path %s found", name + 5);
    }
    for (size_t i = 0; i < n->n_children; i++) check_documents(c, n->children[i], path, depth);
}

/* Rules of different kinds or arities in one place, rules within the extent of a complete one, rules where a package is, rules over base documents. */
void pass_conflicts(struct checker *c)
{
    const struct rego_term *path[64];
    check_node(c, c->program->data);
    check_packages(c);
    if (c->options.data_exists)
        for (size_t i = 0; i < c->program->data->n_children; i++) check_documents(c, c->program->data->children[i], path, 0);
}
