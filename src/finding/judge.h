/* finding/judge.h: rules × resources → findings.
 * A rule is judged once per resource of its types, in parallel over the resources; the result does not depend on the number of threads.
 *
 * In a rule, `input` is the resource's document (resource_document) and these functions of the host stand beside Rego's own:
 *   rampart.linked(resource, type)                the documents of resources of `type` ("*": any) tied to it, either way
 *   rampart.linked_by(resource, type, attribute)  those of `type` whose `attribute` refers to it
 *   rampart.refers_to(resource, attribute)        those that its `attribute` refers to
 *   rampart.resources(type)                       all of `type` in the same root module or plan
 *   rampart.resources_in(type, region)            those of them in a region
 *   rampart.parameter(name, default)              what judge_options set for this rule, else the default
 *   rampart.log_filter_matches(pattern, event)    would this filter pattern of CloudWatch Logs select the event? (log_filter.h)
 *   rampart.is_set(object, path)                  is something written there (an unknown counts, unless it was not read of an account: then unknown; null, "" and [] do not)?
 *   rampart.is_known(value)                       is the value known? (parts of it may be unknown; not read of an account: unknown) */
#ifndef RAMPART_FINDING_JUDGE_H
#define RAMPART_FINDING_JUDGE_H

#include "finding/ruleset.h"
#include "finding/skip.h"
#include "graph/links.h"
#include "rego/builtin.h"

/* Resources that could not be looked at. Where a rule asks for them and finds none, it is told "not known" (with `reason`) instead of "none". */
struct judge_gap {
    const char *type;                  /* aws_cloudtrail */
    const char *root;                  /* the account, as in resource.root; NULL: all */
    const char *region;                /* NULL: all */
    const char *parent;                /* the address of the resource to which they belong; NULL: all */
    const char *reason;                /* "aws_cloudtrail in eu-west-1: access denied" */
};

/* A parameter of a rule that is to have another value than its default. Of two that are equal the last counts. */
struct judge_parameter {
    const char *rule, *name;           /* iam-access-key-rotated, max_age_days */
    const char *root;                  /* only in this account; NULL: all */
    struct value value;
};

/* Rules compiled once, to judge with many times. Threads: only read after _new. */
struct judge_program;
MUST_USE struct judge_program *judge_program_new(const struct rule *const *rules, size_t n, struct error *err);
void judge_program_free(struct judge_program *program);   /* NULL is fine */

/* Resources made ready, to be judged many times: `resources` must stay as they are and live as long as it does, but for judge_base_change. Threads: only read by judge. */
struct judge_base;
MUST_USE struct judge_base *judge_base_new(const struct resource_list *resources, unsigned threads, struct error *err);
void judge_base_free(struct judge_base *base);   /* NULL is fine */
/* The values of resource i are others now, in the same place of memory. OTHER: what others know it by has changed, too, or FAILED: memory; either way it is to be made anew. */
enum judge_base_changed { JUDGE_BASE_CHANGED, JUDGE_BASE_OTHER, JUDGE_BASE_FAILED };
MUST_USE enum judge_base_changed judge_base_change(struct judge_base *base, size_t i);
const struct links *judge_base_links(const struct judge_base *base);
bool judge_base_place(const struct judge_base *base, const struct resource *resource, size_t *place);   /* in the list; false: it is not in it */
size_t judge_base_bytes(const struct judge_base *base);   /* of memory, what was left behind by changes too */

struct judge_options {
    unsigned threads;                  /* 0: one a core */
    const char *today;                 /* YYYY-MM-DD: skips run out */
    const struct skip_list *listed;    /* skips that stand outside the code; NULL: none */
    /* NULL, or: may a skip in the code be honoured? (--skips-from) Asked from several threads. Those that may not are said. */
    bool (*skip_allowed)(void *context, const struct resource *resource, const struct rule *rule);
    void *skip_context;
    const char *skip_base;             /* where a skip must stand to count, for that message */
    int64_t now_ns;                    /* time.now_ns(), the same for the whole run; 0: the clock when it begins */
    const struct judge_gap *gaps; size_t n_gaps;
    const struct judge_parameter *parameters; size_t n_parameters;
    const struct judge_program *program;   /* its rules are used, and not those of the set; NULL: compiled for this run */
    const struct judge_base *base;     /* of the same resources; NULL: made for this run */
    const bool *only;                  /* by place in the list: these are judged, the others are there to be looked at; NULL: all */
    bool record;                       /* fill finding.looked */
    uint64_t max_steps;                /* of one rule on one resource; 0: 10 million */
};

/* Adds to report->findings and messages. False with `err` when nothing can be judged (a rule does not compile, memory). */
MUST_USE bool judge(struct report *report, const struct ruleset *rules, const struct resource_list *resources, const struct judge_options *options,
                    struct error *err);

/* The functions above as rows for rego_options.externs. */
extern const struct rego_builtin judge_externs[];
extern const size_t judge_n_externs;

#endif
