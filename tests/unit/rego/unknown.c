/* What a value that is not known yet does to verdicts: Kleene's logic through every construct of the language. */
#include "../unit.h"
#include "rego.h"
#include "value/json.h"

/* One rule `p` over an input; what is certain, what is maybe, and upon which references it depends, as JSON. "-": nothing. */
struct verdict { const char *name, *module, *input, *value, *maybe, *unknown; };

#define U(ref) "{\"__unknown__\": [\"" ref "\"]}"

static const struct verdict verdicts[] = {
    {"a test with an unknown operand is maybe", "p contains 1 if input.acl == \"public\"", "{\"acl\": " U("b.acl") "}", "[]", "[[1,[\"b.acl\"]]]", "[\"b.acl\"]"},
    {"inequality too", "p contains 1 if input.acl != \"public\"", "{\"acl\": " U("b.acl") "}", "[]", "[[1,[\"b.acl\"]]]", "[\"b.acl\"]"},
    {"order too", "p contains 1 if input.n > 3", "{\"n\": " U("n") "}", "[]", "[[1,[\"n\"]]]", "[\"n\"]"},
    {"a known test still decides", "p contains 1 if { input.n > 3; input.acl == \"x\" }", "{\"n\": 1, \"acl\": " U("a") "}", "[]", "[]", "-"},
    {"the truth of an unknown is unknown", "p contains 1 if input.on", "{\"on\": " U("on") "}", "[]", "[[1,[\"on\"]]]", "[\"on\"]"},
    {"not of an unknown is maybe", "p contains 1 if not input.on", "{\"on\": " U("on") "}", "[]", "[[1,[\"on\"]]]", "[\"on\"]"},
    {"not of what is false is certain", "p contains 1 if not input.off", "{\"off\": false, \"on\": " U("on") "}", "[1]", "[]", "-"},
    {"not of what holds anyhow is false", "p contains 1 if not q\nq if input.on\nq if input.yes", "{\"on\": " U("on") ", \"yes\": true}", "[]", "[]", "-"},
    {"an absent field stays undefined", "p contains 1 if not input.gone", "{\"on\": " U("on") "}", "[1]", "[]", "-"},
    {"a field of an unknown is unknown", "p contains 1 if input.block.on == true", "{\"block\": " U("block") "}", "[]", "[[1,[\"block\"]]]", "[\"block\"]"},
    {"an unknown bound to a variable decides nothing by itself", "p contains 1 if { x := input.acl; y := x }", "{\"acl\": " U("a") "}", "[1]", "[]", "-"},
    {"iterating an unknown runs the body once, maybe", "p contains 1 if { some x in input.xs; x > 3 }", "{\"xs\": " U("xs") "}", "[]", "[[1,[\"xs\"]]]", "[\"xs\"]"},
    {"even when nothing is asked of the element", "p contains 1 if { some x in input.xs }", "{\"xs\": " U("xs") "}", "[]", "[[1,[\"xs\"]]]", "[\"xs\"]"},
    {"one unknown element among known ones", "p contains x if { some x in input.xs; x > 3 }", "{\"xs\": [1, 5, " U("e") "]}", "[5]",
     "[[{\"__unknown__\":[\"e\"]},[\"e\"]]]", "[\"e\"]"},
    {"a certain member wins over a maybe one", "p contains 1 if input.on\np contains 1 if input.yes", "{\"on\": " U("on") ", \"yes\": true}", "[1]", "[]", "-"},
    {"certain and maybe members side by side", "p contains 1 if input.on\np contains 2 if input.yes", "{\"on\": " U("on") ", \"yes\": true}", "[2]", "[[1,[\"on\"]]]", "[\"on\"]"},
    {"every over known elements, one unknown", "p contains 1 if every x in input.xs { x > 3 }", "{\"xs\": [5, " U("e") "]}", "[]", "[[1,[\"e\"]]]", "[\"e\"]"},
    {"every fails on a known bad element whatever else is unknown", "p contains 1 if every x in input.xs { x > 3 }", "{\"xs\": [1, " U("e") "]}", "[]", "[]", "-"},
    {"every over an unknown collection is maybe", "p contains 1 if every x in input.xs { x > 3 }", "{\"xs\": " U("xs") "}", "[]", "[[1,[\"xs\"]]]", "[\"xs\"]"},
    {"every that holds for any element holds for an unknown collection", "p contains 1 if every _ in input.xs { true }", "{\"xs\": " U("xs") "}", "[1]", "[]", "-"},
    {"a comprehension with a maybe element is unknown", "p contains 1 if count([x | some x in input.xs; x > 3]) == 0", "{\"xs\": [1, " U("e") "]}", "[]", "[[1,[\"e\"]]]", "[\"e\"]"},
    {"a comprehension without one is known", "p contains 1 if count([x | some x in input.xs; x > 3]) == 0", "{\"xs\": [1, 2], \"u\": " U("e") "}", "[1]", "[]", "-"},
    {"a call with an unknown argument is unknown", "p contains 1 if startswith(input.s, \"a\")", "{\"s\": " U("s") "}", "[]", "[[1,[\"s\"]]]", "[\"s\"]"},
    {"and its result may be passed on", "p contains m if m := upper(input.s)", "{\"s\": " U("s") "}", NULL, "[]", "-"},
    {"membership in a known list decides", "p contains 1 if \"a\" in input.xs", "{\"xs\": [\"a\", " U("e") "]}", "[1]", "[]", "-"},
    {"membership with an unknown element is maybe", "p contains 1 if \"b\" in input.xs", "{\"xs\": [\"a\", " U("e") "]}", "[]", "[[1,[\"e\"]]]", "[\"e\"]"},
    {"a complete rule that maybe holds", "p := 7 if input.on", "{\"on\": " U("on") "}", "-", "[[7,[\"on\"]]]", "[\"on\"]"},
    {"a default makes it unknown which, but something", "default p := false\np if input.on", "{\"on\": " U("on") "}", "-", "[]", "[\"on\"]"},
    {"a default that says the same is certain", "default p := 7\np := 7 if input.on", "{\"on\": " U("on") "}", "7", "[]", "-"},
    {"maybe bodies do not conflict", "p := 1 if input.on\np := 2 if input.off", "{\"on\": " U("on") ", \"off\": true}", "2", "[]", "-"},
    {"else after a maybe branch is one or the other", "p := 1 if { input.on } else := 2", "{\"on\": " U("on") "}", "-", "[]", "[\"on\"]"},
    {"else with the same value is certain", "p := 1 if { input.on } else := 1", "{\"on\": " U("on") "}", "1", "[]", "-"},
    {"maybe goes through a rule", "q if input.on\np contains 1 if q", "{\"on\": " U("on") "}", "[]", "[[1,[\"on\"]]]", "[\"on\"]"},
    {"and through a function", "q(x) if x == 3\np contains 1 if q(input.n)", "{\"n\": " U("n") "}", "[]", "[[1,[\"n\"]]]", "[\"n\"]"},
    {"and through a partial set", "q contains x if { some x in input.xs; x != 2 }\np contains x if some x in q", "{\"xs\": [1, 2, " U("e") "]}", "[1]",
     "[[{\"__unknown__\":[\"e\"]},[\"e\"]]]", "[\"e\"]"},
    {"rule indexes keep bodies whose key is unknown", "p contains 1 if input.t == \"a\"\np contains 2 if input.t == \"b\"\np contains 3 if input.t == \"c\"", "{\"t\": " U("t") "}", "[]",
     "[[1,[\"t\"]],[2,[\"t\"]],[3,[\"t\"]]]", "[\"t\"]"},
    {"an unknown equals itself", "p contains 1 if { x := input.a; x == input.a }", "{\"a\": " U("a") "}", "[1]", "[]", "-"},
    {"two unknowns may be equal", "p contains 1 if input.a == input.b", "{\"a\": " U("a") ", \"b\": " U("b") "}", "[]", "[[1,[\"a\",\"b\"]]]", "[\"a\",\"b\"]"},
    {"arrays of different length differ whatever is in them", "p contains 1 if input.a == [1]", "{\"a\": [1, " U("a") "]}", "[]", "[]", "-"},
    {"a partly known string differs from one that does not begin so", "p contains 1 if input.s == \"x\"", "{\"s\": {\"__unknown__\": [\"s\"], \"parts\": [\"arn:\", " U("s") "]}}", "[]", "[]", "-"},
    {"and may equal one that does", "p contains 1 if input.s == \"arn:1\"", "{\"s\": {\"__unknown__\": [\"s\"], \"parts\": [\"arn:\", " U("s") "]}}", "[]", "[[1,[\"s\"]]]", "[\"s\"]"},
    {"an object rule with a maybe entry", "p[x] := 1 if { some x in [\"a\", \"b\"]; input[x] }", "{\"a\": true, \"b\": " U("b") "}", "{\"a\":1}", "[[\"b\",1,[\"b\"]]]", "[\"b\"]"},
    {"with brings its own known input", "p contains 1 if q with input as {\"on\": true}\nq if input.on", "{\"on\": " U("on") "}", "[1]", "[]", "-"},
    {"a pattern over an unknown is maybe", "p contains x if [x, 1] = input.pair", "{\"pair\": " U("pair") "}", "[]", "[[{\"__unknown__\":[\"pair\"]},[\"pair\"]]]", "[\"pair\"]"},
};

static char *text_of(struct arena *arena, struct value v)
{
    struct buf out = buf_new(0);
    if (value_is_none(v)) return arena_strdup(arena, "-");
    json_write(&out, v, 0);
    char *text = buf_to_arena(arena, &out);
    buf_free(&out);
    return text;
}

static struct rego_policy *policy_of(const char *module)
{
    struct rego *rego = rego_new(NULL);
    struct rego_errors errors;
    char text[4096];
    snprintf(text, sizeof text, "package t\nimport rego.v1\n%s\n", module);
    if (!rego_add_module(rego, STR("t.rego"), str_of(text), &errors)) fail_msg("%s: %s", module, errors.items[0].message);
    struct rego_policy *policy = rego_compile(rego, &errors);
    if (!policy) fail_msg("%s: %s", module, errors.items[0].message);
    return policy;
}

static void check(const struct verdict *want)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct value input;
    struct rego_policy *policy = policy_of(want->module);
    struct rego_session *session = rego_session_new(policy);
    struct rego_document got;
    assert_true(json_read(arena, str_of(want->input), NULL, &input, NULL, &err));
    struct rego_settings settings = {.input = rego_unknowns_from_json(arena, input)};
    if (!rego_eval_rule(session, rego_rule_find(policy, STR("data.t.p")), arena, &settings, &got, &err)) fail_msg("%s: %s", want->name, err.message);
    const char *value = text_of(arena, got.value), *maybe = text_of(arena, got.maybe), *unknown = text_of(arena, got.unknown);
    if ((want->value && strcmp(value, want->value) != 0) || strcmp(maybe, want->maybe) != 0 || strcmp(unknown, want->unknown) != 0)
        fail_msg("%s: got %s maybe %s unknown %s", want->name, value, maybe, unknown);
    rego_session_free(session);
    rego_policy_free(policy);
    arena_free(arena);
}

static void verdicts_follow_kleene(void **state)
{
    for (size_t i = 0; i < COUNT_OF(verdicts); i++) check(&verdicts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts_follow_kleene)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
