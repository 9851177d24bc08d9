/* aws/call.c: one call's life: prepared, signed, sent, judged; sent again or answered, page after page. */
#include "aws/client_internal.h"

#include <stdlib.h>
#include <time.h>

#include "aws/quirks.h"
#include "aws/sigv4.h"
#include "value/json.h"

#define ATTEMPTS 3
#define ATTEMPTS_DYNAMODB 4
#define FAULT_BODY_MAX 4096

/* --- making --- */

static const char *text_or(const char *text, const char *other) { return text && *text ? text : other; }

static bool find_region(struct call *call, const struct aws_request *request, struct error *err)
{
    const char *region = text_or(request->region, text_or(call->settings->region, call->client->settings.region));
    if (!region && aws_is_global(call->operation.service)) region = "us-east-1";
    if (!region) {
        error_set(err, &AWS_ENDPOINT, "no region is said for %s", call->operation.service->name);
        return error_help(err, "name one in the call, in AWS_REGION, or as region in the profile");
    }
    call->region = arena_strdup(call->arena, region);
    return call->region || error_no_memory(err);
}

/* The request of the page with these parameters. */
static bool prepare(struct call *call, struct value params, struct error *err)
{
    const struct aws_client_options *o = &call->client->options;
    call->page_params = params;
    struct aws_target target = {.region = call->region, .custom_url = o->endpoint_url, .fips = o->fips, .dual_stack = o->dual_stack};
    if (!target.custom_url && !settings_endpoint_url(call->page, call->settings, call->operation.service, &target.custom_url, err)) return false;
    if (!aws_prepare(call->page, call->client->models, &call->operation, params, &target, &call->prepared, err)) return false;
    call->lane = client_lane(call->client, call->prepared.origin);
    return call->lane || error_no_memory(err);
}

static double seconds(void) { return (double)timers_now_ms() / 1000; }

/* Calls go on in the order in which they came, as tokens come. */
static void release_tokens(struct bucket *bucket)
{
    double wait = 0;
    while (bucket->first && (wait = retry_rate_take(&bucket->rate, seconds())) <= 0) {
        struct call *call = bucket->first;
        bucket->first = call->next;
        if (!bucket->first) bucket->last = NULL;
        call->rated = true;
        client_ready(call, false);
    }
    if (!bucket->first) timers_unset(&bucket->client->timers, &bucket->timer);
    else if (!timers_set(&bucket->client->timers, &bucket->timer, timers_now_ms() + (int64_t)(wait * 1000) + 1)) {
        struct call *call = bucket->first;   /* without memory for a timer: rather too fast than never */
        bucket->first = bucket->last = NULL;
        for (struct call *next; call; call = next) {
            next = call->next;
            call->rated = true;
            client_ready(call, false);
        }
    }
}

static void on_token(void *context) { release_tokens(context); }

static bool find_bucket(struct call *call, const char *account, struct error *err)
{
    const char *key = arena_printf(call->arena, "%s/%s/%s", account ? account : "", call->region, call->operation.service->name);
    call->bucket = key ? client_bucket(call->client, str_of(key), on_token) : NULL;
    if (!call->bucket) return error_no_memory(err);
    call->bucket->calls++;
    return true;
}

static void set_retries(struct call *call)
{
    const struct aws_client *client = call->client;
    const char *mode = text_or(client->settings.retry_mode, call->settings->retry_mode);
    unsigned said = client->settings.max_attempts ? client->settings.max_attempts : call->settings->max_attempts;
    bool dynamodb = strncmp(call->operation.service->name, "dynamodb", 8) == 0;
    call->max_attempts = client->options.max_attempts ? client->options.max_attempts : said ? said : dynamodb ? ATTEMPTS_DYNAMODB : ATTEMPTS;
    call->adaptive = client->options.retry_mode == AWS_RETRY_ADAPTIVE || (mode && strcmp(mode, "adaptive") == 0);
}

static void on_timer(void *context)
{
    struct call *call = context;
    call->waiting = false;
    client_ready(call, false);
}

static void answer_error(struct call *call, const struct error *err);

static void on_credentials(void *context, const struct error *err)
{
    struct call *call = context;
    call->waiting = false;
    if (err) answer_error(call, err);
    else client_ready(call, false);
}

static bool fill(struct call *call, const struct aws_request *request, struct error *err)
{
    const struct aws_service *service = aws_models_service(call->client->models, str_of(request->service), err);
    if (!service || !aws_operation_find(call->arena, service, str_of(request->operation), &call->operation, err)) return false;
    if (!find_region(call, request, err) || !find_bucket(call, request->account, err)) return false;
    if (request->pages && !paginator_of(call->arena, &call->operation, &call->paginator, err)) return false;
    set_retries(call);
    return prepare(call, call->params, err);
}

struct call *call_new(struct aws_client *client, const struct aws_request *request, const struct aws_settings *settings, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct call *call = arena ? arena_zero(arena, sizeof *call) : NULL;
    struct arena *page = call ? arena_new(0) : NULL;
    if (!page) {
        arena_free(arena);
        error_no_memory(err);
        return NULL;
    }
    *call = (struct call){.client = client, .arena = arena, .page = page, .params = request->params, .provider = request->provider, .done = request->done,
                          .context = request->context, .settings = settings ? settings : request->provider ? provider_settings(request->provider) : &client->settings};
    call->waiter = (struct provider_waiter){.wake = on_credentials, .context = call};
    call->timer = (struct timer){.fire = on_timer, .context = call};
    if (fill(call, request, err)) return call;
    call_free(call);
    return NULL;
}

static void end_arena(const struct call *call, struct arena *arena)
{
    if (call->inner) arena_wipe(arena);
    else arena_free(arena);
}

void call_free(struct call *call)
{
    struct arena *attempt = call->attempt, *page = call->page, *arena = call->arena;
    timers_unset(&call->client->timers, &call->timer);
    provider_forget(&call->waiter);
    if (call->bucket) call->bucket->calls--;
    arena_wipe(attempt);   /* a session token is in its headers */
    end_arena(call, page);
    end_arena(call, arena);   /* the call itself is in it */
}

/* --- answering --- */

static const struct aws_fault no_fault = {"", "", "", 0, {0}};

static void answer(struct call *call, struct aws_answer *a)
{
    a->attempts = call->attempts, a->throttled = call->throttled;
    if (!a->fault.code) a->fault = no_fault;
    if (a->error.code || a->fault.code[0]) call->client->counts.failed++;
    if (call->done) call->done(call->context, a);
    end_arena(call, a->arena);
    a->arena = NULL;
}

static void answer_last(struct call *call, struct aws_answer *a)
{
    a->last = true;
    answer(call, a);
    client_close(call);
}

static void answer_error(struct call *call, const struct error *err)
{
    struct aws_answer a = {.error = *err, .status = call->exchange.status};
    answer_last(call, &a);
}

static bool was_seen(struct call *call, struct value tokens, struct error *err, bool *seen)
{
    struct buf text = buf_new(0);
    json_write(&text, tokens, 0);
    uint64_t hash = hash_bytes(text.s ? text.s : "", text.len), *slot = NULL;
    bool ok = !text.failed;
    buf_free(&text);
    *seen = false;
    for (size_t i = 0; i < call->tokens.len; i++) *seen |= call->tokens.items[i] == hash;
    if (ok && !*seen && (slot = vec_push(call->arena, &call->tokens))) *slot = hash;
    return (ok && (*seen || slot)) || error_no_memory(err);
}

/* The next page's request, in memory of its own: the answer of this page is the receiver's. */
static bool turn_page(struct call *call, struct value tokens, struct error *err)
{
    bool seen;
    struct value params;
    if (!was_seen(call, tokens, err, &seen)) return false;
    if (seen) return error_set(err, &AWS_PAGES, "%s of %s answers with a page token that it gave before", call->operation.name, call->operation.service->name);
    struct arena *page = arena_new(0), *old = call->page;
    if (!page) return error_no_memory(err);
    call->page = page;
    tokens = value_copy(page, tokens);
    end_arena(call, old);
    if (value_is_none(tokens)) return error_no_memory(err);
    return paginator_params(page, call->paginator, call->params, tokens, &params, err) && prepare(call, params, err);
}

static void answer_result(struct call *call, struct aws_answer *a)
{
    struct value tokens = VALUE_NONE;
    struct error err = {0};
    retry_give(&call->bucket->budget, call->taken);
    if (call->paginator && !paginator_next(a->arena, call->paginator, a->result, &tokens, &err)) a->result = VALUE_NONE, a->error = err;
    if (value_is_none(tokens)) { answer_last(call, a); return; }
    bool goes_on = turn_page(call, tokens, &err);
    answer(call, a);
    if (!goes_on) { answer_error(call, &err); return; }
    call->attempts = call->throttled = call->taken = 0;
    call->renewed = call->redirected = call->corrected = false;
    client_ready(call, false);
}

/* --- judging what came --- */

static void count_answer(struct call *call, bool throttled)
{
    if (!call->adaptive) return;
    retry_rate_answered(&call->bucket->rate, throttled, call->sent_at, seconds());
    release_tokens(call->bucket);   /* the rate may have changed */
}

/* As soon as possible: what was wrong is put right. */
static void again_at_once(struct call *call) { client_ready(call, true); }

static int64_t asked_delay(const struct call *call)
{
    const char *text = aws_headers_get(&call->exchange.answer_headers, "x-amz-retry-after");
    char *end;
    long ms = text ? strtol(text, &end, 10) : -1;
    return text && !*end && ms >= 0 ? ms : -1;
}

/* Sent again later? Else the answer stands. */
static bool again_later(struct call *call, enum retry_kind kind)
{
    if (kind == RETRY_NO || call->attempts >= call->max_attempts) return false;
    unsigned cost = retry_take(&call->bucket->budget, kind);
    if (!cost) return false;
    call->taken = cost;
    int64_t delay = retry_delay_ms(kind, call->attempts, asked_delay(call), client_chance(call->client));
    call->waiting = timers_set(&call->client->timers, &call->timer, timers_now_ms() + delay);
    return call->waiting;
}

/* The service's clock and ours are apart: the next signature has its time. */
static bool correct_clock(struct call *call, const char *code)
{
    int64_t skew, now = (int64_t)time(NULL);
    if (call->corrected || !skew_is_suspected(code) || !skew_of(aws_headers_get(&call->exchange.answer_headers, "date"), now + call->lane->skew, &skew)) return false;
    call->lane->skew += skew;
    call->client->skew = call->lane->skew;
    return call->corrected = true;
}

/* S3 names the region where the bucket is. */
static bool follow_bucket(struct call *call, const struct aws_fault *fault)
{
    const char *region = aws_headers_get(&call->exchange.answer_headers, "x-amz-bucket-region");
    static const char *const codes[] = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301", "307", "400"};
    bool moved = fault->status == 301 || fault->status == 307;
    for (size_t i = 0; i < COUNT_OF(codes); i++) moved |= strcmp(fault->code, codes[i]) == 0;
    if (call->redirected || !moved || !region || strcmp(call->operation.service->name, "s3") != 0 || strcmp(region, call->region) == 0) return false;
    const char *before = call->region;
    call->region = arena_strdup(call->arena, region);
    call->redirected = true;
    if (call->region && prepare(call, call->page_params, NULL)) return true;
    call->region = before;
    return false;
}

static void judge_fault(struct call *call, struct aws_answer *a)
{
    const struct aws_fault *fault = &a->fault;
    enum retry_kind kind = retry_of_fault(&call->operation, fault);
    bool throttled = kind == RETRY_THROTTLED;
    call->throttled += throttled;
    call->client->counts.throttled += throttled;
    count_answer(call, throttled);
    bool mended = correct_clock(call, fault->code) || follow_bucket(call, fault);
    if (!mended && retry_is_expired(fault->code) && call->provider && !call->renewed) mended = call->renewed = provider_expired(call->provider, call->generation);
    if (mended || again_later(call, kind)) {
        end_arena(call, a->arena);
        if (mended) again_at_once(call);
        return;
    }
    answer_last(call, a);
}

static void judge_no_answer(struct call *call, const struct http_exchange *x)
{
    enum retry_kind kind = x->failure == HTTP_TIMED_OUT ? RETRY_TIMEOUT : x->failure == HTTP_TOO_LARGE ? RETRY_NO : RETRY_TRANSIENT;
    struct error err = {0};
    count_answer(call, false);
    if (again_later(call, kind)) return;
    error_set(&err, &AWS_CONNECTION, "%s of %s at %s: %s, after %u %s", call->operation.name, call->operation.service->name, call->prepared.host, x->why, call->attempts,
              call->attempts == 1 ? "try" : "tries");
    answer_error(call, &err);
}

/* What is half or malformed may be asked for again where asking changes nothing. */
static void judge_broken_answer(struct call *call, struct aws_answer *a)
{
    bool harmless = aws_only_reads(&call->operation) || call->exchange.status >= 500;
    if (a->error.code == &AWS_ANSWER && harmless && again_later(call, RETRY_TRANSIENT)) {
        end_arena(call, a->arena);
        return;
    }
    a->result = VALUE_NONE;
    answer_last(call, a);
}

static void judge(struct call *call)
{
    struct http_exchange *x = &call->exchange;
    struct aws_answer a = {.arena = arena_new(0), .status = x->status};
    struct aws_http_response response = {x->status, x->answer_headers, {x->answer.s ? x->answer.s : "", x->answer.len}};
    if (!a.arena) { error_no_memory(&a.error); answer_last(call, &a); return; }
    if (quirks_is_late_error(&call->operation, &response)) response.status = 500;
    a.fault = no_fault;
    bool ok = aws_parse(a.arena, &call->operation, &response, &a.result, &a.fault, &a.error);
    if (ok && a.fault.code && a.fault.code[0]) {
        if (!a.fault.status) a.fault.status = response.status;
        judge_fault(call, &a);
        return;
    }
    if (!ok || !quirks_result(a.arena, &call->operation, a.result, &a.result, &a.error)) { judge_broken_answer(call, &a); return; }
    count_answer(call, false);
    answer_result(call, &a);
}

static void on_exchange(void *context, struct http_exchange *x)
{
    struct call *call = context;
    struct aws_client *client = call->client;
    bool inner = call->inner;
    struct buf body = x->answer;   /* outlives the call, which may end in judge */
    call->sent = false;
    client->sending--;
    client->counts.bytes_in += x->answer.len;
    client_lane_left(client, call->lane);
    if (x->failure != HTTP_ANSWERED) judge_no_answer(call, x);
    else judge(call);
    struct http_exchange left = {.answer = body};
    http_exchange_end(&left, inner);
}

/* --- sending --- */

static bool copy_headers(struct arena *arena, const struct aws_headers *from, struct aws_headers *to)
{
    *to = (struct aws_headers){0};
    for (size_t i = 0; i < from->len; i++) {
        struct aws_header *h = vec_push(arena, to);
        if (!h) return false;
        *h = from->items[i];
    }
    return aws_headers_set(arena, to, "user-agent", "rampart/" RAMPART_VERSION);
}

static bool sign(struct call *call, struct aws_http_request *request, const struct aws_credentials *credentials, struct error *err)
{
    const struct aws_prepared *p = &call->prepared;
    bool https = strncmp(p->origin, "https:", 6) == 0;
    struct sigv4_options options = {.region = p->signing_region, .service = p->signing_name, .now = (int64_t)time(NULL) + call->lane->skew, .s3 = p->s3,
                                    .unsigned_payload = request->unsigned_payload && https};
    return !credentials || sigv4_sign(call->attempt, request, p->host, credentials, &options, NULL, err);
}

static bool send_now(struct call *call, const struct aws_credentials *credentials, struct error *err)
{
    struct aws_client *client = call->client;
    if (!client_http(client, err)) return false;
    arena_wipe(call->attempt);
    call->attempt = arena_new(0);
    struct aws_http_request *request = call->attempt ? arena_copy(call->attempt, &call->prepared.request, sizeof *request) : NULL;
    char *url = request ? aws_prepared_url(call->attempt, &call->prepared) : NULL;
    if (!url || !copy_headers(call->attempt, &call->prepared.request.headers, &request->headers)) return error_no_memory(err);
    if (!sign(call, request, credentials, err)) return false;
    call->exchange = (struct http_exchange){
        .method = request->method, .url = url, .headers = &request->headers, .body = request->body, .connect_timeout_ms = client->options.connect_timeout_ms,
        .timeout_ms = client->options.timeout_ms, .packed = strcmp(call->operation.service->name, "s3") != 0, .done = on_exchange, .context = call, .arena = call->attempt};
    return http_start(client->http, &call->exchange, err);
}

/* Waits for a token of the rate (adaptive mode), behind those who wait already; true when there is nothing to wait for. */
static bool has_token(struct call *call)
{
    struct bucket *bucket = call->bucket;
    if (!call->adaptive || call->rated) return true;
    if (!bucket->first && retry_rate_take(&bucket->rate, seconds()) <= 0) return call->rated = true;
    call->next = NULL;
    if (bucket->last) bucket->last->next = call;
    else bucket->first = call;
    bucket->last = call;
    release_tokens(bucket);
    return false;
}

static bool has_connection(struct call *call)
{
    struct lane *lane = call->lane;
    if (call->inner || lane->sending < call->client->options.max_per_host) return true;
    call->next = NULL;
    if (lane->last) lane->last->next = call;
    else lane->first = call;
    lane->last = call;
    return false;
}

void call_start(struct call *call)
{
    const struct aws_credentials *credentials = NULL;
    struct error err = {0};
    if (call->provider && call->prepared.is_signed) {
        enum provider_answer got = provider_get(call->provider, &call->waiter, &credentials, &call->generation, &err);
        if (got == PROVIDER_FAILED) { answer_error(call, &err); return; }
        if (got == PROVIDER_LATER) { call->waiting = true; return; }
    }
    if (!has_token(call) || !has_connection(call)) return;
    if (!send_now(call, credentials, &err)) { answer_error(call, &err); return; }
    call->sent = true, call->rated = false, call->sent_at = seconds();
    call->attempts++;
    call->lane->sending++;
    call->client->sending++;
    call->client->counts.attempts++;
}
