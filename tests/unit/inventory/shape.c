/* What AWS answers, in the provider's shape. Fields are those of real types. */
#include "../unit.h"
#include "inventory/shape.h"

#include "value/json.h"

static struct value read(struct arena *arena, const char *text)
{
    struct value v;
    struct error err = {0};
    if (!json_read(arena, str_of(text), NULL, &v, NULL, &err)) fail_msg("%s: %s", text, err.message);
    return v;
}

static void expect(const char *name, struct value v, const char *wanted)
{
    struct buf out = buf_new(0);
    if (value_is_unknown(v)) buf_printf(&out, "unknown");
    else json_write(&out, v, 0);
    if (strcmp(out.s, wanted) != 0) fail_msg("%s: %s, not %s", name, out.s, wanted);
    buf_free(&out);
}

static const struct { const char *name, *type, *item, *wanted; } objects[] = {
    {"names map, and what the schema lacks is left out", "aws_kms_key", "{\"KeyId\":\"a\",\"Nothing\":1,\"MultiRegion\":true}", "{\"key_id\":\"a\",\"multi_region\":true}"},
    {"acronyms map", "aws_db_instance", "{\"DBSubnetGroupName\":\"s\",\"MultiAZ\":true,\"KmsKeyId\":\"k\"}", "{\"db_subnet_group_name\":\"s\",\"kms_key_id\":\"k\",\"multi_az\":true}"},
    {"a list block is a list, of one too", "aws_s3_bucket_versioning", "{\"VersioningConfiguration\":{\"Status\":\"Enabled\"}}", "{\"versioning_configuration\":[{\"status\":\"Enabled\"}]}"},
    {"and of many", "aws_s3_bucket_versioning", "{\"VersioningConfiguration\":[{\"Status\":\"a\"},{\"Status\":\"b\"}]}", "{\"versioning_configuration\":[{\"status\":\"a\"},{\"status\":\"b\"}]}"},
    {"what is no object is no block", "aws_s3_bucket_versioning", "{\"VersioningConfiguration\":[1,{\"Status\":\"b\"}]}", "{\"versioning_configuration\":[{\"status\":\"b\"}]}"},
    {"a set of blocks is sorted, each once", "aws_security_group", "{\"Ingress\":[{\"FromPort\":2},{\"FromPort\":1},{\"FromPort\":2}]}", "{\"ingress\":[{\"from_port\":1},{\"from_port\":2}]}"},
    {"a set of texts, too", "aws_kms_grant", "{\"Operations\":[\"Sign\",\"Decrypt\",\"Sign\"]}", "{\"operations\":[\"Decrypt\",\"Sign\"]}"},
    {"a number that is a text is a number", "aws_kms_key", "{\"DeletionWindowInDays\":\"7\"}", "{\"deletion_window_in_days\":7}"},
    {"a text that is none is left out", "aws_kms_key", "{\"DeletionWindowInDays\":\"seven\"}", "{}"},
    {"a text is a text", "aws_kms_key", "{\"Description\":5,\"KeyUsage\":true}", "{\"description\":\"5\",\"key_usage\":\"true\"}"},
    {"true and false may be texts", "aws_kms_key", "{\"IsEnabled\":\"true\",\"MultiRegion\":\"false\"}", "{\"is_enabled\":true,\"multi_region\":false}"},
    {"but not any text", "aws_kms_key", "{\"IsEnabled\":\"yes\"}", "{}"},
    {"a time is spelled as the provider spells it", "aws_acm_certificate", "{\"NotAfter\":\"2024-01-01T00:00:00+00:00\",\"NotBefore\":\"2024-01-01 +00:00\"}", "{\"not_after\":\"2024-01-01T00:00:00Z\",\"not_before\":\"2024-01-01 +00:00\"}"},
    {"null is absent", "aws_kms_key", "{\"Description\":null}", "{}"},
    {"an object is no text", "aws_kms_key", "{\"Description\":{\"a\":1}}", "{}"},
    {"tags are a map", "aws_kms_key", "{\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]}", "{\"tags\":{\"a\":\"b\"}}"},
};

static void answers_take_the_shape_of_the_provider(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        struct arena *arena = arena_new(0);
        struct schema_block block;
        assert_true(schema_find(str_of(objects[i].type), false, &block));
        expect(objects[i].name, shape_object(arena, block, read(arena, objects[i].item)), objects[i].wanted);
        arena_free(arena);
    }
}

static const struct { const char *name, *given, *wanted; } tags[] = {
    {"Key and Value", "[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"2\"}]", "{\"a\":\"1\",\"b\":\"2\"}"},
    {"key and value", "[{\"key\":\"a\",\"value\":\"1\"}]", "{\"a\":\"1\"}"},
    {"TagKey and TagValue", "[{\"TagKey\":\"a\",\"TagValue\":\"1\"}]", "{\"a\":\"1\"}"},
    {"tagKey and tagValue", "[{\"tagKey\":\"a\",\"tagValue\":\"1\"}]", "{\"a\":\"1\"}"},
    {"an object", "{\"a\":\"1\",\"b\":2}", "{\"a\":\"1\",\"b\":\"2\"}"},
    {"a tag without a value", "[{\"Key\":\"a\"},{\"Key\":\"b\",\"Value\":null}]", "{\"a\":\"\",\"b\":\"\"}"},
    {"what has no key is none", "[{\"Value\":\"1\"},7]", "{}"},
    {"none", "[]", "{}"},
    {"no tags", "\"a\"", "null"},
};

static void tags_come_in_each_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        struct arena *arena = arena_new(0);
        expect(tags[i].name, shape_tags(arena, read(arena, tags[i].given)), tags[i].wanted);
        arena_free(arena);
    }
}

static const char *const every_kind[][2] = {   /* type, field: a text, number, bool, list, set, map, blocks, an object */
    {"aws_kms_key", "description"}, {"aws_kms_key", "deletion_window_in_days"}, {"aws_kms_key", "is_enabled"}, {"aws_db_instance", "enabled_cloudwatch_logs_exports"},
    {"aws_kms_grant", "operations"}, {"aws_kms_key", "tags"}, {"aws_s3_bucket_versioning", "versioning_configuration"}, {"aws_security_group", "ingress"},
    {"aws_kms_key", "timeouts"},
};

static void the_unknown_passes_through_all_of_them(void **state)
{
    struct arena *arena = arena_new(0);
    struct value unknown = value_unknown_ref(arena, "kms:DescribeKey (AccessDenied)");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(every_kind); i++) {
        struct schema_block block;
        assert_true(schema_find(str_of(every_kind[i][0]), false, &block));
        const struct schema_field *field = schema_field_find(block, str_of(every_kind[i][1]));
        if (!field) fail_msg("%s", every_kind[i][1]);
        expect(every_kind[i][1], shape_field(arena, field, unknown), "unknown");
    }
    expect("tags", shape_tags(arena, unknown), "unknown");
    arena_free(arena);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        struct schema_block block;
        bool done = false;
        assert_true(schema_find(str_of(objects[i].type), false, &block));
        for (size_t n = 1; !done; n++) {
            struct arena *arena = arena_new(0);
            struct value item = read(arena, objects[i].item);
            arena_fail_at(arena, n);
            struct value v = shape_object(arena, block, item);
            if (arena->failed && !value_is_none(v)) fail_msg("%s: %zu: an answer, though memory ended", objects[i].name, n);
            done = !arena->failed;
            arena_free(arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_take_the_shape_of_the_provider), cmocka_unit_test(tags_come_in_each_spelling), cmocka_unit_test(the_unknown_passes_through_all_of_them),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
