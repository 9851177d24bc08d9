/* terraform/scope.c: what a name in an expression means: var, local, module, each, path, resources and data sources. */
#include "terraform/errors.h"
#include "terraform/instance.h"
#include "resource/schema.h"
#include "value/json.h"

#define EVALUATION_MAX_DEPTH 400   /* a local that needs a local that needs ...; the loader's thread has the stack for it */

ptrdiff_t tf_map_index(const struct map *map, struct str key)
{
    if (!map->slots) return -1;
    uint32_t hash = (uint32_t)hash_bytes(key.s, key.len);
    for (uint32_t at = hash & map->mask;; at = (at + 1) & map->mask) {
        uint32_t slot = map->slots[at];
        if (slot == 0) return -1;
        if (map->entries[slot - 1].hash == hash && str_eq(map->entries[slot - 1].key, key)) return (ptrdiff_t)slot - 1;
    }
}

static struct value out_of_memory(struct tf_root *root)
{
    root->ok = false;
    return VALUE_NONE;
}

static struct value unknown_named(struct tf_instance *instance, const char *text)
{
    struct tf_root *root = instance->root;
    const char *ref = *instance->address ? arena_printf(root->arena, "%s.%s", instance->address, text) : text;
    struct value unknown = ref ? value_unknown_ref(root->arena, ref) : VALUE_NONE;
    return value_is_none(unknown) ? out_of_memory(root) : unknown;
}

static struct value unknown_str(struct tf_instance *instance, const char *prefix, struct str name)
{
    const char *text = arena_printf(instance->root->arena, "%s%.*s", prefix, (int)name.len, name.s);
    return text ? unknown_named(instance, text) : out_of_memory(instance->root);
}

/* --- variables, locals, outputs --- */

static void cycle(struct tf_instance *instance, const char *what, struct str name, const struct hcl_range *range)
{
    const char *detail = arena_printf(instance->root->arena, "%s '%.*s' depends on itself", what, (int)name.len, name.s);
    if (!detail || !tf_notice(instance->root->arena, &instance->root->notices, NOTICE_CYCLE, TF_CYCLE.name, detail, range)) instance->root->ok = false;
}

static struct value converted(struct tf_instance *instance, const struct tf_variable *variable, struct str name, struct value v, const struct hcl_range *range)
{
    struct error err = {0};
    struct value out = VALUE_NONE;
    if (value_is_null(v) && !variable->nullable && variable->fallback) {
        struct tf_context context = {.instance = instance};
        v = tf_eval(&context, variable->fallback);
        if (value_is_none(v)) return v;
    }
    if (hcl_convert(instance->root->arena, v, variable->type, &out, &err)) return out;
    const char *detail = arena_printf(instance->root->arena, "variable '%.*s': %s", (int)name.len, name.s, err.message);
    if (!detail || !tf_notice(instance->root->arena, &instance->root->notices, NOTICE_INVALID, TF_INVALID.name, detail, range)) instance->root->ok = false;
    return unknown_str(instance, "var.", name);
}

static struct value variable_now(struct tf_instance *instance, size_t i)
{
    struct str name = instance->module->variables.entries[i].key;
    const struct tf_variable *variable = (const struct tf_variable *)instance->module->variables.entries[i].value;
    if (instance->call) {
        const struct hcl_expr *given = tf_bodies_attribute(instance->root->arena, &instance->call->bodies, arena_strndup(instance->root->arena, name.s, name.len));
        if (given) {
            struct tf_context context = tf_context_of(instance->parent, instance->call, tf_expand_call(instance->parent,
                                                      (size_t)tf_map_index(&instance->parent->module->calls, str_of(instance->call->key))), instance->element);
            struct value v = tf_eval(&context, given);
            return value_is_none(v) ? v : converted(instance, variable, name, v, &given->range);
        }
    } else {
        const struct tf_given *given = (const struct tf_given *)map_get(&instance->root->values, name);
        if (given) {
            struct tf_context context = {.instance = instance};
            struct value v = given->expr ? tf_eval(&context, given->expr) : given->value;
            return value_is_none(v) ? v : converted(instance, variable, name, v, given->expr ? &given->expr->range : &variable->block->header);
        }
    }
    if (!variable->fallback) return unknown_str(instance, "var.", name);
    struct tf_context context = {.instance = instance};
    struct value v = tf_eval(&context, variable->fallback);
    return value_is_none(v) ? v : converted(instance, variable, name, v, &variable->fallback->range);
}

struct value tf_variable_value(struct tf_instance *instance, size_t i)
{
    struct memo *memo = &instance->variables[i];
    if (memo->state == MEMO_DONE) return memo->value;
    if (memo->state == MEMO_BUSY) {
        const struct tf_variable *variable = (const struct tf_variable *)instance->module->variables.entries[i].value;
        cycle(instance, "variable", instance->module->variables.entries[i].key, &variable->block->header);
        return unknown_str(instance, "var.", instance->module->variables.entries[i].key);
    }
    memo->state = MEMO_BUSY;
    struct value v = variable_now(instance, i);
    *memo = (struct memo){MEMO_DONE, v};
    return v;
}

struct value tf_local_value(struct tf_instance *instance, size_t i)
{
    struct memo *memo = &instance->locals[i];
    const struct hcl_attribute *attribute = (const struct hcl_attribute *)instance->module->locals.entries[i].value;
    if (memo->state == MEMO_DONE) return memo->value;
    if (memo->state == MEMO_BUSY) {
        cycle(instance, "local value", attribute->name, &attribute->name_range);
        return unknown_str(instance, "local.", attribute->name);
    }
    memo->state = MEMO_BUSY;
    struct tf_context context = {.instance = instance};
    struct value v = tf_eval(&context, attribute->expr);
    *memo = (struct memo){MEMO_DONE, v};
    return v;
}

struct value tf_output_value(struct tf_instance *instance, size_t i)
{
    struct memo *memo = &instance->outputs[i];
    const struct tf_output *output = (const struct tf_output *)instance->module->outputs.entries[i].value;
    if (memo->state == MEMO_DONE) return memo->value;
    if (memo->state == MEMO_BUSY) {
        cycle(instance, "output", instance->module->outputs.entries[i].key, &output->block->header);
        return unknown_str(instance, "output.", instance->module->outputs.entries[i].key);
    }
    memo->state = MEMO_BUSY;
    struct tf_context context = {.instance = instance};
    struct value v = output->value ? tf_eval(&context, output->value) : VALUE_NULL_;
    *memo = (struct memo){MEMO_DONE, v};
    return v;
}

/* --- resources as others see them --- */

static const char *instance_key(struct tf_root *root, const struct tf_block *block, const struct tf_element *element, struct str name)
{
    return arena_printf(root->arena, "%s%s%s%.*s", block->key, element->index, name.len ? "." : "", (int)name.len, name.s);
}

/* The region of the provider is the one data source that is known without asking AWS. */
static struct value known_data(struct tf_instance *instance, const struct tf_block *block, const struct tf_element *element, struct str name)
{
    if (!block->data_source || !str_is(block->type, "aws_iam_policy_document")) return VALUE_NONE;
    if (!str_is(name, "json") && !str_is(name, "minified_json")) return VALUE_NONE;
    ptrdiff_t i = tf_map_index(&instance->module->resources, str_of(block->key));
    struct resource built = {0};
    if (i < 0) return VALUE_NONE;
    if (!tf_build_resource(instance, block, &instance->resources[i], element, &built)) return out_of_memory(instance->root);
    struct value json = value_field(built.values, "json");
    return json;
}

#define OPEN_MAX_DEPTH 16   /* of blocks in blocks; the provider's deepest has nine */

static bool remember_open(struct tf_instance *instance, const char *path, struct value object)
{
    struct arena *arena = instance->root->arena;
    const char *name = arena_printf(arena, "%s%s%s", instance->address, *instance->address ? "." : "", path);
    const char *key = (const char *)arena_copy(arena, &object, sizeof object);   /* the node's identity, not what it says */
    return name && key && map_set(arena, &instance->root->open, (struct str){key, sizeof object}, (void *)(uintptr_t)name);
}

/* The provider adds attributes to a block that the configuration writes, and the schema does not tell all of them. So a block that is reached
 * through a reference is an open object: a copy of its own whose name is remembered, and a field that it lacks is unknown under that name
 * (see missing_field). `path` is the block's: aws_eks_cluster.c.vpc_config. */
static struct value opened(struct tf_instance *instance, const char *path, const struct schema_field *field, struct value v, unsigned depth);

static struct value opened_object(struct tf_instance *instance, const char *path, struct schema_block block, struct value v, unsigned depth)
{
    struct tf_root *root = instance->root;
    size_t n = value_len(v);
    struct value_pair *pairs = (struct value_pair *)arena_array(root->arena, n + 1, sizeof *pairs);
    if (!pairs) return out_of_memory(root);
    for (size_t i = 0; i < n; i++) {
        pairs[i] = value_pairs(v)[i];
        const struct schema_field *field = value_is_string(pairs[i].key) ? schema_field_find(block, value_str(pairs[i].key)) : NULL;
        const char *inner = field && schema_is_block(field) ? resource_path_field(root->arena, path, value_str(pairs[i].key)) : NULL;
        if (inner) pairs[i].value = opened(instance, inner, field, pairs[i].value, depth + 1);
        if (value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    struct value object = value_object(root->arena, pairs, n);
    return value_is_none(object) || !remember_open(instance, path, object) ? out_of_memory(root) : object;
}

static struct value opened(struct tf_instance *instance, const char *path, const struct schema_field *field, struct value v, unsigned depth)
{
    struct tf_root *root = instance->root;
    struct schema_block block = schema_field_block(field);
    if (depth > OPEN_MAX_DEPTH || !(value_is_array(v) || value_is_object(v))) return v;
    if (value_is_object(v)) return opened_object(instance, path, block, v, depth);
    struct value *items = (struct value *)arena_array(root->arena, value_len(v) + 1, sizeof *items);
    if (!items) return out_of_memory(root);
    for (size_t i = 0; i < value_len(v); i++) {
        const char *element = resource_path_index(root->arena, path, i);
        if (!element) return out_of_memory(root);
        items[i] = value_items(v)[i];
        if (value_is_object(items[i])) items[i] = opened_object(instance, element, block, items[i], depth);
        if (value_is_none(items[i])) return VALUE_NONE;
    }
    struct value list = value_array(root->arena, items, value_len(v));
    return value_is_none(list) ? out_of_memory(root) : list;
}

/* For the evaluator: `object` has no field `name`. Is it a block that the provider completes? Then the field is unknown. */
static bool missing_field(void *argument, struct value object, struct str name, struct value *out)
{
    struct tf_root *root = ((struct tf_context *)argument)->instance->root;
    const char *path = root->open.len ? (const char *)map_get(&root->open, (struct str){(const char *)&object, sizeof object}) : NULL;
    if (!path) return false;
    const char *ref = resource_path_field(root->arena, path, name);
    *out = ref ? value_unknown_ref(root->arena, ref) : VALUE_NONE;
    if (value_is_none(*out)) *out = out_of_memory(root);
    return true;
}

/* How the ARNs of a type end, where that follows from the configuration: SUFFIX, the path (default "/"), the name. */
static const struct { const char *type, *suffix, *path, *name; } arn_ends[] = {
    {"aws_iam_policy", ":policy", "path", "name"}, {"aws_iam_role", ":role", "path", "name"}, {"aws_iam_user", ":user", "path", "name"},
    {"aws_iam_group", ":group", "path", "name"}, {"aws_iam_instance_profile", ":instance-profile", "path", "name"}, {"aws_s3_bucket", ":s3:::", NULL, "bucket"},
    {"aws_sqs_queue", ":", NULL, "name"}, {"aws_sns_topic", ":", NULL, "name"}, {"aws_dynamodb_table", ":table/", NULL, "name"},
};

/* A field that the configuration sets; VALUE_NONE when it does not. */
static struct value written_field(struct tf_instance *instance, size_t resource, const struct tf_element *element, const char *name)
{
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    if (!tf_block_has(instance->root, block, str_of(name))) return VALUE_NONE;
    struct value v = tf_resource_attribute(instance, resource, element, str_of(name));
    return value_is_string(v) || value_is_unknown(v) ? v : VALUE_NONE;
}

/* An ARN that AWS will make begins with "arn:", so it is not "*"; and it ends with the name, so it is no other's. */
static struct value unknown_arn(struct tf_instance *instance, size_t resource, const struct tf_element *element, const char *text)
{
    struct arena *arena = instance->root->arena;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    struct value unknown = unknown_named(instance, text), pieces[5] = {value_cstring(arena, "arn:"), unknown};
    size_t n = 2;
    for (size_t i = 0; i < COUNT_OF(arn_ends) && n == 2; i++) {
        if (!str_is(block->type, arn_ends[i].type)) continue;
        struct value name = written_field(instance, resource, element, arn_ends[i].name), path = VALUE_NONE;
        if (value_is_none(name)) break;
        if (arn_ends[i].path) path = written_field(instance, resource, element, arn_ends[i].path);
        pieces[n++] = value_cstring(arena, arn_ends[i].suffix);
        if (arn_ends[i].path) pieces[n++] = value_is_none(path) ? value_cstring(arena, "/") : path;
        pieces[n++] = name;
    }
    for (size_t i = 0; i < n; i++)
        if (value_is_none(pieces[i])) return out_of_memory(instance->root);
    struct value whole = hcl_string_of_parts(arena, pieces, n);
    return value_is_none(whole) ? out_of_memory(instance->root) : whole;
}

struct value tf_resource_attribute(struct tf_instance *instance, size_t resource, const struct tf_element *element, struct str name)
{
    struct tf_root *root = instance->root;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    const char *key = instance_key(root, block, element, name);
    void **slot = key ? map_at(root->arena, &instance->attributes, str_of(key)) : NULL;
    if (!slot) return out_of_memory(root);
    struct memo *memo = (struct memo *)*slot;
    if (memo && memo->state == MEMO_DONE) return memo->value;
    if (memo && memo->state == MEMO_BUSY) {
        cycle(instance, "resource", str_of(block->key), &block->block->header);
        return unknown_named(instance, key);
    }
    if (!(memo = (struct memo *)arena_zero(root->arena, sizeof *memo))) return out_of_memory(root);
    *slot = memo;
    memo->state = MEMO_BUSY;
    struct value v = known_data(instance, block, element, name);
    if (value_is_none(v) && root->ok && tf_block_has(root, block, name)) {
        struct tf_context context = tf_context_of(instance, block, &instance->resources[resource], element);
        v = tf_build_field(&context, block, name);
        struct schema_block schema = {0};
        const struct schema_field *field = !value_is_none(v) && schema_find(block->type, block->data_source, &schema) ? schema_field_find(schema, name) : NULL;
        if (field && schema_is_block(field)) v = opened(instance, key, field, v, 0);
    }
    if (value_is_none(v) && root->ok) v = str_is(name, "arn") ? unknown_arn(instance, resource, element, key) : unknown_named(instance, key);
    *memo = (struct memo){MEMO_DONE, v};
    return v;
}

static bool is_meta(struct str name)
{
    return str_is(name, "count") || str_is(name, "for_each") || str_is(name, "provider") || str_is(name, "depends_on");
}

/* All that the configuration sets, and the provider's other fields as unknown. */
static struct value whole_resource(struct tf_instance *instance, size_t resource, const struct tf_element *element)
{
    struct tf_root *root = instance->root;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    struct schema_block schema = {0};
    if (!schema_find(block->type, block->data_source, &schema)) {
        const char *key = instance_key(root, block, element, (struct str){"", 0});
        return key ? unknown_named(instance, key) : out_of_memory(root);
    }
    size_t n = schema.n, most = schema.n + 1;
    for (size_t i = 0; i < block->bodies.len; i++) most += block->bodies.items[i]->attributes.len;
    struct value_pair *pairs = (struct value_pair *)arena_array(root->arena, most, sizeof *pairs);
    if (!pairs) return out_of_memory(root);
    for (size_t i = 0; i < schema.n; i++) {
        struct str name = str_of(schema_field_name(&schema.fields[i]));
        pairs[i] = (struct value_pair){value_string(root->arena, name), tf_resource_attribute(instance, resource, element, name)};
        if (value_is_none(pairs[i].value) || value_is_none(pairs[i].key)) return out_of_memory(root);
    }
    for (size_t i = 0; i < block->bodies.len; i++) {   /* arguments of an older provider, which the schema no longer has */
        const struct hcl_body *body = block->bodies.items[i];
        for (size_t k = 0; k < body->attributes.len; k++) {
            struct str name = body->attributes.items[k].name;
            if (schema_field_find(schema, name) || is_meta(name)) continue;
            pairs[n] = (struct value_pair){value_string(root->arena, name), tf_resource_attribute(instance, resource, element, name)};
            if (value_is_none(pairs[n].value) || value_is_none(pairs[n].key)) return out_of_memory(root);
            n++;
        }
    }
    struct value object = value_object(root->arena, pairs, n);
    const char *key = instance_key(root, block, element, (struct str){"", 0});
    return value_is_none(object) || !key || !remember_open(instance, key, object) ? out_of_memory(root) : object;
}

/* Steps below an attribute, from step `at`. What is not there the provider may yet add: an unknown under the whole name, never an error. */
static struct value below(struct tf_instance *instance, struct value v, const struct hcl_traversal *t, size_t at, size_t *used)
{
    for (; at < t->n && !value_is_none(v) && !value_is_unknown(v); at++) {
        struct value key = t->steps[at].key, next;
        if (value_is_object(v) && value_is_string(key)) next = value_get(v, key);
        else if (value_is_array(v) && value_is_number(key)) next = value_get(v, key);
        else if (value_is_array(v) && value_len(v) == 1 && t->steps[at].is_attribute && value_is_object(value_items(v)[0]))
            next = value_get(value_items(v)[0], key);   /* a block that can stand only once has no index */
        else break;                                     /* no way to look into it: the evaluator says so */
        if (value_is_none(next)) {
            struct buf text = buf_new(0);
            hcl_traversal_print(&text, t, SIZE_MAX);
            const char *name = text.failed ? NULL : arena_strndup(instance->root->arena, text.s, text.len);
            buf_free(&text);
            return *used = t->n, name ? unknown_named(instance, name) : out_of_memory(instance->root);
        }
        v = next;
    }
    return *used = at, v;
}

/* An error and not an unknown, for `try(aws_s3_bucket.b[0].arn, "")` is how code asks whether there is one. */
static struct value no_instance(const char *name, struct value key, struct error *err)
{
    struct buf text = buf_new(0);
    value_print(&text, key);
    error_set(err, &HCL_ERR_REFERENCE, "%s has no instance with the key %.100s", name, text.s ? text.s : "?");
    buf_free(&text);
    return VALUE_NONE;
}

static bool element_matches(const struct tf_element *element, struct value key) { return value_equal(element->key, key); }

/* The list or object of all instances, made once: a splat in each of a thousand others asks for it a thousand times. */
static struct value all_instances(struct tf_instance *instance, size_t resource, const struct tf_expansion *expansion)
{
    struct tf_root *root = instance->root;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    const char *key = arena_printf(root->arena, "%s[*]", block->key);
    if (!key) return out_of_memory(root);
    struct memo *memo = (struct memo *)map_get(&instance->attributes, str_of(key));
    if (memo) return memo->value;
    size_t n = expansion->elements.len;
    struct value_pair *pairs = (struct value_pair *)arena_array(root->arena, n + 1, sizeof *pairs);
    struct value *items = (struct value *)arena_array(root->arena, n + 1, sizeof *items);
    if (!pairs || !items) return out_of_memory(root);
    for (size_t i = 0; i < n; i++) {
        items[i] = whole_resource(instance, resource, &expansion->elements.items[i]);
        if (value_is_none(items[i])) return VALUE_NONE;
        pairs[i] = (struct value_pair){expansion->elements.items[i].key, items[i]};
    }
    struct value all = expansion->kind == TF_COUNT ? value_array(root->arena, items, n) : value_object(root->arena, pairs, n);
    if (value_is_none(all) || !(memo = (struct memo *)arena_alloc(root->arena, sizeof *memo))) return out_of_memory(root);
    *memo = (struct memo){MEMO_DONE, all};
    return map_set(root->arena, &instance->attributes, str_of(key), memo) ? all : out_of_memory(root);
}

/* TYPE.NAME[key].attribute, from step `at` (the index or attribute behind the name). */
static struct value resource_value(struct tf_instance *instance, size_t resource, const struct hcl_traversal *t, size_t at, size_t *used, struct error *err)
{
    struct tf_root *root = instance->root;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[resource].value;
    struct tf_expansion *expansion = tf_expand_resource(instance, resource);
    if (!expansion || !root->ok) return out_of_memory(root);
    if (expansion->state == MEMO_BUSY) {
        cycle(instance, "resource", str_of(block->key), &block->block->header);
        return *used = t->n, unknown_named(instance, block->key);
    }
    const struct tf_element *element = expansion->elements.len ? &expansion->elements.items[0] : NULL;
    bool many = expansion->kind == TF_COUNT || expansion->kind == TF_FOR_EACH;
    *used = at;
    if (expansion->kind == TF_UNKNOWN_COUNT || expansion->kind == TF_UNKNOWN_EACH) {
        if (at < t->n && !t->steps[at].is_attribute && at + 1 < t->n && t->steps[at + 1].is_attribute)   /* one element of an unknown number */
            return below(instance, tf_resource_attribute(instance, resource, element, value_str(t->steps[at + 1].key)), t, at + 2, used);
        return *used = t->n, unknown_named(instance, block->key);
    }
    if (many && at < t->n && (!t->steps[at].is_attribute || value_is_number(t->steps[at].key))) {
        element = NULL;
        for (size_t i = 0; i < expansion->elements.len && !element; i++)
            if (element_matches(&expansion->elements.items[i], t->steps[at].key)) element = &expansion->elements.items[i];
        *used = ++at;
        if (!element) return no_instance(block->key, t->steps[at - 1].key, err);
        many = false;
    } else if (!many && at < t->n && !t->steps[at].is_attribute && value_is_small_int(t->steps[at].key)) {
        at++;   /* [0] on a single resource, as old configurations write */
        *used = at;
    }
    if (!many && at < t->n && t->steps[at].is_attribute && value_is_string(t->steps[at].key))
        return below(instance, tf_resource_attribute(instance, resource, element, value_str(t->steps[at].key)), t, at + 1, used);
    if (!many) return whole_resource(instance, resource, element);
    return all_instances(instance, resource, expansion);
}

/* --- modules as others see them --- */

static struct value child_outputs(struct tf_instance *child)
{
    struct tf_root *root = child->root;
    size_t n = child->module->outputs.len;
    struct value_pair *pairs = (struct value_pair *)arena_array(root->arena, n + 1, sizeof *pairs);
    if (!pairs) return out_of_memory(root);
    for (size_t i = 0; i < n; i++) {
        pairs[i] = (struct value_pair){value_string(root->arena, child->module->outputs.entries[i].key), tf_output_value(child, i)};
        if (value_is_none(pairs[i].value) || value_is_none(pairs[i].key)) return out_of_memory(root);
    }
    struct value object = value_object(root->arena, pairs, n);
    return value_is_none(object) ? out_of_memory(root) : object;
}

static struct value one_output(struct tf_instance *instance, struct tf_instance *child, struct str call, struct value name)
{
    ptrdiff_t i = child && value_is_string(name) ? tf_map_index(&child->module->outputs, value_str(name)) : -1;
    if (i >= 0) return tf_output_value(child, (size_t)i);
    struct str text = value_is_string(name) ? value_str(name) : (struct str){"", 0};
    const char *ref = arena_printf(instance->root->arena, "module.%.*s%s%.*s", (int)call.len, call.s, text.len ? "." : "", (int)text.len, text.s);
    return ref ? unknown_named(instance, ref) : out_of_memory(instance->root);
}

static struct value module_value(struct tf_instance *instance, const struct hcl_traversal *t, size_t *used, struct error *err)
{
    struct tf_root *root = instance->root;
    if (t->n == 0 || !value_is_string(t->steps[0].key)) return *used = t->n, unknown_named(instance, "module");
    struct str name = value_str(t->steps[0].key);
    ptrdiff_t call = tf_map_index(&instance->module->calls, name);
    if (call < 0) return *used = t->n, unknown_str(instance, "module.", name);
    struct tf_expansion *expansion = tf_expand_call(instance, (size_t)call);
    if (!expansion) return out_of_memory(root);
    size_t at = 1;
    if (expansion->state == MEMO_BUSY || expansion->kind == TF_UNKNOWN_COUNT || expansion->kind == TF_UNKNOWN_EACH)
        return *used = t->n, unknown_str(instance, "module.", name);
    struct tf_instance *child = expansion->elements.len ? expansion->children[0] : NULL;
    bool many = expansion->kind == TF_COUNT || expansion->kind == TF_FOR_EACH;
    if (many && at < t->n && (!t->steps[at].is_attribute || value_is_number(t->steps[at].key))) {
        bool found = false;
        child = NULL;
        for (size_t i = 0; i < expansion->elements.len; i++)
            if (element_matches(&expansion->elements.items[i], t->steps[at].key)) child = expansion->children[i], found = true;
        at++;
        many = false;
        if (!found) return no_instance(((const struct tf_block *)instance->module->calls.entries[call].value)->key, t->steps[at - 1].key, err);
        if (!child) return *used = t->n, unknown_str(instance, "module.", name);
    }
    *used = at;
    if (!many && at < t->n) return *used = at + 1, one_output(instance, child, name, t->steps[at].key);
    if (!many) return child ? child_outputs(child) : unknown_str(instance, "module.", name);
    size_t n = expansion->elements.len;
    struct value_pair *pairs = (struct value_pair *)arena_array(root->arena, n + 1, sizeof *pairs);
    struct value *items = (struct value *)arena_array(root->arena, n + 1, sizeof *items);
    if (!pairs || !items) return out_of_memory(root);
    for (size_t i = 0; i < n; i++) {
        items[i] = expansion->children[i] ? child_outputs(expansion->children[i]) : unknown_str(instance, "module.", name);
        if (value_is_none(items[i])) return VALUE_NONE;
        pairs[i] = (struct value_pair){expansion->elements.items[i].key, items[i]};
    }
    struct value all = expansion->kind == TF_COUNT ? value_array(root->arena, items, n) : value_object(root->arena, pairs, n);
    return value_is_none(all) ? out_of_memory(root) : all;
}

/* --- names --- */

static struct value each_value(struct tf_context *context, struct str field)
{
    if (!context->element || context->expansion == TF_UNKNOWN_EACH)
        return value_is_none(context->unknown_each) ? unknown_str(context->instance, "each.", field) : context->unknown_each;
    if (str_is(field, "key")) return context->element->key;
    if (str_is(field, "value")) return context->element->value;
    return VALUE_NONE;
}

static struct value path_value(struct tf_instance *instance, struct str field)
{
    struct arena *arena = instance->root->arena;
    if (str_is(field, "module")) return value_cstring(arena, instance->relative);
    if (str_is(field, "root")) return value_cstring(arena, ".");
    return unknown_str(instance, "path.", field);
}

/* A name that is not declared: Terraform refuses it; here it is said, and is a value that nobody knows, so that the rest is judged. */
static struct value undeclared(struct tf_instance *instance, const char *what, const char *prefix, struct str name, const struct hcl_range *range)
{
    struct tf_root *root = instance->root;
    const char *detail = arena_printf(root->arena, "there is no %s named '%.*s' here", what, (int)name.len, name.s);
    if (!detail || !tf_notice(root->arena, &root->notices, NOTICE_INVALID, HCL_ERR_REFERENCE.name, detail, range)) return out_of_memory(root);
    return unknown_str(instance, prefix, name);
}

/* The first step's name; empty when the traversal has none. */
static struct str first(const struct hcl_traversal *t)
{
    return t->n && value_is_string(t->steps[0].key) ? value_str(t->steps[0].key) : (struct str){"", 0};
}

static bool resolve_named(struct tf_context *context, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    struct tf_instance *instance = context->instance;
    struct str name = first(t);
    *used = 1;
    if (str_is(t->root, "var") || str_is(t->root, "local")) {
        bool variable = t->root.s[0] == 'v';
        ptrdiff_t i = tf_map_index(variable ? &instance->module->variables : &instance->module->locals, name);
        if (i < 0) *out = undeclared(instance, variable ? "variable" : "local value", variable ? "var." : "local.", name, &t->root_range);
        else *out = variable ? tf_variable_value(instance, (size_t)i) : tf_local_value(instance, (size_t)i);
        return !value_is_none(*out) || error_no_memory(err);
    }
    if (str_is(t->root, "each")) *out = each_value(context, name);
    else if (str_is(t->root, "count"))
        *out = context->expansion == TF_COUNT && context->element ? context->element->key
             : value_is_none(context->unknown_each) ? unknown_str(instance, "count.", name) : context->unknown_each;
    else if (str_is(t->root, "path")) *out = path_value(instance, name);
    else if (str_is(t->root, "terraform"))
        *out = str_is(name, "workspace") ? value_cstring(instance->root->arena, instance->root->options->workspace ? instance->root->options->workspace : "default")
                                         : unknown_str(instance, "terraform.", name);
    else if (str_is(t->root, "self")) *out = unknown_str(instance, "self.", name), *used = t->n ? 1 : 0;
    else if (str_is(t->root, "module")) *out = module_value(instance, t, used, err);
    else return false;
    return !value_is_none(*out) || (err->code ? false : error_no_memory(err));
}

static bool resolve_resource(struct tf_context *context, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    struct tf_instance *instance = context->instance;
    bool data = str_is(t->root, "data"), resource = str_is(t->root, "resource");
    size_t at = data || resource ? 1 : 0;
    if (t->n == 0 && (str_is(t->root, "True") || str_is(t->root, "False"))) {   /* Python's spelling, which other readers of HCL take */
        *used = 0;
        *out = value_bool(t->root.s[0] == 'T');
        return true;
    }
    if (str_is(t->root, "ephemeral") || t->n < at + 1 || !value_is_string(t->steps[at].key) || (at && !value_is_string(t->steps[0].key))) {
        *used = t->n;
        *out = unknown_str(instance, "", t->root);
        return !value_is_none(*out) || error_no_memory(err);
    }
    struct str type = at ? value_str(t->steps[0].key) : t->root, name = value_str(t->steps[at].key);
    const char *key = arena_printf(instance->root->arena, "%s%.*s.%.*s", data ? "data." : "", (int)type.len, type.s, (int)name.len, name.s);
    if (!key) return error_no_memory(err);
    ptrdiff_t i = tf_map_index(&instance->module->resources, str_of(key));
    if (i >= 0) {
        *out = resource_value(instance, (size_t)i, t, at + 1, used, err);
        return !value_is_none(*out) || (err->code ? false : error_no_memory(err));
    }
    struct buf text = buf_new(0);   /* a resource that is not here: a part of a tree is scanned, or a name is wrong */
    hcl_traversal_print(&text, t, SIZE_MAX);
    *out = text.failed ? VALUE_NONE : unknown_named(instance, arena_strndup(instance->root->arena, text.s, text.len));
    buf_free(&text);
    *used = t->n;
    return !value_is_none(*out) || error_no_memory(err);
}

static bool resolve(void *argument, struct arena *arena, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    struct tf_context *context = (struct tf_context *)argument;
    static const char *const names[] = {"var", "local", "each", "count", "path", "terraform", "self", "module"};
    for (const struct tf_iterator *it = context->iterators; it; it = it->outer) {
        if (!str_eq(it->name, t->root)) continue;
        struct str field = first(t);
        *used = 1;
        if (str_is(field, "key")) *out = it->key;
        else if (str_is(field, "value")) *out = it->value;
        else return error_set(err, &HCL_ERR_REFERENCE, "an iterator has key and value, not '%.*s'", (int)field.len, field.s);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_is(t->root, names[i])) return resolve_named(context, t, used, out, err);
    return resolve_resource(context, t, used, out, err);
}

/* What an expression that failed depends on, for the unknown that stands in for it. */
static struct value failed_value(struct tf_root *root)
{
    struct value unknown = value_unknown(root->arena, VALUE_NONE, VALUE_NONE);
    return value_is_none(unknown) ? out_of_memory(root) : unknown;
}

struct value tf_eval(struct tf_context *context, const struct hcl_expr *expr)
{
    struct tf_root *root = context->instance->root;
    if (!root->ok) return VALUE_NONE;
    if (expr->kind == HCL_LITERAL) return expr->literal;
    if (root->depth >= EVALUATION_MAX_DEPTH) {
        if (!tf_notice(root->arena, &root->notices, NOTICE_LIMIT, TF_LIMIT.name, "values depend on each other too deep to follow", &expr->range)) root->ok = false;
        return failed_value(root);
    }
    struct hcl_scope scope = {.context = context, .resolve = resolve, .missing = missing_field, .functions = hcl_terraform_functions, .host = &root->host, .steps_left = &root->steps};
    struct hcl_diags diags = {.arena = root->arena};
    struct value out = VALUE_NONE;
    root->depth++;
    bool ok = hcl_eval(root->arena, expr, &scope, &out, &diags);
    root->depth--;
    if (root->arena->failed) return out_of_memory(root);
    for (size_t i = 0; i < diags.len; i++) {
        enum notice_kind kind = diags.items[i].code == &ERROR_IO ? NOTICE_FILE_MISSING : diags.items[i].code == &HCL_ERR_LIMIT ? NOTICE_LIMIT : NOTICE_INVALID;
        if (!tf_notice_diag(root->arena, &root->notices, kind, &diags.items[i])) root->ok = false;
    }
    return ok ? out : failed_value(root);
}
