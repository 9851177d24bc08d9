/* cli/live_config_rules.c: `rampart live config-rules DIR`, also `rampart live --config-rules DIR`: the AWS Config rules that a Terraform folder declares, run as declared
 * over what is stored of the accounts. What is not judged, and which parameters have no meaning here, is said for each. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/live_left_out.h"
#include "cli/live_print.h"
#include "cli/live_state.h"
#include "finding/config_rules.h"
#include "live/aws_types.h"
#include "live/sweep.h"
#include "terraform/load.h"

struct options { const char *state, *account, *output; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"account", 0, FLAG_TEXT, "ID", "only this account (default: all)", AT(account)},
    {"output", 'o', FLAG_TEXT, "{table,json}", "a table (the default) or JSON", AT(output)},
    LIVE_STATE_FLAG(AT(state)),
};

/* One Config rule, over all accounts. */
struct outcome { size_t verdicts[VERDICTS]; VEC(const char *) failed; VEC(const char *) unknown; const char *gap; };   /* gap: why resources of its types may be missing */

struct running {
    struct arena *arena;
    const struct options *o;
    struct store *store;
    struct ruleset rules;
    struct config_rule_list declared;
    struct outcome *outcomes;
    struct collector_set collectors;
    const struct judge_gap *gaps; size_t n_gaps;
    VEC(const char *) accounts;
    struct live_left_out left_out;
};

/* --- what is declared --- */

static bool read_declared(struct running *r, const struct tf_config *config, struct error *err)
{
    if (!config_rules_read(r->arena, &config->resources, &r->rules, config_mappings_builtin(), &r->declared)) return error_no_memory(err);
    for (size_t i = 0; i < config->notices.len; i++) {
        const struct notice *n = &config->notices.items[i];
        fprintf(stderr, "%s:%u: %s%s%s\n", n->file ? n->file : "", n->line, n->subject ? n->subject : "", n->subject ? ": " : "", n->detail);
    }
    return r->declared.len > 0 || error_set(err, &CLI_ERR_FLAG, "there is no aws_config_config_rule in that folder");
}

/* --- one rule over one account --- */

/* Does the scope of the declaration take the resource in? */
static bool in_scope(const struct config_rule *rule, const struct resource *resource)
{
    struct value id = value_field(resource->values, "id"), tags = value_field(resource->values, "tags");
    if (rule->scope_resource && !(value_is_string(id) && str_is(value_str(id), rule->scope_resource))) return false;
    if (rule->tag_key) {
        struct value tag = value_field(tags, rule->tag_key);
        if (value_is_none(tag) || (rule->tag_value && !(value_is_string(tag) && str_is(value_str(tag), rule->tag_value)))) return false;
    }
    if (!config_rule_is_about(rule, resource)) return false;
    bool ours = false;   /* is any of the scope's types one that the rule judges? A user is judged by his row of the credential report. */
    for (size_t i = 0; i < rule->n_scope; i++) {
        const char *type = aws_type_to_terraform(rule->scope[i]);
        if (type && strcmp(type, resource->type) == 0) return true;
        for (const char *const *t = rule->rule->types; type && *t && !ours; t++) ours = strcmp(type, *t) == 0;
    }
    return !ours;
}

static bool add_name(struct arena *arena, void *list, const char *name)
{
    VEC(const char *) *names = list;
    const char **at = vec_push(arena, names);
    if (at) *at = arena_strdup(arena, name);
    return at && *at;
}

static bool run_rule(struct running *r, size_t i, const struct live_account *account, const struct judge_base *base, struct error *err)
{
    const struct config_rule *rule = &r->declared.items[i];
    struct outcome *out = &r->outcomes[i];
    struct arena *arena = arena_new(0);
    bool *only = arena ? (bool *)arena_zero(arena, account->resources.len + 1) : NULL;
    struct report report = {.arena = arena, .root = account->id};
    struct ruleset one = {.arena = arena};
    const struct rule **slot = only ? vec_push(arena, &one.rules) : NULL;
    if (!slot) return arena_free(arena), error_no_memory(err);
    *slot = rule->rule;
    const char *const *types = rule->types && rule->types[0] ? rule->types : rule->rule->types;
    for (size_t k = 0; k < account->n_gaps && !out->gap; k++)
        for (const char *const *t = types; *t; t++)
            if (strcmp(*t, account->gaps[k].type) == 0 && !(out->gap = arena_strdup(r->arena, account->gaps[k].reason))) return arena_free(arena), error_no_memory(err);
    for (size_t k = 0; k < account->resources.len; k++) only[k] = in_scope(rule, account->resources.items[k]);
    struct judge_options options = {.now_ns = live_now() * 1000000, .today = "", .gaps = account->gaps, .n_gaps = account->n_gaps, .parameters = rule->parameters,
                                    .n_parameters = rule->n_parameters, .base = base, .only = only};
    bool ok = judge(&report, &one, &account->resources, &options, err);
    for (size_t k = 0; ok && k < report.findings.len; k++) {
        const struct finding *f = &report.findings.items[k];
        out->verdicts[f->verdict]++;
        if (f->verdict == VERDICT_FAIL) ok = add_name(r->arena, &out->failed, f->resource->address) || error_no_memory(err);
        if (f->verdict == VERDICT_UNKNOWN) ok = add_name(r->arena, &out->unknown, f->resource->address) || error_no_memory(err);
    }
    arena_free(arena);
    return ok;
}

static bool run_account(struct running *r, const char *id, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct live_account account;
    struct live_rules rules = {.rules = &r->rules, .collectors = &r->collectors, .gaps = r->gaps, .n_gaps = r->n_gaps};
    struct judge_base *base = NULL;
    bool ok = (arena || error_no_memory(err)) && live_account_load(arena, r->store, id, &rules, &account, err);
    if (ok) ok = (base = judge_base_new(&account.resources, 0, err)) != NULL;
    for (size_t i = 0; ok && i < r->declared.len; i++)
        if (r->declared.items[i].rule) ok = run_rule(r, i, &account, base, err);
    judge_base_free(base);
    arena_free(arena);
    return ok;
}

static bool add_account(void *context, const struct store_account *account, struct error *err)
{
    struct running *r = (struct running *)context;
    if (account->status != ACCOUNT_ACTIVE || (r->o->account && !str_is(account->id, r->o->account))) return true;
    const char **at = vec_push(r->arena, &r->accounts);
    if (!at || !(*at = arena_strndup(r->arena, account->id.s, account->id.len))) return error_no_memory(err);
    return true;
}

/* --- output --- */

/* As AWS Config says it. */
static const char *compliance(const struct config_rule *rule, const struct outcome *out)
{
    if (!rule->rule) return "NOT_JUDGED";
    if (out->verdicts[VERDICT_FAIL]) return "NON_COMPLIANT";
    if (out->verdicts[VERDICT_UNKNOWN] || out->gap) return "NOT_ASSESSED";
    return out->verdicts[VERDICT_PASS] ? "COMPLIANT" : "NOT_APPLICABLE";
}

static void print_table(const struct running *r)
{
    printf("%-16s %6s %6s %6s  %s\n", "", "passed", "failed", "?", "Config rule");
    for (size_t i = 0; i < r->declared.len; i++) {
        const struct config_rule *rule = &r->declared.items[i];
        const struct outcome *out = &r->outcomes[i];
        printf("%-16s %6zu %6zu %6zu  %s (%s%s%s)\n", compliance(rule, out), out->verdicts[VERDICT_PASS], out->verdicts[VERDICT_FAIL], out->verdicts[VERDICT_UNKNOWN], rule->name,
               rule->identifier ? rule->identifier : "a rule of one's own", rule->rule ? " as " : "", rule->rule ? rule->rule->id : "");
        if (rule->reason) printf("%40s %s\n", "", rule->reason);
        if (out->gap) printf("%40s not read: %s\n", "", out->gap);
        for (size_t k = 0; k < rule->n_dropped; k++) printf("%40s the parameter %s means nothing here: AWS's verdict may differ\n", "", rule->dropped[k]);
        for (size_t k = 0; k < out->failed.len && k < 5; k++) printf("%40s %s\n", "", out->failed.items[k]);
        if (out->failed.len > 5) printf("%40s and %zu more (-o json)\n", "", out->failed.len - 5);
    }
    struct buf out = buf_new(0);
    live_left_out_print(&r->left_out, &out);
    live_print(&out);
}

static void emit_names(struct emitter *e, const char *key, const char *const *names, size_t n)
{
    emit_open(e, key, '[');
    for (size_t i = 0; i < n; i++) emit_text(e, NULL, names[i]);
    emit_close(e, ']');
}

static void print_json(const struct running *r)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    emit_open(&e, NULL, '{');
    emit_open(&e, "config_rules", '[');
    for (size_t i = 0; i < r->declared.len; i++) {
        const struct config_rule *rule = &r->declared.items[i];
        const struct outcome *o = &r->outcomes[i];
        emit_open(&e, NULL, '{');
        emit_text(&e, "name", rule->name);
        emit_text(&e, "identifier", rule->identifier);
        emit_text(&e, "rule", rule->rule ? rule->rule->id : NULL);
        emit_text(&e, "compliance", compliance(rule, o));
        if (rule->reason) emit_text(&e, "reason", rule->reason);
        if (o->gap) emit_text(&e, "not_read", o->gap);
        emit_names(&e, "parameters_without_meaning", rule->dropped, rule->n_dropped);
        emit_number(&e, "passed", (long long)o->verdicts[VERDICT_PASS]);
        emit_names(&e, "failed", o->failed.items, o->failed.len);
        emit_names(&e, "unknown", o->unknown.items, o->unknown.len);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    live_left_out_emit(&r->left_out, &e);
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static bool all(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    if (rest->len != 1) return error_set(err, &CLI_ERR_FLAG, "live config-rules takes one folder of Terraform files");
    struct running r = {.arena = arena, .o = o};
    struct aws_models *models = aws_models_new();
    struct tf_config *config = tf_load(rest->items[0], NULL, err);
    bool ok = config && (models || error_no_memory(err)) && collectors_builtin(arena, models, &r.collectors, err) && (ruleset_builtin(arena, &r.rules) || error_no_memory(err)) && read_declared(&r, config, err) && (r.store = live_state_read(o->state, err)) &&
              live_content_gaps(arena, r.store, &r.gaps, &r.n_gaps, err) && live_left_out_read(arena, r.store, o->account, NULL, &r.left_out, err) && store_accounts(arena, r.store, add_account, &r, err);
    if (ok) r.outcomes = (struct outcome *)arena_zero(arena, (r.declared.len + 1) * sizeof *r.outcomes);
    if (ok && !r.outcomes) ok = error_no_memory(err);
    if (ok && r.accounts.len == 0) ok = error_set(err, &CLI_ERR_FLAG, r.left_out.items.len ? "%s is suspended or closed, and does not count" : "nothing is known of %s: sweep first", o->account ? "that account" : "any account");
    for (size_t i = 0; ok && i < r.accounts.len; i++) ok = run_account(&r, r.accounts.items[i], err);
    if (ok && live_output_is(o->output, "json")) print_json(&r);
    else if (ok) print_table(&r);
    for (size_t i = 0; ok && i < r.declared.len; i++)
        if (r.outcomes[i].verdicts[VERDICT_FAIL]) *status = 1;
    store_close(r.store);
    tf_config_free(config);
    aws_models_free(models);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_config_rules, argc, argv, &o, all);
}

const struct command live_command_config_rules = {"live config-rules", "DIR", "the AWS Config rules that Terraform files declare, run over what is stored",
    "Reads aws_config_config_rule resources: identifier, parameters and scope. Exits 1 when something does not comply.", flags, COUNT_OF(flags), run};
