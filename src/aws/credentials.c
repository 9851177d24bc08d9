/* aws/credentials.c: see credentials.h. A provider keeps what its source gave, renews it in time, and lets calls wait meanwhile. */
#include "aws/credentials.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "aws/sources.h"

#define RENEW_SECONDS 300         /* before they expire */
#define FAILURE_KEPT_MS 5000      /* a source that has just failed is not asked again for each call */
#define RENEWAL_PAUSE_MS 30000    /* ... and where the old ones still hold, not for longer */

struct aws_provider *source_new(struct aws_client *client, const struct aws_settings *settings, source_fetch *fetch, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct aws_provider *p = (struct aws_provider *)calloc(1, sizeof *p);
    if (!arena || !p) {
        arena_free(arena);
        free(p);
        error_no_memory(err);
        return NULL;
    }
    p->client = client, p->arena = arena, p->fetch = fetch;
    p->source = "given";
    if (settings) p->settings = *settings;
    return p;
}

void aws_provider_free(struct aws_provider *p)
{
    if (!p) return;
    while (p->waiting) provider_forget(p->waiting);
    if (p->call) client_call_forget(p->call);
    if (p->exchange.easy) {
        client_exchange_cancel(p->client, &p->exchange);
        http_exchange_end(&p->exchange, true);
    }
    client_timer_unset(p->client, &p->timer);
    if (p->owns_base) aws_provider_free(p->base);
    secret_clear(&p->secret);
    arena_wipe(p->work);
    arena_free(p->arena);
    free(p);
}

const char *aws_provider_region(const struct aws_provider *p) { return p->settings.region; }
const char *aws_provider_source(const struct aws_provider *p) { return p->source; }
const struct aws_settings *provider_settings(const struct aws_provider *p) { return &p->settings; }

/* --- the end of a fetch --- */

static void end_fetch(struct aws_provider *p, const struct error *err)
{
    struct provider_waiter *waiting = p->waiting;
    p->fetching = false, p->waiting = NULL, p->call = NULL, p->tries = 0;
    arena_wipe(p->work);
    p->work = NULL, p->imds_token = p->imds_role = NULL;
    while (waiting) {
        struct provider_waiter *w = waiting;
        waiting = w->next;
        w->next = NULL, w->at = NULL;
        w->wake(w->context, err);
    }
}

void source_failed(struct aws_provider *p, const struct error *err)
{
    struct error kept = *err;   /* it may be the provider's own */
    p->failure = kept;
    p->failed_at_ms = timers_now_ms();
    end_fetch(p, &kept);
}

void source_fails(struct aws_provider *p, const struct error_code *code, const char *format, ...)
{
    struct error err = {0};
    char text[sizeof err.message];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_set(&err, code, "%s: %s", p->source, text);
    source_failed(p, &err);
}

void source_found(struct aws_provider *p, const char *key_id, const char *secret, const char *token, int64_t expires)
{
    if (!secret_set(&p->secret, key_id, secret, token, expires)) {
        struct error err = {0};
        p->has = false;
        error_no_memory(&err);
        source_failed(p, &err);
        return;
    }
    p->has = true, p->failed_at_ms = 0, p->found_at_ms = timers_now_ms();
    p->generation++;
    end_fetch(p, NULL);
}

/* Days since 1970 and so on: timegm of the six numbers, then the offset. */
static bool iso_time(const char *text, int64_t *seconds)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    int sign = 0;
    long offset = 0;
    if (!rest) return false;
    if (*rest == '.') rest += 1 + strspn(rest + 1, "0123456789");
    if (*rest == '+' || *rest == '-') {
        sign = *rest == '-' ? -1 : 1;
        char *end;
        long hours = strtol(rest + 1, &end, 10), minutes = *end == ':' ? strtol(end + 1, &end, 10) : hours % 100;
        if (rest + 1 + 4 == end) hours /= 100;   /* +0100 */
        offset = hours * 3600 + minutes * 60;
        if (*end || hours > 24 || minutes > 59 || minutes < 0 || hours < 0) return false;
    } else if (strcmp(rest, "Z") != 0 && strcmp(rest, "UTC") != 0 && *rest) return false;
    *seconds = (int64_t)timegm(&tm) - sign * offset;
    return true;
}

bool source_time(struct value v, int64_t *seconds)
{
    if (value_is_string(v)) return iso_time(value_cstr(v), seconds);
    if (!value_is_number(v)) return false;
    double n = value_number_to_double(v);
    if (!(n > 0 && n < 1e15)) return false;
    *seconds = (int64_t)(n > 1e11 ? n / 1000 : n);
    return true;
}

static const char *text_of(struct value object, const char *name)
{
    struct value v = value_field(object, name);
    return value_is_string(v) && value_len(v) ? value_cstr(v) : NULL;
}

void source_found_in(struct aws_provider *p, struct value object, const struct source_names *names)
{
    const char *key_id = text_of(object, names->key_id), *secret = text_of(object, names->secret);
    struct value until = value_field(object, names->expires);
    int64_t expires = 0;
    if (!key_id || !secret) { source_fails(p, &AWS_CREDENTIALS, "the answer has no %s", key_id ? names->secret : names->key_id); return; }
    if (!value_is_none(until) && !value_is_null(until) && !source_time(until, &expires)) {
        source_fails(p, &AWS_CREDENTIALS, "the answer's %s is no time", names->expires);
        return;
    }
    if (expires && expires <= client_now(p->client)) { source_fails(p, &AWS_CREDENTIALS, "the answer's credentials have expired already"); return; }
    source_found(p, key_id, secret, text_of(object, names->token), expires);
}

/* --- asking for credentials --- */

/* True when they hold for `seconds` more. */
static bool holds_for(const struct aws_provider *p, int64_t seconds)
{
    return p->has && (p->secret.credentials.expires == 0 || p->secret.credentials.expires - client_now(p->client) > seconds);
}

/* Some sources give credentials that end sooner than we would renew them; they are not asked for each call. */
static bool wants_fetch(const struct aws_provider *p)
{
    int64_t now = timers_now_ms();
    if (p->fetching || !p->fetch || holds_for(p, RENEW_SECONDS)) return false;
    if (!holds_for(p, 0)) return !p->failed_at_ms || now - p->failed_at_ms >= FAILURE_KEPT_MS;
    return now - (p->failed_at_ms ? p->failed_at_ms : p->found_at_ms) >= RENEWAL_PAUSE_MS;
}

static void begin_fetch(struct aws_provider *p)
{
    struct error err = {0};
    p->fetching = true;
    p->work = arena_new(0);
    if (p->work) { p->fetch(p); return; }
    error_no_memory(&err);
    source_failed(p, &err);
}

enum provider_answer provider_get(struct aws_provider *p, struct provider_waiter *waiter, const struct aws_credentials **out, uint64_t *generation, struct error *err)
{
    if (wants_fetch(p)) begin_fetch(p);
    if (holds_for(p, 0) || !p->fetch) {   /* renewed behind the back of calls that need not wait */
        *out = &p->secret.credentials;
        *generation = p->generation;
        return PROVIDER_READY;
    }
    if (!p->fetching) {
        if (err) *err = p->failure;
        return PROVIDER_FAILED;
    }
    waiter->next = p->waiting;
    waiter->at = p;
    p->waiting = waiter;
    return PROVIDER_LATER;
}

void provider_forget(struct provider_waiter *waiter)
{
    struct provider_waiter **at = waiter->at ? &waiter->at->waiting : NULL;
    while (at && *at != waiter) at = &(*at)->next;
    if (at) *at = waiter->next;
    waiter->at = NULL;
}

bool provider_expired(struct aws_provider *p, uint64_t generation)
{
    if (!p->fetch) return false;
    if (generation == p->generation) {
        p->has = false;
        secret_clear(&p->secret);
        /* What they were made with may have expired with them. */
        if (p->base) (void)provider_expired(p->base, p->base->generation);
    }
    return true;
}

/* --- the two simple sources --- */

struct aws_provider *aws_provider_fixed(struct aws_client *client, const char *key_id, const char *secret, const char *token, struct error *err)
{
    struct aws_provider *p = source_new(client, NULL, NULL, err);
    if (!p) return NULL;
    if (settings_read(p->arena, NULL, VALUE_NONE, &p->settings, err)) {
        source_found(p, key_id, secret, token, 0);
        if (p->has) return p;
        error_no_memory(err);
    }
    aws_provider_free(p);
    return NULL;
}

struct aws_provider *aws_provider_assume_role(struct aws_client *client, struct aws_provider *base, const char *role_arn, const char *session_name,
                                              const char *external_id, struct error *err)
{
    struct aws_provider *p = source_new(client, &base->settings, source_assume_role, err);
    if (!p) return NULL;
    p->base = base;
    p->role_arn = arena_strdup(p->arena, role_arn);
    p->session_name = session_name ? arena_strdup(p->arena, session_name) : NULL;
    p->external_id = external_id ? arena_strdup(p->arena, external_id) : NULL;
    p->source = arena_printf(p->arena, "role %s", role_arn);
    if (p->role_arn && (!session_name || p->session_name) && (!external_id || p->external_id) && p->source) return p;
    error_no_memory(err);
    aws_provider_free(p);
    return NULL;
}
