/* aws/errors.c: the codes of aws_errors.h. */
#include "aws/aws_errors.h"

AWS_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const aws_errors[] = {AWS_ERRORS(ERROR_CODE_ROW) NULL};
