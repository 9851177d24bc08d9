/* AWS's own suite runs in tests/conformance; here: S3 and streamed bodies, with the examples of the S3 API reference, and running out of memory. */
#include "../unit.h"
#include "aws/sigv4.h"

static const struct aws_credentials key = {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", NULL, 0};
static const struct sigv4_options s3 = {.region = "us-east-1", .service = "s3", .now = 1369353600, .s3 = true};   /* 2013-05-24T00:00:00Z */

static const char *signature(const struct aws_http_request *request)
{
    const char *header = aws_headers_get(&request->headers, "authorization"), *at = header ? strstr(header, "Signature=") : NULL;
    return at ? at + strlen("Signature=") : "none";
}

static void s3_get_object_as_in_the_reference(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_http_request r = {.method = "GET", .path = "/test.txt", .query = "", .host_prefix = ""};
    assert_true(aws_headers_set(arena, &r.headers, "Range", "bytes=0-9"));
    assert_true(sigv4_sign(arena, &r, "examplebucket.s3.amazonaws.com", &key, &s3, NULL, &err));
    assert_string_equal(signature(&r), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-content-sha256"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    arena_free(arena);
}

static void s3_put_object_with_a_dollar_in_its_name(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_http_request r = {.method = "PUT", .path = "/test%24file.text", .query = "", .host_prefix = "", .body = STR("Welcome to Amazon S3.")};
    assert_true(aws_headers_set(arena, &r.headers, "Date", "Fri, 24 May 2013 00:00:00 GMT"));
    assert_true(aws_headers_set(arena, &r.headers, "x-amz-storage-class", "REDUCED_REDUNDANCY"));
    assert_true(sigv4_sign(arena, &r, "examplebucket.s3.amazonaws.com", &key, &s3, NULL, &err));
    assert_string_equal(signature(&r), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    arena_free(arena);
}

static void s3_query_without_a_value(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_http_request r = {.method = "GET", .path = "/", .query = "lifecycle", .host_prefix = ""};
    assert_true(sigv4_sign(arena, &r, "examplebucket.s3.amazonaws.com", &key, &s3, NULL, &err));
    assert_string_equal(signature(&r), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    arena_free(arena);
}

static void s3_paths_are_signed_as_they_are(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct sigv4_texts texts;
    struct aws_http_request r = {.method = "GET", .path = "/my//object/../x%20y", .query = "", .host_prefix = ""};
    assert_true(sigv4_sign(arena, &r, "b.s3.amazonaws.com", &key, &s3, &texts, &err));
    assert_non_null(strstr(texts.canonical, "GET\n/my//object/../x%20y\n"));
    struct sigv4_options other = s3;
    other.s3 = false;
    r.headers.len = 0;
    assert_true(sigv4_sign(arena, &r, "b.s3.amazonaws.com", &key, &other, &texts, &err));
    assert_non_null(strstr(texts.canonical, "GET\n/my/x%2520y\n"));
    assert_null(aws_headers_get(&r.headers, "x-amz-content-sha256"));
    arena_free(arena);
}

static void a_streamed_body_as_in_the_reference(void **state)
{
    static const char *const chunks[] = {"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n",
                                         "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n",
                                         "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"};
    struct arena *arena = arena_new(0);
    struct error err = {0};
    char *body = arena_alloc(arena, 66560);
    memset(body, 'a', 66560);
    struct aws_http_request r = {.method = "PUT", .path = "/examplebucket/chunkObject.txt", .query = "", .host_prefix = "", .body = {body, 66560}};
    struct sigv4_options options = s3;
    options.chunk = 65536;
    assert_true(aws_headers_set(arena, &r.headers, "x-amz-storage-class", "REDUCED_REDUNDANCY"));
    assert_true(sigv4_sign(arena, &r, "s3.amazonaws.com", &key, &options, NULL, &err));
    assert_string_equal(signature(&r), "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    assert_int_equal(r.body.len, 66824);
    assert_string_equal(aws_headers_get(&r.headers, "content-length"), "66824");
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-decoded-content-length"), "66560");
    size_t at = 0;
    for (size_t i = 0; i < COUNT_OF(chunks); i++) {
        assert_int_not_equal(at = str_find(r.body, str_of(chunks[i]), at), SIZE_MAX);
        at += strlen(chunks[i]);
    }
    assert_int_equal(at, r.body.len);
    arena_free(arena);
}

static void an_empty_streamed_body_is_its_closing_chunk(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_http_request r = {.method = "PUT", .path = "/b/k", .query = "", .host_prefix = ""};
    struct sigv4_options options = s3;
    options.chunk = 65536;
    assert_true(sigv4_sign(arena, &r, "s3.amazonaws.com", &key, &options, NULL, &err));
    assert_true(str_has_prefix(r.body, STR("0;chunk-signature=")));
    assert_string_equal(aws_headers_get(&r.headers, "content-length"), "86");
    assert_int_equal(r.body.len, 86);
    arena_free(arena);
}

static void an_unsigned_payload_is_said_to_be_so(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct sigv4_texts texts;
    struct aws_http_request r = {.method = "POST", .path = "/", .query = "", .host_prefix = "", .body = STR("secret")};
    struct sigv4_options options = s3;
    options.unsigned_payload = true;
    assert_true(sigv4_sign(arena, &r, "h", &key, &options, &texts, &err));
    assert_string_equal(aws_headers_get(&r.headers, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
    assert_true(str_has_suffix(str_of(texts.canonical), STR("\nUNSIGNED-PAYLOAD")));
    arena_free(arena);
}

static void a_time_that_is_none_is_refused(void **state)
{
    struct arena *arena = arena_new(0);
    struct error err = {0};
    struct aws_http_request r = {.method = "GET", .path = "/", .query = "", .host_prefix = ""};
    struct sigv4_options options = s3;
    options.now = -5;
    assert_false(sigv4_sign(arena, &r, "h", &key, &options, NULL, &err));
    assert_ptr_equal(err.code, &AWS_PARAMETER);
    arena_free(arena);
}

/* Each allocation fails in turn: an error, and no crash. */
static void without_memory_there_is_an_error(void **state)
{
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct aws_credentials with_token = key;
        struct aws_http_request r = {.method = "PUT", .path = "/k", .query = "a=b&c", .host_prefix = "", .body = STR("0123456789")};
        struct sigv4_options options = s3;
        options.chunk = 4;
        with_token.token = "token";
        arena_fail_at(arena, n);
        bool ok = sigv4_sign(arena, &r, "h", &with_token, &options, NULL, &err);
        if (!ok) assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        arena_free(arena);
        if (ok) return;
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(s3_get_object_as_in_the_reference),
        cmocka_unit_test(s3_put_object_with_a_dollar_in_its_name),
        cmocka_unit_test(s3_query_without_a_value),
        cmocka_unit_test(s3_paths_are_signed_as_they_are),
        cmocka_unit_test(a_streamed_body_as_in_the_reference),
        cmocka_unit_test(an_empty_streamed_body_is_its_closing_chunk),
        cmocka_unit_test(an_unsigned_payload_is_said_to_be_so),
        cmocka_unit_test(a_time_that_is_none_is_refused),
        cmocka_unit_test(without_memory_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
