/* hcl/functions/families.c: the list of function families. Adding one is adding a file and its line here. */
#include "hcl/functions/families.h"

static const struct hcl_function language[] = {
    {"try", "a*", HCL_FN_LAZY, NULL},
    {"can", "a", HCL_FN_LAZY, NULL},
    {NULL, NULL, 0, NULL},
};

const struct hcl_function *const hcl_terraform_functions[] = {
    language, hcl_collections, hcl_conversions, hcl_datetimes, hcl_encodings, hcl_files, hcl_formats, hcl_hashes, hcl_networks, hcl_numerics,
    hcl_sets, hcl_strings, hcl_yaml, NULL,
};
