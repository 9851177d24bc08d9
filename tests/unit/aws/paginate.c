#include "../unit.h"
#include "aws/paginate.h"

#include "value/json.h"

static struct value json(struct arena *arena, const char *text)
{
    struct value v;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

static void assert_json(struct value v, const char *text)
{
    struct buf out = buf_new(0);
    json_write(&out, v, 0);
    assert_string_equal(out.s, text);
    buf_free(&out);
}

static struct paginator *paginator(struct arena *arena, const char *row)
{
    struct aws_service service = {.name = "test", .paginators = json(arena, row)};
    struct aws_operation operation = {.service = &service, .name = "List"};
    struct paginator *p;
    struct error err = {0};
    if (!paginator_of(arena, &operation, &p, &err)) fail_msg("%s", err.message);
    return p;
}

static void pages_become_one_result_as_in_awscli(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct paginator *p = paginator(arena, "{\"pagination\":{\"List\":{\"input_token\":\"Marker\",\"output_token\":\"L.Next || L.Items[-1]\",\"more_results\":\"L.More\","
                                           "\"limit_key\":\"Max\",\"result_key\":[\"L.Items\",\"L.Count\"],\"non_aggregate_keys\":[\"L.Name\",\"Charged\"]}}}");
    struct paginator_whole whole = {0};
    struct value tokens, params, result;
    const char *pages[] = {"{\"L\":{\"Items\":[1,2],\"Count\":2,\"More\":true,\"Name\":\"n\"},\"Other\":1}", "{\"L\":{\"Items\":[3],\"Count\":1,\"More\":false,\"Name\":\"m\"}}"};
    assert_string_equal(p->limit_key, "Max");
    assert_true(paginator_next(arena, p, json(arena, pages[0]), &tokens, &err));
    assert_json(tokens, "{\"Marker\":2}");
    assert_true(paginator_params(arena, p, json(arena, "{\"Marker\":\"old\",\"Max\":5}"), tokens, &params, &err));
    assert_json(params, "{\"Marker\":2,\"Max\":5}");
    assert_true(paginator_next(arena, p, json(arena, pages[1]), &tokens, &err));
    assert_true(value_is_none(tokens));
    for (size_t i = 0; i < 2; i++) assert_true(paginator_add(arena, p, &whole, json(arena, pages[i]), &err));
    assert_true(paginator_whole(arena, p, &whole, &result, &err));
    assert_json(result, "{\"Charged\":null,\"L\":{\"Count\":3,\"Items\":[1,2,3],\"Name\":\"n\"}}");
    arena_free(arena);
}

static void tokens_in_pairs_and_empty_ones(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct value tokens, params;
    struct paginator *p = paginator(arena, "{\"List\":{\"input_token\":[\"A\",\"B\"],\"output_token\":[\"X\",\"Y\"],\"result_key\":\"Z\"}}");
    assert_true(paginator_next(arena, p, json(arena, "{\"X\":\"x\",\"Y\":\"\"}"), &tokens, &err));
    assert_json(tokens, "{\"A\":\"x\"}");
    assert_true(paginator_params(arena, p, json(arena, "{\"B\":\"from the page before\",\"C\":1}"), tokens, &params, &err));
    assert_json(params, "{\"A\":\"x\",\"C\":1}");
    assert_true(paginator_next(arena, p, json(arena, "{\"X\":{\"id\":{\"S\":\"key\"}}}"), &tokens, &err));   /* DynamoDB's tokens are objects */
    assert_json(tokens, "{\"A\":{\"id\":{\"S\":\"key\"}}}");
    assert_true(paginator_next(arena, p, json(arena, "{\"X\":{},\"Y\":null}"), &tokens, &err));
    assert_true(value_is_none(tokens));
    arena_free(arena);
}

static void an_operation_without_pages_has_no_paginator(void **state)
{
    struct arena *arena = arena_new(0);
    assert_null(paginator(arena, "{}"));
    assert_null(paginator(arena, "{\"List\":{\"result_key\":\"X\"}}"));
    arena_free(arena);
}

static void a_paginator_that_makes_no_sense_is_refused(void **state)
{
    static const char *const rows[] = {"{\"List\":{\"input_token\":[\"A\",\"B\"],\"output_token\":\"X\"}}", "{\"List\":{\"input_token\":1,\"output_token\":\"X\"}}",
                                       "{\"List\":{\"input_token\":\"A\",\"output_token\":\"X[\"}}"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_new(0);
        struct aws_service service = {.name = "test", .paginators = json(arena, rows[i])};
        struct aws_operation operation = {.service = &service, .name = "List"};
        struct paginator *p;
        struct error err = {0};
        assert_false(paginator_of(arena, &operation, &p, &err));
        assert_non_null(err.code);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_become_one_result_as_in_awscli),
        cmocka_unit_test(tokens_in_pairs_and_empty_ones),
        cmocka_unit_test(an_operation_without_pages_has_no_paginator),
        cmocka_unit_test(a_paginator_that_makes_no_sense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
