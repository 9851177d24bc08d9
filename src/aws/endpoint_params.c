/* aws/endpoint_params.c: what a call gives the endpoint rules to decide by. */
#include "aws/endpoint.h"
#include "aws/shapes.h"
#include "jmespath/jmespath.h"

struct builder { struct arena *arena; const struct aws_operation *operation; struct value rules, out; struct error *err; };

/* Sets a parameter that the rules know. */
static bool set(struct builder *b, struct str name, struct value v)
{
    if (value_is_null(v) || value_is_none(value_get_str(b->rules, name))) return true;
    struct value key = value_string(b->arena, name);
    b->out = value_is_none(key) || value_is_none(v) ? VALUE_NONE : value_with(b->arena, b->out, key, v);
    return !value_is_none(b->out) || error_no_memory(b->err);
}

/* What the rules call AWS::Region and so on; those that nothing here decides keep the rules' defaults. A custom end point of S3 is asked by path, as SDKs do. */
static bool built_ins(struct builder *b, const char *region, bool fips, bool dual_stack, const char *custom)
{
    const struct { const char *name; struct value value; } known[] = {
        {"AWS::Region", region ? value_cstring(b->arena, region) : VALUE_NULL_}, {"AWS::UseFIPS", value_bool(fips)}, {"AWS::UseDualStack", value_bool(dual_stack)},
        {"SDK::Endpoint", custom ? value_cstring(b->arena, custom) : VALUE_NULL_}, {"AWS::S3::ForcePathStyle", custom ? VALUE_TRUE : VALUE_NULL_},
    };
    for (size_t i = 0; value_is_object(b->rules) && i < value_len(b->rules); i++) {
        struct value built_in = value_field(value_pairs(b->rules)[i].value, "builtIn");
        for (size_t k = 0; value_is_string(built_in) && k < COUNT_OF(known); k++)
            if (str_is(value_str(built_in), known[k].name) && !set(b, value_str(value_pairs(b->rules)[i].key), known[k].value)) return false;
    }
    return true;
}

static bool of_operation(struct builder *b, struct value params)
{
    struct value fixed = value_field(b->operation->operation, "staticContextParams"), paths = value_field(b->operation->operation, "operationContextParams");
    for (size_t i = 0; value_is_object(fixed) && i < value_len(fixed); i++) {
        struct value v = value_field(value_pairs(fixed)[i].value, "value");
        if (!value_is_none(v) && !set(b, value_str(value_pairs(fixed)[i].key), v)) return false;
    }
    for (size_t i = 0; value_is_object(paths) && i < value_len(paths); i++) {
        struct value path = value_field(value_pairs(paths)[i].value, "path"), v;
        if (!value_is_string(path)) continue;
        struct jmespath *expression = jmespath_compile(b->arena, value_str(path), b->err);
        if (!expression || !jmespath_search(b->arena, expression, params, &v, b->err) || !set(b, value_str(value_pairs(paths)[i].key), v)) return false;
    }
    return true;
}

static bool of_members(struct builder *b, struct value params)
{
    struct aws_member input = aws_input(b->operation);
    struct value members = aws_members(&input);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct value name = value_field(value_field(value_pairs(members)[i].value, "contextParam"), "name"), v = value_get(params, value_pairs(members)[i].key);
        if (value_is_string(name) && !value_is_none(v) && !set(b, value_str(name), v)) return false;
    }
    return true;
}

bool aws_endpoint_params(struct arena *arena, const struct aws_operation *operation, struct value params, const char *region, bool fips, bool dual_stack,
                         const char *custom, struct value *out, struct error *err)
{
    struct builder b = {arena, operation, value_field(operation->service->endpoint_rules, "parameters"), value_object(arena, NULL, 0), err};
    if (value_is_none(b.out)) return error_no_memory(err);
    if (!value_is_object(params)) params = b.out;
    if (!built_ins(&b, region, fips, dual_stack, custom) || !of_operation(&b, params) || !of_members(&b, params)) return false;
    *out = b.out;
    return true;
}
