/* tests/unit/hcl/eval.c: what expressions are worth, in particular when something is unknown. */
#include "hcl/eval.h"
#include "value/json.h"
#include "../unit.h"

/* `unknown.x.y` is an unknown with that reference; every other name does not exist. */
static bool resolve(void *context, struct arena *arena, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    (void)context;
    if (!str_is(t->root, "unknown")) return error_set(err, &HCL_ERR_REFERENCE, "no such name");
    struct buf text = buf_new(0);
    hcl_traversal_print(&text, t, SIZE_MAX);
    *out = value_unknown_ref(arena, buf_to_arena(arena, &text));
    *used = t->n;
    buf_free(&text);
    return true;
}

static const struct { const char *text, *want; } cases[] = {   /* want: as JSON; an unknown as its references; "null": any unknown */
    {"1 + 2 * 3", "7"},
    {"10 / 4 - 0.5", "2"},
    {"\"${1}-${true}\"", "\"1-true\""},
    {"[for k, v in {b = 1, a = 2} : \"${k}${v}\"]", "[\"a2\",\"b1\"]"},
    {"{for v in [\"a\", \"b\", \"a\"] : v => 1...}", "{\"a\":[1,1],\"b\":[1]}"},
    {"[{a = 1}, {a = 2}][*].a", "[1,2]"},
    {"null[*]", "[]"},
    {"true ? 1 : \"x\"", "\"1\""},
    {"true ? {a = 1} : {b = \"x\"}", "{\"a\":\"1\"}"},
    {"\"%{ for x in [1, 2] ~} ${x} %{ endfor ~}\"", "\"1 2 \""},
    {"try(nothing.at.all, \"fallback\")", "\"fallback\""},
    {"can(nothing)", "false"},
    {"unknown.a.b", "{\"__unknown__\":[\"unknown.a.b\"]}"},
    {"false && unknown.a", "false"},
    {"unknown.a || true", "true"},
    {"unknown.a && true", "{\"__unknown__\":[\"unknown.a\"]}"},
    {"[unknown.a, 1][1]", "1"},
    {"unknown.a + unknown.b", "{\"__unknown__\":[\"unknown.a\",\"unknown.b\"]}"},
    {"[1, unknown.a] == [2, 3]", "false"},
    {"unknown.a ? 1 : 2", "{\"__unknown__\":[\"unknown.a\"]}"},
    {"[for x in [1, 2] : x if unknown.a]", "null"},
    {"\"a-${unknown.a}\" == null", "false"},
    {"\"a-${unknown.a}\" == \"b-c\"", "false"},
    {"\"a-${unknown.a}\" == \"a-c\"", "null"},
    {"length([unknown.a, unknown.b])", "2"},
    {"keys({b = unknown.a, a = 1})", "[\"a\",\"b\"]"},
    {"merge({a = unknown.a}, {a = 1})", "{\"a\":1}"},
    {"concat([unknown.a], [2])[1]", "2"},
    {"contains([unknown.a, \"x\"], \"x\")", "true"},
    {"contains([unknown.a], \"x\")", "null"},
    {"lookup({a = unknown.a, b = 2}, \"b\", 0)", "2"},
    {"coalesce(\"x\", unknown.a)", "\"x\""},
    {"coalesce(unknown.a, \"x\")", "null"},
    {"alltrue([false, unknown.a])", "false"},
    {"try(unknown.a.b, 1)", "{\"__unknown__\":[\"unknown.a.b\"]}"},
    {"upper(unknown.a)", "{\"__unknown__\":[\"unknown.a\"]}"},
    {"provider::aws::arn_parse(\"x\")", "{\"__unknown__\":[]}"},
    {"max([1, 5, 3]...)", "5"},
};

static struct value evaluate(struct arena *arena, const char *text)
{
    const struct hcl_scope scope = {.resolve = resolve, .functions = hcl_terraform_functions};
    struct hcl_diags diags = {.arena = arena};
    const struct hcl_expr *expr = hcl_parse_expr(arena, STR("test"), str_of(text), NULL, &diags);
    struct value v = VALUE_NONE;
    if (!expr || !hcl_eval(arena, expr, &scope, &v, &diags)) fail_msg("%s: %s", text, diags.len ? diags.items[0].message : "?");
    return v;
}

static void expressions_are_worth_what_terraform_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct buf text = buf_new(0);
        struct value v = evaluate(arena, cases[i].text);
        json_write(&text, v, 0);
        buf_add_char(&text, 0);
        if (strcmp(cases[i].want, "null") == 0 ? !value_is_unknown(v) : strcmp(text.s, cases[i].want) != 0) fail_msg("%s: %s", cases[i].text, text.s);
        buf_free(&text);
        arena_free(arena);
    }
}

static void a_string_keeps_what_is_known_of_it(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct value v = evaluate(arena, "\"arn:${unknown.a}/${1}*\""), parts = value_unknown_parts(v);
    assert_int_equal(value_len(parts), 3);
    assert_true(str_is(value_str(value_items(parts)[0]), "arn:"));
    assert_true(str_is(value_str(value_items(parts)[2]), "/1*"));
    arena_free(arena);
}

static void functions_keep_what_is_known_of_a_string(void **state)
{
    (void)state;
    static const char *const texts[] = {"join(\"/\", [\"arn:\", unknown.a, \"x\"])", "format(\"arn:/%s/x\", unknown.a)"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct arena *arena = arena_new(0);
        struct value parts = value_unknown_parts(evaluate(arena, texts[i]));
        assert_int_equal(value_len(parts), 3);
        assert_true(str_is(value_str(value_items(parts)[0]), "arn:/"));
        assert_true(str_is(value_str(value_items(parts)[2]), "/x"));
        arena_free(arena);
    }
}

static void a_document_is_read_back_around_its_holes(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct value v = evaluate(arena, "{a = \"x\", b = [unknown.a, \"arn:${unknown.b}/*\"]}"), text, back;
    assert_true(hcl_jsonencode(arena, v, &text, NULL));
    assert_true(value_is_unknown(text));
    assert_true(hcl_jsondecode(arena, text, &back, NULL));
    assert_true(str_is(value_str(value_field(back, "a")), "x"));
    struct value b = value_field(back, "b");
    assert_true(value_is_unknown(value_items(b)[0]));
    assert_int_equal(value_len(value_unknown_parts(value_items(b)[1])), 3);
    arena_free(arena);
}

static void a_type_fills_in_its_defaults(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct hcl_diags diags = {.arena = arena};
    const struct hcl_expr *expr = hcl_parse_expr(arena, STR("test"), STR("map(object({a = string, b = optional(number, 3), c = optional(bool)}))"), NULL, &diags);
    const struct hcl_type *type = hcl_type_parse(arena, expr, &diags);
    assert_non_null(type);
    struct value v;
    struct error err = {0};
    assert_true(hcl_convert(arena, evaluate(arena, "{x = {a = 1}, y = {a = \"z\", b = \"4\", d = 1}}"), type, &v, &err));
    struct buf text = buf_new(0);
    json_write(&text, v, 0);
    assert_true(str_is((struct str){text.s, text.len}, "{\"x\":{\"a\":\"1\",\"b\":3,\"c\":null},\"y\":{\"a\":\"z\",\"b\":4,\"c\":null}}"));
    assert_false(hcl_convert(arena, evaluate(arena, "{x = {b = 1}}"), type, &v, &err));
    assert_string_equal(err.message, ".x.a: this attribute is required");
    buf_free(&text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_are_worth_what_terraform_says),
        cmocka_unit_test(a_string_keeps_what_is_known_of_it),
        cmocka_unit_test(functions_keep_what_is_known_of_a_string),
        cmocka_unit_test(a_document_is_read_back_around_its_holes),
        cmocka_unit_test(a_type_fills_in_its_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
