/* A collector file: read without AWS's models and with them (the service must be one that is small), tied together. What is refused has a code; what is taken can be asked. */
#include <stdlib.h>

#include "inventory/collector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct aws_models *models(void)
{
    static struct aws_models *only;
    if (!only) only = aws_models_new();
    return only;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!models()) abort();
    for (int checked = 0; checked < 2; checked++) {
        struct arena *arena = arena_new((size_t)256 << 20);
        struct collector_set set = {.arena = arena, .permissions = VALUE_NULL_};
        struct error err = {0};
        struct map actions = {0};
        bool ok = collectors_add(&set, checked ? models() : NULL, "fuzz.yaml", (struct str){(const char *)data, size}, &err) && collectors_finish(&set, &err);
        if (!ok && !err.code) abort();
        for (size_t i = 0; ok && checked && i < set.types.len; i++) {
            const struct collector_type *type = set.types.items[i];
            if (!type->id || collectors_find(&set, type->type) != type) abort();
            if (!collector_permissions(arena, type, &actions) && !arena->failed) abort();
            collector_fills(arena, type, models(), "tags");
        }
        arena_free(arena);
    }
    return 0;
}
