/* live/batch.h: what a collector gave → one transaction of the store. */
#ifndef RAMPART_LIVE_BATCH_H
#define RAMPART_LIVE_BATCH_H

#include "inventory/collect.h"
#include "store/store.h"

struct live_batch_of {
    struct str account, region, service;
    int64_t scope;                               /* 0: none */
    int64_t observed_at;
    struct store_cause cause;
    const struct store_key *deleted; size_t n_deleted;
    const struct store_lease *rereads; size_t n_rereads;
};

MUST_USE bool live_batch_commit(struct arena *arena, struct store *store, const struct live_batch_of *of, const struct collect_result *result, struct store_committed *out, struct error *err);

#endif
