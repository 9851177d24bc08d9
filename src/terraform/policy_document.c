/* terraform/policy_document.c: data "aws_iam_policy_document" → the JSON that the provider makes of it.
 * As the provider does: lists of one become strings, longer ones are sorted downwards, &{x} becomes ${x}, the statements of
 * source_policy_documents come first and override_policy_documents replace statements of the same Sid. */
#include "terraform/instance.h"

#include "value/json.h"

struct document { struct arena *arena; VEC(struct value) statements; struct value unknown; };   /* unknown: a part could not be read at all */

static struct value text(struct document *d, const char *s) { return value_cstring(d->arena, s); }

/* IAM's variables are written &{aws:username}, since ${ is Terraform's. */
static struct value policy_variables(struct document *d, struct value v)
{
    if (!value_is_string(v) || str_find(value_str(v), STR("&{"), 0) == SIZE_MAX) return v;
    char *copy = arena_strndup(d->arena, value_cstr(v), value_len(v));
    if (!copy) return VALUE_NONE;
    for (char *p = copy; (p = strstr(p, "&{")) != NULL;) *p = '$';
    return value_string(d->arena, (struct str){copy, value_len(v)});
}

/* One string, or a list sorted downwards. Unknowns stay where sorting puts them: last. */
static struct value one_or_many(struct document *d, struct value list)
{
    if (value_is_unknown(list) || value_is_string(list)) return policy_variables(d, list);
    if (!value_is_array(list) || value_len(list) == 0) return VALUE_NONE;
    size_t n = value_len(list);
    if (n == 1) return policy_variables(d, value_items(list)[0]);
    struct value set = value_set(d->arena, value_items(list), n);
    struct value *items = value_is_none(set) ? NULL : (struct value *)arena_array(d->arena, n, sizeof *items);
    if (!items) return VALUE_NONE;
    n = value_len(set);
    for (size_t i = 0; i < n; i++) items[i] = policy_variables(d, value_items(set)[n - 1 - i]);
    return value_array(d->arena, items, n);
}

struct fields { struct value_pair pairs[10]; size_t n; };

static void put(struct document *d, struct fields *f, const char *name, struct value v)
{
    if (!value_is_none(v)) f->pairs[f->n++] = (struct value_pair){text(d, name), v};
}

static struct value principals(struct document *d, struct value blocks)
{
    if (value_is_unknown(blocks)) return blocks;
    if (!value_is_array(blocks) || value_len(blocks) == 0) return VALUE_NONE;
    struct value object = value_object(d->arena, NULL, 0);
    for (size_t i = 0; i < value_len(blocks); i++) {
        struct value block = value_items(blocks)[i], type = value_field(block, "type"), ids = one_or_many(d, value_field(block, "identifiers"));
        if (!value_is_string(type)) return hcl_unknown_from(d->arena, type, block);
        if (value_is_none(ids)) continue;
        bool all = str_is(value_str(type), "*") && value_is_string(ids) && str_is(value_str(ids), "*");
        if (all) return text(d, "*");
        struct value before = value_get(object, type);
        if (!value_is_none(before)) {   /* two blocks of one type: their identifiers together */
            struct value both[64];
            size_t n = 0;
            struct value parts[2] = {before, ids};
            for (int k = 0; k < 2; k++) {
                if (!value_is_array(parts[k])) both[n++] = parts[k];
                for (size_t j = 0; value_is_array(parts[k]) && j < value_len(parts[k]) && n < COUNT_OF(both) - 1; j++) both[n++] = value_items(parts[k])[j];
            }
            ids = one_or_many(d, value_array(d->arena, both, n));
        }
        object = value_with(d->arena, object, type, ids);
    }
    return object;
}

static struct value conditions(struct document *d, struct value blocks)
{
    if (value_is_unknown(blocks)) return blocks;
    if (!value_is_array(blocks) || value_len(blocks) == 0) return VALUE_NONE;
    struct value object = value_object(d->arena, NULL, 0);
    for (size_t i = 0; i < value_len(blocks); i++) {
        struct value block = value_items(blocks)[i], test = value_field(block, "test"), variable = value_field(block, "variable");
        if (!value_is_string(test) || !value_is_string(variable)) return hcl_unknown_from(d->arena, test, variable);
        struct value inner = value_get(object, test), values = one_or_many(d, value_field(block, "values"));
        inner = value_with(d->arena, inner, variable, value_is_none(values) ? value_array(d->arena, NULL, 0) : values);
        object = value_with(d->arena, object, test, inner);
    }
    return object;
}

static struct value statement(struct document *d, struct value block)
{
    if (!value_is_object(block)) return block;
    struct fields f = {.n = 0};
    struct value effect = value_field(block, "effect"), sid = value_field(block, "sid");
    if (!value_is_none(sid) && !(value_is_string(sid) && value_len(sid) == 0)) put(d, &f, "Sid", sid);
    put(d, &f, "Effect", value_is_none(effect) ? text(d, "Allow") : effect);
    put(d, &f, "Action", one_or_many(d, value_field(block, "actions")));
    put(d, &f, "NotAction", one_or_many(d, value_field(block, "not_actions")));
    put(d, &f, "Resource", one_or_many(d, value_field(block, "resources")));
    put(d, &f, "NotResource", one_or_many(d, value_field(block, "not_resources")));
    put(d, &f, "Principal", principals(d, value_field(block, "principals")));
    put(d, &f, "NotPrincipal", principals(d, value_field(block, "not_principals")));
    put(d, &f, "Condition", conditions(d, value_field(block, "condition")));
    return value_object(d->arena, f.pairs, f.n);
}

static bool add(struct document *d, struct value v)
{
    struct value *at = value_is_none(v) ? NULL : vec_push(d->arena, &d->statements);
    if (at) *at = v;
    return at != NULL;
}

/* A statement of the same Sid is replaced when `override`. */
static bool add_statement(struct document *d, struct value v, bool override)
{
    struct value sid = value_field(v, "Sid");
    for (size_t i = 0; override && value_is_string(sid) && i < d->statements.len; i++) {
        struct value other = value_field(d->statements.items[i], "Sid");
        if (!value_is_string(other) || !value_equal(sid, other)) continue;
        d->statements.items[i] = v;
        return true;
    }
    return add(d, v);
}

static bool add_documents(struct document *d, struct value list, bool override)
{
    if (value_is_none(list)) return true;
    if (value_is_string(list)) list = value_array(d->arena, &list, 1);   /* the old source_json and override_json */
    if (!value_is_array(list)) return add(d, hcl_unknown_from(d->arena, list, VALUE_NONE));
    for (size_t i = 0; i < value_len(list); i++) {
        struct value parsed = VALUE_NONE, item = value_items(list)[i];
        if (value_is_string(item) && value_len(item) == 0) continue;
        if (!hcl_jsondecode(d->arena, item, &parsed, NULL) || value_is_unknown(parsed)) {
            if (!add(d, hcl_unknown_from(d->arena, item, VALUE_NONE))) return false;   /* statements nobody knows */
            continue;
        }
        struct value statements = value_field(parsed, "Statement");
        if (value_is_object(statements) && !add_statement(d, statements, override)) return false;
        if (value_is_unknown(statements) && !add(d, statements)) return false;
        for (size_t k = 0; value_is_array(statements) && k < value_len(statements); k++)
            if (!add_statement(d, value_items(statements)[k], override)) return false;
    }
    return true;
}

struct value tf_policy_document(struct arena *arena, struct value values)
{
    struct document d = {.arena = arena};
    struct value own = value_field(values, "statement"), version = value_field(values, "version"), id = value_field(values, "policy_id");
    if (!add_documents(&d, value_field(values, "source_json"), false) || !add_documents(&d, value_field(values, "source_policy_documents"), false))
        return VALUE_NONE;
    if (value_is_unknown(own) && !add(&d, own)) return VALUE_NONE;
    for (size_t i = 0; value_is_array(own) && i < value_len(own); i++)
        if (!add_statement(&d, statement(&d, value_items(own)[i]), true)) return VALUE_NONE;
    if (!add_documents(&d, value_field(values, "override_json"), true) || !add_documents(&d, value_field(values, "override_policy_documents"), true))
        return VALUE_NONE;
    struct fields f = {.n = 0};
    put(&d, &f, "Version", value_is_none(version) ? text(&d, "2012-10-17") : version);
    put(&d, &f, "Id", id);
    put(&d, &f, "Statement", value_array(arena, d.statements.items, d.statements.len));
    struct value document = value_object(arena, f.pairs, f.n), json = VALUE_NONE;
    if (value_is_none(document) || arena->failed || !hcl_jsonencode(arena, document, &json, NULL)) return VALUE_NONE;
    return json;
}
