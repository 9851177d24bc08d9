/* cli/cmd_scan.c: `rampart scan`: the gate. Reads Terraform code, plans and states, judges them, reports, and sets the exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/scan.h"
#include "finding/rule_fields.h"

/* --- sources for code frames --- */

static struct str source_text(void *context, const char *file)
{
    const struct scan_inputs *inputs = (const struct scan_inputs *)context;
    for (size_t i = 0; i < inputs->items.len; i++) {
        const struct scan_input *input = &inputs->items.items[i];
        if (input->plan && strcmp(input->path, file) == 0) return input->plan->text;
        if (!input->config) continue;
        size_t prefix = 0;   /* several inputs: files carry the path of theirs */
        if (inputs->items.len > 1 && strncmp(file, input->path, strlen(input->path)) == 0) prefix = strlen(input->path) + (file[strlen(input->path)] == '/');
        const struct hcl_file *found = tf_config_file(input->config, file + prefix);
        if (found) return found->text;
    }
    const struct hcl_file *found = inputs->repo ? tf_config_file(inputs->repo, file) : NULL;
    if (!found && inputs->repo) {
        size_t n = strlen(inputs->options->repo_root);
        if (strncmp(file, inputs->options->repo_root, n) == 0 && file[n] == '/') found = tf_config_file(inputs->repo, file + n + 1);
    }
    return found ? found->text : (struct str){"", 0};
}

/* --- exit status, as Checkov decides it --- */

/* What a list of ids and severities says of a rule. The severity of a soft list reaches down, of a hard list up. */
struct threshold { const struct flag_list *list; bool soft; };

static bool names(const struct threshold *t, const struct rule *rule, bool *by_id, bool *by_severity)
{
    enum severity severity;
    *by_id = *by_severity = false;
    for (size_t i = 0; i < t->list->len; i++) {
        struct str pattern = str_of(t->list->items[i]);
        if (severity_parse(pattern, &severity)) *by_severity = *by_severity || (t->soft ? rule->severity <= severity : rule->severity >= severity);
        else *by_id = *by_id || rule_matches(rule, pattern);
    }
    return *by_id || *by_severity;
}

static bool fails_hard(const struct scan_options *o, const struct rule *rule)
{
    bool soft_id, soft_severity, hard_id, hard_severity;
    bool any_list = o->soft_fail_on.len || o->hard_fail_on.len;
    if (!any_list) return !o->soft_fail;
    bool soft = names(&(struct threshold){&o->soft_fail_on, true}, rule, &soft_id, &soft_severity);
    names(&(struct threshold){&o->hard_fail_on, false}, rule, &hard_id, &hard_severity);
    bool implicit_soft = !hard_id && o->soft_fail_on.len == 0;
    return hard_id || (hard_severity && !soft_id) || (!soft && !implicit_soft && !o->soft_fail);
}

static int exit_status(const struct scan_options *o, const struct report *report)
{
    bool incomplete = false, hard = false;
    for (size_t i = 0; i < report->messages.len; i++) incomplete = incomplete || report->messages.items[i].incomplete;
    if (o->strict && incomplete) return 2;
    for (size_t i = 0; i < report->findings.len && !hard; i++)
        hard = report->findings.items[i].verdict == VERDICT_FAIL && fails_hard(o, report->findings.items[i].rule);
    if (hard) return 1;
    return report->files == 0 || report->rules == 0 ? (o->soft_fail ? 0 : 2) : 0;
}

/* --- output --- */

static unsigned terminal_width(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 0;
}

static bool to_stdout(void *context, const char *bytes, size_t len) { return fwrite(bytes, 1, len, (FILE *)context) == len; }

/* Where the i-th format goes: NULL for the standard output. */
static const char *target(struct arena *arena, const struct scan_options *o, size_t i, const struct report_format *format, bool *bad)
{
    const char *path = o->output_file_path;
    struct stat st;
    if (!path) return NULL;
    if (!strchr(path, ',') && (o->outputs.len > 1 || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))) {
        return arena_printf(arena, "%s/%s", path, format->file);
    }
    for (size_t k = 0; k < i && path; k++) {
        path = strchr(path, ',');
        if (path) path++;
    }
    *bad = path == NULL;
    if (!path) return NULL;
    const char *one = arena_strndup(arena, path, strcspn(path, ","));
    return one && strcmp(one, "console") == 0 ? NULL : one;
}

static bool write_reports(struct arena *arena, const struct scan_options *o, const struct report *report, struct error *err)
{
    static const char *cli[] = {"cli"};
    bool terminal = isatty(STDOUT_FILENO) && !o->no_colour && !getenv("NO_COLOR");
    struct report_style style = {.compact = o->compact, .quiet = o->quiet, .version = RAMPART_VERSION};
    size_t n = o->outputs.len ? o->outputs.len : 1;
    for (size_t i = 0; i < n; i++) {
        const struct report_format *format = report_format_find(str_of(o->outputs.len ? o->outputs.items[i] : cli[0]));
        bool bad = false;
        const char *path = target(arena, o, i, format, &bad);
        if (bad) return error_set(err, &CLI_ERR_FLAG, "--output-file-path names fewer files than there are formats");
        style.colour = terminal && !path;
        style.width = path ? 0 : terminal_width();
        struct buf out = buf_new((size_t)4 << 30);
        if (!path) out.sink = to_stdout, out.sink_context = stdout;
        format->write(&out, report, &style);
        bool ok = path ? (out.failed ? error_no_memory(err) : io_write_file(path, (struct str){out.s ? out.s : "", out.len}, err))
                       : (buf_flush(&out) && fflush(stdout) == 0) || error_set(err, &ERROR_IO, "cannot write to the standard output");
        buf_free(&out);
        if (!ok) return false;
    }
    return true;
}

/* --- progress: one line on a terminal, wiped before the report; nothing when piped --- */

/* NULL wipes the line. */
static void show_progress(const char *text)
{
    if (!isatty(STDERR_FILENO) || !isatty(STDOUT_FILENO)) return;
    fprintf(stderr, "\r\033[K%s", text ? text : "");
    fflush(stderr);
}

/* --- the run --- */

static void apply_unknown(const struct scan_options *o, struct report *report)
{
    if (!o->unknown || strcmp(o->unknown, "report") == 0) return;
    for (size_t i = 0; i < report->findings.len; i++)
        if (report->findings.items[i].verdict == VERDICT_UNKNOWN)
            report->findings.items[i].verdict = strcmp(o->unknown, "fail") == 0 ? VERDICT_FAIL : VERDICT_PASS;
}

/* A team's own rule that asks for a field which the provider does not have would be undefined on every resource: a silent pass, or a failure without end. */
static bool check_fields(struct arena *arena, const struct ruleset *rules, struct report *report)
{
    for (size_t i = 0; i < rules->rules.len; i++) {
        struct rule_problems problems = {0};
        if (!rules->rules.items[i]->external) continue;
        if (!rule_check_fields(arena, rules->rules.items[i], &problems)) return false;
        for (size_t k = 0; k < problems.len; k++) {
            const struct error *e = &problems.items[k];
            if (!report_say(report, MESSAGE_WARNING, true, e->code->name, e->file, e->at.line, e->at.column, "rule %s: %s", rules->rules.items[i]->id, e->message)) return false;
            if (*e->help && !(report->messages.items[report->messages.len - 1].help = arena_strdup(report->arena, e->help))) return false;
        }
    }
    return true;
}

static bool select_rules(struct arena *arena, const struct scan_options *o, struct ruleset *rules, struct report *report, struct error *err)
{
    if (!ruleset_builtin(arena, rules)) return error_no_memory(err);
    for (size_t i = 0; i < o->external_checks.len; i++)
        if (!ruleset_add_folder(rules, o->external_checks.items[i], err)) return false;
    if (!ruleset_select(rules, o->check.items, o->check.len, o->skip_check.items, o->skip_check.len, report)) return error_no_memory(err);
    if (!check_fields(arena, rules, report)) return error_no_memory(err);
    report->ran = (const struct rule *const *)rules->rules.items;
    report->n_ran = report->rules = rules->rules.len;
    return true;
}

static bool run(struct arena *arena, const struct scan_options *o, struct report *report, struct scan_inputs *inputs, struct github_poster **poster, struct error *err)
{
    struct ruleset rules;
    const char *why = NULL;
    char today[16];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(today, sizeof today, "%Y-%m-%d", &utc);
    struct judge_options options = {.threads = (unsigned)o->threads, .today = today};
    struct sandbox_state sandbox;
    if (o->output_file_path && !strchr(o->output_file_path, ',') && o->outputs.len > 1) mkdir(o->output_file_path, 0777);   /* before folders can no longer be made */
    *poster = o->github_pr ? scan_github_start(arena, o, &why) : NULL;
    scan_sandbox(arena, o, &sandbox);
    if ((!sandbox.files || !sandbox.calls) &&
        !report_say(report, MESSAGE_NOTE, false, SAID_SANDBOX.name, NULL, 0, 0, "this kernel does not enforce %s; Rampart keeps to it by itself",
                    sandbox.files ? "the ban of network calls" : sandbox.calls ? "the limits on files" : "the limits on files and network")) return error_no_memory(err);
    struct log log = log_new(o->log_level ? o->log_level : getenv("LOG_LEVEL"));
    if (!select_rules(arena, o, &rules, report, err)) return false;
    log_write(&log, LOG_DEBUG, "scan", "%zu rules selected", report->rules);
    char progress[100];
    show_progress("reading ...");
    bool loaded = scan_inputs_load(arena, o, report, inputs, err);
    snprintf(progress, sizeof progress, "judging %zu resources by %zu rules ...", report->resources, report->rules);
    show_progress(loaded ? progress : NULL);
    log_write(&log, LOG_DEBUG, "scan", "%zu files read, %zu resources, %zu messages", report->files, report->resources, report->messages.len);
    if (!loaded) return false;
    if (report->files == 0 &&
        !report_say(report, MESSAGE_ERROR, true, SAID_NOTHING.name, NULL, 0, 0, "no Terraform file, plan or state was found: nothing is judged")) return error_no_memory(err);
    struct scan_skips *skips = scan_skips_load(arena, o, inputs, report, &options, err);
    bool judged = skips && judge(report, &rules, &inputs->resources, &options, err);
    scan_skips_free(skips);
    show_progress(NULL);
    if (!judged) return false;
    log_write(&log, LOG_DEBUG, "scan", "%zu verdicts", report->findings.len);
    if (!scan_policies(arena, o, inputs, report, err)) return false;
    apply_unknown(o, report);
    if (o->baseline && !scan_baseline_apply(o->baseline, o->base, report, err)) return false;
    if (!report_finish(report)) return error_no_memory(err);
    if (o->github_pr && !scan_github_review(arena, *poster, why, o, report)) return error_no_memory(err);
    if (!o->create_baseline) return true;
    char path[4096];
    snprintf(path, sizeof path, "%s/.rampart.baseline", *report->root ? report->root : ".");
    return scan_baseline_write(path, report, err);
}

static int fail(const struct error *err)
{
    struct buf text = buf_new(0);
    error_print(&text, err, (struct str){NULL, 0});
    fputs(text.s ? text.s : "error: out of memory\n", stderr);
    buf_free(&text);
    return 2;
}

static int scan(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct report report = {.arena = arena};
    struct scan_options options = {0};
    struct scan_inputs inputs = {0};
    struct error err = {0};
    struct github_poster *poster = NULL;
    bool help = false;
    int status = 2;
    if (!arena) return 2;
    if (!scan_options_read(arena, argc, argv, &options, &report, &help, &err)) status = fail(&err);
    else if (help) flags_print_help(&command_scan), status = 0;
    else {
        report.source = source_text;
        report.source_context = &inputs;
        bool ok = run(arena, &options, &report, &inputs, &poster, &err) && write_reports(arena, &options, &report, &err);
        status = ok ? exit_status(&options, &report) : fail(&err);
        scan_github_end(poster);
        scan_inputs_free(&inputs);
    }
    base_tree_close(options.base);
    arena_free(arena);
    return status;
}

const struct command command_scan = {
    "scan", "[PATH ...]", "judge Terraform code, plans and states",
    "Judges directories of Terraform code, single files, plans and states (terraform show -json) by the built-in rules and your own.\n"
    "Exit status: 0 nothing failed, 1 something failed, 2 could not judge (or, with --strict, not all of it).\n"
    "Flags have Checkov's names and meaning; those of its flags that mean nothing here are accepted, and that is said.",
    scan_flags, SCAN_FLAGS, scan,
};
