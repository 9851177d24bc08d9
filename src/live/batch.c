#include "live/batch.h"

static struct str text(const char *s) { return str_of(s ? s : ""); }

static struct store_resource stored(struct str account, const struct resource *r)
{
    return (struct store_resource){.key = {account, text(r->region), str_of(r->type), str_of(r->address)}, .name = text(r->name), .arn = text(r->arn), .parent = text(r->parent), .values = r->values};
}

/* --- where it is, when that could not be read --- */

struct placing { size_t n; struct str region; };

static bool add_place(void *context, const struct store_resource *known, struct error *err)
{
    struct placing *p = (struct placing *)context;
    (void)err;
    p->n++;
    p->region = known->key.region;
    return p->n < 2;
}

static bool has_gap(const struct collect_result *result, const struct resource *r)
{
    for (size_t i = 0; i < result->gaps.len; i++) {
        const char *parent = result->gaps.items[i].parent;
        if (parent && *parent && (strcmp(parent, r->address) == 0 || (r->parent && strcmp(parent, r->parent) == 0))) return true;
    }
    return false;
}

/* A resource of which something could not be read, and has no region: the call that says where it is was refused, as it may be for a bucket. It is still the one that is known,
 * and not another that came while that one went. */
static bool place(struct arena *arena, struct store *store, const struct collect_result *result, const struct resource *r, struct store_resource *out, struct error *err)
{
    struct placing p = {0};
    struct store_query query = {.account = out->key.account, .type = out->key.type, .id = out->key.id};
    if (out->key.region.len || !has_gap(result, r)) return true;
    if (!store_resources(arena, store, &query, add_place, &p, err)) return false;
    if (p.n == 1) out->key.region = p.region;
    return true;
}

bool live_batch_commit(struct arena *arena, struct store *store, const struct live_batch_of *of, const struct collect_result *result, struct store_committed *out, struct error *err)
{
    struct store_resource *resources = (struct store_resource *)arena_array(arena, result->resources.len + 1, sizeof *resources);
    struct store_listing *listings = (struct store_listing *)arena_array(arena, result->listings.len + 1, sizeof *listings);
    struct store_gap *gaps = (struct store_gap *)arena_array(arena, result->gaps.len + 1, sizeof *gaps);
    if (!resources || !listings || !gaps) return error_no_memory(err);
    for (size_t i = 0; i < result->resources.len; i++) {
        resources[i] = stored(of->account, result->resources.items[i]);
        if (!place(arena, store, result, result->resources.items[i], &resources[i], err)) return false;
    }
    for (size_t i = 0; i < result->listings.len; i++) {
        const struct collect_listing *l = &result->listings.items[i];
        listings[i] = (struct store_listing){text(l->type), text(l->region), text(l->parent)};
    }
    for (size_t i = 0; i < result->gaps.len; i++) {
        const struct collect_gap *g = &result->gaps.items[i];
        gaps[i] = (struct store_gap){.account = of->account, .region = text(g->region), .type = text(g->type), .parent = text(g->parent), .call = text(g->call), .code = text(g->code),
                                     .permission = text(g->permission), .message = text(g->message)};
    }
    struct store_batch batch = {.account = of->account, .region = of->region, .service = of->service, .scope = of->scope, .observed_at = of->observed_at, .cause = of->cause,
                                .resources = resources, .n_resources = result->resources.len, .listings = listings, .n_listings = result->listings.len, .gaps = gaps,
                                .n_gaps = result->gaps.len, .deleted = of->deleted, .n_deleted = of->n_deleted, .rereads = of->rereads, .n_rereads = of->n_rereads};
    return store_commit(arena, store, &batch, out, err);
}
