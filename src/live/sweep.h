/* live/sweep.h: every account and region read once, and judged.
 *
 * A sweep is cut into scopes (account, region, service) that stand in the store; those under way on the client are at most `max_open`, of which each
 * account has an equal share. Each is committed with its "done" in one transaction. Killed at any moment and started again, it goes on with what was not done.
 * Some accounts are under way at a time, in the order of the targets; each is judged when its last scope is done. Memory: the scopes under way, and one account while it is judged. */
#ifndef RAMPART_LIVE_SWEEP_H
#define RAMPART_LIVE_SWEEP_H

#include "live/account.h"
#include "live/session.h"

/* An account to read, by whose credentials. */
struct live_target {
    const char *account, *partition;
    struct aws_provider *provider;
    const char *region;                          /* where to ask for its regions */
    const char *const *regions; size_t n_regions;   /* to read; none: those that it has enabled */
};

struct live_sweep_options {
    const struct live_target *targets; size_t n_targets;
    const char *const *services; size_t n_services;   /* collectors; none: all */
    unsigned max_open;                           /* 0: 64 */
    const struct live_rules *rules;              /* NULL: nothing is judged */
    const char *selection;                       /* what of all it is ("sweep" when NULL): only a sweep of the same is gone on with */
    bool fresh;                                  /* begin a new sweep though one is unfinished; that is given up */
    int64_t (*clock)(void);                      /* milliseconds since 1970; NULL: the system's */
    /* NULL, or told of what happens; each may be NULL. */
    void (*account_done)(void *context, const char *account, const struct live_judged *judged);
    void (*refused)(void *context, const char *account, const char *reason);
    store_each_finding_change *changed;
    void *context;
};

struct live_swept {
    bool resumed;
    size_t accounts, refused, scopes, scopes_before, failed;   /* scopes_before: done already when this run began; failed: given up */
    size_t resources, created, updated, deleted, unchanged, gaps, elsewhere;   /* elsewhere: in regions that are not read */
    uint64_t calls, throttled;
    size_t verdicts[VERDICTS], fresh, resolved;
};

/* Starts one; aws_client_run does the work, besides whatever else is on the client, until it is not running any more. The options are copied, what they point to
 * must live until the end. live_sweep_end only then. */
struct live_sweep_run;
MUST_USE struct live_sweep_run *live_sweep_start(struct live_session *session, struct store *store, const struct live_sweep_options *options, struct error *err);
bool live_sweep_running(const struct live_sweep_run *run);
MUST_USE bool live_sweep_end(struct live_sweep_run *run, struct live_swept *out, struct error *err);

/* One from start to end. */
MUST_USE bool live_sweep(struct live_session *session, struct store *store, const struct live_sweep_options *options, struct live_swept *out, struct error *err);

/* Milliseconds since 1970. */
int64_t live_now(void);

#endif
