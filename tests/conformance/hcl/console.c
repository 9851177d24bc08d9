/* tests/conformance/hcl/console.c: evaluates expressions, one a line of standard input, and prints each result as one line of JSON, an unknown
 * as "unknown" and an error as "error: ...": the half of terraform_console.py that is ours. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "hcl/eval.h"
#include "hcl/values.h"

static bool read_file(void *context, struct arena *arena, struct str path, struct str *bytes, struct error *err)
{
    (void)context;
    const char *name = arena_strndup(arena, path.s, path.len);
    return name && io_read_file(arena, name, 0, bytes, err);
}

static bool file_exists(void *context, struct str path, bool *exists, struct error *err)
{
    (void)context;
    (void)err;
    char name[4096];
    snprintf(name, sizeof name, "%.*s", (int)path.len, path.s);
    *exists = access(name, R_OK) == 0;
    return true;
}

/* On one line, whatever the message quotes. */
static void print_error(const char *message)
{
    printf("error: ");
    for (; *message; message++) putchar(*message == '\n' ? ' ' : *message);
    putchar('\n');
}

static void evaluate(char *line, const struct hcl_scope *scope)
{
    struct arena *arena = arena_new(512u << 20);
    struct hcl_diags diags = {.arena = arena};
    struct value v, text = VALUE_NONE;
    struct error err = {0};
    const struct hcl_expr *expr = hcl_parse_expr(arena, STR("<console-input>"), str_of(line), NULL, &diags);
    if (!expr || !hcl_eval(arena, expr, scope, &v, &diags)) print_error(diags.len ? diags.items[0].message : "no memory");
    else if (value_has_unknown(v)) printf("unknown\n");
    else if (!hcl_jsonencode(arena, v, &text, &err)) print_error(err.message);
    else printf("%s\n", value_cstr(text));
    arena_free(arena);
}

int main(void)
{
    char directory[4096];
    struct hcl_host host = {.read_file = read_file, .file_exists = file_exists, .working_dir = str_of(getcwd(directory, sizeof directory))};
    uint64_t steps;
    struct hcl_scope scope = {.functions = hcl_terraform_functions, .host = &host, .steps_left = &steps};
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = 0;
        steps = 10000000;
        evaluate(line, &scope);
        fflush(stdout);
    }
    free(line);
    return 0;
}
