/* cli/live_left_out.h: accounts that are suspended or closed: the state keeps what was last read of them, and nothing of it counts. They are named wherever something is
 * counted, with the reason, so that a total says what it is the total of. */
#ifndef RAMPART_CLI_LIVE_LEFT_OUT_H
#define RAMPART_CLI_LIVE_LEFT_OUT_H

#include "base/map.h"
#include "base/vec.h"
#include "report/emit.h"
#include "store/store.h"

struct live_left_out_account { const char *id, *name, *status, *reason; };   /* status: "suspended", "closed" */
struct live_left_out { VEC(struct live_left_out_account) items; struct map by_id; };

const char *live_account_status(enum store_account_status status);   /* "active", ... */

/* Those of the store, by id: of the account, and of a unit and what is below it, where one is given (NULL: all). All in `arena`. */
MUST_USE bool live_left_out_read(struct arena *arena, struct store *store, const char *account, const char *ou, struct live_left_out *out, struct error *err);
/* root/prod is below root and root/prod, not below root/production. */
bool live_is_below(const char *ou, const char *unit);
/* Why nothing of it counts; NULL: it counts. */
const char *live_left_out_why(const struct live_left_out *list, struct str account);
/* A line each; nothing when there is none. */
void live_left_out_print(const struct live_left_out *list, struct buf *out);
/* "left_out": [{account, name, status, reason}], always there. */
void live_left_out_emit(const struct live_left_out *list, struct emitter *e);

#endif
