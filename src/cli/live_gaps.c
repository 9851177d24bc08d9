/* cli/live_gaps.c: `rampart live gaps`: what could not be read, which permission would allow it, and since when. */
#include <stdio.h>

#include "cli/live_print.h"
#include "cli/live_state.h"
#include "report/emit.h"

struct options { const char *state, *account, *output; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"account", 0, FLAG_TEXT, "ID", "only this account (default: all)", AT(account)},
    {"output", 'o', FLAG_TEXT, "{table,json,csv}", "how they are printed (default: table)", AT(output)},
    LIVE_STATE_FLAG(AT(state)),
};

struct account { const char *id, *reason; };   /* one that refused us */
struct found { struct arena *arena; const struct options *o; VEC(struct store_gap) gaps; VEC(struct account) refused; const struct judge_gap *uncollected; size_t n_uncollected; size_t accounts; };

static struct str kept(struct arena *arena, struct str s) { return (struct str){arena_strndup(arena, s.s ? s.s : "", s.len), s.len}; }

static bool add_gap(void *context, const struct store_gap *gap, struct error *err)
{
    struct found *f = (struct found *)context;
    struct store_gap *at = vec_push(f->arena, &f->gaps);
    if (!at) return error_no_memory(err);
    *at = (struct store_gap){.account = kept(f->arena, gap->account), .region = kept(f->arena, gap->region), .type = kept(f->arena, gap->type), .parent = kept(f->arena, gap->parent),
                             .call = kept(f->arena, gap->call), .code = kept(f->arena, gap->code), .permission = kept(f->arena, gap->permission), .message = kept(f->arena, gap->message),
                             .since = gap->since};
    return !f->arena->failed || error_no_memory(err);
}

static bool add_account(void *context, const struct store_account *a, struct error *err)
{
    struct found *f = (struct found *)context;
    if (f->o->account && !str_is(a->id, f->o->account)) return true;
    f->accounts++;
    if (a->enrolment != ENROLMENT_REFUSED) return true;
    struct account *at = vec_push(f->arena, &f->refused);
    if (!at) return error_no_memory(err);
    *at = (struct account){kept(f->arena, a->id).s, kept(f->arena, a->reason).s};
    return (at->id && at->reason) || error_no_memory(err);
}

static void print_table(const struct found *f)
{
    for (size_t i = 0; i < f->refused.len; i++) printf("%s: nothing could be read: %s\n", f->refused.items[i].id, f->refused.items[i].reason);
    if (f->gaps.len) printf("%-12s  %-14s  %-40s  %-44s  %-24s  %s\n", "ACCOUNT", "REGION", "TYPE", "NEEDS", "WHY", "SINCE");
    for (size_t i = 0; i < f->gaps.len; i++) {
        const struct store_gap *g = &f->gaps.items[i];
        printf("%-12s  %-14s  %-40s  %-44s  %-24s  %s\n", g->account.s, g->region.len ? g->region.s : "-", g->type.s, g->permission.s, g->code.s, live_time_text(f->arena, g->since));
        if (g->parent.len) printf("%12s  of %s\n", "", g->parent.s);
    }
    if (f->n_uncollected) printf("%sno collector reads what some rules ask for:", f->gaps.len ? "\n" : "");
    for (size_t i = 0; i < f->n_uncollected; i++) printf("%s %s", i ? "," : "", f->uncollected[i].type);
    if (f->n_uncollected) printf("\n");
    printf("%zu thing%s could not be read\n", f->gaps.len, f->gaps.len == 1 ? "" : "s");
}

static void print_csv(const struct found *f)
{
    struct buf out = buf_new(0);
    buf_printf(&out, "account,region,type,parent,call,permission,code,message,since\n");
    for (size_t i = 0; i < f->gaps.len; i++) {
        const struct store_gap *g = &f->gaps.items[i];
        const struct str cells[] = {g->account, g->region, g->type, g->parent, g->call, g->permission, g->code, g->message, str_of(live_time_text(f->arena, g->since))};
        for (size_t k = 0; k < COUNT_OF(cells); k++) live_csv_cell(&out, cells[k], k + 1 == COUNT_OF(cells));
    }
    live_print(&out);
}

static void print_json(const struct found *f)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    emit_open(&e, NULL, '{');
    emit_open(&e, "gaps", '[');
    for (size_t i = 0; i < f->gaps.len; i++) {
        const struct store_gap *g = &f->gaps.items[i];
        const struct { const char *key; struct str text; } fields[] = {{"account", g->account}, {"region", g->region}, {"type", g->type}, {"parent", g->parent}, {"call", g->call},
                                                                       {"permission", g->permission}, {"code", g->code}, {"message", g->message}};
        emit_open(&e, NULL, '{');
        for (size_t k = 0; k < COUNT_OF(fields); k++)
            if (fields[k].text.len) emit_text(&e, fields[k].key, fields[k].text.s);
        emit_text(&e, "since", live_time_text(f->arena, g->since));
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_open(&e, "accounts_refused", '[');
    for (size_t i = 0; i < f->refused.len; i++) {
        emit_open(&e, NULL, '{');
        emit_text(&e, "account", f->refused.items[i].id);
        emit_text(&e, "reason", f->refused.items[i].reason);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_open(&e, "not_collected", '[');
    for (size_t i = 0; i < f->n_uncollected; i++) emit_text(&e, NULL, f->uncollected[i].type);
    emit_close(&e, ']');
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static bool gaps(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    struct found f = {.arena = arena, .o = o};
    (void)rest, (void)status;
    struct store *store = live_state_read(o->state, err);
    bool ok = store && store_accounts(arena, store, add_account, &f, err);
    if (ok && o->account && !f.accounts) ok = error_set(err, &CLI_ERR_FLAG, "nothing is known of account '%.40s'", o->account);
    ok = ok && store_gaps(arena, store, str_of(o->account ? o->account : ""), add_gap, &f, err) && live_content_gaps(arena, store, &f.uncollected, &f.n_uncollected, err);
    if (ok && live_output_is(o->output, "json")) print_json(&f);
    else if (ok && live_output_is(o->output, "csv")) print_csv(&f);
    else if (ok) print_table(&f);
    store_close(store);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_gaps, argc, argv, &o, gaps);
}

const struct command live_command_gaps = {"live gaps", "", "what could not be read, and which permission would allow it",
    "A verdict that rests on something listed here is \"not known\". JSON has also the accounts that refused us and the types that nobody reads.", flags, COUNT_OF(flags), run};
