/* live/receiver.h: events posted over HTTP: POST /events (EventBridge API destination, a test, anybody with the token), GET /health.
 * An answer of 202 says that the events are on disk. Threads: one of its own; the store is the only thing shared. */
#ifndef RAMPART_LIVE_RECEIVER_H
#define RAMPART_LIVE_RECEIVER_H

#include "live/events.h"

#define RECEIVER_MAX_BODY ((size_t)16 << 20)   /* bytes: a log file of CloudTrail, unpacked, has some megabytes */

struct receiver_options {
    const char *address;         /* "127.0.0.1" */
    uint16_t port;               /* 0: any that is free */
    const char *token;           /* of "Authorization: Bearer TOKEN"; NULL: none is asked for */
    int64_t settle_ms;
    int wake;                    /* an eventfd, written when something was accepted; -1: none */
};

struct receiver;
/* ERROR_IO when the address cannot be had. */
MUST_USE struct receiver *receiver_start(struct store *store, const struct event_index *index, const struct receiver_options *options, struct error *err);
uint16_t receiver_port(const struct receiver *receiver);
/* So far. Threads: any. */
struct receiver_counts { size_t requests, events, ignored, bad; };
struct receiver_counts receiver_counts(struct receiver *receiver);
void receiver_stop(struct receiver *receiver);   /* NULL is fine; open requests are answered first */

#endif
