/* cli/live_sweep.c: `rampart live sweep`: reads and judges once. */
#include <stdio.h>

#include "cli/live_print.h"
#include "cli/live_state.h"
#include "live/sweep.h"
#include "report/emit.h"

struct options { struct live_common common; struct flag_list services, regions, accounts, units; const char *config, *state, *output; long max_open, threads; bool fresh, fail; };

#define AT(field) offsetof(struct options, field)
#define AT_COMMON(field) offsetof(struct options, common.field)
static const struct flag flags[] = {
    {"account", 0, FLAG_COMMA_LIST, "ID", "only these accounts (default: all that are watched)", AT(accounts)},
    LIVE_CONFIG_FLAG(AT(config)),
    LIVE_COMMON_FLAGS(AT_COMMON),
    {"fail", 0, FLAG_BOOL, "", "exit 1 when something fails", AT(fail)},
    {"fresh", 0, FLAG_BOOL, "", "begin anew, although the last sweep was interrupted", AT(fresh)},
    {"max-open", 0, FLAG_INT, "N", "scopes (account, region, service) under way at a time (default: 64)", AT(max_open)},
    {"ou", 0, FLAG_LIST, "UNIT", "only the accounts under this unit: root/prod, or ou-ab12-cdef3456", AT(units)},
    {"output", 'o', FLAG_TEXT, "{text,json}", "how the summary is printed (default: text)", AT(output)},
    {"region", 0, FLAG_COMMA_LIST, "REGION", "regions to read (default: those of the config, else all that an account has enabled)", AT(regions)},
    {"service", 0, FLAG_COMMA_LIST, "NAME", "only the collectors of these services", AT(services)},
    LIVE_STATE_FLAG(AT(state)),
    {"threads", 0, FLAG_INT, "N", "threads to judge with (default: one a core)", AT(threads)},
};

static void tell_refused(void *context, const char *account, const char *reason)
{
    (void)context;
    fprintf(stderr, "%s: not read: %s\n", account, reason);
}

static void print_text(const struct live_session *s, const struct live_swept *w)
{
    printf("%s%zu account%s, %zu scopes read%s", w->resumed ? "resumed: " : "", w->accounts, w->accounts == 1 ? "" : "s", w->scopes, w->failed ? "" : "\n");
    if (w->failed) printf(", %zu given up\n", w->failed);
    printf("%zu resources: %zu new, %zu changed, %zu gone; %llu calls, %llu throttled\n", w->resources, w->created, w->updated, w->deleted, (unsigned long long)w->calls,
           (unsigned long long)w->throttled);
    printf("%zu passed, %zu failed, %zu not known; %zu failures are new, %zu resolved\n", w->verdicts[VERDICT_PASS], w->verdicts[VERDICT_FAIL], w->verdicts[VERDICT_UNKNOWN], w->fresh, w->resolved);
    if (w->elsewhere) printf("%zu resources are in regions that were not asked for\n", w->elsewhere);
    if (w->gaps) printf("%zu things could not be read (rampart live gaps)\n", w->gaps);
    if (w->refused) printf("%zu account%s could not be read\n", w->refused, w->refused == 1 ? "" : "s");
    (void)s;
}

static void print_json(const struct live_swept *w)
{
    const struct { const char *name; long long n; } counts[] = {
        {"accounts", (long long)w->accounts}, {"accounts_refused", (long long)w->refused}, {"scopes", (long long)w->scopes}, {"scopes_before", (long long)w->scopes_before},
        {"scopes_failed", (long long)w->failed}, {"resources", (long long)w->resources}, {"created", (long long)w->created}, {"updated", (long long)w->updated},
        {"deleted", (long long)w->deleted}, {"unchanged", (long long)w->unchanged}, {"gaps", (long long)w->gaps}, {"elsewhere", (long long)w->elsewhere}, {"calls", (long long)w->calls}, {"throttled", (long long)w->throttled},
        {"passed", (long long)w->verdicts[VERDICT_PASS]}, {"failed", (long long)w->verdicts[VERDICT_FAIL]}, {"unknown", (long long)w->verdicts[VERDICT_UNKNOWN]},
        {"new", (long long)w->fresh}, {"resolved", (long long)w->resolved},
    };
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    emit_open(&e, NULL, '{');
    emit_value(&e, "resumed", value_bool(w->resumed));
    for (size_t i = 0; i < COUNT_OF(counts); i++) emit_number(&e, counts[i].name, counts[i].n);
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static void add_list(struct buf *out, const char *name, const struct flag_list *list)
{
    for (size_t i = 0; i < list->len; i++) buf_printf(out, " --%s=%s", name, list->items[i]);
}

/* What of all is swept: only a sweep of the same can be gone on with. */
static const char *selection(struct arena *arena, const struct options *o)
{
    struct buf out = buf_new(0);
    buf_puts(&out, "sweep");
    add_list(&out, "account", &o->accounts);
    add_list(&out, "ou", &o->units);
    add_list(&out, "region", &o->regions);
    add_list(&out, "service", &o->services);
    const char *text = buf_to_arena(arena, &out);
    buf_free(&out);
    return text;
}

static bool find_targets(struct live_session *session, struct live_accounts *accounts, const struct options *o, struct live_target **targets, size_t *n, struct error *err)
{
    struct live_choice choice = {o->accounts.items, o->accounts.len, o->units.items, o->units.len};
    if (!live_accounts_refresh(accounts, live_now(), live_tell_account, NULL, err)) return false;
    if (*live_accounts_note(accounts)) fprintf(stderr, "labels by tag are as they were: %s\n", live_accounts_note(accounts));
    if (!live_accounts_targets(session->arena, accounts, &choice, targets, n, err)) return false;
    for (size_t i = 0; i < *n && o->regions.len; i++) (*targets)[i].regions = o->regions.items, (*targets)[i].n_regions = o->regions.len;
    return true;
}

static bool sweep(struct live_session *session, const struct options *o, struct live_swept *out, struct error *err)
{
    struct live_content content;
    const struct config *config;
    struct live_target *targets = NULL;
    size_t n = 0;
    struct live_sweep_options options = {.services = o->services.items, .n_services = o->services.len, .max_open = (unsigned)o->max_open, .rules = &content.live, .fresh = o->fresh,
                                         .refused = tell_refused, .selection = selection(session->arena, o)};
    if (!options.selection) return error_no_memory(err);
    if (!live_config_load(session->arena, o->config, &config, err) || !live_content_load(session->arena, &session->collectors, config, &content, err)) return false;
    struct store *store = store_open(live_state_of(o->state, config), NULL, err);
    bool ok = store && live_session_identify(session, err);
    struct live_accounts *accounts = ok ? live_accounts_new(session, store, config, err) : NULL;
    ok = accounts && find_targets(session, accounts, o, &targets, &n, err) && live_trusted_save(session->arena, store, session, err) && live_content_save(session->arena, store, &content, err);
    if (ok) {
        content.live.threads = (unsigned)o->threads;
        options.targets = targets, options.n_targets = n;
        ok = live_sweep(session, store, &options, out, err);
    }
    live_accounts_free(accounts);
    store_close(store);
    return ok;
}

static bool sweep_and_tell(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    struct options *o = (struct options *)given;
    struct live_session session;
    struct live_swept swept;
    struct live_session_options options = {.profile = o->common.profile, .endpoint_url = o->common.endpoint_url};
    (void)arena, (void)rest;
    bool ok = live_session_open(&session, &options, err) && sweep(&session, o, &swept, err);
    if (ok && live_output_is(o->output, "json")) print_json(&swept);
    else if (ok) print_text(&session, &swept);
    if (ok) *status = swept.failed || swept.refused ? 2 : o->fail && swept.verdicts[VERDICT_FAIL] ? 1 : 0;
    live_session_close(&session);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_sweep, argc, argv, &o, sweep_and_tell);
}

const struct command live_command_sweep = {"live sweep", "", "reads every region of the accounts once, and judges them",
    "Without rampart.yaml it is the account of the credentials; with it the accounts that it says, entered by its role.\n"
    "What is known is kept in the state file: a sweep that was interrupted goes on where it was, and what did not change is stored once.", flags, COUNT_OF(flags), run};
