/* rego/gen_internal.h: what the files of the code generator share.
 *
 * Registers of a piece of code: arguments, then a few of the rule group's own, then the variables (a slot each), then temporaries. A jump in a
 * FAIL position is a label; labels become instruction numbers when the piece is finished. fn->fail is where the statement being
 * compiled goes when it does not hold: it moves to the innermost loop as loops are opened, so that code after a loop falls back into it. */
#ifndef RAMPART_REGO_GEN_INTERNAL_H
#define RAMPART_REGO_GEN_INTERNAL_H

#include "base/vec.h"
#include "rego.h"
#include "rego/codegen.h"
#include "rego/rego_errors.h"

struct gen {
    struct arena *arena;
    const struct rego_generate_options *options;
    struct vm_program *program;
    struct error *err;
    bool failed;
    VEC(struct vm_callee) callees;     /* pointers are handed out only at the end */
    VEC(struct vm_location) locations;
    VEC(struct vm_index) indexes;
    VEC(struct value) paths;
    VEC(struct vm_with) withs;
    VEC(struct with_callee) with_callees;
    VEC(const struct rego_builtin *) mocked;
    uint32_t n_caches;
};
struct with_callee { uint32_t with, callee; };

struct fn {
    struct rego_insn nowhere;   /* what fn_emit gives after a failure; never run, its content does not matter */
    struct gen *gen;
    VEC(struct rego_insn) insns;
    VEC(uint32_t) locations;
    VEC(struct value) consts;
    VEC(uint32_t) labels;              /* instruction number of each label */
    uint32_t location;
    struct str path;                   /* of the rule group, for events */
    uint32_t fail;
    uint32_t slots;                    /* register of slot 0 */
    uint32_t next_reg, n_regs;
    uint32_t n_caches;
    uint64_t *have;                    /* slots that have a value where the code has got to, as bits */
    struct { bool on; uint32_t path, key; } join;   /* the loop that the next reference opens is over elements with `key` at `path` */
    uint64_t *unbound;                 /* slots that the statement being compiled has yet to bind, as bits */
    uint32_t n_unbound;                /* words */
};

#define GEN_MAX_DEPTH 1000             /* nested terms and bodies; the parser's limit is lower */

/* Errors: fail, and then nothing more is emitted that anybody will run. */
bool gen_error(struct gen *gen, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool gen_no_memory(struct gen *gen);

/* --- emitting (gen_emit.c) --- */
void fn_begin(struct fn *fn, struct gen *gen, uint32_t n_slots);
bool fn_finish(struct fn *fn, struct vm_code *out);
uint32_t fn_label(struct fn *fn);                      /* a new label, not placed yet */
void fn_place(struct fn *fn, uint32_t label);          /* here */
struct rego_insn *fn_emit(struct fn *fn, enum rego_opcode op, uint32_t a, uint32_t b, uint32_t c, uint32_t jump, uint32_t k);
uint32_t fn_reg(struct fn *fn, uint32_t n);            /* the first of n new temporaries */
uint32_t fn_const(struct fn *fn, struct value v);      /* number of a constant */
uint32_t fn_operand(struct fn *fn, struct value v);    /* the same as a V operand */
void fn_event(struct fn *fn, unsigned kind);          /* an EXPR of the present place; of the rule's path for ENTER and EXIT */
void fn_at(struct fn *fn, const struct rego_location *at);
uint32_t gen_location(struct gen *gen, const struct rego_location *at);
uint32_t gen_callee(struct gen *gen, const struct rego_builtin *row);
uint32_t gen_path(struct gen *gen, struct value keys);
bool gen_is_mocked(const struct gen *gen, const struct rego_builtin *row);

/* --- terms (gen_term.c) --- */
bool term_binds(const struct rego_term *term);         /* does an occurrence in it give a variable its value? */
uint32_t gen_term(struct fn *fn, const struct rego_term *term);                    /* a simple, bound term as a V operand */
void gen_term_to(struct fn *fn, const struct rego_term *term, uint32_t reg);
uint32_t gen_terms(struct fn *fn, struct rego_term *const *terms, size_t n);       /* into consecutive registers */
/* A reference or comprehension or simple term into a register: `dst`, or a new one when VM_NO_REG. */
uint32_t gen_value(struct fn *fn, const struct rego_term *term, uint32_t dst);
void gen_pattern(struct fn *fn, const struct rego_term *pattern, uint32_t operand);   /* unify a pattern with a value */
void gen_unify(struct fn *fn, const struct rego_term *left, const struct rego_term *right);
void gen_mark_unbound(struct fn *fn, const struct rego_term *term);
void gen_have(struct fn *fn, uint32_t slot);
bool gen_has(const struct fn *fn, const struct rego_term *term);          /* a constant, or a variable that has its value already */
bool gen_is_unbound(const struct fn *fn, const struct rego_term *term);   /* a variable that this statement has yet to bind */

/* Looks ahead from statement i: does it open a loop whose elements are then asked to have a known value somewhere? (gen_join.c) */
void gen_plan_join(struct fn *fn, const struct rego_body *body, const bool *skip, size_t i);

/* --- statements (gen_body.c) --- */
void gen_body(struct fn *fn, const struct rego_body *body);
void gen_rule_body(struct fn *fn, const struct rego_rule *rule);
bool gen_is_input_path(const struct rego_term *t);                                 /* input.a.b: constants only */
void gen_comprehension(struct fn *fn, const struct rego_term *term, uint32_t dst);

/* --- rules (gen_rule.c, gen_index.c) --- */
struct rule_list { const struct rego_rule **items; size_t len, cap; };
bool gen_group(struct gen *gen, struct vm_group *group, const struct rego_node *node, const struct rule_list *rules, const struct rule_list *defaults);
/* An index over the rules' bodies: the term to evaluate (an input reference), or the number of an argument; and for each rule its keys. False: none worth it. */
struct rule_index {
    const struct rego_term *ref;
    size_t arg;
    struct rule_keys { struct value *items; size_t len; bool any; } *rules;
};
bool gen_index_choose(struct gen *gen, const struct rule_list *rules, struct rule_index *out);
/* The table, with instruction numbers `starts` of the bodies and `end`. */
uint32_t gen_index_table(struct gen *gen, const struct rule_index *index, const uint32_t *starts, size_t n, uint32_t end);

/* The group that a reference under `data` arrives in, and how many items of it led there; NULL: none. */
const struct vm_node *gen_node(const struct rego_node *node);

#endif
