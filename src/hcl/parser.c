/* hcl/parser.c: tokens as the parser sees them, recovery after mistakes, and the entry points of the reader. */
#include "hcl/parser.h"

#include <stdio.h>

#include "base/utf8.h"

#define MAX_SCRATCH ((size_t)1 << 30)   /* tokens and unfinished lists: some 20 bytes a byte of ordinary text */

static const struct hcl_token *visible(const struct hcl_parser *p, size_t *index)
{
    size_t i = p->next;
    while (i < p->n && p->tokens[i].type == T_NEWLINE && !p->newlines) i++;
    if (i >= p->n) {
        *index = p->n;
        return &p->tokens[p->n - 1];
    }
    *index = i + 1;
    return &p->tokens[i];
}

const struct hcl_token *hcl_peek(struct hcl_parser *p)
{
    size_t ignored;
    return visible(p, &ignored);
}

const struct hcl_token *hcl_read(struct hcl_parser *p) { return visible(p, &p->next); }
const struct hcl_token *hcl_previous(struct hcl_parser *p) { return p->next == 0 ? hcl_peek(p) : &p->tokens[p->next - 1]; }

struct str hcl_token_text(const struct hcl_parser *p, const struct hcl_token *token)
{
    return (struct str){p->text.s + (token->start.offset - p->base), token->end.offset - token->start.offset};
}

bool hcl_token_is(const struct hcl_parser *p, const struct hcl_token *token, const char *word)
{
    return token->type == T_IDENT && str_is(hcl_token_text(p, token), word);
}

struct hcl_range hcl_token_range(const struct hcl_parser *p, const struct hcl_token *token)
{
    return (struct hcl_range){p->file, token->start, token->end};
}

struct hcl_range hcl_between(struct hcl_range a, struct hcl_range b) { return (struct hcl_range){a.file, a.start, b.end}; }

static void complain(struct hcl_parser *p, const struct error_code *code, struct hcl_range range, const char *format, va_list args)
{
    p->errors++;
    if (p->quiet) return;
    char text[512];
    vsnprintf(text, sizeof text, format, args);
    hcl_diag_add(p->diags, code, range, "%s", text);
}

void hcl_complain(struct hcl_parser *p, const struct error_code *code, struct hcl_range range, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    complain(p, code, range, format, args);
    va_end(args);
}

void hcl_complain_once(struct hcl_parser *p, const struct error_code *code, struct hcl_range range, const char *format, ...)
{
    if (p->recovery) return;
    va_list args;
    va_start(args, format);
    complain(p, code, range, format, args);
    va_end(args);
}

void hcl_advise(struct hcl_parser *p, size_t errors_before, const char *help)
{
    if (p->errors > errors_before && !p->quiet) hcl_diag_help(p->diags, "%s", help);
}

bool hcl_lost(const struct hcl_parser *p, size_t errors_before) { return p->recovery && p->errors > errors_before; }

enum hcl_token_type hcl_opposite(enum hcl_token_type type)
{
    static const enum hcl_token_type pairs[][2] = {{T_OBRACE, T_CBRACE}, {T_OBRACK, T_CBRACK}, {T_OPAREN, T_CPAREN}, {T_OQUOTE, T_CQUOTE}, {T_OHEREDOC, T_CHEREDOC}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        if (pairs[i][0] == type) return pairs[i][1];
        if (pairs[i][1] == type) return pairs[i][0];
    }
    if (type == T_SEQ_END) return T_INTERP;
    return type == T_INTERP || type == T_CONTROL ? T_SEQ_END : T_EOF;
}

const struct hcl_token *hcl_recover(struct hcl_parser *p, enum hcl_token_type end)
{
    enum hcl_token_type start = hcl_opposite(end);
    size_t nest = 0;
    p->recovery = true;
    for (;;) {
        const struct hcl_token *token = hcl_read(p);
        enum hcl_token_type type = end == T_SEQ_END && token->type == T_CONTROL ? T_INTERP : token->type;
        if (type == T_EOF) return token;
        if (type == start) nest++;
        else if (type == end && nest-- == 0) return token;
    }
}

void hcl_recover_item(struct hcl_parser *p)
{
    VEC(enum hcl_token_type) open = {0};
    p->recovery = true;
    for (;;) {
        const struct hcl_token *token = hcl_read(p);
        enum hcl_token_type type = token->type;
        if (type == T_EOF || (type == T_NEWLINE && open.len == 0)) return;
        if (type == T_OBRACE || type == T_OBRACK || type == T_OPAREN || type == T_OQUOTE || type == T_OHEREDOC || type == T_INTERP || type == T_CONTROL) {
            enum hcl_token_type *top = vec_push(p->scratch, &open);
            if (!top) return;
            *top = type == T_CONTROL ? T_INTERP : type;
        } else if (type == T_CBRACE || type == T_CBRACK || type == T_CPAREN || type == T_CQUOTE || type == T_CHEREDOC || type == T_SEQ_END) {
            while (open.len && open.items[open.len - 1] != hcl_opposite(type)) open.len--;
            if (open.len) open.len--;
        }
    }
}

bool hcl_descend(struct hcl_parser *p)
{
    if (p->depth++ < HCL_MAX_DEPTH) return true;
    hcl_complain(p, &HCL_ERR_DEPTH, hcl_token_range(p, hcl_peek(p)), "nested deeper than %d levels", HCL_MAX_DEPTH);
    p->recovery = p->quiet = true;
    return false;
}

enum hcl_syntax hcl_syntax_of(struct str name) { return str_has_suffix(name, STR(".json")) ? HCL_JSON : HCL_NATIVE; }

/* A parser over the tokens of `text`. False when memory is out or the text is too large. */
static bool start(struct hcl_parser *p, struct position at, enum hcl_scan_mode mode, bool keep_comments)
{
    if (p->text.len > HCL_MAX_FILE) {
        hcl_complain(p, &HCL_ERR_SIZE, (struct hcl_range){p->file, at, at}, "the file is larger than %u MiB", HCL_MAX_FILE >> 20);
        p->text.len = 0;
    }
    struct hcl_tokens tokens = {0};
    p->base = at.offset;
    if (!hcl_scan(p->scratch, p->unicode, p->text, at, mode, keep_comments ? p->file : NULL, p->values, &tokens)) return false;
    p->tokens = tokens.items;
    p->n = tokens.len;
    size_t before = p->diags ? p->diags->len + p->diags->dropped : 0;
    hcl_report_invalid(p->file, p->text, p->base, &tokens, p->diags);
    if (p->diags) p->errors += p->diags->len + p->diags->dropped - before;
    return true;
}

/* Too much for the scratch memory, though not for the caller's: a file of nothing but brackets. It is refused, and empty. */
static bool refuse(struct hcl_parser *p)
{
    struct position at = {1, 1, 0};
    hcl_complain(p, &HCL_ERR_SIZE, (struct hcl_range){p->file, at, at}, "the file has more parts than can be read");
    p->file->failed = true;
    p->file->comments.len = 0;
    p->file->body = arena_zero(p->arena, sizeof *p->file->body);
    return p->file->body != NULL;
}

static bool parse_native(struct hcl_parser *p)
{
    bool ok = start(p, (struct position){1, 1, 0}, HCL_SCAN_NORMAL, true);
    p->newlines = true;
    if (ok) p->file->body = hcl_parse_body(p, T_EOF);
    p->file->failed = p->errors > 0;
    if (ok && p->file->body && !p->out_of_memory) return true;
    return !p->arena->failed && !p->values->failed && p->scratch->failed && refuse(p);
}

struct hcl_file *hcl_parse_apart(struct arena *arena, struct arena *tree, struct str name, struct str text, enum hcl_syntax syntax, struct hcl_diags *diags)
{
    struct hcl_diags own = {.arena = arena};
    struct hcl_file *file = arena_zero(arena, sizeof *file);
    if (!file) return NULL;
    *file = (struct hcl_file){.name = name, .text = text, .syntax = syntax};
    struct hcl_unicode unicode = {0};
    bool ok = false;
    struct arena *scratch = arena_new(MAX_SCRATCH);
    if (scratch && syntax == HCL_JSON) {
        ok = hcl_json_parse(arena, &unicode, file, diags ? diags : &own);
    } else if (scratch) {
        struct hcl_parser p = {.arena = tree, .values = arena, .scratch = scratch, .unicode = &unicode, .file = file, .text = text, .diags = diags ? diags : &own};
        ok = parse_native(&p);
    }
    arena_free(scratch);
    hcl_unicode_free(&unicode);
    return ok ? file : NULL;
}

struct hcl_file *hcl_parse_file(struct arena *arena, struct str name, struct str text, enum hcl_syntax syntax, struct hcl_diags *diags)
{
    return hcl_parse_apart(arena, arena, name, text, syntax, diags);
}

const struct hcl_expr *hcl_parse_fragment(struct arena *arena, struct hcl_file *file, struct str text, struct position at, enum hcl_scan_mode mode,
                                          struct hcl_diags *diags)
{
    struct hcl_diags own = {.arena = arena};
    struct hcl_unicode unicode = {0};
    struct arena *scratch = arena_new(MAX_SCRATCH);
    const struct hcl_expr *expr = NULL;
    struct hcl_parser p = {.arena = arena, .values = arena, .scratch = scratch, .unicode = &unicode, .file = file, .text = text, .diags = diags ? diags : &own};
    if (scratch && start(&p, at, mode, false)) {
        struct hcl_range open = {file, p.tokens[0].start, p.tokens[0].start};
        expr = mode == HCL_SCAN_TEMPLATE ? hcl_parse_template_body(&p, open, T_EOF, false) : hcl_parse_expression(&p);
        const struct hcl_token *rest = hcl_peek(&p);
        if (mode == HCL_SCAN_NORMAL && rest->type != T_EOF)
            hcl_complain_once(&p, &HCL_ERR_SYNTAX, hcl_token_range(&p, rest), "the expression ends before '%.*s', which is left over",
                              (int)hcl_token_text(&p, rest).len, hcl_token_text(&p, rest).s);
        if (p.errors || p.out_of_memory) expr = NULL;
    }
    arena_free(scratch);
    hcl_unicode_free(&unicode);
    return expr;
}

static const struct hcl_expr *parse_text(struct arena *arena, struct str name, struct str text, const struct position *at, enum hcl_scan_mode mode,
                                         struct hcl_diags *diags)
{
    struct hcl_file *file = arena_zero(arena, sizeof *file);
    if (!file) return NULL;
    *file = (struct hcl_file){.name = name, .text = text};
    return hcl_parse_fragment(arena, file, text, at ? *at : (struct position){1, 1, 0}, mode, diags);
}

const struct hcl_expr *hcl_parse_expr(struct arena *arena, struct str name, struct str text, const struct position *at, struct hcl_diags *diags)
{
    return parse_text(arena, name, text, at, HCL_SCAN_NORMAL, diags);
}

const struct hcl_expr *hcl_parse_template(struct arena *arena, struct str name, struct str text, const struct position *at, struct hcl_diags *diags)
{
    return parse_text(arena, name, text, at, HCL_SCAN_TEMPLATE, diags);
}
