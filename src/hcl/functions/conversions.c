/* hcl/functions/conversions.c: tobool, tonumber, tostring, tolist, toset, tomap, and what marks values without changing them. */
#include "hcl/functions/families.h"

static bool convert_to(struct hcl_call *call, struct value v, const struct hcl_type *type, struct value *out)
{
    struct error err = {0};
    if (hcl_convert(call->arena, v, type, out, &err)) return true;
    return call->arena->failed ? error_no_memory(call->err) : hcl_function_error(call, "%s", err.message);
}

static bool tobool(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return convert_to(call, args[0], &hcl_type_bool, out); }
static bool tonumber(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return convert_to(call, args[0], &hcl_type_number, out); }
static bool tostring(struct hcl_call *call, const struct value *args, size_t n, struct value *out) { return convert_to(call, args[0], &hcl_type_string, out); }

static bool tolist(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    static const struct hcl_type list = {.kind = HCL_TYPE_LIST, .element = &hcl_type_any};
    return convert_to(call, args[0], &list, out);
}

static bool toset(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    static const struct hcl_type set = {.kind = HCL_TYPE_SET, .element = &hcl_type_any};
    return convert_to(call, args[0], &set, out);
}

static bool tomap(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    static const struct hcl_type map = {.kind = HCL_TYPE_MAP, .element = &hcl_type_any};
    return convert_to(call, args[0], &map, out);
}

/* Whether a value is sensitive is found out without evaluating, by who knows the variables. */
static bool same(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    *out = args[0];
    return true;
}

static bool no(struct hcl_call *call, const struct value *args, size_t n, struct value *out)
{
    *out = VALUE_FALSE;
    return true;
}

const struct hcl_function hcl_conversions[] = {
    {"tobool", "a?", HCL_FN_UNKNOWN, tobool},
    {"tonumber", "a?", HCL_FN_UNKNOWN, tonumber},
    {"tostring", "a?", HCL_FN_UNKNOWN, tostring},
    {"tolist", "a?", HCL_FN_UNKNOWN, tolist},
    {"toset", "a?", HCL_FN_UNKNOWN, toset},
    {"tomap", "a?", HCL_FN_UNKNOWN, tomap},
    {"sensitive", "a?", HCL_FN_UNKNOWN, same},
    {"nonsensitive", "a?", HCL_FN_UNKNOWN, same},
    {"ephemeralasnull", "a?", HCL_FN_UNKNOWN, same},
    {"issensitive", "a?", HCL_FN_UNKNOWN, no},
    {NULL, NULL, 0, NULL},
};
