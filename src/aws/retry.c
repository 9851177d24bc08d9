/* aws/retry.c: see retry.h. First what is worth a retry, then when, then the budget, the rate and the clock. */
#include "aws/retry.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* --- what --- */

/* Every code by which some service says "too fast". */
static const char *const throttling[] = {
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException", "ProvisionedThroughputExceededException",
    "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
    "PriorRequestNotComplete", "EC2ThrottledException",
};
static const char *const transient[] = {"RequestTimeout", "RequestTimeoutException", "IDPCommunicationError", "InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable"};
static const char *const expired[] = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "ExpiredTokenError"};
static const char *const skewed[] = {"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"};

static bool is_one_of(const char *code, const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(code, codes[i]) == 0) return true;
    return false;
}

/* The model marks some errors {"retryable": {"throttling": true}}. */
static enum retry_kind modelled(const struct aws_operation *operation, const char *code)
{
    struct value errors = value_field(operation->operation, "errors");
    for (size_t i = 0; value_is_array(errors) && i < value_len(errors); i++) {
        struct value reference = value_items(errors)[i], shape = aws_shape(operation->service, reference), retryable = value_field(shape, "retryable");
        struct value named = value_field(value_field(shape, "error"), "code");
        if (value_is_none(retryable)) continue;
        if (!value_is_string(named)) named = value_field(reference, "shape");
        if (value_is_string(named) && str_is(value_str(named), code)) return value_is_true(value_field(retryable, "throttling")) ? RETRY_THROTTLED : RETRY_TRANSIENT;
    }
    return RETRY_NO;
}

enum retry_kind retry_of_fault(const struct aws_operation *operation, const struct aws_fault *fault)
{
    if (fault->status == 429 || is_one_of(fault->code, throttling, COUNT_OF(throttling))) return RETRY_THROTTLED;
    enum retry_kind kind = modelled(operation, fault->code);
    if (kind != RETRY_NO) return kind;
    bool down = fault->status == 500 || fault->status == 502 || fault->status == 503 || fault->status == 504;
    return down || is_one_of(fault->code, transient, COUNT_OF(transient)) ? RETRY_TRANSIENT : RETRY_NO;
}

bool retry_is_expired(const char *code) { return is_one_of(code, expired, COUNT_OF(expired)); }

/* --- when --- */

int64_t retry_delay_ms(enum retry_kind kind, unsigned attempt, int64_t after_ms, double chance)
{
    double base = kind == RETRY_THROTTLED ? 1000 : 50;
    double step = base * ldexp(1, attempt > 20 ? 20 : attempt ? (int)attempt - 1 : 0), delay = chance * (step < 20000 ? step : 20000);
    if (after_ms >= 0) {
        double asked = (double)after_ms < delay + 5000 ? (double)after_ms : delay + 5000;
        if (asked > delay) delay = asked;
    }
    return (int64_t)delay;
}

/* --- the budget --- */

unsigned retry_take(struct retry_budget *budget, enum retry_kind kind)
{
    unsigned cost = kind == RETRY_THROTTLED ? 5 : 14;
    if (RETRY_TOKENS - budget->spent < cost) return 0;
    budget->spent += cost;
    return cost;
}

void retry_give(struct retry_budget *budget, unsigned taken)
{
    unsigned back = taken ? taken : 1;
    budget->spent -= back < budget->spent ? back : budget->spent;
}

/* --- the rate --- */

#define RATE_MIN 0.5
#define RATE_WINDOW 0.5
#define RATE_SMOOTH 0.8
#define CUBIC_SCALE 0.4
#define CUBIC_BETA 0.7

static void refill(struct retry_rate *rate, double now)
{
    if (rate->filled_at > 0) rate->tokens = fmin(rate->capacity, rate->tokens + (now - rate->filled_at) * rate->fill);
    rate->filled_at = now;
}

static void set_fill(struct retry_rate *rate, double fill, double now)
{
    refill(rate, now);
    rate->fill = fmax(fill, RATE_MIN);
    rate->capacity = fmax(fill, 1);
    rate->tokens = fmin(rate->tokens, rate->capacity);
}

double retry_rate_take(struct retry_rate *rate, double now)
{
    if (!rate->enabled) return 0;
    refill(rate, now);
    if (rate->tokens < 1) return (1 - rate->tokens) / rate->fill;
    rate->tokens -= 1;
    return 0;
}

static void measure(struct retry_rate *rate, double now)
{
    double window = floor(now / RATE_WINDOW) * RATE_WINDOW;
    if (rate->window_from <= 0) rate->window_from = floor(now);
    rate->window_count++;
    if (window <= rate->window_from) return;
    rate->measured = rate->window_count / (window - rate->window_from) * RATE_SMOOTH + rate->measured * (1 - RATE_SMOOTH);
    rate->window_count = 0;
    rate->window_from = window;
}

/* Before the first window is over, what it holds so far. */
static double rate_so_far(const struct retry_rate *rate, double now)
{
    if (rate->measured > 0) return rate->measured;
    double since = now - rate->window_from;
    return rate->window_count / (since > RATE_WINDOW ? since : RATE_WINDOW);
}

void retry_rate_answered(struct retry_rate *rate, bool throttled, double sent_at, double now)
{
    double fill;
    measure(rate, now);
    if (!throttled && !rate->enabled) return;
    if (throttled && rate->enabled && sent_at < rate->failed_at) return;   /* of the same burst: slowed down already */
    double measured = rate_so_far(rate, now);
    if (throttled) {
        double sent = rate->enabled ? fmin(measured, rate->fill) : measured;
        rate->w_max = sent;
        rate->k = cbrt(sent * (1 - CUBIC_BETA) / CUBIC_SCALE);
        rate->failed_at = now;
        rate->enabled = true;
        fill = sent * CUBIC_BETA;
    } else {
        double t = now - rate->failed_at - rate->k;
        fill = CUBIC_SCALE * t * t * t + rate->w_max;
    }
    set_fill(rate, fmin(fill, 2 * measured), now);
}

/* --- the clock --- */

#define SKEW_LEAST 240

bool skew_is_suspected(const char *code) { return is_one_of(code, skewed, COUNT_OF(skewed)); }

bool skew_of(const char *date, int64_t now, int64_t *seconds)
{
    struct tm tm = {0};
    const char *end = date ? strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm) : NULL;
    if (!end || *end) return false;
    *seconds = (int64_t)timegm(&tm) - now;
    return llabs(*seconds) >= SKEW_LEAST;
}
