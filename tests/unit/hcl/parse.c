/* tests/unit/hcl/parse.c: where mistakes are reported, and what is still read after them. */
#include "hcl/parse.h"
#include "../unit.h"

static const struct { const char *name, *text; uint32_t line, column; size_t blocks; } mistakes[] = {
    {"a block must be closed", "a {\n", 1, 3, 1},
    {"a string ends with its line", "a = \"x\nb = 1\n", 1, 7, 0},
    {"a newline follows an argument", "a = 1 b = 2\n", 1, 7, 0},
    {"an argument is set once", "a = 1\na = 2\n", 2, 1, 0},
    {"a brace stands on the line of its head", "a \"x\"\n{\n}\nb {\n}\n", 1, 6, 2},
    {"what follows a stray brace is still read", "}\na {\n}\n", 1, 1, 1},
    {"columns count what a reader sees as one character", "a = \"👩‍👩‍👧‍👦\" b\n", 1, 9, 0},
    {"an escape that does not exist", "a = \"\\q\"\n", 1, 6, 0},
    {"a quote inside a sequence opens another string", "a = \"${b\"\n", 1, 10, 0},
    {"a heredoc must be closed", "a = <<EOT\nx\n", 3, 1, 0},
    {"bytes that are not UTF-8", "a = \xff\n", 1, 5, 0},
};

static void mistakes_are_reported_where_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mistakes); i++) {
        struct arena *arena = arena_new(0);
        struct hcl_diags diags = {.arena = arena};
        struct hcl_file *file = hcl_parse_file(arena, STR("main.tf"), str_of(mistakes[i].text), HCL_NATIVE, &diags);
        assert_non_null(file);
        if (diags.len == 0) fail_msg("%s: nothing reported", mistakes[i].name);
        struct position at = diags.items[0].range.start;
        if (at.line != mistakes[i].line || at.column != mistakes[i].column)
            fail_msg("%s: reported at %u:%u: %s", mistakes[i].name, at.line, at.column, diags.items[0].message);
        if (file->body->blocks.len != mistakes[i].blocks) fail_msg("%s: %zu blocks", mistakes[i].name, file->body->blocks.len);
        arena_free(arena);
    }
}

static void comments_keep_their_place(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct hcl_file *file = hcl_parse_file(arena, STR("main.tf"), STR("a = 1 # one\n/* two\n*/ b = 2\n  // three"), HCL_NATIVE, NULL);
    assert_int_equal(file->comments.len, 3);
    assert_true(str_is(file->comments.items[0].text, "# one"));
    assert_true(str_is(file->comments.items[1].text, "/* two\n*/"));
    assert_true(str_is(file->comments.items[2].text, "// three"));
    assert_int_equal(file->comments.items[2].range.start.line, 4);
    assert_int_equal(file->comments.items[2].range.start.column, 3);
    assert_int_equal(file->body->attributes.len, 2);
    arena_free(arena);
}

static void deep_nesting_ends_in_an_error(void **state)
{
    (void)state;
    static const char *const openers[] = {"[", "(", "{a=", "-", "!", "\"${", "f(", "a[", "[for x in "};
    for (size_t i = 0; i < COUNT_OF(openers); i++) {
        struct arena *arena = arena_new(0);
        struct buf text = buf_new(0);
        buf_puts(&text, "a = ");
        for (int n = 0; n < 100000; n++) buf_puts(&text, openers[i]);
        struct hcl_diags diags = {.arena = arena};
        assert_non_null(hcl_parse_file(arena, STR("main.tf"), (struct str){text.s, text.len}, HCL_NATIVE, &diags));
        assert_true(diags.len > 0);
        buf_free(&text);
        arena_free(arena);
    }
}

static void json_bodies_are_read_by_schema(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct hcl_file *file = hcl_parse_file(arena, STR("main.tf.json"),
        STR("{\"//\": \"x\", \"resource\": {\"a\": {\"one\": {\"k\": 1}, \"two\": [{\"k\": 2}, {\"k\": 3}]}}, \"name\": \"${var.x}-y\"}"), HCL_JSON, NULL);
    static const struct hcl_schema_block blocks[] = {{"resource", 2}};
    static const char *const attributes[] = {"name"};
    struct hcl_content content;
    assert_true(hcl_body_content(arena, file->body, &(struct hcl_schema){attributes, 1, blocks, 1}, &content, NULL));
    assert_int_equal(content.blocks.len, 3);
    assert_true(str_is(content.blocks.items[2]->labels[1], "two"));
    assert_int_equal(content.attributes.len, 1);
    struct hcl_references references = {0};
    assert_true(hcl_expr_references(arena, content.attributes.items[0]->expr, &references));
    assert_int_equal(references.len, 1);
    assert_true(str_is(references.items[0]->root, "var"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_reported_where_they_are),
        cmocka_unit_test(comments_keep_their_place),
        cmocka_unit_test(deep_nesting_ends_in_an_error),
        cmocka_unit_test(json_bodies_are_read_by_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
