/* finding/packed.h: the built-in content, as made by finding/pack.c. */
#ifndef RAMPART_FINDING_PACKED_H
#define RAMPART_FINDING_PACKED_H

#include "finding/rule.h"

struct packed_library { const char *name, *file, *text; };   /* data.rampart.lib.NAME */

extern const struct rule packed_rules[];              /* sorted by file */
extern const size_t packed_n_rules;
extern const struct packed_library packed_libraries[];   /* ends with a name of NULL */

#endif
