/* aws/http.h: many HTTP exchanges at once on one thread, connections kept open between them.
 *   http_new → http_start (many) → http_work (until nothing is in flight; `done` may start more) → http_free
 * Threads: one. */
#ifndef RAMPART_AWS_HTTP_H
#define RAMPART_AWS_HTTP_H

#include "aws/protocol.h"
#include "base/buf.h"

#define HTTP_BODY_MAX ((size_t)256 << 20)      /* of an answer, unpacked: what one page may take of memory */
#define HTTP_HEADERS_MAX ((size_t)256 << 10)

struct http;

enum http_failure { HTTP_ANSWERED, HTTP_UNREACHABLE, HTTP_TIMED_OUT, HTTP_BROKEN, HTTP_TOO_LARGE };

struct http_exchange {
    /* The request; all must live until it is done. */
    const char *method, *url;
    const struct aws_headers *headers;
    struct str body;
    unsigned connect_timeout_ms, timeout_ms;
    bool packed;                                       /* ask for gzip, and unpack it */
    bool no_proxy;                                     /* metadata services are never asked through one */
    void (*done)(void *context, struct http_exchange *exchange);
    void *context;
    /* The answer. */
    struct arena *arena;                               /* for its headers */
    enum http_failure failure;
    const char *why;                                   /* of a failure: libcurl's words */
    int status;
    struct aws_headers answer_headers;
    struct buf answer;                                 /* http_exchange_end frees it */
    /* Private. */
    void *easy, *list;
    size_t header_bytes;
    struct http_exchange *previous, *next;
};

/* `ca_bundle` NULL: the system's. AWS_CONNECTION where libcurl is not installed. */
MUST_USE struct http *http_new(unsigned max_idle, const char *ca_bundle, struct error *err);
void http_free(struct http *http);   /* what is still in flight ends without `done` */

/* `done` comes later, out of http_work. AWS_PARAMETER for a header with a line end in it. */
MUST_USE bool http_start(struct http *http, struct http_exchange *exchange, struct error *err);
/* Ends it without `done`. */
void http_cancel(struct http *http, struct http_exchange *exchange);
/* Waits at most wait_ms for something to happen, and lets it happen. */
MUST_USE bool http_work(struct http *http, int wait_ms, struct error *err);
/* Frees the answer, its bytes cleared first when `secret`. */
void http_exchange_end(struct http_exchange *exchange, bool secret);

#endif
