/* rego/vm_build.c: collections while they grow. */
#include "rego/vm_internal.h"

/* Documents of rules whose heads have variables in the path: objects inside objects, at the leaves values or sets. */
struct paths_node {
    struct value value;               /* of a leaf; VALUE_NONE: an object or a set */
    bool is_set, is_default;
    VEC(struct value) members;
    VEC(struct paths_edge) edges;
    struct paths_slot *slots;
    size_t mask;
};
struct paths_edge { struct value key; struct paths_node *to; };
struct paths_slot { uint32_t edge; };

struct builder *vm_builder(struct vm *vm, enum rego_build kind)
{
    struct builder *b = vm->free_builders;
    if (b) vm->free_builders = b->next_free;
    else if (!(b = arena_zero(vm->own, sizeof *b))) return NULL;
    b->kind = kind;
    b->len = 0;
    b->maybes.items = NULL;
    b->maybes.len = b->maybes.cap = 0;
    b->paths = NULL;
    b->next_free = NULL;
    return b;
}

static bool grow(struct vm *vm, struct builder *b, size_t more)
{
    if (b->len + more <= b->cap) return true;
    size_t cap = b->cap ? b->cap * 2 : 16;
    if (vm->arena->limit && cap * sizeof *b->items > vm->arena->limit) return vm_no_memory(vm);
    struct value *items = arena_array(vm->own, cap, sizeof *items);
    if (!items) return vm_no_memory(vm);
    if (b->len) memcpy(items, b->items, b->len * sizeof *items);
    b->items = items;
    b->cap = cap;
    return true;
}

static bool add_maybe(struct vm *vm, struct builder *b, struct value key, struct value v, const struct why *why)
{
    struct item *item = vec_push(vm->arena, &b->maybes);
    if (!item) return vm_no_memory(vm);
    *item = (struct item){key, v, why};
    return true;
}

bool vm_build_add(struct vm *vm, struct builder *b, struct value v, const struct why *why)
{
    if (why) return add_maybe(vm, b, VALUE_NONE, v, why);
    if (!grow(vm, b, 1)) return false;
    b->items[b->len++] = v;
    return true;
}

bool vm_build_put(struct vm *vm, struct builder *b, struct value key, struct value v, const struct why *why)
{
    if (why) return add_maybe(vm, b, key, v, why);
    if (!grow(vm, b, 2)) return false;
    b->items[b->len++] = key;
    b->items[b->len++] = v;
    return true;
}

static bool conflict(struct vm *vm, const struct vm_location *at)
{
    return vm_error_at(vm, at, &REGO_ERR_CONFLICT, "object keys must be unique");
}

static struct paths_node *child_of(struct vm *vm, struct paths_node *node, struct value key)
{
    if (node->edges.len >= 8 && (!node->slots || node->edges.len * 2 > node->mask)) {
        size_t size = 32;
        while (size < node->edges.len * 4) size *= 2;
        struct paths_slot *slots = arena_zero(vm->arena, size * sizeof *slots);
        if (!slots) return NULL;
        for (size_t i = 0; i < node->edges.len; i++) {
            size_t at = value_hash(node->edges.items[i].key) & (size - 1);
            while (slots[at].edge) at = (at + 1) & (size - 1);
            slots[at].edge = (uint32_t)i + 1;
        }
        node->slots = slots;
        node->mask = size - 1;
    }
    size_t at = 0;
    if (node->slots) {
        for (at = value_hash(key) & node->mask; node->slots[at].edge; at = (at + 1) & node->mask)
            if (value_equal(node->edges.items[node->slots[at].edge - 1].key, key)) return node->edges.items[node->slots[at].edge - 1].to;
    } else {
        for (size_t i = 0; i < node->edges.len; i++)
            if (value_equal(node->edges.items[i].key, key)) return node->edges.items[i].to;
    }
    struct paths_node *to = arena_zero(vm->arena, sizeof *to);
    struct paths_edge *edge = vec_push(vm->arena, &node->edges);
    if (!to || !edge) return NULL;
    *edge = (struct paths_edge){key, to};
    if (node->slots) node->slots[at].edge = (uint32_t)node->edges.len;
    return to;
}

bool vm_build_path(struct vm *vm, struct builder *b, const struct value *keys, size_t n, struct value v, unsigned how, const struct vm_location *at)
{
    if (!b->paths && !(b->paths = arena_zero(vm->arena, sizeof *b->paths))) return vm_no_memory(vm);
    struct paths_node *node = b->paths;
    for (size_t i = 0; i < n; i++) {
        if (!value_is_none(node->value) || node->is_set) return how == 2 ? true : conflict(vm, at);
        if (!(node = child_of(vm, node, keys[i]))) return vm_no_memory(vm);
    }
    if (how == 2) {   /* a default: only where nothing is */
        if (value_is_none(node->value) && !node->is_set && !node->edges.len) node->value = v;
        return true;
    }
    if (how == 1) {
        if (!value_is_none(node->value) || node->edges.len) return conflict(vm, at);
        node->is_set = true;
        struct value *member = vec_push(vm->arena, &node->members);
        if (!member) return vm_no_memory(vm);
        *member = v;
        return true;
    }
    if (node->is_set || node->edges.len) return conflict(vm, at);
    if (value_is_none(node->value)) node->value = v;
    else if (!value_equal(node->value, v) && !value_has_unknown(node->value) && !value_has_unknown(v)) return conflict(vm, at);
    return true;
}

/* Depth: the longest rule head of the program. */
static struct value paths_value(struct vm *vm, const struct paths_node *node)
{
    if (node->is_set) return value_set(vm->arena, node->members.items, node->members.len);
    if (!value_is_none(node->value)) return node->value;
    struct value_pair *pairs = arena_array(vm->arena, node->edges.len + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < node->edges.len; i++) {
        pairs[i] = (struct value_pair){node->edges.items[i].key, paths_value(vm, node->edges.items[i].to)};
        if (value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_object(vm->arena, pairs, node->edges.len);
}

/* The pairs collected, or a conflict where a key came with two values. The last of equal keys stays in `made`, so a pair that is not in it conflicts. */
static bool pairs_agree(struct vm *vm, const struct builder *b, struct value made, const struct vm_location *at)
{
    const struct value_pair *pairs = (const struct value_pair *)(const void *)b->items;
    size_t n = b->len / 2;
    if (value_len(made) == n) return true;
    for (size_t i = 0; i < n; i++) {
        struct value kept = value_get(made, pairs[i].key);
        if (!value_same(kept, pairs[i].value) && !value_equal(kept, pairs[i].value) && unknown_equal(kept, pairs[i].value) == TRUTH_NO) return conflict(vm, at);
    }
    return true;
}

struct value vm_build_finish(struct vm *vm, struct builder *b, const struct vm_location *at)
{
    struct value v = VALUE_NONE;
    switch (b->kind) {
    case REGO_BUILD_ARRAY: v = value_array(vm->arena, b->items, b->len); break;
    case REGO_BUILD_SET: v = value_set(vm->arena, b->items, b->len); break;
    case REGO_BUILD_OBJECT:
        v = value_object(vm->arena, (const struct value_pair *)(const void *)b->items, b->len / 2);
        if (!value_is_none(v) && !pairs_agree(vm, b, v, at)) return VALUE_NONE;
        break;
    case REGO_BUILD_PATHS: {
        static const struct paths_node empty;
        v = paths_value(vm, b->paths ? b->paths : &empty);
        break;
    }
    }
    if (!value_is_none(v) && b->maybes.len) v = unknown_collection(vm, v, b->maybes.items, b->maybes.len, b->kind == REGO_BUILD_OBJECT);
    b->next_free = vm->free_builders;
    vm->free_builders = b;
    if (value_is_none(v)) vm_no_memory(vm);
    return v;
}
