/* aws/timers.h: what is to happen later: a heap of timers that live inside what they belong to. */
#ifndef RAMPART_AWS_TIMERS_H
#define RAMPART_AWS_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
    int64_t at_ms;                  /* of CLOCK_MONOTONIC */
    size_t place;                   /* in the heap, from 1; 0: not set */
    void (*fire)(void *context);
    void *context;
};

struct timers { struct timer **heap; size_t len, cap; };   /* heap[1 .. len]; {0}: none */

int64_t timers_now_ms(void);
/* Sets it, or sets it anew. False: no memory. */
bool timers_set(struct timers *timers, struct timer *timer, int64_t at_ms);
void timers_unset(struct timers *timers, struct timer *timer);
/* When the next is due; INT64_MAX: none is set. */
int64_t timers_next_ms(const struct timers *timers);
/* Fires what is due (unset before it fires). */
void timers_fire(struct timers *timers, int64_t now_ms);
void timers_free(struct timers *timers);

#endif
