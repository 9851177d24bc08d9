/* terraform/plan.c: see plan.h. One function a shape: a plan's changes, the tree of planned or state values, a raw state. */
#include "terraform/plan.h"

#include "terraform/canonical.h"
#include "terraform/decode.h"
#include "terraform/plan_config.h"
#include "terraform/state.h"
#include "value/json.h"

TF_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const tf_errors[] = {TF_ERRORS(ERROR_CODE_ROW) NULL};

#define MERGE_MAX_DEPTH 200    /* nesting of values and marks walked together */
#define MODULE_MAX_DEPTH 64

struct reading {
    struct arena *arena;
    const char *file;
    struct tf_plan *plan;
    struct plan_config config;
    struct notice_list *notices;
    const struct plan_module *module;   /* of the resource at hand */
    const char *module_address;
    bool ok;                            /* false: memory is out */
};

static struct value lost(struct reading *r)
{
    r->ok = false;
    return VALUE_NONE;
}

/* --- what is not known --- */

/* The expression under `key` of a block's expressions. A dynamic block's expressions stand once, not as a list: then it serves for all. */
static struct value expression_of(struct value expressions, struct str key) { return value_get_str(expressions, key); }

static struct value expression_at(struct value expressions, size_t i)
{
    if (!value_is_array(expressions)) return expressions;
    if (i < value_len(expressions)) return value_items(expressions)[i];
    return value_len(expressions) ? value_items(expressions)[value_len(expressions) - 1] : VALUE_NONE;
}

static struct value unknown_of(struct reading *r, struct value expression)
{
    struct value refs = plan_references(r->arena, r->module, r->module_address, expression);
    struct value unknown = value_is_none(refs) ? VALUE_NONE : value_unknown(r->arena, refs, VALUE_NONE);
    return value_is_none(unknown) ? lost(r) : unknown;
}

static struct value merge(struct reading *r, struct value after, struct value unknown, struct value expression, bool configured, unsigned depth);

/* Marks may name keys that `after` lacks, and the other way round. */
static struct value merge_objects(struct reading *r, struct value after, struct value unknown, struct value expressions, bool configured, unsigned depth)
{
    size_t n = (value_is_object(after) ? value_len(after) : 0) + (value_is_object(unknown) ? value_len(unknown) : 0), kept = 0;
    struct value_pair *pairs = (struct value_pair *)arena_array(r->arena, n + 1, sizeof *pairs);
    if (!pairs) return lost(r);
    for (size_t i = 0; value_is_object(after) && i < value_len(after); i++) {
        struct value_pair pair = value_pairs(after)[i];
        struct value mark = value_get(unknown, pair.key);
        if (!value_is_none(mark)) {
            struct value expression = value_is_string(pair.key) ? expression_of(expressions, value_str(pair.key)) : VALUE_NONE;
            pair.value = merge(r, pair.value, mark, expression, configured, depth + 1);
        }
        if (!value_is_none(pair.value)) pairs[kept++] = pair;
    }
    for (size_t i = 0; value_is_object(unknown) && i < value_len(unknown); i++) {
        struct value_pair pair = value_pairs(unknown)[i];
        if (!value_is_none(value_get(after, pair.key))) continue;
        struct value expression = value_is_string(pair.key) ? expression_of(expressions, value_str(pair.key)) : VALUE_NONE;
        pair.value = merge(r, VALUE_NONE, pair.value, expression, configured, depth + 1);
        if (!value_is_none(pair.value)) pairs[kept++] = pair;
    }
    struct value object = value_object(r->arena, pairs, kept);
    return value_is_none(object) ? lost(r) : object;
}

static struct value merge_arrays(struct reading *r, struct value after, struct value unknown, struct value expression, bool configured, unsigned depth)
{
    size_t n = value_len(after), m = value_len(unknown), kept = 0;
    struct value *items = (struct value *)arena_array(r->arena, n + m + 1, sizeof *items);
    if (!items) return lost(r);
    for (size_t i = 0; i < n || i < m; i++) {
        struct value mark = i < m ? value_items(unknown)[i] : VALUE_NONE;
        struct value item = i < n ? value_items(after)[i] : VALUE_NONE;
        bool scalar = !value_is_object(item) && !value_is_array(item);   /* an element of a list is there because it was written */
        item = merge(r, item, mark, expression_at(expression, i), configured && !scalar, depth + 1);
        if (!value_is_none(item)) items[kept++] = item;
    }
    struct value list = value_array(r->arena, items, kept);
    return value_is_none(list) ? lost(r) : list;
}

/* `after` with unknowns where the marks say so. `configured`: there is a configuration to ask, so that what it does not set can be told
 * from what it sets to something unknown. VALUE_NONE: nothing is there. */
static struct value merge(struct reading *r, struct value after, struct value unknown, struct value expression, bool configured, unsigned depth)
{
    if (value_is_true(unknown)) {
        if (!configured || !value_is_none(expression)) return unknown_of(r, expression);
        return value_is_null(after) ? VALUE_NONE : after;
    }
    if (depth > MERGE_MAX_DEPTH) return after;
    if (value_is_array(unknown) && (value_is_array(after) || (value_is_none(after) && value_len(unknown)))) {
        if (value_is_none(after)) after = value_array(r->arena, NULL, 0);
        return value_is_none(after) ? lost(r) : merge_arrays(r, after, unknown, expression, configured, depth);
    }
    if (value_is_object(unknown) && (value_is_object(after) || (value_is_none(after) && value_len(unknown))))
        return merge_objects(r, after, unknown, expression, configured, depth);
    return after;
}

/* --- what must not be shown --- */

static void sensitive_paths(struct reading *r, struct value marks, const char *path, struct value *out, size_t *n, size_t max, unsigned depth)
{
    if (*n >= max || depth > MERGE_MAX_DEPTH || !path) return;
    if (value_is_true(marks)) {
        out[(*n)++] = value_cstring(r->arena, path);
        return;
    }
    if (!value_is_object(marks) && !value_is_array(marks)) return;
    for (size_t i = 0; i < value_len(marks); i++) {
        if (value_is_object(marks) && value_is_string(value_pairs(marks)[i].key))
            sensitive_paths(r, value_pairs(marks)[i].value, resource_path_field(r->arena, path, value_str(value_pairs(marks)[i].key)), out, n, max, depth + 1);
        else if (value_is_array(marks))
            sensitive_paths(r, value_items(marks)[i], resource_path_index(r->arena, path, i), out, n, max, depth + 1);
    }
}

#define SENSITIVE_MAX 256

static struct value sensitive_of(struct reading *r, struct value marks)
{
    struct value paths[SENSITIVE_MAX];
    size_t n = 0;
    if (value_is_object(marks)) sensitive_paths(r, marks, "", paths, &n, SENSITIVE_MAX, 0);
    struct value list = value_array(r->arena, paths, n);
    return value_is_none(list) ? lost(r) : list;
}

/* --- one resource --- */

static const char *text_field(struct value v, const char *key)
{
    struct value s = value_field(v, key);
    return value_is_string(s) ? value_cstr(s) : NULL;
}

static const char *index_text(struct reading *r, struct value index)
{
    if (value_is_number(index)) {
        char scratch[24];
        return arena_printf(r->arena, "[%s]", value_number_text(index, scratch).s);
    }
    if (!value_is_string(index)) return "";
    struct buf quoted = buf_new(0);
    json_write_string(&quoted, value_str(index));
    const char *text = quoted.failed ? NULL : arena_printf(r->arena, "[%s]", quoted.s);
    buf_free(&quoted);
    return text;
}

/* "aws", "aws.ALIAS"; a module's key is "module.a:aws". */
static const char *provider_of(struct value config)
{
    const char *key = text_field(config, "provider_config_key");
    const char *colon = key ? strrchr(key, ':') : NULL;
    return colon ? colon + 1 : key;
}

static const char *region_of(struct reading *r, struct value config, struct value values)
{
    const char *own = text_field(values, "region");
    if (own) return own;
    const char *key = text_field(config, "provider_config_key");
    if (!key) return NULL;
    struct value provider = value_field(r->config.providers, key);
    const char *colon = strrchr(key, ':');
    if (value_is_none(provider) && colon) provider = value_field(r->config.providers, colon + 1);
    return text_field(value_field(value_field(provider, "expressions"), "region"), "constant_value");
}

static bool add_refs(struct reading *r, struct resource *resource, struct value expressions, unsigned depth)
{
    if (depth > MERGE_MAX_DEPTH) return true;
    for (size_t i = 0; value_is_object(expressions) && i < value_len(expressions); i++) {
        struct value_pair pair = value_pairs(expressions)[i];
        if (!value_is_string(pair.key)) continue;
        bool list = value_is_array(pair.value);
        for (size_t k = 0; k < (list ? value_len(pair.value) : 1); k++) {
            struct value inner = list ? value_items(pair.value)[k] : pair.value;
            if (list || value_is_none(value_field(inner, "references"))) {   /* a block: its fields are expressions */
                if (!value_is_object(inner)) continue;
                struct resource nested = {.refs = {0}};
                if (!value_is_none(value_field(inner, "constant_value")) || !add_refs(r, &nested, inner, depth + 1)) continue;
                for (size_t j = 0; j < nested.refs.len; j++) {
                    struct resource_ref *at = vec_push(r->arena, &resource->refs);
                    const char *path = arena_printf(r->arena, "%s[%zu].%s", value_cstr(pair.key), k, nested.refs.items[j].path);
                    if (!at || !path) return false;
                    *at = (struct resource_ref){path, nested.refs.items[j].target};
                }
                continue;
            }
            struct value targets = plan_references(r->arena, r->module, r->module_address, inner);
            if (value_is_none(targets)) return false;
            for (size_t j = 0; j < value_len(targets); j++) {
                struct resource_ref *at = vec_push(r->arena, &resource->refs);
                if (!at) return false;
                *at = (struct resource_ref){value_cstr(pair.key), value_cstr(value_items(targets)[j])};
            }
        }
    }
    return true;
}

/* `source` is a resource change, or a resource of a values tree; after, unknown and sensitive are picked by the caller. */
static bool add_resource(struct reading *r, struct value source, const char *module, struct value after, struct value unknown, struct value sensitive,
                         const char *action)
{
    const char *address = text_field(source, "address"), *type = text_field(source, "type"), *name = text_field(source, "name");
    const char *mode = text_field(source, "mode");
    if (!type || !name) return true;
    bool data = mode && strcmp(mode, "data") == 0;
    struct resource *resource = (struct resource *)arena_zero(r->arena, sizeof *resource);
    struct resource **slot = vec_push(r->arena, &r->plan->resources);
    if (!resource || !slot) return r->ok = false;
    *slot = resource;
    r->module_address = module;
    r->module = plan_module_at(&r->config, str_of(module));
    const char *key = arena_printf(r->arena, "%s%s.%s", data ? "data." : "", type, name);
    struct value config = key ? plan_module_resource(r->module, str_of(key)) : VALUE_NONE;
    struct value expressions = value_field(config, "expressions");
    resource->type = type;
    resource->name = name;
    resource->module = module;
    resource->root = r->file;
    resource->index = index_text(r, value_field(source, "index"));
    resource->data_source = data;
    resource->origin = r->plan->is_state ? RESOURCE_FROM_STATE : RESOURCE_FROM_PLAN;
    resource->action = action;
    resource->file = r->file;
    resource->address = address ? address : arena_printf(r->arena, "%s%s%s%s", module, *module ? "." : "", key, resource->index);
    struct value values = merge(r, value_is_object(after) ? after : value_object(r->arena, NULL, 0), unknown, expressions, value_is_object(config), 0);
    struct schema_block block = {0};
    bool known = schema_find(str_of(type), data, &block);
    if (r->ok && value_is_object(values)) values = tf_canonical(r->arena, block, known, values);
    if (r->ok && !value_is_none(values)) values = resource_with_documents(r->arena, values);
    if (r->ok && !value_is_none(values) && resource->address) values = resource_name_unknowns(r->arena, values, resource->address);
    resource->values = values;
    resource->sensitive = sensitive_of(r, sensitive);
    resource->provider = provider_of(config);
    resource->region = region_of(r, config, values);
    bool complete = key && resource->index && resource->address && !value_is_none(values) && add_refs(r, resource, expressions, 0);
    return r->ok = r->ok && complete;
}

/* --- the shapes --- */

/* One of the names of `terraform show -json` for what will happen, from the list of actions. */
static const char *action_of(struct value actions)
{
    if (!value_is_array(actions) || value_len(actions) == 0 || !value_is_string(value_items(actions)[0])) return "create";
    if (value_len(actions) > 1) return "replace";
    return value_cstr(value_items(actions)[0]);
}

static bool read_changes(struct reading *r, struct value changes)
{
    for (size_t i = 0; i < value_len(changes); i++) {
        struct value source = value_items(changes)[i], change = value_field(source, "change");
        const char *action = action_of(value_field(change, "actions"));
        if (strcmp(action, "delete") == 0 || strcmp(action, "forget") == 0) continue;
        const char *module = text_field(source, "module_address");
        if (!value_is_none(value_field(source, "deposed"))) continue;
        if (!add_resource(r, source, module ? module : "", value_field(change, "after"), value_field(change, "after_unknown"),
                          value_field(change, "after_sensitive"), action)) return false;
    }
    return true;
}

/* planned_values or a state's values: {root_module: {resources, child_modules}}. */
static bool read_tree(struct reading *r, struct value module, unsigned depth)
{
    const char *address = text_field(module, "address");
    struct value resources = value_field(module, "resources"), children = value_field(module, "child_modules");
    for (size_t i = 0; value_is_array(resources) && i < value_len(resources); i++) {
        struct value source = value_items(resources)[i];
        if (!add_resource(r, source, address ? address : "", value_field(source, "values"), VALUE_NONE, value_field(source, "sensitive_values"), NULL))
            return false;
    }
    for (size_t i = 0; value_is_array(children) && i < value_len(children) && depth < MODULE_MAX_DEPTH; i++)
        if (!read_tree(r, value_items(children)[i], depth + 1)) return false;
    return true;
}

/* Providers of the configuration, for what is written in them: keys "aws", "aws.west", "module.a:aws". */
static bool read_providers(struct reading *r)
{
    struct value providers = r->config.providers;
    for (size_t i = 0; value_is_object(providers) && i < value_len(providers); i++) {
        struct value provider = value_pairs(providers)[i].value, expressions = value_field(provider, "expressions");
        const char *name = text_field(provider, "name"), *alias = text_field(provider, "alias"), *module = text_field(provider, "module_address");
        if (!name || strcmp(name, "aws") != 0) continue;
        struct resource *resource = (struct resource *)arena_zero(r->arena, sizeof *resource);
        struct resource **slot = vec_push(r->arena, &r->plan->resources);
        if (!resource || !slot) return r->ok = false;
        *slot = resource;
        struct value values = value_object(r->arena, NULL, 0);
        for (size_t k = 0; value_is_object(expressions) && k < value_len(expressions); k++) {
            struct value constant = value_field(value_pairs(expressions)[k].value, "constant_value");
            if (!value_is_none(constant)) values = value_with(r->arena, values, value_pairs(expressions)[k].key, constant);
        }
        *resource = (struct resource){.type = "rampart_provider", .name = alias ? alias : "default", .module = module ? module : "", .root = r->file, .index = "",
                                      .address = arena_printf(r->arena, "aws.%s", alias ? alias : "default"), .origin = RESOURCE_FROM_PLAN,
                                      .values = values, .sensitive = value_array(r->arena, NULL, 0), .file = r->file};
        if (!resource->address || value_is_none(values) || value_is_none(resource->sensitive)) return r->ok = false;
    }
    return true;
}

static bool read_raw_state(struct reading *r)
{
    struct state_entry_list entries = {0};
    if (!state_entries(r->arena, r->plan->document, &entries)) return r->ok = false;
    for (size_t i = 0; i < entries.len; i++)
        if (!add_resource(r, entries.items[i].source, entries.items[i].module, entries.items[i].attributes, VALUE_NONE, VALUE_NONE, NULL)) return false;
    return true;
}

static bool not_a_plan(struct error *err, const char *what)
{
    error_set(err, &TF_NOT_A_PLAN, "%s", what);
    return error_help(err, "give the output of 'terraform show -json PLANFILE'");
}

static bool check_version(struct value plan, struct error *err)
{
    const char *version = text_field(plan, "format_version");
    if (!version || version[0] == '0' || strncmp(version, "1.", 2) == 0 || strcmp(version, "1") == 0) return true;
    return error_set(err, &TF_FORMAT_VERSION, "format_version \"%.20s\" is not known here (0.x and 1.x are)", version);
}

static bool read_document(struct reading *r, struct error *err)
{
    struct value plan = r->plan->document;
    if (!value_is_object(plan)) return not_a_plan(err, "the file holds JSON, but not an object");
    if (!check_version(plan, err)) return false;
    r->plan->terraform_version = text_field(plan, "terraform_version");
    struct value changes = value_field(plan, "resource_changes"), planned = value_field(plan, "planned_values"), values = value_field(plan, "values");
    if (!plan_config_read(r->arena, plan, &r->config)) return r->ok = false;
    if (!read_providers(r)) return false;
    if (value_is_array(changes)) return read_changes(r, changes);
    if (value_is_object(planned)) return read_tree(r, value_field(planned, "root_module"), 0);
    r->plan->is_state = true;
    if (value_is_object(values)) return read_tree(r, value_field(values, "root_module"), 0);
    if (state_is_raw(plan)) return read_raw_state(r);
    if (value_is_string(value_field(plan, "format_version"))) return true;   /* an empty plan or state says only its version */
    return not_a_plan(err, "the file holds a JSON object, but neither resource_changes nor planned_values nor a state");
}

bool tf_read_plan(struct arena *arena, struct str bytes, const char *file, struct tf_plan *out, struct notice_list *notices, struct error *err)
{
    struct reading r = {.arena = arena, .file = file, .plan = out, .notices = notices, .ok = true};
    *out = (struct tf_plan){.document = VALUE_NONE};
    if (str_has_prefix(bytes, (struct str){"PK\x03\x04", 4})) {
        error_set(err, &TF_BINARY_PLAN, "this is Terraform's binary plan file");
        error_help(err, "run 'terraform show -json FILE > plan.json' and give that");
        return error_in_file(err, str_of(file));
    }
    bool ok = tf_decode(arena, bytes, &out->text, err) && json_read(arena, out->text, NULL, &out->document, NULL, err) && read_document(&r, err);
    if (arena->failed) r.ok = false;
    if (!r.ok) error_no_memory(err);
    return ok && r.ok ? true : error_in_file(err, str_of(file));
}

#define SNIFF ((size_t)8192)

bool tf_looks_like_plan(struct str bytes)
{
    if (str_has_prefix(bytes, (struct str){"\x1f\x8b", 2})) return true;
    struct str head = {bytes.s, bytes.len < SNIFF ? bytes.len : SNIFF};
    static const char *const signs[] = {"\"format_version\"", "\"resource_changes\"", "\"planned_values\"", "\"terraform_version\"", "f\0o\0r\0m\0a\0t\0_\0v"};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        struct str sign = {signs[i], i == 4 ? 15 : strlen(signs[i])};
        if (str_find(head, sign, 0) != SIZE_MAX) return true;
    }
    return false;
}
