#include "live/kept_account.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"

struct kept_account {
    struct arena *arena;
    struct str id;
    struct live_account account;
    struct judge_base *base;
    VEC(struct kept_state) states;       /* by place */
    uint64_t version;                    /* that was given last */
    struct map places;                   /* key → place in the list + 1; NULL: gone */
    int64_t elsewhere;                   /* store_written_elsewhere when it was read */
    size_t bytes, bytes_at_first;
    struct kept_account *older, *newer;
};

struct kept_accounts { size_t max, bytes; struct kept_account *newest, *oldest; };

#define KEY_ROOM 1024   /* of most keys */

const char *kept_account_key(struct arena *arena, struct store_key key)
{
    return arena_printf(arena, "%.*s\n%.*s\n%.*s", (int)key.region.len, key.region.s, (int)key.type.len, key.type.s, (int)key.id.len, key.id.s);
}

/* --- the list, newest first --- */

static void unlink_one(struct kept_accounts *kept, struct kept_account *a)
{
    *(a->newer ? &a->newer->older : &kept->newest) = a->older;
    *(a->older ? &a->older->newer : &kept->oldest) = a->newer;
    a->older = a->newer = NULL;
    kept->bytes -= a->bytes;
}

static void link_newest(struct kept_accounts *kept, struct kept_account *a)
{
    a->older = kept->newest;
    *(kept->newest ? &kept->newest->newer : &kept->oldest) = a;
    kept->newest = a;
    kept->bytes += a->bytes;
}

static void free_one(struct kept_account *a)
{
    if (!a) return;
    judge_base_free(a->base);
    arena_free(a->arena);
    free((char *)(uintptr_t)a->id.s);
    free(a);
}

static struct kept_account *find(const struct kept_accounts *kept, struct str id)
{
    struct kept_account *a = kept->newest;
    while (a && !str_eq(id, a->id)) a = a->older;
    return a;
}

static void drop(struct kept_accounts *kept, struct kept_account *a)
{
    unlink_one(kept, a);
    free_one(a);
}

/* All but the one that is about to be used, until there is room. */
static void make_room(struct kept_accounts *kept)
{
    while (kept->bytes > kept->max && kept->oldest != kept->newest) drop(kept, kept->oldest);
}

struct kept_accounts *kept_accounts_new(size_t max_bytes)
{
    struct kept_accounts *kept = (struct kept_accounts *)calloc(1, sizeof *kept);
    if (kept) kept->max = max_bytes;
    return kept;
}

void kept_accounts_free(struct kept_accounts *kept)
{
    while (kept && kept->newest) drop(kept, kept->newest);
    free(kept);
}

void kept_accounts_forget(struct kept_accounts *kept, struct str account)
{
    struct kept_account *a = find(kept, account);
    if (a) drop(kept, a);
}

/* --- reading --- */

static bool set_place(struct kept_account *a, struct store_key key, size_t place)
{
    const char *text = kept_account_key(a->arena, key);
    return text && map_set(a->arena, &a->places, str_of(text), (void *)(uintptr_t)(place + 1));
}

static bool add_state(struct kept_account *a)
{
    struct kept_state *state = vec_push(a->arena, &a->states);
    if (state) *state = (struct kept_state){.version = ++a->version};
    return state != NULL;
}

static bool make_base(struct kept_account *a, unsigned threads, struct error *err)
{
    judge_base_free(a->base);
    return (a->base = judge_base_new(&a->account.resources, threads, err)) != NULL;
}

static bool load(struct kept_account *a, struct store *store, const char *id, const struct live_rules *rules, struct error *err)
{
    a->id = str_of(strdup(id));
    if (!(a->arena = arena_new(0)) || !a->id.s) return error_no_memory(err);
    if (!store_written_elsewhere(store, &a->elsewhere, err) || !live_account_load(a->arena, store, a->id.s, rules, &a->account, err)) return false;
    for (size_t i = 0; i < a->account.resources.len; i++)
        if (!set_place(a, live_key_of(a->account.resources.items[i]), i) || !add_state(a)) return error_no_memory(err);
    return make_base(a, rules->threads, err);
}

/* --- what has changed --- */

static bool add(struct kept_account *a, const struct resource *now, int64_t observed_at)
{
    struct live_account *account = &a->account;
    struct resource *copy = (struct resource *)arena_copy(a->arena, now, sizeof *now), **at = copy ? vec_push(a->arena, &account->resources) : NULL;
    int64_t *time = at ? vec_push(a->arena, &account->observed_at) : NULL;
    if (!time) return false;
    *at = copy;
    *time = observed_at;
    live_account_mark(account, account->resources.len - 1);
    return add_state(a) && set_place(a, live_key_of(copy), account->resources.len - 1);
}

/* The last of the list takes its place. */
static bool take_out(struct kept_account *a, struct store_key key, size_t place)
{
    struct live_account *account = &a->account;
    size_t last = --account->resources.len;
    account->observed_at.len = a->states.len = last;
    const char *text = kept_account_key(a->arena, key);
    if (!text || !map_set(a->arena, &a->places, str_of(text), NULL)) return false;
    if (place == last) return true;
    account->resources.items[place] = account->resources.items[last];
    account->observed_at.items[place] = account->observed_at.items[last];
    a->states.items[place] = a->states.items[last];
    return set_place(a, live_key_of(account->resources.items[place]), place);
}

/* *other: the base does not fit any more. */
static bool apply(struct kept_account *a, struct store *store, struct store_key key, bool *other, struct error *err)
{
    struct resource now;
    int64_t observed_at;
    size_t place = 0;
    bool found, there = kept_account_place(a, key, &place);
    if (!live_account_read(a->arena, store, &a->account, key, &found, &now, &observed_at, err)) return false;
    if (!found || !there) {
        *other |= found || there;
        return !(found ? !add(a, &now, observed_at) : there && !take_out(a, key, place)) || error_no_memory(err);
    }
    *a->account.resources.items[place] = now;
    a->account.observed_at.items[place] = observed_at;
    a->states.items[place].version = ++a->version;
    live_account_mark(&a->account, place);
    if (*other) return true;
    enum judge_base_changed changed = judge_base_change(a->base, place);
    *other = changed == JUDGE_BASE_OTHER;
    return changed != JUDGE_BASE_FAILED || error_no_memory(err);
}

static bool apply_all(struct kept_account *a, struct store *store, const struct live_rules *rules, const struct store_changed *changed, size_t n, struct error *err)
{
    bool other = false;
    for (size_t i = 0; i < n; i++)
        if (!apply(a, store, changed[i].key, &other, err)) return false;
    return !other || make_base(a, rules->threads, err);
}

/* Changes leave behind what was there before. */
static bool is_littered(const struct kept_account *a) { return a->bytes > 2 * a->bytes_at_first + ((size_t)1 << 20); }

static struct kept_account *usable(struct kept_accounts *kept, struct store *store, const char *id, struct error *err)
{
    struct kept_account *a = find(kept, str_of(id));
    int64_t elsewhere;
    if (!a) return NULL;
    bool good = !is_littered(a) && store_written_elsewhere(store, &elsewhere, err) && elsewhere == a->elsewhere;
    if (!good) drop(kept, a);
    else unlink_one(kept, a);
    return good ? a : NULL;
}

struct kept_account *kept_account_now(struct kept_accounts *kept, struct store *store, const char *id, const struct live_rules *rules, const struct store_changed *changed, size_t n,
                                      struct error *err)
{
    struct kept_account *a = usable(kept, store, id, err);
    bool known = a != NULL;
    if (!known && !(a = (struct kept_account *)calloc(1, sizeof *a))) return error_no_memory(err), NULL;
    if (!(known ? apply_all(a, store, rules, changed, n, err) : load(a, store, id, rules, err))) return free_one(a), NULL;
    a->bytes = arena_used(a->arena) + judge_base_bytes(a->base);
    if (!known) a->bytes_at_first = a->bytes;
    link_newest(kept, a);
    make_room(kept);
    return a;
}

const struct live_account *kept_account_of(const struct kept_account *a) { return &a->account; }
struct kept_state *kept_account_state(struct kept_account *a, size_t place) { return &a->states.items[place]; }
const struct judge_base *kept_account_base(const struct kept_account *a) { return a->base; }

bool kept_account_place(const struct kept_account *a, struct store_key key, size_t *place)
{
    char few[KEY_ROOM], *more = NULL;
    size_t room = key.region.len + key.type.len + key.id.len + 3;
    if (room > sizeof few && !(more = (char *)malloc(room))) return false;
    int n = snprintf(more ? more : few, room, "%.*s\n%.*s\n%.*s", (int)key.region.len, key.region.s, (int)key.type.len, key.type.s, (int)key.id.len, key.id.s);
    const void *found = map_get(&a->places, (struct str){more ? more : few, (size_t)n});
    free(more);
    if (found) *place = (uintptr_t)found - 1;
    return found != NULL;
}

void kept_accounts_seen(struct kept_accounts *kept, struct store_key key, int64_t observed_at)
{
    struct kept_account *a = find(kept, key.account);
    size_t place;
    if (!a || !kept_account_place(a, key, &place) || a->account.observed_at.items[place] >= observed_at) return;
    a->account.observed_at.items[place] = observed_at;
    live_account_mark(&a->account, place);
}
