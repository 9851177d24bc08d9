/* store/sqlite_resource.c: questions about resources: now, then, and what could not be read. */
#include "store/sqlite.h"

/* True when the callback wants no more; *ok false when it failed. */
static bool ends(bool more, const struct error *err, bool *ok)
{
    if (!more) *ok = !err || !err->code;
    return !more;
}

#define COLUMNS "SELECT r.id, r.account, r.type, r.region, r.address, r.parent, r.document, coalesce(r.calls, 0), r.name, coalesce(r.arn, ''), "               \
    "max(r.observed_at, coalesce((SELECT max(l.observed_at) FROM listing l WHERE l.account=r.account AND l.type=r.type AND l.region IN (0, r.region)), 0)), r.changed_at FROM resource r "

/* `calls` of one row after the other is mostly the same: read once, kept where no callback rewinds. */
struct calls { int64_t id; struct value value; };

static bool read_calls(struct arena *arena, struct store *store, int64_t id, struct calls *last, struct value *out, struct error *err)
{
    if (id == 0) return true;
    if (last->id != id) {
        if (!document_get(store->scratch, store, id, &last->value, NULL, err)) return false;
        last->id = id;
    }
    *out = value_copy(arena, last->value);
    return !value_is_none(*out) || error_no_memory(err);
}

static bool read_resource(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct calls *last, struct store_resource *out, struct error *err)
{
    int64_t id[8];
    for (int i = 0; i < 8; i++) id[i] = sqlite3_column_int64(stmt, i);
    *out = (struct store_resource){.observed_at = sqlite3_column_int64(stmt, 10), .changed_at = sqlite3_column_int64(stmt, 11)};
    return name_copy(arena, store, id[1], &out->key.account, err) && name_copy(arena, store, id[2], &out->key.type, err) &&
           name_copy(arena, store, id[3], &out->key.region, err) && address_copy(arena, store, id[4], &out->key.id, err) &&
           address_copy(arena, store, id[5], &out->parent, err) && sql_copy(arena, stmt, 8, &out->name, err) && sql_copy(arena, stmt, 9, &out->arn, err) &&
           document_get(arena, store, id[6], &out->values, NULL, err) && read_calls(arena, store, id[7], last, &out->calls, err);
}

/* The numbers of a question; *none: it names something that is not in the store. */
struct asked { int64_t account, region, type, parent, id, called; struct str name; };

static bool ask(struct store *store, const struct store_query *q, struct asked *out, bool *none, struct error *err)
{
    if (!name_find(store, q->account, &out->account, err) || !name_find(store, q->region, &out->region, err) || !name_find(store, q->type, &out->type, err) ||
        !address_find(store, q->parent, &out->parent, err) || !address_find(store, q->id, &out->id, err) || !address_find(store, q->called, &out->called, err))
        return false;
    out->name = q->called;
    *none = out->account < 0 || out->region < 0 || out->type < 0 || out->parent < 0 || out->id < 0;
    return true;
}

#define REST " AND r.document IS NOT NULL AND ?1 IN (0, r.account) AND ?2 IN (0, r.region) AND ?3 IN (0, r.type) AND ?4 IN (0, r.parent) AND ?5 IN (0, r.address) AND (?6='' OR r.name=?6 OR r.arn=?6 OR r.address=?7)"

/* An account's, one by one. */
static const char *scanned(const struct asked *a)
{
    if (a->account && a->type) return COLUMNS "INDEXED BY resource_key WHERE r.account=?1 AND r.type=?3" REST " ORDER BY r.region, r.address";
    if (a->account) return COLUMNS "INDEXED BY resource_key WHERE r.account=?1" REST " ORDER BY r.type, r.region, r.address";
    return COLUMNS "INDEXED BY resource_key WHERE r.account>0" REST " ORDER BY r.account, r.type, r.region, r.address";
}

/* The narrowest index leads; the rest is compared. */
static sqlite3_stmt *matching(struct store *store, const struct asked *a, struct error *err)
{
    const char *sql;
    if (a->id) sql = COLUMNS "INDEXED BY resource_address WHERE r.address=?5" REST " ORDER BY r.account, r.type, r.region";
    else if (a->parent) sql = COLUMNS "INDEXED BY resource_parent WHERE r.parent=?4 AND r.parent<>0" REST " ORDER BY r.id";
    else if (a->account && a->type && a->name.len) sql = COLUMNS "WHERE r.id IN (SELECT id FROM resource INDEXED BY resource_called WHERE account=?1 AND type=?3 AND name=?6 "
                                                              "UNION SELECT id FROM resource INDEXED BY resource_address WHERE address=?7)" REST " ORDER BY r.region, r.address";
    else sql = scanned(a);
    return sql_query(store, err, sql, "iiiiisi", a->account, a->region, a->type, a->parent, a->id, a->name, a->called);
}

static bool deliver(struct arena *arena, struct store *store, sqlite3_stmt *stmt, store_each_resource *each, void *context, size_t *n, struct error *err)
{
    struct calls last = {0};
    bool ok = true;
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_resource resource;
        if (!read_resource(arena, store, stmt, &last, &resource, err)) return false;
        ++*n;
        if (ends(each(context, &resource, err), err, &ok)) return ok;
    }
    return row == 0;
}

/* An ARN that is not also the address stands in no index: where nothing else is called that, all of the type are looked at. */
static bool resources(struct arena *arena, struct store *store, const struct store_query *query, store_each_resource *each, void *context, struct error *err)
{
    struct asked asked;
    size_t n = 0;
    bool none;
    if (!ask(store, query, &asked, &none, err)) return false;
    if (none) return true;
    if (!deliver(arena, store, matching(store, &asked, err), each, context, &n, err)) return false;
    if (n || !str_has_prefix(query->called, STR("arn:"))) return true;
    return deliver(arena, store, sql_query(store, err, scanned(&asked), "iiiiisi", asked.account, asked.region, asked.type, asked.parent, asked.id, asked.name, asked.called), each, context, &n,
                   err);
}

bool store_resources(struct arena *arena, struct store *store, const struct store_query *query, store_each_resource *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, resources(arena, store, query, each, context, err), err);
}

static bool resource(struct arena *arena, struct store *store, const struct store_key *key, bool *found, struct store_resource *out, struct error *err)
{
    int64_t id;
    *found = false;
    if (!resource_find(store, key, &id, err)) return false;
    if (id < 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, COLUMNS "WHERE r.id=? AND r.document IS NOT NULL", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *found = row == 1;
    return row == 0 || (row == 1 && read_resource(arena, store, stmt, &(struct calls){0}, out, err));
}

bool store_resource(struct arena *arena, struct store *store, struct store_key key, bool *found, struct store_resource *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, resource(arena, store, &key, found, out, err), err);
}

/* --- history --- */

static bool read_version(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct store_version *out, struct error *err)
{
    int64_t document = sqlite3_column_int64(stmt, 1), cause = sqlite3_column_int64(stmt, 2);
    *out = (struct store_version){.valid_from = sqlite3_column_int64(stmt, 0), .deleted = document == 0};
    return resource_key(arena, store, sqlite3_column_int64(stmt, 3), &out->key, err) && cause_read(arena, store, cause, &out->cause, err) &&
           (document == 0 || document_get(arena, store, document, &out->values, out->hash, err));
}

static bool each_version(struct arena *arena, struct store *store, sqlite3_stmt *stmt, store_each_version *each, void *context, struct error *err)
{
    bool ok = true;
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_version version;
        if (!read_version(arena, store, stmt, &version, err)) return false;
        if (ends(each(context, &version, err), err, &ok)) return ok;
    }
    return row == 0;
}

static bool resource_at(struct arena *arena, struct store *store, const struct store_key *key, int64_t at, bool *found, struct store_version *out, struct error *err)
{
    int64_t id;
    *found = false;
    if (!resource_find(store, key, &id, err)) return false;
    if (id < 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT valid_from, coalesce(document, 0), cause, resource FROM version WHERE resource=? AND valid_from<=? "
                                               "ORDER BY valid_from DESC LIMIT 1", "ii", id, at);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *found = row == 1;
    return row == 0 || (row == 1 && read_version(arena, store, stmt, out, err));
}

bool store_resource_at(struct arena *arena, struct store *store, struct store_key key, int64_t at, bool *found, struct store_version *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, resource_at(arena, store, &key, at, found, out, err), err);
}

static bool timeline(struct arena *arena, struct store *store, const struct store_key *key, int64_t from, int64_t to, store_each_version *each, void *context,
                     struct error *err)
{
    int64_t id;
    if (!resource_find(store, key, &id, err)) return false;
    if (id < 0) return true;
    return each_version(arena, store, sql_query(store, err, "SELECT valid_from, coalesce(document, 0), cause, resource FROM version WHERE resource=? AND valid_from>=? "
                                                            "AND valid_from<? ORDER BY valid_from", "iii", id, from, to), each, context, err);
}

bool store_timeline(struct arena *arena, struct store *store, struct store_key key, int64_t from, int64_t to, store_each_version *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, timeline(arena, store, &key, from, to, each, context, err), err);
}

static bool versions(struct arena *arena, struct store *store, struct str account, int64_t from, int64_t to, store_each_version *each, void *context, struct error *err)
{
    int64_t id;
    if (!name_find(store, account, &id, err)) return false;
    if (id < 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err,
        "SELECT v.valid_from, coalesce(v.document, 0), v.cause, v.resource FROM version v CROSS JOIN resource r ON r.id=v.resource "
        "WHERE v.valid_from>=?2 AND v.valid_from<?3 AND ?1 IN (0, r.account) ORDER BY v.valid_from, v.resource", "iii", id, from, to);
    return each_version(arena, store, stmt, each, context, err);
}

bool store_versions(struct arena *arena, struct store *store, struct str account, int64_t from, int64_t to, store_each_version *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, versions(arena, store, account, from, to, each, context, err), err);
}

/* --- lists --- */

static bool listings(struct arena *arena, struct store *store, struct str account, store_each_listing *each, void *context, struct error *err)
{
    int64_t id;
    bool ok = true;
    if (!name_find(store, account, &id, err)) return false;
    if (id < 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT type, region, observed_at FROM listing WHERE account=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct str type, region;
        if (!name_copy(arena, store, sqlite3_column_int64(stmt, 0), &type, err) || !name_copy(arena, store, sqlite3_column_int64(stmt, 1), &region, err)) return false;
        if (ends(each(context, type, region, sqlite3_column_int64(stmt, 2), err), err, &ok)) return ok;
    }
    return row == 0;
}

bool store_listings(struct arena *arena, struct store *store, struct str account, store_each_listing *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, listings(arena, store, account, each, context, err), err);
}

/* --- gaps --- */

static bool gaps(struct arena *arena, struct store *store, struct str account, store_each_gap *each, void *context, struct error *err)
{
    int64_t id;
    bool ok = true;
    if (!name_find(store, account, &id, err)) return false;
    if (id < 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT account, region, type, parent, call, code, permission, message, since FROM gap WHERE ?1 IN (0, account)", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_gap g = {.since = sqlite3_column_int64(stmt, 8)};
        if (!name_copy(arena, store, sqlite3_column_int64(stmt, 0), &g.account, err) || !name_copy(arena, store, sqlite3_column_int64(stmt, 1), &g.region, err) ||
            !name_copy(arena, store, sqlite3_column_int64(stmt, 2), &g.type, err) || !sql_copy(arena, stmt, 3, &g.parent, err) ||
            !sql_copy(arena, stmt, 4, &g.call, err) || !sql_copy(arena, stmt, 5, &g.code, err) || !sql_copy(arena, stmt, 6, &g.permission, err) ||
            !sql_copy(arena, stmt, 7, &g.message, err))
            return false;
        if (ends(each(context, &g, err), err, &ok)) return ok;
    }
    return row == 0;
}

bool store_gaps(struct arena *arena, struct store *store, struct str account, store_each_gap *each, void *context, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, gaps(arena, store, account, each, context, err), err);
}

bool store_gaps_unjudged(struct store *store, struct str account, bool *out, struct error *err)
{
    int64_t n = 0;
    if (!store_enter(store, ENTER_READ, err)) return false;
    bool ok = sql_number(store, err, &n, "SELECT count(*) FROM setting WHERE key='gaps-changed/' || ?", "s", account);
    *out = n > 0;
    return store_leave(store, ok, err);
}

bool store_gaps_judged(struct store *store, struct str account, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, sql_run(store, err, "DELETE FROM setting WHERE key='gaps-changed/' || ?", "s", account), err);
}
