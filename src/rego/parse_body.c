/* rego/parse_body.c: bodies and their expressions: `some`, `every`, `not`, `with`, unification and assignment. */
#include "rego/parser.h"

static bool is_member(const struct rego_term *t, size_t operands)
{
    if (t->kind != REGO_CALL || t->call.op->kind != REGO_REF || t->call.args.len != operands) return false;
    const struct rego_terms *items = &t->call.op->ref.items;
    return items->len == 2 && rego_term_is_name(items->items[0], "internal") && items->items[1]->kind == REGO_CONST &&
           value_is_string(items->items[1]->constant) && str_is(value_str(items->items[1]->constant), operands == 2 ? "member_2" : "member_3");
}

/* The parser as it would be with every future keyword on, to find out whether a missing import is the trouble. */
static struct rego_term *infix_of_the_future(struct parser *p)
{
    struct parser future = *p;
    future.s.lexer.keywords |= REGO_KW_ALL;
    future.s.lexer.offset = p->s.token.offset;
    future.s.lexer.row = p->s.token.row;
    future.s.lexer.col = p->s.token.col;
    struct parse_memo *none[1] = {NULL};
    future.memos = none;
    future.memo_mask = 0;
    parser_scan(&future);
    struct rego_term *t = parse_infix(&future, true);
    p->scans = future.scans;
    p->no_memory |= future.no_memory;
    return t;
}

static void hint_missing_keyword(struct parser *p)
{
    if (p->s.hints) return;
    if (parser_is(p, TOK_IDENT)) {
        struct str word = parser_token_text(p);
        static const struct { const char *keyword, *example; } infix[] = {{"in", "x in xs"}, {"and", "x and y"}, {"or", "x or y"}};
        for (size_t i = 0; i < COUNT_OF(infix); i++)
            if (str_is(word, infix[i].keyword)) parser_hint(p, "`import future.keywords.%s` for `%s` expressions", infix[i].keyword, infix[i].example);
    } else if (parser_is(p, TOK_COMMA)) {
        struct parse_state s = p->s;
        parser_scan(p);
        struct rego_term *t = infix_of_the_future(p);
        p->s = s;
        if (t && (is_member(t, 2) || is_member(t, 3))) parser_hint(p, "`import future.keywords.in` for `x in xs` expressions");
    }
}

bool parse_query(struct parser *p, bool semi, enum rego_token_kind end, struct rego_body *out)
{
    if (parser_is(p, end)) return parser_error(p, parser_at(p), "found empty body");
    for (;;) {
        struct rego_expr *e = parse_literal(p);
        if (!e) return false;
        struct rego_expr **slot = vec_push(p->arena, out);
        if (!slot) return parser_no_memory(p);
        e->index = out->len - 1;
        *slot = e;
        if (parser_is(p, TOK_SEMICOLON)) {
            parser_scan(p);
            continue;
        }
        if (parser_is(p, end) || semi) return true;
        if (p->s.token.newline_before) continue;
        if (!p->s.errors) {
            hint_missing_keyword(p);
            parser_illegal(p, "expected \\n or ; or %s", rego_token_name(end));
        }
        return false;
    }
}

bool parse_body(struct parser *p, enum rego_token_kind end, struct rego_body *out)
{
    if (!parser_enter(p)) return false;
    bool ok = parse_query(p, false, end, out);
    parser_leave(p);
    return ok;
}

bool parse_with(struct parser *p, struct rego_expr *expr)
{
    while (parser_is(p, TOK_WITH)) {
        struct rego_location at = parser_at(p);
        struct rego_with *w = arena_zero(p->arena, sizeof *w), **slot = vec_push(p->arena, &expr->with);
        if (!w || !slot) return parser_no_memory(p);
        *slot = w;
        parser_scan(p);
        if (!parser_is(p, TOK_IDENT)) return parser_illegal(p, "expected ident");
        if (!(w->target = parse_term(p))) return false;
        if (w->target->kind != REGO_REF && w->target->kind != REGO_VAR) return parser_illegal(p, "expected with target path");
        if (!parser_is(p, TOK_AS)) return parser_illegal(p, "expected as keyword");
        parser_scan(p);
        if (!(w->value = parse_infix(p, true))) return false;
        w->at = parser_span(p, at);
    }
    return parser_measure_expr(p, expr);
}

static struct rego_expr *some_names(struct parser *p, struct rego_expr *e)
{
    do {
        parser_scan(p);
        if (!parser_is(p, TOK_IDENT)) return parser_illegal(p, "expected var");
        struct rego_term *v = parse_var(p);
        if (!v || !parser_push(p, &e->args, v)) return NULL;
        parser_scan(p);
    } while (parser_is(p, TOK_COMMA));
    return e;
}

static struct rego_expr *parse_some(struct parser *p)
{
    struct rego_expr *e = parser_new_expr(p, REGO_EXPR_SOME, parser_at(p));
    if (!e) return NULL;
    struct parse_state s = p->s;
    parser_scan(p);
    struct rego_term *t = parse_infix(p, true);
    if (t && t->kind == REGO_CALL) {
        if (!is_member(t, 2) && !is_member(t, 3)) return parser_illegal(p, "expected `x in xs` or `x, y in xs` expression");
        e->is_in = true;
        e->args = t->call.args;
        return parse_with(p, e) ? e : NULL;
    }
    p->s = s;
    if (p->syntax == REGO_SYNTAX_V0 && !(p->s.lexer.keywords & REGO_KW_IN)) {
        parser_scan(p);
        t = infix_of_the_future(p);
        p->s = s;
        if (t && (is_member(t, 2) || is_member(t, 3))) parser_hint(p, "`import future.keywords.in` for `some x in xs` expressions");
    }
    return some_names(p, e);
}

static struct rego_expr *parse_every(struct parser *p)
{
    struct rego_expr *e = parser_new_expr(p, REGO_EXPR_EVERY, parser_at(p));
    if (!e) return NULL;
    parser_scan(p);
    struct rego_term *t = parse_infix(p, true);
    if (!t) return NULL;
    if (!is_member(t, 2) && !is_member(t, 3)) return parser_illegal(p, "expected `x[, y] in xs { ... }` expression");
    size_t n = t->call.args.len;
    e->key = n == 3 ? t->call.args.items[0] : NULL;
    e->value = t->call.args.items[n - 2];
    e->domain = t->call.args.items[n - 1];
    if (e->key && e->key->kind != REGO_VAR) return parser_illegal(p, "expected key to be a variable");
    if (e->value->kind != REGO_VAR) return parser_illegal(p, "expected value to be a variable");
    if (!parser_is(p, TOK_LBRACE)) return parser_illegal(p, "missing body");
    parser_scan(p);
    if (!parse_body(p, TOK_RBRACE, &e->body)) return NULL;
    parser_scan(p);
    return parse_with(p, e) ? e : NULL;
}

struct rego_expr *parse_expr(struct parser *p)
{
    struct rego_location at = parser_at(p);
    struct rego_term *left = parse_infix(p, true);
    if (!left) return NULL;
    struct rego_expr *e;
    if (parser_is(p, TOK_ASSIGN) || parser_is(p, TOK_UNIFY)) {
        if (!(e = parser_new_expr(p, parser_is(p, TOK_ASSIGN) ? REGO_EXPR_ASSIGN : REGO_EXPR_UNIFY, at))) return NULL;
        parser_scan(p);
        e->left = left;
        if (!(e->right = parse_infix(p, true))) return NULL;
    } else if (left->kind == REGO_CALL) {
        if (!(e = parser_new_expr(p, REGO_EXPR_CALL, at))) return NULL;
        e->op = left->call.op;
        e->args = left->call.args;
        e->infix = left->call.infix;
    } else {
        if (!(e = parser_new_expr(p, REGO_EXPR_TERM, at))) return NULL;
        e->term = left;
    }
    e->at = parser_span(p, at);
    return parser_measure_expr(p, e);
}

/* `every x in xs { ... }` where `every` is only a name yet. */
static void hint_every(struct parser *p, const struct rego_expr *e)
{
    if (p->syntax != REGO_SYNTAX_V0 || (p->s.lexer.keywords & REGO_KW_EVERY) || e->kind != REGO_EXPR_TERM || !rego_term_is_name(e->term, "every")) return;
    if (parser_is(p, TOK_IDENT)) parser_hint(p, "`import future.keywords.every` for `every x in xs { ... }` expressions");
}

static struct rego_expr *literal_expr(struct parser *p, bool negated, struct rego_location not_at)
{
    struct rego_location at = parser_at(p), with_at = {0};
    if (negated && p->not_bodies && parser_is(p, TOK_LPAREN)) {
        struct parse_operand group = {0};
        if (parse_logical_group(p, true, "not ", &group)) {
            if (!group.body.len) return NULL;
            struct rego_expr *e = parser_new_expr(p, REGO_EXPR_NOT, parser_span(p, not_at)), **slot;
            if (!e) return NULL;
            e->body = group.body;
            e->explicit_body = group.is_explicit;
            struct parse_operand operand = {.at = e->at};
            if (!parser_measure_expr(p, e) || !(slot = vec_push(p->arena, &operand.body))) return NULL;
            *slot = e;
            return parse_logical_tail(p, operand);
        }
    }
    struct rego_expr *e = parse_expr(p);
    if (!e) return NULL;
    if (parser_is(p, TOK_WITH)) {
        with_at = parser_at(p);
        if (!parse_with(p, e)) return NULL;
    }
    hint_every(p, e);
    if (negated && p->not_bodies) {
        struct rego_expr *not = parser_new_expr(p, REGO_EXPR_NOT, parser_span(p, not_at)), **slot;
        if (!not || !(slot = vec_push(p->arena, &not->body))) return NULL;
        *slot = e;
        memcpy(&not->with, &e->with, sizeof not->with);   /* a `with` belongs to the whole */
        memset(&e->with, 0, sizeof e->with);
        if (!parser_measure_expr(p, not)) return NULL;
        e = not;
    } else {
        e->negated = negated;
    }
    if (!parser_at_logical(p)) return e;
    if (with_at.row) return parser_with_on_operand(p, with_at, p->s.token.kind);
    if (!negated && p->source->text.s[at.offset] == '{') {
        if (e->kind == REGO_EXPR_TERM && e->term->kind == REGO_OBJECT && !e->term->list.len) return parser_error(p, e->at, "found empty body");
        return parser_braced_value(p, at, parser_text(p, e->at), p->s.token.kind);
    }
    struct parse_operand left = {.at = e->at};
    struct rego_expr **slot = vec_push(p->arena, &left.body);
    if (!slot) return parser_no_memory(p);
    *slot = e;
    return parse_logical_tail(p, left);
}

static struct rego_expr *parse_literal_at(struct parser *p)
{
    struct rego_location not_at = parser_at(p);
    struct rego_expr *e;
    if (parser_is(p, TOK_LBRACE) && parser_logical(p) && parse_braced_operand(p, &e)) return e;
    if (parser_is(p, TOK_LPAREN) && parser_logical(p)) {
        struct parse_operand group = {0};
        if (parse_logical_group(p, false, "", &group)) return group.body.len ? parse_logical_tail(p, group) : NULL;
    }
    if (parser_keyword_as_name(p)) return literal_expr(p, false, not_at);
    bool negated = parser_is_not(p);
    if (negated) parser_scan(p);
    if (negated && p->not_bodies && parser_is(p, TOK_LBRACE)) {
        struct parse_operand operand = {.at = not_at};
        struct rego_expr **slot = (e = parse_not_body(p, not_at)) ? vec_push(p->arena, &operand.body) : NULL;
        if (!slot) return NULL;
        *slot = e;
        return parse_logical_tail(p, operand);
    }
    if (parser_is(p, TOK_SOME) || parser_is(p, TOK_EVERY)) {
        if (negated) return parser_illegal(p, "illegal negation of '%s'", rego_token_name(p->s.token.kind));
        return parser_is(p, TOK_SOME) ? parse_some(p) : parse_every(p);
    }
    return literal_expr(p, negated, not_at);
}

struct rego_expr *parse_literal(struct parser *p)
{
    struct rego_location at = parser_at(p);
    struct rego_expr *e = parse_literal_at(p);
    if (!e) return NULL;
    e->at = parser_span(p, at);
    if (e->kind == REGO_EXPR_NOT && !e->explicit_body)
        for (size_t i = 0; i < e->body.len; i++) e->body.items[i]->at = e->at;
    return parser_measure_expr(p, e);
}
