/* The one document: paths, documents in strings, what is unknown, what is secret; and what the provider's schema says. */
#include "../unit.h"

#include "resource/resource.h"
#include "resource/schema.h"
#include "value/json.h"

static const char *text_of(struct arena *arena, struct value v)
{
    struct buf text = buf_new(0);
    value_print(&text, v);
    const char *out = buf_to_arena(arena, &text);
    buf_free(&text);
    return out;
}

static struct value read_json(struct arena *arena, const char *text)
{
    struct value v = VALUE_NONE;
    assert_true(json_read(arena, str_of(text), NULL, &v, NULL, NULL));
    return v;
}

static void a_path_is_written_as_terraform_writes_it(void **state)
{
    static const struct { const char *path, *name, *want; } cases[] = {
        {"", "bucket", "bucket"}, {"tags", "Name", "tags.Name"}, {"tags", "a-b", "tags.a-b"}, {"tags", "a b", "tags[\"a b\"]"}, {"tags", "a.b", "tags[\"a.b\"]"},
        {"tags", "9", "tags[\"9\"]"}, {"tags", "", "tags[\"\"]"}, {"tags", "a\"b", "tags[\"a\\\"b\"]"}, {"a[0]", "b", "a[0].b"},
    };
    struct arena *arena = arena_new(0);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) assert_string_equal(resource_path_field(arena, cases[i].path, str_of(cases[i].name)), cases[i].want);
    assert_string_equal(resource_path_index(arena, "ingress", 12), "ingress[12]");
    arena_free(arena);
}

static void a_document_in_a_string_stands_parsed_beside_it(void **state)
{
    static const struct { const char *name, *values, *want; } cases[] = {
        {"an object", "{\"p\": \"{\\\"a\\\": 1}\"}", "{\"p\": \"{\\\"a\\\": 1}\", \"p_document\": {\"a\": 1}}"},
        {"a list", "{\"p\": \" [1] \"}", "{\"p\": \" [1] \", \"p_document\": [1]}"},
        {"at every depth", "{\"b\": [{\"p\": \"[]\"}]}", "{\"b\": [{\"p\": \"[]\", \"p_document\": []}]}"},
        {"a text that only looks like one stays alone", "{\"p\": \"{a}\"}", "{\"p\": \"{a}\"}"},
        {"a number in a string is no document", "{\"p\": \"1\"}", "{\"p\": \"1\"}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        const char *got = text_of(arena, resource_with_documents(arena, read_json(arena, cases[i].values)));
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, got);
        arena_free(arena);
    }
}

static void a_policy_of_which_nothing_is_known_is_a_document_of_which_nothing_is_known(void **state)
{
    struct arena *arena = arena_new(0);
    struct value unknown = value_unknown_ref(arena, "var.v");
    struct value_pair pairs[] = {{value_cstring(arena, "policy"), unknown}, {value_cstring(arena, "name"), unknown}};
    struct value made = resource_with_documents(arena, value_object(arena, pairs, 2));
    (void)state;
    assert_true(value_is_unknown(value_field(made, "policy_document")));
    assert_true(value_is_none(value_field(made, "name_document")));
    arena_free(arena);
}

static void a_document_with_holes_is_read_around_them(void **state)
{
    static const struct { const char *name, *before, *after, *want; } cases[] = {
        {"the whole of a string", "{\"a\": \"", "\"}", "{\"a\": <unknown var.v>}"},
        {"a part of a string", "{\"a\": \"arn:", "/*\"}", "{\"a\": <unknown var.v>}"},
        {"a value without quotes", "{\"a\": ", ", \"b\": 1}", "{\"a\": <unknown var.v>, \"b\": 1}"},
        {"a quote that is escaped", "{\"b\": \"\\\"\", \"a\": \"", "\"}", "{\"a\": <unknown var.v>, \"b\": \"\\\"\"}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct value unknown = value_unknown_ref(arena, "var.v");
        struct value parts[] = {value_cstring(arena, cases[i].before), unknown, value_cstring(arena, cases[i].after)};
        struct value whole = value_unknown(arena, value_unknown_refs(unknown), value_array(arena, parts, 3));
        struct value_pair pair = {value_cstring(arena, "p"), whole};
        const char *got = text_of(arena, value_field(resource_with_documents(arena, value_object(arena, &pair, 1)), "p_document"));
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].name, got);
        arena_free(arena);
    }
}

static void unknown_paths_are_found_at_every_depth(void **state)
{
    struct arena *arena = arena_new(0);
    struct value unknown = value_unknown_ref(arena, "var.v"), items[] = {value_small(1), unknown};
    struct value_pair inner[] = {{value_cstring(arena, "a b"), unknown}, {value_cstring(arena, "known"), VALUE_TRUE}};
    struct value_pair outer[] = {{value_cstring(arena, "list"), value_array(arena, items, 2)}, {value_cstring(arena, "tags"), value_object(arena, inner, 2)}};
    (void)state;
    assert_string_equal(text_of(arena, resource_unknown_paths(arena, value_object(arena, outer, 2))), "[\"list[1]\", \"tags[\\\"a b\\\"]\"]");
    assert_string_equal(text_of(arena, resource_unknown_paths(arena, read_json(arena, "{\"a\": 1}"))), "[]");
    arena_free(arena);
}

static void unknowns_without_a_reference_are_named_by_their_place(void **state)
{
    struct arena *arena = arena_new(0);
    struct value nameless = value_unknown_ref(arena, NULL), named = value_unknown_ref(arena, "var.v"), items[] = {value_small(1), nameless};
    struct value_pair pairs[] = {{value_cstring(arena, "list"), value_array(arena, items, 2)}, {value_cstring(arena, "other"), named}};
    struct value values = value_object(arena, pairs, 2), out = resource_name_unknowns(arena, values, "aws_x.y");
    (void)state;
    assert_string_equal(text_of(arena, value_unknown_refs(value_items(value_field(out, "list"))[1])), "[\"aws_x.y.list[1]\"]");
    assert_string_equal(text_of(arena, value_unknown_refs(value_field(out, "other"))), "[\"var.v\"]");
    assert_int_equal(value_len(value_unknown_refs(value_items(value_field(values, "list"))[1])), 0);   /* the old one stays as it was */
    assert_true(resource_name_unknowns(arena, out, "aws_x.y").bits == out.bits);
    arena_free(arena);
}

static void a_place_is_the_nearest_that_is_written(void **state)
{
    struct resource_place places[] = {{"ingress[0]", 3, 1, 5}, {"ingress[0].from_port", 4, 5, 4}, {"tags", 7, 1, 7}};
    struct resource r = {.address = "a.b"};
    (void)state;
    r.places.items = places, r.places.len = 3;
    assert_int_equal(resource_place(&r, "ingress[0].from_port")->line, 4);
    assert_int_equal(resource_place(&r, "ingress[0].to_port")->line, 3);
    assert_int_equal(resource_place(&r, "tags[\"a.b\"]")->line, 7);
    assert_null(resource_place(&r, "ingress[1]"));
    assert_null(resource_place(&r, ""));
}

static void secrets_are_known_by_mark_and_by_name(void **state)
{
    static const struct { const char *path; bool want; } cases[] = {
        {"password", true}, {"passwords[0]", true}, {"master_password", true}, {"password_reset_required", false}, {"a[0].secret_key", true},
        {"secret_string_document.user", true}, {"secret_string_length", false}, {"marked", true}, {"marked.below", true}, {"marked[0]", true}, {"marked_document.x", true},
        {"marked_not", false}, {"tags[\"password\"]", true}, {"", false},
    };
    struct arena *arena = arena_new(0);
    struct resource r = {.address = "a.b", .sensitive = read_json(arena, "[\"marked\"]")}, none = {.address = "a.b"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (resource_is_sensitive(&r, cases[i].path) != cases[i].want) fail_msg("%s", cases[i].path);
    assert_false(resource_is_sensitive(&none, "bucket"));
    arena_free(arena);
}

static void a_rule_sees_what_is_known_of_a_resource(void **state)
{
    struct arena *arena = arena_new(0);
    struct resource r = {.address = "module.m.aws_s3_bucket.b", .type = "aws_s3_bucket", .name = "b", .module = "module.m", .values = read_json(arena, "{\"bucket\": \"x\"}"), .region = "eu-west-1"};
    (void)state;
    assert_string_equal(text_of(arena, resource_document(arena, &r)),
                        "{\"address\": \"module.m.aws_s3_bucket.b\", \"mode\": \"managed\", \"module\": \"module.m\", \"name\": \"b\", \"origin\": \"hcl\", \"region\": \"eu-west-1\", "
                        "\"type\": \"aws_s3_bucket\", \"values\": {\"bucket\": \"x\"}}");
    arena_free(arena);
}

/* --- the schema --- */

static void the_schema_tells_blocks_from_attributes(void **state)
{
    static const struct { const char *type; bool data; const char *path[3]; int kind, flags; } cases[] = {
        {"aws_s3_bucket", false, {"bucket"}, SCHEMA_ATTRIBUTE, 0}, {"aws_s3_bucket", false, {"versioning", "enabled"}, SCHEMA_ATTRIBUTE, 0},
        {"aws_s3_bucket", false, {"versioning"}, SCHEMA_LIST_BLOCK, 0}, {"aws_s3_bucket", false, {"arn"}, SCHEMA_ATTRIBUTE, SCHEMA_COMPUTED},
        {"aws_eks_cluster", false, {"encryption_config", "provider", "key_arn"}, SCHEMA_ATTRIBUTE, SCHEMA_REQUIRED},
        {"aws_iam_policy_document", true, {"statement", "principals"}, SCHEMA_SET_BLOCK, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct schema_block block;
        const struct schema_field *field = NULL;
        assert_true(schema_find(str_of(cases[i].type), cases[i].data, &block));
        for (size_t k = 0; k < COUNT_OF(cases[i].path) && cases[i].path[k]; k++) {
            field = schema_field_find(block, str_of(cases[i].path[k]));
            if (!field) fail_msg("%s has no %s", cases[i].type, cases[i].path[k]);
            block = schema_field_block(field);
        }
        assert_int_equal(field->kind, cases[i].kind);
        assert_int_equal(field->flags & cases[i].flags, cases[i].flags);
    }
}

static void every_type_of_the_schema_is_found_by_its_name(void **state)
{
    struct schema_block block;
    size_t n = 0;
    (void)state;
    for (; schema_type_name(n); n++) {
        assert_true(schema_find(str_of(schema_type_name(n)), false, &block));
        for (size_t i = 0; i < block.n; i++) assert_ptr_equal(schema_field_find(block, str_of(schema_field_name(&block.fields[i]))), &block.fields[i]);
    }
    assert_true(n > 1000);
    assert_false(schema_find(STR("aws_s3_bucke"), false, &block));
    assert_false(schema_find(STR(""), false, &block));
    assert_false(schema_find(STR("aws_iam_policy_document"), false, &block));
}

static void a_wrong_name_gets_the_nearest_right_one(void **state)
{
    struct schema_block block;
    (void)state;
    assert_true(schema_find(STR("aws_s3_bucket"), false, &block));
    assert_string_equal(schema_nearest_field(block, STR("buket")), "bucket");
    assert_null(schema_nearest_field(block, STR("nothing_like_it_at_all")));
    assert_string_equal(schema_nearest_type(STR("aws_s3_bukcet_versioning")), "aws_s3_bucket_versioning");
    assert_null(schema_nearest_type(STR("x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_written_as_terraform_writes_it), cmocka_unit_test(a_document_in_a_string_stands_parsed_beside_it),
        cmocka_unit_test(a_policy_of_which_nothing_is_known_is_a_document_of_which_nothing_is_known),
        cmocka_unit_test(a_document_with_holes_is_read_around_them), cmocka_unit_test(unknown_paths_are_found_at_every_depth),
        cmocka_unit_test(unknowns_without_a_reference_are_named_by_their_place),
        cmocka_unit_test(a_place_is_the_nearest_that_is_written), cmocka_unit_test(secrets_are_known_by_mark_and_by_name),
        cmocka_unit_test(a_rule_sees_what_is_known_of_a_resource), cmocka_unit_test(the_schema_tells_blocks_from_attributes),
        cmocka_unit_test(every_type_of_the_schema_is_found_by_its_name), cmocka_unit_test(a_wrong_name_gets_the_nearest_right_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
