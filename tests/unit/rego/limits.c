/* What ends an evaluation: steps, time, memory, depth; and that nothing but an error comes of it. */
#include "../unit.h"

#include "rego.h"
#include "rego/rego_errors.h"

static struct rego_policy *policy_of(const char *text)
{
    struct rego *rego = rego_new(NULL);
    struct rego_errors errors;
    if (!rego_add_module(rego, STR("t.rego"), str_of(text), &errors)) fail_msg("%s", errors.items[0].message);
    struct rego_policy *policy = rego_compile(rego, &errors);
    if (!policy) fail_msg("%s", errors.items[0].message);
    return policy;
}

static const char cubed[] = "package t\nimport rego.v1\nxs := numbers.range(1, 400)\n"
                            "p := count([x | some x in xs; some y in xs; some z in xs; x + y == z * 2])\n"
                            "q := [[x, y, z] | some x in xs; some y in xs; some z in xs]\n";

static void ends_with_cancel(const char *module, const char *rule, struct rego_settings settings, size_t memory)
{
    struct rego_policy *policy = policy_of(module);
    struct rego_session *session = rego_session_new(policy);
    struct arena *arena = arena_new(memory);
    struct rego_document got;
    struct error err = {0};
    assert_false(rego_eval_rule(session, rego_rule_find(policy, str_of(rule)), arena, &settings, &got, &err));
    if (err.code != &REGO_ERR_CANCEL) fail_msg("%s: %s", err.code->name, err.message);
    arena_free(arena);
    /* the session is as good as new */
    arena = arena_new(0);
    settings.max_steps = settings.timeout_ns = 0;
    if (!rego_eval_rule(session, rego_rule_find(policy, STR("data.t.xs")), arena, &settings, &got, &err)) fail_msg("%s", err.message);
    assert_int_equal(value_len(got.value), 400);
    arena_free(arena);
    rego_session_free(session);
    rego_policy_free(policy);
}

static void steps_are_limited(void **state) { ends_with_cancel(cubed, "data.t.p", (struct rego_settings){.max_steps = 100000}, 0); }
static void time_is_limited(void **state) { ends_with_cancel(cubed, "data.t.p", (struct rego_settings){.timeout_ns = 5000000}, 0); }
static void memory_is_limited(void **state) { ends_with_cancel(cubed, "data.t.q", (struct rego_settings){0}, 8 << 20); }

static void calls_nest_to_a_limit_only(void **state)
{
    struct buf text = buf_new(0);
    struct rego_policy *policy;
    struct rego_document got;
    struct error err = {0};
    buf_puts(&text, "package t\n");
    for (int i = 0; i < 20000; i++) buf_printf(&text, "r%d := r%d\n", i, i + 1);
    buf_puts(&text, "r20000 := 1\n");
    policy = policy_of(text.s);
    buf_free(&text);
    struct rego_session *session = rego_session_new(policy);
    struct arena *arena = arena_new(0);
    assert_false(rego_eval_rule(session, rego_rule_find(policy, STR("data.t.r0")), arena, NULL, &got, &err));
    assert_ptr_equal(err.code, &REGO_ERR_CANCEL);
    assert_true(rego_eval_rule(session, rego_rule_find(policy, STR("data.t.r19000")), arena, NULL, &got, &err));
    assert_int_equal(value_small_int(got.value), 1);
    arena_free(arena);
    rego_session_free(session);
    rego_policy_free(policy);
}

/* A world is used again by the next `with`: 100,000 of them fit into what a few need. */
static void with_in_a_loop_takes_no_memory(void **state)
{
    static const char module[] = "package t\nimport rego.v1\nf(x) := y if { z := x + input; y := z * 2 }\nallow if f(input) > 100000\n"
                                 "n := count([1 | some x in numbers.range(1, 100000); allow with input as x])\n";
    struct rego_policy *policy = policy_of(module);
    struct rego_session *session = rego_session_new(policy);
    struct arena *arena = arena_new(24 << 20);
    struct rego_document got;
    struct error err = {0};
    if (!rego_eval_rule(session, rego_rule_find(policy, STR("data.t.n")), arena, NULL, &got, &err)) fail_msg("%s", err.message);
    assert_int_equal(value_small_int(got.value), 75000);
    arena_free(arena);
    rego_session_free(session);
    rego_policy_free(policy);
}

/* More constants than an operand can name, and an index with as many keys. */
static void thousands_of_rules_share_a_path(void **state)
{
    struct buf text = buf_new(0);
    struct rego_document got;
    struct error err = {0};
    buf_puts(&text, "package t\nimport rego.v1\n");
    for (int i = 0; i < 17000; i++) buf_printf(&text, "p contains \"m%d\" if input.type == \"t%d\"\n", i, i);
    struct rego_policy *policy = policy_of(text.s);
    struct rego_session *session = rego_session_new(policy);
    struct arena *arena = arena_new(0);
    struct value_pair pair = {value_cstring(arena, "type"), value_cstring(arena, "t16999")};
    struct rego_settings settings = {.input = value_object(arena, &pair, 1)};
    assert_true(rego_eval_rule(session, rego_rule_find(policy, STR("data.t.p")), arena, &settings, &got, &err));
    assert_int_equal(value_len(got.value), 1);
    assert_string_equal(value_cstr(value_items(got.value)[0]), "m16999");
    buf_free(&text);
    arena_free(arena);
    rego_session_free(session);
    rego_policy_free(policy);
}

/* Every allocation of an evaluation fails once: an error each time, never a crash or a wrong answer. */
static void failing_allocations_are_errors(void **state)
{
    static const char module[] = "package t\nimport rego.v1\np[k] := v if { some k, v in {\"a\": [1, 2], \"b\": {3}}; count(v) > 0 }\n"
                                 "s contains x if { some y in p; some x in y; every z in y { z < 9 } }\n"
                                 "deep[x].y := x if some x in s\n"
                                 "mocked := n if n := count(s) with data.t.s as {7}\n"
                                 "all := [p, s, deep, mocked, x] if { not q; x := {k | some k, _ in object.union(p, deep)} }\nq if false\n";
    struct rego_policy *policy = policy_of(module);
    size_t n = 1;
    for (;; n++) {
        struct rego_session *session = rego_session_new(policy);
        struct arena *arena = arena_new(0);
        struct rego_document got;
        struct error err = {0};
        arena_fail_at(arena, n);
        bool ok = rego_eval_rule(session, rego_rule_find(policy, STR("data.t.all")), arena, NULL, &got, &err);
        bool failed = arena->failed;
        if (ok == failed) fail_msg("allocation %zu: %s", n, ok ? "an answer without memory" : err.message);
        arena_free(arena);
        rego_session_free(session);
        if (!failed) break;
    }
    assert_true(n > 5);
    rego_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_limited), cmocka_unit_test(time_is_limited), cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(calls_nest_to_a_limit_only), cmocka_unit_test(thousands_of_rules_share_a_path),
        cmocka_unit_test(with_in_a_loop_takes_no_memory), cmocka_unit_test(failing_allocations_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
