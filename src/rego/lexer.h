/* rego/lexer.h: text → tokens. The lexer is a small struct that the parser copies to look ahead and to go back. */
#ifndef RAMPART_REGO_LEXER_H
#define RAMPART_REGO_LEXER_H

#include "rego/ast.h"

/* name: as error messages call it. */
#define REGO_TOKENS(ROW)                                                                                                 \
    ROW(TOK_ILLEGAL, "illegal") ROW(TOK_EOF, "eof") ROW(TOK_COMMENT, "comment") ROW(TOK_IDENT, "identifier")              \
    ROW(TOK_NUMBER, "number") ROW(TOK_STRING, "string") ROW(TOK_RAW_STRING, "string")                                     \
    ROW(TOK_TEMPLATE_PART, "template-string-part") ROW(TOK_TEMPLATE_END, "template-string-end")                           \
    ROW(TOK_RAW_TEMPLATE_PART, "raw-template-string-part") ROW(TOK_RAW_TEMPLATE_END, "raw-template-string-end")           \
    ROW(TOK_LBRACK, "[") ROW(TOK_RBRACK, "]") ROW(TOK_LBRACE, "{") ROW(TOK_RBRACE, "}") ROW(TOK_LPAREN, "(")              \
    ROW(TOK_RPAREN, ")") ROW(TOK_COMMA, ",") ROW(TOK_COLON, ":") ROW(TOK_DOT, ".") ROW(TOK_SEMICOLON, ";")                 \
    ROW(TOK_ADD, "plus") ROW(TOK_SUB, "minus") ROW(TOK_MUL, "mul") ROW(TOK_QUO, "div") ROW(TOK_REM, "rem")                 \
    ROW(TOK_AND, "and") ROW(TOK_OR, "or") ROW(TOK_UNIFY, "eq") ROW(TOK_ASSIGN, "assign") ROW(TOK_EQUAL, "equal")           \
    ROW(TOK_NEQ, "neq") ROW(TOK_GT, "gt") ROW(TOK_LT, "lt") ROW(TOK_GTE, "gte") ROW(TOK_LTE, "lte")                        \
    /* keywords, always */                                                                                               \
    ROW(TOK_PACKAGE, "package") ROW(TOK_IMPORT, "import") ROW(TOK_AS, "as") ROW(TOK_DEFAULT, "default")                   \
    ROW(TOK_ELSE, "else") ROW(TOK_NOT, "not") ROW(TOK_SOME, "some") ROW(TOK_WITH, "with") ROW(TOK_NULL, "null")            \
    ROW(TOK_TRUE, "true") ROW(TOK_FALSE, "false")                                                                         \
    /* keywords where the version or an import switched them on: see enum rego_keywords */                                \
    ROW(TOK_IN, "in") ROW(TOK_EVERY, "every") ROW(TOK_CONTAINS, "contains") ROW(TOK_IF, "if")                              \
    ROW(TOK_LOGICAL_AND, "and") ROW(TOK_LOGICAL_OR, "or")
#define TOKEN_ENUM(ident, name) ident,
enum rego_token_kind { REGO_TOKENS(TOKEN_ENUM) TOKEN_COUNT };

enum rego_keywords {
    REGO_KW_IN = 1, REGO_KW_EVERY = 2, REGO_KW_CONTAINS = 4, REGO_KW_IF = 8,
    REGO_KW_AND = 16, REGO_KW_OR = 32,
    REGO_KW_NOT = 64,                /* `not { body }` */
    REGO_KW_V1 = REGO_KW_IN | REGO_KW_EVERY | REGO_KW_CONTAINS | REGO_KW_IF,
    REGO_KW_FUTURE = REGO_KW_AND | REGO_KW_OR | REGO_KW_NOT,
    REGO_KW_ALL = REGO_KW_V1 | REGO_KW_FUTURE
};

struct rego_token {
    enum rego_token_kind kind;
    bool space_before, newline_before;   /* white space (or a comment) stands before it */
    uint32_t row, col, offset, end;      /* bytes [offset, end) */
    const char *wrong;                   /* TOK_ILLEGAL: why */
};

struct rego_lexer {
    struct str text;
    uint32_t offset, row, col;           /* of the next character */
    unsigned keywords;                   /* enum rego_keywords */
};

struct rego_lexer rego_lexer_new(struct str text);
/* The next token; comments are tokens, too. At the end TOK_EOF again and again. */
struct rego_token rego_lex(struct rego_lexer *lexer);
/* After the `}` of a template string's expression: the text up to the next `{` or the end. */
struct rego_token rego_lex_template(struct rego_lexer *lexer, bool raw);

const char *rego_token_name(enum rego_token_kind kind);
/* Keywords always or by import, whether or not switched on here. */
bool rego_token_is_keyword(enum rego_token_kind kind);
/* The keyword bit of a name as `import future.keywords.NAME` has it, or 0. */
unsigned rego_keyword_bit(struct str name);

#endif
