/* rego/format.h: a module as `opa fmt` writes it. Works on the raw form (before rego_check): the layout follows where things stand in the source. */
#ifndef RAMPART_REGO_FORMAT_H
#define RAMPART_REGO_FORMAT_H

#include "base/buf.h"
#include "rego/ast.h"

/* Appends the text to `out`; what failed for lack of memory shows in out->failed. The module is not changed. */
void rego_format(struct buf *out, const struct rego_module *module);

#endif
