#include "terraform/plan_config.h"

#include "base/vec.h"

#define MODULE_MAX_DEPTH 64
#define FOLLOW_MAX_DEPTH 32   /* variables and outputs followed from one reference */
#define REFERENCES_MAX 64     /* kept of one expression */

static bool index_resources(struct arena *arena, struct plan_module *module)
{
    struct value resources = value_field(module->config, "resources");
    for (size_t i = 0; value_is_array(resources) && i < value_len(resources); i++) {
        struct value r = value_items(resources)[i], address = value_field(r, "address");
        if (!value_is_string(address)) continue;
        if (!map_set(arena, &module->resources, value_str(address), (void *)&value_items(resources)[i])) return false;
    }
    return true;
}

static struct plan_module *module_read(struct arena *arena, struct value config, struct value call, const struct plan_module *parent,
                                       const char *name, unsigned depth)
{
    struct plan_module *module = (struct plan_module *)arena_zero(arena, sizeof *module);
    if (!module) return NULL;
    module->config = config;
    module->call = call;
    module->parent = parent;
    module->name = name;
    if (!index_resources(arena, module)) return NULL;
    struct value calls = value_field(config, "module_calls");
    for (size_t i = 0; value_is_object(calls) && i < value_len(calls) && depth < MODULE_MAX_DEPTH; i++) {
        struct value_pair pair = value_pairs(calls)[i];
        if (!value_is_string(pair.key)) continue;
        struct plan_module *child = module_read(arena, value_field(pair.value, "module"), pair.value, module, value_cstr(pair.key), depth + 1);
        if (!child || !map_set(arena, &module->children, value_str(pair.key), child)) return NULL;
    }
    return module;
}

bool plan_config_read(struct arena *arena, struct value plan, struct plan_config *out)
{
    struct value configuration = value_field(plan, "configuration");
    *out = (struct plan_config){.providers = value_field(configuration, "provider_config")};
    struct value root = value_field(configuration, "root_module");
    if (!value_is_object(root) || value_len(root) == 0) return true;
    out->root = module_read(arena, root, VALUE_NONE, NULL, "", 0);
    return out->root != NULL;
}

/* Takes "module.NAME" and a key in brackets off the front; false at the end or when something else follows. */
static bool next_module(struct str *address, struct str *name)
{
    if (!str_has_prefix(*address, STR("module."))) return false;
    struct str rest = {address->s + 7, address->len - 7};
    size_t n = 0;
    while (n < rest.len && rest.s[n] != '.' && rest.s[n] != '[') n++;
    *name = (struct str){rest.s, n};
    if (n < rest.len && rest.s[n] == '[') {
        bool quoted = false;
        for (n++; n < rest.len && (quoted || rest.s[n] != ']'); n++) {
            if (rest.s[n] == '\\' && quoted) n++;
            else if (rest.s[n] == '"') quoted = !quoted;
        }
        n++;
    }
    if (n < rest.len && rest.s[n] == '.') n++;
    if (n > rest.len) n = rest.len;
    *address = (struct str){rest.s + n, rest.len - n};
    return true;
}

const struct plan_module *plan_module_at(const struct plan_config *config, struct str address)
{
    const struct plan_module *module = config->root;
    struct str name;
    while (module && next_module(&address, &name)) module = (const struct plan_module *)map_get(&module->children, name);
    return module;
}

struct value plan_module_resource(const struct plan_module *module, struct str key)
{
    const struct value *found = module ? (const struct value *)map_get(&module->resources, key) : NULL;
    return found ? *found : VALUE_NONE;
}

struct following { struct arena *arena; VEC(struct value) out; bool ok; };

static void keep(struct following *f, const char *module_address, struct str reference)
{
    if (f->out.len >= REFERENCES_MAX) return;
    struct value v = value_printf(f->arena, "%s%s%.*s", module_address, *module_address ? "." : "", (int)reference.len, reference.s);
    for (size_t i = 0; i < f->out.len; i++)
        if (!value_is_none(v) && value_equal(f->out.items[i], v)) return;
    struct value *at = value_is_none(v) ? NULL : vec_push(f->arena, &f->out);
    if (at) *at = v;
    else f->ok = false;
}

/* The address of the module around the one at `address`. */
static const char *parent_address(struct arena *arena, const char *address)
{
    struct str rest = str_of(address), name;
    const char *last = address;
    while (rest.len) {
        last = rest.s;
        if (!next_module(&rest, &name)) break;
    }
    size_t len = (size_t)(last - address);
    return arena_strndup(arena, address, len ? len - 1 : 0);
}

static void follow(struct following *f, const struct plan_module *module, const char *address, struct value expression, unsigned depth);

static struct str first_label(struct str s)
{
    size_t n = 0;
    while (n < s.len && s.s[n] != '.' && s.s[n] != '[') n++;
    return (struct str){s.s, n};
}

static void follow_reference(struct following *f, const struct plan_module *module, const char *address, struct str reference, unsigned depth)
{
    if (str_has_prefix(reference, STR("var."))) {
        struct str name = first_label((struct str){reference.s + 4, reference.len - 4});
        const char *parent = module->parent ? parent_address(f->arena, address) : NULL;
        if (parent) follow(f, module->parent, parent, value_get_str(value_field(module->call, "expressions"), name), depth + 1);
        else keep(f, address, reference);
        return;
    }
    if (str_has_prefix(reference, STR("module."))) {
        struct str rest = reference, name;
        if (!next_module(&rest, &name)) return;
        const struct plan_module *child = (const struct plan_module *)map_get(&module->children, name);
        struct str output = first_label(rest);
        if (!child || !output.len) return;
        const char *inner = arena_printf(f->arena, "%s%smodule.%.*s", address, *address ? "." : "", (int)name.len, name.s);
        struct value expression = value_field(value_get_str(value_field(child->config, "outputs"), output), "expression");
        if (inner) follow(f, child, inner, expression, depth + 1);
        return;
    }
    keep(f, address, reference);
}

static void follow(struct following *f, const struct plan_module *module, const char *address, struct value expression, unsigned depth)
{
    struct value references = value_field(expression, "references");
    if (depth > FOLLOW_MAX_DEPTH || !value_is_array(references)) return;
    struct str last = {"", 0};
    for (size_t i = 0; i < value_len(references); i++) {
        struct value reference = value_items(references)[i];
        if (!value_is_string(reference)) continue;
        struct str s = value_str(reference);
        bool prefix = str_has_prefix(last, s) && last.len > s.len && (last.s[s.len] == '.' || last.s[s.len] == '[');
        if (!prefix) follow_reference(f, module, address, s, depth);   /* Terraform lists a.b.c and then a.b for one reference */
        if (!prefix) last = s;
    }
}

struct value plan_references(struct arena *arena, const struct plan_module *module, const char *address, struct value expression)
{
    struct following f = {.arena = arena, .ok = true};
    if (module) follow(&f, module, address, expression, 0);
    return f.ok ? value_array(arena, f.out.items, f.out.len) : VALUE_NONE;
}
