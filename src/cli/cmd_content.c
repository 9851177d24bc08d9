/* cli/cmd_content.c: `rampart content test|lint [DIR]`: are the rules what they say?
 * test: each text in `good`, `bad` and `unknown` of X_test.rego goes through the real Terraform front end and must get that verdict from the
 * rule X.rego beside it, at the first instant of 2026 and with the `parameters` of the test; rules named
 * test_ must hold. lint: ids agree with paths, aliases belong to one rule, related rules and resource
 * types exist, every field that a rule reads is one of the provider's schema and of a live type one that its collector fills, and frameworks and rules
 * name each other rightly. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/commands.h"
#include "cli/content_live.h"
#include "finding/config_rules.h"
#include "finding/framework.h"
#include "finding/judge.h"
#include "finding/packed.h"
#include "finding/rule_fields.h"
#include "finding/rule_module.h"
#include "rego.h"
#include "resource/schema.h"
#include "terraform/load.h"

struct options { struct flag_list rest; bool verbose; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"verbose", 'v', FLAG_BOOL, "", "name the cases that pass too", AT(verbose)},
};

/* One rule and its tests. */
struct entry { struct rule rule; const char *path, *test_path; };
struct content {
    struct arena *arena;
    struct { struct entry *items; size_t len, cap; } entries;
    const char *folder;      /* a temporary one, for the front end to read from */
    const struct judge_parameter *parameters;   /* of the rule at hand */
    size_t n_parameters;
    size_t passed, failed;
    bool verbose;
};

static void say(struct content *c, bool ok, const char *rule, const char *what, const char *detail)
{
    if (ok) c->passed++;
    else c->failed++;
    if (!ok) printf("FAIL   %s: %s%s%s\n", rule, what, detail && *detail ? ": " : "", detail ? detail : "");
    else if (c->verbose) printf("pass   %s: %s\n", rule, what);
}

/* --- reading --- */

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

#define FOLDER_MAX_DEPTH 16

static bool add_rule(struct content *c, const char *root, const char *path, struct error *err)
{
    struct str text;
    struct entry *entry = vec_push(c->arena, &c->entries);
    const char *file = path + strlen(root) + (path[strlen(root)] == '/');
    if (!entry || !io_read_file(c->arena, path, 0, &text, err)) return entry ? false : error_no_memory(err);
    *entry = (struct entry){.path = path};
    if (!rule_from_text(c->arena, file, text, &entry->rule, err)) return false;
    entry->test_path = arena_printf(c->arena, "%.*s_test.rego", (int)(strlen(path) - 5), path);
    return entry->test_path != NULL || error_no_memory(err);
}

static bool walk(struct content *c, const char *root, const char *dir, unsigned depth, struct error *err)
{
    struct flag_list names = {0};
    DIR *d = opendir(dir);
    bool ok = true;
    if (!d) {
        error_set(err, &ERROR_IO, "cannot open the folder");
        return error_in_file(err, str_of(dir));
    }
    for (struct dirent *e; ok && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.') continue;
        const char **at = vec_push(c->arena, &names);
        ok = at && (*at = arena_printf(c->arena, "%s/%s", dir, e->d_name));
    }
    closedir(d);
    if (!ok) return error_no_memory(err);
    if (names.len) qsort(names.items, names.len, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.len; i++) {
        struct stat st;
        struct str name = str_of(names.items[i]);
        if (stat(names.items[i], &st) != 0) continue;
        if (S_ISDIR(st.st_mode) && depth < FOLDER_MAX_DEPTH && !str_has_suffix(name, STR("/lib")) && !walk(c, root, names.items[i], depth + 1, err)) return false;
        if (S_ISREG(st.st_mode) && str_has_suffix(name, STR(".rego")) && !str_has_suffix(name, STR("_test.rego")) && !add_rule(c, root, names.items[i], err)) return false;
    }
    return true;
}

/* --- one case of Terraform text --- */

/* No code has types of our own: a case with one shows an account, all of it. */
static void take_for_account(const struct resource_list *resources)
{
    bool account = false;
    for (size_t i = 0; i < resources->len; i++) account |= strncmp(resources->items[i]->type, "rampart_", 8) == 0 && strcmp(resources->items[i]->type, "rampart_provider") != 0 && strcmp(resources->items[i]->type, "rampart_module") != 0;
    for (size_t i = 0; account && i < resources->len; i++) resources->items[i]->origin = RESOURCE_FROM_ACCOUNT;
}

#define CONTENT_NOW_NS ((int64_t)1767225600 * 1000000000)   /* it is always 2026-01-01T00:00:00Z: ages do not change under a case */

static bool verdicts_of(struct content *c, const struct rule *rule, struct str text, size_t counts[static VERDICTS], struct error *err)
{
    const char *path = arena_printf(c->arena, "%s/main.tf", c->folder);
    struct tf_options load = {.threads = 1};
    struct judge_options options = {.threads = 1, .today = "2000-01-01", .now_ns = CONTENT_NOW_NS, .parameters = c->parameters, .n_parameters = c->n_parameters};
    if (!path || !io_write_file(path, text, err)) return false;
    struct tf_config *config = tf_load(c->folder, &load, err);
    if (!config) return false;
    struct arena *arena = arena_new(0);
    struct report report = {.arena = arena};
    struct ruleset set = {.arena = arena};
    const struct rule **at = arena ? vec_push(arena, &set.rules) : NULL;
    bool ok = at != NULL || error_no_memory(err);
    if (at) *at = rule;
    for (size_t i = 0; ok && i < config->notices.len; i++)
        if (config->notices.items[i].kind == NOTICE_FILE_ERROR) ok = error_set(err, &TF_INVALID, "%s", config->notices.items[i].detail);
    take_for_account(&config->resources);
    ok = ok && judge(&report, &set, &config->resources, &options, err);
    for (size_t i = 0; ok && i < report.messages.len; i++) ok = error_set(err, &RULE_EVALUATION, "%s", report.messages.items[i].text);
    memset(counts, 0, VERDICTS * sizeof *counts);
    for (size_t i = 0; ok && i < report.findings.len; i++) counts[report.findings.items[i].verdict]++;
    arena_free(arena);
    tf_config_free(config);
    return ok;
}

static void run_case(struct content *c, const struct rule *rule, const char *kind, struct value name, struct value text)
{
    struct error err = {0};
    size_t n[VERDICTS];
    char what[256], detail[400] = "";
    snprintf(what, sizeof what, "%s[%s]", kind, value_is_string(name) ? value_cstr(name) : "?");
    bool ok = value_is_string(text) && verdicts_of(c, rule, value_str(text), n, &err);
    if (!ok) snprintf(detail, sizeof detail, "%.380s", err.code ? err.message : "the case is no text");
    if (ok) {
        if (strcmp(kind, "good") == 0) ok = n[VERDICT_FAIL] == 0 && n[VERDICT_UNKNOWN] == 0;
        else if (strcmp(kind, "bad") == 0) ok = n[VERDICT_FAIL] > 0;
        else ok = n[VERDICT_UNKNOWN] > 0 && n[VERDICT_FAIL] == 0;
        if (!ok) snprintf(detail, sizeof detail, "%zu pass, %zu fail, %zu unknown", n[VERDICT_PASS], n[VERDICT_FAIL], n[VERDICT_UNKNOWN]);
    }
    say(c, ok, rule->id, what, detail);
}

/* --- one rule --- */

static struct rego_policy *compile_tests(struct content *c, const struct entry *entry, struct str tests, struct error *err)
{
    struct rego_options options = {.version = REGO_VERSION_AUTO, .externs = judge_externs, .n_externs = judge_n_externs};
    struct rego *rego = rego_new(&options);
    struct rego_errors errors = {0};
    if (!rego) return error_no_memory(err), NULL;
    bool ok = rego_add_module(rego, str_of(entry->rule.file), str_of(entry->rule.text), &errors) && rego_add_module(rego, str_of(entry->test_path), tests, &errors);
    for (const struct packed_library *l = packed_libraries; ok && l->name; l++) ok = rego_add_module(rego, str_of(l->file), str_of(l->text), &errors);
    struct rego_policy *policy = ok ? rego_compile(rego, &errors) : NULL;
    if (policy) return policy;
    if (errors.n) *err = errors.items[0];
    rego_free(rego);
    return NULL;
}

/* The names of rules that begin with test_, from the text: a name at the start of a line. */
static bool test_names(struct content *c, struct str text, struct flag_list *out)
{
    for (size_t at = 0; at < text.len;) {
        struct str line = {text.s + at, text.len - at};
        if (str_has_prefix(line, STR("test_"))) {
            size_t n = strcspn(line.s, " \t{:=(\n");
            const char **name = vec_push(c->arena, out);
            if (!name || !(*name = arena_strndup(c->arena, line.s, n))) return false;
        }
        size_t end = str_find(text, STR("\n"), at);
        if (end == SIZE_MAX) break;
        at = end + 1;
    }
    return true;
}

/* The object of cases of one kind; VALUE_NONE when there are none. */
static struct value cases_of(struct content *c, const struct rego_policy *policy, struct rego_session *session, const char *package, const char *kind, struct error *err)
{
    const char *text = arena_printf(c->arena, "data.%s_test.%s", package, kind);
    struct rego_errors errors = {0};
    struct rego_answers answers = {0};
    struct rego_settings settings = {.input = VALUE_NONE};
    struct value out = VALUE_NONE;
    struct rego_prepared *query = text ? rego_prepare(policy, str_of(text), NULL, c->arena, &errors) : NULL;
    if (query && rego_eval(session, query, c->arena, &settings, &answers, err) && answers.n) out = answers.items[0].expressions[0];
    rego_prepared_free(query);
    return out;
}

/* `parameters` of a test: {"max_age_days": 30}, for all its cases. */
static bool take_parameters(struct content *c, const struct rule *rule, struct value given)
{
    size_t n = value_is_object(given) ? value_len(given) : 0;
    struct judge_parameter *rows = (struct judge_parameter *)arena_array(c->arena, n + 1, sizeof *rows);
    if (!rows) return false;
    for (size_t i = 0; i < n; i++) rows[i] = (struct judge_parameter){rule->id, value_cstr(value_pairs(given)[i].key), NULL, value_pairs(given)[i].value};
    c->parameters = rows;
    c->n_parameters = n;
    return true;
}

static void test_rule(struct content *c, const struct entry *entry, size_t counts[static 3])
{
    static const char *const kinds[] = {"good", "bad", "unknown"};
    struct error err = {0};
    struct str text;
    struct flag_list names = {0};
    if (!io_read_file(c->arena, entry->test_path, 0, &text, &err)) {
        say(c, false, entry->rule.id, "has no test beside it", entry->test_path);
        return;
    }
    struct rego_policy *policy = compile_tests(c, entry, text, &err);
    struct rego_session *session = policy ? rego_session_new(policy) : NULL;
    if (!session || !test_names(c, text, &names)) {
        char detail[400];
        snprintf(detail, sizeof detail, "%.60s:%u: %.300s", err.file, err.at.line, err.message);
        say(c, false, entry->rule.id, "the test does not compile", detail);
        if (policy) rego_policy_free(policy);
        return;
    }
    struct rego_settings settings = {.input = VALUE_NONE};
    struct rego_document answer;
    if (!take_parameters(c, &entry->rule, cases_of(c, policy, session, entry->rule.package, "parameters", &err))) say(c, false, entry->rule.id, "out of memory", "");
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct value cases = cases_of(c, policy, session, entry->rule.package, kinds[k], &err);
        counts[k] = value_is_object(cases) ? value_len(cases) : 0;
        for (size_t i = 0; i < counts[k]; i++) run_case(c, &entry->rule, kinds[k], value_pairs(cases)[i].key, value_pairs(cases)[i].value);
    }
    for (size_t i = 0; i < names.len; i++) {
        const char *path = arena_printf(c->arena, "data.%s_test.%s", entry->rule.package, names.items[i]);
        int32_t number = path ? rego_rule_find(policy, str_of(path)) : -1;
        bool ok = number >= 0 && rego_eval_rule(session, number, c->arena, &settings, &answer, &err) && value_is_true(answer.value);
        say(c, ok, entry->rule.id, names.items[i], err.message);
    }
    rego_session_free(session);
    rego_policy_free(policy);
}

/* --- lint --- */

static bool known_type(const char *type)
{
    struct schema_block block;
    bool data = strncmp(type, "data.", 5) == 0;
    return strcmp(type, "rampart_provider") == 0 || strcmp(type, "rampart_module") == 0 || schema_find(str_of(data ? type + 5 : type), data, &block) || strcmp(type, "aws_db_security_group") == 0 ||
           strcmp(type, "aws_elasticache_security_group") == 0 || strcmp(type, "aws_redshift_security_group") == 0;   /* gone from the provider, still in code */
}

static bool has_rule(const struct content *c, const char *id)
{
    for (size_t i = 0; i < c->entries.len; i++)
        if (strcmp(c->entries.items[i].rule.id, id) == 0) return true;
    return false;
}

static void lint_rule(struct content *c, size_t i)
{
    const struct rule *r = &c->entries.items[i].rule;
    char detail[300];
    for (const char *const *t = r->types; *t; t++) {
        const char *nearest = known_type(*t) ? NULL : schema_nearest_type(str_of(*t));
        snprintf(detail, sizeof detail, "'%s'%s%s", *t, nearest ? "; did you mean " : "", nearest ? nearest : "");
        if (!known_type(*t)) say(c, false, r->id, "names a type that the provider does not have", detail);
    }
    for (const char *const *other = r->related; *other; other++)
        if (!has_rule(c, *other)) say(c, false, r->id, "is related to a rule that does not exist", *other);
    for (const struct rule_alias *a = r->aliases; a->system; a++) {
        for (size_t k = 0; k < i; k++)
            for (const struct rule_alias *b = c->entries.items[k].rule.aliases; b->system; b++)
                if (strcmp(a->id, b->id) == 0 && strcmp(a->system, b->system) == 0) say(c, false, r->id, "shares an alias with another rule", a->id);
    }
    struct rule_problems problems = {0};
    if (!rule_check_fields(c->arena, r, &problems)) say(c, false, r->id, "cannot be checked", "out of memory");
    for (size_t k = 0; k < problems.len; k++) {
        const struct error *e = &problems.items[k];
        const char *text = arena_printf(c->arena, "%s:%u:%u: %s%s%s", e->file, e->at.line, e->at.column, e->message, *e->help ? "; " : "", e->help);
        say(c, false, r->id, "reads a field that is not there", text);
    }
    for (size_t k = 0; k < i; k++)
        if (strcmp(c->entries.items[k].rule.id, r->id) == 0) say(c, false, r->id, "has the id of another rule", c->entries.items[k].path);
}

/* The rules that frameworks and Config's rules name, and the controls that rules name. */
static void lint_names(struct content *c, const char *const *names, const char *where, const char *what)
{
    for (; *names; names++)
        if (!has_rule(c, *names)) say(c, false, where, what, *names);
}

static void lint_requirements(struct content *c, const struct rule *rule, const struct framework_list *frameworks)
{
    for (const struct rule_requirement *r = rule->requirements; r->framework; r++) {
        const struct framework *f = framework_find(frameworks, str_of(r->framework));
        bool found = !f;   /* a framework that has no file yet */
        for (size_t i = 0; f && i < f->n && !found; i++) found = strcmp(f->controls[i].id, r->id) == 0;
        if (!found) say(c, false, rule->id, "names a control that its framework does not have", r->id);
    }
}

/* `dir` is content/policies; compliance stands beside it, where there is any. */
static bool lint_frameworks(struct content *c, const char *dir, struct error *err)
{
    struct framework_list frameworks = {0};
    struct config_mapping_list mappings = config_mappings_builtin();
    struct stat st;
    const char *folder = arena_printf(c->arena, "%s/../compliance", dir);
    if (!folder) return error_no_memory(err);
    if (stat(folder, &st) != 0) return true;
    if (!frameworks_add_folder(c->arena, folder, &frameworks, err)) return false;
    for (size_t i = 0; i < frameworks.len; i++) {
        const struct framework *f = frameworks.items[i];
        for (size_t k = 0; k < f->n; k++) {
            const char *where = arena_printf(c->arena, "%s %s", f->id, f->controls[k].id);
            if (!where) return error_no_memory(err);
            lint_names(c, f->controls[k].rules, where, "names a rule that does not exist");
            lint_names(c, f->controls[k].decided_by, where, "is decided by a rule that does not exist");
        }
    }
    for (size_t i = 0; i < c->entries.len; i++) lint_requirements(c, &c->entries.items[i].rule, &frameworks);
    for (size_t i = 0; i < mappings.len; i++) lint_names(c, mappings.items[i].rules, mappings.items[i].identifier, "names a rule that does not exist");
    return true;
}

static void say_live(void *context, const char *where, const char *what, const char *detail) { say((struct content *)context, false, where, what, detail); }

/* What rules ask of an account, and what the collectors read. */
static bool lint_collectors(struct content *c, struct error *err)
{
    const struct rule **rules = (const struct rule **)arena_array(c->arena, c->entries.len + 1, sizeof *rules);
    if (!rules) return error_no_memory(err);
    for (size_t i = 0; i < c->entries.len; i++) rules[i] = &c->entries.items[i].rule;
    return content_live_lint(c->arena, rules, c->entries.len, say_live, c, err);
}

static int content(int argc, char **argv)
{
    char folder[] = "/tmp/rampart-content-XXXXXX";
    struct options options = {0};
    struct error err = {0};
    struct content c = {.arena = arena_new(0)};
    bool help = false, ok = c.arena && flags_parse(c.arena, flags, COUNT_OF(flags), argc, argv, &options, &options.rest, &help, &err);
    if (ok && help) {
        flags_print_help(&command_content);
        arena_free(c.arena);
        return 0;
    }
    const char *what = options.rest.len ? options.rest.items[0] : "", *dir = options.rest.len > 1 ? options.rest.items[1] : "content/policies";
    bool both = strcmp(what, "check") == 0, tests = both || strcmp(what, "test") == 0, lint = both || strcmp(what, "lint") == 0;
    size_t wrong = 0;   /* what lint found */
    if (ok && !tests && !lint) {
        error_set(&err, &CLI_ERR_FLAG, "content wants check, test or lint");
        ok = false;
    }
    c.verbose = options.verbose;
    if (ok) ok = (c.folder = mkdtemp(folder)) != NULL || error_set(&err, &ERROR_IO, "cannot make a temporary folder");
    if (ok) ok = walk(&c, dir, dir, 0, &err);
    for (size_t i = 0; ok && i < c.entries.len; i++) {
        size_t counts[3] = {0};
        if (tests) test_rule(&c, &c.entries.items[i], counts);
        if (tests && (counts[0] == 0 || counts[1] == 0)) say(&c, false, c.entries.items[i].rule.id, "needs a good and a bad case", "");
        size_t before = c.failed;
        if (lint) lint_rule(&c, i);
        wrong += c.failed - before;
    }
    size_t before = c.failed;
    if (ok && lint) ok = lint_frameworks(&c, dir, &err);
    if (ok && lint && options.rest.len < 2) ok = lint_collectors(&c, &err);   /* the built-in rules: those of somebody else's folder are a few */
    if (c.folder) {
        char path[80];
        snprintf(path, sizeof path, "%s/main.tf", c.folder);
        unlink(path);
        rmdir(c.folder);
    }
    wrong += c.failed - before;
    if (ok && lint) c.passed += c.entries.len - (wrong < c.entries.len ? wrong : c.entries.len);
    if (ok) printf("content: %zu passed, %zu failed (%zu rules)\n", c.passed, c.failed, c.entries.len);
    if (!ok) {
        struct buf text = buf_new(0);
        error_print(&text, &err, (struct str){NULL, 0});
        fputs(text.s ? text.s : "", stderr);
        buf_free(&text);
    }
    bool good = ok && c.failed == 0 && c.entries.len > 0;
    arena_free(c.arena);
    return !ok ? 2 : good ? 0 : 1;
}

const struct command command_content = {
    "content", "check | test | lint [DIR]", "check rules against their tests and each other, and collectors against AWS's models and the provider's schema",
    "check is test and lint. test puts the Terraform of each rule's good, bad and unknown cases through the front end and compares the verdict. lint looks for ids, aliases,\n"
    "types, links and fields of the provider's schema that do not fit, for collectors that name operations or fields that do not exist, and for rules that\n"
    "read of an account what no collector fills. DIR is content/policies by default.",
    flags, COUNT_OF(flags), content,
};
