#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define STACK_SIZE ((size_t)256 << 20)   /* as deep as the depth limits of the evaluators need; only what is touched costs memory */

struct job {
    void (*work)(void *context, size_t i, unsigned worker);
    void *context;
    size_t n;
    atomic_size_t next;
};

struct worker { struct job *job; unsigned number; pthread_t thread; };

unsigned pool_cores(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > POOL_MAX_THREADS ? POOL_MAX_THREADS : (unsigned)n;
}

static void *run(void *argument)
{
    struct worker *worker = (struct worker *)argument;
    struct job *job = worker->job;
    for (size_t i; (i = atomic_fetch_add(&job->next, 1)) < job->n;) job->work(job->context, i, worker->number);
    return NULL;
}

void pool_each(unsigned threads, size_t n, void (*work)(void *context, size_t i, unsigned worker), void *context)
{
    if (threads == 0) threads = pool_cores();
    if (threads > POOL_MAX_THREADS) threads = POOL_MAX_THREADS;
    if (threads > n) threads = n ? (unsigned)n : 1;
    struct job job = {work, context, n, 0};
    struct worker workers[POOL_MAX_THREADS];
    unsigned started = 0;
    for (unsigned i = 0; i < threads; i++) workers[i] = (struct worker){&job, i, 0};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    while (started < threads && pthread_create(&workers[started].thread, &attributes, run, &workers[started]) == 0) started++;
    pthread_attr_destroy(&attributes);
    if (started == 0) run(&workers[0]);   /* no thread to be had: all on the caller's own stack */
    for (unsigned i = 0; i < started; i++) pthread_join(workers[i].thread, NULL);
}
