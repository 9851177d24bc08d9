#include "resource/schema.h"

#include "resource/schema_tables.h"

static struct schema_block block_at(uint32_t i)
{
    return (struct schema_block){schema_fields + schema_blocks[i].first, schema_blocks[i].n};
}

bool schema_find(struct str type, bool data_source, struct schema_block *out)
{
    const struct schema_row *rows = data_source ? schema_data_sources : schema_resources;
    size_t low = 0, high = data_source ? schema_n_data_sources : schema_n_resources;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_compare(str_of(schema_names + rows[middle].name), type);
        if (c == 0) return *out = block_at(rows[middle].block), true;
        if (c < 0) low = middle + 1;
        else high = middle;
    }
    return false;
}

const struct schema_field *schema_field_find(struct schema_block block, struct str name)
{
    size_t low = 0, high = block.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_compare(str_of(schema_names + block.fields[middle].name), name);
        if (c == 0) return &block.fields[middle];
        if (c < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

const char *schema_field_name(const struct schema_field *field) { return schema_names + field->name; }
struct schema_block schema_field_block(const struct schema_field *field) { return block_at(field->block); }

#define TYPES_MAX 4096   /* compared; the provider has some 1,600 */

const char *schema_nearest_type(struct str type)
{
    const char *names[TYPES_MAX];
    size_t n = 0;
    for (; n < schema_n_resources && n < TYPES_MAX; n++) names[n] = schema_names + schema_resources[n].name;
    return str_nearest(type, names, n);
}

const char *schema_nearest_field(struct schema_block block, struct str name)
{
    const char *names[512];
    size_t n = 0;
    for (; n < block.n && n < COUNT_OF(names); n++) names[n] = schema_field_name(&block.fields[n]);
    return str_nearest(name, names, n);
}

const char *schema_type_name(size_t i) { return i < schema_n_resources ? schema_names + schema_resources[i].name : NULL; }
