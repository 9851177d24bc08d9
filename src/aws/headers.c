/* aws/headers.c: a request's or an answer's headers; see protocol.h. */
#include <strings.h>

#include "aws/protocol.h"

const char *aws_headers_get(const struct aws_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->len; i++)
        if (strcasecmp(headers->items[i].name, name) == 0) return headers->items[i].value;
    return NULL;
}

bool aws_headers_set(struct arena *arena, struct aws_headers *headers, const char *name, const char *value)
{
    for (size_t i = 0; i < headers->len; i++)
        if (strcasecmp(headers->items[i].name, name) == 0) {
            headers->items[i].value = value;
            return true;
        }
    struct aws_header *h = vec_push(arena, headers);
    if (!h) return false;
    *h = (struct aws_header){name, value};
    return true;
}
