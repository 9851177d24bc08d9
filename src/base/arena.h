/* base/arena.h: memory for one unit of work.
 * A bump allocator: allocation is an addition, everything goes at once with arena_free or back to a mark with arena_rewind.
 * One arena belongs to one thread. What several units of work share lives in an arena of its own that outlives them. */
#ifndef RAMPART_BASE_ARENA_H
#define RAMPART_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct arena_block;

/* The fields are private; they stand here only so that arena_alloc can be inlined. */
struct arena {
    char *next, *end;
    struct arena_block *blocks;
    size_t used, limit;   /* bytes in blocks; limit 0: none */
    size_t fail_after;    /* tests: the nth allocation from now fails; 0: never */
    bool failed;          /* sticky: some allocation has failed */
};

struct arena_mark { struct arena_block *block; char *next; };

/* A new arena that may hold at most `limit` bytes (0: as much as the machine has). NULL when there is no memory. */
MUST_USE struct arena *arena_new(size_t limit);
void arena_free(struct arena *arena);   /* NULL is fine */
/* The same, for one that held secrets: its bytes are cleared first. */
void arena_wipe(struct arena *arena);

/* The slow path of arena_alloc: a new block. */
MUST_USE void *arena_alloc_slow(struct arena *arena, size_t size);

/* `size` bytes aligned to 8, not cleared. NULL when memory or the arena's limit is exhausted; arena->failed then stays set. */
MUST_USE static inline void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded = (size + 7) & ~(size_t)7;
    if (rounded < size || rounded > (size_t)(arena->end - arena->next)) return arena_alloc_slow(arena, size);
    void *p = arena->next;
    arena->next += rounded;
    return p;
}

/* Same, cleared to zero. */
MUST_USE static inline void *arena_zero(struct arena *arena, size_t size)
{
    void *p = arena_alloc(arena, size);
    return p ? memset(p, 0, size) : NULL;
}

/* Room for n elements of `size` bytes, overflow checked. */
MUST_USE void *arena_array(struct arena *arena, size_t n, size_t size);

/* Copies; the result of the string forms is NUL-terminated. */
MUST_USE void *arena_copy(struct arena *arena, const void *bytes, size_t size);
MUST_USE char *arena_strndup(struct arena *arena, const char *s, size_t len);
MUST_USE char *arena_strdup(struct arena *arena, const char *s);
MUST_USE char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* All that `from` holds is now `arena`'s: its pointers stay good, and `from` itself is gone (NULL is fine). No copy. */
void arena_adopt(struct arena *arena, struct arena *from);

/* Everything allocated after the mark is given back by arena_rewind. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Bytes handed out so far, about (block granularity aside). */
size_t arena_used(const struct arena *arena);

/* Tests: let the nth allocation from now fail (1 is the next one; 0 switches it off). */
void arena_fail_at(struct arena *arena, size_t n);

#endif
