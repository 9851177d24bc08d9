/* hcl/functions/families.h: the tables, each defined in the file of its name. */
#ifndef RAMPART_HCL_FAMILIES_H
#define RAMPART_HCL_FAMILIES_H

#include "hcl/eval.h"

#endif
