/* Change events: any bytes against the built-in collectors; no crash, and what is accepted has an account, a type and an id of its own. */
#include <stdlib.h>

#include "live/events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct event_index *index_of_all(void)
{
    static struct event_index *index;   /* made once, never freed: the fuzzer's process ends with it */
    static struct collector_set set;
    struct error err = {0};
    if (index) return index;
    struct arena *arena = arena_new(0);
    if (!arena || !collectors_builtin(arena, NULL, &set, &err) || !(index = event_index_new(arena, &set, &err))) abort();
    return index;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct event_index *index = index_of_all();
    struct arena *arena = arena_new((size_t)64 << 20);
    struct events events = {0};
    struct error err = {0};
    if (arena && events_read(arena, index, (struct str){(const char *)data, size}, 1000, 500, &events, &err))
        for (size_t i = 0; i < events.len; i++)
            for (size_t k = 0; k < events.items[i].n_rereads; k++)
                if (!events.items[i].rereads[k].key.type.len || events.items[i].rereads[k].not_before != 1500) abort();
    arena_free(arena);
    return 0;
}
