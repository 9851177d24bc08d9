/* AWS's config files: whatever the text, it is read or refused with a line; what is read is sections of texts, or of sections of texts. */
#include <stdlib.h>

#include "aws/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct value section, int depth)
{
    for (size_t i = 0; i < value_len(section); i++) {
        struct value v = value_pairs(section)[i].value;
        if (!value_is_string(value_pairs(section)[i].key)) abort();
        if (value_is_object(v) && depth < 2) check(v, depth + 1);
        else if (!value_is_string(v)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)64 << 20);
    struct value v;
    struct error err = {0};
    if (arena && config_parse(arena, (struct str){(const char *)data, size}, &v, &err)) check(v, 0);
    else if (arena && err.code == &AWS_CONFIG && err.at.line == 0) abort();
    arena_wipe(arena);
    return 0;
}
