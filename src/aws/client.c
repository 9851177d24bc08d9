/* aws/client.c: see client.h. The queue and the loop; what happens to one call is in call.c. */
#include "aws/client.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "aws/client_internal.h"
#include "aws/waiter.h"

#define IN_FLIGHT 256
#define PER_HOST 64
#define CONNECT_MS 10000
#define TIMEOUT_MS 60000
#define LONGEST_WAIT_MS 60000

/* --- making --- */

static unsigned or_else(unsigned n, unsigned other) { return n ? n : other; }

static bool set_options(struct aws_client *client, const struct aws_client_options *options, struct error *err)
{
    struct aws_client_options *o = &client->options;
    *o = options ? *options : (struct aws_client_options){0};
    o->max_in_flight = or_else(o->max_in_flight, IN_FLIGHT);
    o->max_per_host = or_else(o->max_per_host, PER_HOST);
    o->connect_timeout_ms = or_else(o->connect_timeout_ms, CONNECT_MS);
    o->timeout_ms = or_else(o->timeout_ms, TIMEOUT_MS);
    if (o->endpoint_url && !(o->endpoint_url = arena_strdup(client->arena, o->endpoint_url))) return error_no_memory(err);
    client->random = o->seed;
    if (!client->random && getrandom(&client->random, sizeof client->random, 0) != (ssize_t)sizeof client->random) client->random = (uint64_t)time(NULL);
    return settings_read(client->arena, NULL, VALUE_NONE, &client->settings, err);
}

struct aws_client *aws_client_new(struct aws_models *models, const struct aws_client_options *options, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct aws_client *client = arena ? arena_zero(arena, sizeof *client) : NULL;
    if (!client) {
        arena_free(arena);
        error_no_memory(err);
        return NULL;
    }
    client->arena = arena, client->models = models;
    if (set_options(client, options, err)) return client;
    arena_free(arena);
    return NULL;
}

void aws_client_free(struct aws_client *client)
{
    if (!client) return;
    http_free(client->http);
    for (struct call *call = client->calls, *next; call; call = next) {
        next = call->next_open;
        if (call->sent) http_exchange_end(&call->exchange, call->inner);
        call_free(call);
    }
    timers_free(&client->timers);
    client_buckets_free(client);
    arena_free(client->arena);
}

struct aws_models *aws_client_models(struct aws_client *client) { return client->models; }
struct aws_client_counts aws_client_counts(const struct aws_client *client) { return client->counts; }

/* --- what calls and credentials need of it --- */

bool client_http(struct aws_client *client, struct error *err)
{
    if (!client->http) client->http = http_new(client->options.max_in_flight, client->settings.ca_bundle, err);
    return client->http != NULL;
}

/* In [0, 1): splitmix64, so that a test can have the same run twice. */
double client_chance(struct aws_client *client)
{
    uint64_t z = client->random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

int64_t client_now(const struct aws_client *client) { return (int64_t)time(NULL) + client->skew; }

struct lane *client_lane(struct aws_client *client, const char *origin)
{
    struct lane *lane = map_get(&client->lanes, str_of(origin));
    if (lane) return lane;
    const char *key = arena_strdup(client->arena, origin);
    lane = arena_zero(client->arena, sizeof *lane);
    if (!key || !lane || !map_set(client->arena, &client->lanes, str_of(key), lane)) return NULL;
    lane->skew = client->skew;   /* ours is wrong rather than theirs */
    return lane;
}

void client_ready(struct call *call, bool first)
{
    struct aws_client *client = call->client;
    call->next = NULL;
    if (first) {
        call->next = client->first;
        client->first = call;
        if (!client->last) client->last = call;
        return;
    }
    if (client->last) client->last->next = call;
    else client->first = call;
    client->last = call;
}

/* A connection is free: who waited longest for it is next. */
void client_lane_left(struct aws_client *client, struct lane *lane)
{
    struct call *call = lane->first;
    lane->sending--;
    if (!call) return;
    lane->first = call->next;
    if (!lane->first) lane->last = NULL;
    client_ready(call, true);
}

void client_close(struct call *call)
{
    struct aws_client *client = call->client;
    if (call->previous) call->previous->next_open = call->next_open;
    else client->calls = call->next_open;
    if (call->next_open) call->next_open->previous = call->previous;
    client->open--;
    call_free(call);
}

static void open_call(struct call *call, bool first, unsigned delay_ms)
{
    struct aws_client *client = call->client;
    call->next_open = client->calls;
    if (client->calls) client->calls->previous = call;
    client->calls = call;
    client->open++;
    client->counts.calls++;
    call->waiting = delay_ms && timers_set(&client->timers, &call->timer, timers_now_ms() + delay_ms);   /* without memory for a timer: at once */
    if (!call->waiting) client_ready(call, first);
}

bool client_exchange(struct aws_client *client, struct http_exchange *exchange, struct error *err)
{
    return client_http(client, err) && http_start(client->http, exchange, err);
}

void client_exchange_cancel(struct aws_client *client, struct http_exchange *exchange)
{
    if (client->http) http_cancel(client->http, exchange);
}

bool client_timer(struct aws_client *client, struct timer *timer, int64_t at_ms) { return timers_set(&client->timers, timer, at_ms); }
void client_timer_unset(struct aws_client *client, struct timer *timer) { timers_unset(&client->timers, timer); }

bool client_submit_inner(struct aws_client *client, const struct aws_request *request, const struct aws_settings *settings, struct call **out, struct error *err)
{
    struct call *call = call_new(client, request, settings, err);
    if (!call) return false;
    call->inner = true;
    *out = call;
    open_call(call, true, 0);
    return true;
}

void client_call_forget(struct call *call) { call->done = NULL; }

/* --- asking --- */

bool aws_submit(struct aws_client *client, const struct aws_request *request, struct error *err)
{
    struct call *call = call_new(client, request, NULL, err);
    if (call) open_call(call, false, request->delay_ms);
    return call != NULL;
}

/* Starts what is ready, as long as there is room. Calls on which others wait need none. */
static void start_ready(struct aws_client *client)
{
    while (client->first && (client->sending < client->options.max_in_flight || client->first->inner)) {
        struct call *call = client->first;
        client->first = call->next;
        if (!client->first) client->last = NULL;
        call->next = NULL;
        call_start(call);
    }
}

static bool wait_for_something(struct aws_client *client, int64_t deadline_ms, struct error *err)
{
    int64_t now = timers_now_ms(), next = timers_next_ms(&client->timers), wait = next == INT64_MAX ? LONGEST_WAIT_MS : next - now;
    if (deadline_ms && deadline_ms - now < wait) wait = deadline_ms - now;
    if (client->first && client->sending < client->options.max_in_flight) wait = 0;
    if (wait < 0) wait = 0;
    if (wait > LONGEST_WAIT_MS) wait = LONGEST_WAIT_MS;
    if (!client->http) {
        (void)poll(NULL, 0, (int)wait);
        return true;
    }
    return http_work(client->http, (int)wait, err);
}

/* Until nothing is open, *enough, or the deadline. */
static bool work(struct aws_client *client, int64_t deadline_ms, const bool *enough, struct error *err)
{
    while (client->open) {
        start_ready(client);
        if (!client->open || (enough && *enough) || (deadline_ms && timers_now_ms() >= deadline_ms)) return true;
        if (!wait_for_something(client, deadline_ms, err)) return false;
        timers_fire(&client->timers, timers_now_ms());
        if (enough && *enough) return true;
    }
    return true;
}

bool aws_client_run(struct aws_client *client, int64_t deadline_ms, struct error *err) { return work(client, deadline_ms, NULL, err); }

/* --- one call, and its answer --- */

struct single {
    struct arena *arena;
    const struct aws_service *service;
    struct paginator *paginator;
    struct paginator_whole whole;
    struct value result;
    struct aws_fault fault;
    struct error error;
    int status;
    bool done;
};

static bool copy_text(struct arena *arena, const char **text) { return (*text = arena_strdup(arena, *text ? *text : "")) != NULL; }

static bool copy_fault(struct arena *arena, const struct aws_fault *from, struct aws_fault *to)
{
    *to = *from;
    if (!value_is_none(from->details) && value_is_none(to->details = value_copy(arena, from->details))) return false;
    return copy_text(arena, &to->code) && copy_text(arena, &to->message) && copy_text(arena, &to->request_id);
}

static void take_page(struct single *s, const struct aws_answer *a)
{
    struct value page = value_is_none(a->result) ? value_object(s->arena, NULL, 0) : value_copy(s->arena, a->result);
    if (value_is_none(page)) error_no_memory(&s->error);
    else if (!s->paginator) s->result = page;
    else if (!s->error.code && !paginator_add(s->arena, s->paginator, &s->whole, page, &s->error)) s->result = VALUE_NONE;
}

static void on_single(void *context, struct aws_answer *a)
{
    struct single *s = context;
    s->status = a->status;
    if (a->error.code) s->error = a->error;
    else if (a->fault.code[0]) {
        if (!copy_fault(s->arena, &a->fault, &s->fault)) error_no_memory(&s->error);
    } else take_page(s, a);
    s->done = a->last;
}

static bool fault_error(const struct aws_request *request, const struct aws_fault *fault, struct error *err)
{
    return error_set(err, &AWS_FAULT, "%s of %s: %s: %s", request->operation, request->service, fault->code, fault->message);
}

static bool find_pages(struct arena *arena, struct aws_client *client, const struct aws_request *request, struct paginator **out, struct error *err)
{
    struct aws_operation operation;
    const struct aws_service *service = aws_models_service(client->models, str_of(request->service), err);
    *out = NULL;
    return service && aws_operation_find(arena, service, str_of(request->operation), &operation, err) && (!request->pages || paginator_of(arena, &operation, out, err));
}

static bool one_call(struct arena *arena, struct aws_client *client, const struct aws_request *request, struct single *s, struct error *err)
{
    struct aws_request own = *request;
    *s = (struct single){.arena = arena, .fault = {"", "", "", 0, {0}}};
    own.done = on_single, own.context = s;
    if (!find_pages(arena, client, request, &s->paginator, err) || !aws_submit(client, &own, err) || !work(client, 0, &s->done, err)) return false;
    if (s->error.code) {
        if (err) *err = s->error;
        return false;
    }
    if (s->fault.code[0]) return true;
    return !s->paginator || paginator_whole(arena, s->paginator, &s->whole, &s->result, err);
}

bool aws_call(struct arena *arena, struct aws_client *client, const struct aws_request *request, struct value *result, struct aws_fault *fault, struct error *err)
{
    struct single s;
    bool ok = one_call(arena, client, request, &s, err);
    if (fault) *fault = s.fault;
    if (!ok) return false;
    if (s.fault.code[0]) return fault_error(request, &s.fault, err);
    *result = s.result;
    return true;
}

/* Lets other calls go on meanwhile. */
static bool pause_ms(struct aws_client *client, int64_t ms, struct error *err)
{
    int64_t until = timers_now_ms() + ms;
    if (!work(client, until, NULL, err)) return false;
    int64_t left = until - timers_now_ms();
    if (left > 0) (void)poll(NULL, 0, (int)left);
    return true;
}

bool aws_wait(struct arena *arena, struct aws_client *client, const struct aws_request *request, const char *name, struct error *err)
{
    struct waiter waiter;
    struct aws_request own = *request;
    const struct aws_service *service = aws_models_service(client->models, str_of(request->service), err);
    if (!service || !waiter_find(arena, service, name, &waiter, err)) return false;
    own.operation = waiter.operation, own.pages = false;
    for (unsigned i = 0; i < waiter.tries; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct single s;
        enum waiter_state state;
        const char *why;
        if (i && !pause_ms(client, waiter.delay_ms, err)) return false;
        if (!one_call(arena, client, &own, &s, err) || !waiter_judge(arena, &waiter, s.result, &s.fault, s.status, &state, &why, err)) return false;
        if (state == WAITER_SUCCESS) return true;
        if (state == WAITER_FAILURE) return error_set(err, &AWS_FAULT, "waiting for %s of %s: %s", name, service->name, why);
        arena_rewind(arena, mark);
    }
    return error_set(err, &AWS_CONNECTION, "waiting for %s of %s: not so after %u tries", name, service->name, waiter.tries);
}
