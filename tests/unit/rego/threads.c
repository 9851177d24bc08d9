/* One compiled policy, many threads: each has a session of its own and all get the same answer. Run under ThreadSanitizer, too. */
#include "../unit.h"

#include "base/pool.h"
#include "rego.h"
#include "value/json.h"

static const char module[] =
    "package t\nimport rego.v1\n"
    "even contains x if { some x in input.xs; x % 2 == 0 }\n"
    "double(x) := x * 2\n"
    "by_name[name] := n if { some i; name := concat(\"\", [\"n\", format_int(i, 10)]); n := double(input.xs[i]) }\n"
    "matches contains s if { some x in input.xs; s := format_int(x, 10); regex.match(`^[12]+$`, s) }\n"
    "all := {\"even\": count(even), \"names\": count(by_name), \"matches\": count(matches), \"sum\": sum([v | some v in by_name])}\n";

struct shared { const struct rego_policy *policy; int32_t rule; bool ok[64]; };

static void work(void *context, size_t i, unsigned worker)
{
    struct shared *shared = context;
    struct arena *arena = arena_new(0);
    struct rego_session *session = rego_session_new(shared->policy);
    struct value xs[200];
    for (size_t k = 0; k < COUNT_OF(xs); k++) xs[k] = value_small((int64_t)(k + i % 2));
    struct value_pair pair = {value_cstring(arena, "xs"), value_array(arena, xs, COUNT_OF(xs))};
    struct rego_settings settings = {.input = value_object(arena, &pair, 1)};
    struct rego_document got;
    struct error err;
    bool ok = true;
    for (int run = 0; run < 5 && ok; run++) {
        ok = rego_eval_rule(session, shared->rule, arena, &settings, &got, &err)
             && value_small_int(value_field(got.value, "even")) == 100 && value_small_int(value_field(got.value, "names")) == 200
             && value_small_int(value_field(got.value, "sum")) == 2 * (199 * 200 / 2 + (i % 2 ? 200 : 0));
    }
    shared->ok[i] = ok;
    rego_session_free(session);
    arena_free(arena);
}

static void a_policy_is_shared_by_threads(void **state)
{
    struct rego *rego = rego_new(NULL);
    struct rego_errors errors;
    struct shared shared = {0};
    assert_true(rego_add_module(rego, STR("t.rego"), ((struct str){module, sizeof module - 1}), &errors));
    struct rego_policy *policy = rego_compile(rego, &errors);
    if (!policy) fail_msg("%s", errors.items[0].message);
    shared.policy = policy;
    shared.rule = rego_rule_find(policy, STR("data.t.all"));
    pool_each(4, COUNT_OF(shared.ok), work, &shared);
    for (size_t i = 0; i < COUNT_OF(shared.ok); i++)
        if (!shared.ok[i]) fail_msg("evaluation %zu", i);
    rego_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_policy_is_shared_by_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
