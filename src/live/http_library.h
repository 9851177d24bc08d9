/* live/http_library.h: libmicrohttpd, opened when somebody listens and not linked: it brings GnuTLS, which takes longer to load than a small scan takes. */
#ifndef RAMPART_LIVE_HTTP_LIBRARY_H
#define RAMPART_LIVE_HTTP_LIBRARY_H

#include <microhttpd.h>
#include <stdbool.h>

/* One row a function: its name in the library, and here. */
#define MICROHTTPD_FUNCTIONS(ROW)                                                                                 \
    ROW(MHD_start_daemon, start)                                                                                  \
    ROW(MHD_stop_daemon, stop)                                                                                    \
    ROW(MHD_get_daemon_info, info)                                                                                \
    ROW(MHD_lookup_connection_value, lookup)                                                                      \
    ROW(MHD_create_response_from_buffer, response)                                                                \
    ROW(MHD_add_response_header, add_header)                                                                      \
    ROW(MHD_queue_response, queue)                                                                                \
    ROW(MHD_destroy_response, destroy)

struct microhttpd {
#define MICROHTTPD_MEMBER(function, name) __typeof__(function) *name;
    MICROHTTPD_FUNCTIONS(MICROHTTPD_MEMBER)
#undef MICROHTTPD_MEMBER
};

/* False: libmicrohttpd.so.12 is not installed, or is older than these functions. It stays open. */
bool microhttpd_open(struct microhttpd *out);

#endif
