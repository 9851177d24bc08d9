/* hcl/functions/families.h: the tables, each defined in the file of its name. */
#ifndef RAMPART_HCL_FAMILIES_H
#define RAMPART_HCL_FAMILIES_H

#include "hcl/functions/function.h"

/* Each ends with a row without a name. */
extern const struct hcl_function hcl_collections[], hcl_conversions[], hcl_datetimes[], hcl_encodings[], hcl_files[], hcl_formats[], hcl_hashes[],
    hcl_networks[], hcl_numerics[], hcl_sets[], hcl_strings[], hcl_yaml[];

#endif
