/* ours POLICY INPUT RULE RUNS: as opa/main.go and regorus/src/main.rs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/io.h"
#include "rego.h"
#include "value/json.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    return 1;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(0), *work = arena_new(0);
    struct error err = {0};
    struct rego_errors errors = {0};
    struct str policy_text, input_text;
    struct rego_settings settings = {.unknowns = getenv("UNKNOWNS") != NULL};   /* what Kleene's loop costs where nothing is unknown */
    struct rego_document document;
    if (argc != 5 || !arena || !work) return fail("usage: ours POLICY INPUT RULE RUNS");
    int runs = atoi(argv[4]);
    if (!io_read_file(arena, argv[1], 0, &policy_text, &err) || !io_read_file(arena, argv[2], 0, &input_text, &err)) return fail(err.message);
    struct rego *rego = rego_new(NULL);
    if (!rego || !rego_add_module(rego, str_of(argv[1]), policy_text, &errors)) return fail(errors.n ? errors.items[0].message : "no memory");
    struct rego_policy *policy = rego_compile(rego, &errors);
    if (!policy) return fail(errors.n ? errors.items[0].message : "no memory");
    if (!json_read(arena, input_text, NULL, &settings.input, NULL, &err)) return fail(err.message);
    int32_t rule = rego_rule_find(policy, str_of(argv[3]));
    struct rego_session *session = rego_session_new(policy);
    if (rule < 0 || !session) return fail("no such rule");
    struct arena_mark mark = arena_mark(work);
    if (!rego_eval_rule(session, rule, work, &settings, &document, &err)) return fail(err.message);
    struct buf out = buf_new(0);
    json_write(&out, document.value, 0);
    double start = now();
    for (int i = 0; i < runs; i++) {
        arena_rewind(work, mark);
        if (!rego_eval_rule(session, rule, work, &settings, &document, &err)) return fail(err.message);
    }
    printf("%.9g\n%s\n", (now() - start) / (runs ? runs : 1), out.s);
    rego_session_free(session);
    rego_policy_free(policy);
    return 0;
}
