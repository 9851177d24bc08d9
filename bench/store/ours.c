/* bench/store/ours.c: RESOURCES puts into a store, SWEEPS times, CHANGED in a thousand of them changed each time, a scope of 200 at a time.
 * Prints: seconds of the first sweep, of one without a change, of one with; bytes a version; peak memory after the first and the last sweep; reading one account. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "store/store.h"
#include "value/json.h"

enum { PER_SCOPE = 200, PER_ACCOUNT = 2000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static int die(const struct error *err)
{
    fprintf(stderr, "%s: %s\n", err->code ? err->code->name : "?", err->message);
    return 1;
}

/* Line i of the file of documents; those of a scope lie together. */
struct lines { const char *text; const size_t *starts; size_t n; };

/* How many change in a sweep: a tag then holds the number of the sweep, which makes a document that was never stored. */
struct shape { size_t resources, changed_per_mille; };

static struct value document(struct arena *arena, const struct lines *lines, size_t i)
{
    struct value v;
    struct error err = {0};
    struct str text = {lines->text + lines->starts[i], lines->starts[i + 1] - lines->starts[i] - 1};
    if (!json_read(arena, text, NULL, &v, NULL, &err)) exit(die(&err));
    return v;
}

static const char *const types[] = {"aws_s3_bucket", "aws_security_group", "aws_iam_role", "aws_instance"};

/* Documents are read from their text beforehand, as a collector has them at hand; only the commit is timed. */
static double sweep(struct store *store, const struct lines *lines, const struct shape *shape, unsigned round, size_t *changed, struct error *err)
{
    double spent = 0;
    static const char *const calls[] = {"{\"s3:ListBuckets\":[\"bucket\"]}", "{\"ec2:DescribeSecurityGroups\":[\"*\"]}", "{\"iam:ListRoles\":[\"*\"]}", "{\"ec2:DescribeInstances\":[\"*\"]}"};
    for (size_t first = 0; first < shape->resources; first += PER_SCOPE) {
        struct arena *arena = arena_new(0);
        size_t scope = first / PER_SCOPE, account = first / PER_ACCOUNT;
        unsigned type = (unsigned)(scope % COUNT_OF(types));
        struct store_resource resources[PER_SCOPE];
        struct store_batch batch = {.account = str_of(arena_printf(arena, "%012zu", account)), .region = str_of(arena_printf(arena, "region-%zu", scope % 10)), .service = STR("svc"),
                                    .observed_at = 1700000000000 + round * 60000, .resources = resources};
        struct value call;
        if (!json_read(arena, str_of(calls[type]), NULL, &call, NULL, err)) exit(die(err));
        for (size_t i = first; i < first + PER_SCOPE && i < shape->resources; i++) {
            bool changes = round >= 2 && (i * 7919 + round * 104729) % 1000 < shape->changed_per_mille;
            struct value values = document(arena, lines, i);
            if (changes) values = value_with(arena, values, value_cstring(arena, "description"), value_printf(arena, "sweep %u of %zu", round, i));
            const char *id = arena_printf(arena, "arn:aws:svc:%s:%s:thing/%zu", batch.region.s, batch.account.s, i);
            resources[batch.n_resources++] = (struct store_resource){.key = {batch.account, batch.region, str_of(types[type]), str_of(id)}, .name = str_of(id + 40),
                                                                     .values = values, .calls = call};
        }
        struct store_listing listing = {str_of(types[type]), batch.region, {"", 0}};
        batch.listings = &listing;
        batch.n_listings = 1;
        struct store_committed done;
        double start = now();
        if (!store_commit(arena, store, &batch, &done, err)) exit(die(err));
        spent += now() - start;
        *changed += done.n_changes;
        arena_free(arena);
    }
    return spent;
}

static bool count(void *context, const struct store_resource *resource, struct error *err)
{
    *(size_t *)context += value_len(resource->values) > 0;
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    struct shape shape = {strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10)};
    FILE *f = fopen(argv[1], "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) return 2;
    char *text = (char *)malloc((size_t)st.st_size);
    size_t *starts = (size_t *)malloc((shape.resources + 1) * sizeof *starts), n = 0;
    if (!text || !starts || fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size) return 2;
    fclose(f);
    starts[n++] = 0;
    for (size_t i = 0; i < (size_t)st.st_size && n <= shape.resources; i++)
        if (text[i] == '\n') starts[n++] = i + 1;
    if (n <= shape.resources) return 2;
    struct lines lines = {text, starts, shape.resources};
    struct error err = {0};
    struct store *store = store_open(argv[2], NULL, &err);
    if (!store) return die(&err);
    long base = peak_kb();
    size_t changed = 0, ignored = 0;
    double first = sweep(store, &lines, &shape, 0, &changed, &err);
    long early = peak_kb() - base;
    size_t created = changed;
    double same = sweep(store, &lines, &shape, 1, &ignored, &err);
    struct store_size before, after;
    if (!store_size(store, &before, &err)) return die(&err);
    double some = sweep(store, &lines, &shape, 2, &changed, &err);
    size_t updates = changed - created;
    struct shape all = {shape.resources, 1000};
    size_t every = 0;
    double most = sweep(store, &lines, &all, 3, &every, &err);
    if (!store_size(store, &after, &err)) return die(&err);
    long late = peak_kb() - base;
    struct arena *arena = arena_new(0);
    size_t read = 0;
    double start = now();
    if (!store_resources(arena, store, &(struct store_query){.account = STR("000000000003")}, count, &read, &err)) return die(&err);
    double reading = now() - start;
    printf("%zu %.3f %.3f %.3f %zu %.3f %zu %lld %lld %lld %ld %ld %zu %.2f\n", created, first, same, some, updates, most, every, (long long)before.bytes, (long long)after.bytes,
           (long long)after.versions, early, late, read, reading * 1000);
    arena_free(arena);
    store_close(store);
    return ignored != 0;
}
