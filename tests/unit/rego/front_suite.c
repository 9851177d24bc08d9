/* The front end against other people's modules: every module and query of the conformance suite's cases reads.
 * With arguments: reads those files instead and prints a line each, to be compared with another tool (tests/conformance). */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/io.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"
#include "value/json.h"

static const char *cases_dir(char *buffer, size_t size)
{
    const char *shared = getenv("RAMPART_SHARED");
    snprintf(buffer, size, "%s/conformance/rego", shared ? shared : "../shared");
    return buffer;
}

static int run_case(struct value c, const char *file)
{
    struct arena *arena = arena_new(0);
    struct value modules = value_field(c, "modules"), query = value_field(c, "query"), note = value_field(c, "note");
    struct rego_issues issues = {0};
    int failed = 0;
    for (size_t i = 0; !value_is_none(modules) && value_is_array(modules) && i < value_len(modules); i++) {
        struct rego_module *module;
        char *name = arena_printf(arena, "test-%zu.rego", i);
        if (!rego_parse_module(arena, str_of(name), value_str(value_items(modules)[i]), NULL, &module, &issues)) failed = 1;
    }
    struct rego_body body;
    if (!failed && !value_is_none(query) && !rego_parse_query(arena, value_str(query), NULL, &body, &issues)) failed = 1;
    if (failed && issues.len)
        printf("%s: %s: %u:%u: %s\n", file, value_is_none(note) ? "" : value_cstr(note), issues.items[0].at.line, issues.items[0].at.column, issues.items[0].message);
    arena_free(arena);
    return failed;
}

static void every_module_of_the_suite_reads(void **state)
{
    (void)state;
    char dir[1024];
    DIR *d = opendir(cases_dir(dir, sizeof dir));
    if (!d) {
        printf("no cases at %s: nothing tested\n", dir);
        return;
    }
    int failed = 0, total = 0;
    for (struct dirent *e; (e = readdir(d));) {
        if (!strstr(e->d_name, ".json")) continue;
        struct arena *arena = arena_new(0);
        char *path = arena_printf(arena, "%s/%s", dir, e->d_name);
        struct str text;
        struct value doc;
        struct error err = {0};
        assert_true(io_read_file(arena, path, 0, &text, &err));
        assert_true(json_read(arena, text, NULL, &doc, NULL, &err));
        struct value cases = value_field(doc, "cases");
        for (size_t i = 0; i < value_len(cases); i++, total++) failed += run_case(value_items(cases)[i], e->d_name);
        arena_free(arena);
    }
    closedir(d);
    printf("front_suite: %d passed, %d failed\n", total - failed, failed);
    assert_int_equal(failed, 0);
}

static int read_files(int n, char **files)
{
    for (int i = 0; i < n; i++) {
        struct arena *arena = arena_new(0);
        struct str text;
        struct error err = {0};
        struct rego_issues issues = {0};
        struct rego_module *module;
        struct rego_parse_options options = {.syntax = getenv("REGO_V0") ? REGO_SYNTAX_V0 : getenv("REGO_V1") ? REGO_SYNTAX_V1 : REGO_SYNTAX_AUTO};
        if (!io_read_file(arena, files[i], 0, &text, &err)) printf("%s: %s\n", files[i], err.message);
        else if (rego_parse_module(arena, str_of(files[i]), text, &options, &module, &issues)) printf("%s: ok\n", files[i]);
        else for (size_t k = 0; k < issues.len; k++)
            printf("%s: %u:%u: %s: %s\n", files[i], issues.items[k].at.line, issues.items[k].at.column, issues.items[k].code->name, issues.items[k].message);
        arena_free(arena);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1) return read_files(argc - 1, argv + 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_module_of_the_suite_reads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
