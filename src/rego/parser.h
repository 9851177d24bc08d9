/* rego/parser.h: what the parser's files share. parse_module.c reads packages, imports and rules; parse_body.c expressions; parse_term.c terms;
 * parse_check.c holds modules against the rules of their version; annotations.c reads METADATA comments.
 *
 * A recursive descent with backtracking, as the language needs it: `{a | b}` is a comprehension where that works and a set of a union where not.
 * To go back is to copy `struct parse_state`. Terms are remembered by where they start, so that going back does not read them twice, and the
 * number of tokens read in all is bounded, so that hostile text cannot make going back expensive. */
#ifndef RAMPART_REGO_PARSER_H
#define RAMPART_REGO_PARSER_H

#include "rego/lexer.h"
#include "rego/parse.h"
#include "rego/rego_errors.h"

/* Chains, newest first: a saved state keeps its own tail. */
struct parse_error { const struct parse_error *before; struct rego_location at; const char *message; };
struct parse_comment { const struct parse_comment *before; struct rego_comment comment; };
struct parse_hint { const struct parse_hint *before; const char *text; };

struct parse_state {
    struct rego_lexer lexer;
    struct rego_token token;          /* the current one */
    uint32_t last_end;                /* where the token before it ended */
    const struct parse_error *errors;
    const struct parse_comment *comments;
    const struct parse_hint *hints;
};

struct parse_memo { struct parse_memo *next; uint32_t offset; enum rego_token_kind kind; struct rego_term *term; struct parse_state after; };

struct parser {
    struct arena *arena;
    const struct rego_source *source;
    struct parse_state s;
    enum rego_syntax syntax;          /* V0 or V1 */
    bool not_bodies;                  /* future.keywords.not */
    uint32_t depth, wildcards;
    size_t scans, max_scans;
    struct parse_memo **memos;        /* by offset, hashed */
    size_t memo_mask;
    bool no_memory;
};

/* --- parser.c --- */
bool parser_init(struct parser *p, struct arena *arena, const struct rego_source *source, enum rego_syntax syntax, unsigned keywords);
void parser_scan(struct parser *p);                      /* the next token becomes the current one */
struct rego_location parser_at(const struct parser *p);  /* of the current token */
struct rego_location parser_span(const struct parser *p, struct rego_location from);   /* from there to the end of the last token */
struct str parser_text(const struct parser *p, struct rego_location at);
struct str parser_token_text(const struct parser *p);
static inline bool parser_is(const struct parser *p, enum rego_token_kind kind) { return p->s.token.kind == kind; }
/* The token after the current one. */
struct rego_token parser_peek(const struct parser *p);
/* All answer NULL, so that a function can return them. */
void *parser_error(struct parser *p, struct rego_location at, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "unexpected X token: note" at the current token; note NULL: without. */
void *parser_illegal(struct parser *p, const char *note, ...) __attribute__((format(printf, 2, 3)));
void parser_hint(struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *parser_no_memory(struct parser *p);
/* One level deeper; false (and an error) at the limit. Pairs with parser_leave. */
bool parser_enter(struct parser *p);
static inline void parser_leave(struct parser *p) { p->depth--; }
/* May this keyword stand as a name within a reference (`x.if`, `if.x`)? */
bool parser_keyword_in_ref(const struct parser *p, enum rego_token_kind kind);
/* At a keyword that begins a reference (`not.x`): makes it a name. */
bool parser_keyword_as_name(struct parser *p);
/* Was the current token read at once after the one before? */
static inline bool parser_adjacent(const struct parser *p) { return !p->s.token.space_before; }

struct rego_term *parser_new_term(struct parser *p, enum rego_term_kind kind, struct rego_location at);
struct rego_expr *parser_new_expr(struct parser *p, enum rego_expr_kind kind, struct rego_location at);
bool parser_push(struct parser *p, struct rego_terms *list, struct rego_term *term);
/* Computes height from the parts; NULL and an error when it passes the limit. */
struct rego_term *parser_measure(struct parser *p, struct rego_term *term);
struct rego_expr *parser_measure_expr(struct parser *p, struct rego_expr *expr);
struct str rego_term_text(const struct rego_term *term);  /* as written */

/* --- parse_term.c --- */
struct rego_term *parse_term(struct parser *p);
/* Operators, with `in`; `k, v in xs` only with key_value. */
struct rego_term *parse_infix(struct parser *p, bool key_value);
struct rego_term *parse_var(struct parser *p);
/* After the head of a reference or call, current token `.`, `[` or `(`. */
struct rego_term *parse_ref(struct parser *p, struct rego_term *head, struct rego_location from);
struct rego_term *parse_template(struct parser *p, bool raw);
struct rego_term *parse_collection(struct parser *p);     /* array, set, object or comprehension */
bool parse_terms(struct parser *p, enum rego_token_kind end, struct rego_terms *list);
/* A string or template token's text with escapes resolved; false: not valid. */
bool parse_unescape(struct parser *p, struct str inner, bool template, struct value *out);

/* --- parse_body.c --- */
/* Expressions up to `end`, which stays the current token. semi: one line, or several joined by semicolons. */
bool parse_body(struct parser *p, enum rego_token_kind end, struct rego_body *out);
bool parse_query(struct parser *p, bool semi, enum rego_token_kind end, struct rego_body *out);
struct rego_expr *parse_literal(struct parser *p);
struct rego_expr *parse_expr(struct parser *p);
bool parse_with(struct parser *p, struct rego_expr *expr);

/* --- parse_logical.c: `and`, `or`, `not { }` --- */
static inline bool parser_logical(const struct parser *p) { return p->s.lexer.keywords & (REGO_KW_AND | REGO_KW_OR); }
static inline bool parser_at_logical(const struct parser *p) { return parser_is(p, TOK_LOGICAL_AND) || parser_is(p, TOK_LOGICAL_OR); }
bool parser_is_not(struct parser *p);                    /* `not`, and not `not.x` */
struct parse_operand { struct rego_body body; bool is_explicit; struct rego_location at; };
struct rego_expr *parse_not_body(struct parser *p, struct rego_location at);
bool parse_braced_operand(struct parser *p, struct rego_expr **out);   /* at `{`: true when an and/or follows (then *out, or NULL after an error) */
/* At `(`: true when the parentheses group logical operands (then *out is filled, or its body empty after an error). */
bool parse_logical_group(struct parser *p, bool operand, const char *prefix, struct parse_operand *out);
struct rego_expr *parse_logical_chain(struct parser *p, struct parse_operand left);
/* The operand alone, or the chain it leads, and a `with` after it. */
struct rego_expr *parse_logical_tail(struct parser *p, struct parse_operand operand);
void *parser_with_on_operand(struct parser *p, struct rego_location at, enum rego_token_kind op);
void *parser_braced_value(struct parser *p, struct rego_location at, struct str text, enum rego_token_kind op);

/* --- parse_rule.c --- */
/* The rule at the current token, and those chained to it, into module->rules. NULL with no error: this is none. */
bool parse_rules(struct parser *p, struct rego_module *module, bool *found);
bool parser_keyword_rule_name(struct parser *p, bool is_default);
/* A statement that is an expression in the place of a rule: `p = 1`, `p.q.r`. */
bool parse_rule_from_body(struct parser *p, struct rego_module *module, const struct rego_body *body);

/* --- annotations.c --- */
bool parse_annotations(struct parser *p, struct rego_module *module);
bool attach_annotations(struct parser *p, struct rego_module *module);

/* --- parse_check.c --- */
bool check_module_version(struct parser *p, struct rego_module *module);

#endif
