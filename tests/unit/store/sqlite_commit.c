#include "store/sqlite.h"

#include "helper.h"

#define BUCKET "aws_s3_bucket"
#define POLICY "aws_s3_bucket_policy"

static size_t versions_of(const char *type, const char *id);

static void an_unchanged_resource_writes_no_version(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{\"n\":1}"), resource(BUCKET, "b", "{\"n\":2}")};
    struct store_committed done = put_list(100, BUCKET, r, 2);
    assert_string_equal(change_names(&done), "+a +b");
    int64_t before = sqlite3_total_changes64(store->db);
    done = put_list(200, BUCKET, r, 2);
    assert_int_equal(done.n_changes, 0);
    assert_int_equal(done.unchanged, 2);
    assert_int_equal(sqlite3_total_changes64(store->db) - before, 1);   /* the list's time */
    r[1].values = json("{\"n\":3}");
    done = put_list(300, BUCKET, r, 2);
    assert_string_equal(change_names(&done), "~b");
    assert_int_equal(versions_of(BUCKET, "a"), 1);
    assert_int_equal(versions_of(BUCKET, "b"), 2);
}

static bool count(void *context, const struct store_version *version, struct error *err)
{
    ++*(size_t *)context;
    return true;
}

static size_t versions_of(const char *type, const char *id)
{
    size_t n = 0;
    struct error err = {0};
    must(store_timeline(arena, store, key(type, id), 0, INT64_MAX, count, &n, &err), &err);
    return n;
}

static void a_document_is_stored_once(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{\"n\":1}"), resource(BUCKET, "b", "{\"n\":1}"), resource(POLICY, "a", "{\"n\":1}")};
    struct store_batch b = batch(100);
    b.resources = r;
    b.n_resources = 3;
    commit(&b);
    struct store_size size;
    assert_true(store_size(store, &size, NULL));
    assert_int_equal(size.resources, 3);
    assert_int_equal(size.documents, 1);
    assert_int_equal(size.document_bytes, 7);
}

static void what_a_list_no_longer_names_is_gone(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{}"), resource(BUCKET, "b", "{}")};
    put_list(100, BUCKET, r, 2);
    put_one(100, POLICY, "b", "{}");
    struct store_committed done = put_list(200, BUCKET, r, 1);
    assert_string_equal(change_names(&done), "-b");
    assert_string_equal(now_is(BUCKET, "b"), "gone");
    assert_string_equal(now_is(BUCKET, "a"), "{}");
    assert_string_equal(now_is(POLICY, "b"), "{}");
    done = put_list(300, BUCKET, r, 1);
    assert_int_equal(done.n_changes, 0);
    done = put_list(400, BUCKET, r, 2);
    assert_string_equal(change_names(&done), "+b");
    assert_int_equal(versions_of(BUCKET, "b"), 3);
}

static void a_list_of_a_region_says_nothing_of_another(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{}"), resource(BUCKET, "b", "{}")};
    r[1].key.region = STR("us-east-1");
    struct store_batch b = batch(100);
    b.resources = r;
    b.n_resources = 2;
    commit(&b);
    struct store_committed done = put_list(200, BUCKET, r, 0);
    assert_string_equal(change_names(&done), "-a");
    struct store_listing everywhere = {STR(BUCKET), {"", 0}, {"", 0}};
    b = batch(300);
    b.listings = &everywhere;
    b.n_listings = 1;
    done = commit(&b);
    assert_string_equal(change_names(&done), "-b");
}

static void a_type_whose_list_was_refused_is_not_taken_as_gone(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{}"), resource(BUCKET, "b", "{}")};
    put_list(100, BUCKET, r, 2);
    struct store_listing listing = {STR(BUCKET), STR("eu-west-1"), {"", 0}};
    struct store_gap gap = {STR(ACCOUNT), STR("eu-west-1"), STR(BUCKET), {"", 0}, STR("s3:ListBuckets"), STR("AccessDenied"), STR("s3:ListAllMyBuckets"), STR("no"), 0};
    struct store_batch b = batch(200);
    b.listings = &listing;
    b.n_listings = 1;
    b.gaps = &gap;
    b.n_gaps = 1;
    struct store_committed done = commit(&b);
    assert_int_equal(done.n_changes, 0);
    assert_int_equal(done.kept, 2);
    assert_string_equal(now_is(BUCKET, "a"), "{}");
    /* Not in the listings at all is as good. */
    b.n_listings = 0;
    done = commit(&b);
    assert_int_equal(done.n_changes, 0);
}

static void a_refused_call_under_one_parent_keeps_what_is_under_that_parent(void **state)
{
    struct store_resource r[] = {resource(POLICY, "a/policy", "{}"), resource(POLICY, "b/policy", "{}"), resource(POLICY, "c/policy", "{}")};
    r[0].parent = STR("a");
    r[1].parent = STR("b");
    r[2].parent = STR("c");
    put_list(100, POLICY, r, 3);
    struct store_listing listing = {STR(POLICY), STR("eu-west-1"), {"", 0}};
    struct store_gap gap = {STR(ACCOUNT), STR("eu-west-1"), STR(POLICY), STR("a"), STR("s3:GetBucketPolicy"), STR("AccessDenied"), STR("s3:GetBucketPolicy"), STR("no"), 0};
    struct store_batch b = batch(200);
    b.resources = &r[2];
    b.n_resources = 1;
    b.listings = &listing;
    b.n_listings = 1;
    b.gaps = &gap;
    b.n_gaps = 1;
    struct store_committed done = commit(&b);
    assert_string_equal(change_names(&done), "-b/policy");
    assert_int_equal(done.kept, 1);
    /* What was not seen at 200 keeps its own time: something of 150 is still newer. */
    struct store_batch late = batch(150);
    r[0].values = json("{\"late\":true}");
    late.resources = &r[0];
    late.n_resources = 1;
    done = commit(&late);
    assert_string_equal(change_names(&done), "~a/policy");
    r[2].values = json("{\"late\":true}");
    late.resources = &r[2];
    done = commit(&late);
    assert_int_equal(done.stale, 1);
}

static void a_list_under_a_parent_speaks_for_that_parent(void **state)
{
    struct store_resource r[] = {resource(POLICY, "a1", "{}"), resource(POLICY, "a2", "{}"), resource(POLICY, "b1", "{}")};
    r[0].parent = r[1].parent = STR("a");
    r[2].parent = STR("b");
    put_list(100, POLICY, r, 3);
    struct store_listing listing = {STR(POLICY), STR("eu-west-1"), STR("a")};
    struct store_batch b = batch(200);
    b.resources = r;
    b.n_resources = 1;
    b.listings = &listing;
    b.n_listings = 1;
    struct store_committed done = commit(&b);
    assert_string_equal(change_names(&done), "-a2");
    listing.parent = STR("never seen");
    done = commit(&b);
    assert_int_equal(done.n_changes, 0);
}

static void an_older_observation_never_overwrites_a_newer_one(void **state)
{
    put_one(200, BUCKET, "a", "{\"n\":2}");
    struct store_committed done = put_one(100, BUCKET, "a", "{\"n\":1}");
    assert_int_equal(done.stale, 1);
    assert_int_equal(done.n_changes, 0);
    assert_string_equal(now_is(BUCKET, "a"), "{\"n\":2}");
    /* Unchanged at 300: what was read at 250 is older than that. */
    put_one(300, BUCKET, "a", "{\"n\":2}");
    done = put_one(250, BUCKET, "a", "{\"n\":3}");
    assert_int_equal(done.stale, 1);
    /* At the same moment the later write counts, and stands in the place of the other. */
    done = put_one(300, BUCKET, "a", "{\"n\":4}");
    assert_string_equal(change_names(&done), "~a");
}

static void a_list_is_an_observation_of_what_it_names_and_of_what_it_does_not(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{}"), resource(BUCKET, "b", "{}")};
    put_list(100, BUCKET, r, 2);
    put_list(300, BUCKET, r, 2);                                            /* unchanged: no row says 300 */
    struct store_committed done = put_one(200, BUCKET, "a", "{\"old\":1}");
    assert_int_equal(done.stale, 1);
    done = put_one(200, BUCKET, "never", "{}");                            /* at 300 it was not there */
    assert_int_equal(done.stale, 1);
    done = put_list(400, BUCKET, r, 1);
    assert_string_equal(change_names(&done), "-b");
    done = put_one(350, BUCKET, "b", "{}");                                /* nothing old comes back to life */
    assert_int_equal(done.stale, 1);
    /* An event saw c at 500; a list that began at 450 and does not name it says nothing. */
    put_one(500, BUCKET, "c", "{}");
    done = put_list(450, BUCKET, r, 1);
    assert_int_equal(done.n_changes, 0);
    assert_string_equal(now_is(BUCKET, "c"), "{}");
    assert_int_equal(put_list(200, BUCKET, r, 2).stale, 3);                /* an old list altogether: a and b, and c that it does not name */
}

static void what_was_asked_for_by_id_and_is_not_there_is_gone(void **state)
{
    put_one(100, BUCKET, "a", "{}");
    struct store_key gone[] = {key(BUCKET, "a"), key(BUCKET, "never")};
    struct store_batch b = batch(200);
    b.deleted = gone;
    b.n_deleted = 2;
    struct store_committed done = commit(&b);
    assert_string_equal(change_names(&done), "-a");
    done = commit(&b);
    assert_int_equal(done.n_changes, 0);
    put_one(300, BUCKET, "a", "{}");
    done = commit(&b);
    assert_int_equal(done.stale, 1);
}

static void the_last_of_two_that_are_the_same_counts(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{\"n\":1}"), resource(BUCKET, "b", "{}"), resource(BUCKET, "a", "{\"n\":2}")};
    struct store_committed done = put_list(100, BUCKET, r, 3);
    assert_int_equal(done.n_changes, 2);
    assert_string_equal(now_is(BUCKET, "a"), "{\"n\":2}");
    assert_int_equal(versions_of(BUCKET, "a"), 1);
}

static void a_new_name_or_parent_is_written_and_is_no_version(void **state)
{
    struct store_resource r = resource(BUCKET, "a", "{}"), out;
    put_list(100, BUCKET, &r, 1);
    r.name = STR("other");
    r.parent = STR("p");
    r.arn = STR("arn:aws:s3:::a");
    r.calls = json("{\"s3:ListBuckets\":[\"bucket\"]}");
    struct store_committed done = put_list(200, BUCKET, &r, 1);
    assert_int_equal(done.n_changes, 0);
    bool found;
    assert_true(store_resource(arena, store, key(BUCKET, "a"), &found, &out, NULL));
    assert_true(found && str_is(out.name, "other") && str_is(out.parent, "p") && str_is(out.arn, "arn:aws:s3:::a"));
    assert_string_equal(text_of(out.calls), "{\"s3:ListBuckets\":[\"bucket\"]}");
    assert_int_equal(out.observed_at, 200);
    assert_int_equal(out.changed_at, 100);
    assert_int_equal(versions_of(BUCKET, "a"), 1);
}

static void what_is_not_as_it_should_be_is_refused_and_nothing_is_written(void **state)
{
    struct store_resource good = resource(BUCKET, "a", "{}");
    struct store_resource bad[] = {resource(BUCKET, "", "{}"), resource("", "b", "{}"), resource(BUCKET, "b", "[]"), resource(BUCKET, "b", "{}"), resource(BUCKET, "b", "{}")};
    bad[3].key.account = STR("222222222222");
    bad[4].values = VALUE_NONE;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct store_resource both[] = {good, bad[i]};
        struct store_batch b = batch(100);
        struct error err = {0};
        b.resources = both;
        b.n_resources = 2;
        assert_false(store_commit(arena, store, &b, NULL, &err));
        assert_ptr_equal(err.code, &STORE_INPUT);
        assert_string_equal(now_is(BUCKET, "a"), "gone");
    }
    struct error err = {0};
    assert_false(store_commit(arena, store, &(struct store_batch){.observed_at = 1}, NULL, &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
}

/* Enough of a type to learn a dictionary in the middle, then another store reads it. */
static void documents_before_and_after_a_dictionary_are_read_by_another_store(void **state)
{
    struct store_resource r[600];
    for (int i = 0; i < 600; i++)
        r[i] = resource(BUCKET, arena_printf(arena, "bucket-%d", i),
                        arena_printf(arena, "{\"bucket\":\"bucket-%d\",\"tags\":{\"owner\":\"team-%d\",\"cost\":\"%d\"},\"versioning\":[{\"enabled\":true,\"mfa_delete\":false}]}", i, i % 7, i * 31));
    put_list(100, BUCKET, r, 600);
    assert_true(sqlite3_exec(store->db, "SELECT 1", NULL, NULL, NULL) == SQLITE_OK);
    struct store *reader = opened(STORE_READ), *writer = store;
    store = reader;
    for (int i = 0; i < 600; i += 37) assert_string_equal(now_is(BUCKET, (const char *)r[i].key.id.s), text_of(r[i].values));
    store = writer;
    struct error err = {0};
    must(store_check(reader, &err), &err);
    store_close(reader);
    int64_t with = 0;
    assert_true(store_enter(store, ENTER_READ, NULL) && sql_number(store, NULL, &with, "SELECT count(*) FROM document WHERE dictionary<>0", "") && store_leave(store, true, NULL));
    assert_in_range(with, 300, 400);
}

static void every_allocation_may_fail(void **state)
{
    struct store_resource r[] = {resource(BUCKET, "a", "{\"n\":1}"), resource(BUCKET, "b", "{}")};
    struct store_batch b = batch(100);
    b.resources = r;
    b.n_resources = 2;
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct arena *small = arena_new(0);
        struct error err = {0};
        arena_fail_at(small, n);
        done = store_commit(small, store, &b, NULL, &err);
        if (!done) assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        assert_string_equal(now_is(BUCKET, "b"), done ? "{}" : "gone");
        arena_free(small);
        assert_in_range(n, 1, 100);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_unchanged_resource_writes_no_version),
        TEST(a_document_is_stored_once),
        TEST(what_a_list_no_longer_names_is_gone),
        TEST(a_list_of_a_region_says_nothing_of_another),
        TEST(a_type_whose_list_was_refused_is_not_taken_as_gone),
        TEST(a_refused_call_under_one_parent_keeps_what_is_under_that_parent),
        TEST(a_list_under_a_parent_speaks_for_that_parent),
        TEST(an_older_observation_never_overwrites_a_newer_one),
        TEST(a_list_is_an_observation_of_what_it_names_and_of_what_it_does_not),
        TEST(what_was_asked_for_by_id_and_is_not_there_is_gone),
        TEST(the_last_of_two_that_are_the_same_counts),
        TEST(a_new_name_or_parent_is_written_and_is_no_version),
        TEST(what_is_not_as_it_should_be_is_refused_and_nothing_is_written),
        TEST(documents_before_and_after_a_dictionary_are_read_by_another_store),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
