#include "helper.h"

#define BUCKET "aws_s3_bucket"

static struct buf said;

static const char *say(void)
{
    buf_add_char(&said, '\0');
    const char *text = buf_to_arena(arena, &said);
    buf_clear(&said);
    return text;
}

static bool each_resource(void *context, const struct store_resource *r, struct error *err)
{
    buf_printf(&said, "%.*s/%.*s/%.*s ", (int)r->key.account.len, r->key.account.s, (int)r->key.region.len, r->key.region.s, (int)r->key.id.len, r->key.id.s);
    return !context;
}

static bool each_version(void *context, const struct store_version *v, struct error *err)
{
    buf_printf(&said, "%lld:%.*s:%s:%s:%.*s ", (long long)v->valid_from, (int)v->key.id.len, v->key.id.s, v->deleted ? "gone" : text_of(v->values),
               v->cause.source == SOURCE_EVENT ? "event" : "sweep", (int)v->cause.principal.len, v->cause.principal.s);
    return true;
}

static const char *ask(struct store_query q)
{
    struct error err = {0};
    must(store_resources(arena, store, &q, each_resource, NULL, &err), &err);
    return say();
}

static void put_in(const char *account, const char *region, const char *type, const char *id, const char *parent)
{
    struct store_resource r = resource(type, id, "{}");
    r.key.account = str_of(account);
    r.key.region = str_of(region);
    r.parent = str_of(parent);
    struct store_batch b = batch(100);
    b.account = str_of(account);
    b.resources = &r;
    b.n_resources = 1;
    commit(&b);
}

static void a_question_may_name_any_part_of_the_key(void **state)
{
    put_in("1", "eu", "t", "x", "");
    put_in("1", "us", "t", "y", "x");
    put_in("2", "eu", "t", "x", "");
    put_in("2", "eu", "u", "z", "x");
    assert_string_equal(ask((struct store_query){0}), "1/eu/x 1/us/y 2/eu/x 2/eu/z ");
    assert_string_equal(ask((struct store_query){.account = STR("1")}), "1/eu/x 1/us/y ");
    assert_string_equal(ask((struct store_query){.account = STR("1"), .region = STR("us")}), "1/us/y ");
    assert_string_equal(ask((struct store_query){.account = STR("2"), .type = STR("u")}), "2/eu/z ");
    assert_string_equal(ask((struct store_query){.type = STR("t")}), "1/eu/x 1/us/y 2/eu/x ");
    assert_string_equal(ask((struct store_query){.id = STR("x")}), "1/eu/x 2/eu/x ");
    assert_string_equal(ask((struct store_query){.id = STR("x"), .account = STR("2")}), "2/eu/x ");
    assert_string_equal(ask((struct store_query){.parent = STR("x")}), "1/us/y 2/eu/z ");
    assert_string_equal(ask((struct store_query){.account = STR("3")}), "");
    assert_string_equal(ask((struct store_query){.id = STR("nothing")}), "");
}

static void a_callback_may_stop(void **state)
{
    put_in("1", "eu", "t", "x", "");
    put_in("1", "eu", "t", "y", "");
    struct error err = {0};
    assert_true(store_resources(arena, store, &(struct store_query){0}, each_resource, &err, &err));
    assert_string_equal(say(), "1/eu/x ");
}

static bool calls_again(void *context, const struct store_resource *r, struct error *err)
{
    struct store_size size;
    return store_size(store, &size, err);
}

static void a_callback_that_calls_the_store_is_told_so(void **state)
{
    put_in("1", "eu", "t", "x", "");
    struct error err = {0};
    assert_false(store_resources(arena, store, &(struct store_query){0}, calls_again, NULL, &err));
    assert_ptr_equal(err.code, &STORE_MISUSE);
    assert_string_equal(ask((struct store_query){0}), "1/eu/x ");
}

static void what_was_is_known_for_any_time(void **state)
{
    put_one(100, BUCKET, "a", "{\"n\":1}");
    struct store_batch b = batch(200);
    struct store_resource r = resource(BUCKET, "a", "{\"n\":2}");
    b.resources = &r;
    b.n_resources = 1;
    b.cause = (struct store_cause){SOURCE_EVENT, STR("e-1"), STR("arn:aws:iam::1:user/eve"), 190};
    commit(&b);
    put_list(300, BUCKET, NULL, 0);
    static const struct { int64_t at; const char *want; } cases[] = {{99, "unknown"}, {100, "{\"n\":1}"}, {199, "{\"n\":1}"}, {200, "{\"n\":2}"}, {299, "{\"n\":2}"},
                                                                     {300, "gone"}, {INT64_MAX, "gone"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct store_version v;
        bool found;
        struct error err = {0};
        must(store_resource_at(arena, store, key(BUCKET, "a"), cases[i].at, &found, &v, &err), &err);
        assert_string_equal(!found ? "unknown" : v.deleted ? "gone" : text_of(v.values), cases[i].want);
        if (cases[i].at == 200) {
            assert_true(v.cause.source == SOURCE_EVENT && str_is(v.cause.event_id, "e-1") && v.cause.event_time == 190);
            assert_int_equal(strlen(v.hash), 40);
        }
    }
    bool found;
    struct store_version v;
    assert_true(store_resource_at(arena, store, key(BUCKET, "never"), 100, &found, &v, NULL));
    assert_false(found);
}

static void a_timeline_is_what_lies_between_two_times(void **state)
{
    struct error err = {0};
    put_one(100, BUCKET, "a", "{\"n\":1}");
    put_one(150, BUCKET, "b", "{}");
    put_one(200, BUCKET, "a", "{\"n\":2}");
    must(store_timeline(arena, store, key(BUCKET, "a"), 0, INT64_MAX, each_version, NULL, &err), &err);
    assert_string_equal(say(), "100:a:{\"n\":1}:sweep: 200:a:{\"n\":2}:sweep: ");
    must(store_timeline(arena, store, key(BUCKET, "a"), 101, 200, each_version, NULL, &err), &err);
    assert_string_equal(say(), "");
    must(store_versions(arena, store, STR(""), 100, 200, each_version, NULL, &err), &err);
    assert_string_equal(say(), "100:a:{\"n\":1}:sweep: 150:b:{}:sweep: ");
    must(store_versions(arena, store, STR("222222222222"), 0, INT64_MAX, each_version, NULL, &err), &err);
    assert_string_equal(say(), "");
}

static void unknowns_come_back_from_the_store(void **state)
{
    struct value v = value_with(arena, VALUE_NONE, value_cstring(arena, "policy"), value_unknown_ref(arena, "aws_iam_policy.p.json"));
    struct store_resource r = resource(BUCKET, "a", "{}"), out;
    r.values = v;
    put_list(100, BUCKET, &r, 1);
    bool found;
    assert_true(store_resource(arena, store, key(BUCKET, "a"), &found, &out, NULL));
    assert_true(found && value_equal(out.values, v) && value_has_unknown(out.values));
}

static bool each_gap(void *context, const struct store_gap *g, struct error *err)
{
    buf_printf(&said, "%.*s|%.*s|%.*s|%lld ", (int)g->type.len, g->type.s, (int)g->parent.len, g->parent.s, (int)g->code.len, g->code.s, (long long)g->since);
    return true;
}

static const char *gaps(const char *account)
{
    struct error err = {0};
    must(store_gaps(arena, store, str_of(account), each_gap, NULL, &err), &err);
    return say();
}

static struct store_gap gap(const char *type, const char *parent, const char *code)
{
    return (struct store_gap){STR(ACCOUNT), STR("eu-west-1"), str_of(type), str_of(parent), STR("s3:Get"), str_of(code), STR("s3:Get"), STR("refused"), 0};
}

static void gaps_are_replaced_by_the_next_reading_and_keep_since_when(void **state)
{
    struct error err = {0};
    int64_t sweep;
    struct store_scope scope = {.account = STR(ACCOUNT), .region = STR("eu-west-1"), .service = STR("s3")}, taken;
    bool found;
    struct store_gap g[] = {gap("t", "", "AccessDenied"), gap("u", "p", "AccessDenied"), gap("u", "q", "Throttled")};
    struct store_batch b = batch(100);
    b.gaps = g;
    for (int round = 0; round < 3; round++) {
        must(store_sweep_begin(store, STR("test"), 1, &sweep, &err), &err);
        must(store_scopes_add(store, sweep, &scope, 1, &err), &err);
        must(store_scope_take(arena, store, sweep, STR("me"), 1, 10, &found, &taken, &err), &err);
        b.scope = taken.id;
        b.n_gaps = (size_t[]){3, 2, 0}[round];
        b.observed_at = 100 * (round + 1);
        commit(&b);
        assert_string_equal(gaps(""), ((const char *const[]){"t||AccessDenied|100 u|p|AccessDenied|100 u|q|Throttled|100 ", "t||AccessDenied|100 u|p|AccessDenied|100 ", ""})[round]);
    }
    /* Outside a sweep a reading speaks for what it has read. */
    b.scope = 0;
    b.n_gaps = 3;
    b.observed_at = 400;
    commit(&b);
    struct store_listing listing = {STR("u"), STR("eu-west-1"), STR("p")};
    b.n_gaps = 0;
    b.listings = &listing;
    b.n_listings = 1;
    commit(&b);
    assert_string_equal(gaps(ACCOUNT), "t||AccessDenied|400 u|q|Throttled|400 ");
    listing.parent = STR("");
    commit(&b);
    assert_string_equal(gaps(ACCOUNT), "t||AccessDenied|400 ");
    assert_string_equal(gaps("222222222222"), "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
static bool add_id(void *context, const struct store_resource *r, struct error *err)
{
    struct buf *out = (struct buf *)context;
    (void)err;
    buf_printf(out, "%s%.*s", out->len ? " " : "", (int)r->key.id.len, r->key.id.s);
    return true;
}

/* Events call things by their name, their ARN or their id. */
static void what_is_called_so_is_found(void **state)
{
    struct error err = {0};
    static const struct { const char *type, *called, *want; } cases[] = {
        {"t", "one", "id-1"}, {"t", "id-2", "id-2"}, {"t", "arn:aws:x:::two", "id-2"}, {"t", "both", "id-1 id-2"}, {"t", "arn:aws:x:::three", "arn:aws:x:::three"}, {"t", "none", ""}, {"u", "one", "id-9"},
        {"t", "arn:aws:x:::none", ""}, {"v", "one", ""},
    };
    (void)state;
    struct store_resource all[] = {
        {.key = key("t", "id-1"), .name = STR("one"), .values = json("{}")}, {.key = key("t", "id-2"), .name = STR("both"), .arn = STR("arn:aws:x:::two"), .values = json("{}")},
        {.key = key("u", "id-9"), .name = STR("one"), .values = json("{}")}, {.key = key("t", "arn:aws:x:::three"), .name = STR("three"), .arn = STR("arn:aws:x:::three"), .values = json("{}")},
    };
    struct store_batch b = batch(100);
    b.resources = all, b.n_resources = COUNT_OF(all);
    must(store_commit(arena, store, &b, NULL, &err), &err);
    all[0].name = STR("both");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (strcmp(cases[i].called, "both") == 0) {
            b.observed_at = 200, b.n_resources = 1;
            must(store_commit(arena, store, &b, NULL, &err), &err);
        }
        struct store_query q = {.account = STR(ACCOUNT), .type = str_of(cases[i].type), .region = STR("eu-west-1"), .called = str_of(cases[i].called)};
        struct buf got = buf_new(0);
        must(store_resources(arena, store, &q, add_id, &got, &err), &err);
        buf_add_char(&got, '\0');
        if (strcmp(got.s, cases[i].want) != 0) fail_msg("%s: %s, not %s", cases[i].called, got.s, cases[i].want);
        buf_free(&got);
    }
}

int main(void)
{
    said = buf_new(0);
    const struct CMUnitTest tests[] = {
        TEST(what_is_called_so_is_found),
        TEST(a_question_may_name_any_part_of_the_key),
        TEST(a_callback_may_stop),
        TEST(a_callback_that_calls_the_store_is_told_so),
        TEST(what_was_is_known_for_any_time),
        TEST(a_timeline_is_what_lies_between_two_times),
        TEST(unknowns_come_back_from_the_store),
        TEST(gaps_are_replaced_by_the_next_reading_and_keep_since_when),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&said);
    return failed;
}
