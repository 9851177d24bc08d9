#include "finding/framework.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/io.h"
#include "finding/packed.h"

static const char *const status_names[CONTROL_STATUSES] = {"passed", "failed", "unknown", "no_data", "no_rule", "manual"};

const char *control_status_name(enum control_status status) { return status_names[status]; }
bool control_not_assessed(enum control_status status) { return status == CONTROL_UNKNOWN || status == CONTROL_NO_RULE; }

/* --- the frameworks there are --- */

static bool add(struct arena *arena, struct framework_list *list, const struct framework *framework)
{
    for (size_t i = 0; i < list->len; i++) {
        if (strcasecmp(list->items[i]->id, framework->id) != 0) continue;
        list->items[i] = framework;
        return true;
    }
    const struct framework **at = vec_push(arena, list);
    if (at) *at = framework;
    return at != NULL;
}

static int by_id(const void *a, const void *b) { return strcmp((*(const struct framework *const *)a)->id, (*(const struct framework *const *)b)->id); }

static void sort(struct framework_list *list)
{
    if (list->len) qsort(list->items, list->len, sizeof *list->items, by_id);
}

bool frameworks_builtin(struct arena *arena, struct framework_list *out)
{
    *out = (struct framework_list){0};
    for (size_t i = 0; i < packed_n_frameworks; i++)
        if (!add(arena, out, &packed_frameworks[i])) return false;
    sort(out);
    return true;
}

static bool add_file(struct arena *arena, const char *path, struct framework_list *list, struct error *err)
{
    struct str text;
    struct framework *framework = (struct framework *)arena_zero(arena, sizeof *framework);
    if (!framework) return error_no_memory(err);
    if (!io_read_file(arena, path, 0, &text, err) || !framework_from_text(arena, path, text, framework, err)) return false;
    return add(arena, list, framework) || error_no_memory(err);
}

bool frameworks_add_folder(struct arena *arena, const char *dir, struct framework_list *list, struct error *err)
{
    DIR *d = opendir(dir);
    bool ok = true;
    if (!d) {
        error_set(err, &ERROR_IO, "cannot open the folder: %s", strerror(errno));
        return error_in_file(err, str_of(dir));
    }
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] == '.' || !str_has_suffix(str_of(entry->d_name), STR(".yaml"))) continue;
        const char *path = arena_printf(arena, "%s/%s", dir, entry->d_name);
        ok = path ? add_file(arena, path, list, err) : error_no_memory(err);
    }
    closedir(d);
    sort(list);
    return ok;
}

const struct framework *framework_find(const struct framework_list *list, struct str id)
{
    for (size_t i = 0; i < list->len; i++)
        if (strlen(list->items[i]->id) == id.len && strncasecmp(list->items[i]->id, id.s, id.len) == 0) return list->items[i];
    return NULL;
}

/* --- which rules judge a control --- */

struct rules { VEC(const struct rule *) items; size_t deciding; };
struct names { VEC(const char *) items; };

static bool has(const struct rules *rules, const struct rule *rule)
{
    for (size_t i = 0; i < rules->items.len; i++)
        if (rules->items.items[i] == rule) return true;
    return false;
}

static bool add_rule(struct arena *arena, struct rules *rules, const struct rule *rule)
{
    if (has(rules, rule)) return true;
    const struct rule **at = vec_push(arena, &rules->items);
    if (at) *at = rule;
    return at != NULL;
}

static bool add_named(struct arena *arena, const struct ruleset *set, const char *const *names, struct rules *rules, struct names *missing)
{
    for (; *names; names++) {
        const struct rule *rule = ruleset_find(set, str_of(*names));
        if (rule && !add_rule(arena, rules, rule)) return false;
        if (rule || !missing) continue;
        const char **at = vec_push(arena, &missing->items);
        if (!at) return false;
        *at = *names;
    }
    return true;
}

static bool requires(const struct rule *rule, const char *framework, const char *control)
{
    for (const struct rule_requirement *r = rule->requirements; r->framework; r++)
        if (strcasecmp(r->framework, framework) == 0 && strcmp(r->id, control) == 0) return true;
    return false;
}

static bool find_rules(struct arena *arena, const struct framework *framework, const struct framework_control *control, const struct ruleset *set,
                       struct rules *rules, struct names *missing)
{
    if (!add_named(arena, set, control->decided_by, rules, NULL)) return false;
    size_t first = rules->items.len;
    if (!add_named(arena, set, control->rules, rules, NULL) || !add_named(arena, set, control->checks, rules, missing)) return false;
    for (size_t i = 0; i < set->rules.len; i++)
        if (requires(set->rules.items[i], framework->id, control->id) && !add_rule(arena, rules, set->rules.items[i])) return false;
    rules->deciding = first ? first : rules->items.len;
    return true;
}

/* --- what is said of it --- */

static bool same(const char *wanted, const char *is) { return !wanted || !is || strcmp(wanted, is) == 0; }

/* Why resources that a deciding rule judges could not be read, or NULL. */
static const char *gap_of(const struct control_score *c, const struct judge_gap *gaps, size_t n, const char *account, const char *region)
{
    for (size_t i = 0; i < n; i++) {
        if (!same(account, gaps[i].root) || !same(region, gaps[i].region)) continue;
        for (size_t k = 0; k < c->n_deciding; k++)
            if (rule_has_type(c->rules[k], gaps[i].type)) return gaps[i].reason ? gaps[i].reason : gaps[i].type;
    }
    return NULL;
}

static enum control_status status_of(const struct control_score *c)
{
    if (c->n_deciding == 0) return c->control->manual ? CONTROL_MANUAL : CONTROL_NO_RULE;
    if (c->verdicts[VERDICT_FAIL]) return CONTROL_FAILED;
    if (c->verdicts[VERDICT_UNKNOWN] || c->gap) return CONTROL_UNKNOWN;
    return c->verdicts[VERDICT_PASS] ? CONTROL_PASSED : CONTROL_NO_DATA;
}

/* Findings by rule, so that a framework of a hundred controls need not read them a hundred times. */
struct tally { const struct rule *rule; size_t verdicts[VERDICTS]; };

static int by_rule(const void *a, const void *b)
{
    const struct rule *x = ((const struct tally *)a)->rule, *y = ((const struct tally *)b)->rule;
    return (x > y) - (x < y);
}

static struct tally *count(struct arena *arena, const struct ruleset *rules, const struct framework_finding *findings, size_t n, const char *account, const char *region)
{
    struct tally *tallies = (struct tally *)arena_zero(arena, (rules->rules.len + 1) * sizeof *tallies);
    if (!tallies) return NULL;
    for (size_t i = 0; i < rules->rules.len; i++) tallies[i].rule = rules->rules.items[i];
    if (rules->rules.len) qsort(tallies, rules->rules.len, sizeof *tallies, by_rule);
    for (size_t i = 0; i < n; i++) {
        struct tally key = {.rule = findings[i].rule};
        if (!same(account, findings[i].account) || !same(region, findings[i].region)) continue;
        struct tally *at = (struct tally *)bsearch(&key, tallies, rules->rules.len, sizeof *tallies, by_rule);
        if (at) at->verdicts[findings[i].verdict]++;
    }
    return tallies;
}

static void reckon(struct framework_score *s)
{
    for (size_t i = 0; i < s->n; i++) {
        s->counts[s->controls[i].status]++;
        s->n_missing += s->controls[i].n_missing;
        for (const char *const *check = s->controls[i].control->checks; *check; check++) s->n_checks++;
    }
    s->not_assessed = s->counts[CONTROL_UNKNOWN] + s->counts[CONTROL_NO_RULE];
    size_t with_data = 0;   /* a control that a gap alone leaves open has none */
    for (size_t i = 0; i < s->n; i++) {
        const size_t *v = s->controls[i].verdicts;
        with_data += v[VERDICT_PASS] + v[VERDICT_FAIL] + v[VERDICT_UNKNOWN] > 0;
    }
    s->security_hub = with_data ? (int)((s->counts[CONTROL_PASSED] * 200 + with_data) / (2 * with_data)) : -1;
    if (s->n == 0) return;
    double all = (double)s->n / 100;
    s->passed_share = (double)s->counts[CONTROL_PASSED] / all;
    s->failed_share = (double)s->counts[CONTROL_FAILED] / all;
    s->not_assessed_share = (double)s->not_assessed / all;
    s->no_data_share = (double)s->counts[CONTROL_NO_DATA] / all;
    s->manual_share = (double)s->counts[CONTROL_MANUAL] / all;
}

bool framework_judge(struct arena *arena, const struct framework *framework, const struct ruleset *rules, const struct framework_finding *findings,
                     size_t n_findings, const struct judge_gap *gaps, size_t n_gaps, const char *account, const char *region, struct framework_score *out)
{
    struct control_score *controls = (struct control_score *)arena_zero(arena, (framework->n + 1) * sizeof *controls);
    struct tally *tallies = count(arena, rules, findings, n_findings, account, region);
    *out = (struct framework_score){.framework = framework, .controls = controls, .n = framework->n};
    if (!controls || !tallies) return false;
    for (size_t i = 0; i < framework->n; i++) {
        struct control_score *c = &controls[i];
        struct rules judging = {0};
        struct names missing = {0};
        if (!find_rules(arena, framework, &framework->controls[i], rules, &judging, &missing)) return false;
        *c = (struct control_score){.control = &framework->controls[i], .rules = judging.items.items, .n_rules = judging.items.len, .n_deciding = judging.deciding,
                                    .missing = missing.items.items, .n_missing = missing.items.len};
        for (size_t k = 0; k < c->n_deciding; k++) {
            struct tally key = {.rule = c->rules[k]};
            const struct tally *at = (const struct tally *)bsearch(&key, tallies, rules->rules.len, sizeof *tallies, by_rule);
            for (size_t v = 0; at && v < VERDICTS; v++) c->verdicts[v] += at->verdicts[v];
        }
        c->gap = gap_of(c, gaps, n_gaps, account, region);
        c->status = status_of(c);
    }
    reckon(out);
    return true;
}
