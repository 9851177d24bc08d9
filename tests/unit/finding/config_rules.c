/* AWS Config's managed rules: which rule of ours judges one, with which parameters, and why none does. */
#include "../unit.h"

#include "finding/config_rules.h"
#include "value/json.h"

/* "RULE name=value ... [-dropped ...]" or "none: REASON", rows separated by "; ". */
static void describe(const struct config_rule_list *list, char *out, size_t room)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < list->len; i++) {
        const struct config_rule *r = &list->items[i];
        at += (size_t)snprintf(out + at, room - at, "%s%s", i ? "; " : "", r->rule ? r->rule->id : "none: ");
        if (!r->rule) at += (size_t)snprintf(out + at, room - at, "%s", r->reason);
        for (size_t k = 0; k < r->n_parameters; k++) {
            struct buf text = buf_new(0);
            value_print(&text, r->parameters[k].value);
            assert_string_equal(r->parameters[k].rule, r->rule->id);
            at += (size_t)snprintf(out + at, room - at, " %s=%s", r->parameters[k].name, text.s);
            buf_free(&text);
        }
        for (size_t k = 0; k < r->n_dropped; k++) at += (size_t)snprintf(out + at, room - at, " -%s", r->dropped[k]);
    }
}

static void a_managed_rule_is_judged_by_a_rule_of_ours(void **state)
{
#define AWS(id) "{\"name\":\"n\",\"source\":[{\"owner\":\"AWS\",\"source_identifier\":\"" id "\"}]}"
#define WITH(id, parameters) "{\"name\":\"n\",\"source\":[{\"owner\":\"AWS\",\"source_identifier\":\"" id "\"}],\"input_parameters\":\"" parameters "\"}"
    static const struct { const char *name, *values, *want; } cases[] = {
        {"by an alias", AWS("MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"), "iam-user-console-mfa"},
        {"a bucket that the world reads", AWS("S3_BUCKET_PUBLIC_READ_PROHIBITED"), "s3-bucket-public-read"},
        {"a trail", AWS("CLOUD_TRAIL_ENABLED"), "cloudtrail-account-trail"},
        {"by the table", AWS("ENCRYPTED_VOLUMES"), "ec2-volume-encryption"},
        {"in small letters", AWS("encrypted_volumes"), "ec2-volume-encryption"},
        {"by two rules", AWS("NACL_NO_UNRESTRICTED_SSH_RDP"), "vpc-network-acl-open-ssh; vpc-network-acl-open-rdp"},
        {"a number", WITH("ACCESS_KEYS_ROTATED", "{\\\"maxAccessKeyAge\\\":\\\"30\\\"}"), "iam-access-key-rotated max_age_days=30"},
        {"a number that is one", WITH("ACCESS_KEYS_ROTATED", "{\\\"maxAccessKeyAge\\\":30}"), "iam-access-key-rotated max_age_days=30"},
        {"a truth and a number", WITH("IAM_PASSWORD_POLICY", "{\\\"RequireSymbols\\\":\\\"false\\\",\\\"MinimumPasswordLength\\\":\\\"8\\\"}"),
         "iam-password-policy minimum_password_length=8 require_symbols=false"},
        {"a text", WITH("VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS", "{\\\"authorizedTcpPorts\\\":\\\"443,1024-2048\\\"}"), "ec2-security-group-authorized-ports authorized_tcp_ports=\"443,1024-2048\""},
        {"a parameter that has no meaning here is said", WITH("S3_BUCKET_VERSIONING_ENABLED", "{\\\"isMfaDeleteEnabled\\\":\\\"true\\\"}"), "s3-bucket-versioning -isMfaDeleteEnabled"},
        {"only with the parameter that it has", WITH("IAM_POLICY_IN_USE", "{\\\"policyARN\\\":\\\"arn:aws:iam::aws:policy/AWSSupportAccess\\\"}"), "iam-support-role"},
        {"with another it is not ours", WITH("IAM_POLICY_IN_USE", "{\\\"policyARN\\\":\\\"x\\\"}"), "none: no rule judges it with this policyARN"},
        {"nobody judges it", AWS("SOMETHING_NEW"), "none: no rule judges SOMETHING_NEW yet"},
        {"what the table always sets", AWS("S3_BUCKET_TAGGED"), "tags-present asked=true"},
        {"and what AWS gives", WITH("S3_BUCKET_TAGGED", "{\\\"requiredKeyTags\\\":\\\"team,stage\\\"}"), "tags-present asked=true required_keys=\"team,stage\""},
        {"a list of texts", WITH("CODEBUILD_PROJECT_ENVIRONMENT_PRIVILEGED_CHECK", "{\\\"exemptedProjects\\\":\\\"a,b\\\"}"), "codebuild-project-privileged exempted_projects=\"a,b\""},
        {"near, and another question", AWS("DYNAMODB_TABLE_ENCRYPTED_KMS"), "none: dynamodb-table-customer-key asks for a key of the customer's, AWS Config is content with AWS's"},
        {"known and not judged", AWS("APPROVED_AMIS_BY_ID"), "none: the list of approved images belongs to the account; write a rule of your own"},
        {"a Lambda function", "{\"name\":\"n\",\"source\":[{\"owner\":\"CUSTOM_LAMBDA\",\"source_identifier\":\"arn:aws:lambda:x\"}]}", "none: it is a Lambda function of the account's own"},
        {"Guard", "{\"name\":\"n\",\"source\":[{\"owner\":\"CUSTOM_POLICY\"}]}", "none: it is a policy of the account's own"},
        {"nothing is known of it", "{}", "none: its owner is not known"},
        {"no identifier", "{\"source\":[{\"owner\":\"AWS\"}]}", "none: its source_identifier is not known"},
        {"parameters that are no JSON", WITH("ACCESS_KEYS_ROTATED", "{"), "iam-access-key-rotated"},
    };
    struct arena *arena = arena_new(0);
    struct ruleset set;
    (void)state;
    assert_true(ruleset_builtin(arena, &set));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resource resource = {.address = "aws_config_config_rule.n", .type = "aws_config_config_rule", .root = "1"}, other = {.address = "aws_vpc.n", .type = "aws_vpc"};
        struct resource *items[] = {&other, &resource};
        struct resource_list resources = {items, 2, 2};
        struct config_rule_list list;
        struct error err = {0};
        char got[1000];
        assert_true(json_read(arena, str_of(cases[i].values), NULL, &resource.values, NULL, &err));
        other.values = resource.values;
        assert_true(config_rules_read(arena, &resources, &set, config_mappings_builtin(), &list));
        describe(&list, got, sizeof got);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, got);
    }
    arena_free(arena);
}

static void its_scope_is_told(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset set;
    struct resource resource = {.address = "aws_config_config_rule.n", .type = "aws_config_config_rule"};
    struct resource *items[] = {&resource};
    struct resource_list resources = {items, 1, 1};
    struct config_rule_list list;
    struct error err = {0};
    (void)state;
    assert_true(ruleset_builtin(arena, &set));
    assert_true(json_read(arena, STR("{\"source\":[{\"owner\":\"AWS\",\"source_identifier\":\"ENCRYPTED_VOLUMES\"}],\"scope\":[{\"compliance_resource_types\":[\"AWS::EC2::Volume\"],\"tag_key\":\"Stage\",\"tag_value\":\"\"}]}"), NULL, &resource.values, NULL, &err));
    assert_true(config_rules_read(arena, &resources, &set, config_mappings_builtin(), &list));
    assert_int_equal(list.len, 1);
    assert_int_equal(list.items[0].n_scope, 1);
    assert_string_equal(list.items[0].scope[0], "AWS::EC2::Volume");
    assert_string_equal(list.items[0].tag_key, "Stage");
    assert_null(list.items[0].tag_value);
    assert_string_equal(list.items[0].name, "aws_config_config_rule.n");
    arena_free(arena);
}

/* One rule of ours may judge several types: the managed rule speaks of one, or of one kind of it. */
static void it_is_about_the_types_of_the_managed_rule(void **state)
{
    static const struct { const char *identifier, *type, *values; bool about; } cases[] = {
        {"RDS_CLUSTER_BACKUP_RETENTION_CHECK", "aws_rds_cluster", "{}", true},
        {"RDS_CLUSTER_BACKUP_RETENTION_CHECK", "aws_db_instance", "{}", false},
        {"DB_INSTANCE_BACKUP_ENABLED", "aws_db_instance", "{}", true},
        {"NLB_LOGGING_ENABLED", "aws_lb", "{\"load_balancer_type\":\"network\"}", true},
        {"NLB_LOGGING_ENABLED", "aws_lb", "{\"load_balancer_type\":\"application\"}", false},
        {"ELB_LOGGING_ENABLED", "aws_elb", "{}", true},
        {"GLB_TAGGED", "aws_lb", "{\"load_balancer_type\":\"gateway\"}", true},
        {"GLB_TAGGED", "aws_s3_bucket", "{}", false},
        {"ENCRYPTED_VOLUMES", "aws_ebs_volume", "{}", true},
    };
    struct arena *arena = arena_new(0);
    struct ruleset set;
    struct error err = {0};
    (void)state;
    assert_true(ruleset_builtin(arena, &set));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct resource declared = {.address = "aws_config_config_rule.n", .type = "aws_config_config_rule"}, judged = {.address = "x", .type = cases[i].type};
        struct resource *items[] = {&declared};
        struct resource_list resources = {items, 1, 1};
        struct config_rule_list list;
        const char *text = arena_printf(arena, "{\"source\":[{\"owner\":\"AWS\",\"source_identifier\":\"%s\"}]}", cases[i].identifier);
        assert_true(json_read(arena, str_of(text), NULL, &declared.values, NULL, &err));
        assert_true(json_read(arena, str_of(cases[i].values), NULL, &judged.values, NULL, &err));
        assert_true(config_rules_read(arena, &resources, &set, config_mappings_builtin(), &list));
        assert_true(list.len > 0);
        if (config_rule_is_about(&list.items[0], &judged) != cases[i].about) fail_msg("%s: %s", cases[i].identifier, cases[i].type);
    }
    arena_free(arena);
}

static void the_table_names_rules_that_exist(void **state)
{
    struct arena *arena = arena_new(0);
    struct ruleset set;
    struct config_mapping_list all = config_mappings_builtin();
    (void)state;
    assert_true(ruleset_builtin(arena, &set));
    assert_true(all.len > 20);
    for (size_t i = 0; i < all.len; i++) {
        for (const char *const *id = all.items[i].rules; *id; id++)
            if (!ruleset_find(&set, str_of(*id))) fail_msg("%s: %s", all.items[i].identifier, *id);
        const struct rule *rule = config_rule_find(&set, all, str_of(all.items[i].identifier));
        if (!rule == !all.items[i].unsupported) fail_msg("%s", all.items[i].identifier);
        for (const struct config_pair *p = all.items[i].parameters; p->name; p++) {
            bool read = strstr(rule->text, p->value) != NULL || (strncmp(p->value, "tag_", 4) == 0 && strstr(rule->text, "tag_%d_"));
            if (!read && !(strcmp(p->value, "allowed_keys") == 0 && strstr(rule->text, "data.rampart.lib.keys"))) fail_msg("%s: %s does not read %s", all.items[i].identifier, rule->id, p->value);
        }
    }
    arena_free(arena);
}

static void a_table_of_another_shape_is_an_error(void **state)
{
    static const struct { const char *text, *message; } cases[] = {
        {"[]", "the file: 'identifiers' must be the keys of an object"}, {"X: 3", "X: 'X' must be an object"}, {"X: {rule: [a]}", "X: 'rule' is not a field here"},
        {"X: {rules: a}", "X: 'rules' must be a list of strings"}, {"X: {parameters: [a]}", "X: 'parameters' must be an object of strings"},
        {"X: {only: {a: 1}}", "X: 'only' must be an object of strings"}, {"X: {types: a}", "X: 'types' must be a list of strings"},
        {"X: {where: a}", "X: 'where' must be an object of strings"}, {"X: {sets: {a: 1}}", "X: 'sets' must be an object of strings"}, {"X: {unsupported: [a]}", "X: 'unsupported' must be a string"}, {"a: b: c", NULL},
    };
    struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct config_mapping_list list;
        struct error err = {0};
        if (config_mappings_from_text(arena, "f.yaml", str_of(cases[i].text), &list, &err)) fail_msg("%s", cases[i].text);
        if (cases[i].message && strcmp(err.message, cases[i].message) != 0) fail_msg("%s: %s", cases[i].text, err.message);
    }
    arena_free(arena);
}

static void memory_that_ends_is_an_error(void **state)
{
    struct arena *outside = arena_new(0);
    struct ruleset set;
    struct resource resource = {.address = "a", .type = "aws_config_config_rule"};
    struct resource *items[] = {&resource};
    struct resource_list resources = {items, 1, 1};
    struct error err = {0};
    (void)state;
    assert_true(ruleset_builtin(outside, &set));
    assert_true(json_read(outside, STR(WITH("ACCESS_KEYS_ROTATED", "{\\\"maxAccessKeyAge\\\":\\\"30\\\"}")), NULL, &resource.values, NULL, &err));
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct config_rule_list list;
        arena_fail_at(arena, n);
        bool ok = config_rules_read(arena, &resources, &set, config_mappings_builtin(), &list), failed = arena->failed;
        if (ok == failed || (ok && list.len != 1)) fail_msg("allocation %zu: %zu rows", n, list.len);
        arena_free(arena);
        if (!failed) break;
    }
    arena_free(outside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_managed_rule_is_judged_by_a_rule_of_ours), cmocka_unit_test(its_scope_is_told), cmocka_unit_test(the_table_names_rules_that_exist),
        cmocka_unit_test(it_is_about_the_types_of_the_managed_rule),
        cmocka_unit_test(a_table_of_another_shape_is_an_error), cmocka_unit_test(memory_that_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
