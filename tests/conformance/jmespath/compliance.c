/* tests/conformance/jmespath/compliance.c: runs JMESPath's compliance suite: files of [{given, cases: [{expression, result} or {expression, error}]}].
 *
 * usage: jmespath_compliance DIRECTORY. Prints the cases that fail, then `jmespath: N passed, M failed`. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"
#include "jmespath/jmespath.h"
#include "value/json.h"

/* The suite's kinds of errors; "runtime" is the older word for what is found while searching. */
static const struct { const char *name; const struct error_code *code; } kinds[] = {
    {"syntax", &JMESPATH_SYNTAX}, {"invalid-type", &JMESPATH_TYPE}, {"invalid-arity", &JMESPATH_ARITY}, {"invalid-value", &JMESPATH_VALUE},
    {"unknown-function", &JMESPATH_FUNCTION},
};

struct tally { const char *file; size_t passed, failed; };

static void judge(struct tally *tally, const char *expression, bool good, const char *why)
{
    if (good) tally->passed++;
    else {
        tally->failed++;
        printf("%s: %s: %s\n", tally->file, expression, why);
    }
}

static void run_case(struct arena *arena, struct value given, struct value c, struct tally *tally)
{
    struct value expression = value_field(c, "expression"), want = value_field(c, "result"), kind = value_field(c, "error"), got = VALUE_NONE;
    struct error err = {0};
    if (!value_is_string(expression) || value_is_none(want) == value_is_none(kind)) {
        judge(tally, value_is_string(expression) ? value_cstr(expression) : "?", false, "the case expects nothing");
        return;
    }
    struct jmespath *compiled = jmespath_compile(arena, value_str(expression), &err);
    bool answered = compiled && jmespath_search(arena, compiled, given, &got, &err);
    struct buf why = buf_new(0);
    bool good;
    if (!value_is_none(want)) {
        good = answered && value_equal(got, want);
        buf_puts(&why, "got ");
        if (answered) json_write(&why, got, 0);
        else error_print(&why, &err, (struct str){"", 0});
    } else {
        const struct error_code *code = NULL;
        for (size_t i = 0; i < COUNT_OF(kinds); i++)
            if (str_is(value_str(kind), kinds[i].name)) code = kinds[i].code;
        good = !answered && code && err.code == code;
        buf_printf(&why, "wanted the error '%s', got %s", value_cstr(kind), answered ? "an answer" : err.code->name);
    }
    judge(tally, value_cstr(expression), good, why.s ? why.s : "");
    buf_free(&why);
}

static void run_file(const char *folder, const char *name, struct tally *tally)
{
    struct arena *arena = arena_new(0);
    struct str text;
    struct value suites = VALUE_NONE;
    struct error err = {0};
    char *path = arena_printf(arena, "%s/%s", folder, name);
    tally->file = name;
    if (!io_read_file(arena, path, 0, &text, &err) || !json_read(arena, text, NULL, &suites, NULL, &err) || !value_is_array(suites)) {
        judge(tally, "the file", false, err.message);
        arena_free(arena);
        return;
    }
    for (size_t i = 0; i < value_len(suites); i++) {
        struct value suite = value_items(suites)[i], cases = value_field(suite, "cases");
        for (size_t k = 0; value_is_array(cases) && k < value_len(cases); k++) run_case(arena, value_field(suite, "given"), value_items(cases)[k], tally);
    }
    arena_free(arena);
}

static int is_json(const struct dirent *entry) { return str_has_suffix(str_of(entry->d_name), STR(".json")); }

int main(int argc, char **argv)
{
    struct tally tally = {0};
    struct dirent **entries = NULL;
    if (argc != 2) return fprintf(stderr, "usage: jmespath_compliance DIRECTORY\n"), 2;
    int n = scandir(argv[1], &entries, is_json, alphasort);
    if (n < 0) return printf("no cases at %s; nothing is run\n", argv[1]), 0;
    for (int i = 0; i < n; i++) {
        run_file(argv[1], entries[i]->d_name, &tally);
        free(entries[i]);
    }
    free(entries);
    printf("jmespath: %zu passed, %zu failed\n", tally.passed, tally.failed);
    return tally.failed || !tally.passed;
}
