/* aws/paginate.c: see paginate.h. */
#include "aws/paginate.h"

#include "value/arith.h"

static bool add_path(struct arena *arena, struct paginator_paths *paths, struct value text, bool compiled, struct error *err)
{
    if (!value_is_string(text)) return error_set(err, &AWS_MODEL, "a paginator has something else than a name");
    struct paginator_path *p = vec_push(arena, paths);
    if (!p) return error_no_memory(err);
    *p = (struct paginator_path){value_cstr(text), NULL};
    return !compiled || (p->path = jmespath_compile(arena, value_str(text), err)) != NULL;
}

/* A member is one text or a list of them. */
static bool add_paths(struct arena *arena, struct paginator_paths *paths, struct value v, bool compiled, struct error *err)
{
    if (value_is_none(v)) return true;
    if (!value_is_array(v)) return add_path(arena, paths, v, compiled, err);
    for (size_t i = 0; i < value_len(v); i++)
        if (!add_path(arena, paths, value_items(v)[i], compiled, err)) return false;
    return true;
}

bool paginator_of(struct arena *arena, const struct aws_operation *operation, struct paginator **out, struct error *err)
{
    struct value rows = operation->service->paginators, inner = value_field(rows, "pagination"), row = value_field(value_is_none(inner) ? rows : inner, operation->name);
    struct value more = value_field(row, "more_results"), limit = value_field(row, "limit_key");
    *out = NULL;
    if (!value_is_object(row) || value_is_none(value_field(row, "input_token"))) return true;
    struct paginator *p = arena_zero(arena, sizeof *p);
    struct paginator_paths last = {0};
    if (!p) return error_no_memory(err);
    bool ok = add_paths(arena, &p->inputs, value_field(row, "input_token"), false, err) && add_paths(arena, &p->outputs, value_field(row, "output_token"), true, err) &&
              add_paths(arena, &p->results, value_field(row, "result_key"), true, err) && add_paths(arena, &p->others, value_field(row, "non_aggregate_keys"), true, err) &&
              add_paths(arena, &last, more, true, err);
    if (!ok) return false;
    if (p->inputs.len != p->outputs.len) return error_set(err, &AWS_MODEL, "the paginator of %s has not as many input as output tokens", operation->name);
    if (last.len) p->more = last.items[0];
    if (value_is_string(limit)) p->limit_key = value_cstr(limit);
    *out = p;
    return true;
}

/* null, false, 0, "", [] and {} are no tokens. */
static bool is_something(struct value v)
{
    if (value_is_none(v) || value_is_null(v) || value_is_false(v)) return false;
    if (value_is_number(v)) return value_number_to_double(v) != 0;
    return value_is_true(v) || value_len(v) > 0;
}

bool paginator_next(struct arena *arena, const struct paginator *p, struct value page, struct value *tokens, struct error *err)
{
    struct value found, pairs_of = value_object(arena, NULL, 0);
    *tokens = VALUE_NONE;
    if (value_is_none(pairs_of)) return error_no_memory(err);
    if (p->more.path) {
        if (!jmespath_search(arena, p->more.path, page, &found, err)) return false;
        if (!is_something(found)) return true;
    }
    for (size_t i = 0; i < p->outputs.len; i++) {
        if (!jmespath_search(arena, p->outputs.items[i].path, page, &found, err)) return false;
        if (!is_something(found)) continue;
        struct value key = value_cstring(arena, p->inputs.items[i].text);
        if (value_is_none(key) || value_is_none(pairs_of = value_with(arena, pairs_of, key, found))) return error_no_memory(err);
    }
    if (value_len(pairs_of)) *tokens = pairs_of;
    return true;
}

static bool is_input(const struct paginator *p, struct value key)
{
    for (size_t i = 0; i < p->inputs.len; i++)
        if (str_is(value_str(key), p->inputs.items[i].text)) return true;
    return false;
}

bool paginator_params(struct arena *arena, const struct paginator *p, struct value params, struct value tokens, struct value *out, struct error *err)
{
    VEC(struct value_pair) pairs = {0};
    struct value both[] = {params, tokens};
    for (size_t k = 0; k < COUNT_OF(both); k++)
        for (size_t i = 0; value_is_object(both[k]) && i < value_len(both[k]); i++) {
            const struct value_pair *from = &value_pairs(both[k])[i];
            if (k == 0 && is_input(p, from->key)) continue;
            struct value_pair *to = vec_push(arena, &pairs);
            if (!to) return error_no_memory(err);
            *to = *from;
        }
    *out = value_object(arena, pairs.items, pairs.len);
    return !value_is_none(*out) || error_no_memory(err);
}

/* --- one result of many pages --- */

/* `object` with the value at A.B.C. */
static struct value put(struct arena *arena, struct value object, struct str path, struct value v)
{
    size_t dot = str_find(path, STR("."), 0);
    struct str name = {path.s, dot == SIZE_MAX ? path.len : dot};
    struct value key = value_string(arena, name);
    if (dot != SIZE_MAX) {
        struct value inner = value_get_str(object, name);
        v = put(arena, value_is_object(inner) ? inner : VALUE_NONE, (struct str){path.s + dot + 1, path.len - dot - 1}, v);
    }
    return value_is_none(key) || value_is_none(v) ? VALUE_NONE : value_with(arena, object, key, v);
}

static bool add_part(struct arena *arena, struct paginator_part *part, struct value v, struct error *err)
{
    if (value_is_null(v)) return true;
    if (value_is_array(v) && (part->is_list || value_is_none(part->value))) {
        part->is_list = true;
        for (size_t i = 0; i < value_len(v); i++) {
            struct value *slot = vec_push(arena, &part->list);
            if (!slot) return error_no_memory(err);
            *slot = value_items(v)[i];
        }
        return true;
    }
    if (value_is_none(part->value)) part->value = v;
    else if (value_is_number(part->value) && value_is_number(v)) {
        if (arith_add(arena, part->value, v, ARITH_PRECISION_REGO, &part->value) != ARITH_OK) return error_no_memory(err);
    } else if (value_is_string(part->value) && value_is_string(v))
        part->value = value_printf(arena, "%s%s", value_cstr(part->value), value_cstr(v));
    return !value_is_none(part->value) || error_no_memory(err);
}

bool paginator_add(struct arena *arena, const struct paginator *p, struct paginator_whole *whole, struct value page, struct error *err)
{
    struct value v;
    if (!whole->parts) {
        whole->others = value_object(arena, NULL, 0);
        whole->parts = arena_array(arena, p->results.len + 1, sizeof *whole->parts);
        if (!whole->parts || value_is_none(whole->others)) return error_no_memory(err);
        memset(whole->parts, 0, (p->results.len + 1) * sizeof *whole->parts);
        for (size_t i = 0; i < p->others.len; i++) {
            if (!jmespath_search(arena, p->others.items[i].path, page, &v, err)) return false;
            if (value_is_none(whole->others = put(arena, whole->others, str_of(p->others.items[i].text), v))) return error_no_memory(err);
        }
    }
    for (size_t i = 0; i < p->results.len; i++)
        if (!jmespath_search(arena, p->results.items[i].path, page, &v, err) || !add_part(arena, &whole->parts[i], v, err)) return false;
    return true;
}

static struct value merged(struct arena *arena, struct value a, struct value b)
{
    for (size_t i = 0; i < value_len(b) && !value_is_none(a); i++) {
        struct value key = value_pairs(b)[i].key, from = value_pairs(b)[i].value, to = value_get(a, key);
        a = value_with(arena, a, key, value_is_object(to) && value_is_object(from) ? merged(arena, to, from) : from);
    }
    return a;
}

bool paginator_whole(struct arena *arena, const struct paginator *p, const struct paginator_whole *whole, struct value *out, struct error *err)
{
    struct value result = value_object(arena, NULL, 0);
    for (size_t i = 0; whole->parts && i < p->results.len && !value_is_none(result); i++) {
        const struct paginator_part *part = &whole->parts[i];
        struct value v = part->is_list ? value_array(arena, part->list.items, part->list.len) : part->value;
        if (part->is_list || !value_is_none(v)) result = put(arena, result, str_of(p->results.items[i].text), v);
    }
    if (whole->parts && !value_is_none(result)) result = merged(arena, result, whole->others);
    *out = result;
    return !value_is_none(result) || error_no_memory(err);
}
