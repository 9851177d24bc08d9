#include "../unit.h"
#include "jmespath/jmespath.h"
#include "value/json.h"

#include <stdlib.h>

static const char *const given =
    "{\"people\": [{\"name\": \"b\", \"age\": 2, \"tags\": [\"x\"]}, {\"name\": \"a\", \"age\": 2}, {\"name\": \"c\", \"age\": 1, \"tags\": [\"y\", \"z\"]}],"
    " \"text\": \"h\\u00e9llo\", \"when\": \"2024-05-01\", \"none\": null, \"nested\": [[1, [2]], 3], \"o\": {\"k\": {\"v\": 1}, \"l\": {\"v\": 2}}}";

static const struct { const char *name, *expression, *want; } cases[] = {
    {"a name leads into an object, and nowhere is null", "[people[0].name, people[9].name, text.name]", "[\"b\",null,null]"},
    {"a projection drops null", "people[*].tags", "[[\"x\"],[\"y\",\"z\"]]"},
    {"a pipe ends a projection", "people[*].name | [0]", "\"b\""},
    {"flattening takes one level away", "nested[]", "[1,[2],3]"},
    {"a filter keeps what holds", "people[?age > `1` && name != 'a'].name", "[\"b\"]"},
    {"strings are ordered, as awscli's users compare dates", "when >= '2024-01-01'", "true"},
    {"things of different types have no order", "when > `1`", "null"},
    {"a slice may go back", "people[::-1].name", "[\"c\",\"a\",\"b\"]"},
    {"values of an object", "o.*.v", "[1,2]"},
    {"a hash of expressions", "people[0].{n: name, \"a b\": age}", "{\"a b\":2,\"n\":\"b\"}"},
    {"sorting keeps the order of equals", "sort_by(people, &age)[*].name", "[\"c\",\"b\",\"a\"]"},
    {"the first of the greatest", "max_by(people, &age).name", "\"b\""},
    {"length counts characters", "length(text)", "5"},
    {"reverse turns characters", "reverse(text)", "\"oll\xc3\xa9h\""},
    {"contains asks strings and arrays", "[contains(text, 'll'), contains(nested, `3`), contains(text, `3`)]", "[true,true,false]"},
    {"an average of nothing is null", "avg(`[]`)", "null"},
    {"an average is exact where it can be", "avg(`[1, 2]`)", "1.5"},
    {"only a JSON number is one", "[to_number('12'), to_number('1e2'), to_number('0x1'), to_number('')]", "[12,1e2,null,null]"},
    {"a literal that is no JSON is text", "`running`", "\"running\""},
    {"a raw string keeps its backslashes, but for the quote", "'a\\'b\\n'", "\"a'b\\\\n\""},
    {"later objects win in a merge", "merge(`{\"a\": 1, \"b\": 1}`, `{\"b\": 2}`)", "{\"a\":1,\"b\":2}"},
    {"a function may be called on each", "map(&age, people)", "[2,2,1]"},
    {"or takes the first that holds", "none || `[]` || 'x'", "\"x\""},
    {"not binds tighter than or", "!none || `false`", "true"},
};

static void expressions_follow_the_specification(void **state)
{
    struct arena *arena = arena_new(0);
    struct value input, out;
    assert_true(json_read(arena, str_of(given), NULL, &input, NULL, NULL));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct jmespath *e = jmespath_compile(arena, str_of(cases[i].expression), &err);
        if (!e || !jmespath_search(arena, e, input, &out, &err)) fail_msg("%s: %s", cases[i].name, err.message);
        struct buf text = buf_new(0);
        json_write(&text, out, 0);
        if (strcmp(text.s, cases[i].want)) fail_msg("%s: %s", cases[i].name, text.s);
        buf_free(&text);
    }
    arena_free(arena);
}

static const struct { const char *name, *expression, *want; } content_cases[] = {
    {"a policy comes out of its percent signs", "from_json(url_decode('%7B%22a%22%3A%5B1%5D%7D'))", "{\"a\":[1]}"},
    {"what is no JSON is null", "from_json('x')", "null"},
    {"a report comes out of base64", "base64_decode('dXNlcixtZmEKYSx0cnVlCg==')", "\"user,mfa\\na,true\\n\""},
    {"a table is objects", "csv('user,mfa\na,\"x,\"\"y\"\"\"\nb,false\n')", "[{\"mfa\":\"x,\\\"y\\\"\",\"user\":\"a\"},{\"mfa\":\"false\",\"user\":\"b\"}]"},
    {"a table with a row too short is null", "csv('a,b\n1\n')", "null"},
    {"an ARN is its parts", "split('arn:aws:s3:::b', ':')[5]", "\"b\""},
    {"lower letters", "lower('ENABLED')", "\"enabled\""},
    {"elements are compared with what is around them", "with(`[{\"a\":\"x\"},{\"a\":\"y\"}]`, `{\"b\":\"y\"}`)[?a == b].a", "[\"y\"]"},
    {"what is no object has no members", "with(`[1,{}]`, `{\"b\":\"c\"}`)", "[1,{\"b\":\"c\"}]"},
    {"nothing has no elements", "with(nothing, `{}`)", "null"},
};

static void content_has_functions_of_its_own(void **state)
{
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(content_cases); i++) {
        struct error err = {0};
        struct value out;
        assert_null(jmespath_compile(arena, str_of(content_cases[i].expression), &err));
        assert_ptr_equal(err.code, &JMESPATH_FUNCTION);
        struct jmespath *e = jmespath_compile_content(arena, str_of(content_cases[i].expression), &err);
        if (!e || !jmespath_search(arena, e, VALUE_NULL_, &out, &err)) fail_msg("%s: %s", content_cases[i].name, err.message);
        struct buf text = buf_new(0);
        json_write(&text, out, 0);
        if (strcmp(text.s, content_cases[i].want)) fail_msg("%s: %s", content_cases[i].name, text.s);
        buf_free(&text);
    }
    arena_free(arena);
}

static const struct { const char *expression; const struct error_code *code; unsigned column; const char *message; } bad[] = {
    {"foo.", &JMESPATH_SYNTAX, 5, "expected a name, '*', '[' or '{' after '.', found the end of the expression"},
    {"foo bar", &JMESPATH_SYNTAX, 5, "expected an operator or the end of the expression, found an identifier"},
    {"a = b", &JMESPATH_SYNTAX, 3, "'=' is no operator; to compare, write '=='"},
    {"foo[?'x]", &JMESPATH_SYNTAX, 6, "the string opened here is not closed"},
    {"a[1:2:0]", &JMESPATH_VALUE, 2, "the step of a slice cannot be 0"},
    {"a[99999999999999999999]", &JMESPATH_SYNTAX, 3, "the number is too large"},
    {"a || lenght(b)", &JMESPATH_FUNCTION, 6, "there is no function 'lenght'"},
    {"join(a)", &JMESPATH_ARITY, 1, "join() takes 2 arguments, and is given 1"},
    {"text | length(`1`)", &JMESPATH_TYPE, 8, "argument 1 of length() must be a string or an array or an object, not number"},
    {"sort(nested)", &JMESPATH_TYPE, 1, "argument 1 of sort() must be an array of numbers or an array of strings, not an array of something else"},
    {"sort_by(people, name)", &JMESPATH_TYPE, 1, "argument 2 of sort_by() must be an expression (&...), not null"},
    {"&a", &JMESPATH_SYNTAX, 1, "expected an expression, found '&'"},
    {"(length)(text)", &JMESPATH_SYNTAX, 9, "expected an operator, found '('"},
    {"abs(`1`,)", &JMESPATH_SYNTAX, 9, "expected an expression, found ')'"},
    {"\xff", &JMESPATH_SYNTAX, 1, "the expression is not UTF-8"},
};

static void errors_say_what_was_expected_and_where(void **state)
{
    struct arena *arena = arena_new(0);
    struct value input, out;
    assert_true(json_read(arena, str_of(given), NULL, &input, NULL, NULL));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct error err = {0};
        struct jmespath *e = jmespath_compile(arena, str_of(bad[i].expression), &err);
        if (e && jmespath_search(arena, e, input, &out, &err)) fail_msg("%s: no error", bad[i].expression);
        if (err.code != bad[i].code || err.at.column != bad[i].column || strcmp(err.message, bad[i].message))
            fail_msg("%s: %s at %u: %s", bad[i].expression, err.code->name, err.at.column, err.message);
    }
    arena_free(arena);
}

static const struct { const char *expression; bool unknown; } doubts[] = {
    {"u", true}, {"u.a[0].b", true}, {"u[*].a", true}, {"u[]", true}, {"u[1:]", true}, {"[u][]", true},
    {"u == `1`", true}, {"u != u", true}, {"u > `1`", true}, {"!u", true}, {"u || `1`", true}, {"u && `1`", true},
    {"k || u", false}, {"`false` && u", false}, {"length(u)", true}, {"length([u, k])", false}, {"join(',', [u, 'a'])", true}, {"to_string({a: u})", true},
    {"list[?on]", true}, {"list[?on].n | [0]", true}, {"list[*].n", false}, {"list[*].on", true}, {"not_null(k, u)", false}, {"not_null(none, u)", true},
    {"sort_by([`1`, u], &@)", true}, {"{a: u}.a", true}, {"keys({a: u})", false}, {"u | {a: @}", true}, {"contains(list, k)", true},
};

static void an_unknown_operand_makes_the_answer_unknown(void **state)
{
    struct arena *arena = arena_new(0);
    struct value input, out;
    assert_true(json_read(arena, STR("{\"k\": 1, \"list\": [{\"n\": 1, \"on\": true}, {\"n\": 2}]}"), NULL, &input, NULL, NULL));
    struct value u = value_unknown_ref(arena, "aws_s3_bucket.logs.id"), list = value_field(input, "list");
    struct value second = value_with(arena, value_items(list)[1], value_cstring(arena, "on"), u), items[] = {value_items(list)[0], second};
    input = value_with(arena, input, value_cstring(arena, "list"), value_array(arena, items, 2));
    input = value_with(arena, input, value_cstring(arena, "u"), u);
    for (size_t i = 0; i < COUNT_OF(doubts); i++) {
        struct error err = {0};
        struct jmespath *e = jmespath_compile(arena, str_of(doubts[i].expression), &err);
        if (!e || !jmespath_search(arena, e, input, &out, &err)) fail_msg("%s: %s", doubts[i].expression, err.message);
        if (value_is_unknown(out) != doubts[i].unknown) fail_msg("%s", doubts[i].expression);
        if (!doubts[i].unknown) continue;
        struct value refs = value_unknown_refs(out);
        if (!value_is_array(refs) || value_len(refs) != 1 || !str_is(value_str(value_items(refs)[0]), "aws_s3_bucket.logs.id")) fail_msg("%s: its references", doubts[i].expression);
    }
    arena_free(arena);
}

static void nesting_has_a_limit(void **state)
{
    static const struct { const char *open, *middle, *close; } shapes[] = {
        {"(", "a", ")"}, {"[", "a", "]"}, {"!", "a", ""}, {"a.", "a", ""}, {"a||", "a", ""}, {"a[?", "a", "]"}, {"{a:", "a", "}"}, {"", "a", "[0]"}, {"abs(", "a", ")"}, {"a|", "a", ""},
    };
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        for (int n = 100; n < 100000; n *= 100) {
            struct buf text = buf_new(0);
            struct error err = {0};
            for (int k = 0; k < n; k++) buf_puts(&text, shapes[i].open);
            buf_puts(&text, shapes[i].middle);
            for (int k = 0; k < n; k++) buf_puts(&text, shapes[i].close);
            struct jmespath *e = jmespath_compile(arena, (struct str){text.s, text.len}, &err);
            if ((e != NULL) != (n == 100)) fail_msg("%d of %s%s: %s", n, shapes[i].open, shapes[i].close, err.message);
            if (!e && err.code != &JMESPATH_SYNTAX) fail_msg("%s", err.code->name);
            buf_free(&text);
        }
    }
    arena_free(arena);
}

static void memory_may_end_at_any_point(void **state)
{
    static const char *const text = "people[?contains(tags || `[]`, 'x')].{n: name, s: sort_by(@.tags[::-1], &@) | [0], j: join(',', map(&to_string(@), tags))} | reverse(@)[]";
    struct arena *base = arena_new(0);
    struct value input, out;
    assert_true(json_read(base, str_of(given), NULL, &input, NULL, NULL));
    size_t n = 1;
    for (bool done = false; !done; n++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        arena_fail_at(arena, n);
        struct jmespath *e = jmespath_compile(arena, str_of(text), &err);
        done = e && jmespath_search(arena, e, input, &out, &err);
        if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("allocation %zu: %s", n, err.message);
        arena_free(arena);
    }
    assert_true(n > 20);
    arena_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_follow_the_specification), cmocka_unit_test(content_has_functions_of_its_own), cmocka_unit_test(errors_say_what_was_expected_and_where),
        cmocka_unit_test(an_unknown_operand_makes_the_answer_unknown), cmocka_unit_test(nesting_has_a_limit), cmocka_unit_test(memory_may_end_at_any_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
