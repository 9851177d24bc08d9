/* cli/live_score.c: `rampart live score`: what the stored verdicts say of a compliance framework. */
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "cli/live_left_out.h"
#include "cli/live_print.h"
#include "cli/live_state.h"
#include "finding/framework.h"

struct options { const char *state, *framework, *account, *ou, *by, *output; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"account", 0, FLAG_TEXT, "ID", "only this account (default: all together)", AT(account)},
    {"by", 0, FLAG_TEXT, "{account,ou}", "a line for each account, or organisational unit, and for the whole", AT(by)},
    {"framework", 0, FLAG_TEXT, "ID", "cis_3.0 (the default), cis_5.0, nist_csf_2.0, iso27001_2022, gdpr, pci_4.0", AT(framework)},
    {"ou", 0, FLAG_TEXT, "PATH", "only the accounts of this organisational unit and those below it: root/prod", AT(ou)},
    {"output", 'o', FLAG_TEXT, "{table,json,csv}", "a table (the default), JSON with the evidence, or a row a control", AT(output)},
    LIVE_STATE_FLAG(AT(state)),
};

struct known_account { const char *id, *name, *ou; };

struct scoring {
    struct arena *arena;
    const struct ruleset *rules;
    VEC(struct framework_finding) findings;
    VEC(struct judge_gap) gaps;
    VEC(struct store_finding) stored;            /* beside findings, for the evidence */
    VEC(struct known_account) accounts;          /* that count */
    struct live_left_out left_out;
};

static const char *kept(struct arena *arena, struct str s) { return s.len ? arena_strndup(arena, s.s, s.len) : NULL; }

static bool add_finding(void *context, const struct store_finding *f, struct error *err)
{
    struct scoring *s = (struct scoring *)context;
    const struct rule *rule = ruleset_find(s->rules, f->rule);
    if (!rule || f->gone || live_left_out_why(&s->left_out, f->resource.account)) return true;
    struct framework_finding *at = vec_push(s->arena, &s->findings);
    struct store_finding *stored = vec_push(s->arena, &s->stored);
    if (!at || !stored) return error_no_memory(err);
    *at = (struct framework_finding){rule, kept(s->arena, f->resource.account), kept(s->arena, f->resource.region), f->verdict};
    *stored = *f;
    return true;
}

static bool put_gaps(struct scoring *s, const struct judge_gap *gaps, size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct judge_gap *at = vec_push(s->arena, &s->gaps);
        if (!at) return error_no_memory(err);
        *at = gaps[i];
    }
    return true;
}

/* What is not known of an account, so that a control does not look as if there was nothing to judge. */
static bool add_gaps(struct scoring *s, struct store *store, const char *account, const struct live_rules *rules, struct error *err)
{
    struct judge_gap *gaps;
    size_t n;
    if (!live_account_gaps(s->arena, store, account, rules, &gaps, &n, err)) return false;
    return put_gaps(s, gaps, n, err);
}

static bool add_uncollected(struct scoring *s, struct store *store, struct error *err)
{
    const struct judge_gap *gaps;
    size_t n;
    if (!live_content_gaps(s->arena, store, &gaps, &n, err)) return false;
    return put_gaps(s, gaps, n, err);
}

static bool add_account(void *context, const struct store_account *account, struct error *err)
{
    struct scoring *s = (struct scoring *)context;
    if (account->status != ACCOUNT_ACTIVE) return true;
    struct known_account *at = vec_push(s->arena, &s->accounts);
    if (!at) return error_no_memory(err);
    *at = (struct known_account){kept(s->arena, account->id), arena_strndup(s->arena, account->name.s ? account->name.s : "", account->name.len),
                                 arena_strndup(s->arena, account->ou.s ? account->ou.s : "", account->ou.len)};
    return (at->id && at->name && at->ou) || error_no_memory(err);
}

/* What is known of some accounts alone: of one, or of those below a unit (NULL: all). */
static bool narrow(const struct scoring *s, const char *account, const char *ou, struct scoring *out)
{
    struct map in = {0};
    *out = (struct scoring){.arena = s->arena, .rules = s->rules, .left_out = s->left_out};
    for (size_t i = 0; i < s->accounts.len; i++) {
        const struct known_account *a = &s->accounts.items[i];
        if ((account && strcmp(a->id, account) != 0) || (ou && !live_is_below(a->ou, ou))) continue;
        struct known_account *at = vec_push(s->arena, &out->accounts);
        if (!at || !map_set(s->arena, &in, str_of(a->id), (void *)1)) return false;
        *at = *a;
    }
    for (size_t i = 0; i < s->findings.len; i++) {
        if (!map_has(&in, str_of(s->findings.items[i].account))) continue;
        struct framework_finding *at = vec_push(s->arena, &out->findings);
        struct store_finding *stored = vec_push(s->arena, &out->stored);
        if (!at || !stored) return false;
        *at = s->findings.items[i], *stored = s->stored.items[i];
    }
    for (size_t i = 0; i < s->gaps.len; i++) {
        if (s->gaps.items[i].root && !map_has(&in, str_of(s->gaps.items[i].root))) continue;
        struct judge_gap *at = vec_push(s->arena, &out->gaps);
        if (!at) return false;
        *at = s->gaps.items[i];
    }
    return true;
}

/* --- output --- */

static void print_table(const struct scoring *s, const struct framework_score *score, const char *account)
{
    const struct framework *f = score->framework;
    printf("%s %s%s%s\n\n", f->title, f->version ? f->version : "", account ? ", account " : "", account ? account : "");
    const char *section = NULL;
    for (size_t i = 0; i < score->n; i++) {
        const struct control_score *c = &score->controls[i];
        if (c->control->section && (!section || strcmp(section, c->control->section) != 0)) printf("%s\n", section = c->control->section);
        printf("  %-8s %-9s %5zu %5zu %5zu  %s\n", c->control->id, control_status_name(c->status), c->verdicts[VERDICT_PASS], c->verdicts[VERDICT_FAIL], c->verdicts[VERDICT_UNKNOWN],
               c->control->title ? c->control->title : "");
        if (c->gap) printf("  %8s not read: %s\n", "", c->gap);
    }
    printf("\n%zu controls: %zu passed, %zu failed, %zu not assessed, %zu without data, %zu manual\n", score->n, score->counts[CONTROL_PASSED], score->counts[CONTROL_FAILED],
           score->not_assessed, score->counts[CONTROL_NO_DATA], score->counts[CONTROL_MANUAL]);
    printf("of all controls: %.1f %% passed, %.1f %% failed, %.1f %% not assessed, %.1f %% without data, %.1f %% manual\n", score->passed_share, score->failed_share,
           score->not_assessed_share, score->no_data_share, score->manual_share);
    if (score->security_hub >= 0) printf("score as Security Hub reckons: %d %%\n", score->security_hub);
    else printf("score as Security Hub reckons: no control has data\n");
    struct buf out = buf_new(0);
    live_left_out_print(&s->left_out, &out);
    live_print(&out);
}

static void emit_evidence(struct emitter *e, const struct scoring *s, const struct control_score *c, const char *account)
{
    emit_open(e, "findings", '[');
    for (size_t i = 0; i < s->findings.len; i++) {
        const struct store_finding *f = &s->stored.items[i];
        bool mine = false;
        for (size_t k = 0; k < c->n_deciding && !mine; k++) mine = c->rules[k] == s->findings.items[i].rule;
        if (!mine || (account && strcmp(account, s->findings.items[i].account) != 0)) continue;
        emit_open(e, NULL, '{');
        emit_text(e, "account", s->findings.items[i].account);
        if (s->findings.items[i].region) emit_text(e, "region", s->findings.items[i].region);
        emit_text(e, "resource", arena_strndup(s->arena, f->resource.id.s, f->resource.id.len));
        emit_text(e, "rule", s->findings.items[i].rule->id);
        emit_text(e, "verdict", verdict_name(f->verdict));
        emit_value(e, "reasons", f->reasons);
        if (!value_is_none(f->evidence)) emit_value(e, "evidence", f->evidence);
        emit_close(e, '}');
    }
    emit_close(e, ']');
}

static void print_json(const struct scoring *s, const struct framework_score *score, const char *account)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    const struct { const char *name; double share; } shares[] = {{"passed", score->passed_share}, {"failed", score->failed_share}, {"not_assessed", score->not_assessed_share},
                                                                  {"no_data", score->no_data_share}, {"manual", score->manual_share}};
    emit_open(&e, NULL, '{');
    emit_text(&e, "framework", score->framework->id);
    if (account) emit_text(&e, "account", account);
    emit_number(&e, "security_hub_score", score->security_hub);
    emit_open(&e, "shares", '{');
    for (size_t i = 0; i < COUNT_OF(shares); i++) emit_value(&e, shares[i].name, value_number(s->arena, str_of(arena_printf(s->arena, "%.2f", shares[i].share))));
    emit_close(&e, '}');
    emit_open(&e, "controls", '[');
    for (size_t i = 0; i < score->n; i++) {
        const struct control_score *c = &score->controls[i];
        emit_open(&e, NULL, '{');
        emit_text(&e, "id", c->control->id);
        emit_text(&e, "title", c->control->title);
        emit_text(&e, "assessment", c->control->manual ? "manual" : "automated");
        emit_text(&e, "status", control_status_name(c->status));
        if (c->gap) emit_text(&e, "not_read", c->gap);
        emit_number(&e, "passed", (long long)c->verdicts[VERDICT_PASS]);
        emit_number(&e, "failed", (long long)c->verdicts[VERDICT_FAIL]);
        emit_number(&e, "unknown", (long long)c->verdicts[VERDICT_UNKNOWN]);
        emit_number(&e, "checks_without_rule", (long long)c->n_missing);
        emit_evidence(&e, s, c, account);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    live_left_out_emit(&s->left_out, &e);
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static void number_cell(struct buf *out, size_t n, bool last)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    live_csv_cell(out, str_of(text), last);
}

static void print_csv(const struct scoring *s, const struct framework_score *score, const char *account)
{
    static const enum verdict counted[] = {VERDICT_PASS, VERDICT_FAIL, VERDICT_UNKNOWN};
    struct buf out = buf_new(0);
    buf_puts(&out, "account,control,title,assessment,status,passed,failed,unknown,not_read\n");
    for (size_t i = 0; i < score->n; i++) {
        const struct control_score *c = &score->controls[i];
        const char *const texts[] = {account, c->control->id, c->control->title, c->control->manual ? "manual" : "automated", control_status_name(c->status)};
        for (size_t k = 0; k < COUNT_OF(texts); k++) live_csv_cell(&out, str_of(texts[k] ? texts[k] : ""), false);
        for (size_t k = 0; k < COUNT_OF(counted); k++) number_cell(&out, c->verdicts[counted[k]], false);
        live_csv_cell(&out, str_of(c->gap ? c->gap : ""), true);
    }
    for (size_t i = 0; i < s->left_out.items.len; i++) {
        live_csv_cell(&out, str_of(s->left_out.items.items[i].id), false);
        buf_puts(&out, ",,,left_out,,,,");
        live_csv_cell(&out, str_of(s->left_out.items.items[i].reason), true);
    }
    live_print(&out);
}

/* --- a line each --- */

struct line { const char *label, *account, *ou; };

static int by_ou(const void *a, const void *b) { return strcmp(((const struct line *)a)->label, ((const struct line *)b)->label); }

static bool list_lines(const struct scoring *s, bool ous, struct line **out, size_t *n)
{
    struct map seen = {0};
    struct line *lines = (struct line *)arena_array(s->arena, s->accounts.len + 1, sizeof *lines);
    if (!lines) return false;
    *n = 0;
    for (size_t i = 0; i < s->accounts.len; i++) {
        const struct known_account *a = &s->accounts.items[i];
        if (ous && (!*a->ou || map_has(&seen, str_of(a->ou)))) continue;
        if (ous && !map_set(s->arena, &seen, str_of(a->ou), (void *)1)) return false;
        const char *label = ous ? a->ou : *a->name ? arena_printf(s->arena, "%s %s", a->id, a->name) : a->id;
        if (!label) return false;
        lines[(*n)++] = (struct line){label, ous ? NULL : a->id, ous ? a->ou : NULL};
    }
    if (*n) qsort(lines, *n, sizeof *lines, by_ou);
    lines[(*n)++] = (struct line){"all", NULL, NULL};
    *out = lines;
    return true;
}

static void emit_line(struct emitter *e, const struct line *line, const struct framework_score *score)
{
    emit_open(e, NULL, '{');
    if (line->account) emit_text(e, "account", line->account);
    if (line->ou) emit_text(e, "ou", line->ou);
    emit_number(e, "security_hub_score", score->security_hub);
    emit_number(e, "passed", (long long)score->counts[CONTROL_PASSED]);
    emit_number(e, "failed", (long long)score->counts[CONTROL_FAILED]);
    emit_number(e, "not_assessed", (long long)score->not_assessed);
    emit_number(e, "no_data", (long long)score->counts[CONTROL_NO_DATA]);
    emit_number(e, "manual", (long long)score->counts[CONTROL_MANUAL]);
    emit_close(e, '}');
}

static void csv_line(struct buf *out, const struct line *line, const struct framework_score *score)
{
    const size_t *c = score->counts;
    live_csv_cell(out, str_of(line->label), false);
    buf_printf(out, "%d,%zu,%zu,%zu,%zu,%zu,\n", score->security_hub, c[CONTROL_PASSED], c[CONTROL_FAILED], score->not_assessed, c[CONTROL_NO_DATA], c[CONTROL_MANUAL]);
}

static void table_line(struct buf *out, const struct line *line, const struct framework_score *score)
{
    const size_t *c = score->counts;
    buf_printf(out, "%4d %% %7zu %7zu %12zu %8zu %7zu  %s\n", score->security_hub, c[CONTROL_PASSED], c[CONTROL_FAILED], score->not_assessed, c[CONTROL_NO_DATA], c[CONTROL_MANUAL], line->label);
}

/* What is left out has a row without numbers. */
static void left_out_lines(const struct live_left_out *list, struct buf *out, struct emitter *json)
{
    for (size_t i = 0; i < list->items.len; i++) {
        const struct live_left_out_account *a = &list->items.items[i];
        if (json) {
            emit_open(json, NULL, '{');
            emit_text(json, "account", a->id);
            emit_text(json, "left_out", a->reason);
            emit_close(json, '}');
            continue;
        }
        live_csv_cell(out, str_of(a->id), false);
        buf_puts(out, ",,,,,,");
        live_csv_cell(out, str_of(a->reason), true);
    }
}

static bool print_lines(const struct scoring *s, const struct framework *framework, const struct options *o, struct error *err)
{
    bool json = live_output_is(o->output, "json"), csv = live_output_is(o->output, "csv");
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    struct line *lines;
    size_t n;
    if (!list_lines(s, strcmp(o->by, "ou") == 0, &lines, &n)) return error_no_memory(err);
    if (json) emit_open(&e, NULL, '[');
    else if (csv) buf_puts(&out, "of,security_hub_score,passed,failed,not_assessed,no_data,manual,left_out\n");
    else buf_printf(&out, "%s\n\n%6s %7s %7s %12s %8s %7s\n", framework->title, "score", "passed", "failed", "not assessed", "no data", "manual");
    for (size_t i = 0; i < n; i++) {
        struct scoring part;
        struct framework_score score;
        if (!narrow(s, lines[i].account, lines[i].ou, &part) ||
            !framework_judge(s->arena, framework, s->rules, part.findings.items, part.findings.len, part.gaps.items, part.gaps.len, NULL, NULL, &score)) return buf_free(&out), error_no_memory(err);
        if (json) emit_line(&e, &lines[i], &score);
        else if (csv) csv_line(&out, &lines[i], &score);
        else table_line(&out, &lines[i], &score);
    }
    if (json || csv) left_out_lines(&s->left_out, &out, json ? &e : NULL);
    else live_left_out_print(&s->left_out, &out);
    if (json) {
        emit_close(&e, ']');
        buf_add_char(&out, '\n');
    }
    live_print(&out);
    return true;
}

/* --- all --- */

static bool choose(struct arena *arena, const struct options *o, const struct framework **out, struct error *err)
{
    struct framework_list frameworks = {0};
    if (!frameworks_builtin(arena, &frameworks)) return error_no_memory(err);
    *out = framework_find(&frameworks, str_of(o->framework ? o->framework : "cis_3.0"));
    if (*out) return true;
    const char **names = (const char **)arena_array(arena, frameworks.len + 1, sizeof *names);
    for (size_t i = 0; names && i < frameworks.len; i++) names[i] = frameworks.items[i]->id;
    error_set(err, &CLI_ERR_FLAG, "there is no framework '%.80s'", o->framework);
    const char *near = names ? str_nearest(str_of(o->framework), names, frameworks.len) : NULL;
    return near ? error_help(err, "did you mean '%s'?", near) : false;
}

static bool score(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    struct ruleset rules = {0};
    const struct framework *framework = NULL;
    struct framework_score score;
    struct store *store = NULL;
    bool ok = choose(arena, o, &framework, err) && (ruleset_builtin(arena, &rules) || error_no_memory(err)) && (store = live_state_read(o->state, err));
    (void)rest, (void)status;
    struct scoring s = {.arena = arena, .rules = &rules};
    struct store_finding_query query = {.account = str_of(o->account ? o->account : "")};
    ok = ok && live_left_out_read(arena, store, o->account, o->ou, &s.left_out, err) && store_findings(arena, store, &query, add_finding, &s, err) && store_accounts(arena, store, add_account, &s, err);
    struct aws_models *models = aws_models_new();
    struct collector_set collectors;
    struct live_rules unread = {.collectors = &collectors};
    ok = ok && (models || error_no_memory(err)) && collectors_builtin(arena, models, &collectors, err);
    for (size_t i = 0; ok && i < s.accounts.len; i++) ok = add_gaps(&s, store, s.accounts.items[i].id, &unread, err);
    aws_models_free(models);
    ok = ok && add_uncollected(&s, store, err);
    if (ok && o->account) {
        bool found = false;
        for (size_t i = 0; i < s.accounts.len; i++) found |= strcmp(s.accounts.items[i].id, o->account) == 0;
        const char *why = live_left_out_why(&s.left_out, str_of(o->account));
        if (why) ok = error_set(err, &CLI_ERR_FLAG, "account '%.40s' does not count: %s", o->account, why);
        else if (!found) ok = error_set(err, &CLI_ERR_FLAG, "nothing is known of account '%.40s'", o->account);
    }
    if (ok && o->ou) {
        struct scoring part;
        if (!narrow(&s, NULL, o->ou, &part)) ok = error_no_memory(err);
        else if (part.accounts.len == 0) ok = error_set(err, &CLI_ERR_FLAG, s.left_out.items.len ? "no account counts below '%.200s': all are suspended or closed" : "no account is known below '%.200s'", o->ou);
        else s = part;
    }
    if (ok && o->by) {
        ok = print_lines(&s, framework, o, err);
        store_close(store);
        return ok;
    }
    ok = ok && (framework_judge(arena, framework, &rules, s.findings.items, s.findings.len, s.gaps.items, s.gaps.len, o->account, NULL, &score) || error_no_memory(err));
    if (ok && live_output_is(o->output, "json")) print_json(&s, &score, o->account);
    else if (ok && live_output_is(o->output, "csv")) print_csv(&s, &score, o->account);
    else if (ok) print_table(&s, &score, o->account);
    store_close(store);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_score, argc, argv, &o, score);
}

const struct command live_command_score = {"live score", "", "controls of a framework: passed, failed, not assessed, manual",
    "What could not be assessed stands beside the score and never leaves the denominator. JSON has the evidence: resource, value read, call and time.\n"
    "Accounts that are suspended or closed do not count; they are named with the reason.", flags, COUNT_OF(flags), run};
