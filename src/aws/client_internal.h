/* aws/client_internal.h: what client.c (the queue and the loop) and call.c (one call's life) share. */
#ifndef RAMPART_AWS_CLIENT_INTERNAL_H
#define RAMPART_AWS_CLIENT_INTERNAL_H

#include "aws/http.h"
#include "aws/paginate.h"
#include "aws/provider.h"
#include "aws/request.h"
#include "aws/retry.h"
#include "aws/timers.h"
#include "base/map.h"

/* Of an account, region and service: what is throttled slows its own calls and no other's. */
struct bucket {
    struct aws_client *client;
    struct retry_budget budget;
    struct retry_rate rate;
    struct call *first, *last;            /* who waits for a token of the rate */
    struct timer timer;                   /* until there is one */
    size_t calls;                         /* that are open */
    char key[];
};

/* Of a host: its connections, who waits for one, and how far its clock is ahead. */
struct lane { unsigned sending; struct call *first, *last; int64_t skew; };

struct aws_client {
    struct arena *arena;                  /* options, lanes */
    struct aws_models *models;
    struct aws_client_options options;
    struct aws_settings settings;         /* of the environment alone */
    struct http *http;                    /* made when the first call is sent */
    struct timers timers;
    struct arena *buckets_arena;          /* the map alone */
    struct map buckets, lanes;
    size_t buckets_max;                   /* before those are forgotten that are as if they were new */
    struct call *calls;                   /* all that are open */
    struct call *first, *last;            /* ready to be sent */
    size_t open;
    unsigned sending;
    int64_t skew;                         /* the last that was found */
    uint64_t random;
    struct aws_client_counts counts;
};

/* open → ready → (waits for credentials, a token, a connection) → sent → answered → ready again, or done. */
struct call {
    struct aws_client *client;
    struct call *previous, *next_open;    /* in client->calls */
    struct call *next;                    /* in a queue: of those ready, of a bucket or of a lane */
    struct arena *arena, *page, *attempt; /* for the call, for one page's request, for one sending of it */
    struct aws_operation operation;
    const char *region;
    struct value params, page_params;     /* as submitted; of this page */
    struct aws_provider *provider;
    struct provider_waiter waiter;
    const struct aws_settings *settings;
    struct aws_prepared prepared;
    struct bucket *bucket;
    struct lane *lane;
    struct http_exchange exchange;
    struct timer timer;
    struct paginator *paginator;          /* NULL: one page */
    VEC(uint64_t) tokens;                 /* of pages seen, hashed */
    uint64_t generation;                  /* of the credentials that signed it */
    double sent_at;                       /* seconds of the steady clock */
    unsigned attempts, throttled, taken, max_attempts;
    bool inner, adaptive, rated, waiting, sent, renewed, redirected, corrected;
    void (*done)(void *context, struct aws_answer *answer);
    void *context;
};

/* client.c */
void client_ready(struct call *call, bool first);
MUST_USE bool client_http(struct aws_client *client, struct error *err);
double client_chance(struct aws_client *client);
MUST_USE struct lane *client_lane(struct aws_client *client, const char *origin);
void client_lane_left(struct aws_client *client, struct lane *lane);
void client_close(struct call *call);

/* buckets.c */
MUST_USE struct bucket *client_bucket(struct aws_client *client, struct str key, void (*fire)(void *bucket));
void client_buckets_free(struct aws_client *client);

/* call.c */
MUST_USE struct call *call_new(struct aws_client *client, const struct aws_request *request, const struct aws_settings *settings, struct error *err);
void call_start(struct call *call);
void call_free(struct call *call);

#endif
