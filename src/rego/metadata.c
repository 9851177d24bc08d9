/* rego/metadata.c: annotations over the whole program: what rego.metadata.rule() and rego.metadata.chain() answer in a rule. */
#include "rego/check.h"

static const struct rego_annotation *other_of(const struct checker *c, const struct rego_annotation *a)
{
    for (size_t i = 0; i < c->program->n_modules; i++) {
        const struct rego_module *m = c->program->modules[i];
        for (size_t k = 0; k < m->annotations.len; k++) {
            const struct rego_annotation *b = m->annotations.items[k];
            if (b == a) return NULL;
            if (b->scope != a->scope || a->scope == REGO_SCOPE_RULE) continue;
            if (a->rule ? a->rule->node == b->rule->node : m->node == a->module->node) return b;
        }
    }
    return NULL;
}

/* A document, package or tree of packages has one block. */
void pass_annotations(struct checker *c)
{
    for (size_t i = 0; i < c->program->n_modules; i++)
        for (size_t k = 0; k < c->program->modules[i]->annotations.len; k++) {
            const struct rego_annotation *a = c->program->modules[i]->annotations.items[k], *b = other_of(c, a);
            struct value scope = value_field(a->value, "scope");
            if (b) check_error(c, &REGO_ERR_TYPE_CHECK, a->at, "%s annotation redeclared: %.*s:%u", value_cstr(scope), (int)b->module->source.file.len, b->module->source.file.s, b->at.row);
        }
}

static struct value path_of(struct checker *c, const struct rego_node *n)
{
    struct value path[256];
    size_t depth = 0;
    for (const struct rego_node *at = n; at->parent; at = at->parent) depth++;
    if (depth > COUNT_OF(path)) depth = COUNT_OF(path);
    for (size_t i = depth; i-- > 0; n = n->parent) path[i] = n->key;
    return value_array(c->arena, path, depth);
}

struct chain { struct checker *c; struct value *items; size_t len, cap; };

static void add_link(struct chain *chain, const struct rego_node *n, const struct rego_annotation *a)
{
    struct checker *c = chain->c;
    struct value link = value_with(c->arena, VALUE_NONE, value_cstring(c->arena, "path"), path_of(c, n));
    if (a) link = value_with(c->arena, link, value_cstring(c->arena, "annotations"), a->value);
    struct value *slot = vec_push(c->arena, chain);
    if (!slot || value_is_none(link)) c->no_memory = true;
    else *slot = link;
}

static const struct rego_annotation *find(const struct checker *c, enum rego_scope scope, const struct rego_node *rule, const struct rego_node *package)
{
    for (size_t i = 0; i < c->program->n_modules; i++) {
        const struct rego_module *m = c->program->modules[i];
        for (size_t k = 0; k < m->annotations.len; k++) {
            const struct rego_annotation *a = m->annotations.items[k];
            if (a->scope == scope && (rule ? a->rule && a->rule->node == rule : m->node == package)) return a;
        }
    }
    return NULL;
}

/* From the rule outwards: its own blocks, the nearest first; the document's; the package's; those of the packages around it. */
struct value check_metadata_chain(struct checker *c, const struct rego_rule *rule)
{
    struct chain chain = {c, NULL, 0, 0};
    if (!rule->node) return value_array(c->arena, NULL, 0);
    const struct rego_module *m = rule->module;
    for (size_t i = m->annotations.len; i-- > 0;)
        if (m->annotations.items[i]->scope == REGO_SCOPE_RULE && m->annotations.items[i]->rule == rule) add_link(&chain, rule->node, m->annotations.items[i]);
    if (!chain.len) add_link(&chain, rule->node, NULL);
    const struct rego_annotation *a = find(c, REGO_SCOPE_DOCUMENT, rule->node, NULL);
    if (a) add_link(&chain, rule->node, a);
    if ((a = find(c, REGO_SCOPE_PACKAGE, NULL, m->node))) add_link(&chain, m->node, a);
    for (const struct rego_node *n = m->node; n; n = n->parent)
        if ((a = find(c, REGO_SCOPE_SUBPACKAGES, NULL, n))) add_link(&chain, n, a);
    return value_array(c->arena, chain.items, chain.len);
}

struct value check_metadata_rule(struct checker *c, const struct rego_rule *rule)
{
    return rule->annotation && !rule->is_else ? rule->annotation->value : value_object(c->arena, NULL, 0);
}
