/* hcl/parser.h: the state of one parse, shared by the files of the reader. Internal to src/hcl. */
#ifndef RAMPART_HCL_PARSER_H
#define RAMPART_HCL_PARSER_H

#include "hcl/parse.h"
#include "hcl/scan.h"

/* What is reported, and where, follows the reference implementation, whose positions the language's test suite compares. After the first
 * mistake that leaves the parser in an odd place (`recovery`), errors that are probably echoes are kept back until the end of the file. */
struct hcl_parser {
    struct arena *arena;          /* the tree */
    struct arena *values;         /* literals and comments, which outlive it */
    struct arena *scratch;        /* tokens and lists under construction */
    struct hcl_unicode *unicode;
    struct hcl_file *file;
    struct str text;
    size_t base;                  /* offset in the file of text[0] */
    const struct hcl_token *tokens;
    size_t n, next;
    bool newlines;                /* are line ends tokens here? */
    bool recovery;
    bool quiet;                   /* report nothing more at all */
    bool out_of_memory;
    unsigned depth;
    size_t errors;                /* reported so far */
    struct hcl_diags *diags;
};

typedef VEC(const struct hcl_expr *) hcl_expr_list;

/* --- tokens (parser.c) --- */
const struct hcl_token *hcl_peek(struct hcl_parser *p);
const struct hcl_token *hcl_read(struct hcl_parser *p);
const struct hcl_token *hcl_previous(struct hcl_parser *p);
struct str hcl_token_text(const struct hcl_parser *p, const struct hcl_token *token);
bool hcl_token_is(const struct hcl_parser *p, const struct hcl_token *token, const char *word);   /* an identifier spelled so */
struct hcl_range hcl_token_range(const struct hcl_parser *p, const struct hcl_token *token);
struct hcl_range hcl_between(struct hcl_range a, struct hcl_range b);
/* Reports, unless quiet. The second form keeps back what is probably an echo. */
void hcl_complain(struct hcl_parser *p, const struct error_code *code, struct hcl_range range, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void hcl_complain_once(struct hcl_parser *p, const struct error_code *code, struct hcl_range range, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void hcl_advise(struct hcl_parser *p, size_t errors_before, const char *help);   /* help for what was reported since */
/* In recovery, and something was reported since `errors_before`: the parser stands in an odd place. */
bool hcl_lost(const struct hcl_parser *p, size_t errors_before);
/* Reads up to and including the token that closes the bracket kind `end` at this level, or the end of the text. */
const struct hcl_token *hcl_recover(struct hcl_parser *p, enum hcl_token_type end);
void hcl_recover_item(struct hcl_parser *p);   /* to the end of the line, brackets counted */
enum hcl_token_type hcl_opposite(enum hcl_token_type type);
/* One level deeper; false, with a report, at the limit. Undone by p->depth--. */
bool hcl_descend(struct hcl_parser *p);

/* --- expressions (parse_expr.c); never NULL unless memory is out --- */
const struct hcl_expr *hcl_parse_expression(struct hcl_parser *p);
/* Bytes of an expression of that kind: the members of other kinds are not there. */
size_t hcl_expr_size(enum hcl_expr_kind kind);
struct hcl_expr *hcl_new_expr(struct hcl_parser *p, enum hcl_expr_kind kind, struct hcl_range range);
const struct hcl_expr *hcl_placeholder(struct hcl_parser *p, struct hcl_range range);
/* The list moved into the tree's arena. */
const struct hcl_expr *const *hcl_list_done(struct hcl_parser *p, const hcl_expr_list *list);

/* --- templates (parse_template.c) --- */
/* The opening token was read; reads up to and with `end`. `open` is the whole expression's start. */
const struct hcl_expr *hcl_parse_template_body(struct hcl_parser *p, struct hcl_range open, enum hcl_token_type end, bool flush);
/* A quoted string without sequences (a block's label). The next token is T_OQUOTE. */
struct str hcl_parse_label(struct hcl_parser *p, struct hcl_range *range);

/* --- bodies (parse_body.c) --- */
struct hcl_body *hcl_parse_body(struct hcl_parser *p, enum hcl_token_type end);

/* Text that is one expression or template on its own, inside `file` at `at`. NULL after an error or when memory is out. */
const struct hcl_expr *hcl_parse_fragment(struct arena *arena, struct hcl_file *file, struct str text, struct position at, enum hcl_scan_mode mode,
                                          struct hcl_diags *diags);
/* A number of native syntax or JSON. False when it is none. */
bool hcl_number_literal(struct arena *arena, struct str text, struct value *out);

/* --- JSON syntax (json.c reads, body.c asks) --- */
enum hcl_json_kind { HCL_JSON_NULL, HCL_JSON_BOOL, HCL_JSON_NUMBER, HCL_JSON_STRING, HCL_JSON_ARRAY, HCL_JSON_OBJECT };
struct hcl_json_member { struct str name; struct hcl_range name_range; const struct hcl_json *value; };
struct hcl_json {
    enum hcl_json_kind kind;
    struct hcl_range range;
    struct value scalar;                          /* null, bool, number */
    struct str string;                            /* decoded */
    const struct hcl_json *const *items;          /* array */
    const struct hcl_json_member *members;        /* object, in order, repetitions kept */
    size_t n;
};
/* Fills file->body. False when memory is out. */
bool hcl_json_parse(struct arena *arena, struct hcl_unicode *unicode, struct hcl_file *file, struct hcl_diags *diags);
/* A JSON value as an expression: strings and keys are templates. */
const struct hcl_expr *hcl_json_expr(struct arena *arena, const struct hcl_json *json, struct hcl_diags *diags);

#endif
