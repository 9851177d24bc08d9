/* rego/builtins/memo.c: a small hash table with a ring of entries. */
#include "rego/builtins/memo.h"

#include <stdlib.h>

#include "base/map.h"

#define ENTRIES 512u   /* a power of two; four slots each */
#define SLOTS (4 * ENTRIES)

struct entry { char *key; size_t len; void *object; void (*release)(void *); uint32_t slot; uint8_t kind; };

struct rego_memo { struct entry entries[ENTRIES]; uint32_t slots[SLOTS]; uint32_t next; };   /* slots: index + 1, 0 is free */

struct rego_memo *rego_memo_new(void) { return calloc(1, sizeof(struct rego_memo)); }

static void clear(struct entry *entry)
{
    if (entry->object) entry->release(entry->object);
    free(entry->key);
    *entry = (struct entry){.key = NULL};
}

void rego_memo_free(struct rego_memo *memo)
{
    if (!memo) return;
    for (uint32_t i = 0; i < ENTRIES; i++) clear(&memo->entries[i]);
    free(memo);
}

static uint32_t first_slot(enum memo_kind kind, struct str key) { return (uint32_t)(hash_bytes(key.s, key.len) + (uint64_t)kind * 0x9E3779B9u) % SLOTS; }

static bool is_it(const struct entry *entry, enum memo_kind kind, struct str key)
{
    return entry->kind == kind && entry->len == key.len && memcmp(entry->key, key.s, key.len) == 0;
}

void *memo_get(struct rego_memo *memo, enum memo_kind kind, struct str key)
{
    if (!memo) return NULL;
    for (uint32_t i = first_slot(kind, key); memo->slots[i]; i = (i + 1) % SLOTS) {
        struct entry *entry = &memo->entries[memo->slots[i] - 1];
        if (is_it(entry, kind, key)) return entry->object;
    }
    return NULL;
}

/* Frees a slot and moves back what had to step over it. */
static void remove_slot(struct rego_memo *memo, uint32_t slot)
{
    uint32_t hole = slot;
    for (uint32_t i = (slot + 1) % SLOTS; memo->slots[i]; i = (i + 1) % SLOTS) {
        struct entry *entry = &memo->entries[memo->slots[i] - 1];
        uint32_t home = first_slot(entry->kind, (struct str){entry->key, entry->len});
        if ((i - home) % SLOTS < (i - hole) % SLOTS) continue;
        memo->slots[hole] = memo->slots[i];
        entry->slot = hole;
        hole = i;
    }
    memo->slots[hole] = 0;
}

bool memo_put(struct rego_memo *memo, enum memo_kind kind, struct str key, void *object, void (*release)(void *))
{
    char *copy = memo ? malloc(key.len + 1) : NULL;
    if (!copy) return false;
    if (key.len) memcpy(copy, key.s, key.len);
    uint32_t index = memo->next;
    struct entry *entry = &memo->entries[index];
    memo->next = (index + 1) % ENTRIES;
    if (entry->object) remove_slot(memo, entry->slot);
    clear(entry);
    uint32_t i = first_slot(kind, key);
    while (memo->slots[i]) i = (i + 1) % SLOTS;
    memo->slots[i] = index + 1;
    *entry = (struct entry){copy, key.len, object, release, i, (uint8_t)kind};
    return true;
}
