/* cli/coverage.h: which lines of the modules were reached, as OPA reports it. */
#ifndef RAMPART_CLI_COVERAGE_H
#define RAMPART_CLI_COVERAGE_H

#include "base/map.h"
#include "base/vec.h"
#include "rego.h"

struct coverage_file { const char *name; VEC(bool) reached, has; };   /* by row */
struct coverage { struct arena *arena; struct map files; bool failed; };

void coverage_reached(struct coverage *coverage, const char *file, uint32_t row);
/* {"files": {NAME: {"covered": [...], "not_covered": [...], "covered_lines": n, ...}}, "covered_lines": n, "not_covered_lines": n, "coverage": percent}.
 * VALUE_NONE: no memory. */
MUST_USE struct value coverage_report(struct arena *arena, struct coverage *coverage, const struct rego_policy *policy);

#endif
