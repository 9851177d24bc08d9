/* store/sqlite_commit.c: what was read of a scope goes in: changed resources, deletions, gaps, and that the scope is done.
 *
 * 1. Every resource of the batch gets a `print`, a hash of all that it says. They stand in a table by (type, region, id).
 * 2. For each listing the rows of its type are read in one range and met with the table: the same print is unchanged; a row nobody saw is gone,
 *    unless a gap covers it. Resources of no listing are looked up one by one.
 * 3. What differs is written.
 *
 * The time of an observation. A row carries the one it was last written with; a list that was read to its end, without a gap, saw every resource of
 * its type, there or not, and is remembered once (table listing) instead of in each row. So the time that counts for a resource is the later of the
 * two, and an unchanged sweep writes a row a list. With a gap in the type, rows are stamped one by one. */
#include "store/sqlite.h"

struct item {
    const struct store_resource *resource;
    int64_t type, region;
    unsigned char print[DOCUMENT_HASH];
    bool superseded;                               /* the batch names it again further down */
    bool covered;                                  /* its list's time is enough */
    bool absent;                                   /* a listing shows that it has no row */
    struct row { int64_t id, document, observed_at; bool same_print; } row;   /* id 0: none */
};

/* A row that a listing met and the batch did not. */
struct unseen { int64_t id, region, observed_at; struct str address; int64_t parent; };

struct times { int64_t type, region, at; };

struct commit {
    struct arena *arena;                           /* of the answer */
    struct store *store;
    const struct store_batch *batch;
    struct error *err;
    int64_t account, generation, mark;
    int64_t cause;                                 /* -1: not written yet, since nothing has changed */
    struct item *items;
    uint32_t *slots, mask;
    VEC(struct times) times;
    VEC(struct store_change) changes;
    size_t unchanged, stale, kept, gaps;
    struct value calls; struct str calls_text;     /* the last one: a batch has few */
};

/* --- the table of the batch --- */

static uint32_t slot_of(const struct commit *c, int64_t type, int64_t region, struct str id)
{
    return (uint32_t)(hash_bytes(id.s, id.len) ^ (uint64_t)type * 0x9E3779B97F4A7C15u ^ (uint64_t)region * 0xC2B2AE3D27D4EB4Fu) & c->mask;
}

static uint32_t *find(struct commit *c, int64_t type, int64_t region, struct str id)
{
    uint32_t i = slot_of(c, type, region, id);
    for (; c->slots[i]; i = (i + 1) & c->mask) {
        const struct item *item = &c->items[c->slots[i] - 1];
        if (item->type == type && item->region == region && str_eq(item->resource->key.id, id)) break;
    }
    return &c->slots[i];
}

static bool calls_text(struct commit *c, struct value calls, struct str *out)
{
    *out = (struct str){"", 0};
    if (value_is_none(calls)) return true;
    if (!value_same(calls, c->calls) || !c->calls_text.s) {
        buf_clear(&c->store->text);
        if (!document_write(c->store->scratch, &c->store->text, calls, c->err)) return false;
        c->calls_text = (struct str){arena_strndup(c->store->scratch, c->store->text.s, c->store->text.len), c->store->text.len};
        if (!c->calls_text.s) return error_no_memory(c->err);
        c->calls = calls;
    }
    *out = c->calls_text;
    return true;
}

static bool print(struct commit *c, struct item *item)
{
    const struct store_resource *r = item->resource;
    struct str calls;
    if (!calls_text(c, r->calls, &calls)) return false;
    buf_clear(&c->store->text);
    if (!document_write(c->store->scratch, &c->store->text, r->values, c->err)) return false;
    struct str text = {c->store->text.s, c->store->text.len};
    uint64_t lengths[5] = {text.len, r->name.len, r->arn.len, r->parent.len, calls.len};
    struct str parts[] = {{(const char *)lengths, sizeof lengths}, text, r->name, r->arn, r->parent, calls};
    return hasher_hash(c->store->hasher, parts, COUNT_OF(parts), item->print) || error_no_memory(c->err);
}

static bool check(struct commit *c, const struct store_resource *r)
{
    if (r->key.type.len == 0 || r->key.id.len == 0) return error_set(c->err, &STORE_INPUT, "a resource without a type or an id");
    if (!str_eq(r->key.account, c->batch->account))
        return error_set(c->err, &STORE_INPUT, "'%.*s' is of account '%.*s', the scope of '%.*s'", (int)r->key.id.len, r->key.id.s, (int)r->key.account.len,
                         r->key.account.s, (int)c->batch->account.len, c->batch->account.s);
    if (!value_is_object(r->values)) return error_set(c->err, &STORE_INPUT, "the values of '%.*s' are no object", (int)r->key.id.len, r->key.id.s);
    return true;
}

/* Before the transaction as far as can be: the lock is held for the writing only. */
static bool tabulate(struct commit *c)
{
    size_t n = c->batch->n_resources;
    if (n > UINT32_MAX / 8) return error_set(c->err, &STORE_INPUT, "%zu resources in one scope", n);
    c->mask = 15;
    while (c->mask < n * 2) c->mask = c->mask * 2 + 1;
    c->items = (struct item *)arena_array(c->store->scratch, n + 1, sizeof *c->items);
    c->slots = (uint32_t *)arena_zero(c->store->scratch, ((size_t)c->mask + 1) * sizeof *c->slots);
    if (!c->items || !c->slots) return error_no_memory(c->err);
    for (size_t i = 0; i < n; i++) {
        struct item *item = &c->items[i];
        *item = (struct item){.resource = &c->batch->resources[i]};
        if (!check(c, item->resource) || !name_make(c->store, item->resource->key.type, &item->type, c->err) ||
            !name_make(c->store, item->resource->key.region, &item->region, c->err) || !print(c, item))
            return false;
        uint32_t *slot = find(c, item->type, item->region, item->resource->key.id);
        if (*slot) c->items[*slot - 1].superseded = true;
        *slot = (uint32_t)i + 1;
    }
    return true;
}

/* --- what was known when --- */

static bool listing_time(struct commit *c, int64_t type, int64_t region, int64_t *out)
{
    for (size_t i = 0; i < c->times.len; i++)
        if (c->times.items[i].type == type && c->times.items[i].region == region) {
            *out = c->times.items[i].at;
            return true;
        }
    if (!sql_number(c->store, c->err, out, "SELECT max(observed_at) FROM listing WHERE account=? AND type=? AND region IN (0, ?)", "iii", c->account, type, region))
        return false;
    struct times *at = vec_push(c->store->scratch, &c->times);
    if (!at) return error_no_memory(c->err);
    *at = (struct times){type, region, *out};
    return true;
}

/* Is something newer known than the batch? */
static bool is_stale(struct commit *c, int64_t type, int64_t region, int64_t row_time, bool *out)
{
    int64_t at;
    if (!listing_time(c, type, region, &at)) return false;
    *out = at > c->batch->observed_at || row_time > c->batch->observed_at;
    return true;
}

static bool any_or(struct str wanted, struct str there) { return wanted.len == 0 || str_eq(wanted, there); }

static bool has_gap(const struct store_batch *b, struct str type)
{
    for (size_t i = 0; i < b->n_gaps; i++)
        if (str_eq(b->gaps[i].type, type)) return true;
    return false;
}

static bool in_gap(const struct store_batch *b, struct str type, struct str region, struct str parent)
{
    for (size_t i = 0; i < b->n_gaps; i++) {
        const struct store_gap *g = &b->gaps[i];
        if (str_eq(g->type, type) && any_or(g->region, region) && any_or(g->parent, parent)) return true;
    }
    return false;
}

/* --- writing --- */

static bool changed(struct commit *c, enum store_change_kind kind, int64_t id, struct store_key key)
{
    if (!sql_run(c->store, c->err, "INSERT INTO changed(resource, generation) VALUES(?, ?) ON CONFLICT(resource) DO UPDATE SET generation=excluded.generation", "ii", id,
                 ++c->generation))
        return false;
    struct store_change *change = vec_push(c->arena, &c->changes);
    if (!change) return error_no_memory(c->err);
    *change = (struct store_change){kind, key};
    struct str *texts[] = {&change->key.account, &change->key.region, &change->key.type, &change->key.id};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (!(texts[i]->s = arena_strndup(c->arena, texts[i]->s, texts[i]->len))) return error_no_memory(c->err);
    return true;
}

static bool version(struct commit *c, int64_t id, int64_t document)
{
    if (c->cause < 0 && !cause_make(c->store, &c->batch->cause, &c->cause, c->err)) return false;
    return sql_run(c->store, c->err,
                   "INSERT INTO version(resource, valid_from, document, cause) VALUES(?, ?, ?, ?) "
                   "ON CONFLICT(resource, valid_from) DO UPDATE SET document=excluded.document, cause=excluded.cause",
                   "iini", id, c->batch->observed_at, document, c->cause);
}

static bool create(struct commit *c, struct item *item, int64_t parent, int64_t document, int64_t calls)
{
    const struct store_resource *r = item->resource;
    int64_t address;
    if (!address_make(c->store, r->key.id, &address, c->err)) return false;
    if (!sql_run(c->store, c->err,
                 "INSERT INTO resource(account, type, region, address, parent, name, arn, document, calls, print, observed_at, changed_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
                 "iiiiittinbii", c->account, item->type, item->region, address, parent, r->name, r->arn, document, calls,
                 ((struct str){(const char *)item->print, DOCUMENT_HASH}), c->batch->observed_at, c->batch->observed_at))
        return false;
    item->row.id = sqlite3_last_insert_rowid(c->store->db);
    return version(c, item->row.id, document) && changed(c, CHANGE_CREATED, item->row.id, r->key);
}

static bool update(struct commit *c, struct item *item, int64_t parent, int64_t document, int64_t calls)
{
    const struct store_resource *r = item->resource;
    bool same = document == item->row.document;
    if (!sql_run(c->store, c->err, "UPDATE resource SET parent=?, name=?, arn=?, document=?, calls=?, print=?, observed_at=?, changed_at=iif(?, changed_at, ?) WHERE id=?",
                 "ittinbiiii", parent, r->name, r->arn, document, calls, ((struct str){(const char *)item->print, DOCUMENT_HASH}), c->batch->observed_at,
                 (int64_t)same, c->batch->observed_at, item->row.id))
        return false;
    if (same) {
        c->unchanged++;
        return true;
    }
    return version(c, item->row.id, document) && changed(c, item->row.document ? CHANGE_UPDATED : CHANGE_CREATED, item->row.id, r->key);
}

static bool write_item(struct commit *c, struct item *item)
{
    const struct store_resource *r = item->resource;
    int64_t parent, document, calls = 0;
    if (!address_make(c->store, r->parent, &parent, c->err) || !document_put_value(c->store, item->type, r->values, &document, c->err)) return false;
    if (!value_is_none(r->calls) && !document_put_value(c->store, 0, r->calls, &calls, c->err)) return false;
    return item->row.id ? update(c, item, parent, document, calls) : create(c, item, parent, document, calls);
}

static bool settle(struct commit *c, struct item *item)
{
    bool stale;
    if (!is_stale(c, item->type, item->region, item->row.id ? item->row.observed_at : INT64_MIN, &stale)) return false;
    if (stale) {
        c->stale++;
        return true;
    }
    if (!item->row.id || !item->row.document || !item->row.same_print) return write_item(c, item);
    c->unchanged++;
    if (item->covered || item->row.observed_at == c->batch->observed_at) return true;
    return sql_run(c->store, c->err, "UPDATE resource SET observed_at=? WHERE id=?", "ii", c->batch->observed_at, item->row.id);
}

static bool delete_row(struct commit *c, int64_t id, int64_t type, int64_t region, int64_t row_time, struct store_key key)
{
    bool stale;
    if (!is_stale(c, type, region, row_time, &stale)) return false;
    if (stale) {
        c->stale++;
        return true;
    }
    return sql_run(c->store, c->err, "UPDATE resource SET document=NULL, print=NULL, observed_at=?, changed_at=? WHERE id=?", "iii", c->batch->observed_at,
                   c->batch->observed_at, id) &&
           version(c, id, 0) && changed(c, CHANGE_DELETED, id, key);
}

/* --- a listing met with the table --- */

#define ROWS                                                                                                      \
    "SELECT r.id, r.region, a.text, r.parent, coalesce(r.document, 0), r.print, r.observed_at FROM resource r "
#define ADDRESS "CROSS JOIN address a ON a.id=r.address "

static sqlite3_stmt *rows_of(struct commit *c, int64_t type, int64_t region, int64_t parent)
{
    if (parent)
        return sql_query(c->store, c->err, ROWS "INDEXED BY resource_parent " ADDRESS "WHERE r.parent=?1 AND r.parent<>0 AND r.account=?2 AND r.type=?3 AND ?4 IN (0, r.region)",
                         "iiii", parent, c->account, type, region);
    if (region) return sql_query(c->store, c->err, ROWS ADDRESS "WHERE r.account=? AND r.type=? AND r.region=?", "iii", c->account, type, region);
    return sql_query(c->store, c->err, ROWS ADDRESS "WHERE r.account=? AND r.type=?", "ii", c->account, type);
}

static bool has_print(const struct item *item, sqlite3_stmt *stmt, int column)
{
    struct str print = sql_text(stmt, column);
    return print.len == DOCUMENT_HASH && memcmp(print.s, item->print, DOCUMENT_HASH) == 0;
}

typedef VEC(struct unseen) unseen_list;

static bool meet(struct commit *c, sqlite3_stmt *stmt, int64_t type, bool covered, unseen_list *unseen)
{
    int row;
    while ((row = sql_row(c->store, stmt, c->err)) == 1) {
        int64_t id = sqlite3_column_int64(stmt, 0), region = sqlite3_column_int64(stmt, 1), document = sqlite3_column_int64(stmt, 4);
        uint32_t *slot = find(c, type, region, sql_text(stmt, 2));
        if (*slot) {
            struct item *item = &c->items[*slot - 1];
            item->row = (struct row){id, document, sqlite3_column_int64(stmt, 6), has_print(item, stmt, 5)};
            item->covered |= covered;
            continue;
        }
        if (!document) continue;
        struct unseen *u = vec_push(c->store->scratch, unseen);
        if (!u) return error_no_memory(c->err);
        *u = (struct unseen){id, region, sqlite3_column_int64(stmt, 6), {"", 0}, sqlite3_column_int64(stmt, 3)};
        if (!sql_copy(c->store->scratch, stmt, 2, &u->address, c->err)) return false;
    }
    return row == 0;
}

static bool drop_unseen(struct commit *c, const struct store_listing *l, int64_t type, const unseen_list *unseen)
{
    for (size_t i = 0; i < unseen->len; i++) {
        const struct unseen *u = &unseen->items[i];
        struct store_key key = {c->batch->account, {"", 0}, l->type, u->address};
        struct str parent;
        if (!name_text(c->store, u->region, &key.region, c->err) || !address_copy(c->store->scratch, c->store, u->parent, &parent, c->err)) return false;
        if (in_gap(c->batch, l->type, key.region, parent)) c->kept++;
        else if (!delete_row(c, u->id, type, u->region, u->observed_at, key)) return false;
    }
    return true;
}

static bool meet_listing(struct commit *c, const struct store_listing *l)
{
    int64_t type, region, parent;
    bool covered = l->parent.len == 0 && !has_gap(c->batch, l->type);
    if (l->type.len == 0) return error_set(c->err, &STORE_INPUT, "a listing without a type");
    if (!name_make(c->store, l->type, &type, c->err) || !name_make(c->store, l->region, &region, c->err) || !address_find(c->store, l->parent, &parent, c->err)) return false;
    unseen_list unseen = {0};
    if (parent >= 0) {   /* -1: nothing was ever read under this parent */
        sqlite3_stmt *stmt = rows_of(c, type, region, parent);
        if (!stmt || !meet(c, stmt, type, covered, &unseen)) return false;
    }
    for (size_t i = 0; i < c->batch->n_resources && !parent; i++)
        if (c->items[i].type == type && (region == 0 || c->items[i].region == region)) c->items[i].absent = true;
    return drop_unseen(c, l, type, &unseen);
}

/* After the resources: their own time is compared with what was known before. With a gap in it the list was read, but does not speak for each of its resources: time 0.
 * A list that was never read before is a gap that ends. */
static bool stamp_listing(struct commit *c, const struct store_listing *l)
{
    int64_t type, region, known = 1;
    if (l->parent.len) return true;
    if (!name_make(c->store, l->type, &type, c->err) || !name_make(c->store, l->region, &region, c->err)) return false;
    if (!c->batch->scope && !sql_number(c->store, c->err, &known, "SELECT count(*) FROM listing WHERE account=? AND type=? AND region=?", "iii", c->account, type, region)) return false;
    c->gaps += !known;
    return sql_run(c->store, c->err,
                   "INSERT INTO listing(account, type, region, observed_at) VALUES(?, ?, ?, ?) "
                   "ON CONFLICT DO UPDATE SET observed_at=max(observed_at, excluded.observed_at)",
                   "iiii", c->account, type, region, has_gap(c->batch, l->type) ? 0 : c->batch->observed_at);
}

static bool look_up(struct commit *c, struct item *item)
{
    int64_t address;
    if (!address_find(c->store, item->resource->key.id, &address, c->err)) return false;
    if (address < 0) return true;
    sqlite3_stmt *stmt = sql_query(c->store, c->err, "SELECT id, coalesce(document, 0), observed_at, print FROM resource WHERE account=? AND type=? AND region=? AND address=?",
                                   "iiii", c->account, item->type, item->region, address);
    int row = stmt ? sql_row(c->store, stmt, c->err) : -1;
    if (row == 1) {
        item->row = (struct row){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2), has_print(item, stmt, 3)};
        sql_done(stmt);
    }
    return row >= 0;
}

static bool put_resources(struct commit *c)
{
    for (size_t i = 0; i < c->batch->n_listings; i++)
        if (!meet_listing(c, &c->batch->listings[i])) return false;
    for (size_t i = 0; i < c->batch->n_resources; i++) {
        struct item *item = &c->items[i];
        if (item->superseded) continue;
        if (!item->row.id && !item->absent && !look_up(c, item)) return false;
        if (!settle(c, item)) return false;
    }
    for (size_t i = 0; i < c->batch->n_listings; i++)
        if (!stamp_listing(c, &c->batch->listings[i])) return false;
    return true;
}

static bool delete_named(struct commit *c, const struct store_key *key)
{
    int64_t id, type, region, document, observed_at;
    if (!str_eq(key->account, c->batch->account)) return error_set(c->err, &STORE_INPUT, "a deletion in another account than the scope's");
    if (!resource_find(c->store, key, &id, c->err) || !name_find(c->store, key->type, &type, c->err) || !name_find(c->store, key->region, &region, c->err)) return false;
    if (id < 0) return true;
    return sql_number(c->store, c->err, &document, "SELECT coalesce(document, 0) FROM resource WHERE id=?", "i", id) &&
           sql_number(c->store, c->err, &observed_at, "SELECT observed_at FROM resource WHERE id=?", "i", id) &&
           (!document || delete_row(c, id, type, region, observed_at, *key));
}

/* --- gaps, rereads, the scope --- */

/* Was the resource that it is about deleted since the reading began? Then it says nothing. */
static bool parent_is_gone(struct commit *c, const struct store_gap *g, bool *out)
{
    int64_t address, n = 0;
    *out = false;
    if (!g->parent.len) return true;
    if (!address_find(c->store, g->parent, &address, c->err)) return false;
    if (address > 0 && !sql_number(c->store, c->err, &n, "SELECT count(*) FROM resource INDEXED BY resource_address WHERE address=? AND account=? AND document IS NULL AND observed_at>?", "iii",
                                   address, c->account, c->batch->observed_at))
        return false;
    *out = n > 0;
    return true;
}

static bool put_gap(struct commit *c, const struct store_gap *g)
{
    int64_t region, type, scope_region, service, known;
    bool gone;
    if (!parent_is_gone(c, g, &gone)) return false;
    if (gone) return true;
    if (!name_make(c->store, g->region, &region, c->err) || !name_make(c->store, g->type, &type, c->err) || !name_make(c->store, c->batch->region, &scope_region, c->err) ||
        !name_make(c->store, c->batch->service, &service, c->err) ||
        !sql_number(c->store, c->err, &known, "SELECT count(*) FROM gap WHERE account=? AND region=? AND type=? AND parent=? AND call=? AND code=?", "iiisss", c->account, region, type,
                    g->parent, g->call, g->code))
        return false;
    c->gaps += !known;
    return
           sql_run(c->store, c->err,
                   "INSERT INTO gap(account, region, type, parent, call, scope_region, service, code, permission, message, since, mark) VALUES(?,?,?,?,?,?,?,?,?,?,?,?) "
                   "ON CONFLICT DO UPDATE SET scope_region=excluded.scope_region, service=excluded.service, code=excluded.code, permission=excluded.permission, "
                   "message=excluded.message, mark=excluded.mark",
                   "iiissiisssii", c->account, region, type, g->parent, g->call, scope_region, service, g->code, g->permission, g->message, c->batch->observed_at, c->mark);
}

static bool end_some(struct commit *c, const char *sql, int64_t type, int64_t region, struct str parent)
{
    if (!sql_run(c->store, c->err, sql, "iiisi", c->account, type, region, parent, c->mark)) return false;
    c->gaps += (size_t)sqlite3_changes(c->store->db);
    return true;
}

static bool end_gaps(struct commit *c)
{
    const struct store_batch *b = c->batch;
    int64_t region, service, type;
    if (b->scope)
        return name_make(c->store, b->region, &region, c->err) && name_make(c->store, b->service, &service, c->err) &&
               sql_run(c->store, c->err, "DELETE FROM gap WHERE account=? AND scope_region=? AND service=? AND mark<>?", "iiii", c->account, region, service, c->mark);
    int64_t there;
    if (!sql_number(c->store, c->err, &there, "SELECT EXISTS(SELECT 1 FROM gap WHERE account=? AND mark<>?)", "ii", c->account, c->mark)) return false;
    for (size_t i = 0; there && i < b->n_listings; i++) {
        const struct store_listing *l = &b->listings[i];
        if (!name_make(c->store, l->type, &type, c->err) || !name_make(c->store, l->region, &region, c->err) ||
            !end_some(c, "DELETE FROM gap WHERE account=?1 AND type=?2 AND ?3 IN (0, region) AND ?4 IN ('', parent) AND mark<>?5", type, region, l->parent))
            return false;
    }
    for (size_t i = 0; there && i < b->n_resources; i++) {   /* read without a gap: what could not be read of it before, can */
        const struct store_key *key = &b->resources[i].key;
        if (!name_make(c->store, key->type, &type, c->err) || !end_some(c, "DELETE FROM gap WHERE account=?1 AND type=?2 AND ?3=0 AND parent=?4 AND mark<>?5", type, 0, key->id)) return false;
    }
    for (size_t i = 0; there && i < b->n_deleted; i++)
        if (!end_some(c, "DELETE FROM gap WHERE account=?1 AND ?2=0 AND ?3=0 AND parent=?4 AND mark<>?5", 0, 0, b->deleted[i].id)) return false;
    return true;
}

static bool end_reread(struct commit *c, struct store_lease lease)
{
    return sql_run(c->store, c->err, "DELETE FROM reread WHERE id=? AND generation=?", "ii", lease.id, lease.generation) &&
           sql_run(c->store, c->err, "UPDATE reread SET owner=NULL, lease_until=0 WHERE id=?", "i", lease.id);
}

static bool scope_is_pending(struct commit *c)
{
    int64_t there;
    if (!c->batch->scope) return true;
    if (!sql_number(c->store, c->err, &there, "SELECT count(*) FROM scope WHERE id=? AND account=? AND state=0", "ii", c->batch->scope, c->account)) return false;
    return there || error_set(c->err, &STORE_LOST, "scope %lld is not pending: another worker has done it, or it is of another account", (long long)c->batch->scope);
}

static bool begin(struct commit *c)
{
    return name_make(c->store, c->batch->account, &c->account, c->err) && scope_is_pending(c) &&
           sql_number(c->store, c->err, &c->generation, "SELECT value FROM counter WHERE name='change'", "") &&
           sql_number(c->store, c->err, &c->mark, "SELECT value+1 FROM counter WHERE name='mark'", "");
}

static bool end(struct commit *c, int64_t first)
{
    if (c->generation != first && !sql_run(c->store, c->err, "UPDATE counter SET value=? WHERE name='change'", "i", c->generation)) return false;
    if (c->batch->n_gaps && !sql_run(c->store, c->err, "UPDATE counter SET value=? WHERE name='mark'", "i", c->mark)) return false;
    return !c->batch->scope || sql_run(c->store, c->err, "UPDATE scope SET state=1, done_at=?, owner=NULL, lease_until=0, message='' WHERE id=?", "ii", c->batch->observed_at,
                                       c->batch->scope);
}

static bool commit(struct commit *c)
{
    const struct store_batch *b = c->batch;
    if (b->account.len == 0) return error_set(c->err, &STORE_INPUT, "a batch without an account");
    if (!begin(c)) return false;
    int64_t first = c->generation;
    if (!tabulate(c) || !put_resources(c)) return false;
    for (size_t i = 0; i < b->n_deleted; i++)
        if (!delete_named(c, &b->deleted[i])) return false;
    for (size_t i = 0; i < b->n_gaps; i++)
        if (!put_gap(c, &b->gaps[i])) return false;
    if (!end_gaps(c)) return false;
    if (c->gaps && !b->scope && !sql_run(c->store, c->err, "INSERT OR REPLACE INTO setting(key, value) VALUES('gaps-changed/' || ?, '')", "s", b->account)) return false;
    for (size_t i = 0; i < b->n_rereads; i++)
        if (!end_reread(c, b->rereads[i])) return false;
    return end(c, first);
}

bool store_commit(struct arena *arena, struct store *store, const struct store_batch *batch, struct store_committed *out, struct error *err)
{
    if (!store_enter(store, ENTER_WRITE, err)) return false;
    struct commit c = {.arena = arena, .store = store, .batch = batch, .err = err, .cause = -1};
    if (!store_leave(store, commit(&c), err)) return false;
    if (out) *out = (struct store_committed){c.changes.items, c.changes.len, c.unchanged, c.stale, c.kept, c.gaps};
    return true;
}
