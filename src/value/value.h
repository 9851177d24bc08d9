/* value/value.h: the one immutable value: null, bool, number, string, array, object, set and unknown.
 *
 * A struct value is 8 bytes, passed by value: three bits of tag beside a pointer into an arena (or a small integer itself).
 * Values never change once made, are never freed one by one, and may be shared between threads and between containers
 * whose arenas live long enough. VALUE_NONE (all bits zero) is "no value": undefined, absent, not found. It is never inside another value.
 *
 * Order and equality are OPA's: null < bool < number < string < array < object < set (< unknown); numbers by what they are
 * worth (1 == 1.0), strings by bytes, containers element by element, objects by sorted keys then values.
 * Objects are kept sorted by key, sets sorted and without repetition.
 *
 * unknown is what cannot be known before apply. It carries `refs`, the references it came from ("aws_s3_bucket.logs.id"),
 * and may carry `parts`, for a string of which only pieces are unknown. */
#ifndef RAMPART_VALUE_VALUE_H
#define RAMPART_VALUE_VALUE_H

#include "base/str.h"

struct value { uint64_t bits; };

enum value_type {   /* in OPA's order */
    VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_STRING, VALUE_ARRAY, VALUE_OBJECT, VALUE_SET, VALUE_UNKNOWN,
    VALUE_UNDEFINED   /* the type of VALUE_NONE */
};

enum value_tag { TAG_UNKNOWN, TAG_INT, TAG_CONST, TAG_STRING, TAG_ARRAY, TAG_OBJECT, TAG_SET, TAG_NUMBER };

#define VALUE_NONE  ((struct value){0})
#define VALUE_NULL_ ((struct value){TAG_CONST | 0u << 3})
#define VALUE_FALSE ((struct value){TAG_CONST | 1u << 3})
#define VALUE_TRUE  ((struct value){TAG_CONST | 2u << 3})

/* The nodes. `size` is the number of bytes / elements; its top bit says that an unknown is somewhere inside. `hash` is 0 until asked for. */
#define VALUE_HAS_UNKNOWN 0x80000000u
#define VALUE_MAX_LEN     0x7fffffffu
struct value_string { uint32_t size, hash; char bytes[]; };               /* valid UTF-8, NUL-terminated */
struct value_number { uint32_t size, hash; double approx; char text[]; }; /* as it was written; not a 61-bit integer, or not written as one */
struct value_array { uint32_t size, hash; struct value items[]; };        /* sets have the same shape */
struct value_pair { struct value key, value; };
struct value_object { uint32_t size, hash; struct value_pair pairs[]; };  /* sorted by key */
struct value_unknown { struct value refs, parts; };   /* refs: array of strings, maybe empty; parts: VALUE_NONE, or an array of known strings and unknowns */

static inline enum value_tag value_tag(struct value v) { return (enum value_tag)(v.bits & 7); }
static inline const void *value_pointer(struct value v) { return (const void *)(uintptr_t)(v.bits & ~(uint64_t)7); }
static inline struct value value_tagged(enum value_tag tag, const void *node) { return (struct value){(uint64_t)(uintptr_t)node | (uint64_t)tag}; }

static inline bool value_is_none(struct value v) { return v.bits == 0; }
static inline bool value_same(struct value a, struct value b) { return a.bits == b.bits; }   /* the same node: cheap, sufficient, not necessary for equality */
enum value_type value_type(struct value v);
const char *value_type_name(struct value v);   /* "null", "boolean", "number", "string", "array", "object", "set", "unknown" */
static inline bool value_is_null(struct value v) { return v.bits == VALUE_NULL_.bits; }
static inline bool value_is_bool(struct value v) { return v.bits == VALUE_TRUE.bits || v.bits == VALUE_FALSE.bits; }
static inline bool value_is_true(struct value v) { return v.bits == VALUE_TRUE.bits; }
static inline bool value_is_false(struct value v) { return v.bits == VALUE_FALSE.bits; }
static inline bool value_is_number(struct value v) { return value_tag(v) == TAG_INT || value_tag(v) == TAG_NUMBER; }
static inline bool value_is_string(struct value v) { return value_tag(v) == TAG_STRING; }
static inline bool value_is_array(struct value v) { return value_tag(v) == TAG_ARRAY; }
static inline bool value_is_object(struct value v) { return value_tag(v) == TAG_OBJECT; }
static inline bool value_is_set(struct value v) { return value_tag(v) == TAG_SET; }
static inline bool value_is_unknown(struct value v) { return v.bits != 0 && value_tag(v) == TAG_UNKNOWN; }
/* Is it unknown, or is an unknown anywhere inside? Constant time. */
bool value_has_unknown(struct value v);

/* --- make (all return VALUE_NONE when the arena is exhausted) --- */
static inline struct value value_bool(bool b) { return b ? VALUE_TRUE : VALUE_FALSE; }
/* Bytes must be valid UTF-8. */
struct value value_string(struct arena *arena, struct str s);
struct value value_cstring(struct arena *arena, const char *s);
struct value value_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `items` are copied. None may be VALUE_NONE. */
struct value value_array(struct arena *arena, const struct value *items, size_t n);
/* Sorts and removes repetitions (of a copy). */
struct value value_set(struct arena *arena, const struct value *items, size_t n);
/* Sorts (a copy) by key; of equal keys the last one counts. */
struct value value_object(struct arena *arena, const struct value_pair *pairs, size_t n);
/* `object` with `key` set to `value` (added or replaced); the old one stays as it was. `object` may be VALUE_NONE (empty). */
struct value value_with(struct arena *arena, struct value object, struct value key, struct value value);
struct value value_unknown(struct arena *arena, struct value refs, struct value parts);
/* An unknown with one reference (NULL: none). */
struct value value_unknown_ref(struct arena *arena, const char *ref);
/* A deep copy into another arena (nothing of it points to the old one). */
struct value value_copy(struct arena *arena, struct value v);

/* --- numbers (value/number.c) --- */
#define VALUE_INT_MAX (((int64_t)1 << 60) - 1)
#define VALUE_INT_MIN (-((int64_t)1 << 60))
static inline bool value_is_small_int(struct value v) { return value_tag(v) == TAG_INT; }
static inline int64_t value_small_int(struct value v) { return (int64_t)v.bits >> 3; }
static inline struct value value_small(int64_t i) { return (struct value){(uint64_t)i << 3 | TAG_INT}; }   /* VALUE_INT_MIN ≤ i ≤ VALUE_INT_MAX */
struct value value_int(struct arena *arena, int64_t i);
/* From JSON number syntax, exact, the spelling kept ("1.0", "1e3"). The text must be valid JSON number syntax. */
struct value value_number(struct arena *arena, struct str text);
/* Is the number so large, or so close to zero, that arithmetic of any precision on it is a way to burn time? OPA draws the line at 2^±100000, too. */
bool value_number_is_extreme(struct str text);
/* Is it worth an integer (1.0 and 1e3 are)? Does it fit? */
bool value_number_is_integer(struct value v);
bool value_number_to_int64(struct value v, int64_t *out);   /* false when not an integer or out of range */
double value_number_to_double(struct value v);
/* Its JSON text; `scratch` (≥ 24 bytes) is used for small integers. */
struct str value_number_text(struct value v, char *scratch);
int value_number_compare(struct value a, struct value b);

/* --- ask --- */
static inline struct str value_str(struct value v)   /* of a string */
{
    const struct value_string *s = (const struct value_string *)value_pointer(v);
    return (struct str){s->bytes, s->size & VALUE_MAX_LEN};
}
static inline const char *value_cstr(struct value v) { return ((const struct value_string *)value_pointer(v))->bytes; }
static inline size_t value_len(struct value v)   /* elements of an array, object or set; bytes of a string */
{
    return *(const uint32_t *)value_pointer(v) & VALUE_MAX_LEN;
}
static inline const struct value *value_items(struct value v) { return ((const struct value_array *)value_pointer(v))->items; }   /* array or set */
static inline const struct value_pair *value_pairs(struct value v) { return ((const struct value_object *)value_pointer(v))->pairs; }
static inline struct value value_unknown_refs(struct value v) { return ((const struct value_unknown *)value_pointer(v))->refs; }
static inline struct value value_unknown_parts(struct value v) { return ((const struct value_unknown *)value_pointer(v))->parts; }

/* What `key` leads to: an object's value, an array's element (key a number worth an integer), a set's member itself. VALUE_NONE when there
 * is none or v is no container. */
struct value value_get(struct value v, struct value key);
/* An object's value under a string key. VALUE_NONE when absent or v is no object. */
struct value value_get_str(struct value v, struct str key);
static inline struct value value_field(struct value v, const char *key) { return value_get_str(v, str_of(key)); }
/* The texts of an array of strings, copied, with NULL behind the last; of VALUE_NONE none. NULL: memory, or where *fits is false it is something else. */
const char *const *value_texts(struct arena *arena, struct value v, bool *fits);
/* Index of the pair with this string key, or -1. */
ptrdiff_t value_find(struct value object, struct str key);

/* <0, 0, >0 in OPA's order. Depth is bounded by the readers' limits. */
int value_compare(struct value a, struct value b);
bool value_equal(struct value a, struct value b);
/* Equal values have equal hashes; seeded per process, so never let it decide an order that is seen. Cached in the node. */
uint32_t value_hash(struct value v);
uint32_t value_hash_str(struct str s);   /* of the string value with these bytes */

#endif
