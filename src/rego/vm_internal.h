/* rego/vm_internal.h: what the files of the VM share. */
#ifndef RAMPART_REGO_VM_INTERNAL_H
#define RAMPART_REGO_VM_INTERNAL_H

#include "base/vec.h"
#include "rego/rego_errors.h"
#include "rego/vm.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Why a solution is only maybe true: an unknown, and two further lists. Shared, never changed. */
struct why { struct value unknown; const struct why *left, *right; };

/* What a piece of code answers. */
struct outcome { struct value value; const struct why *why; };

enum memo_state { MEMO_EMPTY, MEMO_BUSY, MEMO_DONE };
struct memo { struct outcome outcome; enum memo_state state; };

/* Function results by arguments; a place is overwritten when two calls meet there, so memory stays bounded. */
#define FN_MEMO_SIZE 64
#define FN_MEMO_ARGS 4
struct fn_memo_entry { struct value args[FN_MEMO_ARGS]; struct outcome outcome; bool used; };
struct fn_memo { struct fn_memo_entry entries[FN_MEMO_SIZE]; uint32_t misses, hits; };

#define MEMO_PAGE 32u
struct memo_page { struct memo memos[MEMO_PAGE]; struct fn_memo *functions[MEMO_PAGE]; };

struct mock { const struct vm_with *with; struct value value; const struct mock *next; };
struct shadow { const struct vm_node *node; const struct shadow *next; };

/* What a `with` changes: input, base documents, replaced rules and functions, and so everything that was remembered. */
struct world {
    struct value input, data;
    const struct shadow *shadows;      /* documents of rules at or below these nodes are hidden behind base documents */
    const struct mock *mocks;
    struct memo_page **pages;
    struct world *next_free;
    struct world *unmocked;            /* the same without mocks: inside a replacement function nothing is replaced */
};

struct item { struct value key, value; const struct why *why; };

/* A collection being built. Buffers go back to the vm when finished. */
struct builder {
    enum rego_build kind;
    struct value *items;               /* elements; or key, value, key, value */
    size_t len, cap;
    VEC(struct item) maybes;
    struct paths_node *paths;          /* REGO_BUILD_PATHS */
    struct builder *next_free;
};

struct cache { uint64_t key; uint32_t index; };

/* from: where the stack of the chunk before ends while this one is in use. */
struct stack_chunk { struct stack_chunk *prev, *next; struct value *end, *from; struct value values[]; };

struct vm {
    const struct vm_program *program;
    struct arena *arena;               /* results of the present evaluation */
    struct world *world;
    struct value *top;                 /* register stack */
    struct stack_chunk *chunk;
    uint64_t steps, step_check;
    uint32_t depth, max_depth;
    bool failed;                       /* err is filled: unwind */
    bool unknowns;                     /* input or data hold an unknown: the Kleene loop runs */
    bool strict;
    struct error *err;
    uint64_t deadline;                 /* CLOCK_MONOTONIC ns; 0: none */
    uint64_t step_limit;
    struct vm_settings settings;
    struct rego_call call;
    struct error call_error;           /* of the built-in being called */
    uint64_t random;
    struct cache *caches;
    uint32_t n_caches;
    struct builder *free_builders;
    struct arena *own;                 /* builders and what lives as long as the vm */
    struct world *free_worlds;         /* left for good: a `with` in a long loop takes no more memory than one */
    struct joins *joins;               /* of the present evaluation (vm_join.c) */
    struct value nondeterministic;     /* object [name, operands] → result: one answer in one evaluation */
    vm_answer_fn *answer;
    void *answer_context;
    bool stopped;                      /* the answer callback has had enough */
};

/* --- errors: all return false, with vm->failed set --- */
bool vm_error(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct error_code *error, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
bool vm_error_at(struct vm *vm, const struct vm_location *at, const struct error_code *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool vm_no_memory(struct vm *vm);
const struct vm_location *vm_where(const struct vm_code *code, const struct rego_insn *at);
/* The slow part of counting a step: limits. */
bool vm_tick(struct vm *vm);
static inline bool vm_step(struct vm *vm) { return LIKELY(++vm->steps < vm->step_check) || vm_tick(vm); }

/* --- running --- */
/* Runs code with its registers (arguments first); false: vm->failed. vm_run.c decides between the two loops. */
bool vm_run_plain(struct vm *vm, const struct vm_code *code, struct value *regs, struct outcome *out);
bool vm_run_kleene(struct vm *vm, const struct vm_code *code, struct value *regs, struct outcome *out);
static inline bool vm_run(struct vm *vm, const struct vm_code *code, struct value *regs, struct outcome *out)
{
    return vm->unknowns ? vm_run_kleene(vm, code, regs, out) : vm_run_plain(vm, code, regs, out);
}
/* The rules of a group that takes no arguments, memoised; value VALUE_NONE: undefined. Looks at what a `with` hides. */
bool vm_rule(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, uint32_t group, struct outcome *out);
bool vm_call_function(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, uint32_t group, const struct value *args, size_t n, struct outcome *out);
bool vm_call_builtin(struct vm *vm, const struct vm_code *from, const struct rego_insn *at, const struct vm_callee *callee, const struct value *args, size_t n,
                     struct outcome *out);
struct memo *vm_memo(struct vm *vm, uint32_t group);   /* NULL: no memory */

struct value *vm_push(struct vm *vm, uint32_t n);   /* registers for a call; NULL: no memory */
void vm_pop(struct vm *vm, struct value *regs);

/* --- the document tree (vm_tree.c) --- */
bool vm_is_shadowed(const struct world *world, const struct vm_node *node);
struct value vm_base_at(struct value data, struct value path);   /* VALUE_NONE: absent */
bool vm_tree_step(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct vm_node *node, struct value base, struct value key,
                  const struct vm_node **child, struct value *out, const struct why **why);
bool vm_tree_value(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct vm_node *node, struct value base, struct value *out);

/* --- look-ups in collections (vm_join.c) --- */
#define JOIN_END UINT32_MAX
/* Places of the elements that have `key` at `path`, in order, ended by JOIN_END; NULL: walk (or vm->failed). */
const uint32_t *vm_join(struct vm *vm, struct value collection, struct value path, struct value key);

/* --- with (vm_with.c) --- */
void vm_world_done(struct vm *vm, struct world *world);   /* it may be used again by vm_world_new */
struct world *vm_world_new(struct vm *vm, const struct world *from);
bool vm_world_replace(struct vm *vm, struct world *world, const struct vm_with *with, struct value v, const struct vm_location *at);

/* --- collections being built (vm_build.c) --- */
struct builder *vm_builder(struct vm *vm, enum rego_build kind);
bool vm_build_add(struct vm *vm, struct builder *b, struct value v, const struct why *why);
bool vm_build_put(struct vm *vm, struct builder *b, struct value key, struct value v, const struct why *why);
bool vm_build_path(struct vm *vm, struct builder *b, const struct value *keys, size_t n, struct value v, unsigned how, const struct vm_location *at);
/* VALUE_NONE: vm->failed. */
struct value vm_build_finish(struct vm *vm, struct builder *b, const struct vm_location *at);

/* --- unknowns (vm_unknown.c) --- */
enum truth { TRUTH_NO, TRUTH_YES, TRUTH_MAYBE };
const struct why *why_add(struct vm *vm, const struct why *why, struct value unknown);
const struct why *why_join(struct vm *vm, const struct why *a, const struct why *b);
struct value why_refs(struct arena *arena, const struct why *why);      /* array of the references, sorted, each once */
struct value unknown_of(struct vm *vm, const struct value *from, size_t n, const struct why *why);   /* an unknown with all their references */
enum truth unknown_equal(struct value a, struct value b);
enum truth unknown_compare(struct value a, struct value b, unsigned how);
struct value unknown_combine(struct vm *vm, struct value a, struct value b, const struct why *why);
/* Set or object of which some members are maybe. */
bool unknown_is_collection(struct value v, struct value *definite, struct value *maybe);
struct value unknown_collection(struct vm *vm, struct value definite, const struct item *maybes, size_t n, bool pairs);

/* container[key] where one of them holds an unknown; VALUE_NONE: undefined. Adds to *why when that is only maybe. */
struct value vm_get_unknown(struct vm *vm, struct value container, struct value key, const struct why **why);
/* Element i when iterating over an unknown; false at the end. */
bool vm_next_unknown(struct vm *vm, struct value v, uint64_t i, struct value *key, struct value *value, const struct why **why);

/* --- helpers of the loop (vm_run.c) --- */
enum truth vm_member(struct vm *vm, struct value key, struct value v, struct value container, const struct why **why);   /* key VALUE_NONE: any */
/* The document is `first` and `second`, made by two instructions. */
bool vm_conflict(struct vm *vm, const struct vm_code *code, const struct rego_insn *at, const struct rego_insn *first_at, struct value second, struct value first);
bool vm_emit(struct vm *vm, const struct value *values, size_t n, const struct why *why);
static inline uint32_t vm_index_find(const struct vm_index *index, struct value v)
{
    if (value_is_none(v)) return index->otherwise;
    for (uint32_t i = value_hash(v) & index->mask; !value_is_none(index->slots[i].key); i = (i + 1) & index->mask)
        if (value_equal(index->slots[i].key, v)) return index->slots[i].list;
    return index->otherwise;
}

static inline bool compare_holds(int order, unsigned how)
{
    switch (how) {
    case REGO_EQUAL: return order == 0;
    case REGO_NOT_EQUAL: return order != 0;
    case REGO_LESS: return order < 0;
    case REGO_LESS_EQUAL: return order <= 0;
    case REGO_GREATER: return order > 0;
    default: return order >= 0;
    }
}

#endif
