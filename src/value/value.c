/* value/value.c: building, looking up, ordering and hashing values; see value.h.
 * Comparing, hashing and copying recurse; depth is bounded where values are read (JSON_MAX_DEPTH and the like). */
#include "value/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"

enum value_type value_type(struct value v)
{
    switch (value_tag(v)) {
    case TAG_UNKNOWN: return v.bits ? VALUE_UNKNOWN : VALUE_UNDEFINED;
    case TAG_INT:
    case TAG_NUMBER: return VALUE_NUMBER;
    case TAG_CONST: return value_is_null(v) ? VALUE_NULL : VALUE_BOOL;
    case TAG_STRING: return VALUE_STRING;
    case TAG_ARRAY: return VALUE_ARRAY;
    case TAG_OBJECT: return VALUE_OBJECT;
    case TAG_SET: return VALUE_SET;
    }
    return VALUE_UNDEFINED;
}

const char *value_type_name(struct value v)
{
    static const char *const names[] = {"null", "boolean", "number", "string", "array", "object", "set", "unknown", "undefined"};
    return names[value_type(v)];
}

bool value_has_unknown(struct value v)
{
    switch (value_tag(v)) {
    case TAG_UNKNOWN: return v.bits != 0;
    case TAG_ARRAY:
    case TAG_OBJECT:
    case TAG_SET: return (*(const uint32_t *)value_pointer(v) & VALUE_HAS_UNKNOWN) != 0;
    case TAG_INT:
    case TAG_CONST:
    case TAG_STRING:
    case TAG_NUMBER: return false;
    }
    return false;
}

/* --- make --- */

struct value value_string(struct arena *arena, struct str s)
{
    if (s.len > VALUE_MAX_LEN) return VALUE_NONE;
    struct value_string *node = (struct value_string *)arena_alloc(arena, sizeof *node + s.len + 1);
    if (!node) return VALUE_NONE;
    node->size = (uint32_t)s.len;
    node->hash = 0;
    if (s.len) memcpy(node->bytes, s.s, s.len);
    node->bytes[s.len] = '\0';
    return value_tagged(TAG_STRING, node);
}

struct value value_cstring(struct arena *arena, const char *s) { return value_string(arena, str_of(s)); }

struct value value_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    struct value_string *node = n < 0 ? NULL : (struct value_string *)arena_alloc(arena, sizeof *node + (size_t)n + 1);
    if (node) {
        node->size = (uint32_t)n;
        node->hash = 0;
        vsnprintf(node->bytes, (size_t)n + 1, format, again);
    }
    va_end(again);
    return node ? value_tagged(TAG_STRING, node) : VALUE_NONE;
}

static struct value sequence(struct arena *arena, enum value_tag tag, const struct value *items, size_t n)
{
    if (n > VALUE_MAX_LEN) return VALUE_NONE;
    struct value_array *node = (struct value_array *)arena_alloc(arena, sizeof *node + n * sizeof *items);
    if (!node) return VALUE_NONE;
    node->size = (uint32_t)n;
    node->hash = 0;
    for (size_t i = 0; i < n; i++) {
        node->items[i] = items[i];
        if (value_has_unknown(items[i])) node->size |= VALUE_HAS_UNKNOWN;
    }
    return value_tagged(tag, node);
}

struct value value_array(struct arena *arena, const struct value *items, size_t n) { return sequence(arena, TAG_ARRAY, items, n); }

static int compare_items(const void *a, const void *b) { return value_compare(*(const struct value *)a, *(const struct value *)b); }

struct value value_set(struct arena *arena, const struct value *items, size_t n)
{
    struct value set = sequence(arena, TAG_SET, items, n);
    if (value_is_none(set) || n < 2) return set;
    struct value_array *node = (struct value_array *)(uintptr_t)value_pointer(set);
    bool sorted = true;
    for (size_t i = 1; i < n && sorted; i++) sorted = value_compare(node->items[i - 1], node->items[i]) < 0;
    if (sorted) return set;
    qsort(node->items, n, sizeof *node->items, compare_items);
    size_t kept = 1;
    for (size_t i = 1; i < n; i++)
        if (value_compare(node->items[kept - 1], node->items[i]) != 0) node->items[kept++] = node->items[i];
    node->size = (uint32_t)kept | (node->size & VALUE_HAS_UNKNOWN);
    return set;
}

/* Merge sort, since it is stable (the last of equal keys must win) and its worst case is as good as any. */
static void sort_pairs(struct value_pair *pairs, struct value_pair *scratch, size_t n)
{
    if (n <= 12) {
        for (size_t i = 1; i < n; i++) {
            struct value_pair moving = pairs[i];
            size_t j = i;
            for (; j > 0 && value_compare(pairs[j - 1].key, moving.key) > 0; j--) pairs[j] = pairs[j - 1];
            pairs[j] = moving;
        }
        return;
    }
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_pairs(pairs, scratch, half);
    sort_pairs(pairs + half, scratch, n - half);
    memcpy(scratch, pairs, half * sizeof *pairs);
    while (i < half && j < n) pairs[k++] = value_compare(scratch[i].key, pairs[j].key) <= 0 ? scratch[i++] : pairs[j++];
    while (i < half) pairs[k++] = scratch[i++];
}

struct value value_object(struct arena *arena, const struct value_pair *pairs, size_t n)
{
    if (n > VALUE_MAX_LEN / 2) return VALUE_NONE;
    struct value_object *node = (struct value_object *)arena_alloc(arena, sizeof *node + n * sizeof *pairs);
    if (!node) return VALUE_NONE;
    bool sorted = true;
    for (size_t i = 0; i < n; i++) {
        node->pairs[i] = pairs[i];
        if (i && sorted && value_compare(pairs[i - 1].key, pairs[i].key) >= 0) sorted = false;
    }
    size_t kept = n;
    if (!sorted) {
        struct value_pair few[64], *scratch = few;
        if (n / 2 > COUNT_OF(few) && !(scratch = (struct value_pair *)malloc(n / 2 * sizeof *scratch))) {
            arena->failed = true;
            return VALUE_NONE;
        }
        sort_pairs(node->pairs, scratch, n);
        if (scratch != few) free(scratch);
        kept = 0;
        for (size_t i = 0; i < n; i++) {
            if (kept && value_compare(node->pairs[kept - 1].key, node->pairs[i].key) == 0) kept--;
            node->pairs[kept++] = node->pairs[i];
        }
    }
    node->size = (uint32_t)kept;
    node->hash = 0;
    for (size_t i = 0; i < kept; i++)
        if (value_has_unknown(node->pairs[i].value) || value_has_unknown(node->pairs[i].key)) node->size |= VALUE_HAS_UNKNOWN;
    return value_tagged(TAG_OBJECT, node);
}

/* Where `key` is among the sorted pairs, or where it would be. */
static size_t position(struct value object, struct value key, bool *found)
{
    const struct value_pair *pairs = value_pairs(object);
    size_t low = 0, high = value_len(object);
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = value_compare(pairs[middle].key, key);
        if (c == 0) return *found = true, middle;
        if (c < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

struct value value_with(struct arena *arena, struct value object, struct value key, struct value value)
{
    if (value_is_none(object)) return value_object(arena, &(struct value_pair){key, value}, 1);
    bool found;
    size_t n = value_len(object), at = position(object, key, &found), total = n + !found;
    struct value_object *node = (struct value_object *)arena_alloc(arena, sizeof *node + total * sizeof *node->pairs);
    if (!node || total > VALUE_MAX_LEN) return VALUE_NONE;
    memcpy(node->pairs, value_pairs(object), at * sizeof *node->pairs);
    node->pairs[at] = (struct value_pair){key, value};
    memcpy(node->pairs + at + 1, value_pairs(object) + at + found, (n - at - found) * sizeof *node->pairs);
    node->size = (uint32_t)total;
    node->hash = 0;
    for (size_t i = 0; i < total; i++)
        if (value_has_unknown(node->pairs[i].value) || value_has_unknown(node->pairs[i].key)) node->size |= VALUE_HAS_UNKNOWN;
    return value_tagged(TAG_OBJECT, node);
}

struct value value_unknown(struct arena *arena, struct value refs, struct value parts)
{
    struct value_unknown *node = (struct value_unknown *)arena_alloc(arena, sizeof *node);
    if (!node) return VALUE_NONE;
    if (value_is_none(refs)) refs = value_array(arena, NULL, 0);
    if (value_is_none(refs)) return VALUE_NONE;
    *node = (struct value_unknown){refs, parts};
    return value_tagged(TAG_UNKNOWN, node);
}

struct value value_unknown_ref(struct arena *arena, const char *ref)
{
    struct value s = ref ? value_cstring(arena, ref) : VALUE_NONE;
    if (ref && value_is_none(s)) return VALUE_NONE;
    struct value refs = value_array(arena, &s, ref ? 1 : 0);
    return value_is_none(refs) ? VALUE_NONE : value_unknown(arena, refs, VALUE_NONE);
}

static struct value copy_sequence(struct arena *arena, struct value v)
{
    size_t n = value_len(v);
    struct value_array *node = (struct value_array *)arena_alloc(arena, sizeof *node + n * sizeof *node->items);
    if (!node) return VALUE_NONE;
    *node = *(const struct value_array *)value_pointer(v);
    for (size_t i = 0; i < n; i++)
        if (value_is_none(node->items[i] = value_copy(arena, value_items(v)[i]))) return VALUE_NONE;
    return value_tagged(value_tag(v), node);
}

static struct value copy_object(struct arena *arena, struct value v)
{
    size_t n = value_len(v);
    struct value_object *node = (struct value_object *)arena_alloc(arena, sizeof *node + n * sizeof *node->pairs);
    if (!node) return VALUE_NONE;
    *node = *(const struct value_object *)value_pointer(v);
    for (size_t i = 0; i < n; i++) {
        node->pairs[i] = (struct value_pair){value_copy(arena, value_pairs(v)[i].key), value_copy(arena, value_pairs(v)[i].value)};
        if (value_is_none(node->pairs[i].key) || value_is_none(node->pairs[i].value)) return VALUE_NONE;
    }
    return value_tagged(TAG_OBJECT, node);
}

struct value value_copy(struct arena *arena, struct value v)
{
    switch (value_tag(v)) {
    case TAG_INT:
    case TAG_CONST: return v;
    case TAG_STRING: return value_string(arena, value_str(v));
    case TAG_NUMBER: {
        const struct value_number *number = (const struct value_number *)value_pointer(v);
        void *node = arena_copy(arena, number, sizeof *number + (number->size & VALUE_MAX_LEN) + 1);
        return node ? value_tagged(TAG_NUMBER, node) : VALUE_NONE;
    }
    case TAG_ARRAY:
    case TAG_SET: return copy_sequence(arena, v);
    case TAG_OBJECT: return copy_object(arena, v);
    case TAG_UNKNOWN: {
        if (v.bits == 0) return v;
        struct value refs = value_copy(arena, value_unknown_refs(v)), parts = value_copy(arena, value_unknown_parts(v));
        bool lost = value_is_none(refs) || (value_is_none(parts) && !value_is_none(value_unknown_parts(v)));
        return lost ? VALUE_NONE : value_unknown(arena, refs, parts);
    }
    }
    return VALUE_NONE;
}

/* --- ask --- */

/* str_compare for keys: most are the same node, or differ at the first byte. */
static inline int key_compare(struct str a, struct str b)
{
    if (a.s == b.s && a.len == b.len) return 0;
    if (a.len && b.len && a.s[0] != b.s[0]) return (unsigned char)a.s[0] < (unsigned char)b.s[0] ? -1 : 1;
    return str_compare(a, b);
}

ptrdiff_t value_find(struct value object, struct str key)
{
    if (!value_is_object(object)) return -1;
    const struct value_pair *pairs = value_pairs(object);
    size_t low = 0, high = value_len(object);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct value at = pairs[middle].key;
        int c = value_is_string(at) ? key_compare(value_str(at), key) : value_type(at) < VALUE_STRING ? -1 : 1;
        if (c == 0) return (ptrdiff_t)middle;
        if (c < 0) low = middle + 1;
        else high = middle;
    }
    return -1;
}

struct value value_get_str(struct value v, struct str key)
{
    ptrdiff_t at = value_find(v, key);
    return at < 0 ? VALUE_NONE : value_pairs(v)[at].value;
}

struct value value_get(struct value v, struct value key)
{
    switch (value_tag(v)) {
    case TAG_OBJECT: {
        if (value_is_string(key)) return value_get_str(v, value_str(key));
        bool found;
        size_t at = position(v, key, &found);
        return found ? value_pairs(v)[at].value : VALUE_NONE;
    }
    case TAG_ARRAY: {
        int64_t index;
        if (!value_is_number(key) || !value_number_to_int64(key, &index)) return VALUE_NONE;
        return index >= 0 && (uint64_t)index < value_len(v) ? value_items(v)[index] : VALUE_NONE;
    }
    case TAG_SET: {
        size_t low = 0, high = value_len(v);
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int c = value_compare(value_items(v)[middle], key);
            if (c == 0) return value_items(v)[middle];
            if (c < 0) low = middle + 1;
            else high = middle;
        }
        return VALUE_NONE;
    }
    case TAG_UNKNOWN:
    case TAG_INT:
    case TAG_CONST:
    case TAG_STRING:
    case TAG_NUMBER: return VALUE_NONE;
    }
    return VALUE_NONE;
}

static int compare_lengths(size_t a, size_t b) { return a < b ? -1 : a > b; }

static int compare_sequences(struct value a, struct value b)
{
    size_t n = value_len(a), m = value_len(b);
    for (size_t i = 0; i < n && i < m; i++) {
        int c = value_compare(value_items(a)[i], value_items(b)[i]);
        if (c) return c;
    }
    return compare_lengths(n, m);
}

/* Key by key, each with its value; the one whose keys end first is less. */
static int compare_objects(struct value a, struct value b)
{
    size_t n = value_len(a), m = value_len(b);
    for (size_t i = 0; i < n && i < m; i++) {
        int c = value_compare(value_pairs(a)[i].key, value_pairs(b)[i].key);
        if (c == 0) c = value_compare(value_pairs(a)[i].value, value_pairs(b)[i].value);
        if (c) return c;
    }
    return compare_lengths(n, m);
}

int value_compare(struct value a, struct value b)
{
    if (a.bits == b.bits) return 0;
    if (value_tag(a) == TAG_STRING && value_tag(b) == TAG_STRING) return key_compare(value_str(a), value_str(b));
    enum value_type type = value_type(a), other = value_type(b);
    if (type != other) return type < other ? -1 : 1;
    switch (type) {
    case VALUE_BOOL: return value_is_true(a) ? 1 : -1;
    case VALUE_NUMBER: return value_number_compare(a, b);
    case VALUE_ARRAY:
    case VALUE_SET: return compare_sequences(a, b);
    case VALUE_OBJECT: return compare_objects(a, b);
    case VALUE_UNKNOWN: {
        int c = value_compare(value_unknown_refs(a), value_unknown_refs(b));
        return c ? c : value_compare(value_unknown_parts(a), value_unknown_parts(b));
    }
    case VALUE_NULL:
    case VALUE_STRING:
    case VALUE_UNDEFINED: return 0;
    }
    return 0;
}

bool value_equal(struct value a, struct value b)
{
    if (a.bits == b.bits) return true;
    if (value_tag(a) != value_tag(b)) return value_is_number(a) && value_is_number(b) && value_number_compare(a, b) == 0;
    switch (value_tag(a)) {
    case TAG_STRING: return str_eq(value_str(a), value_str(b));
    case TAG_ARRAY:
    case TAG_SET:
    case TAG_OBJECT: return value_len(a) == value_len(b) && value_compare(a, b) == 0;
    case TAG_NUMBER:
    case TAG_UNKNOWN: return value_compare(a, b) == 0;
    case TAG_INT:
    case TAG_CONST: return false;
    }
    return false;
}

/* --- hash --- */

uint32_t value_hash_str(struct str s)
{
    uint32_t h = (uint32_t)hash_bytes(s.s, s.len);
    return h ? h : 1;
}

uint32_t value_number_hash(struct value v);

/* Two threads may compute the same hash at once and store the same number: relaxed atomics make that no race. */
static uint32_t remember(const uint32_t *cached, uint32_t hash)
{
    if (hash == 0) hash = 1;
    __atomic_store_n((uint32_t *)(uintptr_t)cached, hash, __ATOMIC_RELAXED);
    return hash;
}

static uint32_t hash_elements(struct value v)
{
    bool object = value_is_object(v);
    size_t n = value_len(v);
    uint32_t state[3] = {(uint32_t)value_tag(v), (uint32_t)n, 0};
    uint32_t h = (uint32_t)hash_bytes(state, sizeof state);
    for (size_t i = 0; i < n; i++) {
        state[0] = h;
        state[1] = value_hash(object ? value_pairs(v)[i].key : value_items(v)[i]);
        state[2] = object ? value_hash(value_pairs(v)[i].value) : 0;
        h = (uint32_t)hash_bytes(state, sizeof state);
    }
    return h;
}

uint32_t value_hash(struct value v)
{
    switch (value_tag(v)) {
    case TAG_INT: return (uint32_t)hash_bytes(&v.bits, sizeof v.bits);
    case TAG_CONST: return (uint32_t)v.bits * 0x9e3779b9u;
    case TAG_UNKNOWN: return v.bits ? value_hash(value_unknown_refs(v)) ^ 0x5bd1e995u : 0;
    case TAG_STRING:
    case TAG_NUMBER:
    case TAG_ARRAY:
    case TAG_OBJECT:
    case TAG_SET: break;
    }
    const uint32_t *cached = (const uint32_t *)value_pointer(v) + 1;
    uint32_t h = __atomic_load_n(cached, __ATOMIC_RELAXED);
    if (h) return h;
    if (value_is_string(v)) return remember(cached, value_hash_str(value_str(v)));
    return remember(cached, value_tag(v) == TAG_NUMBER ? value_number_hash(v) : hash_elements(v));
}

const char *const *value_texts(struct arena *arena, struct value v, bool *fits)
{
    size_t n = value_is_array(v) ? value_len(v) : 0;
    *fits = value_is_none(v) || value_is_array(v);
    for (size_t i = 0; i < n; i++) *fits &= value_is_string(value_items(v)[i]);
    const char **texts = *fits ? (const char **)arena_array(arena, n + 1, sizeof *texts) : NULL;
    for (size_t i = 0; texts && i < n; i++)
        if (!(texts[i] = arena_strndup(arena, value_cstr(value_items(v)[i]), value_len(value_items(v)[i])))) return NULL;
    if (texts) texts[n] = NULL;
    return texts;
}
