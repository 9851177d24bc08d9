#include "../unit.h"
#include "aws/endpoint.h"
#include "aws/endpoint_rules.h"
#include "value/json.h"

static struct value json(struct arena *arena, const char *text)
{
    struct value v = VALUE_NONE;
    if (!json_read(arena, str_of(text), NULL, &v, NULL, NULL)) fail_msg("%s", text);
    return v;
}

static const struct { const char *service, *operation, *params, *region; bool fips, dual_stack; const char *custom, *url, *error; } cases[] = {
    {"ec2", "DescribeInstances", "{}", "eu-west-1", false, false, NULL, "https://ec2.eu-west-1.amazonaws.com", NULL},
    {"ec2", "DescribeInstances", "{}", "cn-north-1", false, false, NULL, "https://ec2.cn-north-1.amazonaws.com.cn", NULL},
    {"ec2", "DescribeInstances", "{}", "us-east-1", true, false, NULL, "https://ec2-fips.us-east-1.amazonaws.com", NULL},
    {"ec2", "DescribeInstances", "{}", "us-east-1", false, true, NULL, "https://ec2.us-east-1.api.aws", NULL},
    {"ec2", "DescribeInstances", "{}", "us-east-1", false, false, "http://localhost:5000", "http://localhost:5000", NULL},
    {"ec2", "DescribeInstances", "{}", NULL, false, false, NULL, NULL, "Invalid Configuration: Missing Region"},
    {"iam", "ListRoles", "{}", "eu-west-1", false, false, NULL, "https://iam.amazonaws.com", NULL},
    {"s3", "GetBucketAcl", "{\"Bucket\": \"logs\"}", "eu-west-1", false, false, NULL, "https://logs.s3.eu-west-1.amazonaws.com", NULL},
    {"s3", "GetBucketAcl", "{\"Bucket\": \"a.b\"}", "eu-west-1", false, false, NULL, "https://s3.eu-west-1.amazonaws.com/a.b", NULL},
    {"s3", "GetBucketAcl", "{\"Bucket\": \"logs\"}", "eu-west-1", false, false, "http://127.0.0.1:5000", "http://127.0.0.1:5000/logs", NULL},
    {"s3", "GetBucketAcl", "{\"Bucket\": \"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap\"}", "eu-west-1", false, false, NULL, "https://ap-111122223333.s3-accesspoint.eu-west-1.amazonaws.com", NULL},
    {"s3control", "GetPublicAccessBlock", "{\"AccountId\": \"111122223333\"}", "eu-west-1", false, false, NULL, "https://111122223333.s3-control.eu-west-1.amazonaws.com", NULL},
};

static void a_call_goes_where_the_services_rules_say(void **state)
{
    struct aws_models *models = aws_models_new();
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct aws_operation op;
        struct aws_endpoint e;
        struct error err = {0};
        struct value params;
        assert_true(aws_operation_find(arena, aws_models_service(models, str_of(cases[i].service), NULL), str_of(cases[i].operation), &op, NULL));
        assert_true(aws_endpoint_params(arena, &op, json(arena, cases[i].params), cases[i].region, cases[i].fips, cases[i].dual_stack, cases[i].custom, &params, &err));
        bool good = aws_endpoint_resolve(arena, models, op.service, params, &e, &err);
        if (good != !cases[i].error) fail_msg("%s %s: %s", cases[i].service, cases[i].params, good ? e.url : err.message);
        if (good) assert_string_equal(e.url, cases[i].url);
        else assert_string_equal(err.message, cases[i].error);
    }
    arena_free(arena);
    aws_models_free(models);
}

static void the_rules_say_how_a_call_is_signed(void **state)
{
    struct aws_models *models = aws_models_new();
    struct arena *arena = arena_new(0);
    struct aws_endpoint e;
    assert_true(aws_endpoint_resolve(arena, models, aws_models_service(models, STR("iam"), NULL), json(arena, "{\"Region\": \"eu-west-1\"}"), &e, NULL));
    assert_string_equal(e.signing_region, "us-east-1");
    assert_string_equal(e.auth_scheme, "sigv4");
    assert_false(e.disable_double_encoding);
    assert_true(aws_endpoint_resolve(arena, models, aws_models_service(models, STR("s3"), NULL), json(arena, "{\"Region\": \"eu-west-1\", \"Bucket\": \"logs\"}"), &e, NULL));
    assert_string_equal(e.signing_name, "s3");
    assert_true(e.disable_double_encoding);
    arena_free(arena);
    aws_models_free(models);
}

static void a_region_has_its_partition(void **state)
{
    static const struct { const char *region, *want; } rows[] = {
        {"eu-west-1", "aws"}, {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}, {"aws-global", "aws"}, {"us-gov-nowhere-9", "aws-us-gov"}, {"mars", "aws"}, {"", "aws"},
    };
    struct aws_models *models = aws_models_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) assert_string_equal(aws_partition_of(models, rows[i].region), rows[i].want);
    aws_models_free(models);
}

static const struct { const char *function, *args, *want; } functions[] = {
    {"substring", "[\"abcdef\", 0, 2, false]", "\"ab\""}, {"substring", "[\"abcdef\", 0, 2, true]", "\"ef\""}, {"substring", "[\"abc\", 2, 4, false]", NULL},
    {"substring", "[\"abc\", 2, 2, false]", NULL}, {"substring", "[\"\\u00e9bc\", 0, 1, false]", NULL},
    {"isValidHostLabel", "[\"a-b\", false]", "true"}, {"isValidHostLabel", "[\"-a\", false]", "false"}, {"isValidHostLabel", "[\"a.b\", false]", "false"},
    {"isValidHostLabel", "[\"a.b\", true]", "true"}, {"isValidHostLabel", "[\"a..b\", true]", "false"}, {"isValidHostLabel", "[\"\", false]", "false"},
    {"aws.isVirtualHostableS3Bucket", "[\"logs\", false]", "true"}, {"aws.isVirtualHostableS3Bucket", "[\"Logs\", false]", "false"},
    {"aws.isVirtualHostableS3Bucket", "[\"1.2.3.4\", true]", "false"}, {"aws.isVirtualHostableS3Bucket", "[\"ab\", false]", "false"},
    {"aws.parseArn", "[\"arn:aws:s3:::b\"]", "{\"accountId\":\"\",\"partition\":\"aws\",\"region\":\"\",\"resourceId\":[\"b\"],\"service\":\"s3\"}"},
    {"aws.parseArn", "[\"arn:aws:sns:eu-west-1:1:a/b:c\"]", "{\"accountId\":\"1\",\"partition\":\"aws\",\"region\":\"eu-west-1\",\"resourceId\":[\"a\",\"b\",\"c\"],\"service\":\"sns\"}"},
    {"aws.parseArn", "[\"arn:aws:s3::b\"]", NULL}, {"aws.parseArn", "[\"x\"]", NULL},
    {"parseURL", "[\"https://example.com:8443/a\"]", "{\"authority\":\"example.com:8443\",\"isIp\":false,\"normalizedPath\":\"/a/\",\"path\":\"/a\",\"scheme\":\"https\"}"},
    {"parseURL", "[\"http://127.0.0.1\"]", "{\"authority\":\"127.0.0.1\",\"isIp\":true,\"normalizedPath\":\"/\",\"path\":\"\",\"scheme\":\"http\"}"},
    {"parseURL", "[\"ftp://example.com\"]", NULL}, {"parseURL", "[\"https://example.com?a\"]", NULL},
    {"uriEncode", "[\"a b/c:\"]", "\"a%20b%2Fc%3A\""}, {"getAttr", "[{\"a\": [{\"b\": 1}]}, \"a[0].b\"]", "1"}, {"getAttr", "[{\"a\": [1]}, \"a[3]\"]", NULL},
    {"split", "[\"a--b--c\", \"--\", 0]", "[\"a\",\"b\",\"c\"]"}, {"split", "[\"a--b--c\", \"--\", 2]", "[\"a\",\"b--c\"]"}, {"coalesce", "[null, \"x\"]", "\"x\""}, {"ite", "[true, 1, 2]", "1"},
};

static void the_rules_functions_follow_their_specification(void **state)
{
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        struct value args = json(arena, functions[i].args), out = VALUE_NONE;
        struct rules_call call = {arena, VALUE_NONE, value_items(args), value_len(args)};
        bool known;
        assert_true(rules_call(&call, str_of(functions[i].function), &out, &known));
        if (value_is_none(out) != !functions[i].want) fail_msg("%s%s", functions[i].function, functions[i].args);
        if (value_is_none(out)) continue;
        struct buf text = buf_new(0);
        json_write(&text, out, 0);
        if (strcmp(text.s, functions[i].want)) fail_msg("%s%s: %s", functions[i].function, functions[i].args, text.s);
        buf_free(&text);
    }
    arena_free(arena);
}

static const struct { const char *rules, *message; } malformed[] = {
    {"{\"parameters\": {}, \"rules\": []}", "no endpoint rule of 'x' fits these parameters"},
    {"{\"parameters\": {}, \"rules\": [{\"conditions\": [{\"fn\": \"guess\", \"argv\": []}], \"type\": \"error\"}]}", "the endpoint rules of 'x' cannot be understood: guess"},
    {"{\"parameters\": {}, \"rules\": [{\"conditions\": [], \"type\": \"endpoint\", \"endpoint\": {\"url\": \"https://{Nothing}\"}}]}", "the endpoint rules of 'x' cannot be understood: a template names what is not set"},
    {"{\"parameters\": {\"A\": {\"type\": \"string\", \"required\": true}}, \"rules\": []}", "the endpoint rules of 'x' need 'A'"},
};

static void rules_that_cannot_be_understood_are_said(void **state)
{
    struct aws_models *models = aws_models_new();
    struct arena *arena = arena_new(0);
    struct aws_endpoint e;
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        struct aws_service service = {.name = "x", .endpoint_rules = json(arena, malformed[i].rules)};
        struct error err = {0};
        assert_false(aws_endpoint_resolve(arena, models, &service, json(arena, "{}"), &e, &err));
        assert_string_equal(err.message, malformed[i].message);
    }
    arena_free(arena);
    aws_models_free(models);
}

static void memory_may_end_at_any_point(void **state)
{
    struct aws_models *models = aws_models_new();
    const struct aws_service *s3 = aws_models_service(models, STR("s3"), NULL);
    struct value partitions;
    assert_true(aws_models_partitions(models, &partitions, NULL));
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct arena *arena = arena_new(0), *params = arena_new(0);
        struct value p = json(params, "{\"Region\": \"eu-west-1\", \"Bucket\": \"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap\"}");
        struct aws_endpoint e;
        struct error err = {0};
        arena_fail_at(arena, n);
        done = aws_endpoint_resolve(arena, models, s3, p, &e, &err);
        if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("allocation %zu: %s", n, err.message);
        arena_free(arena);
        arena_free(params);
    }
    aws_models_free(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_goes_where_the_services_rules_say), cmocka_unit_test(the_rules_say_how_a_call_is_signed), cmocka_unit_test(a_region_has_its_partition),
        cmocka_unit_test(the_rules_functions_follow_their_specification), cmocka_unit_test(rules_that_cannot_be_understood_are_said), cmocka_unit_test(memory_may_end_at_any_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
