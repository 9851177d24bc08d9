/* Verdicts: pass, fail, unknown with what it depends on, skipped; the same whatever the threads; and no crash when memory ends. */
#include "../terraform/tree.h"

#include "finding/judge.h"
#include "finding/rule_module.h"

#define HEAD(types) "# METADATA\n# title: t\n# description: d\n# custom:\n#   id: s3-x\n#   aliases: {checkov: [CKV_AWS_20]}\n#   severity: low\n#   resource_types: [" types "]\n#   advice: a.\npackage rampart.aws.s3.x\n"

struct judged { struct tree_file files[2]; struct tree tree; struct arena *arena; struct report report; struct rule rule; struct error err; bool ok; };

static void run(struct judged *j, const char *rule, const char *tree, const struct judge_options *options)
{
    static const struct judge_options plain = {.threads = 1, .today = "2026-01-01"};
    *j = (struct judged){.files = {{"main.tf", tree}, {NULL, NULL}}, .arena = arena_new(0)};
    tree_load(&j->tree, j->files, NULL);
    struct ruleset set = {.arena = j->arena};
    if (!rule_from_text(j->arena, "aws/s3/x.rego", str_of(rule), &j->rule, &j->err)) fail_msg("%s", j->err.message);
    *vec_push(j->arena, &set.rules) = &j->rule;
    j->report.arena = j->arena;
    j->ok = judge(&j->report, &set, &j->tree.config->resources, options ? options : &plain, &j->err);
}

static void end(struct judged *j)
{
    tree_free(&j->tree);
    arena_free(j->arena);
}

static void a_verdict_is_pass_fail_or_unknown(void **state)
{
#define RULE(body) HEAD("aws_s3_bucket") body "\n"
    static const struct { const char *name, *rule, *tree, *verdict, *rest; } cases[] = {
        {"no reason is a pass", RULE("deny contains \"m\" if input.values.acl == \"public-read\""), "resource \"aws_s3_bucket\" \"b\" { acl = \"private\" }", "pass", ""},
        {"a reason is a failure", RULE("deny contains \"the ACL is public\" if input.values.acl == \"public-read\""), "resource \"aws_s3_bucket\" \"b\" { acl = \"public-read\" }", "fail", "the ACL is public"},
        {"what is not known is neither", RULE("deny contains \"m\" if input.values.acl == \"public-read\""), "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { acl = var.v }", "unknown", "var.v"},
        {"nor is its opposite", RULE("deny contains \"m\" if not input.values.acl == \"private\""), "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { acl = var.v }", "unknown", "var.v"},
        {"a failure that is sure wins over a doubt", RULE("deny contains \"m\" if input.values.acl == \"public-read\"\ndeny contains \"sure\" if true"),
         "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { acl = var.v }", "fail", "sure"},
        {"what another resource lacks", RULE("deny contains {\"msg\": \"m\", \"resource\": x.address, \"at\": [\"acl\"]} if {\n\tsome x in rampart.linked(input, \"aws_s3_bucket_acl\")\n\tx.values.acl == \"public-read\"\n}"),
         "resource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_s3_bucket_acl\" \"a\" {\n bucket = aws_s3_bucket.b.id\n acl = \"public-read\"\n}", "fail", "m"},
        {"a resource that the rule does not apply to", RULE("applies if input.values.acl\ndeny contains \"m\" if true"), "resource \"aws_s3_bucket\" \"b\" {}", "none", ""},
        {"a type that the rule does not judge", RULE("deny contains \"m\" if true"), "resource \"aws_sqs_queue\" \"b\" {}", "none", ""},
        {"a skip in the code", RULE("deny contains \"m\" if true"), "resource \"aws_s3_bucket\" \"b\" {\n # checkov:skip=CKV_AWS_20:it is fine\n}", "skipped", "it is fine"},
        {"a skip for another rule", RULE("deny contains \"m\" if true"), "resource \"aws_s3_bucket\" \"b\" {\n # checkov:skip=CKV_AWS_21:it is fine\n}", "fail", "m"},
        {"a skip that has run out", RULE("deny contains \"m\" if true"), "resource \"aws_s3_bucket\" \"b\" {\n # rampart:skip=s3-x:fine until=2025-12-31\n}", "fail", "m"},
        {"a skip on its last day", RULE("deny contains \"m\" if true"), "resource \"aws_s3_bucket\" \"b\" {\n # rampart:skip=s3-x:fine until=2026-01-01\n}", "skipped", "fine"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct judged j;
        run(&j, cases[i].rule, cases[i].tree, NULL);
        if (!j.ok) fail_msg("%s: %s", cases[i].name, j.err.message);
        const struct finding *f = j.report.findings.len ? &j.report.findings.items[0] : NULL;
        same_text(cases[i].name, f ? verdict_name(f->verdict) : "none", cases[i].verdict);
        if (f && f->verdict == VERDICT_FAIL) same_text(cases[i].name, f->reasons[0].message, cases[i].rest);
        if (f && f->verdict == VERDICT_UNKNOWN) same_text(cases[i].name, f->n_unknown ? f->unknown[0] : "", cases[i].rest);
        if (f && f->verdict == VERDICT_SKIPPED) same_text(cases[i].name, f->skip_reason, cases[i].rest);
        end(&j);
    }
}

static void a_finding_points_to_the_line_it_is_about(void **state)
{
    struct judged j;
    (void)state;
    run(&j, HEAD("aws_s3_bucket") "deny contains {\"msg\": \"m\", \"at\": [\"versioning\", 0, \"enabled\"]} if true\n", "resource \"aws_s3_bucket\" \"b\" {\n  versioning {\n    enabled = false\n  }\n}", NULL);
    assert_true(j.ok);
    assert_int_equal(j.report.findings.items[0].line, 3);
    assert_int_equal(j.report.findings.items[0].column, 5);
    assert_string_equal(j.report.findings.items[0].file, "main.tf");
    end(&j);
}

static void a_rule_that_does_not_end_is_stopped_and_said(void **state)
{
    struct judged j;
    struct judge_options options = {.threads = 1, .today = "2026-01-01", .max_steps = 1000};
    (void)state;
    run(&j, HEAD("aws_s3_bucket") "deny contains \"m\" if {\n\tsome x in numbers.range(1, 1000)\n\tsome y in numbers.range(1, 1000)\n\tx * y < 0\n}\n", "resource \"aws_s3_bucket\" \"b\" {}", &options);
    assert_true(j.ok);
    assert_int_equal(j.report.findings.len, 0);
    assert_true(j.report.messages.len > 0);
    assert_true(j.report.messages.items[0].incomplete);
    end(&j);
}

static void any_number_of_threads_says_the_same(void **state)
{
    char text[2][4096] = {"", ""};
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        struct judged j;
        struct judge_options options = {.threads = k ? 4 : 1, .today = "2026-01-01"};
        run(&j, HEAD("aws_s3_bucket") "deny contains sprintf(\"%s\", [input.address]) if input.values.bucket != \"x3\"\n", "resource \"aws_s3_bucket\" \"b\" {\n count = 40\n bucket = \"x${count.index}\"\n}", &options);
        assert_true(j.ok && report_finish(&j.report));
        size_t at = 0;
        for (size_t i = 0; i < j.report.findings.len; i++)
            at += (size_t)snprintf(text[k] + at, sizeof text[k] - at, "%s %s %s\n", verdict_name(j.report.findings.items[i].verdict), j.report.findings.items[i].resource->address, j.report.findings.items[i].fingerprint);
        end(&j);
    }
    assert_true(strlen(text[0]) > 1000);
    assert_string_equal(text[0], text[1]);
}

static void memory_that_ends_is_an_error_and_no_verdict_is_lost(void **state)
{
    struct tree tree;
    (void)state;
    tree_load(&tree, (const struct tree_file[]){{"main.tf", "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" {\n count = 2\n acl = var.v\n}\nresource \"aws_s3_bucket\" \"c\" {\n # checkov:skip=CKV_AWS_20:x\n}"}, {NULL, NULL}}, NULL);
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0), *outside = arena_new(0);
        struct ruleset set = {.arena = outside};
        struct report report = {.arena = arena};
        struct judge_options options = {.threads = 1, .today = "2026-01-01"};
        struct rule rule;
        struct error err = {0};
        assert_true(rule_from_text(outside, "x.rego", STR(HEAD("aws_s3_bucket") "deny contains \"m\" if input.values.acl == \"x\"\n"), &rule, &err));
        *vec_push(outside, &set.rules) = &rule;
        arena_fail_at(arena, n);
        bool ok = judge(&report, &set, &tree.config->resources, &options, &err) && report_finish(&report), failed = arena->failed;
        if (ok && failed) fail_msg("allocation %zu failed and nobody said so", n);
        if (ok) assert_int_equal(report.findings.len, 3);
        arena_free(arena);
        arena_free(outside);
        if (!failed) break;
    }
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_is_pass_fail_or_unknown), cmocka_unit_test(a_finding_points_to_the_line_it_is_about),
        cmocka_unit_test(a_rule_that_does_not_end_is_stopped_and_said), cmocka_unit_test(any_number_of_threads_says_the_same),
        cmocka_unit_test(memory_that_ends_is_an_error_and_no_verdict_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
