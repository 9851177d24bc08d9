/* aws/timers.c: see timers.h. */
#include "aws/timers.h"

#include <stdlib.h>
#include <time.h>

int64_t timers_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void put(struct timers *t, size_t place, struct timer *timer)
{
    t->heap[place] = timer;
    timer->place = place;
}

static void rise(struct timers *t, size_t place)
{
    struct timer *timer = t->heap[place];
    for (; place > 1 && t->heap[place / 2]->at_ms > timer->at_ms; place /= 2) put(t, place, t->heap[place / 2]);
    put(t, place, timer);
}

static void sink(struct timers *t, size_t place)
{
    struct timer *timer = t->heap[place];
    for (size_t child; (child = 2 * place) <= t->len; place = child) {
        if (child < t->len && t->heap[child + 1]->at_ms < t->heap[child]->at_ms) child++;
        if (t->heap[child]->at_ms >= timer->at_ms) break;
        put(t, place, t->heap[child]);
    }
    put(t, place, timer);
}

bool timers_set(struct timers *t, struct timer *timer, int64_t at_ms)
{
    timers_unset(t, timer);
    if (t->len + 1 >= t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 64;
        struct timer **heap = (struct timer **)realloc(t->heap, cap * sizeof *heap);
        if (!heap) return false;
        t->heap = heap, t->cap = cap;
    }
    timer->at_ms = at_ms;
    put(t, ++t->len, timer);
    rise(t, t->len);
    return true;
}

void timers_unset(struct timers *t, struct timer *timer)
{
    size_t place = timer->place;
    if (!place) return;
    timer->place = 0;
    struct timer *last = t->heap[t->len--];
    if (last == timer) return;
    put(t, place, last);
    rise(t, place);
    sink(t, last->place);
}

int64_t timers_next_ms(const struct timers *t) { return t->len ? t->heap[1]->at_ms : INT64_MAX; }

void timers_fire(struct timers *t, int64_t now_ms)
{
    while (t->len && t->heap[1]->at_ms <= now_ms) {
        struct timer *timer = t->heap[1];
        timers_unset(t, timer);
        timer->fire(timer->context);
    }
}

void timers_free(struct timers *t)
{
    free(t->heap);
    *t = (struct timers){0};
}
