/* hcl/body.c: bodies through a schema. Native bodies already know blocks from attributes; in JSON syntax the schema decides. */
#include "base/map.h"
#include "hcl/parser.h"

struct lookup { struct map attributes, blocks; };   /* name → the schema's row, or any non-NULL pointer */

static bool index_schema(struct arena *arena, const struct hcl_schema *schema, struct lookup *out)
{
    *out = (struct lookup){{0}, {0}};
    for (size_t i = 0; i < schema->n_attributes; i++)
        if (!map_set(arena, &out->attributes, str_of(schema->attributes[i]), (void *)(uintptr_t)schema)) return false;
    for (size_t i = 0; i < schema->n_blocks; i++)
        if (!map_set(arena, &out->blocks, str_of(schema->blocks[i].type), (void *)(uintptr_t)&schema->blocks[i])) return false;
    return true;
}

static bool labels_fit(const struct hcl_block *block, const struct hcl_schema_block *row, struct hcl_diags *diags)
{
    if (block->n_labels > row->labels)
        return hcl_diag_add(diags, &HCL_ERR_SCHEMA, block->label_ranges[row->labels], row->labels ? "a block of type '%s' takes only %u labels" : "a block of type '%s' takes no labels",
                            row->type, row->labels);
    if (block->n_labels < row->labels)
        return hcl_diag_add(diags, &HCL_ERR_SCHEMA, block->open_brace, "a block of type '%s' takes %u labels, found %zu", row->type, row->labels, block->n_labels);
    return true;
}

static bool native_content(struct arena *arena, const struct hcl_body *body, const struct lookup *lookup, struct hcl_content *out, struct hcl_diags *diags)
{
    for (size_t i = 0; i < body->attributes.len; i++) {
        const struct hcl_attribute *attribute = &body->attributes.items[i];
        const struct hcl_attribute **slot = map_has(&lookup->attributes, attribute->name) ? vec_push(arena, &out->attributes) : vec_push(arena, &out->rest);
        if (!slot) return false;
        *slot = attribute;
    }
    for (size_t i = 0; i < body->blocks.len; i++) {
        const struct hcl_block *block = &body->blocks.items[i];
        const struct hcl_schema_block *row = map_get(&lookup->blocks, block->type);
        if (row && !labels_fit(block, row, diags)) continue;
        const struct hcl_block **slot = row ? vec_push(arena, &out->blocks) : vec_push(arena, &out->rest_blocks);
        if (!slot) return false;
        *slot = block;
    }
    return true;
}

/* --- JSON --- */

struct unpack {
    struct arena *arena;
    struct hcl_content *out;
    struct hcl_diags *diags;
    struct str type;
    struct hcl_range type_range;
    unsigned n_labels;
    struct str labels[8];
    struct hcl_range label_ranges[8];
};

static bool json_block(struct unpack *u, const struct hcl_json *json)
{
    struct hcl_block *block = arena_zero(u->arena, sizeof *block);
    struct hcl_body *body = arena_zero(u->arena, sizeof *body);
    const struct hcl_block **slot = block && body ? vec_push(u->arena, &u->out->blocks) : NULL;
    if (!slot) return false;
    body->json = json;
    body->range = json->range;
    body->end = (struct hcl_range){json->range.file, json->range.end, json->range.end};
    block->type = u->type;
    block->n_labels = u->n_labels;
    block->labels = arena_copy(u->arena, u->labels, u->n_labels * sizeof u->labels[0]);
    block->label_ranges = arena_copy(u->arena, u->label_ranges, u->n_labels * sizeof u->label_ranges[0]);
    block->body = body;
    block->type_range = block->header = u->type_range;
    if (u->n_labels) block->header = u->label_ranges[u->n_labels - 1];
    block->range = hcl_between(block->header, json->range);
    block->open_brace = (struct hcl_range){json->range.file, json->range.start, json->range.start};
    block->close_brace = body->end;
    *slot = block;
    return block->labels && block->label_ranges;
}

/* A property that is a block, or several: an object, an array of them; under `left` levels of labels. */
static bool unpack(struct unpack *u, const struct hcl_json *json, unsigned left)
{
    if (json->kind == HCL_JSON_NULL) return true;
    if (json->kind == HCL_JSON_ARRAY) {
        for (size_t i = 0; i < json->n; i++) {
            if (json->items[i]->kind == HCL_JSON_ARRAY)
                hcl_diag_add(u->diags, &HCL_ERR_SCHEMA, json->items[i]->range, "a block of type '%.*s' must be an object, not an array in an array", (int)u->type.len, u->type.s);
            else if (!unpack(u, json->items[i], left)) return false;
        }
        return true;
    }
    if (json->kind != HCL_JSON_OBJECT) {
        hcl_diag_add(u->diags, &HCL_ERR_SCHEMA, json->range, left ? "an object whose names are the labels of '%.*s' is expected here" : "an object is expected here, the content of a block '%.*s'",
                     (int)u->type.len, u->type.s);
        return true;
    }
    if (left == 0) return json_block(u, json);
    for (size_t i = 0; i < json->n; i++) {
        u->labels[u->n_labels] = json->members[i].name;
        u->label_ranges[u->n_labels] = json->members[i].name_range;
        u->n_labels++;
        bool ok = unpack(u, json->members[i].value, left - 1);
        u->n_labels--;
        if (!ok) return false;
    }
    return true;
}

static const struct hcl_attribute *json_attribute(struct arena *arena, const struct hcl_json_member *member, struct hcl_diags *diags)
{
    struct hcl_attribute *attribute = arena_zero(arena, sizeof *attribute);
    if (!attribute) return NULL;
    *attribute = (struct hcl_attribute){member->name, hcl_json_expr(arena, member->value, diags), hcl_between(member->name_range, member->value->range), member->name_range};
    return attribute->expr ? attribute : NULL;
}

static bool json_object(struct arena *arena, const struct hcl_json *json, const struct lookup *lookup, struct map *seen, struct hcl_content *out, struct hcl_diags *diags)
{
    for (size_t i = 0; i < json->n; i++) {
        const struct hcl_json_member *member = &json->members[i];
        const struct hcl_schema_block *row = map_get(&lookup->blocks, member->name);
        if (str_is(member->name, "//")) continue;
        if (row) {
            struct unpack u = {.arena = arena, .out = out, .diags = diags, .type = member->name, .type_range = member->name_range};
            if (!unpack(&u, member->value, row->labels < COUNT_OF(u.labels) ? row->labels : COUNT_OF(u.labels))) return false;
            continue;
        }
        void **before = map_at(arena, seen, member->name);
        if (!before) return false;
        if (*before) {
            hcl_diag_add(diags, &HCL_ERR_DUPLICATE, member->name_range, "argument '%.*s' is already set", (int)member->name.len, member->name.s);
            continue;
        }
        const struct hcl_attribute *attribute = json_attribute(arena, member, diags);
        const struct hcl_attribute **slot = !attribute ? NULL : map_has(&lookup->attributes, member->name) ? vec_push(arena, &out->attributes) : vec_push(arena, &out->rest);
        if (!slot) return false;
        *slot = attribute;
        *before = (void *)(uintptr_t)attribute;
    }
    return true;
}

bool hcl_body_content(struct arena *arena, const struct hcl_body *body, const struct hcl_schema *schema, struct hcl_content *out, struct hcl_diags *diags)
{
    struct lookup lookup;
    struct map seen = {0};
    *out = (struct hcl_content){0};
    if (!index_schema(arena, schema, &lookup)) return false;
    if (!body->json && body->n_json_more == 0) return native_content(arena, body, &lookup, out, diags);
    if (body->json && !json_object(arena, body->json, &lookup, &seen, out, diags)) return false;
    for (size_t i = 0; i < body->n_json_more; i++)
        if (!json_object(arena, body->json_more[i], &lookup, &seen, out, diags)) return false;
    return true;
}

bool hcl_body_attributes(struct arena *arena, const struct hcl_body *body, struct hcl_content *out, struct hcl_diags *diags)
{
    static const struct hcl_schema none = {0};
    if (!hcl_body_content(arena, body, &none, out, diags)) return false;
    out->attributes.items = out->rest.items;
    out->attributes.len = out->rest.len;
    out->attributes.cap = out->rest.cap;
    out->rest.items = NULL;
    out->rest.len = out->rest.cap = 0;
    return true;
}

const struct hcl_attribute *hcl_content_attribute(const struct hcl_content *content, const char *name)
{
    for (size_t i = 0; i < content->attributes.len; i++)
        if (str_is(content->attributes.items[i]->name, name)) return content->attributes.items[i];
    return NULL;
}

const struct hcl_attribute *hcl_body_attribute(const struct hcl_body *body, struct str name)
{
    for (size_t i = 0; i < body->attributes.len; i++)
        if (str_eq(body->attributes.items[i].name, name)) return &body->attributes.items[i];
    return NULL;
}
