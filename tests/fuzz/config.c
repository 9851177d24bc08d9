/* rampart.yaml: what is read can be asked, and what is not says why and where. */
#include <stdlib.h>

#include "inventory/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)256 << 20);
    struct config config;
    struct error err = {0};
    if (arena && config_read(arena, "rampart.yaml", (struct str){(const char *)data, size}, &config, &err)) {
        config_covers(&config, STR("111111111111"), STR("root/prod"), STR("r-ab12/ou-ab12-cdef3456"));
        config_labels_of(&config, STR("111111111111"), STR("root/prod"), STR("r-ab12"), VALUE_NONE);
    } else if (arena && (!err.code || !err.message[0])) abort();
    arena_free(arena);
    return 0;
}
