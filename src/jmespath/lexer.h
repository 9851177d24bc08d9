/* jmespath/lexer.h: JMESPath text → tokens, one at a time. */
#ifndef RAMPART_JMESPATH_LEXER_H
#define RAMPART_JMESPATH_LEXER_H

#include "jmespath/jmespath.h"

/* What a token is, how tightly it binds what stands to its left (0: it ends an expression), and how a message calls it. */
#define JMESPATH_TOKENS(ROW)                                                                                      \
    ROW(END, 0, "the end of the expression") ROW(NAME, 0, "an identifier") ROW(QUOTED, 0, "a quoted identifier")  \
    ROW(NUMBER, 0, "a number") ROW(LITERAL, 0, "a literal") ROW(CURRENT, 0, "'@'") ROW(REFERENCE, 0, "'&'")       \
    ROW(COMMA, 0, "','") ROW(COLON, 0, "':'") ROW(CLOSE_BRACKET, 0, "']'") ROW(CLOSE_BRACE, 0, "'}'") ROW(CLOSE_PAREN, 0, "')'") \
    ROW(PIPE, 1, "'|'") ROW(OR, 2, "'||'") ROW(AND, 3, "'&&'")                                                    \
    ROW(EQUAL, 5, "'=='") ROW(NOT_EQUAL, 5, "'!='") ROW(LESS, 5, "'<'") ROW(LESS_EQUAL, 5, "'<='") ROW(GREATER, 5, "'>'") ROW(GREATER_EQUAL, 5, "'>='") \
    ROW(FLATTEN, 9, "'[]'") ROW(STAR, 20, "'*'") ROW(FILTER, 21, "'[?'") ROW(DOT, 40, "'.'") ROW(NOT, 45, "'!'")  \
    ROW(OPEN_BRACE, 50, "'{'") ROW(OPEN_BRACKET, 55, "'['") ROW(OPEN_PAREN, 60, "'('")

#define ROW(ident, power, text) JT_##ident,
enum jmespath_token_type { JMESPATH_TOKENS(ROW) };
#undef ROW

struct jmespath_token {
    enum jmespath_token_type type;
    size_t at;              /* offset in the text */
    struct value value;     /* NAME, QUOTED: the string; NUMBER: the number; LITERAL: what it stands for */
};

struct jmespath_lexer { struct arena *arena; struct str text; size_t next; struct error *err; };

/* The next token. False with JMESPATH_SYNTAX or ERROR_NO_MEMORY. */
MUST_USE bool jmespath_lex(struct jmespath_lexer *lexer, struct jmespath_token *out);
unsigned jmespath_token_power(enum jmespath_token_type type);
const char *jmespath_token_text(enum jmespath_token_type type);
/* False, with JMESPATH_SYNTAX at this offset. */
bool jmespath_syntax(const struct jmespath_lexer *lexer, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
