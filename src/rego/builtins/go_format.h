/* rego/builtins/go_format.h: Go's fmt.Sprintf over values, as OPA calls it: integers are int64 or *big.Int, what is written with a point
 * or an exponent is float64, everything that is no number or string is the text Rego writes for it. */
#ifndef RAMPART_REGO_BUILTINS_GO_FORMAT_H
#define RAMPART_REGO_BUILTINS_GO_FORMAT_H

#include "base/buf.h"
#include "value/value.h"

/* What an unknown operand becomes: called with the buffer as it stands. False ends the formatting. */
typedef bool go_format_unknown(void *context, struct buf *out, struct value v);

/* VALUE_NONE among the arguments is Go's nil. False only when `unknown` said so. */
bool go_format(struct buf *out, struct str format, const struct value *args, size_t n, go_format_unknown *unknown, void *context);

#endif
