/* rego/vm_tree.c: documents under `data` whose path is not known when compiling: base documents and rules side by side.
 * A place is a node of the rule tree (NULL: no rules from here on) and the base document beside it. */
#include "rego/vm_internal.h"

bool vm_is_shadowed(const struct world *world, const struct vm_node *node)
{
    for (const struct shadow *s = world->shadows; s; s = s->next)
        for (const struct vm_node *n = node; n; n = n->parent)
            if (n == s->node) return true;
    return false;
}

/* Base documents come from JSON, where every key is a string: data[2] finds "2", as in OPA's store. */
static struct value base_get(struct value base, struct value key)
{
    struct value found = value_get(base, key);
    char scratch[32];
    if (!value_is_none(found) || !value_is_object(base)) return found;
    if (value_is_number(key)) return value_get_str(base, value_number_text(key, scratch));
    if (value_is_bool(key)) return value_field(base, value_is_true(key) ? "true" : "false");
    return value_is_null(key) ? value_field(base, "null") : found;
}

struct value vm_base_at(struct value data, struct value path)
{
    size_t n = value_len(path);
    const struct value *keys = value_items(path);
    for (size_t i = 0; i < n && !value_is_none(data); i++) data = base_get(data, keys[i]);
    return data;
}

const struct vm_node *vm_node_child(const struct vm_node *node, struct value key)
{
    uint32_t low = 0, high = node->n_children;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = value_compare(node->children[middle]->key, key);
        if (order == 0) return node->children[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

bool vm_tree_step(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct vm_node *node, struct value base, struct value key,
                  const struct vm_node **child, struct value *out, const struct why **why)
{
    *child = node ? vm_node_child(node, key) : NULL;
    if (*child && vm->world->shadows && vm_is_shadowed(vm->world, *child)) *child = NULL;
    if (*child && (*child)->group >= 0) {
        struct outcome answer = {VALUE_NONE, NULL};
        if (vm->program->groups[(*child)->group].kind != VM_FUNCTION && !vm_rule(vm, code, at, (uint32_t)(*child)->group, &answer)) return false;
        *child = NULL;
        *out = answer.value;
        if (why && answer.why) *why = why_join(vm, *why, answer.why);
        return !vm->failed;
    }
    if (value_is_none(base)) *out = VALUE_NONE;
    else if (why && (value_is_unknown(base) || value_has_unknown(key))) *out = vm_get_unknown(vm, base, key, why);
    else *out = base_get(base, key);
    return !vm->failed;
}

/* OPA's merge of a base document and what rules say: objects are merged, of anything else the base document stays. */
static struct value merged(struct vm *vm, struct value base, struct value virtual)
{
    if (!value_is_object(base) || !value_is_object(virtual)) return base;
    size_t n_base = value_len(base), n_virtual = value_len(virtual), n = 0;
    struct value_pair *pairs = arena_array(vm->arena, n_base + n_virtual + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < n_base; i++) {
        pairs[n] = value_pairs(base)[i];
        struct value other = value_get(virtual, pairs[n].key);
        if (!value_is_none(other)) pairs[n].value = merged(vm, pairs[n].value, other);
        if (value_is_none(pairs[n++].value)) return VALUE_NONE;
    }
    for (size_t i = 0; i < n_virtual; i++)
        if (value_is_none(value_get(base, value_pairs(virtual)[i].key))) pairs[n++] = value_pairs(virtual)[i];
    return value_object(vm->arena, pairs, n);
}

static bool extent(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct vm_node *node, struct value *out)
{
    size_t n = 0;
    struct value_pair *pairs = arena_array(vm->arena, node->n_children + 1, sizeof *pairs);
    if (!pairs) return vm_no_memory(vm);
    for (uint32_t i = 0; i < node->n_children; i++) {
        const struct vm_node *child = node->children[i];
        struct value v = VALUE_NONE;
        if (child->hidden) continue;
        if (vm->world->shadows && vm_is_shadowed(vm->world, child)) continue;
        if (child->group >= 0) {
            if (vm->program->groups[child->group].kind == VM_FUNCTION) continue;
            struct outcome answer;
            if (!vm_rule(vm, code, at, (uint32_t)child->group, &answer)) return false;
            v = answer.value;
            if (answer.why && !value_is_none(v)) v = unknown_of(vm, &v, 1, answer.why);
        } else if (!extent(vm, code, at, child, &v)) return false;
        if (!value_is_none(v)) pairs[n++] = (struct value_pair){child->key, v};
    }
    *out = value_object(vm->arena, pairs, n);
    return value_is_none(*out) ? vm_no_memory(vm) : true;
}

bool vm_tree_value(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct vm_node *node, struct value base, struct value *out)
{
    *out = base;
    if (!node) return true;
    struct value virtual;
    if (++vm->depth > vm->max_depth) return vm_error(vm, code, at, &REGO_ERR_CANCEL, "the documents of rules are nested deeper than %u calls", vm->max_depth);
    if (!extent(vm, code, at, node, &virtual)) return false;
    vm->depth--;
    *out = value_is_none(base) ? virtual : merged(vm, base, virtual);
    return value_is_none(*out) ? vm_no_memory(vm) : true;
}
