#include "base/vec.h"

bool vec_grow(struct arena *arena, void **items, size_t *cap, size_t size)
{
    size_t want = *cap ? *cap * 2 : 8;
    void *p = arena_array(arena, want, size);
    if (!p) return false;
    if (*cap) memcpy(p, *items, *cap * size);
    *items = p;
    *cap = want;
    return true;
}
