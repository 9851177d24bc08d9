/* resource/schema.h: what Terraform's AWS provider says of its types, and what we say of ours (rampart_*): which names are blocks, which are
 * attributes, of what type. Constant tables made at build time from content/schema/; a look-up is a binary search, nothing is loaded.
 * Holes of the source: five blocks without fields, recursion cut at depth nine, no defaults. */
#ifndef RAMPART_RESOURCE_SCHEMA_H
#define RAMPART_RESOURCE_SCHEMA_H

#include "base/str.h"

enum schema_kind {
    SCHEMA_ATTRIBUTE,      /* a value of `type` */
    SCHEMA_OBJECT,         /* an attribute that holds objects, with fields */
    SCHEMA_LIST_BLOCK, SCHEMA_SET_BLOCK, SCHEMA_SINGLE_BLOCK, SCHEMA_MAP_BLOCK,
};

/* Element and attribute types, as far as the source tells them. */
enum schema_type {
    SCHEMA_ANY, SCHEMA_STRING, SCHEMA_NUMBER, SCHEMA_BOOL,
    SCHEMA_LIST_STRING, SCHEMA_SET_STRING, SCHEMA_LIST_NUMBER, SCHEMA_SET_NUMBER,
    SCHEMA_MAP_STRING, SCHEMA_MAP_NUMBER, SCHEMA_MAP_BOOL, SCHEMA_LIST_OTHER, SCHEMA_MAP_OTHER,
};

enum schema_flags { SCHEMA_REQUIRED = 1, SCHEMA_COMPUTED = 2 };   /* computed: only the provider sets it */

struct schema_field { uint32_t name; uint32_t block; uint8_t kind, type, flags; };   /* name, block: see the functions */

/* A block's fields, sorted by name. */
struct schema_block { const struct schema_field *fields; size_t n; };

/* The fields of a resource type or data source; false when the provider has none of that name. */
bool schema_find(struct str type, bool data_source, struct schema_block *out);
/* The field, or NULL. */
const struct schema_field *schema_field_find(struct schema_block block, struct str name);
const char *schema_field_name(const struct schema_field *field);
/* What is inside a block or object field (no fields for a plain attribute). */
struct schema_block schema_field_block(const struct schema_field *field);
static inline bool schema_is_block(const struct schema_field *field) { return field->kind >= SCHEMA_LIST_BLOCK; }
/* The nearest name for a wrong one, or NULL. */
const char *schema_nearest_type(struct str type);
const char *schema_nearest_field(struct schema_block block, struct str name);
/* All resource types: the i-th name, NULL past the end. */
const char *schema_type_name(size_t i);

#endif
