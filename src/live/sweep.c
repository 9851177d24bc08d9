/* live/sweep.c: account by account: its regions → its scopes in the store → collect, commit, take the next → judge. An account begins when its own regions are known.
 * Some accounts are under way at a time, in their order: an account's rows lie together in the store, its verdicts are there as soon as it is read, and memory does not grow with
 * their number. Of the scopes under way each has an equal share; one that is slow, throttled or shut keeps its share and no more, and the next ones are brought in. */
#include "live/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "aws/timers.h"
#include "inventory/collect.h"
#include "live/batch.h"
#include "live/kept_account.h"

#define OPEN_DEFAULT 64
#define AT_ONCE 32               /* accounts that have scopes to begin, or are asked whether we get in */
#define SLICE_MS 20              /* what is read in so long is written together */
#define LEASE_MS ((int64_t)3600 * 1000)
#define OWNER "sweep"

/* What is known of an account while it is swept. */
struct target {
    struct live_sweep_run *sweep;
    const struct live_target *given;
    const char *const *regions; size_t n_regions;
    size_t pending, untaken, open;               /* scopes: not done; of these not begun, and under way */
    bool asked, refused, waits;                  /* asked: whether we get in is not known yet; waits: that, or it has scopes that are not begun */
};

struct live_sweep_run {
    struct live_session *session;
    struct store *store;
    struct live_sweep_options given, *options;   /* options: the copy */
    struct live_swept swept, *out;               /* out: of swept */
    struct aws_client_counts before;
    size_t asked;                                /* accounts whose regions are not known yet */
    struct arena *arena;                         /* for the whole sweep */
    int64_t id;
    struct target *targets;
    size_t open, alive, waiting;                 /* alive: accounts that are not done; waiting: of these, see target.waits */
    size_t next, first;                          /* the next to be brought in; the first that has something to begin */
    bool stop;                                   /* `err` is filled: nothing more is started */
    struct error err;
};

/* One scope under way. */
struct open_scope { struct live_sweep_run *sweep; struct target *target; struct arena *arena; struct store_scope scope; struct collect_request request; int64_t begun; };

int64_t live_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t now_of(const struct live_sweep_run *s) { return s->options->clock ? s->options->clock() : live_now(); }

static void stop(struct live_sweep_run *s, const struct error *err)
{
    if (!s->stop) s->err = *err;
    s->stop = true;
}

static void wait_no_more(struct live_sweep_run *s, struct target *t)
{
    s->waiting -= t->waits;
    t->waits = false;
}

/* --- regions --- */

static void refuse(struct live_sweep_run *s, struct target *t, const char *reason)
{
    struct error err = {0};
    t->refused = true;
    wait_no_more(s, t);
    s->out->refused++;
    if (!store_account_enrolled(s->store, str_of(t->given->account), ENROLMENT_REFUSED, str_of(reason), &err)) stop(s, &err);
    if (s->options->refused) s->options->refused(s->options->context, t->given->account, reason);
}

static void ready(struct live_sweep_run *s, struct target *t);
static void pump(struct live_sweep_run *s);

/* The answer to the first call by an account's credentials. */
static void on_first(void *context, struct aws_answer *answer)
{
    struct target *t = (struct target *)context;
    struct live_sweep_run *s = t->sweep;
    const char *call = t->n_regions ? "sts:GetCallerIdentity" : "ec2:DescribeRegions";
    struct value account = value_field(answer->result, "Account");
    char reason[900];
    t->asked = false;
    s->asked--;
    if (answer->error.code || (answer->fault.code && *answer->fault.code)) {
        if (answer->error.code) snprintf(reason, sizeof reason, "%s", answer->error.message);
        else snprintf(reason, sizeof reason, "%s: %s: %s", call, answer->fault.code, answer->fault.message ? answer->fault.message : "");
        refuse(s, t, reason);
    } else if (t->n_regions) {
        if (!value_is_string(account) || !str_is(value_str(account), t->given->account)) refuse(s, t, "the credentials are those of another account");
    } else if (!live_regions_in(s->arena, answer->result, &t->regions, &t->n_regions)) {
        struct error err = {0};
        error_no_memory(&err);
        stop(s, &err);
    } else if (t->n_regions == 0) refuse(s, t, "ec2:DescribeRegions names no region");
    if (s->stop) return;
    if (t->refused) s->alive--;
    else ready(s, t);
    pump(s);
}

/* Asks each account for its regions; where they are given, whether we get in. The session's own needs no asking then. */
static bool ask(struct live_sweep_run *s, struct target *t, struct error *err)
{
    const struct live_target *given = t->given;
    t->regions = given->regions, t->n_regions = given->n_regions;
    if (given->n_regions && given->provider == s->session->provider) return true;
    struct aws_request request = {.service = given->n_regions ? "sts" : "ec2", .operation = given->n_regions ? "GetCallerIdentity" : "DescribeRegions", .region = given->region,
                                  .provider = given->provider, .account = given->account, .done = on_first, .context = t};
    if (!aws_submit(s->session->client, &request, err)) return false;
    t->asked = true;
    s->asked++;
    return true;
}

/* --- scopes --- */

static bool is_chosen(const struct live_sweep_run *s, const char *service)
{
    for (size_t i = 0; i < s->options->n_services; i++)
        if (strcmp(s->options->services[i], service) == 0) return true;
    return s->options->n_services == 0;
}

struct scopes { struct store_scope *items; size_t len, cap; };

static bool add_scope(struct arena *arena, struct scopes *scopes, const struct target *t, const char *region, const char *service)
{
    struct store_scope *at = vec_push(arena, scopes);
    if (at) *at = (struct store_scope){.account = str_of(t->given->account), .region = str_of(region), .service = str_of(service)};
    return at != NULL;
}

/* The r-th region in which a service is read; NULL past the last. What is global of it comes first, in the main region, where the others of it are read too if that is asked for. */
static const char *region_of(const struct target *t, bool global, bool regional, size_t r)
{
    const char *main_region = collect_main_region(t->given->partition);
    if (global && r == 0) return main_region;
    for (size_t i = 0, at = global; regional && i < t->n_regions; i++) {
        if (global && strcmp(t->regions[i], main_region) == 0) continue;
        if (at++ == r) return t->regions[i];
    }
    return NULL;
}

/* Those of an account: service by service, region by region. */
static bool list_scopes(struct live_sweep_run *s, struct arena *arena, const struct target *t, struct scopes *scopes)
{
    const struct collector_set *set = &s->session->collectors;
    for (size_t k = 0; k < set->services.len; k++) {
        const char *service = set->services.items[k], *region;
        bool global = collectors_has(set, service, true), regional = collectors_has(set, service, false);
        if (!is_chosen(s, service)) continue;
        for (size_t r = 0; (region = region_of(t, global, regional, r)) != NULL; r++)
            if (!add_scope(arena, scopes, t, region, service)) return false;
    }
    return true;
}

/* Its scopes stand in the store, those of a sweep that was interrupted as they were. */
static bool cut(struct live_sweep_run *s, struct target *t, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct scopes scopes = {0};
    size_t done = 0, failed = 0;
    bool ok = (arena && list_scopes(s, arena, t, &scopes)) || error_no_memory(err);
    ok = ok && store_scopes_add(s->store, s->id, scopes.items, scopes.len, err) && store_scopes_count(s->store, s->id, str_of(t->given->account), &t->pending, &done, &failed, err);
    t->untaken = t->pending;
    s->out->scopes_before += done;
    arena_free(arena);
    return ok;
}

/* Goes on with the last sweep if that was interrupted and was of the same, else begins one. */
static bool begin(struct live_sweep_run *s, struct error *err)
{
    struct store_sweep last;
    struct str reason = str_of(s->options->selection ? s->options->selection : "sweep");
    bool found;
    if (!store_release(s->store, str_of(OWNER), err) || !store_sweep_last(s->arena, s->store, &found, &last, err)) return false;
    bool interrupted = found && last.finished_at == 0;
    s->out->resumed = interrupted && !s->options->fresh && str_eq(last.reason, reason);
    if (s->out->resumed) return s->id = last.id, true;
    if (interrupted && !store_sweep_abandon(s->store, last.id, STR("another sweep began"), now_of(s), err)) return false;
    return store_sweep_begin(s->store, reason, now_of(s), &s->id, err);
}

/* --- an account is done --- */

static void account_done(struct live_sweep_run *s, struct target *t)
{
    struct error err = {0};
    struct live_judged judged = {0};
    if (!store_account_read(s->store, str_of(t->given->account), now_of(s), &err)) return stop(s, &err);
    if (s->options->rules && !live_account_judge(s->store, t->given->account, s->options->rules, now_of(s), s->options->changed, s->options->context, &judged, &err)) return stop(s, &err);
    s->alive--;
    s->out->accounts++;
    s->out->fresh += judged.fresh + judged.reopened;
    s->out->resolved += judged.resolved;
    for (size_t i = 0; i < VERDICTS; i++) s->out->verdicts[i] += judged.verdicts[i];
    if (s->options->account_done) s->options->account_done(s->options->context, t->given->account, &judged);
}

static void ready(struct live_sweep_run *s, struct target *t)
{
    struct error err = {0};
    if (!cut(s, t, &err)) return stop(s, &err);
    if (t->untaken == 0) wait_no_more(s, t);
    if (t->pending == 0) account_done(s, t);   /* resumed, with nothing left to read: only to be judged */
}

/* --- one scope --- */

static bool commit(struct open_scope *o, struct collect_result *result, struct error *err)
{
    struct live_sweep_run *s = o->sweep;
    struct store_committed committed;
    struct live_batch_of of = {.account = o->scope.account, .region = o->scope.region, .service = o->scope.service, .scope = o->scope.id, .observed_at = o->begun};
    if (result->out_of_memory) return error_no_memory(err);
    if (!live_batch_commit(result->arena, s->store, &of, result, &committed, err)) return false;
    if (s->options->rules && s->options->rules->kept) kept_accounts_forget(s->options->rules->kept, o->scope.account);
    s->out->resources += result->resources.len;
    s->out->gaps += result->gaps.len;
    s->out->elsewhere += result->elsewhere;
    s->out->unchanged += committed.unchanged;
    for (size_t i = 0; i < committed.n_changes; i++) {
        switch (committed.changes[i].kind) {
        case CHANGE_CREATED: s->out->created++; break;
        case CHANGE_UPDATED: s->out->updated++; break;
        case CHANGE_DELETED: s->out->deleted++; break;
        }
    }
    return true;
}

static void scope_done(void *context, struct collect_result *result)
{
    struct open_scope *o = (struct open_scope *)context;
    struct live_sweep_run *s = o->sweep;
    struct target *t = o->target;
    struct error err = {0};
    if (!commit(o, result, &err)) {
        struct error ignored;
        s->out->failed++;
        if (!store_scope_fail(s->store, o->scope.id, str_of(err.message), false, &ignored) || err.code == &ERROR_NO_MEMORY) stop(s, &err);
    } else s->out->scopes++;
    arena_free(o->arena);
    s->open--;
    t->open--;
    if (--t->pending == 0 && !s->stop) account_done(s, t);
    pump(s);
}

static void start(struct live_sweep_run *s, struct open_scope *o)
{
    struct error err = {0};
    const struct live_target *given = o->target->given;
    o->begun = now_of(s);
    o->request = (struct collect_request){
        .client = s->session->client, .set = &s->session->collectors, .provider = given->provider, .account = given->account, .partition = given->partition,
        .region = arena_strndup(o->arena, o->scope.region.s, o->scope.region.len), .service = arena_strndup(o->arena, o->scope.service.s, o->scope.service.len),
        .regions = given->regions, .n_regions = given->n_regions, .done = scope_done, .context = o,
    };
    s->open++;
    o->target->open++;
    if (!o->request.region || !o->request.service) error_no_memory(&err);
    else if (collect_start(&o->request, &err)) return;
    s->open--;
    o->target->open--;
    arena_free(o->arena);
    stop(s, &err);
}

/* The one whose turn it is is asked whether we get in, or is ready at once. */
static void bring_in(struct live_sweep_run *s)
{
    struct target *t = &s->targets[s->next++];
    struct error err = {0};
    t->waits = true;
    s->waiting++;
    if (!ask(s, t, &err)) stop(s, &err);
    else if (!t->asked) ready(s, t);
}

/* The first account that has something to begin and less than its share under way. */
static struct target *next_target(struct live_sweep_run *s, size_t max)
{
    size_t sharers = s->alive < AT_ONCE ? s->alive : AT_ONCE, share = sharers ? (max + sharers - 1) / sharers : max;
    while (s->first < s->next && !s->targets[s->first].waits) s->first++;
    for (size_t i = s->first; i < s->next; i++)
        if (s->targets[i].untaken && s->targets[i].open < share) return &s->targets[i];
    return NULL;
}

static void begin_one(struct live_sweep_run *s, struct target *t)
{
    struct error err = {0};
    struct arena *arena = arena_new(0);
    struct open_scope *o = arena ? (struct open_scope *)arena_zero(arena, sizeof *o) : NULL;
    bool found = false;
    if (!o) error_no_memory(&err);
    if (o && store_scope_take_of(arena, s->store, s->id, str_of(t->given->account), STR(OWNER), now_of(s), LEASE_MS, &found, &o->scope, &err) && found) {
        o->sweep = s, o->arena = arena, o->target = t;
        if (--t->untaken == 0) wait_no_more(s, t);
        return start(s, o);
    }
    arena_free(arena);
    t->untaken = 0;                              /* somebody else has them */
    wait_no_more(s, t);
    if (err.code) stop(s, &err);
}

/* Takes scopes until as many are under way as may be. */
static void pump(struct live_sweep_run *s)
{
    size_t max = s->options->max_open ? s->options->max_open : OPEN_DEFAULT;
    while (!s->stop) {
        struct target *t = s->open < max ? next_target(s, max) : NULL;
        bool more = s->next < s->options->n_targets && s->asked < AT_ONCE;
        if (more && (s->waiting < AT_ONCE || (!t && s->open < max))) bring_in(s);   /* those under way have their shares, or are too few */
        else if (t) begin_one(s, t);
        else break;
    }
}

/* --- all of it --- */

static bool prepare(struct live_sweep_run *s, struct error *err)
{
    const struct live_sweep_options *o = s->options;
    s->arena = arena_new(0);
    s->targets = s->arena ? (struct target *)arena_zero(s->arena, (o->n_targets + 1) * sizeof *s->targets) : NULL;
    if (!s->targets) return error_no_memory(err);
    for (size_t i = 0; i < o->n_targets; i++) s->targets[i] = (struct target){.sweep = s, .given = &o->targets[i]};
    s->alive = o->n_targets;
    return begin(s, err);
}

struct live_sweep_run *live_sweep_start(struct live_session *session, struct store *store, const struct live_sweep_options *options, struct error *err)
{
    struct live_sweep_run *s = (struct live_sweep_run *)calloc(1, sizeof *s);
    if (!s) return error_no_memory(err), NULL;
    *s = (struct live_sweep_run){.session = session, .store = store, .given = *options, .before = aws_client_counts(session->client)};
    s->options = &s->given;
    s->out = &s->swept;
    if (!prepare(s, err)) {
        arena_free(s->arena);
        free(s);
        return NULL;
    }
    pump(s);   /* an account that is asked writes to this: from here on it ends with live_sweep_end */
    return s;
}

bool live_sweep_running(const struct live_sweep_run *run) { return run->open > 0 || run->asked > 0; }

bool live_sweep_end(struct live_sweep_run *s, struct live_swept *out, struct error *err)
{
    struct aws_client_counts after = aws_client_counts(s->session->client);
    bool ok = !s->stop;
    if (!ok && err) *err = s->err;
    /* What is left is of accounts that are shut, or none of ours any more. */
    ok = ok && store_sweep_abandon(s->store, s->id, STR("the account cannot be read, or is none of ours any more"), now_of(s), err);
    *out = s->swept;
    out->calls = after.attempts - s->before.attempts;
    out->throttled = after.throttled - s->before.throttled;
    arena_free(s->arena);
    free(s);
    return ok;
}

bool live_sweep(struct live_session *session, struct store *store, const struct live_sweep_options *options, struct live_swept *out, struct error *err)
{
    *out = (struct live_swept){0};
    struct live_sweep_run *run = live_sweep_start(session, store, options, err);
    if (!run) return false;
    bool ok = true;
    while (ok && live_sweep_running(run)) {
        store_together(store);
        ok = aws_client_run(session->client, timers_now_ms() + SLICE_MS, err);
        ok = store_together_end(store, ok ? err : NULL) && ok;
    }
    return live_sweep_end(run, out, ok ? err : NULL) && ok;
}
