/* rego/vm_join.c: which elements of a collection have a certain value at a path, answered by a hash table instead of a walk.
 *
 * `some r in resources; r.type == "aws_s3_bucket"` walks the whole collection for each rule and for each outer element. When the same collection is
 * asked about the same path again and again in one evaluation, the values there are put into a table: value → places of the elements, in order. From then on
 * a loop visits only those. So many rules over one document cost a few walks, and joins and groupings are linear. */
#include "rego/vm_internal.h"

#define JOIN_LEAST 16u        /* elements: below, walking is as fast */
#define JOIN_ASKED 8u         /* a table costs about as much as six walks */

struct join_slot { struct value key; uint32_t count, list; };
struct join {
    uint64_t collection, path;
    uint32_t asked;
    uint32_t mask;
    struct join_slot *slots;      /* NULL: not built yet */
    uint32_t *lists;              /* places, each list ends with JOIN_END */
};

struct joins { struct join *items; uint32_t len, mask; };

static const uint32_t nothing[] = {JOIN_END};

static struct join *find(struct vm *vm, uint64_t collection, uint64_t path)
{
    struct joins *joins = vm->joins;
    if (!joins || joins->len * 2 >= joins->mask) {
        struct joins *more = arena_alloc(vm->arena, sizeof *more);
        uint32_t size = joins ? (joins->mask + 1) * 4 : 16;
        if (!more || !(more->items = arena_zero(vm->arena, size * sizeof *more->items))) { vm_no_memory(vm); return NULL; }
        more->len = joins ? joins->len : 0;
        more->mask = size - 1;
        for (uint32_t i = 0; joins && i <= joins->mask; i++) {
            const struct join *old = &joins->items[i];
            if (!old->collection) continue;
            uint32_t at = (uint32_t)((old->collection >> 3) * 31 + (old->path >> 3)) & more->mask;
            while (more->items[at].collection) at = (at + 1) & more->mask;
            more->items[at] = *old;
        }
        vm->joins = joins = more;
    }
    uint32_t at = (uint32_t)((collection >> 3) * 31 + (path >> 3)) & joins->mask;
    for (; joins->items[at].collection; at = (at + 1) & joins->mask)
        if (joins->items[at].collection == collection && joins->items[at].path == path) return &joins->items[at];
    joins->len++;
    joins->items[at] = (struct join){.collection = collection, .path = path};
    return &joins->items[at];
}

static struct value at_path(struct value v, struct value path)
{
    for (size_t i = 0; i < value_len(path) && !value_is_none(v); i++) v = value_get(v, value_items(path)[i]);
    return v;
}

static struct join_slot *slot_of(const struct join *join, struct value key)
{
    uint32_t at = value_hash(key) & join->mask;
    while (!value_is_none(join->slots[at].key) && !value_equal(join->slots[at].key, key)) at = (at + 1) & join->mask;
    return &join->slots[at];
}

static bool build(struct vm *vm, struct join *join, struct value collection, struct value path)
{
    uint32_t n = (uint32_t)value_len(collection), size = 32, used = 0;
    while (size < n * 2) size *= 2;
    join->mask = size - 1;
    join->slots = arena_zero(vm->arena, size * sizeof *join->slots);
    uint32_t *group = arena_array(vm->arena, n, sizeof *group);   /* slot of each element */
    join->lists = arena_array(vm->arena, (size_t)n * 2 + 1, sizeof *join->lists);
    if (!join->slots || !group || !join->lists) return vm_no_memory(vm);
    vm->steps += n;
    for (uint32_t i = 0; i < n; i++) {
        struct value element = value_is_object(collection) ? value_pairs(collection)[i].value : value_items(collection)[i];
        struct value key = at_path(element, path);
        group[i] = UINT32_MAX;
        if (value_is_none(key)) continue;
        struct join_slot *slot = slot_of(join, key);
        slot->key = key;
        slot->count++;
        group[i] = (uint32_t)(slot - join->slots);
    }
    for (uint32_t s = 0; s < size; s++) {
        struct join_slot *slot = &join->slots[s];
        if (value_is_none(slot->key)) continue;
        slot->list = used;
        used += slot->count;
        join->lists[used++] = JOIN_END;
        slot->count = 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (group[i] == UINT32_MAX) continue;
        struct join_slot *slot = &join->slots[group[i]];
        join->lists[slot->list + slot->count++] = i;
    }
    return true;
}

const uint32_t *vm_join(struct vm *vm, struct value collection, struct value path, struct value key)
{
    if (value_len(collection) < JOIN_LEAST) return NULL;
    struct join *join = find(vm, collection.bits, path.bits);
    if (!join) return NULL;
    if (!join->slots) {
        if (++join->asked < JOIN_ASKED || !build(vm, join, collection, path)) return NULL;
    }
    const struct join_slot *slot = slot_of(join, key);
    return value_is_none(slot->key) ? nothing : join->lists + slot->list;
}
