/* jmespath/parser.c: tokens → tree, by precedence climbing: each token has a power (lexer.h), and an operand takes every operator to its right that
 * binds tighter than what stands to its left. A projection takes what follows it until something binds less than PROJECTION_STOPS. */
#include <stdio.h>

#include "base/utf8.h"
#include "jmespath/ast.h"
#include "jmespath/lexer.h"

JMESPATH_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const jmespath_errors[] = {JMESPATH_ERRORS(ERROR_CODE_ROW) NULL};

#define PROJECTION_STOPS 10

typedef const struct jmespath_node *node;

struct parser {
    struct jmespath_lexer lexer;
    struct jmespath_token token, ahead;   /* the next one and the one after it */
    unsigned depth;
    bool content;                         /* may call the functions of content, too */
};

static const struct jmespath_node current = {.kind = JN_CURRENT, .depth = 1};

static node expression(struct parser *p, unsigned power);

static bool advance(struct parser *p)
{
    p->token = p->ahead;
    return p->token.type == JT_END || jmespath_lex(&p->lexer, &p->ahead);
}

static node fail(struct parser *p, const char *wanted)
{
    jmespath_syntax(&p->lexer, p->token.at, "expected %s, found %s", wanted, jmespath_token_text(p->token.type));
    return NULL;
}

static bool expect(struct parser *p, enum jmespath_token_type type)
{
    if (p->token.type == type) return advance(p);
    return fail(p, jmespath_token_text(type)) != NULL;
}

static unsigned deeper(unsigned depth, node n) { return n && n->depth > depth ? n->depth : depth; }

/* A node of the arena; NULL when memory is out or the tree becomes too deep. */
static node make(struct parser *p, struct jmespath_node n)
{
    unsigned depth = deeper(deeper(deeper(0, n.left), n.right), n.condition);
    for (size_t i = 0; i < n.n; i++) depth = deeper(depth, n.children[i]);
    n.depth = depth + 1;
    if (n.depth > JMESPATH_MAX_DEPTH) {
        jmespath_syntax(&p->lexer, n.at, "the expression is nested deeper than %d", JMESPATH_MAX_DEPTH);
        return NULL;
    }
    node made = arena_copy(p->lexer.arena, &n, sizeof n);
    if (!made) error_no_memory(p->lexer.err);
    return made;
}

static node join(struct parser *p, enum jmespath_kind kind, size_t at, node left, node right)
{
    return left && right ? make(p, (struct jmespath_node){.kind = kind, .at = (uint32_t)at, .left = left, .right = right}) : NULL;
}

static node leaf(struct parser *p, enum jmespath_kind kind)
{
    struct jmespath_node n = {.kind = kind, .at = (uint32_t)p->token.at, .value = p->token.value};
    return advance(p) ? make(p, n) : NULL;
}

/* --- lists of expressions --- */

struct children { VEC(node) nodes; VEC(struct value) names; };

static bool add(struct parser *p, struct children *c, node child)
{
    if (!child) return false;
    node *slot = vec_push(p->lexer.arena, &c->nodes);
    if (!slot) return error_no_memory(p->lexer.err);
    *slot = child;
    return true;
}

static node many(struct parser *p, enum jmespath_kind kind, size_t at, const struct children *c)
{
    return make(p, (struct jmespath_node){.kind = kind, .at = (uint32_t)at, .children = c->nodes.items, .names = c->names.items, .n = c->nodes.len});
}

/* After '[': the expressions up to and with ']'. */
static node multi_list(struct parser *p, size_t at)
{
    struct children c = {0};
    for (;;) {
        if (!add(p, &c, expression(p, 0))) return NULL;
        if (p->token.type != JT_COMMA) break;
        if (!advance(p)) return NULL;
    }
    return expect(p, JT_CLOSE_BRACKET) ? many(p, JN_LIST, at, &c) : NULL;
}

/* After '{': `name: expression` up to and with '}'. */
static node multi_hash(struct parser *p, size_t at)
{
    struct children c = {0};
    for (;;) {
        if (p->token.type != JT_NAME && p->token.type != JT_QUOTED) return fail(p, "the name of a key");
        struct value *slot = vec_push(p->lexer.arena, &c.names);
        if (!slot) return error_no_memory(p->lexer.err), NULL;
        *slot = p->token.value;
        if (!advance(p) || !expect(p, JT_COLON) || !add(p, &c, expression(p, 0))) return NULL;
        if (p->token.type != JT_COMMA) break;
        if (!advance(p)) return NULL;
    }
    return expect(p, JT_CLOSE_BRACE) ? many(p, JN_HASH, at, &c) : NULL;
}

static node argument(struct parser *p)
{
    if (p->token.type != JT_REFERENCE) return expression(p, 0);
    size_t at = p->token.at;
    if (!advance(p)) return NULL;
    node left = expression(p, 0);
    return left ? make(p, (struct jmespath_node){.kind = JN_REFERENCE, .at = (uint32_t)at, .left = left}) : NULL;
}

static node unknown_function(struct parser *p, node name)
{
    struct str text = value_str(name->value);
    const char *nearest = jmespath_function_nearest(text, p->content);
    error_at(p->lexer.err, &JMESPATH_FUNCTION, position_of(p->lexer.text, name->at), "there is no function '%.*s'", (int)text.len, text.s);
    if (nearest) error_help(p->lexer.err, "did you mean '%s'?", nearest);
    return NULL;
}

/* After NAME and '('. */
static node call(struct parser *p, node name)
{
    struct children c = {0};
    while (p->token.type != JT_CLOSE_PAREN || c.nodes.len) {
        if (!add(p, &c, argument(p))) return NULL;
        if (p->token.type != JT_COMMA) break;
        if (!advance(p)) return NULL;
    }
    if (!expect(p, JT_CLOSE_PAREN)) return NULL;
    const struct jmespath_function *function = jmespath_function_find(value_str(name->value), p->content);
    if (!function) return unknown_function(p, name);
    char takes[64];
    if (!jmespath_function_takes(function, c.nodes.len, takes, sizeof takes)) {
        error_at(p->lexer.err, &JMESPATH_ARITY, position_of(p->lexer.text, name->at), "%s() takes %s, and is given %zu", value_cstr(name->value), takes, c.nodes.len);
        return NULL;
    }
    return make(p, (struct jmespath_node){.kind = JN_CALL, .at = name->at, .value = name->value, .children = c.nodes.items, .n = c.nodes.len, .function = function});
}

/* --- what follows a projection or a dot --- */

static node after_dot(struct parser *p, unsigned power)
{
    size_t at = p->token.at;
    switch ((int)p->token.type) {
    case JT_NAME: case JT_QUOTED: case JT_STAR: return expression(p, power);
    case JT_OPEN_BRACKET: return advance(p) ? multi_list(p, at) : NULL;
    case JT_OPEN_BRACE: return advance(p) ? multi_hash(p, at) : NULL;
    default: return fail(p, "a name, '*', '[' or '{' after '.'");
    }
}

static node projected(struct parser *p, enum jmespath_token_type by)
{
    unsigned power = jmespath_token_power(by);
    if (jmespath_token_power(p->token.type) < PROJECTION_STOPS) return &current;
    if (p->token.type == JT_OPEN_BRACKET || p->token.type == JT_FILTER) return expression(p, power);
    if (p->token.type != JT_DOT) return fail(p, "'.', '[' or an operator");
    return advance(p) ? after_dot(p, power) : NULL;
}

static node filter(struct parser *p, size_t at, node left)
{
    node condition = expression(p, 0);
    if (!condition || !expect(p, JT_CLOSE_BRACKET)) return NULL;
    node right = p->token.type == JT_FLATTEN ? &current : projected(p, JT_FILTER);
    return right ? make(p, (struct jmespath_node){.kind = JN_PROJECT_IF, .at = (uint32_t)at, .left = left, .right = right, .condition = condition}) : NULL;
}

static node flatten(struct parser *p, size_t at, node left)
{
    node flat = left ? make(p, (struct jmespath_node){.kind = JN_FLATTEN, .at = (uint32_t)at, .left = left}) : NULL;
    return flat ? join(p, JN_PROJECT, at, flat, projected(p, JT_FLATTEN)) : NULL;
}

/* [start:stop:step] from its first number or colon. */
static node slice(struct parser *p, size_t at, node left)
{
    struct jmespath_node n = {.kind = JN_SLICE, .at = (uint32_t)at, .step = 1};
    int64_t parts[3] = {0, 0, 1};
    bool given[3] = {false, false, false};
    for (size_t part = 0; p->token.type != JT_CLOSE_BRACKET;) {
        if (p->token.type == JT_COLON && ++part > 2) return fail(p, "at most two colons");
        if (p->token.type == JT_NUMBER && !given[part]) parts[part] = value_small_int(p->token.value), given[part] = true;
        else if (p->token.type != JT_COLON) return fail(p, "a number, ':' or ']'");
        if (!advance(p)) return NULL;
    }
    if (parts[2] == 0) {
        error_at(p->lexer.err, &JMESPATH_VALUE, position_of(p->lexer.text, at), "the step of a slice cannot be 0");
        return NULL;
    }
    n.start = parts[0], n.stop = parts[1], n.step = parts[2], n.has_start = given[0], n.has_stop = given[1];
    if (!expect(p, JT_CLOSE_BRACKET)) return NULL;
    node sliced = join(p, JN_THEN, at, left, make(p, n));
    return sliced ? join(p, JN_PROJECT, at, sliced, projected(p, JT_STAR)) : NULL;
}

/* After '[', at a number or a colon. */
static node index_or_slice(struct parser *p, size_t at, node left)
{
    if (p->token.type == JT_COLON || p->ahead.type == JT_COLON) return slice(p, at, left);
    node index = leaf(p, JN_INDEX);
    return index && expect(p, JT_CLOSE_BRACKET) ? join(p, JN_THEN, at, left, index) : NULL;
}

/* After '[': [0], [1:2], [*]; anything else is none of these. */
static node bracket(struct parser *p, size_t at, node left)
{
    if (p->token.type == JT_NUMBER || p->token.type == JT_COLON) return index_or_slice(p, at, left);
    if (p->token.type != JT_STAR) return fail(p, "a number, ':' or '*' after '['");
    return advance(p) && expect(p, JT_CLOSE_BRACKET) ? join(p, JN_PROJECT, at, left, projected(p, JT_STAR)) : NULL;
}

/* --- operands and operators --- */

static node grouped(struct parser *p)
{
    node inner = advance(p) ? expression(p, 0) : NULL;
    return inner && expect(p, JT_CLOSE_PAREN) ? inner : NULL;
}

static node negated(struct parser *p, size_t at)
{
    node inner = advance(p) ? expression(p, jmespath_token_power(JT_NOT)) : NULL;
    return inner ? make(p, (struct jmespath_node){.kind = JN_NOT, .at = (uint32_t)at, .left = inner}) : NULL;
}

static node operand(struct parser *p)
{
    size_t at = p->token.at;
    enum jmespath_token_type type = p->token.type;
    switch ((int)type) {
    case JT_LITERAL: return leaf(p, JN_LITERAL);
    case JT_NAME: return leaf(p, JN_FIELD);
    case JT_QUOTED: {
        node name = leaf(p, JN_FIELD);
        return name && p->token.type == JT_OPEN_PAREN ? fail(p, "an operator: the name of a function is not quoted") : name;
    }
    case JT_CURRENT: return leaf(p, JN_CURRENT);
    case JT_OPEN_PAREN: return grouped(p);
    case JT_NOT: return negated(p, at);
    case JT_STAR: return advance(p) ? join(p, JN_PROJECT_VALUES, at, &current, projected(p, JT_STAR)) : NULL;
    case JT_FILTER: return advance(p) ? filter(p, at, &current) : NULL;
    case JT_FLATTEN: return advance(p) ? flatten(p, at, &current) : NULL;
    case JT_OPEN_BRACE: return advance(p) ? multi_hash(p, at) : NULL;
    case JT_OPEN_BRACKET:
        if (!advance(p)) return NULL;
        if (p->token.type == JT_NUMBER || p->token.type == JT_COLON || (p->token.type == JT_STAR && p->ahead.type == JT_CLOSE_BRACKET)) return bracket(p, at, &current);
        return multi_list(p, at);
    default: return fail(p, "an expression");
    }
}

static node dotted(struct parser *p, size_t at, node left)
{
    if (p->token.type != JT_STAR) return join(p, JN_THEN, at, left, after_dot(p, jmespath_token_power(JT_DOT)));
    return advance(p) ? join(p, JN_PROJECT_VALUES, at, left, projected(p, JT_STAR)) : NULL;
}

static node compared(struct parser *p, size_t at, enum jmespath_token_type by, node left)
{
    node right = expression(p, jmespath_token_power(by));
    return right ? make(p, (struct jmespath_node){.kind = JN_COMPARE, .at = (uint32_t)at, .comparator = by, .left = left, .right = right}) : NULL;
}

/* Is `left` the bare name right before this parenthesis? (foo)(bar) is no call. */
static bool is_called(const struct parser *p, node left)
{
    if (left->kind != JN_FIELD) return false;
    size_t end = left->at + value_len(left->value);
    struct str between = {p->lexer.text.s + end, p->token.at - end};
    return end <= p->token.at && str_trim(between).len == 0;
}

/* `left` and the operator that is the next token, with what belongs to it. */
static node operation(struct parser *p, node left)
{
    size_t at = p->token.at;
    enum jmespath_token_type type = p->token.type;
    if (type == JT_OPEN_PAREN && !is_called(p, left)) return fail(p, "an operator");
    if (type == JT_OPEN_BRACE || type == JT_NOT || type == JT_STAR) return fail(p, "an operator");
    if (!advance(p)) return NULL;
    switch ((int)type) {
    case JT_DOT: return dotted(p, at, left);
    case JT_PIPE: return join(p, JN_THEN, at, left, expression(p, jmespath_token_power(type)));
    case JT_OR: return join(p, JN_OR, at, left, expression(p, jmespath_token_power(type)));
    case JT_AND: return join(p, JN_AND, at, left, expression(p, jmespath_token_power(type)));
    case JT_FILTER: return filter(p, at, left);
    case JT_FLATTEN: return flatten(p, at, left);
    case JT_OPEN_BRACKET: return bracket(p, at, left);
    case JT_OPEN_PAREN: return call(p, left);
    default: return compared(p, at, type, left);
    }
}

static node expression(struct parser *p, unsigned power)
{
    if (p->depth >= JMESPATH_MAX_DEPTH) {
        jmespath_syntax(&p->lexer, p->token.at, "the expression is nested deeper than %d", JMESPATH_MAX_DEPTH);
        return NULL;
    }
    p->depth++;
    node left = operand(p);
    while (left && power < jmespath_token_power(p->token.type)) left = operation(p, left);
    p->depth--;
    return left;
}

static struct jmespath *compile(struct arena *arena, struct str text, bool content, struct error *err)
{
    char *copy = arena_strndup(arena, text.s, text.len);
    struct jmespath *made = arena_zero(arena, sizeof *made);
    if (!copy || !made) return error_no_memory(err), NULL;
    made->text = (struct str){copy, text.len};
    struct parser p = {.lexer = {arena, made->text, 0, err}, .content = content};
    if (text.len > UINT32_MAX / 2 || utf8_valid_prefix(copy, text.len) != text.len) return jmespath_syntax(&p.lexer, 0, "the expression is not UTF-8"), NULL;
    if (!jmespath_lex(&p.lexer, &p.ahead) || !advance(&p)) return NULL;
    made->root = expression(&p, 0);
    if (made->root && p.token.type != JT_END) made->root = fail(&p, "an operator or the end of the expression");
    return made->root ? made : NULL;
}

struct jmespath *jmespath_compile(struct arena *arena, struct str text, struct error *err) { return compile(arena, text, false, err); }

struct jmespath *jmespath_compile_content(struct arena *arena, struct str text, struct error *err) { return compile(arena, text, true, err); }
