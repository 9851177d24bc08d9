/* live/watch.h: the daemon: change events are read anew and judged within moments, and everything is swept on a schedule.
 *
 * Events come from an SQS queue (its messages are deleted once the store has them) and from live/receiver.h (posted over HTTP). Both put them in the store's queue of
 * what is to be read anew, where two for one thing are one. What was read is committed, and then judged: the changed resources and what depends on them.
 * Events may come twice, late, out of order, or not at all: what they lead to is a reading, never a state, and the next sweep finds what was missed. */
#ifndef RAMPART_LIVE_WATCH_H
#define RAMPART_LIVE_WATCH_H

#include "live/events.h"
#include "live/sweep.h"

struct live_watch_options {
    struct live_sweep_options sweep;             /* targets, rules, callbacks; its rules must have a program */
    const struct event_index *index;
    int64_t sweep_every_ms, sweep_jitter_ms;     /* every 0: no sweeps. The first begins at once unless `no_first` */
    bool no_first;
    int64_t settle_ms;                           /* from an event to its first reading: AWS's own answers lag behind its events */
    const char *queue_url, *queue_region;        /* NULL: no queue */
    struct aws_provider *queue_provider;
    int wake;                                    /* a descriptor (eventfd) that is written when an event was posted; -1: none */
    int stop;                                    /* a descriptor (signalfd) that can be read when the watch is to end; -1: none */
    bool once;                                   /* ends when no reading waits and no sweep runs: for tests */
    /* Asks again which accounts there are, before each sweep but the first and after an event about accounts; what it gives must live as long as the watch. NULL: always those
     * of `sweep`. New ones are swept at once; of those that went nothing is read any more. */
    bool (*accounts)(void *context, const struct live_target **targets, size_t *n, struct error *err);
    void (*say)(void *context, const char *text);   /* what cannot be helped and must be known; NULL: nothing */
};

struct live_watched {
    size_t messages, events, ignored, bad;       /* bad: messages that are no events; they are deleted, and said */
    size_t rereads, retried, created, updated, deleted, judged, sweeps;
    size_t fresh, resolved;
};

MUST_USE bool live_watch(struct live_session *session, struct store *store, const struct live_watch_options *options, struct live_watched *out, struct error *err);

#endif
