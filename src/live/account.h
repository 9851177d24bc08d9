/* live/account.h: one account of the store: its resources as rules see them, judged, and the verdicts put back. */
#ifndef RAMPART_LIVE_ACCOUNT_H
#define RAMPART_LIVE_ACCOUNT_H

#include "finding/judge.h"
#include "inventory/collector.h"
#include "store/store.h"

struct live_rules {
    const struct ruleset *rules;
    const struct collector_set *collectors;      /* which calls a value came from; NULL: evidence names none */
    const struct judge_parameter *parameters; size_t n_parameters;
    const struct judge_gap *gaps; size_t n_gaps; /* of every account: types that no collector reads */
    const struct judge_program *program;         /* of all the rules; NULL: compiled for each run */
    struct kept_accounts *kept;                  /* where accounts stay in memory between live_account_rejudge and the next (kept_account.h); NULL: nowhere */
    unsigned threads;
};

/* An account as the store has it. All in `arena`. */
struct live_account {
    const char *id;
    struct resource_list resources;
    struct judge_gap *gaps; size_t n_gaps;       /* first those that were refused, ... */
    const int64_t *since; size_t n_since;        /* ... since then */
    VEC(int64_t) observed_at;                    /* by resource, milliseconds */
};

/* All that is not known of an account: what was refused, what no sweep has read (where `rules->collectors` says what there would be), and rules->gaps. */
MUST_USE bool live_account_gaps(struct arena *arena, struct store *store, const char *id, const struct live_rules *rules, struct judge_gap **out, size_t *n, struct error *err);

/* `rules` (may be NULL) adds its gaps. */
MUST_USE bool live_account_load(struct arena *arena, struct store *store, const char *id, const struct live_rules *rules, struct live_account *out, struct error *err);

/* One of them, as it is now. *found false: it is not there (any more). */
MUST_USE bool live_account_read(struct arena *arena, struct store *store, const struct live_account *account, struct store_key key, bool *found, struct resource *out, int64_t *observed_at,
                                struct error *err);
/* A resource that is among what was refused, and was last seen before that, is marked (resource.unread); any other is not. */
void live_account_mark(const struct live_account *account, size_t i);

/* Where the store has a resource of an account. */
static inline struct store_key live_key_of(const struct resource *r)
{
    return (struct store_key){str_of(r->root), str_of(r->region ? r->region : ""), str_of(r->type), str_of(r->address)};
}

/* What came of judging. */
struct live_judged { size_t resources, findings, fresh, changed, resolved, reopened; size_t verdicts[VERDICTS]; };

/* Judges all of the account at `now` (milliseconds) and stores the verdicts. `each` (may be NULL) is told what changed. */
MUST_USE bool live_account_judge(struct store *store, const char *id, const struct live_rules *rules, int64_t now, store_each_finding_change *each, void *context,
                                 struct live_judged *out, struct error *err);
/* Judges anew what depends on the changes that the store holds of this account: the changed resources, those tied to them, and every verdict that looked at one of them.
 * The same verdicts come out as of live_account_judge, but for rules that ask for the time. `rules->program` must be there. */
MUST_USE bool live_account_rejudge(struct store *store, const char *id, const struct live_rules *rules, int64_t now, store_each_finding_change *each, void *context,
                                   struct live_judged *out, struct error *err);

#endif
