/* rego/vm_with.c: what `with` changes, and what must be forgotten then.
 * A world holds input, base documents, replacements and everything remembered under them; `with` copies the present one, forgets the
 * remembered and goes on in the copy. */
#include "rego/vm_internal.h"

void vm_world_done(struct vm *vm, struct world *world)
{
    if (world->unmocked) vm_world_done(vm, world->unmocked);
    world->next_free = vm->free_worlds;
    vm->free_worlds = world;
}

/* What was remembered in a world that is used again is forgotten; the tables stay. */
static void forget(struct world *world, size_t n_pages)
{
    for (size_t i = 0; i < n_pages; i++) {
        struct memo_page *page = world->pages[i];
        if (!page) continue;
        memset(page->memos, 0, sizeof page->memos);
        for (size_t k = 0; k < MEMO_PAGE; k++)
            if (page->functions[k]) memset(page->functions[k], 0, sizeof *page->functions[k]);
    }
}

struct world *vm_world_new(struct vm *vm, const struct world *from)
{
    size_t n_pages = (vm->program->n_groups + MEMO_PAGE - 1) / MEMO_PAGE;
    struct world *world = vm->free_worlds;
    struct memo_page **pages;
    if (world) {
        vm->free_worlds = world->next_free;
        pages = world->pages;
        forget(world, n_pages);
    } else {
        world = arena_alloc(vm->arena, sizeof *world);
        pages = arena_zero(vm->arena, (n_pages + 1) * sizeof *pages);
        if (!world || !pages) return NULL;
    }
    *world = from ? *from : (struct world){.input = VALUE_NONE};
    world->pages = pages;
    world->unmocked = world->next_free = NULL;
    return world;
}

/* `v` at path[i..] inside `old`; what stands in the way and is no object gives way. */
static struct value replaced(struct vm *vm, struct value old, struct value path, size_t i, struct value v)
{
    if (i == value_len(path)) return v;
    struct value key = value_items(path)[i];
    struct value below = replaced(vm, value_is_object(old) ? value_get(old, key) : VALUE_NONE, path, i + 1, v);
    if (value_is_none(below)) return below;
    return value_with(vm->arena, value_is_object(old) ? old : VALUE_NONE, key, below);
}

bool vm_world_replace(struct vm *vm, struct world *world, const struct vm_with *with, struct value v, const struct vm_location *at)
{
    for (size_t i = 0; i < value_len(with->path); i++)
        if (!value_is_string(value_items(with->path)[i])) return vm_error_at(vm, at, &REGO_ERR_CONFLICT, "bad document path");
    switch (with->target) {
    case VM_TARGET_INPUT:
        world->input = replaced(vm, world->input, with->path, 0, v);
        if (value_is_none(world->input)) return vm_no_memory(vm);
        break;
    case VM_TARGET_DATA:
        world->data = replaced(vm, world->data, with->path, 0, v);
        if (value_is_none(world->data)) return vm_no_memory(vm);
        if (with->node) {
            struct shadow *shadow = arena_alloc(vm->arena, sizeof *shadow);
            if (!shadow) return vm_no_memory(vm);
            *shadow = (struct shadow){with->node, world->shadows};
            world->shadows = shadow;
        }
        break;
    case VM_TARGET_GROUP:
    case VM_TARGET_BUILTIN: {
        struct mock *mock = arena_alloc(vm->arena, sizeof *mock);
        if (!mock) return vm_no_memory(vm);
        *mock = (struct mock){with, v, world->mocks};
        world->mocks = mock;
        break;
    }
    }
    if (!vm->unknowns && !value_is_none(v) && value_has_unknown(v))
        return vm_error_at(vm, NULL, &REGO_ERR_INTERNAL, "an unknown value was made by a query without unknowns");
    return true;
}
