/* tests/unit/store/helper.h: a store in a folder of its own, and short ways to say what is put in. */
#ifndef RAMPART_TESTS_STORE_HELPER_H
#define RAMPART_TESTS_STORE_HELPER_H

#include "../unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "value/json.h"

static struct arena *arena;
static struct store *store;
static char folder[64], path[96];

static inline void must(bool ok, const struct error *err)
{
    if (!ok) fail_msg("%s: %s", err->code ? err->code->name : "no code", err->message);
}

static inline struct store *opened(enum store_mode mode)
{
    struct error err = {0};
    struct store *s = store_open(path, &(struct store_options){.mode = mode, .wait_ms = 2000}, &err);
    must(s != NULL, &err);
    return s;
}

static inline void remove_files(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static inline int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/rampart-store-XXXXXX");
    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/state.db", folder);
    arena = arena_new(0);
    store = opened(STORE_WRITE);
    return 0;
}

static inline int finish(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    arena_free(arena);
    remove_files();
    return rmdir(folder);
}

static inline struct value json(const char *text)
{
    struct value v = VALUE_NONE;
    struct error err = {0};
    must(json_read(arena, str_of(text), NULL, &v, NULL, &err), &err);
    return v;
}

static inline const char *text_of(struct value v)
{
    struct buf out = buf_new(0);
    json_write(&out, v, 0);
    const char *text = buf_to_arena(arena, &out);
    buf_free(&out);
    return text;
}

#define ACCOUNT "111111111111"
static inline struct store_key key(const char *type, const char *id) { return (struct store_key){STR(ACCOUNT), STR("eu-west-1"), str_of(type), str_of(id)}; }

static inline struct store_resource resource(const char *type, const char *id, const char *values)
{
    return (struct store_resource){.key = key(type, id), .values = json(values), .name = str_of(id)};
}

static inline struct store_batch batch(int64_t at) { return (struct store_batch){.account = STR(ACCOUNT), .region = STR("eu-west-1"), .service = STR("s3"), .observed_at = at}; }

static inline struct store_committed commit(const struct store_batch *b)
{
    struct store_committed done;
    struct error err = {0};
    must(store_commit(arena, store, b, &done, &err), &err);
    return done;
}

/* A list of one type, read to its end at a time. */
static inline struct store_committed put_list(int64_t at, const char *type, const struct store_resource *resources, size_t n)
{
    struct store_batch b = batch(at);
    struct store_listing listing = {str_of(type), STR("eu-west-1"), {"", 0}};
    b.resources = resources;
    b.n_resources = n;
    b.listings = &listing;
    b.n_listings = 1;
    return commit(&b);
}

static inline struct store_committed put_one(int64_t at, const char *type, const char *id, const char *values)
{
    struct store_batch b = batch(at);
    struct store_resource r = resource(type, id, values);
    b.resources = &r;
    b.n_resources = 1;
    return commit(&b);
}

/* The values now, or "gone". */
static inline const char *now_is(const char *type, const char *id)
{
    struct store_resource r;
    struct error err = {0};
    bool found;
    must(store_resource(arena, store, key(type, id), &found, &r, &err), &err);
    return found ? text_of(r.values) : "gone";
}

static inline const char *change_names(const struct store_committed *done)
{
    static const char *const names[] = {"+", "~", "-"};
    struct buf out = buf_new(0);
    for (size_t i = 0; i < done->n_changes; i++)
        buf_printf(&out, "%s%s%.*s", i ? " " : "", names[done->changes[i].kind], (int)done->changes[i].key.id.len, done->changes[i].key.id.s);
    buf_add_char(&out, '\0');
    const char *text = buf_to_arena(arena, &out);
    buf_free(&out);
    return text;
}

#endif
