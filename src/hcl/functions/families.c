/* hcl/functions/families.c: the list of function families. Adding one is adding a file and its line here. */
#include "hcl/functions/families.h"

#include "hcl/functions/function.h"

static const struct hcl_function language[] = {
    {"try", "a*", HCL_FN_LAZY, NULL},
    {"can", "a", HCL_FN_LAZY, NULL},
};

const struct hcl_functions hcl_terraform_functions[] = {
    {language, COUNT_OF(language)},
    {NULL, 0},
};
