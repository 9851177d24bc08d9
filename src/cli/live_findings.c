/* cli/live_findings.c: `rampart live findings`: the verdicts that stand. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/live_left_out.h"
#include "cli/live_print.h"
#include "cli/live_state.h"

struct options { const char *state, *account, *output; struct flag_list rules, severities, statuses; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"account", 0, FLAG_TEXT, "ID", "only this account (default: all)", AT(account)},
    {"output", 'o', FLAG_TEXT, "{table,json,csv}", "how they are printed (default: table)", AT(output)},
    {"rule", 0, FLAG_COMMA_LIST, "ID", "only verdicts of these rules, by any of their names", AT(rules)},
    {"severity", 0, FLAG_COMMA_LIST, "NAME", "only of these severities: info, low, medium, high, critical", AT(severities)},
    LIVE_STATE_FLAG(AT(state)),
    {"status", 0, FLAG_COMMA_LIST, "NAME", "only verdicts that are one of these: pass, fail, unknown (default: fail)", AT(statuses)},
};

struct row { struct store_finding f; const struct rule *rule; };
struct chosen { struct arena *arena; struct ruleset rules; bool verdicts[VERDICTS], severities[SEVERITIES]; const struct options *o; struct live_left_out left_out; VEC(struct row) rows; };

static bool is_chosen(const struct chosen *c, const struct rule *rule)
{
    for (size_t i = 0; i < c->o->rules.len; i++)
        if (rule_matches(rule, str_of(c->o->rules.items[i]))) return true;
    return c->o->rules.len == 0;
}

static bool add(void *context, const struct store_finding *f, struct error *err)
{
    struct chosen *c = (struct chosen *)context;
    const struct rule *rule = ruleset_find(&c->rules, f->rule);
    if (!rule || f->gone || !c->verdicts[f->verdict] || !c->severities[rule->severity] || !is_chosen(c, rule) || live_left_out_why(&c->left_out, f->resource.account)) return true;
    struct row *at = vec_push(c->arena, &c->rows);
    if (!at) return error_no_memory(err);
    *at = (struct row){*f, rule};
    return true;
}

/* The worst first; then all of a rule together, account by account. */
static int by_severity(const void *a, const void *b)
{
    const struct row *x = (const struct row *)a, *y = (const struct row *)b;
    if (x->rule->severity != y->rule->severity) return x->rule->severity > y->rule->severity ? -1 : 1;
    int order = strcmp(x->rule->id, y->rule->id);
    const struct store_key *k = &x->f.resource, *l = &y->f.resource;
    if (!order) order = str_compare(k->account, l->account);
    if (!order) order = str_compare(k->id, l->id);
    if (!order) order = str_compare(k->type, l->type);
    return order ? order : str_compare(k->region, l->region);
}

/* What it says: the first reason, or what it depends on. */
static struct str why_of(const struct row *row)
{
    for (size_t i = 0; value_is_array(row->f.reasons) && i < value_len(row->f.reasons); i++) {
        struct value reason = value_items(row->f.reasons)[i], message = value_field(reason, "message"), unknown = value_field(reason, "unknown");
        if (value_is_string(message)) return value_str(message);
        if (value_is_string(unknown)) return value_str(unknown);
    }
    return STR("");
}

static void print_table(const struct chosen *c)
{
    size_t counts[VERDICTS] = {0};
    for (size_t i = 0; i < c->rows.len; i++) {
        const struct row *row = &c->rows.items[i];
        struct str why = why_of(row), account = row->f.resource.account, region = row->f.resource.region, id = row->f.resource.id;
        counts[row->f.verdict]++;
        printf("%-7s  %-8s  %-40s  %.*s  %-14.*s  %.*s%s%.*s\n", verdict_name(row->f.verdict), severity_name(row->rule->severity), row->rule->id, (int)account.len, account.s, region.len ? (int)region.len : 1,
               region.len ? region.s : "-", (int)id.len, id.s, why.len ? ": " : "", (int)why.len, why.s);
    }
    printf("%zu passed, %zu failed, %zu not known\n", counts[VERDICT_PASS], counts[VERDICT_FAIL], counts[VERDICT_UNKNOWN]);
    struct buf out = buf_new(0);
    live_left_out_print(&c->left_out, &out);
    live_print(&out);
}

static void print_csv(const struct chosen *c)
{
    struct buf out = buf_new(0);
    buf_printf(&out, "account,region,type,resource,rule,severity,status,reason,first_failed,last_changed\n");
    for (size_t i = 0; i < c->rows.len; i++) {
        const struct row *row = &c->rows.items[i];
        const struct store_finding *f = &row->f;
        const struct str cells[] = {f->resource.account, f->resource.region, f->resource.type, f->resource.id, str_of(row->rule->id), str_of(severity_name(row->rule->severity)),
                                    str_of(verdict_name(f->verdict)), why_of(row), f->first_seen ? str_of(live_time_text(c->arena, f->first_seen)) : STR(""),
                                    str_of(live_time_text(c->arena, f->last_changed))};
        for (size_t k = 0; k < COUNT_OF(cells); k++) live_csv_cell(&out, cells[k], k + 1 == COUNT_OF(cells));
    }
    for (size_t i = 0; i < c->left_out.items.len; i++) {
        const struct live_left_out_account *a = &c->left_out.items.items[i];
        const struct str cells[] = {str_of(a->id), STR(""), STR(""), STR(""), STR(""), STR(""), STR("left_out"), str_of(a->reason), STR(""), STR("")};
        for (size_t k = 0; k < COUNT_OF(cells); k++) live_csv_cell(&out, cells[k], k + 1 == COUNT_OF(cells));
    }
    live_print(&out);
}

static void print_json(const struct chosen *c)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    emit_open(&e, NULL, '{');
    emit_open(&e, "findings", '[');
    for (size_t i = 0; i < c->rows.len; i++) {
        const struct row *row = &c->rows.items[i];
        const struct store_finding *f = &row->f;
        const struct { const char *key; struct str text; } fields[] = {{"account", f->resource.account}, {"region", f->resource.region}, {"type", f->resource.type}, {"resource", f->resource.id}};
        emit_open(&e, NULL, '{');
        for (size_t k = 0; k < COUNT_OF(fields); k++)
            if (fields[k].text.len) emit_value(&e, fields[k].key, value_string(c->arena, fields[k].text));
        emit_text(&e, "rule", row->rule->id);
        emit_text(&e, "severity", severity_name(row->rule->severity));
        emit_text(&e, "status", verdict_name(f->verdict));
        emit_value(&e, "reasons", f->reasons);
        if (!value_is_none(f->evidence)) emit_value(&e, "evidence", f->evidence);
        if (f->first_seen) emit_text(&e, "first_failed", live_time_text(c->arena, f->first_seen));
        emit_text(&e, "last_changed", live_time_text(c->arena, f->last_changed));
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    live_left_out_emit(&c->left_out, &e);
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static bool choose(struct chosen *c, struct error *err)
{
    const struct options *o = c->o;
    for (size_t i = 0; i < SEVERITIES; i++) c->severities[i] = o->severities.len == 0;
    for (size_t i = 0; i < o->severities.len; i++) {
        enum severity s;
        if (!severity_parse(str_of(o->severities.items[i]), &s)) return error_set(err, &CLI_ERR_FLAG, "'%.40s' is no severity", o->severities.items[i]);
        c->severities[s] = true;
    }
    c->verdicts[VERDICT_FAIL] = o->statuses.len == 0;
    for (size_t i = 0; i < o->statuses.len; i++) {
        bool found = false;
        for (size_t k = 0; k < VERDICTS; k++)
            if (strcmp(verdict_name((enum verdict)k), o->statuses.items[i]) == 0) c->verdicts[k] = found = true;
        if (!found) return error_set(err, &CLI_ERR_FLAG, "'%.40s' is no status: pass, fail or unknown", o->statuses.items[i]);
    }
    for (size_t i = 0; i < o->rules.len; i++) {
        bool found = false;
        for (size_t k = 0; k < c->rules.rules.len && !found; k++) found = rule_matches(c->rules.rules.items[k], str_of(o->rules.items[i]));
        if (!found) return error_set(err, &RULE_UNKNOWN_ID, "there is no rule '%.80s'", o->rules.items[i]);
    }
    return true;
}

static bool findings(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    struct chosen c = {.arena = arena, .o = o};
    struct store_finding_query query = {.account = str_of(o->account ? o->account : "")};
    if (!ruleset_builtin(arena, &c.rules)) return error_no_memory(err);
    if (!choose(&c, err)) return false;
    (void)rest, (void)status;
    struct store *store = live_state_read(o->state, err);
    bool ok = store && live_left_out_read(arena, store, o->account, NULL, &c.left_out, err) && store_findings(arena, store, &query, add, &c, err);
    if (c.rows.len) qsort(c.rows.items, c.rows.len, sizeof *c.rows.items, by_severity);
    if (ok && live_output_is(o->output, "json")) print_json(&c);
    else if (ok && live_output_is(o->output, "csv")) print_csv(&c);
    else if (ok) print_table(&c);
    store_close(store);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_findings, argc, argv, &o, findings);
}

const struct command live_command_findings = {"live findings", "", "the verdicts that stand, the most severe first",
    "Without --status only failures. By severity, then rule, account and resource. JSON has reasons and evidence.\n"
    "Accounts that are suspended or closed are left out, and named.", flags, COUNT_OF(flags), run};
