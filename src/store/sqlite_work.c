/* store/sqlite_work.c: work in progress: sweeps cut into scopes, and what events want read anew. Taking is a lease, so that nothing is lost with
 * who took it, and done is written by store_commit together with what was read. */
#include "store/sqlite.h"

/* --- sweeps --- */

static bool sweep_begin(struct store *store, struct str reason, int64_t now, int64_t *sweep, struct error *err)
{
    if (!sql_run(store, err, "INSERT INTO sweep(started_at, reason) VALUES(?, ?)", "is", now, reason)) return false;
    *sweep = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool store_sweep_begin(struct store *store, struct str reason, int64_t now, int64_t *sweep, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, sweep_begin(store, reason, now, sweep, err), err);
}

static bool scope_add(struct store *store, int64_t sweep, const struct store_scope *s, struct error *err)
{
    int64_t account, region, service;
    if (s->account.len == 0) return error_set(err, &STORE_INPUT, "a scope without an account");
    return name_make(store, s->account, &account, err) && name_make(store, s->region, &region, err) && name_make(store, s->service, &service, err) &&
           sql_run(store, err, "INSERT INTO scope(sweep, account, region, service) VALUES(?,?,?,?) ON CONFLICT DO NOTHING", "iiii", sweep, account, region, service);
}

static bool scopes_add(struct store *store, int64_t sweep, const struct store_scope *scopes, size_t n, struct error *err)
{
    int64_t running;
    if (!sql_number(store, err, &running, "SELECT count(*) FROM sweep WHERE id=? AND finished_at=0", "i", sweep)) return false;
    if (!running) return error_set(err, &STORE_LOST, "sweep %lld does not run", (long long)sweep);
    for (size_t i = 0; i < n; i++)
        if (!scope_add(store, sweep, &scopes[i], err)) return false;
    return true;
}

bool store_scopes_add(struct store *store, int64_t sweep, const struct store_scope *scopes, size_t n, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, scopes_add(store, sweep, scopes, n, err), err);
}

static bool read_scope(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct store_scope *out, struct error *err)
{
    *out = (struct store_scope){.id = sqlite3_column_int64(stmt, 0), .sweep = sqlite3_column_int64(stmt, 1), .state = (enum store_scope_state)sqlite3_column_int64(stmt, 5),
                                .attempts = (unsigned)sqlite3_column_int64(stmt, 6), .done_at = sqlite3_column_int64(stmt, 7)};
    return name_copy(arena, store, sqlite3_column_int64(stmt, 2), &out->account, err) && name_copy(arena, store, sqlite3_column_int64(stmt, 3), &out->region, err) &&
           name_copy(arena, store, sqlite3_column_int64(stmt, 4), &out->service, err) && sql_copy(arena, stmt, 8, &out->message, err);
}

#define SCOPE "SELECT id, sweep, account, region, service, state, attempts, done_at, message FROM scope "

static bool take(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct str owner, int64_t until, bool *found, struct store_scope *out, struct error *err)
{
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *found = false;
    if (row <= 0) return row == 0;
    bool ok = read_scope(arena, store, stmt, out, err);
    sql_done(stmt);
    if (!ok || !sql_run(store, err, "UPDATE scope SET owner=?, lease_until=?, attempts=attempts+1 WHERE id=?", "sii", owner, until, out->id)) return false;
    out->attempts++;
    return *found = true;
}

static bool scope_take(struct arena *arena, struct store *store, int64_t sweep, struct str owner, int64_t now, int64_t lease_ms, bool *found, struct store_scope *out,
                       struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, SCOPE "INDEXED BY scope_pending WHERE sweep=? AND state=0 AND lease_until<=? ORDER BY lease_until, id LIMIT 1", "ii", sweep, now);
    return take(arena, store, stmt, owner, now + lease_ms, found, out, err);
}

bool store_scope_take(struct arena *arena, struct store *store, int64_t sweep, struct str owner, int64_t now, int64_t lease_ms, bool *found, struct store_scope *out,
                      struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, scope_take(arena, store, sweep, owner, now, lease_ms, found, out, err), err);
}

static bool scope_take_of(struct arena *arena, struct store *store, int64_t sweep, struct str account, struct str owner, int64_t now, int64_t lease_ms, bool *found,
                          struct store_scope *out, struct error *err)
{
    int64_t id;
    if (!name_find(store, account, &id, err)) return false;
    sqlite3_stmt *stmt = sql_query(store, err, SCOPE "INDEXED BY scope_account WHERE sweep=? AND account=? AND state=0 AND lease_until<=? ORDER BY lease_until, id LIMIT 1", "iii", sweep, id, now);
    return take(arena, store, stmt, owner, now + lease_ms, found, out, err);
}

bool store_scope_take_of(struct arena *arena, struct store *store, int64_t sweep, struct str account, struct str owner, int64_t now, int64_t lease_ms, bool *found,
                         struct store_scope *out, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, scope_take_of(arena, store, sweep, account, owner, now, lease_ms, found, out, err), err);
}

static bool scopes_count(struct store *store, int64_t sweep, struct str account, size_t counts[3], struct error *err)
{
    int64_t id;
    if (!name_find(store, account, &id, err)) return false;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT state, count(*) FROM scope INDEXED BY scope_key WHERE sweep=? AND account=? GROUP BY state", "ii", sweep, id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        int64_t state = sqlite3_column_int64(stmt, 0);
        if (state >= 0 && state < 3) counts[state] = (size_t)sqlite3_column_int64(stmt, 1);
    }
    return row == 0;
}

bool store_scopes_count(struct store *store, int64_t sweep, struct str account, size_t *pending, size_t *done, size_t *failed, struct error *err)
{
    size_t counts[3] = {0};
    bool ok = store_enter(store, ENTER_READ, err) && store_leave(store, scopes_count(store, sweep, account, counts, err), err);
    *pending = counts[SCOPE_PENDING], *done = counts[SCOPE_DONE], *failed = counts[SCOPE_FAILED];
    return ok;
}

static bool abandon(struct store *store, int64_t sweep, struct str message, int64_t now, struct error *err)
{
    return sql_run(store, err, "UPDATE scope SET state=?, message=?, owner=NULL, lease_until=0 WHERE sweep=? AND state=0 AND lease_until<=?", "isii", (int64_t)SCOPE_FAILED, message, sweep, now) &&
           sql_run(store, err, "UPDATE sweep SET finished_at=?1 WHERE id=?2 AND finished_at=0 AND NOT EXISTS(SELECT 1 FROM scope WHERE sweep=?2 AND state=0)", "ii", now, sweep);
}

bool store_sweep_abandon(struct store *store, int64_t sweep, struct str message, int64_t now, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, abandon(store, sweep, message, now, err), err);
}

static bool scope_fail(struct store *store, int64_t scope, struct str message, bool retry, struct error *err)
{
    if (!sql_run(store, err, "UPDATE scope SET state=?, message=?, owner=NULL, lease_until=0 WHERE id=? AND state=0", "isi",
                 (int64_t)(retry ? SCOPE_PENDING : SCOPE_FAILED), message, scope))
        return false;
    return sqlite3_changes(store->db) == 1 || error_set(err, &STORE_LOST, "scope %lld is not pending", (long long)scope);
}

bool store_scope_fail(struct store *store, int64_t scope, struct str message, bool retry, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, scope_fail(store, scope, message, retry, err), err);
}

static bool sweep_finish(struct store *store, int64_t sweep, int64_t now, bool *finished, struct error *err)
{
    int64_t pending;
    if (!sql_number(store, err, &pending, "SELECT EXISTS(SELECT 1 FROM scope WHERE sweep=? AND state=0)", "i", sweep)) return false;
    *finished = !pending;
    return pending || sql_run(store, err, "UPDATE sweep SET finished_at=? WHERE id=? AND finished_at=0", "ii", now, sweep);
}

bool store_sweep_finish(struct store *store, int64_t sweep, int64_t now, bool *finished, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, sweep_finish(store, sweep, now, finished, err), err);
}

static bool sweep_last(struct arena *arena, struct store *store, bool *found, struct store_sweep *out, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT id, started_at, finished_at, reason FROM sweep ORDER BY id DESC LIMIT 1", "");
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *found = row == 1;
    if (row <= 0) return row == 0;
    *out = (struct store_sweep){.id = sqlite3_column_int64(stmt, 0), .started_at = sqlite3_column_int64(stmt, 1), .finished_at = sqlite3_column_int64(stmt, 2)};
    if (!sql_copy(arena, stmt, 3, &out->reason, err)) return false;
    sql_done(stmt);
    size_t *counts[] = {&out->pending, &out->done, &out->failed};
    stmt = sql_query(store, err, "SELECT state, count(*) FROM scope WHERE sweep=? GROUP BY state", "i", out->id);
    row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        int64_t state = sqlite3_column_int64(stmt, 0);
        if (state >= 0 && state < (int64_t)COUNT_OF(counts)) *counts[state] = (size_t)sqlite3_column_int64(stmt, 1);
    }
    return row == 0;
}

bool store_sweep_last(struct arena *arena, struct store *store, bool *found, struct store_sweep *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, sweep_last(arena, store, found, out, err), err);
}

static bool scopes(struct arena *arena, struct store *store, int64_t sweep, bool (*each)(void *, const struct store_scope *, struct error *), void *context, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, SCOPE "WHERE sweep=? ORDER BY id", "i", sweep);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_scope scope;
        if (!read_scope(arena, store, stmt, &scope, err)) return false;
        if (!each(context, &scope, err)) return !err || !err->code;
    }
    return row == 0;
}

bool store_scopes(struct arena *arena, struct store *store, int64_t sweep, bool (*each)(void *context, const struct store_scope *scope, struct error *err), void *context,
                  struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, scopes(arena, store, sweep, each, context, err), err);
}

bool store_release(struct store *store, struct str owner, struct error *err)
{
    if (!store_enter(store, ENTER_WRITE, err)) return false;
    bool ok = sql_run(store, err, "UPDATE scope SET owner=NULL, lease_until=0 WHERE state=0 AND owner=?", "s", owner) &&
              sql_run(store, err, "UPDATE reread SET owner=NULL, lease_until=0 WHERE owner=?", "s", owner);
    return store_leave(store, ok, err);
}

/* --- events --- */

static bool is_fresh(struct store *store, struct str id, int64_t now, int64_t expires_at, bool *out, struct error *err)
{
    unsigned char hash[DOCUMENT_HASH];
    if (id.len == 0) return error_set(err, &STORE_INPUT, "an event without an id");
    if (!hasher_hash(store->hasher, &id, 1, hash)) return error_no_memory(err);
    if (!sql_run(store, err, "INSERT INTO event(hash, expires_at) VALUES(?1, ?2) ON CONFLICT DO UPDATE SET expires_at=excluded.expires_at WHERE event.expires_at<=?3", "bii",
                 ((struct str){(const char *)hash, sizeof hash}), expires_at, now))
        return false;
    *out = sqlite3_changes(store->db) == 1;
    return true;
}

/* While it is being read, another event is a new burst: it waits for its own time. */
static bool queue(struct store *store, const struct store_reread *r, int64_t cause, int64_t now, struct error *err)
{
    int64_t account, region, type, address;
    if (r->key.account.len == 0 || r->key.type.len == 0) return error_set(err, &STORE_INPUT, "something to read anew, without an account or a type");
    return name_make(store, r->key.account, &account, err) && name_make(store, r->key.region, &region, err) && name_make(store, r->key.type, &type, err) &&
           address_make(store, r->key.id, &address, err) &&
           sql_run(store, err,
                   "INSERT INTO reread(account, region, type, address, not_before, cause) VALUES(?,?,?,?,?,?) "
                   "ON CONFLICT DO UPDATE SET not_before=iif(lease_until>?7, excluded.not_before, min(not_before, excluded.not_before)), generation=generation+1, "
                   "cause=iif((SELECT event_time FROM cause WHERE id=excluded.cause) >= (SELECT event_time FROM cause WHERE id=reread.cause), excluded.cause, reread.cause)",
                   "iiiiiii", account, region, type, address, r->not_before, cause, now);
}

static bool accept(struct store *store, const struct store_event *e, int64_t now, int64_t expires_at, bool *fresh, struct error *err)
{
    if (!is_fresh(store, e->id, now, expires_at, fresh, err)) return false;
    if (!*fresh || !e->n_rereads) return true;
    int64_t cause;
    if (!cause_make(store, &(struct store_cause){SOURCE_EVENT, e->id, e->principal, e->time}, &cause, err)) return false;
    for (size_t i = 0; i < e->n_rereads; i++)
        if (!queue(store, &e->rereads[i], cause, now, err)) return false;
    return true;
}

bool store_events_accept(struct store *store, const struct store_event *events, size_t n, int64_t now, int64_t expires_at, struct str source, struct str watermark,
                         bool *fresh, struct error *err)
{
    if (!store_enter(store, ENTER_DURABLE, err)) return false;
    bool ok = true, one = false;
    for (size_t i = 0; i < n && ok; i++) {
        ok = accept(store, &events[i], now, expires_at, &one, err);
        if (ok && fresh) fresh[i] = one;
    }
    if (ok && watermark.len)
        ok = sql_run(store, err, "INSERT INTO watermark(source, position) VALUES(?, ?) ON CONFLICT DO UPDATE SET position=excluded.position", "ss", source, watermark);
    return store_leave(store, ok, err);
}

static bool text_of(struct arena *arena, struct store *store, sqlite3_stmt *stmt, bool *found, struct str *out, struct error *err)
{
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *out = (struct str){"", 0};
    *found = row == 1;
    return row == 0 || (row == 1 && sql_copy(arena, stmt, 0, out, err));
}

bool store_watermark(struct arena *arena, struct store *store, struct str source, struct str *out, struct error *err)
{
    bool found;
    return store_enter(store, ENTER_READ, err) &&
           store_leave(store, text_of(arena, store, sql_query(store, err, "SELECT position FROM watermark WHERE source=?", "s", source), &found, out, err), err);
}

static bool read_reread(struct arena *arena, struct store *store, sqlite3_stmt *stmt, struct store_reread *out, struct error *err)
{
    *out = (struct store_reread){.id = sqlite3_column_int64(stmt, 0), .generation = sqlite3_column_int64(stmt, 1), .not_before = sqlite3_column_int64(stmt, 6),
                                 .attempts = (unsigned)sqlite3_column_int64(stmt, 8) + 1};
    return name_copy(arena, store, sqlite3_column_int64(stmt, 2), &out->key.account, err) && name_copy(arena, store, sqlite3_column_int64(stmt, 3), &out->key.region, err) &&
           name_copy(arena, store, sqlite3_column_int64(stmt, 4), &out->key.type, err) && address_copy(arena, store, sqlite3_column_int64(stmt, 5), &out->key.id, err) &&
           cause_read(arena, store, sqlite3_column_int64(stmt, 7), &out->cause, err);
}

typedef VEC(struct store_reread) reread_list;

static bool reread_take(struct arena *arena, struct store *store, struct str owner, int64_t now, int64_t lease_ms, size_t max, reread_list *list, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT id, generation, account, region, type, address, not_before, cause, attempts FROM reread INDEXED BY reread_due "
                                               "WHERE not_before<=?1 AND lease_until<=?1 ORDER BY not_before LIMIT ?2", "ii", now, (int64_t)(max > INT32_MAX ? INT32_MAX : max));
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_reread *r = vec_push(arena, list);
        if (!r) return error_no_memory(err);
        if (!read_reread(arena, store, stmt, r, err)) return false;
    }
    if (row < 0) return false;
    for (size_t i = 0; i < list->len; i++)
        if (!sql_run(store, err, "UPDATE reread SET owner=?, lease_until=?, attempts=attempts+1 WHERE id=?", "sii", owner, now + lease_ms, list->items[i].id)) return false;
    return true;
}

bool store_reread_take(struct arena *arena, struct store *store, struct str owner, int64_t now, int64_t lease_ms, size_t max, struct store_reread **out, size_t *n,
                       struct error *err)
{
    reread_list list = {0};
    if (!store_enter(store, ENTER_WRITE, err) || !store_leave(store, reread_take(arena, store, owner, now, lease_ms, max, &list, err), err)) return false;
    *out = list.items;
    *n = list.len;
    return true;
}

/* An event that came meanwhile has set an earlier time on purpose: only the lease ends then. */
bool store_reread_retry(struct store *store, struct store_lease lease, int64_t not_before, struct error *err)
{
    if (!store_enter(store, ENTER_WRITE, err)) return false;
    bool ok = sql_run(store, err, "UPDATE reread SET owner=NULL, lease_until=0, not_before=iif(generation=?1, ?2, not_before) WHERE id=?3", "iii", lease.generation, not_before,
                      lease.id);
    return store_leave(store, ok, err);
}

static bool backlog(struct store *store, size_t *waiting, int64_t *oldest, struct error *err)
{
    int64_t n;
    if (!sql_number(store, err, &n, "SELECT count(*) FROM reread", "") || !sql_number(store, err, oldest, "SELECT min(not_before) FROM reread", "")) return false;
    *waiting = (size_t)n;
    return true;
}

bool store_reread_backlog(struct store *store, size_t *waiting, int64_t *oldest, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, backlog(store, waiting, oldest, err), err);
}

static bool reread_next(struct store *store, int64_t now, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT not_before FROM reread INDEXED BY reread_due WHERE lease_until<=? ORDER BY not_before LIMIT 1", "i", now);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *out = row == 1 ? sqlite3_column_int64(stmt, 0) : INT64_MAX;
    if (row == 1) sql_done(stmt);
    return row >= 0;
}

bool store_reread_next(struct store *store, int64_t now, int64_t *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, reread_next(store, now, out, err), err);
}
