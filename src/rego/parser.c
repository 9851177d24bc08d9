/* rego/parser.c: the parser's common ground: tokens, errors, new nodes. See parser.h. */
#include "rego/parser.h"

#include <stdio.h>

#define SCANS_PER_BYTE 64     /* reading a real policy takes two to five tokens' time per token; only nested failed attempts take more */

bool parser_init(struct parser *p, struct arena *arena, const struct rego_source *source, enum rego_syntax syntax, unsigned keywords)
{
    *p = (struct parser){.arena = arena, .source = source, .syntax = syntax};
    p->s.lexer = rego_lexer_new(source->text);
    p->s.lexer.keywords = keywords | (syntax == REGO_SYNTAX_V1 ? REGO_KW_V1 : 0);
    p->not_bodies = keywords & REGO_KW_NOT;
    p->max_scans = source->text.len * SCANS_PER_BYTE + 10000;
    size_t buckets = 64;
    while (buckets < source->text.len / 8 && buckets < ((size_t)1 << 20)) buckets *= 2;
    p->memo_mask = buckets - 1;
    p->memos = arena_zero(arena, buckets * sizeof(struct parse_memo *));
    if (!p->memos) {
        p->no_memory = true;
        return false;
    }
    parser_scan(p);
    return !p->no_memory;
}

void *parser_no_memory(struct parser *p)
{
    p->no_memory = true;
    return NULL;
}

static struct rego_location at_token(const struct parser *p, const struct rego_token *token)
{
    return (struct rego_location){p->source, token->row, token->col, token->offset, token->end - token->offset};
}

struct rego_location parser_at(const struct parser *p) { return at_token(p, &p->s.token); }

struct rego_location parser_span(const struct parser *p, struct rego_location from)
{
    from.length = p->s.last_end > from.offset ? p->s.last_end - from.offset : 0;
    return from;
}

struct str parser_text(const struct parser *p, struct rego_location at) { return (struct str){p->source->text.s + at.offset, at.length}; }
struct str parser_token_text(const struct parser *p) { return parser_text(p, parser_at(p)); }
struct str rego_term_text(const struct rego_term *term) { return (struct str){term->at.source->text.s + term->at.offset, term->at.length}; }

static void keep_comment(struct parser *p, const struct rego_token *token)
{
    struct parse_comment *c = arena_alloc(p->arena, sizeof *c);
    if (!c) {
        p->no_memory = true;
        return;
    }
    struct rego_location at = at_token(p, token);
    struct str text = {p->source->text.s + at.offset + 1, at.length - 1};
    while (text.len && text.s[text.len - 1] == '\r') text.len--;
    *c = (struct parse_comment){p->s.comments, {at, text}};
    p->s.comments = c;
}

void parser_scan(struct parser *p)
{
    bool space = false, newline = false;
    p->s.last_end = p->s.token.end;
    for (;;) {
        p->s.token = rego_lex(&p->s.lexer);
        if (++p->scans > p->max_scans && p->s.token.kind != TOK_EOF) {
            parser_error(p, parser_at(p), "the text is too complex: reading it takes too many attempts");
            p->s.token.kind = TOK_EOF;
        }
        if (p->s.token.kind != TOK_COMMENT) break;
        keep_comment(p, &p->s.token);
        space = true;
        newline |= p->s.token.newline_before;
    }
    p->s.token.space_before |= space;
    p->s.token.newline_before |= newline;
    if (p->s.token.wrong) parser_error(p, parser_at(p), "%s", p->s.token.wrong);
}

struct rego_token parser_peek(const struct parser *p)
{
    struct rego_lexer lexer = p->s.lexer;
    struct rego_token token;
    bool space = false;
    do {
        token = rego_lex(&lexer);
        space |= token.space_before || token.kind == TOK_COMMENT;
    } while (token.kind == TOK_COMMENT);
    token.space_before = space;
    return token;
}

void *parser_error(struct parser *p, struct rego_location at, const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n >= sizeof message ? sizeof message - 1 : (size_t)n;
    size_t hints = 0;
    for (const struct parse_hint *h = p->s.hints; h; h = h->before) hints++;
    for (const struct parse_hint *h = p->s.hints; h && len < sizeof message; h = h->before) {
        n = snprintf(message + len, sizeof message - len, "%s%s%s", h == p->s.hints ? (hints > 1 ? " (hints: " : " (hint: ") : ", ", h->text, h->before ? "" : ")");
        if (n > 0) len += (size_t)n;
    }
    p->s.hints = NULL;
    struct parse_error *e = arena_alloc(p->arena, sizeof *e);
    char *text = arena_strdup(p->arena, message);
    if (!e || !text) return parser_no_memory(p);
    *e = (struct parse_error){p->s.errors, at, text};
    p->s.errors = e;
    return NULL;
}

void *parser_illegal(struct parser *p, const char *note, ...)
{
    if (p->s.token.wrong) return NULL;   /* said when it was read */
    if (parser_is(p, TOK_ILLEGAL)) return parser_error(p, parser_at(p), "illegal token");
    const char *what = rego_token_is_keyword(p->s.token.kind) ? "keyword" : "token", *name = rego_token_name(p->s.token.kind);
    if (!note) return parser_error(p, parser_at(p), "unexpected %s %s", name, what);
    char text[512];
    va_list args;
    va_start(args, note);
    vsnprintf(text, sizeof text, note, args);
    va_end(args);
    return parser_error(p, parser_at(p), "unexpected %s %s: %s", name, what, text);
}

void parser_hint(struct parser *p, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct parse_hint *h = arena_alloc(p->arena, sizeof *h);
    char *copy = arena_strdup(p->arena, text);
    if (!h || !copy) {
        p->no_memory = true;
        return;
    }
    *h = (struct parse_hint){p->s.hints, copy};
    p->s.hints = h;
}

static void *too_deep(struct parser *p, struct rego_location at)
{
    return parser_error(p, at, "max parsing recursion depth exceeded: terms and bodies are nested more than %d deep", REGO_MAX_DEPTH);
}

bool parser_enter(struct parser *p)
{
    if (p->no_memory) return false;
    if (p->depth >= REGO_MAX_DEPTH) return too_deep(p, parser_at(p));
    p->depth++;
    return true;
}

bool parser_keyword_in_ref(const struct parser *p, enum rego_token_kind kind)
{
    (void)p;   /* a token is of a keyword's kind only where that keyword is on */
    return rego_token_is_keyword(kind);
}

bool parser_keyword_as_name(struct parser *p)
{
    if (!parser_keyword_in_ref(p, p->s.token.kind)) return false;
    struct rego_token next = parser_peek(p);
    if (next.space_before || (next.kind != TOK_DOT && next.kind != TOK_LBRACK)) return false;
    p->s.token.kind = TOK_IDENT;
    return true;
}

struct rego_term *parser_new_term(struct parser *p, enum rego_term_kind kind, struct rego_location at)
{
    struct rego_term *t = arena_zero(p->arena, sizeof *t);
    if (!t) return parser_no_memory(p);
    t->kind = kind;
    t->at = at;
    if (kind == REGO_VAR) t->var.slot = REGO_NO_SLOT;
    return t;
}

struct rego_expr *parser_new_expr(struct parser *p, enum rego_expr_kind kind, struct rego_location at)
{
    struct rego_expr *e = arena_zero(p->arena, sizeof *e);
    if (!e) return parser_no_memory(p);
    e->kind = kind;
    e->at = at;
    return e;
}

bool parser_push(struct parser *p, struct rego_terms *list, struct rego_term *term)
{
    struct rego_term **slot = vec_push(p->arena, list);
    if (!slot) return parser_no_memory(p);
    *slot = term;
    return true;
}

static void raise_to(uint32_t *height, const struct rego_term *t)
{
    if (t && t->height + 1 > *height) *height = t->height + 1;
}

static void raise_to_all(uint32_t *height, const struct rego_terms *list)
{
    for (size_t i = 0; i < list->len; i++) raise_to(height, list->items[i]);
}

static void raise_to_body(uint32_t *height, const struct rego_body *body)
{
    for (size_t i = 0; i < body->len; i++)
        if (body->items[i]->height + 1 > *height) *height = body->items[i]->height + 1;
}

struct rego_term *parser_measure(struct parser *p, struct rego_term *t)
{
    uint32_t height = 0;
    switch (t->kind) {
    case REGO_CONST: case REGO_VAR: break;
    case REGO_REF: raise_to_all(&height, &t->ref.items); break;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT: raise_to_all(&height, &t->list); break;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR:
        raise_to(&height, t->compr.key);
        raise_to(&height, t->compr.value);
        raise_to_body(&height, &t->compr.body);
        break;
    case REGO_CALL:
        raise_to(&height, t->call.op);
        raise_to_all(&height, &t->call.args);
        break;
    case REGO_TEMPLATE: raise_to_all(&height, &t->template.parts); break;
    }
    t->height = height;
    return height > REGO_MAX_DEPTH ? too_deep(p, t->at) : t;
}

struct rego_expr *parser_measure_expr(struct parser *p, struct rego_expr *e)
{
    uint32_t height = 0;
    raise_to(&height, e->term);
    raise_to(&height, e->left);
    raise_to(&height, e->right);
    raise_to(&height, e->op);
    raise_to_all(&height, &e->args);
    raise_to(&height, e->domain);
    raise_to_body(&height, &e->body);
    raise_to_body(&height, &e->rhs);
    for (size_t i = 0; i < e->with.len; i++) {
        raise_to(&height, e->with.items[i]->target);
        raise_to(&height, e->with.items[i]->value);
    }
    e->height = height;
    return height > REGO_MAX_DEPTH ? too_deep(p, e->at) : e;
}

bool rego_term_is_name(const struct rego_term *term, const char *name)
{
    if (term->kind == REGO_REF && term->ref.items.len == 1) term = term->ref.items.items[0];
    return term->kind == REGO_VAR && str_is(term->var.name, name);
}

bool rego_issue_add(struct arena *arena, struct rego_issues *issues, const struct error_code *code, struct rego_location at, const char *format, ...)
{
    size_t max = issues->max ? issues->max : 10;
    if (issues->len >= max) {
        issues->dropped++;
        return false;
    }
    struct error *e = vec_push(arena, issues);
    if (!e) return false;   /* the arena says that it has failed */
    va_list args;
    va_start(args, format);
    char message[sizeof e->message];
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    error_at(e, code, (struct position){at.row, at.col, at.offset}, "%s", message);
    if (at.source) error_in_file(e, at.source->file);
    return false;
}

static int compare_issues(const struct error *a, const struct error *b)
{
    int by_file = strcmp(a->file, b->file);
    if (by_file) return by_file;
    if (a->at.line != b->at.line) return a->at.line < b->at.line ? -1 : 1;
    if (a->at.column != b->at.column) return a->at.column < b->at.column ? -1 : 1;
    return strcmp(a->message, b->message);
}

void rego_issues_sort(struct rego_issues *issues)
{
    for (size_t i = 1; i < issues->len; i++)   /* insertion: there are ten */
        for (size_t k = i; k > 0 && compare_issues(&issues->items[k - 1], &issues->items[k]) > 0; k--) {
            struct error e = issues->items[k];
            issues->items[k] = issues->items[k - 1];
            issues->items[k - 1] = e;
        }
    size_t kept = 0;
    for (size_t i = 0; i < issues->len; i++)
        if (i == 0 || compare_issues(&issues->items[kept - 1], &issues->items[i])) issues->items[kept++] = issues->items[i];
    issues->len = kept;
}
