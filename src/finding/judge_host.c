/* finding/judge_host.c: the functions of the host: what a rule may ask of the resources around the one it judges. What it looked at is recorded where
 * judge_options says so. */
#include "finding/judge_internal.h"

#include <stdio.h>

#include "finding/log_filter.h"
#include "resource/schema.h"

/* Remembers that the rule at hand looked at a resource, or at all of a type. */
static bool look(struct worker *w, const struct resource *resource, const char *type)
{
    if (!w->judging->options->record || resource == w->resource) return true;
    for (size_t i = 0; i < w->looked.len; i++) {
        const struct looked *seen = &w->looked.items[i];
        if (seen->resource == resource && (resource || strcmp(seen->type, type) == 0)) return true;
    }
    const char *kept = resource ? NULL : arena_strdup(w->kept, type);
    struct looked *at = resource || kept ? vec_push(w->kept, &w->looked) : NULL;
    if (at) *at = (struct looked){resource, kept};
    return at != NULL;
}

/* `gap`: why some may be missing, or NULL. None found is then not known, and some found are some and one of which nothing is known. */
static bool documents_of(struct rego_call *call, struct worker *w, const struct resource_list *list, const char *gap, struct value *out)
{
    struct value *items = (struct value *)arena_array(call->arena, list->len + 2, sizeof *items);
    size_t n = 0;
    if (!items) return error_no_memory(call->err);
    for (size_t i = 0; i < list->len; i++) {
        size_t number;
        if (!judge_base_place(w->judging->base, list->items[i], &number)) continue;
        if (!look(w, list->items[i], NULL)) return error_no_memory(call->err);
        if (list->items[i]->unread) {   /* nobody knows whether it is still there */
            if (!gap) gap = list->items[i]->unread;
            continue;
        }
        items[n++] = w->judging->base->documents[number];
    }
    if (gap) {
        struct value unknown = value_unknown_ref(call->arena, gap);
        if (value_is_none(unknown)) return error_no_memory(call->err);
        if (n == 0) return *out = unknown, true;
        items[n++] = unknown;
    }
    *out = value_array(call->arena, items, n);
    return !value_is_none(*out) || error_no_memory(call->err);
}

/* The resource that a document in a rule is of. */
static const struct resource *resource_of(const struct worker *w, struct value document)
{
    struct value address = value_field(document, "address");
    if (!value_is_string(address)) return NULL;
    if (str_is(value_str(address), w->resource->address)) return w->resource;
    return links_resource(w->judging->base->links, w->resource->root, value_str(address));
}

/* Why resources of a type (of one region, or belonging to `parent`; NULL: any) may be missing; NULL: they are all there. */
static const char *gap_of(const struct worker *w, struct str type, const char *region, const struct resource *parent)
{
    const struct judge_options *o = w->judging->options;
    const struct numbers *numbers = (const struct numbers *)map_get(&w->judging->gaps, type);
    for (size_t i = 0; numbers && i < numbers->items.len; i++) {
        const struct judge_gap *g = &o->gaps[numbers->items.items[i]];
        if (g->root && (!w->resource->root || strcmp(g->root, w->resource->root) != 0)) continue;
        if (g->region && region && strcmp(g->region, region) != 0) continue;
        if (g->parent && parent && strcmp(g->parent, parent->address) != 0 && (!parent->parent || strcmp(g->parent, parent->parent) != 0)) continue;
        return g->reason ? g->reason : g->type;
    }
    return NULL;
}

/* A number, a flag and a tag name nothing. */
static bool may_name_another(struct schema_block block, struct str name)
{
    const struct schema_field *field = schema_field_find(block, name);
    if (str_is(name, "id") || str_is(name, "arn") || str_is(name, "tags") || str_is(name, "tags_all") || str_is(name, "region")) return false;
    return !field || field->kind != SCHEMA_ATTRIBUTE || (field->type != SCHEMA_NUMBER && field->type != SCHEMA_BOOL);
}

const char *judge_untold(const struct resource *r, const char *attribute)
{
    struct schema_block block = {0};
    if (r->origin != RESOURCE_FROM_ACCOUNT || !value_is_object(r->values)) return NULL;
    if (attribute) return value_has_unknown(value_field(r->values, attribute)) ? attribute : NULL;
    if (!value_has_unknown(r->values)) return NULL;
    (void)schema_find(str_of(r->type), false, &block);
    for (size_t i = 0; i < value_len(r->values); i++) {
        struct value_pair pair = value_pairs(r->values)[i];
        if (value_has_unknown(pair.value) && value_is_string(pair.key) && may_name_another(block, value_str(pair.key))) return value_cstr(pair.key);
    }
    return NULL;
}

/* Why a link may be there that nobody sees: what would name the other was not read, here or there. NULL: all are seen. *failed: memory. */
static const char *unseen_link(struct rego_call *call, struct worker *w, const struct resource *resource, struct str type, const char *attribute, enum links_direction direction, bool *failed)
{
    const char *field = direction & LINKS_TO ? judge_untold(resource, attribute) : NULL, *why = NULL;
    *failed = false;
    if (field) why = arena_printf(call->arena, "%s.%s", resource->address, field);
    const char *key = field || !(direction & LINKS_FROM) ? NULL : arena_printf(call->arena, "%s\n%.*s", w->resource->root ? w->resource->root : "", (int)type.len, type.s);
    const struct numbers *numbers = key ? (const struct numbers *)map_get(&w->judging->base->untold, str_of(key)) : NULL;
    for (size_t i = 0; numbers && i < numbers->items.len && !why; i++) {
        const struct resource *other = w->judging->resources->items[numbers->items.items[i]];
        const char *theirs = other == resource ? NULL : judge_untold(other, attribute);
        if (theirs && !look(w, other, NULL)) return *failed = true, NULL;
        if (theirs) why = arena_printf(call->arena, "%s.%s", other->address, theirs);
    }
    *failed = call->arena->failed;
    return why;
}

static bool find(struct rego_call *call, struct value document, struct value type, struct value attribute, enum links_direction direction, struct value *out)
{
    struct worker *w = (struct worker *)call->context;
    const struct resource *resource = w ? resource_of(w, document) : NULL;
    struct resource_list list = {0};
    if (!resource || !value_is_string(type)) return documents_of(call, w, &list, NULL, out);
    const char *field = value_is_string(attribute) ? value_cstr(attribute) : NULL;
    if (!links_find(call->arena, w->judging->base->links, resource, value_str(type), field, direction, &list)) return error_no_memory(call->err);
    bool failed = false;
    const char *gap = str_is(value_str(type), "*") ? NULL : gap_of(w, value_str(type), resource->region, resource);
    if (!gap) gap = unseen_link(call, w, resource, value_str(type), field, direction, &failed);
    return failed ? error_no_memory(call->err) : documents_of(call, w, &list, gap, out);
}

static bool linked(struct rego_call *call, const struct value *operands, struct value *out)
{
    return find(call, operands[0], operands[1], VALUE_NONE, LINKS_BOTH, out);
}

static bool linked_by(struct rego_call *call, const struct value *operands, struct value *out)
{
    return find(call, operands[0], operands[1], operands[2], LINKS_FROM, out);
}

static bool refers_to(struct rego_call *call, const struct value *operands, struct value *out)
{
    return find(call, operands[0], value_cstring(call->arena, "*"), operands[1], LINKS_TO, out);
}

static bool resources(struct rego_call *call, struct value type, const char *region, struct value *out)
{
    struct worker *w = (struct worker *)call->context;
    struct resource_list list = {0};
    char key[1024];
    if (w && value_is_string(type) && !look(w, NULL, value_cstr(type))) return error_no_memory(call->err);
    int n = w && value_is_string(type) ? snprintf(key, sizeof key, "%s\n%s", w->resource->root ? w->resource->root : "", value_cstr(type)) : 0;
    const struct numbers *numbers = n > 0 && n < (int)sizeof key ? (const struct numbers *)map_get(&w->judging->base->by_root, (struct str){key, (size_t)n}) : NULL;
    for (size_t i = 0; numbers && i < numbers->items.len; i++) {
        struct resource *resource = w->judging->resources->items[numbers->items.items[i]];
        if (region && (!resource->region || strcmp(resource->region, region) != 0)) continue;
        struct resource **at = vec_push(call->arena, &list);
        if (!at) return error_no_memory(call->err);
        *at = resource;
    }
    return documents_of(call, w, &list, w && value_is_string(type) ? gap_of(w, value_str(type), region, NULL) : NULL, out);
}

static bool resources_of_type(struct rego_call *call, const struct value *operands, struct value *out) { return resources(call, operands[0], NULL, out); }

static bool resources_in(struct rego_call *call, const struct value *operands, struct value *out)
{
    return resources(call, operands[0], value_is_string(operands[1]) ? value_cstr(operands[1]) : NULL, out);
}

static bool parameter(struct rego_call *call, const struct value *operands, struct value *out)
{
    const struct worker *w = (const struct worker *)call->context;
    const struct judge_options *o = w ? w->judging->options : NULL;
    *out = operands[1];
    for (size_t i = o && value_is_string(operands[0]) ? o->n_parameters : 0; i-- > 0;) {
        const struct judge_parameter *p = &o->parameters[i];
        if (strcmp(p->rule, w->rule->id) != 0 || !str_is(value_str(operands[0]), p->name)) continue;
        if (p->root && (!w->resource->root || strcmp(p->root, w->resource->root) != 0)) continue;
        return *out = p->value, true;
    }
    return true;
}

static bool filter_matches(struct rego_call *call, const struct value *operands, struct value *out)
{
    *out = value_bool(value_is_string(operands[0]) && log_filter_matches(value_str(operands[0]), operands[1]));
    return true;
}

/* Of code, what is unknown will have some value, as written there. Of an account, it is what could not be read: there may be nothing. */
static bool is_unread(const struct rego_call *call, struct value v)
{
    const struct worker *w = (const struct worker *)call->context;
    return value_is_unknown(v) && w && w->resource && w->resource->origin == RESOURCE_FROM_ACCOUNT;
}

/* Is the path written in the configuration: present, not null, not empty? What is unknown is written: some value will come; unless it was not read, then nobody knows. */
static bool is_set(struct rego_call *call, const struct value *operands, struct value *out)
{
    struct value v = operands[0];
    for (size_t i = 0; value_is_array(operands[1]) && i < value_len(operands[1]) && !value_is_none(v) && !value_is_unknown(v); i++)
        v = value_get(v, value_items(operands[1])[i]);
    if (is_unread(call, v)) return *out = v, true;
    bool empty = value_is_none(v) || value_is_null(v) || ((value_is_string(v) || value_is_array(v) || value_is_object(v)) && value_len(v) == 0);
    *out = value_bool(value_is_unknown(v) || !empty);
    return true;
}

/* Is the value itself known? For what must be decided all the same of code; what was not read of an account is decided by nobody. */
static bool is_known(struct rego_call *call, const struct value *operands, struct value *out)
{
    if (is_unread(call, operands[0])) return *out = operands[0], true;
    *out = value_bool(!value_is_unknown(operands[0]));
    return true;
}

const struct rego_builtin judge_externs[] = {
    {"rampart.is_known", "any -> boolean", is_known, REGO_TAKES_UNKNOWN, NULL},
    {"rampart.is_set", "any, array[any] -> boolean", is_set, REGO_TAKES_UNKNOWN, NULL},
    {"rampart.linked", "any, string -> array[any]", linked, REGO_NONDETERMINISTIC | REGO_TAKES_UNKNOWN, NULL},
    {"rampart.linked_by", "any, string, string -> array[any]", linked_by, REGO_NONDETERMINISTIC | REGO_TAKES_UNKNOWN, NULL},
    {"rampart.log_filter_matches", "string, any -> boolean", filter_matches, REGO_PURE, NULL},
    {"rampart.parameter", "string, any -> any", parameter, REGO_NONDETERMINISTIC | REGO_TAKES_UNKNOWN, NULL},
    {"rampart.refers_to", "any, string -> array[any]", refers_to, REGO_NONDETERMINISTIC | REGO_TAKES_UNKNOWN, NULL},
    {"rampart.resources", "string -> array[any]", resources_of_type, REGO_NONDETERMINISTIC, NULL},
    {"rampart.resources_in", "string, string -> array[any]", resources_in, REGO_NONDETERMINISTIC, NULL},
};
_Static_assert(COUNT_OF(judge_externs) == JUDGE_EXTERNS, "each has a context");
const size_t judge_n_externs = COUNT_OF(judge_externs);
