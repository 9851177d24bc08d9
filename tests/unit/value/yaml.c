/* tests value/yaml.c */
#include "../unit.h"

#include "value/json.h"
#include "value/yaml.h"

static struct value read(struct arena *arena, const char *text)
{
    struct value v;
    struct error err = {0};
    if (!yaml_read_text(arena, str_of(text), &v, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

static const struct { const char *text, *json; } readable[] = {
    {"a: 1\nb: [x, 'y', \"z\"]\n", "{\"a\":1,\"b\":[\"x\",\"y\",\"z\"]}"},
    {"{call: ListBuckets, each: \"Buckets[]\"}", "{\"call\":\"ListBuckets\",\"each\":\"Buckets[]\"}"},
    {"a: 'true'\nb: true\nc: '12'\nd: -12\ne: 1.5\nf: ~", "{\"a\":\"true\",\"b\":true,\"c\":\"12\",\"d\":-12,\"e\":1.5,\"f\":null}"},
    {"a: &x {k: 1}\nb: *x", "{\"a\":{\"k\":1},\"b\":{\"k\":1}}"},
    {"", "{}"},
    {"a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}"},
};

static void content_reads_as_it_looks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(readable); i++) {
        struct arena *arena = arena_new(0);
        struct buf out = buf_new(0);
        json_write(&out, read(arena, readable[i].text), 0);
        assert_string_equal(buf_to_arena(arena, &out), readable[i].json);
        buf_free(&out);
        arena_free(arena);
    }
}

static const struct { const char *text; const struct error_code *code; uint32_t line, column; } refused[] = {
    {"a: 1\nb: 2\na: 3\n", &YAML_DUPLICATE, 3, 1},
    {"a: *nothing\n", &YAML_SYNTAX, 1, 0},
    {"a: [1, 2\nb: 3\n", &YAML_SYNTAX, 0, 0},
    {"a: \"open\n", &YAML_SYNTAX, 0, 0},
    {"a: 1\nb: \xff\n", &YAML_SYNTAX, 2, 4},
    {"%a\x18: 1\n", &YAML_SYNTAX, 1, 3},
};

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena *arena = arena_new(0);
        struct value v;
        struct error err = {0};
        if (yaml_read_text(arena, str_of(refused[i].text), &v, &err)) fail_msg("case %zu was read", i);
        if (err.code != refused[i].code) fail_msg("case %zu: %s %s", i, err.code->name, err.message);
        if (refused[i].line) assert_int_equal(err.at.line, refused[i].line);
        if (refused[i].column) assert_int_equal(err.at.column, refused[i].column);
        assert_true(err.at.line > 0);
        arena_free(arena);
    }
}

static void aliases_do_not_multiply_without_end(void **state)
{
    (void)state;
    struct buf text = buf_new(0);
    buf_puts(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) buf_printf(&text, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    struct arena *arena = arena_new(0);
    struct value v;
    struct error err = {0};
    assert_false(yaml_read_text(arena, (struct str){text.s, text.len}, &v, &err));
    assert_ptr_equal(err.code, &YAML_LIMIT);
    buf_free(&text);
    arena_free(arena);
}

static void a_path_leads_to_its_place(void **state)
{
    (void)state;
    struct str text = STR("service: s3\nresources:\n  aws_s3_bucket:\n    list: {call: ListBuckets}\nsteps:\n  - one: 1\n  - two: 2\n");
    assert_int_equal(yaml_position(text, "resources.aws_s3_bucket.list.call").line, 4);
    assert_int_equal(yaml_position(text, "resources.aws_s3_bucket.list.call").column, 12);
    assert_int_equal(yaml_position(text, "steps[1].two").line, 7);
    assert_int_equal(yaml_position(text, "resources.aws_s3_bucket.nothing").line, 3);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct arena *arena = arena_new(0);
        struct value v;
        struct error err = {0};
        arena_fail_at(arena, n);
        done = yaml_read_text(arena, str_of(readable[0].text), &v, &err);
        if (!done) assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_reads_as_it_looks), cmocka_unit_test(what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(aliases_do_not_multiply_without_end), cmocka_unit_test(a_path_leads_to_its_place), cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
