/* hcl/parse.h: text → tree, and the questions a reader of bodies asks.
 * Errors go to `diags` and reading goes on after the next sane place, so that one mistake does not hide the rest of a file.
 * Functions that return a pointer return NULL only when memory is out, unless said otherwise. */
#ifndef RAMPART_HCL_PARSE_H
#define RAMPART_HCL_PARSE_H

#include "hcl/ast.h"

#define HCL_MAX_DEPTH 250          /* of nested blocks, brackets and templates: each level costs some C stack frames */
#define HCL_MAX_FILE  (32u << 20)  /* bytes; the largest file of 6,700 public ones has half a megabyte */

/* A whole file. `name` stands in ranges and messages; `text` must outlive the arena's use. UTF-8 with or without BOM. */
MUST_USE struct hcl_file *hcl_parse_file(struct arena *arena, struct str name, struct str text, enum hcl_syntax syntax,
                                         struct hcl_diags *diags);
/* The same with the tree (bodies and expressions of native syntax) in an arena of its own, which may go once nothing of the file is evaluated any more:
 * the file, its comments and every literal that a value may hold are in `arena`, which must outlive the values. */
MUST_USE struct hcl_file *hcl_parse_apart(struct arena *arena, struct arena *tree, struct str name, struct str text, enum hcl_syntax syntax,
                                          struct hcl_diags *diags);
/* ".json" at the end of the name means JSON syntax. */
enum hcl_syntax hcl_syntax_of(struct str name);

/* One expression, or one template (a templatefile's text), that is all of `text`; `at` (NULL: line 1) is where text begins in `name`.
 * NULL after a syntax error too. */
MUST_USE const struct hcl_expr *hcl_parse_expr(struct arena *arena, struct str name, struct str text, const struct position *at,
                                               struct hcl_diags *diags);
MUST_USE const struct hcl_expr *hcl_parse_template(struct arena *arena, struct str name, struct str text, const struct position *at,
                                                   struct hcl_diags *diags);

/* --- bodies through a schema: the one way that works for both syntaxes --- */
struct hcl_schema_block { const char *type; unsigned labels; };      /* labels: how many the type takes */
struct hcl_schema {
    const char *const *attributes; size_t n_attributes;
    const struct hcl_schema_block *blocks; size_t n_blocks;
};
struct hcl_content {
    VEC(const struct hcl_attribute *) attributes;    /* in order of the text */
    VEC(const struct hcl_block *) blocks;            /* in order of the text */
    VEC(const struct hcl_attribute *) rest;          /* attributes (JSON: properties) the schema does not name; */
    VEC(const struct hcl_block *) rest_blocks;       /* and native blocks it does not name: nothing is lost */
};

/* What `body` holds according to `schema`. A block with a wrong number of labels is reported and left out (native) or read as far as it
 * goes (JSON). What the schema does not name goes to `rest`, without a report. False when memory is out; `out` is complete otherwise. */
MUST_USE bool hcl_body_content(struct arena *arena, const struct hcl_body *body, const struct hcl_schema *schema,
                               struct hcl_content *out, struct hcl_diags *diags);
/* All attributes (JSON: every property except "//"). Native blocks are not looked at. False when memory is out. */
MUST_USE bool hcl_body_attributes(struct arena *arena, const struct hcl_body *body, struct hcl_content *out, struct hcl_diags *diags);

/* By name in a content's attributes, or in a native body; NULL when absent. */
const struct hcl_attribute *hcl_content_attribute(const struct hcl_content *content, const char *name);
const struct hcl_attribute *hcl_body_attribute(const struct hcl_body *body, struct str name);

/* --- expressions read statically, without evaluating (depends_on, provider, type, for_each keys ...) --- */
/* In JSON syntax a string may stand for an expression: parses it ("aws.west", "list(string)"). Any other expression is returned as it is,
 * without parentheses and "${...}" around. NULL after a syntax error. */
MUST_USE const struct hcl_expr *hcl_expr_native(struct arena *arena, const struct hcl_expr *expr, struct hcl_diags *diags);
/* A name alone (`string`, `create_before_destroy`); empty when it is something else. */
struct str hcl_expr_keyword(const struct hcl_expr *expr);
/* A name with constant steps (native form); NULL when it is something else. */
const struct hcl_traversal *hcl_expr_traversal(const struct hcl_expr *expr);
/* Writes a traversal as text: aws_instance.a["x"].id, at most `steps` of its steps (SIZE_MAX: all). */
void hcl_traversal_print(struct buf *out, const struct hcl_traversal *traversal, size_t steps);

/* Every traversal that evaluating `expr` could ask the scope for, in order of the text; names bound by for-expressions and templates inside
 * are left out. a.b[key].c is given as a.b.c, and a.b[*].c with a step whose key is
 * VALUE_NONE; these two are in the arena, the others point into the tree. False when memory is out. */
struct hcl_references { const struct hcl_traversal **items; size_t len, cap; };
MUST_USE bool hcl_expr_references(struct arena *arena, const struct hcl_expr *expr, struct hcl_references *out);
/* Same for the names of functions called. */
struct hcl_calls { const struct hcl_expr **items; size_t len, cap; };
MUST_USE bool hcl_expr_calls(struct arena *arena, const struct hcl_expr *expr, struct hcl_calls *out);

#endif
