/* finding/framework.h: compliance frameworks: their controls, which rules judge each, and what a run's findings say of them.
 *
 * A framework is one file of content/compliance: NAME.yaml, its id being NAME.
 *   title: CIS AWS Foundations Benchmark
 *   version: 3.0.0
 *   controls:
 *     - {id: "3.1", title: A trail records all regions, section: Logging, level: 1, assessment: automated, rules: [cloudtrail-account-multi-region]}
 * Which rules judge a control is a union: those that name it in their `frameworks`, those that `rules` names, and those that are known under an
 * alias in `checks` (ids of other tools; one that no rule has is counted as missing). `decided_by` narrows: only these rules decide, the others
 * are shown beside. A control with no title, section or level has none. */
#ifndef RAMPART_FINDING_FRAMEWORK_H
#define RAMPART_FINDING_FRAMEWORK_H

#include "finding/judge.h"

#define FRAMEWORK_ERRORS(ROW) \
    ROW(FRAMEWORK_FILE, "framework-file", "A file of content/compliance has another shape than it should.")
FRAMEWORK_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const framework_errors[];

struct framework_control {
    const char *id;
    const char *title, *section;             /* NULL: none */
    unsigned level;                          /* 0: none */
    bool manual;                             /* the framework wants a person to look */
    const char *const *rules, *const *checks, *const *decided_by;   /* each ends with NULL */
};

struct framework { const char *id, *title, *version; const struct framework_control *controls; size_t n; };
struct framework_list { const struct framework **items; size_t len, cap; };

/* From YAML (or JSON) text; `file` is its name, from which the id comes. What it returns lives in the arena, and in `text` not at all. */
MUST_USE bool framework_from_text(struct arena *arena, const char *file, struct str text, struct framework *out, struct error *err);
/* The built-in ones, by id. */
MUST_USE bool frameworks_builtin(struct arena *arena, struct framework_list *out);
/* Adds *.yaml of a folder; one with the id of another takes its place. */
MUST_USE bool frameworks_add_folder(struct arena *arena, const char *dir, struct framework_list *list, struct error *err);
/* Without regard to case; NULL when there is none. */
const struct framework *framework_find(const struct framework_list *list, struct str id);

/* What is said of a control. */
enum control_status {
    CONTROL_PASSED,          /* something was judged, and nothing failed or is unknown */
    CONTROL_FAILED,          /* a finding failed */
    CONTROL_UNKNOWN,         /* none failed, but of some it is not known: a verdict is unknown, or resources could not be read */
    CONTROL_NO_DATA,         /* the account has nothing that the rules are about (or it is all skipped) */
    CONTROL_NO_RULE,         /* no rule judges it yet */
    CONTROL_MANUAL,          /* a person must look, and no rule helps */
};
#define CONTROL_STATUSES 6
const char *control_status_name(enum control_status status);   /* "passed", "failed", "unknown", "no_data", "no_rule", "manual" */
/* Unknown and no_rule: it was not assessed, whatever the reason. */
bool control_not_assessed(enum control_status status);

struct framework_finding { const struct rule *rule; const char *account, *region; enum verdict verdict; };

struct control_score {
    const struct framework_control *control;
    enum control_status status;
    const struct rule *const *rules; size_t n_rules;   /* that judge it; the first n_deciding decide */
    size_t n_deciding;
    size_t verdicts[VERDICTS];                         /* findings of the deciding rules */
    const char *const *missing; size_t n_missing;      /* ids in `checks` that no rule has: this part is not assessed */
    const char *gap;                                   /* of unknown: why resources could not be read; NULL: none */
};

struct framework_score {
    const struct framework *framework;
    const struct control_score *controls; size_t n;
    size_t counts[CONTROL_STATUSES];
    size_t not_assessed;                               /* unknown and no_rule */
    size_t n_checks, n_missing;                        /* ids in `checks` of all controls, and those that no rule has: to be shown beside every score */
    /* As Security Hub reckons ("Calculating security scores" in its user guide): the share of passed controls among those enabled that have
     * data, in percent, rounded to the nearest whole number; its status Unknown has data. -1: no control has. */
    int security_hub;
    /* Of all controls of the framework, in percent: nothing is left out of the denominator, what was not assessed stands beside. */
    double passed_share, failed_share, not_assessed_share, no_data_share, manual_share;
};

/* Pure. `account` and `region` narrow the findings and gaps (NULL: all; a finding without a region counts in each).
 * False: memory. */
MUST_USE bool framework_judge(struct arena *arena, const struct framework *framework, const struct ruleset *rules,
                              const struct framework_finding *findings, size_t n_findings, const struct judge_gap *gaps, size_t n_gaps,
                              const char *account, const char *region, struct framework_score *out);

#endif
