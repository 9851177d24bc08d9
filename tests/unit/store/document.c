#include "store/document.h"

#include "helper.h"

static struct value back(struct value v)
{
    struct buf out = buf_new(0);
    struct error err = {0};
    struct value read = VALUE_NONE;
    must(document_write(arena, &out, v, &err), &err);
    must(document_read(arena, (struct str){out.s, out.len}, &read, &err), &err);
    buf_free(&out);
    return read;
}

static void what_is_json_comes_back_as_it_was(void **state)
{
    static const char *const texts[] = {"{}", "null", "[1,2.50,1e3,-0,123456789012345678901234567890]", "{\"a\":{\"b\":[true,null,\"\xC3\xA9\\u0000\\n\"]}}"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_string_equal(text_of(back(json(texts[i]))), texts[i]);
        assert_true(value_equal(back(json(texts[i])), json(texts[i])));
    }
}

static void an_unknown_comes_back_with_its_references_and_parts(void **state)
{
    struct value ref = value_unknown_ref(arena, "aws_s3_bucket.logs.arn");
    struct value parts[] = {value_cstring(arena, "arn:"), ref, value_cstring(arena, "/*")};
    struct value whole = value_unknown(arena, value_unknown_refs(ref), value_array(arena, parts, 3));
    struct value bare = value_unknown_ref(arena, NULL);
    struct value pairs[][1] = {{ref}, {whole}, {bare}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct value object = value_with(arena, VALUE_NONE, value_cstring(arena, "x"), value_array(arena, pairs[i], 1));
        struct value read = back(object);
        assert_true(value_has_unknown(read));
        assert_true(value_equal(read, object));
    }
}

static void an_object_that_looks_like_an_unknown_stays_an_object(void **state)
{
    static const char *const texts[] = {"{\"tags\":{\"__unknown__\":[\"x\"]}}", "{\"__unknown___\":1,\"__unknown____\":2}", "{\"a\":\"__unknown__\"}",
                                        "{\"__unknown__\":{\"__unknown__\":[]},\"parts\":[]}", "{\"x__unknown__\":[]}", "{\"__unknown__x\":[]}"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct value v = json(texts[i]), read = back(v);
        assert_false(value_has_unknown(read));
        if (!value_equal(read, v)) fail_msg("%s became %s", texts[i], text_of(read));
    }
    struct value mixed = value_with(arena, json("{\"__unknown__\":[\"mine\"]}"), value_cstring(arena, "u"), value_unknown_ref(arena, "r"));
    assert_true(value_equal(back(mixed), mixed));
}

static void equal_values_have_equal_texts_and_hashes(void **state)
{
    static const char *const texts[] = {"{\"a\":1,\"b\":[2]}", "{ \"b\": [2], \"a\": 1 }"};
    unsigned char hash[2][DOCUMENT_HASH];
    struct hasher *hasher = hasher_new();
    for (size_t i = 0; i < 2; i++) {
        struct buf out = buf_new(0);
        assert_true(document_write(arena, &out, json(texts[i]), NULL));
        assert_true(hasher_hash(hasher, &(struct str){out.s, out.len}, 1, hash[i]));
        buf_free(&out);
    }
    assert_memory_equal(hash[0], hash[1], DOCUMENT_HASH);
    /* NIST's answer for "abc", cut. */
    static const unsigned char abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3};
    struct str parts[] = {STR("a"), STR(""), STR("bc")};
    assert_true(hasher_hash(hasher, parts, 3, hash[0]));
    assert_memory_equal(hash[0], abc, sizeof abc);
    hasher_free(hasher);
}

static void every_allocation_may_fail(void **state)
{
    struct value v = value_with(arena, json("{\"__unknown__\":[1],\"b\":[\"x\"]}"), value_cstring(arena, "u"), value_unknown_ref(arena, "r"));
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct arena *small = arena_new(0);
        struct buf out = buf_new(0);
        struct error err = {0};
        struct value read;
        arena_fail_at(small, n);
        done = document_write(small, &out, v, &err) && document_read(small, (struct str){out.s, out.len}, &read, &err);
        if (!done) assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        else assert_true(value_equal(read, v));
        buf_free(&out);
        arena_free(small);
        assert_in_range(n, 1, 1000);
    }
}

static int setup(void **state)
{
    arena = arena_new(0);
    return arena == NULL;
}

static int teardown(void **state)
{
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_comes_back_as_it_was),
        cmocka_unit_test(an_unknown_comes_back_with_its_references_and_parts),
        cmocka_unit_test(an_object_that_looks_like_an_unknown_stays_an_object),
        cmocka_unit_test(equal_values_have_equal_texts_and_hashes),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
