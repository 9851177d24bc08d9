/* hcl/types.c: type constraints: parsed from expressions, printed. */
#include <stdlib.h>

#include "hcl/values.h"
#include "value/json.h"

#define MAX_TYPE_DEPTH 100

static const struct hcl_type *parse_type(struct arena *arena, const struct hcl_expr *expr, unsigned depth, struct hcl_diags *diags);

static const struct hcl_type *refuse(const struct hcl_expr *expr, struct hcl_diags *diags, const char *what)
{
    hcl_diag_add(diags, &HCL_ERR_TYPE, expr->range, "%s", what);
    return NULL;
}

static const struct hcl_type *keyword(const struct hcl_expr *expr, struct str word, struct hcl_diags *diags)
{
    if (str_is(word, "string")) return &hcl_type_string;
    if (str_is(word, "number")) return &hcl_type_number;
    if (str_is(word, "bool")) return &hcl_type_bool;
    if (str_is(word, "any")) return &hcl_type_any;
    static const struct hcl_type list = {.kind = HCL_TYPE_LIST, .element = &hcl_type_any}, set = {.kind = HCL_TYPE_SET, .element = &hcl_type_any},
                                 map = {.kind = HCL_TYPE_MAP, .element = &hcl_type_any};
    if (str_is(word, "list")) return &list;   /* Terraform still takes these two without an element type */
    if (str_is(word, "map")) return &map;
    if (str_is(word, "set")) return &set;
    hcl_diag_add(diags, &HCL_ERR_TYPE, expr->range, "'%.*s' is not a type", (int)word.len, word.s);
    hcl_diag_help(diags, "types are string, number, bool, any, list(T), set(T), map(T), tuple([T, ...]) and object({NAME = T, ...})");
    return NULL;
}

static const struct hcl_type *collection(struct arena *arena, enum hcl_type_kind kind, const struct hcl_expr *element, unsigned depth, struct hcl_diags *diags)
{
    struct hcl_type *type = arena_zero(arena, sizeof *type);
    if (!type) return NULL;
    type->kind = kind;
    type->element = parse_type(arena, element, depth, diags);
    return type->element ? type : NULL;
}

static const struct hcl_type *tuple(struct arena *arena, const struct hcl_expr *arg, unsigned depth, struct hcl_diags *diags)
{
    if (arg->kind != HCL_TUPLE) return refuse(arg, diags, "tuple takes a list of types");
    struct hcl_type *type = arena_zero(arena, sizeof *type);
    const struct hcl_type **items = arena_array(arena, arg->list.n, sizeof *items);
    if (!type || !items) return NULL;
    for (size_t i = 0; i < arg->list.n; i++)
        if (!(items[i] = parse_type(arena, arg->list.items[i], depth, diags))) return NULL;
    type->kind = HCL_TYPE_TUPLE;
    type->items = items;
    type->n = arg->list.n;
    return type;
}

/* optional(TYPE) or optional(TYPE, DEFAULT) */
static bool optional(struct arena *arena, const struct hcl_expr *call, unsigned depth, struct hcl_type_attribute *out, struct hcl_diags *diags)
{
    if (call->call.n < 1 || call->call.n > 2) return hcl_diag_add(diags, &HCL_ERR_TYPE, call->range, "optional takes a type and perhaps a default");
    out->optional = true;
    out->type = parse_type(arena, call->call.args[0], depth, diags);
    if (!out->type || call->call.n == 1) return out->type != NULL;
    static const struct hcl_scope constants = {0};
    struct value fallback;
    struct error err = {0};
    if (!hcl_eval(arena, call->call.args[1], &constants, &fallback, diags)) return false;
    if (hcl_convert(arena, fallback, out->type, &out->fallback, &err)) return true;
    return hcl_diag_add(diags, &HCL_ERR_TYPE, call->call.args[1]->range, "the default does not fit the type: %s", err.message);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const struct hcl_type_attribute *)a)->name, ((const struct hcl_type_attribute *)b)->name);
}

static const struct hcl_type *object(struct arena *arena, const struct hcl_expr *arg, unsigned depth, struct hcl_diags *diags)
{
    if (arg->kind != HCL_OBJECT) return refuse(arg, diags, "object takes its attributes in braces: object({NAME = TYPE})");
    struct hcl_type *type = arena_zero(arena, sizeof *type);
    struct hcl_type_attribute *attributes = arena_array(arena, arg->object.n, sizeof *attributes);
    if (!type || !attributes) return NULL;
    for (size_t i = 0; i < arg->object.n; i++) {
        const struct hcl_expr *key = arg->object.items[i].key, *value = hcl_expr_native(arena, arg->object.items[i].value, diags);
        if (!value) return NULL;
        if (key->kind != HCL_LITERAL || !value_is_string(key->literal)) return refuse(key, diags, "the name of an attribute is expected here");
        attributes[i] = (struct hcl_type_attribute){.name = value_str(key->literal)};
        if (value->kind == HCL_CALL && str_is(value->call.name, "optional")) {
            if (!optional(arena, value, depth, &attributes[i], diags)) return NULL;
        } else if (!(attributes[i].type = parse_type(arena, value, depth, diags))) {
            return NULL;
        }
    }
    qsort(attributes, arg->object.n, sizeof *attributes, by_name);
    for (size_t i = 1; i < arg->object.n; i++)
        if (str_eq(attributes[i].name, attributes[i - 1].name)) return refuse(arg, diags, "an attribute is named twice");
    type->kind = HCL_TYPE_OBJECT;
    type->attributes = attributes;
    type->n = arg->object.n;
    return type;
}

static const struct hcl_type *parse_type(struct arena *arena, const struct hcl_expr *expr, unsigned depth, struct hcl_diags *diags)
{
    if (depth == 0) return refuse(expr, diags, "the type is nested too deeply");
    expr = hcl_expr_native(arena, expr, diags);
    if (!expr) return NULL;
    struct str word = hcl_expr_keyword(expr);
    if (word.len) return keyword(expr, word, diags);
    if (expr->kind == HCL_LITERAL && value_is_string(expr->literal)) return keyword(expr, value_str(expr->literal), diags);   /* type = "string", from Terraform 0.11 */
    if (expr->kind != HCL_CALL) return refuse(expr, diags, "a type is expected here: string, list(number), ...");
    struct str name = expr->call.name;
    if (str_is(name, "optional")) return refuse(expr, diags, "optional can be used only for attributes of an object type");
    if (expr->call.n != 1) return refuse(expr, diags, "a type constructor takes exactly one argument");
    const struct hcl_expr *arg = hcl_expr_native(arena, expr->call.args[0], diags);
    if (!arg) return NULL;
    if (str_is(name, "list")) return collection(arena, HCL_TYPE_LIST, arg, depth - 1, diags);
    if (str_is(name, "set")) return collection(arena, HCL_TYPE_SET, arg, depth - 1, diags);
    if (str_is(name, "map")) return collection(arena, HCL_TYPE_MAP, arg, depth - 1, diags);
    if (str_is(name, "tuple")) return tuple(arena, arg, depth - 1, diags);
    if (str_is(name, "object")) return object(arena, arg, depth - 1, diags);
    return keyword(expr, name, diags);
}

const struct hcl_type *hcl_type_parse(struct arena *arena, const struct hcl_expr *expr, struct hcl_diags *diags)
{
    return parse_type(arena, expr, MAX_TYPE_DEPTH, diags);
}

void hcl_type_print(struct buf *out, const struct hcl_type *type)
{
    switch (type->kind) {
    case HCL_TYPE_ANY: buf_puts(out, "any"); return;
    case HCL_TYPE_STRING: buf_puts(out, "string"); return;
    case HCL_TYPE_NUMBER: buf_puts(out, "number"); return;
    case HCL_TYPE_BOOL: buf_puts(out, "bool"); return;
    case HCL_TYPE_LIST:
    case HCL_TYPE_SET:
    case HCL_TYPE_MAP:
        buf_puts(out, type->kind == HCL_TYPE_LIST ? "list(" : type->kind == HCL_TYPE_SET ? "set(" : "map(");
        hcl_type_print(out, type->element);
        buf_add_char(out, ')');
        return;
    case HCL_TYPE_TUPLE:
        buf_puts(out, "tuple([");
        for (size_t i = 0; i < type->n; i++) {
            if (i) buf_puts(out, ", ");
            hcl_type_print(out, type->items[i]);
        }
        buf_puts(out, "])");
        return;
    case HCL_TYPE_OBJECT:
        buf_puts(out, "object({");
        for (size_t i = 0; i < type->n; i++) {
            const struct hcl_type_attribute *attribute = &type->attributes[i];
            buf_printf(out, "%s%.*s=%s", i ? ", " : "", (int)attribute->name.len, attribute->name.s, attribute->optional ? "optional(" : "");
            hcl_type_print(out, attribute->type);
            if (attribute->optional && !value_is_none(attribute->fallback)) {
                buf_puts(out, ", ");
                json_write(out, attribute->fallback, 0);
            }
            if (attribute->optional) buf_add_char(out, ')');
        }
        buf_puts(out, "})");
        return;
    }
}
