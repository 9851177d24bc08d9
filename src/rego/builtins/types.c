/* rego/builtins/types.c: is_*, type_name. What kind a container is, is known even when something in it is not. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

static bool is(struct rego_call *call, const struct value *in, enum value_type type, struct value *out)
{
    if (value_is_unknown(in[0])) {
        /* Of a string of which only pieces are unknown, the type is certain. */
        if (!value_is_array(value_unknown_parts(in[0]))) return give_unknown(call, in, 1, out);
        return give_bool(type == VALUE_STRING, out);
    }
    return give_bool(value_type(in[0]) == type, out);
}

BUILTIN(is_array) { return is(call, in, VALUE_ARRAY, out); }
BUILTIN(is_boolean) { return is(call, in, VALUE_BOOL, out); }
BUILTIN(is_null) { return is(call, in, VALUE_NULL, out); }
BUILTIN(is_number) { return is(call, in, VALUE_NUMBER, out); }
BUILTIN(is_object) { return is(call, in, VALUE_OBJECT, out); }
BUILTIN(is_set) { return is(call, in, VALUE_SET, out); }
BUILTIN(is_string) { return is(call, in, VALUE_STRING, out); }

BUILTIN(type_name)
{
    if (!value_is_unknown(in[0])) return give(call, value_cstring(call->arena, value_type_name(in[0])), out);
    if (!value_is_array(value_unknown_parts(in[0]))) return give_unknown(call, in, 1, out);
    return give(call, value_cstring(call->arena, "string"), out);
}

const struct rego_builtin rego_types[] = {
    {"is_array", "any -> boolean", is_array, REGO_TAKES_UNKNOWN, NULL},
    {"is_boolean", "any -> boolean", is_boolean, REGO_TAKES_UNKNOWN, NULL},
    {"is_null", "any -> boolean", is_null, REGO_TAKES_UNKNOWN, NULL},
    {"is_number", "any -> boolean", is_number, REGO_TAKES_UNKNOWN, NULL},
    {"is_object", "any -> boolean", is_object, REGO_TAKES_UNKNOWN, NULL},
    {"is_set", "any -> boolean", is_set, REGO_TAKES_UNKNOWN, NULL},
    {"is_string", "any -> boolean", is_string, REGO_TAKES_UNKNOWN, NULL},
    {"type_name", "any -> string", type_name, REGO_TAKES_UNKNOWN, NULL},
};
const size_t rego_types_n = COUNT_OF(rego_types);
