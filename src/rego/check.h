/* rego/check.h: what the passes of the checking compiler share. Internal. */
#ifndef RAMPART_REGO_CHECK_H
#define RAMPART_REGO_CHECK_H

#include "rego/ast_copy.h"
#include "rego/compile.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"

/* The variables of a rule with its else branches, or of a query: one frame at run time. */
struct frame { struct str *items; size_t len, cap; };   /* names by slot */

struct checker {
    struct arena *arena;
    struct arena *scratch;            /* sets of a rule at hand; goes back after each */
    struct rego_program *program;
    struct rego_issues *issues;
    struct rego_check_options options;
    struct frame *frames;             /* by the id of a chain's first rule */
    struct frame *frame;              /* of the rule at hand */
    struct rego_rule *rule;           /* at hand; a branch of a chain */
    struct rego_module *module;       /* at hand */
    const struct map *globals;        /* its names of rules and imports → REF */
    uint32_t *order;                  /* ids of rules, each after those it depends on (pass_recursion) */
    uint32_t *first_of;               /* by rule id: the id of its chain's first */
    bool is_query;
    bool no_memory;
};

/* --- common.c --- */
bool check_no_memory(struct checker *c);   /* false */
void check_error(struct checker *c, const struct error_code *code, struct rego_location at, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A new slot; REGO_NO_SLOT when memory is out. */
uint32_t check_new_slot(struct checker *c, struct str name);
/* A VAR with a new slot that no one wrote. NULL when memory is out, as the others below. */
struct rego_term *check_new_var(struct checker *c, struct rego_location at);
struct rego_term *check_var_again(struct checker *c, const struct rego_term *var);   /* another occurrence of it */
struct rego_term *check_const(struct checker *c, struct value v, struct rego_location at);
struct rego_expr *check_unify(struct checker *c, struct rego_term *left, struct rego_term *right, struct rego_location at);   /* generated */
bool check_append(struct checker *c, struct rego_body *body, struct rego_expr *e);
bool check_push(struct checker *c, struct rego_terms *list, struct rego_term *t);
bool check_is_root(const struct rego_term *t, const char *name);   /* the VAR `input` or `data` that means the document */
/* "data.a.b[x]" as a user would write it, cut at the size of `out`. */
const char *check_ref_text(const struct rego_term *t, char *out, size_t size);
const char *check_kind_name(const struct rego_term *t);
static inline bool check_is_const_string(const struct rego_term *t) { return t->kind == REGO_CONST && value_is_string(t->constant); }
static inline bool check_is_compr(const struct rego_term *t) { return t->kind == REGO_ARRAY_COMPR || t->kind == REGO_SET_COMPR || t->kind == REGO_OBJECT_COMPR; }
static inline bool check_is_composite(const struct rego_term *t) { return t->kind == REGO_ARRAY || t->kind == REGO_SET || t->kind == REGO_OBJECT; }

/* Calls visit for t and all terms in it, bodies of comprehensions included; visit answers false to stay out of one. */
typedef bool term_visitor(void *context, struct rego_term *t);
void check_visit_term(struct rego_term *t, term_visitor *visit, void *context);
void check_visit_expr(struct rego_expr *e, term_visitor *visit, void *context);
void check_visit_body(struct rego_body *body, term_visitor *visit, void *context);
/* All expressions, those of nested bodies first. */
typedef void expr_visitor(void *context, struct rego_expr *e);
void check_each_expr(struct rego_body *body, expr_visitor *visit, void *context);
void check_each_expr_in_rule(struct rego_rule *rule, expr_visitor *visit, void *context);

/* --- sets of slots --- */
struct bits { uint64_t *words; uint32_t n; };   /* n words; grows on check_bit_set */
static inline bool bit_get(const struct bits *b, uint32_t i) { return i / 64 < b->n && (b->words[i / 64] >> (i % 64) & 1); }
bool bit_set(struct arena *arena, struct bits *b, uint32_t i);
bool bits_add(struct arena *arena, struct bits *to, const struct bits *from);
bool bits_copy(struct arena *arena, struct bits *to, const struct bits *from);
void bits_remove(struct bits *from, const struct bits *what);
bool bits_subset(const struct bits *a, const struct bits *b);
bool bits_empty(const struct bits *b);
bool bits_equal(const struct bits *a, const struct bits *b);

enum { VARS_SKIP_CLOSURES = 1, VARS_SKIP_OBJECT_KEYS = 2, VARS_SKIP_REF_HEAD = 4, VARS_SKIP_SETS = 8 };
bool vars_of_term(struct arena *arena, const struct rego_term *t, unsigned flags, struct bits *out);
bool vars_of_expr(struct arena *arena, const struct rego_expr *e, unsigned flags, struct bits *out);
bool vars_of_body(struct arena *arena, const struct rego_body *body, unsigned flags, struct bits *out);

/* --- the passes; each says in its file what it does --- */
void pass_tree(struct checker *c);
void pass_annotations(struct checker *c);
void pass_imports(struct checker *c);
void pass_resolve(struct checker *c, struct rego_rule *rule);
void pass_locals(struct checker *c, struct rego_rule *rule);
void pass_desugar(struct checker *c, struct rego_rule *rule);
void pass_flatten(struct checker *c, struct rego_rule *rule);
void pass_with(struct checker *c, struct rego_rule *rule);
void pass_conflicts(struct checker *c);
void pass_functions(struct checker *c, struct rego_rule *rule);
void pass_closed(struct checker *c, struct rego_rule *rule);
void pass_safety(struct checker *c, struct rego_rule *rule);
void pass_equality(struct checker *c, struct rego_rule *rule);
void pass_recursion(struct checker *c);
void pass_types(struct checker *c);
void pass_types_of_query(struct checker *c, struct rego_rule *query);
void pass_lower(struct checker *c, struct rego_rule *rule);

/* The built-in that a name (VAR or REF of constants) means, or NULL. */
const struct rego_builtin *check_builtin(const struct checker *c, const struct rego_term *op);
/* What rego.metadata.chain() and .rule() answer in a rule (annotations_chain.c). */
struct value check_metadata_chain(struct checker *c, const struct rego_rule *rule);
struct value check_metadata_rule(struct checker *c, const struct rego_rule *rule);
struct rego_node *tree_find(const struct checker *c, const struct rego_term *ref, size_t *used);   /* deepest node below data; used: items */
struct rego_node *tree_function(const struct checker *c, const struct rego_term *op, size_t *arity);

#endif
