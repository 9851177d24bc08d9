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

/* Does the id of a skip mean this rule? Ids of other tools do through an alias. */
bool skip_id_names(struct str id, const struct rule *rule);

/* The skip of `resource` that covers `rule`, or NULL. `today` is YYYY-MM-DD; one that has run out does not count and is given in *expired. */
bool skip_find(const struct resource *resource, const struct rule *rule, const char *today, struct skip *out, struct skip *expired);

/* --- skips written outside the code --- */

struct skip_entry {
    struct str id, reason, until;
    const char *resource;                        /* an address, with * for any text; NULL: every resource */
    const char *const *paths; size_t n_paths;    /* globs over the file (* ? **); none: every file */
    const char *source;                          /* the file it stands in, as shown */
    uint32_t line;                               /* 0: not known */
    bool honoured;                               /* false: it is new, and new ones do not count (--skips-from) */
};
struct skip_list { struct skip_entry *items; size_t len, cap; bool cut; };   /* cut: there were more than SKIP_ENTRIES_MAX */
#define SKIP_ENTRIES_MAX 2000

/* Lines of a .trivyignore: an id a line, "#" comments, "exp:DATE". */
MUST_USE bool skip_read_lines(struct arena *arena, struct str text, const char *source, struct skip_list *list);
/* A .trivyignore.yaml: {misconfigurations: [{id, paths, expired_at, statement}]}; the other kinds of finding it may name are not ours. */
MUST_USE bool skip_read_trivy(struct arena *arena, struct value document, const char *source, struct skip_list *list, struct error *err);
/* [{rule, resource, reason, until}]: skips that somebody has approved. Each needs its rule and reason. */
MUST_USE bool skip_read_approved(struct arena *arena, struct value document, const char *source, struct skip_list *list, struct error *err);

/* Is it about this rule; about this resource too; has it run out? */
bool skip_entry_names(const struct skip_entry *entry, const struct rule *rule);
bool skip_entry_covers(const struct skip_entry *entry, const struct resource *resource);
bool skip_entry_expired(const struct skip_entry *entry, const char *today);
/* The same skip, wherever it stands: id, paths, resource and end. */
bool skip_entry_equal(const struct skip_entry *a, const struct skip_entry *b);

/* Does the path match? * and ? stay within one folder, ** does not. Time: lengths multiplied. */
bool skip_glob(const char *pattern, const char *path);

#endif
