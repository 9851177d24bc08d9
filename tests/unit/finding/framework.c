/* Frameworks: what a file says, which rules judge a control, and what findings make of it. */
#include "../unit.h"

#include "finding/framework.h"

#define FILE_HEAD "title: T\nversion: \"1\"\ncontrols:\n"

static void a_file_says_what_its_controls_are(void **state)
{
    struct arena *arena = arena_new(0);
    struct framework f;
    struct error err = {0};
    (void)state;
    assert_true(framework_from_text(arena, "content/compliance/x_1.0.yaml", STR(FILE_HEAD "  - {id: \"1.1\", title: a, section: S, level: 2, assessment: manual, rules: [r], checks: [c, d], decided_by: [r]}\n  - {id: \"1.2\"}\n"), &f, &err));
    assert_string_equal(f.id, "x_1.0");
    assert_string_equal(f.version, "1");
    assert_int_equal(f.n, 2);
    assert_string_equal(f.controls[0].section, "S");
    assert_true(f.controls[0].manual && f.controls[0].level == 2);
    assert_string_equal(f.controls[0].checks[1], "d");
    assert_null(f.controls[0].checks[2]);
    assert_true(!f.controls[1].manual && !f.controls[1].title && f.controls[1].level == 0 && !f.controls[1].rules[0]);
    arena_free(arena);
}

static void a_file_of_another_shape_is_an_error_with_its_place(void **state)
{
    static const struct { const char *text, *message, *help; } cases[] = {
        {"", "'title' is missing", ""},
        {"[1]", "'controls' is missing", ""},
        {"controls: []", "'title' is missing", ""},
        {"title: t\ncontrols: []", "'controls' must be a list with at least one control", ""},
        {"title: t\nversion: 1\ncontrols: [{id: \"1\"}]", "'version' must be a string (quote numbers such as \"2.1\")", ""},
        {"title: t\ncontrol: []", "'control' is not a field here", "did you mean 'controls'?"},
        {FILE_HEAD "  - {title: x}", "'id' is missing", ""},
        {FILE_HEAD "  - {id: 1.1}", "'id' must be a string (quote numbers such as \"2.1\")", ""},
        {FILE_HEAD "  - x", "'controls' must be a list of objects", ""},
        {FILE_HEAD "  - {id: \"1\", rule: [x]}", "control 1: 'rule' is not a field here", "did you mean 'rules'?"},
        {FILE_HEAD "  - {id: \"1\", rules: x}", "control 1: 'rules' must be a list of strings", ""},
        {FILE_HEAD "  - {id: \"1\", rules: [1]}", "control 1: 'rules' must be a list of strings", ""},
        {FILE_HEAD "  - {id: \"1\", assessment: x}", "control 1: 'assessment' must be automated or manual", ""},
        {FILE_HEAD "  - {id: \"1\", level: 12}", "control 1: 'level' must be a number from 1 to 9", ""},
        {FILE_HEAD "  - {id: \"1\"}\n  - {id: \"1\"}", "control 1: 'id' is there twice", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct framework f;
        struct error err = {0};
        if (framework_from_text(arena, "f.yaml", str_of(cases[i].text), &f, &err)) fail_msg("%s", cases[i].text);
        if (strcmp(err.message, cases[i].message) != 0 || strcmp(err.help, cases[i].help) != 0) fail_msg("%s: %s; %s", cases[i].text, err.message, err.help);
        assert_string_equal(err.file, "f.yaml");
        if (strstr(cases[i].text, "  - {id: \"1\",")) assert_int_equal(err.at.line, 4);
        arena_free(arena);
    }
}

static void memory_that_ends_while_reading_is_an_error(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct framework f;
        struct error err = {0};
        arena_fail_at(arena, n);
        bool ok = framework_from_text(arena, "f.yaml", STR(FILE_HEAD "  - {id: \"1\", title: a, rules: [r, s], checks: [c]}\n"), &f, &err), failed = arena->failed;
        if (ok == failed) fail_msg("allocation %zu", n);
        arena_free(arena);
        if (!failed) break;
    }
}

/* --- scores --- */

static const struct rule_alias aliases[] = {{"prowler", "check_b"}, {NULL, NULL}}, no_alias[] = {{NULL, NULL}};
static const struct rule_requirement requirements[] = {{"F", "c"}, {NULL, NULL}}, none[] = {{NULL, NULL}};
static const char *const bucket[] = {"aws_s3_bucket", NULL}, *const queue[] = {"aws_sqs_queue", NULL};
/* a: of buckets; b: known as check_b; c: names control c of framework f itself. */
static const struct rule rules[] = {
    {.id = "a", .types = bucket, .aliases = no_alias, .requirements = none},
    {.id = "b", .types = queue, .aliases = aliases, .requirements = none},
    {.id = "c", .types = bucket, .aliases = no_alias, .requirements = requirements},
};

static void judge_text(struct arena *arena, const char *controls, const struct framework_finding *findings, size_t n, const struct judge_gap *gaps, size_t n_gaps, struct framework_score *out)
{
    struct framework *f = arena_zero(arena, sizeof *f);
    struct ruleset *set = arena_zero(arena, sizeof *set);
    struct error err = {0};
    char text[2000];
    set->arena = arena;
    snprintf(text, sizeof text, FILE_HEAD "%s", controls);
    if (!framework_from_text(arena, "f.yaml", str_of(text), f, &err)) fail_msg("%s", err.message);
    for (size_t i = 0; i < COUNT_OF(rules); i++) *vec_push(arena, &set->rules) = &rules[i];
    assert_true(framework_judge(arena, f, set, findings, n, gaps, n_gaps, "1", NULL, out));
}

static void a_control_is_what_the_findings_of_its_rules_are(void **state)
{
#define ONE(letter, v) {&rules[letter - 'a'], "1", "eu-west-1", VERDICT_##v}
    static const struct { const char *name, *control; struct framework_finding findings[3]; size_t n; struct judge_gap gap; size_t n_gaps; const char *want; } cases[] = {
        {"something passed", "rules: [a]", {ONE('a', PASS)}, 1, {NULL}, 0, "passed"},
        {"one failed", "rules: [a]", {ONE('a', PASS), ONE('a', FAIL), ONE('a', UNKNOWN)}, 3, {NULL}, 0, "failed"},
        {"one is unknown, none failed", "rules: [a]", {ONE('a', PASS), ONE('a', UNKNOWN)}, 2, {NULL}, 0, "unknown"},
        {"nothing is there", "rules: [a]", {{NULL}}, 0, {NULL}, 0, "no_data"},
        {"all is skipped", "rules: [a]", {ONE('a', SKIPPED)}, 1, {NULL}, 0, "no_data"},
        {"nobody judges it", "rules: []", {{NULL}}, 0, {NULL}, 0, "no_rule"},
        {"a person must look", "assessment: manual", {{NULL}}, 0, {NULL}, 0, "manual"},
        {"a person must look, but a rule helps", "assessment: manual, rules: [a]", {ONE('a', FAIL)}, 1, {NULL}, 0, "failed"},
        {"under an alias", "checks: [check_b]", {ONE('b', FAIL)}, 1, {NULL}, 0, "failed"},
        {"under an id that no rule has", "checks: [check_z]", {ONE('b', FAIL)}, 1, {NULL}, 0, "no_rule"},
        {"the rule names the control", "title: t", {ONE('c', FAIL)}, 1, {NULL}, 0, "failed"},
        {"two rules", "rules: [a, b]", {ONE('a', PASS), ONE('b', FAIL)}, 2, {NULL}, 0, "failed"},
        {"one of two decides", "rules: [a, b], decided_by: [a]", {ONE('a', PASS), ONE('b', FAIL)}, 2, {NULL}, 0, "passed"},
        {"a finding of another rule", "rules: [a]", {ONE('b', FAIL)}, 1, {NULL}, 0, "no_data"},
        {"a finding of another account", "rules: [a]", {{&rules[0], "2", NULL, VERDICT_FAIL}}, 1, {NULL}, 0, "no_data"},
        {"resources could not be read", "rules: [a]", {{NULL}}, 0, {.type = "aws_s3_bucket", .reason = "refused"}, 1, "unknown"},
        {"some could not, and one passed", "rules: [a]", {ONE('a', PASS)}, 1, {.type = "aws_s3_bucket"}, 1, "unknown"},
        {"some could not, and one failed", "rules: [a]", {ONE('a', FAIL)}, 1, {.type = "aws_s3_bucket"}, 1, "failed"},
        {"others could not be read", "rules: [a]", {ONE('a', PASS)}, 1, {.type = "aws_sqs_queue"}, 1, "passed"},
        {"they could not in another account", "rules: [a]", {ONE('a', PASS)}, 1, {.type = "aws_s3_bucket", .root = "2"}, 1, "passed"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct framework_score s;
        char control[300];
        snprintf(control, sizeof control, "  - {id: %s, %s}\n", strcmp(cases[i].control, "title: t") == 0 ? "c" : "\"1\"", cases[i].control);
        judge_text(arena, control, cases[i].findings, cases[i].n, &cases[i].gap, cases[i].n_gaps, &s);
        if (strcmp(control_status_name(s.controls[0].status), cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, control_status_name(s.controls[0].status));
        arena_free(arena);
    }
}

static void nothing_is_hidden_in_a_denominator(void **state)
{
    static const struct framework_finding findings[] = {ONE('a', PASS), ONE('b', FAIL), ONE('c', UNKNOWN)};
    struct arena *arena = arena_new(0);
    struct framework_score s;
    (void)state;
    judge_text(arena, "  - {id: \"1\", rules: [a]}\n  - {id: \"2\", rules: [b]}\n  - {id: \"3\", rules: [c]}\n  - {id: \"4\", checks: [check_z]}\n  - {id: \"5\", assessment: manual}\n", findings, 3, NULL, 0, &s);
    assert_int_equal(s.security_hub, 33);   /* one of three that have data: unknown has, no rule and manual have none */
    assert_int_equal(s.not_assessed, 2);
    assert_true(s.passed_share == 20 && s.failed_share == 20 && s.not_assessed_share == 40 && s.manual_share == 20 && s.no_data_share == 0);
    assert_int_equal(s.controls[3].n_missing, 1);
    assert_string_equal(s.controls[3].missing[0], "check_z");
    assert_true(s.n_checks == 1 && s.n_missing == 1);
    judge_text(arena, "  - {id: \"1\", rules: [a]}\n", NULL, 0, NULL, 0, &s);
    assert_int_equal(s.security_hub, -1);
    judge_text(arena, "  - {id: \"1\", rules: [a]}\n  - {id: \"2\", rules: [b]}\n  - {id: \"3\", rules: [a]}\n", findings, 2, NULL, 0, &s);
    assert_int_equal(s.security_hub, 67);   /* rounded to the nearest */
    arena_free(arena);
}

static void built_in_frameworks_name_rules_that_exist(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset set;
    struct framework_list list;
    (void)state;
    assert_true(ruleset_builtin(arena, &set) && frameworks_builtin(arena, &list));
    for (size_t i = 0; i < list.len; i++)
        for (size_t k = 0; k < list.items[i]->n; k++) {
            const struct framework_control *c = &list.items[i]->controls[k];
            for (const char *const *const *names = (const char *const *const[]){c->rules, c->decided_by, NULL}; *names; names++)
                for (const char *const *name = *names; *name; name++)
                    if (!ruleset_find(&set, str_of(*name))) fail_msg("%s %s: %s", list.items[i]->id, c->id, *name);
        }
    for (size_t i = 0; i < set.rules.len; i++)
        for (const struct rule_requirement *r = set.rules.items[i]->requirements; r->framework; r++) {
            const struct framework *f = framework_find(&list, str_of(r->framework));
            bool found = !f;
            for (size_t k = 0; f && k < f->n; k++) found = found || strcmp(f->controls[k].id, r->id) == 0;
            if (!found) fail_msg("%s: %s has no control %s", set.rules.items[i]->id, r->framework, r->id);
        }
    const struct framework *cis = framework_find(&list, STR("CIS_3.0"));
    assert_non_null(cis);
    assert_int_equal(cis->n, 62);
    assert_null(framework_find(&list, STR("none")));
    arena_free(arena);
}

/* What CIS calls automated is judged by a rule. */
static void every_automated_recommendation_of_cis_has_a_rule(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset set;
    struct framework_list list;
    struct framework_score s;
    (void)state;
    assert_true(ruleset_builtin(arena, &set) && frameworks_builtin(arena, &list));
    for (const char *const *id = (const char *const[]){"cis_3.0", "cis_5.0", NULL}; *id; id++) {
        assert_true(framework_judge(arena, framework_find(&list, str_of(*id)), &set, NULL, 0, NULL, 0, NULL, NULL, &s));
        for (size_t i = 0; i < s.n; i++)
            if (!s.controls[i].control->manual && s.controls[i].n_deciding == 0) fail_msg("%s %s", *id, s.controls[i].control->id);
        assert_int_equal(s.counts[CONTROL_NO_RULE], 0);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_what_its_controls_are), cmocka_unit_test(a_file_of_another_shape_is_an_error_with_its_place),
        cmocka_unit_test(memory_that_ends_while_reading_is_an_error), cmocka_unit_test(a_control_is_what_the_findings_of_its_rules_are),
        cmocka_unit_test(nothing_is_hidden_in_a_denominator), cmocka_unit_test(built_in_frameworks_name_rules_that_exist),
        cmocka_unit_test(every_automated_recommendation_of_cis_has_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
