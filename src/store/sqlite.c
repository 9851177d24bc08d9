/* store/sqlite.c: the connection: opening a file that is ours and nobody else's, transactions, statements, and what SQLite's errors mean.
 *
 * WAL, so that readers and the writer do not wait for one another. synchronous is NORMAL (a commit survives the process, a power cut may take the
 * newest ones, in order) and FULL for what must be on disk when it returns: that flushes the log, and so all commits before it. */
#include "store/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

const struct error_code *const store_errors[] = {STORE_ERRORS(ERROR_CODE_ROW) NULL};
STORE_ERRORS(ERROR_CODE_DEFINE)

/* --- errors --- */

/* A quota or a limit on the size of files is no SQLITE_FULL, and its errno is often lost on the way: a write that failed, and not for the disk's sake. */
static bool is_full(sqlite3 *db)
{
    int code = sqlite3_extended_errcode(db);
    return code == SQLITE_FULL || (code == SQLITE_IOERR_WRITE && sqlite3_system_errno(db) != EIO);
}

static const struct error_code *code_of(sqlite3 *db)
{
    if (is_full(db)) return &STORE_FULL;
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_NOMEM: return &ERROR_NO_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return &STORE_BUSY;
    case SQLITE_CORRUPT: return &STORE_CORRUPT;
    case SQLITE_NOTADB: return &STORE_FOREIGN;
    case SQLITE_READONLY:
    case SQLITE_PERM: return &STORE_READ_ONLY;
    case SQLITE_CANTOPEN: return &STORE_OPEN;
    default: return &STORE_FAILED;
    }
}

static const char *help_of(const struct error_code *code)
{
    if (code == &STORE_FULL) return "make room, then run again: what was written before is there";
    if (code == &STORE_BUSY) return "another rampart writes to it: stop that one, or give each its own state";
    if (code == &STORE_CORRUPT) return "restore a backup, or move the file away and sweep anew (docs/store.md)";
    return NULL;
}

bool sql_error(struct store *store, struct error *err)
{
    const struct error_code *code = code_of(store->db);
    if (code == &ERROR_NO_MEMORY) return error_no_memory(err);
    error_set(err, code, "%s", sqlite3_errmsg(store->db));
    error_in_file(err, str_of(store->path));
    const char *help = help_of(code);
    return help ? error_help(err, "%s", help) : false;
}

/* --- statements --- */

static sqlite3_stmt *prepared(struct store *store, const char *sql, struct error *err)
{
    size_t i = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 40 & (STATEMENTS - 1);
    for (; store->statements[i].sql; i = (i + 1) & (STATEMENTS - 1))
        if (store->statements[i].sql == sql) return store->statements[i].stmt;
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
        sql_error(store, err);
        return NULL;
    }
    store->statements[i] = (struct statement){sql, stmt};
    return stmt;
}

static bool bind(sqlite3_stmt *stmt, const char *format, va_list args)
{
    int rc = SQLITE_OK;
    for (int i = 0; format[i] && rc == SQLITE_OK; i++) {
        if (format[i] == 'i' || format[i] == 'n') {
            int64_t v = va_arg(args, int64_t);
            rc = format[i] == 'n' && v == 0 ? sqlite3_bind_null(stmt, i + 1) : sqlite3_bind_int64(stmt, i + 1, v);
            continue;
        }
        struct str s = va_arg(args, struct str);
        if (format[i] == 't' && s.len == 0) rc = sqlite3_bind_null(stmt, i + 1);
        else if (format[i] == 'b') rc = sqlite3_bind_blob64(stmt, i + 1, s.s ? s.s : "", s.len, SQLITE_STATIC);
        else rc = sqlite3_bind_text64(stmt, i + 1, s.s ? s.s : "", s.len, SQLITE_STATIC, SQLITE_UTF8);
    }
    return rc == SQLITE_OK;
}

static sqlite3_stmt *query(struct store *store, struct error *err, const char *sql, const char *format, va_list args)
{
    sqlite3_stmt *stmt = prepared(store, sql, err);
    if (!stmt) return NULL;
    if (bind(stmt, format, args)) return stmt;
    sql_error(store, err);
    return NULL;
}

sqlite3_stmt *sql_query(struct store *store, struct error *err, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    sqlite3_stmt *stmt = query(store, err, sql, format, args);
    va_end(args);
    return stmt;
}

int sql_row(struct store *store, sqlite3_stmt *stmt, struct error *err)
{
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) return 1;
    if (rc != SQLITE_DONE) sql_error(store, err);
    sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

void sql_done(sqlite3_stmt *stmt)
{
    if (stmt) sqlite3_reset(stmt);
}

bool sql_run(struct store *store, struct error *err, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    sqlite3_stmt *stmt = query(store, err, sql, format, args);
    va_end(args);
    if (!stmt) return false;
    int row = sql_row(store, stmt, err);
    if (row == 1) sql_done(stmt);
    return row >= 0;
}

bool sql_number(struct store *store, struct error *err, int64_t *out, const char *sql, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    sqlite3_stmt *stmt = query(store, err, sql, format, args);
    va_end(args);
    *out = 0;
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row == 1) *out = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    return row >= 0;
}

struct str sql_text(sqlite3_stmt *stmt, int column)
{
    const char *s = (const char *)sqlite3_column_blob(stmt, column);
    return s ? (struct str){s, (size_t)sqlite3_column_bytes(stmt, column)} : (struct str){"", 0};
}

bool sql_copy(struct arena *arena, sqlite3_stmt *stmt, int column, struct str *out, struct error *err)
{
    struct str s = sql_text(stmt, column);
    const char *copy = arena_strndup(arena, s.s, s.len);
    *out = (struct str){copy, s.len};
    return copy || error_no_memory(err);
}

/* --- transactions --- */

static bool exec(struct store *store, const char *sql, struct error *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_error(store, err);
}

/* Numbers given in a transaction that was rolled back may be given again: nothing that remembers them may stay. */
static bool forget_names(struct store *store)
{
    arena_free(store->names_arena);
    compressor_free(store->compressor);
    resources_forget(store);
    store->names = store->dictionaries = (struct map){0};
    store->by_id.items = NULL;
    store->by_id.len = store->by_id.cap = 0;
    store->names_arena = arena_new(0);
    store->compressor = compressor_new(dictionary_load, store);
    return store->names_arena && store->compressor;
}

static bool set_durable(struct store *store, bool durable, struct error *err)
{
    if (store->durable == durable) return true;
    if (!exec(store, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", err)) return false;
    store->durable = durable;
    return true;
}

static bool is_open(const struct store *store) { return !sqlite3_get_autocommit(store->db); }

/* What was written together goes to disk. */
static bool end_together(struct store *store, struct error *err)
{
    if (!is_open(store) || sql_run(store, err, "COMMIT", "")) return true;
    if (is_open(store)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    (void)forget_names(store);   /* where that fails, the next call finds none and says so */
    return false;
}

/* Of a transaction that goes on: this call's part is kept, or as if it had not been. */
static bool leave_joined(struct store *store, bool ok, struct error *err)
{
    if (!store->saved) return ok;
    if (ok && sql_run(store, err, "RELEASE one", "")) return true;
    if (is_open(store)) sqlite3_exec(store->db, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL);   /* else the fault has ended all of it */
    (void)forget_names(store);
    return false;
}

/* Another process may have taken rows away. */
static bool look_elsewhere(struct store *store, struct error *err)
{
    int64_t now;
    if (!store->found.rows.len) return true;
    if (!sql_number(store, err, &now, "PRAGMA data_version", "")) return false;
    if (now != store->found.elsewhere) resources_forget(store);
    store->found.elsewhere = now;
    return true;
}

static bool begin_to_write(struct store *store, bool durable, struct error *err)
{
    return set_durable(store, durable, err) && sql_run(store, err, "BEGIN IMMEDIATE", "") && look_elsewhere(store, err);
}

static bool begin(struct store *store, enum entry entry, struct error *err)
{
    if (!store->names_arena || !store->compressor) {
        if (!forget_names(store)) return error_no_memory(err);
    }
    if (!store->scratch) store->scratch = arena_new(0);
    if (!store->scratch) return error_no_memory(err);
    store->joined = store->saved = false;
    if (entry == ENTER_READ) return is_open(store) ? (store->joined = true) : sql_run(store, err, "BEGIN", "") && look_elsewhere(store, err);
    if (store->mode == STORE_READ) {
        error_set(err, &STORE_READ_ONLY, "the state was opened for reading");
        return error_in_file(err, str_of(store->path));
    }
    if (entry != ENTER_WRITE && !end_together(store, err)) return false;
    if (entry == ENTER_ALONE) return true;
    if (!is_open(store) && !begin_to_write(store, entry == ENTER_DURABLE, err)) return false;
    if (entry == ENTER_WRITE && store->together) return store->joined = store->saved = sql_run(store, err, "SAVEPOINT one", "");
    return true;
}

bool store_enter(struct store *store, enum entry entry, struct error *err)
{
    pthread_mutex_lock(&store->lock);
    if (store->inside) {
        pthread_mutex_unlock(&store->lock);
        return error_set(err, &STORE_MISUSE, "a callback of the store called it again");
    }
    store->inside = true;
    if (begin(store, entry, err)) return true;
    store->inside = false;
    pthread_mutex_unlock(&store->lock);
    return false;
}

static bool leave_alone(struct store *store, bool ok, struct error *err)
{
    bool wrote = is_open(store) && sqlite3_txn_state(store->db, NULL) == SQLITE_TXN_WRITE;
    if (ok && is_open(store)) ok = sql_run(store, err, "COMMIT", "");
    if (ok) return true;
    if (is_open(store)) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (wrote) (void)forget_names(store);
    return false;
}

bool store_leave(struct store *store, bool ok, struct error *err)
{
    for (size_t i = 0; i < STATEMENTS; i++)
        if (store->statements[i].stmt && sqlite3_stmt_busy(store->statements[i].stmt)) sqlite3_reset(store->statements[i].stmt);
    ok = store->joined ? leave_joined(store, ok, err) : leave_alone(store, ok, err);
    if (!ok && err && err->code == &STORE_CORRUPT) error_in_file(err, str_of(store->path));
    arena_free(store->scratch);
    store->scratch = NULL;
    store->inside = false;
    pthread_mutex_unlock(&store->lock);
    return ok;
}

void store_together(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    store->together = true;
    pthread_mutex_unlock(&store->lock);
}

bool store_together_end(struct store *store, struct error *err)
{
    pthread_mutex_lock(&store->lock);
    store->together = false;
    bool ok = store->inside ? error_set(err, &STORE_MISUSE, "a callback of the store called it again") : end_together(store, err);
    pthread_mutex_unlock(&store->lock);
    return ok;
}

/* --- opening --- */

static bool pragma_number(struct store *store, const char *sql, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;
    if (ok) *out = sqlite3_column_int64(stmt, 0);
    if (!ok) sql_error(store, err);
    sqlite3_finalize(stmt);
    return ok;
}

/* Whose file is it? An empty one becomes ours; nothing is written before this is known. */
static bool is_ours(struct store *store, struct error *err)
{
    int64_t application = 0, schema = 0, tables = 0;
    if (!pragma_number(store, "PRAGMA application_id", &application, err) || !pragma_number(store, "PRAGMA user_version", &schema, err) ||
        !pragma_number(store, "SELECT count(*) FROM sqlite_schema", &tables, err))
        return false;
    if (application != APPLICATION_ID && (application || schema || tables || store->mode == STORE_READ))
        error_set(err, &STORE_FOREIGN, "it is a database, but no state of Rampart (application id 0x%x)", (unsigned)application);
    else if (schema > SCHEMA_VERSION)
        error_set(err, &STORE_NEWER, "its schema is version %lld; this program knows %d", (long long)schema, SCHEMA_VERSION);
    else if (store->mode == STORE_READ && schema < SCHEMA_VERSION)
        error_set(err, &STORE_READ_ONLY, "its schema is version %lld and must be brought to %d, which a reader may not do", (long long)schema, SCHEMA_VERSION);
    else return true;
    return error_in_file(err, str_of(store->path));
}

static bool configure(struct store *store, const struct store_options *options, struct error *err)
{
    char sql[256];
    snprintf(sql, sizeof sql, "PRAGMA cache_size=-%u; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=OFF",
             (options->cache_mb ? options->cache_mb : 16) * 1024);
    if (!exec(store, sql, err)) return false;
    if (store->mode == STORE_READ) return exec(store, "PRAGMA query_only=ON", err);
    return exec(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=16000", err);
}

static bool connect(struct store *store, const struct store_options *options, struct error *err)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (store->mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (sqlite3_open_v2(store->path, &store->db, flags, NULL) != SQLITE_OK) {
        if (!store->db) return error_no_memory(err);
        sql_error(store, err);
        if (err) err->code = &STORE_OPEN;
        return false;
    }
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_busy_timeout(store->db, (int)(options->wait_ms ? options->wait_ms : 5000));
    return is_ours(store, err) && configure(store, options, err) && (store->mode == STORE_READ || store_migrate(store, err));
}

static bool parts_new(struct store *store, const char *path)
{
    pthread_mutexattr_t recursive;
    if (pthread_mutexattr_init(&recursive) != 0) return false;
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    bool ok = pthread_mutex_init(&store->lock, &recursive) == 0;
    pthread_mutexattr_destroy(&recursive);
    if (!ok) return false;
    store->path = strdup(path);
    store->hasher = hasher_new();
    store->text = buf_new((size_t)512 << 20);
    return forget_names(store) && store->path && store->hasher;
}

struct store *store_open(const char *path, const struct store_options *options, struct error *err)
{
    static const struct store_options defaults = {0};
    if (!options) options = &defaults;
    struct store *store = (struct store *)calloc(1, sizeof *store);
    if (!store) {
        error_no_memory(err);
        return NULL;
    }
    store->mode = options->mode;
    bool made = parts_new(store, path);
    if (!made) error_no_memory(err);
    if (made && connect(store, options, err)) return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store) return;
    for (size_t i = 0; i < STATEMENTS; i++) sqlite3_finalize(store->statements[i].stmt);
    sqlite3_close(store->db);
    buf_free(&store->text);
    hasher_free(store->hasher);
    compressor_free(store->compressor);
    arena_free(store->names_arena);
    arena_free(store->found.arena);
    arena_free(store->scratch);
    pthread_mutex_destroy(&store->lock);
    free(store->path);
    free(store);
}
