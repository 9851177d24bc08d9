/* rego/lexer.c: see lexer.h. What is a letter, a digit and white space follows the language: names are ASCII, digits beyond the first
 * position may be of any script only in what OPA then refuses, so ASCII here. */
#include "rego/lexer.h"

#include "base/utf8.h"

#define KEYWORD_MAX 8   /* letters of the longest */

static const struct { const char *name; enum rego_token_kind kind; unsigned bit; } keywords[] = {
    {"package", TOK_PACKAGE, 0}, {"import", TOK_IMPORT, 0}, {"as", TOK_AS, 0}, {"default", TOK_DEFAULT, 0}, {"else", TOK_ELSE, 0},
    {"not", TOK_NOT, 0}, {"some", TOK_SOME, 0}, {"with", TOK_WITH, 0}, {"null", TOK_NULL, 0}, {"true", TOK_TRUE, 0}, {"false", TOK_FALSE, 0},
    {"in", TOK_IN, REGO_KW_IN}, {"every", TOK_EVERY, REGO_KW_EVERY}, {"contains", TOK_CONTAINS, REGO_KW_CONTAINS}, {"if", TOK_IF, REGO_KW_IF},
    {"and", TOK_LOGICAL_AND, REGO_KW_AND}, {"or", TOK_LOGICAL_OR, REGO_KW_OR},
};

#define TOKEN_NAME(ident, name) name,
static const char *const token_names[] = {REGO_TOKENS(TOKEN_NAME)};

const char *rego_token_name(enum rego_token_kind kind) { return kind < TOKEN_COUNT ? token_names[kind] : "unknown"; }

bool rego_token_is_keyword(enum rego_token_kind kind) { return kind >= TOK_PACKAGE && kind < TOKEN_COUNT; }

unsigned rego_keyword_bit(struct str name)
{
    if (str_is(name, "not")) return REGO_KW_NOT;
    for (size_t i = 0; i < COUNT_OF(keywords); i++)
        if (keywords[i].bit && str_is(name, keywords[i].name)) return keywords[i].bit;
    return 0;
}

static bool is_letter(int c) { return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_'; }
static bool is_digit(int c) { return c >= '0' && c <= '9'; }

struct rego_lexer rego_lexer_new(struct str text)
{
    struct rego_lexer lexer = {.text = text, .row = 1, .col = 1};
    if (text.len >= 3 && memcmp(text.s, "\xEF\xBB\xBF", 3) == 0) {   /* a byte order mark: counts as a column, as in OPA */
        lexer.offset = 3;
        lexer.col = 2;
    }
    return lexer;
}

static int peek(const struct rego_lexer *lexer) { return lexer->offset < lexer->text.len ? (unsigned char)lexer->text.s[lexer->offset] : -1; }

/* One character further. Answers false (and still moves) where no character may stand. */
static const char *advance(struct rego_lexer *lexer)
{
    if (lexer->offset >= lexer->text.len) return NULL;
    const char *s = lexer->text.s + lexer->offset, *wrong = NULL;
    size_t n = 1;
    if (*s == 0) wrong = "illegal null character";
    else if ((unsigned char)*s >= 0x80) {
        uint32_t rune = utf8_decode(s, lexer->text.len - lexer->offset, &n);
        if (rune == UTF8_REPLACEMENT && n == 1) wrong = "illegal utf-8 character";
        else if (rune == 0xFEFF && lexer->offset > 0) wrong = "illegal byte-order mark";
    }
    lexer->offset += (uint32_t)n;
    if (*s == '\n') {
        lexer->row++;
        lexer->col = 1;
    } else {
        lexer->col++;
    }
    return wrong;
}

static void note(struct rego_token *token, const char *wrong)
{
    if (wrong && !token->wrong) token->wrong = wrong;
}

static void lex_digits(struct rego_lexer *lexer, struct rego_token *token, const char *wrong_when_none)
{
    if (!is_digit(peek(lexer))) note(token, wrong_when_none);
    while (is_digit(peek(lexer))) note(token, advance(lexer));
}

static void lex_number(struct rego_lexer *lexer, struct rego_token *token)
{
    lex_digits(lexer, token, NULL);
    if (peek(lexer) == '.') {
        note(token, advance(lexer));
        lex_digits(lexer, token, "expected fraction");
    }
    if ((peek(lexer) | 32) == 'e') {
        note(token, advance(lexer));
        if (peek(lexer) == '+' || peek(lexer) == '-') note(token, advance(lexer));
        lex_digits(lexer, token, "expected exponent");
    }
    if (is_letter(peek(lexer))) {
        note(token, "illegal number format");
        while (is_letter(peek(lexer)) || is_digit(peek(lexer))) note(token, advance(lexer));
    }
}

/* After a backslash: one of the letters JSON has, or four more characters after u. */
static void lex_escape(struct rego_lexer *lexer, struct rego_token *token, bool braces)
{
    int c = peek(lexer);
    if (c > 0 && (strchr("\\\"/bfnrt", c) || (braces && c == '{'))) note(token, advance(lexer));
    else if (c == 'u') for (int i = 0; i < 4; i++) note(token, advance(lexer));
    else note(token, "illegal escape sequence");
}

/* A string's text after its opening quote. In a template it ends at a `{`, too. */
static void lex_text(struct rego_lexer *lexer, struct rego_token *token, bool raw, bool template)
{
    for (;;) {
        int c = peek(lexer);
        if (c < 0 || (c == '\n' && !raw)) {
            note(token, "non-terminated string");
            return;
        }
        note(token, advance(lexer));
        if (c == (raw ? '`' : '"')) {
            if (template) token->kind = raw ? TOK_RAW_TEMPLATE_END : TOK_TEMPLATE_END;
            return;
        }
        if (c == '{' && template) {
            token->kind = raw ? TOK_RAW_TEMPLATE_PART : TOK_TEMPLATE_PART;
            return;
        }
        if (c != '\\') continue;
        if (!raw) lex_escape(lexer, token, template);
        else if (template && peek(lexer) == '{') note(token, advance(lexer));
    }
}

static void lex_word(struct rego_lexer *lexer, struct rego_token *token)
{
    while (is_letter(peek(lexer)) || is_digit(peek(lexer))) note(token, advance(lexer));
    struct str word = {lexer->text.s + token->offset, lexer->offset - token->offset};
    token->kind = TOK_IDENT;
    if (word.len > KEYWORD_MAX || word.len < 2) return;
    for (size_t i = 0; i < COUNT_OF(keywords); i++)
        if (word.s[0] == keywords[i].name[0] && word.s[1] == keywords[i].name[1] && str_is(word, keywords[i].name) && (!keywords[i].bit || (lexer->keywords & keywords[i].bit))) token->kind = keywords[i].kind;
}

/* `two` when the next character is c, else `one`. */
static enum rego_token_kind either(struct rego_lexer *lexer, struct rego_token *token, char c, enum rego_token_kind two, enum rego_token_kind one)
{
    if (peek(lexer) != c) return one;
    note(token, advance(lexer));
    return two;
}

static void lex_mark(struct rego_lexer *lexer, struct rego_token *token, int c)
{
    static const struct { char c; enum rego_token_kind kind; } marks[] = {
        {'[', TOK_LBRACK}, {']', TOK_RBRACK}, {'{', TOK_LBRACE}, {'}', TOK_RBRACE}, {'(', TOK_LPAREN}, {')', TOK_RPAREN}, {',', TOK_COMMA},
        {'+', TOK_ADD}, {'-', TOK_SUB}, {'*', TOK_MUL}, {'/', TOK_QUO}, {'%', TOK_REM}, {'&', TOK_AND}, {'|', TOK_OR}, {';', TOK_SEMICOLON}, {'.', TOK_DOT},
    };
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (marks[i].c == c) {
            token->kind = marks[i].kind;
            return;
        }
    switch (c) {
    case ':': token->kind = either(lexer, token, '=', TOK_ASSIGN, TOK_COLON); return;
    case '=': token->kind = either(lexer, token, '=', TOK_EQUAL, TOK_UNIFY); return;
    case '>': token->kind = either(lexer, token, '=', TOK_GTE, TOK_GT); return;
    case '<': token->kind = either(lexer, token, '=', TOK_LTE, TOK_LT); return;
    case '!':
        token->kind = either(lexer, token, '=', TOK_NEQ, TOK_ILLEGAL);
        if (token->kind == TOK_ILLEGAL) note(token, "illegal ! character");
        return;
    case '"':
        token->kind = TOK_STRING;
        lex_text(lexer, token, false, false);
        return;
    case '`':
        token->kind = TOK_RAW_STRING;
        lex_text(lexer, token, true, false);
        return;
    case '$': {
        int quote = peek(lexer);
        if (quote == '"' || quote == '`') {
            note(token, advance(lexer));
            lex_text(lexer, token, quote == '`', true);
        } else {
            note(token, "illegal $ character");
        }
        return;
    }
    default: {
        size_t n;
        const char *s = lexer->text.s + token->offset;
        if (utf8_decode(s, lexer->text.len - token->offset, &n) == 0xA0) note(token, "illegal non-breaking space character, use a regular space instead");
    }
    }
}

struct rego_token rego_lex(struct rego_lexer *lexer)
{
    struct rego_token token = {.kind = TOK_ILLEGAL};
    int c;
    while ((c = peek(lexer)) == ' ' || c == '\t' || c == '\n' || c == '\r') {
        token.space_before = true;
        if (c == '\n') token.newline_before = true;
        note(&token, advance(lexer));
    }
    token.row = lexer->row;
    token.col = lexer->col;
    token.offset = lexer->offset;
    if (c < 0) {
        token.kind = TOK_EOF;
    } else if (is_letter(c)) {
        lex_word(lexer, &token);
    } else if (is_digit(c)) {
        token.kind = TOK_NUMBER;
        lex_number(lexer, &token);
    } else if (c == '#') {
        token.kind = TOK_COMMENT;
        while (peek(lexer) >= 0 && peek(lexer) != '\n') note(&token, advance(lexer));
    } else {
        note(&token, advance(lexer));
        lex_mark(lexer, &token, c);
    }
    token.end = lexer->offset;
    if (token.wrong) token.kind = TOK_ILLEGAL;
    return token;
}

struct rego_token rego_lex_template(struct rego_lexer *lexer, bool raw)
{
    struct rego_token token = {.kind = TOK_ILLEGAL, .row = lexer->row, .col = lexer->col, .offset = lexer->offset};
    lex_text(lexer, &token, raw, true);
    token.end = lexer->offset;
    if (token.wrong) token.kind = TOK_ILLEGAL;
    return token;
}
