#include "finding/ruleset.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/io.h"
#include "finding/packed.h"
#include "finding/rule_module.h"

static int by_id(const void *a, const void *b) { return strcmp((*(const struct rule *const *)a)->id, (*(const struct rule *const *)b)->id); }

static void sort(struct ruleset *set)
{
    if (set->rules.len) qsort(set->rules.items, set->rules.len, sizeof *set->rules.items, by_id);
}

static bool add(struct ruleset *set, const struct rule *rule)
{
    for (size_t i = 0; i < set->rules.len; i++) {
        if (strcmp(set->rules.items[i]->id, rule->id) != 0) continue;
        set->rules.items[i] = rule;
        return true;
    }
    const struct rule **at = vec_push(set->arena, &set->rules);
    if (at) *at = rule;
    return at != NULL;
}

bool ruleset_builtin(struct arena *arena, struct ruleset *out)
{
    *out = (struct ruleset){.arena = arena};
    for (size_t i = 0; i < packed_n_rules; i++) {
        const struct rule **at = vec_push(arena, &out->rules);
        if (!at) return false;
        *at = &packed_rules[i];
    }
    sort(out);
    return true;
}

/* --- a team's own --- */

static bool add_file(struct ruleset *set, const char *path, struct error *err)
{
    struct str text;
    if (!io_read_file(set->arena, path, 0, &text, err)) return false;
    const char *file = arena_strdup(set->arena, path);
    struct rule *rule = (struct rule *)arena_zero(set->arena, sizeof *rule);
    if (!file || !rule) return error_no_memory(err);
    if (!rule_from_text(set->arena, file, text, rule, err)) return false;
    rule->external = true;
    return add(set, rule) || error_no_memory(err);
}

#define FOLDER_MAX_DEPTH 32

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool add_folder(struct ruleset *set, const char *dir, unsigned depth, struct error *err)
{
    VEC(const char *) names = {0};
    DIR *d = opendir(dir);
    if (!d) {
        error_set(err, &ERROR_IO, "cannot open the folder: %s", strerror(errno));
        return error_in_file(err, str_of(dir));
    }
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        const char **at = vec_push(set->arena, &names);
        if ((ok = at != NULL)) ok = (*at = arena_printf(set->arena, "%s/%s", dir, entry->d_name)) != NULL;
    }
    closedir(d);
    if (!ok) return error_no_memory(err);
    if (names.len) qsort(names.items, names.len, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.len; i++) {
        struct stat st;
        if (stat(names.items[i], &st) != 0) continue;
        struct str name = str_of(names.items[i]);
        if (S_ISDIR(st.st_mode) && depth < FOLDER_MAX_DEPTH && !add_folder(set, names.items[i], depth + 1, err)) return false;
        if (!S_ISREG(st.st_mode) || !str_has_suffix(name, STR(".rego")) || str_has_suffix(name, STR("_test.rego"))) continue;
        if (!add_file(set, names.items[i], err)) return false;
    }
    return true;
}

bool ruleset_add_folder(struct ruleset *set, const char *dir, struct error *err)
{
    if (!add_folder(set, dir, 0, err)) return false;
    sort(set);
    return true;
}

/* --- choosing --- */

static bool any_matches(const struct ruleset *set, struct str pattern)
{
    for (size_t i = 0; i < set->rules.len; i++)
        if (rule_matches(set->rules.items[i], pattern)) return true;
    return false;
}

static bool say_unknown(const struct ruleset *set, const char *const *patterns, size_t n, const char *flag, struct report *report)
{
    for (size_t i = 0; i < n; i++) {
        enum severity severity;
        if (any_matches(set, str_of(patterns[i])) || severity_parse(str_of(patterns[i]), &severity)) continue;
        if (!report_say(report, MESSAGE_WARNING, true, RULE_UNKNOWN_ID.name, NULL, 0, 0, "no rule has the id '%s' named by %s", patterns[i], flag)) return false;
        const char *nearest = ruleset_nearest(set, str_of(patterns[i]));
        struct message *last = &report->messages.items[report->messages.len - 1];
        if (nearest && !(last->help = arena_printf(report->arena, "did you mean '%s'?", nearest))) return false;
    }
    return true;
}

static bool among(const struct rule *rule, const char *const *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rule_matches(rule, str_of(patterns[i]))) return true;
    return false;
}

/* A severity in --check sets the least one; beside ids it widens, as in Checkov. In --skip-check it skips that severity and below. */
static bool skipped(const struct rule *rule, const char *const *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum severity severity;
        if (severity_parse(str_of(patterns[i]), &severity) ? rule->severity <= severity : rule_matches(rule, str_of(patterns[i]))) return true;
    }
    return false;
}

bool ruleset_select(struct ruleset *set, const char *const *check, size_t n_check, const char *const *skip, size_t n_skip, struct report *report)
{
    if (!say_unknown(set, check, n_check, "--check", report) || !say_unknown(set, skip, n_skip, "--skip-check", report)) return false;
    size_t kept = 0;
    for (size_t i = 0; i < set->rules.len; i++) {
        const struct rule *rule = set->rules.items[i];
        if ((n_check == 0 || among(rule, check, n_check)) && !skipped(rule, skip, n_skip)) set->rules.items[kept++] = rule;
    }
    set->rules.len = kept;
    if (kept) return true;
    return report_say(report, MESSAGE_ERROR, true, RULE_UNKNOWN_ID.name, NULL, 0, 0, "no rule is left to judge by");
}

const struct rule *ruleset_find(const struct ruleset *set, struct str id)
{
    for (size_t i = 0; i < set->rules.len; i++) {
        const struct rule *rule = set->rules.items[i];
        if (strlen(rule->id) == id.len && strncasecmp(rule->id, id.s, id.len) == 0) return rule;
        for (const struct rule_alias *a = rule->aliases; a->system; a++)
            if (strlen(a->id) == id.len && strncasecmp(a->id, id.s, id.len) == 0) return rule;
    }
    return NULL;
}

const char *ruleset_nearest(const struct ruleset *set, struct str id)
{
    VEC(const char *) names = {0};
    struct arena *arena = arena_new(0);
    const char *nearest = NULL;
    for (size_t i = 0; arena && i < set->rules.len; i++) {
        const char **at = vec_push(arena, &names);
        if (at) *at = set->rules.items[i]->id;
        for (const struct rule_alias *a = set->rules.items[i]->aliases; a->system; a++) {
            const char **alias = vec_push(arena, &names);
            if (alias) *alias = a->id;
        }
    }
    if (names.len) nearest = str_nearest(id, names.items, names.len);
    arena_free(arena);
    return nearest;
}
