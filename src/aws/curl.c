/* aws/curl.c: see curl.h. */
#include "aws/curl.h"

#include <dlfcn.h>
#include <stddef.h>

#include "base/arena.h"

bool curl_library_open(struct curl_library *out)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    const struct { const char *name; void **to; } names[] = {
#define CURL_NAME(function, name) {#function, (void **)&out->name},
        CURL_FUNCTIONS(CURL_NAME)
#undef CURL_NAME
    };
    for (size_t i = 0; library && i < COUNT_OF(names); i++)
        if (!(*names[i].to = dlsym(library, names[i].name))) return false;
    return library != NULL;
}
