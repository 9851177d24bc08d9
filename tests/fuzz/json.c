/* JSON: what is read is written, read again and equal. */
#include <stdlib.h>

#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new((size_t)256 << 20);
    struct value v, again;
    struct error err = {0};
    struct json_options options = {.trailing_commas = size & 1};
    if (arena && json_read(arena, (struct str){(const char *)data, size}, &options, &v, NULL, &err)) {
        struct buf out = buf_new(0);
        json_write(&out, v, size & 2);
        if (out.failed || !json_read(arena, (struct str){out.s, out.len}, NULL, &again, NULL, &err) || !value_equal(v, again) || value_hash(v) != value_hash(again)) abort();
        buf_free(&out);
    }
    arena_free(arena);
    return 0;
}
