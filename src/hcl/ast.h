/* hcl/ast.h: what an HCL file says: bodies of attributes and blocks, and expressions. HCL as a language; nothing of Terraform's.
 * Follows HashiCorp's "HCL Native Syntax Specification" and "HCL JSON Syntax Specification".
 *
 * Everything lives in the arena of the parse and is only read afterwards; names point into the file's text, which must live as long.
 * Ranges count lines from 1, columns from 1 in grapheme clusters, offsets from 0 in bytes; `end` is behind the last character. */
#ifndef RAMPART_HCL_AST_H
#define RAMPART_HCL_AST_H

#include "base/vec.h"
#include "hcl/hcl_errors.h"
#include "value/value.h"

struct hcl_file;
struct hcl_expr;
struct hcl_body;

struct hcl_range { const struct hcl_file *file; struct position start, end; };   /* file may be NULL (made by hand) */

/* --- diagnostics: a list of errors, each with its range --- */
struct hcl_diag {
    const struct error_code *code;
    struct hcl_range range;
    const char *message, *help;   /* help may be NULL */
};
#define HCL_MAX_DIAGS 200         /* more are counted, not kept */
/* {.arena = where messages live}; a NULL list is fine everywhere and swallows what it is told. */
struct hcl_diags { struct arena *arena; struct hcl_diag *items; size_t len, cap, dropped; };

/* Adds one; returns false, so that `return hcl_diag_add(...)` reports and fails. */
bool hcl_diag_add(struct hcl_diags *diags, const struct error_code *code, struct hcl_range range, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Help line for the one added last. Returns false. */
bool hcl_diag_help(struct hcl_diags *diags, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As a struct error, with file name and start. Returns false. */
bool hcl_diag_to_error(const struct hcl_diag *diag, struct error *err);

/* --- traversals: a name and what is looked up in it: aws_instance.a["x"].id --- */
struct hcl_step {
    struct value key;             /* a string (attribute or index) or a number (index) */
    bool is_attribute;            /* .name rather than [key] (the old form .0 counts as an index) */
    struct hcl_range range;
};
struct hcl_traversal {
    struct str root;
    struct hcl_range root_range;
    const struct hcl_step *steps;
    size_t n;
};

/* --- expressions --- */
enum hcl_expr_kind {
    HCL_LITERAL,          /* literal: null, bool, number or string */
    HCL_TEMPLATE,         /* list: the pieces of a string, each converted to one; literals are strings */
    HCL_TEMPLATE_WRAP,    /* inner: "${x}" alone, which is x itself */
    HCL_TEMPLATE_JOIN,    /* inner: a for-expression from %{for}, whose results are joined */
    HCL_VARIABLE,         /* traversal */
    HCL_RELATIVE,         /* relative: steps into the result of any other expression */
    HCL_INDEX,            /* index: collection[key], key not constant */
    HCL_SPLAT,            /* splat: source[*].each or source.*.each */
    HCL_SPLAT_ITEM,       /* the element that the innermost splat around it is at */
    HCL_CALL,             /* call */
    HCL_UNARY, HCL_BINARY,
    HCL_CONDITIONAL,
    HCL_TUPLE,            /* list */
    HCL_OBJECT,           /* object */
    HCL_FOR,              /* each */
    HCL_PARENTHESES       /* inner */
};

enum hcl_operator {
    HCL_OR, HCL_AND, HCL_EQUAL, HCL_NOT_EQUAL, HCL_LESS, HCL_LESS_EQUAL, HCL_GREATER, HCL_GREATER_EQUAL,
    HCL_ADD, HCL_SUBTRACT, HCL_MULTIPLY, HCL_DIVIDE, HCL_MODULO,
    HCL_NOT, HCL_NEGATE
};

struct hcl_item { const struct hcl_expr *key, *value; };   /* key: a HCL_LITERAL string for a bare name */

struct hcl_expr {
    enum hcl_expr_kind kind;
    enum hcl_operator op;             /* of HCL_UNARY and HCL_BINARY */
    struct hcl_range range;
    bool from_json;                   /* stood in a JSON string: see hcl_expr_native */
    union {
        struct value literal;
        const struct hcl_expr *inner;
        struct hcl_traversal traversal;
        struct { const struct hcl_expr *const *items; size_t n; } list;
        struct { const struct hcl_expr *source; const struct hcl_step *steps; size_t n; } relative;
        struct { const struct hcl_expr *collection, *key; } index;
        struct { const struct hcl_expr *source, *each; } splat;
        struct {
            struct str name;          /* with its namespaces: "provider::aws::arn_parse" */
            struct hcl_range name_range;
            const struct hcl_expr *const *args;
            size_t n;
            bool expand_last;         /* f(list...) */
        } call;
        struct { const struct hcl_expr *left, *right; } binary;
        const struct hcl_expr *operand;
        struct { const struct hcl_expr *condition, *yes, *no; } conditional;
        struct { const struct hcl_item *items; size_t n; } object;
        struct {
            struct str key_name, value_name;       /* key_name.len 0: none */
            const struct hcl_expr *collection;
            const struct hcl_expr *key;            /* NULL: makes a tuple; else an object */
            const struct hcl_expr *value;
            const struct hcl_expr *condition;      /* NULL: none */
            bool group;                            /* value... */
        } each;
    };
};

/* --- structure --- */
struct hcl_attribute {
    struct str name;
    const struct hcl_expr *expr;
    struct hcl_range range, name_range;
};
struct hcl_block {
    struct str type;
    const struct str *labels;
    const struct hcl_range *label_ranges;
    size_t n_labels;
    struct hcl_body *body;
    struct hcl_range range;           /* from the type to the closing brace */
    struct hcl_range header;          /* type and labels */
    struct hcl_range type_range, open_brace, close_brace;
};

struct hcl_json;                      /* JSON syntax keeps its tree, since only a schema tells blocks from attributes */

/* Native bodies list their content in order; for a JSON body (json != NULL) both lists are empty: ask hcl_body_content. */
struct hcl_body {
    VEC(struct hcl_attribute) attributes;
    VEC(struct hcl_block) blocks;
    struct hcl_range range;           /* between and with the braces; of the root, the whole text */
    struct hcl_range end;             /* where something missing is reported: the closing brace, or the end of the file */
    const struct hcl_json *json;
    const struct hcl_json *const *json_more;   /* further objects of the same body (a JSON array of objects at the root) */
    size_t n_json_more;
};

struct hcl_comment { struct str text; struct hcl_range range; };   /* with its #, // or slash-star; without the line's end */

enum hcl_syntax { HCL_NATIVE, HCL_JSON };

struct hcl_file {
    struct str name, text;            /* text: as read, with its byte order mark if any, so that offsets fit */
    enum hcl_syntax syntax;
    struct hcl_body *body;            /* never NULL after parsing: after errors, what could be read */
    VEC(struct hcl_comment) comments; /* in order; JSON has none ("//" keys are ignored) */
    bool failed;                      /* something in it was refused */
};

#endif
