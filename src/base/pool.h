/* base/pool.h: a fixed pool of threads for independent pieces of work. */
#ifndef RAMPART_BASE_POOL_H
#define RAMPART_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#define POOL_MAX_THREADS 64

/* The number of cores this process may run on (sched_getaffinity), at least 1. */
unsigned pool_cores(void);

/* Calls work(context, i, worker) for each i in [0, n), spread over `threads` threads (0: pool_cores()); worker is in [0, threads).
 * Returns when all are done. Items are taken one by one in order; results must not depend on which worker took them.
 * The workers have 256 MiB of stack each, for deep
 * evaluation. Where a thread cannot be started its share is done by the others: never fails. */
void pool_each(unsigned threads, size_t n, void (*work)(void *context, size_t i, unsigned worker), void *context);

#endif
