/* ${JMESPATH} in texts: what each is filled with, what is left out, and what is unknown. */
#include "../unit.h"
#include "jmespath/template.h"

#include "value/json.h"

static struct value read(struct arena *arena, const char *text)
{
    struct value v;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

#define CONTEXT "{\"Name\":\"b\",\"n\":5,\"list\":[1,\"x\"],\"object\":{\"k\":true},\"empty\":\"\",\"nothing\":null,\"deep\":{\"er\":\"d\"}}"

static const struct { const char *name, *template, *filled; } fills[] = {
    {"a text without a place is itself", "\"plain\"", "\"plain\""},
    {"a place alone is the value, of its type", "\"${n}\"", "5"},
    {"a list, too", "\"${list}\"", "[1,\"x\"]"},
    {"inside a text it is text", "\"a-${Name}-${n}\"", "\"a-b-5\""},
    {"all else is JSON there", "\"${object} ${list}\"", "\"{\\\"k\\\":true} [1,\\\"x\\\"]\""},
    {"an expression may be any", "\"${deep.er || 'none'}\"", "\"d\""},
    {"with braces of its own", "\"${ {a: Name}.a }\"", "\"b\""},
    {"and the functions of content", "\"${lower('ABC')}\"", "\"abc\""},
    {"a doubled dollar is a dollar", "\"$${Name}\"", "\"${Name}\""},
    {"a dollar alone is itself", "\"cost: $5\"", "\"cost: $5\""},
    {"null is left out of an object", "{\"a\":\"${nothing}\",\"b\":\"${Name}\"}", "{\"b\":\"b\"}"},
    {"and out of a list", "[\"${nothing}\",\"${Name}\",\"${gone}\"]", "[\"b\"]"},
    {"an empty text is a text", "{\"a\":\"${empty}\"}", "{\"a\":\"\"}"},
    {"all of it null is null", "\"${nothing}\"", "null"},
    {"what is no text is itself", "{\"a\":[1,true,null,{\"b\":2.5}]}", "{\"a\":[1,true,{\"b\":2.5}]}"},
    {"at any depth", "{\"a\":{\"b\":[{\"c\":\"${Name}\"}]}}", "{\"a\":{\"b\":[{\"c\":\"b\"}]}}"},
};

static void places_are_filled(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct value v;
        struct buf out = buf_new(0);
        struct jmespath_template *t = jmespath_template_compile(arena, read(arena, fills[i].template), &err);
        if (!t || !jmespath_template_fill(arena, t, read(arena, CONTEXT), &v, &err)) fail_msg("%s: %s", fills[i].name, err.message);
        json_write(&out, v, 0);
        if (strcmp(out.s, fills[i].filled) != 0) fail_msg("%s: %s", fills[i].name, out.s);
        buf_free(&out);
        arena_free(arena);
    }
}

static void what_is_no_expression_is_refused(void **state)
{
    static const char *const bad[] = {"\"${\"", "\"${Name\"", "\"${}\"", "\"${a..b}\"", "{\"a\":[\"${nosuch(Name)}\"]}"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        if (jmespath_template_compile(arena, read(arena, bad[i]), &err)) fail_msg("%s is taken", bad[i]);
        assert_non_null(err.code);
        arena_free(arena);
    }
}

static void an_unknown_makes_unknown_what_it_stands_in_and_no_more(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct value v, context = value_with(arena, read(arena, CONTEXT), value_cstring(arena, "Name"), value_unknown_ref(arena, "s3:GetX (AccessDenied)"));
    (void)state;
    struct jmespath_template *t = jmespath_template_compile(arena, read(arena, "{\"alone\":\"${Name}\",\"inside\":\"a-${Name}\",\"beside\":\"${n}\"}"), &err);
    assert_true(t && jmespath_template_fill(arena, t, context, &v, &err));
    assert_true(value_is_unknown(value_field(v, "alone")));
    assert_true(value_is_unknown(value_field(v, "inside")));
    assert_true(value_is_number(value_field(v, "beside")));
    arena_free(arena);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        bool done = false;
        for (size_t n = 1; !done; n++) {
            struct arena *arena = arena_new(0);
            struct error err = {0};
            struct value v, written = read(arena, fills[i].template), context = read(arena, CONTEXT);
            arena_fail_at(arena, n);
            struct jmespath_template *t = jmespath_template_compile(arena, written, &err);
            done = t && jmespath_template_fill(arena, t, context, &v, &err);
            if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("%s: %zu: %s", fills[i].name, n, err.message);
            if (done && arena->failed) fail_msg("%s: %zu: filled, though memory ended", fills[i].name, n);
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled), cmocka_unit_test(what_is_no_expression_is_refused), cmocka_unit_test(an_unknown_makes_unknown_what_it_stands_in_and_no_more),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
