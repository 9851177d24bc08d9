/* cli/cmd_eval.c: `rampart eval QUERY`: stands in for `opa eval`: its flags, output and exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/io.h"
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/policy_files.h"
#include "cli/presentation.h"
#include "rego/rego_errors.h"
#include "value/json.h"

struct options {
    struct policy_files files;
    struct flag_list imports;
    const char *input, *format, *package, *explain;
    bool stdin_input, stdin_query, strict_builtin_errors, show_builtin_errors, fail, fail_defined, profile, metrics, instrument, coverage, v0, v1, strict;
    bool unknowns_in_input, no_index, no_early_exit;
    long count, pretty_limit;
    uint64_t timeout;
};

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"bundle", 'b', FLAG_LIST, "PATH", "load a bundle directory: modules, and data.json / data.yaml at their place under data", AT(files.bundles)},
    {"count", 0, FLAG_INT, "N", "evaluate N times (for --metrics and --profile)", AT(count)},
    {"coverage", 0, FLAG_BOOL, "", "report which lines were reached", AT(coverage)},
    {"data", 'd', FLAG_LIST, "PATH", "load modules and documents (.rego .json .yaml) from a file or directory; prefix:PATH puts them below data.prefix", AT(files.data)},
    {"disable-early-exit", 0, FLAG_BOOL, "", "look for every solution of a rule even where one is enough", AT(no_early_exit)},
    {"disable-indexing", 0, FLAG_BOOL, "", "look at every rule of a path even where the input rules it out", AT(no_index)},
    {"explain", 0, FLAG_TEXT, "{off,full,notes,fails,debug}", "explain the evaluation", AT(explain)},
    {"fail", 0, FLAG_BOOL, "", "exit 1 when the query is undefined, 2 on errors", AT(fail)},
    {"fail-defined", 0, FLAG_BOOL, "", "exit 1 when the query is defined, 2 on errors", AT(fail_defined)},
    {"format", 'f', FLAG_TEXT, "{json,values,bindings,pretty,raw,discard}", "how to print the answers", AT(format)},
    {"ignore", 0, FLAG_COMMA_LIST, "PATTERN", "file and directory names to pass over while loading", AT(files.ignore)},
    {"import", 0, FLAG_LIST, "REF", "an import for the query", AT(imports)},
    {"input", 'i', FLAG_TEXT, "PATH", "the input document", AT(input)},
    {"instrument", 0, FLAG_BOOL, "", "as --metrics", AT(instrument)},
    {"metrics", 0, FLAG_BOOL, "", "report how long the steps took", AT(metrics)},
    {"package", 0, FLAG_TEXT, "REF", "the package in whose sight the query is read", AT(package)},
    {"pretty-limit", 0, FLAG_INT, "N", "cut values in tables after N bytes", AT(pretty_limit)},
    {"profile", 0, FLAG_BOOL, "", "report which expressions were evaluated how often", AT(profile)},
    {"show-builtin-errors", 0, FLAG_BOOL, "", "report the errors of built-in functions, which do not end the evaluation", AT(show_builtin_errors)},
    {"stdin", 0, FLAG_BOOL, "", "read the query from standard input", AT(stdin_query)},
    {"stdin-input", 'I', FLAG_BOOL, "", "read the input document from standard input", AT(stdin_input)},
    {"strict", 'S', FLAG_BOOL, "", "refuse unused imports and variables", AT(strict)},
    {"strict-builtin-errors", 0, FLAG_BOOL, "", "the first error of a built-in function ends the evaluation", AT(strict_builtin_errors)},
    {"timeout", 0, FLAG_DURATION, "DURATION", "end the evaluation with an error after this time", AT(timeout)},
    {"unknowns-in-input", 0, FLAG_BOOL, "", "{\"__unknown__\": [REF, ...]} in the input stands for a value not known yet; answers then say when they are only maybe",
     AT(unknowns_in_input)},
    {"v0-compatible", 0, FLAG_BOOL, "", "modules are Rego v0", AT(v0)},
    {"v1-compatible", 0, FLAG_BOOL, "", "modules are Rego v1", AT(v1)},
};

/* What hooks collect. */
struct run {
    struct arena *arena;
    const struct options *options;
    VEC(struct str) lines;            /* of the explanation */
    VEC(struct profile_row) reached;
    size_t at;                        /* the row being evaluated, and since when */
    uint64_t since;
    VEC(struct error) builtin_errors;
    struct coverage coverage;
};

static void on_print(void *context, const char *file, uint32_t row, uint32_t col, struct str text)
{
    fprintf(stderr, "%.*s\n", (int)text.len, text.s);
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Which events an explanation shows: all, notes, or what failed with the rules around it. */
static bool is_shown(const char *mode, enum rego_event_kind kind)
{
    if (!mode || strcmp(mode, "off") == 0) return false;
    if (strcmp(mode, "notes") == 0) return kind == REGO_EVENT_NOTE;
    if (strcmp(mode, "fails") == 0) return kind == REGO_EVENT_FAIL || kind == REGO_EVENT_ENTER;
    return true;
}

static void explain(struct run *run, const struct rego_event *event)
{
    static const char *const names[] = {"Enter", "Eval", "Fail", "Exit", "Note"};
    struct buf line = buf_new(1 << 16);
    char place[300];
    size_t len = 0;
    while (len < event->text.len && event->text.s[len] != '\n') len++;
    snprintf(place, sizeof place, "%s:%u", event->file[0] ? event->file : "query", event->row);
    buf_printf(&line, "%-12s", place);
    for (uint32_t i = 0; i < event->depth + (event->kind == REGO_EVENT_ENTER || event->kind == REGO_EVENT_EXIT ? 0 : 1); i++) buf_puts(&line, "| ");
    buf_printf(&line, event->kind == REGO_EVENT_NOTE ? "%s \"%.*s\"" : "%s %.*s", names[event->kind], (int)len, event->text.s);
    struct str *slot = vec_push(run->arena, &run->lines);
    if (slot) *slot = str_of(buf_to_arena(run->arena, &line));
    buf_free(&line);
}

/* Counts an evaluation, and gives the time since the event before to the expression that was being evaluated. */
static void profile(struct run *run, const struct rego_event *event)
{
    uint64_t now = now_ns();
    if (run->at < run->reached.len) run->reached.items[run->at].time_ns += now - run->since;
    run->since = now;
    for (run->at = run->reached.len; run->at-- > 0;) {
        struct profile_row *r = &run->reached.items[run->at];
        if (r->row == event->row && r->col == event->col && strcmp(r->file, event->file) == 0) { r->count++; return; }
    }
    struct profile_row *r = vec_push(run->arena, &run->reached);
    if (!r) return;
    *r = (struct profile_row){event->file, event->row, event->col, 1, 0};
    run->at = run->reached.len - 1;
}

static void on_event(void *context, const struct rego_event *event)
{
    struct run *run = context;
    if (is_shown(run->options->explain, event->kind)) explain(run, event);
    if (run->options->coverage && (event->kind == REGO_EVENT_EVAL || event->kind == REGO_EVENT_EXIT)) coverage_reached(&run->coverage, event->file, event->row);
    if (run->options->profile && event->kind == REGO_EVENT_EVAL) profile(run, event);
}

static void on_builtin_error(void *context, const struct error *error)
{
    struct run *run = context;
    struct error *slot = vec_push(run->arena, &run->builtin_errors);
    if (slot) *slot = *error;
}

static void one_error(struct rego_errors *errors, const struct error *err) { *errors = (struct rego_errors){err, 1, 0}; }

static bool read_input(struct arena *arena, const struct options *o, struct value *input, struct error *err)
{
    *input = VALUE_NONE;
    const char *path = o->stdin_input ? "-" : o->input;
    if (!path) return true;
    if (!document_load(arena, path, input, err)) return false;
    if (o->unknowns_in_input && value_is_none(*input = rego_unknowns_from_json(arena, *input))) return error_no_memory(err);
    return true;
}

static enum presentation format_of(const char *name)
{
    static const struct { const char *name; enum presentation format; } formats[] = {
        {"json", PRESENT_JSON}, {"pretty", PRESENT_PRETTY}, {"values", PRESENT_VALUES}, {"bindings", PRESENT_BINDINGS}, {"raw", PRESENT_RAW}, {"discard", PRESENT_DISCARD},
    };
    for (size_t i = 0; name && i < COUNT_OF(formats); i++)
        if (strcmp(name, formats[i].name) == 0) return formats[i].format;
    return PRESENT_JSON;
}

struct job {
    struct arena *arena;
    const struct options *options;
    struct rego *rego;
    struct rego_policy *policy;
    struct rego_session *session;
    struct run run;
    struct presented presented;
    bool no_input;                    /* the input could not be read: said to people only, as OPA does */
    struct error err;
    VEC(struct timing) timings;
};

static void timing(struct job *job, const char *name, uint64_t since)
{
    struct timing *slot = vec_push(job->arena, &job->timings);
    if (slot) *slot = (struct timing){name, now_ns() - since};
}

static bool evaluate(struct job *job, struct value input)
{
    const struct options *o = job->options;
    struct rego_settings settings = {
        .input = input, .strict_builtin_errors = o->strict_builtin_errors, .timeout_ns = o->timeout,
        .hooks = {.context = &job->run, .print = on_print, .event = on_event,
                  .builtin_error = o->show_builtin_errors ? on_builtin_error : NULL},
    };
    struct rego_prepared *query = (struct rego_prepared *)job->presented.query;
    for (long i = 0; i < (o->count > 1 ? o->count : 1); i++) {
        uint64_t began = now_ns();
        if (!rego_eval(job->session, query, job->arena, &settings, &job->presented.answers, &job->err)) {
            one_error(&job->presented.errors, &job->err);
            return false;
        }
        if (i == 0) timing(job, "timer_rego_query_eval_ns", began);
    }
    return true;
}

/* False: presented.errors. */
static bool answer(struct job *job, struct str query)
{
    const struct options *o = job->options;
    struct rego_errors *errors = &job->presented.errors;
    struct value input;
    const bool tracing = o->profile || o->coverage || (o->explain && strcmp(o->explain, "off") != 0 && strcmp(o->explain, "notes") != 0);
    const struct rego_options options = {
        .version = o->v0 ? REGO_VERSION_0 : o->v1 ? REGO_VERSION_1 : REGO_VERSION_AUTO, .strict = o->strict, .tracing = tracing, .no_index = o->no_index,
        .no_early_exit = o->no_early_exit,
    };
    uint64_t began = now_ns();
    job->run.at = SIZE_MAX;
    job->run.coverage.arena = job->arena;
    if (!(job->rego = rego_new(&options))) { error_no_memory(&job->err); one_error(errors, &job->err); return false; }
    if (!policy_files_load(job->rego, &o->files, NULL, errors)) return false;
    if (!read_input(job->arena, o, &input, &job->err)) { job->no_input = true; return false; }
    timing(job, "timer_rego_load_files_ns", began);
    began = now_ns();
    if (!(job->policy = rego_compile(job->rego, errors))) return false;
    job->rego = NULL;
    timing(job, "timer_rego_module_compile_ns", began);
    began = now_ns();
    struct str *imports = arena_array(job->arena, o->imports.len + 1, sizeof *imports);
    for (size_t i = 0; imports && i < o->imports.len; i++) imports[i] = str_of(o->imports.items[i]);
    if (!str_trim(query).len) {
        error_set(&job->err, &ERROR_IO, "cannot evaluate empty query");
        one_error(errors, &job->err);
        return false;
    }
    const struct rego_query_options context = {.package = str_of(o->package), .imports = imports, .n_imports = imports ? o->imports.len : 0};
    if (!(job->presented.query = rego_prepare(job->policy, query, &context, job->arena, errors))) return false;
    timing(job, "timer_rego_query_compile_ns", began);
    if (!(job->session = rego_session_new(job->policy))) { error_no_memory(&job->err); one_error(errors, &job->err); return false; }
    return evaluate(job, input);
}

static int by_time(const void *a, const void *b)
{
    const struct profile_row *x = a, *y = b;
    return x->time_ns > y->time_ns ? -1 : x->time_ns < y->time_ns;
}

static int print_answer(struct job *job, bool ok)
{
    const struct options *o = job->options;
    struct presented *p = &job->presented;
    struct buf out = buf_new(0), err = buf_new(0);
    if (job->no_input) {
        if (job->err.code == &ERROR_IO) fprintf(stderr, "%s: %s\n", job->err.file[0] ? job->err.file : "input", job->err.message);
        else error_print(&err, &job->err, STR(""));
        if (err.len) fwrite(err.s, 1, err.len, stderr);
        buf_free(&err);
        return 2;
    }
    if (o->metrics || o->instrument || o->profile) { p->metrics = job->timings.items; p->n_metrics = job->timings.len; }
    if (o->profile) {
        if (job->run.reached.len) qsort(job->run.reached.items, job->run.reached.len, sizeof *job->run.reached.items, by_time);
        p->profile = job->run.reached.items;
        p->n_profile = job->run.reached.len < 10 ? job->run.reached.len : 10;
    }
    if (o->coverage && job->policy) p->coverage = coverage_report(job->arena, &job->run.coverage, job->policy);
    if (o->explain && strcmp(o->explain, "off") != 0) {
        p->has_explanation = true;
        p->explanation = job->run.lines.items;
        p->n_explanation = job->run.lines.len;
    }
    if (ok && o->show_builtin_errors) p->errors = (struct rego_errors){job->run.builtin_errors.items, job->run.builtin_errors.len, 0};
    present(&out, &err, format_of(o->format), p);
    if (out.len) fwrite(out.s, 1, out.len, stdout);
    if (err.len) fwrite(err.s, 1, err.len, stderr);
    bool failed = out.failed || err.failed || fflush(stdout) != 0;
    buf_free(&out);
    buf_free(&err);
    if (failed) return 2;
    if (!ok) return 2;
    if (o->fail && p->answers.n == 0) return 1;
    if (o->fail_defined && p->answers.n != 0) return 1;
    return 0;
}

static bool query_text(struct arena *arena, const struct options *o, const struct flag_list *rest, struct str *out, struct error *err)
{
    if (o->stdin_query) return io_read_file(arena, "-", 0, out, err);
    if (rest->len != 1) return error_set(err, &CLI_ERR_FLAG, rest->len ? "specify exactly one query argument, not %zu" : "specify a query argument or --stdin%.0zu", rest->len);
    *out = str_of(rest->items[0]);
    return true;
}

static int run(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct options options = {.count = 1, .pretty_limit = 80};
    struct flag_list rest = {0};
    struct str query;
    bool help;
    int status = 2;
    struct job job = {.arena = arena, .options = &options, .run = {.arena = arena, .options = &options}};
    if (!arena) return 2;
    if (!flags_parse(arena, flags, COUNT_OF(flags), argc, argv, &options, &rest, &help, &job.err)) goto refused;
    if (help) {
        flags_print_help(&command_eval);
        arena_free(arena);
        return 0;
    }
    if (!query_text(arena, &options, &rest, &query, &job.err)) goto refused;
    job.presented.pretty_limit = options.pretty_limit > 0 ? (size_t)options.pretty_limit : 0;
    status = print_answer(&job, answer(&job, query));
    rego_session_free(job.session);
    rego_prepared_free((struct rego_prepared *)job.presented.query);
    rego_policy_free(job.policy);
    rego_free(job.rego);
    arena_free(arena);
    return status;
refused:
    fprintf(stderr, "error[%s]: %s\n", job.err.code->name, job.err.message);
    if (job.err.help[0]) fprintf(stderr, "  help: %s\n", job.err.help);
    arena_free(arena);
    return 1;   /* OPA's status for what it was called with */
}

const struct command command_eval = {
    "eval", "QUERY", "evaluate a Rego query and print the answers",
    "The query is judged against the modules and documents of --data and --bundle and the document of --input. Flags and output are those of\n"
    "`opa eval`. Modules may be Rego v1 or v0: what reads only as v0 is taken as v0.",
    flags, COUNT_OF(flags), run,
};
