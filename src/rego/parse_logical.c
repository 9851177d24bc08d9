/* rego/parse_logical.c: `and`, `or` and `not { body }` (import future.keywords.and, .or, .not).
 *
 * Their operands are expressions or `{ bodies }`; parentheses group. What is hard is that `{` and `(` begin terms, too: an operand that begins
 * with a brace is a body, a value has to be put in parentheses, and where one was probably meant for the other the error says so. */
#include "rego/parser.h"

bool parser_is_not(struct parser *p)
{
    if (!parser_is(p, TOK_NOT)) return false;
    struct rego_token next = parser_peek(p);
    return next.space_before || (next.kind != TOK_DOT && next.kind != TOK_LBRACK);
}

void *parser_with_on_operand(struct parser *p, struct rego_location at, enum rego_token_kind op)
{
    parser_hint(p, "Wrap the operand in `(...)` or `{...}` to scope, or move `with` after the `%s` expression to apply it to the whole expression", rego_token_name(op));
    return parser_error(p, at, "`with` modifier is not allowed on operand of `%s`", rego_token_name(op));
}

void *parser_braced_value(struct parser *p, struct rego_location at, struct str text, enum rego_token_kind op)
{
    parser_hint(p, "wrap the operand to keep the value: `(%.*s) %s ...`", (int)(text.len > 200 ? 200 : text.len), text.s, rego_token_name(op));
    return parser_error(p, at, "operand of `%s` cannot begin with `{` unless the braces hold a body", rego_token_name(op));
}

/* A body whose first expression is a bare `a | b`: in braces it would read as a comprehension as well. */
static bool is_ambiguous_union(const struct parser *p, const struct rego_body *body)
{
    const struct rego_expr *e = body->items[0];
    return e->kind == REGO_EXPR_CALL && e->infix && rego_term_is_name(e->op, "or") && p->source->text.s[e->at.offset] != '(';
}

static void *ambiguous_union(struct parser *p, struct rego_location at, const char *prefix)
{
    struct str braces = parser_text(p, parser_span(p, at));
    int n = (int)(braces.len > 150 ? 150 : braces.len);
    parser_hint(p, "write `%s(%.*s)` for the comprehension, or put the union in parentheses within the braces", prefix, n, braces.s);
    return parser_error(p, at, "ambiguous `{ ... | ... }` operand: read as a body holding a set-union expression, not as a comprehension");
}

/* An operand that can never fail makes the operator pointless. */
static void check_void(struct parser *p, const struct rego_body *body, const char *op)
{
    for (size_t i = 0; i < body->len; i++) {
        const struct rego_expr *e = body->items[i];
        if (e->negated || e->kind != REGO_EXPR_CALL || !rego_term_is_name(e->op, "print")) return;
    }
    parser_hint(p, "`print` produces no value and always succeeds, so the operand can never fail; move it out of the operand, or add an expression that can fail");
    parser_error(p, body->items[0]->at, "operand of `%s` cannot consist only of calls to `print`", op);
}

static bool single(struct parser *p, struct rego_body *body, struct rego_expr *e)
{
    *body = (struct rego_body){0};
    struct rego_expr **slot = vec_push(p->arena, body);
    if (!slot) return parser_no_memory(p);
    *slot = e;
    return true;
}

struct rego_expr *parse_not_body(struct parser *p, struct rego_location at)
{
    struct rego_location brace = parser_at(p);
    struct parse_state s = p->s;
    parser_scan(p);
    bool empty = parser_is(p, TOK_RBRACE);
    struct rego_expr *e = parser_new_expr(p, REGO_EXPR_NOT, at);
    if (!e) return NULL;
    e->explicit_body = true;
    if (!parse_body(p, TOK_RBRACE, &e->body)) {
        if (empty) return NULL;
        struct parse_state failed = p->s;   /* does a value stand there? then say what is wrong with that */
        p->s = s;
        struct rego_term *value = parse_infix(p, true);
        if (!value) {
            p->s = failed;
            return NULL;
        }
        struct str text = parser_text(p, parser_span(p, brace));
        int n = (int)(text.len > 150 ? 150 : text.len);
        parser_hint(p, "write `not (%.*s)` to negate the value, or `not {%.*s}` for a body holding it", n, text.s, n, text.s);
        return parser_error(p, brace, "`{...}` in an operand position must contain expression(s)");
    }
    parser_scan(p);
    if (is_ambiguous_union(p, &e->body)) return ambiguous_union(p, brace, "not ");
    e->at = parser_span(p, at);
    return parser_measure_expr(p, e);
}

/* op TOK_ILLEGAL: only trying; the caller goes back. */
static bool parse_operand(struct parser *p, enum rego_token_kind op, struct parse_operand *out)
{
    struct rego_location at = parser_at(p);
    *out = (struct parse_operand){.at = at};
    if (parser_is(p, TOK_LBRACE)) {
        struct parse_state s = p->s;
        parser_scan(p);
        bool empty = parser_is(p, TOK_RBRACE);
        if (!parse_body(p, TOK_RBRACE, &out->body)) {
            if (empty || op == TOK_ILLEGAL) return false;
            struct parse_state failed = p->s;
            p->s = s;
            if (parse_infix(p, true)) return parser_braced_value(p, at, parser_text(p, parser_span(p, at)), op);
            p->s = failed;
            return false;
        }
        parser_scan(p);
        if (is_ambiguous_union(p, &out->body)) ambiguous_union(p, at, "");
        out->is_explicit = true;
        return true;
    }
    bool negated = parser_is_not(p);
    if (negated) parser_scan(p);
    struct rego_expr *e;
    if (negated && p->not_bodies && parser_is(p, TOK_LBRACE)) return (e = parse_not_body(p, at)) && single(p, &out->body, e);
    if (parser_is(p, TOK_LPAREN) && parser_logical(p) && (!negated || p->not_bodies)) {
        struct parse_operand group = {0};
        if (parse_logical_group(p, true, negated ? "not " : "", &group)) {
            if (!group.body.len) return false;
            if (!negated) {
                *out = group;
                return true;
            }
            if (!(e = parser_new_expr(p, REGO_EXPR_NOT, parser_span(p, at)))) return false;
            e->body = group.body;
            e->explicit_body = group.is_explicit;
            return parser_measure_expr(p, e) && single(p, &out->body, e);
        }
    }
    if (!(e = parse_expr(p))) return false;
    if (negated && p->not_bodies) {
        struct rego_expr *not = parser_new_expr(p, REGO_EXPR_NOT, parser_span(p, at));
        if (!not || !single(p, &not->body, e) || !parser_measure_expr(p, not)) return false;
        e = not;
    } else {
        e->negated = negated;
    }
    return single(p, &out->body, e);
}

static struct rego_expr *join(struct parser *p, enum rego_expr_kind kind, const struct parse_operand *left, const struct parse_operand *right)
{
    const char *name = kind == REGO_EXPR_AND ? "and" : "or";
    check_void(p, &left->body, name);
    check_void(p, &right->body, name);
    struct rego_expr *e = parser_new_expr(p, kind, parser_span(p, left->at));
    if (!e) return NULL;
    e->body = left->body;
    e->rhs = right->body;
    e->explicit_body = left->is_explicit;
    e->explicit_rhs = right->is_explicit;
    return parser_measure_expr(p, e);
}

static bool and_chain(struct parser *p, struct parse_operand *left)
{
    while (parser_is(p, TOK_LOGICAL_AND)) {
        struct parse_operand right;
        parser_scan(p);
        if (!parse_operand(p, TOK_LOGICAL_AND, &right)) return false;
        struct rego_expr *e = join(p, REGO_EXPR_AND, left, &right);
        *left = (struct parse_operand){.at = left->at};
        if (!e || !single(p, &left->body, e)) return false;
    }
    return true;
}

struct rego_expr *parse_logical_chain(struct parser *p, struct parse_operand left)
{
    if (!parser_enter(p)) return NULL;
    bool ok = and_chain(p, &left);
    while (ok && parser_is(p, TOK_LOGICAL_OR)) {
        struct parse_operand right;
        parser_scan(p);
        struct rego_expr *e = NULL;
        ok = parse_operand(p, TOK_LOGICAL_OR, &right) && and_chain(p, &right) && (e = join(p, REGO_EXPR_OR, &left, &right));
        left = (struct parse_operand){.at = left.at};
        ok = ok && single(p, &left.body, e);
    }
    parser_leave(p);
    return ok ? left.body.items[0] : NULL;
}

struct rego_expr *parse_logical_tail(struct parser *p, struct parse_operand operand)
{
    struct rego_expr *e = parser_at_logical(p) ? parse_logical_chain(p, operand) : operand.body.items[0];
    return e && parse_with(p, e) ? e : NULL;
}

bool parse_braced_operand(struct parser *p, struct rego_expr **out)
{
    struct parse_state s = p->s;
    struct parse_operand left = {.at = parser_at(p), .is_explicit = true};
    parser_scan(p);
    *out = NULL;
    if (parse_body(p, TOK_RBRACE, &left.body)) {
        parser_scan(p);
        if (parser_at_logical(p)) {
            if (is_ambiguous_union(p, &left.body)) ambiguous_union(p, left.at, "");
            else *out = parse_logical_tail(p, left);
            return true;
        }
    }
    p->s = s;
    return false;
}

static bool close_group(struct parser *p)
{
    if (!parser_is(p, TOK_RPAREN)) return parser_error(p, parser_at(p), "expected ) to close parenthesized group");
    parser_scan(p);
    return true;
}

static bool holds_operator(const struct rego_body *body)
{
    if (body->len != 1) return false;
    const struct rego_expr *e = body->items[0];
    return e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR || e->kind == REGO_EXPR_NOT || e->negated;
}

static bool group_at(struct parser *p, bool operand, const char *prefix, struct parse_operand *out)
{
    struct parse_state s = p->s;
    struct rego_location open = parser_at(p), with_at;
    struct parse_operand left;
    parser_scan(p);
    if (parser_is(p, TOK_RPAREN)) {
        if (operand) {
            parser_error(p, open, "empty parenthesized group");
            return true;
        }
        p->s = s;
        return false;
    }
    if (!parse_operand(p, TOK_ILLEGAL, &left)) {
        p->s = s;
        return false;
    }
    if (parser_at_logical(p)) {
        struct rego_expr *e = parse_logical_tail(p, left);
        if (e && close_group(p) && single(p, &out->body, e)) out->at = parser_span(p, open);
        return true;
    }
    if (parser_is(p, TOK_WITH) && !left.is_explicit && left.body.len == 1) {
        with_at = parser_at(p);
        if (!parse_with(p, left.body.items[0])) return true;
        if (parser_at_logical(p)) {
            parser_with_on_operand(p, with_at, p->s.token.kind);
            return true;
        }
        if (!close_group(p)) return true;
        if (operand || parser_at_logical(p)) {
            out->body = left.body;
            out->at = parser_span(p, open);
            return true;
        }
        p->s = s;
        return false;
    }
    if (left.is_explicit) {   /* `({ ... })` is a value in parentheses, or it is wrong */
        struct str braces = parser_text(p, parser_span(p, left.at));
        p->s = s;
        parser_scan(p);
        bool value = parse_term(p);
        p->s = s;
        if (value) return false;
        parser_hint(p, "drop the parens to keep the body: `%s%.*s`", prefix, (int)(braces.len > 150 ? 150 : braces.len), braces.s);
        parser_error(p, open, "`(...)` in an operand position cannot contain a body");
        return true;
    }
    if (holds_operator(&left.body)) {
        if (close_group(p)) {
            out->body = left.body;
            out->at = parser_span(p, open);
        }
        return true;
    }
    p->s = s;
    return false;
}

bool parse_logical_group(struct parser *p, bool operand, const char *prefix, struct parse_operand *out)
{
    *out = (struct parse_operand){0};
    if (!parser_enter(p)) return true;
    bool committed = group_at(p, operand, prefix, out);
    parser_leave(p);
    return committed;
}
