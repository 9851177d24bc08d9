#include "live/receiver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "live/http_library.h"
#include "live/sweep.h"
#include "value/json.h"

#define KEEP_EVENTS_MS ((int64_t)24 * 3600 * 1000)
#define TIMEOUT_SECONDS 30u

#define MAX_CONNECTIONS 256u
#define MAX_HELD (4 * RECEIVER_MAX_BODY)   /* of all bodies that are coming in */

struct receiver {
    struct store *store;
    const struct event_index *index;
    struct receiver_options options;
    struct microhttpd http;
    struct MHD_Daemon *daemon;
    size_t held;                 /* only its own thread looks at it */
    atomic_size_t requests, events, ignored, bad;
};

/* One request: its body as it comes in. Refused: what comes is thrown away. */
struct body { struct buf text; unsigned status; const char *why; };

static enum MHD_Result answer(const struct receiver *r, struct MHD_Connection *connection, unsigned status, const char *text)
{
    struct MHD_Response *response = r->http.response(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    r->http.add_header(response, "Content-Type", "application/json");
    enum MHD_Result result = r->http.queue(connection, status, response);
    r->http.destroy(response);
    return result;
}

static bool is_allowed(const struct receiver *r, struct MHD_Connection *connection)
{
    const char *given = r->http.lookup(connection, MHD_HEADER_KIND, "Authorization");
    if (!r->options.token) return true;
    size_t n = strlen(r->options.token);
    return given && strncmp(given, "Bearer ", 7) == 0 && strlen(given + 7) == n && CRYPTO_memcmp(given + 7, r->options.token, n) == 0;
}

/* {"error": "..."} with what went wrong. */
static enum MHD_Result refuse(const struct receiver *r, struct MHD_Connection *connection, struct arena *arena, unsigned status, const struct error *err)
{
    struct buf text = buf_new(0);
    buf_puts(&text, "{\"error\": ");
    json_write_string(&text, str_of(err->message));
    buf_puts(&text, "}\n");
    const char *s = buf_to_arena(arena, &text);
    buf_free(&text);
    return answer(r, connection, status, s ? s : "{}\n");
}

static const char *accepted(struct arena *arena, const struct events *events)
{
    struct buf text = buf_new(0);
    buf_printf(&text, "{\"accepted\": %zu, \"ignored\": %zu", events->len, events->ignored);
    if (events->bad) {
        buf_printf(&text, ", \"bad\": %zu, \"why\": ", events->bad);
        json_write_string(&text, str_of(events->why));
    }
    buf_puts(&text, "}\n");
    const char *s = buf_to_arena(arena, &text);
    buf_free(&text);
    return s;
}

static enum MHD_Result take(struct receiver *r, struct MHD_Connection *connection, const struct body *body)
{
    struct arena *arena = arena_new((size_t)1 << 30);
    struct events events = {0};
    struct error err = {0};
    int64_t now = live_now();
    uint64_t one = 1;
    if (!arena) return MHD_NO;
    enum MHD_Result result;
    if (!events_read(arena, r->index, (struct str){body->text.s ? body->text.s : "", body->text.len}, now, r->options.settle_ms, &events, &err))
        result = refuse(r, connection, arena, err.code == &ERROR_NO_MEMORY ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_BAD_REQUEST, &err), atomic_fetch_add(&r->bad, 1);
    else if (!store_events_accept(r->store, events.items, events.len, now, now + KEEP_EVENTS_MS, STR("http"), STR(""), NULL, &err))
        result = refuse(r, connection, arena, MHD_HTTP_SERVICE_UNAVAILABLE, &err);
    else {
        if (events.len && r->options.wake >= 0 && write(r->options.wake, &one, sizeof one) < 0) {}   /* it looks by itself soon */
        atomic_fetch_add(&r->events, events.len);
        atomic_fetch_add(&r->ignored, events.ignored);
        atomic_fetch_add(&r->bad, events.bad);
        const char *text = accepted(arena, &events);
        result = answer(r, connection, MHD_HTTP_ACCEPTED, text ? text : "{}\n");
    }
    arena_free(arena);
    return result;
}

static void decide(struct body *body, unsigned status, const char *why) { body->status = status, body->why = why; }

/* What the head alone tells, before any of the body is kept. */
static void judge_head(const struct receiver *r, struct MHD_Connection *connection, const char *url, const char *method, struct body *body)
{
    const char *length = r->http.lookup(connection, MHD_HEADER_KIND, "Content-Length");
    if (strcmp(url, "/health") == 0) {
        if (strcmp(method, "GET") == 0) decide(body, MHD_HTTP_OK, "{\"status\": \"ok\"}\n");
        else decide(body, MHD_HTTP_METHOD_NOT_ALLOWED, "{\"error\": \"health is asked for with GET\"}\n");
    } else if (strcmp(url, "/events") != 0) decide(body, MHD_HTTP_NOT_FOUND, "{\"error\": \"there is only /events and /health\"}\n");
    else if (strcmp(method, "POST") != 0) decide(body, MHD_HTTP_METHOD_NOT_ALLOWED, "{\"error\": \"events are posted\"}\n");
    else if (!is_allowed(r, connection)) decide(body, MHD_HTTP_UNAUTHORIZED, "{\"error\": \"the bearer token is missing or wrong\"}\n");
    else if (length && strtoull(length, NULL, 10) > RECEIVER_MAX_BODY) decide(body, MHD_HTTP_CONTENT_TOO_LARGE, "{\"error\": \"more than 16 MiB\"}\n");
}

static void keep(struct receiver *r, struct body *body, const char *data, size_t n)
{
    if (body->status) return;
    if (body->text.len + n > RECEIVER_MAX_BODY) decide(body, MHD_HTTP_CONTENT_TOO_LARGE, "{\"error\": \"more than 16 MiB\"}\n");
    else if (r->held + n > MAX_HELD || !buf_add(&body->text, data, n)) decide(body, MHD_HTTP_SERVICE_UNAVAILABLE, "{\"error\": \"too much is being posted at once\"}\n");
    else r->held += n;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data, size_t *n, void **state)
{
    struct receiver *r = (struct receiver *)context;
    struct body *body = (struct body *)*state;
    (void)version;
    if (!body) {
        if (!(body = (struct body *)calloc(1, sizeof *body))) return MHD_NO;
        body->text = buf_new(RECEIVER_MAX_BODY);
        atomic_fetch_add(&r->requests, 1);
        judge_head(r, connection, url, method, body);
        *state = body;
        return MHD_YES;
    }
    if (*n) {
        keep(r, body, data, *n);
        *n = 0;
        return MHD_YES;
    }
    return body->status ? answer(r, connection, body->status, body->why) : take(r, connection, body);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    struct receiver *r = (struct receiver *)context;
    struct body *body = (struct body *)*state;
    (void)connection, (void)why;
    if (!body) return;
    r->held -= body->text.len;
    buf_free(&body->text);
    free(body);
    *state = NULL;
}

struct receiver *receiver_start(struct store *store, const struct event_index *index, const struct receiver_options *options, struct error *err)
{
    struct receiver *r = (struct receiver *)calloc(1, sizeof *r);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options->port)};
    if (!r) return error_no_memory(err), NULL;
    *r = (struct receiver){.store = store, .index = index, .options = *options};
    if (inet_pton(AF_INET, options->address, &address.sin_addr) != 1) {
        free(r);
        return error_set(err, &ERROR_IO, "'%.60s' is no IPv4 address", options->address), NULL;
    }
    if (!microhttpd_open(&r->http)) {
        free(r);
        return error_set(err, &ERROR_IO, "libmicrohttpd.so.12, which listens, is not installed"), NULL;
    }
    errno = 0;
    r->daemon = r->http.start(MHD_USE_EPOLL_INTERNAL_THREAD, options->port, NULL, NULL, on_request, r, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                                 MHD_OPTION_NOTIFY_COMPLETED, on_end, r, MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_SECONDS,
                                 MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, MHD_OPTION_END);
    if (r->daemon) return r;
    error_set(err, &ERROR_IO, "cannot listen on %.60s:%u: %s", options->address, options->port, errno ? strerror(errno) : "the address is taken or not ours");
    free(r);
    return NULL;
}

uint16_t receiver_port(const struct receiver *r)
{
    const union MHD_DaemonInfo *info = r->http.info(r->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : r->options.port;
}

struct receiver_counts receiver_counts(struct receiver *r)
{
    return (struct receiver_counts){atomic_load(&r->requests), atomic_load(&r->events), atomic_load(&r->ignored), atomic_load(&r->bad)};
}

void receiver_stop(struct receiver *r)
{
    if (!r) return;
    r->http.stop(r->daemon);
    free(r);
}
