/* terraform/load.c: see load.h. Reads the tree, then evaluates each root module, all roots in parallel, and brings the results together. */
#include "terraform/load.h"

#include <stdlib.h>

#include "base/pool.h"
#include "terraform/tree.h"

#define MEMORY_DEFAULT ((size_t)2 << 30)
#define STEPS_MAX ((uint64_t)200000000)   /* expressions and elements evaluated for one root: some minutes at worst */

/* --- one root --- */

static struct resource *new_resource(struct tf_instance *instance)
{
    struct tf_root *root = instance->root;
    struct resource *resource = (struct resource *)arena_zero(root->arena, sizeof *resource);
    struct resource **slot = resource ? vec_push(root->arena, &root->resources) : NULL;   /* the list outlives a failure: nothing empty in it */
    if (!slot) return root->ok = false, NULL;
    *slot = resource;
    return resource;
}

/* One that memory was short for is not half a resource, but none. */
static bool completed(struct tf_root *root, bool ok)
{
    if (ok && !root->arena->failed) return true;
    root->resources.len--;
    return root->ok = false;
}

static void place_in_file(struct resource *resource, const struct hcl_block *block)
{
    resource->file = block->range.file ? block->range.file->name.s : NULL;
    resource->line = block->range.start.line;
    resource->end_line = block->range.end.line;
}

static const char *text_of(struct arena *arena, struct str s) { return arena_strndup(arena, s.s, s.len); }

static bool add_resources(struct tf_instance *instance, size_t i)
{
    struct tf_root *root = instance->root;
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[i].value;
    struct tf_expansion *expansion = tf_expand_resource(instance, i);
    if (!expansion) return false;
    const char *separator = *instance->address ? "." : "";
    for (size_t k = 0; k < expansion->elements.len; k++) {
        const struct tf_element *element = &expansion->elements.items[k];
        if (root->resources.len >= TF_MAX_INSTANCES) {
            return tf_notice(root->arena, &root->notices, NOTICE_LIMIT, TF_LIMIT.name, "more than 200,000 resources; the rest is not judged", &block->block->header);
        }
        struct resource *resource = new_resource(instance);
        if (!resource) return false;
        resource->type = text_of(root->arena, block->type);
        resource->name = text_of(root->arena, block->name);
        resource->module = instance->address;
        resource->root = root->instance->module->shown;
        resource->index = element->index;
        resource->data_source = block->data_source;
        resource->origin = RESOURCE_FROM_HCL;
        resource->address = arena_printf(root->arena, "%s%s%s%s.%s%s", instance->address, separator, block->data_source ? "data." : "", resource->type,
                                         resource->name, element->index);
        place_in_file(resource, block->block);
        if (!completed(root, tf_build_resource(instance, block, expansion, element, resource))) return false;
    }
    return true;
}

/* Providers hold secrets and regions: a resource of our own kind, addressed as Checkov does. */
static bool add_provider(struct tf_instance *instance, const struct tf_block *block)
{
    struct tf_root *root = instance->root;
    if (!str_is(block->name, "aws")) return true;
    struct resource *resource = new_resource(instance);
    if (!resource) return false;
    struct tf_expansion single = {.kind = TF_SINGLE};
    struct tf_element element = {VALUE_NONE, VALUE_NONE, ""};
    resource->type = "rampart_provider";
    resource->name = block->alias.len ? text_of(root->arena, block->alias) : "default";
    resource->module = instance->address;
    resource->root = root->instance->module->shown;
    resource->index = "";
    resource->origin = RESOURCE_FROM_HCL;
    resource->address = arena_printf(root->arena, "aws.%s", resource->name);
    place_in_file(resource, block->block);
    bool ok = completed(root, tf_build_resource(instance, block, &single, &element, resource));
    resource->provider = NULL;   /* it is one itself */
    return ok;
}

/* A module call as a resource of our own kind: its source and version, and the comments that reach into the module. */
static bool add_call(struct tf_instance *instance, const struct tf_block *call, const struct tf_expansion *expansion, const struct tf_element *element)
{
    struct tf_root *root = instance->root;
    struct resource *resource = new_resource(instance);
    if (!resource) return false;
    resource->type = "rampart_module";
    resource->name = text_of(root->arena, call->name);
    resource->module = instance->address;
    resource->root = root->instance->module->shown;
    resource->index = element->index;
    resource->origin = RESOURCE_FROM_HCL;
    resource->address = arena_printf(root->arena, "%s%smodule.%s%s", instance->address, *instance->address ? "." : "", resource->name, element->index);
    place_in_file(resource, call->block);
    return completed(root, tf_build_resource(instance, call, expansion, element, resource));
}

/* A condition that is known and false is said; the values are judged all the same. */
static bool check_validations(struct tf_instance *instance, const struct tf_variable *variable, size_t i)
{
    struct tf_root *root = instance->root;
    for (size_t k = 0; k < variable->validations.len; k++) {
        struct tf_bodies bodies = {(const struct hcl_body *[]){variable->validations.items[k]}, 1, 1};
        const struct hcl_expr *condition = tf_bodies_attribute(root->arena, &bodies, "condition");
        struct tf_context context = {.instance = instance};
        if (!condition || value_has_unknown(tf_variable_value(instance, i))) continue;
        struct value v = tf_eval(&context, condition);
        if (!value_is_false(v)) continue;
        const struct hcl_expr *message = tf_bodies_attribute(root->arena, &bodies, "error_message");
        struct value said = message ? tf_eval(&context, message) : VALUE_NONE;
        const char *detail = arena_printf(root->arena, "the value of variable '%.*s' is not valid: %s", (int)instance->module->variables.entries[i].key.len,
                                          instance->module->variables.entries[i].key.s, value_is_string(said) ? value_cstr(said) : "its condition is false");
        if (!detail || !tf_notice(root->arena, &root->notices, NOTICE_INVALID, TF_INVALID.name, detail, &condition->range)) return root->ok = false;
    }
    return root->ok;
}

static bool evaluate(struct tf_instance *instance)
{
    const struct tf_module *module = instance->module;
    struct tf_root *root = instance->root;
    for (uint32_t i = 0; i < module->resources.len && root->ok; i++)
        if (!add_resources(instance, i)) return false;
    for (uint32_t i = 0; i < module->providers.len && root->ok; i++)
        if (!add_provider(instance, (const struct tf_block *)module->providers.entries[i].value)) return false;
    for (uint32_t i = 0; i < module->locals.len && root->ok; i++) (void)tf_local_value(instance, i);   /* for what it has to say: cycles, missing files */
    for (uint32_t i = 0; i < module->variables.len && root->ok; i++)
        if (!check_validations(instance, (const struct tf_variable *)module->variables.entries[i].value, i)) return false;
    for (uint32_t i = 0; i < module->calls.len && root->ok; i++) {
        struct tf_expansion *expansion = tf_expand_call(instance, i);
        if (!expansion) return false;
        for (size_t k = 0; k < expansion->elements.len; k++) {
            if (!add_call(instance, (const struct tf_block *)module->calls.entries[i].value, expansion, &expansion->elements.items[k])) return false;
            if (expansion->children[k] && !evaluate(expansion->children[k])) return false;
        }
    }
    return root->ok;
}

struct roots { struct tf_tree *tree; struct tf_root *items; };

static void evaluate_root(void *context, size_t i, unsigned worker)
{
    struct roots *roots = (struct roots *)context;
    struct tf_root *root = &roots->items[i];
    const struct tf_options *options = roots->tree->options;
    root->arena = arena_new(options->memory_limit ? options->memory_limit : MEMORY_DEFAULT);
    root->passing = arena_new(MEMORY_DEFAULT);
    if (!root->arena || !root->passing || !arena_alloc(root->passing, 1)) {   /* one byte, that rewinding keeps a block */
        arena_free(root->passing);
        return;
    }
    root->tree = roots->tree;
    root->options = options;
    root->steps = STEPS_MAX;
    root->ok = true;
    const struct tf_module *module = roots->tree->roots.items[i]->module;
    root->instance = tf_instance_new(root, module, NULL, NULL, NULL);
    root->ok = root->instance && tf_tree_variables(roots->tree, root, module);
    if (root->ok) {
        root->host = tf_tree_host(root);
        if (!evaluate(root->instance)) root->ok = false;
    }
    arena_free(root->passing);
    root->passing = NULL;
}

/* --- together --- */

static int by_place(const void *a, const void *b)
{
    const struct notice *x = (const struct notice *)a, *y = (const struct notice *)b;
    int c = strcmp(x->file ? x->file : "", y->file ? y->file : "");
    if (c == 0) c = (x->line > y->line) - (x->line < y->line);
    if (c == 0) c = (x->column > y->column) - (x->column < y->column);
    if (c == 0) c = strcmp(x->subject ? x->subject : "", y->subject ? y->subject : "");
    return c ? c : strcmp(x->detail, y->detail);
}

static bool add_notices(struct tf_config *config, const struct notice_list *from)
{
    for (size_t i = 0; i < from->len; i++) {
        struct notice *at = vec_push(config->arena, &config->notices);
        if (!at) return false;
        *at = from->items[i];
    }
    return true;
}

static void sort_notices(struct notice_list *notices)
{
    if (notices->len == 0) return;
    qsort(notices->items, notices->len, sizeof *notices->items, by_place);
    size_t kept = 1;
    for (size_t i = 1; i < notices->len; i++)   /* a module called from several roots says the same in each */
        if (by_place(&notices->items[kept - 1], &notices->items[i]) != 0) notices->items[kept++] = notices->items[i];
    notices->len = kept;
}

static bool gather(struct tf_config *config, struct tf_tree *tree, struct tf_root *roots)
{
    bool ok = add_notices(config, &tree->notices);
    for (size_t i = 0; i < tree->roots.len; i++) {
        struct tf_root *root = &roots[i];
        if (!root->arena) return false;
        config->arenas[config->n_arenas++] = root->arena;
        if (!ok) continue;
        ok = add_notices(config, &root->notices);
        for (size_t k = 0; ok && k < root->resources.len; k++) {
            struct resource **at = vec_push(config->arena, &config->resources);
            if ((ok = at != NULL)) *at = root->resources.items[k];
        }
        if (!root->ok) {
            struct notice *at = vec_push(config->arena, &config->notices);
            if ((ok = ok && at != NULL)) *at = (struct notice){NOTICE_LIMIT, ERROR_NO_MEMORY.name, "the module needs more memory than the limit allows; it is judged only in part", tree->roots.items[i]->shown, 0, 0};
        }
    }
    for (uint32_t i = 0; i < tree->folders.len; i++) config->module_calls += ((struct tf_folder *)tree->folders.entries[i].value)->module->calls.len;
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return str_compare((*(struct hcl_file *const *)a)->name, (*(struct hcl_file *const *)b)->name);
}

struct tf_config *tf_load(const char *path, const struct tf_options *options, struct error *err)
{
    static const struct tf_options defaults = {0};
    struct arena *arena = arena_new(0);
    struct tf_config *config = arena ? (struct tf_config *)arena_zero(arena, sizeof *config) : NULL;
    struct tf_tree *tree = config ? (struct tf_tree *)arena_zero(arena, sizeof *tree) : NULL;
    if (!tree) return error_no_memory(err), arena_free(arena), NULL;
    config->arena = arena;
    tree->arena = arena;
    tree->options = options ? options : &defaults;
    bool ok = tf_tree_read(tree, path, err);
    size_t n = tree->roots.len;
    struct tf_root *roots = (struct tf_root *)calloc(n + 1, sizeof *roots);
    config->arenas = (struct arena **)calloc(n + tree->arenas.len + 1, sizeof(struct arena *));
    if (!roots || !config->arenas) ok = error_no_memory(err);
    for (size_t i = 0; i < tree->arenas.len; i++) {
        if (config->arenas) config->arenas[config->n_arenas++] = tree->arenas.items[i];
        else arena_free(tree->arenas.items[i]);
    }
    free(tree->arenas.items);
    if (ok) {
        struct roots work = {tree, roots};
        pool_each(tree->options->threads, n, evaluate_root, &work);
        ok = gather(config, tree, roots) || error_no_memory(err);
        config->roots = n;
        config->files.items = tree->files.items, config->files.len = tree->files.len, config->files.cap = tree->files.cap;
        if (config->files.len) qsort(config->files.items, config->files.len, sizeof *config->files.items, by_name);
        resource_list_sort(&config->resources);
        sort_notices(&config->notices);
    }
    tf_arenas_free(&tree->syntax);
    for (size_t i = 0; i < config->files.len; i++) config->files.items[i]->body = NULL;
    free(roots);
    if (ok) return config;
    tf_config_free(config);
    return NULL;
}

void tf_config_free(struct tf_config *config)
{
    if (!config) return;
    for (size_t i = 0; i < config->n_arenas; i++) arena_free(config->arenas[i]);
    free(config->arenas);
    arena_free(config->arena);
}

const struct hcl_file *tf_config_file(const struct tf_config *config, const char *name)
{
    struct str wanted = str_of(name);
    size_t low = 0, high = config->files.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_compare(config->files.items[middle]->name, wanted);
        if (c == 0) return config->files.items[middle];
        if (c < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}
