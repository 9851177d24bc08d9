/* What a plan or a state says of its resources, in whatever encoding, and what happens when memory ends on the way. */
#include "tree.h"

#include <zlib.h>

#include "terraform/plan.h"

struct read { struct arena *arena; struct tf_plan plan; struct notice_list notices; struct error err; bool ok; };

static struct read read_bytes(const char *bytes, size_t len)
{
    struct read r = {.arena = arena_new(0)};
    r.ok = tf_read_plan(r.arena, (struct str){bytes, len}, "plan.json", &r.plan, &r.notices, &r.err);
    return r;
}

/* The first resource's values, or why there is none. */
static const char *first_values(struct read *r)
{
    if (!r->ok) return r->err.message;
    return r->plan.resources.len ? text_of(r->arena, r->plan.resources.items[0]->values) : "no resource";
}

#define CHANGE(type, actions, rest) "{\"address\":\"" type ".x\",\"mode\":\"managed\",\"type\":\"" type "\",\"name\":\"x\",\"change\":{\"actions\":[" actions "]," rest "}}"
#define PLAN(changes, rest) "{\"format_version\":\"1.2\",\"resource_changes\":[" changes "]" rest "}"
#define BUCKET_CONFIG(expressions) ",\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"aws_s3_bucket.x\",\"mode\":\"managed\",\"type\":\"aws_s3_bucket\"," \
                                   "\"name\":\"x\",\"expressions\":{" expressions "}}]}}"

static void a_plan_is_read_as_the_configuration_would_be(void **state)
{
    static const struct { const char *name, *text, *want; } cases[] = {
        {"what is known", PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{\"bucket\":\"a\"}"), ""), "{\"bucket\": \"a\"}"},
        {"null and empty blocks are absent", PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{\"bucket\":null,\"versioning\":[]}"), ""), "{}"},
        {"sets are sorted", PLAN(CHANGE("aws_instance", "\"create\"", "\"after\":{\"vpc_security_group_ids\":[\"b\",\"a\",\"b\"]}"), ""), "{\"vpc_security_group_ids\": [\"a\", \"b\"]}"},
        {"lists are not", PLAN(CHANGE("aws_eks_cluster", "\"create\"", "\"after\":{\"x\":[\"b\",\"a\"]}"), ""), "{\"x\": [\"b\", \"a\"]}"},
        {"an unknown that the configuration sets names what it comes from",
         PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{},\"after_unknown\":{\"bucket\":true}"), BUCKET_CONFIG("\"bucket\":{\"references\":[\"aws_iam_role.r.name\",\"aws_iam_role.r\"]}")),
         "{\"bucket\": <unknown aws_iam_role.r.name>}"},
        {"an unknown that only the provider sets is absent",
         PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{},\"after_unknown\":{\"arn\":true}"), BUCKET_CONFIG("\"bucket\":{\"constant_value\":\"a\"}")), "{}"},
        {"without a configuration every unknown counts", PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{},\"after_unknown\":{\"bucket\":true}"), ""), "{\"bucket\": <unknown aws_s3_bucket.x.bucket>}"},
        {"a replacement is what it will be", PLAN(CHANGE("aws_s3_bucket", "\"delete\",\"create\"", "\"before\":{\"bucket\":\"old\"},\"after\":{\"bucket\":\"new\"}"), ""), "{\"bucket\": \"new\"}"},
        {"what goes is not judged", PLAN(CHANGE("aws_s3_bucket", "\"delete\"", "\"before\":{\"bucket\":\"old\"},\"after\":null"), ""), "no resource"},
        {"what is forgotten neither", PLAN(CHANGE("aws_s3_bucket", "\"forget\"", "\"after\":null"), ""), "no resource"},
        {"a document in a string stands beside it", PLAN(CHANGE("aws_s3_bucket_policy", "\"create\"", "\"after\":{\"policy\":\"{\\\"a\\\":[1,]}\"}"), ""),
         "{\"policy\": \"{\\\"a\\\":[1,]}\", \"policy_document\": {\"a\": [1]}}"},
        {"planned values do where there are no changes", "{\"format_version\":\"0.1\",\"planned_values\":{\"root_module\":{\"resources\":[{\"address\":\"aws_s3_bucket.x\","
         "\"type\":\"aws_s3_bucket\",\"name\":\"x\",\"values\":{\"bucket\":\"a\"}}]}}}", "{\"bucket\": \"a\"}"},
        {"a state as `show` prints it", "{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"child_modules\":[{\"address\":\"module.m\",\"resources\":[{\"address\":\"module.m.aws_s3_bucket.x\","
         "\"type\":\"aws_s3_bucket\",\"name\":\"x\",\"values\":{\"bucket\":\"a\"}}]}]}}}", "{\"bucket\": \"a\"}"},
        {"an empty plan", "{\"format_version\":\"1.2\"}", "no resource"},
        {"a version to come", "{\"format_version\":\"2.0\",\"resource_changes\":[]}", "format_version \"2.0\" is not known here (0.x and 1.x are)"},
        {"another JSON file", "{\"a\":1}", "the file holds a JSON object, but neither resource_changes nor planned_values nor a state"},
        {"a list", "[]", "the file holds JSON, but not an object"},
        {"wrong types everywhere", "{\"format_version\":\"1.2\",\"resource_changes\":[1,null,{\"type\":1},{\"type\":\"t\",\"name\":\"n\",\"change\":[]}],\"configuration\":[]}", "{}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct read r = read_bytes(cases[i].text, strlen(cases[i].text));
        same_text(cases[i].name, first_values(&r), cases[i].want);
        arena_free(r.arena);
    }
}

static void references_of_a_plan_are_absolute(void **state)
{
    static const char plan[] =
        "{\"format_version\":\"1.2\",\"resource_changes\":[{\"address\":\"module.p[\\\"k\\\"].aws_s3_bucket_policy.p\",\"module_address\":\"module.p[\\\"k\\\"]\",\"type\":\"aws_s3_bucket_policy\","
        "\"name\":\"p\",\"change\":{\"actions\":[\"create\"],\"after\":{},\"after_unknown\":{\"bucket\":true}}}],\"configuration\":{\"root_module\":{\"module_calls\":{"
        "\"p\":{\"expressions\":{\"bucket\":{\"references\":[\"module.b.id\",\"module.b\"]}},\"module\":{\"resources\":[{\"address\":\"aws_s3_bucket_policy.p\",\"mode\":\"managed\","
        "\"type\":\"aws_s3_bucket_policy\",\"name\":\"p\",\"expressions\":{\"bucket\":{\"references\":[\"var.bucket\"]}}}]}},"
        "\"b\":{\"module\":{\"outputs\":{\"id\":{\"expression\":{\"references\":[\"aws_s3_bucket.b.id\",\"aws_s3_bucket.b\"]}}}}}}}}}";
    struct read r = read_bytes(plan, strlen(plan));
    (void)state;
    assert_true(r.ok);
    const struct resource *policy = r.plan.resources.items[0];
    assert_string_equal(policy->index, "");
    same_text("an unknown", text_of(r.arena, policy->values), "{\"bucket\": <unknown module.b.aws_s3_bucket.b.id>}");
    assert_int_equal(policy->refs.len, 1);
    assert_string_equal(policy->refs.items[0].path, "bucket");
    assert_string_equal(policy->refs.items[0].target, "module.b.aws_s3_bucket.b.id");
    arena_free(r.arena);
}

static void raw_states_of_every_version_are_read(void **state)
{
    static const struct { const char *name, *text, *address, *want; } cases[] = {
        {"version 4", "{\"version\":4,\"resources\":[{\"module\":\"module.m\",\"mode\":\"managed\",\"type\":\"aws_s3_bucket\",\"name\":\"x\",\"instances\":[{\"index_key\":\"k\",\"attributes\":{\"bucket\":\"a\"}}]}]}",
         "module.m.aws_s3_bucket.x[\"k\"]", "{\"bucket\": \"a\"}"},
        {"version 4, a data source", "{\"version\":4,\"resources\":[{\"mode\":\"data\",\"type\":\"aws_ami\",\"name\":\"x\",\"instances\":[{\"attributes\":{\"id\":\"a\"}}]}]}", "data.aws_ami.x", "{\"id\": \"a\"}"},
        {"version 3", "{\"version\":3,\"modules\":[{\"path\":[\"root\",\"m\"],\"resources\":{\"aws_s3_bucket.x.1\":{\"primary\":{\"attributes\":{\"bucket\":\"a\",\"tags.%\":\"1\",\"tags.k\":\"v\"}}}}}]}",
         "module.m.aws_s3_bucket.x[1]", "{\"bucket\": \"a\", \"tags\": {\"k\": \"v\"}}"},
        {"version 3, a block in a block", "{\"version\":3,\"modules\":[{\"path\":[\"root\"],\"resources\":{\"aws_s3_bucket.x\":{\"primary\":{\"attributes\":{\"versioning.#\":\"1\",\"versioning.0.enabled\":\"true\"}}}}}]}",
         "aws_s3_bucket.x", "{\"versioning\": [{\"enabled\": \"true\"}]}"},
        {"version 3, a list of eleven in its order", "{\"version\":3,\"modules\":[{\"path\":[\"root\"],\"resources\":{\"x.x\":{\"primary\":{\"attributes\":{\"l.#\":\"11\",\"l.0\":\"a\",\"l.1\":\"b\",\"l.2\":\"c\","
         "\"l.3\":\"d\",\"l.4\":\"e\",\"l.5\":\"f\",\"l.6\":\"g\",\"l.7\":\"h\",\"l.8\":\"i\",\"l.9\":\"j\",\"l.10\":\"k\"}}}}}]}", "x.x",
         "{\"l\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\"]}"},
        {"version 2, with a module in a module", "{\"version\":2,\"serial\":1,\"modules\":[{\"path\":[\"root\",\"a\",\"b\"],\"resources\":{\"aws_s3_bucket.x\":{\"primary\":{\"attributes\":{\"bucket\":\"a\"}}}}}]}",
         "module.a.module.b.aws_s3_bucket.x", "{\"bucket\": \"a\"}"},
        {"version 1", "{\"version\":1,\"serial\":1,\"resources\":{\"aws_s3_bucket.x\":{\"primary\":{\"attributes\":{\"bucket\":\"a\"}}}}}", "aws_s3_bucket.x", "{\"bucket\": \"a\"}"},
        {"a resource without attributes", "{\"version\":3,\"modules\":[{\"path\":[\"root\"],\"resources\":{\"aws_s3_bucket.x\":{}}}]}", "aws_s3_bucket.x", "{}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct read r = read_bytes(cases[i].text, strlen(cases[i].text));
        same_text(cases[i].name, first_values(&r), cases[i].want);
        same_text(cases[i].name, r.plan.resources.items[0]->address, cases[i].address);
        assert_int_equal(r.plan.resources.items[0]->origin, RESOURCE_FROM_STATE);
        arena_free(r.arena);
    }
}

static void sensitive_marks_become_paths(void **state)
{
    static const char plan[] = PLAN(CHANGE("aws_db_instance", "\"create\"", "\"after\":{\"password\":\"p\",\"tags\":{\"a.b\":\"s\"}},\"after_sensitive\":{\"username\":true,\"tags\":{\"a.b\":true},\"x\":[{\"y\":true}]}"), "");
    static const struct { const char *path; bool want; } cases[] = {
        {"username", true}, {"usernames", false}, {"tags[\"a.b\"]", true}, {"tags.c", false}, {"x[0].y", true}, {"x[1].y", false}, {"engine", false},
    };
    struct read r = read_bytes(plan, strlen(plan));
    (void)state;
    assert_true(r.ok);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (resource_is_sensitive(r.plan.resources.items[0], cases[i].path) != cases[i].want) fail_msg("%s", cases[i].path);
    arena_free(r.arena);
}

/* --- encodings --- */

static const char small[] = PLAN(CHANGE("aws_s3_bucket", "\"create\"", "\"after\":{\"bucket\":\"\xc3\xa9\"}"), "");

static size_t to_utf16(const char *s, bool big, unsigned char *out)
{
    size_t n = 0;
    out[n++] = big ? 0xfe : 0xff;
    out[n++] = big ? 0xff : 0xfe;
    for (; *s; s++) {
        unsigned c = (unsigned char)*s;
        if (c == 0xc3) c = 0xc0 + ((unsigned char)*++s & 0x3f);   /* the only letter here beyond ASCII */
        out[n++] = (unsigned char)(big ? c >> 8 : c);
        out[n++] = (unsigned char)(big ? c : c >> 8);
    }
    return n;
}

static size_t gzipped(const void *bytes, size_t len, unsigned char *out, size_t max)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)bytes, z.avail_in = (uInt)len, z.next_out = out, z.avail_out = (uInt)max;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return max - z.avail_out;
}

static void encodings_do_not_matter(void **state)
{
    unsigned char text[4096], packed[4096];
    (void)state;
    for (int kind = 0; kind < 6; kind++) {
        size_t n = kind < 2 ? to_utf16(small, kind == 0, text) : (size_t)snprintf((char *)text, sizeof text, "%s%s", kind == 2 ? "\xef\xbb\xbf" : "", small);
        if (kind == 4) n = gzipped(small, strlen(small), packed, sizeof packed), memcpy(text, packed, n);
        if (kind == 5) n = gzipped(packed, to_utf16(small, false, packed), text, sizeof text);
        struct read r = read_bytes((const char *)text, n);
        same_text("the bucket", first_values(&r), "{\"bucket\": \"\xc3\xa9\"}");
        arena_free(r.arena);
    }
}

static void damaged_bytes_are_said(void **state)
{
    unsigned char packed[4096];
    size_t n = gzipped(small, strlen(small), packed, sizeof packed);
    struct read r;
    (void)state;
    for (size_t cut = 2; cut < n; cut += 7) {
        r = read_bytes((const char *)packed, cut);
        assert_false(r.ok);
        assert_ptr_equal(r.err.code, &TF_ENCODING);
        arena_free(r.arena);
    }
    packed[n / 2] ^= 0x55;
    r = read_bytes((const char *)packed, n);
    assert_false(r.ok);
    arena_free(r.arena);
    for (size_t cut = 0; cut < strlen(small); cut++) {
        r = read_bytes(small, cut);
        if (r.ok) fail_msg("%zu bytes are taken for a plan", cut);
        arena_free(r.arena);
    }
    r = read_bytes("PK\x03\x04 binary", 11);
    assert_ptr_equal(r.err.code, &TF_BINARY_PLAN);
    arena_free(r.arena);
}

/* Sixty-four megabytes of zeros in sixty-four kilobytes: an arena with less than that refuses, and nothing is lost. */
static void a_gzip_bomb_ends_at_the_limit(void **state)
{
    size_t len = (size_t)64 << 20, max = (size_t)1 << 20;
    char *zeros = calloc(1, len);
    unsigned char *packed = malloc(max);
    (void)state;
    assert_true(zeros && packed);
    size_t n = gzipped(zeros, len, packed, max);
    struct arena *arena = arena_new((size_t)8 << 20);
    struct tf_plan plan;
    struct notice_list notices = {0};
    struct error err = {0};
    assert_true(n < (size_t)128 << 10);
    assert_false(tf_read_plan(arena, (struct str){(const char *)packed, n}, "bomb", &plan, &notices, &err));
    assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
    arena_free(arena);
    free(zeros);
    free(packed);
}

/* --- memory ends --- */

static const char rich[] = PLAN(CHANGE("aws_s3_bucket", "\"create\"",
    "\"after\":{\"policy\":\"{\\\"Statement\\\":[]}\",\"versioning\":[{\"enabled\":true}]},\"after_unknown\":{\"bucket\":true,\"tags\":{\"a\":true}},\"after_sensitive\":{\"tags\":{\"a\":true}}"),
    BUCKET_CONFIG("\"bucket\":{\"references\":[\"aws_iam_role.r.name\"]},\"tags\":{\"references\":[\"var.t\"]},\"versioning\":[{\"enabled\":{\"references\":[\"var.e\"]}}]"));

static void a_failed_allocation_is_an_error_and_no_crash(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct tf_plan plan;
        struct notice_list notices = {0};
        struct error err = {0};
        arena_fail_at(arena, n);
        bool ok = tf_read_plan(arena, str_of(rich), "plan.json", &plan, &notices, &err);
        bool failed = arena->failed;
        if (ok && failed) fail_msg("allocation %zu failed and nobody said so", n);
        if (!ok && err.code != &ERROR_NO_MEMORY) fail_msg("allocation %zu: %s", n, err.message);
        arena_free(arena);
        if (!failed) {
            assert_true(n > 50);   /* the plan is large enough to mean something */
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_is_read_as_the_configuration_would_be), cmocka_unit_test(references_of_a_plan_are_absolute),
        cmocka_unit_test(raw_states_of_every_version_are_read), cmocka_unit_test(sensitive_marks_become_paths), cmocka_unit_test(encodings_do_not_matter),
        cmocka_unit_test(damaged_bytes_are_said), cmocka_unit_test(a_gzip_bomb_ends_at_the_limit), cmocka_unit_test(a_failed_allocation_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
