/* live/kept_account.h: accounts kept in memory, ready to be judged, between one change and the next. Reading an account of two thousand resources from the store takes longer
 * than all else that an event costs; here what has changed is read, and the rest is as it was.
 *
 * What is kept may be trusted because everything that makes it untrue is noticed: a change of a resource stands in the store until it is judged (store_changed), and is given to
 * kept_account_now; who judges all of an account, or reads it in a sweep, forgets it here; and where another process has written, all of it is read again.
 * Threads: one. */
#ifndef RAMPART_LIVE_KEPT_ACCOUNT_H
#define RAMPART_LIVE_KEPT_ACCOUNT_H

#include "live/account.h"

struct kept_accounts;
struct kept_account;

/* At most so many bytes, about; what was not asked for longest goes first. 0: nothing stays for the next time. NULL: no memory. */
MUST_USE struct kept_accounts *kept_accounts_new(size_t max_bytes);
void kept_accounts_free(struct kept_accounts *kept);   /* NULL is fine */

/* The account as the store has it, `changed` being all that has changed in it since it was judged. It is good until the next call with `kept`. NULL: `err` says why. */
MUST_USE struct kept_account *kept_account_now(struct kept_accounts *kept, struct store *store, const char *id, const struct live_rules *rules, const struct store_changed *changed,
                                               size_t n, struct error *err);
const struct live_account *kept_account_of(const struct kept_account *account);
const struct judge_base *kept_account_base(const struct kept_account *account);
/* Where it is in the list of its resources. */
bool kept_account_place(const struct kept_account *account, struct store_key key, size_t *place);

/* What is remembered of a resource beside its values. */
struct kept_state {
    uint64_t version;                    /* another one each time that it has changed */
    uint64_t said;                       /* a hash of the verdicts on it that the store has; 0: not known */
};
struct kept_state *kept_account_state(struct kept_account *account, size_t place);

/* It was read again in another way than by store_changed. */
void kept_accounts_forget(struct kept_accounts *kept, struct str account);
/* A resource was read at that time, whether it was the same or not. */
void kept_accounts_seen(struct kept_accounts *kept, struct store_key key, int64_t observed_at);

/* Region, type and id as one text. NULL: no memory. */
MUST_USE const char *kept_account_key(struct arena *arena, struct store_key key);

#endif
