/* hcl/hcl_errors.h: what can be wrong with HCL, while reading it and while evaluating it. */
#ifndef RAMPART_HCL_ERRORS_H
#define RAMPART_HCL_ERRORS_H

#include "base/error.h"

#define HCL_ERRORS(ROW)                                                                                            \
    ROW(HCL_ERR_SYNTAX, "hcl-syntax", "The text is not HCL; the message says what was expected and what was there.")    \
    ROW(HCL_ERR_STRING_NOT_CLOSED, "hcl-string-not-closed", "A quoted string or a heredoc does not end where it must.") \
    ROW(HCL_ERR_BLOCK_NOT_CLOSED, "hcl-block-not-closed", "A block, list, object or call was opened and never closed.") \
    ROW(HCL_ERR_ESCAPE, "hcl-escape", "A backslash in a string is followed by something that is no escape sequence.")   \
    ROW(HCL_ERR_UTF8, "hcl-utf8", "The text holds bytes that are not UTF-8.")                                           \
    ROW(HCL_ERR_DUPLICATE, "hcl-duplicate", "An argument is set twice in the same block.")                              \
    ROW(HCL_ERR_DEPTH, "hcl-depth", "The text is nested deeper than the limit, which guards the stack.")                \
    ROW(HCL_ERR_SIZE, "hcl-size", "The text, or a result, is larger than the limit.")                                   \
    ROW(HCL_ERR_SCHEMA, "hcl-schema", "An argument or block is missing, not expected here, or has the wrong number of labels.") \
    ROW(HCL_ERR_TYPE, "hcl-type", "A value has a type that cannot be used or converted here.")                          \
    ROW(HCL_ERR_REFERENCE, "hcl-reference", "A name, attribute or index does not exist.")                               \
    ROW(HCL_ERR_CALL, "hcl-call", "A function is not known, or was called with arguments that it does not take.")       \
    ROW(HCL_ERR_FUNCTION, "hcl-function", "A function was called rightly and could not give a result.")                 \
    ROW(HCL_ERR_LIMIT, "hcl-limit", "Evaluating took more steps than allowed.")
HCL_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const hcl_errors[];   /* NULL-terminated */

#endif
