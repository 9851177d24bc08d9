#include "inventory/item.h"

#include "inventory/shape.h"

static struct value with(struct arena *arena, struct value object, const char *key, struct value v)
{
    struct value name = value_cstring(arena, key);
    return value_is_none(name) || value_is_none(v) ? VALUE_NONE : value_with(arena, object, name, v);
}

static struct value text_or_null(struct arena *arena, const char *s) { return s ? value_cstring(arena, s) : VALUE_NULL_; }

/* --- what expressions see --- */

static struct value parent_context(struct arena *arena, const struct item *parent)
{
    const struct { const char *key; struct value v; } fields[] = {
        {"id", text_or_null(arena, parent->id)}, {"arn", text_or_null(arena, parent->arn)}, {"region", text_or_null(arena, parent->region)},
        {"values", parent->values}, {"item", parent->members}, {"results", parent->results},
        {"parent", parent->parent ? parent_context(arena, parent->parent) : parent->type->parent ? parent->members : VALUE_NULL_},
    };
    struct value_pair pairs[COUNT_OF(fields)];
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        pairs[i] = (struct value_pair){value_cstring(arena, fields[i].key), fields[i].v};
        if (value_is_none(pairs[i].key) || value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_object(arena, pairs, COUNT_OF(fields));
}

struct value item_outer_context(struct arena *arena, const struct item *parent, const char *account, const char *partition, const char *region)
{
    struct value context = value_object(arena, NULL, 0);
    context = value_is_none(context) ? context : with(arena, context, "account", value_cstring(arena, account));
    context = value_is_none(context) ? context : with(arena, context, "partition", value_cstring(arena, partition));
    context = value_is_none(context) ? context : with(arena, context, "region", value_cstring(arena, region));
    return value_is_none(context) || !parent ? context : with(arena, context, "parent", parent_context(arena, parent));
}

static struct value merged(struct arena *arena, struct value a, struct value b)
{
    for (size_t i = 0; value_is_object(b) && i < value_len(b) && !value_is_none(a); i++) a = value_with(arena, a, value_pairs(b)[i].key, value_pairs(b)[i].value);
    return a;
}

struct value item_context(struct arena *arena, const struct item *item)
{
    struct value context = merged(arena, item->members, item_outer_context(arena, item->parent, item->account, item->partition, item->region));
    context = value_is_none(context) ? context : merged(arena, context, item->results);
    return value_is_none(context) || !item->id ? context : with(arena, context, "id", value_cstring(arena, item->id));
}

/* --- what is known of the item itself --- */

static bool text_of(struct arena *arena, const struct jmespath *expression, struct value context, const char **out, struct error *err)
{
    struct value v;
    char scratch[32];
    *out = NULL;
    if (value_is_none(context)) return error_no_memory(err);
    if (!jmespath_search(arena, expression, context, &v, err)) return false;
    if (value_is_string(v) && value_len(v)) *out = value_cstr(v);
    else if (value_is_number(v)) *out = arena_strndup(arena, value_number_text(v, scratch).s, value_number_text(v, scratch).len);
    return !arena->failed || error_no_memory(err);
}

/* Region, id, ARN and address, as far as they can be told by now. */
static bool identify(struct arena *arena, struct item *item, struct error *err)
{
    const struct collector_type *type = item->type;
    const char *region;
    if (type->region && !item->region_known) {
        if (!text_of(arena, type->region, item_context(arena, item), &region, err)) return false;
        if (region) item->region = region, item->region_known = true;
    }
    if (!item->id && !text_of(arena, type->id, item_context(arena, item), &item->id, err)) return false;
    if (!item->id) return true;
    struct value arn = VALUE_NULL_, context = item_context(arena, item);
    if (value_is_none(context)) return error_no_memory(err);
    if (type->arn && !jmespath_template_fill(arena, type->arn, context, &arn, err)) return false;
    item->arn = value_is_string(arn) && value_len(arn) ? value_cstr(arn) : NULL;
    item->arn_unknown = value_has_unknown(arn);
    item->address = item->arn ? item->arn : type->global ? arena_printf(arena, "%s/%s", type->type, item->id) : arena_printf(arena, "%s/%s/%s", type->type, item->region, item->id);
    return item->address || error_no_memory(err);
}

bool item_holds(struct arena *arena, const struct jmespath *expression, struct value context, bool *out, struct error *err)
{
    struct value v;
    if (value_is_none(context)) return error_no_memory(err);
    if (!jmespath_search(arena, expression, context, &v, err)) return false;
    *out = !(value_is_null(v) || value_is_false(v) || ((value_is_string(v) || value_is_array(v) || value_is_object(v)) && value_len(v) == 0));
    return true;
}

struct item *item_new(struct arena *arena, const struct collector_type *type, struct item *parent, struct value members, const char *account, const char *partition, const char *region,
                      bool *about, struct error *err)
{
    struct item *item = (struct item *)arena_zero(arena, sizeof *item);
    struct value object = value_is_object(members) ? members : VALUE_NONE, empty = value_object(arena, NULL, 0);
    if (value_is_none(object)) object = with(arena, empty, "Value", members);   /* a list of texts: the item is its Value */
    if (!item || value_is_none(object) || value_is_none(empty)) return error_no_memory(err), NULL;
    *item = (struct item){.type = type, .parent = parent, .members = object, .results = empty, .account = account, .partition = partition, .region = region,
                          .address = "", .region_known = parent && parent->region_known && !type->region, .values = empty};
    *about = true;
    if (type->when && !item_holds(arena, type->when, item_context(arena, item), about, err)) return NULL;
    return !*about || identify(arena, item, err) ? item : NULL;
}

struct item *item_of_resource(struct arena *arena, const struct collector_type *type, const struct resource *r, const char *account, const char *partition, const char *region)
{
    struct item *item = (struct item *)arena_zero(arena, sizeof *item);
    struct value id = value_field(r->values, "id"), gone = value_unknown_ref(arena, "the answers that the resource was made of");
    if (!item || value_is_none(gone)) return NULL;
    *item = (struct item){.type = type, .members = gone, .results = gone, .account = account, .partition = partition, .region = r->region ? r->region : region,
                          .region_known = r->region != NULL, .arn = r->arn, .id = value_is_string(id) ? value_cstr(id) : NULL, .address = r->address, .values = r->values};
    return item;
}

/* --- what further calls give --- */

/* Under `as`, or each member that it might have had and that is not there already, is then unknown: whatever is made of it is. */
static bool refuse(struct arena *arena, struct item *item, const struct collector_get *get, struct aws_models *models, const char *action, const char *code, struct error *err)
{
    struct value members = VALUE_NULL_;
    const char *why = arena_printf(arena, "%s (%s)", action ? action : get->call.operation, code);
    struct value unknown = why ? value_unknown_ref(arena, why) : VALUE_NONE;
    if (value_is_none(unknown)) return error_no_memory(err);
    if (get->as) item->results = with(arena, item->results, get->as, unknown);
    if (get->merge && !collector_merged(arena, models, get, &members, err)) return false;
    for (size_t i = 0; value_is_object(members) && i < value_len(members) && !value_is_none(item->members); i++) {
        struct value name = value_pairs(members)[i].key;
        if (value_is_none(value_get(item->members, name))) item->members = value_with(arena, item->members, name, unknown);
    }
    return (!value_is_none(item->results) && !value_is_none(item->members)) || error_no_memory(err);
}

bool item_take(struct arena *arena, struct item *item, const struct collector_get *get, struct aws_models *models, struct value answer, const char *action, const char *code,
               struct error *err)
{
    struct value v = answer;
    if (!value_is_none(answer) && !value_is_null(answer) && get->value && !jmespath_search(arena, get->value, answer, &v, err)) {
        if (err->code == &ERROR_NO_MEMORY) return false;
        return refuse(arena, item, get, models, action, err->code->name, err);
    }
    if (value_is_none(v)) return refuse(arena, item, get, models, action, code ? code : "unknown", err);
    if (get->as) item->results = with(arena, item->results, get->as, v);
    else item->members = merged(arena, item->members, v);
    if (value_is_none(item->results) || value_is_none(item->members)) return error_no_memory(err);
    return identify(arena, item, err) || err->code != &ERROR_NO_MEMORY;
}

/* --- the resource --- */

static bool set(struct arena *arena, struct value *values, const char *name, struct value v, struct error *err)
{
    *values = with(arena, *values, name, v);
    return !value_is_none(*values) || error_no_memory(err);
}

static struct value without(struct arena *arena, struct value object, const char *name)
{
    ptrdiff_t at = value_find(object, str_of(name));
    if (at < 0) return object;
    size_t n = value_len(object);
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, n, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    memcpy(pairs, value_pairs(object), (size_t)at * sizeof *pairs);
    memcpy(pairs + at, value_pairs(object) + at + 1, (n - 1 - (size_t)at) * sizeof *pairs);
    return value_object(arena, pairs, n - 1);
}

/* What an expression gives; where it fails on this answer, that is not known. */
static bool ask(struct arena *arena, const struct item *item, const char *field, const struct jmespath *expression, struct value context, struct value *out, struct error *err)
{
    struct error why = {0};
    if (jmespath_search(arena, expression, context, out, &why)) return true;
    if (why.code == &ERROR_NO_MEMORY) return error_no_memory(err);
    const char *reason = arena_printf(arena, "%s.%s: %s", item->address, field, why.message);
    *out = reason ? value_unknown_ref(arena, reason) : VALUE_NONE;
    return !value_is_none(*out) || error_no_memory(err);
}

/* The fields that content writes out. What does not fit the field is not known: left out it would look like a default. */
static bool fill_written(struct arena *arena, struct item *item, struct value context, struct value *values, struct error *err)
{
    for (size_t i = 0; i < item->type->values.len; i++) {
        const struct collector_field *field = &item->type->values.items[i];
        struct value v = VALUE_NULL_, given;
        if (field->expression && !ask(arena, item, field->name, field->expression, context, &v, err)) return false;
        given = v;
        v = shape_field(arena, schema_field_find(item->type->schema, str_of(field->name)), v);
        if (value_is_null(v) && !value_is_null(given)) v = value_unknown_ref(arena, arena_printf(arena, "%s.%s: what was read does not fit the field", item->address, field->name));
        if (value_is_none(v)) return error_no_memory(err);
        if (value_is_null(v)) {
            *values = without(arena, *values, field->name);
            if (value_is_none(*values)) return error_no_memory(err);
        } else if (!set(arena, values, field->name, v, err)) return false;
    }
    return true;
}

static bool fill_tags(struct arena *arena, struct item *item, struct value context, struct value *values, struct error *err)
{
    static const char *const names[] = {"tags", "tags_all"};
    struct value v;
    if (!item->type->tags) return true;
    if (!ask(arena, item, "tags", item->type->tags, context, &v, err)) return false;
    v = shape_tags(arena, v);
    if (value_is_none(v)) return error_no_memory(err);
    for (size_t i = 0; i < COUNT_OF(names) && !value_is_null(v); i++)
        if (schema_field_find(item->type->schema, str_of(names[i])) && !set(arena, values, names[i], v, err)) return false;
    return true;
}

static bool fill(struct arena *arena, struct item *item, struct value *values, struct error *err)
{
    const struct collector_type *type = item->type;
    struct value context = item_context(arena, item);
    *values = value_is_none(context) ? VALUE_NONE : shape_object(arena, type->schema, item->members);
    for (size_t i = 0; i < type->n_drop && !value_is_none(*values); i++) *values = without(arena, *values, type->drop[i]);
    if (value_is_none(*values)) return error_no_memory(err);
    if (!fill_written(arena, item, context, values, err) || !fill_tags(arena, item, context, values, err)) return false;
    if (schema_field_find(type->schema, STR("id")) && !set(arena, values, "id", value_cstring(arena, item->id), err)) return false;
    return !item->arn || !schema_field_find(type->schema, STR("arn")) || set(arena, values, "arn", value_cstring(arena, item->arn), err);
}

struct resource *item_resource(struct arena *arena, struct item *item, struct error *err)
{
    struct resource *r = (struct resource *)arena_zero(arena, sizeof *r);
    if (!r) return error_no_memory(err), NULL;
    if (!identify(arena, item, err)) return NULL;
    if (!item->id || item->arn_unknown) return error_set(err, &COLLECTOR_EXPRESSION, "an item of %s has no %s", item->type->call.operation, item->id ? "ARN" : "id"), NULL;
    if (!fill(arena, item, &item->values, err)) return NULL;
    *r = (struct resource){.address = item->address, .type = item->type->type, .name = item->id, .module = "", .root = item->account, .index = "", .origin = RESOURCE_FROM_ACCOUNT,
                           .values = item->values, .sensitive = value_array(arena, NULL, 0), .region = item->type->global && !item->region_known ? NULL : item->region,
                           .account = item->account, .arn = item->arn,
                           .parent = item->parent ? item->parent->address : NULL};
    return value_is_none(r->sensitive) ? (error_no_memory(err), NULL) : r;
}
