/* terraform/build.c: a resource block → the document: blocks as lists, dynamic blocks unrolled, types as the provider has them.
 * Nested blocks are built with paths relative to themselves; only when a set is sorted do they get their place in it. */
#include <stdlib.h>

#include "resource/schema.h"
#include "terraform/canonical.h"
#include "terraform/instance.h"

#define BLOCK_MAX_DEPTH 100
#define BLOCKS_MAX 10000   /* of one type in one block, after dynamic blocks are unrolled */

/* What building one (nested) block has gathered; paths are relative to it. */
struct part {
    struct value value;
    struct resource notes;            /* only places and refs are used */
    VEC(const char *) sensitive;
};

struct builder { struct tf_context context; struct tf_root *root; bool want_notes; unsigned depth; };

struct merged { VEC(const struct hcl_attribute *) attributes; VEC(const struct hcl_block *) blocks; };

static bool lost(struct builder *b) { return b->root->ok = false; }

/* --- one view of native and JSON bodies, with overrides applied --- */

static const char *const meta_arguments[] = {"count", "for_each", "provider", "depends_on", "providers", "source", "version"};
static const char *const meta_blocks[] = {"lifecycle", "connection", "provisioner"};

static bool among(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, names[i])) return true;
    return false;
}

/* For JSON the schema must say what is a block; unknown types have only attributes there. */
static bool json_content(struct builder *b, const struct hcl_body *body, struct schema_block schema, bool top, struct hcl_content *out)
{
    size_t n = schema.n;
    const char **attributes = (const char **)arena_array(b->root->arena, n + 8, sizeof *attributes);
    struct hcl_schema_block *blocks = (struct hcl_schema_block *)arena_array(b->root->arena, n + 8, sizeof *blocks);
    if (!attributes || !blocks) return lost(b);
    struct hcl_schema s = {attributes, 0, blocks, 0};
    for (size_t i = 0; i < n; i++) {
        const char *name = schema_field_name(&schema.fields[i]);
        if (schema_is_block(&schema.fields[i])) blocks[s.n_blocks++] = (struct hcl_schema_block){name, 0};
        else attributes[s.n_attributes++] = name;
    }
    blocks[s.n_blocks++] = (struct hcl_schema_block){"dynamic", 1};
    if (top) blocks[s.n_blocks++] = (struct hcl_schema_block){"lifecycle", 0};
    struct hcl_diags diags = {.arena = b->root->arena};
    if (!hcl_body_content(b->root->arena, body, &s, out, &diags)) return lost(b);
    for (size_t i = 0; i < out->rest.len; i++) {
        const struct hcl_attribute **at = vec_push(b->root->arena, &out->attributes);
        if (!at) return lost(b);
        *at = out->rest.items[i];
    }
    return true;
}

static bool merge_body(struct builder *b, const struct hcl_body *body, struct schema_block schema, bool top, struct merged *out)
{
    struct arena *arena = b->root->arena;
    struct hcl_content content = {0};
    if (body->json) {
        if (!json_content(b, body, schema, top, &content)) return false;
    } else {
        for (size_t i = 0; i < body->attributes.len; i++) {
            const struct hcl_attribute **at = vec_push(arena, &content.attributes);
            if (!at) return lost(b);
            *at = &body->attributes.items[i];
        }
        for (size_t i = 0; i < body->blocks.len; i++) {
            const struct hcl_block **at = vec_push(arena, &content.blocks);
            if (!at) return lost(b);
            *at = &body->blocks.items[i];
        }
    }
    size_t kept = 0;   /* a type of block that this body has replaces the earlier ones */
    for (size_t i = 0; i < out->blocks.len; i++) {
        bool replaced = false;
        for (size_t k = 0; k < content.blocks.len && !replaced; k++) replaced = str_eq(content.blocks.items[k]->type, out->blocks.items[i]->type);
        if (!replaced) out->blocks.items[kept++] = out->blocks.items[i];
    }
    out->blocks.len = kept;
    for (size_t i = 0; i < content.blocks.len; i++) {
        const struct hcl_block **at = vec_push(arena, &out->blocks);
        if (!at) return lost(b);
        *at = content.blocks.items[i];
    }
    size_t before = out->attributes.len;
    for (size_t i = 0; i < content.attributes.len; i++) {
        size_t k = 0;
        while (k < before && !str_eq(out->attributes.items[k]->name, content.attributes.items[i]->name)) k++;
        const struct hcl_attribute **at = k < before ? &out->attributes.items[k] : vec_push(arena, &out->attributes);
        if (!at) return lost(b);
        *at = content.attributes.items[i];
    }
    return true;
}

static bool merge_bodies(struct builder *b, const struct tf_bodies *bodies, struct schema_block schema, bool top, struct merged *out)
{
    for (size_t i = 0; i < bodies->len; i++)
        if (!merge_body(b, bodies->items[i], schema, top, out)) return false;
    return true;
}

/* --- values as the provider would take them --- */

static struct value to_type(struct arena *arena, struct value v, const struct hcl_type *type)
{
    struct value out = VALUE_NONE;
    return hcl_convert(arena, v, type, &out, NULL) ? out : v;
}

/* Sets become lists, and scalars the type that the schema gives. What cannot be converted stays as it is: the gate does not validate. */
static struct value coerce(struct arena *arena, struct value v, const struct schema_field *field)
{
    if (value_is_none(v)) return v;
    if (value_is_set(v)) v = value_array(arena, value_items(v), value_len(v));
    if (!field || value_is_null(v) || value_is_none(v)) return v;
    bool one = field->type == SCHEMA_STRING || field->type == SCHEMA_NUMBER || field->type == SCHEMA_BOOL;
    if (one && value_is_array(v) && value_len(v) == 1) v = value_items(v)[0];   /* a list of one where one is meant, as old code has it */
    bool scalar = value_is_string(v) || value_is_number(v) || value_is_bool(v);
    switch ((enum schema_type)field->type) {
    case SCHEMA_STRING: return scalar && !value_is_string(v) ? to_type(arena, v, &hcl_type_string) : v;
    case SCHEMA_NUMBER: return scalar && !value_is_number(v) ? to_type(arena, v, &hcl_type_number) : v;
    case SCHEMA_BOOL: return scalar && !value_is_bool(v) ? to_type(arena, v, &hcl_type_bool) : v;
    case SCHEMA_LIST_STRING:
    case SCHEMA_SET_STRING:
        return value_is_array(v) ? to_type(arena, v, &(struct hcl_type){.kind = HCL_TYPE_LIST, .element = &hcl_type_string}) : v;
    case SCHEMA_LIST_NUMBER:
    case SCHEMA_SET_NUMBER:
        return value_is_array(v) ? to_type(arena, v, &(struct hcl_type){.kind = HCL_TYPE_LIST, .element = &hcl_type_number}) : v;
    case SCHEMA_MAP_STRING:
        return value_is_object(v) ? to_type(arena, v, &(struct hcl_type){.kind = HCL_TYPE_MAP, .element = &hcl_type_string}) : v;
    case SCHEMA_MAP_NUMBER:
    case SCHEMA_MAP_BOOL:
    case SCHEMA_LIST_OTHER:
    case SCHEMA_MAP_OTHER:
    case SCHEMA_ANY: return v;
    }
    return v;
}

/* Fields inside a block written as an attribute (`ingress = [{...}]`). */
static struct value coerce_object(struct arena *arena, struct value v, struct schema_block block, unsigned depth);

static struct value coerce_blocks(struct arena *arena, struct value v, const struct schema_field *field, unsigned depth)
{
    struct schema_block block = schema_field_block(field);
    if (value_is_set(v)) v = value_array(arena, value_items(v), value_len(v));
    if (value_is_object(v) && field->kind != SCHEMA_OBJECT) v = value_array(arena, &v, 1);
    if (value_is_object(v)) return coerce_object(arena, v, block, depth + 1);
    if (!value_is_array(v) || block.n == 0 || depth > BLOCK_MAX_DEPTH) return v;
    struct value *items = (struct value *)arena_array(arena, value_len(v) + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++) items[i] = coerce_object(arena, value_items(v)[i], block, depth + 1);
    return arena->failed ? VALUE_NONE : value_array(arena, items, value_len(v));
}

static struct value coerce_object(struct arena *arena, struct value v, struct schema_block block, unsigned depth)
{
    if (!value_is_object(v)) return v;
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, value_len(v) + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++) {
        pairs[i] = value_pairs(v)[i];
        const struct schema_field *field = value_is_string(pairs[i].key) ? schema_field_find(block, value_str(pairs[i].key)) : NULL;
        bool blocks = field && (schema_is_block(field) || field->kind == SCHEMA_OBJECT);
        pairs[i].value = blocks ? coerce_blocks(arena, pairs[i].value, field, depth) : coerce(arena, pairs[i].value, field);
    }
    return arena->failed ? VALUE_NONE : value_object(arena, pairs, value_len(v));
}

/* --- notes --- */

static bool add_place(struct builder *b, struct part *part, const char *path, const struct hcl_range *range)
{
    if (!b->want_notes) return true;
    struct resource_place *place = vec_push(b->root->arena, &part->notes.places);
    if (!place || !path) return lost(b);
    *place = (struct resource_place){path, range->start.line, range->start.column, range->end.line};
    return true;
}

static bool add_references(struct builder *b, struct part *part, const char *path, const struct hcl_expr *expr)
{
    bool sensitive = false;
    if (!b->want_notes) return true;
    if (!path || !tf_references(&b->context, expr, path, &part->notes, &sensitive)) return lost(b);
    if (!sensitive) return true;
    const char **at = vec_push(b->root->arena, &part->sensitive);
    if (!at) return lost(b);
    *at = path;
    return true;
}

static const char *joined(struct builder *b, const char *prefix, const char *path)
{
    return *path == '\0' || *path == '[' ? arena_printf(b->root->arena, "%s%s", prefix, path) : arena_printf(b->root->arena, "%s.%s", prefix, path);
}

/* The notes of a nested block, under its place in the outer one. */
static bool adopt(struct builder *b, struct part *outer, const char *prefix, const struct part *inner)
{
    if (!b->want_notes) return true;
    for (size_t i = 0; i < inner->notes.places.len; i++) {
        struct resource_place place = inner->notes.places.items[i], *at = vec_push(b->root->arena, &outer->notes.places);
        place.path = joined(b, prefix, place.path);
        if (!at || !place.path) return lost(b);
        *at = place;
    }
    for (size_t i = 0; i < inner->notes.refs.len; i++) {
        struct resource_ref ref = inner->notes.refs.items[i], *at = vec_push(b->root->arena, &outer->notes.refs);
        ref.path = joined(b, prefix, ref.path);
        if (!at || !ref.path) return lost(b);
        *at = ref;
    }
    for (size_t i = 0; i < inner->sensitive.len; i++) {
        const char **at = vec_push(b->root->arena, &outer->sensitive), *path = joined(b, prefix, inner->sensitive.items[i]);
        if (!at || !path) return lost(b);
        *at = path;
    }
    return true;
}

/* --- blocks --- */

static bool build_body(struct builder *b, const struct tf_bodies *bodies, struct schema_block schema, bool known, bool top, struct part *out);

struct elements { VEC(struct part) parts; VEC(struct hcl_range) ranges; struct value unknown; };

static bool build_element(struct builder *b, const struct hcl_block *block, const struct hcl_body *body, const struct schema_field *field,
                          struct elements *out)
{
    struct tf_bodies bodies = {(const struct hcl_body *[]){body}, 1, 1};
    struct part *part = vec_push(b->root->arena, &out->parts);
    struct hcl_range *range = vec_push(b->root->arena, &out->ranges);
    if (!part || !range) return lost(b);
    *part = (struct part){.value = VALUE_NONE};
    *range = block->range;
    struct schema_block schema = field ? schema_field_block(field) : (struct schema_block){0};
    struct part built = {.value = VALUE_NONE};
    if (!build_body(b, &bodies, schema, schema.n > 0, false, &built)) return false;
    out->parts.items[out->parts.len - 1] = built;   /* the vector may have moved: nested blocks have vectors of their own */
    return true;
}

/* dynamic "NAME" { for_each, iterator, content } */
static bool unroll(struct builder *b, const struct hcl_block *dynamic, const struct schema_field *field, struct part *outer, struct elements *out)
{
    static const char *const names[] = {"for_each", "iterator", "labels"};
    static const struct hcl_schema_block blocks[] = {{"content", 0}};
    static const struct hcl_schema schema = {names, COUNT_OF(names), blocks, 1};
    struct arena *arena = b->root->arena;
    struct hcl_diags diags = {.arena = arena};
    struct hcl_content content;
    if (!tf_content(arena, dynamic->body, &schema, &content, &diags)) return lost(b);
    const struct hcl_attribute *each = hcl_content_attribute(&content, "for_each"), *named = hcl_content_attribute(&content, "iterator");
    if (!each || content.blocks.len == 0) return true;
    const struct hcl_expr *native = named ? hcl_expr_native(arena, named->expr, &diags) : NULL;
    struct tf_iterator iterator = {.name = native ? hcl_expr_keyword(native) : dynamic->labels[0], .outer = b->context.iterators};
    struct value collection = tf_eval(&b->context, each->expr);
    const char *path = arena_strndup(arena, dynamic->labels[0].s, dynamic->labels[0].len);
    if (value_is_none(collection) || !add_references(b, outer, path, each->expr)) return false;
    bool object = value_is_object(collection);
    if (value_is_null(collection)) return true;
    if (!object && !value_is_array(collection) && !value_is_set(collection)) {   /* nobody knows how many: judged as one, of which nothing is known */
        struct value unknown = hcl_unknown_from(arena, collection, VALUE_NONE);
        collection = value_is_none(unknown) ? VALUE_NONE : value_array(arena, &unknown, 1);
        if (value_is_none(collection)) return lost(b);
        iterator.key = unknown;
    }
    size_t n = value_len(collection);
    if (n > BLOCKS_MAX) {
        if (!tf_notice(arena, &b->root->notices, NOTICE_LIMIT, TF_LIMIT.name, "a dynamic block makes more than 10,000 blocks", &each->expr->range)) return lost(b);
        out->unknown = value_unknown(arena, VALUE_NONE, VALUE_NONE);
        return !value_is_none(out->unknown) || lost(b);
    }
    const struct tf_iterator *before = b->context.iterators;
    b->context.iterators = &iterator;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        if (object) iterator.key = value_pairs(collection)[i].key;
        else if (value_is_set(collection)) iterator.key = value_items(collection)[i];
        else if (!value_is_unknown(iterator.key)) iterator.key = value_small((int64_t)i);
        iterator.value = object ? value_pairs(collection)[i].value : value_items(collection)[i];
        ok = build_element(b, dynamic, content.blocks.items[0]->body, field, out);
    }
    b->context.iterators = before;
    return ok;
}

/* Order of a set's elements: by value. Few elements, and qsort has no context: insertion. */
static void sort_elements(struct elements *e)
{
    for (size_t i = 1; i < e->parts.len; i++) {
        struct part part = e->parts.items[i];
        struct hcl_range range = e->ranges.items[i];
        size_t k = i;
        for (; k > 0 && value_compare(e->parts.items[k - 1].value, part.value) > 0; k--) {
            e->parts.items[k] = e->parts.items[k - 1];
            e->ranges.items[k] = e->ranges.items[k - 1];
        }
        e->parts.items[k] = part;
        e->ranges.items[k] = range;
    }
}

/* All blocks of one type → the value of the field. VALUE_NONE: none at all. */
static struct value finish_elements(struct builder *b, struct elements *e, const struct schema_field *field, struct str name, struct part *out)
{
    struct arena *arena = b->root->arena;
    bool map = field && !schema_is_block(field) && field->kind == SCHEMA_ATTRIBUTE;   /* tags { ... }, as before Terraform 0.12 */
    if (e->parts.len == 0) return e->unknown;
    if (field && field->kind == SCHEMA_SET_BLOCK) sort_elements(e);
    size_t n = e->parts.len, extra = value_is_none(e->unknown) ? 0 : 1;
    struct value *items = (struct value *)arena_array(arena, n + extra, sizeof *items);
    if (!items) return lost(b), VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        const char *field_name = resource_path_field(arena, "", name), *prefix = field_name ? resource_path_index(arena, field_name, i) : NULL;
        items[i] = e->parts.items[i].value;
        if (!prefix || !add_place(b, out, map ? field_name : prefix, &e->ranges.items[i]) || !adopt(b, out, map ? field_name : prefix, &e->parts.items[i]))
            return lost(b), VALUE_NONE;
    }
    if (map) return items[n - 1];
    if (extra) items[n] = e->unknown;
    return value_array(arena, items, n + extra);
}

static bool build_blocks(struct builder *b, const struct merged *merged, size_t from, struct str name, const struct schema_field *field, struct part *out,
                         struct value *value)
{
    struct elements elements = {.unknown = VALUE_NONE};
    for (size_t i = from; i < merged->blocks.len; i++) {
        const struct hcl_block *block = merged->blocks.items[i];
        bool dynamic = str_is(block->type, "dynamic") && block->n_labels == 1 && str_eq(block->labels[0], name);
        if (!dynamic && !str_eq(block->type, name)) continue;
        if (!(dynamic ? unroll(b, block, field, out, &elements) : build_element(b, block, block->body, field, &elements))) return false;
    }
    *value = finish_elements(b, &elements, field, name, out);
    return b->root->ok;
}

static struct str block_name(const struct hcl_block *block)
{
    return str_is(block->type, "dynamic") && block->n_labels == 1 ? block->labels[0] : block->type;
}

static bool seen_before(const struct merged *merged, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(block_name(merged->blocks.items[k]), block_name(merged->blocks.items[i]))) return true;
    return false;
}

static bool build_attribute(struct builder *b, const struct hcl_attribute *attribute, const struct schema_field *field, struct part *out, struct value *value,
                            bool *absent)
{
    struct arena *arena = b->root->arena;
    struct value v = tf_eval(&b->context, attribute->expr);
    if (value_is_none(v)) return false;
    bool blocks = field && (schema_is_block(field) || field->kind == SCHEMA_OBJECT);
    v = blocks ? coerce_blocks(arena, v, field, b->depth) : coerce(arena, v, field);
    if (value_is_none(v)) return lost(b);
    *value = tf_canonical_field(arena, field, v, absent);
    if (!*absent && value_is_none(*value)) return lost(b);
    const char *path = resource_path_field(arena, "", attribute->name);
    return add_place(b, out, path, &attribute->range) && add_references(b, out, path, attribute->expr);
}

static bool build_body(struct builder *b, const struct tf_bodies *bodies, struct schema_block schema, bool known, bool top, struct part *out)
{
    struct arena *arena = b->root->arena;
    struct merged merged = {0};
    if (b->depth >= BLOCK_MAX_DEPTH) return out->value = value_object(arena, NULL, 0), true;
    b->depth++;
    if (!merge_bodies(b, bodies, schema, top, &merged)) return false;
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, merged.attributes.len + merged.blocks.len + 1, sizeof *pairs);
    size_t n = 0;
    if (!pairs) return lost(b);
    for (size_t i = 0; i < merged.attributes.len; i++) {
        const struct hcl_attribute *attribute = merged.attributes.items[i];
        bool call = b->context.block && !b->context.block->type.len;   /* of a module call source and version are values */
        if (top && !call && among(attribute->name, meta_arguments, COUNT_OF(meta_arguments)) && !(known && schema_field_find(schema, attribute->name))) continue;
        bool absent = false;
        struct value v = VALUE_NONE;
        if (!build_attribute(b, attribute, known ? schema_field_find(schema, attribute->name) : NULL, out, &v, &absent)) return false;
        if (!absent) pairs[n++] = (struct value_pair){value_string(arena, attribute->name), v};
    }
    for (size_t i = 0; i < merged.blocks.len; i++) {
        struct str name = block_name(merged.blocks.items[i]);
        struct value v = VALUE_NONE;
        if ((top && among(name, meta_blocks, COUNT_OF(meta_blocks))) || seen_before(&merged, i)) continue;
        if (!build_blocks(b, &merged, i, name, known ? schema_field_find(schema, name) : NULL, out, &v)) return false;
        if (!value_is_none(v)) pairs[n++] = (struct value_pair){value_string(arena, name), v};
    }
    b->depth--;
    out->value = value_object(arena, pairs, n);
    return !value_is_none(out->value) || lost(b);
}

/* --- providers --- */

/* Where the provider that a block uses is configured; NULL when nowhere. *owner: the instance it stands in. */
static const struct tf_block *provider_of(struct tf_instance *instance, const char *key, struct tf_instance **owner)
{
    struct arena *arena = instance->root->arena;
    for (unsigned depth = 0; instance && key && depth <= TF_MAX_MODULE_DEPTH; depth++) {
        const struct tf_block *found = (const struct tf_block *)map_get(&instance->module->providers, str_of(key));
        if (found && instance->parent == NULL) return *owner = instance, found;
        const struct hcl_expr *passed = instance->call ? tf_bodies_attribute(arena, &instance->call->bodies, "providers") : NULL;
        const char *outer = NULL;
        for (size_t i = 0; passed && passed->kind == HCL_OBJECT && i < passed->object.n && !outer; i++) {
            const struct hcl_expr *left = hcl_expr_native(arena, passed->object.items[i].key, NULL), *right = hcl_expr_native(arena, passed->object.items[i].value, NULL);
            const struct hcl_traversal *from = left ? hcl_expr_traversal(left) : NULL, *to = right ? hcl_expr_traversal(right) : NULL;
            struct buf a = buf_new(0), b = buf_new(0);
            if (from) hcl_traversal_print(&a, from, SIZE_MAX);
            else if (left && left->kind == HCL_LITERAL && value_is_string(left->literal)) buf_add_str(&a, value_str(left->literal));
            if (to) hcl_traversal_print(&b, to, SIZE_MAX);
            if (a.s && b.s && strcmp(a.s, key) == 0) outer = arena_strdup(arena, b.s);
            buf_free(&a);
            buf_free(&b);
        }
        if (!outer && found) return *owner = instance, found;
        key = outer ? outer : strchr(key, '.') ? NULL : key;   /* an alias is handed down by name only, the default provider always */
        instance = instance->parent;
    }
    return NULL;
}

static const char *provider_key(struct tf_root *root, const struct tf_block *block)
{
    if (block->provider) {
        const struct hcl_expr *native = hcl_expr_native(root->arena, block->provider, NULL);
        const struct hcl_traversal *t = native ? hcl_expr_traversal(native) : NULL;
        if (native && native->kind == HCL_LITERAL && value_is_string(native->literal)) return value_cstr(native->literal);
        if (t) {
            struct buf text = buf_new(0);
            hcl_traversal_print(&text, t, 1);
            const char *key = text.s ? arena_strdup(root->arena, text.s) : NULL;
            buf_free(&text);
            return key;
        }
    }
    size_t n = 0;
    while (n < block->type.len && block->type.s[n] != '_') n++;
    return arena_strndup(root->arena, block->type.s, n);
}

/* The provider's whole configuration as an object, evaluated once. */
static struct value provider_values(struct tf_instance *owner, const struct tf_block *provider)
{
    struct tf_root *root = owner->root;
    const char *key = arena_printf(root->arena, "provider %s", provider->key);
    void **slot = key ? map_at(root->arena, &owner->attributes, str_of(key)) : NULL;
    if (!slot) return root->ok = false, VALUE_NONE;
    struct memo *memo = (struct memo *)*slot;
    if (memo) return memo->state == MEMO_DONE ? memo->value : VALUE_NONE;
    if (!(memo = (struct memo *)arena_zero(root->arena, sizeof *memo))) return root->ok = false, VALUE_NONE;
    *slot = memo;
    memo->state = MEMO_BUSY;
    struct builder b = {.context = {.instance = owner}, .root = root};
    struct part part = {.value = VALUE_NONE};
    bool ok = build_body(&b, &provider->bodies, (struct schema_block){0}, false, false, &part);
    *memo = (struct memo){MEMO_DONE, ok ? part.value : VALUE_NONE};
    return memo->value;
}

static struct value block_at(struct value list, size_t i)
{
    return value_is_array(list) && i < value_len(list) ? value_items(list)[i] : VALUE_NONE;
}

/* The tags of default_tags under the resource's own. */
static struct value all_tags(struct arena *arena, struct value defaults, struct value own)
{
    if (!value_is_object(defaults) || (!value_is_none(own) && !value_is_object(own))) {
        if (value_is_none(defaults)) return own;
        return value_is_none(own) && value_is_object(defaults) ? defaults : hcl_unknown_from(arena, defaults, own);
    }
    struct value all = defaults;
    for (size_t i = 0; value_is_object(own) && i < value_len(own); i++) all = value_with(arena, all, value_pairs(own)[i].key, value_pairs(own)[i].value);
    return all;
}

static bool apply_provider(struct builder *b, const struct tf_block *block, struct schema_block schema, struct resource *out)
{
    struct tf_root *root = b->root;
    struct tf_instance *owner = NULL;
    const char *key = provider_key(root, block);
    if (!key) return lost(b);
    out->provider = key;
    const struct tf_block *provider = provider_of(b->context.instance, key, &owner);
    struct value values = provider ? provider_values(owner, provider) : VALUE_NONE;
    if (!root->ok) return false;
    struct value own = value_field(out->values, "region"), region = value_is_string(own) ? own : value_field(values, "region");
    if (value_is_string(region)) out->region = value_cstr(region);
    struct value defaults = value_field(block_at(value_field(values, "default_tags"), 0), "tags"), tags = value_field(out->values, "tags");
    if (block->data_source || !schema_field_find(schema, STR("tags_all"))) return true;
    struct value all = all_tags(root->arena, defaults, tags);
    if (value_is_none(all)) return true;
    out->values = value_with(root->arena, out->values, value_cstring(root->arena, "tags_all"), all);
    return !value_is_none(out->values) || lost(b);
}

/* --- whole resources --- */

/* Comments inside the block and on the lines directly above it, for skips. */
static bool add_comments(struct builder *b, const struct hcl_block *block, struct resource *out)
{
    const struct hcl_file *file = block->range.file;
    size_t low = 0, high = file ? file->comments.len : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (file->comments.items[middle].range.start.line < block->range.start.line) low = middle + 1;
        else high = middle;
    }
    uint32_t above = block->range.start.line;
    while (low > 0 && file->comments.items[low - 1].range.start.line + 1 == above) low--, above--;
    for (; file && low < file->comments.len && file->comments.items[low].range.start.line <= block->range.end.line; low++) {
        struct resource_comment *at = vec_push(b->root->arena, &out->comments);
        if (!at) return lost(b);
        *at = (struct resource_comment){file->comments.items[low].text, file->comments.items[low].range.start.line};
    }
    return true;
}

static bool add_lifecycle(struct builder *b, const struct tf_block *block, struct resource *out)
{
    for (size_t i = 0; i < block->bodies.len; i++) {
        const struct hcl_body *body = block->bodies.items[i];
        for (size_t k = 0; k < body->blocks.len; k++) {
            if (!str_is(body->blocks.items[k].type, "lifecycle")) continue;
            struct value object = value_object(b->root->arena, NULL, 0);
            const struct hcl_body *inner = body->blocks.items[k].body;
            for (size_t j = 0; j < inner->attributes.len; j++) {
                const struct hcl_attribute *attribute = &inner->attributes.items[j];
                if (attribute->expr->kind != HCL_LITERAL) continue;   /* ignore_changes and the like name attributes */
                object = value_with(b->root->arena, object, value_string(b->root->arena, attribute->name), attribute->expr->literal);
            }
            if (value_is_none(object)) return lost(b);
            out->lifecycle = object;
        }
    }
    return true;
}

static bool add_sensitive(struct builder *b, const struct part *part, struct resource *out)
{
    struct arena *arena = b->root->arena;
    struct value *paths = (struct value *)arena_array(arena, part->sensitive.len + 1, sizeof *paths);
    if (!paths) return lost(b);
    for (size_t i = 0; i < part->sensitive.len; i++) paths[i] = value_cstring(arena, part->sensitive.items[i]);
    out->sensitive = value_set(arena, paths, part->sensitive.len);
    if (!value_is_none(out->sensitive)) out->sensitive = value_array(arena, value_items(out->sensitive), value_len(out->sensitive));
    return !value_is_none(out->sensitive) || lost(b);
}

bool tf_build_resource(struct tf_instance *instance, const struct tf_block *block, const struct tf_expansion *expansion, const struct tf_element *element,
                       struct resource *out)
{
    struct builder b = {.context = tf_context_of(instance, block, expansion, element), .root = instance->root, .want_notes = true};
    struct arena *arena = instance->root->arena;
    struct schema_block schema = {0};
    bool known = schema_find(block->type, block->data_source, &schema);
    struct part part = {.value = VALUE_NONE};
    if (!build_body(&b, &block->bodies, schema, known, true, &part)) return false;
    out->values = part.value;
    if (block->data_source && str_is(block->type, "aws_iam_policy_document")) {
        struct value json = tf_policy_document(arena, out->values);
        if (value_is_none(json)) return lost(&b);
        out->values = value_with(arena, out->values, value_cstring(arena, "json"), json);
    }
    out->values = resource_with_documents(arena, out->values);
    if (!value_is_none(out->values) && out->address)   /* none: built to be referred to, and named where it arrives */
        out->values = resource_name_unknowns(arena, out->values, out->address);
    if (value_is_none(out->values)) return lost(&b);
    out->places.items = part.notes.places.items, out->places.len = part.notes.places.len, out->places.cap = part.notes.places.cap;
    out->refs.items = part.notes.refs.items, out->refs.len = part.notes.refs.len, out->refs.cap = part.notes.refs.cap;
    if (!add_sensitive(&b, &part, out) || !apply_provider(&b, block, schema, out) || !add_lifecycle(&b, block, out)) return false;
    for (const struct tf_instance *i = instance; i && i->call; i = i->parent)   /* a skip on a module block reaches into the module */
        if (!add_comments(&b, i->call->block, out)) return false;
    return add_comments(&b, block->block, out);
}

struct value tf_build_field(struct tf_context *context, const struct tf_block *block, struct str name)
{
    struct builder b = {.context = *context, .root = context->instance->root};
    struct schema_block schema = {0};
    bool known = schema_find(block->type, block->data_source, &schema), absent = false;
    const struct schema_field *field = known ? schema_field_find(schema, name) : NULL;
    struct merged merged = {0};
    struct part part = {.value = VALUE_NONE};
    struct value v = VALUE_NONE;
    if (!merge_bodies(&b, &block->bodies, schema, true, &merged)) return VALUE_NONE;
    for (size_t i = 0; i < merged.attributes.len; i++) {
        if (!str_eq(merged.attributes.items[i]->name, name)) continue;
        if (!build_attribute(&b, merged.attributes.items[i], field, &part, &v, &absent)) return VALUE_NONE;
        return absent ? VALUE_NONE : v;
    }
    return build_blocks(&b, &merged, 0, name, field, &part, &v) ? v : VALUE_NONE;
}

bool tf_block_has(struct tf_root *root, const struct tf_block *block, struct str name)
{
    for (size_t i = 0; i < block->bodies.len; i++) {
        const struct hcl_body *body = block->bodies.items[i];
        if (body->json || hcl_body_attribute(body, name)) return true;
        for (size_t k = 0; k < body->blocks.len; k++)
            if (str_eq(block_name(&body->blocks.items[k]), name)) return true;
    }
    return false;
}
