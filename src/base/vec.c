#include "base/vec.h"

#define FIRST_BYTES ((size_t)128)   /* large elements begin with few: most vectors stay short */
#define FIRST_MAX ((size_t)8)

/* The old array is the last thing the arena has given out: then it only gets longer. */
static bool grow_in_place(struct arena *arena, const void *items, size_t old, size_t more)
{
    size_t from = (old + 7) & ~(size_t)7, to = (old + more + 7) & ~(size_t)7;
    if (arena->fail_after || !items || (const char *)items + from != arena->next || to - from > (size_t)(arena->end - arena->next)) return false;
    arena->next += to - from;
    return true;
}

bool vec_grow(struct arena *arena, void **items, size_t *cap, size_t size)
{
    size_t first = FIRST_BYTES / size, want = *cap ? *cap * 2 : first < 2 ? 2 : first > FIRST_MAX ? FIRST_MAX : first;
    if (*cap && want < SIZE_MAX / 2 / size && grow_in_place(arena, *items, *cap * size, (want - *cap) * size)) {
        *cap = want;
        return true;
    }
    void *p = arena_array(arena, want, size);
    if (!p) return false;
    if (*cap) memcpy(p, *items, *cap * size);
    *items = p;
    *cap = want;
    return true;
}
