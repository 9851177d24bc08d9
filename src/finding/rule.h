/* finding/rule.h: what a rule says of itself: the METADATA of its Rego file, as DESIGN.md and docs/rules.md describe it.
 * Built-in rules are constant tables made at build time by finding/pack.c; a team's own are read when the program starts. */
#ifndef RAMPART_FINDING_RULE_H
#define RAMPART_FINDING_RULE_H

#include "base/error.h"
#include "value/value.h"

#define RULE_ERRORS(ROW)                                                                                          \
    ROW(RULE_METADATA, "rule-metadata", "A rule's METADATA lacks a field, or has one that is not known or of a wrong type.") \
    ROW(RULE_ID, "rule-id", "A rule's id differs from its path, or two rules claim one id or alias.")             \
    ROW(RULE_UNKNOWN_ID, "rule-unknown-id", "No rule has the id, alias or severity that was asked for.")          \
    ROW(RULE_FIELD, "rule-field", "A rule reads a field that the provider's schema does not have for the types it judges: it would be undefined everywhere.") \
    ROW(RULE_EVALUATION, "rule-evaluation", "A rule ended in an error on a resource; there is no verdict.")       \
    ROW(RULE_SKIPS, "rule-skips", "A file of skips (.trivyignore.yaml, a list of approved ones) has another shape than it should.") \
    ROW(RULE_POLICY, "rule-policy", "A policy could not be read or compiled.")
RULE_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const rule_errors[];

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
#define SEVERITIES 5
const char *severity_name(enum severity severity);               /* "low" */
const char *severity_upper(enum severity severity);              /* "LOW" */
bool severity_parse(struct str name, enum severity *out);        /* either case */

struct rule_alias { const char *system, *id; };                  /* checkov, CKV_AWS_20 */
struct rule_requirement { const char *framework, *id; };         /* cis_3.0, 2.1.4 */

struct rule {
    const char *id, *title;
    const char *description;                  /* why: one or two sentences */
    const char *advice;                       /* how to fix it: one sentence */
    const char *package;                      /* rampart.aws.s3.bucket_versioning */
    const char *file;                         /* aws/s3/bucket_versioning.rego */
    enum severity severity;
    const char *const *types;                 /* these five end with NULL / {NULL} and are never NULL */
    const struct rule_alias *aliases;
    const char *const *related;
    const struct rule_requirement *requirements;
    const char *const *imports;               /* library modules it needs: data.rampart.lib.NAME → NAME */
    const char *remediation;                  /* a runbook's id, or NULL */
    const char *fix;                          /* JSON, or NULL */
    const char *text;                         /* the Rego source */
    bool external;                            /* a team's own */
};

/* Reads the package annotation of a module (struct rego_annotation's value). `file` and `text` must live as long. */
MUST_USE bool rule_read(struct arena *arena, struct value annotation, const char *package, const char *file, const char *text, struct rule *out,
                        struct error *err);

/* The id under which another system knows it, or NULL: rule_alias(rule, "checkov"). The first one where there are several. */
const char *rule_alias(const struct rule *rule, const char *system);
/* Does `pattern` mean this rule: its id, an alias, either with *, or a severity (this one and above)? Case of letters matters not. */
bool rule_matches(const struct rule *rule, struct str pattern);
bool rule_has_type(const struct rule *rule, const char *type);

#endif
