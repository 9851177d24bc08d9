/* resource/schema_tables.h: the shape of the generated tables; only schema.c reads them. */
#ifndef RAMPART_RESOURCE_SCHEMA_TABLES_H
#define RAMPART_RESOURCE_SCHEMA_TABLES_H

#include "resource/schema.h"

struct schema_extent { uint32_t first, n; };   /* of schema_fields */
struct schema_row { uint32_t name, block; };   /* offset in schema_names, index in schema_blocks */

extern const char schema_names[];
extern const struct schema_field schema_fields[];
extern const struct schema_extent schema_blocks[];
extern const struct schema_row schema_resources[], schema_data_sources[];
extern const size_t schema_n_resources, schema_n_data_sources;

#endif
