/* base/vec.h: growing arrays in an arena. A vector is any struct { T *items; size_t len, cap; }. */
#ifndef RAMPART_BASE_VEC_H
#define RAMPART_BASE_VEC_H

#include "base/arena.h"

#define VEC(T) struct { T *items; size_t len, cap; }

/* A pointer to a new last element (not cleared), or NULL when memory is out: *vec_push(arena, &v) = x after a check. */
#define vec_push(arena, v)                                                                                        \
    ((v)->len < (v)->cap || vec_grow((arena), (void **)&(v)->items, &(v)->cap, sizeof *(v)->items)                 \
         ? &(v)->items[(v)->len++] : NULL)

/* Doubles the capacity (the old array stays in the arena). */
MUST_USE bool vec_grow(struct arena *arena, void **items, size_t *cap, size_t size);

#endif
