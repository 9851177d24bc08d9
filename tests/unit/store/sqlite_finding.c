#include "helper.h"

#define TYPE "aws_s3_bucket"

static struct buf said;

static const char *say(void)
{
    buf_add_char(&said, '\0');
    const char *text = buf_to_arena(arena, &said);
    buf_clear(&said);
    return text;
}

static bool tells(void *context, enum store_finding_change change, const struct store_finding *f, struct error *err)
{
    static const char *const names[] = {"new", "changed", "resolved", "reopened"};
    buf_printf(&said, "%s:%.*s:%.*s%s ", names[change], (int)f->resource.id.len, f->resource.id.s, (int)f->rule.len, f->rule.s, f->gone ? ":gone" : "");
    return true;
}

static struct store_finding finding(const char *id, const char *rule, enum verdict verdict, const char *reason)
{
    struct store_finding f = {.resource = key(TYPE, id), .rule = str_of(rule), .verdict = verdict};
    if (reason) f.reasons = json(arena_printf(arena, "[{\"message\":\"%s\",\"path\":\"acl\"}]", reason));
    return f;
}

static const char *put(const struct store_finding *f, size_t n, const struct store_changed *judged, size_t n_judged, int64_t now)
{
    struct error err = {0};
    struct store_verdicts v = {f, n, judged, n_judged, now};
    must(store_findings_put(arena, store, &v, tells, NULL, &err), &err);
    return say();
}

static bool shows(void *context, const struct store_finding *f, struct error *err)
{
    buf_printf(&said, "%.*s:%.*s:%s%s:%lld,%lld,%lld ", (int)f->resource.id.len, f->resource.id.s, (int)f->rule.len, f->rule.s, verdict_name(f->verdict), f->gone ? "(gone)" : "",
               (long long)f->first_seen, (long long)f->last_changed, (long long)f->resolved_at);
    return true;
}

static const char *ask(struct store_finding_query q)
{
    struct error err = {0};
    must(store_findings(arena, store, &q, shows, NULL, &err), &err);
    return say();
}

static void resources_a_b(void)
{
    struct store_resource r[] = {resource(TYPE, "a", "{}"), resource(TYPE, "b", "{}")};
    put_list(100, TYPE, r, 2);
}

static void a_finding_is_new_changed_resolved_and_reopened(void **state)
{
    resources_a_b();
    struct store_finding f = finding("a", "public", VERDICT_FAIL, "acl is public");
    assert_string_equal(put(&f, 1, NULL, 0, 1000), "new:a:public ");
    assert_string_equal(put(&f, 1, NULL, 0, 2000), "");
    f = finding("a", "public", VERDICT_FAIL, "policy is public");
    assert_string_equal(put(&f, 1, NULL, 0, 3000), "changed:a:public ");
    assert_string_equal(ask((struct store_finding_query){0}), "a:public:fail:1000,3000,0 ");
    f = finding("a", "public", VERDICT_PASS, NULL);
    assert_string_equal(put(&f, 1, NULL, 0, 4000), "resolved:a:public ");
    assert_string_equal(put(&f, 1, NULL, 0, 5000), "");
    assert_string_equal(ask((struct store_finding_query){0}), "a:public:pass:1000,4000,4000 ");
    f = finding("a", "public", VERDICT_UNKNOWN, "acl is not known");
    assert_string_equal(put(&f, 1, NULL, 0, 6000), "reopened:a:public ");
    assert_string_equal(ask((struct store_finding_query){0}), "a:public:unknown:1000,6000,0 ");
}

static void a_pass_is_kept_and_tells_nobody(void **state)
{
    resources_a_b();
    struct store_finding f = finding("a", "public", VERDICT_PASS, NULL);
    assert_string_equal(put(&f, 1, NULL, 0, 1000), "");
    assert_string_equal(ask((struct store_finding_query){0}), "a:public:pass:0,1000,0 ");
    f = finding("a", "public", VERDICT_FAIL, "x");
    assert_string_equal(put(&f, 1, NULL, 0, 2000), "new:a:public ");
}

static bool evidence(void *context, const struct store_finding *f, struct error *err)
{
    buf_puts(&said, text_of(f->evidence));
    buf_puts(&said, text_of(f->reasons));
    return true;
}

static void evidence_is_kept_and_its_time_alone_is_no_change(void **state)
{
    resources_a_b();
    struct error err = {0};
    struct store_finding f = finding("a", "public", VERDICT_FAIL, "x");
    static const char *const readings[] = {"[{\"call\":\"s3:GetBucketAcl\",\"time\":1,\"value\":\"public\"}]", "[{\"call\":\"s3:GetBucketAcl\",\"time\":2,\"value\":\"public\"}]",
                                           "[{\"call\":\"s3:GetBucketAcl\",\"time\":3,\"value\":\"all\"}]"};
    static const size_t kept[] = {0, 0, 2};
    for (size_t i = 0; i < 3; i++) {
        f.evidence = json(readings[i]);
        assert_string_equal(put(&f, 1, NULL, 0, 1000 * (int64_t)(i + 1)), i ? "" : "new:a:public ");
        must(store_findings(arena, store, &(struct store_finding_query){.resource = key(TYPE, "a")}, evidence, NULL, &err), &err);
        assert_string_equal(say(), arena_printf(arena, "%s[{\"message\":\"x\",\"path\":\"acl\"}]", readings[kept[i]]));
    }
    assert_string_equal(ask((struct store_finding_query){0}), "a:public:fail:1000,1000,0 ");
}

static void what_a_new_judgement_does_not_name_no_longer_stands(void **state)
{
    resources_a_b();
    struct store_finding f[] = {finding("a", "one", VERDICT_FAIL, "x"), finding("a", "two", VERDICT_FAIL, "x"), finding("a", "three", VERDICT_PASS, NULL), finding("b", "one", VERDICT_FAIL, "x")};
    assert_string_equal(put(f, 4, NULL, 0, 1000), "new:a:one new:a:two new:b:one ");
    struct store_changed judged = {key(TYPE, "a"), 0};
    assert_string_equal(put(f, 1, &judged, 1, 2000), "resolved:a:two:gone ");
    assert_string_equal(put(f, 1, &judged, 1, 3000), "");
    assert_string_equal(ask((struct store_finding_query){.resource = key(TYPE, "a")}), "a:one:fail:1000,1000,0 a:two:skipped(gone):1000,2000,2000 ");
    assert_string_equal(put(&f[1], 1, NULL, 0, 4000), "reopened:a:two ");
}

static void questions_are_by_account_rule_and_resource(void **state)
{
    resources_a_b();
    struct store_resource r = resource(TYPE, "c", "{}");
    r.key.account = STR("222222222222");
    struct store_batch b = batch(100);
    b.account = r.key.account;
    b.resources = &r;
    b.n_resources = 1;
    commit(&b);
    struct store_finding f[] = {finding("a", "one", VERDICT_FAIL, "x"), finding("b", "two", VERDICT_PASS, NULL), finding("c", "one", VERDICT_FAIL, "x")};
    f[2].resource.account = STR("222222222222");
    put(f, 3, NULL, 0, 1);
    assert_string_equal(ask((struct store_finding_query){.account = STR(ACCOUNT)}), "a:one:fail:1,1,0 b:two:pass:0,1,0 ");
    assert_string_equal(ask((struct store_finding_query){.account = STR(ACCOUNT), .open_only = true}), "a:one:fail:1,1,0 ");
    assert_string_equal(ask((struct store_finding_query){.rule = STR("one")}), "a:one:fail:1,1,0 c:one:fail:1,1,0 ");
    assert_string_equal(ask((struct store_finding_query){.rule = STR("one"), .account = STR("222222222222")}), "c:one:fail:1,1,0 ");
    assert_string_equal(ask((struct store_finding_query){.resource = key(TYPE, "b"), .rule = STR("two")}), "b:two:pass:0,1,0 ");
    assert_string_equal(ask((struct store_finding_query){.rule = STR("never")}), "");
    assert_string_equal(ask((struct store_finding_query){.resource = key(TYPE, "never")}), "");
}

static bool each_changed(void *context, const struct store_changed *c, struct error *err)
{
    buf_printf(&said, "%.*s ", (int)c->key.id.len, c->key.id.s);
    if (context) *(struct store_changed *)context = *c;
    return true;
}

static const char *unjudged(struct store_changed *last)
{
    struct error err = {0};
    must(store_changed(arena, store, STR(""), 100, each_changed, last, &err), &err);
    return say();
}

static void a_change_waits_until_it_is_judged_as_it_is(void **state)
{
    resources_a_b();
    struct store_changed seen;
    assert_string_equal(unjudged(NULL), "a b ");
    put_one(200, TYPE, "a", "{\"n\":2}");
    assert_string_equal(unjudged(&seen), "b a ");
    put_one(300, TYPE, "a", "{\"n\":3}");                  /* changed again while it was judged */
    put(NULL, 0, &seen, 1, 1);
    assert_string_equal(unjudged(&seen), "b a ");
    put(NULL, 0, &seen, 1, 1);
    assert_string_equal(unjudged(&seen), "b ");
    put(NULL, 0, &seen, 1, 1);
    assert_string_equal(unjudged(NULL), "");
    put_list(400, TYPE, NULL, 0);
    assert_string_equal(unjudged(NULL), "a b ");
}

static size_t unjudged_of(const char *account)
{
    struct error err = {0};
    must(store_changed(arena, store, str_of(account), SIZE_MAX, each_changed, NULL, &err), &err);
    size_t n = 0;
    for (const char *p = say(); (p = strchr(p, ' ')) != NULL; p++) n++;
    return n;
}

/* Few are looked for from the side of the changes, many from that of the account. */
static void changes_are_told_by_account_few_or_many(void **state)
{
    struct error err = {0};
    enum { MANY = 2500 };
    struct store_resource *r = arena_array(arena, MANY, sizeof *r);
    (void)state;
    resources_a_b();
    assert_int_equal(unjudged_of(ACCOUNT), 2);
    assert_int_equal(unjudged_of("222222222222"), 0);
    for (size_t i = 0; i < MANY; i++) r[i] = (struct store_resource){.key = {STR("222222222222"), STR("eu-west-1"), STR(TYPE), str_of(arena_printf(arena, "r%zu", i))}, .values = json("{}")};
    struct store_batch b = {.account = STR("222222222222"), .region = STR("eu-west-1"), .service = STR("s3"), .observed_at = 100, .resources = r, .n_resources = MANY};
    must(store_commit(arena, store, &b, NULL, &err), &err);
    assert_int_equal(unjudged_of(ACCOUNT), 2);
    assert_int_equal(unjudged_of("222222222222"), MANY);
    assert_int_equal(unjudged_of("333333333333"), 0);
}

static bool each_dependent(void *context, struct store_key r, struct str rule, struct error *err)
{
    buf_printf(&said, "%.*s:%.*s ", (int)r.id.len, r.id.s, (int)rule.len, rule.s);
    return true;
}

static const char *dependents(struct store_key k)
{
    struct error err = {0};
    must(store_dependents(arena, store, k, each_dependent, NULL, &err), &err);
    return say();
}

static void a_change_finds_the_verdicts_that_looked_at_it(void **state)
{
    resources_a_b();
    put_one(100, "aws_s3_bucket_policy", "p", "{}");
    struct store_dependency of_p[] = {{DEPENDS_RESOURCE, key("aws_s3_bucket_policy", "p")}, {DEPENDS_TYPE, key("aws_kms_key", "")}};
    struct store_dependency of_type[] = {{DEPENDS_TYPE, {{"", 0}, {"", 0}, STR("aws_kms_key"), {"", 0}}}, {DEPENDS_ID, key("", "arn:later")}, {DEPENDS_ID, key("", "arn:later")}};
    struct store_finding f[] = {finding("a", "one", VERDICT_FAIL, "x"), finding("b", "two", VERDICT_PASS, NULL), finding("b", "three", VERDICT_PASS, NULL)};
    f[0].depends = of_p;
    f[0].n_depends = 2;
    f[1].depends = of_type;
    f[1].n_depends = 3;
    put(f, 3, NULL, 0, 1);
    assert_string_equal(dependents(key("aws_s3_bucket_policy", "p")), "a:one ");
    assert_string_equal(dependents(key(TYPE, "a")), "");
    assert_string_equal(dependents(key("aws_kms_key", "k")), "a:one b:two ");
    struct store_key elsewhere = key("aws_kms_key", "k");
    elsewhere.account = STR("222222222222");
    assert_string_equal(dependents(elsewhere), "b:two ");
    assert_string_equal(dependents(key("aws_iam_role", "arn:later")), "b:two ");
    /* It looks at something else now. */
    f[0].depends = &of_type[1];
    f[0].n_depends = 1;
    put(f, 1, NULL, 0, 2);
    assert_string_equal(dependents(key("aws_s3_bucket_policy", "p")), "");
    assert_string_equal(dependents(key("aws_iam_role", "arn:later")), "a:one b:two ");
    /* The same set in another order is the same set. */
    struct store_size before, after;
    assert_true(store_size(store, &before, NULL));
    struct store_dependency turned[] = {of_type[2], of_type[0]};
    f[1].depends = turned;
    f[1].n_depends = 2;
    assert_string_equal(put(&f[1], 1, NULL, 0, 3), "");
    assert_string_equal(ask((struct store_finding_query){.rule = STR("two")}), "b:two:pass:0,1,0 ");
    assert_true(store_size(store, &after, NULL) && store_check(store, NULL));
}

static void a_resource_looked_up_before_it_was_there_is_found_when_it_comes(void **state)
{
    resources_a_b();
    struct store_dependency missing = {DEPENDS_RESOURCE, key("aws_s3_bucket_policy", "p")};
    struct store_finding f = finding("a", "one", VERDICT_FAIL, "x");
    f.depends = &missing;
    f.n_depends = 1;
    put(&f, 1, NULL, 0, 1);
    put_one(200, "aws_s3_bucket_policy", "p", "{}");
    assert_string_equal(dependents(key("aws_s3_bucket_policy", "p")), "a:one ");
}

static void a_verdict_on_nothing_is_refused(void **state)
{
    struct error err = {0};
    struct store_finding f = finding("never", "one", VERDICT_FAIL, "x");
    assert_false(store_findings_put(arena, store, &(struct store_verdicts){&f, 1, NULL, 0, 1}, NULL, NULL, &err));
    assert_ptr_equal(err.code, &STORE_INPUT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
int main(void)
{
    said = buf_new(0);
    const struct CMUnitTest tests[] = {
        TEST(a_finding_is_new_changed_resolved_and_reopened),
        TEST(a_pass_is_kept_and_tells_nobody),
        TEST(evidence_is_kept_and_its_time_alone_is_no_change),
        TEST(what_a_new_judgement_does_not_name_no_longer_stands),
        TEST(questions_are_by_account_rule_and_resource),
        TEST(a_change_waits_until_it_is_judged_as_it_is), TEST(changes_are_told_by_account_few_or_many),
        TEST(a_change_finds_the_verdicts_that_looked_at_it),
        TEST(a_resource_looked_up_before_it_was_there_is_found_when_it_comes),
        TEST(a_verdict_on_nothing_is_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&said);
    return failed;
}
