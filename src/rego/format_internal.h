/* rego/format_internal.h: the printer's writer, shared by format.c (modules, rules, bodies) and format_term.c (terms). */
#ifndef RAMPART_REGO_FORMAT_INTERNAL_H
#define RAMPART_REGO_FORMAT_INTERNAL_H

#include "rego/format.h"
#include "rego/lexer.h"
#include "rego/parse.h"

/* Comments are written when the printer passes their row: those above a row on lines of their own, one on the row at the end of the line being written.
 * Where a second comment wants the same line's end, the part at hand is written as it stands in the source: functions that answer bool answer false then,
 * up to the outermost term, which goes back to where it began. */
struct writer {
    struct buf *out;
    const struct rego_module *module;
    size_t next;                      /* comments before it are written or waiting */
    const struct rego_comment *line_end;   /* waits for the end of the line */
    unsigned level;
    bool inline_, delay;
    bool v1, ifs, contains, ref_heads, logical, comment_on_final_line;
    const struct rego_expr *paren_expr;    /* to be put in parentheses, lest a union after a brace reads as a comprehension */
    const struct rego_term *paren_term;
};

void fmt_start_line(struct writer *w);
void fmt_end_line(struct writer *w);
void fmt_blank_line(struct writer *w);
bool fmt_comments(struct writer *w, uint32_t row);           /* passes `row` */
struct str fmt_text(struct rego_location at);
uint32_t fmt_end_row(struct rego_location at);
/* The row where the bracket closes that first opens in the text at `at` (after a pair of skip brackets); 0: none. */
uint32_t fmt_closing_row(struct rego_location at, char skip_open, char skip_close, char open, char close);
const struct rego_builtin *fmt_infix(const struct rego_term *op);   /* an operator's row, or NULL */

bool fmt_is_union(const struct rego_term *t);
bool fmt_term(struct writer *w, const struct rego_term *t);
bool fmt_term_in(struct writer *w, const struct rego_term *t, bool parens);
bool fmt_ref(struct writer *w, const struct rego_terms *items, size_t n);
bool fmt_call(struct writer *w, const struct rego_term *op, const struct rego_terms *args);
bool fmt_in(struct writer *w, struct rego_term *const *args, size_t n, bool parens);
bool fmt_list(struct writer *w, struct rego_term *const *items, size_t n, size_t step, struct rego_location at, uint32_t close_row, bool unions);
bool fmt_closure_body(struct writer *w, const struct rego_body *body, uint32_t head_row, struct rego_location at, char open, char close);
void fmt_source(struct writer *w, struct rego_location at);

bool fmt_expr(struct writer *w, const struct rego_expr *e);
bool fmt_body(struct writer *w, const struct rego_body *body);

#endif
