/* aws/buckets.c: what is known of how fast an account, region and service takes calls. A sweep of many accounts comes by a million of them, of which nearly all are as if they
 * were new: those are forgotten, so that the memory is that of the calls under way and of what was throttled lately. */
#include "aws/client_internal.h"

#include <stdlib.h>

#define BUCKETS_MIN 4096     /* below this nothing is forgotten */
#define IDLE_SECONDS 60.0    /* after which a throttled one is as if it were new */

/* Would a new one do the same? */
static bool is_plain(const struct bucket *b, double now)
{
    bool slow = b->rate.enabled && now - b->rate.filled_at < IDLE_SECONDS;
    return b->calls == 0 && !b->first && b->budget.spent == 0 && !slow;
}

/* Without memory for the smaller map all stay. */
static void forget(struct aws_client *client)
{
    struct arena *arena = arena_new(0);
    struct map kept = {0};
    double now = (double)timers_now_ms() / 1000;
    bool ok = arena != NULL;
    for (size_t i = 0; ok && i < client->buckets.len; i++) {
        struct bucket *b = client->buckets.entries[i].value;
        if (!is_plain(b, now)) ok = map_set(arena, &kept, str_of(b->key), b);
    }
    if (!ok) {
        arena_free(arena);
        return;
    }
    for (size_t i = 0; i < client->buckets.len; i++) {
        struct bucket *b = client->buckets.entries[i].value;
        if (is_plain(b, now)) free(b);
    }
    arena_free(client->buckets_arena);
    client->buckets_arena = arena;
    client->buckets = kept;
}

struct bucket *client_bucket(struct aws_client *client, struct str key, void (*fire)(void *bucket))
{
    struct bucket *b = map_get(&client->buckets, key);
    if (b) return b;
    if (client->buckets.len >= client->buckets_max) {
        forget(client);
        client->buckets_max = client->buckets.len * 2 > BUCKETS_MIN ? client->buckets.len * 2 : BUCKETS_MIN;
    }
    if (!client->buckets_arena && !(client->buckets_arena = arena_new(0))) return NULL;
    b = calloc(1, sizeof *b + key.len + 1);
    if (!b) return NULL;
    memcpy(b->key, key.s, key.len);
    b->client = client, b->timer = (struct timer){.fire = fire, .context = b};
    if (map_set(client->buckets_arena, &client->buckets, (struct str){b->key, key.len}, b)) return b;
    free(b);
    return NULL;
}

void client_buckets_free(struct aws_client *client)
{
    for (size_t i = 0; i < client->buckets.len; i++) free(client->buckets.entries[i].value);
    arena_free(client->buckets_arena);
}
