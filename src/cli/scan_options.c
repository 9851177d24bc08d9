/* cli/scan_options.c: the flags of `rampart scan` (Checkov's names and meaning), and the config file that may give them too. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/isolated.h"
#include "cli/scan.h"

#define AT(field) offsetof(struct scan_options, field)
const struct flag scan_flags[] = {
    {"approved-skips", 0, FLAG_TEXT, "FILE", "skips that somebody has approved: a list of {rule, resource, reason, until}", AT(approved_skips)},
    {"baseline", 0, FLAG_TEXT, "FILE", "findings listed there do not count", AT(baseline)},
    {"check", 'c', FLAG_LIST, "ID,...", "judge by these rules only: ids, aliases (CKV_AWS_20), wildcards, severities", AT(check)},
    {"compact", 0, FLAG_BOOL, "", "no code in the terminal's output", AT(compact)},
    {"config-file", 0, FLAG_TEXT, "FILE", "flags from a file (default: .rampart.yaml or .checkov.yaml in the scanned or working directory)", AT(config_file)},
    {"create-baseline", 0, FLAG_BOOL, "", "write what fails now to .rampart.baseline in the scanned directory", AT(create_baseline)},
    {"deep-analysis", 0, FLAG_BOOL, "", "with --repo-root-for-plan-enrichment: links between resources from the code too", AT(deep_analysis)},
    {"directory", 'd', FLAG_LIST, "DIR", "a directory to scan", AT(directories)},
    {"external-checks-dir", 0, FLAG_LIST, "DIR", "rules of your own, in the form of the built-in ones", AT(external_checks)},
    {"file", 'f', FLAG_LIST, "FILE", "a Terraform file, plan or state to scan", AT(files)},
    {"framework", 0, FLAG_COMMA_LIST, "NAME", "terraform, terraform_plan or all (the default)", AT(frameworks)},
    {"github-pr", 0, FLAG_OPTIONAL, "[=NUMBER]", "review the pull request on GitHub: a comment at each finding it touches (reads GITHUB_TOKEN and its like)", AT(github_pr)},
    {"hard-fail-on", 0, FLAG_COMMA_LIST, "ID,...", "failing rules that fail the run even where others are soft", AT(hard_fail_on)},
    {"log-level", 0, FLAG_TEXT, "{off,error,warning,info,debug}", "what the program does and how long it takes, on standard error (also: LOG_LEVEL)", AT(log_level)},
    {"no-colour", 0, FLAG_BOOL, "", "no colour on a terminal (also: the environment variable NO_COLOR)", AT(no_colour)},
    {"output", 'o', FLAG_COMMA_LIST, "FORMAT", "cli, json, sarif, junitxml, csv, gitlab_sast, markdown, github_failed_only; several", AT(outputs)},
    {"output-file-path", 0, FLAG_TEXT, "PATH", "a directory, or a file per format separated by commas; 'console' is the standard output", AT(output_file_path)},
    {"policy", 0, FLAG_LIST, "DIR", "Rego of your own over the plan, as conftest runs it: deny, violation, warn", AT(policies)},
    {"quiet", 0, FLAG_BOOL, "", "failed ones only", AT(quiet)},
    {"repo-root-for-plan-enrichment", 0, FLAG_TEXT, "DIR", "the code that a plan was made from: findings point to its lines, its skips count", AT(repo_root)},
    {"root", 0, FLAG_TEXT, "DIR", "nothing outside is read, by modules, links or file() (default: the scanned path)", AT(root)},
    {"skip-check", 0, FLAG_LIST, "ID,...", "rules to leave out", AT(skip_check)},
    {"skip-path", 0, FLAG_LIST, "REGEX", "files and directories to leave out", AT(skip_paths)},
    {"skips-from", 0, FLAG_TEXT, "REF", "only skips that are on this commit (the base branch) count, or are approved", AT(skips_from)},
    {"soft-fail", 's', FLAG_BOOL, "", "exit 0 whatever fails", AT(soft_fail)},
    {"soft-fail-on", 0, FLAG_COMMA_LIST, "ID,...", "failing rules that do not fail the run", AT(soft_fail_on)},
    {"strict", 0, FLAG_BOOL, "", "exit 2 when anything was left out: a file, a module, an id that no rule has", AT(strict)},
    {"threads", 0, FLAG_INT, "N", "threads to use (default: one a core); the result is the same", AT(threads)},
    {"unknown", 0, FLAG_TEXT, "{report,fail,pass}", "what an unknown verdict counts as (default: report, apart)", AT(unknown)},
    {"var", 0, FLAG_LIST, "NAME=VALUE", "a value of a variable, as Terraform's -var", AT(vars)},
    {"var-file", 0, FLAG_LIST, "FILE", "values of variables", AT(var_files)},
    {"workspace", 0, FLAG_TEXT, "NAME", "the value of terraform.workspace (default: default)", AT(workspace)},
};
_Static_assert(COUNT_OF(scan_flags) == SCAN_FLAGS, "as many rows as scan.h says");

/* Flags of Checkov that its users give and that mean nothing here; with a value or without. */
static const struct { const char *name; bool takes; } meaningless[] = {
    {"download-external-modules", true}, {"external-modules-download-path", true}, {"evaluate-variables", true}, {"skip-download", false},
    {"bc-api-key", true}, {"prisma-api-url", true}, {"repo-id", true}, {"branch", true}, {"skip-results-upload", false}, {"no-guide", false},
    {"run-all-external-checks", false}, {"summary-position", true}, {"external-checks-git", true}, {"ca-certificate", true}, {"mask", true},
    {"skip-framework", true}, {"output-bc-ids", false}, {"support", false}, {"secrets-scan-file-type", true}, {"block-list-secret-scan", true},
    {"no-fail-on-crash", false}, {"skip-cve-package", true}, {"policy-metadata-filter", true}, {"openai-api-key", true}, {"custom-tool-name", true},
    {"output-baseline-as-skipped", false}, {"skip-resources-without-violations", false}, {"include-all-checkov-policies", false}, {"docker-image", true},
    {"image", true}, {"external-checks-public-key", true}, {"policy-metadata-filter-exception", true}, {"secrets-history-timeout", true},
    {"enable-secret-scan-all-files", false}, {"dockerfile-path", true}, {"no-cert-verify", false}, {"scan-secrets-history", false}, {"use-enforcement-rules", false},
};

static bool is_meaningless(const char *name, size_t len, bool *takes)
{
    for (size_t i = 0; i < COUNT_OF(meaningless); i++) {
        if (strlen(meaningless[i].name) != len || strncmp(meaningless[i].name, name, len) != 0) continue;
        *takes = meaningless[i].takes;
        return true;
    }
    return false;
}

static bool push(struct arena *arena, struct flag_list *list, const char *text)
{
    const char **at = vec_push(arena, list);
    if (at) *at = text;
    return at != NULL;
}

/* Takes Checkov's flags without meaning out of the arguments. */
static bool drop_meaningless(struct arena *arena, int argc, char **argv, struct scan_options *out, int *n, char **kept)
{
    *n = 0;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        bool takes = false;
        bool branch = strcmp(arg, "-b") == 0;   /* the one short flag of Checkov's platform */
        if (branch) arg = "--branch";
        size_t len = strncmp(arg, "--", 2) == 0 ? strcspn(arg + 2, "=") : 0;
        if (!len || !is_meaningless(arg + 2, len, &takes)) {
            kept[(*n)++] = argv[i];
            continue;
        }
        if (!push(arena, &out->meaningless, arena_strndup(arena, arg, len + 2))) return false;
        if (takes && arg[len + 2] != '=' && i + 1 < argc && argv[i + 1][0] != '-') i++;
    }
    return true;
}

/* Ids separated by commas or line ends, each maybe with a comment behind it, as in a workflow's block of text. */
static bool split_ids(struct arena *arena, struct flag_list *list)
{
    struct flag_list out = {0};
    for (size_t i = 0; i < list->len; i++) {
        for (const char *line = list->items[i]; *line;) {
            size_t len = strcspn(line, "\r\n"), used = len;
            const char *comment = (const char *)memchr(line, '#', len);
            if (comment) used = (size_t)(comment - line);
            for (size_t at = 0; at <= used;) {
                size_t end = at;
                while (end < used && line[end] != ',') end++;
                struct str id = str_trim((struct str){line + at, end - at});
                if (id.len && !push(arena, &out, arena_strndup(arena, id.s, id.len))) return false;
                at = end + 1;
            }
            line += len + (line[len] != '\0');
        }
    }
    *list = out;
    return true;
}

/* --- the config file --- */

static const struct flag *flag_of(struct str key)
{
    for (size_t i = 0; i < SCAN_FLAGS; i++) {
        const char *name = scan_flags[i].name;
        bool same = strlen(name) == key.len;
        for (size_t k = 0; same && k < key.len; k++) same = name[k] == (key.s[k] == '_' ? '-' : key.s[k]);
        if (same) return &scan_flags[i];
    }
    return NULL;
}

/* A scalar as the text it would be on the command line. */
static const char *scalar_text(struct arena *arena, struct value v)
{
    char scratch[24];
    if (value_is_string(v)) return arena_strdup(arena, value_cstr(v));
    if (value_is_bool(v)) return value_is_true(v) ? "true" : "false";
    if (value_is_number(v)) return arena_strdup(arena, value_number_text(v, scratch).s);
    return NULL;
}

static bool set_list(struct arena *arena, struct flag_list *list, struct value v)
{
    if (list->len) return true;   /* the command line wins */
    for (size_t i = 0; i < (value_is_array(v) ? value_len(v) : 1); i++) {
        const char *text = scalar_text(arena, value_is_array(v) ? value_items(v)[i] : v);
        if (!text) continue;
        struct flag_list one = {0};
        if (!push(arena, &one, text) || !split_ids(arena, &one)) return false;
        for (size_t k = 0; k < one.len; k++)
            if (!push(arena, list, one.items[k])) return false;
    }
    return true;
}

static bool set_flag(struct arena *arena, const struct flag *flag, struct value v, struct scan_options *out)
{
    void *place = (char *)out + flag->offset;
    switch (flag->kind) {
    case FLAG_BOOL:
        if (value_is_true(v)) *(bool *)place = true;
        return true;
    case FLAG_TEXT:
        if (!*(const char **)place) *(const char **)place = scalar_text(arena, v);
        return true;
    case FLAG_OPTIONAL:   /* true: given without a value */
        if (!*(const char **)place && !value_is_false(v) && !value_is_null(v)) *(const char **)place = value_is_true(v) ? "" : scalar_text(arena, v);
        return true;
    case FLAG_LIST:
    case FLAG_COMMA_LIST: return set_list(arena, (struct flag_list *)place, v);
    case FLAG_INT:
        if (value_is_small_int(v) && *(long *)place == 0) *(long *)place = (long)value_small_int(v);
        return true;
    case FLAG_NUMBER:
    case FLAG_DURATION: return true;
    }
    return true;
}

/* With --skips-from, the settings count as they are on that commit: skip_check and soft_fail are skips too. NULL: there are none. */
static bool settings_of_base(struct arena *arena, const struct scan_options *o, const char **path, struct report *report)
{
    struct str now, before = {"", 0};
    const char *copy = base_tree_path(arena, o->base, *path), *shown = *path;
    if (!copy) return true;   /* outside the repository */
    bool there = access(copy, R_OK) == 0 && io_read_file(arena, copy, 0, &before, NULL);
    bool same = there && io_read_file(arena, *path, 0, &now, NULL) && str_eq(now, before);
    *path = there ? copy : NULL;
    return same || report_say(report, MESSAGE_WARNING, false, SAID_SKIP_NEW.name, shown, 0, 0, "the settings are new: they do not count before they are on %s; %s", o->base->ref,
                              there ? "those that are there do" : "there are none there");
}

/* --- settings that come with what is scanned --- */

/* Flags that name a place to read from or write to. */
static bool names_place(const struct flag *flag)
{
    static const size_t places[] = {AT(approved_skips), AT(baseline), AT(directories), AT(external_checks), AT(files), AT(output_file_path), AT(policies), AT(repo_root), AT(root),
                                    AT(var_files)};
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (flag->offset == places[i]) return true;
    return false;
}

static bool is_below(const char *folder, const char *real)
{
    char at[PATH_MAX];
    if (!realpath(folder, at)) return false;
    size_t n = strlen(at);
    return strncmp(at, real, n) == 0 && (real[n] == '/' || real[n] == '\0' || n == 1);
}

/* In the working directory or what the command line names, wherever links lead; a repository's own files are left alone. What is not there yet is
 * where its folder is. */
static bool is_inside(const struct scan_options *o, const char *path)
{
    char real[PATH_MAX], folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    if (!realpath(path, real) && !realpath(dirname(folder), real)) return false;
    if (strstr(real, "/.git/") || str_has_suffix(str_of(real), STR("/.git"))) return false;
    if (is_below(".", real)) return true;
    const struct flag_list *const lists[] = {&o->directories, &o->paths};
    for (size_t l = 0; l < COUNT_OF(lists); l++)
        for (size_t i = 0; i < lists[l]->len; i++)
            if (is_below(lists[l]->items[i], real)) return true;
    return false;
}

/* Every path of a setting; several may stand in one text, between commas. */
static bool stays_inside(const struct scan_options *o, struct value v)
{
    for (size_t i = 0; i < (value_is_array(v) ? value_len(v) : 1); i++) {
        struct value one = value_is_array(v) ? value_items(v)[i] : v;
        for (const char *text = value_is_string(one) ? value_cstr(one) : ""; *text;) {
            char path[PATH_MAX];
            size_t n = strcspn(text, ",\r\n");
            struct str trimmed = str_trim((struct str){text, n});
            snprintf(path, sizeof path, "%.*s", (int)trimmed.len, trimmed.s);
            if (trimmed.len >= sizeof path || (*path && strcmp(path, "console") != 0 && !is_inside(o, path))) return false;
            text += n + (text[n] != '\0');
        }
    }
    return true;
}

static bool apply_config(struct arena *arena, const char *path, struct scan_options *out, struct report *report, struct error *err)
{
    struct value config;
    const char *shown = path;
    if (out->base && !settings_of_base(arena, out, &path, report)) return error_no_memory(err);
    if (!path) return true;
    if (!isolated_document_load(arena, path, &config, err)) return error_in_file(err, str_of(shown));
    if (value_is_null(config)) return true;
    if (!value_is_object(config)) {
        error_set(err, &CLI_ERR_FLAG, "a config file is a mapping of flags to values");
        return error_in_file(err, str_of(shown));
    }
    const struct scan_options named = *out;   /* what the command line says */
    bool guest = is_inside(&named, shown);     /* whoever wrote the code could have written the settings: they open no door to the rest of the machine */
    for (size_t i = 0; i < value_len(config); i++) {
        struct value_pair pair = value_pairs(config)[i];
        if (!value_is_string(pair.key)) continue;
        const struct flag *flag = flag_of(value_str(pair.key));
        if (flag && guest && names_place(flag) && !stays_inside(&named, pair.value)) {
            if (!report_say(report, MESSAGE_ERROR, true, CLI_ERR_FLAG.name, shown, 0, 0, "the key '%s' leads outside of what is scanned: it is not followed", flag->name))
                return error_no_memory(err);
            continue;
        }
        if (flag && flag->offset != AT(config_file)) {
            if (!set_flag(arena, flag, pair.value, out)) return error_no_memory(err);
            continue;
        }
        bool takes;
        const char *what = is_meaningless(value_cstr(pair.key), value_len(pair.key), &takes) ? "has no meaning here" : "is not known";
        if (!report_say(report, MESSAGE_WARNING, strcmp(what, "is not known") == 0, CLI_ERR_FLAG.name, shown, 0, 0, "the key '%s' %s", value_cstr(pair.key), what))
            return error_no_memory(err);
    }
    return true;
}

static bool find_config(struct arena *arena, struct scan_options *out)
{
    static const char *const names[] = {".rampart.yaml", ".rampart.yml", ".checkov.yaml", ".checkov.yml"};
    const char *dirs[3] = {NULL};
    size_t n = 0;
    if (out->directories.len) dirs[n++] = out->directories.items[0];
    if (out->paths.len) dirs[n++] = out->paths.items[0];
    dirs[n++] = ".";
    for (size_t d = 0; d < n; d++) {
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            const char *path = strcmp(dirs[d], ".") == 0 ? names[i] : arena_printf(arena, "%s/%s", dirs[d], names[i]);
            if (!path) return false;
            if (access(path, R_OK) != 0) continue;
            out->config_file = path;
            return true;
        }
    }
    return true;
}

/* --- the base --- */

static bool open_base(struct arena *arena, struct scan_options *o, struct error *err)
{
    const char *also[] = {o->baseline, o->approved_skips, o->config_file}, *inside = o->directories.len ? o->directories.items[0] : o->paths.len ? o->paths.items[0] : ".";
    if (!o->directories.len && !o->paths.len && (o->files.len || o->repo_root)) inside = o->repo_root ? o->repo_root : o->files.items[0];
    struct stat st;
    if (stat(inside, &st) == 0 && !S_ISDIR(st.st_mode)) {
        const char *slash = strrchr(inside, '/');
        inside = slash ? arena_strndup(arena, inside, (size_t)(slash - inside) + 1) : ".";
    }
    struct base_tree *base = (struct base_tree *)arena_alloc(arena, sizeof *base);
    if (!base || !inside) return error_no_memory(err);
    if (!base_tree_open(arena, o->skips_from, inside, also, COUNT_OF(also), base, err)) return false;
    o->base = base;
    return true;
}

/* --- all together --- */

static bool check_frameworks(struct scan_options *out, struct report *report)
{
    static const char *const known[] = {"terraform", "terraform_plan", "all"};
    size_t kept = 0;
    for (size_t i = 0; i < out->frameworks.len; i++) {
        bool ok = false;
        for (size_t k = 0; k < COUNT_OF(known); k++) ok = ok || strcmp(out->frameworks.items[i], known[k]) == 0;
        if (ok) out->frameworks.items[kept++] = out->frameworks.items[i];
        else if (!report_say(report, MESSAGE_WARNING, true, CLI_ERR_FLAG.name, NULL, 0, 0, "the framework '%s' is not judged here; terraform and terraform_plan are",
                             out->frameworks.items[i])) return false;
    }
    if (out->frameworks.len && kept == 0) return report_say(report, MESSAGE_ERROR, true, CLI_ERR_FLAG.name, NULL, 0, 0, "no framework is left to judge");
    out->frameworks.len = kept;
    return true;
}

static bool check_formats(const struct scan_options *out, struct error *err)
{
    for (size_t i = 0; i < out->outputs.len; i++) {
        if (report_format_find(str_of(out->outputs.items[i]))) continue;
        error_set(err, &CLI_ERR_FLAG, "'%s' is not an output format", out->outputs.items[i]);
        return error_help(err, "cli, json, sarif, junitxml, csv, gitlab_sast, markdown or github_failed_only");
    }
    return true;
}

bool scan_options_read(struct arena *arena, int argc, char **argv, struct scan_options *out, struct report *report, bool *help, struct error *err)
{
    *out = (struct scan_options){.threads = 0};
    char **kept = (char **)arena_array(arena, (size_t)argc + 1, sizeof *kept);
    int n = 0;
    if (!kept || !drop_meaningless(arena, argc, argv, out, &n, kept)) return error_no_memory(err);
    if (!flags_parse(arena, scan_flags, SCAN_FLAGS, n, kept, out, &out->paths, help, err)) return false;
    if (*help) return true;
    if (out->skips_from && !open_base(arena, out, err)) return false;
    if (!out->config_file && !find_config(arena, out)) return error_no_memory(err);
    if (out->config_file && !apply_config(arena, out->config_file, out, report, err)) return false;
    if (out->skips_from && !out->base && !open_base(arena, out, err)) return false;   /* asked for by the settings themselves */
    if (!split_ids(arena, &out->check) || !split_ids(arena, &out->skip_check)) return error_no_memory(err);
    for (size_t i = 0; i < out->meaningless.len; i++)
        if (!report_say(report, MESSAGE_NOTE, false, CLI_ERR_FLAG.name, NULL, 0, 0, "%s has no meaning here", out->meaningless.items[i])) return error_no_memory(err);
    if (!check_frameworks(out, report)) return error_no_memory(err);
    if (out->threads < 0) return error_set(err, &CLI_ERR_FLAG, "--threads wants a number from 0 on");
    return check_formats(out, err);
}
