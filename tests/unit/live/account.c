/* What is judged anew after a change comes out as if all had been: random changes to an account whose resources refer to each other, judged in part in one store and whole in another. */
#include "../store/helper.h"

#include "live/kept_account.h"

static struct judge_program *program;
static struct ruleset rules;
static struct collector_set collectors;
static struct live_rules live;
static struct store *other, *second;   /* second: another handle on the first, as another process has one */
static struct kept_accounts *kept_accounts;
static char other_path[128];
static uint64_t seed;

static unsigned any(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

#define EACH 6   /* resources of a type, there or not */

/* $n: its own number; $m: another's; $b: true or false; $a: its ARN; $x: one of some words. */
static const struct kind { const char *type, *region, *arn, *parent, *values; } kinds[] = {
    {"aws_s3_bucket", "eu-west-1", "arn:aws:s3:::bucket-$n", NULL, "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"arn\":\"$a\",\"tags\":{\"team\":\"$x\"}}"},
    {"aws_s3_bucket_public_access_block", "eu-west-1", NULL, "arn:aws:s3:::bucket-$n", "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"block_public_acls\":$b,\"block_public_policy\":$b,\"ignore_public_acls\":$b,\"restrict_public_buckets\":$b}"},
    {"aws_s3_bucket_versioning", "eu-west-1", NULL, "arn:aws:s3:::bucket-$n", "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"versioning_configuration\":[{\"status\":\"$s\",\"mfa_delete\":\"Disabled\"}]}"},
    {"aws_s3_bucket_server_side_encryption_configuration", "eu-west-1", NULL, "arn:aws:s3:::bucket-$n",
     "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"rule\":[{\"apply_server_side_encryption_by_default\":[{\"sse_algorithm\":\"aws:kms\",\"kms_master_key_id\":\"arn:aws:kms:eu-west-1:" ACCOUNT ":key/key-$m\"}]}]}"},
    {"aws_s3_bucket_logging", "eu-west-1", NULL, "arn:aws:s3:::bucket-$n", "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"target_bucket\":\"bucket-$m\",\"target_prefix\":\"\"}"},
    {"aws_s3_bucket_policy", "eu-west-1", NULL, "arn:aws:s3:::bucket-$n",
     "{\"id\":\"bucket-$n\",\"bucket\":\"bucket-$n\",\"policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"$p\\\",\\\"Action\\\":\\\"s3:*\\\",\\\"Resource\\\":\\\"arn:aws:s3:::bucket-$m\\\"}]}\"}"},
    {"aws_kms_key", "eu-west-1", "arn:aws:kms:eu-west-1:" ACCOUNT ":key/key-$n", NULL, "{\"id\":\"key-$n\",\"key_id\":\"key-$n\",\"arn\":\"$a\",\"is_enabled\":$b,\"enable_key_rotation\":$b,\"multi_region\":false,\"customer_master_key_spec\":\"SYMMETRIC_DEFAULT\"}"},
    {"aws_security_group", "eu-west-1", NULL, NULL, "{\"id\":\"sg-$n\",\"name\":\"$x\",\"vpc_id\":\"vpc-$m\",\"description\":\"d\",\"ingress\":[{\"from_port\":22,\"to_port\":22,\"protocol\":\"tcp\",\"cidr_blocks\":[\"$c\"],\"security_groups\":[\"sg-$m\"]}]}"},
    {"aws_vpc", "eu-west-1", NULL, NULL, "{\"id\":\"vpc-$n\",\"cidr_block\":\"10.0.0.0/16\"}"},
    {"aws_flow_log", "eu-west-1", NULL, NULL, "{\"id\":\"fl-$n\",\"vpc_id\":\"vpc-$m\",\"traffic_type\":\"ALL\",\"log_destination\":\"arn:aws:s3:::bucket-$m\"}"},
    {"aws_instance", "eu-west-1", NULL, NULL,
     "{\"id\":\"i-$n\",\"vpc_security_group_ids\":[\"sg-$m\"],\"subnet_id\":\"subnet-$m\",\"associate_public_ip_address\":$b,\"iam_instance_profile\":\"profile-$m\",\"monitoring\":$b,\"metadata_options\":[{\"http_tokens\":\"$t\"}]}"},
    {"aws_iam_instance_profile", NULL, "arn:aws:iam::" ACCOUNT ":instance-profile/profile-$n", NULL, "{\"id\":\"profile-$n\",\"name\":\"profile-$n\",\"arn\":\"$a\",\"role\":\"role-$m\"}"},
    {"aws_iam_role", NULL, "arn:aws:iam::" ACCOUNT ":role/role-$n", NULL,
     "{\"id\":\"role-$n\",\"name\":\"role-$n\",\"arn\":\"$a\",\"assume_role_policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"AWS\\\":\\\"$p\\\"},\\\"Action\\\":\\\"sts:AssumeRole\\\"}]}\"}"},
    {"aws_iam_policy", NULL, "arn:aws:iam::" ACCOUNT ":policy/policy-$n", NULL,
     "{\"id\":\"arn:aws:iam::" ACCOUNT ":policy/policy-$n\",\"name\":\"policy-$n\",\"arn\":\"$a\",\"policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"$w\\\",\\\"Resource\\\":\\\"*\\\"}]}\"}"},
    {"aws_iam_role_policy_attachment", NULL, NULL, "arn:aws:iam::" ACCOUNT ":role/role-$n", "{\"id\":\"role-$n-x\",\"role\":\"role-$n\",\"policy_arn\":\"arn:aws:iam::" ACCOUNT ":policy/policy-$m\"}"},
    {"aws_cloudtrail", "eu-west-1", "arn:aws:cloudtrail:eu-west-1:" ACCOUNT ":trail/trail-$n", NULL,
     "{\"id\":\"trail-$n\",\"name\":\"trail-$n\",\"arn\":\"$a\",\"s3_bucket_name\":\"bucket-$m\",\"kms_key_id\":\"arn:aws:kms:eu-west-1:" ACCOUNT ":key/key-$m\",\"is_multi_region_trail\":$b,\"enable_logging\":$b,\"enable_log_file_validation\":$b,"
     "\"cloud_watch_logs_group_arn\":\"arn:aws:logs:eu-west-1:" ACCOUNT ":log-group:group-$m:*\"}"},
    {"aws_cloudwatch_log_group", "eu-west-1", "arn:aws:logs:eu-west-1:" ACCOUNT ":log-group:group-$n", NULL, "{\"id\":\"group-$n\",\"name\":\"group-$n\",\"arn\":\"$a\",\"retention_in_days\":$d,\"kms_key_id\":\"arn:aws:kms:eu-west-1:" ACCOUNT ":key/key-$m\"}"},
    {"aws_cloudwatch_log_metric_filter", "eu-west-1", NULL, NULL, "{\"id\":\"filter-$n\",\"name\":\"filter-$n\",\"log_group_name\":\"group-$m\",\"pattern\":\"{$.userIdentity.type = \\\"Root\\\"}\",\"metric_transformation\":[{\"name\":\"metric-$m\",\"namespace\":\"n\",\"value\":\"1\"}]}"},
    {"aws_cloudwatch_metric_alarm", "eu-west-1", "arn:aws:cloudwatch:eu-west-1:" ACCOUNT ":alarm:alarm-$n", NULL, "{\"id\":\"alarm-$n\",\"alarm_name\":\"alarm-$n\",\"arn\":\"$a\",\"metric_name\":\"metric-$m\",\"namespace\":\"n\",\"alarm_actions\":[\"arn:aws:sns:eu-west-1:" ACCOUNT ":topic-$m\"]}"},
    {"aws_sns_topic", "eu-west-1", "arn:aws:sns:eu-west-1:" ACCOUNT ":topic-$n", NULL, "{\"id\":\"$a\",\"name\":\"topic-$n\",\"arn\":\"$a\",\"kms_master_key_id\":\"key-$m\"}"},
    {"aws_sns_topic_subscription", "eu-west-1", NULL, NULL, "{\"id\":\"sub-$n\",\"topic_arn\":\"arn:aws:sns:eu-west-1:" ACCOUNT ":topic-$m\",\"protocol\":\"email\",\"endpoint\":\"a@b\"}"},
    {"rampart_region", "eu-west-1", NULL, NULL, "{\"id\":\"eu-west-1\",\"name\":\"eu-west-1\",\"opt_in_status\":\"opt-in-not-required\"}"},
    {"rampart_account_summary", NULL, NULL, NULL, "{\"id\":\"summary\",\"account_mfa_enabled\":$k,\"account_access_keys_present\":$k,\"account_password_present\":1}"},
};

static const char *fill(const char *text, unsigned n, const char *arn)
{
    static const char *const words[] = {"a", "b", "default"}, *const booleans[] = {"true", "false"}, *const status[] = {"Enabled", "Suspended"}, *const who[] = {"*", "arn:aws:iam::" ACCOUNT ":root"},
                      *const cidr[] = {"0.0.0.0/0", "10.0.0.0/8"}, *const tokens[] = {"required", "optional"}, *const actions[] = {"*", "s3:GetObject", "kms:Decrypt"};
    struct buf out = buf_new(0);
    for (const char *p = text; *p; p++) {
        if (*p != '$' || p[1] == '.') {
            buf_add_char(&out, *p);
            continue;
        }
        switch (*++p) {
        case 'n': buf_printf(&out, "%u", n); break;
        case 'm': buf_printf(&out, "%u", any(EACH)); break;
        case 'a': buf_puts(&out, arn); break;
        case 'b': buf_puts(&out, booleans[any(2)]); break;
        case 'x': buf_puts(&out, words[any(3)]); break;
        case 's': buf_puts(&out, status[any(2)]); break;
        case 'p': buf_puts(&out, who[any(2)]); break;
        case 'c': buf_puts(&out, cidr[any(2)]); break;
        case 't': buf_puts(&out, tokens[any(2)]); break;
        case 'w': buf_puts(&out, actions[any(3)]); break;
        case 'k': buf_printf(&out, "%u", any(2)); break;
        default: buf_printf(&out, "%u", any(2) ? 365 : 7); break;
        }
    }
    buf_add_char(&out, '\0');
    const char *s = buf_to_arena(arena, &out);
    buf_free(&out);
    return s;
}

static struct store_resource make(const struct kind *kind, unsigned n)
{
    const char *arn = kind->arn ? fill(kind->arn, n, "") : NULL;
    struct value values = json(fill(kind->values, n, arn ? arn : ""));
    const char *address = arn ? arn : arena_printf(arena, "%s/%s%s%u", kind->type, kind->region ? kind->region : "", kind->region ? "/" : "", n);
    return (struct store_resource){.key = {STR(ACCOUNT), str_of(kind->region ? kind->region : ""), str_of(kind->type), str_of(address)}, .name = value_str(value_field(values, "id")), .arn = str_of(arn ? arn : ""),
                                   .parent = str_of(kind->parent ? fill(kind->parent, n, "") : ""), .values = resource_with_documents(arena, values)};
}

static void commit_both(struct store *first, const struct store_batch *b)
{
    struct error err = {0};
    must(store_commit(arena, first, b, NULL, &err), &err);
    must(store_commit(arena, other, b, NULL, &err), &err);
}

/* Some changes at a time: as many as a burst brings. */
static void change(int64_t at)
{
    struct store_batch b = batch(at);
    struct store_resource changed[4];
    struct store_key gone[4];
    for (unsigned i = 0, n = 1 + any(4); i < n; i++) {
        struct store_resource r = make(&kinds[any(COUNT_OF(kinds))], any(EACH));
        if (any(4) == 0) gone[b.n_deleted++] = r.key;
        else changed[b.n_resources++] = r;
    }
    b.resources = changed, b.deleted = gone;
    commit_both(any(8) ? store : second, &b);
}

struct lines { VEC(const char *) items; };

static bool add_line(void *context, const struct store_finding *f, struct error *err)
{
    struct lines *l = (struct lines *)context;
    (void)err;
    const char *line = arena_printf(arena, "%.*s %.*s %s%s %s %s first %lld changed %lld resolved %lld", (int)f->resource.id.len, f->resource.id.s, (int)f->rule.len, f->rule.s, f->gone ? "gone " : "",
                                    verdict_name(f->verdict), value_is_none(f->reasons) ? "" : text_of(f->reasons), "", (long long)f->first_seen, (long long)f->last_changed, (long long)f->resolved_at);
    *vec_push(arena, &l->items) = line;
    return true;
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static struct lines lines_of(struct store *s)
{
    struct lines l = {0};
    struct error err = {0};
    struct store_finding_query all = {.account = STR(ACCOUNT)};
    must(store_findings(arena, s, &all, add_line, &l, &err), &err);
    qsort(l.items.items, l.items.len, sizeof *l.items.items, by_text);
    return l;
}

static void same(unsigned step)
{
    struct lines a = lines_of(store), b = lines_of(other);
    for (size_t i = 0; i < a.items.len && i < b.items.len; i++)
        if (strcmp(a.items.items[i], b.items.items[i]) != 0) fail_msg("after change %u:\n  in part: %s\n  whole:   %s", step, a.items.items[i], b.items.items[i]);
    assert_int_equal(a.items.len, b.items.len);
}

static size_t run(uint64_t begun, unsigned steps)
{
    struct error err = {0};
    size_t judged_in_part = 0;
    seed = begun;
    for (unsigned step = 0; step < steps; step++) {
        struct arena_mark mark = arena_mark(arena);
        int64_t at = 1767225600000 + (int64_t)step * 1000;
        struct live_judged part, whole;
        struct live_rules with = live;
        change(at);
        with.kept = any(10) ? kept_accounts : NULL;   /* NULL: judged behind its back, so it has to forget */
        if (!with.kept) kept_accounts_forget(kept_accounts, STR(ACCOUNT));
        must(live_account_rejudge(store, ACCOUNT, &with, at + 1, NULL, NULL, &part, &err), &err);
        must(live_account_judge(other, ACCOUNT, &live, at + 1, NULL, NULL, &whole, &err), &err);
        judged_in_part += part.findings;
        if (part.fresh != whole.fresh || part.resolved != whole.resolved || part.changed != whole.changed || part.reopened != whole.reopened)
            fail_msg("after change %u: in part %zu new, %zu changed, %zu resolved; whole %zu, %zu, %zu", step, part.fresh, part.changed, part.resolved, whole.fresh, whole.changed, whole.resolved);
        same(step);
        arena_rewind(arena, mark);
    }
    return judged_in_part;
}

static void in_part_is_as_whole(void **state)
{
    struct error err = {0};
    const char *more = getenv("RAMPART_CHANGES");
    (void)state;
    struct store_batch b = batch(1767225500000);
    struct store_resource all[COUNT_OF(kinds) * EACH];
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (unsigned n = 0; n < EACH; n++)
            if (any(3)) all[b.n_resources++] = make(&kinds[i], n);
    b.resources = all;
    commit_both(store, &b);
    struct live_judged judged;
    must(live_account_judge(store, ACCOUNT, &live, 1767225500001, NULL, NULL, &judged, &err), &err);
    must(live_account_judge(other, ACCOUNT, &live, 1767225500001, NULL, NULL, &judged, &err), &err);
    assert_true(judged.findings > 300 && judged.verdicts[VERDICT_FAIL] > 50 && judged.verdicts[VERDICT_PASS] > 50);
    size_t whole = judged.findings, steps = more ? strtoul(more, NULL, 10) : 150, part = run(17, (unsigned)steps);
    print_message("%zu steps: %zu verdicts a step judged anew, of %zu\n", steps, part / steps, whole);
    assert_true(part / steps < whole * 7 / 10);
}

/* A resource whose evidence is judged on another day: the time that was seen last counts. */
static void what_is_seen_again_is_known_of_the_kept(void **state)
{
    struct error err = {0};
    (void)state;
    struct store_batch b = batch(1767225600000);
    struct store_resource r = make(&kinds[0], 1);
    b.resources = &r, b.n_resources = 1;
    must(store_commit(arena, store, &b, NULL, &err), &err);
    struct store_changed changed = {r.key, 0};
    struct kept_account *a = kept_account_now(kept_accounts, store, ACCOUNT, &live, &changed, 1, &err);
    size_t place;
    assert_true(a && kept_account_place(a, r.key, &place));
    assert_int_equal(kept_account_of(a)->observed_at.items[place], 1767225600000);
    kept_accounts_seen(kept_accounts, r.key, 1767225700000);
    kept_accounts_seen(kept_accounts, r.key, 1767225650000);
    assert_int_equal(kept_account_of(a)->observed_at.items[place], 1767225700000);
    assert_ptr_equal(kept_account_now(kept_accounts, store, ACCOUNT, &live, NULL, 0, &err), a);
    struct store_key none = {STR(ACCOUNT), STR("eu-west-1"), STR("aws_s3_bucket"), STR("arn:aws:s3:::none")};
    assert_false(kept_account_place(a, none, &place));
}

static void memory_is_bounded_and_the_oldest_goes_first(void **state)
{
    struct error err = {0};
    struct kept_accounts *few = kept_accounts_new(1);
    (void)state;
    for (unsigned i = 0; i < 20; i++) {
        const char *id = i % 2 ? "210987654321" : ACCOUNT;
        struct kept_account *a = kept_account_now(few, store, id, &live, NULL, 0, &err);
        assert_true(a != NULL);
        assert_string_equal(kept_account_of(a)->id, id);
    }
    kept_accounts_free(few);
}

static int begin_two(void **state)
{
    struct error err = {0};
    static struct arena *kept;
    if (begin(state) != 0) return 1;
    snprintf(other_path, sizeof other_path, "%s-other", path);
    other = store_open(other_path, NULL, &err);
    second = store_open(path, NULL, &err);
    kept_accounts = kept_accounts_new((size_t)64 << 20);
    kept = arena_new(0);
    if (!other || !second || !kept_accounts || !ruleset_builtin(kept, &rules) || !collectors_builtin(kept, NULL, &collectors, &err)) return 1;
    program = judge_program_new(rules.rules.items, rules.rules.len, &err);
    live = (struct live_rules){.rules = &rules, .collectors = &collectors, .program = program, .threads = 1};
    *state = kept;
    return program ? 0 : 1;
}

static int finish_two(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    judge_program_free(program);
    arena_free((struct arena *)*state);
    kept_accounts_free(kept_accounts);
    store_close(second);
    store_close(other);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char name[160];
        snprintf(name, sizeof name, "%s%s", other_path, ends[i]);
        unlink(name);
    }
    return finish(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(in_part_is_as_whole, begin_two, finish_two),
                                       cmocka_unit_test_setup_teardown(what_is_seen_again_is_known_of_the_kept, begin_two, finish_two),
                                       cmocka_unit_test_setup_teardown(memory_is_bounded_and_the_oldest_goes_first, begin_two, finish_two)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
