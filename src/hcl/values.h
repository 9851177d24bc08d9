/* hcl/values.h: what the evaluator and the functions share about values. Internal to src/hcl. */
#ifndef RAMPART_HCL_VALUES_H
#define RAMPART_HCL_VALUES_H

#include "hcl/eval.h"

/* A number in decimals without an exponent, as Terraform writes it into strings. .s is NULL when memory is out. */
struct str hcl_number_text(struct arena *arena, struct value number);
/* A string, normalized; VALUE_NONE when memory is out. */
struct value hcl_string(struct arena *arena, struct str s);
/* Strings, numbers and bools as a string; unknown stays; anything else is an error ("string required"). */
bool hcl_to_string(struct arena *arena, struct value v, struct value *out, struct error *err);
bool hcl_to_number(struct arena *arena, struct value v, struct value *out, struct error *err);
bool hcl_to_bool(struct arena *arena, struct value v, struct value *out, struct error *err);
/* An unknown with the references of all unknowns in n values. */
struct value hcl_unknown_of(struct arena *arena, const struct value *values, size_t n);
/* Equal as Terraform has it: VALUE_TRUE, VALUE_FALSE, or an unknown when unknown parts decide. */
struct value hcl_equal(struct arena *arena, struct value a, struct value b);
/* "string", "list", ... as messages name them. */
const char *hcl_type_name(struct value v);
bool hcl_is_sequence(struct value v);   /* array or set */

/* --- types of values (convert.c) --- */
/* The type that all n values can be converted to; NULL when there is none (or memory is out). */
const struct hcl_type *hcl_unify(struct arena *arena, const struct value *values, size_t n);
/* Converts all to one type where there is one; true also when there is none, then nothing is changed. False: memory. */
bool hcl_unify_values(struct arena *arena, struct value *values, size_t n, bool *unified);

#endif
