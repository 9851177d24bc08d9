/* aws/endpoint_rules.h: the functions that endpoint rules call. Internal to aws/. */
#ifndef RAMPART_AWS_ENDPOINT_RULES_H
#define RAMPART_AWS_ENDPOINT_RULES_H

#include "aws/endpoint.h"

struct rules_call { struct arena *arena; struct value partitions; const struct value *args; size_t n; };

/* Carries out `function`; *out VALUE_NONE is "not set", which a condition takes as false. False: memory, or *known false when there is no such function. */
MUST_USE bool rules_call(struct rules_call *call, struct str function, struct value *out, bool *known);
/* The partition (of partitions.json) of a region; that named "aws" when nothing matches. VALUE_NONE without partitions. */
struct value rules_partition(struct value partitions, struct str region);
/* What stands at "a.b[0].c" in a value; VALUE_NONE when nothing does. */
struct value rules_attribute(struct value v, struct str path);

#endif
