#include "jmespath/lexer.h"

#include <stdio.h>

#include "base/utf8.h"
#include "value/json.h"

#define ROW(ident, power, text) {power, text},
static const struct { unsigned power; const char *text; } tokens[] = {JMESPATH_TOKENS(ROW)};
#undef ROW

/* The longest first among those that begin alike. */
static const struct { const char *text; enum jmespath_token_type type; } signs[] = {
    {"||", JT_OR}, {"|", JT_PIPE}, {"&&", JT_AND}, {"&", JT_REFERENCE}, {"==", JT_EQUAL}, {"!=", JT_NOT_EQUAL}, {"!", JT_NOT},
    {"<=", JT_LESS_EQUAL}, {"<", JT_LESS}, {">=", JT_GREATER_EQUAL}, {">", JT_GREATER}, {"[]", JT_FLATTEN}, {"[?", JT_FILTER}, {"[", JT_OPEN_BRACKET},
    {"]", JT_CLOSE_BRACKET}, {"{", JT_OPEN_BRACE}, {"}", JT_CLOSE_BRACE}, {"(", JT_OPEN_PAREN}, {")", JT_CLOSE_PAREN}, {".", JT_DOT}, {"*", JT_STAR},
    {",", JT_COMMA}, {":", JT_COLON}, {"@", JT_CURRENT},
};

unsigned jmespath_token_power(enum jmespath_token_type type) { return tokens[type].power; }
const char *jmespath_token_text(enum jmespath_token_type type) { return tokens[type].text; }

bool jmespath_syntax(const struct jmespath_lexer *lexer, size_t at, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_at(lexer->err, &JMESPATH_SYNTAX, position_of(lexer->text, at), "%s", message);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static bool made(const struct jmespath_lexer *l, struct value v, struct jmespath_token *out)
{
    out->value = v;
    return !value_is_none(v) || error_no_memory(l->err);
}

/* The text up to the closing `quote` (which a backslash protects); l->next is then behind it. */
static bool delimited(struct jmespath_lexer *l, char quote, const char *what, struct str *out)
{
    size_t start = l->next + 1, i = start;
    while (i < l->text.len && l->text.s[i] != quote) i += l->text.s[i] == '\\' && i + 1 < l->text.len ? 2 : 1;
    if (i >= l->text.len) return jmespath_syntax(l, l->next, "the %s opened here is not closed", what);
    *out = (struct str){l->text.s + start, i - start};
    l->next = i + 1;
    return true;
}

/* `text` with \QUOTE made QUOTE; every other backslash stays. */
static char *without_escapes(struct arena *arena, struct str text, char quote, size_t *len)
{
    char *out = arena_alloc(arena, text.len + 1);
    *len = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        if (text.s[i] == '\\' && i + 1 < text.len && text.s[i + 1] == quote) i++;
        else if (text.s[i] == '\\' && i + 1 < text.len) out[(*len)++] = text.s[i++];   /* a pair: its second byte begins no escape */
        out[(*len)++] = text.s[i];
    }
    return out;
}

static bool raw_string(struct jmespath_lexer *l, struct jmespath_token *out)
{
    struct str text = {"", 0};
    size_t len;
    out->type = JT_LITERAL;
    if (!delimited(l, '\'', "string", &text)) return false;
    char *bytes = without_escapes(l->arena, text, '\'', &len);
    return bytes ? made(l, value_string(l->arena, (struct str){bytes, len}), out) : error_no_memory(l->err);
}

static bool quoted_name(struct jmespath_lexer *l, struct jmespath_token *out)
{
    struct str text = {"", 0};
    struct error inner = {0};
    out->type = JT_QUOTED;
    if (!delimited(l, '"', "quoted identifier", &text)) return false;
    if (json_read(l->arena, (struct str){text.s - 1, text.len + 2}, NULL, &out->value, NULL, &inner)) return true;
    if (inner.code == &ERROR_NO_MEMORY) return error_no_memory(l->err);
    return jmespath_syntax(l, out->at, "the quoted identifier is not a JSON string: %s", inner.message);
}

/* JSON between backticks; what is no JSON is the string of these characters, as awscli takes it: `running` is `"running"`. */
static bool literal(struct jmespath_lexer *l, struct jmespath_token *out)
{
    struct str text = {"", 0};
    struct error inner = {0}, other = {0};
    out->type = JT_LITERAL;
    if (!delimited(l, '`', "literal", &text)) return false;
    size_t len;
    char *bytes = without_escapes(l->arena, text, '`', &len);
    if (!bytes) return error_no_memory(l->err);
    text = (struct str){bytes, len};
    if (json_read(l->arena, text, NULL, &out->value, NULL, &inner)) return true;
    while (text.len && is_space(*text.s)) text.s++, text.len--;
    char *quoted = text.len && inner.code != &ERROR_NO_MEMORY ? arena_printf(l->arena, "\"%.*s\"", (int)text.len, text.s) : NULL;
    if (quoted && json_read(l->arena, str_of(quoted), NULL, &out->value, NULL, &other)) return true;
    if (l->arena->failed || inner.code == &ERROR_NO_MEMORY || other.code == &ERROR_NO_MEMORY) return error_no_memory(l->err);
    return jmespath_syntax(l, out->at, "the literal is not JSON: %s", inner.message);
}

static bool number(struct jmespath_lexer *l, struct jmespath_token *out)
{
    size_t i = l->next, start = i;
    bool negative = l->text.s[i] == '-';
    int64_t n = 0;
    out->type = JT_NUMBER;
    if (negative && (++i >= l->text.len || !is_digit(l->text.s[i]))) return jmespath_syntax(l, start, "'-' must be followed by a digit");
    for (; i < l->text.len && is_digit(l->text.s[i]); i++) {
        n = n * 10 + (l->text.s[i] - '0');
        if (n > VALUE_INT_MAX / 16) return jmespath_syntax(l, start, "the number is too large");
    }
    l->next = i;
    out->value = value_small(negative ? -n : n);
    return true;
}

static bool name(struct jmespath_lexer *l, struct jmespath_token *out)
{
    size_t i = l->next;
    while (i < l->text.len && (is_name_start(l->text.s[i]) || is_digit(l->text.s[i]))) i++;
    out->type = JT_NAME;
    struct str text = {l->text.s + l->next, i - l->next};
    l->next = i;
    return made(l, value_string(l->arena, text), out);
}

bool jmespath_lex(struct jmespath_lexer *l, struct jmespath_token *out)
{
    while (l->next < l->text.len && is_space(l->text.s[l->next])) l->next++;
    *out = (struct jmespath_token){JT_END, l->next, VALUE_NONE};
    if (l->next >= l->text.len) return true;
    struct str rest = {l->text.s + l->next, l->text.len - l->next};
    char c = *rest.s;
    if (is_name_start(c)) return name(l, out);
    if (is_digit(c) || c == '-') return number(l, out);
    if (c == '"') return quoted_name(l, out);
    if (c == '\'') return raw_string(l, out);
    if (c == '`') return literal(l, out);
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (!str_has_prefix(rest, str_of(signs[i].text))) continue;
        out->type = signs[i].type;
        l->next += strlen(signs[i].text);
        return true;
    }
    size_t n;
    utf8_decode(rest.s, rest.len, &n);
    if (c == '=') return jmespath_syntax(l, l->next, "'=' is no operator; to compare, write '=='");
    if ((unsigned char)c < 0x20 || c == 0x7f) return jmespath_syntax(l, l->next, "byte 0x%02x is not expected here", (unsigned char)c);
    return jmespath_syntax(l, l->next, "'%.*s' is not expected here", (int)n, rest.s);
}
