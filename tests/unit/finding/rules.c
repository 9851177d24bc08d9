/* What a rule says of itself, which rules are meant, which skips mean them, and whether the fields that they read exist. */
#include "../unit.h"

#include <stdlib.h>

#include "finding/rule_fields.h"
#include "finding/rule_module.h"
#include "finding/ruleset.h"
#include "finding/skip.h"

#define HEAD "# METADATA\n# title: A bucket is there\n# description: Because.\n# custom:\n#   id: s3-x\n#   severity: low\n#   resource_types: [aws_s3_bucket]\n#   advice: Do.\n"
#define PREFIX "METADATA of a rule: "
#define PACKAGE "package rampart.aws.s3.x\n"

static void metadata_that_is_wrong_is_refused(void **state)
{
    static const struct { const char *name, *text, *message, *help; } cases[] = {
        {"nothing is wrong", HEAD PACKAGE, "", ""},
        {"no metadata", PACKAGE, "the file has no METADATA for its package", ""},
        {"no title", "# METADATA\n# description: d\n# custom:\n#   id: x\n" PACKAGE, "'title' is missing", ""},
        {"no custom part", "# METADATA\n# title: t\n# description: d\n" PACKAGE, "'custom' is missing", ""},
        {"a field that is none", HEAD "#   sevrity: low\n" PACKAGE, "'sevrity' is not a field of a rule", "did you mean 'severity'?"},
        {"a severity that is none", "# METADATA\n# title: t\n# description: d\n# custom:\n#   id: x\n#   severity: bad\n#   resource_types: [a]\n#   advice: a\n" PACKAGE,
         "'severity' must be info, low, medium, high or critical", ""},
        {"no types", "# METADATA\n# title: t\n# description: d\n# custom:\n#   id: x\n#   severity: low\n#   advice: a\n" PACKAGE, "'resource_types' is missing: a rule names the types it judges", ""},
        {"a requirement that YAML takes for a number", HEAD "#   frameworks: {cis: [2.1]}\n" PACKAGE, "'frameworks' must hold strings (quote numbers such as \"2.1\")", ""},
        {"aliases that are a list", HEAD "#   aliases: [a]\n" PACKAGE, "'aliases' must be an object of lists", ""},
        {"no Rego", HEAD PACKAGE "deny {", NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct rule rule;
        struct error err = {0};
        bool ok = rule_from_text(arena, "aws/s3/x.rego", str_of(cases[i].text), &rule, &err);
        const char *message = strncmp(err.message, PREFIX, strlen(PREFIX)) == 0 ? err.message + strlen(PREFIX) : err.message;
        if (cases[i].message && strcmp(message, cases[i].message) != 0) fail_msg("%s: %s", cases[i].name, err.message);
        if (strcmp(err.help, cases[i].help) != 0) fail_msg("%s: %s", cases[i].name, err.help);
        if (ok != (cases[i].message && !*cases[i].message)) fail_msg("%s", cases[i].name);
        if (!ok) assert_string_equal(err.file, "aws/s3/x.rego");
        arena_free(arena);
    }
}

static const struct rule_alias aliases[] = {{"checkov", "CKV_AWS_20"}, {"security_hub", "S3.2"}, {NULL, NULL}};
static const char *const types[] = {"aws_s3_bucket", NULL}, *const nothing[] = {NULL};
static const struct rule_requirement requirements[] = {{NULL, NULL}};
static struct rule rule_named(const char *id, enum severity severity)
{
    return (struct rule){.id = id, .title = "t", .advice = "a", .description = "d", .severity = severity, .aliases = aliases, .types = types, .related = nothing, .requirements = requirements, .imports = nothing};
}

static void a_pattern_means_a_rule(void **state)
{
    static const struct { const char *name, *pattern; bool want; } cases[] = {
        {"its id", "s3-bucket-acl", true}, {"in other letters", "S3-Bucket-ACL", true}, {"an alias", "ckv_aws_20", true}, {"an alias of another system", "S3.2", true},
        {"a star for the rest", "s3-*", true}, {"a star in the middle", "s3-*-acl", true}, {"a star for all", "*", true}, {"several stars", "*bucket*", true},
        {"an alias with a star", "CKV_AWS_*", true}, {"a part of an id", "s3-bucket", false}, {"more than the id", "s3-bucket-acl-x", false}, {"nothing", "", false},
        {"its severity", "MEDIUM", true}, {"a lower one", "low", true}, {"a higher one", "HIGH", false}, {"a dot is a dot", "S3x2", false},
    };
    struct rule rule = rule_named("s3-bucket-acl", SEVERITY_MEDIUM);
    char *hostile = calloc(1, 1000);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (rule_matches(&rule, str_of(cases[i].pattern)) != cases[i].want) fail_msg("%s", cases[i].name);
    assert_non_null(hostile);
    memset(hostile, '*', 999);
    assert_false(rule_matches(&rule, str_of(hostile)));
    free(hostile);
}

/* The ids that are left of "a" low, "b" medium and "c" critical. */
static void rules_are_chosen_by_id_and_severity(void **state)
{
    static const struct { const char *name, *check[2], *skip[2], *want; size_t messages; } cases[] = {
        {"all, when nobody asks", {NULL}, {NULL}, "abc", 0}, {"one", {"b"}, {NULL}, "b", 0}, {"two", {"a", "c"}, {NULL}, "ac", 0},
        {"a severity and above", {"MEDIUM"}, {NULL}, "bc", 0}, {"a severity beside an id", {"CRITICAL", "a"}, {NULL}, "ac", 0},
        {"without one", {NULL}, {"b"}, "ac", 0}, {"without a severity and below", {NULL}, {"MEDIUM"}, "c", 0}, {"what is both asked for and skipped is skipped", {"a", "b"}, {"a"}, "b", 0},
        {"an id that no rule has is said", {"a", "zzz"}, {NULL}, "a", 1}, {"a severity that no rule has is not", {"a", "CRITICAL"}, {"INFO"}, "ac", 0},
        {"no rule left is said too", {"zzz"}, {NULL}, "", 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rule all[] = {rule_named("a", SEVERITY_LOW), rule_named("b", SEVERITY_MEDIUM), rule_named("c", SEVERITY_CRITICAL)};
        struct arena *arena = arena_new(0);
        struct ruleset set = {.arena = arena};
        struct report report = {.arena = arena};
        char left[4] = "";
        for (size_t k = 0; k < COUNT_OF(all); k++) *vec_push(arena, &set.rules) = &all[k];
        assert_true(ruleset_select(&set, cases[i].check, (cases[i].check[0] != NULL) + (cases[i].check[1] != NULL), cases[i].skip, (cases[i].skip[0] != NULL) + (cases[i].skip[1] != NULL), &report));
        for (size_t k = 0; k < set.rules.len; k++) strcat(left, set.rules.items[k]->id);
        if (strcmp(left, cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, left);
        if (report.messages.len != cases[i].messages) fail_msg("%s: %zu messages", cases[i].name, report.messages.len);
        arena_free(arena);
    }
}

static void built_in_rules_are_found_by_any_of_their_names(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset set;
    (void)state;
    assert_true(ruleset_builtin(arena, &set));
    assert_true(set.rules.len >= 60);
    for (size_t i = 0; i < set.rules.len; i++) {
        assert_ptr_equal(ruleset_find(&set, str_of(set.rules.items[i]->id)), set.rules.items[i]);
        for (const struct rule_alias *a = set.rules.items[i]->aliases; a->system; a++)
            if (strcmp(a->system, "checkov") == 0) assert_ptr_equal(ruleset_find(&set, str_of(a->id)), set.rules.items[i]);
    }
    assert_null(ruleset_find(&set, STR("no-such-rule")));
    assert_string_equal(ruleset_nearest(&set, STR("s3-bucket-versionin")), "s3-bucket-versioning");
    arena_free(arena);
}

/* --- skips --- */

static void skips_are_read_in_every_notation(void **state)
{
    static const struct { const char *text; size_t n; const char *id, *reason, *until; } cases[] = {
        {"#checkov:skip=CKV_AWS_20:a reason: with colons", 1, "CKV_AWS_20", "a reason: with colons", ""},
        {"# checkov:skip=CKV_AWS_20", 1, "CKV_AWS_20", "", ""},
        {"//checkov:skip=CKV_AWS_20, later", 1, "CKV_AWS_20", "", ""},
        {"#checkov:skip=CKV_AWS_20,CKV_AWS_21:both", 2, "CKV_AWS_20", "both", ""},
        {"#bridgecrew:skip=CKV_AWS_20:old name", 1, "CKV_AWS_20", "old name", ""},
        {"#rampart:skip=s3-bucket-acl:why until=2027-01-31", 1, "s3-bucket-acl", "why", "2027-01-31"},
        {"#rampart:skip=s3-bucket-acl until=2027-01-31", 1, "s3-bucket-acl", "", "2027-01-31"},
        {"#rampart:skip=*:all of them", 1, "*", "all of them", ""},
        {"#trivy:ignore:AVD-AWS-0086", 1, "AVD-AWS-0086", "", ""},
        {"#trivy:ignore:AVD-AWS-0086:exp:2027-01-31", 1, "AVD-AWS-0086", "", "2027-01-31"},
        {"#trivy:ignore:a #trivy:ignore:b", 2, "a", "", ""},
        {"#trivy:ignore:a[ingress=x]", 0, "", "", ""},
        {"#tfsec:ignore:aws-s3-no-public", 1, "aws-s3-no-public", "", ""},
        {"/* checkov:skip=CKV_AWS_20:in a block */", 1, "CKV_AWS_20", "in a block */", ""},
        {"# nothing of the kind", 0, "", "", ""}, {"#checkov:skip=", 0, "", "", ""}, {"#trivy:ignore:", 0, "", "", ""}, {"", 0, "", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct skip skips[4];
        size_t n = skip_parse(str_of(cases[i].text), skips, 4);
        if (n != cases[i].n) fail_msg("%s: %zu", cases[i].text, n);
        if (n && (!str_is(skips[0].id, cases[i].id) || !str_is(skips[0].reason, cases[i].reason) || !str_is(skips[0].until, cases[i].until)))
            fail_msg("%s: '%.*s' '%.*s' '%.*s'", cases[i].text, (int)skips[0].id.len, skips[0].id.s, (int)skips[0].reason.len, skips[0].reason.s, (int)skips[0].until.len, skips[0].until.s);
    }
}

static void more_skips_than_there_is_room_for_are_left(void **state)
{
    struct skip skips[2];
    (void)state;
    assert_int_equal(skip_parse(STR("#checkov:skip=a,b,c,d:x"), skips, 2), 2);
}

/* --- fields --- */

static void a_rule_may_ask_only_for_what_the_provider_has(void **state)
{
    static const struct { const char *name, *text, *want; } cases[] = {
        {"a field that is there", "deny contains \"m\" if input.values.bucket == \"x\"", ""},
        {"a field that is not", "deny contains \"m\" if input.values.buket == \"x\"", "10:35 'buket' is not a field of aws_s3_bucket did you mean 'bucket'?"},
        {"a field of a block", "deny contains \"m\" if input.values.versioning[_].enabld", "10:49 'enabld' is not a field of aws_s3_bucket did you mean 'enabled'?"},
        {"a block that is asked like an object", "deny contains \"m\" if input.values.versioning.enabled", "10:46 'enabled' is asked of a list: take an element of it first, with [_] or `some` "},
        {"an element of a block", "deny contains \"m\" if {\n\tsome v in input.values.versioning\n\tv.enabld\n}", "12:4 'enabld' is not a field of aws_s3_bucket did you mean 'enabled'?"},
        {"a place that is not", "deny contains {\"msg\": \"m\", \"at\": [\"versioning\", 0, \"enabld\"]} if input.values.bucket", "10:52 'enabld' is not a field of aws_s3_bucket did you mean 'enabled'?"},
        {"a field of a linked resource", "deny contains \"m\" if {\n\tsome x in rampart.linked(input, \"aws_s3_bucket_acl\")\n\tx.values.aclx\n}", "12:11 'aclx' is not a field of aws_s3_bucket_acl did you mean 'acl'?"},
        {"through a rule of the file", "all := rampart.linked(input, \"aws_s3_bucket_acl\")\ndeny contains \"m\" if all[_].values.aclx", "11:36 'aclx' is not a field of aws_s3_bucket_acl did you mean 'acl'?"},
        {"a name out of several constants", "deny contains \"m\" if {\n\tsome f in [\"bucket\", \"buket\"]\n\tinput.values[f]\n}", "11:23 'buket' is not a field of aws_s3_bucket did you mean 'bucket'?"},
        {"a function of the host", "deny contains \"m\" if rampart.is_set(input.values, [\"buket\"])", "10:52 'buket' is not a field of aws_s3_bucket did you mean 'bucket'?"},
        {"a field of the resource itself", "deny contains \"m\" if input.adress", "10:28 'adress' is not a field of a resource did you mean 'address'?"},
        {"a document beside a string", "deny contains \"m\" if input.values.policy_document.Statement[_].Effect == \"Allow\"", ""},
        {"a key of a map", "deny contains \"m\" if input.values.tags.Anything", ""},
        {"a linked resource of any type", "deny contains \"m\" if rampart.linked(input, \"*\")[_].values.anything", ""},
        {"a parameter of a function", "f(x) := x.anything\ndeny contains \"m\" if f(input)", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct rule rule;
        struct rule_problems problems = {0};
        struct error err = {0};
        char text[1024], got[1100] = "";
        snprintf(text, sizeof text, HEAD PACKAGE "%s\n", cases[i].text);
        if (!rule_from_text(arena, "x.rego", str_of(text), &rule, &err)) fail_msg("%s: %s", cases[i].name, err.message);
        assert_true(rule_check_fields(arena, &rule, &problems));
        if (problems.len > 1) fail_msg("%s: %zu problems", cases[i].name, problems.len);
        if (problems.len) snprintf(got, sizeof got, "%u:%u %s %s", problems.items[0].at.line, problems.items[0].at.column, problems.items[0].message, problems.items[0].help);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, got);
        arena_free(arena);
    }
}

static void what_a_rule_reads_is_known_with_its_type(void **state)
{
    static const struct { const char *text, *want; } cases[] = {
        {"deny contains \"m\" if input.values.bucket", "aws_s3_bucket.bucket "},
        {"deny contains \"m\" if input.values.versioning[_].enabled", "aws_s3_bucket.versioning "},
        {"deny contains \"m\" if input.values.policy_document.Statement", "aws_s3_bucket.policy "},
        {"deny contains \"m\" if {\n\tsome x in rampart.linked(input, \"aws_s3_bucket_acl\")\n\tx.values.acl\n}", "aws_s3_bucket_acl.acl "},
        {"deny contains \"m\" if {\n\tv := input.values\n\trampart.is_set(v, [\"acl\"])\n}", "aws_s3_bucket.acl "},
        {"deny contains \"m\" if rampart.linked_by(input, \"aws_s3_bucket_acl\", \"bucket\") == []", "aws_s3_bucket_acl.bucket "},
        {"deny contains \"m\" if input.address", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct rule rule;
        struct rule_reads reads = {0};
        struct error err = {0};
        char text[1024], got[300] = "";
        size_t n = 0;
        snprintf(text, sizeof text, HEAD PACKAGE "%s\n", cases[i].text);
        if (!rule_from_text(arena, "x.rego", str_of(text), &rule, &err)) fail_msg("%s: %s", cases[i].text, err.message);
        assert_true(rule_find_reads(arena, &rule, &reads));
        for (size_t k = 0; k < reads.len; k++) n += (size_t)snprintf(got + n, sizeof got - n, "%s.%.*s ", reads.items[k].type, (int)reads.items[k].field.len, reads.items[k].field.s);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].text, got);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_that_is_wrong_is_refused), cmocka_unit_test(a_pattern_means_a_rule), cmocka_unit_test(rules_are_chosen_by_id_and_severity),
        cmocka_unit_test(built_in_rules_are_found_by_any_of_their_names), cmocka_unit_test(skips_are_read_in_every_notation),
        cmocka_unit_test(more_skips_than_there_is_room_for_are_left), cmocka_unit_test(a_rule_may_ask_only_for_what_the_provider_has),
        cmocka_unit_test(what_a_rule_reads_is_known_with_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
