/* cli/cmd_test.c: `rampart test PATH...`: runs the rules whose names begin with test_, as `opa test` does. */
#include <stdio.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/policy_files.h"
#include "cli/presentation.h"
#include "rego/rego_errors.h"
#include "value/json.h"

struct options {
    struct policy_files files;
    const char *format, *pattern, *explain, *sort;
    bool bundle, coverage, verbose, zero_on_skipped, fail_on_empty, v0, v1;
    uint64_t timeout;
    double threshold;
    long count, max_errors, parallel;
};

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"bundle", 'b', FLAG_BOOL, "", "paths are bundle directories", AT(bundle)},
    {"count", 0, FLAG_INT, "N", "run each test N times", AT(count)},
    {"coverage", 'c', FLAG_BOOL, "", "report which lines the tests reached", AT(coverage)},
    {"exit-zero-on-skipped", 'z', FLAG_BOOL, "", "skipped tests leave the status 0", AT(zero_on_skipped)},
    {"explain", 0, FLAG_TEXT, "{fails,full,notes,debug}", "what to say of failed tests", AT(explain)},
    {"fail-on-empty", 0, FLAG_BOOL, "", "exit 2 when no test was run", AT(fail_on_empty)},
    {"format", 'f', FLAG_TEXT, "{pretty,json}", "how to report", AT(format)},
    {"ignore", 0, FLAG_COMMA_LIST, "PATTERN", "file and directory names to pass over while loading", AT(files.ignore)},
    {"max-errors", 'm', FLAG_INT, "N", "how many compile errors to report", AT(max_errors)},
    {"parallel", 'p', FLAG_INT, "N", "accepted for OPA's sake; tests run one after the other", AT(parallel)},
    {"run", 'r', FLAG_TEXT, "REGEX", "only tests whose full name matches", AT(pattern)},
    {"sort", 0, FLAG_TEXT, "{none,duration}", "order of the JSON report", AT(sort)},
    {"threshold", 0, FLAG_NUMBER, "PERCENT", "exit 2 when less is covered (with --coverage)", AT(threshold)},
    {"timeout", 0, FLAG_DURATION, "DURATION", "of one test (5s)", AT(timeout)},
    {"v0-compatible", 0, FLAG_BOOL, "", "modules are Rego v0", AT(v0)},
    {"v1-compatible", 0, FLAG_BOOL, "", "modules are Rego v1", AT(v1)},
    {"verbose", 'v', FLAG_BOOL, "", "name the tests that pass, too", AT(verbose)},
};

enum outcome { PASSED, FAILED, SKIPPED, ERRORED };
static const char *const outcome_names[] = {"PASS", "FAIL", "SKIPPED", "ERROR"};

/* A case is a key of test_NAME[key]; cases: set of arrays of keys as they began; passed: those that came to an end. */
struct test {
    struct rego_rule_place rule;
    struct str package, name;
    enum outcome outcome;
    uint64_t ns;
    struct error error;
    struct str printed;
    struct value cases, passed;
};

struct job {
    struct arena *arena;
    const struct options *options;
    struct rego_policy *policy;
    struct rego_session *session;
    struct coverage coverage;
    struct buf printed;
    VEC(struct value) cases;          /* of the test being run */
    VEC(struct test) tests;
};

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void on_print(void *context, const char *file, uint32_t row, uint32_t col, struct str text)
{
    struct job *job = context;
    buf_add_str(&job->printed, text);
    buf_add_char(&job->printed, '\n');
}

static void on_event(void *context, const struct rego_event *event)
{
    if (event->kind == REGO_EVENT_EVAL || event->kind == REGO_EVENT_EXIT) coverage_reached(&((struct job *)context)->coverage, event->file, event->row);
}

static void on_case(void *context, struct value keys)
{
    struct job *job = context;
    struct value *slot = vec_push(job->arena, &job->cases);
    if (slot && value_is_none(*slot = value_copy(job->arena, keys))) job->cases.len--;
}

/* Did the case's entry become true? */
static bool case_passed(struct value document, struct value keys)
{
    for (size_t i = 0; i < value_len(keys) && !value_is_none(document); i++) document = value_get(document, value_items(keys)[i]);
    return value_is_true(document) || (value_is_set(document) && value_len(document) > 0);
}

static bool note_cases(struct job *job, struct test *test, struct value document, struct error *err)
{
    struct value *passed = arena_array(job->arena, job->cases.len + 1, sizeof *passed);
    size_t n = 0;
    test->cases = value_set(job->arena, job->cases.items, job->cases.len);
    if (!passed || value_is_none(test->cases)) return error_no_memory(err);
    for (size_t i = 0; i < value_len(test->cases); i++)
        if (case_passed(document, value_items(test->cases)[i])) passed[n++] = value_items(test->cases)[i];
    test->passed = value_set(job->arena, passed, n);
    if (value_is_none(test->passed)) return error_no_memory(err);
    if (test->outcome != ERRORED && job->cases.len) test->outcome = n == value_len(test->cases) ? PASSED : FAILED;
    return true;
}

/* True, or an object (of named cases) of nothing but true. */
static bool is_pass(struct value v, unsigned depth)
{
    if (value_is_true(v)) return true;
    if (!value_is_object(v) || value_len(v) == 0 || depth > 16) return false;
    for (size_t i = 0; i < value_len(v); i++)
        if (!is_pass(value_pairs(v)[i].value, depth + 1)) return false;
    return true;
}

static bool run_test(struct job *job, struct test *test, struct error *err)
{
    const struct options *o = job->options;
    struct rego_settings settings = {
        .timeout_ns = o->timeout ? o->timeout : 5000000000u, .unknowns = false,
        .hooks = {.context = job, .print = on_print, .event = o->coverage ? on_event : NULL, .test_case = on_case},
    };
    struct arena *arena = arena_new(0);
    struct rego_document document;
    if (!arena) return error_no_memory(err);
    buf_clear(&job->printed);
    job->cases.len = 0;
    uint64_t began = now_ns();
    bool ok = rego_eval_rule(job->session, test->rule.rule, arena, &settings, &document, &test->error);
    test->ns = now_ns() - began;
    test->outcome = !ok ? ERRORED : is_pass(document.value, 0) ? PASSED : FAILED;
    test->printed = str_of(arena_strndup(job->arena, job->printed.s ? job->printed.s : "", job->printed.len));
    bool noted = note_cases(job, test, ok ? document.value : VALUE_NONE, err);
    arena_free(arena);
    return noted;
}

/* --- choosing --- */

static bool matches(struct arena *arena, const char *pattern, struct str name, bool *out, struct error *err)
{
    *out = true;
    if (!pattern) return true;
    const struct rego_builtin *row = rego_builtin_find(STR("regex.match"));
    struct value operands[2] = {value_cstring(arena, pattern), value_string(arena, name)}, answer = VALUE_NONE;
    struct rego_call call = {.arena = arena, .err = err};
    if (value_is_none(operands[0]) || value_is_none(operands[1])) return error_no_memory(err);
    if (!row || !row->fn) return error_set(err, &CLI_ERR_FLAG, "--run is not supported in this build");
    if (!row->fn(&call, operands, &answer)) return false;
    *out = value_is_true(answer);
    return true;
}

static bool choose(struct job *job, struct error *err)
{
    const struct rego_rule_place *places;
    size_t n = rego_policy_rules(job->policy, &places);
    for (size_t i = 0; i < n; i++) {
        struct str path = places[i].path;
        size_t dot = path.len;
        while (dot > 0 && path.s[dot - 1] != '.') dot--;
        struct str name = {path.s + dot, path.len - dot};
        bool todo = str_has_prefix(name, STR("todo_test_")), wanted;
        if (!todo && !str_has_prefix(name, STR("test_"))) continue;
        if (!matches(job->arena, job->options->pattern, path, &wanted, err)) return false;
        if (!wanted) continue;
        struct test *test = vec_push(job->arena, &job->tests);
        if (!test) return error_no_memory(err);
        *test = (struct test){.rule = places[i], .package = {path.s, dot ? dot - 1 : 0}, .name = name, .outcome = todo ? SKIPPED : PASSED};
    }
    return true;
}

/* --- reporting --- */

static void print_duration(uint64_t ns)
{
    if (ns < 1000) printf("%lluns", (unsigned long long)ns);
    else if (ns < 1000000) printf("%.6gµs", (double)ns / 1e3);
    else if (ns < 1000000000) printf("%.9gms", (double)ns / 1e6);
    else printf("%.10gs", (double)ns / 1e9);
}

static void print_indented(struct str text)
{
    size_t at = 0;
    printf("\n");
    while (at < text.len) {
        size_t n = 0;
        while (at + n < text.len && text.s[at + n] != '\n') n++;
        printf("  %.*s\n", (int)n, text.s + at);
        at += n + 1;
    }
    printf("\n");
}

static struct str case_name(struct buf *out, struct value keys)
{
    buf_clear(out);
    for (size_t i = 0; i < value_len(keys); i++) {
        if (i) buf_add_char(out, '/');
        if (value_is_string(value_items(keys)[i])) buf_add_str(out, value_str(value_items(keys)[i]));
        else value_print(out, value_items(keys)[i]);
    }
    return (struct str){out->s ? out->s : "", out->len};
}

static void report_cases(const struct test *t, bool verbose)
{
    struct buf name = buf_new(0);
    for (size_t i = 0; !value_is_none(t->cases) && i < value_len(t->cases); i++) {
        struct value keys = value_items(t->cases)[i];
        bool passed = !value_is_none(value_get(t->passed, keys));
        struct str text = case_name(&name, keys);
        if (!passed || verbose) printf("  %.*s: %s\n", (int)text.len, text.s, passed ? "PASS" : "FAIL");
    }
    buf_free(&name);
}

static void report_pretty(const struct job *job, const size_t *counts)
{
    size_t total = counts[PASSED] + counts[FAILED] + counts[SKIPPED] + counts[ERRORED];
    bool any = false;
    for (size_t i = 0; i < job->tests.len; i++) {
        const struct test *t = &job->tests.items[i];
        if (t->outcome == PASSED && !job->options->verbose) continue;
        printf("%s:%u:\n", t->rule.file, t->rule.row);
        printf("%.*s: %s", (int)t->rule.path.len, t->rule.path.s, outcome_names[t->outcome]);
        if (t->outcome != SKIPPED) { printf(" ("); print_duration(t->ns); printf(")"); }
        printf("\n");
        report_cases(t, job->options->verbose);
        any = true;
        if (t->printed.len && (t->outcome != PASSED || job->options->verbose)) print_indented(t->printed);
        if (t->outcome == ERRORED) {
            struct buf text = buf_new(0);
            const struct rego_errors errors = {&t->error, 1, 0};
            present_errors(&text, &errors);
            static const char lead[] = "1 error occurred: ";
            size_t skip = text.len > sizeof lead - 1 && memcmp(text.s, lead, sizeof lead - 1) == 0 ? sizeof lead - 1 : 0;
            printf("  %.*s", (int)(text.len - skip), text.s + skip);
            buf_free(&text);
        }
    }
    if (!total) return;
    if (any) printf("--------------------------------------------------------------------------------\n");
    static const enum outcome order[] = {PASSED, FAILED, SKIPPED, ERRORED};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (counts[order[i]] || (order[i] == PASSED && total)) printf("%s: %zu/%zu\n", outcome_names[order[i]], counts[order[i]], total);
}

static void print_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t group = (uint32_t)(unsigned char)bytes.s[i] << 16;
        if (i + 1 < bytes.len) group |= (uint32_t)(unsigned char)bytes.s[i + 1] << 8;
        if (i + 2 < bytes.len) group |= (unsigned char)bytes.s[i + 2];
        buf_add_char(out, digits[group >> 18]);
        buf_add_char(out, digits[group >> 12 & 63]);
        buf_add_char(out, i + 1 < bytes.len ? digits[group >> 6 & 63] : '=');
        buf_add_char(out, i + 2 < bytes.len ? digits[group & 63] : '=');
    }
}

static void report_json(const struct job *job)
{
    struct buf out = buf_new(0);
    buf_puts(&out, job->tests.len ? "[\n" : "[");
    for (size_t i = 0; i < job->tests.len; i++) {
        const struct test *t = &job->tests.items[i];
        buf_puts(&out, "  {\n    \"location\": {\n      \"file\": ");
        json_write_string(&out, str_of(t->rule.file));
        buf_printf(&out, ",\n      \"row\": %u,\n      \"col\": %u\n    },\n    \"package\": ", t->rule.row, t->rule.col);
        json_write_string(&out, t->package);
        buf_puts(&out, ",\n    \"name\": ");
        json_write_string(&out, t->name);
        if (t->outcome == FAILED) buf_puts(&out, ",\n    \"fail\": true");
        if (t->outcome == SKIPPED) buf_puts(&out, ",\n    \"skip\": true");
        if (t->outcome == ERRORED) {
            buf_puts(&out, ",\n    \"error\": ");
            present_error_json(&out, &t->error, 4);
        }
        buf_printf(&out, ",\n    \"duration\": %llu", (unsigned long long)t->ns);
        if (!value_is_none(t->cases) && value_len(t->cases)) {
            struct buf name = buf_new(0);
            buf_puts(&out, ",\n    \"sub_results\": {");
            for (size_t k = 0; k < value_len(t->cases); k++) {
                struct value keys = value_items(t->cases)[k];
                struct str text = case_name(&name, keys);
                buf_puts(&out, k ? ",\n      " : "\n      ");
                json_write_string(&out, text);
                buf_puts(&out, ": {\n        \"name\": ");
                json_write_string(&out, text);
                if (value_is_none(value_get(t->passed, keys))) buf_puts(&out, ",\n        \"fail\": true");
                buf_puts(&out, "\n      }");
            }
            buf_puts(&out, "\n    }");
            buf_free(&name);
        }
        if (t->printed.len) {
            buf_puts(&out, ",\n    \"output\": \"");
            print_base64(&out, t->printed);
            buf_add_char(&out, '"');
        }
        buf_puts(&out, i + 1 < job->tests.len ? "\n  },\n" : "\n  }\n");
    }
    buf_puts(&out, "]\n");
    fwrite(out.s, 1, out.len, stdout);
    buf_free(&out);
}

/* The exit status that coverage asks for. */
static int report_coverage(struct job *job)
{
    struct value report = coverage_report(job->arena, &job->coverage, job->policy);
    struct buf out = buf_new(0);
    if (value_is_none(report)) return 2;
    json_write(&out, report, 2);
    printf("%.*s\n", (int)out.len, out.s);
    buf_free(&out);
    double share = value_number_to_double(value_field(report, "coverage"));
    if (share >= job->options->threshold) return 0;
    fprintf(stderr, "Code coverage threshold not met: got %.2f instead of %.2f\n", share, job->options->threshold);
    return 2;
}

static bool load(struct job *job, struct rego_errors *errors)
{
    const struct options *o = job->options;
    const struct rego_options options = {.version = o->v0 ? REGO_VERSION_0 : o->v1 ? REGO_VERSION_1 : REGO_VERSION_AUTO, .tracing = o->coverage, .test_cases = true};
    struct rego *rego = rego_new(&options);
    bool ok = rego && policy_files_load(rego, &o->files, NULL, errors) && (job->policy = rego_compile(rego, errors));
    if (!ok) {   /* the errors live in rego */
        struct error *copy = rego ? arena_copy(job->arena, errors->items, errors->n * sizeof *copy) : NULL;
        errors->items = copy;
        if (!copy) errors->n = 0;
        rego_free(rego);
        return false;
    }
    return (job->session = rego_session_new(job->policy)) != NULL;
}

static int run_all(struct job *job, struct error *err)
{
    size_t counts[4] = {0};
    struct rego_errors errors = {0};
    if (!load(job, &errors)) {
        struct buf text = buf_new(0);
        present_errors(&text, &errors);
        fwrite(text.s, 1, text.len, stderr);
        buf_free(&text);
        return 1;
    }
    if (!choose(job, err)) return -1;
    for (size_t i = 0; i < job->tests.len; i++) {
        struct test *test = &job->tests.items[i];
        for (long k = 0; k < (job->options->count > 1 ? job->options->count : 1) && test->outcome != SKIPPED; k++)
            if (!run_test(job, test, err)) return -1;
        size_t n_cases = value_is_none(test->cases) ? 0 : value_len(test->cases);
        if (n_cases && test->outcome != ERRORED) {   /* each case counts */
            counts[PASSED] += value_len(test->passed);
            counts[FAILED] += n_cases - value_len(test->passed);
        } else counts[test->outcome]++;
    }
    int status = counts[FAILED] || counts[ERRORED] || (counts[SKIPPED] && !job->options->zero_on_skipped) ? 2 : 0;
    if (job->options->fail_on_empty && job->tests.len == 0) status = 2;
    if (job->options->coverage) {
        if (counts[FAILED] || counts[ERRORED]) report_pretty(job, counts);
        int covered = report_coverage(job);
        return status ? status : covered;
    }
    if (job->options->format && strcmp(job->options->format, "json") == 0) report_json(job);
    else report_pretty(job, counts);
    return status;
}

static int run(int argc, char **argv)
{
    struct options options = {0};
    struct flag_list rest = {0};
    struct error err = {0};
    struct arena *arena = arena_new(0);
    bool help;
    int status = -1;
    if (!arena) return 2;
    struct job job = {.arena = arena, .options = &options, .coverage = {.arena = arena}, .printed = buf_new(1 << 20)};
    if (flags_parse(arena, flags, COUNT_OF(flags), argc, argv, &options, &rest, &help, &err)) {
        if (help) {
            flags_print_help(&command_test);
            status = 0;
        } else if (!rest.len) error_set(&err, &CLI_ERR_FLAG, "specify at least one file or directory");
        else {
            *(options.bundle ? &options.files.bundles : &options.files.data) = rest;
            status = run_all(&job, &err);
        }
    }
    if (status < 0) {
        fprintf(stderr, "error[%s]: %s\n", err.code->name, err.message);
        if (err.help[0]) fprintf(stderr, "  help: %s\n", err.help);
        status = 1;
    }
    rego_session_free(job.session);
    rego_policy_free(job.policy);
    buf_free(&job.printed);
    arena_free(arena);
    return status;
}

const struct command command_test = {
    "test", "PATH...", "run the tests of Rego modules",
    "A test is a rule whose name begins with test_; it passes when it is true. Rules beginning with todo_test_ are skipped. The status is 2 when a test fails.",
    flags, COUNT_OF(flags), run,
};
