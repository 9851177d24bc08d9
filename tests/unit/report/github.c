/* What a review can speak about, and how it knows its own words again. */
#include "../unit.h"

#include "report/github.h"

static const char patch[] = "@@ -1,3 +1,4 @@ resource \"aws_s3_bucket\" \"b\" {\n a\n-b\n+B\n+C\n d\n\\ No newline at end of file\n@@ -20,2 +21,2 @@\n-x\n+y\n z";

static void lines_of_a_patch_are_those_of_the_new_side(void **state)
{
    static const struct { const char *name; uint32_t line, end, want; } cases[] = {
        {"context can be spoken about", 1, 1, 1}, {"an added line", 2, 2, 2}, {"the second added line", 3, 3, 3}, {"the removed line does not count", 4, 4, 4},
        {"a line the diff does not show", 5, 5, 0}, {"the next hunk starts where it says", 21, 21, 21}, {"and goes on", 22, 22, 22}, {"behind the last", 23, 99, 0},
        {"a block that reaches an added line", 10, 30, 21}, {"a block that reaches context alone", 22, 40, 22}, {"a finding without a line", 0, 9, 0},
    };
    struct arena *arena = arena_new(0);
    struct github_lines lines = {0};
    bool exact;
    (void)state;
    assert_true(github_read_patch(arena, str_of(patch), &lines));
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (github_place(&lines, str_of(""), cases[i].line, cases[i].end, &exact) != cases[i].want) fail_msg("%s", cases[i].name);
    arena_free(arena);
}

/* The scanned file may be a merge with a newer base. */
static void a_line_is_known_by_its_words(void **state)
{
    static const char source[] = "first\nsecond line\n}\nthird line\r\nnew one\nlast\n";
    static const struct { const char *name, *patch; uint32_t line, end, want; bool exact; } cases[] = {
        {"where it was", "@@ -1 +2,1 @@\n+second line", 2, 2, 2, true}, {"two lines up", "@@ -1 +2 @@\n third line", 4, 4, 2, true},
        {"the nearest of two", "@@ -1 +2 @@\n third line\n@@ -9 +9 @@\n third line", 4, 4, 2, true},
        {"a bracket could be any", "@@ -1 +9 @@\n+}", 3, 3, 0, false}, {"other words at its number", "@@ -1 +2 @@\n+other", 2, 2, 0, false},
        {"an added line of the block", "@@ -1 +5 @@\n+new one", 4, 6, 5, false}, {"an added line of other words", "@@ -1 +5 @@\n+newer one", 4, 6, 0, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct github_lines lines = {0};
        bool exact = false;
        assert_true(github_read_patch(arena, str_of(cases[i].patch), &lines));
        if (github_place(&lines, str_of(source), cases[i].line, cases[i].end, &exact) != cases[i].want) fail_msg("%s", cases[i].name);
        if (cases[i].want && exact != cases[i].exact) fail_msg("%s", cases[i].name);
        arena_free(arena);
    }
}

static void a_patch_that_is_none_gives_no_lines(void **state)
{
    static const char *const texts[] = {"", "+x\n+y", "@@ nonsense\n+x", "@@ -1 +99999999999999999999 @@\n+x", "@@ -1 +4294967295 @@\n+x\n+y", "@@"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct arena *arena = arena_new(0);
        struct github_lines lines = {0};
        assert_true(github_read_patch(arena, str_of(texts[i]), &lines));
        if (lines.lines.len) fail_msg("%s", texts[i]);
        arena_free(arena);
    }
}

#define FINGERPRINT "0123456789abcdef0123456789abcdef"

static void a_mark_is_read_at_the_head_alone(void **state)
{
    static const struct { const char *text; bool ours, gone; } cases[] = {
        {"<!-- rampart:finding:" FINGERPRINT ":a-rule -->\ntext", true, false}, {"<!-- rampart:finding:" FINGERPRINT ":a-rule gone -->\ntext", true, true},
        {"text <!-- rampart:finding:" FINGERPRINT ":a-rule -->", false, false}, {"<!-- rampart:finding:" FINGERPRINT " -->", false, false},
        {"<!-- rampart:finding:0123 -->", false, false}, {"<!-- rampart:finding:zz23456789abcdef0123456789abcdef:a-rule -->", false, false},
        {"<!-- rampart:finding:" FINGERPRINT ":a-rule", false, false}, {"", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char fingerprint[33];
        struct str rule;
        bool gone = false;
        if (github_mark(str_of(cases[i].text), fingerprint, &rule, &gone) != cases[i].ours) fail_msg("%s", cases[i].text);
        if (!cases[i].ours) continue;
        assert_string_equal(fingerprint, FINGERPRINT);
        assert_true(str_is(rule, "a-rule"));
        assert_int_equal(gone, cases[i].gone);
    }
}

static void names_cannot_write_markup(void **state)
{
    struct arena *arena = arena_new(0);
    struct buf out = buf_new(0);
    (void)state;
    report_markdown(&out, "<!-- x -->|`a`\n@team &lt; [x](y)");
    assert_string_equal(buf_to_arena(arena, &out), "\\<!-- x --\\>\\|\\`a\\` &#64;team &amp;lt; \\[x\\](y)");
    buf_free(&out);
    arena_free(arena);
}

/* One attribute, alone on its line, and the fix is known: what the line would be; "" where there is no sure answer. */
static struct str one_line(void *context, const char *file)
{
    (void)file;
    return str_of((const char *)context);
}

static void a_suggestion_is_the_whole_line_or_none(void **state)
{
    static const struct { const char *fix, *line, *want; } cases[] = {
        {"{\"set\":{\"encrypted\":true}}", "\tencrypted   = false", "```suggestion\n\tencrypted   = true\n```\n"},
        {"{\"set\":{\"encrypted\":true}}", "  encrypted = var.a ? true : false # why", "```suggestion\n  encrypted = true # why\n```\n"},
        {"{\"set\":{\"encrypted\":\"KMS\"}}", "  encrypted = \"AES\"", "```suggestion\n  encrypted = \"KMS\"\n```\n"},
        {"{\"set\":{\"encrypted\":\"KMS\"}}", "  encrypted = \"A#S\"", ""},
        {"{\"set\":{\"encrypted\":30}}", "  encrypted=7", "```suggestion\n  encrypted=30\n```\n"},
        {"{\"set\":{\"encrypted\":true}}", "  rule { encrypted = false }", ""},
        {"{\"set\":{\"encrypted\":true}}", "  encrypted = false }", ""},
        {"{\"set\":{\"encrypted\":true}}", "  encrypted = max(", ""},
        {"{\"set\":{\"encrypted\":true}}", "  encrypted = <<EOT", ""},
        {"{\"set\":{\"encrypted\":true}}", "  encrypted_by = false", ""},
        {"{\"set\":{\"encrypted\":true,\"b\":1}}", "  encrypted = false", ""},
        {"{\"set\":{\"encrypted\":[1]}}", "  encrypted = false", ""},
        {"{\"set\":{\"other\":true}}", "  encrypted = false", ""},
        {"{\"companion\":\"x\"}", "  encrypted = false", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct resource_place place = {"encrypted", 1, 3, 1};
        struct resource resource = {.address = "a.b", .file = "main.tf"};
        resource.places.items = &place, resource.places.len = 1;
        struct rule rule = {.id = "r", .fix = cases[i].fix};
        struct finding finding = {.rule = &rule, .resource = &resource, .file = "main.tf", .line = 1, .end_line = 1};
        struct report report = {.arena = arena, .source = one_line, .source_context = (void *)(uintptr_t)cases[i].line};
        struct buf out = buf_new(0);
        bool found = github_suggestion(&out, arena, &report, &finding);
        if (found != (*cases[i].want != '\0')) fail_msg("%s", cases[i].line);
        if (found && strcmp(buf_to_arena(arena, &out), cases[i].want) != 0) fail_msg("%s", cases[i].line);
        buf_free(&out);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_a_patch_are_those_of_the_new_side), cmocka_unit_test(a_line_is_known_by_its_words), cmocka_unit_test(a_patch_that_is_none_gives_no_lines),
        cmocka_unit_test(a_mark_is_read_at_the_head_alone), cmocka_unit_test(names_cannot_write_markup), cmocka_unit_test(a_suggestion_is_the_whole_line_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
