/* base/arena.c: blocks that grow with what is used, up to a cap; see arena.h.
 * A block is one malloc. Rewinding frees the blocks after the mark, so a long loop that rewinds stays small. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* First block: small, since many units of work are, then doubling up to BLOCK_SMALL; largest: large enough that malloc maps and unmaps it whole. */
#define BLOCK_FIRST ((size_t)2 * 1024)
#define BLOCK_SMALL ((size_t)16 * 1024)
#define BLOCK_LARGEST ((size_t)4 * 1024 * 1024)

struct arena_block {
    struct arena_block *previous;
    size_t size;   /* bytes of data */
    char data[] __attribute__((aligned(16)));
};

struct arena *arena_new(size_t limit)
{
    struct arena *arena = (struct arena *)calloc(1, sizeof *arena);
    if (arena) arena->limit = limit;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena) return;
    for (struct arena_block *b = arena->blocks, *previous; b; b = previous) {
        previous = b->previous;
        free(b);
    }
    free(arena);
}

void arena_wipe(struct arena *arena)
{
    if (!arena) return;
    for (struct arena_block *b = arena->blocks; b; b = b->previous) explicit_bzero(b->data, b->size);
    arena_free(arena);
}

static void *fail(struct arena *arena)
{
    arena->failed = true;
    return NULL;
}

void *arena_alloc_slow(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4) return fail(arena);
    size = (size + 7) & ~(size_t)7;
    if (arena->fail_after) {   /* every allocation comes here while a failure is awaited: see arena_fail_at */
        if (--arena->fail_after == 0) return fail(arena);
        char *p = (char *)malloc(sizeof(struct arena_block) + size);
        if (!p) return fail(arena);
        struct arena_block *b = (struct arena_block *)(void *)p;
        b->previous = arena->blocks;
        b->size = size;
        arena->blocks = b;
        arena->used += size;
        arena->next = arena->end = b->data + size;
        return b->data;
    }
    size_t want = arena->used / 4;   /* so that at most a fifth stands empty at the end */
    if (want > BLOCK_LARGEST) want = BLOCK_LARGEST;
    if (want < BLOCK_SMALL) want = arena->used < BLOCK_FIRST ? BLOCK_FIRST : arena->used < BLOCK_SMALL ? arena->used : BLOCK_SMALL;
    if (want < size) want = size;
    if (arena->limit && (arena->used > arena->limit || want > arena->limit - arena->used)) {
        if (arena->used > arena->limit || size > arena->limit - arena->used) return fail(arena);
        want = size;
    }
    struct arena_block *b = (struct arena_block *)malloc(sizeof *b + want);
    if (!b) return fail(arena);
    b->previous = arena->blocks;
    b->size = want;
    arena->blocks = b;
    arena->used += want;
    arena->next = b->data + size;
    arena->end = b->data + want;
    return b->data;
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) return fail(arena);
    return arena_alloc(arena, bytes);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *p = arena_alloc(arena, size ? size : 1);
    if (p && size) memcpy(p, bytes, size);
    return p;
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
    if (len == SIZE_MAX) return (char *)fail(arena);
    char *p = (char *)arena_alloc(arena, len + 1);
    if (!p) return NULL;
    if (len) memcpy(p, s, len);
    p[len] = '\0';
    return p;
}

char *arena_strdup(struct arena *arena, const char *s) { return arena_strndup(arena, s, strlen(s)); }

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char few[512];   /* most are short: formatted once, not twice */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(few, sizeof few, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : (char *)arena_alloc(arena, (size_t)n + 1);
    if (p && (size_t)n < sizeof few) memcpy(p, few, (size_t)n + 1);
    else if (p) vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p;
}

void arena_adopt(struct arena *arena, struct arena *from)
{
    if (!from) return;
    struct arena_block **oldest = &arena->blocks;   /* behind all of its own: what it allocates next and its marks stay as they are */
    while (*oldest) oldest = &(*oldest)->previous;
    *oldest = from->blocks;
    arena->used += from->used;
    arena->failed |= from->failed;
    free(from);
}

struct arena_mark arena_mark(const struct arena *arena) { return (struct arena_mark){arena->blocks, arena->next}; }

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->blocks != mark.block) {
        struct arena_block *b = arena->blocks;
        arena->blocks = b->previous;
        arena->used -= b->size;
        free(b);
    }
    arena->next = mark.next;
    arena->end = arena->fail_after || !mark.block ? mark.next : mark.block->data + mark.block->size;
    if (!mark.block) arena->next = arena->end = NULL;
}

size_t arena_used(const struct arena *arena) { return arena->used - (size_t)(arena->end - arena->next); }

void arena_fail_at(struct arena *arena, size_t n)
{
    arena->fail_after = n;
    arena->end = arena->next;   /* send every allocation through the slow path */
}
