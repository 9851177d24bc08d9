/* finding/judge_base.c: resources made ready to be judged: the documents that rules see, the links, and lists by type. Made for one run, or kept and changed in place. */
#include "finding/judge_internal.h"

#include <stdlib.h>

#include "base/pool.h"

static const char *key_of(struct arena *arena, const struct resource *r)
{
    return arena_printf(arena, "%s\n%s%s", r->root ? r->root : "", r->data_source ? "data." : "", r->type);
}

bool judge_into_numbers(struct arena *arena, struct map *map, const char *key, uint32_t number)
{
    void **slot = key ? map_at(arena, map, str_of(key)) : NULL;
    if (!slot) return false;
    if (!*slot && !(*slot = arena_zero(arena, sizeof(struct numbers)))) return false;
    uint32_t *at = vec_push(arena, &((struct numbers *)*slot)->items);
    if (at) *at = number;
    return at != NULL;
}

static bool index_resource(struct judge_base *b, uint32_t i)
{
    struct resource *const *r = &b->resources->items[i];
    const char *key = key_of(b->arena, *r);
    if (!judge_into_numbers(b->arena, &b->by_root, key, i)) return false;
    if (judge_untold(*r, NULL) && !judge_into_numbers(b->arena, &b->untold, key, i)) return false;
    return map_set(b->arena, &b->places, (struct str){(const char *)r, sizeof *r}, (void *)(uintptr_t)(i + 1));
}

static void build_document(void *context, size_t i, unsigned worker)
{
    struct judge_base *b = (struct judge_base *)context;
    struct arena **arena = &b->of_documents[worker];
    if (!*arena) *arena = arena_new(0);
    b->documents[i] = *arena ? resource_document(*arena, b->resources->items[i]) : VALUE_NONE;
}

static bool make(struct judge_base *b, unsigned threads)
{
    b->documents = (struct value *)arena_array(b->arena, b->resources->len + 1, sizeof *b->documents);
    b->links = b->documents ? links_new(b->arena, b->resources) : NULL;
    for (uint32_t i = 0; b->links && i < b->resources->len; i++)
        if (!index_resource(b, i)) return false;
    if (!b->links) return false;
    pool_each(threads, b->resources->len, build_document, b);
    return true;
}

struct judge_base *judge_base_new(const struct resource_list *resources, unsigned threads, struct error *err)
{
    struct judge_base *b = (struct judge_base *)calloc(1, sizeof *b);
    if (b) *b = (struct judge_base){.arena = arena_new(0), .resources = resources};
    if (b && b->arena && make(b, threads)) return b;
    judge_base_free(b);
    return error_no_memory(err), NULL;
}

void judge_base_free(struct judge_base *b)
{
    if (!b) return;
    for (size_t i = 0; i < COUNT_OF(b->of_documents); i++) arena_free(b->of_documents[i]);
    arena_free(b->arena);
    free(b);
}

const struct links *judge_base_links(const struct judge_base *b) { return b->links; }

bool judge_base_place(const struct judge_base *b, const struct resource *r, size_t *place)
{
    const void *found = map_get(&b->places, (struct str){(const char *)&r, sizeof r});
    if (found) *place = (uintptr_t)found - 1;
    return found != NULL;
}

size_t judge_base_bytes(const struct judge_base *b)
{
    size_t n = sizeof *b + arena_used(b->arena);
    for (size_t i = 0; i < COUNT_OF(b->of_documents); i++)
        if (b->of_documents[i]) n += arena_used(b->of_documents[i]);
    return n;
}

/* --- another state of one resource --- */

static bool in_order(struct arena *arena, struct numbers *numbers, uint32_t number, bool wanted)
{
    size_t at = 0, n = numbers->items.len;
    while (at < n && numbers->items.items[at] < number) at++;
    bool there = at < n && numbers->items.items[at] == number;
    if (there == wanted) return true;
    if (wanted) {
        uint32_t *more = vec_push(arena, &numbers->items);
        if (!more) return false;
    }
    uint32_t *items = numbers->items.items;
    if (wanted) memmove(items + at + 1, items + at, (n - at) * sizeof *items), items[at] = number;
    else memmove(items + at, items + at + 1, (n - at - 1) * sizeof *items), numbers->items.len--;
    return true;
}

static bool tell_again(struct judge_base *b, uint32_t i)
{
    const struct resource *r = b->resources->items[i];
    bool untold = judge_untold(r, NULL) != NULL;
    const char *key = key_of(b->arena, r);
    struct numbers *numbers = key ? (struct numbers *)map_get(&b->untold, str_of(key)) : NULL;
    if (!key) return false;
    return numbers ? in_order(b->arena, numbers, i, untold) : !untold || judge_into_numbers(b->arena, &b->untold, key, i);
}

enum judge_base_changed judge_base_change(struct judge_base *b, size_t i)
{
    if (!b->of_documents[0] && !(b->of_documents[0] = arena_new(0))) return JUDGE_BASE_FAILED;
    switch (links_change(b->arena, b->links, b->resources->items[i])) {
    case LINKS_OTHER: return JUDGE_BASE_OTHER;
    case LINKS_FAILED: return JUDGE_BASE_FAILED;
    case LINKS_CHANGED: break;
    }
    build_document(b, i, 0);
    return !value_is_none(b->documents[i]) && tell_again(b, (uint32_t)i) ? JUDGE_BASE_CHANGED : JUDGE_BASE_FAILED;
}
