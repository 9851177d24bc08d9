/* live/organization.h: the accounts of an organisation, as AWS Organizations says now: where each stands, its status, its tags. */
#ifndef RAMPART_LIVE_ORGANIZATION_H
#define RAMPART_LIVE_ORGANIZATION_H

#include "base/vec.h"
#include "live/session.h"
#include "store/store.h"

struct organization_account {
    struct str id, name, email;
    struct str ou, ou_ids;                       /* "root/prod/payments", "/r-ab12/ou-ab12-11111111/ou-ab12-22222222" */
    enum store_account_status status;
    int64_t joined_at;                           /* 0: not said */
    struct value tags;                           /* an object */
    bool placed;                                 /* false: it moved while we looked: ou is not known */
};

struct organization {
    struct str id, management, root;             /* root: its id */
    VEC(struct organization_account) accounts;   /* by id */
    const char *untagged;                        /* why tags could not be read; NULL: they were */
};

/* DescribeOrganization, ListAccounts, ListRoots, then unit by unit, then the tags of all at once; blocks. All in `arena`. A refused call is an error: half a tree would
 * include and exclude the wrong accounts. */
MUST_USE bool organization_read(struct arena *arena, struct live_session *session, struct aws_provider *provider, const char *account, struct organization *out, struct error *err);

#endif
