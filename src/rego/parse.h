/* rego/parse.h: text → syntax tree (the raw form of rego/ast.h).
 *
 * Both syntaxes: v1 (OPA 1.x), v0 (before 1.0), and AUTO: what does not read as v1 but does as v0 is v0. Problems go to `issues`, all with code
 * REGO_ERR_PARSE and a position; ERROR_NO_MEMORY is reported there, too. Text and file name must outlive the tree. */
#ifndef RAMPART_REGO_PARSE_H
#define RAMPART_REGO_PARSE_H

#include "rego/ast.h"

#define REGO_MAX_TEXT ((size_t)256 << 20)   /* bytes of a module: offsets are 32 bits, and no policy comes near */

struct rego_parse_options {
    enum rego_syntax syntax;
    unsigned keywords;                /* enum rego_keywords (rego/lexer.h) to switch on beyond the syntax's own */
};

/* options NULL: AUTO. False when there are issues (*out is then NULL). */
MUST_USE bool rego_parse_module(struct arena *arena, struct str file, struct str text, const struct rego_parse_options *options,
                                struct rego_module **out, struct rego_issues *issues);
/* A query: one body (statements on lines of their own or separated by semicolons). */
MUST_USE bool rego_parse_query(struct arena *arena, struct str text, const struct rego_parse_options *options, struct rego_body *out,
                               struct rego_issues *issues);
/* An import as `--import` and a query's context have it: "data.foo as bar". */
MUST_USE bool rego_parse_import(struct arena *arena, struct str text, struct rego_import **out, struct rego_issues *issues);
/* One reference to `data` or `input`, or one name: "data.a.b", "foo.bar". NULL when it is none. */
MUST_USE struct rego_term *rego_parse_ref(struct arena *arena, struct str text);

/* Is the term that name alone: VAR, or REF of one item? */
bool rego_term_is_name(const struct rego_term *term, const char *name);

/* --- issues --- */

/* False always. Beyond issues->max they are only counted. NULL arena memory: the last slot says so. */
bool rego_issue_add(struct arena *arena, struct rego_issues *issues, const struct error_code *code, struct rego_location at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* By file, line, column; equal ones once. */
void rego_issues_sort(struct rego_issues *issues);

#endif
