/* inventory/shape.h: an item of an AWS answer → values in the provider's shape, by name: CamelCase → snake_case, and only what the schema has.
 * A block is a list of objects, a set is sorted, a text is text, a number a number; tags come as a list of keys and values or as an object. */
#ifndef RAMPART_INVENTORY_SHAPE_H
#define RAMPART_INVENTORY_SHAPE_H

#include "resource/schema.h"
#include "value/value.h"

/* All members of the object `item` that the block has a field for. What does not fit the field's type is left out. VALUE_NONE: memory. */
struct value shape_object(struct arena *arena, struct schema_block block, struct value item);
/* One value as the field wants it; VALUE_NULL_ where it does not fit, VALUE_NONE: memory. */
struct value shape_field(struct arena *arena, const struct schema_field *field, struct value v);
/* {"k": "v"} from [{Key, Value}], [{TagKey, TagValue}], [{key, value}] or an object. VALUE_NULL_ for anything else. */
struct value shape_tags(struct arena *arena, struct value v);

#endif
