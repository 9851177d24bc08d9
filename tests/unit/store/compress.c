#include "store/compress.h"

#include "helper.h"

static struct str learnt;
static size_t loads;

static bool load(void *context, struct arena *into, int64_t number, struct str *out, struct error *err)
{
    loads++;
    if (number > 100) return error_set(err, &STORE_CORRUPT, "no dictionary %lld", (long long)number);
    *out = learnt;
    return true;
}

static struct str document(unsigned i)
{
    const char *text = arena_printf(arena, "{\"bucket\":\"logs-%u\",\"force_destroy\":false,\"tags\":{\"env\":\"prod\",\"owner\":\"team-%u\"},\"versioning\":[{\"enabled\":%s}],"
                                           "\"arn\":\"arn:aws:s3:::logs-%u\",\"hosted_zone_id\":\"Z1BKCTXD74EZPE\",\"request_payer\":\"BucketOwner\"}",
                                    i * 7919, i % 11, i % 3 ? "true" : "false", i * 7919);
    return str_of(text);
}

static void learn(struct compressor *c)
{
    struct error err = {0};
    bool ready = false;
    unsigned n = 0;
    for (; !ready; n++) must(compressor_sample(c, 1, document(n), &ready, &err), &err);
    assert_int_equal(n, 256);
    must(compressor_learn(arena, c, 1, &learnt, &err), &err);
    assert_true(learnt.len > 256);
    must(compressor_sample(c, 1, document(n), &ready, &err), &err);
    assert_false(ready);
}

static void a_dictionary_makes_documents_of_a_type_small(void **state)
{
    struct compressor *c = compressor_new(load, NULL);
    struct error err = {0};
    struct str plain, small, text;
    learn(c);
    must(compressor_pack(c, 0, document(5000), &plain, &err), &err);
    size_t without = plain.len;
    must(compressor_pack(c, 1, document(5000), &small, &err), &err);
    assert_true(small.len * 2 < without);
    must(compressor_unpack(c, 1, small, document(5000).len, &text, &err), &err);
    assert_true(str_eq(text, document(5000)));
    compressor_free(c);
}

static void more_dictionaries_than_are_kept_ready_are_loaded_again(void **state)
{
    struct compressor *c = compressor_new(load, NULL);
    struct error err = {0};
    struct str packed;
    learn(c);
    loads = 0;
    for (int round = 0; round < 2; round++)
        for (int64_t number = 1; number <= 100; number++) must(compressor_pack(c, number, document(1), &packed, &err), &err);
    assert_int_equal(loads, 200);
    must(compressor_pack(c, 100, document(1), &packed, &err), &err);
    assert_int_equal(loads, 200);
    assert_false(compressor_pack(c, 101, document(1), &packed, &err));
    assert_ptr_equal(err.code, &STORE_CORRUPT);
    compressor_free(c);
}

static void a_damaged_document_is_never_taken_for_one(void **state)
{
    struct compressor *c = compressor_new(load, NULL);
    struct str packed, text, whole = document(1);
    assert_true(compressor_pack(c, 0, whole, &packed, NULL));
    char *bytes = (char *)arena_copy(arena, packed.s, packed.len);
    size_t len = packed.len;
    for (size_t at = 0; at < len * 8; at++) {
        struct error err = {0};
        bytes[at / 8] ^= (char)(1 << at % 8);
        bool ok = compressor_unpack(c, 0, (struct str){bytes, len}, whole.len, &text, &err);
        if (ok ? !str_eq(text, whole) : err.code != &STORE_CORRUPT) fail_msg("bit %zu: %s", at, ok ? "another text" : err.message);
        bytes[at / 8] ^= (char)(1 << at % 8);
    }
    for (size_t cut = 0; cut < len; cut++) assert_false(compressor_unpack(c, 0, (struct str){bytes, cut}, whole.len, &text, NULL));
    assert_false(compressor_unpack(c, 0, (struct str){bytes, len}, whole.len - 1, &text, NULL));
    assert_false(compressor_unpack(c, 0, (struct str){bytes, len}, whole.len + 1, &text, NULL));
    assert_true(compressor_unpack(c, 0, (struct str){bytes, len}, whole.len, &text, NULL));
    compressor_free(c);
}

static void too_few_samples_make_no_dictionary(void **state)
{
    struct compressor *c = compressor_new(load, NULL);
    struct error err = {0};
    struct str none;
    bool ready;
    must(compressor_learn(arena, c, 9, &none, &err), &err);
    assert_int_equal(none.len, 0);
    for (unsigned i = 0; i < 3; i++) must(compressor_sample(c, 9, STR("{}"), &ready, &err), &err);
    assert_false(ready);
    must(compressor_learn(arena, c, 9, &none, &err), &err);
    assert_int_equal(none.len, 0);
    compressor_free(c);
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
        cmocka_unit_test(a_dictionary_makes_documents_of_a_type_small),
        cmocka_unit_test(more_dictionaries_than_are_kept_ready_are_loaded_again),
        cmocka_unit_test(a_damaged_document_is_never_taken_for_one),
        cmocka_unit_test(too_few_samples_make_no_dictionary),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
