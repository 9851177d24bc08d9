/* tests/fuzz/hcl_parse.c: any text as HCL (native, JSON if it begins with a brace, template), parsed and then evaluated: every attribute of every
 * block, with names that are unknown or small values. Must end in bounded time and memory, whatever the text. */
#include "hcl/eval.h"
#include "hcl/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool resolve(void *context, struct arena *arena, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    (void)context;
    if (str_is(t->root, "var")) {
        struct value items[] = {value_small(1), value_cstring(arena, "two"), VALUE_NULL_};
        *used = t->n < 1 ? t->n : 1;
        *out = value_array(arena, items, COUNT_OF(items));
        return true;
    }
    if (t->root.len > 4) return error_set(err, &HCL_ERR_REFERENCE, "no such name");
    *used = t->n;
    *out = value_unknown_ref(arena, "x.y");
    return true;
}

static void evaluate(struct arena *arena, const struct hcl_expr *expr)
{
    uint64_t steps = 20000;
    const struct hcl_scope scope = {.resolve = resolve, .functions = hcl_terraform_functions, .steps_left = &steps};
    struct hcl_diags diags = {.arena = arena};
    struct value v, text;
    struct hcl_references references = {0};
    if (!hcl_expr_references(arena, expr, &references)) return;
    if (hcl_eval(arena, expr, &scope, &v, &diags) && hcl_jsonencode(arena, v, &text, NULL) && !hcl_jsondecode(arena, text, &v, NULL)) return;
    (void)!hcl_type_parse(arena, expr, &diags);
}

static void walk(struct arena *arena, const struct hcl_body *body, unsigned depth)
{
    static const struct hcl_schema_block blocks[] = {{"a", 0}, {"b", 1}, {"c", 2}};
    struct hcl_content content;
    if (depth > 20 || !hcl_body_content(arena, body, &(struct hcl_schema){NULL, 0, blocks, COUNT_OF(blocks)}, &content, NULL)) return;
    for (size_t i = 0; i < content.rest.len; i++) evaluate(arena, content.rest.items[i]->expr);
    for (size_t i = 0; i < content.blocks.len; i++) walk(arena, content.blocks.items[i]->body, depth + 1);
    for (size_t i = 0; i < content.rest_blocks.len; i++) walk(arena, content.rest_blocks.items[i]->body, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64u << 20);
    if (!arena) return 0;
    char *copy = arena_strndup(arena, (const char *)data, size);
    struct str text = {copy, size};
    struct hcl_diags diags = {.arena = arena};
    struct hcl_file *file = copy ? hcl_parse_file(arena, STR("fuzz.tf"), text, size && data[0] == '{' ? HCL_JSON : HCL_NATIVE, &diags) : NULL;
    if (file) walk(arena, file->body, 0);
    const struct hcl_expr *expr = copy && size < 4096 ? hcl_parse_template(arena, STR("fuzz.tftpl"), text, NULL, &diags) : NULL;
    if (expr) evaluate(arena, expr);
    arena_free(arena);
    return 0;
}
