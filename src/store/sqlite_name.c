/* store/sqlite_name.c: names, ids and causes as numbers. Names are few (accounts, regions, types, services, rules) and stay in memory; ids of
 * resources are many and are found by the first eight bytes of their hash. */
#include "store/sqlite.h"

static bool remember(struct store *store, struct str name, int64_t id, struct error *err)
{
    const char *copy = arena_strndup(store->names_arena, name.s, name.len);
    if (!copy || !map_set(store->names_arena, &store->names, (struct str){copy, name.len}, (void *)(intptr_t)id)) return error_no_memory(err);
    if (id < 0 || id > 1 << 24) return true;   /* nobody has so many; found by a question then */
    while (store->by_id.len <= (size_t)id) {
        struct str *at = vec_push(store->names_arena, &store->by_id);
        if (!at) return error_no_memory(err);
        *at = (struct str){NULL, 0};
    }
    store->by_id.items[id] = (struct str){copy, name.len};
    return true;
}

bool name_find(struct store *store, struct str name, int64_t *out, struct error *err)
{
    if (name.len == 0) {
        *out = 0;
        return true;
    }
    *out = (int64_t)(intptr_t)map_get(&store->names, name);
    if (*out) return true;
    if (!sql_number(store, err, out, "SELECT id FROM name WHERE text=?", "s", name)) return false;
    if (*out) return remember(store, name, *out, err);
    *out = -1;
    return true;
}

bool name_make(struct store *store, struct str name, int64_t *out, struct error *err)
{
    if (!name_find(store, name, out, err)) return false;
    if (*out >= 0) return true;
    if (!sql_run(store, err, "INSERT INTO name(text) VALUES(?)", "s", name)) return false;
    *out = sqlite3_last_insert_rowid(store->db);
    return remember(store, name, *out, err);
}

bool name_text(struct store *store, int64_t id, struct str *out, struct error *err)
{
    *out = (struct str){"", 0};
    if (id == 0) return true;
    if (id > 0 && (size_t)id < store->by_id.len && store->by_id.items[id].s) {
        *out = store->by_id.items[id];
        return true;
    }
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT text FROM name WHERE id=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row < 0) return false;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "a name (number %lld) is missing", (long long)id);
    bool ok = remember(store, sql_text(stmt, 0), id, err);
    sql_done(stmt);
    if (ok && (size_t)id < store->by_id.len) *out = store->by_id.items[id];
    return ok;
}

bool name_copy(struct arena *arena, struct store *store, int64_t id, struct str *out, struct error *err)
{
    if (!name_text(store, id, out, err)) return false;
    const char *copy = arena_strndup(arena, out->s, out->len);
    *out = (struct str){copy, out->len};
    return copy || error_no_memory(err);
}

/* What comes before the last separator, an ARN's account and kind, makes the upper part, and the whole the lower: those that are read together lie
 * together in the index (with a plain hash each new address touches another page, which halves the speed of a first sweep). */
static bool address_hash(struct store *store, struct str text, int64_t *out, struct error *err)
{
    unsigned char near[DOCUMENT_HASH], whole[DOCUMENT_HASH];
    struct str head = text;
    while (head.len && head.s[head.len - 1] != '/' && head.s[head.len - 1] != ':') head.len--;
    if (!hasher_hash(store->hasher, &head, 1, near) || !hasher_hash(store->hasher, &text, 1, whole)) return error_no_memory(err);
    memcpy(whole, near, 3);
    *out = hash_number(whole);
    return true;
}

static bool address_by_hash(struct store *store, int64_t hash, struct str text, int64_t *out, struct error *err)
{
    if (!sql_number(store, err, out, "SELECT id FROM address WHERE hash=? AND text=?", "is", hash, text)) return false;
    if (!*out) *out = -1;
    return true;
}

bool address_find(struct store *store, struct str text, int64_t *out, struct error *err)
{
    int64_t hash = 0;
    *out = 0;
    return text.len == 0 || (address_hash(store, text, &hash, err) && address_by_hash(store, hash, text, out, err));
}

bool address_make(struct store *store, struct str text, int64_t *out, struct error *err)
{
    int64_t hash = 0;
    *out = 0;
    if (text.len == 0) return true;
    if (!address_hash(store, text, &hash, err) || !address_by_hash(store, hash, text, out, err)) return false;
    if (*out > 0) return true;
    if (!sql_run(store, err, "INSERT INTO address(hash, text) VALUES(?, ?)", "is", hash, text)) return false;
    *out = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool address_copy(struct arena *arena, struct store *store, int64_t id, struct str *out, struct error *err)
{
    *out = (struct str){"", 0};
    if (id == 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT text FROM address WHERE id=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "an address (number %lld) is missing", (long long)id);
    bool ok = row == 1 && sql_copy(arena, stmt, 0, out, err);
    sql_done(stmt);
    return ok;
}

#define FOUND_MAX 100000   /* rows that are remembered: some ten megabytes */

void resources_forget(struct store *store)
{
    arena_free(store->found.arena);
    store->found.arena = NULL;
    store->found.rows = (struct map){0};
}

/* Remembers less where memory is out. */
static void remember_row(struct store *store, struct str place, int64_t row)
{
    if (store->found.rows.len >= FOUND_MAX) resources_forget(store);
    if (!store->found.arena && !(store->found.arena = arena_new(0))) return;
    const char *kept = arena_strndup(store->found.arena, place.s, place.len);
    if (kept) (void)!map_set(store->found.arena, &store->found.rows, (struct str){kept, place.len}, (void *)(intptr_t)row);
}

static bool look_up(struct store *store, const int64_t place[3], struct str id, int64_t *out, struct error *err)
{
    int64_t address;
    *out = -1;
    if (!address_find(store, id, &address, err)) return false;
    if (address < 0) return true;
    if (!sql_number(store, err, out, "SELECT id FROM resource WHERE account=? AND type=? AND region=? AND address=?", "iiii", place[0], place[1], place[2], address)) return false;
    if (!*out) *out = -1;
    return true;
}

bool resource_find(struct store *store, const struct store_key *key, int64_t *out, struct error *err)
{
    int64_t place[3];
    *out = -1;
    if (!name_find(store, key->account, &place[0], err) || !name_find(store, key->type, &place[1], err) || !name_find(store, key->region, &place[2], err)) return false;
    if (place[0] < 0 || place[1] < 0 || place[2] < 0) return true;
    char text[sizeof place + 512];
    struct str known = {text, sizeof place + key->id.len};
    if (known.len > sizeof text) return look_up(store, place, key->id, out, err);
    memcpy(text, place, sizeof place);
    memcpy(text + sizeof place, key->id.s, key->id.len);
    *out = (int64_t)(intptr_t)map_get(&store->found.rows, known);
    if (*out) return true;
    if (!look_up(store, place, key->id, out, err)) return false;
    if (*out > 0) remember_row(store, known, *out);
    return true;
}

bool resource_key(struct arena *arena, struct store *store, int64_t id, struct store_key *out, struct error *err)
{
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT account, region, type, address FROM resource WHERE id=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row < 0) return false;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "a resource (number %lld) is missing", (long long)id);
    int64_t account = sqlite3_column_int64(stmt, 0), region = sqlite3_column_int64(stmt, 1), type = sqlite3_column_int64(stmt, 2);
    int64_t address = sqlite3_column_int64(stmt, 3);
    sql_done(stmt);
    return name_copy(arena, store, account, &out->account, err) && name_copy(arena, store, region, &out->region, err) &&
           name_copy(arena, store, type, &out->type, err) && address_copy(arena, store, address, &out->id, err);
}

bool cause_make(struct store *store, const struct store_cause *cause, int64_t *out, struct error *err)
{
    *out = 0;
    if (cause->source == SOURCE_SWEEP && cause->event_id.len == 0 && cause->principal.len == 0 && cause->event_time == 0) return true;
    if (!sql_run(store, err, "INSERT INTO cause(source, event, principal, event_time) VALUES(?, ?, ?, ?)", "itti", (int64_t)cause->source, cause->event_id,
                 cause->principal, cause->event_time))
        return false;
    *out = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool cause_read(struct arena *arena, struct store *store, int64_t id, struct store_cause *out, struct error *err)
{
    *out = (struct store_cause){SOURCE_SWEEP, {"", 0}, {"", 0}, 0};
    if (id == 0) return true;
    sqlite3_stmt *stmt = sql_query(store, err, "SELECT source, event, principal, event_time FROM cause WHERE id=?", "i", id);
    int row = stmt ? sql_row(store, stmt, err) : -1;
    if (row == 0) return error_set(err, &STORE_CORRUPT, "a cause (number %lld) is missing", (long long)id);
    if (row < 0) return false;
    out->source = (enum store_source)sqlite3_column_int64(stmt, 0);
    out->event_time = sqlite3_column_int64(stmt, 3);
    bool ok = sql_copy(arena, stmt, 1, &out->event_id, err) && sql_copy(arena, stmt, 2, &out->principal, err);
    sql_done(stmt);
    return ok;
}
