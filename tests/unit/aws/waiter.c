#include "../unit.h"
#include "aws/waiter.h"

#include "value/json.h"

static struct value json(struct arena *arena, const char *text)
{
    struct value v;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

static const char waiters[] =
    "{\"version\":2,\"waiters\":{\"Running\":{\"delay\":15,\"operation\":\"Describe\",\"maxAttempts\":40,\"acceptors\":["
    "{\"expected\":\"running\",\"matcher\":\"pathAll\",\"state\":\"success\",\"argument\":\"R[].S\"},"
    "{\"expected\":\"dead\",\"matcher\":\"pathAny\",\"state\":\"failure\",\"argument\":\"R[].S\"},"
    "{\"expected\":true,\"matcher\":\"path\",\"state\":\"success\",\"argument\":\"length(R) > `5`\"},"
    "{\"expected\":\"NotFound\",\"matcher\":\"error\",\"state\":\"retry\"},"
    "{\"expected\":204,\"matcher\":\"status\",\"state\":\"success\"}]},"
    "\"NoError\":{\"delay\":1,\"operation\":\"Get\",\"maxAttempts\":1,\"acceptors\":[{\"expected\":false,\"matcher\":\"error\",\"state\":\"success\"}]},"
    "\"AnyError\":{\"delay\":1,\"operation\":\"Get\",\"maxAttempts\":1,\"acceptors\":[{\"expected\":true,\"matcher\":\"error\",\"state\":\"success\"}]},"
    "\"Odd\":{\"delay\":1,\"operation\":\"Get\",\"maxAttempts\":1,\"acceptors\":[{\"expected\":1,\"matcher\":\"moon\",\"state\":\"success\"}]},"
    "\"Broken\":{\"delay\":-1,\"operation\":\"Get\",\"maxAttempts\":1,\"acceptors\":[]}}}";

static const struct { const char *waiter, *result, *fault; int status; enum waiter_state state; } rows[] = {
    {"Running", "{\"R\":[{\"S\":\"running\"},{\"S\":\"running\"}]}", "", 200, WAITER_SUCCESS},
    {"Running", "{\"R\":[{\"S\":\"running\"},{\"S\":\"pending\"}]}", "", 200, WAITER_RETRY},
    {"Running", "{\"R\":[{\"S\":\"running\"},{\"S\":\"dead\"}]}", "", 200, WAITER_FAILURE},
    {"Running", "{\"R\":[]}", "", 200, WAITER_RETRY},                       /* all of nothing is not all */
    {"Running", "{\"R\":[1,2,3,4,5,6]}", "", 200, WAITER_SUCCESS},
    {"Running", "{\"R\":[]}", "", 204, WAITER_SUCCESS},
    {"Running", "{}", "NotFound", 400, WAITER_RETRY},
    {"Running", "{}", "AccessDenied", 403, WAITER_FAILURE},                 /* what nobody expects */
    {"NoError", "{}", "", 200, WAITER_SUCCESS},
    {"NoError", "{}", "Any", 400, WAITER_FAILURE},
    {"AnyError", "{}", "Any", 400, WAITER_SUCCESS},
    {"AnyError", "{}", "", 200, WAITER_RETRY},
};

static void answers_are_judged_as_botocore_judges_them(void **state)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_new(0);
        struct aws_service service = {.name = "test", .waiters = json(arena, waiters)};
        struct waiter waiter;
        struct error err = {0};
        struct aws_fault fault = {rows[i].fault, "message", "", rows[i].status, {0}};
        enum waiter_state got;
        const char *why;
        if (!waiter_find(arena, &service, rows[i].waiter, &waiter, &err) || !waiter_judge(arena, &waiter, json(arena, rows[i].result), &fault, rows[i].status, &got, &why, &err))
            fail_msg("%zu: %s", i, err.message);
        if (got != rows[i].state) fail_msg("%s of %s: %d (%s)", rows[i].result, rows[i].waiter, (int)got, why);
        arena_free(arena);
    }
}

static void what_is_no_waiter_is_refused(void **state)
{
    struct arena *arena = arena_new(0);
    struct aws_service service = {.name = "test", .waiters = json(arena, waiters)};
    struct waiter waiter;
    struct error err = {0};
    enum waiter_state got;
    const char *why;
    assert_false(waiter_find(arena, &service, "Runing", &waiter, &err));
    assert_string_equal(err.help, "did you mean Running?");
    assert_false(waiter_find(arena, &service, "Broken", &waiter, &err));
    assert_true(waiter_find(arena, &service, "Odd", &waiter, &err));
    assert_false(waiter_judge(arena, &waiter, VALUE_NONE, &(struct aws_fault){"", "", "", 0, {0}}, 200, &got, &why, &err));
    assert_ptr_equal(err.code, &AWS_MODEL);
    service.waiters = VALUE_NONE;
    assert_false(waiter_find(arena, &service, "Running", &waiter, &err));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_judged_as_botocore_judges_them),
        cmocka_unit_test(what_is_no_waiter_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
