/* store/sqlite.h: what the files sqlite_*.c share: one connection, its prepared statements, names as numbers, documents by hash.
 *
 * A public function of the store is: store_enter (lock, transaction), work, store_leave (commit or roll back). In between:
 *   sql_run(store, err, SQL, "iis", ...)         a statement that gives no rows
 *   sql_query(store, err, SQL, "i", ...)         then sql_row until it is not 1, then sql_done
 * SQL is a literal: statements are kept by its address. Formats: i int64_t, s struct str, t struct str or NULL when empty, b blob (struct str),
 * n int64_t or NULL when 0. */
#ifndef RAMPART_STORE_SQLITE_H
#define RAMPART_STORE_SQLITE_H

#include <pthread.h>
#include <sqlite3.h>

#include "base/map.h"
#include "base/vec.h"
#include "store/compress.h"
#include "store/document.h"
#include "store/store.h"

#define SCHEMA_VERSION 3                           /* the version this program writes; rows of sqlite_schema.c */
#define APPLICATION_ID 0x524d5054                 /* "RMPT", in the file's header */
#define STATEMENTS 512                            /* slots; a power of two, more than twice the literals */

/* own: to write, and it is on disk for others to see when it is left, also of what is written together; alone: to write, without a transaction */
enum entry { ENTER_READ, ENTER_WRITE, ENTER_OWN, ENTER_DURABLE, ENTER_ALONE };

struct statement { const char *sql; sqlite3_stmt *stmt; };

struct store {
    sqlite3 *db;
    char *path;
    enum store_mode mode;
    pthread_mutex_t lock;
    bool inside;                                  /* a call is running: of a callback, since the lock is recursive */
    bool together;                                /* writes share a transaction: store_together */
    bool joined, saved;                           /* the call that is running is part of one that goes on; it writes, behind a savepoint */
    bool durable;                                 /* what synchronous is set to */
    struct statement statements[STATEMENTS];
    struct arena *names_arena;                    /* names as numbers and back; forgotten when a transaction is rolled back */
    struct map names;
    VEC(struct str) by_id;
    struct { struct arena *arena; struct map rows; int64_t elsewhere; } found;   /* rows of resources by their keys, until another process writes: resource_find */
    struct map dictionaries;                      /* of a type's name: the number, or absent */
    struct arena *scratch;                        /* of one call */
    struct buf text;
    struct hasher *hasher;
    struct compressor *compressor;
};

/* --- sqlite.c --- */
MUST_USE bool store_enter(struct store *store, enum entry entry, struct error *err);
/* Commits when `ok`, else rolls back; returns whether all went well. */
bool store_leave(struct store *store, bool ok, struct error *err);
/* What SQLite says, as an error of ours. */
bool sql_error(struct store *store, struct error *err);
MUST_USE sqlite3_stmt *sql_query(struct store *store, struct error *err, const char *sql, const char *format, ...);
MUST_USE bool sql_run(struct store *store, struct error *err, const char *sql, const char *format, ...);
/* 1: a row; 0: no more; -1: failed. */
MUST_USE int sql_row(struct store *store, sqlite3_stmt *stmt, struct error *err);
void sql_done(sqlite3_stmt *stmt);
/* A question with one row of one number: its value, or 0 without a row. */
MUST_USE bool sql_number(struct store *store, struct error *err, int64_t *out, const char *sql, const char *format, ...);
struct str sql_text(sqlite3_stmt *stmt, int column);   /* until the next step; "" for NULL */
MUST_USE bool sql_copy(struct arena *arena, sqlite3_stmt *stmt, int column, struct str *out, struct error *err);
MUST_USE bool store_migrate(struct store *store, struct error *err);   /* sqlite_schema.c */

/* --- sqlite_name.c --- */
/* The number of a name: 0 for ""; -1 (find) when there is none. */
MUST_USE bool name_find(struct store *store, struct str name, int64_t *out, struct error *err);
MUST_USE bool name_make(struct store *store, struct str name, int64_t *out, struct error *err);
/* Its text; lives as long as the store's names: copy it out. */
MUST_USE bool name_text(struct store *store, int64_t id, struct str *out, struct error *err);
MUST_USE bool name_copy(struct arena *arena, struct store *store, int64_t id, struct str *out, struct error *err);
MUST_USE bool address_find(struct store *store, struct str text, int64_t *out, struct error *err);
MUST_USE bool address_make(struct store *store, struct str text, int64_t *out, struct error *err);
MUST_USE bool address_copy(struct arena *arena, struct store *store, int64_t id, struct str *out, struct error *err);
/* What resource_find remembers is forgotten. */
void resources_forget(struct store *store);
/* The row of a resource, there or gone; -1 when it never was. */
MUST_USE bool resource_find(struct store *store, const struct store_key *key, int64_t *out, struct error *err);
MUST_USE bool resource_key(struct arena *arena, struct store *store, int64_t id, struct store_key *out, struct error *err);
/* 0 for a sweep without more. */
MUST_USE bool cause_make(struct store *store, const struct store_cause *cause, int64_t *out, struct error *err);
MUST_USE bool cause_read(struct arena *arena, struct store *store, int64_t id, struct store_cause *out, struct error *err);

/* --- sqlite_document.c --- */
/* The number of the document with this text and hash, written when it is new. `type`: whose dictionary, a name's number. */
MUST_USE bool document_put(struct store *store, int64_t type, struct str text, const unsigned char hash[DOCUMENT_HASH], int64_t *out, struct error *err);
/* Writes a value: its number. */
MUST_USE bool document_put_value(struct store *store, int64_t type, struct value v, int64_t *out, struct error *err);
MUST_USE bool document_get(struct arena *arena, struct store *store, int64_t id, struct value *out, char *hex, struct error *err);   /* hex: 41 bytes, or NULL */
/* The first eight bytes, the same on every machine. */
int64_t hash_number(const unsigned char *hash);
/* The hash of a row, from its two columns; false when it is damaged. */
bool document_hash(sqlite3_stmt *stmt, int first, int rest, unsigned char out[DOCUMENT_HASH]);
compressor_load dictionary_load;

#endif
