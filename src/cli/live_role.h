/* cli/live_role.h: the role by which an account is read, as an administrator makes it: whom it trusts, and policies that allow what `live permissions` prints and no more.
 * Together these are more than the 10,240 characters that all inline policies of a role may have, so they are managed policies, of 6,144 each; a role may have ten. */
#ifndef RAMPART_CLI_LIVE_ROLE_H
#define RAMPART_CLI_LIVE_ROLE_H

#include "cli/live_policy.h"

struct live_role {
    const char *partition, *trusted;           /* the account that asks */
    const char *name, *external_id;            /* with its path; NULL: RampartAudit, and none */
    const char *organization;                  /* the account whose role is asked who is there; NULL: the credentials' own account is */
    struct live_actions actions;
};

/* A CloudFormation template. */
void live_role_template(const struct live_role *role, struct buf *out);
/* A script for sh and awscli; run again it brings role and policies up to date. */
void live_role_commands(struct arena *arena, const struct live_role *role, struct buf *out);

#endif
