/* Loops that look for a known value: the same answers as walking, in steps that grow with the number of elements and not with its square. */
#include "../unit.h"

#include <stdlib.h>

#include "rego.h"
#include "value/json.h"

static const char module[] =
    "package t\nimport rego.v1\n"
    "pairs contains [a.id, b.id] if { some a in input.rows; some b in input.rows; b.ref == a.name; a.id != b.id }\n"
    "groups := {g: ids | some r in input.rows; g := r.group; ids := {x.id | some x in input.rows; x.group == g}}\n"
    "nested contains b.id if { some a in input.rows; some b in input.rows; b.deep.name == a.ref; b.kind == \"even\" }\n"
    "numbers := count([1 | some a in input.rows; some b in input.rows; b.number == a.number])\n"
    "all := [pairs, groups, nested, numbers]\n";

static char *evaluate(const char *text, size_t n, bool no_index, uint64_t *steps)
{
    struct arena *arena = arena_new(0);
    struct rego *rego = rego_new(&(struct rego_options){.no_index = no_index});
    struct rego_errors errors;
    struct buf json = buf_new(0);
    struct rego_settings settings = {0};
    struct rego_document got;
    struct error err = {0};
    if (!rego_add_module(rego, STR("t.rego"), str_of(text), &errors)) fail_msg("%s", errors.items[0].message);
    struct rego_policy *policy = rego_compile(rego, &errors);
    if (!policy) fail_msg("%s", errors.items[0].message);
    buf_puts(&json, "{\"rows\": [");
    for (size_t i = 0; i < n; i++)
        buf_printf(&json, "%s{\"id\": %zu, \"name\": \"n%zu\", \"ref\": \"n%zu\", \"group\": \"g%zu\", \"kind\": \"%s\", \"deep\": {\"name\": \"n%zu\"}, \"number\": %zu%s}", i ? "," : "", i, i,
                   (i * 7 + 3) % n, i % (n / 4), i % 2 ? "odd" : "even", (i + 1) % n, i, i % 3 ? ".0" : "");
    buf_puts(&json, "]}");
    assert_true(json_read(arena, (struct str){json.s, json.len}, NULL, &settings.input, NULL, &err));
    struct rego_session *session = rego_session_new(policy);
    if (!rego_eval_rule(session, rego_rule_find(policy, STR("data.t.all")), arena, &settings, &got, &err)) fail_msg("%s", err.message);
    *steps = rego_session_steps(session);
    buf_clear(&json);
    json_write(&json, got.value, 0);
    char *out = strdup(json.s);
    buf_free(&json);
    rego_session_free(session);
    rego_policy_free(policy);
    arena_free(arena);
    return out;
}

static void a_table_gives_the_answers_of_a_walk(void **state)
{
    uint64_t walked, looked_up;
    char *walk = evaluate(module, 200, true, &walked), *table = evaluate(module, 200, false, &looked_up);
    assert_string_equal(walk, table);
    assert_true(looked_up * 5 < walked);
    free(walk);
    free(table);
}

static void joins_are_linear(void **state)
{
    uint64_t few, many;
    free(evaluate(module, 500, false, &few));
    free(evaluate(module, 5000, false, &many));
    if (many > few * 12) fail_msg("%llu steps for 500 rows, %llu for 5,000", (unsigned long long)few, (unsigned long long)many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_table_gives_the_answers_of_a_walk), cmocka_unit_test(joins_are_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
