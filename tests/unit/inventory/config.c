#include "../unit.h"
#include "inventory/config.h"

#include "value/json.h"
#include "value/yaml.h"

static struct arena *arena;

static const char whole[] =
    "management_account: \"011111111111\"\n"
    "delegated_admin: 222222222222\n"
    "role: {name: audit/RampartAudit, external_id: \"a:1\", session_name: me}\n"
    "regions: [eu-west-1, us-gov-east-1]\n"
    "include: {organisational_units: [root/prod, ou-ab12-cdef3456], accounts: [\"333333333333\"]}\n"
    "exclude: {organisational_units: [root/prod/sandbox], accounts: [444444444444], resource_types: [aws_cloudwatch_log_group]}\n"
    "labels:\n"
    "  - {tag: team, value: payments, owner: payments}\n"
    "  - {account: \"333333333333\", owner: platform, environment: dev}\n"
    "  - {organisational_unit: root/prod, environment: prod, criticality: high, owner: nobody}\n"
    "  - {tag: critical, criticality: critical}\n"
    "sweep: {every: 12h, jitter: 90s}\n"
    "events: {sqs: \"https://sqs.eu-west-1.amazonaws.com/222222222222/rampart.fifo\"}\n"
    "state: /var/lib/rampart/state.db\n";

static struct config read(const char *text)
{
    struct config c;
    struct error err = {0};
    if (!config_read(arena, "rampart.yaml", str_of(text), &c, &err)) fail_msg("%s: %u:%u %s", text, err.at.line, err.at.column, err.message);
    return c;
}

static void all_that_is_written_is_read(void **state)
{
    struct config c = read(whole);
    assert_string_equal(c.management_account, "011111111111");
    assert_string_equal(c.delegated_admin, "222222222222");
    assert_string_equal(c.role, "audit/RampartAudit");
    assert_string_equal(c.external_id, "a:1");
    assert_string_equal(c.session_name, "me");
    assert_int_equal(c.regions.len, 2);
    assert_string_equal(c.regions.items[1], "us-gov-east-1");
    assert_int_equal(c.n_labels, 4);
    assert_int_equal(c.sweep_every_ms, 12 * 3600 * 1000);
    assert_int_equal(c.sweep_jitter_ms, 90000);
    assert_string_equal(c.sqs, "https://sqs.eu-west-1.amazonaws.com/222222222222/rampart.fifo");
    assert_string_equal(c.state, "/var/lib/rampart/state.db");
    assert_false(config_covers_type(&c, STR("aws_cloudwatch_log_group")));
    assert_true(config_covers_type(&c, STR("aws_s3_bucket")));
}

static void what_is_left_out_has_a_default(void **state)
{
    struct config c = read("management_account: \"111111111111\"\nregions: all\n");
    assert_int_equal(c.regions.len, 0);
    assert_null(c.role);
    assert_int_equal(c.sweep_every_ms, 6 * 3600 * 1000);
    assert_int_equal(c.sweep_jitter_ms, 600 * 1000);
    assert_true(config_covers(&c, STR("999999999999"), STR("root/any"), STR("")));
    assert_int_equal(read("include: {accounts: [\"111111111111\"]}\nsweep: {every: 10m}\n").sweep_jitter_ms, 60 * 1000);
}

static void an_exclusion_wins_and_a_unit_stands_for_all_below_it(void **state)
{
    static const struct { const char *account, *path, *ids; bool want; } cases[] = {
        {"555555555555", "root/prod", "", true},
        {"555555555555", "root/prod/payments", "", true},
        {"555555555555", "root/production", "", false},
        {"555555555555", "root", "", false},
        {"555555555555", "root/other", "r-ab12/ou-ab12-cdef3456/ou-ab12-x", true},
        {"555555555555", "root/other", "r-ab12/ou-ab12-cdef34567", false},
        {"333333333333", "root/other", "", true},
        {"444444444444", "root/prod", "", false},
        {"555555555555", "root/prod/sandbox/x", "", false},
    };
    struct config c = read(whole);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (config_covers(&c, str_of(cases[i].account), str_of(cases[i].path), str_of(cases[i].ids)) != cases[i].want) fail_msg("%s %s %s", cases[i].account, cases[i].path, cases[i].ids);
}

static void the_nearer_label_wins(void **state)
{
    struct config c = read(whole);
    struct value tags;
    assert_true(json_read(arena, STR("{\"team\":\"payments\",\"critical\":\"\"}"), NULL, &tags, NULL, NULL));
    struct config_labels l = config_labels_of(&c, STR("333333333333"), STR("root/prod/x"), STR(""), tags);
    assert_string_equal(l.environment, "dev");
    assert_string_equal(l.owner, "payments");
    assert_string_equal(criticality_name(l.criticality), "critical");
    l = config_labels_of(&c, STR("333333333333"), STR("root/prod/x"), STR(""), VALUE_NONE);
    assert_string_equal(l.owner, "platform");
    assert_string_equal(criticality_name(l.criticality), "high");
    l = config_labels_of(&c, STR("555555555555"), STR("root/dev"), STR(""), VALUE_NONE);
    assert_true(!l.environment && !l.owner && !l.criticality);
}

#define M "management_account: \"111111111111\"\n"
static const struct { const char *text; const struct error_code *code; unsigned line, column; const char *help; } bad[] = {
    {"", &CONFIG_FIELD, 1, 1, ""},
    {"regions: all\n", &CONFIG_FIELD, 1, 1, ""},
    {"[1]", &CONFIG_VALUE, 1, 1, ""},
    {M "regoins: all\n", &CONFIG_FIELD, 2, 1, "did you mean 'regions'?"},
    {M "role:\n  nane: x\n", &CONFIG_FIELD, 3, 3, "did you mean 'name'?"},
    {M "role: RampartAudit\n", &CONFIG_VALUE, 2, 1, ""},
    {M "role: {name: \"arn:aws:iam::111111111111:role/x\"}\n", &CONFIG_VALUE, 2, 8, ""},
    {"management_account: 11111111\n", &CONFIG_VALUE, 1, 1, "put the id in quotes: a number loses its leading zeros"},
    {"management_account: \"1111-1111-1111\"\n", &CONFIG_VALUE, 1, 1, ""},
    {M "regions: eu-west-1\n", &CONFIG_VALUE, 2, 1, ""},
    {M "regions: []\n", &CONFIG_VALUE, 2, 1, ""},
    {M "regions:\n  - eu-west-1\n  - eu-west\n", &CONFIG_VALUE, 4, 5, ""},
    {M "labels:\n  - {owner: x}\n", &CONFIG_FIELD, 3, 6, ""},
    {M "labels:\n  - {tag: a, account: \"111111111111\", owner: x}\n", &CONFIG_FIELD, 3, 6, ""},
    {M "labels:\n  - {tag: a}\n", &CONFIG_FIELD, 3, 6, ""},
    {M "labels:\n  - {tag: a, criticality: severe}\n", &CONFIG_VALUE, 3, 14, ""},
    {M "labels:\n  - {organisational_unit: a, value: b, owner: x}\n", &CONFIG_FIELD, 3, 30, ""},
    {M "sweep: {every: 6}\n", &CONFIG_VALUE, 2, 9, ""},
    {M "sweep: {every: 10s}\n", &CONFIG_VALUE, 2, 9, ""},
    {M "sweep: {every: 99999999d}\n", &CONFIG_VALUE, 2, 9, ""},
    {M "sweep: {every: 1h, jitter: 1h}\n", &CONFIG_VALUE, 2, 20, ""},
    {M "events: {sqs: rampart}\n", &CONFIG_VALUE, 2, 10, ""},
    {M "events: {sqs: \"https://sqs.eu-west-1.amazonaws.com/1/x\"}\n", &CONFIG_VALUE, 2, 10, ""},
    {"include: {organisational_units: [root]}\n", &CONFIG_FIELD, 1, 11, ""},
    {M "exclude: {resource_types: [bucket]}\n", &CONFIG_VALUE, 2, 28, ""},
    {M "state: a\nstate: b\n", &YAML_DUPLICATE, 3, 1, ""},
};

static void an_error_names_its_place_and_the_nearest_right_name(void **state)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct config c;
        struct error err = {0};
        if (config_read(arena, "rampart.yaml", str_of(bad[i].text), &c, &err)) fail_msg("'%s' was read", bad[i].text);
        if (err.code != bad[i].code || err.at.line != bad[i].line || err.at.column != bad[i].column || strcmp(err.help, bad[i].help) != 0)
            fail_msg("'%s': %s %u:%u %s; %s", bad[i].text, err.code->name, err.at.line, err.at.column, err.message, err.help);
        assert_string_equal(err.file, "rampart.yaml");
    }
}

static void every_allocation_may_fail(void **state)
{
    bool done = false;
    for (size_t n = 1; !done; n++) {
        struct arena *small = arena_new(0);
        struct config c;
        struct error err = {0};
        arena_fail_at(small, n);
        done = config_read(small, "rampart.yaml", str_of(whole), &c, &err);
        if (!done && err.code != &ERROR_NO_MEMORY) fail_msg("allocation %zu: %s", n, err.code ? err.code->name : "no code");
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
        cmocka_unit_test(all_that_is_written_is_read),
        cmocka_unit_test(what_is_left_out_has_a_default),
        cmocka_unit_test(an_exclusion_wins_and_a_unit_stands_for_all_below_it),
        cmocka_unit_test(the_nearer_label_wins),
        cmocka_unit_test(an_error_names_its_place_and_the_nearest_right_name),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
