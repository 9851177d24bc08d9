#include "helper.h"

static bool each_account(void *context, const struct store_account *a, struct error *err)
{
    buf_printf((struct buf *)context, "%.*s:%.*s:%.*s:%d:%s:%lld:%d:%.*s ", (int)a->id.len, a->id.s, (int)a->name.len, a->name.s, (int)a->ou.len, a->ou.s, (int)a->status,
               text_of(a->labels), (long long)a->last_seen, (int)a->enrolment, (int)a->reason.len, a->reason.s);
    return true;
}

static const char *accounts(void)
{
    struct buf said = buf_new(0);
    struct error err = {0};
    must(store_accounts(arena, store, each_account, &said, &err), &err);
    buf_add_char(&said, '\0');
    const char *text = buf_to_arena(arena, &said);
    buf_free(&said);
    return text;
}

static void the_organisation_does_not_overwrite_whether_we_get_in(void **state)
{
    struct error err = {0};
    struct store_account a[] = {{.id = STR("2"), .name = STR("dev"), .email = STR("d@x"), .ou = STR("root/dev"), .last_seen = 10},
                                {.id = STR("1"), .name = STR("prod"), .ou = STR("root"), .labels = json("{\"criticality\":\"high\"}"), .last_seen = 10}};
    must(store_accounts_put(store, a, 2, &err), &err);
    must(store_account_enrolled(store, STR("2"), ENROLMENT_REFUSED, STR("no role"), &err), &err);
    a[0].status = ACCOUNT_SUSPENDED;
    a[0].last_seen = 5;
    must(store_accounts_put(store, a, 1, &err), &err);
    assert_string_equal(accounts(), "1:prod:root:0:{\"criticality\":\"high\"}:10:0: 2:dev:root/dev:1:{}:10:2:no role ");
    assert_false(store_account_enrolled(store, STR("3"), ENROLMENT_READABLE, STR(""), &err));
    assert_ptr_equal(err.code, &STORE_LOST);
    a[1].id = STR("");
    assert_false(store_accounts_put(store, a, 2, &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
}

static void a_setting_is_what_it_was_last_set_to(void **state)
{
    struct error err = {0};
    struct str out;
    bool found;
    must(store_setting(arena, store, STR("k"), &found, &out, &err), &err);
    assert_false(found);
    must(store_setting_put(store, STR("k"), STR("v1"), &err), &err);
    must(store_setting_put(store, STR("k"), STR(""), &err), &err);
    must(store_setting(arena, store, STR("k"), &found, &out, &err), &err);
    assert_true(found && out.len == 0);
    assert_false(store_setting_put(store, STR(""), STR("v"), &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
}

static struct store_size size(void)
{
    struct store_size s;
    struct error err = {0};
    must(store_size(store, &s, &err), &err);
    return s;
}

static const char *at(const char *id, int64_t time)
{
    struct store_version v;
    struct error err = {0};
    bool found;
    must(store_resource_at(arena, store, key("t", id), time, &found, &v, &err), &err);
    return !found ? "unknown" : v.deleted ? "gone" : text_of(v.values);
}

static void old_history_is_forgotten_and_what_it_alone_referred_to(void **state)
{
    struct error err = {0};
    put_one(100, "t", "a", "{\"n\":1}");
    put_one(200, "t", "a", "{\"n\":2}");
    put_one(300, "t", "a", "{\"n\":3}");
    must(store_maintain(store, 1000, 0, &err), &err);
    assert_int_equal(size().versions, 3);
    must(store_maintain(store, 1000, 250, &err), &err);
    assert_int_equal(size().versions, 2);
    assert_int_equal(size().documents, 2);
    assert_string_equal(at("a", 150), "unknown");
    assert_string_equal(at("a", 260), "{\"n\":2}");
    assert_string_equal(now_is("t", "a"), "{\"n\":3}");
    must(store_check(store, &err), &err);
}

static bool judge(void *context, const struct store_changed *c, struct error *err)
{
    *(struct store_changed *)context = *c;
    return true;
}

static void what_is_long_gone_is_forgotten_when_nothing_old_can_bring_it_back(void **state)
{
    struct error err = {0};
    struct store_changed changed;
    struct store_resource r = resource("t", "a", "{}");
    put_list(100, "t", &r, 1);
    put_list(200, "t", NULL, 0);
    must(store_maintain(store, 1000, 900, &err), &err);
    assert_string_equal(at("a", 300), "gone");              /* not judged yet */
    must(store_changed(arena, store, STR(""), 1, judge, &changed, &err), &err);
    must(store_findings_put(arena, store, &(struct store_verdicts){.judged = &changed, .n_judged = 1}, NULL, NULL, &err), &err);
    must(store_maintain(store, 1000, 900, &err), &err);
    assert_string_equal(at("a", 300), "gone");              /* no later list */
    put_list(300, "t", NULL, 0);
    must(store_maintain(store, 1000, 900, &err), &err);
    assert_string_equal(at("a", 300), "unknown");
    assert_int_equal(size().versions, 0);
    assert_int_equal(size().documents, 0);
    assert_int_equal(put_one(250, "t", "a", "{}").stale, 1);
    must(store_check(store, &err), &err);
}

static void old_sweeps_and_events_are_forgotten(void **state)
{
    struct error err = {0};
    int64_t sweep[4];
    bool finished;
    struct store_scope s = {.account = STR(ACCOUNT), .service = STR("s3")};
    for (int i = 0; i < 4; i++) {
        must(store_sweep_begin(store, STR(""), i, &sweep[i], &err), &err);
        must(store_sweep_finish(store, sweep[i], 10, &finished, &err), &err);
    }
    bool fresh;
    struct store_event e = {STR("e"), STR("s"), STR("p"), 1, NULL, 0};
    must(store_events_accept(store, &e, 1, 1, 50, STR("q"), STR(""), &fresh, &err), &err);
    must(store_maintain(store, 49, 0, &err), &err);
    must(store_events_accept(store, &e, 1, 2, 50, STR("q"), STR(""), &fresh, &err), &err);
    assert_false(fresh);
    must(store_maintain(store, 50, 0, &err), &err);
    must(store_events_accept(store, &e, 1, 3, 50, STR("q"), STR(""), &fresh, &err), &err);
    assert_true(fresh);
    assert_false(store_scopes_add(store, sweep[0], &s, 1, &err));
    struct store_sweep last;
    bool found;
    must(store_sweep_last(arena, store, &found, &last, &err), &err);
    assert_true(found && last.id == sweep[3]);
}

static void vacuum_gives_room_back(void **state)
{
    struct error err = {0};
    for (int i = 0; i < 300; i++) put_one(100 + i, "t", "a", arena_printf(arena, "{\"text\":\"%d %d %d %u\"}", i * 7919, i * 104729, i * 1299709, i * 32452843u));
    must(store_maintain(store, 1, 1000, &err), &err);
    struct store_size before = size();
    assert_true(before.free_bytes > 0);
    must(store_vacuum(store, &err), &err);
    assert_true(size().bytes < before.bytes && size().free_bytes == 0);
    must(store_check(store, &err), &err);
    assert_int_equal(size().versions, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_organisation_does_not_overwrite_whether_we_get_in),
        TEST(a_setting_is_what_it_was_last_set_to),
        TEST(old_history_is_forgotten_and_what_it_alone_referred_to),
        TEST(what_is_long_gone_is_forgotten_when_nothing_old_can_bring_it_back),
        TEST(old_sweeps_and_events_are_forgotten),
        TEST(vacuum_gives_room_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
