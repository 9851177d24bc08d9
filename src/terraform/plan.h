/* terraform/plan.h: plan and state JSON → resources.
 * Reads `terraform show -json` of a plan (format 0.x, 1.x) or a state, and raw state files (version 3 and 4), in UTF-8, UTF-16 or gzip.
 *
 * A plan's `after` holds what is known; `after_unknown` says what is not. An unknown that the configuration sets becomes an unknown value
 * with the references of its expression; one that only the provider fills in is left out, as it would be in the HCL. Resources that are
 * deleted or forgotten are not listed. Resources have no lines: a plan pretty or compact gives the same report; the code beside it has lines. */
#ifndef RAMPART_TERRAFORM_PLAN_H
#define RAMPART_TERRAFORM_PLAN_H

#include "resource/resource.h"
#include "terraform/errors.h"

struct tf_plan {
    struct value document;           /* as read; `input` of a team's own policies */
    struct resource_list resources;
    bool is_state;
    const char *terraform_version;   /* NULL when not said */
    struct str text;                 /* decoded */
};

/* `file`: the name for messages and findings. */
MUST_USE bool tf_read_plan(struct arena *arena, struct str bytes, const char *file, struct tf_plan *out, struct notice_list *notices,
                           struct error *err);

/* Is this text JSON of a kind that tf_read_plan takes? Looks at the first few kilobytes; to sort files of a folder. */
bool tf_looks_like_plan(struct str bytes);

#endif
