/* hcl/scan.h: HCL text → tokens, templates included. Internal to src/hcl. */
#ifndef RAMPART_HCL_SCAN_H
#define RAMPART_HCL_SCAN_H

#include "hcl/ast.h"
#include "hcl/unicode.h"

enum hcl_token_type {
    T_EOF, T_NEWLINE, T_IDENT, T_NUMBER,
    T_OBRACE, T_CBRACE, T_OBRACK, T_CBRACK, T_OPAREN, T_CPAREN,
    T_OQUOTE, T_CQUOTE, T_OHEREDOC, T_CHEREDOC,
    T_STRING_LIT,      /* of a heredoc or bare template: one line, or a piece of one */
    T_QUOTED_LIT,      /* between quotes, escapes as written */
    T_INTERP, T_CONTROL, T_SEQ_END,   /* ${ or ${~, %{ or %{~, } or ~} */
    T_STAR, T_SLASH, T_PLUS, T_MINUS, T_PERCENT,
    T_EQUAL, T_EQUAL_OP, T_NOT_EQUAL, T_LESS, T_LESS_EQUAL, T_GREATER, T_GREATER_EQUAL, T_AND, T_OR, T_BANG,
    T_DOT, T_COMMA, T_ELLIPSIS, T_FAT_ARROW, T_QUESTION, T_COLON, T_DOUBLE_COLON,
    /* never valid: reported once by hcl_report_invalid */
    T_BITWISE, T_BACKTICK, T_APOSTROPHE, T_SEMICOLON, T_QUOTED_NEWLINE, T_BAD_UTF8, T_INVALID
};

struct hcl_token { enum hcl_token_type type; struct position start, end; };
struct hcl_tokens { struct hcl_token *items; size_t len, cap; };

enum hcl_scan_mode { HCL_SCAN_NORMAL, HCL_SCAN_TEMPLATE };

/* Tokens of `text`, the last one T_EOF, into `arena`; `at` is the position of its first byte (offset included). A comment up to the line's end
 * is a T_NEWLINE; comments go to `file` (NULL: nowhere). False when memory is out. */
MUST_USE bool hcl_scan(struct arena *arena, struct hcl_unicode *unicode, struct str text, struct position at, enum hcl_scan_mode mode,
                       struct hcl_file *file, struct arena *file_arena, struct hcl_tokens *out);
/* `pos` moved over `text`. */
struct position hcl_advance(struct hcl_unicode *unicode, struct position pos, struct str text);
/* Reports tokens that no HCL text may contain, without much repetition. */
void hcl_report_invalid(const struct hcl_file *file, struct str text, size_t base, const struct hcl_tokens *tokens, struct hcl_diags *diags);

#endif
