/* base/map.h: string → pointer, hashed with SipHash under a per-process random key (so input cannot flood it).
 * Lives in an arena; keys are copied unless they already live as long as the map. Iterates in order of insertion. */
#ifndef RAMPART_BASE_MAP_H
#define RAMPART_BASE_MAP_H

#include "base/str.h"

struct map_entry { struct str key; void *value; uint32_t hash; };
struct map { struct map_entry *entries; uint32_t *slots; uint32_t len, cap, mask; };   /* {0} is an empty map */

/* The value, or NULL. */
void *map_get(const struct map *map, struct str key);
bool map_has(const struct map *map, struct str key);
/* The value's place for `key`, added with NULL when absent (`key` must outlive the map); NULL when memory is out. */
MUST_USE void **map_at(struct arena *arena, struct map *map, struct str key);
/* Sets or replaces; false when memory is out. */
MUST_USE bool map_set(struct arena *arena, struct map *map, struct str key, void *value);
/* entries[0 .. len) are in order of insertion. There is no removal: set NULL. */

/* SipHash-1-3 of bytes under the process's key. */
uint64_t hash_bytes(const void *bytes, size_t len);

#endif
