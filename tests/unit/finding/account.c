/* All built-in rules over an account as a collector finds it: what is missing fails, and what could not be read is not "missing". */
#include "../unit.h"

#include "finding/framework.h"
#include "finding/judge.h"
#include "resource/schema.h"
#include "value/json.h"

struct fact { const char *address, *type, *region, *values; };

static const struct fact bare[] = {
    {"summary", "rampart_account_summary", NULL, "{\"account_mfa_enabled\":1,\"account_access_keys_present\":0,\"account_password_present\":1}"},
    {"eu-west-1", "rampart_region", "eu-west-1", "{\"name\":\"eu-west-1\",\"opt_in_status\":\"opt-in-not-required\"}"},
    {"root", "rampart_credential_report_user", NULL, "{\"user\":\"<root_account>\",\"password_enabled\":true,\"mfa_active\":true,\"password_last_used\":\"2020-01-01T00:00:00Z\"}"},
};

struct run { struct arena *arena; struct report report; struct ruleset rules; };

static void judge_facts(struct run *run, const struct fact *facts, size_t n, const struct judge_gap *gaps, size_t n_gaps)
{
    struct resource_list list = {0};
    struct error err = {0};
    struct judge_options options = {.threads = 1, .today = "2026-01-01", .now_ns = (int64_t)1767225600 * 1000000000, .gaps = gaps, .n_gaps = n_gaps};
    *run = (struct run){.arena = arena_new(0)};
    run->report.arena = run->arena;
    assert_true(ruleset_builtin(run->arena, &run->rules));
    for (size_t i = 0; i < n; i++) {
        struct resource *r = arena_zero(run->arena, sizeof *r);
        *r = (struct resource){.address = facts[i].address, .type = facts[i].type, .name = facts[i].address, .root = "111122223333", .account = "111122223333", .region = facts[i].region, .origin = RESOURCE_FROM_ACCOUNT};
        assert_true(json_read(run->arena, str_of(facts[i].values), NULL, &r->values, NULL, &err));
        *vec_push(run->arena, &list) = r;
    }
    if (!judge(&run->report, &run->rules, &list, &options, &err)) fail_msg("%s", err.message);
    if (run->report.messages.len) fail_msg("%s", run->report.messages.items[0].text);
}

static const struct finding *finding_of(const struct run *run, const char *rule)
{
    for (size_t i = 0; i < run->report.findings.len; i++)
        if (strcmp(run->report.findings.items[i].rule->id, rule) == 0) return &run->report.findings.items[i];
    return NULL;
}

static const char *const missing[] = {   /* each fails in an account that has nothing */
    "account-primary-contact", "account-security-contact", "cloudtrail-account-multi-region", "cloudtrail-account-object-reads", "cloudtrail-account-object-writes",
    "cloudtrail-account-trail", "cloudwatch-alarm-on-iam-changes", "cloudwatch-alarm-on-root-use", "cloudwatch-alarm-on-unauthorized-calls", "config-global-resources",
    "config-region-recorder", "guardduty-enabled", "iam-external-access-analyzer", "iam-password-length", "iam-password-policy", "iam-password-reuse", "iam-password-expiry",
    "iam-password-symbol", "iam-saml-provider", "iam-support-role", "macie-enabled", "s3-account-public-access-block", "securityhub-enabled", "account-part-of-organization",
};

static void what_an_account_lacks_fails(void **state)
{
    struct run run;
    (void)state;
    judge_facts(&run, bare, COUNT_OF(bare), NULL, 0);
    for (size_t i = 0; i < COUNT_OF(missing); i++) {
        const struct finding *f = finding_of(&run, missing[i]);
        if (!f || f->verdict != VERDICT_FAIL) fail_msg("%s: %s", missing[i], f ? verdict_name(f->verdict) : "no finding");
    }
    assert_int_equal(finding_of(&run, "iam-root-mfa")->verdict, VERDICT_PASS);
    assert_int_equal(finding_of(&run, "iam-root-hardware-mfa")->verdict, VERDICT_PASS);
    assert_int_equal(finding_of(&run, "iam-root-not-used")->verdict, VERDICT_PASS);
    arena_free(run.arena);
}

/* Whatever a rule asks for: when it could not be read, nothing fails for want of it, and nothing passes. */
static void what_could_not_be_read_is_not_missing(void **state)
{
    struct run run, gapped;
    struct judge_gap gaps[2000];
    size_t n = 0;
    (void)state;
    judge_facts(&run, bare, COUNT_OF(bare), NULL, 0);
    for (size_t i = 0; schema_type_name(i) && n < COUNT_OF(gaps); i++)
        if (strcmp(schema_type_name(i), "rampart_account_summary") != 0 && strcmp(schema_type_name(i), "rampart_region") != 0 && strcmp(schema_type_name(i), "rampart_credential_report_user") != 0)
            gaps[n++] = (struct judge_gap){.type = schema_type_name(i), .reason = "refused"};
    assert_true(n > 1000);
    judge_facts(&gapped, bare, COUNT_OF(bare), gaps, n);
    for (size_t i = 0; i < COUNT_OF(missing); i++) {
        const struct finding *f = finding_of(&gapped, missing[i]);
        if (!f || f->verdict != VERDICT_UNKNOWN) fail_msg("%s: %s", missing[i], f ? verdict_name(f->verdict) : "no finding");
        assert_string_equal(f->unknown[0], "refused");
    }
    for (size_t i = 0; i < gapped.report.findings.len; i++)
        if (gapped.report.findings.items[i].verdict == VERDICT_FAIL) fail_msg("%s fails", gapped.report.findings.items[i].rule->id);
    assert_int_equal(finding_of(&gapped, "iam-root-hardware-mfa")->verdict, VERDICT_UNKNOWN);
    arena_free(run.arena);
    arena_free(gapped.arena);
}

/* The whole way of recommendation 4.4, from the trail to the subscriber; and a bucket that only the account protects. */
static void what_an_account_has_passes(void **state)
{
    static const struct fact facts[] = {
        {"summary", "rampart_account_summary", NULL, "{\"account_mfa_enabled\":1}"},
        {"trail", "aws_cloudtrail", "eu-west-1", "{\"name\":\"t\",\"is_multi_region_trail\":true,\"enable_logging\":true,\"s3_bucket_name\":\"audit\",\"cloud_watch_logs_group_arn\":\"arn:aws:logs:eu-west-1:111122223333:log-group:CloudTrail/Default:*\"}"},
        {"filter", "aws_cloudwatch_log_metric_filter", "eu-west-1", "{\"name\":\"f\",\"log_group_name\":\"CloudTrail/Default\",\"pattern\":\"{($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||($.eventName=DetachGroupPolicy)}\",\"metric_transformation\":[{\"name\":\"m\",\"namespace\":\"cis\",\"value\":\"1\"}]}"},
        {"alarm", "aws_cloudwatch_metric_alarm", "eu-west-1", "{\"metric_name\":\"m\",\"namespace\":\"cis\",\"alarm_actions\":[\"arn:aws:sns:eu-west-1:111122223333:s\"]}"},
        {"subscription", "aws_sns_topic_subscription", "eu-west-1", "{\"topic_arn\":\"arn:aws:sns:eu-west-1:111122223333:s\",\"protocol\":\"email\"}"},
        {"bucket", "aws_s3_bucket", "eu-west-1", "{\"bucket\":\"audit\"}"},
        {"block", "aws_s3_account_public_access_block", NULL, "{\"block_public_acls\":true,\"block_public_policy\":true,\"ignore_public_acls\":true,\"restrict_public_buckets\":true}"},
    };
    static const struct { const char *rule; enum verdict want; } cases[] = {
        {"cloudwatch-alarm-on-iam-changes", VERDICT_PASS}, {"cloudwatch-alarm-on-root-use", VERDICT_FAIL}, {"cloudtrail-account-multi-region", VERDICT_PASS},
        {"s3-bucket-public-access-block", VERDICT_PASS}, {"s3-bucket-public-read", VERDICT_PASS}, {"s3-account-public-access-block", VERDICT_PASS},
        {"cloudtrail-trail-bucket-access-logging", VERDICT_FAIL}, {"s3-bucket-mfa-delete", VERDICT_FAIL},
    };
    struct run run;
    (void)state;
    judge_facts(&run, facts, COUNT_OF(facts), NULL, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct finding *f = finding_of(&run, cases[i].rule);
        if (!f || f->verdict != cases[i].want) fail_msg("%s: %s", cases[i].rule, f ? verdict_name(f->verdict) : "no finding");
    }
    arena_free(run.arena);
}

/* A link is told by a field: when that was not read, there may be one, seen from either end. */
static void a_link_that_was_not_read_may_be_there(void **state)
{
    static const struct fact facts[] = {
        {"trail", "aws_cloudtrail", "eu-west-1", "{\"name\":\"t\",\"enable_logging\":true,\"s3_bucket_name\":\"audit\"}"},
        {"bucket", "aws_s3_bucket", "eu-west-1", "{\"bucket\":\"audit\",\"id\":\"audit\"}"},
        {"logging", "aws_s3_bucket_logging", "eu-west-1", "{\"bucket\":\"audit\",\"target_bucket\":\"logs\"}"},
    };
    static const struct { const char *address, *field; enum verdict want; } cases[] = {
        {"trail", "name", VERDICT_PASS}, {"trail", "s3_bucket_name", VERDICT_UNKNOWN}, {"logging", "bucket", VERDICT_UNKNOWN}, {"logging", "target_bucket", VERDICT_PASS},
        {"bucket", "tags", VERDICT_PASS}, {"trail", "enable_logging", VERDICT_PASS},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct resource_list list = {0};
        struct error err = {0};
        struct report report = {.arena = arena};
        struct ruleset all, one = {.arena = arena};
        assert_true(ruleset_builtin(arena, &all));
        *vec_push(arena, &one.rules) = ruleset_find(&all, STR("cloudtrail-trail-bucket-access-logging"));
        for (size_t k = 0; k < COUNT_OF(facts); k++) {
            struct resource *r = arena_zero(arena, sizeof *r);
            *r = (struct resource){.address = facts[k].address, .type = facts[k].type, .name = facts[k].address, .root = "111122223333", .account = "111122223333", .region = facts[k].region, .origin = RESOURCE_FROM_ACCOUNT};
            assert_true(json_read(arena, str_of(facts[k].values), NULL, &r->values, NULL, &err));
            if (strcmp(facts[k].address, cases[i].address) == 0) r->values = value_with(arena, r->values, value_cstring(arena, cases[i].field), value_unknown_ref(arena, "svc:Call (refused)"));
            *vec_push(arena, &list) = r;
        }
        struct judge_options options = {.threads = 1, .today = "2026-01-01", .now_ns = (int64_t)1767225600 * 1000000000};
        if (!judge(&report, &one, &list, &options, &err)) fail_msg("%s", err.message);
        assert_int_equal(report.findings.len, 1);
        if (report.findings.items[0].verdict != cases[i].want) fail_msg("%s.%s: %s", cases[i].address, cases[i].field, verdict_name(report.findings.items[0].verdict));
        arena_free(arena);
    }
}

/* What was known and cannot be read again is judged by nobody, and counts neither as there nor as gone for others. */
static void what_cannot_be_read_again_is_not_known(void **state)
{
    static const struct fact facts[] = {
        {"eu-west-1", "rampart_region", "eu-west-1", "{\"name\":\"eu-west-1\",\"opt_in_status\":\"opt-in-not-required\"}"},
        {"hub", "aws_securityhub_account", "eu-west-1", "{\"id\":\"x\"}"},
    };
    (void)state;
    for (int unread = 0; unread < 2; unread++) {
        struct arena *arena = arena_new(0);
        struct resource_list list = {0};
        struct error err = {0};
        struct run run = {.arena = arena, .report = {.arena = arena}};
        assert_true(ruleset_builtin(arena, &run.rules));
        for (size_t k = 0; k < COUNT_OF(facts); k++) {
            struct resource *r = arena_zero(arena, sizeof *r);
            *r = (struct resource){.address = facts[k].address, .type = facts[k].type, .name = facts[k].address, .root = "111122223333", .account = "111122223333", .region = facts[k].region, .origin = RESOURCE_FROM_ACCOUNT};
            assert_true(json_read(arena, str_of(facts[k].values), NULL, &r->values, NULL, &err));
            if (unread && k) r->unread = "securityhub:DescribeHub (AccessDenied)";
            *vec_push(arena, &list) = r;
        }
        struct judge_options options = {.threads = 1, .today = "2026-01-01", .now_ns = (int64_t)1767225600 * 1000000000};
        if (!judge(&run.report, &run.rules, &list, &options, &err)) fail_msg("%s", err.message);
        static const char *const rules[] = {"securityhub-enabled", "securityhub-default-standards"};   /* of the region that asks for the hub; of the hub */
        for (size_t i = 0; i < COUNT_OF(rules); i++) {
            const struct finding *f = finding_of(&run, rules[i]);
            if (!f || f->verdict != (unread ? VERDICT_UNKNOWN : VERDICT_PASS)) fail_msg("%s: %s", rules[i], f ? verdict_name(f->verdict) : "no finding");
            if (unread) assert_string_equal(f->unknown[0], "securityhub:DescribeHub (AccessDenied)");
        }
        arena_free(arena);
    }
}

/* All fields of a type, none of which was read. */
static struct value unread(struct arena *arena, const char *type)
{
    struct schema_block block;
    struct value out = value_object(arena, NULL, 0), unknown = value_unknown_ref(arena, "svc:Call (refused)");
    if (!schema_find(str_of(type), false, &block)) return out;
    for (size_t i = 0; i < block.n; i++) out = value_with(arena, out, value_cstring(arena, schema_field_name(&block.fields[i])), unknown);
    return out;
}

/* Every rule on a resource of each of its types whose fields all could not be read, with nothing else read either: none may say that it is fine, or that it is not. */
static void what_could_not_be_read_of_a_resource_is_neither_fine_nor_not(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset rules;
    struct judge_gap gaps[3000];
    size_t n = 0, judged = 0, wrong = 0;
    (void)state;
    assert_true(ruleset_builtin(arena, &rules));
    for (size_t i = 0; schema_type_name(i) && n < COUNT_OF(gaps); i++) gaps[n++] = (struct judge_gap){.type = schema_type_name(i), .reason = "refused"};
    struct resource_list list = {0};
    for (size_t i = 0; i < rules.rules.len; i++)
        for (const char *const *t = rules.rules.items[i]->types; *t; t++) {
            struct schema_block block;
            bool there = !schema_find(str_of(*t), false, &block) || strcmp(*t, "rampart_provider") == 0;   /* what no account has */
            for (size_t k = 0; k < list.len && !there; k++) there = strcmp(list.items[k]->type, *t) == 0;
            if (there) continue;
            struct resource *r = arena_zero(arena, sizeof *r);
            *r = (struct resource){.address = *t, .type = *t, .name = *t, .root = "111122223333", .account = "111122223333", .region = "eu-west-1", .origin = RESOURCE_FROM_ACCOUNT, .values = resource_with_documents(arena, unread(arena, *t))};
            *vec_push(arena, &list) = r;
        }
    struct report report = {.arena = arena};
    struct error err = {0};
    struct judge_options options = {.threads = 1, .today = "2026-01-01", .now_ns = (int64_t)1767225600 * 1000000000, .gaps = gaps, .n_gaps = n};
    if (!judge(&report, &rules, &list, &options, &err)) fail_msg("%s", err.message);
    for (size_t i = 0; i < report.findings.len; i++) {
        const struct finding *f = &report.findings.items[i];
        judged++;
        if (f->verdict != VERDICT_PASS && f->verdict != VERDICT_FAIL) continue;
        if (strcmp(f->rule->id, "iam-saml-provider") == 0 && f->verdict == VERDICT_PASS) continue;   /* that there is one is all that it asks, and there is */
        print_message("%s on %s: %s\n", f->rule->id, f->resource->type, verdict_name(f->verdict));
        wrong++;
    }
    assert_true(judged > 200);
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_account_lacks_fails), cmocka_unit_test(what_could_not_be_read_is_not_missing), cmocka_unit_test(what_an_account_has_passes),
        cmocka_unit_test(a_link_that_was_not_read_may_be_there), cmocka_unit_test(what_cannot_be_read_again_is_not_known),
        cmocka_unit_test(what_could_not_be_read_of_a_resource_is_neither_fine_nor_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
