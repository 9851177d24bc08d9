/* store/sqlite_meta.c: the store itself: settings, size, what may be forgotten, and whether all of it still reads. */
#include "store/sqlite.h"

bool store_setting_put(struct store *store, struct str key, struct str value, struct error *err)
{
    if (!store_enter(store, ENTER_DURABLE, err)) return false;
    bool ok = key.len ? sql_run(store, err, "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT DO UPDATE SET value=excluded.value", "ss", key, value)
                      : error_set(err, &STORE_INPUT, "a setting without a name");
    return store_leave(store, ok, err);
}

static bool setting(struct arena *arena, struct store *store, struct str key, bool *found, struct str *out, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT value FROM setting WHERE key=?", "s", key);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    *out = (struct str){"", 0};
    *found = row == 1;
    return row == 0 || (row == 1 && sql_copy(arena, stmt, 0, out, err));
}

bool store_setting(struct arena *arena, struct store *store, struct str key, bool *found, struct str *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, setting(arena, store, key, found, out, err), err);
}

bool store_written_elsewhere(struct store *store, int64_t *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, sql_number(store, err, out, "PRAGMA data_version", ""), err);
}

static bool size(struct store *store, struct store_size *out, struct error *err)
{
    int64_t page;
    *out = (struct store_size){0};
    if (!sql_number(store, err, &page, "PRAGMA page_size", "") || !sql_number(store, err, &out->bytes, "PRAGMA page_count", "") ||
        !sql_number(store, err, &out->free_bytes, "PRAGMA freelist_count", "") || !sql_number(store, err, &out->schema, "PRAGMA user_version", ""))
        return false;
    out->bytes *= page;
    out->free_bytes *= page;
    return sql_number(store, err, &out->accounts, "SELECT count(*) FROM account", "") &&
           sql_number(store, err, &out->resources, "SELECT count(*) FROM resource WHERE document IS NOT NULL", "") &&
           sql_number(store, err, &out->versions, "SELECT count(*) FROM version", "") && sql_number(store, err, &out->documents, "SELECT count(*) FROM document", "") &&
           sql_number(store, err, &out->document_bytes, "SELECT sum(size) FROM document", "") && sql_number(store, err, &out->findings, "SELECT count(*) FROM finding", "");
}

bool store_size(struct store *store, struct store_size *out, struct error *err)
{
    return store_enter(store, ENTER_READ, err) && store_leave(store, size(store, out, err), err);
}

/* --- forgetting --- */

static bool forget_history(struct store *store, int64_t before, struct error *err)
{
    return sql_run(store, err,
                   "DELETE FROM version WHERE valid_from<?1 AND EXISTS(SELECT 1 FROM version w WHERE w.resource=version.resource AND w.valid_from>version.valid_from AND "
                   "w.valid_from<=?1)", "i", before) &&
           /* A resource that is long gone goes with all that is said of it, if a later list has shown that it is: an old observation cannot bring it back. */
           sql_run(store, err,
                   "CREATE TEMP TABLE long_gone AS SELECT id FROM main.resource r WHERE r.document IS NULL AND r.changed_at<?1 AND r.observed_at<?1 AND "
                   "EXISTS(SELECT 1 FROM main.listing l WHERE l.account=r.account AND l.type=r.type AND l.region IN (0, r.region) AND l.observed_at>r.observed_at) AND "
                   "NOT EXISTS(SELECT 1 FROM main.changed c WHERE c.resource=r.id)", "i", before) &&
           sql_run(store, err, "DELETE FROM version WHERE resource IN (SELECT id FROM long_gone)", "") &&
           sql_run(store, err, "DELETE FROM finding WHERE resource IN (SELECT id FROM long_gone)", "") &&
           sql_run(store, err, "DELETE FROM resource WHERE id IN (SELECT id FROM long_gone)", "") && sql_run(store, err, "DROP TABLE long_gone", "");
}

static bool forget(struct store *store, int64_t now, int64_t before, struct error *err)
{
    resources_forget(store);
    return sql_run(store, err, "DELETE FROM event WHERE expires_at<=?", "i", now) &&
           sql_run(store, err, "DELETE FROM scope WHERE sweep IN (SELECT id FROM sweep WHERE finished_at<>0 AND id NOT IN (SELECT id FROM sweep ORDER BY id DESC LIMIT 2))", "") &&
           sql_run(store, err, "DELETE FROM sweep WHERE finished_at<>0 AND id NOT IN (SELECT id FROM sweep ORDER BY id DESC LIMIT 2)", "") &&
           (!before || forget_history(store, before, err)) &&
           sql_run(store, err, "DELETE FROM dependency_set WHERE id NOT IN (SELECT depends FROM finding WHERE depends IS NOT NULL)", "") &&
           sql_run(store, err, "DELETE FROM dependency WHERE part_of NOT IN (SELECT id FROM dependency_set)", "") &&
           sql_run(store, err, "DELETE FROM cause WHERE id NOT IN (SELECT cause FROM version UNION SELECT cause FROM reread)", "") &&
           sql_run(store, err,
                   "DELETE FROM document WHERE id NOT IN (SELECT document FROM version WHERE document IS NOT NULL UNION SELECT document FROM resource WHERE document IS NOT NULL "
                   "UNION SELECT calls FROM resource WHERE calls IS NOT NULL UNION SELECT reasons FROM finding UNION SELECT evidence FROM finding)", "");
}

bool store_maintain(struct store *store, int64_t now, int64_t history_before, struct error *err)
{
    if (!store_enter(store, ENTER_WRITE, err) || !store_leave(store, forget(store, now, history_before, err), err)) return false;
    if (!store_enter(store, ENTER_ALONE, err)) return false;
    sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);   /* a reader in its way is no failure */
    return store_leave(store, true, err);
}

bool store_vacuum(struct store *store, struct error *err)
{
    if (!store_enter(store, ENTER_ALONE, err)) return false;
    bool ok = sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL) == SQLITE_OK || sql_error(store, err);
    if (ok) sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return store_leave(store, ok, err);
}

/* --- checking --- */

static bool corrupt(struct store *store, struct error *err, const char *what, int64_t number)
{
    error_set(err, &STORE_CORRUPT, "%s (number %lld)", what, (long long)number);
    return error_in_file(err, str_of(store->path));
}

static bool pages(struct store *store, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "PRAGMA integrity_check(1)", "");
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row != 1) return row == 0;
    struct str says = sql_text(stmt, 0);
    bool ok = str_is(says, "ok");
    if (!ok) {
        error_set(err, &STORE_CORRUPT, "%.*s", (int)says.len, says.s);
        error_in_file(err, str_of(store->path));
    }
    sql_done(stmt);
    return ok;
}

static bool document(struct store *store, sqlite3_stmt *stmt, struct error *err)
{
    unsigned char hash[DOCUMENT_HASH], wanted[DOCUMENT_HASH];
    struct str text;
    int64_t id = sqlite3_column_int64(stmt, 0), size = sqlite3_column_int64(stmt, 3);
    if (size < 0 || (size_t)size > DOCUMENT_MAX || !document_hash(stmt, 1, 5, wanted)) return corrupt(store, err, "a document's row is damaged", id);
    if (!compressor_unpack(store->compressor, sqlite3_column_int64(stmt, 2), sql_text(stmt, 4), (size_t)size, &text, err)) return error_in_file(err, str_of(store->path));
    if (!hasher_hash(store->hasher, &text, 1, hash)) return error_no_memory(err);
    return memcmp(hash, wanted, DOCUMENT_HASH) == 0 || corrupt(store, err, "a document is not what its hash says", id);
}

static bool documents(struct store *store, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT id, hash, dictionary, size, body, hash_rest FROM document", "");
    int row = stmt ? sql_row(store, stmt, err) : -1;
    for (; row == 1; row = sql_row(store, stmt, err))
        if (!document(store, stmt, err)) return false;
    return row == 0;
}

/* Rows that name what is not there. */
static bool references(struct store *store, struct error *err)
{
    int64_t n;
    if (!sql_number(store, err, &n,
            "SELECT (SELECT count(*) FROM version v WHERE v.document IS NOT NULL AND v.document NOT IN (SELECT id FROM document)) + "
            "(SELECT count(*) FROM version v WHERE v.resource NOT IN (SELECT id FROM resource)) + "
            "(SELECT count(*) FROM resource r WHERE r.address NOT IN (SELECT id FROM address)) + "
            "(SELECT count(*) FROM resource r WHERE NOT EXISTS(SELECT 1 FROM version v WHERE v.resource=r.id AND v.valid_from=r.changed_at AND v.document IS r.document)) + "
            "(SELECT count(*) FROM finding f WHERE f.resource NOT IN (SELECT id FROM resource)) + "
            "(SELECT count(*) FROM finding f WHERE f.depends IS NOT NULL AND f.depends NOT IN (SELECT id FROM dependency_set))", ""))
        return false;
    return n == 0 || corrupt(store, err, "rows refer to rows that are not there", n);
}

bool store_check(struct store *store, struct error *err)
{
    if (!store_enter(store, ENTER_READ, err)) return false;
    return store_leave(store, pages(store, err) && documents(store, err) && references(store, err), err);
}
