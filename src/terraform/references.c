/* terraform/references.c: which resources an expression refers to, without evaluating it.
 * Names are followed through locals, variables (into the call) and outputs (into the module), so that a link survives whatever carries it.
 * On the way it is noted whether anything was declared sensitive. */
#include "terraform/instance.h"

#define FOLLOW_MAX_DEPTH 24
#define REFERENCES_MAX 64     /* kept of one attribute */
#define VISITS_MAX 2000       /* names followed for one attribute: a web of locals must not be walked again and again */

struct following { struct resource *out; const char *path; bool *sensitive; unsigned visits; size_t kept; };

static bool follow(struct tf_context *context, const struct hcl_expr *expr, struct following *f, unsigned depth);

static bool keep(struct tf_instance *instance, const struct hcl_traversal *t, size_t steps, struct following *f)
{
    struct tf_root *root = instance->root;
    if (!f->out || f->kept >= REFERENCES_MAX) return true;
    struct buf text = buf_new(0);
    if (*instance->address) buf_printf(&text, "%s.", instance->address);
    hcl_traversal_print(&text, t, steps);
    bool again = false;
    for (size_t i = f->out->refs.len; i-- > 0 && !again;)
        again = strcmp(f->out->refs.items[i].path, f->path) == 0 && text.s && strcmp(f->out->refs.items[i].target, text.s) == 0;
    bool ok = !text.failed;
    if (ok && !again) {
        struct resource_ref *ref = vec_push(root->arena, &f->out->refs);
        const char *target = arena_strndup(root->arena, text.s, text.len);
        if ((ok = ref && target)) *ref = (struct resource_ref){f->path, target};
        f->kept++;
    }
    buf_free(&text);
    return ok || (root->ok = false);
}

static bool follow_variable(struct tf_instance *instance, struct str name, struct following *f, unsigned depth)
{
    ptrdiff_t i = tf_map_index(&instance->module->variables, name);
    if (i < 0) return true;
    const struct tf_variable *variable = (const struct tf_variable *)instance->module->variables.entries[i].value;
    if (variable->sensitive || variable->ephemeral) *f->sensitive = true;
    if (!instance->call) return true;
    const char *text = arena_strndup(instance->root->arena, name.s, name.len);
    const struct hcl_expr *given = text ? tf_bodies_attribute(instance->root->arena, &instance->call->bodies, text) : NULL;
    if (!given) return true;
    struct tf_context context = {.instance = instance->parent, .block = instance->call, .element = instance->element};
    return follow(&context, given, f, depth + 1);
}

/* The element that a keyless reference means: m[each.key] is the one with the same key. NULL: all. */
static const struct tf_element *same_element(const struct tf_context *context, const struct tf_expansion *expansion)
{
    if (!context->element || value_is_none(context->element->key)) return NULL;
    for (size_t i = 0; i < expansion->elements.len; i++)
        if (!value_is_none(expansion->elements.items[i].key) && value_equal(expansion->elements.items[i].key, context->element->key)) return &expansion->elements.items[i];
    return NULL;
}

static bool follow_output(struct tf_context *from, const struct hcl_traversal *t, struct following *f, unsigned depth)
{
    struct tf_instance *instance = from->instance;
    if (t->n < 2 || !value_is_string(t->steps[0].key)) return true;
    ptrdiff_t call = tf_map_index(&instance->module->calls, value_str(t->steps[0].key));
    struct tf_expansion *expansion = call < 0 ? NULL : tf_expand_call(instance, (size_t)call);
    if (!expansion) return call < 0 || instance->root->ok;
    size_t at = 1;
    while (at < t->n && !t->steps[at].is_attribute) at++;
    if (at >= t->n || !value_is_string(t->steps[at].key)) return true;
    const struct tf_element *same = at == 1 ? same_element(from, expansion) : NULL;
    for (size_t k = 0; k < expansion->elements.len && expansion->children; k++) {
        struct tf_instance *child = expansion->children[k];
        ptrdiff_t i = child ? tf_map_index(&child->module->outputs, value_str(t->steps[at].key)) : -1;
        if (i < 0) continue;
        if (same && same != &expansion->elements.items[k]) continue;
        if (at > 1 && !value_is_none(t->steps[1].key) && !value_equal(t->steps[1].key, expansion->elements.items[k].key)) continue;
        const struct tf_output *output = (const struct tf_output *)child->module->outputs.entries[i].value;
        if (output->sensitive) *f->sensitive = true;
        struct tf_context context = {.instance = child};
        if (output->value && !follow(&context, output->value, f, depth + 1)) return false;
    }
    return true;
}

static bool follow_name(struct tf_context *context, const struct hcl_traversal *t, struct following *f, unsigned depth)
{
    struct tf_instance *instance = context->instance;
    struct str name = t->n && value_is_string(t->steps[0].key) ? value_str(t->steps[0].key) : (struct str){"", 0};
    for (const struct tf_iterator *it = context->iterators; it; it = it->outer)
        if (str_eq(it->name, t->root)) return true;   /* its collection was followed with the dynamic block */
    if (str_is(t->root, "var")) return follow_variable(instance, name, f, depth);
    if (str_is(t->root, "local")) {
        ptrdiff_t i = tf_map_index(&instance->module->locals, name);
        if (i < 0) return true;
        struct tf_context inner = {.instance = instance};
        return follow(&inner, ((const struct hcl_attribute *)instance->module->locals.entries[i].value)->expr, f, depth + 1);
    }
    if (str_is(t->root, "module")) return follow_output(context, t, f, depth);
    if (str_is(t->root, "each") || str_is(t->root, "count")) {
        const struct hcl_expr *source = context->block ? (context->block->for_each ? context->block->for_each : context->block->count) : NULL;
        struct tf_context inner = {.instance = instance};
        return !source || follow(&inner, source, f, depth + 1);
    }
    if (str_is(t->root, "path") || str_is(t->root, "terraform") || str_is(t->root, "self")) return true;
    if (str_is(t->root, "ephemeral")) *f->sensitive = true;
    return keep(instance, t, SIZE_MAX, f);
}

static bool follow(struct tf_context *context, const struct hcl_expr *expr, struct following *f, unsigned depth)
{
    struct tf_root *root = context->instance->root;
    if (depth > FOLLOW_MAX_DEPTH || expr->kind == HCL_LITERAL || f->visits > VISITS_MAX) return true;
    struct hcl_references names = {0};
    struct hcl_calls calls = {0};
    struct arena_mark mark = arena_mark(root->passing);
    bool ok = hcl_expr_references(root->passing, expr, &names) && hcl_expr_calls(root->passing, expr, &calls);
    if (!ok) root->ok = false;
    for (size_t i = 0; ok && i < calls.len; i++)
        if (str_is(calls.items[i]->call.name, "sensitive")) *f->sensitive = true;
    for (size_t i = 0; ok && i < names.len; i++, f->visits++) ok = follow_name(context, names.items[i], f, depth);
    arena_rewind(root->passing, mark);
    return ok;
}

bool tf_references(struct tf_context *context, const struct hcl_expr *expr, const char *path, struct resource *out, bool *sensitive)
{
    struct following f = {.out = out, .path = path, .sensitive = sensitive};
    return follow(context, expr, &f, 0);
}
