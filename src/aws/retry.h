/* aws/retry.h: whether a call is sent again, when, and how fast. Follows "Retry behavior" of the AWS SDKs and Tools Reference Guide: standard and adaptive mode.
 * Pure: time and chance are passed in. */
#ifndef RAMPART_AWS_RETRY_H
#define RAMPART_AWS_RETRY_H

#include "aws/protocol.h"

enum retry_kind { RETRY_NO, RETRY_TRANSIENT, RETRY_TIMEOUT, RETRY_THROTTLED };

/* What a fault asks for: by its code, its status, and what the operation's model says of that error. */
enum retry_kind retry_of_fault(const struct aws_operation *operation, const struct aws_fault *fault);
/* Expired credentials: worth one try with new ones. */
bool retry_is_expired(const char *code);

/* How long before try `attempt` + 1 (from 1). Full jitter: chance in [0, 1) of the exponential step, at most 20 seconds.
 * `after_ms` is the service's x-amz-retry-after (negative: none), followed for up to 5 seconds more. */
int64_t retry_delay_ms(enum retry_kind kind, unsigned attempt, int64_t after_ms, double chance);

/* The budget: retries cost, successes give back; where a service is down, calls stop repeating themselves. */
#define RETRY_TOKENS 500
struct retry_budget { unsigned spent; };
/* What it cost, or 0: the budget is spent. */
unsigned retry_take(struct retry_budget *budget, enum retry_kind kind);
/* After a success; `taken` by the call's last retry, 0 without one. */
void retry_give(struct retry_budget *budget, unsigned taken);

/* Adaptive mode: a token bucket whose rate follows what the service takes (CUBIC). Times in seconds of any steady clock. */
struct retry_rate {
    bool enabled;                                        /* from the first throttling on */
    double fill, capacity, tokens, filled_at;            /* the bucket */
    double measured, window_from, window_count;          /* the rate that is sent, in windows of half a second */
    double w_max, k, failed_at;                          /* CUBIC */
};
/* 0: a token was taken; else the seconds until there may be one. */
double retry_rate_take(struct retry_rate *rate, double now);
/* A burst that is refused counts once: what was sent before the rate went down says nothing of the rate that it is now. */
void retry_rate_answered(struct retry_rate *rate, bool throttled, double sent_at, double now);

/* --- the clock --- */
/* Does the service say with this code that the time of the signature is wrong? It may also say so of a wrong key: the date decides. */
bool skew_is_suspected(const char *code);
/* Seconds that the server (its Date header) is ahead of `now`; false when there is no date, or it is less than four minutes off. */
bool skew_of(const char *date, int64_t now, int64_t *seconds);

#endif
