#include "terraform/module.h"

#include "terraform/errors.h"

static const struct hcl_schema_block root_blocks[] = {
    {"terraform", 0}, {"variable", 1}, {"locals", 0}, {"output", 1}, {"resource", 2}, {"data", 2}, {"ephemeral", 2}, {"module", 1}, {"provider", 1},
    {"moved", 0}, {"removed", 0}, {"import", 0}, {"check", 1},
};
static const struct hcl_schema root_schema = {NULL, 0, root_blocks, COUNT_OF(root_blocks)};

static const char *const variable_attributes[] = {"type", "default", "description", "sensitive", "nullable", "ephemeral", "deprecated"};
static const struct hcl_schema_block variable_blocks[] = {{"validation", 0}};
static const struct hcl_schema variable_schema = {variable_attributes, COUNT_OF(variable_attributes), variable_blocks, 1};

bool tf_notice(struct arena *arena, struct notice_list *notices, enum notice_kind kind, const char *subject, const char *detail,
               const struct hcl_range *range)
{
    const char *file = range && range->file ? range->file->name.s : NULL;
    uint32_t line = range ? range->start.line : 0, column = range ? range->start.column : 0;
    for (size_t i = notices->len, seen = 0; i-- > 0 && seen < 64; seen++) {   /* every instance of a module says the same */
        const struct notice *n = &notices->items[i];
        if (n->kind == kind && n->line == line && n->column == column && strcmp(n->detail, detail) == 0 && n->file == file) return true;
    }
    struct notice *notice = vec_push(arena, notices);
    if (!notice) return false;
    *notice = (struct notice){kind, subject ? arena_strdup(arena, subject) : NULL, arena_strdup(arena, detail), file, line, column};
    return notice->detail != NULL;
}

bool tf_notice_diag(struct arena *arena, struct notice_list *notices, enum notice_kind kind, const struct hcl_diag *diag)
{
    return tf_notice(arena, notices, kind, diag->code->name, diag->message, &diag->range);
}

bool tf_content(struct arena *arena, const struct hcl_body *body, const struct hcl_schema *schema, struct hcl_content *out, struct hcl_diags *diags)
{
    *out = (struct hcl_content){0};
    return hcl_body_content(arena, body, schema, out, diags);
}

const struct hcl_expr *tf_bodies_attribute(struct arena *arena, const struct tf_bodies *bodies, const char *name)
{
    for (size_t i = bodies->len; i-- > 0;) {
        const struct hcl_attribute *attribute = NULL;
        if (bodies->items[i]->json) {
            struct hcl_content content = {0};
            struct hcl_schema schema = {&name, 1, NULL, 0};
            if (!hcl_body_content(arena, bodies->items[i], &schema, &content, NULL)) return NULL;
            attribute = hcl_content_attribute(&content, name);
        } else {
            attribute = hcl_body_attribute(bodies->items[i], str_of(name));
        }
        if (attribute) return attribute->expr;
    }
    return NULL;
}

/* --- reading --- */

struct reading { struct arena *arena; struct tf_module *module; struct notice_list *notices; struct hcl_diags diags; bool override; };

static bool invalid(struct reading *r, const struct hcl_range *range, const char *detail)
{
    return tf_notice(r->arena, r->notices, NOTICE_INVALID, TF_INVALID.name, detail, range);
}

/* A constant true or false written as such; `otherwise` for anything else. */
static bool flag(const struct hcl_attribute *attribute, bool otherwise)
{
    if (!attribute || attribute->expr->kind != HCL_LITERAL) return otherwise;
    return value_is_true(attribute->expr->literal) || (otherwise && !value_is_false(attribute->expr->literal));
}

static bool read_variable(struct reading *r, const struct hcl_block *block)
{
    void **slot = map_at(r->arena, &r->module->variables, block->labels[0]);
    if (!slot) return false;
    bool again = *slot != NULL;
    struct tf_variable *variable = again ? (struct tf_variable *)*slot : (struct tf_variable *)arena_zero(r->arena, sizeof *variable);
    if (!variable) return false;
    if (again && !r->override && !invalid(r, &block->header, "a variable of this name is declared twice")) return false;
    struct hcl_content content;
    if (!tf_content(r->arena, block->body, &variable_schema, &content, &r->diags)) return false;
    if (!again) *variable = (struct tf_variable){.block = block, .type = &hcl_type_any, .nullable = true};
    *slot = variable;
    const struct hcl_attribute *type = hcl_content_attribute(&content, "type"), *fallback = hcl_content_attribute(&content, "default");
    if (fallback) variable->fallback = fallback->expr;
    if (type) {
        const struct hcl_expr *native = hcl_expr_native(r->arena, type->expr, &r->diags);
        const struct hcl_type *parsed = native ? hcl_type_parse(r->arena, native, &r->diags) : NULL;
        if (parsed) variable->type = parsed;
    }
    variable->sensitive = flag(hcl_content_attribute(&content, "sensitive"), variable->sensitive);
    variable->ephemeral = flag(hcl_content_attribute(&content, "ephemeral"), variable->ephemeral);
    variable->nullable = flag(hcl_content_attribute(&content, "nullable"), variable->nullable);
    for (size_t i = 0; i < content.blocks.len; i++) {
        const struct hcl_body **at = vec_push(r->arena, &variable->validations);
        if (!at) return false;
        *at = content.blocks.items[i]->body;
    }
    return true;
}

static bool read_locals(struct reading *r, const struct hcl_block *block)
{
    struct hcl_content content = {0};
    if (!hcl_body_attributes(r->arena, block->body, &content, &r->diags)) return false;
    for (size_t i = 0; i < content.attributes.len; i++) {
        const struct hcl_attribute *attribute = content.attributes.items[i];
        void **slot = map_at(r->arena, &r->module->locals, attribute->name);
        if (!slot) return false;
        if (*slot && !r->override && !invalid(r, &attribute->name_range, "a local value of this name is defined twice")) return false;
        *slot = (void *)(uintptr_t)attribute;
    }
    return true;
}

static bool read_output(struct reading *r, const struct hcl_block *block)
{
    static const char *const names[] = {"value", "sensitive", "description", "depends_on", "ephemeral"};
    static const struct hcl_schema schema = {names, COUNT_OF(names), NULL, 0};
    struct hcl_content content;
    struct tf_output *output = (struct tf_output *)arena_zero(r->arena, sizeof *output);
    if (!output || !tf_content(r->arena, block->body, &schema, &content, &r->diags)) return false;
    const struct hcl_attribute *value = hcl_content_attribute(&content, "value");
    *output = (struct tf_output){block, value ? value->expr : NULL, flag(hcl_content_attribute(&content, "sensitive"), false)};
    return map_set(r->arena, &r->module->outputs, block->labels[0], output);
}

static const char *alias_of(struct reading *r, const struct hcl_block *block)
{
    struct tf_bodies bodies = {(const struct hcl_body *[]){block->body}, 1, 1};
    const struct hcl_expr *alias = tf_bodies_attribute(r->arena, &bodies, "alias");
    if (!alias || alias->kind != HCL_LITERAL || !value_is_string(alias->literal)) return NULL;
    return value_cstr(alias->literal);
}

/* A resource, data source, module call or provider; the same key again is an override or a mistake. */
static bool read_named(struct reading *r, const struct hcl_block *block, struct map *map, const char *key, bool data)
{
    void **slot = key ? map_at(r->arena, map, str_of(key)) : NULL;
    if (!slot) return false;
    struct tf_block *named = (struct tf_block *)*slot;
    if (named && !r->override) {   /* Terraform refuses this; each is judged, so that none hides behind the other */
        if (!invalid(r, &block->header, "a block of this type and name is declared twice")) return false;
        key = arena_printf(r->arena, "%s\x1f%u", key, map->len);
        slot = key ? map_at(r->arena, map, str_of(key)) : NULL;
        if (!slot) return false;
        named = NULL;
    }
    if (!named) {
        named = (struct tf_block *)arena_zero(r->arena, sizeof *named);
        if (!named) return false;
        *slot = named;
        named->block = block;
        named->key = key;
        named->data_source = data;
        named->type = block->n_labels > 1 ? block->labels[0] : (struct str){"", 0};
        named->name = block->labels[block->n_labels > 1 ? 1 : 0];
    }
    const struct hcl_body **at = vec_push(r->arena, &named->bodies);
    if (!at) return false;
    *at = block->body;
    named->count = tf_bodies_attribute(r->arena, &named->bodies, "count");
    named->for_each = tf_bodies_attribute(r->arena, &named->bodies, "for_each");
    named->provider = tf_bodies_attribute(r->arena, &named->bodies, "provider");
    named->source = tf_bodies_attribute(r->arena, &named->bodies, "source");
    return true;
}

static const char *key_of(struct arena *arena, const char *prefix, const struct hcl_block *block)
{
    return arena_printf(arena, "%s%.*s.%.*s", prefix, (int)block->labels[0].len, block->labels[0].s, (int)block->labels[1].len, block->labels[1].s);
}

static bool read_block(struct reading *r, const struct hcl_block *block)
{
    struct tf_module *m = r->module;
    if (str_is(block->type, "variable")) return read_variable(r, block);
    if (str_is(block->type, "locals")) return read_locals(r, block);
    if (str_is(block->type, "output")) return read_output(r, block);
    if (str_is(block->type, "resource")) return read_named(r, block, &m->resources, key_of(r->arena, "", block), false);
    if (str_is(block->type, "data")) return read_named(r, block, &m->resources, key_of(r->arena, "data.", block), true);
    if (str_is(block->type, "module")) return read_named(r, block, &m->calls, arena_strndup(r->arena, block->labels[0].s, block->labels[0].len), false);
    if (str_is(block->type, "provider")) {
        const char *alias = alias_of(r, block);
        const char *key = arena_printf(r->arena, "%.*s%s%s", (int)block->labels[0].len, block->labels[0].s, alias ? "." : "", alias ? alias : "");
        if (!read_named(r, block, &m->providers, key, false)) return false;
        struct tf_block *provider = (struct tf_block *)map_get(&m->providers, str_of(key));
        provider->alias = str_of(alias);
        return true;
    }
    if (str_is(block->type, "check")) {   /* its scoped data source is one of the module's */
        static const struct hcl_schema_block scoped[] = {{"data", 2}, {"assert", 0}};
        static const struct hcl_schema schema = {NULL, 0, scoped, 2};
        struct hcl_content content;
        if (!tf_content(r->arena, block->body, &schema, &content, &r->diags)) return false;
        for (size_t i = 0; i < content.blocks.len; i++)
            if (str_is(content.blocks.items[i]->type, "data") &&
                !read_named(r, content.blocks.items[i], &m->resources, key_of(r->arena, "data.", content.blocks.items[i]), true)) return false;
        return true;
    }
    return true;   /* terraform, moved, removed, import: nothing that a rule judges; ephemeral values are unknown */
}

static bool is_override(struct str name)
{
    size_t slash = name.len;
    while (slash > 0 && name.s[slash - 1] != '/') slash--;
    struct str base = {name.s + slash, name.len - slash};
    return str_is(base, "override.tf") || str_is(base, "override.tf.json") || str_has_suffix(base, STR("_override.tf")) ||
           str_has_suffix(base, STR("_override.tf.json"));
}

static bool read_file(struct reading *r, const struct hcl_file *file)
{
    struct hcl_content content;
    if (!tf_content(r->arena, file->body, &root_schema, &content, &r->diags)) return false;
    for (size_t i = 0; i < content.blocks.len; i++)
        if (!read_block(r, content.blocks.items[i])) return false;
    for (size_t i = 0; i < content.rest_blocks.len; i++) {
        const struct hcl_block *block = content.rest_blocks.items[i];
        const char *detail = arena_printf(r->arena, "'%.*s' is not a block that Terraform knows here", (int)block->type.len, block->type.s);
        if (!detail || !invalid(r, &block->type_range, detail)) return false;
    }
    for (size_t i = 0; i < content.rest.len; i++) {
        const struct hcl_attribute *attribute = content.rest.items[i];
        const char *detail = arena_printf(r->arena, "'%.*s' is not an argument that Terraform knows here", (int)attribute->name.len, attribute->name.s);
        if (!detail || !invalid(r, &attribute->name_range, detail)) return false;
    }
    return true;
}

bool tf_module_read(struct arena *arena, struct tf_module *module, struct notice_list *notices)
{
    struct reading r = {.arena = arena, .module = module, .notices = notices, .diags = {.arena = arena}};
    for (int override = 0; override < 2; override++) {
        r.override = override;
        for (size_t i = 0; i < module->files.len; i++)
            if (is_override(module->files.items[i]->name) == r.override && !read_file(&r, module->files.items[i])) return false;
    }
    for (size_t i = 0; i < r.diags.len; i++)
        if (!tf_notice_diag(arena, notices, NOTICE_INVALID, &r.diags.items[i])) return false;
    return true;
}
