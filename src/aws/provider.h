/* aws/provider.h: what the client asks of a source of credentials; the seam between client.c and credentials.c. */
#ifndef RAMPART_AWS_PROVIDER_H
#define RAMPART_AWS_PROVIDER_H

#include "aws/client.h"
#include "aws/settings.h"

/* Who waits for credentials; part of the one who waits. `wake` comes with NULL when they are there, else with what went wrong. */
struct provider_waiter {
    void (*wake)(void *context, const struct error *err);
    void *context;
    struct provider_waiter *next;
    struct aws_provider *at;   /* where it waits; NULL: nowhere */
};

enum provider_answer { PROVIDER_READY, PROVIDER_LATER, PROVIDER_FAILED };

/* Credentials that hold for a while yet, fetched where needed. *out lives until the next call; *generation tells one fetch from the next. */
enum provider_answer provider_get(struct aws_provider *provider, struct provider_waiter *waiter, const struct aws_credentials **out, uint64_t *generation, struct error *err);
/* Forgets who waits (it ends). */
void provider_forget(struct provider_waiter *waiter);
/* The service says that the credentials of that generation are expired. False: there are no others to be had. */
bool provider_expired(struct aws_provider *provider, uint64_t generation);
const struct aws_settings *provider_settings(const struct aws_provider *provider);

/* --- and what credentials.c asks of the client --- */

struct http_exchange;
/* An HTTP exchange of its own, for metadata services. */
MUST_USE bool client_exchange(struct aws_client *client, struct http_exchange *exchange, struct error *err);
void client_exchange_cancel(struct aws_client *client, struct http_exchange *exchange);
struct timer;
MUST_USE bool client_timer(struct aws_client *client, struct timer *timer, int64_t at_ms);
void client_timer_unset(struct aws_client *client, struct timer *timer);
/* A call on which others wait: it goes before them, and what it answers is cleared from memory. `settings` NULL: the provider's. *out ends with `done`. */
struct call;
MUST_USE bool client_submit_inner(struct aws_client *client, const struct aws_request *request, const struct aws_settings *settings, struct call **out, struct error *err);
/* `done` is not called any more. */
void client_call_forget(struct call *call);
/* Seconds since 1970, corrected by the last skew that a service reported. */
int64_t client_now(const struct aws_client *client);

#endif
