#include "finding/config_rules.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "finding/packed.h"
#include "value/json.h"

struct config_mapping_list config_mappings_builtin(void) { return (struct config_mapping_list){packed_config_mappings, packed_n_config_mappings}; }

const struct config_mapping *config_mapping_find(struct config_mapping_list list, struct str identifier)
{
    for (size_t i = 0; i < list.len; i++)
        if (strlen(list.items[i].identifier) == identifier.len && strncasecmp(list.items[i].identifier, identifier.s, identifier.len) == 0) return &list.items[i];
    return NULL;
}

static const struct rule *with_alias(const struct ruleset *rules, struct str identifier)
{
    for (size_t i = 0; i < rules->rules.len; i++)
        for (const struct rule_alias *a = rules->rules.items[i]->aliases; a->system; a++)
            if (strcmp(a->system, "config") == 0 && strlen(a->id) == identifier.len && strncasecmp(a->id, identifier.s, identifier.len) == 0) return rules->rules.items[i];
    return NULL;
}

const struct rule *config_rule_find(const struct ruleset *rules, struct config_mapping_list mappings, struct str identifier)
{
    const struct config_mapping *mapping = config_mapping_find(mappings, identifier);
    if (mapping && mapping->unsupported) return NULL;
    if (mapping && mapping->rules[0]) return ruleset_find(rules, str_of(mapping->rules[0]));
    return with_alias(rules, identifier);
}

/* --- reading --- */

struct reading {
    struct arena *arena;
    const struct ruleset *rules;
    struct config_mapping_list mappings;
    struct config_rule_list *out;
};

static const char *text_of(struct value object, const char *field)
{
    struct value v = value_field(object, field);
    return value_is_string(v) && value_len(v) ? value_cstr(v) : NULL;
}

static struct value first(struct value object, const char *block)
{
    struct value v = value_field(object, block);
    return value_is_array(v) && value_len(v) ? value_items(v)[0] : v;
}

/* The parameters of a Config rule as an object: its JSON text, or what the loader has put beside it. VALUE_NONE: there are none, or they cannot be read. */
static struct value parameters_of(struct arena *arena, struct value values)
{
    struct value v = value_field(values, "input_parameters_document"), text = value_field(values, "input_parameters");
    struct error ignored = {0};
    if (value_is_object(v)) return v;
    if (!value_is_string(text) || !json_read(arena, value_str(text), NULL, &v, NULL, &ignored)) return VALUE_NONE;
    return value_is_object(v) ? v : VALUE_NONE;
}

/* Config's parameters are texts: "90" is a number to us, "true" a boolean. */
static struct value meant(struct arena *arena, struct value v)
{
    struct value number;
    struct error ignored = {0};
    if (!value_is_string(v)) return v;
    if (str_is(value_str(v), "true") || str_is(value_str(v), "false")) return value_bool(str_is(value_str(v), "true"));
    if (value_len(v) && json_read(arena, value_str(v), NULL, &number, NULL, &ignored) && value_is_number(number)) return number;
    return v;
}

static bool is_named(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcasecmp(*names, name) == 0) return true;
    return false;
}

static const char *pair_of(const struct config_pair *pairs, const char *name)
{
    for (; pairs->name; pairs++)
        if (strcasecmp(pairs->name, name) == 0) return pairs->value;
    return NULL;
}

/* AWS's own spelling wavers between maxAccessKeyAge and MaxAccessKeyAge. */
static struct value parameter_named(struct value parameters, const char *name)
{
    for (size_t i = 0; value_is_object(parameters) && i < value_len(parameters); i++)
        if (strcasecmp(value_cstr(value_pairs(parameters)[i].key), name) == 0) return value_pairs(parameters)[i].value;
    return VALUE_NONE;
}

static bool take_parameters(struct reading *r, const struct config_mapping *mapping, struct value given, struct config_rule *row)
{
    size_t n = value_is_object(given) ? value_len(given) : 0, n_sets = 0;
    const char *root = row->resource->origin == RESOURCE_FROM_ACCOUNT ? row->resource->root : NULL;   /* one that code declares is run over any account */
    while (mapping && mapping->sets[n_sets].name) n_sets++;
    struct judge_parameter *parameters = (struct judge_parameter *)arena_array(r->arena, n + n_sets + 1, sizeof *parameters);
    const char **dropped = (const char **)arena_array(r->arena, n + 1, sizeof *dropped);
    if (!parameters || !dropped) return false;
    for (size_t i = 0; i < n_sets; i++) {
        struct value v = value_cstring(r->arena, mapping->sets[i].value);
        if (value_is_none(v)) return false;
        parameters[row->n_parameters++] = (struct judge_parameter){row->rule->id, mapping->sets[i].name, root, meant(r->arena, v)};
    }
    for (size_t i = 0; i < n; i++) {
        const char *name = value_cstr(value_pairs(given)[i].key);
        struct value v = value_pairs(given)[i].value;
        const char *ours = mapping ? pair_of(mapping->parameters, name) : NULL;
        if (ours) parameters[row->n_parameters++] = (struct judge_parameter){row->rule->id, ours, root, meant(r->arena, v)};
        else if (!mapping || (!is_named(mapping->ignored, name) && !pair_of(mapping->only, name))) dropped[row->n_dropped++] = name;
    }
    row->parameters = parameters;
    row->dropped = dropped;
    return true;
}

static bool take_scope(struct reading *r, struct value values, struct config_rule *row)
{
    struct value scope = first(values, "scope"), types = value_field(scope, "compliance_resource_types");
    size_t n = value_is_array(types) ? value_len(types) : 0;
    const char **list = (const char **)arena_array(r->arena, n + 1, sizeof *list);
    if (!list) return false;
    for (size_t i = 0; i < n; i++)
        if (value_is_string(value_items(types)[i])) list[row->n_scope++] = value_cstr(value_items(types)[i]);
    row->scope = list;
    row->scope_resource = text_of(scope, "compliance_resource_id");
    row->tag_key = text_of(scope, "tag_key");
    row->tag_value = text_of(scope, "tag_value");
    return true;
}

static bool add_row(struct reading *r, struct config_rule row, const struct rule *rule, const struct config_mapping *mapping, struct value given)
{
    row.rule = rule;
    if (mapping) row.types = mapping->types, row.where = mapping->where;
    if (rule && !take_parameters(r, mapping, given, &row)) return false;
    struct config_rule *at = vec_push(r->arena, r->out);
    if (at) *at = row;
    return at != NULL;
}

static bool add_reason(struct reading *r, struct config_rule row, const char *reason)
{
    row.reason = reason;
    return reason && add_row(r, row, NULL, NULL, VALUE_NONE);
}

/* Does the mapping hold for these parameters? Else *other is the one that is another. */
static bool holds(const struct config_mapping *mapping, struct value given, const char **other)
{
    for (const struct config_pair *p = mapping->only; p->name; p++) {
        struct value v = parameter_named(given, p->name);
        if (value_is_string(v) && str_is(value_str(v), p->value)) continue;
        *other = p->name;
        return false;
    }
    return true;
}

static bool read_rule(struct reading *r, const struct resource *resource)
{
    struct value source = first(resource->values, "source"), given = parameters_of(r->arena, resource->values);
    struct config_rule row = {.resource = resource, .name = text_of(resource->values, "name"), .identifier = text_of(source, "source_identifier")};
    const char *owner = text_of(source, "owner"), *other = NULL;
    if (!row.name) row.name = resource->name ? resource->name : resource->address;
    if (!take_scope(r, resource->values, &row)) return false;
    if (!owner || strcmp(owner, "AWS") != 0) {
        row.identifier = NULL;
        return add_reason(r, row, owner && strcmp(owner, "CUSTOM_LAMBDA") == 0 ? "it is a Lambda function of the account's own" :
                                  owner ? "it is a policy of the account's own" : "its owner is not known");
    }
    if (!row.identifier) return add_reason(r, row, "its source_identifier is not known");
    const struct config_mapping *mapping = config_mapping_find(r->mappings, str_of(row.identifier));
    if (mapping && mapping->unsupported) return add_reason(r, row, mapping->unsupported);
    if (mapping && !holds(mapping, given, &other)) return add_reason(r, row, arena_printf(r->arena, "no rule judges it with this %s", other));
    size_t before = r->out->len;
    for (const char *const *id = mapping ? mapping->rules : NULL; id && *id; id++) {
        const struct rule *rule = ruleset_find(r->rules, str_of(*id));
        if (rule && !add_row(r, row, rule, mapping, given)) return false;
    }
    if (r->out->len > before) return true;
    const struct rule *rule = with_alias(r->rules, str_of(row.identifier));
    return rule ? add_row(r, row, rule, mapping, given) : add_reason(r, row, arena_printf(r->arena, "no rule judges %s yet", row.identifier));
}

bool config_rule_is_about(const struct config_rule *rule, const struct resource *resource)
{
    bool type = !rule->types || !rule->types[0];
    for (const char *const *t = rule->types; t && *t && !type; t++) type = strcmp(*t, resource->type) == 0;
    for (const struct config_pair *w = rule->where; w && w->name && type; w++) {
        struct value v = value_field(resource->values, w->name);
        type = value_is_none(v) || value_is_unknown(v) || (value_is_string(v) && str_is(value_str(v), w->value));   /* not known is judged: it is then not known whether it complies */
    }
    return type;
}

bool config_rules_read(struct arena *arena, const struct resource_list *resources, const struct ruleset *rules, struct config_mapping_list mappings,
                       struct config_rule_list *out)
{
    struct reading r = {arena, rules, mappings, out};
    *out = (struct config_rule_list){0};
    for (size_t i = 0; i < resources->len; i++)
        if (!resources->items[i]->data_source && strcmp(resources->items[i]->type, "aws_config_config_rule") == 0 && !read_rule(&r, resources->items[i])) return false;
    return !arena->failed;   /* parameters that could not be read for want of memory are not none */
}
