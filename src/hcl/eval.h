/* hcl/eval.h: expressions → values.
 *
 * Lists and tuples are arrays, maps and objects are objects, sets are sets. Element types are not kept: conversions look at the values.
 *
 * Unknown: an unknown made by the resolver carries its reference ("aws_s3_bucket.logs.id"); what is computed from unknowns is unknown with the
 * union of their references (at most HCL_MAX_REFS), unless the result does not depend on them (false && unknown, the length of a list with
 * unknown elements, merge, keys, ...). A string of which only pieces are unknown keeps `parts`: templates, join, format and jsonencode make
 * them, jsondecode reads a document back from them with unknowns at their places.
 *
 * Memory: everything goes to `arena`, whose limit bounds what hostile input can allocate. Never opens a file: functions that read one ask
 * the host. Threads: one at a time per scope. */
#ifndef RAMPART_HCL_EVAL_H
#define RAMPART_HCL_EVAL_H

#include "hcl/parse.h"

#define HCL_MAX_REFS  16        /* references kept in one unknown */
#define HCL_MAX_ITEMS 1000000u  /* elements a function may make (range, setproduct, ...) */
#define HCL_MAX_STRING (64u << 20)
#define HCL_MAX_EVAL_DEPTH 4000u   /* each costs some 300 bytes of the C stack */

/* Finds what a traversal names. Sets *used to the number of steps it has followed itself (0: only the root name); the evaluator follows
 * the rest in *out. False: `err` says why (HCL_ERR_REFERENCE or any other code). May evaluate other expressions meanwhile; cycles are the
 * caller's to find. */
typedef bool hcl_resolve_fn(void *context, struct arena *arena, const struct hcl_traversal *traversal, size_t *used, struct value *out,
                            struct error *err);

/* What functions need from outside. NULL members: such a call is unknown (with no reference). Paths come as written in the call. */
struct hcl_host {
    void *context;
    /* The bytes of a file. False with ERROR_IO or another code: missing, outside the root, too big. */
    bool (*read_file)(void *context, struct arena *arena, struct str path, struct str *bytes, struct error *err);
    bool (*file_exists)(void *context, struct str path, bool *exists, struct error *err);
    /* fileset: all regular files at any depth below `path`, as an array of relative paths with '/'. */
    bool (*list_files)(void *context, struct arena *arena, struct str path, struct value *paths, struct error *err);
    struct str working_dir;       /* for abspath; empty: unknown */
    struct str home_dir;          /* for pathexpand; empty: unknown */
};

struct hcl_function;             /* hcl/functions/function.h */

extern const struct hcl_function *const hcl_terraform_functions[];   /* all functions of Terraform 1.11: tables, ending with NULL */

struct hcl_scope {
    void *context;
    hcl_resolve_fn *resolve;                 /* NULL: no names exist */
    const struct hcl_function *const *functions;   /* such a list of tables; NULL: no functions exist */
    /* NULL, or: an object lacks a field. True when it has it after all (*out, VALUE_NONE when memory is out); false: it is an error. */
    bool (*missing)(void *context, struct value object, struct str name, struct value *out);
    const struct hcl_host *host;             /* NULL: none */
    uint64_t *steps_left;                    /* counts down per expression and element; at 0 evaluating fails with HCL_ERR_LIMIT. NULL: no limit */
    unsigned *depth;                         /* shared by all evaluations that may nest through `resolve`: their depth together is at most
                                              * HCL_MAX_EVAL_DEPTH expressions. NULL: each hcl_eval counts on its own */
};

/* True: *out is the value. False: `diags` says why, and *out is VALUE_NONE. */
MUST_USE bool hcl_eval(struct arena *arena, const struct hcl_expr *expr, const struct hcl_scope *scope, struct value *out,
                       struct hcl_diags *diags);

/* --- what evaluators of Terraform's own blocks need too --- */
/* Follows one step in a value (attribute or index) with HCL's rules: unknown stays unknown, null and missing are errors. */
MUST_USE bool hcl_step_into(struct arena *arena, struct value v, const struct hcl_step *step, struct value *out, struct hcl_diags *diags);
/* An unknown whose references are those of a and b and all unknowns inside (either may be VALUE_NONE or known). */
struct value hcl_unknown_from(struct arena *arena, struct value a, struct value b);
/* A string of pieces (strings and unknowns): known when all are, else an unknown with parts. */
struct value hcl_string_of_parts(struct arena *arena, const struct value *pieces, size_t n);
/* JSON text of a value; unknowns inside make it an unknown with parts. And back (also from parts). */
MUST_USE bool hcl_jsonencode(struct arena *arena, struct value v, struct value *out, struct error *err);
MUST_USE bool hcl_jsondecode(struct arena *arena, struct value text, struct value *out, struct error *err);
/* Calls a function of the tables by name with values. */
MUST_USE bool hcl_call_function(struct arena *arena, const struct hcl_scope *scope, struct str name, const struct value *args, size_t n,
                                struct value *out, struct error *err);

/* --- types --- */
enum hcl_type_kind { HCL_TYPE_ANY, HCL_TYPE_STRING, HCL_TYPE_NUMBER, HCL_TYPE_BOOL, HCL_TYPE_LIST, HCL_TYPE_SET, HCL_TYPE_MAP, HCL_TYPE_TUPLE, HCL_TYPE_OBJECT };

struct hcl_type_attribute {
    struct str name;
    const struct hcl_type *type;
    bool optional;
    struct value fallback;                        /* optional(type, fallback), converted; VALUE_NONE: null */
};
struct hcl_type {
    enum hcl_type_kind kind;
    const struct hcl_type *element;               /* of list, set, map */
    const struct hcl_type *const *items;          /* of tuple, n of them */
    const struct hcl_type_attribute *attributes;  /* of object, n of them, sorted by name */
    size_t n;
};
extern const struct hcl_type hcl_type_any, hcl_type_string, hcl_type_number, hcl_type_bool;

/* A type constraint as in `variable { type = ... }`: string, list(any), object({a = optional(number, 1)}), also "string" as in Terraform 0.11.
 * NULL after an error. */
MUST_USE const struct hcl_type *hcl_type_parse(struct arena *arena, const struct hcl_expr *expr, struct hcl_diags *diags);
/* `v` as a value of `type`: strings, numbers and bools become each other where they can, arrays and sets too, objects lose what the type
 * does not name and get its defaults. Unknown stays unknown; null stays null (an absent optional attribute becomes its fallback, or null).
 * False with HCL_ERR_TYPE and the path of what did not fit. */
MUST_USE bool hcl_convert(struct arena *arena, struct value v, const struct hcl_type *type, struct value *out, struct error *err);
/* list(object({a=string})) and so on. */
void hcl_type_print(struct buf *out, const struct hcl_type *type);

#endif
