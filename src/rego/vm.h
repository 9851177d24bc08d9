/* rego/vm.h: runs a program. One vm belongs to one thread and is used for one evaluation after the other; the program may be shared.
 *
 * Memory: results live in the arena given to vm_start; what the vm needs itself (register stack, memo tables, caches) in its own, kept between evaluations.
 * Limits: steps (iterations and calls), time, and the arena's bytes; beyond them the evaluation ends with eval_cancel_error. */
#ifndef RAMPART_REGO_VM_H
#define RAMPART_REGO_VM_H

#include "rego/program.h"

struct vm;
struct rego_memo;

struct vm_limits {
    uint64_t steps;           /* 0: none */
    uint64_t time_ns;         /* 0: none */
    uint32_t depth;           /* nested calls of rules and functions; 0: VM_MAX_DEPTH */
};
#define VM_MAX_DEPTH 6000     /* the interpreter recurses in C, some 400 bytes a level: within half of a thread's usual 8 MiB, sanitizers included */

/* What happened on the way, for those who asked. Every member may be NULL. */
struct vm_hooks {
    void *context;
    void (*print)(void *context, const struct vm_location *at, struct str text);
    void (*note)(void *context, const struct vm_location *at, struct str text, uint32_t depth);   /* trace(...) */
    void (*event)(void *context, const struct vm_location *at, unsigned kind, uint32_t depth);   /* compiled with tracing */
    void (*test_case)(void *context, struct value keys);                               /* compiled for tests */
    void (*builtin_error)(void *context, const struct vm_location *at, const struct error *err);   /* not strict: the call was undefined */
};

struct vm_settings {
    struct value input, data;             /* input VALUE_NONE: undefined; data VALUE_NONE: {} */
    bool unknowns;                        /* the query itself brings unknowns in (host functions, `with`); else decided by input and data */
    bool strict_builtin_errors;
    struct vm_limits limits;
    struct vm_hooks hooks;
    int64_t now_ns;                       /* wall clock of the evaluation; 0: ask the system */
    uint64_t seed;                        /* of rand.intn and uuid; 0: ask the system */
    struct value runtime;                 /* opa.runtime() */
    void *const *extern_contexts;         /* by vm_callee.extern_index; NULL: all NULL */
    struct rego_memo *memo;               /* for built-ins; NULL: none */
};

struct vm *vm_new(const struct vm_program *program);
void vm_free(struct vm *vm);

/* Before each evaluation. `program`: the one given to vm_new, or a query standing on it. */
void vm_start(struct vm *vm, struct arena *arena, const struct vm_program *program, const struct vm_settings *settings);

/* An answer: n values (VALUE_NONE: none), and the unknowns it depends on (VALUE_NONE: definite; else an array of their references). False from the callback stops. */
typedef bool vm_answer_fn(void *context, const struct value *values, size_t n, struct value unknown);

/* Runs a query's code: one call of `answer` for each solution. Errors: eval_*; where: err->file and position. */
MUST_USE bool vm_query(struct vm *vm, const struct vm_code *code, vm_answer_fn *answer, void *context, struct error *err);

/* The document of one group. *out VALUE_NONE: undefined. Its maybes are inside (vm_split) or, of a complete rule, in *unknown. */
MUST_USE bool vm_document(struct vm *vm, uint32_t group, struct value *out, struct value *unknown, struct error *err);

/* A set or object of which some members are only maybe there is an unknown that carries them. Takes it apart: what is definite, and an array of
 * [member, references] or [key, value, references]. A plain collection is all definite; an unknown without members: *definite VALUE_NONE. */
void vm_split(struct arena *arena, struct value v, struct value *definite, struct value *maybe);

uint64_t vm_steps(const struct vm *vm);   /* of the last evaluation */

#endif
