/* finding/judge_internal.h: what the files of judging share. */
#ifndef RAMPART_FINDING_JUDGE_INTERNAL_H
#define RAMPART_FINDING_JUDGE_INTERNAL_H

#include "base/map.h"
#include "base/pool.h"
#include "finding/judge.h"
#include "rego.h"

#define JUDGE_EXTERNS 9   /* functions of the host: judge_host.c */

struct judge_program {
    struct arena *arena;
    struct rego_policy *policy;            /* NULL: there is no rule */
    const struct rule **rules; size_t n_rules;
    int32_t *deny, *applies;               /* their entry points */
};

struct judge_base {
    struct arena *arena;
    const struct resource_list *resources;
    struct links *links;
    struct value *documents;               /* by place in the list */
    struct arena *of_documents[POOL_MAX_THREADS];
    struct map by_root;                    /* root "\n" type → struct numbers of resources; for data sources a type is written "data.TYPE" */
    struct map untold;                     /* the same, of those in an account whose links are not all known: see judge_untold */
    struct map places;                     /* pointer of a resource as text → number + 1 */
};

/* What all workers read. */
struct judging {
    struct report *report;
    const struct judge_options *options;
    const struct resource_list *resources;
    const struct judge_base *base;
    const struct judge_program *program;
    struct listed { VEC(const struct skip_entry *) items; } *listed;   /* by rule: the skips that name it, which stand outside the code */
    struct map by_type;                    /* type → struct rule_numbers */
    struct map gaps;                       /* type → struct numbers of the options' gaps */
    struct outcome *outcomes;              /* by resource */
    int64_t now_ns;
};

struct numbers { VEC(uint32_t) items; };
MUST_USE bool judge_into_numbers(struct arena *arena, struct map *map, const char *key, uint32_t number);

/* The field of a resource of an account (`attribute`, or with NULL the first one) that was not read and might name another resource; NULL: none.
 * Of code an unknown says itself what it refers to. */
const char *judge_untold(const struct resource *resource, const char *attribute);

struct outcome { VEC(struct finding) findings; VEC(struct message) messages; bool failed; };

struct worker { size_t cut;   /* reasons of the finding at hand, where there are too many to keep */
                const struct judging *judging; const struct resource *resource; size_t number; /* of the resource */ const struct rule *rule; struct rego_session *session; struct arena *scratch;
                VEC(struct looked) looked; /* by the rule at hand, in `kept`, where that is recorded */
                struct arena *kept;        /* of reasons and messages: the report takes it over */ };


#endif
