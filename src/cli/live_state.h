/* cli/live_state.h: what the parts of `rampart live` that use the store have in common. */
#ifndef RAMPART_CLI_LIVE_STATE_H
#define RAMPART_CLI_LIVE_STATE_H

#include "cli/live_commands.h"
#include "cli/live_role.h"
#include "live/accounts.h"

#define LIVE_STATE_FLAG(AT_STATE) {"state", 0, FLAG_TEXT, "FILE", "where what is known is kept (default: RAMPART_STATE, else rampart.db)", AT_STATE}

/* The state's path: as given, from the environment, or the default. */
const char *live_state_path(const char *given);
/* That state, to read from. */
MUST_USE struct store *live_state_read(const char *given, struct error *err);

#define LIVE_CONFIG_FLAG(AT_CONFIG) {"config", 0, FLAG_TEXT, "FILE", "which accounts, by which role (default: rampart.yaml, where there is one)", AT_CONFIG}
/* *out NULL: none is given and there is no rampart.yaml. */
MUST_USE bool live_config_load(struct arena *arena, const char *given, const struct config **out, struct error *err);
/* As live_state_path, and before the default what the config says. */
const char *live_state_of(const char *given, const struct config *config);
/* Who asks (partition and account): kept in the state, so that a list without calls can say whom a role has to trust. */
MUST_USE bool live_trusted_save(struct arena *arena, struct store *store, const struct live_session *session, struct error *err);
MUST_USE bool live_trusted(struct arena *arena, struct store *store, bool *found, struct live_role *out, struct error *err);
/* 2026-01-02 03:04 of milliseconds, "never" of 0. */
const char *live_time_text(struct arena *arena, int64_t ms);
/* Tells on standard error which accounts are new, moved, gone. */
live_each_account_change live_tell_account;

/* The rules, and what they ask for that no collector reads: that is not known, and must not look as if there was none. */
struct live_content { struct ruleset rules; struct live_rules live; };
MUST_USE bool live_content_load(struct arena *arena, struct collector_set *collectors, const struct config *config, struct live_content *out, struct error *err);
/* The resource types that a rule is of or asks for, added to `types` (type → itself). */
MUST_USE bool live_rule_types(struct arena *arena, const struct rule *rule, struct map *types);
/* What the last sweep's content did not read stands in the store, so that a score need not load the collectors. */
MUST_USE bool live_content_save(struct arena *arena, struct store *store, const struct live_content *content, struct error *err);
MUST_USE bool live_content_gaps(struct arena *arena, struct store *store, const struct judge_gap **out, size_t *n, struct error *err);

#endif
