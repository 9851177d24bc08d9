#include "live/receiver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <unistd.h>

#include "live/sweep.h"
#include "value/json.h"

#define KEEP_EVENTS_MS ((int64_t)24 * 3600 * 1000)
#define TIMEOUT_SECONDS 30u

struct receiver { struct store *store; const struct event_index *index; struct receiver_options options; struct MHD_Daemon *daemon; };

/* One request: its body as it comes in. */
struct body { struct buf text; bool too_long; };

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *text)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static bool is_allowed(const struct receiver *r, struct MHD_Connection *connection)
{
    const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
    if (!r->options.token) return true;
    size_t n = strlen(r->options.token);
    return given && strncmp(given, "Bearer ", 7) == 0 && strlen(given + 7) == n && CRYPTO_memcmp(given + 7, r->options.token, n) == 0;
}

/* {"error": "..."} with what went wrong. */
static enum MHD_Result refuse(struct MHD_Connection *connection, struct arena *arena, unsigned status, const struct error *err)
{
    struct buf text = buf_new(0);
    buf_puts(&text, "{\"error\": ");
    json_write_string(&text, str_of(err->message));
    buf_puts(&text, "}\n");
    const char *s = buf_to_arena(arena, &text);
    buf_free(&text);
    return answer(connection, status, s ? s : "{}\n");
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
        result = refuse(connection, arena, err.code == &ERROR_NO_MEMORY ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_BAD_REQUEST, &err);
    else if (!store_events_accept(r->store, events.items, events.len, now, now + KEEP_EVENTS_MS, STR("http"), STR(""), NULL, &err))
        result = refuse(connection, arena, MHD_HTTP_SERVICE_UNAVAILABLE, &err);
    else {
        if (events.len && r->options.wake >= 0 && write(r->options.wake, &one, sizeof one) < 0) {}   /* it looks by itself soon */
        const char *text = arena_printf(arena, "{\"accepted\": %zu, \"ignored\": %zu}\n", events.len, events.ignored);
        result = answer(connection, MHD_HTTP_ACCEPTED, text ? text : "{}\n");
    }
    arena_free(arena);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data, size_t *n, void **state)
{
    struct receiver *r = (struct receiver *)context;
    struct body *body = (struct body *)*state;
    (void)version;
    if (!body) {
        if (!(body = (struct body *)calloc(1, sizeof *body))) return MHD_NO;
        body->text = buf_new(RECEIVER_MAX_BODY);
        *state = body;
        return MHD_YES;
    }
    if (*n) {
        body->too_long |= !buf_add(&body->text, data, *n);
        *n = 0;
        return MHD_YES;
    }
    if (strcmp(url, "/health") == 0 && strcmp(method, "GET") == 0) return answer(connection, MHD_HTTP_OK, "{\"status\": \"ok\"}\n");
    if (strcmp(url, "/events") != 0) return answer(connection, MHD_HTTP_NOT_FOUND, "{\"error\": \"there is only /events and /health\"}\n");
    if (strcmp(method, "POST") != 0) return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "{\"error\": \"events are posted\"}\n");
    if (!is_allowed(r, connection)) return answer(connection, MHD_HTTP_UNAUTHORIZED, "{\"error\": \"the bearer token is missing or wrong\"}\n");
    if (body->too_long) return answer(connection, MHD_HTTP_CONTENT_TOO_LARGE, "{\"error\": \"more than 16 MiB\"}\n");
    return take(r, connection, body);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    struct body *body = (struct body *)*state;
    (void)context, (void)connection, (void)why;
    if (!body) return;
    buf_free(&body->text);
    free(body);
}

struct receiver *receiver_start(struct store *store, const struct event_index *index, const struct receiver_options *options, struct error *err)
{
    struct receiver *r = (struct receiver *)calloc(1, sizeof *r);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options->port)};
    if (!r) return error_no_memory(err), NULL;
    *r = (struct receiver){store, index, *options, NULL};
    if (inet_pton(AF_INET, options->address, &address.sin_addr) != 1) {
        free(r);
        return error_set(err, &ERROR_IO, "'%.60s' is no IPv4 address", options->address), NULL;
    }
    errno = 0;
    r->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, options->port, NULL, NULL, on_request, r, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                                 MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_SECONDS, MHD_OPTION_END);
    if (r->daemon) return r;
    error_set(err, &ERROR_IO, "cannot listen on %.60s:%u: %s", options->address, options->port, errno ? strerror(errno) : "the address is taken or not ours");
    free(r);
    return NULL;
}

uint16_t receiver_port(const struct receiver *r)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(r->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : r->options.port;
}

void receiver_stop(struct receiver *r)
{
    if (!r) return;
    MHD_stop_daemon(r->daemon);
    free(r);
}
