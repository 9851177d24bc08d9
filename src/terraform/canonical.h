/* terraform/canonical.h: values from a plan or state in the one shape of resource/resource.h. */
#ifndef RAMPART_TERRAFORM_CANONICAL_H
#define RAMPART_TERRAFORM_CANONICAL_H

#include "resource/resource.h"
#include "resource/schema.h"

/* Nulls and empty blocks dropped, sets sorted. VALUE_NONE when memory is out. */
struct value tf_canonical(struct arena *arena, struct schema_block block, bool known_type, struct value values);

/* One value under `field` (NULL: not in the schema). VALUE_NONE with *absent set: drop it. */
struct value tf_canonical_field(struct arena *arena, const struct schema_field *field, struct value v, bool *absent);

#endif
