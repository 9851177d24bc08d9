/* rego/builtins/common.h: what every family needs: operands out of values, results into values, limits.
 * All functions return false with call->err filled, in OPA's words, when they cannot. */
#ifndef RAMPART_REGO_BUILTINS_COMMON_H
#define RAMPART_REGO_BUILTINS_COMMON_H

#include "base/re2.h"
#include "rego/builtin.h"
#include "rego/rego_errors.h"
#include "value/arith.h"
#include "value/json.h"

#define BUILTIN(name) static bool name(struct rego_call *call, const struct value *in, struct value *out)

/* Greatest string a built-in makes (256 MiB): what grows faster than its input must end. */
#define MAX_STRING ((size_t)1 << 28)
/* Greatest recursion of a built-in into a value. */
#define MAX_DEPTH JSON_MAX_DEPTH

/* --- operands: position counts from 1; `in` is the whole operand array --- */

/* "NAME: operand 1 must be string but got number"; wanted is "string", or "one of {array, object}". */
bool operand_type(struct rego_call *call, const char *name, int position, struct value got, const char *wanted);
/* "NAME: operand 1 must be array of strings but got array containing number". */
bool operand_element(struct rego_call *call, const char *name, int position, struct value container, struct value got, const char *wanted);
/* "NAME: operand 1 TEXT" with code eval_type_error. */
bool operand_text(struct rego_call *call, const char *name, int position, const char *format, ...) __attribute__((format(printf, 4, 5)));

bool want_string(struct rego_call *call, const char *name, const struct value *in, int position, struct str *out);
bool want_number(struct rego_call *call, const char *name, const struct value *in, int position);
bool want_array(struct rego_call *call, const char *name, const struct value *in, int position);
bool want_object(struct rego_call *call, const char *name, const struct value *in, int position);
bool want_set(struct rego_call *call, const char *name, const struct value *in, int position);
/* An integer that fits; written 3 or 3.0, not 3e0 (as OPA). */
bool want_int(struct rego_call *call, const char *name, const struct value *in, int position, int64_t *out);

/* --- results --- */

/* Any value; VALUE_NONE is taken for a failed allocation. */
bool give(struct rego_call *call, struct value v, struct value *out);
bool give_bool(bool b, struct value *out);
bool give_int(struct rego_call *call, int64_t i, struct value *out);
/* Bytes that may not be UTF-8: each bad byte becomes U+FFFD, as OPA prints it. */
bool give_str(struct rego_call *call, struct str s, struct value *out);
/* The buffer's bytes likewise; frees the buffer. */
bool give_buf(struct rego_call *call, const char *name, struct buf *buf, struct value *out);
struct value string_of_bytes(struct arena *arena, struct str s);
/* The answer when it depends on what is unknown in these operands. */
bool give_unknown(struct rego_call *call, const struct value *in, size_t n, struct value *out);
bool give_arith(struct rego_call *call, const char *name, enum arith_status status);

/* --- conversions --- */

/* As JSON knows it: sets become arrays, keys that are no strings their JSON text. VALUE_NONE: memory is out, or it is nested too deeply. */
struct value plain_json(struct rego_call *call, struct value v);
/* Go's number syntax where it is wider than JSON's (+1, .5, 5., 007, 0x1p4), as JSON writes it. VALUE_NONE: no number. */
struct value number_of_text(struct rego_call *call, struct str s);
/* A double as Go's JSON encoder writes it. VALUE_NONE: memory is out, or it is an infinity or NaN. */
struct value json_float(struct arena *arena, double d);
/* Compact JSON as Go's encoder writes it, <, > and & escaped. */
bool json_text(struct rego_call *call, struct value v, struct buf *out);
/* Is it a URI reference as Go's url.Parse takes it? *absolute: it has a scheme; *path: its path, unescaped. */
bool uri_check(struct arena *arena, struct str s, bool *absolute, struct str *path);
/* A Go-quoted string: "a\"b\n". */
void quote(struct buf *out, struct str s, bool ascii_only);

/* --- limits --- */

/* True when the query has run out of time: call->err is filled then. Cheap enough for every thousandth step. */
bool out_of_time(struct rego_call *call, const char *name);
bool out_of_depth(struct rego_call *call, const char *name);

/* A growing list of values. */
struct values { struct value *items; size_t len, cap; };
bool values_add(struct rego_call *call, struct values *list, struct value v);
struct pairs { struct value_pair *items; size_t len, cap; };
bool pairs_add(struct rego_call *call, struct pairs *list, struct value key, struct value v);

/* Is x a member (by binary search)? */
bool set_has(struct value set, struct value x);
/* The members of the set in[0] that are not in the set in[1]. */
bool set_minus(struct rego_call *call, const struct value *in, struct value *out);

/* The compiled pattern, from the query's memo when it is there, else remembered. *owned: the caller must re2_free it. False: call->err says why. */
bool re2_open(struct rego_call *call, const char *function, struct str pattern, struct re2 **out, bool *owned);

#endif
