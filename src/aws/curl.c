/* aws/curl.c: see curl.h. */
#include "aws/curl.h"

#include "base/arena.h"
#include "base/library.h"

bool curl_library_open(struct curl_library *out)
{
    const struct library_function functions[] = {
#define CURL_NAME(function, name) {#function, (void **)&out->name},
        CURL_FUNCTIONS(CURL_NAME)
#undef CURL_NAME
    };
    return library_open("libcurl.so.4", functions, COUNT_OF(functions));
}
