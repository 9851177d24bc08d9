#include "../unit.h"
#include "value/json.h"

#include <stdlib.h>

static const struct { const char *text, *compact; } good[] = {
    {" \t\r\n[1, 2 ,3]\n", "[1,2,3]"},
    {"\xEF\xBB\xBF{}", "{}"},
    {"{\"b\": [], \"a\": {\"x\": null}, \"b\": true}", "{\"a\":{\"x\":null},\"b\":true}"},
    {"[1.0, 1e3, -0, 0.10, 123456789012345678901234567890]", "[1.0,1e3,-0,0.10,123456789012345678901234567890]"},
    {"\"\\u0041\\n\\\"\\/\\ud83d\\ude00 \xC3\xA9\"", "\"A\\n\\\"/\xF0\x9F\x98\x80 \xC3\xA9\""},
    {"\"\\ud83d\"", "\"\xEF\xBF\xBD\""},
    {"\"<&> \\u2028\"", "\"<&> \\u2028\""},
    {"[[[]], [{}], \"\"]", "[[[]],[{}],\"\"]"},
    {"false", "false"}, {"\"a string that is longer than sixteen bytes, to take the wide path\"", "\"a string that is longer than sixteen bytes, to take the wide path\""},
};

static void json_is_read_and_written_back(void **state)
{
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct value v;
        struct error err = {0};
        if (!json_read(arena, str_of(good[i].text), NULL, &v, NULL, &err)) fail_msg("%s: %s", good[i].text, err.message);
        struct buf out = buf_new(0);
        json_write(&out, v, 0);
        assert_string_equal(out.s, good[i].compact);
        buf_free(&out);
    }
    arena_free(arena);
}

/* One row per way to be wrong: the code, the line and the column. */
static const struct { const char *text; const struct error_code *code; unsigned line, column; } bad[] = {
    {"", &JSON_TRUNCATED, 1, 1},
    {"  ", &JSON_TRUNCATED, 1, 3},
    {"[1,\n 2", &JSON_TRUNCATED, 2, 3},
    {"{\"a\"", &JSON_TRUNCATED, 1, 5},
    {"{\"a\": tr", &JSON_TRUNCATED, 1, 9},
    {"\"abc", &JSON_TRUNCATED, 1, 1},
    {"\"abc\\", &JSON_TRUNCATED, 1, 6},
    {"[1 2]", &JSON_SYNTAX, 1, 4},
    {"[1,]", &JSON_SYNTAX, 1, 4},
    {"{\"a\":1,}", &JSON_SYNTAX, 1, 8},
    {"{a:1}", &JSON_SYNTAX, 1, 2},
    {"{\"a\" 1}", &JSON_SYNTAX, 1, 6},
    {"[1}", &JSON_SYNTAX, 1, 3},
    {"01", &JSON_SYNTAX, 1, 2},
    {"1.", &JSON_TRUNCATED, 1, 3},
    {"-x", &JSON_SYNTAX, 1, 2},
    {"1e+", &JSON_TRUNCATED, 1, 4},
    {"nul0", &JSON_SYNTAX, 1, 1},
    {"\"a\nb\"", &JSON_SYNTAX, 1, 3},
    {"\"\\x\"", &JSON_SYNTAX, 1, 3},
    {"\"\\u12g4\"", &JSON_SYNTAX, 1, 4},
    {"\"\xC3\xA9\xFF\"", &JSON_UTF8, 1, 3},
    {"{} {}", &JSON_TRAILING, 1, 4},
    {"NaN", &JSON_SYNTAX, 1, 1},
};

static void an_error_names_its_line_and_column(void **state)
{
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct value v;
        struct error err = {0};
        if (json_read(arena, str_of(bad[i].text), NULL, &v, NULL, &err)) fail_msg("'%s' was read", bad[i].text);
        if (err.code != bad[i].code || err.at.line != bad[i].line || err.at.column != bad[i].column)
            fail_msg("'%s': %s %u:%u %s", bad[i].text, err.code->name, err.at.line, err.at.column, err.message);
    }
    arena_free(arena);
}

static void depth_ends_at_the_limit_and_not_one_before(void **state)
{
    struct arena *arena = arena_new(0);
    struct value v;
    struct error err = {0};
    struct json_options options = {.max_depth = 3};
    assert_true(json_read(arena, STR("[[{}]]"), &options, &v, NULL, &err));
    assert_false(json_read(arena, STR("[[[[]]]]"), &options, &v, NULL, &err));
    assert_ptr_equal(err.code, &JSON_DEPTH);
    char *deep = malloc(2000000);
    memset(deep, '[', 2000000);
    assert_false(json_read(arena, (struct str){deep, 2000000}, NULL, &v, NULL, &err));
    assert_ptr_equal(err.code, &JSON_DEPTH);
    free(deep);
    arena_free(arena);
}

static void a_key_named_twice_can_be_refused(void **state)
{
    struct arena *arena = arena_new(0);
    struct value v;
    struct error err = {0};
    struct json_options options = {.duplicates = JSON_REFUSE_DUPLICATES};
    assert_true(json_read(arena, STR("{\"b\":1,\"a\":2}"), &options, &v, NULL, &err));
    assert_false(json_read(arena, STR("{\"b\":1,\"a\":2,\"b\":1}"), &options, &v, NULL, &err));
    assert_ptr_equal(err.code, &JSON_DUPLICATE);
    arena_free(arena);
}

static void every_allocation_may_fail(void **state)
{
    struct str text = STR("{\"b\":[1,2.5,\"\\u00e9\",{}],\"a\":{\"x\":null,\"long key beyond sixteen bytes\":\"v\"}}");
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct value v;
        struct error err = {0};
        arena_fail_at(arena, n);
        bool ok = json_read(arena, text, NULL, &v, NULL, &err);
        arena_free(arena);
        if (ok) break;
        assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        assert_in_range(n, 1, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read_and_written_back),
        cmocka_unit_test(an_error_names_its_line_and_column),
        cmocka_unit_test(depth_ends_at_the_limit_and_not_one_before),
        cmocka_unit_test(a_key_named_twice_can_be_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
