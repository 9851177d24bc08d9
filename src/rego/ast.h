/* rego/ast.h: a Rego module as it is read (the raw form) and as the back end gets it (the checked form): the same structs.
 *
 * rego_parse_module (rego/parse.h) makes the raw form; rego_check and rego_check_query (rego/compile.h) rewrite it in place. Everything lives
 * in the arena given to the parser or checker. The rewriting follows OPA's compiler, so that what is undefined there is undefined here.
 *
 * WHAT THE BACK END MAY RELY ON (the checked form)
 *
 * Slots. Every variable of a rule has a slot in [0, rule->slots): arguments, locals, wildcards, generated ones; those inside comprehensions, `every`,
 *   `not` and `else` branches too (one frame a rule with its else chain, closures share it; a slot is never reused for two variables). A function's
 *   argument patterns are in rule->args of *each* branch of the chain.
 * Order. Body expressions stand in an order in which each can be evaluated, left to right. At each occurrence of a variable it is known whether it has a
 *   value already: term->var.binds is true exactly where this occurrence gives it one (the first along the order of evaluation). Inside one pattern the
 *   order is left to right, too: [x, x] has binds, then not binds. In one expression sources are read before patterns bind (see UNIFY, REF, CALL).
 * Flat. Nested calls, references and comprehensions have been moved to expressions of their own (`f(g(input.x))` is `$1 = input.x; g($1, $2); f($2)`).
 *   A *simple* term is REGO_CONST, REGO_VAR, or REGO_ARRAY/REGO_OBJECT/REGO_SET of simple terms. Ground composites are folded to one REGO_CONST, so a composite
 *   node holds at least one variable. No REGO_CALL term and no REGO_TEMPLATE term is left.
 * Expression kinds in the checked form, and what their parts are:
 *   REGO_EXPR_TERM    term is REGO_CONST, REGO_VAR, or REGO_REF: holds once for every value it takes that is not false.
 *                     A comprehension or a composite as a whole statement is REGO_EXPR_TERM too (always holds).
 *   REGO_EXPR_UNIFY   left = right. left is simple (a pattern); right is simple, a REF, or a comprehension. When right is a REF or comprehension it is the source
 *                     and left the pattern. When both are simple, right is bound throughout. A whole root document (`input`, `data`)
 *                     is a REF of one item. Never are two unbound variables unified with each other. `:=` and `some x in xs` have become UNIFY, in rules also `==` (whose variables are all bound); in a query `==` stays a
 *                     call of built-in "equal".
 *   REGO_EXPR_CALL    builtin (a row of rego/builtin.h) or function (a node of the rule tree) is set. args are simple and bound; `out` (may be NULL) is a pattern
 *                     that the result must unify with. Without `out` the call must be defined and not false. REGO_BY_VM rows arrive as ordinary calls
 *                     (internal.member_2/3, internal.print, walk, ...). Template strings are internal.template_string([part, ...]), print is internal.print([set, ...]) (or gone: options).
 *   REGO_EXPR_NOT     holds when `body` has no answer. Binds nothing outside. (`not e` is a body of one expression.)
 *   REGO_EXPR_EVERY   key (may be NULL) and value are VARs that bind for each element of `domain` (simple, bound); `body` must have an answer for each.
 *   REGO_EXPR_AND/OR  lhs, rhs bodies: holds once (as a test: binds nothing outside) when both / either has an answer; rhs is not evaluated when lhs decides.
 *   REGO_EXPR_SOME    none is left.
 * with. expr->with: the expression (only it) is evaluated under these replacements, all targets at once; the values are simple terms and bound, computed outside of them.
 *   A hoisted part of an expression carries the same modifiers. Kinds: see struct rego_with.
 * References. items[0] is VAR (a local, bound), or the VAR named `input` or `data` with slot REGO_NO_SLOT (a root document). The others are simple; a VAR or a
 *   pattern there may bind (iteration). For `data`, ref.node is the deepest node of the rule tree that the leading constants reach, and ref.node_len how many items
 *   led there (1 is the root itself; ≥ 1 always). If node->rules is not empty the items from node_len on select inside the rules' result.
 *   A REF has at least two items, except `data` and `input` alone.
 * Comprehensions. key/value are simple and bound by the body (REGO_ARRAY_COMPR and REGO_SET_COMPR use `value`); the body is flat and ordered as any other.
 *   They stand only on the right of a UNIFY or as a REGO_EXPR_TERM.
 * Rules. rule->node is where the rule lives in the tree: its ground prefix. rule->keys are the items of the head's reference beyond it (simple, bound by the body
 *   or args); all constants before the first variable went to the node, so keys[0], if any, is not REGO_CONST. kind says what the rest means:
 *     REGO_RULE_VALUE    `path.keys... := value`: complete when n_keys is 0, else part of an object nested n_keys deep.
 *     REGO_RULE_SET      `path.keys... contains value`: a member of the set at that place.
 *     REGO_RULE_FUNCTION `f(args) := value`; n_keys is 0; args are patterns matched in order (they bind; a repeated variable compares).
 *   value is simple and bound. default rules: is_default, value is REGO_CONST (or computed by the body when it is a comprehension); the args of a default function are VARs.
 *   `else` chains: rule->els. The bodies `{ true }` of rules without one are empty (len 0).
 * Errors found by the checks never leave a half checked program: rego_check then returns false. */
#ifndef RAMPART_REGO_AST_H
#define RAMPART_REGO_AST_H

#include "base/error.h"
#include "base/map.h"
#include "base/vec.h"
#include "rego/builtin.h"
#include "value/value.h"

enum rego_syntax { REGO_SYNTAX_AUTO, REGO_SYNTAX_V0, REGO_SYNTAX_V1 };   /* AUTO: v1, and where that fails v0 */

struct rego_source { struct str file, text; };

/* row and column count from 1, columns in characters; offset and length are bytes of source->text. */
struct rego_location { const struct rego_source *source; uint32_t row, col, offset, length; };

/* The errors of a run over one or several modules, in order of file and position; at most `max` are kept. */
struct rego_issues { struct error *items; size_t len, cap, max, dropped; };   /* max 0: 10 */

enum rego_term_kind {
    REGO_CONST,                       /* constant: a scalar; in the checked form any ground value */
    REGO_VAR,                         /* var */
    REGO_REF,                         /* ref */
    REGO_ARRAY, REGO_SET,             /* list */
    REGO_OBJECT,                      /* list: key, value, key, value, ... */
    REGO_ARRAY_COMPR, REGO_SET_COMPR, REGO_OBJECT_COMPR,   /* compr */
    REGO_CALL,                        /* call; raw form only */
    REGO_TEMPLATE                     /* template; raw form only */
};

#define REGO_NO_SLOT UINT32_MAX
#define REGO_MAX_DEPTH 1500   /* of terms and bodies within each other: guards the stack of every pass (the deepest policy seen in the wild has 40) */

struct rego_terms { struct rego_term **items; size_t len, cap; };
struct rego_body { struct rego_expr **items; size_t len, cap; };

struct rego_var {
    struct str name;                  /* as written, for messages and bindings; "$1" a wildcard; "__local1__" generated */
    uint32_t slot;                    /* REGO_NO_SLOT: a root document, or not checked yet */
    bool binds;
};

struct rego_ref {
    struct rego_terms items;          /* a dotted name is a REGO_CONST string */
    struct rego_node *node;           /* checked, under `data` */
    size_t node_len;
};

/* key: objects only. closed: a part of a template string or an operand of print: nothing but its own variable may get a value inside. */
struct rego_compr { struct rego_term *key, *value; struct rego_body body; bool closed; };

/* `op` is a VAR or REF as written; builtin or function is set by the checks. Infix operators are calls of the built-in's name ("plus", "eq" for =, "assign" for :=). */
struct rego_call_term { struct rego_term *op; struct rego_terms args; bool infix; };

/* $"a {x} b": parts are REGO_CONST strings and terms, as written (escapes resolved). raw: between backquotes. */
struct rego_template { struct rego_terms parts; bool raw; };

struct rego_term {
    enum rego_term_kind kind;
    bool parens;                      /* written in parentheses (for the printer) */
    uint32_t height;                  /* levels of terms and expressions below, at most REGO_MAX_DEPTH: recursion over a tree is bounded by it */
    struct rego_location at;
    union {
        struct value constant;
        struct rego_var var;
        struct rego_ref ref;
        struct rego_terms list;
        struct rego_compr compr;
        struct rego_call_term call;
        struct rego_template template;
    };
};

enum rego_with_kind {
    REGO_WITH_INPUT,                  /* path: the items below `input` (constants), maybe none */
    REGO_WITH_DATA,                   /* path: the items below `data` (constants), maybe none; node where the path meets the rule tree, or NULL */
    REGO_WITH_FUNCTION,               /* a function of the rule tree (node) is replaced */
    REGO_WITH_BUILTIN                 /* a built-in (builtin) is replaced */
};

struct rego_with {
    struct rego_location at;
    struct rego_term *target, *value; /* as written; value of the checked form: simple */
    /* set by the checks */
    enum rego_with_kind kind;
    struct rego_terms path;
    struct rego_node *node;
    const struct rego_builtin *builtin;
    /* For FUNCTION and BUILTIN targets the replacement may itself be a function: one of these is set, then value is not to be evaluated. */
    struct rego_node *value_function;
    const struct rego_builtin *value_builtin;
};

enum rego_expr_kind {
    REGO_EXPR_TERM,                   /* term */
    REGO_EXPR_UNIFY,                  /* left, right (raw: `=`; `:=` is ASSIGN) */
    REGO_EXPR_ASSIGN,                 /* left, right; raw only */
    REGO_EXPR_CALL,                   /* op, args, out; raw: all operands are in args */
    REGO_EXPR_SOME,                   /* raw only. args: declared VARs; or, with is_in, [value, domain] or [key, value, domain] */
    REGO_EXPR_EVERY,                  /* key, value, domain, body */
    REGO_EXPR_NOT,                    /* body */
    REGO_EXPR_AND, REGO_EXPR_OR       /* body, rhs */
};

struct rego_expr {
    enum rego_expr_kind kind;
    bool negated;                     /* raw: `not`; in the checked form it marks the NOT that came of it */
    bool is_in;                       /* SOME: with `in` */
    bool was_some;                    /* UNIFY that was `some ... in` */
    bool assigned;                    /* UNIFY that was `:=`: left only receives */
    bool generated;                   /* not written by the user (no answer of `eval` shows it) */
    bool infix;                       /* CALL: written as an operator */
    bool explicit_body, explicit_rhs; /* NOT, AND, OR: written with braces */
    uint32_t height;
    struct rego_location at;
    struct rego_term *term;
    struct rego_term *left, *right;
    struct rego_term *op;             /* CALL: the name as written */
    struct rego_terms args;
    struct rego_term *out;
    const struct rego_builtin *builtin;
    struct rego_node *function;
    struct rego_term *key, *value, *domain;
    struct rego_body body, rhs;
    VEC(struct rego_with *) with;
    struct rego_expr *from;           /* generated: the written expression it was hoisted from (for traces) */
    size_t index;                     /* place among the body's expressions as written */
};

enum rego_rule_kind { REGO_RULE_VALUE, REGO_RULE_SET, REGO_RULE_FUNCTION };

struct rego_rule {
    struct rego_location at, head_at;
    struct rego_module *module;
    enum rego_rule_kind kind;
    bool is_default;
    bool has_assign;                  /* `:=`, not `=` */
    bool has_if, has_contains;        /* the keyword was written */
    bool generated_value;             /* no value was written: true */
    bool generated_body;              /* no body was written */
    bool chained;                     /* a further body of the rule before: f { a } { b } */
    bool is_else;
    struct rego_term *ref;            /* head reference as written, without arguments: REGO_REF (or a lone name: one item) */
    struct rego_terms args;           /* functions */
    struct rego_term *value;          /* VALUE, FUNCTION: the value; SET: the member */
    struct rego_body body;
    struct rego_rule *els;
    const struct rego_annotation *annotation;   /* scope rule, nearest above; NULL: none */
    /* set by the checks */
    struct rego_node *node;
    struct rego_term **keys;
    size_t n_keys;
    uint32_t slots;
    uint32_t id;                      /* dense over the program, in order of modules and lines; an else branch has its own */
};

/* A node of the tree of all rules, from `data` down. Children are in order of insertion; their keys are strings in all but odd cases (`p[1] := ...`). */
struct rego_node {
    struct value key;                 /* VALUE_NONE at the root */
    struct rego_node *parent;
    struct rego_node **children;
    size_t n_children, cap_children;
    uint32_t *index, index_mask;      /* of many children: places by hash of the key, 1 + number of the child; see rego_node_child */
    struct rego_rule **rules;         /* without defaults */
    size_t n_rules, cap_rules;
    struct rego_rule *default_rule;   /* else chains excepted there is at most one */
    bool is_package;                  /* named by a `package` statement */
    bool is_function;
    size_t arity;                     /* functions */
    uint32_t id;                      /* dense over the program */
    void *backend;                    /* the back end's */
};

struct rego_import { struct rego_location at; struct rego_term *path; struct str alias; bool used; };   /* alias: len 0 when not written */

struct rego_comment { struct rego_location at; struct str text; };   /* text: after '#' */

enum rego_scope { REGO_SCOPE_RULE, REGO_SCOPE_DOCUMENT, REGO_SCOPE_PACKAGE, REGO_SCOPE_SUBPACKAGES };

/* A `# METADATA` block. `value` is what rego.metadata.rule() answers ({"title": ..., "scope": ..., "custom": {...}, ...}). */
struct rego_annotation {
    struct rego_location at;          /* of the first comment line */
    uint32_t end_row;
    enum rego_scope scope;
    bool entrypoint;
    struct value value;
    struct value custom;              /* object or VALUE_NONE */
    struct rego_rule *rule;           /* RULE and DOCUMENT scope */
    struct rego_module *module;
};

struct rego_module {
    struct rego_source source;
    enum rego_syntax syntax;          /* what it was read as: V0 or V1 */
    struct rego_location package_at;
    struct rego_term *package;        /* REGO_REF from `data` */
    VEC(struct rego_import *) imports;
    VEC(struct rego_rule *) rules;    /* in order; chained bodies are rules of their own */
    VEC(struct rego_comment) comments;
    VEC(struct rego_annotation *) annotations;
    struct rego_node *node;           /* the package's, set by the checks */
};

/* All modules, checked. */
struct rego_program {
    struct arena *arena;
    struct rego_module **modules;
    size_t n_modules;
    struct rego_node *data;           /* the root of the tree */
    struct rego_rule **rules;         /* by id, else branches included */
    size_t n_rules, n_nodes;
    const struct rego_builtin *externs;   /* functions of the host */
    size_t n_externs;
    void *checks, *types;             /* the checker's own, for rego_check_query */
};

/* A query, checked against a program. */
struct rego_query_var { struct str name; uint32_t slot; };
struct rego_query {
    struct rego_body body;            /* checked form */
    uint32_t slots;
    struct rego_query_var *vars;      /* variables the user wrote (not wildcards, not generated), for the bindings, in order of appearance */
    size_t n_vars;
    /* The statements as written, in order, for "expressions" of an answer: the value of each is what slot `value` holds after the body was evaluated;
     * REGO_NO_SLOT: true. (A UNIFY, assignment, some, every and not have the value true; a call or term its own value, which may be false: such a
     * statement is compiled as `slot = term`, so that a false one still is an answer when it stands in a query.) */
    struct rego_query_expr { struct str text; uint32_t row, col, value; } *exprs;
    size_t n_exprs;
};

#endif
