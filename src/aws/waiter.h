/* aws/waiter.h: waiting for a state, as the service's waiters-2.json has it. Pure. */
#ifndef RAMPART_AWS_WAITER_H
#define RAMPART_AWS_WAITER_H

#include "aws/protocol.h"

struct waiter { const char *name, *operation; int64_t delay_ms; unsigned tries; struct value acceptors; };
enum waiter_state { WAITER_RETRY, WAITER_SUCCESS, WAITER_FAILURE };

/* AWS_MODEL when the service has no waiter of this name (the help has the nearest), or it cannot be read. */
MUST_USE bool waiter_find(struct arena *arena, const struct aws_service *service, const char *name, struct waiter *out, struct error *err);
/* What an answer means: `result`, or `fault` (code not ""). A fault that no acceptor expects is a failure. `why` (for failure) is what matched. */
MUST_USE bool waiter_judge(struct arena *arena, const struct waiter *waiter, struct value result, const struct aws_fault *fault, int status,
                           enum waiter_state *state, const char **why, struct error *err);

#endif
