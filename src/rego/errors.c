/* rego/errors.c: the codes of rego_errors.h. */
#include "rego/rego_errors.h"

REGO_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const rego_errors[] = {REGO_ERRORS(ERROR_CODE_ROW) NULL};
