/* cli/live_policy.h: the IAM policies that a sweep needs, cut to what a managed policy may hold. */
#ifndef RAMPART_CLI_LIVE_POLICY_H
#define RAMPART_CLI_LIVE_POLICY_H

#include "cli/flags.h"
#include "inventory/collector.h"
#include "report/emit.h"

struct live_actions { const char *const *items; size_t len; };   /* sorted: "s3:GetBucketPolicy", ... */

/* Every action that the collectors of these services need (NULL or none: of all), and what a sweep calls besides. */
MUST_USE bool live_actions_find(struct arena *arena, const struct collector_set *set, const struct flag_list *services, struct live_actions *out, struct error *err);
/* What the caller needs that finds the accounts of an organization and assumes a role in each. */
struct live_actions live_actions_of_organization(void);

/* How many of them fit into one policy, a service never being cut; at least one service. */
size_t live_policy_fitting(struct live_actions actions);
/* How many of them are of the first one's service, and the statement's id for it. */
size_t live_policy_service(struct live_actions actions);
MUST_USE const char *live_policy_sid(struct arena *arena, const char *action);
/* The policy as JSON, one statement a service. */
void live_policy_emit(struct emitter *e, struct arena *arena, struct live_actions actions);

static inline struct live_actions live_actions_from(struct live_actions a, size_t from) { return (struct live_actions){a.items + from, a.len - from}; }
static inline struct live_actions live_actions_first(struct live_actions a, size_t n) { return (struct live_actions){a.items, n}; }

#endif
