/* The collectors' format: what is right is read, and every error has its code and its place. */
#include "../unit.h"
#include "inventory/collector.h"

static const char good[] =
    "service: kms\n"
    "resources:\n"
    "  aws_kms_key:\n"
    "    list: {call: ListKeys, each: 'Keys[]'}\n"
    "    get:\n"
    "      - {call: DescribeKey, params: {KeyId: '${KeyId}'}, value: KeyMetadata, merge: true}\n"
    "    id: KeyId\n"
    "    values: {is_enabled: Enabled}\n"
    "    drop: [multi_region]\n"
    "    changed_by: {DisableKey: requestParameters.keyId, CreateKey: }\n"
    "  aws_kms_external_key:\n"
    "    list: {call: ListKeys, each: 'Keys[]'}\n"
    "    id: KeyId\n"
    "  aws_kms_key_policy:\n"
    "    per: aws_kms_key\n"
    "    call: GetKeyPolicy\n"
    "    params: {KeyId: '${parent.id}'}\n"
    "    id: parent.id\n";

struct made { struct arena *arena; struct aws_models *models; struct collector_set set; struct error err; };

static bool make(struct made *m, const char *text, bool checked)
{
    *m = (struct made){.arena = arena_new(0), .models = aws_models_new(), .set = {.permissions = VALUE_NULL_}};
    m->set.arena = m->arena;
    return collectors_add(&m->set, checked ? m->models : NULL, "kms.yaml", str_of(text), &m->err) && collectors_finish(&m->set, &m->err);
}

static void end(struct made *m)
{
    arena_free(m->arena);
    aws_models_free(m->models);
}

/* --- errors --- */

#define TYPE(rest) "service: kms\nresources:\n  aws_kms_key:\n    list: {call: ListKeys, each: 'Keys[]'}\n    id: KeyId\n" rest

static const struct { const char *name, *text; const struct error_code *code; unsigned line, column; const char *message, *help; } bad[] = {
    {"a file is a mapping", "- a\n", &COLLECTOR_FIELD, 1, 1, "'' must be a mapping", ""},
    {"of known fields", "service: kms\nresource: {}\n", &COLLECTOR_FIELD, 2, 1, "'resource' is not a field here", "did you mean 'resources'?"},
    {"with a service", "resources: {}\n", &COLLECTOR_FIELD, 1, 1, "there is no 'service'", ""},
    {"that AWS has", "service: kmss\nresources: {}\n", &COLLECTOR_CALL, 1, 1, "AWS's models have no service 'kmss'", "did you mean 'kms'?"},
    {"and a scope that there is", "service: kms\nscope: local\nresources: {}\n", &COLLECTOR_FIELD, 2, 1, "'scope' is 'regional' or 'global'", ""},
    {"and types", "service: kms\n", &COLLECTOR_FIELD, 1, 1, "'resources' must be a mapping of types", ""},
    {"a type is the provider's", "service: kms\nresources:\n  aws_kms_keys: {}\n", &COLLECTOR_TYPE, 3, 3, "there is no resource type 'aws_kms_keys'", "did you mean 'aws_kms_key'?"},
    {"has known fields", TYPE("    ids: x\n"), &COLLECTOR_FIELD, 6, 5, "'ids' is not a field here", "did you mean 'id'?"},
    {"its scope is one", TYPE("    scope: world\n"), &COLLECTOR_FIELD, 6, 5, "'scope' is 'regional' or 'global'", ""},
    {"is listed", "service: kms\nresources:\n  aws_kms_key: {id: x}\n", &COLLECTOR_FIELD, 3, 3, NULL, ""},
    {"has an id", "service: kms\nresources:\n  aws_kms_key:\n    list: {call: ListKeys}\n", &COLLECTOR_FIELD, 3, 3, "there is no 'id': every resource needs one", ""},
    {"a call is AWS's", "service: kms\nresources:\n  aws_kms_key:\n    list: {call: ListKey}\n    id: x\n", &COLLECTOR_CALL, 4, 12, "service 'kms' has no operation 'ListKey'", "did you mean 'ListKeys'?"},
    {"as AWS spells it", "service: kms\nresources:\n  aws_kms_key:\n    list: {call: list-keys}\n    id: x\n", &COLLECTOR_CALL, 4, 12, "the operation is spelled 'ListKeys'", ""},
    {"with its parameters", TYPE("    get:\n      - {call: DescribeKey, params: {KeyID: x}, as: k}\n"), &COLLECTOR_CALL, 7, 38, "DescribeKey has no parameter 'KeyID'", ""},
    {"all of them", TYPE("    get:\n      - {call: DescribeKey, as: k}\n"), &COLLECTOR_CALL, 7, 10, "DescribeKey must have the parameter 'KeyId'", ""},
    {"a get has a name or is merged", TYPE("    get:\n      - {call: DescribeKey, params: {KeyId: x}}\n"), &COLLECTOR_FIELD, 7, 10, "a call of 'get' needs 'as: NAME' or 'merge: true', and not both", ""},
    {"what is merged is an object", TYPE("    get:\n      - {call: DescribeKey, params: {KeyId: x}, value: KeyMetadata.Arn, merge: true}\n"), &COLLECTOR_CALL, 7, 49, "what is merged must be a plain path to an object of the answer of DescribeKey", ""},
    {"by a plain path", TYPE("    get:\n      - {call: DescribeKey, params: {KeyId: x}, value: 'KeyMetadata || x', merge: true}\n"), &COLLECTOR_CALL, 7, 49, "what is merged must be a plain path to an object of the answer of DescribeKey", ""},
    {"gets are a list", TYPE("    get: {}\n"), &COLLECTOR_FIELD, 6, 5, "'get' must be a list of calls", ""},
    {"a field is the provider's", TYPE("    values: {enabled: x}\n"), &COLLECTOR_VALUE, 6, 14, "aws_kms_key has no field 'enabled'", NULL},
    {"what is dropped, too", TYPE("    drop: [enabled]\n"), &COLLECTOR_VALUE, 6, 5, "aws_kms_key has no field 'enabled'", NULL},
    {"an expression is JMESPath", TYPE("    values: {description: 'a['}\n"), &COLLECTOR_EXPRESSION, 6, 14, NULL, NULL},
    {"and a text", TYPE("    values: {description: 5}\n"), &COLLECTOR_EXPRESSION, 6, 14, "an expression must be a text; write `...` for a literal", ""},
    {"in a template as well", TYPE("    arn: '${a'\n"), &COLLECTOR_EXPRESSION, 6, 5, NULL, NULL},
    {"what is not filled has a reason", TYPE("    unfilled: {policy: ''}\n"), &COLLECTOR_FIELD, 6, 16, "why 'policy' is not filled must be said", ""},
    {"and is the provider's", TYPE("    unfilled: {policies: none}\n"), &COLLECTOR_VALUE, 6, 16, "aws_kms_key has no field 'policies'", NULL},
    {"events are named", TYPE("    changed_by: x\n"), &COLLECTOR_FIELD, 6, 5, "'changed_by' must be a list of events, or a mapping of each to where it names the resource", ""},
    {"a type is collected once", TYPE("") "  aws_kms_key:\n    list: {call: ListKeys}\n    id: x\n", NULL, 6, 3, NULL, NULL},
    {"what prepares a list says until when", "service: kms\nresources:\n  aws_kms_key:\n    list: {call: ListKeys, prepare: {call: ListAliases}}\n    id: x\n", &COLLECTOR_FIELD, 4, 28, "'prepare' needs 'until'", ""},
    {"a list has no condition", TYPE("    if: x\n"), &COLLECTOR_FIELD, 6, 5, "only what is 'per' another has an 'if'", ""},
    {"without a call something is picked", TYPE("") "  aws_kms_grant:\n    per: aws_kms_key\n    id: x\n", &COLLECTOR_FIELD, 6, 3,
     "'per' without 'call' needs 'each': what of the parent's item is an item of these", ""},
    {"and nothing is sent", TYPE("") "  aws_kms_grant:\n    per: aws_kms_key\n    params: {KeyId: x}\n    each: x\n    id: x\n", &COLLECTOR_FIELD, 6, 3,
     "without 'call' there are no 'params' and no 'absent'", ""},
    {"per one that is there", TYPE("") "  aws_kms_key_policy:\n    per: aws_kms_kee\n    call: GetKeyPolicy\n    params: {KeyId: x}\n    id: x\n", &COLLECTOR_TYPE, 7, 5,
     "aws_kms_key_policy is collected per 'aws_kms_kee', which the collectors of its service do not read", ""},
    {"and not per itself", "service: kms\nresources:\n  aws_kms_key_policy:\n    per: aws_kms_grant\n    call: GetKeyPolicy\n    params: {KeyId: x}\n    id: x\n"
     "  aws_kms_grant:\n    per: aws_kms_key_policy\n    call: ListGrants\n    params: {KeyId: x}\n    id: x\n", &COLLECTOR_TYPE, 4, 5,
     "aws_kms_key_policy is collected per itself, by way of 'aws_kms_grant'", ""},
};

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct made m;
        if (make(&m, bad[i].text, true)) fail_msg("%s: it is taken", bad[i].name);
        if (bad[i].code && m.err.code != bad[i].code) fail_msg("%s: %s: %s", bad[i].name, m.err.code ? m.err.code->name : "no code", m.err.message);
        if (m.err.at.line != bad[i].line || m.err.at.column != bad[i].column) fail_msg("%s: %u:%u: %s", bad[i].name, m.err.at.line, m.err.at.column, m.err.message);
        if (bad[i].message && strcmp(m.err.message, bad[i].message) != 0) fail_msg("%s: %s", bad[i].name, m.err.message);
        if (bad[i].help && strcmp(m.err.help, bad[i].help) != 0) fail_msg("%s: help: %s", bad[i].name, m.err.help);
        assert_string_equal(m.err.file, "kms.yaml");
        end(&m);
    }
}

static void two_files_do_not_collect_one_type(void **state)
{
    struct made m;
    (void)state;
    assert_true(make(&m, good, true));
    assert_false(collectors_add(&m.set, m.models, "other.yaml", STR("service: kms\nresources:\n  aws_kms_key: {list: {call: ListKeys}, id: KeyId}\n"), &m.err));
    assert_ptr_equal(m.err.code, &COLLECTOR_TWICE);
    assert_string_equal(m.err.file, "other.yaml");
    assert_int_equal(m.err.at.line, 3);
    end(&m);
}

/* --- how they hang together --- */

static void parts_belong_to_parents_and_equal_lists_are_one(void **state)
{
    (void)state;
    for (int checked = 0; checked < 2; checked++) {
        struct made m;
        if (!make(&m, good, checked)) fail_msg("%u: %s", m.err.at.line, m.err.message);
        const struct collector_type *key = collectors_find(&m.set, "aws_kms_key"), *external = collectors_find(&m.set, "aws_kms_external_key"), *policy = collectors_find(&m.set, "aws_kms_key_policy");
        assert_ptr_equal(policy->parent, key);
        assert_int_equal(key->children.len, 1);
        assert_ptr_equal(key->children.items[0], policy);
        assert_ptr_equal(key->shares, external);   /* the first by name makes the call */
        assert_int_equal(external->sharers.len, 1);
        assert_null(policy->shares);
        assert_int_equal(m.set.services.len, 1);
        assert_int_equal(key->events.len, 2);
        for (size_t i = 0; i < key->events.len; i++) assert_int_equal(key->events.items[i].key != NULL, strcmp(key->events.items[i].name, "DisableKey") == 0);
        assert_null(collectors_find(&m.set, "aws_s3_bucket"));
        end(&m);
    }
}

static void lists_that_take_other_errors_for_none_are_not_one(void **state)
{
    struct made m;
    (void)state;
    assert_true(make(&m, TYPE("") "  aws_kms_external_key:\n    list: {call: ListKeys, each: 'Keys[]', absent: [NotFoundException]}\n    id: KeyId\n", true));
    assert_null(collectors_find(&m.set, "aws_kms_key")->shares);
    end(&m);
}

/* --- questions --- */

static void what_a_collector_may_fill_is_known(void **state)
{
    static const struct { const char *field; bool filled; } fields[] = {
        {"id", true}, {"key_id", true}, {"is_enabled", true}, {"description", true}, {"multi_region", false}, {"policy", false}, {"tags", false},
    };
    struct made m;
    (void)state;
    assert_true(make(&m, good, true));
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (collector_fills(m.arena, collectors_find(&m.set, "aws_kms_key"), m.models, fields[i].field) != fields[i].filled) fail_msg("%s", fields[i].field);
    end(&m);
}

static void what_is_filled_follows_the_path_to_the_items(void **state)
{
    static const struct { const char *each; bool filled; } paths[] = {
        {"Reservations[].Instances[]", true}, {"Reservations[*].Instances[*]", true}, {"Reservations[].Instances[?State.Name != ']']", true}, {"Reservations[]", false},
        {"Reservations[].Instances[].{ImageId: ImageId}", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        char text[400];
        struct made m;
        snprintf(text, sizeof text, "service: ec2\nresources:\n  aws_instance:\n    list: {call: DescribeInstances, each: \"%s\"}\n    id: InstanceId\n", paths[i].each);
        if (!make(&m, text, true)) fail_msg("%s", m.err.message);
        const struct collector_type *type = collectors_find(&m.set, "aws_instance");
        if (collector_fills(m.arena, type, m.models, "ebs_optimized") != paths[i].filled) fail_msg("%s", paths[i].each);
        assert_false(collector_fills(m.arena, type, m.models, "user_data_base64"));
        end(&m);
    }
}

static void permissions_are_those_of_all_calls_however_it_was_read(void **state)
{
    (void)state;
    for (int checked = 0; checked < 2; checked++) {
        struct made m;
        struct map out = {0};
        assert_true(make(&m, good, checked));
        const struct collector_type *key = collectors_find(&m.set, "aws_kms_key");
        assert_string_equal(collector_action(m.arena, &m.set, m.models, &key->gets.items[0].call, &m.err), "kms:DescribeKey");
        if (checked) assert_true(collector_permissions(m.arena, key, &out));
        if (checked) assert_true(out.len == 2 && map_has(&out, STR("kms:ListKeys")) && map_has(&out, STR("kms:DescribeKey")));
        end(&m);
    }
}

static void the_builtin_collectors_are_right(void **state)
{
    struct arena *arena = arena_new(0), *again = arena_new(0);
    struct aws_models *models = aws_models_new();
    struct collector_set set, trusted;
    struct error err = {0};
    (void)state;
    if (!collectors_builtin(arena, models, &set, &err)) fail_msg("%s:%u:%u: %s; %s", err.file, err.at.line, err.at.column, err.message, err.help);
    assert_true(collectors_builtin(again, NULL, &trusted, &err));
    assert_int_equal(set.types.len, trusted.types.len);
    for (size_t i = 0; i < set.types.len; i++) {
        const struct collector_type *a = set.types.items[i], *b = trusted.types.items[i];
        assert_string_equal(a->type, b->type);
        assert_string_equal(a->call.service, b->call.service);
        assert_string_equal(a->call.operation, b->call.operation);
        assert_string_equal(a->call.permission, collector_action(again, &trusted, models, &b->call, &err));
        assert_int_equal(a->gets.len, b->gets.len);
        for (size_t k = 0; k < a->gets.len; k++) assert_string_equal(a->gets.items[k].call.permission, collector_action(again, &trusted, models, &b->gets.items[k].call, &err));
    }
    assert_string_equal(collectors_find(&set, "aws_s3_bucket")->call.permission, "s3:ListAllMyBuckets");   /* not s3:ListBuckets */
    aws_models_free(models);
    arena_free(arena);
    arena_free(again);
}

/* --- memory --- */

static void memory_may_end_anywhere(void **state)
{
    struct aws_models *models = aws_models_new();
    struct error err = {0};
    (void)state;
    assert_non_null(aws_models_service(models, STR("kms"), &err));
    for (int which = 0; which < 2; which++) {
        const char *text = which ? bad[15].text : good;   /* what is wrong, too, until it is said */
        bool done = false;
        for (size_t n = 1; !done; n++) {
            struct arena *arena = arena_new(0);
            struct collector_set set = {.arena = arena, .permissions = VALUE_NULL_};
            err = (struct error){0};
            arena_fail_at(arena, n);
            bool ok = collectors_add(&set, models, "kms.yaml", str_of(text), &err) && collectors_finish(&set, &err);
            if (!ok && err.code != &ERROR_NO_MEMORY && !which) fail_msg("%zu: %s", n, err.message);
            if (ok && arena->failed) fail_msg("%zu: taken, though memory ended", n);
            done = ok || (which && err.code == bad[15].code);
            arena_free(arena);
        }
    }
    aws_models_free(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_said_with_its_place), cmocka_unit_test(two_files_do_not_collect_one_type), cmocka_unit_test(parts_belong_to_parents_and_equal_lists_are_one),
        cmocka_unit_test(lists_that_take_other_errors_for_none_are_not_one), cmocka_unit_test(what_a_collector_may_fill_is_known), cmocka_unit_test(what_is_filled_follows_the_path_to_the_items),
        cmocka_unit_test(permissions_are_those_of_all_calls_however_it_was_read), cmocka_unit_test(the_builtin_collectors_are_right), cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
