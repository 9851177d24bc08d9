/* Whose file is it? As GitHub documents CODEOWNERS. */
#include "../unit.h"

#include "cli/codeowners.h"

static void the_last_line_that_matches_decides(void **state)
{
    static const struct { const char *text, *path; bool want; } cases[] = {
        {"* @a", "x/y.yaml", true}, {"*.yaml @a", "x/y.yaml", true}, {"*.yml @a", "x/y.yaml", false}, {"/x/ @a", "x/y.yaml", true}, {"/y/ @a", "x/y.yaml", false},
        {"x/ @a", "x/y.yaml", true}, {"x/ @a", "z/x/y.yaml", true}, {"/x/ @a", "z/x/y.yaml", false}, {"docs/* @a", "docs/a.md", true}, {"docs/* @a", "docs/b/a.md", false},
        {"/x/**/z @a", "x/y/z", true}, {"x @a", "x", true}, {"x/ @a", "x", false}, {"* @a\n/x/", "x/y", false}, {"/x/\n* @a", "x/y", true}, {"# * @a", "x", false},
        {"* # @a", "x", false}, {"", "x", false}, {"/ @a", "x", false}, {"*\t@org/team a@example.com\r", "x", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (codeowners_has_owner(str_of(cases[i].text), cases[i].path) != cases[i].want) fail_msg("%s: %s", cases[i].text, cases[i].path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_last_line_that_matches_decides)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
