/* rego/parse_term.c: terms: scalars, collections, comprehensions, references, calls and the operators between them. */
#include "base/utf8.h"
#include "rego/ast_copy.h"
#include "rego/parser.h"

/* --- scalars --- */

static struct rego_term *constant(struct parser *p, struct value v, struct rego_location at)
{
    if (value_is_none(v)) return parser_no_memory(p);
    struct rego_term *t = parser_new_term(p, REGO_CONST, at);
    if (t) t->constant = v;
    return t;
}

/* [-] [.] NUMBER, the current token the first of these. */
static struct rego_term *parse_number(struct parser *p)
{
    struct rego_location at = parser_at(p);
    bool minus = parser_is(p, TOK_SUB), point;
    if (minus) {
        parser_scan(p);
        if (!parser_is(p, TOK_NUMBER) && !parser_is(p, TOK_DOT)) return parser_illegal(p, "expected number");
    }
    point = parser_is(p, TOK_DOT);
    if (point) {
        parser_scan(p);
        if (!parser_is(p, TOK_NUMBER)) return parser_illegal(p, "expected number");
    }
    struct str digits = parser_token_text(p);
    if (!point && digits.len > 1 && digits.s[0] == '0' && digits.s[1] != '.' && !(digits.len > 2 && (digits.s[1] | 32) == 'e'))
        return parser_illegal(p, "expected number without leading zero");
    if (point && memchr(digits.s, '.', digits.len)) return parser_illegal(p, "invalid float");
    char *text = arena_printf(p->arena, "%s%s%.*s", minus ? "-" : "", point ? "0." : "", (int)digits.len, digits.s);
    if (!text) return parser_no_memory(p);
    if (value_number_is_extreme(str_of(text))) return parser_error(p, at, "number too big");
    at.length = p->s.token.end - at.offset;
    return constant(p, value_number(p->arena, str_of(text)), at);
}

static int hex4(const char *s, size_t len)
{
    int v = 0;
    if (len < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(s[i]);
        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

/* One escape at s[1..]; writes UTF-8, answers the bytes used after the backslash, 0 when it is none. */
static size_t unescape_one(const char *s, size_t len, bool template, char *out, size_t *n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (len == 0) return 0;
    const char *known = memchr(from, s[0], sizeof from - 1);
    if (known || (template && s[0] == '{')) {
        *out = known ? to[known - from] : '{';
        *n = 1;
        return 1;
    }
    if (s[0] != 'u') return 0;
    int high = hex4(s + 1, len - 1), low;
    if (high < 0) return 0;
    if (high >= 0xD800 && high < 0xDC00 && len >= 11 && s[5] == '\\' && s[6] == 'u' && (low = hex4(s + 7, len - 7)) >= 0xDC00 && low < 0xE000) {
        *n = utf8_encode(0x10000 + (((uint32_t)high - 0xD800) << 10) + ((uint32_t)low - 0xDC00), out);
        return 11;
    }
    *n = utf8_encode((uint32_t)high, out);   /* half a surrogate pair becomes U+FFFD */
    return 5;
}

bool parse_unescape(struct parser *p, struct str inner, bool template, struct value *out)
{
    if (!inner.len || !memchr(inner.s, '\\', inner.len)) {
        *out = value_string(p->arena, inner);
        return true;
    }
    char *text = arena_alloc(p->arena, inner.len * 2 + 4);
    if (!text) {
        *out = VALUE_NONE;
        return true;
    }
    size_t len = 0;
    for (size_t i = 0; i < inner.len;) {
        if ((unsigned char)inner.s[i] < 0x20) return false;   /* JSON's rule; without an escape anything goes */
        if (inner.s[i] != '\\') {
            text[len++] = inner.s[i++];
            continue;
        }
        size_t n = 0, used = unescape_one(inner.s + i + 1, inner.len - i - 1, template, text + len, &n);
        if (!used) return false;
        len += n;
        i += used + 1;
    }
    *out = value_string(p->arena, (struct str){text, len});
    return true;
}

static struct rego_term *parse_string(struct parser *p)
{
    struct str text = parser_token_text(p), inner = {text.s + 1, text.len - 2};
    struct value v;
    if (parser_is(p, TOK_RAW_STRING)) v = value_string(p->arena, inner);
    else if (!parse_unescape(p, inner, false, &v)) return parser_error(p, parser_at(p), "illegal string literal: %.*s", (int)(text.len > 200 ? 200 : text.len), text.s);
    return constant(p, v, parser_at(p));
}

struct rego_term *parse_var(struct parser *p)
{
    struct rego_term *t = parser_new_term(p, REGO_VAR, parser_at(p));
    if (!t) return NULL;
    t->var.name = parser_token_text(p);
    if (str_is(t->var.name, "_")) {
        t->var.name = str_of(arena_printf(p->arena, "$%u", p->wildcards++));
        if (!t->var.name.s) return parser_no_memory(p);
    }
    return t;
}

/* --- template strings --- */

static struct rego_term *template_part(struct parser *p)
{
    struct rego_location at = parser_at(p);
    struct rego_expr *e = parse_literal(p);
    if (!e) return p->s.errors ? NULL : parser_error(p, parser_at(p), "invalid template-string expression");
    const char *wrong = NULL;
    if (e->negated || e->kind == REGO_EXPR_NOT) wrong = "negation ('not')";
    else if (e->kind == REGO_EXPR_UNIFY) wrong = "unification ('=')";
    else if (e->kind == REGO_EXPR_ASSIGN) wrong = "assignment (':=')";
    else if (e->kind == REGO_EXPR_EVERY) wrong = "'every'";
    else if (e->kind == REGO_EXPR_SOME) wrong = "'some'";
    if (wrong) return parser_error(p, e->at, "unexpected %s in template-string expression", wrong);
    if (e->kind == REGO_EXPR_TERM && !e->with.len) return e->term;
    /* A set of what the expression takes, as the checks want it anyway: it may be undefined, and may carry `with`. */
    struct rego_term *t = parser_new_term(p, REGO_SET_COMPR, parser_span(p, at)), *v = NULL;
    if (!t) return NULL;
    if (e->kind == REGO_EXPR_CALL && !e->with.len) {
        v = parser_new_term(p, REGO_CALL, e->at);
        if (!v) return NULL;
        v->call.op = e->op;
        v->call.args = e->args;
        v->call.infix = e->infix;
        return parser_measure(p, v);
    }
    if (e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR) {   /* true when it holds */
        if (!(v = constant(p, VALUE_TRUE, e->at))) return NULL;
    } else {
        struct rego_expr *unify = parser_new_expr(p, REGO_EXPR_UNIFY, e->at);
        v = parser_new_term(p, REGO_VAR, e->at);
        if (!unify || !v) return NULL;
        v->var.name = str_of(arena_printf(p->arena, "$%u", p->wildcards++));
        unify->left = v;
        unify->right = e->term;
        if (e->kind == REGO_EXPR_CALL) {
            struct rego_term *call = parser_new_term(p, REGO_CALL, e->at);
            if (!call) return NULL;
            call->call.op = e->op;
            call->call.args = e->args;
            call->call.infix = e->infix;
            unify->right = call;
            if (!parser_measure(p, call)) return NULL;
        }
        unify->with.items = e->with.items;
        unify->with.len = unify->with.cap = e->with.len;
        if (!parser_measure_expr(p, unify)) return NULL;
        e = unify;
    }
    struct rego_expr **slot = vec_push(p->arena, &t->compr.body);
    if (!slot) return parser_no_memory(p);
    *slot = e;
    if (!(t->compr.value = rego_copy_term(p->arena, v))) return parser_no_memory(p);
    t->compr.closed = true;
    return parser_measure(p, t);
}

struct rego_term *parse_template(struct parser *p, bool raw)
{
    struct rego_location at = parser_at(p);
    if (p->syntax == REGO_SYNTAX_V0) return parser_error(p, at, "template strings are not supported in Rego v0");
    struct rego_term *t = parser_new_term(p, REGO_TEMPLATE, at);
    if (!t) return NULL;
    t->template.raw = raw;
    size_t skip = 2;   /* $" */
    for (;;) {
        struct str text = parser_token_text(p);
        struct str inner = {text.s + skip, text.len - skip - 1};
        struct value v;
        if (!raw && !parse_unescape(p, inner, true, &v)) return parser_error(p, parser_at(p), "illegal template-string part: %.*s", (int)(text.len > 200 ? 200 : text.len), text.s);
        if (raw) {   /* only \{ is an escape */
            char *copy = arena_alloc(p->arena, inner.len + 1);
            size_t n = 0;
            if (!copy) return parser_no_memory(p);
            for (size_t i = 0; i < inner.len; i++)
                if (inner.s[i] != '\\' || i + 1 >= inner.len || inner.s[i + 1] != '{') copy[n++] = inner.s[i];
            v = value_string(p->arena, (struct str){copy, n});
        }
        struct rego_location here = parser_at(p);
        if (inner.len) {
            struct rego_term *part = constant(p, v, here);
            if (!part || !parser_push(p, &t->template.parts, part)) return NULL;
        }
        if (parser_is(p, TOK_TEMPLATE_END) || parser_is(p, TOK_RAW_TEMPLATE_END)) break;
        parser_scan(p);
        struct rego_term *part = template_part(p);
        if (!part || !parser_push(p, &t->template.parts, part)) return NULL;
        if (!parser_is(p, TOK_RBRACE)) return parser_error(p, parser_at(p), "expected } to end template string expression");
        p->s.last_end = p->s.token.end;
        p->s.token = rego_lex_template(&p->s.lexer, raw);
        if (p->s.token.wrong) return parser_error(p, parser_at(p), "%s", p->s.token.wrong);
        skip = 0;
    }
    t->at.length = p->s.token.end - at.offset;
    return parser_measure(p, t);
}

/* --- collections --- */

bool parse_terms(struct parser *p, enum rego_token_kind end, struct rego_terms *list)
{
    while (!parser_is(p, end)) {
        struct rego_term *t = parse_infix(p, false);
        if (!t || !parser_push(p, list, t)) return false;
        if (parser_is(p, end)) return true;
        if (!parser_is(p, TOK_COMMA)) return parser_illegal(p, "expected \",\" or \"%s\"", rego_token_name(end));
        parser_scan(p);
    }
    return true;
}

static bool parse_pairs(struct parser *p, struct rego_terms *list)
{
    while (!parser_is(p, TOK_RBRACE)) {
        struct rego_term *k = parse_infix(p, false), *v;
        if (!k) return false;
        if (!parser_is(p, TOK_COLON)) return parser_illegal(p, "expected \":\"");
        parser_scan(p);
        if (!(v = parse_infix(p, false)) || !parser_push(p, list, k) || !parser_push(p, list, v)) return false;
        if (parser_is(p, TOK_RBRACE)) return true;
        if (!parser_is(p, TOK_COMMA)) return parser_illegal(p, "expected \",\" or \"}\"");
        parser_scan(p);
    }
    return true;
}

static struct rego_term *list_of(struct parser *p, enum rego_term_kind kind, enum rego_token_kind end, struct rego_term *first)
{
    struct rego_term *t = parser_new_term(p, kind, parser_at(p));
    if (!t || (first && !parser_push(p, &t->list, first)) || !parse_terms(p, end, &t->list)) return NULL;
    return t;
}

/* At `|` after the head. NULL: the rest is no body; the caller may have another reading. */
static struct rego_term *comprehension(struct parser *p, enum rego_term_kind kind, struct rego_term *key, struct rego_term *value)
{
    parser_scan(p);
    struct rego_term *t = parser_new_term(p, kind, parser_at(p));
    if (!t) return NULL;
    t->compr.key = key;
    t->compr.value = value;
    return parse_body(p, kind == REGO_ARRAY_COMPR ? TOK_RBRACK : TOK_RBRACE, &t->compr.body) ? t : NULL;
}

/* `[x | ...]` and `{x | ...}` go before a list whose first element is a union. `s`: before the head. */
static struct rego_term *list_or_comprehension(struct parser *p, const struct parse_state *s, struct rego_term *head, bool comprehensible,
                                               enum rego_term_kind list, enum rego_term_kind compr, enum rego_token_kind end)
{
    if (parser_is(p, end)) return list_of(p, list, end, head);
    if (parser_is(p, TOK_COMMA)) {
        parser_scan(p);
        return list_of(p, list, end, head);
    }
    if (parser_is(p, TOK_OR) && comprehensible) {
        struct rego_term *t = comprehension(p, compr, NULL, head);
        if (t || !parser_is(p, TOK_COMMA)) return t;
    }
    p->s = *s;
    return list_of(p, list, end, NULL);
}

static struct rego_term *object_from(struct parser *p, struct rego_term *k, struct rego_term *v)
{
    struct rego_term *t = parser_new_term(p, REGO_OBJECT, parser_at(p));
    if (!t || !parser_push(p, &t->list, k) || !parser_push(p, &t->list, v)) return NULL;
    if (parser_is(p, TOK_RBRACE)) return t;
    parser_scan(p);
    return parse_pairs(p, &t->list) ? t : NULL;
}

/* At the colon after the first key. */
static struct rego_term *parse_object(struct parser *p, struct rego_term *key, bool comprehensible)
{
    parser_scan(p);
    struct parse_state s = p->s;
    struct rego_term *v = parse_term(p);
    if (!v) return NULL;
    if (comprehensible) {
        if (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_COMMA)) return object_from(p, key, v);
        if (parser_is(p, TOK_OR)) {
            struct rego_term *t = comprehension(p, REGO_OBJECT_COMPR, key, v);
            if (t) return t;
        }
    }
    p->s = s;
    if (!(v = parse_infix(p, false))) return NULL;
    if (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_COMMA)) return object_from(p, key, v);
    return parser_illegal(p, "non-terminated object");
}

static struct rego_term *parse_braces(struct parser *p)
{
    parser_scan(p);
    if (parser_is(p, TOK_RBRACE)) return parser_new_term(p, REGO_OBJECT, parser_at(p));
    bool comprehensible = !parser_is(p, TOK_COMMA);
    if (!comprehensible) parser_scan(p);   /* a leading comma has always been let through */
    struct parse_state s = p->s;
    struct rego_term *head = parse_term(p);
    if (!head) return NULL;
    if (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_COMMA) || (parser_is(p, TOK_OR) && comprehensible))
        return list_or_comprehension(p, &s, head, comprehensible, REGO_SET, REGO_SET_COMPR, TOK_RBRACE);
    if (parser_is(p, TOK_COLON)) return parse_object(p, head, comprehensible);
    p->s = s;
    if (!(head = parse_infix(p, false))) return NULL;
    if (parser_is(p, TOK_RBRACE) || parser_is(p, TOK_COMMA))
        return list_or_comprehension(p, &s, head, false, REGO_SET, REGO_SET_COMPR, TOK_RBRACE);
    if (parser_is(p, TOK_COLON)) return parse_object(p, head, comprehensible);
    return parser_illegal(p, "non-terminated set");
}

static struct rego_term *parse_brackets(struct parser *p)
{
    parser_scan(p);
    if (parser_is(p, TOK_RBRACK)) return parser_new_term(p, REGO_ARRAY, parser_at(p));
    bool comprehensible = !parser_is(p, TOK_COMMA);
    if (!comprehensible) parser_scan(p);
    struct parse_state s = p->s;
    struct rego_term *head = parse_term(p);
    return head ? list_or_comprehension(p, &s, head, comprehensible, REGO_ARRAY, REGO_ARRAY_COMPR, TOK_RBRACK) : NULL;
}

/* Ends on the closing bracket, not past it. */
struct rego_term *parse_collection(struct parser *p)
{
    struct rego_location at = parser_at(p);
    struct rego_term *t = parser_is(p, TOK_LBRACK) ? parse_brackets(p) : parse_braces(p);
    if (!t) return NULL;
    t->at = at;
    t->at.length = p->s.token.end - at.offset;
    return parser_measure(p, t);
}

/* --- references and calls --- */

static struct rego_term *finish_ref(struct parser *p, struct rego_term *ref, struct rego_location from)
{
    ref->at = parser_span(p, from);
    return parser_measure(p, ref);
}

/* At `(`. */
static struct rego_term *parse_call(struct parser *p, struct rego_term *op, struct rego_location from)
{
    parser_scan(p);
    struct rego_term *t = parser_new_term(p, REGO_CALL, from);
    if (!t) return NULL;
    t->call.op = op;
    if (!parser_is(p, TOK_RPAREN) && !parse_terms(p, TOK_RPAREN, &t->call.args)) return NULL;
    if (!t->call.args.len && rego_term_is_name(op, "set")) {
        t->kind = REGO_SET;
        t->list = (struct rego_terms){0};
    }
    parser_scan(p);
    t->at = parser_span(p, from);
    if (!(t = parser_measure(p, t))) return NULL;
    if (parser_adjacent(p) && (parser_is(p, TOK_DOT) || parser_is(p, TOK_LBRACK))) return parse_ref(p, t, from);
    return t;
}

static const char *kind_name(const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_CONST: return value_type_name(t->constant);
    case REGO_VAR: return "var";
    case REGO_REF: return "ref";
    case REGO_ARRAY: return "array";
    case REGO_SET: return "set";
    case REGO_OBJECT: return "object";
    case REGO_ARRAY_COMPR: return "arraycomprehension";
    case REGO_SET_COMPR: return "setcomprehension";
    case REGO_OBJECT_COMPR: return "objectcomprehension";
    case REGO_CALL: return "call";
    case REGO_TEMPLATE: return "templatestring";
    }
    return "term";
}

static struct rego_term *ref_items(struct parser *p, struct rego_term *ref, struct rego_location from)
{
    while (parser_adjacent(p)) {
        struct rego_term *item;
        if (parser_is(p, TOK_DOT)) {
            parser_scan(p);
            if (!parser_adjacent(p) || (!parser_is(p, TOK_IDENT) && !parser_keyword_in_ref(p, p->s.token.kind)))
                return parser_illegal(p, "expected %s", rego_token_name(TOK_IDENT));
            item = constant(p, value_string(p->arena, parser_token_text(p)), parser_at(p));
        } else if (parser_is(p, TOK_LBRACK)) {
            parser_scan(p);
            item = parse_infix(p, true);
            if (item && !parser_is(p, TOK_RBRACK)) return parser_illegal(p, "expected ]");
        } else if (parser_is(p, TOK_LPAREN)) {
            return (ref = finish_ref(p, ref, from)) ? parse_call(p, ref, from) : NULL;
        } else {
            break;
        }
        if (!item || !parser_push(p, &ref->ref.items, item)) return NULL;
        if (ref->ref.items.len > REGO_MAX_DEPTH) return parser_error(p, from, "a reference has more than %d parts", REGO_MAX_DEPTH);   /* it spans levels of the rule tree */
        parser_scan(p);
    }
    return finish_ref(p, ref, from);
}

struct rego_term *parse_ref(struct parser *p, struct rego_term *head, struct rego_location from)
{
    if (head->kind == REGO_CONST || head->kind == REGO_REF || head->kind == REGO_TEMPLATE)
        return parser_error(p, head->at, "illegal ref (head cannot be %s)", kind_name(head));
    if (!parser_enter(p)) return NULL;
    struct rego_term *ref = parser_new_term(p, REGO_REF, from);
    if (ref && parser_push(p, &ref->ref.items, head)) ref = ref_items(p, ref, from);
    else ref = NULL;
    parser_leave(p);
    return ref;
}

/* --- terms --- */

static struct rego_term *parse_parens(struct parser *p)
{
    parser_scan(p);
    struct rego_term *t = parse_infix(p, true);
    if (!t) return NULL;
    if (!parser_is(p, TOK_RPAREN)) return parser_error(p, parser_at(p), "non-terminated expression");
    t->parens = true;
    return t;
}

static struct rego_term *parse_primary(struct parser *p)
{
    struct rego_location at = parser_at(p);
    switch ((unsigned)p->s.token.kind) {   /* the kinds a term can begin with, of many */
    case TOK_NULL: return constant(p, VALUE_NULL_, at);
    case TOK_TRUE: return constant(p, VALUE_TRUE, at);
    case TOK_FALSE: return constant(p, VALUE_FALSE, at);
    case TOK_SUB: case TOK_DOT: case TOK_NUMBER: return parse_number(p);
    case TOK_STRING: case TOK_RAW_STRING: return parse_string(p);
    case TOK_TEMPLATE_PART: case TOK_TEMPLATE_END: return parse_template(p, false);
    case TOK_RAW_TEMPLATE_PART: case TOK_RAW_TEMPLATE_END: return parse_template(p, true);
    case TOK_IDENT: case TOK_CONTAINS: return parse_var(p);   /* `contains` is special in rule heads only */
    case TOK_LBRACK: case TOK_LBRACE: return parse_collection(p);
    case TOK_LPAREN: return parse_parens(p);
    default: return parser_illegal(p, NULL);
    }
}

/* Past the term that ends on the current token, and into a reference or call where one goes on. */
static struct rego_term *finish_term(struct parser *p, struct rego_term *head, struct rego_location from)
{
    parser_scan(p);
    bool is_root = head->kind == REGO_VAR && (str_is(head->var.name, "input") || str_is(head->var.name, "data"));
    if (parser_adjacent(p) && (parser_is(p, TOK_LPAREN) || parser_is(p, TOK_DOT) || parser_is(p, TOK_LBRACK))) return parse_ref(p, head, from);
    if (!is_root) return head;
    struct rego_term *ref = parser_new_term(p, REGO_REF, head->at);
    return ref && parser_push(p, &ref->ref.items, head) ? parser_measure(p, ref) : NULL;
}

static struct rego_term *binary_call(struct parser *p, const char *name, struct rego_location op_at, struct rego_term **args, size_t n);

static struct rego_term *term_at(struct parser *p)
{
    struct rego_location at = parser_at(p);
    if (parser_at_logical(p)) {   /* `and(x, y)`, `or(x, y)`: calls of the set operators' names */
        struct rego_token next = parser_peek(p);
        if (next.kind == TOK_LPAREN && !next.space_before) p->s.token.kind = TOK_IDENT;
    }
    bool minus = false;
    if (parser_is(p, TOK_SUB)) {
        struct parse_state s = p->s;
        parser_scan(p);
        minus = parser_is(p, TOK_IDENT) || parser_is(p, TOK_CONTAINS);   /* -x is 0 - x */
        if (!minus) p->s = s;
    }
    struct rego_location from = parser_at(p);
    struct rego_term *t = parse_primary(p);
    if (t) t = finish_term(p, t, t->parens ? t->at : from);
    if (!t || !minus) return t;
    struct rego_term *zero = constant(p, value_small(0), at);
    return zero ? binary_call(p, "minus", at, (struct rego_term *[]){zero, t}, 2) : NULL;
}

static struct parse_memo **memo_bucket(struct parser *p, uint32_t offset) { return &p->memos[(offset * 2654435761u >> 8) & p->memo_mask]; }

struct rego_term *parse_term(struct parser *p)
{
    uint32_t offset = p->s.token.offset;
    enum rego_token_kind kind = p->s.token.kind;   /* a keyword may be taken for a name the second time */
    for (const struct parse_memo *m = *memo_bucket(p, offset); m; m = m->next)
        if (m->offset == offset && m->kind == kind) {
            p->s = m->after;
            return m->term;
        }
    if (!parser_enter(p)) return NULL;
    const struct parse_error *errors = p->s.errors;
    struct rego_term *t = term_at(p);
    parser_leave(p);
    struct parse_memo *m = errors ? NULL : arena_alloc(p->arena, sizeof *m);   /* after an error nothing is read twice that matters */
    if (m) {
        *m = (struct parse_memo){*memo_bucket(p, offset), offset, kind, t, p->s};
        *memo_bucket(p, offset) = m;
    }
    return t;
}

/* --- operators --- */

static const struct { enum rego_token_kind token; int level; const char *name; } operators[] = {
    {TOK_EQUAL, 1, "equal"}, {TOK_NEQ, 1, "neq"}, {TOK_LT, 1, "lt"}, {TOK_GT, 1, "gt"}, {TOK_LTE, 1, "lte"}, {TOK_GTE, 1, "gte"},
    {TOK_OR, 2, "or"}, {TOK_AND, 3, "and"}, {TOK_ADD, 4, "plus"}, {TOK_SUB, 4, "minus"}, {TOK_MUL, 5, "mul"}, {TOK_QUO, 5, "div"}, {TOK_REM, 5, "rem"},
};
#define LEVEL_TERM 6

static struct rego_term *operator_name(struct parser *p, const char *name, struct rego_location at)
{
    struct rego_term *ref = parser_new_term(p, REGO_REF, at);
    const char *dot = strchr(name, '.');
    struct rego_term *head = parser_new_term(p, REGO_VAR, at);
    if (!ref || !head || !parser_push(p, &ref->ref.items, head)) return NULL;
    head->var.name = dot ? (struct str){name, (size_t)(dot - name)} : str_of(name);
    if (dot) {
        struct rego_term *tail = constant(p, value_cstring(p->arena, dot + 1), at);
        if (!tail || !parser_push(p, &ref->ref.items, tail)) return NULL;
    }
    return parser_measure(p, ref);
}

static struct rego_term *binary_call(struct parser *p, const char *name, struct rego_location op_at, struct rego_term **args, size_t n)
{
    struct rego_location from = op_at.offset < args[0]->at.offset ? op_at : args[0]->at;
    struct rego_term *t = parser_new_term(p, REGO_CALL, parser_span(p, from));
    if (!t || !(t->call.op = operator_name(p, name, op_at))) return NULL;
    t->call.infix = true;
    for (size_t i = 0; i < n; i++)
        if (!parser_push(p, &t->call.args, args[i])) return NULL;
    return parser_measure(p, t);
}

static struct rego_term *parse_binary(struct parser *p, int level)
{
    struct rego_term *left = parse_term(p);
    while (left) {
        size_t op = 0;
        while (op < COUNT_OF(operators) && operators[op].token != p->s.token.kind) op++;
        if (op == COUNT_OF(operators) || operators[op].level < level) break;
        struct rego_location at = parser_at(p);
        parser_scan(p);
        struct rego_term *right = operators[op].level + 1 == LEVEL_TERM ? parse_term(p) : parse_binary(p, operators[op].level + 1);
        left = right ? binary_call(p, operators[op].name, at, (struct rego_term *[]){left, right}, 2) : NULL;
    }
    return left;
}

/* `key, value in xs`, at the comma. NULL without an error: it is none, and the state is as it was. */
static struct rego_term *parse_member_with_key(struct parser *p, struct rego_term *key)
{
    struct parse_state s = p->s;
    parser_scan(p);
    struct rego_term *value = parse_binary(p, 1);
    if (value && parser_is(p, TOK_IN)) {
        struct rego_location at = parser_at(p);
        parser_scan(p);
        struct rego_term *domain = parse_binary(p, 1);
        if (domain) return binary_call(p, "internal.member_3", at, (struct rego_term *[]){key, value, domain}, 3);
    }
    p->s = s;
    return NULL;
}

struct rego_term *parse_infix(struct parser *p, bool key_value)
{
    if (!parser_enter(p)) return NULL;
    struct rego_term *left = parse_binary(p, 1);
    while (left) {
        if (key_value && parser_is(p, TOK_COMMA)) {
            struct rego_term *member = parse_member_with_key(p, left);
            if (member) {
                left = member;
                if (parser_is(p, TOK_IN)) continue;
                break;
            }
        }
        parser_keyword_as_name(p);
        if (!parser_is(p, TOK_IN)) break;
        struct rego_location at = parser_at(p);
        parser_scan(p);
        struct rego_term *right = parse_binary(p, 1);
        left = right ? binary_call(p, "internal.member_2", at, (struct rego_term *[]){left, right}, 2) : NULL;
        if (!parser_is(p, TOK_IN)) break;
    }
    parser_leave(p);
    return left;
}
