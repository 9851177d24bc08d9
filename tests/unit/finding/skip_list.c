/* Skips that stand outside the code: what a line, an entry and a glob mean. */
#include "../unit.h"

#include "finding/skip.h"
#include "value/json.h"

static void a_glob_spans_folders_only_with_two_stars(void **state)
{
    static const struct { const char *pattern, *path; bool want; } cases[] = {
        {"main.tf", "main.tf", true}, {"main.tf", "a/main.tf", false}, {"*.tf", "main.tf", true}, {"*.tf", "a/main.tf", false}, {"**/*.tf", "main.tf", true},
        {"**/*.tf", "a/b/main.tf", true}, {"a/**", "a/b/c", true}, {"a/**", "b/c", false}, {"a/**/c", "a/c", true}, {"a/**/c", "a/b/b/c", true}, {"a/**/c", "ac", false},
        {"**/c", "bc", false}, {"m?in.tf", "main.tf", true}, {"a?c", "a/c", false}, {"", "", true}, {"", "a", false}, {"*", "", true}, {"**", "a/b", true},
        {"a*b*c", "aXbYc", true}, {"a*b*c", "aXcYb", false}, {"a[0]", "a[0]", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (skip_glob(cases[i].pattern, cases[i].path) != cases[i].want) fail_msg("%s over %s", cases[i].pattern, cases[i].path);
}

static void a_glob_longer_than_any_matches_nothing(void **state)
{
    char pattern[400], path[6000];
    (void)state;
    memset(pattern, 'a', sizeof pattern);
    pattern[sizeof pattern - 1] = '\0';
    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    assert_false(skip_glob(pattern, pattern));
    assert_false(skip_glob("**", path));
}

static void lines_are_ids_with_maybe_an_end(void **state)
{
    struct arena *arena = arena_new(0);
    struct skip_list list = {0};
    (void)state;
    assert_true(skip_read_lines(arena, STR("# why\n\nCKV_AWS_7\r\n  AVD-AWS-0001 exp:2027-01-31  # soon\nlast"), ".trivyignore", &list));
    assert_int_equal(list.len, 3);
    assert_true(str_is(list.items[0].id, "CKV_AWS_7") && list.items[0].line == 3 && list.items[0].until.len == 0);
    assert_true(str_is(list.items[1].id, "AVD-AWS-0001") && str_is(list.items[1].until, "2027-01-31"));
    assert_false(skip_entry_expired(&list.items[1], "2027-01-31"));
    assert_true(skip_entry_expired(&list.items[1], "2027-02-01"));
    assert_true(str_is(list.items[2].id, "last"));
    arena_free(arena);
}

static void a_list_without_end_is_cut_and_says_so(void **state)
{
    struct arena *arena = arena_new(0);
    struct skip_list list = {0};
    struct buf text = buf_new(0);
    (void)state;
    for (int i = 0; i < 3000; i++) buf_puts(&text, "x\n");
    assert_true(skip_read_lines(arena, (struct str){text.s, text.len}, "f", &list));
    assert_int_equal(list.len, SKIP_ENTRIES_MAX);
    assert_true(list.cut);
    buf_free(&text);
    arena_free(arena);
}

static struct value parse(struct arena *arena, const char *text)
{
    struct value out;
    assert_true(json_read(arena, str_of(text), NULL, &out, NULL, NULL));
    return out;
}

static void an_entry_covers_its_paths_and_its_resource(void **state)
{
    struct arena *arena = arena_new(0);
    struct skip_list list = {0};
    struct resource here = {.address = "module.a.aws_kms_key.k[0]", .file = "envs/prod/main.tf"}, there = {.address = "aws_kms_key.k", .file = "main.tf"};
    (void)state;
    assert_true(skip_read_trivy(arena, parse(arena, "{\"misconfigurations\":[{\"id\":\"X\",\"paths\":[\"envs/**\"]},{\"id\":\"X\"}],\"secrets\":[{\"id\":\"y\"}]}"), "f", &list, NULL));
    assert_true(skip_read_approved(arena, parse(arena, "[{\"rule\":\"X\",\"reason\":\"r\",\"resource\":\"module.a.*\"}]"), "f", &list, NULL));
    assert_int_equal(list.len, 3);
    assert_true(skip_entry_covers(&list.items[0], &here) && !skip_entry_covers(&list.items[0], &there));
    assert_true(skip_entry_covers(&list.items[1], &here) && skip_entry_covers(&list.items[1], &there));
    assert_true(skip_entry_covers(&list.items[2], &here) && !skip_entry_covers(&list.items[2], &there));
    assert_false(skip_entry_equal(&list.items[0], &list.items[1]));
    assert_true(skip_entry_equal(&list.items[0], &list.items[0]));
    arena_free(arena);
}

static void another_shape_is_an_error(void **state)
{
    static const char *const trivy[] = {"[]", "3", "{\"misconfigurations\":{}}", "{\"misconfigurations\":[3]}", "{\"misconfigurations\":[{\"paths\":[]}]}"};
    static const char *const approved[] = {"{}", "null", "[3]", "[{\"rule\":\"X\"}]", "[{\"reason\":\"X\"}]"};
    struct arena *arena = arena_new(0);
    struct skip_list list = {0};
    struct error err = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trivy); i++)
        if (skip_read_trivy(arena, parse(arena, trivy[i]), "f", &list, &err)) fail_msg("%s", trivy[i]);
    for (size_t i = 0; i < COUNT_OF(approved); i++)
        if (skip_read_approved(arena, parse(arena, approved[i]), "f", &list, &err)) fail_msg("%s", approved[i]);
    assert_string_equal(err.file, "f");
    assert_true(skip_read_trivy(arena, parse(arena, "{\"vulnerabilities\":[]}"), "f", &list, &err));
    assert_int_equal(list.len, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_glob_spans_folders_only_with_two_stars), cmocka_unit_test(a_glob_longer_than_any_matches_nothing), cmocka_unit_test(lines_are_ids_with_maybe_an_end),
        cmocka_unit_test(a_list_without_end_is_cut_and_says_so), cmocka_unit_test(an_entry_covers_its_paths_and_its_resource), cmocka_unit_test(another_shape_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
