/* A process that writes is killed (kill -9) at each write, truncation and deletion that it asks of the system, half of them torn in the middle of the
 * write. What is found then is the state before the call that was running or the one after it, nothing else; and going on from there ends where an
 * undisturbed run ends. The work is drawn from a seed. */
#include <sqlite3.h>

#include "helper.h"

#include <signal.h>
#include <sys/wait.h>

/* --- a layer over SQLite's files that counts and kills --- */

struct layer_file { sqlite3_file base; sqlite3_file *real; };

static struct { long left; bool torn; } fuse;
static sqlite3_vfs layer, *system_vfs;

static sqlite3_file *real(sqlite3_file *f) { return ((struct layer_file *)f)->real; }

static bool burns(void) { return fuse.left > 0 && --fuse.left == 0; }

static void die(void) { kill(getpid(), SIGKILL); }

static int layer_close(sqlite3_file *f) { return real(f)->pMethods->xClose(real(f)); }
static int layer_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); }
static int layer_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    if (burns()) {
        if (fuse.torn && n > 1) real(f)->pMethods->xWrite(real(f), from, n / 2, at);
        die();
    }
    return real(f)->pMethods->xWrite(real(f), from, n, at);
}
static int layer_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    if (burns()) die();
    return real(f)->pMethods->xTruncate(real(f), size);
}
static int layer_sync(sqlite3_file *f, int flags)
{
    if (burns()) die();
    return SQLITE_OK;   /* a killed process loses nothing that the system has taken */
}
static int layer_size(sqlite3_file *f, sqlite3_int64 *size) { return real(f)->pMethods->xFileSize(real(f), size); }
static int layer_lock(sqlite3_file *f, int kind) { return real(f)->pMethods->xLock(real(f), kind); }
static int layer_unlock(sqlite3_file *f, int kind) { return real(f)->pMethods->xUnlock(real(f), kind); }
static int layer_reserved(sqlite3_file *f, int *out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
static int layer_control(sqlite3_file *f, int op, void *arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); }
static int layer_sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int layer_traits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
static int layer_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) { return real(f)->pMethods->xShmMap(real(f), page, size, extend, out); }
static int layer_shm_lock(sqlite3_file *f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
static void layer_shm_barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int layer_shm_unmap(sqlite3_file *f, int gone) { return real(f)->pMethods->xShmUnmap(real(f), gone); }

static const sqlite3_io_methods methods = {
    2, layer_close, layer_read, layer_write, layer_truncate, layer_sync, layer_size, layer_lock, layer_unlock, layer_reserved, layer_control, layer_sector, layer_traits,
    layer_shm_map, layer_shm_lock, layer_shm_barrier, layer_shm_unmap, NULL, NULL,
};

static int layer_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct layer_file *mine = (struct layer_file *)f;
    mine->real = (sqlite3_file *)(mine + 1);
    int rc = system_vfs->xOpen(system_vfs, name, mine->real, flags, out);
    mine->base.pMethods = mine->real->pMethods ? &methods : NULL;
    return rc;
}

static int layer_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    if (burns()) die();
    return system_vfs->xDelete(system_vfs, name, 0);
}

static void lay(long left, bool torn)
{
    system_vfs = sqlite3_vfs_find(NULL);
    layer = *system_vfs;
    layer.zName = "layer";
    layer.szOsFile += (int)sizeof(struct layer_file);
    layer.xOpen = layer_open;
    layer.xDelete = layer_delete;
    fuse.left = left;
    fuse.torn = torn;
    sqlite3_vfs_register(&layer, 1);
}

/* --- the work: step i of a seed is always the same --- */

enum { STEPS = 18, IDS = 12 };

static uint32_t draw(uint32_t seed, uint32_t step, uint32_t i)
{
    uint32_t x = seed * 0x9E3779B9u + step * 0x85EBCA6Bu + i * 0xC2B2AE35u;
    x = (x ^ x >> 15) * 0x2C1B3C6Du;
    x = (x ^ x >> 12) * 0x297A2D39u;
    return x ^ x >> 15;
}

static struct store_resource drawn(struct arena *to, uint32_t seed, uint32_t step, uint32_t i)
{
    struct value values = value_with(to, VALUE_NONE, value_cstring(to, "n"), value_small(draw(seed, step, i) % 3));
    if (draw(seed, step, i) % 5 == 0) values = value_with(to, values, value_cstring(to, "long"), value_printf(to, "%03000u", draw(seed, step, i + 50)));
    return (struct store_resource){.key = key("t", arena_printf(to, "id-%u", i)), .values = values, .parent = i % 2 ? STR("even") : STR("")};
}

static bool read_scope(struct arena *to, struct store *s, uint32_t seed, uint32_t step, bool in_sweep, struct error *err)
{
    struct store_resource r[IDS];
    struct store_listing listing = {STR("t"), STR("eu-west-1"), {"", 0}};
    struct store_gap gap = {STR(ACCOUNT), STR("eu-west-1"), STR("t"), STR("even"), STR("call"), STR("AccessDenied"), STR("p"), STR("m"), 0};
    struct store_batch b = batch(1000 + step);
    struct store_sweep sweep;
    struct store_scope scope;
    bool found = true;
    if (in_sweep) {
        if (!store_release(s, STR("me"), err) || !store_sweep_last(to, s, &found, &sweep, err) || !found) return false;
        if (!store_scope_take(to, s, sweep.id, STR("me"), 1, 1, &found, &scope, err)) return false;
        if (!found) return true;
        b.scope = scope.id;
        b.region = scope.region;
        b.service = scope.service;
    }
    b.resources = r;
    for (uint32_t i = 0; i < IDS; i++)
        if (draw(seed, step, i + 100) % 4) r[b.n_resources++] = drawn(to, seed, step, i);
    b.listings = &listing;
    b.n_listings = 1;
    b.gaps = &gap;
    b.n_gaps = draw(seed, step, 200) % 2;
    return store_commit(to, s, &b, NULL, err);
}

static bool accept(struct store *s, uint32_t seed, uint32_t step, struct error *err)
{
    struct store_reread r[] = {{.key = key("t", "id-1"), .not_before = 5}, {.key = key("t", "id-2"), .not_before = draw(seed, step, 0) % 9}};
    struct store_event e = {STR("event"), STR("src"), STR("eve"), 7, r, 2};
    return store_events_accept(s, &e, 1, 1, 1 << 30, STR("q"), STR("mark"), NULL, err);
}

static bool reread(struct arena *to, struct store *s, uint32_t seed, uint32_t step, struct error *err)
{
    struct store_reread *r;
    size_t n;
    if (!store_release(s, STR("me"), err) || !store_reread_take(to, s, STR("me"), 100, 1, 1, &r, &n, err)) return false;
    if (!n) return true;
    struct store_lease lease = {r->id, r->generation};
    struct store_resource found = drawn(to, seed, step, 1);
    found.key = r->key;
    struct store_batch b = batch(1000 + step);
    b.resources = &found;
    b.n_resources = draw(seed, step, 1) % 2;
    b.deleted = &r->key;
    b.n_deleted = !b.n_resources;
    b.rereads = &lease;
    b.n_rereads = 1;
    b.cause = r->cause;
    return store_commit(to, s, &b, NULL, err);
}

struct collect { struct arena *to; VEC(struct store_changed) list; };

static bool collects(void *context, const struct store_changed *c, struct error *err)
{
    struct collect *collect = (struct collect *)context;
    struct store_changed *at = vec_push(collect->to, &collect->list);
    if (at) *at = *c;
    return at != NULL;
}

static bool judge(struct arena *to, struct store *s, uint32_t seed, uint32_t step, struct error *err)
{
    struct collect c = {.to = to};
    if (!store_changed(to, s, STR(""), 6, collects, &c, err)) return false;
    struct store_dependency d = {DEPENDS_TYPE, key("other", "")};
    struct store_finding *f = (struct store_finding *)arena_zero(to, (c.list.len + 1) * sizeof *f);
    for (size_t i = 0; i < c.list.len; i++)
        f[i] = (struct store_finding){.resource = c.list.items[i].key, .rule = STR("rule"), .verdict = draw(seed, step, (uint32_t)i) % 2 ? VERDICT_FAIL : VERDICT_PASS,
                                      .depends = &d, .n_depends = i % 2};
    struct store_verdicts v = {f, c.list.len, c.list.items, c.list.len, 1000 + step};
    return store_findings_put(to, s, &v, NULL, NULL, err);
}

static bool sweep_with_scopes(struct store *s, struct error *err)
{
    int64_t sweep;
    struct store_scope scopes[] = {{.account = STR(ACCOUNT), .region = STR("eu-west-1"), .service = STR("a")}, {.account = STR(ACCOUNT), .region = STR("eu-west-1"), .service = STR("b")}};
    return store_sweep_begin(s, STR("x"), 1, &sweep, err) && store_scopes_add(s, sweep, scopes, 2, err);
}

/* A step may be repeated when it was cut off: that is what the callers of the store do. */
static bool step(struct arena *to, struct store *s, uint32_t seed, uint32_t i, struct error *err)
{
    struct store_account account = {.id = STR(ACCOUNT), .name = STR("prod"), .last_seen = i};
    switch (i % 9) {
    case 0: return store_accounts_put(s, &account, 1, err);
    case 1: return sweep_with_scopes(s, err);
    case 2:
    case 3: return read_scope(to, s, seed, i, true, err);
    case 4: return judge(to, s, seed, i, err);
    case 5: return accept(s, seed, i, err);
    case 6: return reread(to, s, seed, i, err);
    case 7: return read_scope(to, s, seed, i, false, err);
    default: return i > STEPS / 2 ? store_maintain(s, 1, 1005, err) : store_setting_put(s, STR("k"), STR("v"), err);
    }
}

/* --- what there is, as one text --- */

static struct buf text;

static bool says_resource(void *context, const struct store_resource *r, struct error *err)
{
    buf_printf(&text, "r %s %s %lld\n", r->key.id.s, text_of(r->values), (long long)r->changed_at);
    return true;
}
static bool says_version(void *context, const struct store_version *v, struct error *err)
{
    buf_printf(&text, "v %s %lld %s %s %s\n", v->key.id.s, (long long)v->valid_from, v->hash, v->cause.event_id.s, v->deleted ? "gone" : text_of(v->values));
    return true;
}
static bool says_gap(void *context, const struct store_gap *g, struct error *err)
{
    buf_printf(&text, "g %s %s %lld\n", g->type.s, g->parent.s, (long long)g->since);
    return true;
}
static bool says_finding(void *context, const struct store_finding *f, struct error *err)
{
    buf_printf(&text, "f %s %d %d %lld %lld\n", f->resource.id.s, f->verdict, f->gone, (long long)f->first_seen, (long long)f->resolved_at);
    return true;
}
static bool says_changed(void *context, const struct store_changed *c, struct error *err)
{
    buf_printf(&text, "c %s\n", c->key.id.s);
    return true;
}
static bool says_dependent(void *context, struct store_key k, struct str rule, struct error *err)
{
    buf_printf(&text, "d %s\n", k.id.s);
    return true;
}

static const char *dump(struct store *s)
{
    struct error err = {0};
    struct store_sweep sweep = {0};
    size_t waiting;
    int64_t oldest;
    bool found;
    struct str value;
    buf_clear(&text);
    must(store_resources(arena, s, &(struct store_query){0}, says_resource, NULL, &err), &err);
    must(store_versions(arena, s, STR(""), 0, INT64_MAX, says_version, NULL, &err), &err);
    must(store_gaps(arena, s, STR(""), says_gap, NULL, &err), &err);
    must(store_findings(arena, s, &(struct store_finding_query){0}, says_finding, NULL, &err), &err);
    must(store_changed(arena, s, STR(""), 1000, says_changed, NULL, &err), &err);
    must(store_dependents(arena, s, key("other", "x"), says_dependent, NULL, &err), &err);
    must(store_sweep_last(arena, s, &found, &sweep, &err), &err);
    must(store_reread_backlog(s, &waiting, &oldest, &err), &err);
    must(store_watermark(arena, s, STR("q"), &value, &err), &err);
    buf_printf(&text, "sweep %zu %zu; waiting %zu %lld; mark %s\n", sweep.pending, sweep.done, waiting, (long long)oldest, value.s);
    must(store_setting(arena, s, STR("k"), &found, &value, &err), &err);
    struct store_size size;
    must(store_size(s, &size, &err), &err);
    buf_printf(&text, "setting %s; accounts %lld documents %lld\n", value.s, (long long)size.accounts, (long long)size.documents);
    return buf_to_arena(arena, &text);
}

/* --- the story --- */

static uint32_t seed_now;

static void undisturbed(uint32_t seed, const char *after[STEPS + 1])
{
    struct error err = {0};
    after[0] = dump(store);
    for (uint32_t i = 0; i < STEPS; i++) {
        must(step(arena, store, seed, i, &err), &err);
        after[i + 1] = dump(store);
    }
}

/* The child: tells each finished step by a byte. */
static void run(uint32_t seed, long left, bool torn, int tell)
{
    lay(left, torn);
    struct arena *own = arena_new(0);
    struct error err = {0};
    struct store *s = store_open(path, NULL, &err);
    bool ok = s != NULL;
    for (uint32_t i = 0; ok && i < STEPS; i++) ok = step(own, s, seed, i, &err) && write(tell, "x", 1) == 1;
    if (ok) store_close(s);   /* moves the log into the file: that may be cut off, too */
    if (!ok) fprintf(stderr, "child: %s: %s\n", err.code ? err.code->name : "?", err.message);
    _exit(ok ? 0 : 1);
}

/* The number of finished steps; *killed false: the work ended before the fuse did. */
static size_t killed_at(uint32_t seed, long left, bool torn, bool *killed)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        run(seed, left, torn, ends[1]);
    }
    close(ends[1]);
    char byte;
    size_t n = 0;
    while (read(ends[0], &byte, 1) == 1) n++;
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    *killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!*killed && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) fail_msg("seed %u, write %ld: the child failed", seed, left);
    return n;
}

static void goes_on(const char *const after[STEPS + 1], size_t finished, long left)
{
    struct error err = {0};
    store = opened(STORE_WRITE);
    must(store_check(store, &err), &err);
    const char *found = dump(store);
    bool before = strcmp(found, after[finished]) == 0, next = finished < STEPS && strcmp(found, after[finished + 1]) == 0;
    /* The calls inside a step (take, commit; begin, add) are transactions of their own: what lies between two steps is a state of the sweep only. */
    size_t i = next ? finished + 1 : finished;
    for (; i < STEPS; i++) must(step(arena, store, seed_now, (uint32_t)i, &err), &err);
    const char *last = dump(store);
    must(store_check(store, &err), &err);
    if (!before && !next && finished % 9 != 1)
        fail_msg("seed %u, write %ld, after step %zu:\n%s\nis neither\n%s\nnor\n%s", seed_now, left, finished, found, after[finished], finished < STEPS ? after[finished + 1] : "");
    if (strcmp(last, after[STEPS]) != 0) fail_msg("seed %u, write %ld, after step %zu: it ends as\n%s\nand not as\n%s", seed_now, left, finished, last, after[STEPS]);
    store_close(store);
    store = NULL;
}

static size_t seed_is_killed(uint32_t seed, long first, long stride)
{
    const char *after[STEPS + 1];
    size_t deaths = 0;
    bool killed = true;
    seed_now = seed;
    undisturbed(seed, after);
    store_close(store);
    store = NULL;
    for (long left = first; killed; left += stride) {
        struct arena_mark mark = arena_mark(arena);
        remove_files();
        size_t finished = killed_at(seed, left, (left / stride) % 2, &killed);
        goes_on(after, finished, left);
        deaths += killed;
        arena_rewind(arena, mark);
    }
    return deaths;
}

static void a_writer_killed_at_any_write_loses_nothing_that_it_said_was_done(void **state) { assert_in_range(seed_is_killed(1, 1, 7), 30, 1000); }

static void and_so_under_many_seeds(void **state)
{
    size_t deaths = 0;
    for (uint32_t seed = 2; seed < 26; seed++) {
        if (!store) {
            remove_files();
            store = opened(STORE_WRITE);
        }
        deaths += seed_is_killed(seed, 1 + seed % 61, 61);
    }
    assert_in_range(deaths, 100, 10000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, finish)
int main(void)
{
    text = buf_new(0);
    const struct CMUnitTest tests[] = {
        TEST(a_writer_killed_at_any_write_loses_nothing_that_it_said_was_done),
        TEST(and_so_under_many_seeds),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_free(&text);
    return failed;
}
