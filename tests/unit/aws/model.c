#include "../unit.h"
#include "aws/model.h"
#include "aws/xform.h"
#include "value/json.h"

#include <pthread.h>

static void names_are_in_order_and_each_service_can_be_read(void **state)
{
    struct aws_models *models = aws_models_new();
    struct error err = {0};
    size_t n = 0, cbor = 0;
    for (const char *name, *last = ""; (name = aws_models_name(n)); n++, last = name) {
        assert_true(strcmp(last, name) < 0);
        const struct aws_service *service = aws_models_service(models, str_of(name), &err);
        if (!service && strstr(err.message, "speaks only 'smithy-rpc-v2-cbor'")) {   /* the one protocol that is left out: said, and rare */
            assert_true(++cbor <= 3);
            continue;
        }
        if (!service) fail_msg("%s: %s", name, err.message);
        assert_string_equal(service->name, name);
        assert_true(value_is_object(value_field(service->model, "operations")));
        if (!*service->endpoint_prefix || !*service->signing_name || !*service->service_id || !*service->api_version) fail_msg("%s: metadata", name);
        if (service->protocol == AWS_JSON && (!*service->json_version || !*service->target_prefix)) fail_msg("%s: json", name);
        assert_ptr_equal(service, aws_models_service(models, str_of(name), &err));
    }
    assert_true(n > 300);
    assert_null(aws_models_name(n + 1));
    aws_models_free(models);
}

static void the_newest_version_of_a_service_is_packed_with_what_belongs_to_it(void **state)
{
    struct aws_models *models = aws_models_new();
    struct error err = {0};
    const struct aws_service *ec2 = aws_models_service(models, STR("ec2"), &err), *s3 = aws_models_service(models, STR("s3"), &err), *cw = aws_models_service(models, STR("cloudwatch"), &err);
    assert_non_null(ec2);
    assert_string_equal(ec2->api_version, "2016-11-15");
    assert_int_equal(ec2->protocol, AWS_EC2);
    assert_true(value_is_object(value_field(ec2->waiters, "InstanceRunning")));
    assert_int_equal(s3->protocol, AWS_REST_XML);
    assert_string_equal(s3->signing_name, "s3");
    assert_string_equal(s3->service_id, "S3");
    assert_true(value_is_array(value_field(s3->endpoint_rules, "rules")));
    /* what the sdk-extras add */
    assert_true(value_is_array(value_field(value_field(s3->paginators, "ListObjectsV2"), "non_aggregate_keys")));
    assert_non_null(cw);
    assert_true(value_is_none(value_field(value_field(value_field(s3->model, "shapes"), "Bucket"), "documentation")));
    aws_models_free(models);
}

static void operations_are_found_by_either_name(void **state)
{
    static const struct { const char *service, *name, *want; } cases[] = {
        {"s3", "ListBuckets", "ListBuckets"}, {"s3", "list-buckets", "ListBuckets"}, {"ec2", "describe-instances", "DescribeInstances"},
        {"wafv2", "list-web-acls", "ListWebACLs"}, {"storagegateway", "create-cached-iscsi-volume", "CreateCachediSCSIVolume"}, {"ec2", "describe-vpc-endpoints", "DescribeVpcEndpoints"},
        {"rds", "describe-db-instances", "DescribeDBInstances"}, {"iam", "list-mfa-devices", "ListMFADevices"},
    };
    struct aws_models *models = aws_models_new();
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct aws_operation op;
        const struct aws_service *service = aws_models_service(models, str_of(cases[i].service), &err);
        if (!service || !aws_operation_find(arena, service, str_of(cases[i].name), &op, &err)) fail_msg("%s: %s", cases[i].name, err.message);
        assert_string_equal(op.name, cases[i].want);
        assert_true(value_is_object(op.output));
    }
    arena_free(arena);
    aws_models_free(models);
}

static void unknown_names_get_the_nearest_one_as_help(void **state)
{
    struct aws_models *models = aws_models_new();
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_operation op;
    assert_null(aws_models_service(models, STR("dynamodbb"), &err));
    assert_ptr_equal(err.code, &AWS_UNKNOWN_SERVICE);
    assert_string_equal(err.help, "did you mean 'dynamodb'?");
    assert_null(aws_models_service(models, STR(""), &err));
    err = (struct error){0};
    assert_false(aws_operation_find(arena, aws_models_service(models, STR("s3"), NULL), STR("list-bukets"), &op, &err));
    assert_ptr_equal(err.code, &AWS_UNKNOWN_OPERATION);
    assert_string_equal(err.help, "did you mean 'list-buckets'?");
    arena_free(arena);
    aws_models_free(models);
}

static void camel_case_becomes_words(void **state)
{
    static const struct { const char *name, *want; } cases[] = {
        {"ListBuckets", "list-buckets"}, {"GetBucketACL", "get-bucket-acl"}, {"ListWebACLs", "list-web-acls"}, {"ListObjectsV2", "list-objects-v2"},
        {"DescribeCachediSCSIVolumes", "describe-cached-iscsi-volumes"}, {"ListHITsForQualificationType", "list-hits-for-qualification-type"},
        {"ExecutePartiQLBatch", "execute-partiql-batch"}, {"StartOTelEnrichment", "start-otel-enrichment"}, {"CreateWhatsAppMessageTemplate", "create-whatsapp-message-template"},
        {"EnableMFADevice", "enable-mfa-device"}, {"CreateDBCluster", "create-db-cluster"}, {"A", "a"}, {"", ""}, {"ARNs", "-arns"}, {"already-there", "already-there"},
    };
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_string_equal(aws_xform(arena, str_of(cases[i].name), '-'), cases[i].want);
    assert_string_equal(aws_xform(arena, STR("DescribeDBInstances"), '_'), "describe_db_instances");
    arena_free(arena);
}

static void partitions_have_their_services(void **state)
{
    struct aws_models *models = aws_models_new();
    struct value v;
    assert_true(aws_models_partitions(models, &v, NULL));
    struct value partitions = value_field(v, "partitions"), aws = value_items(partitions)[0];
    assert_true(str_is(value_str(value_field(aws, "id")), "aws"));
    assert_true(value_is_object(value_field(value_field(aws, "regions"), "eu-west-1")));
    assert_true(str_is(value_str(value_field(value_field(value_field(aws, "services"), "iam"), "global")), "aws-global"));
    assert_true(value_len(value_field(value_field(value_field(aws, "services"), "ec2"), "regions")) > 15);
    aws_models_free(models);
}

static void a_model_of_ones_own_must_have_a_protocol_that_is_spoken(void **state)
{
    static const struct { const char *model, *message; } bad[] = {
        {"{}", "the model of 'x' has no metadata"},
        {"{\"metadata\": {\"protocol\": \"smithy-rpc-v2-cbor\"}}", "service 'x' speaks only 'smithy-rpc-v2-cbor', which is not supported"},
    };
    struct arena *arena = arena_new(0);
    struct value model;
    struct aws_service service;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct error err = {0};
        assert_true(json_read(arena, str_of(bad[i].model), NULL, &model, NULL, NULL));
        assert_false(aws_service_from_model(arena, "x", model, &service, &err));
        assert_ptr_equal(err.code, &AWS_MODEL);
        assert_string_equal(err.message, bad[i].message);
    }
    assert_true(json_read(arena, STR("{\"metadata\": {\"protocol\": \"smithy-rpc-v2-cbor\", \"protocols\": [\"smithy-rpc-v2-cbor\", \"json\", \"query\"]}}"), NULL, &model, NULL, NULL));
    assert_true(aws_service_from_model(arena, "x", model, &service, NULL));
    assert_int_equal(service.protocol, AWS_JSON);
    arena_free(arena);
}

static void *ask(void *models)
{
    static const char *const names[] = {"s3", "iam", "sts", "ec2", "kms"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!aws_models_service(models, str_of(names[i]), NULL)) return models;
    return NULL;
}

static void threads_may_share_the_models(void **state)
{
    struct aws_models *models = aws_models_new();
    pthread_t threads[4];
    void *failed;
    for (size_t i = 0; i < COUNT_OF(threads); i++) assert_int_equal(pthread_create(&threads[i], NULL, ask, models), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    aws_models_free(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_order_and_each_service_can_be_read), cmocka_unit_test(the_newest_version_of_a_service_is_packed_with_what_belongs_to_it),
        cmocka_unit_test(operations_are_found_by_either_name), cmocka_unit_test(unknown_names_get_the_nearest_one_as_help), cmocka_unit_test(camel_case_becomes_words),
        cmocka_unit_test(partitions_have_their_services), cmocka_unit_test(a_model_of_ones_own_must_have_a_protocol_that_is_spoken), cmocka_unit_test(threads_may_share_the_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
