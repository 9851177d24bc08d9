/* Text of a pull request's author goes into every format, and must stay text there. */
#include "../unit.h"

#include "report/report.h"
#include "value/json.h"

static const struct rule_alias aliases[] = {{NULL, NULL}};
static const char *const types[] = {"aws_s3_bucket", NULL}, *const nothing[] = {NULL};
static const struct rule_requirement requirements[] = {{NULL, NULL}};
static const struct rule rule = {.id = "r--x", .title = "T <b>|\"t\"", .description = "d", .advice = "a, \"b\"", .severity = SEVERITY_HIGH, .aliases = aliases, .types = types, .related = nothing,
                                 .requirements = requirements, .imports = nothing, .package = "p", .file = "f"};

/* One failed finding whose address and reason are `text`. */
static const char *written(struct arena *arena, const char *format, const char *text)
{
    struct resource resource = {.address = text, .type = "aws_s3_bucket", .name = "b", .module = "", .root = "", .index = "", .values = value_object(arena, NULL, 0), .file = "main.tf", .line = 1, .end_line = 2};
    struct reason reason = {.message = text, .path = "", .resource = &resource};
    struct report report = {.arena = arena, .root = ".", .resources = 1, .files = 1, .rules = 1};
    struct report_style style = {.version = "0"};
    *vec_push(arena, &report.findings) = (struct finding){.rule = &rule, .resource = &resource, .verdict = VERDICT_FAIL, .reasons = &reason, .n_reasons = 1, .file = "main.tf", .line = 1, .end_line = 2};
    assert_true(report_say(&report, MESSAGE_WARNING, false, "code", "main.tf", 1, 1, "%s", text));
    assert_true(report_finish(&report));
    struct buf out = buf_new(0);
    report_format_find(str_of(format))->write(&out, &report, &style);
    const char *copy = buf_to_arena(arena, &out);
    buf_free(&out);
    return copy;
}

static const char *const hostile[] = {
    "plain", "a|b", "<script>&\"'", "]]>", "-->", "a\nb\r\nc", "=cmd()", "+1", "@x", "a,\"b\"", "\x1b[31mred", "[x](javascript:y)", "`code`", "\xe2\x80\xae" "rtl", "%s%n", "",
};

static size_t count(const char *s, const char *part)
{
    size_t n = 0;
    for (; (s = strstr(s, part)) != NULL; s += strlen(part)) n++;
    return n;
}

static void json_formats_stay_json(void **state)
{
    static const char *const formats[] = {"json", "sarif", "gitlab_sast"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formats) * COUNT_OF(hostile); i++) {
        struct arena *arena = arena_new(0);
        struct error err = {0};
        struct value v;
        const char *text = written(arena, formats[i % COUNT_OF(formats)], hostile[i / COUNT_OF(formats)]);
        if (!json_read(arena, str_of(text), &(struct json_options){.duplicates = JSON_REFUSE_DUPLICATES}, &v, NULL, &err))
            fail_msg("%s of '%s': %s", formats[i % COUNT_OF(formats)], hostile[i / COUNT_OF(formats)], err.message);
        arena_free(arena);
    }
}

static void a_table_has_the_cells_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct arena *arena = arena_new(0);
        const char *text = written(arena, "markdown", hostile[i]);
        const char *row = strstr(text, "\n| high");
        assert_non_null(row);
        size_t bars = 0;
        for (const char *p = row + 1; *p && *p != '\n'; p++) bars += *p == '|' && p[-1] != '\\';
        if (bars != 7) fail_msg("'%s': %zu bars", hostile[i], bars);
        if (strstr(text, "<script") && !strstr(text, "\\<script")) fail_msg("markup goes through");
        arena_free(arena);
    }
}

/* Cells of each record, by RFC 4180. */
static void csv_records_have_as_many_cells_as_the_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct arena *arena = arena_new(0);
        size_t cells = 1;
        bool quoted = false, start = true;
        for (const char *p = written(arena, "csv", hostile[i]); *p; p++) {
            if (start && strchr("=+-@", *p)) fail_msg("'%s': a cell is a formula", hostile[i]);
            start = false;
            if (*p == '"') quoted = !quoted;
            else if (!quoted && *p == ',') cells++, start = true;
            else if (!quoted && *p == '\n') {
                if (cells != 11) fail_msg("'%s': %zu cells", hostile[i], cells);
                cells = 1, start = true;
            }
        }
        arena_free(arena);
    }
}

static void xml_is_closed_and_has_no_markup_of_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct arena *arena = arena_new(0);
        const char *text = written(arena, "junitxml", hostile[i]);
        if (count(text, "<script") || count(text, "\x1b")) fail_msg("'%s' goes through", hostile[i]);
        assert_int_equal(count(text, "<testcase "), count(text, "</testcase>"));
        for (const char *p = text; (p = strstr(p, "<!--")) != NULL;) {   /* no -- inside a comment */
            const char *end = strstr(p, "-->");
            const char *dashes = strstr(p + 4, "--");
            assert_non_null(end);
            assert_ptr_equal(dashes, end);
            p = end;
        }
        arena_free(arena);
    }
}

static void a_terminal_is_not_spoken_to_by_others(void **state)
{
    struct arena *arena = arena_new(0);
    (void)state;
    assert_null(strchr(written(arena, "cli", "\x1b[31mred"), '\x1b'));
    assert_null(strstr(written(arena, "cli", "\xc2\x9b" "31m"), "\xc2\x9b"));
    assert_null(strstr(written(arena, "cli", "\xe2\x80\xae" "txet"), "\xe2\x80\xae"));
    assert_non_null(strstr(written(arena, "cli", "gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f"));
    arena_free(arena);
}

static void secrets_in_code_are_masked(void **state)
{
    static const struct { const char *line, *want; } cases[] = {
        {"  password = \"hunter2\"", "  password = \"****\""}, {"  password = var.p", "  password = var.p"}, {"  name = \"x\"", "  name = \"x\""},
        {"{\"password\": \"hunter2\", \"a\": 1}", "{\"password\": \"****\", \"a\": 1}"}, {"  secret_key=\"a\\\"b\" # c", "  secret_key=\"****\" # c"},
        {"key = \"AKIAIOSFODNN7EXAMPLE\"", "key = \"AKIA****\""}, {"x = \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"", "x = \"****\""},
        {"password_length = 12", "password_length = 12"}, {"a\x1b[0m", "a?[0m"}, {"\tx", " x"}, {"password = \"open", "password = \"****"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct buf out = buf_new(0);
        report_source(&out, str_of(cases[i].line));
        const char *got = buf_to_arena(arena, &out);
        if (strcmp(got, cases[i].want) != 0) fail_msg("%s: %s", cases[i].line, got);
        buf_free(&out);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_formats_stay_json), cmocka_unit_test(a_table_has_the_cells_it_should), cmocka_unit_test(csv_records_have_as_many_cells_as_the_head),
        cmocka_unit_test(xml_is_closed_and_has_no_markup_of_others), cmocka_unit_test(a_terminal_is_not_spoken_to_by_others), cmocka_unit_test(secrets_in_code_are_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
