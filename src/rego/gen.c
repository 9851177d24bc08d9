/* rego/gen.c: the rule tree becomes groups and nodes, then each group becomes code.
 *
 * A group is all rules of one path. Where a rule's head continues with a variable (`p.q[x].r := ...`) the document at `p.q` can only be
 * built whole, so rules further down the tree (`p.q.a := ...`) belong to the same group, too. */
#include <stdlib.h>

#include "rego/gen_internal.h"
#include "value/json.h"

#define MAX_TREE_DEPTH 500    /* of packages and rule heads; the parser allows no longer references */


const struct vm_node *gen_node(const struct rego_node *node)
{
    while (node && !node->backend) node = node->parent;
    return node ? node->backend : NULL;
}

struct tables {
    VEC(struct vm_node *) nodes;
    VEC(struct pending) groups;
};
struct pending { struct vm_group group; const struct rego_node *node; struct rule_list rules, defaults; };

static bool push_rule(struct gen *gen, struct rule_list *list, const struct rego_rule *rule)
{
    const struct rego_rule **slot = vec_push(gen->arena, list);
    if (!slot) return gen_no_memory(gen);
    *slot = rule;
    return true;
}

static bool has_open_head(const struct rego_node *node)
{
    for (size_t i = 0; i < node->n_rules; i++)
        if (node->rules[i]->n_keys > 0) return true;
    return false;
}

/* Rules of the node, and with `below` those of the nodes under it. */
static bool collect(struct gen *gen, const struct rego_node *node, bool below, struct pending *out, unsigned depth)
{
    if (depth > MAX_TREE_DEPTH) return gen_error(gen, "rule heads are nested deeper than %d", MAX_TREE_DEPTH);
    for (size_t i = 0; i < node->n_rules; i++)
        if (!push_rule(gen, &out->rules, node->rules[i])) return false;
    if (node->default_rule && !push_rule(gen, &out->defaults, node->default_rule)) return false;
    for (size_t i = 0; below && i < node->n_children; i++)
        if (!collect(gen, node->children[i], true, out, depth + 1)) return false;
    return true;
}

static struct str path_text(struct gen *gen, struct value keys)
{
    struct buf buf = buf_new(1 << 16);
    buf_puts(&buf, "data");
    for (size_t i = 0; i < value_len(keys); i++) {
        struct value key = value_items(keys)[i];
        bool word = value_is_string(key) && value_len(key) > 0;
        for (size_t k = 0; word && k < value_len(key); k++) {
            char c = value_cstr(key)[k];
            word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (k && c >= '0' && c <= '9');
        }
        if (word) { buf_add_char(&buf, '.'); buf_add_str(&buf, value_str(key)); continue; }
        buf_add_char(&buf, '[');
        value_print(&buf, key);
        buf_add_char(&buf, ']');
    }
    char *text = buf_to_arena(gen->arena, &buf);
    struct str out = {text, buf.len};
    buf_free(&buf);
    if (!text) { gen_no_memory(gen); return STR(""); }
    return out;
}

static bool add_group(struct gen *gen, struct tables *tables, const struct rego_node *from, struct vm_node *node)
{
    struct pending *p = vec_push(gen->arena, &tables->groups);
    if (!p) return gen_no_memory(gen);
    *p = (struct pending){.node = from};
    bool open = has_open_head(from);
    node->group = (int32_t)tables->groups.len - 1;
    if (!collect(gen, from, open, p, 0)) return false;
    p->group = (struct vm_group){.keys = node->path, .node = node, .path = path_text(gen, node->path)};
    const struct rego_rule *first = p->rules.len ? p->rules.items[0] : p->defaults.len ? p->defaults.items[0] : NULL;
    if (open) p->group.kind = VM_OBJECT;
    else if (from->is_function || (first && first->kind == REGO_RULE_FUNCTION)) p->group.kind = VM_FUNCTION;
    else p->group.kind = first && first->kind == REGO_RULE_SET ? VM_SET : VM_COMPLETE;
    return true;
}

static int by_key(const void *a, const void *b) { return value_compare((*(struct vm_node *const *)a)->key, (*(struct vm_node *const *)b)->key); }

static struct vm_node *add_node(struct gen *gen, struct tables *tables, struct rego_node *from, const struct vm_node *parent, unsigned depth)
{
    struct vm_node *node = arena_zero(gen->arena, sizeof *node);
    struct vm_node **slot = vec_push(gen->arena, &tables->nodes);
    struct value *keys = arena_array(gen->arena, depth + 1, sizeof *keys);
    if (!node || !slot || !keys) { gen_no_memory(gen); return NULL; }
    if (depth > MAX_TREE_DEPTH) { gen_error(gen, "packages are nested deeper than %d", MAX_TREE_DEPTH); return NULL; }
    *slot = node;
    *node = (struct vm_node){.key = from->key, .parent = parent, .number = (uint32_t)tables->nodes.len - 1, .group = -1};
    if (parent) {
        memcpy(keys, value_items(parent->path), value_len(parent->path) * sizeof *keys);
        keys[depth - 1] = from->key;
    }
    node->path = value_array(gen->arena, keys, depth);
    if (value_is_none(node->path)) { gen_no_memory(gen); return NULL; }
    node->hidden = depth == 1 && value_is_string(from->key) && str_eq(value_str(from->key), STR("system"));
    from->backend = node;
    if (from->n_rules || from->default_rule) {
        node->has_rules = true;
        return add_group(gen, tables, from, node) ? node : NULL;
    }
    if (!(node->children = arena_array(gen->arena, from->n_children + 1, sizeof *node->children))) { gen_no_memory(gen); return NULL; }
    for (size_t i = 0; i < from->n_children; i++) {
        struct vm_node *child = add_node(gen, tables, from->children[i], node, depth + 1);
        if (!child) return NULL;
        node->children[node->n_children++] = child;
        node->has_rules |= child->has_rules || from->children[i]->is_package;
    }
    node->has_rules |= from->is_package;   /* an empty package is an empty document */
    if (node->n_children) qsort(node->children, node->n_children, sizeof *node->children, by_key);
    return node;
}

static bool note_mock(struct gen *gen, const struct rego_builtin *row)
{
    const struct rego_builtin **slot;
    if (gen_is_mocked(gen, row)) return true;
    if (!(slot = vec_push(gen->arena, &gen->mocked))) return gen_no_memory(gen);
    *slot = row;
    return true;
}

static bool note_mocks(struct gen *gen, const struct rego_body *body, unsigned depth)
{
    if (depth > GEN_MAX_DEPTH) return gen_error(gen, "bodies are nested deeper than %d", GEN_MAX_DEPTH);
    for (size_t i = 0; i < body->len; i++) {
        const struct rego_expr *expr = body->items[i];
        for (size_t k = 0; k < expr->with.len; k++)
            if (expr->with.items[k]->kind == REGO_WITH_BUILTIN && !note_mock(gen, expr->with.items[k]->builtin)) return false;
        if (!note_mocks(gen, &expr->body, depth + 1) || !note_mocks(gen, &expr->rhs, depth + 1)) return false;
        const struct rego_term *t = expr->kind == REGO_EXPR_UNIFY ? expr->right : expr->kind == REGO_EXPR_TERM ? expr->term : NULL;
        if (t && (t->kind == REGO_ARRAY_COMPR || t->kind == REGO_SET_COMPR || t->kind == REGO_OBJECT_COMPR) && !note_mocks(gen, &t->compr.body, depth + 1)) return false;
    }
    return true;
}

/* Moves the tables to the program, where they no longer change. */
static bool seal(struct gen *gen, struct vm_program *program)
{
    for (size_t i = 0; i < gen->with_callees.len; i++)
        gen->withs.items[gen->with_callees.items[i].with].by_callee = &gen->callees.items[gen->with_callees.items[i].callee];
    for (size_t i = 0; i < gen->callees.len; i++)
        program->reads_clock |= (gen->callees.items[i].row->flags & REGO_NONDETERMINISTIC) != 0 || gen->callees.items[i].extern_index >= 0;
    program->callees = gen->callees.items;
    program->n_callees = (uint32_t)gen->callees.len;
    program->locations = gen->locations.items;
    program->n_locations = (uint32_t)gen->locations.len;
    program->indexes = gen->indexes.items;
    program->n_indexes = (uint32_t)gen->indexes.len;
    program->paths = gen->paths.items;
    program->n_paths = (uint32_t)gen->paths.len;
    program->withs = gen->withs.items;
    program->n_withs = (uint32_t)gen->withs.len;
    program->n_caches = gen->n_caches;
    return !gen->failed;
}

static const struct rego_generate_options no_options;

const struct vm_program *rego_generate(struct arena *arena, struct rego_program *checked, const struct rego_generate_options *options, struct error *err)
{
    struct vm_program *program = arena_zero(arena, sizeof *program);
    struct gen gen = {.arena = arena, .options = options ? options : &no_options, .program = program, .err = err};
    struct tables tables = {0};
    if (!program) { error_no_memory(err); return NULL; }
    for (size_t i = 0; i < checked->n_rules; i++)
        if (!note_mocks(&gen, &checked->rules[i]->body, 0)) return NULL;
    gen_location(&gen, &(struct rego_location){0});
    if (!add_node(&gen, &tables, checked->data, NULL, 0)) return NULL;
    struct vm_group *groups = arena_array(arena, tables.groups.len + 1, sizeof *groups);
    if (!groups) { error_no_memory(err); return NULL; }
    for (size_t i = 0; i < tables.groups.len; i++) groups[i] = tables.groups.items[i].group;
    program->groups = groups;
    program->n_groups = (uint32_t)tables.groups.len;
    program->nodes = (const struct vm_node *const *)tables.nodes.items;
    program->n_nodes = (uint32_t)tables.nodes.len;
    for (size_t i = 0; i < tables.groups.len; i++)
        if (!gen_group(&gen, &groups[i], tables.groups.items[i].node, &tables.groups.items[i].rules, &tables.groups.items[i].defaults)) return NULL;
    return seal(&gen, program) ? program : NULL;
}

const struct vm_code *rego_generate_query(struct arena *arena, const struct vm_program *base, const struct rego_query *query,
                                          const struct rego_generate_options *options, const struct vm_program **out, struct error *err)
{
    struct vm_program *program = arena_copy(arena, base, sizeof *base);
    struct vm_code *code = arena_zero(arena, sizeof *code);
    struct gen gen = {.arena = arena, .options = options ? options : &no_options, .program = program, .err = err, .n_caches = base->n_caches};
    if (!program || !code) { error_no_memory(err); return NULL; }
    struct fn fn;
    fn_begin(&fn, &gen, query->slots);
    gen_location(&gen, &(struct rego_location){0});
    fn.slots = fn_reg(&fn, query->slots);
    uint32_t end = fn_label(&fn);
    if (!note_mocks(&gen, &query->body, 0)) return NULL;
    for (uint32_t i = 0; i < query->slots; i++) fn_emit(&fn, OP_CLEAR, fn.slots + i, 0, 0, 0, 0);
    fn_emit(&fn, OP_RULE_BEGIN, VM_NO_REG, 0, 0, 0, 0);
    fn.fail = end;
    gen_body(&fn, &query->body);
    fn_emit(&fn, OP_EMIT, fn.slots, 0, query->slots, 0, 0);
    fn_emit(&fn, OP_JUMP, 0, 0, 0, fn.fail, 0);
    fn_place(&fn, end);
    fn_emit(&fn, OP_RETURN, fn_operand(&fn, VALUE_TRUE), 0, 0, 0, 0);
    if (!fn_finish(&fn, code) || !seal(&gen, program)) return NULL;
    *out = program;
    return code;
}
