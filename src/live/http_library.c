#include "live/http_library.h"

#include "base/arena.h"
#include "base/library.h"

bool microhttpd_open(struct microhttpd *out)
{
    const struct library_function functions[] = {
#define MICROHTTPD_NAME(function, name) {#function, (void **)&out->name},
        MICROHTTPD_FUNCTIONS(MICROHTTPD_NAME)
#undef MICROHTTPD_NAME
    };
    return library_open("libmicrohttpd.so.12", functions, COUNT_OF(functions));
}
