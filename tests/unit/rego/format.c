/* The printer: what changes, what stays, and that printing twice changes nothing more. (All of OPA's own examples are compared with `opa fmt` where it is built.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rego/format.h"
#include "rego/parse.h"

static const struct { const char *name, *text, *want; } cases[] = {
    {"spaces become one way of spacing", "package a\np:=1+2", "package a\n\np := 1 + 2\n"},
    {"one-liners in a row stay together", "package a\n\np := 1\nq := 2\n\nr := 3", "package a\n\np := 1\nq := 2\n\nr := 3\n"},
    {"= in a head becomes :=", "package a\np = 1", "package a\n\np := 1\n"},
    {"a body on the head's line stays there", "package a\np if x == 1", "package a\n\np if x == 1\n"},
    {"braces go on lines of their own", "package a\np if { x; y }", "package a\n\np if {\n\tx\n\ty\n}\n"},
    {"a list on one line stays on one", "package a\np := [1,2 , 3]", "package a\n\np := [1, 2, 3]\n"},
    {"a list on several lines keeps them and ends in a comma", "package a\np := [1,\n2]", "package a\n\np := [\n\t1,\n\t2,\n]\n"},
    {"nested operators are put in parentheses", "package a\np := 1 + 2 * 3", "package a\n\np := 1 + (2 * 3)\n"},
    {"imports are sorted", "package a\nimport data.z\nimport data.b\np := 1", "package a\n\nimport data.b\nimport data.z\n\np := 1\n"},
    {"rego.v1 makes future keywords superfluous", "package a\nimport rego.v1\nimport future.keywords.if\np := 1", "package a\n\nimport rego.v1\n\np := 1\n"},
    {"comments stay where they are", "package a\n# above\np := 1 # beside\n# below", "package a\n\n# above\np := 1 # beside\n\n# below\n"},
    {"a comment within a list keeps its row", "package a\np := [\n1, # one\n2 ]", "package a\n\np := [\n\t1, # one\n\t2,\n]\n"},
    {"else follows the brace", "package a\np := 1 if {\nx\n} else := 2 if {\ny\n}", "package a\n\np := 1 if {\n\tx\n} else := 2 if {\n\ty\n}\n"},
    {"strings keep their spelling", "package a\np := `a\\b`\nq := \"\\u0041\"", "package a\n\np := `a\\b`\nq := \"\\u0041\"\n"},
    {"v0 stays v0", "package a\np[x] { x = 1 }", "package a\n\np[x] {\n\tx = 1\n}\n"},
};

static bool format_text(struct arena *arena, struct str text, struct buf *out)
{
    struct rego_issues issues = {0};
    struct rego_module *module;
    if (!rego_parse_module(arena, STR("a.rego"), text, NULL, &module, &issues)) return false;
    rego_format(out, module);
    return true;
}

static void modules_are_written_as_opa_fmt_writes_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct buf once = buf_new(0), twice = buf_new(0);
        if (!format_text(arena, str_of(cases[i].text), &once) || !format_text(arena, (struct str){once.s, once.len}, &twice)) fail_msg("%s: not read", cases[i].name);
        if (!str_is((struct str){once.s, once.len}, cases[i].want)) fail_msg("%s: %.*s", cases[i].name, (int)once.len, once.s);
        if (!str_eq((struct str){once.s, once.len}, (struct str){twice.s, twice.len})) fail_msg("%s: a second time it is %.*s", cases[i].name, (int)twice.len, twice.s);
        buf_free(&once);
        buf_free(&twice);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(modules_are_written_as_opa_fmt_writes_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
