/* live/accounts.h: the accounts that are watched: what AWS Organizations says of them, cut to what rampart.yaml wants, each with credentials to read it.
 *
 *   live_accounts_new → live_accounts_refresh (again at each sweep, and after an event for which live_accounts_event holds) → live_accounts_targets → live_sweep
 *
 * Without a config it is the one account of the session. With an organisation, it is asked by the credentials of the management account or the delegated administrator:
 * the session's own where it is that account, else the role there. Every other account is entered by the role; the session's own account never.
 * What is known stands in the store: name, unit, status, labels (tags, then what rampart.yaml says), whether it is read or why not.
 * Credentials live until live_accounts_free, also those of accounts that have gone, so a sweep under way may outlast a refresh. */
#ifndef RAMPART_LIVE_ACCOUNTS_H
#define RAMPART_LIVE_ACCOUNTS_H

#include "inventory/config.h"
#include "live/sweep.h"

struct live_accounts;

/* `config` NULL: none. All given must outlive it. The session is identified. */
MUST_USE struct live_accounts *live_accounts_new(struct live_session *session, struct store *store, const struct config *config, struct error *err);
void live_accounts_free(struct live_accounts *accounts);   /* NULL is fine */

enum live_account_change { LIVE_ACCOUNT_NEW, LIVE_ACCOUNT_MOVED, LIVE_ACCOUNT_SUSPENDED, LIVE_ACCOUNT_CLOSED, LIVE_ACCOUNT_BACK };
const char *live_account_change_name(enum live_account_change change);   /* "new", "moved", ... */

/* `where`: its unit now; of a moved one `before` is where it was. */
typedef void live_each_account_change(void *context, enum live_account_change change, struct str account, struct str where, struct str before);

/* Asks who is there, and stores it; blocks (other work on the client goes on). What went is closed or out of the organisation: its state stays, it is not read any more.
 * `each` (may be NULL) is told after it is stored. An error leaves all as it was. */
MUST_USE bool live_accounts_refresh(struct live_accounts *accounts, int64_t now, live_each_account_change *each, void *context, struct error *err);
/* Is this an event of CloudTrail after which the accounts are to be asked anew? (CreateAccountResult, MoveAccount, CloseAccount, ...) */
bool live_accounts_event(struct str source, struct str name);
/* What was not found out though the refresh went well ("" : nothing), such as tags. */
const char *live_accounts_note(const struct live_accounts *accounts);

/* Which of the watched accounts: all, or those of these ids or under these units (path or id). */
struct live_choice { const char *const *ids; size_t n_ids; const char *const *units; size_t n_units; };

/* What a sweep is given; the texts live in `arena`. LIVE_NO_ACCOUNT names the first choice that is none of the watched. */
MUST_USE bool live_accounts_targets(struct arena *arena, struct live_accounts *accounts, const struct live_choice *choice, struct live_target **out, size_t *n, struct error *err);
/* Tries to get into each (sts:GetCallerIdentity by its credentials), all at once, and stores which let us. */
MUST_USE bool live_accounts_enter(struct live_accounts *accounts, const struct live_target *targets, size_t n, struct error *err);

/* Would a role with the right trust and policies mend why an account cannot be read? */
bool live_account_wants_role(struct str reason);

#define LIVE_ERRORS(ROW)                                                                                          \
    ROW(LIVE_NO_ACCOUNT, "live-no-account", "An account or unit that was asked for is none of those that are watched: rampart.yaml excludes it, or the organisation does not have it.")
LIVE_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const live_errors[];

#endif
