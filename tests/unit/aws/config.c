/* The shared config files, against what botocore reads out of the same texts. */
#include "../unit.h"
#include "aws/config.h"

#include <stdlib.h>

#include "value/json.h"

static const struct { const char *text, *json; } good[] = {
    {"", "{}"},
    {"# nothing\n; here\n\n", "{}"},
    {"[default]\nregion = eu-west-1\n", "{\"default\":{\"region\":\"eu-west-1\"}}"},
    {"[default]\r\nRegion=eu-west-1\r\n", "{\"default\":{\"region\":\"eu-west-1\"}}"},
    {"\xEF\xBB\xBF[a]\nk: v\n", "{\"a\":{\"k\":\"v\"}}"},
    {"[profile x]\nk = a = b # not a comment\n", "{\"profile x\":{\"k\":\"a = b # not a comment\"}}"},
    {"[a]\nk =\n[b]\n", "{\"a\":{\"k\":\"\"},\"b\":{}}"},
    {"[a]\ns3 =\n  max = 5\n  style=path\nregion = r\n", "{\"a\":{\"region\":\"r\",\"s3\":{\"max\":\"5\",\"style\":\"path\"}}}"},
    {"[services mine]\ns3 = \n  endpoint_url = http://127.0.0.1:1\n\n  # a comment\n  x = y\nec2 =\n  endpoint_url = http://h\n",
     "{\"services mine\":{\"ec2\":{\"endpoint_url\":\"http://h\"},\"s3\":{\"endpoint_url\":\"http://127.0.0.1:1\",\"x\":\"y\"}}}"},
    {"[a]\nk = one\n  two\n", "{\"a\":{\"k\":\"one\\ntwo\"}}"},
};

static void files_are_read_as_botocore_reads_them(void **state)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct value v;
        struct buf out = buf_new(0);
        if (!config_parse(arena, str_of(good[i].text), &v, &err)) fail_msg("%s: %s", good[i].text, err.message);
        json_write(&out, v, 0);
        assert_string_equal(out.s, good[i].json);
        buf_free(&out);
        arena_free(arena);
    }
}

static const struct { const char *text, *message; unsigned line; } bad[] = {
    {"region = x\n", "a setting stands before the first [section]", 1},
    {"[a]\n[b]\nfoo\n", "this line is neither [section] nor KEY = VALUE", 3},
    {"[a\n", "a section's name is not closed by ']'", 1},
    {"[a]\n[a]\n", "a section of this name is in the file already", 2},
    {"[a]\nk = 1\nK = 2\n", "this setting is in its section already", 3},
    {"[a]\ns3 =\n  nothing\n", "an indented setting has no '='", 2},
    {"[a]\nk = \xff\n", "this line is not UTF-8", 2},
};

static void what_is_wrong_has_a_line(void **state)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct value v;
        assert_false(config_parse(arena, str_of(bad[i].text), &v, &err));
        assert_ptr_equal(err.code, &AWS_CONFIG);
        assert_string_equal(err.message, bad[i].message);
        assert_int_equal(err.at.line, bad[i].line);
        arena_free(arena);
    }
}

static void without_memory_there_is_an_error(void **state)
{
    for (size_t n = 1;; n++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct value v;
        arena_fail_at(arena, n);
        bool ok = config_parse(arena, str_of(good[8].text), &v, &err);
        if (!ok) assert_ptr_equal(err.code, &ERROR_NO_MEMORY);
        arena_free(arena);
        if (ok) return;
        assert_true(n < 1000);
    }
}

static const char *write_file(const char *folder, const char *name, const char *text)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static void what_the_credentials_file_says_of_a_profile_counts(void **state)
{
    char folder[] = "/tmp/rampart-config-XXXXXX";
    struct arena *arena = arena_new(0);
    struct aws_config config;
    struct error err = {0};
    assert_non_null(mkdtemp(folder));
    setenv("AWS_CONFIG_FILE", write_file(folder, "config", "[default]\nregion = a\n[profile 'two words']\nregion = b\naws_access_key_id = old\n[sso-session s]\nsso_region = r\n[plugins]\nx = y\n"), 1);
    setenv("AWS_SHARED_CREDENTIALS_FILE", write_file(folder, "credentials", "[two words]\naws_access_key_id = new\n[only]\nk = v\n"), 1);
    if (!config_load(arena, &config, &err)) fail_msg("%s", err.message);
    assert_string_equal(config_text(value_field(config.profiles, "default"), "region"), "a");
    assert_string_equal(config_text(value_field(config.profiles, "two words"), "region"), "b");
    assert_string_equal(config_text(value_field(config.profiles, "two words"), "aws_access_key_id"), "new");
    assert_string_equal(config_text(value_field(config.profiles, "only"), "k"), "v");
    assert_string_equal(config_text(value_field(config.sso_sessions, "s"), "sso_region"), "r");
    assert_true(value_is_none(value_field(config.profiles, "plugins")));
    setenv("AWS_CONFIG_FILE", "/nowhere/config", 1);
    assert_true(config_load(arena, &config, &err));
    assert_null(config_text(value_field(config.profiles, "default"), "region"));
    remove(getenv("AWS_SHARED_CREDENTIALS_FILE"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_as_botocore_reads_them),
        cmocka_unit_test(what_is_wrong_has_a_line),
        cmocka_unit_test(without_memory_there_is_an_error),
        cmocka_unit_test(what_the_credentials_file_says_of_a_profile_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
