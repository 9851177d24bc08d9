/* store/sqlite_document.c: documents by their hash, each once, compressed with its type's dictionary once there is one. */
#include "store/sqlite.h"

#include <stdio.h>

bool dictionary_load(void *context, struct arena *arena, int64_t number, struct str *out, struct error *err)
{
    struct store *store = (struct store *)context;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT body FROM dictionary WHERE id=?", "i", number);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "a dictionary (number %lld) is missing", (long long)number);
    bool ok = row == 1 && sql_copy(arena, stmt, 0, out, err);
    sql_done(stmt);
    return ok;
}

/* The number of the type's dictionary, 0 without. A question to the database once a type. */
static bool dictionary_of(struct store *store, int64_t type, int64_t *out, struct error *err)
{
    struct str name;
    *out = 0;
    if (type == 0) return true;
    if (!name_text(store, type, &name, err)) return false;
    if (map_has(&store->dictionaries, name)) {
        *out = (int64_t)(intptr_t)map_get(&store->dictionaries, name);
        return true;
    }
    return sql_number(store, err, out, "SELECT max(id) FROM dictionary WHERE type=?", "i", type) &&
           (map_set(store->names_arena, &store->dictionaries, name, (void *)(intptr_t)*out) || error_no_memory(err));
}

/* A document of a type without a dictionary is a sample for one; those written before stay as they are. */
static bool learn(struct store *store, int64_t type, struct str text, struct error *err)
{
    bool ready;
    if (!compressor_sample(store->compressor, type, text, &ready, err)) return false;
    if (!ready) return true;
    struct arena *arena = arena_new(0);
    struct str bytes, name;
    bool ok = (arena || error_no_memory(err)) && compressor_learn(arena, store->compressor, type, &bytes, err);
    if (ok && bytes.len) {
        ok = sql_run(store, err, "INSERT INTO dictionary(type, body) VALUES(?, ?)", "ib", type, bytes) && name_text(store, type, &name, err) &&
             (map_set(store->names_arena, &store->dictionaries, name, (void *)(intptr_t)sqlite3_last_insert_rowid(store->db)) || error_no_memory(err));
    }
    arena_free(arena);
    return ok;
}

int64_t hash_number(const unsigned char *hash)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof number; i++) number = number << 8 | hash[i];
    return (int64_t)number;
}

bool document_put(struct store *store, int64_t type, struct str text, const unsigned char hash[DOCUMENT_HASH], int64_t *out, struct error *err)
{
    struct str rest = {(const char *)hash + sizeof(int64_t), DOCUMENT_HASH - sizeof(int64_t)}, packed;
    int64_t dictionary, short_hash = hash_number(hash);
    if (!sql_number(store, err, out, "SELECT id FROM document WHERE hash=? AND hash_rest=?", "ib", short_hash, rest)) return false;
    if (*out) return true;
    if (!dictionary_of(store, type, &dictionary, err)) return false;
    if (type && !dictionary && (!learn(store, type, text, err) || !dictionary_of(store, type, &dictionary, err))) return false;
    if (!compressor_pack(store->compressor, dictionary, text, &packed, err)) return false;
    if (!sql_run(store, err, "INSERT INTO document(hash, hash_rest, dictionary, size, body) VALUES(?, ?, ?, ?, ?)", "ibiib", short_hash, rest, dictionary, (int64_t)text.len, packed))
        return false;
    *out = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool document_put_value(struct store *store, int64_t type, struct value v, int64_t *out, struct error *err)
{
    unsigned char hash[DOCUMENT_HASH];
    buf_clear(&store->text);
    if (!document_write(store->scratch, &store->text, v, err)) return false;
    struct str text = {store->text.s, store->text.len};
    if (!hasher_hash(store->hasher, &text, 1, hash)) return error_no_memory(err);
    return document_put(store, type, text, hash, out, err);
}

bool document_hash(sqlite3_stmt *stmt, int first, int rest, unsigned char out[DOCUMENT_HASH])
{
    uint64_t number = (uint64_t)sqlite3_column_int64(stmt, first);
    struct str more = sql_text(stmt, rest);
    if (more.len != DOCUMENT_HASH - sizeof number) return false;
    for (size_t i = 0; i < sizeof number; i++) out[i] = (unsigned char)(number >> (56 - 8 * i));
    memcpy(out + sizeof number, more.s, more.len);
    return true;
}

bool document_get(struct arena *arena, struct store *store, int64_t id, struct value *out, char *hex, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT hash, dictionary, size, body, hash_rest FROM document WHERE id=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row < 0) return false;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "a document (number %lld) is missing", (long long)id);
    struct str text;
    unsigned char hash[DOCUMENT_HASH];
    if (!document_hash(stmt, 0, 4, hash)) return error_set(err, &STORE_CORRUPT, "a document's row (number %lld) is damaged", (long long)id);
    for (size_t i = 0; hex && i < DOCUMENT_HASH; i++) snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    int64_t size = sqlite3_column_int64(stmt, 2);
    bool ok = size >= 0 && (size_t)size <= DOCUMENT_MAX;
    if (!ok) error_set(err, &STORE_CORRUPT, "a document says that it has %lld bytes", (long long)size);
    ok = ok && compressor_unpack(store->compressor, sqlite3_column_int64(stmt, 1), sql_text(stmt, 3), (size_t)size, &text, err);
    sql_done(stmt);
    if (!ok || document_read(arena, text, out, err)) return ok;
    if (err && err->code != &ERROR_NO_MEMORY) err->code = &STORE_CORRUPT;
    return false;
}
