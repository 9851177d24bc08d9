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
        {"nobody knows whether the rule applies: what fails may be none of its business", RULE("applies if input.values.acl == \"private\"\ndeny contains \"m\" if true"),
         "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { acl = var.v }", "unknown", "var.v"},
        {"nor does it pass", RULE("applies if input.values.acl == \"private\"\ndeny contains \"m\" if false"), "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" { acl = var.v }", "unknown", "var.v"},
        {"of two bodies of applies one that holds is enough", RULE("applies if input.values.acl == \"private\"\napplies if input.values.bucket == \"b\"\ndeny contains \"m\" if true"),
         "variable \"v\" {}\nresource \"aws_s3_bucket\" \"b\" {\n bucket = \"b\"\n acl = var.v\n}", "fail", "m"},
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

/* Verdict of the one finding, and its first unknown or message, of a bucket in account "." (the root of the tree) with two queues elsewhere. */
static void what_was_not_looked_at_is_not_known(void **state)
{
#define GAP(...) {__VA_ARGS__}, 1
#define NO_GAP {NULL}, 0
#define NONE_OF(type) HEAD("aws_s3_bucket") "deny contains \"none\" if count(rampart.resources(\"" type "\")) == 0\n"
#define NONE_IN(type, region) HEAD("aws_s3_bucket") "deny contains \"none\" if count(rampart.resources_in(\"" type "\", \"" region "\")) == 0\n"
    static const struct { const char *name, *rule; struct judge_gap gap; size_t n; const char *verdict, *rest; } cases[] = {
        {"there is none", NONE_OF("aws_vpc"), NO_GAP, "fail", "none"},
        {"none was found, but not all were looked at", NONE_OF("aws_vpc"), GAP(.type = "aws_vpc", .reason = "refused"), "unknown", "refused"},
        {"the gap is of another type", NONE_OF("aws_vpc"), GAP(.type = "aws_subnet"), "fail", "none"},
        {"or of another account", NONE_OF("aws_vpc"), GAP(.type = "aws_vpc", .root = "other"), "fail", "none"},
        {"some were found", NONE_OF("aws_sqs_queue"), GAP(.type = "aws_sqs_queue"), "pass", ""},
        {"one of those not seen may be it", HEAD("aws_s3_bucket") "deny contains \"m\" if not named\nnamed if rampart.resources(\"aws_sqs_queue\")[_].values.name == \"z\"\n", GAP(.type = "aws_sqs_queue", .reason = "refused"), "unknown", "refused"},
        {"one of those seen is", HEAD("aws_s3_bucket") "deny contains \"m\" if not named\nnamed if rampart.resources(\"aws_sqs_queue\")[_].values.name == \"q\"\n", GAP(.type = "aws_sqs_queue", .reason = "refused"), "pass", ""},
        {"there is one in the region", NONE_IN("aws_sqs_queue", "eu-west-1"), NO_GAP, "pass", ""},
        {"there is none in the region", NONE_IN("aws_sqs_queue", "eu-west-2"), NO_GAP, "fail", "none"},
        {"the region was not looked at", NONE_IN("aws_sqs_queue", "eu-west-2"), GAP(.type = "aws_sqs_queue", .region = "eu-west-2", .reason = "refused"), "unknown", "refused"},
        {"another region was not looked at", NONE_IN("aws_sqs_queue", "eu-west-2"), GAP(.type = "aws_sqs_queue", .region = "eu-west-1"), "fail", "none"},
        {"what belongs to the resource was not looked at", HEAD("aws_s3_bucket") "deny contains \"none\" if count(rampart.linked(input, \"aws_s3_bucket_acl\")) == 0\n",
         GAP(.type = "aws_s3_bucket_acl", .parent = "aws_s3_bucket.b", .reason = "refused"), "unknown", "refused"},
        {"what belongs to another was not", HEAD("aws_s3_bucket") "deny contains \"none\" if count(rampart.linked(input, \"aws_s3_bucket_acl\")) == 0\n",
         GAP(.type = "aws_s3_bucket_acl", .parent = "aws_s3_bucket.c"), "fail", "none"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct judged j;
        struct judge_options options = {.threads = 1, .today = "2026-01-01", .gaps = &cases[i].gap, .n_gaps = cases[i].n};
        run(&j, cases[i].rule, "provider \"aws\" {\n region = \"eu-west-1\"\n}\nresource \"aws_s3_bucket\" \"b\" {}\nresource \"aws_sqs_queue\" \"q\" {\n name = \"q\"\n}", &options);
        if (!j.ok || j.report.findings.len != 1) fail_msg("%s: %s", cases[i].name, j.err.message);
        const struct finding *f = &j.report.findings.items[0];
        same_text(cases[i].name, verdict_name(f->verdict), cases[i].verdict);
        if (f->verdict == VERDICT_FAIL) same_text(cases[i].name, f->reasons[0].message, cases[i].rest);
        if (f->verdict == VERDICT_UNKNOWN) same_text(cases[i].name, f->n_unknown ? f->unknown[0] : "", cases[i].rest);
        end(&j);
    }
}

static void a_parameter_has_its_default_until_it_is_set(void **state)
{
    static const struct { const char *name; struct judge_parameter parameter; const char *message; } cases[] = {
        {"its default", {.rule = "other", .name = "days"}, "90"}, {"set", {.rule = "s3-x", .name = "days"}, "30"},
        {"another parameter", {.rule = "s3-x", .name = "hours"}, "90"}, {"in another account", {.rule = "s3-x", .name = "days", .root = "other"}, "90"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct judged j;
        struct judge_parameter p = cases[i].parameter;
        p.value = value_small(30);
        struct judge_options options = {.threads = 1, .today = "2026-01-01", .parameters = &p, .n_parameters = 1};
        run(&j, HEAD("aws_s3_bucket") "deny contains sprintf(\"%d\", [rampart.parameter(\"days\", 90)]) if true\n", "resource \"aws_s3_bucket\" \"b\" {}", &options);
        assert_true(j.ok && j.report.findings.len == 1);
        same_text(cases[i].name, j.report.findings.items[0].reasons[0].message, cases[i].message);
        end(&j);
    }
}

static void the_clock_stands_still_in_a_run(void **state)
{
    struct judged j;
    struct judge_options options = {.threads = 1, .today = "2026-01-01", .now_ns = (int64_t)1767225600 * 1000000000};
    (void)state;
    run(&j, HEAD("aws_s3_bucket") "deny contains time.format(time.now_ns()) if true\n", "resource \"aws_s3_bucket\" \"b\" {}", &options);
    assert_true(j.ok && j.report.findings.len == 1);
    assert_string_equal(j.report.findings.items[0].reasons[0].message, "2026-01-01T00:00:00Z");
    end(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_is_pass_fail_or_unknown), cmocka_unit_test(a_finding_points_to_the_line_it_is_about),
        cmocka_unit_test(a_rule_that_does_not_end_is_stopped_and_said), cmocka_unit_test(any_number_of_threads_says_the_same),
        cmocka_unit_test(memory_that_ends_is_an_error_and_no_verdict_is_lost), cmocka_unit_test(what_was_not_looked_at_is_not_known),
        cmocka_unit_test(a_parameter_has_its_default_until_it_is_set), cmocka_unit_test(the_clock_stands_still_in_a_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
