/* finding/skip.h: skips written in the code, in the notations of Checkov, Trivy, tfsec and our own.
 *   #checkov:skip=ID[,ID]:reason        inside the block (bridgecrew:skip too)
 *   #rampart:skip=ID[,ID]:reason until=2027-01-31
 *   #trivy:ignore:ID[:exp:2027-01-31]   directly above the block or the line, or on it; several on one line
 *   #tfsec:ignore:ID                    likewise
 * A comment of a calling module block counts for what is in the module. */
#ifndef RAMPART_FINDING_SKIP_H
#define RAMPART_FINDING_SKIP_H

#include "finding/finding.h"

struct skip {
    struct str id;                     /* an id, an alias, or "*" */
    struct str reason;
    struct str until;                  /* YYYY-MM-DD, or empty */
    uint32_t line;
};

/* The skips in one comment (its text with # or //), at most `max`; returns how many. */
size_t skip_parse(struct str comment, struct skip *out, size_t max);

/* The skip of `resource` that covers `rule`, or NULL. `today` is YYYY-MM-DD; one that has run out does not count and is given in *expired. */
bool skip_find(const struct resource *resource, const struct rule *rule, const char *today, struct skip *out, struct skip *expired);

/* Lines of a .trivyignore: ids, "#" comments, "exp:DATE". Does one of them cover the rule? */
bool skip_file_covers(struct str text, const struct rule *rule, const char *today);

#endif
