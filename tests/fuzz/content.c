/* Frameworks and Config mappings: any text; no crash, and what is refused is said. */
#include <stdlib.h>

#include "finding/config_rules.h"
#include "finding/framework.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)64 << 20);
    struct str text = {(const char *)data, size};
    struct framework framework;
    struct config_mapping_list mappings;
    struct error err = {0};
    if (arena && !framework_from_text(arena, "f.yaml", text, &framework, &err) && !err.message[0]) abort();
    err = (struct error){0};
    if (arena && !config_mappings_from_text(arena, "f.yaml", text, &mappings, &err) && !err.message[0]) abort();
    arena_free(arena);
    return 0;
}
