/* terraform/expand.c: count and for_each, of resources and of module calls. */
#include <stdio.h>

#include "terraform/errors.h"
#include "terraform/instance.h"
#include "value/json.h"

struct tf_context tf_context_of(struct tf_instance *instance, const struct tf_block *block, const struct tf_expansion *expansion,
                                const struct tf_element *element)
{
    return (struct tf_context){.instance = instance, .block = block, .element = element,
                               .expansion = expansion ? expansion->kind : TF_SINGLE,
                               .unknown_each = expansion ? expansion->unknown : VALUE_NONE};
}

static bool add_element(struct tf_root *root, struct tf_expansion *expansion, struct value key, struct value value)
{
    struct tf_element *element = vec_push(root->arena, &expansion->elements);
    if (!element) return root->ok = false;
    *element = (struct tf_element){key, value, ""};
    if (value_is_number(key)) {
        char scratch[24];
        element->index = arena_printf(root->arena, "[%s]", value_number_text(key, scratch).s);
    } else if (value_is_string(key)) {
        struct buf text = buf_new(0);
        json_write_string(&text, value_str(key));
        element->index = text.failed ? NULL : arena_printf(root->arena, "[%s]", text.s);
        buf_free(&text);
    }
    return element->index != NULL || (root->ok = false);
}

/* One element that stands for a number nobody knows. */
static bool set_unknown(struct tf_root *root, struct tf_expansion *expansion, enum tf_expansion_kind kind, struct value why)
{
    expansion->kind = kind;
    expansion->unknown = value_is_unknown(why) ? why : hcl_unknown_from(root->arena, why, VALUE_NONE);
    if (value_is_none(expansion->unknown)) return root->ok = false;
    return add_element(root, expansion, VALUE_NONE, VALUE_NONE);
}

static bool too_many(struct tf_root *root, const struct hcl_expr *expr, size_t n)
{
    char detail[120];
    if (n <= TF_MAX_INSTANCES) return false;
    snprintf(detail, sizeof detail, "%zu instances are more than the limit of %d; judged as one of an unknown number", n, TF_MAX_INSTANCES);
    if (!tf_notice(root->arena, &root->notices, NOTICE_LIMIT, TF_LIMIT.name, detail, &expr->range)) root->ok = false;
    return true;
}

static bool expand_count(struct tf_root *root, struct tf_expansion *expansion, const struct hcl_expr *expr, struct value v)
{
    struct value number = VALUE_NONE;
    int64_t n;
    if (value_is_unknown(v) || !hcl_convert(root->arena, v, &hcl_type_number, &number, NULL) || !value_is_number(number) ||
        !value_number_to_int64(number, &n) || n < 0) return set_unknown(root, expansion, TF_UNKNOWN_COUNT, v);
    if (too_many(root, expr, (size_t)n)) return set_unknown(root, expansion, TF_UNKNOWN_COUNT, VALUE_NONE);
    expansion->kind = TF_COUNT;
    for (int64_t i = 0; i < n; i++)
        if (!add_element(root, expansion, value_small(i), VALUE_NONE)) return false;
    return true;
}

static bool expand_each(struct tf_root *root, struct tf_expansion *expansion, const struct hcl_expr *expr, struct value v)
{
    bool object = value_is_object(v), list = value_is_set(v) || value_is_array(v);
    if (!object && !list) return set_unknown(root, expansion, TF_UNKNOWN_EACH, v);
    if (too_many(root, expr, value_len(v))) return set_unknown(root, expansion, TF_UNKNOWN_EACH, VALUE_NONE);
    for (size_t i = 0; list && i < value_len(v); i++)
        if (!value_is_string(value_items(v)[i])) return set_unknown(root, expansion, TF_UNKNOWN_EACH, v);
    expansion->kind = TF_FOR_EACH;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value key = object ? value_pairs(v)[i].key : value_items(v)[i];
        if (!add_element(root, expansion, key, object ? value_pairs(v)[i].value : key)) return false;
    }
    return true;
}

static bool expand(struct tf_instance *instance, const struct tf_block *block, struct tf_expansion *expansion, bool whole)
{
    struct tf_root *root = instance->root;
    struct tf_context context = {.instance = instance};
    const struct hcl_expr *expr = block->count ? block->count : block->for_each;
    expansion->state = MEMO_BUSY;
    bool ok = true;
    if (!expr) {
        expansion->kind = TF_SINGLE;
        ok = add_element(root, expansion, VALUE_NONE, VALUE_NONE);
    } else {
        struct value v = tf_eval(&context, expr);
        if (value_is_none(v)) return root->ok = false;
        bool none = !value_is_unknown(v) && ((value_is_small_int(v) && value_small_int(v) == 0) ||
                                             ((value_is_object(v) || value_is_array(v) || value_is_set(v)) && value_len(v) == 0));
        if (!whole && !none) ok = set_unknown(root, expansion, block->count ? TF_UNKNOWN_COUNT : TF_UNKNOWN_EACH, VALUE_NONE);
        else ok = block->count ? expand_count(root, expansion, expr, v) : expand_each(root, expansion, expr, v);
    }
    expansion->state = MEMO_DONE;
    return ok;
}

struct tf_expansion *tf_expand_resource(struct tf_instance *instance, size_t i)
{
    struct tf_expansion *expansion = &instance->resources[i];
    const struct tf_block *block = (const struct tf_block *)instance->module->resources.entries[i].value;
    if (expansion->state == MEMO_NONE && !expand(instance, block, expansion, !instance->root->options->no_expansion)) return NULL;
    return expansion;
}

/* --- modules --- */

/* The way from one real path to another: "." or "modules/a" or "../b". */
static const char *relative_path(struct arena *arena, const char *from, const char *to)
{
    size_t common = 0, i = 0;
    while (from[i] && from[i] == to[i]) {
        i++;
        if ((from[i] == '/' || !from[i]) && (to[i] == '/' || !to[i])) common = i;
    }
    struct buf out = buf_new(0);
    for (const char *p = from + common; *p; p++)
        if (*p == '/' && p[1]) buf_puts(&out, out.len ? "/.." : "..");
    const char *rest = to + common;
    while (*rest == '/') rest++;
    if (*rest) buf_printf(&out, "%s%s", out.len ? "/" : "", rest);
    const char *text = out.len ? arena_strndup(arena, out.s, out.len) : ".";
    buf_free(&out);
    return text;
}

struct tf_instance *tf_instance_new(struct tf_root *root, const struct tf_module *module, struct tf_instance *parent, const struct tf_block *call,
                                    const struct tf_element *element)
{
    struct arena *arena = root->arena;
    struct tf_instance *instance = (struct tf_instance *)arena_zero(arena, sizeof *instance);
    if (!instance) return NULL;
    instance->root = root;
    instance->module = module;
    instance->parent = parent;
    instance->call = call;
    instance->element = element;
    instance->depth = parent ? parent->depth + 1 : 0;
    instance->address = !parent ? "" : arena_printf(arena, "%s%smodule.%.*s%s", parent->address, *parent->address ? "." : "", (int)call->name.len,
                                                    call->name.s, element->index);
    instance->relative = relative_path(arena, root->instance ? root->instance->module->dir : module->dir, module->dir);
    instance->variables = (struct memo *)arena_zero(arena, (module->variables.len + 1) * sizeof(struct memo));
    instance->locals = (struct memo *)arena_zero(arena, (module->locals.len + 1) * sizeof(struct memo));
    instance->outputs = (struct memo *)arena_zero(arena, (module->outputs.len + 1) * sizeof(struct memo));
    instance->resources = (struct tf_expansion *)arena_zero(arena, (module->resources.len + 1) * sizeof(struct tf_expansion));
    instance->calls = (struct tf_expansion *)arena_zero(arena, (module->calls.len + 1) * sizeof(struct tf_expansion));
    return arena->failed ? NULL : instance;
}

static bool calls_itself(const struct tf_instance *caller, const struct tf_module *module)
{
    for (const struct tf_instance *i = caller; i; i = i->parent)
        if (i->module == module) return true;
    return false;
}

struct tf_expansion *tf_expand_call(struct tf_instance *instance, size_t i)
{
    struct tf_root *root = instance->root;
    struct tf_expansion *expansion = &instance->calls[i];
    const struct tf_block *call = (const struct tf_block *)instance->module->calls.entries[i].value;
    if (expansion->state != MEMO_NONE) return expansion;
    if (!expand(instance, call, expansion, true)) return NULL;
    expansion->children = (struct tf_instance **)arena_zero(root->arena, (expansion->elements.len + 1) * sizeof(struct tf_instance *));
    if (!expansion->children) return root->ok = false, NULL;
    const char *why = NULL;
    const struct tf_module *module = tf_tree_module(root, instance, call, &why);
    if (module && calls_itself(instance, module)) module = NULL, why = "the module calls itself";
    if (module && instance->depth >= TF_MAX_MODULE_DEPTH) module = NULL, why = "modules are nested deeper than the limit of 64";
    if (!module) {
        const char *subject = arena_printf(root->arena, "%s%smodule.%.*s", instance->address, *instance->address ? "." : "", (int)call->name.len, call->name.s);
        if (!why || !subject || !tf_notice(root->arena, &root->notices, NOTICE_MODULE_NOT_LOADED, subject, why, &call->block->header)) root->ok = false;
        return root->ok ? expansion : NULL;
    }
    for (size_t k = 0; k < expansion->elements.len; k++) {
        expansion->children[k] = tf_instance_new(root, module, instance, call, &expansion->elements.items[k]);
        if (!expansion->children[k]) return root->ok = false, NULL;
    }
    return expansion;
}
