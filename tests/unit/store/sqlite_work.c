#include "helper.h"

static struct store_scope scope(const char *region, const char *service) { return (struct store_scope){.account = STR(ACCOUNT), .region = str_of(region), .service = str_of(service)}; }

static int64_t sweep_of_three(void)
{
    struct error err = {0};
    int64_t sweep;
    struct store_scope s[] = {scope("eu-west-1", "s3"), scope("eu-west-1", "ec2"), scope("us-east-1", "ec2")};
    must(store_sweep_begin(store, STR("schedule"), 1000, &sweep, &err), &err);
    must(store_scopes_add(store, sweep, s, 3, &err), &err);
    must(store_scopes_add(store, sweep, s, 3, &err), &err);   /* an interrupted discovery is repeated */
    return sweep;
}

static bool take(int64_t sweep, const char *owner, int64_t now, struct store_scope *out)
{
    struct error err = {0};
    bool found;
    must(store_scope_take(arena, store, sweep, str_of(owner), now, 100, &found, out, &err), &err);
    return found;
}

static struct store_sweep last(void)
{
    struct store_sweep s;
    struct error err = {0};
    bool found;
    must(store_sweep_last(arena, store, &found, &s, &err), &err);
    assert_true(found);
    return s;
}

static bool done(const struct store_scope *s, int64_t at, struct error *err)
{
    struct store_batch b = {.account = s->account, .region = s->region, .service = s->service, .scope = s->id, .observed_at = at};
    return store_commit(arena, store, &b, NULL, err);
}

static void a_sweep_is_taken_scope_by_scope_until_nothing_is_pending(void **state)
{
    struct error err = {0};
    struct store_scope s;
    bool finished;
    int64_t sweep = sweep_of_three();
    for (int i = 0; i < 3; i++) {
        must(store_sweep_finish(store, sweep, 1500, &finished, &err), &err);
        assert_false(finished);
        assert_true(take(sweep, "me", 1000, &s));
        assert_int_equal(s.attempts, 1);
        must(done(&s, 1100 + i, &err), &err);
    }
    assert_false(take(sweep, "me", 9999, &s));
    struct store_sweep l = last();
    assert_true(l.id == sweep && l.done == 3 && l.pending == 0 && l.finished_at == 0);
    must(store_sweep_finish(store, sweep, 2000, &finished, &err), &err);
    assert_true(finished && last().finished_at == 2000 && str_is(last().reason, "schedule"));
    assert_false(store_scopes_add(store, sweep, &s, 1, &err));
    assert_ptr_equal(err.code, &STORE_LOST);
}

static void what_one_has_taken_another_takes_when_the_lease_ends(void **state)
{
    struct store_scope a, b;
    int64_t sweep = sweep_of_three();
    for (int i = 0; i < 3; i++) assert_true(take(sweep, "dies", 1000, &a));
    assert_false(take(sweep, "lives", 1099, &b));
    assert_true(take(sweep, "lives", 1100, &b));
    assert_int_equal(b.attempts, 2);
    /* Both finish: the first counts, the other is told. */
    struct error err = {0};
    must(done(&b, 1100, &err), &err);
    assert_false(done(&b, 1100, &err));
    assert_ptr_equal(err.code, &STORE_LOST);
}

static void who_was_killed_gives_everything_back_at_once(void **state)
{
    struct error err = {0};
    struct store_scope s;
    int64_t sweep = sweep_of_three();
    for (int i = 0; i < 3; i++) assert_true(take(sweep, i ? "me" : "other", 1000, &s));
    must(store_release(store, STR("me"), &err), &err);
    assert_true(take(sweep, "me", 1000, &s));
    assert_true(take(sweep, "me", 1000, &s));
    assert_false(take(sweep, "me", 1000, &s));
}

static bool each_scope(void *context, const struct store_scope *s, struct error *err)
{
    buf_printf((struct buf *)context, "%.*s/%.*s:%d:%.*s ", (int)s->region.len, s->region.s, (int)s->service.len, s->service.s, (int)s->state, (int)s->message.len, s->message.s);
    return true;
}

static void a_scope_that_fails_is_tried_again_or_given_up(void **state)
{
    struct error err = {0};
    struct store_scope s;
    int64_t sweep = sweep_of_three();
    assert_true(take(sweep, "me", 1000, &s));
    must(store_scope_fail(store, s.id, STR("throttled"), true, &err), &err);
    assert_true(take(sweep, "me", 1000, &s));
    assert_int_equal(s.attempts, 2);
    assert_true(str_is(s.message, "throttled"));
    must(store_scope_fail(store, s.id, STR("no such region"), false, &err), &err);
    assert_false(store_scope_fail(store, s.id, STR("again"), false, &err));
    assert_ptr_equal(err.code, &STORE_LOST);
    struct store_sweep l = last();
    assert_true(l.failed == 1 && l.pending == 2);
    struct buf said = buf_new(0);
    must(store_scopes(arena, store, sweep, each_scope, &said, &err), &err);
    assert_string_equal(said.s, "eu-west-1/s3:2:no such region eu-west-1/ec2:0: us-east-1/ec2:0: ");
    buf_free(&said);
}

/* --- events --- */

static struct store_reread reread(const char *id, int64_t not_before) { return (struct store_reread){.key = key("aws_s3_bucket", id), .not_before = not_before}; }

static bool event(const char *id, int64_t time, const struct store_reread *rereads, size_t n, int64_t now)
{
    struct error err = {0};
    bool fresh = false;
    struct store_event e = {str_of(id), STR("aws.s3"), STR("eve"), time, rereads, n};
    must(store_events_accept(store, &e, 1, now, now + 1000, STR("queue"), str_of(id), &fresh, &err), &err);
    return fresh;
}

static const char *due(const char *owner, int64_t now, struct store_reread **out)
{
    struct error err = {0};
    size_t n;
    struct buf said = buf_new(0);
    must(store_reread_take(arena, store, str_of(owner), now, 100, 10, out, &n, &err), &err);
    buf_add_char(&said, '[');
    for (size_t i = 0; i < n; i++) {
        const struct store_reread *r = &(*out)[i];
        buf_printf(&said, "%.*s:%lld:%.*s:%u ", (int)r->key.id.len, r->key.id.s, (long long)r->not_before, (int)r->cause.event_id.len, r->cause.event_id.s, r->attempts);
    }
    buf_add_char(&said, ']');
    const char *text = buf_to_arena(arena, &said);
    buf_free(&said);
    return text;
}

static void an_event_counts_once_until_it_expires(void **state)
{
    struct store_reread r = reread("a", 0), *out;
    assert_true(event("e1", 100, &r, 1, 1000));
    assert_false(event("e1", 100, &r, 1, 1001));
    assert_string_equal(due("me", 1001, &out), "[a:0:e1:1 ]");
    assert_false(event("e1", 100, &r, 1, 1999));
    assert_true(event("e1", 100, &r, 1, 2000));
    struct str position;
    assert_true(store_watermark(arena, store, STR("queue"), &position, NULL));
    assert_true(str_is(position, "e1"));
    assert_true(store_watermark(arena, store, STR("nobody"), &position, NULL));
    assert_int_equal(position.len, 0);
}

static void two_events_for_one_resource_are_one_reading(void **state)
{
    struct store_reread r[] = {reread("a", 50), reread("b", 90), reread("a", 70), reread("", 60)}, *out;
    event("old", 10, &r[0], 2, 1);
    event("new", 20, &r[2], 2, 2);
    size_t waiting;
    int64_t oldest;
    assert_true(store_reread_backlog(store, &waiting, &oldest, NULL));
    assert_true(waiting == 3 && oldest == 50);
    assert_string_equal(due("me", 49, &out), "[]");
    assert_string_equal(due("me", 60, &out), "[a:50:new:1 :60:new:1 ]");
    assert_string_equal(due("me", 90, &out), "[b:90:old:1 ]");
    assert_string_equal(due("me", 90, &out), "[]");
}

static void an_event_that_comes_late_does_not_replace_the_newer_cause(void **state)
{
    struct store_reread r = reread("a", 50), *out;
    event("new", 20, &r, 1, 1);
    event("old", 10, &r, 1, 2);
    assert_string_equal(due("me", 60, &out), "[a:50:new:1 ]");
}

static void finish_one(struct store_reread *r)
{
    struct store_batch b = batch(1000);
    struct store_lease lease = {r->id, r->generation};
    struct store_resource found = resource("aws_s3_bucket", "a", "{}");
    b.rereads = &lease;
    b.n_rereads = 1;
    b.resources = &found;
    b.n_resources = 1;
    b.cause = r->cause;
    commit(&b);
}

static void what_was_read_leaves_the_queue_unless_something_came_meanwhile(void **state)
{
    struct store_reread r = reread("a", 50), *out;
    size_t waiting;
    int64_t oldest;
    event("e1", 10, &r, 1, 1);
    due("me", 60, &out);
    finish_one(out);
    assert_true(store_reread_backlog(store, &waiting, &oldest, NULL));
    assert_int_equal(waiting, 0);
    event("e2", 20, &r, 1, 1);
    due("me", 60, &out);
    event("e3", 30, &r, 1, 1);
    finish_one(out);
    assert_string_equal(due("me", 60, &out), "[a:50:e3:2 ]");
}

static void a_reading_that_was_not_finished_is_taken_again(void **state)
{
    struct error err = {0};
    struct store_reread r = reread("a", 50), *out;
    event("e1", 10, &r, 1, 1);
    due("dies", 60, &out);
    assert_string_equal(due("lives", 159, &out), "[]");
    assert_string_equal(due("lives", 160, &out), "[a:50:e1:2 ]");
    must(store_reread_retry(store, (struct store_lease){out->id, out->generation}, 300, &err), &err);
    assert_string_equal(due("lives", 299, &out), "[]");
    assert_string_equal(due("lives", 300, &out), "[a:300:e1:3 ]");
    must(store_release(store, STR("lives"), &err), &err);
    assert_string_equal(due("other", 301, &out), "[a:300:e1:4 ]");
}

static void an_event_without_an_id_and_a_batch_with_one_are_refused(void **state)
{
    struct error err = {0};
    struct store_reread r = reread("a", 1);
    struct store_event e[] = {{STR("good"), STR("s"), STR("p"), 1, &r, 1}, {STR(""), STR("s"), STR("p"), 1, &r, 1}};
    assert_false(store_events_accept(store, e, 2, 1, 2, STR("q"), STR("w"), NULL, &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
    struct str position;
    size_t waiting;
    int64_t oldest;
    assert_true(store_watermark(arena, store, STR("q"), &position, NULL) && position.len == 0);
    assert_true(store_reread_backlog(store, &waiting, &oldest, NULL) && waiting == 0);
}

static void scopes_are_taken_account_by_account(void **state)
{
    struct error err = {0};
    int64_t sweep = sweep_of_three();
    struct store_scope other = {.account = STR("222222222222"), .region = STR("eu-west-1"), .service = STR("iam")}, s;
    size_t pending, done_, failed;
    bool found;
    (void)state;
    must(store_scopes_add(store, sweep, &other, 1, &err), &err);
    must(store_scope_take_of(arena, store, sweep, STR("222222222222"), STR("me"), 1000, 100, &found, &s, &err), &err);
    assert_true(found && str_is(s.service, "iam") && s.attempts == 1);
    must(store_scope_take_of(arena, store, sweep, STR("222222222222"), STR("me"), 1000, 100, &found, &s, &err), &err);
    assert_false(found);
    must(store_scope_take_of(arena, store, sweep, STR("333333333333"), STR("me"), 1000, 100, &found, &s, &err), &err);
    assert_false(found);
    for (int i = 0; i < 2; i++) {
        must(store_scope_take_of(arena, store, sweep, STR(ACCOUNT), STR("me"), 1000, 100, &found, &s, &err), &err);
        assert_true(found && str_is(s.account, ACCOUNT) && str_is(s.service, i ? "ec2" : "s3"));   /* in the order in which they were added */
    }
    must(done(&s, 1100, &err), &err);
    must(store_scopes_count(store, sweep, STR(ACCOUNT), &pending, &done_, &failed, &err), &err);
    assert_true(pending == 2 && done_ == 1 && failed == 0);
    must(store_scopes_count(store, sweep, STR("333333333333"), &pending, &done_, &failed, &err), &err);
    assert_true(pending == 0 && done_ == 0 && failed == 0);
}

static void a_sweep_that_is_given_up_leaves_what_others_hold(void **state)
{
    struct error err = {0};
    int64_t sweep = sweep_of_three();
    struct store_scope s;
    (void)state;
    assert_true(take(sweep, "me", 1000, &s));
    must(store_sweep_abandon(store, sweep, STR("another sweep began"), 1050, &err), &err);
    assert_true(last().pending == 1 && last().failed == 2 && last().finished_at == 0);
    must(done(&s, 1060, &err), &err);                      /* who holds it may still end it */
    must(store_sweep_abandon(store, sweep, STR("another sweep began"), 1070, &err), &err);
    assert_true(last().pending == 0 && last().done == 1 && last().failed == 2 && last().finished_at == 1070);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sweep_is_taken_scope_by_scope_until_nothing_is_pending),
        TEST(what_one_has_taken_another_takes_when_the_lease_ends),
        TEST(who_was_killed_gives_everything_back_at_once),
        TEST(scopes_are_taken_account_by_account),
        TEST(a_sweep_that_is_given_up_leaves_what_others_hold),
        TEST(a_scope_that_fails_is_tried_again_or_given_up),
        TEST(an_event_counts_once_until_it_expires),
        TEST(two_events_for_one_resource_are_one_reading),
        TEST(an_event_that_comes_late_does_not_replace_the_newer_cause),
        TEST(what_was_read_leaves_the_queue_unless_something_came_meanwhile),
        TEST(a_reading_that_was_not_finished_is_taken_again),
        TEST(an_event_without_an_id_and_a_batch_with_one_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
