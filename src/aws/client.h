/* aws/client.h: calls to AWS: any operation by name, hundreds in flight on one thread.
 *
 *   aws_client_new → aws_submit (many) → aws_client_run (until nothing is in flight; callbacks may submit more) → aws_client_free
 *   or aws_call, which does one and waits.
 *
 * A call is: credentials (fetched or refreshed when needed, calls wait for them) → endpoint → serialize → sign → send → retry → parse.
 * Retries: standard or adaptive mode, full jitter, a budget of retry tokens and, when throttled, a token bucket for each account, region and service:
 * one that is throttled slows its own calls and no other's. A clock skew that the service reports is corrected and the call sent again.
 * A request without a region goes to its provider's (AWS_REGION, AWS_DEFAULT_REGION, the profile's); services that know no regions need none.
 * Threads: a client belongs to one thread. */
#ifndef RAMPART_AWS_CLIENT_H
#define RAMPART_AWS_CLIENT_H

#include "aws/credentials.h"
#include "aws/endpoint.h"

enum aws_retry_mode { AWS_RETRY_STANDARD, AWS_RETRY_ADAPTIVE };

struct aws_client_options {
    unsigned max_in_flight;            /* 0: 256 */
    unsigned max_per_host;             /* connections; 0: 64 */
    unsigned max_attempts;             /* of one call; 0: AWS_MAX_ATTEMPTS or 3 */
    enum aws_retry_mode retry_mode;
    unsigned connect_timeout_ms, timeout_ms;   /* 0: 10,000 and 60,000 */
    bool fips, dual_stack;
    const char *endpoint_url;          /* for all services; NULL: AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's, the rules' */
    uint64_t seed;                     /* of the jitter; 0: from the system */
};

struct aws_answer {
    struct arena *arena;               /* holds the result; the receiver's to keep (set it to NULL) or it is freed after the callback */
    struct value result;               /* an object; of a paged call: one page */
    struct aws_fault fault;            /* code not "": the service refused */
    struct error error;                /* code not NULL: no answer was had */
    int status;                        /* of HTTP, of the last answer; 0: none was had */
    unsigned attempts, throttled;      /* sent, and of these answered by throttling */
    bool last;                         /* no page follows */
};

struct aws_request {
    const char *service, *operation, *region;
    struct value params;               /* an object, must live until the call is done; VALUE_NONE: none */
    struct aws_provider *provider;     /* NULL: not signed */
    const char *account;               /* for the budgets; NULL: one */
    unsigned delay_ms;                 /* sent no sooner than that from now */
    bool pages;                        /* follow the model's paginator: `done` is called once a page, in order */
    void (*done)(void *context, struct aws_answer *answer);
    void *context;
};

struct aws_client_counts { uint64_t calls, attempts, throttled, failed, bytes_in; };

MUST_USE struct aws_client *aws_client_new(struct aws_models *models, const struct aws_client_options *options, struct error *err);
void aws_client_free(struct aws_client *client);
struct aws_models *aws_client_models(struct aws_client *client);
struct aws_client_counts aws_client_counts(const struct aws_client *client);

/* Queues a call; `done` may submit more calls, but not run the client. The strings of the request are copied. False (memory, unknown service or operation, bad parameters) means `done` is never called. */
MUST_USE bool aws_submit(struct aws_client *client, const struct aws_request *request, struct error *err);
/* Works until nothing is queued or in flight, or `deadline_ms` (of CLOCK_MONOTONIC; 0: none) has passed: then true with calls still open. */
MUST_USE bool aws_client_run(struct aws_client *client, int64_t deadline_ms, struct error *err);
/* One call and its answer; with `pages` all pages merged as awscli does. False with AWS_FAULT when the service refused; `fault` (may be NULL) has it whole. */
MUST_USE bool aws_call(struct arena *arena, struct aws_client *client, const struct aws_request *request, struct value *result, struct aws_fault *fault,
                       struct error *err);
/* Calls until the model's waiter is content. AWS_FAULT when it says failure, AWS_CONNECTION when its tries run out. */
MUST_USE bool aws_wait(struct arena *arena, struct aws_client *client, const struct aws_request *request, const char *waiter, struct error *err);

#endif
