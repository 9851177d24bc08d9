/* hcl/scan.c: one pass over the text with a stack of modes: code, quoted string, heredoc, bare template.
 * "${" and "%{" push code, the brace that closes them pops it, so that templates nest to any depth without recursion. */
#include "hcl/scan.h"

#include "base/utf8.h"

enum mode { CODE, QUOTED, HEREDOC, BARE };

struct frame {
    enum mode mode;
    bool in_template;      /* CODE between ${ and } */
    bool line_start;       /* HEREDOC: at the start of a line */
    long braces;           /* CODE: open { of its own */
    struct str marker;     /* HEREDOC */
};

struct scanner {
    struct arena *arena, *file_arena;
    struct hcl_unicode *unicode;
    struct hcl_file *file;
    struct str text;
    size_t base;           /* offset of text[0] in the file */
    struct position pos;   /* of the end of the last token */
    struct hcl_tokens *out;
    VEC(struct frame) stack;
};

struct position hcl_advance(struct hcl_unicode *unicode, struct position pos, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t size = hcl_grapheme(unicode, text.s + i, text.len - i);
        if (text.s[i + size - 1] == '\n' && (size == 1 || (size == 2 && text.s[i] == '\r'))) {
            pos.line++;
            pos.column = 1;
        } else {
            pos.column++;
        }
        i += size;
    }
    pos.offset += text.len;
    return pos;
}

/* Where text[at] is, given that only blanks lie between the last token and it. */
static struct position skip_to(const struct scanner *s, size_t at)
{
    struct position start = s->pos;
    start.column += (uint32_t)(s->base + at - s->pos.offset);
    start.offset = s->base + at;
    return start;
}

static bool emit(struct scanner *s, enum hcl_token_type type, size_t start, size_t end)
{
    struct hcl_token *token = vec_push(s->arena, s->out);
    if (!token) return false;
    token->type = type;
    token->start = skip_to(s, start);
    s->pos = token->end = hcl_advance(s->unicode, token->start, (struct str){s->text.s + start, end - start});
    return true;
}

static bool push(struct scanner *s, struct frame frame)
{
    struct frame *top = vec_push(s->arena, &s->stack);
    if (!top) return false;
    *top = frame;
    return true;
}

static bool starts(const struct scanner *s, size_t at, const char *with)
{
    size_t n = strlen(with);
    return s->text.len - at >= n && memcmp(s->text.s + at, with, n) == 0;
}

static size_t newline_at(const struct scanner *s, size_t at)   /* its length, or 0 */
{
    return starts(s, at, "\n") ? 1 : starts(s, at, "\r\n") ? 2 : 0;
}

static size_t identifier_at(const struct scanner *s, size_t at)   /* its length, or 0 */
{
    size_t size, i = at;
    if (!hcl_id_start(s->unicode, s->text.s + i, s->text.len - i, &size)) return 0;
    do i += size;
    while (hcl_id_continue(s->unicode, s->text.s + i, s->text.len - i, &size));
    return i - at;
}

/* Digits, dots and exponents as far as they go, but never ending in a dot ("1...": 1 and an ellipsis). */
static size_t number_at(const struct scanner *s, size_t at)
{
    size_t i = at, good = at;
    while (i < s->text.len) {
        char c = s->text.s[i];
        if (c >= '0' && c <= '9') {
            good = ++i;
        } else if (c == '.') {
            i++;
        } else if (c == 'e' || c == 'E') {
            size_t digit = i + 1;
            if (digit < s->text.len && (s->text.s[digit] == '+' || s->text.s[digit] == '-')) digit++;
            if (digit >= s->text.len || s->text.s[digit] < '0' || s->text.s[digit] > '9') break;
            good = i = digit + 1;
        } else {
            break;
        }
    }
    return good - at;
}

static bool keep_comment(struct scanner *s, size_t start, size_t end)
{
    if (!s->file) return true;
    struct hcl_comment *comment = vec_push(s->file_arena, &s->file->comments);
    if (!comment) return false;
    comment->text = (struct str){s->text.s + start, end - start};
    struct position from = skip_to(s, start);
    comment->range = (struct hcl_range){s->file, from, hcl_advance(s->unicode, from, comment->text)};
    return true;
}

static bool line_comment(struct scanner *s, size_t *at)
{
    size_t start = *at, end = start;
    const char *nl = memchr(s->text.s + start, '\n', s->text.len - start);
    end = nl ? (size_t)(nl - s->text.s) : s->text.len;
    size_t text_end = nl && end > start && s->text.s[end - 1] == '\r' ? end - 1 : end;
    if (!keep_comment(s, start, text_end)) return false;
    *at = nl ? end + 1 : end;
    if (nl) return emit(s, T_NEWLINE, start, *at);
    s->pos = hcl_advance(s->unicode, skip_to(s, start), (struct str){s->text.s + start, end - start});
    return true;
}

static bool block_comment(struct scanner *s, size_t *at, bool *is_one)
{
    size_t close = str_find(s->text, STR("*/"), *at + 2);
    *is_one = close != SIZE_MAX;
    if (!*is_one) return true;
    if (!keep_comment(s, *at, close + 2)) return false;
    s->pos = hcl_advance(s->unicode, skip_to(s, *at), (struct str){s->text.s + *at, close + 2 - *at});
    *at = close + 2;
    return true;
}

static const struct { const char *text; enum hcl_token_type type; } symbols[] = {   /* longer ones first */
    {"...", T_ELLIPSIS}, {"==", T_EQUAL_OP}, {"!=", T_NOT_EQUAL}, {">=", T_GREATER_EQUAL}, {"<=", T_LESS_EQUAL}, {"&&", T_AND}, {"||", T_OR},
    {"::", T_DOUBLE_COLON}, {"=>", T_FAT_ARROW},
    {"[", T_OBRACK}, {"]", T_CBRACK}, {"(", T_OPAREN}, {")", T_CPAREN}, {".", T_DOT}, {",", T_COMMA}, {"*", T_STAR}, {"/", T_SLASH},
    {"%", T_PERCENT}, {"+", T_PLUS}, {"-", T_MINUS}, {"=", T_EQUAL}, {"<", T_LESS}, {">", T_GREATER}, {"!", T_BANG}, {"?", T_QUESTION},
    {":", T_COLON}, {"&", T_BITWISE}, {"|", T_BITWISE}, {"^", T_BITWISE}, {"~", T_BITWISE}, {";", T_SEMICOLON}, {"`", T_BACKTICK}, {"'", T_APOSTROPHE},
};

static bool other_symbol(struct scanner *s, size_t *at)
{
    size_t start = *at;
    for (size_t i = 0; i < COUNT_OF(symbols); i++)
        if (starts(s, start, symbols[i].text)) {
            *at += strlen(symbols[i].text);
            return emit(s, symbols[i].type, start, *at);
        }
    size_t size;
    uint32_t rune = utf8_decode(s->text.s + start, s->text.len - start, &size);
    *at += size;
    return emit(s, rune == UTF8_REPLACEMENT && size == 1 ? T_BAD_UTF8 : T_INVALID, start, *at);
}

/* <<MARKER or <<-MARKER and the line's end; false in *is_one when it is something else. */
static bool heredoc_open(struct scanner *s, size_t *at, bool *is_one)
{
    size_t i = *at + 2;
    if (starts(s, i, "-")) i++;
    size_t name = identifier_at(s, i);
    size_t nl = name ? newline_at(s, i + name) : 0;
    *is_one = nl > 0;
    if (!*is_one) return true;
    struct str marker = {s->text.s + i, name};
    size_t start = *at;
    *at = i + name + nl;
    return emit(s, T_OHEREDOC, start, *at) && push(s, (struct frame){.mode = HEREDOC, .line_start = true, .marker = marker});
}

static bool close_brace(struct scanner *s, size_t *at, size_t size)
{
    struct frame *top = &s->stack.items[s->stack.len - 1];
    size_t start = *at;
    *at += size;
    if (top->in_template && top->braces == 0) {
        s->stack.len--;
        return emit(s, T_SEQ_END, start, *at);
    }
    top->braces--;
    return emit(s, size == 2 ? T_SEQ_END : T_CBRACE, start, *at);   /* ~} out of place is for the parser to refuse */
}

static bool code(struct scanner *s, size_t *at)
{
    char c = s->text.s[*at];
    size_t start = *at, size;
    bool is_one;
    if (c == ' ' || c == '\t') {
        ++*at;
        return true;
    }
    if ((size = newline_at(s, start)) > 0) return emit(s, T_NEWLINE, start, *at += size);
    if (c == '#' || starts(s, start, "//")) return line_comment(s, at);
    if (starts(s, start, "/*")) {
        if (!block_comment(s, at, &is_one)) return false;
        if (is_one) return true;
    }
    if (c == '"') return emit(s, T_OQUOTE, start, ++*at) && push(s, (struct frame){.mode = QUOTED});
    if (starts(s, start, "<<")) {
        if (!heredoc_open(s, at, &is_one)) return false;
        if (is_one) return true;
    }
    if (c == '{') {
        s->stack.items[s->stack.len - 1].braces++;
        return emit(s, T_OBRACE, start, ++*at);
    }
    if (c == '}') return close_brace(s, at, 1);
    if (starts(s, start, "~}")) return close_brace(s, at, 2);
    if (c >= '0' && c <= '9') return emit(s, T_NUMBER, start, *at += number_at(s, start));
    if ((size = identifier_at(s, start)) > 0) return emit(s, T_IDENT, start, *at += size);
    return other_symbol(s, at);
}

/* ${ or %{ here opens a sequence. */
static bool opens(const struct scanner *s, size_t at) { return (s->text.s[at] == '$' || s->text.s[at] == '%') && at + 1 < s->text.len && s->text.s[at + 1] == '{'; }
/* $${ or %%{ here is an escape. */
static bool escapes(const struct scanner *s, size_t at) { return (s->text.s[at] == '$' || s->text.s[at] == '%') && at + 2 < s->text.len && s->text.s[at + 1] == s->text.s[at] && s->text.s[at + 2] == '{'; }

static bool open_sequence(struct scanner *s, size_t *at)
{
    size_t start = *at;
    *at += start + 2 < s->text.len && s->text.s[start + 2] == '~' ? 3 : 2;
    s->stack.items[s->stack.len - 1].line_start = false;
    return emit(s, s->text.s[start] == '$' ? T_INTERP : T_CONTROL, start, *at) && push(s, (struct frame){.mode = CODE, .in_template = true});
}

/* Bytes of one character, or 0 for one that is not UTF-8. */
static size_t character_at(const struct scanner *s, size_t at)
{
    size_t size;
    uint32_t rune = utf8_decode(s->text.s + at, s->text.len - at, &size);
    return rune == UTF8_REPLACEMENT && size == 1 ? 0 : size;
}

/* A '$' or '%' that ends the text inside a string that is not closed. */
static bool left_over(const struct scanner *s, size_t at) { return at + 1 == s->text.len && (s->text.s[at] == '$' || s->text.s[at] == '%'); }

/* Bytes of the character behind a backslash, or 0 where the line or the text ends. */
static size_t escaped_at(const struct scanner *s, size_t at)
{
    return at + 1 < s->text.len && s->text.s[at + 1] != '\n' && s->text.s[at + 1] != '\r' ? character_at(s, at + 1) : 0;
}

static bool quoted(struct scanner *s, size_t *at)
{
    size_t start = *at, i = start, size;
    char c = s->text.s[i];
    if (opens(s, i)) return open_sequence(s, at);
    if (c == '"') {
        s->stack.len--;
        return emit(s, T_CQUOTE, start, ++*at);
    }
    if (c == '\n' || c == '\r') {
        while (i < s->text.len && (s->text.s[i] == '\n' || s->text.s[i] == '\r')) i++;
        return emit(s, T_QUOTED_NEWLINE, start, *at = i);
    }
    if (character_at(s, i) == 0) return emit(s, T_BAD_UTF8, start, ++*at);
    if (left_over(s, i) || (c == '\\' && !escaped_at(s, i))) return emit(s, T_INVALID, start, ++*at);
    while (i < s->text.len) {
        c = s->text.s[i];
        if (c == '"' || c == '\n' || c == '\r' || opens(s, i) || left_over(s, i)) break;
        if (escapes(s, i)) i += 3;
        else if (c == '\\') {
            if ((size = escaped_at(s, i)) == 0) break;
            i += 1 + size;
        } else if ((size = character_at(s, i)) > 0) i += size;
        else break;
    }
    return emit(s, T_QUOTED_LIT, start, *at = i);
}

/* The end of the literal that starts at `at`: behind the line's end, or at an opening or a bad byte. */
static size_t line_literal(const struct scanner *s, size_t at, bool *with_newline)
{
    size_t i = at, size;
    *with_newline = false;
    while (i < s->text.len && !opens(s, i)) {
        if ((size = newline_at(s, i)) > 0) {
            *with_newline = true;
            return i + size;
        }
        if (escapes(s, i)) i += 3;
        else if ((size = character_at(s, i)) > 0) i += size;
        else break;
    }
    return i;
}

static bool heredoc(struct scanner *s, size_t *at)
{
    size_t start = *at;
    if (opens(s, start)) return open_sequence(s, at);
    if (left_over(s, start)) return emit(s, T_INVALID, start, ++*at);
    bool with_newline;
    size_t end = line_literal(s, start, &with_newline);
    if (end > start && left_over(s, end - 1)) end--;
    if (end == start) return emit(s, T_BAD_UTF8, start, ++*at);
    struct frame *top = &s->stack.items[s->stack.len - 1];
    struct str line = {s->text.s + start, end - start};
    *at = end;
    if (with_newline && top->line_start && str_eq(str_trim(line), top->marker)) {
        /* the newline is a token of its own, because it also ends the attribute */
        size_t nl = end - 1 > start && s->text.s[end - 2] == '\r' ? end - 2 : end - 1;
        s->stack.len--;
        return emit(s, T_CHEREDOC, start, nl) && emit(s, T_NEWLINE, nl, end);
    }
    top->line_start = with_newline;
    return emit(s, T_STRING_LIT, start, end);
}

static bool bare(struct scanner *s, size_t *at)
{
    size_t start = *at;
    if (opens(s, start)) return open_sequence(s, at);
    bool with_newline;
    size_t end = line_literal(s, start, &with_newline);
    if (end == start) return emit(s, T_BAD_UTF8, start, ++*at);
    return emit(s, T_STRING_LIT, start, *at = end);
}

bool hcl_scan(struct arena *arena, struct hcl_unicode *unicode, struct str text, struct position at, enum hcl_scan_mode mode,
              struct hcl_file *file, struct arena *file_arena, struct hcl_tokens *out)
{
    struct scanner s = {.arena = arena, .file_arena = file_arena, .unicode = unicode, .file = file, .text = text, .base = at.offset, .pos = at, .out = out};
    if (!push(&s, (struct frame){.mode = mode == HCL_SCAN_NORMAL ? CODE : BARE})) return false;
    size_t i = 0;
    if (starts(&s, 0, "\xef\xbb\xbf")) {
        i = 3;
        s.pos.offset += 3;
    }
    while (i < text.len) {
        bool ok = false;
        switch (s.stack.items[s.stack.len - 1].mode) {
        case CODE: ok = code(&s, &i); break;
        case QUOTED: ok = quoted(&s, &i); break;
        case HEREDOC: ok = heredoc(&s, &i); break;
        case BARE: ok = bare(&s, &i); break;
        }
        if (!ok) return false;
    }
    return emit(&s, T_EOF, text.len, text.len);
}

void hcl_report_invalid(const struct hcl_file *file, struct str text, size_t base, const struct hcl_tokens *tokens, struct hcl_diags *diags)
{
    unsigned bitwise = 0, backticks = 0, apostrophes = 0, semicolons = 0, bad_utf8 = 0;
    for (size_t i = 0; i < tokens->len; i++) {
        const struct hcl_token *t = &tokens->items[i];
        struct hcl_range range = {file, t->start, t->end};
        if (t->type < T_BITWISE) continue;
        const char *at = text.s + (t->start.offset - base);
        if (t->type == T_BITWISE) {
            if (bitwise++ < 4) {
                hcl_diag_add(diags, &HCL_ERR_SYNTAX, range, "bitwise operators are not supported, found '%c'", *at);
                if (*at == '&' || *at == '|') hcl_diag_help(diags, "did you mean '%c%c'?", *at, *at);
            }
        } else if (t->type == T_BACKTICK) {
            if (backticks < 3 && backticks++ % 2 == 0) {
                hcl_diag_add(diags, &HCL_ERR_SYNTAX, range, "the character '`' is not valid");
                hcl_diag_help(diags, "write a string of several lines as a heredoc: <<-EOT");
            }
        } else if (t->type == T_APOSTROPHE) {
            if (apostrophes < 3 && apostrophes++ % 2 == 0) hcl_diag_add(diags, &HCL_ERR_SYNTAX, range, "single quotes are not valid, use double quotes to enclose a string");
        } else if (t->type == T_SEMICOLON) {
            if (semicolons++ == 0) hcl_diag_add(diags, &HCL_ERR_SYNTAX, range, "the character ';' is not valid, arguments and blocks end with the line");
        } else if (t->type == T_BAD_UTF8) {
            if (bad_utf8++ == 0) hcl_diag_add(diags, &HCL_ERR_UTF8, range, "the text is not UTF-8 here");
        } else if (t->type == T_QUOTED_NEWLINE) {
            hcl_diag_add(diags, &HCL_ERR_STRING_NOT_CLOSED, range, "a quoted string may not go on in the next line");
            hcl_diag_help(diags, "end it with \", write \\n for a new line, or use <<-EOT for text of several lines");
        } else {
            hcl_diag_add(diags, &HCL_ERR_SYNTAX, range, "the character '%.*s' is not used in the language", (int)(t->end.offset - t->start.offset), at);
        }
    }
}
