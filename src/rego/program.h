/* rego/program.h: compiled policies: byte code, constants, and the tree that says which rule stands under which path of `data`.
 * Made by codegen.h, run by vm.h. Immutable once made, so any number of threads may run it at once; everything in it lives in the
 * arena it was compiled into. */
#ifndef RAMPART_REGO_PROGRAM_H
#define RAMPART_REGO_PROGRAM_H

#include "base/error.h"
#include "rego/builtin.h"
#include "rego/opcode.h"
#include "value/value.h"

/* Where an instruction comes from, for errors and traces. */
struct vm_location { struct str file, text; uint32_t row, col; };

struct vm_code {
    const struct vm_program *program;  /* whose tables k refers to; groups and nodes are the same in all */
    const struct rego_insn *insns;
    const uint32_t *locations;         /* an index of program->locations for each instruction */
    const struct value *consts;
    uint32_t n_insns, n_consts, n_regs, n_args;
    uint32_t first_cache;              /* inline caches are numbered through the program; k of GETK is relative to this */
};

/* Which bodies can hold when a reference has a certain value. Lists hold instruction numbers and end with the place after all bodies. */
struct vm_index_slot { struct value key; uint32_t list; };
struct vm_index {
    uint32_t mask;                     /* slots: a power of two less one, open addressing; a free slot has no key */
    const struct vm_index_slot *slots;
    const uint32_t *lists;
    uint32_t otherwise;                /* list for any other value: bodies that do not ask */
    uint32_t all;                      /* list of all bodies: the value is unknown */
};

enum vm_group_kind { VM_COMPLETE, VM_FUNCTION, VM_SET, VM_OBJECT };

/* All rules of one path, compiled into one piece of code that answers the document at that path. */
struct vm_group {
    struct vm_code code;
    enum vm_group_kind kind;
    bool cheap;                        /* a function not worth remembering the results of */
    struct str path;                   /* "data.a.b", for messages */
    struct value keys;                 /* ["a", "b"] */
    uint32_t location;
    const struct vm_node *node;
};

struct vm_node {
    struct value key;
    const struct vm_node *parent;
    struct value path;                 /* keys from the root */
    struct vm_node **children;       /* sorted by key */
    uint32_t n_children;
    uint32_t number;                   /* index in program->nodes */
    int32_t group;                     /* -1: none here */
    bool hidden;                       /* not part of the document of a parent (data.system) */
    bool has_rules;                    /* here or below */
};

/* A built-in that is called, or replaces another. */
struct vm_callee {
    const struct rego_builtin *row;
    int32_t extern_index;              /* ≥ 0: a function of the host */
};

enum vm_target { VM_TARGET_INPUT, VM_TARGET_DATA, VM_TARGET_GROUP, VM_TARGET_BUILTIN };
enum vm_replacement { VM_BY_VALUE, VM_BY_GROUP, VM_BY_BUILTIN };

/* `with TARGET as ...`. */
struct vm_with {
    enum vm_target target;
    struct value path;                 /* input, data: the keys below */
    const struct vm_node *node;        /* data: the node there, or NULL when the rule tree does not reach that far */
    uint32_t group;                    /* VM_TARGET_GROUP */
    const struct rego_builtin *row;    /* VM_TARGET_BUILTIN */
    enum vm_replacement by;
    uint32_t by_group;
    const struct vm_callee *by_callee;
};


struct vm_program {
    const struct vm_group *groups;
    const struct vm_node *const *nodes;   /* nodes[0] is the root, data */
    const struct vm_callee *callees;
    const struct vm_location *locations;
    const struct vm_index *indexes;
    const struct value *paths;
    const struct vm_with *withs;
    uint32_t n_groups, n_nodes, n_callees, n_locations, n_indexes, n_paths, n_withs;
    bool reads_clock;                  /* some built-in's answer depends on the time or on chance */
    uint32_t n_caches;                 /* a query's program shares groups and nodes with its policy's and numbers its caches after those */
};

/* The node at these keys, or NULL. */
const struct vm_node *vm_node_child(const struct vm_node *node, struct value key);

/* The byte code as text, for tests and `--explain`-like curiosity. */
void vm_disassemble(struct buf *out, const struct vm_program *program, const struct vm_code *code);

#endif
