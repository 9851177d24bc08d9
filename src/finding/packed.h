/* finding/packed.h: the built-in content, as made by finding/pack.c. */
#ifndef RAMPART_FINDING_PACKED_H
#define RAMPART_FINDING_PACKED_H

#include "finding/config_rules.h"
#include "finding/framework.h"

struct packed_library { const char *name, *file, *text; };   /* data.rampart.lib.NAME */

extern const struct rule packed_rules[];              /* sorted by file */
extern const size_t packed_n_rules;
extern const struct packed_library packed_libraries[];   /* ends with a name of NULL */

extern const struct framework packed_frameworks[];    /* from content/compliance */
extern const size_t packed_n_frameworks;
extern const struct config_mapping packed_config_mappings[];   /* from content/config_rules, sorted by identifier */
extern const size_t packed_n_config_mappings;

#endif
