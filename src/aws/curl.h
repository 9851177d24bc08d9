/* aws/curl.h: libcurl, opened when a call is made and not linked: it takes longer to load than a small scan takes, and most runs make no call. */
#ifndef RAMPART_AWS_CURL_H
#define RAMPART_AWS_CURL_H

#ifndef CURL_DISABLE_TYPECHECK
#define CURL_DISABLE_TYPECHECK
#endif
#include <curl/curl.h>
#include <stdbool.h>

/* One row a function: its name in the library, and here. */
#define CURL_FUNCTIONS(ROW)                                                                                       \
    ROW(curl_easy_init, init)                                                                                     \
    ROW(curl_easy_setopt, setopt)                                                                                 \
    ROW(curl_easy_perform, perform)                                                                               \
    ROW(curl_easy_getinfo, getinfo)                                                                               \
    ROW(curl_easy_reset, reset)                                                                                   \
    ROW(curl_easy_cleanup, cleanup)                                                                               \
    ROW(curl_easy_strerror, strerror)                                                                             \
    ROW(curl_slist_append, append)                                                                                \
    ROW(curl_slist_free_all, free_all)                                                                            \
    ROW(curl_multi_init, multi_init)                                                                              \
    ROW(curl_multi_setopt, multi_setopt)                                                                          \
    ROW(curl_multi_add_handle, multi_add)                                                                         \
    ROW(curl_multi_remove_handle, multi_remove)                                                                   \
    ROW(curl_multi_perform, multi_perform)                                                                        \
    ROW(curl_multi_poll, multi_poll)                                                                              \
    ROW(curl_multi_info_read, multi_info_read)                                                                    \
    ROW(curl_multi_cleanup, multi_cleanup)

struct curl_library {
#define CURL_MEMBER(function, name) __typeof__(function) *name;
    CURL_FUNCTIONS(CURL_MEMBER)
#undef CURL_MEMBER
};

/* False: libcurl.so.4 is not installed, or is older than these functions. It stays open. */
bool curl_library_open(struct curl_library *out);

#endif
