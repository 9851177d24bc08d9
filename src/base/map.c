/* base/map.c: open addressing over indices into an array of entries, so that iteration keeps the order of insertion. */
#include "base/map.h"

#include <sys/random.h>
#include <time.h>

/* The process's hash key. Written once, before main, and only read after that: SipHash under it cannot be flooded. */
static uint64_t hash_key[2] = {0x736f6d6570736575u, 0x646f72616e646f6du};

__attribute__((constructor)) static void hash_key_draw(void)
{
    if (getrandom(hash_key, sizeof hash_key, GRND_NONBLOCK) == (ssize_t)sizeof hash_key) return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    hash_key[0] ^= (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u ^ (uint64_t)(uintptr_t)&now;
    hash_key[1] ^= (uint64_t)now.tv_sec;
}

static inline uint64_t rotate(uint64_t x, int b) { return x << b | x >> (64 - b); }

#define SIP_ROUND                                                                                                 \
    (v0 += v1, v1 = rotate(v1, 13) ^ v0, v0 = rotate(v0, 32), v2 += v3, v3 = rotate(v3, 16) ^ v2,                  \
     v0 += v3, v3 = rotate(v3, 21) ^ v0, v2 += v1, v1 = rotate(v1, 17) ^ v2, v2 = rotate(v2, 32))

uint64_t hash_bytes(const void *bytes, size_t len)
{
    const unsigned char *p = (const unsigned char *)bytes;
    uint64_t v0 = hash_key[0] ^ 0x736f6d6570736575u, v1 = hash_key[1] ^ 0x646f72616e646f6du;
    uint64_t v2 = hash_key[0] ^ 0x6c7967656e657261u, v3 = hash_key[1] ^ 0x7465646279746573u;
    uint64_t word, last = (uint64_t)len << 56;
    for (; len >= 8; p += 8, len -= 8) {
        memcpy(&word, p, 8);
        v3 ^= word;
        SIP_ROUND;
        v0 ^= word;
    }
    for (size_t i = 0; i < len; i++) last |= (uint64_t)p[i] << (8 * i);
    v3 ^= last;
    SIP_ROUND;
    v0 ^= last;
    v2 ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

/* The slot that holds `key` or the empty one where it belongs. The table is never full. */
static uint32_t probe(const struct map *map, struct str key, uint32_t hash)
{
    for (uint32_t i = hash & map->mask;; i = (i + 1) & map->mask) {
        uint32_t slot = map->slots[i];
        if (slot == 0) return i;
        const struct map_entry *entry = &map->entries[slot - 1];
        if (entry->hash == hash && str_eq(entry->key, key)) return i;
    }
}

void *map_get(const struct map *map, struct str key)
{
    if (!map->slots) return NULL;
    uint32_t slot = map->slots[probe(map, key, (uint32_t)hash_bytes(key.s, key.len))];
    return slot ? map->entries[slot - 1].value : NULL;
}

bool map_has(const struct map *map, struct str key)
{
    return map->slots && map->slots[probe(map, key, (uint32_t)hash_bytes(key.s, key.len))];
}

static bool grow(struct arena *arena, struct map *map)
{
    uint32_t cap = map->cap ? map->cap * 2 : 8;
    if (cap > 1u << 29) return false;
    struct map_entry *entries = (struct map_entry *)arena_array(arena, cap, sizeof *entries);
    uint32_t *slots = (uint32_t *)arena_zero(arena, (size_t)cap * 2 * sizeof *slots);
    if (!entries || !slots) return false;
    if (map->len) memcpy(entries, map->entries, map->len * sizeof *entries);
    map->entries = entries;
    map->slots = slots;
    map->cap = cap;
    map->mask = cap * 2 - 1;
    for (uint32_t i = 0; i < map->len; i++) {
        uint32_t at = entries[i].hash & map->mask;
        while (slots[at]) at = (at + 1) & map->mask;
        slots[at] = i + 1;
    }
    return true;
}

void **map_at(struct arena *arena, struct map *map, struct str key)
{
    uint32_t hash = (uint32_t)hash_bytes(key.s, key.len);
    if (map->slots) {
        uint32_t slot = map->slots[probe(map, key, hash)];
        if (slot) return &map->entries[slot - 1].value;
    }
    if (map->len == map->cap && !grow(arena, map)) return NULL;
    uint32_t at = probe(map, key, hash);
    map->entries[map->len] = (struct map_entry){key, NULL, hash};
    map->slots[at] = ++map->len;
    return &map->entries[map->len - 1].value;
}

bool map_set(struct arena *arena, struct map *map, struct str key, void *value)
{
    void **at = map_at(arena, map, key);
    if (at) *at = value;
    return at != NULL;
}
