/* JMESPath: the text up to the first zero byte is an expression, what follows the JSON it is asked about. */
#include <stdlib.h>

#include "jmespath/jmespath.h"
#include "value/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const about = "{\"a\": [{\"b\": 1, \"c\": \"x\"}, {\"b\": 2, \"c\": \"y\"}], \"o\": {\"k\": [1, [2]]}, \"n\": 1.5, \"s\": \"text\"}";
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    struct str text = {(const char *)data, zero ? (size_t)(zero - data) : size}, json = zero ? (struct str){(const char *)zero + 1, size - text.len - 1} : str_of(about);
    struct arena *arena = arena_new((size_t)256 << 20);
    struct value v, out, again;
    struct error err = {0};
    struct jmespath *e = arena ? jmespath_compile(arena, text, &err) : NULL;
    if (arena && !e && !err.code) abort();
    if (e && json_read(arena, json, NULL, &v, NULL, &err)) {
        bool first = jmespath_search(arena, e, v, &out, &err), second = jmespath_search(arena, e, v, &again, &err);
        if ((first != second && !arena->failed) || (first && second && !value_equal(out, again))) abort();
    }
    arena_free(arena);
    return 0;
}
