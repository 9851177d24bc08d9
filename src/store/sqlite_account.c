/* store/sqlite_account.c: accounts: what the organisation says of them, and whether we get in. */
#include "store/sqlite.h"
#include "value/json.h"

static bool put(struct store *store, const struct store_account *a, struct error *err)
{
    int64_t id;
    if (a->id.len == 0) return error_set(err, &STORE_INPUT, "an account without an id");
    if (!value_is_none(a->labels) && !value_is_object(a->labels)) return error_set(err, &STORE_INPUT, "the labels of account '%.*s' are no object", (int)a->id.len, a->id.s);
    buf_clear(&store->text);
    if (value_is_none(a->labels)) buf_puts(&store->text, "{}");
    else if (!document_write(store->scratch, &store->text, a->labels, err)) return false;
    if (store->text.failed) return error_no_memory(err);
    struct str labels = {store->text.s, store->text.len};
    return name_make(store, a->id, &id, err) &&
           sql_run(store, err,
                   "INSERT INTO account(id, name, email, ou, status, labels, joined_at, last_seen) VALUES(?,?,?,?,?,?,?,?) "
                   "ON CONFLICT DO UPDATE SET name=excluded.name, email=excluded.email, ou=excluded.ou, status=excluded.status, labels=excluded.labels, "
                   "joined_at=excluded.joined_at, last_seen=max(last_seen, excluded.last_seen)",
                   "isssisii", id, a->name, a->email, a->ou, (int64_t)a->status, labels, a->joined_at, a->last_seen);
}

bool store_accounts_put(struct store *store, const struct store_account *accounts, size_t n, struct error *err)
{
    if (!store_enter(store, ENTER_WRITE, err)) return false;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) ok = put(store, &accounts[i], err);
    return store_leave(store, ok, err);
}

static bool enrolled(struct store *store, struct str account, enum store_enrolment enrolment, struct str reason, struct error *err)
{
    int64_t id;
    if (!name_find(store, account, &id, err)) return false;
    if (!sql_run(store, err, "UPDATE account SET enrolment=?, reason=? WHERE id=?", "isi", (int64_t)enrolment, reason, id)) return false;
    return sqlite3_changes(store->db) == 1 || error_set(err, &STORE_LOST, "there is no account '%.*s'", (int)account.len, account.s);
}

bool store_account_enrolled(struct store *store, struct str account, enum store_enrolment enrolment, struct str reason, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, enrolled(store, account, enrolment, reason, err), err);
}

static bool was_read(struct store *store, struct str account, int64_t at, struct error *err)
{
    int64_t id;
    if (!name_find(store, account, &id, err)) return false;
    if (!sql_run(store, err, "UPDATE account SET enrolment=?, reason='', read_at=max(read_at, ?) WHERE id=?", "iii", (int64_t)ENROLMENT_READABLE, at, id)) return false;
    return sqlite3_changes(store->db) == 1 || error_set(err, &STORE_LOST, "there is no account '%.*s'", (int)account.len, account.s);
}

bool store_account_read(struct store *store, struct str account, int64_t at, struct error *err)
{
    return store_enter(store, ENTER_WRITE, err) && store_leave(store, was_read(store, account, at, err), err);
}

static bool read_account(struct arena *arena, sqlite3_stmt *stmt, struct store_account *out, struct error *err)
{
    *out = (struct store_account){.status = (enum store_account_status)sqlite3_column_int64(stmt, 4), .joined_at = sqlite3_column_int64(stmt, 6),
                                  .last_seen = sqlite3_column_int64(stmt, 7), .enrolment = (enum store_enrolment)sqlite3_column_int64(stmt, 8), .read_at = sqlite3_column_int64(stmt, 10)};
    return sql_copy(arena, stmt, 0, &out->id, err) && sql_copy(arena, stmt, 1, &out->name, err) && sql_copy(arena, stmt, 2, &out->email, err) &&
           sql_copy(arena, stmt, 3, &out->ou, err) && document_read(arena, sql_text(stmt, 5), &out->labels, err) && sql_copy(arena, stmt, 9, &out->reason, err);
}

static bool accounts(struct arena *arena, struct store *store, bool (*each)(void *, const struct store_account *, struct error *), void *context, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT n.text, a.name, a.email, a.ou, a.status, a.labels, a.joined_at, a.last_seen, a.enrolment, a.reason, a.read_at "
                                               "FROM account a JOIN name n ON n.id=a.id ORDER BY n.text", "");
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err)) {
        struct store_account account;
        if (!read_account(arena, stmt, &account, err)) return false;
        if (!each(context, &account, err)) return !err || !err->code;
    }
    return row == 0;
}

bool store_accounts(struct arena *arena, struct store *store, bool (*each)(void *context, const struct store_account *account, struct error *err), void *context,
                    struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, accounts(arena, store, each, context, err), err);
}
