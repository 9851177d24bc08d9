#include "live/account.h"

#include <stdlib.h>

#include "base/map.h"
#include "live/kept_account.h"

/* --- from the store --- */

struct loading { struct arena *arena; struct live_account *account; VEC(struct judge_gap) gaps; VEC(int64_t) since; };

static const char *text_of(struct arena *arena, struct str s) { return s.len ? arena_strndup(arena, s.s, s.len) : NULL; }

static bool take(struct arena *arena, const struct live_account *account, const struct store_resource *stored, struct resource *r, struct error *err)
{
    *r = (struct resource){.address = arena_strndup(arena, stored->key.id.s, stored->key.id.len), .type = arena_strndup(arena, stored->key.type.s, stored->key.type.len),
                           .name = arena_strndup(arena, stored->name.s, stored->name.len), .module = "", .index = "", .root = account->id, .account = account->id,
                           .origin = RESOURCE_FROM_ACCOUNT, .region = text_of(arena, stored->key.region), .arn = text_of(arena, stored->arn), .parent = text_of(arena, stored->parent),
                           .values = resource_with_documents(arena, stored->values), .sensitive = value_array(arena, NULL, 0)};
    return (r->address && r->type && r->name && !value_is_none(r->values) && !value_is_none(r->sensitive) && !arena->failed) || error_no_memory(err);
}

static bool add_resource(void *context, const struct store_resource *stored, struct error *err)
{
    struct loading *l = (struct loading *)context;
    struct arena *arena = l->arena;
    struct resource *r = (struct resource *)arena_zero(arena, sizeof *r), **at = r ? vec_push(arena, &l->account->resources) : NULL;
    int64_t *observed = at ? vec_push(arena, &l->account->observed_at) : NULL;
    if (!observed) return error_no_memory(err);
    *at = r;
    *observed = stored->observed_at;
    return take(arena, l->account, stored, r, err);
}

bool live_account_read(struct arena *arena, struct store *store, const struct live_account *account, struct store_key key, bool *found, struct resource *out, int64_t *observed_at,
                       struct error *err)
{
    struct store_resource stored;
    if (!store_resource(arena, store, key, found, &stored, err)) return false;
    if (!*found) return true;
    *observed_at = stored.observed_at;
    return take(arena, account, &stored, out, err);
}

static bool add_gap(void *context, const struct store_gap *gap, struct error *err)
{
    struct loading *l = (struct loading *)context;
    struct judge_gap *at = vec_push(l->arena, &l->gaps);
    int64_t *since = at ? vec_push(l->arena, &l->since) : NULL;
    if (!since) return error_no_memory(err);
    *since = gap->since;
    *at = (struct judge_gap){.type = arena_strndup(l->arena, gap->type.s, gap->type.len), .root = l->account->id, .region = text_of(l->arena, gap->region),
                             .parent = text_of(l->arena, gap->parent),
                             .reason = arena_printf(l->arena, "%.*s (%.*s)", (int)gap->permission.len, gap->permission.s, (int)gap->code.len, gap->code.s)};
    return (at->type && at->reason) || error_no_memory(err);
}

/* --- what was read once and cannot be now --- */

static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* Is the resource among what a gap says could not be read, and was last seen before that? */
static bool is_stale(const struct resource *r, int64_t observed_at, const struct judge_gap *gap, int64_t since)
{
    return observed_at < since && strcmp(r->type, gap->type) == 0 && (!gap->region || same_text(gap->region, r->region)) && (!gap->parent || same_text(gap->parent, r->parent));
}

void live_account_mark(const struct live_account *account, size_t i)
{
    struct resource *r = account->resources.items[i];
    r->unread = NULL;
    for (size_t k = 0; k < account->n_since && !r->unread; k++)
        if (is_stale(r, account->observed_at.items[i], &account->gaps[k], account->since[k])) r->unread = account->gaps[k].reason;
}

/* --- what was never read --- */

struct lists { struct arena *arena; struct map read; VEC(const char *) regions; };   /* read: type "\n" region */

static const char *list_key(struct arena *arena, const char *type, const char *region) { return arena_printf(arena, "%s\n%s", type, region); }

static bool add_list(void *context, struct str type, struct str region, int64_t observed_at, struct error *err)
{
    struct lists *l = (struct lists *)context;
    const char *where = arena_strndup(l->arena, region.s ? region.s : "", region.len), *what = arena_strndup(l->arena, type.s, type.len);
    const char *key = where && what ? list_key(l->arena, what, where) : NULL;
    (void)observed_at;
    if (!key || !map_set(l->arena, &l->read, str_of(key), (void *)1)) return error_no_memory(err);
    for (size_t i = 0; i < l->regions.len; i++)
        if (strcmp(l->regions.items[i], where) == 0) return true;
    const char **at = *where ? vec_push(l->arena, &l->regions) : NULL;
    if (*where && !at) return error_no_memory(err);
    if (at) *at = where;
    return true;
}

static bool was_read(const struct lists *l, const char *type, const char *region)
{
    const char *key = list_key(l->arena, type, region);
    return key && map_has(&l->read, str_of(key));
}

static bool add_unread(struct loading *l, const struct collector_type *type, const char *region)
{
    struct judge_gap *at = vec_push(l->arena, &l->gaps);
    if (!at) return false;
    *at = (struct judge_gap){.type = type->type, .root = l->account->id, .region = region,
                             .reason = arena_printf(l->arena, "%s was not read yet%s%s", type->type, region ? " in " : "", region ? region : "")};
    return at->reason != NULL;
}

/* Types that a collector reads and that no sweep has read here: of a sweep of some services alone, the others are not known. */
static bool add_unread_types(struct loading *l, struct store *store, const struct collector_set *collectors, struct error *err)
{
    struct lists lists = {.arena = l->arena};
    if (!store_listings(l->arena, store, str_of(l->account->id), add_list, &lists, err)) return false;
    for (size_t i = 0; i < collectors->types.len; i++) {
        const struct collector_type *type = collectors->types.items[i];
        if (was_read(&lists, type->type, "")) continue;
        bool ok = (!type->global && lists.regions.len) || add_unread(l, type, NULL);
        for (size_t k = 0; ok && !type->global && k < lists.regions.len; k++)
            if (!was_read(&lists, type->type, lists.regions.items[k])) ok = add_unread(l, type, lists.regions.items[k]);
        if (!ok || l->arena->failed) return error_no_memory(err);
    }
    return true;
}

static bool load_gaps(struct loading *l, struct store *store, const struct live_rules *rules, struct error *err)
{
    if (!store_gaps(l->arena, store, str_of(l->account->id), add_gap, l, err)) return false;
    for (size_t i = 0; rules && i < rules->n_gaps; i++) {
        struct judge_gap *at = vec_push(l->arena, &l->gaps);
        if (!at) return error_no_memory(err);
        *at = rules->gaps[i];
    }
    if (rules && rules->collectors && !add_unread_types(l, store, rules->collectors, err)) return false;
    l->account->gaps = l->gaps.items, l->account->n_gaps = l->gaps.len;
    l->account->since = l->since.items, l->account->n_since = l->since.len;
    return true;
}

bool live_account_gaps(struct arena *arena, struct store *store, const char *id, const struct live_rules *rules, struct judge_gap **out, size_t *n, struct error *err)
{
    struct live_account account = {.id = id};
    struct loading l = {.arena = arena, .account = &account};
    if (!load_gaps(&l, store, rules, err)) return false;
    *out = account.gaps, *n = account.n_gaps;
    return true;
}

bool live_account_load(struct arena *arena, struct store *store, const char *id, const struct live_rules *rules, struct live_account *out, struct error *err)
{
    struct loading l = {.arena = arena, .account = out};
    struct store_query query = {.account = str_of(id)};
    *out = (struct live_account){.id = id};
    if (!store_resources(arena, store, &query, add_resource, &l, err) || !load_gaps(&l, store, rules, err)) return false;
    for (size_t i = 0; i < out->resources.len; i++) live_account_mark(out, i);
    return true;
}

/* --- to the store --- */

struct putting {
    struct arena *arena;
    const struct live_account *account;
    const struct live_rules *rules;
    const struct judge_base *base;
    VEC(struct store_finding) findings;
};

static struct value field(struct arena *arena, struct value object, const char *key, struct value v)
{
    struct value name = value_cstring(arena, key);
    return value_is_none(object) || value_is_none(name) || value_is_none(v) ? VALUE_NONE : value_with(arena, object, name, v);
}

/* The value that a path of a reason leads to: a.b[2].c. VALUE_NULL_ where it leads nowhere. */
static struct value value_at(struct arena *arena, struct value v, const char *path)
{
    while (*path && !value_is_none(v) && !value_is_unknown(v)) {
        char name[256];
        size_t n = 0;
        if (*path == '.') path++;
        if (*path == '[' && path[1] != '"') {
            char *end;
            long i = strtol(path + 1, &end, 10);
            v = value_is_array(v) && i >= 0 && (size_t)i < value_len(v) ? value_items(v)[i] : VALUE_NONE;
            path = *end == ']' ? end + 1 : end;
            continue;
        }
        bool quoted = *path == '[';
        if (quoted) path += 2;
        while (*path && (quoted ? *path != '"' : *path != '.' && *path != '[') && n + 1 < sizeof name) name[n++] = *path++;
        if (quoted && *path) path += path[1] == ']' ? 2 : 1;
        v = value_get_str(v, (struct str){name, n});
    }
    (void)arena;
    return value_is_none(v) ? VALUE_NULL_ : v;
}

#define HIDDEN "(sensitive)"

/* What was read there, when, and by which call. */
static struct value evidence_of(struct putting *p, const struct resource *r, const char *path)
{
    struct arena *arena = p->arena;
    size_t place;
    const struct collector_type *type = p->rules->collectors ? collectors_find(p->rules->collectors, r->type) : NULL;
    struct value v = *path ? value_at(arena, r->values, path) : VALUE_NULL_;
    if (resource_is_sensitive(r, path)) v = value_cstring(arena, HIDDEN);
    else if (value_has_unknown(v)) v = VALUE_NULL_;
    struct value out = field(arena, value_object(arena, NULL, 0), "resource", value_cstring(arena, r->address));
    out = field(arena, out, "path", value_cstring(arena, path));
    out = field(arena, out, "value", v);
    if (type) out = field(arena, out, "call", value_printf(arena, "%s:%s", type->call.service, type->call.operation));
    return judge_base_place(p->base, r, &place) ? field(arena, out, "time", value_int(arena, p->account->observed_at.items[place])) : out;
}

/* What the rule looked at, as the store keeps it. */
static bool add_depends(struct putting *p, const struct finding *f, struct store_finding *out, struct error *err)
{
    struct store_dependency *depends = (struct store_dependency *)arena_array(p->arena, f->n_looked + 1, sizeof *depends);
    if (!depends) return error_no_memory(err);
    for (size_t i = 0; i < f->n_looked; i++) {
        const struct looked *l = &f->looked[i];
        if (l->resource) depends[i] = (struct store_dependency){DEPENDS_RESOURCE, live_key_of(l->resource)};
        else depends[i] = (struct store_dependency){DEPENDS_TYPE, {.account = str_of(f->resource->root), .type = str_of(l->type)}};
    }
    out->depends = depends, out->n_depends = f->n_looked;
    return true;
}

static bool add_finding(struct putting *p, const struct finding *f, struct error *err)
{
    struct arena *arena = p->arena;
    size_t n = f->n_reasons;
    struct value *reasons = (struct value *)arena_array(arena, n + f->n_unknown + 1, sizeof *reasons), *evidence = (struct value *)arena_array(arena, n + 1, sizeof *evidence);
    struct store_finding *at = vec_push(arena, &p->findings);
    size_t all = 0;
    if (!reasons || !evidence || !at) return error_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        struct value reason = field(arena, value_object(arena, NULL, 0), "message", value_cstring(arena, f->reasons[i].message));
        reason = field(arena, reason, "path", value_cstring(arena, f->reasons[i].path));
        if (f->reasons[i].resource != f->resource) reason = field(arena, reason, "resource", value_cstring(arena, f->reasons[i].resource->address));
        reasons[all++] = reason;
        evidence[i] = evidence_of(p, f->reasons[i].resource, f->reasons[i].path);
        if (value_is_none(reason) || value_is_none(evidence[i])) return error_no_memory(err);
    }
    for (size_t i = 0; i < f->n_unknown; i++) {
        reasons[all] = field(arena, value_object(arena, NULL, 0), "unknown", value_cstring(arena, f->unknown[i]));
        if (value_is_none(reasons[all++])) return error_no_memory(err);
    }
    if (n == 0 && value_is_none(evidence[n++] = evidence_of(p, f->resource, ""))) return error_no_memory(err);
    *at = (struct store_finding){.resource = live_key_of(f->resource), .rule = str_of(f->rule->id), .verdict = f->verdict, .reasons = value_array(arena, reasons, all),
                                 .evidence = value_array(arena, evidence, n)};
    return ((!value_is_none(at->reasons) && !value_is_none(at->evidence)) || error_no_memory(err)) && add_depends(p, f, at, err);
}

/* Everything of the account counts as judged, what is gone too, as of the change that was seen before it was read. */
struct changed { struct arena *arena; struct map generations; VEC(struct store_changed) items; };

static bool add_changed(void *context, const struct store_changed *changed, struct error *err)
{
    struct changed *c = (struct changed *)context;
    struct store_changed *at = vec_push(c->arena, &c->items);
    if (!at) return error_no_memory(err);
    *at = *changed;
    const char *key = kept_account_key(c->arena, at->key);
    return (key && map_set(c->arena, &c->generations, str_of(key), (void *)1)) || error_no_memory(err);
}

/* Those (of `only`, by place in the list; NULL: all) that are judged anew beside the changed ones. */
static bool add_rest(struct changed *c, const struct live_account *account, const bool *only, struct error *err)
{
    for (size_t i = 0; i < account->resources.len; i++) {
        if (only && !only[i]) continue;
        struct store_key key = live_key_of(account->resources.items[i]);
        const char *text = kept_account_key(c->arena, key);
        if (!text) return error_no_memory(err);
        if (map_has(&c->generations, str_of(text))) continue;
        struct store_changed *at = vec_push(c->arena, &c->items);
        if (!at) return error_no_memory(err);
        *at = (struct store_changed){key, 0};
    }
    return true;
}

struct told { store_each_finding_change *each; void *context; struct live_judged *judged; };

static bool tell(void *context, enum store_finding_change change, const struct store_finding *finding, struct error *err)
{
    struct told *t = (struct told *)context;
    switch (change) {
    case FINDING_NEW: t->judged->fresh++; break;
    case FINDING_CHANGED: t->judged->changed++; break;
    case FINDING_RESOLVED: t->judged->resolved++; break;
    case FINDING_REOPENED: t->judged->reopened++; break;
    }
    return !t->each || t->each(t->context, change, finding, err);
}

/* What is judged: all of the account, or what depends on its changes. */
struct judging {
    struct arena *arena;
    struct store *store;
    const struct live_rules *rules;
    const struct live_account *account;
    const struct judge_base *base;
    struct kept_account *kept;             /* where only some is judged; NULL: all is */
    struct changed changed;
    bool *only;
    struct told told;
};

static bool put(struct judging *j, const struct report *report, int64_t now, struct error *err)
{
    struct putting p = {.arena = j->arena, .account = j->account, .rules = j->rules, .base = j->base};
    for (size_t i = 0; i < report->findings.len; i++) {
        size_t place;
        if (j->only && judge_base_place(j->base, report->findings.items[i].resource, &place) && !j->only[place]) continue;
        if (!add_finding(&p, &report->findings.items[i], err)) return false;
    }
    struct store_verdicts verdicts = {.findings = p.findings.items, .n_findings = p.findings.len, .judged = j->changed.items.items, .n_judged = j->changed.items.len, .now = now};
    j->told.judged->findings = report->findings.len;
    return store_findings_put(j->arena, j->store, &verdicts, tell, &j->told, err);
}

/* --- what the store has already --- */

static uint64_t mixed(uint64_t hash, uint64_t more) { return (hash ^ more) * 0x9E3779B97F4A7C15u; }
static uint64_t mixed_text(uint64_t hash, const char *text) { return mixed(hash, text ? hash_bytes(text, strlen(text)) : 1); }

/* All that the store keeps of a verdict but when it was. Its evidence is what stands at the paths in the resources as they are. */
static uint64_t hash_of(const struct judging *j, const struct finding *f)
{
    uint64_t hash = mixed_text(f->verdict + 2, f->rule->id);
    size_t place;
    for (size_t i = 0; i < f->n_reasons; i++) {
        const struct reason *r = &f->reasons[i];
        hash = mixed(mixed_text(mixed_text(hash, r->message), r->path), (uintptr_t)r->resource);
        if (judge_base_place(j->base, r->resource, &place)) hash = mixed(hash, kept_account_state(j->kept, place)->version);
    }
    for (size_t i = 0; i < f->n_unknown; i++) hash = mixed_text(mixed(hash, 3), f->unknown[i]);
    for (size_t i = 0; i < f->n_looked; i++) hash = f->looked[i].resource ? mixed(mixed(hash, 5), (uintptr_t)f->looked[i].resource) : mixed_text(mixed(hash, 7), f->looked[i].type);
    return mixed(hash, hash >> 32);
}

/* Of each resource, whatever the order. 0 is none. */
static uint64_t *hashes_of(struct judging *j, const struct report *report)
{
    uint64_t *hashes = (uint64_t *)arena_zero(j->arena, (j->account->resources.len + 1) * sizeof *hashes);
    size_t place;
    for (size_t i = 0; hashes && i < report->findings.len; i++)
        if (judge_base_place(j->base, report->findings.items[i].resource, &place)) hashes[place] += hash_of(j, &report->findings.items[i]);
    return hashes;
}

/* Those that did not change themselves, and of which was said what is said now, need no writing. */
static bool leave_out_the_same(struct judging *j, const uint64_t *hashes, struct error *err)
{
    bool *own = (bool *)arena_zero(j->arena, j->account->resources.len + 1);
    size_t place;
    if (!own) return error_no_memory(err);
    for (size_t i = 0; i < j->changed.items.len; i++)
        if (kept_account_place(j->kept, j->changed.items.items[i].key, &place)) own[place] = true;
    for (size_t i = 0; i < j->account->resources.len; i++)
        if (j->only[i] && !own[i] && kept_account_state(j->kept, i)->said == (hashes[i] | 1)) j->only[i] = false;
    return true;
}

static void remember(struct judging *j, const uint64_t *hashes)
{
    for (size_t i = 0; i < j->account->resources.len; i++)
        if (j->only[i]) kept_account_state(j->kept, i)->said = hashes[i] | 1;
}

/* --- what depends on a change --- */

#define FEW 200   /* resources: judged before other threads have begun */

static bool mark(void *context, struct store_key resource, struct str rule, struct error *err)
{
    struct judging *j = (struct judging *)context;
    size_t i;
    (void)rule, (void)err;
    if (kept_account_place(j->kept, resource, &i)) j->only[i] = true;
    return true;
}

/* A changed resource, those tied to it now, and all that looked at one of these (what was tied to it before looked at it, too). */
static bool spread(struct judging *j, struct store_key key, struct error *err)
{
    size_t i, n = 0;
    if (!store_dependents(j->arena, j->store, key, mark, j, err)) return false;
    if (!kept_account_place(j->kept, key, &i)) return true;
    j->only[i] = true;
    const struct link *links = links_of(judge_base_links(j->base), j->account->resources.items[i], &n);
    for (size_t k = 0; k < n; k++) {
        struct store_key other = live_key_of(links[k].other);
        if (kept_account_place(j->kept, other, &i)) j->only[i] = true;
        if (!store_dependents(j->arena, j->store, other, mark, j, err)) return false;
    }
    return true;
}

static bool find_affected(struct judging *j, struct error *err)
{
    j->only = (bool *)arena_zero(j->arena, j->account->resources.len + 1);
    if (!j->only) return error_no_memory(err);
    for (size_t i = 0; i < j->changed.items.len; i++)
        if (!spread(j, j->changed.items.items[i].key, err)) return false;
    return true;
}

static bool judge_now(struct judging *j, struct report *report, int64_t now, struct error *err)
{
    bool few = j->kept && j->changed.items.len < FEW;
    struct judge_options options = {.threads = few ? 1 : j->rules->threads, .now_ns = now * 1000000, .today = "", .parameters = j->rules->parameters, .n_parameters = j->rules->n_parameters,
                                    .gaps = j->account->gaps, .n_gaps = j->account->n_gaps, .program = j->rules->program, .base = j->base, .only = j->only, .record = true};
    if (!judge(report, j->rules->rules, &j->account->resources, &options, err)) return false;
    if (!report_finish(report)) return error_no_memory(err);
    memcpy(j->told.judged->verdicts, report->counts, sizeof j->told.judged->verdicts);
    return true;
}

static bool judge_and_put(struct judging *j, int64_t now, struct error *err)
{
    struct report report = {.arena = j->arena, .root = j->account->id};
    uint64_t *hashes = NULL;
    if (!judge_now(j, &report, now, err)) return false;
    if (j->kept && !(hashes = hashes_of(j, &report))) return error_no_memory(err);
    if (hashes && !leave_out_the_same(j, hashes, err)) return false;
    if (!add_rest(&j->changed, j->account, j->only, err) || !put(j, &report, now, err)) return false;
    j->told.judged->resources = j->changed.items.len;
    if (hashes) remember(j, hashes);
    return true;
}

/* What changed is read before the account: what changes meanwhile has another generation, and is judged again. */
static bool begin(struct judging *j, const char *id, struct error *err)
{
    if (!(j->arena = arena_new(0))) return error_no_memory(err);
    j->changed = (struct changed){.arena = j->arena};
    return store_changed(j->arena, j->store, str_of(id), SIZE_MAX, add_changed, &j->changed, err);
}

bool live_account_judge(struct store *store, const char *id, const struct live_rules *rules, int64_t now, store_each_finding_change *each, void *context, struct live_judged *out,
                        struct error *err)
{
    struct live_account account;
    struct judge_base *base = NULL;
    struct judging j = {.store = store, .rules = rules, .account = &account, .told = {each, context, out}};
    *out = (struct live_judged){0};
    if (rules->kept) kept_accounts_forget(rules->kept, str_of(id));
    bool ok = begin(&j, id, err) && live_account_load(j.arena, store, id, rules, &account, err) && (base = judge_base_new(&account.resources, rules->threads, err)) != NULL;
    j.base = base;
    ok = ok && judge_and_put(&j, now, err);
    judge_base_free(base);
    arena_free(j.arena);
    return ok;
}

static bool rejudge(struct judging *j, struct kept_accounts *kept, const char *id, int64_t now, struct error *err)
{
    if (!begin(j, id, err)) return false;
    if (!j->changed.items.len) return true;
    if (!(j->kept = kept_account_now(kept, j->store, id, j->rules, j->changed.items.items, j->changed.items.len, err))) return false;
    j->account = kept_account_of(j->kept);
    j->base = kept_account_base(j->kept);
    return find_affected(j, err) && judge_and_put(j, now, err);
}

bool live_account_rejudge(struct store *store, const char *id, const struct live_rules *rules, int64_t now, store_each_finding_change *each, void *context, struct live_judged *out,
                          struct error *err)
{
    struct kept_accounts *own = rules->kept ? NULL : kept_accounts_new(0);
    struct judging j = {.store = store, .rules = rules, .told = {each, context, out}};
    *out = (struct live_judged){0};
    bool ok = rules->kept || own ? rejudge(&j, rules->kept ? rules->kept : own, id, now, err) : error_no_memory(err);
    kept_accounts_free(own);
    arena_free(j.arena);
    return ok;
}
