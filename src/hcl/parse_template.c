/* hcl/parse_template.c: strings with ${...} and %{...}, quoted, as heredocs and bare.
 * First a flat list of pieces, on which ~ and the indentation of <<- work; then the tree, in which if and for hold what is between them. */
#include "base/buf.h"
#include "base/utf8.h"
#include "hcl/parser.h"

enum piece_kind { LITERAL, INTERPOLATION, IF, FOR, ELSE, ENDIF, ENDFOR, END };

struct piece {
    enum piece_kind kind;
    struct str text;               /* LITERAL: escapes resolved */
    const struct hcl_expr *expr;   /* INTERPOLATION; condition of IF; collection of FOR */
    struct str key, value;         /* FOR: names */
    struct hcl_range range;
};
typedef VEC(struct piece) piece_list;

/* --- literals --- */

static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/* \uXXXX or \UXXXXXXXX at s (with the backslash); bytes read, and written to out, or 0. */
static size_t unicode_escape(struct str s, char out[4], size_t *out_len)
{
    size_t want = s.s[1] == 'u' ? 4 : 8, i = 0;
    uint32_t rune = 0;
    while (i < want && 2 + i < s.len && hex(s.s[2 + i]) >= 0) rune = rune << 4 | (uint32_t)hex(s.s[2 + i++]);
    if (i < want || rune > 0x10FFFF || (rune >= 0xD800 && rune < 0xE000)) return 0;
    *out_len = utf8_encode(rune, out);
    return 2 + want;
}

static void bad_escape(struct hcl_parser *p, struct position start, struct str text, size_t at, size_t len)
{
    struct position from = hcl_advance(p->unicode, start, (struct str){text.s, at});
    struct str escape = {text.s + at, len};
    hcl_complain(p, &HCL_ERR_ESCAPE, (struct hcl_range){p->file, from, hcl_advance(p->unicode, from, escape)}, "'%.*s' is not a valid escape sequence",
                 (int)len, escape.s);
    hcl_advise(p, 0, "write \\\\ for a backslash; \\n, \\r, \\t, \\\", \\uNNNN and \\UNNNNNNNN are the sequences there are");
}

/* The text of a literal token: \ escapes (between quotes only), $${ and %%{. .s is NULL when memory is out. */
static struct str unescape(struct hcl_parser *p, const struct hcl_token *token)
{
    struct str in = hcl_token_text(p, token);
    bool quoted = token->type == T_QUOTED_LIT;
    char *out = arena_alloc(p->arena, in.len + 1);
    size_t len = 0;
    if (!out) {
        p->out_of_memory = true;
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < in.len;) {
        char c = in.s[i], next = i + 1 < in.len ? in.s[i + 1] : 0;
        if ((c == '$' || c == '%') && next == c && i + 2 < in.len && in.s[i + 2] == '{') {
            out[len++] = c;
            out[len++] = '{';
            i += 3;
        } else if (c != '\\' || !quoted) {
            out[len++] = c;
            i++;
        } else if (next == 'n' || next == 'r' || next == 't' || next == '"' || next == '\\') {
            out[len++] = next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next;
            i += 2;
        } else {
            size_t written = 0, size = 1, read = next == 'u' || next == 'U' ? unicode_escape((struct str){in.s + i, in.len - i}, out + len, &written) : 0;
            if (read == 0) {
                if (i + 1 < in.len) utf8_decode(in.s + i + 1, in.len - i - 1, &size);
                else size = 0;
                if (next == 'u' || next == 'U')
                    while (size < (next == 'u' ? 5u : 9u) && i + 1 + size < in.len && hex(in.s[i + 1 + size]) >= 0) size++;
                bad_escape(p, token->start, in, i, 1 + size);
                i += 1 + size;
            }
            len += written;
            i += read;
        }
    }
    out[len] = 0;
    return (struct str){out, len};
}

struct str hcl_parse_label(struct hcl_parser *p, struct hcl_range *range)
{
    struct hcl_range open = hcl_token_range(p, hcl_read(p));
    struct str label = {"", 0};
    for (;;) {
        const struct hcl_token *token = hcl_read(p);
        struct hcl_range here = hcl_token_range(p, token);
        *range = hcl_between(open, here);
        if (token->type == T_CQUOTE) break;
        if (token->type == T_QUOTED_LIT) {
            struct str piece = unescape(p, token);
            if (!piece.s) return piece;
            const char *both = arena_printf(p->arena, "%.*s%.*s", (int)label.len, label.s, (int)piece.len, piece.s);
            label = label.len == 0 ? piece : str_of(both);
            if (!label.s) return label;
        } else if (token->type == T_INTERP || token->type == T_CONTROL) {
            hcl_complain(p, &HCL_ERR_SYNTAX, here, "template sequences are not allowed in a label");
            hcl_recover(p, T_SEQ_END);
        } else if (token->type == T_EOF) {
            hcl_complain(p, &HCL_ERR_STRING_NOT_CLOSED, here, "the label is not closed before the end of the file");
            break;
        } else {
            hcl_complain(p, &HCL_ERR_SYNTAX, here, "this is not valid in a label");
            hcl_recover(p, T_CQUOTE);
            break;
        }
    }
    return hcl_nfc(p->arena, label);
}

/* --- the flat list --- */

static struct piece *add(struct hcl_parser *p, piece_list *list, enum piece_kind kind, struct hcl_range range)
{
    struct piece *piece = vec_push(p->scratch, list);
    if (!piece) {
        p->out_of_memory = true;
        return NULL;
    }
    *piece = (struct piece){.kind = kind, .range = range};
    return piece;
}

/* ${~ and %{~ take the white space before them. */
static void trim_before(const struct hcl_parser *p, const struct hcl_token *open, piece_list *list, bool allowed)
{
    if (!allowed || open->end.offset - open->start.offset != 3 || list->len == 0) return;
    struct piece *last = &list->items[list->len - 1];
    if (last->kind == LITERAL) last->text.len -= hcl_trailing_space(last->text);
    (void)p;
}

/* The end of a sequence; true when it is ~}. */
static bool close_sequence(struct hcl_parser *p, struct hcl_range start, enum hcl_token_type end, const char *what)
{
    const struct hcl_token *close = hcl_peek(p);
    if (close->type == T_SEQ_END) {
        hcl_read(p);
        return close->end.offset - close->start.offset == 2;
    }
    if (close->type == T_EOF || ((close->type == T_CQUOTE || close->type == T_OQUOTE) && end == T_CQUOTE))
        hcl_complain_once(p, &HCL_ERR_STRING_NOT_CLOSED, start, "%s is not closed by '}'", what);
    else
        hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, close), "extra characters in %s: '}' is expected here", what);
    hcl_recover(p, T_SEQ_END);
    return false;
}

/* for K, V in: false after a report; the rest of the sequence is then skipped. */
static bool parse_for_names(struct hcl_parser *p, struct piece *piece)
{
    const char *wrong = "a for directive needs the name of a variable";
    const struct hcl_token *name = hcl_peek(p);
    if (name->type == T_IDENT) {
        piece->value = hcl_token_text(p, hcl_read(p));
        if (hcl_peek(p)->type == T_COMMA) {
            hcl_read(p);
            piece->key = piece->value;
            if (hcl_peek(p)->type != T_IDENT) goto out;
            piece->value = hcl_token_text(p, hcl_read(p));
        }
        wrong = "a for directive needs 'in' after its variables";
        if (hcl_token_is(p, hcl_peek(p), "in")) {
            hcl_read(p);
            return true;
        }
    }
out:
    hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, hcl_peek(p)), "%s", wrong);
    hcl_recover(p, T_SEQ_END);
    return false;
}

/* %{ was read. False when it was skipped after a report. */
static bool parse_directive(struct hcl_parser *p, struct hcl_range open, piece_list *list)
{
    const struct hcl_token *word = hcl_peek(p);
    struct piece piece = {.kind = END, .range = open};
    if (hcl_token_is(p, word, "if")) piece.kind = IF;
    else if (hcl_token_is(p, word, "else")) piece.kind = ELSE;
    else if (hcl_token_is(p, word, "endif")) piece.kind = ENDIF;
    else if (hcl_token_is(p, word, "for")) piece.kind = FOR;
    else if (hcl_token_is(p, word, "endfor")) piece.kind = ENDFOR;
    if (piece.kind == END) {
        hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, word), "'if', 'else', 'endif', 'for' or 'endfor' is expected after '%%{'");
        hcl_recover(p, T_SEQ_END);
        return false;
    }
    hcl_read(p);
    if (piece.kind == FOR && !parse_for_names(p, &piece)) return false;
    if ((piece.kind == IF || piece.kind == FOR) && !(piece.expr = hcl_parse_expression(p))) return false;
    piece.range = hcl_between(open, hcl_token_range(p, hcl_peek(p)));
    struct piece *to = add(p, list, piece.kind, piece.range);
    if (to) *to = piece;
    return to != NULL;
}

static void parse_pieces(struct hcl_parser *p, struct hcl_range open, enum hcl_token_type end, piece_list *list)
{
    struct hcl_range start = hcl_token_range(p, hcl_peek(p)), last = start;
    bool trim_next = false, can_trim = false;
    while (!p->out_of_memory) {
        const struct hcl_token *token = hcl_read(p);
        struct hcl_range range = last = hcl_token_range(p, token);
        if (token->type == end) break;
        bool trim = trim_next, trimmable = can_trim, newlines = p->newlines;
        trim_next = can_trim = false;
        if (token->type == T_STRING_LIT || token->type == T_QUOTED_LIT) {
            struct str text = unescape(p, token);
            struct piece *piece = text.s ? add(p, list, LITERAL, range) : NULL;
            if (!piece) return;
            size_t skip = trim ? hcl_leading_space(text) : 0;
            piece->text = (struct str){text.s + skip, text.len - skip};
            can_trim = true;
        } else if (token->type == T_INTERP) {
            trim_before(p, token, list, trimmable);
            p->newlines = false;
            const struct hcl_expr *expr = hcl_parse_expression(p);
            struct hcl_range close = hcl_token_range(p, hcl_peek(p));
            trim_next = close_sequence(p, start, end, "this interpolation");
            p->newlines = newlines;
            struct piece *piece = expr ? add(p, list, INTERPOLATION, hcl_between(range, close)) : NULL;
            if (!piece) return;
            piece->expr = expr;
        } else if (token->type == T_CONTROL) {
            trim_before(p, token, list, trimmable);
            p->newlines = false;
            if (parse_directive(p, range, list)) trim_next = close_sequence(p, start, end, "this directive");
            p->newlines = newlines;
        } else {
            hcl_complain_once(p, &HCL_ERR_STRING_NOT_CLOSED, range, "the string that begins in line %u is not closed", open.start.line);
            last = hcl_token_range(p, hcl_recover(p, end));
            break;
        }
    }
    add(p, list, END, last);
}

/* <<-: the smallest indentation of all lines is taken off each. A line that begins with a sequence has none; blank lines do not count. */
static void flush(struct hcl_parser *p, piece_list *list)
{
    size_t least = SIZE_MAX;
    for (int pass = 0; pass < 2; pass++) {
        bool line_start = true;
        for (size_t i = 0; i < list->len; i++) {
            struct piece *piece = &list->items[i];
            bool ends_line = piece->kind == LITERAL && piece->text.len && piece->text.s[piece->text.len - 1] == '\n';
            if (line_start && piece->kind != END) {
                size_t blank = piece->kind == LITERAL ? hcl_leading_space(piece->text) : 0;
                bool empty_line = piece->kind == LITERAL && ends_line && blank == piece->text.len;
                size_t spaces = empty_line ? SIZE_MAX : hcl_grapheme_count(p->unicode, (struct str){piece->text.s, blank});
                if (pass == 0 && spaces < least) least = spaces;
                if (pass == 1 && piece->kind == LITERAL && !empty_line) {
                    size_t bytes = 0;
                    for (size_t n = 0; n < least && bytes < piece->text.len; n++)
                        bytes += hcl_grapheme(p->unicode, piece->text.s + bytes, piece->text.len - bytes);
                    piece->text.s += bytes;
                    piece->text.len -= bytes;
                }
            }
            line_start = ends_line || (line_start && piece->kind == END);
        }
        if (least == 0 || least == SIZE_MAX) return;
    }
}

/* Neighbouring literals become one. */
static bool meld(struct hcl_parser *p, piece_list *list)
{
    size_t out = 0;
    for (size_t i = 0; i < list->len;) {
        size_t run = i, total = 0;
        while (run < list->len && list->items[run].kind == LITERAL) total += list->items[run++].text.len;
        struct piece piece = list->items[i];
        if (run > i + 1) {
            char *text = arena_alloc(p->arena, total + 1);
            if (!text) return false;
            total = 0;
            for (size_t j = i; j < run; j++) {
                memcpy(text + total, list->items[j].text.s, list->items[j].text.len);
                total += list->items[j].text.len;
            }
            piece.text = (struct str){text, total};
            piece.range = hcl_between(piece.range, list->items[run - 1].range);
        }
        list->items[out++] = piece;
        i = run > i ? run : i + 1;
    }
    list->len = out;
    return true;
}

/* --- the tree --- */

struct pieces { const struct piece *items; size_t next; };

static const struct hcl_expr *parse_piece(struct hcl_parser *p, struct pieces *in);

static const struct hcl_expr *string(struct hcl_parser *p, struct str text, struct hcl_range range)
{
    struct hcl_expr *expr = hcl_new_expr(p, HCL_LITERAL, range);
    struct str normal = hcl_nfc(p->arena, text);
    if (expr) expr->literal = normal.s ? value_string(p->values, normal) : VALUE_NONE;
    if (!expr || value_is_none(expr->literal)) {
        p->out_of_memory = true;
        return NULL;
    }
    return expr;
}

static const struct hcl_expr *join_parts(struct hcl_parser *p, const hcl_expr_list *parts, struct hcl_range empty)
{
    if (parts->len == 0) return string(p, (struct str){"", 0}, empty);
    struct hcl_expr *expr = hcl_new_expr(p, HCL_TEMPLATE, hcl_between(parts->items[0]->range, parts->items[parts->len - 1]->range));
    if (!expr) return NULL;
    expr->list.items = hcl_list_done(p, parts);
    expr->list.n = parts->len;
    return expr->list.items ? expr : NULL;
}

static const char *name_of(enum piece_kind kind) { return kind == ELSE ? "else" : kind == ENDIF ? "endif" : "endfor"; }

/* Pieces up to the directive that ends or divides this one, which is read. END and wrong directives are reported: *closer is END then. */
static bool parse_until(struct hcl_parser *p, struct pieces *in, const struct piece *opener, bool after_else, hcl_expr_list *parts, const struct piece **closer)
{
    for (;;) {
        const struct piece *next = &in->items[in->next];
        if (next->kind == END) {
            hcl_complain(p, &HCL_ERR_SYNTAX, next->range, "the %s directive in line %u has no %s", opener->kind == IF ? "if" : "for", opener->range.start.line,
                         opener->kind == IF ? "endif" : "endfor");
            *closer = next;
            return true;
        }
        if (next->kind == ELSE || next->kind == ENDIF || next->kind == ENDFOR) {
            in->next++;
            *closer = next;
            if (opener->kind == IF ? next->kind == ENDIF || (next->kind == ELSE && !after_else) : next->kind == ENDFOR) return true;
            hcl_complain(p, &HCL_ERR_SYNTAX, next->range, "unexpected %s directive in the %s of line %u", name_of(next->kind), opener->kind == IF ? "if" : "for",
                         opener->range.start.line);
            static const struct piece wrong = {.kind = END};
            *closer = &wrong;
            return true;
        }
        const struct hcl_expr *part = parse_piece(p, in);
        const struct hcl_expr **slot = part ? vec_push(p->scratch, parts) : NULL;
        if (!slot) return false;
        *slot = part;
    }
}

static const struct hcl_expr *parse_if(struct hcl_parser *p, struct pieces *in, const struct piece *open)
{
    hcl_expr_list yes = {0}, no = {0};
    const struct piece *middle, *close;
    if (!parse_until(p, in, open, false, &yes, &middle)) return NULL;
    close = middle;
    if (middle->kind == ELSE && !parse_until(p, in, open, true, &no, &close)) return NULL;
    if (close->kind == END) return hcl_placeholder(p, open->range);
    struct hcl_expr *expr = hcl_new_expr(p, HCL_CONDITIONAL, hcl_between(open->range, close->range));
    if (!expr) return NULL;
    expr->conditional.condition = open->expr;
    expr->conditional.yes = join_parts(p, &yes, open->range);
    expr->conditional.no = join_parts(p, &no, close->range);
    return expr->conditional.yes && expr->conditional.no ? expr : NULL;
}

static const struct hcl_expr *parse_for(struct hcl_parser *p, struct pieces *in, const struct piece *open)
{
    hcl_expr_list content = {0};
    const struct piece *close;
    if (!parse_until(p, in, open, true, &content, &close)) return NULL;
    if (close->kind == END) return hcl_placeholder(p, open->range);
    struct hcl_range range = hcl_between(open->range, close->range);
    struct hcl_expr *loop = hcl_new_expr(p, HCL_FOR, range), *joined = hcl_new_expr(p, HCL_TEMPLATE_JOIN, range);
    if (!loop || !joined) return NULL;
    loop->each.key_name = open->key;
    loop->each.value_name = open->value;
    loop->each.collection = open->expr;
    loop->each.value = join_parts(p, &content, open->range);
    joined->inner = loop;
    return loop->each.value ? joined : NULL;
}

static const struct hcl_expr *parse_piece(struct hcl_parser *p, struct pieces *in)
{
    const struct piece *piece = &in->items[in->next++];
    const struct hcl_expr *expr = NULL;
    switch (piece->kind) {
    case LITERAL: return string(p, piece->text, piece->range);
    case INTERPOLATION: return piece->expr;
    case IF:
    case FOR:
        if (!hcl_descend(p)) expr = hcl_placeholder(p, piece->range);
        else expr = piece->kind == IF ? parse_if(p, in, piece) : parse_for(p, in, piece);
        p->depth--;
        return expr;
    case ELSE:
    case ENDIF:
    case ENDFOR:
    case END: break;
    }
    hcl_complain(p, &HCL_ERR_SYNTAX, piece->range, "unexpected %s directive: nothing is open that it could end", name_of(piece->kind));
    return hcl_placeholder(p, piece->range);
}

const struct hcl_expr *hcl_parse_template_body(struct hcl_parser *p, struct hcl_range open, enum hcl_token_type end, bool flushed)
{
    piece_list list = {0};
    parse_pieces(p, open, end, &list);
    if (p->out_of_memory) return NULL;
    struct hcl_range range = hcl_between(open, hcl_token_range(p, hcl_previous(p)));
    if (flushed) flush(p, &list);
    if (!meld(p, &list)) {
        p->out_of_memory = true;
        return NULL;
    }
    if (list.len == 1) return string(p, (struct str){"", 0}, range);
    if (list.len == 2 && list.items[0].kind == LITERAL) return string(p, list.items[0].text, range);
    if (list.len == 2 && list.items[0].kind == INTERPOLATION) {
        struct hcl_expr *wrap = hcl_new_expr(p, HCL_TEMPLATE_WRAP, range);
        if (wrap) wrap->inner = list.items[0].expr;
        return wrap;
    }
    struct pieces in = {list.items, 0};
    hcl_expr_list parts = {0};
    while (in.items[in.next].kind != END) {
        const struct hcl_expr *part = parse_piece(p, &in);
        const struct hcl_expr **slot = part ? vec_push(p->scratch, &parts) : NULL;
        if (!slot) {
            p->out_of_memory = true;
            return NULL;
        }
        *slot = part;
    }
    struct hcl_expr *expr = hcl_new_expr(p, HCL_TEMPLATE, range);
    if (!expr) return NULL;
    expr->list.items = hcl_list_done(p, &parts);
    expr->list.n = parts.len;
    return expr->list.items ? expr : NULL;
}
