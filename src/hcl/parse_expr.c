/* hcl/parse_expr.c: expressions. Operators by precedence climbing; everything that can nest goes through hcl_descend. */
#include "hcl/parser.h"

#include <stddef.h>
#include <stdlib.h>

#define MAX_CHAIN 32   /* computed indexes and splats in a row; with HCL_MAX_DEPTH it bounds the height of the tree */

static const struct hcl_expr *parse_traversals(struct hcl_parser *p, const struct hcl_expr *from);
static const struct hcl_expr *parse_operand(struct hcl_parser *p);

/* Most expressions are literals, and a literal is half as large as a traversal. */
size_t hcl_expr_size(enum hcl_expr_kind kind)
{
#define SIZE_WITH(member) (offsetof(struct hcl_expr, member) + sizeof(((struct hcl_expr *)0)->member))
    switch (kind) {
    case HCL_LITERAL: return SIZE_WITH(literal);
    case HCL_TEMPLATE:
    case HCL_TUPLE: return SIZE_WITH(list);
    case HCL_OBJECT: return SIZE_WITH(object);
    case HCL_TEMPLATE_WRAP:
    case HCL_TEMPLATE_JOIN:
    case HCL_PARENTHESES: return SIZE_WITH(inner);
    default: return sizeof(struct hcl_expr);
    }
#undef SIZE_WITH
}

struct hcl_expr *hcl_new_expr(struct hcl_parser *p, enum hcl_expr_kind kind, struct hcl_range range)
{
    struct hcl_expr *expr = (struct hcl_expr *)arena_zero(p->arena, hcl_expr_size(kind));
    if (!expr) {
        p->out_of_memory = true;
        return NULL;
    }
    expr->kind = kind;
    expr->range = range;
    return expr;
}

static const struct hcl_expr *literal(struct hcl_parser *p, struct value v, struct hcl_range range)
{
    struct hcl_expr *expr = hcl_new_expr(p, HCL_LITERAL, range);
    if (expr) expr->literal = v;
    if (value_is_none(v)) p->out_of_memory = true;
    return expr;
}

const struct hcl_expr *hcl_placeholder(struct hcl_parser *p, struct hcl_range range) { return literal(p, value_unknown_ref(p->values, NULL), range); }

static bool add(struct hcl_parser *p, hcl_expr_list *list, const struct hcl_expr *expr)
{
    const struct hcl_expr **slot = expr ? vec_push(p->scratch, list) : NULL;
    if (!slot) {
        p->out_of_memory = true;
        return false;
    }
    *slot = expr;
    return true;
}

const struct hcl_expr *const *hcl_list_done(struct hcl_parser *p, const hcl_expr_list *list)
{
    if (list->len == 0) return NULL;
    const struct hcl_expr *const *copy = arena_copy(p->arena, list->items, list->len * sizeof *list->items);
    if (!copy) p->out_of_memory = true;
    return copy;
}

/* --- numbers --- */

static size_t digits(struct str s, size_t at)
{
    size_t i = at;
    while (i < s.len && s.s[i] >= '0' && s.s[i] <= '9') i++;
    return i - at;
}

/* Rewritten as JSON writes numbers: no leading zeros, digits on both sides of the point. */
bool hcl_number_literal(struct arena *arena, struct str text, struct value *out)
{
    size_t i = 0, n;
    bool negative = text.len > 0 && text.s[0] == '-';
    if (negative || (text.len > 0 && text.s[0] == '+')) i++;
    size_t whole = i, whole_len = digits(text, i);
    i += whole_len;
    size_t fraction = i, fraction_len = 0;
    if (i < text.len && text.s[i] == '.') {
        fraction = ++i;
        i += fraction_len = digits(text, i);
    }
    if (whole_len + fraction_len == 0) return false;
    size_t exponent = i;
    if (i < text.len && (text.s[i] == 'e' || text.s[i] == 'E')) {
        i++;
        if (i < text.len && (text.s[i] == '+' || text.s[i] == '-')) i++;
        if ((n = digits(text, i)) == 0 || n > 4) return false;   /* 10^9999 is more than anybody needs, and still quick to print */
        i += n;
    }
    if (i != text.len || text.len > 20000) return false;
    while (whole_len > 1 && text.s[whole] == '0') whole++, whole_len--;
    char *json = arena_alloc(arena, text.len + 4);
    if (!json) return false;
    size_t len = 0;
    if (negative) json[len++] = '-';
    if (whole_len == 0) json[len++] = '0';
    memcpy(json + len, text.s + whole, whole_len);
    len += whole_len;
    if (fraction_len) {
        json[len++] = '.';
        memcpy(json + len, text.s + fraction, fraction_len);
        len += fraction_len;
    }
    memcpy(json + len, text.s + exponent, text.len - exponent);
    len += text.len - exponent;
    *out = value_number(arena, (struct str){json, len});
    return !value_is_none(*out);
}

static const struct hcl_expr *parse_number(struct hcl_parser *p, const struct hcl_token *token)
{
    struct value v;
    struct str text = hcl_token_text(p, token);
    if (hcl_number_literal(p->values, text, &v)) return literal(p, v, hcl_token_range(p, token));
    hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, token), "'%.*s' is no number", (int)(text.len < 40 ? text.len : 40), text.s);
    return hcl_placeholder(p, hcl_token_range(p, token));
}

/* --- calls --- */

/* Arguments up to the closing parenthesis; the opening one was read. */
static void parse_arguments(struct hcl_parser *p, struct hcl_expr *call, struct hcl_range open, hcl_expr_list *args)
{
    while (!p->out_of_memory) {
        if (hcl_peek(p)->type == T_CPAREN) {
            hcl_read(p);
            return;
        }
        size_t before = p->errors;
        if (!add(p, args, hcl_parse_expression(p))) return;
        if (hcl_lost(p, before)) {
            hcl_recover(p, T_CPAREN);
            return;
        }
        const struct hcl_token *separator = hcl_read(p);
        struct hcl_range range = hcl_token_range(p, separator);
        if (separator->type == T_CPAREN) return;
        if (separator->type == T_ELLIPSIS) {
            call->call.expand_last = true;
            if (hcl_peek(p)->type == T_CPAREN) {
                hcl_read(p);
                return;
            }
            hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "missing closing parenthesis: '...' must be the end of a function's arguments");
            hcl_recover(p, T_CPAREN);
            return;
        }
        if (separator->type != T_COMMA) {
            if (separator->type == T_EOF)
                hcl_complain(p, &HCL_ERR_BLOCK_NOT_CLOSED, hcl_between(call->call.name_range, open), "the function call opened here is not closed before the end of the file");
            else
                hcl_complain(p, &HCL_ERR_SYNTAX, range, "missing argument separator: a comma is needed between the arguments of a function");
            hcl_recover(p, T_CPAREN);
            return;
        }
    }
}

static void recover_over_parentheses(struct hcl_parser *p)
{
    const struct hcl_token *token;
    do token = hcl_read(p);
    while (token->type != T_OPAREN && token->type != T_EOF);
    hcl_recover(p, T_CPAREN);
}

/* NAME(, or NAME::NAME(: `name` was read, the next token is '(' or '::'. */
static const struct hcl_expr *parse_call(struct hcl_parser *p, const struct hcl_token *name)
{
    struct hcl_range name_range = hcl_token_range(p, name);
    const struct hcl_token *open = hcl_read(p);
    while (open->type == T_DOUBLE_COLON) {
        const struct hcl_token *next = hcl_read(p);
        if (next->type != T_IDENT) {
            hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "missing function name after '::'");
            recover_over_parentheses(p);
            return hcl_placeholder(p, hcl_between(name_range, hcl_token_range(p, next)));
        }
        name_range = hcl_between(name_range, hcl_token_range(p, next));
        open = hcl_read(p);
    }
    struct hcl_range open_range = hcl_token_range(p, open);
    if (open->type != T_OPAREN) {
        hcl_complain(p, &HCL_ERR_SYNTAX, open_range, "missing open parenthesis after the name of a function");
        recover_over_parentheses(p);
        return hcl_placeholder(p, hcl_between(name_range, open_range));
    }
    struct hcl_expr *call = hcl_new_expr(p, HCL_CALL, name_range);
    if (!call) return NULL;
    call->call.name = (struct str){p->text.s + (name_range.start.offset - p->base), name_range.end.offset - name_range.start.offset};
    call->call.name_range = name_range;
    bool newlines = p->newlines;
    p->newlines = false;
    hcl_expr_list args = {0};
    parse_arguments(p, call, open_range, &args);
    p->newlines = newlines;
    call->call.args = hcl_list_done(p, &args);
    call->call.n = args.len;
    call->range = hcl_between(name_range, hcl_token_range(p, hcl_previous(p)));
    return p->out_of_memory ? NULL : call;
}

/* --- for, [ ], { } --- */

static const struct hcl_expr *for_failed(struct hcl_parser *p, struct hcl_range open, enum hcl_token_type close)
{
    const struct hcl_token *end = hcl_recover(p, close);
    return hcl_placeholder(p, hcl_between(open, hcl_token_range(p, end)));
}

static const struct hcl_expr *for_wrong(struct hcl_parser *p, struct hcl_range open, enum hcl_token_type close, const char *message)
{
    hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, hcl_peek(p)), "%s", message);
    return for_failed(p, open, close);
}

static void check_for(struct hcl_parser *p, const struct hcl_expr *expr, bool object, struct hcl_range ellipsis)
{
    if (!object && expr->each.key) hcl_complain(p, &HCL_ERR_SYNTAX, expr->each.key->range, "a for expression that makes a tuple takes no key");
    if (!object && expr->each.group) hcl_complain(p, &HCL_ERR_SYNTAX, ellipsis, "a for expression that makes a tuple cannot group with '...'");
    if (object && !expr->each.key) hcl_complain(p, &HCL_ERR_SYNTAX, expr->each.value->range, "a for expression that makes an object needs KEY => VALUE");
}

/* The bracket was read, `for` is next. */
static const struct hcl_expr *parse_for(struct hcl_parser *p, struct hcl_range open, bool object)
{
    enum hcl_token_type close = object ? T_CBRACE : T_CBRACK;
    struct hcl_expr *expr = hcl_new_expr(p, HCL_FOR, open);
    if (!expr) return NULL;
    hcl_read(p);
    if (hcl_peek(p)->type != T_IDENT) return for_wrong(p, open, close, "a for expression needs the name of a variable after 'for'");
    expr->each.value_name = hcl_token_text(p, hcl_read(p));
    if (hcl_peek(p)->type == T_COMMA) {
        hcl_read(p);
        expr->each.key_name = expr->each.value_name;
        if (hcl_peek(p)->type != T_IDENT) return for_wrong(p, open, close, "a for expression needs the name of a variable after the comma");
        expr->each.value_name = hcl_token_text(p, hcl_read(p));
    }
    if (!hcl_token_is(p, hcl_peek(p), "in")) return for_wrong(p, open, close, "a for expression needs 'in' after its variables");
    hcl_read(p);
    size_t before = p->errors;
    if (!(expr->each.collection = hcl_parse_expression(p))) return NULL;
    if (hcl_lost(p, before)) return for_failed(p, open, close);
    if (hcl_peek(p)->type != T_COLON) return for_wrong(p, open, close, "a for expression needs a colon after its collection");
    hcl_read(p);
    before = p->errors;
    if (!(expr->each.value = hcl_parse_expression(p))) return NULL;
    if (hcl_peek(p)->type == T_FAT_ARROW) {
        hcl_read(p);
        expr->each.key = expr->each.value;
        if (!(expr->each.value = hcl_parse_expression(p))) return NULL;
    }
    if (hcl_lost(p, before)) return for_failed(p, open, close);
    struct hcl_range ellipsis = open;
    if (hcl_peek(p)->type == T_ELLIPSIS) {
        ellipsis = hcl_token_range(p, hcl_read(p));
        expr->each.group = true;
    }
    if (hcl_token_is(p, hcl_peek(p), "if")) {
        hcl_read(p);
        before = p->errors;
        if (!(expr->each.condition = hcl_parse_expression(p))) return NULL;
        if (hcl_lost(p, before)) return for_failed(p, open, close);
    }
    const struct hcl_token *end = hcl_peek(p);
    if (end->type == close) {
        hcl_read(p);
    } else {
        hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, end), "extra characters after the end of a for expression");
        end = hcl_recover(p, close);
    }
    expr->range = hcl_between(open, hcl_token_range(p, end));
    check_for(p, expr, object, ellipsis);
    return expr;
}

static const struct hcl_expr *parse_tuple(struct hcl_parser *p)
{
    struct hcl_range open = hcl_token_range(p, hcl_read(p));
    p->newlines = false;   /* put back by the caller */
    if (hcl_token_is(p, hcl_peek(p), "for")) return parse_for(p, open, false);
    struct hcl_expr *expr = hcl_new_expr(p, HCL_TUPLE, open);
    hcl_expr_list items = {0};
    const struct hcl_token *end = NULL;
    while (expr && !end) {
        if (hcl_peek(p)->type == T_CBRACK) {
            end = hcl_read(p);
            break;
        }
        size_t before = p->errors;
        if (!add(p, &items, hcl_parse_expression(p))) return NULL;
        const struct hcl_token *next = hcl_peek(p);
        if (hcl_lost(p, before)) {
            end = hcl_recover(p, T_CBRACK);
        } else if (next->type == T_CBRACK) {
            end = hcl_read(p);
        } else if (next->type == T_COMMA) {
            hcl_read(p);
        } else {
            if (next->type == T_EOF) hcl_complain_once(p, &HCL_ERR_BLOCK_NOT_CLOSED, open, "the list opened here is not closed before the end of the file");
            else hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "missing item separator: a comma or ']' is expected here");
            end = hcl_recover(p, T_CBRACK);
        }
    }
    if (!expr) return NULL;
    expr->range = hcl_between(open, hcl_token_range(p, end));
    expr->list.items = hcl_list_done(p, &items);
    expr->list.n = items.len;
    return expr;
}

static void complain_about_separator(struct hcl_parser *p, const struct hcl_token *next, struct hcl_range open)
{
    struct hcl_range range = hcl_token_range(p, next);
    if (next->type == T_EOF)
        hcl_complain_once(p, &HCL_ERR_BLOCK_NOT_CLOSED, open, "the object opened here is not closed before the end of the file");
    else if (next->type == T_NEWLINE || next->type == T_COMMA)
        hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "missing attribute value: '=' and a value are expected here");
    else
        hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "missing key/value separator: '=' is expected here");
}

/* A bare name as a key is its own text, true, false and null too. */
static const struct hcl_expr *as_key(struct hcl_parser *p, const struct hcl_expr *key)
{
    if (key->kind == HCL_LITERAL && (value_is_bool(key->literal) || value_is_null(key->literal)))
        return literal(p, value_cstring(p->values, value_is_null(key->literal) ? "null" : value_is_true(key->literal) ? "true" : "false"), key->range);
    if (key->kind != HCL_VARIABLE || key->traversal.n > 0) return key;
    return literal(p, value_string(p->values, hcl_nfc(p->arena, key->traversal.root)), key->range);
}

/* One KEY = VALUE of an object and the separator behind it. The closing token when the object ends here, else NULL. */
static const struct hcl_token *parse_object_item(struct hcl_parser *p, struct hcl_range open, hcl_expr_list *pairs)
{
    size_t before = p->errors;
    bool parenthesised = hcl_peek(p)->type == T_OPAREN;
    const struct hcl_expr *key = hcl_parse_expression(p);
    if (!key) return NULL;
    if (hcl_lost(p, before)) return hcl_recover(p, T_CBRACE);
    if (!parenthesised) key = as_key(p, key);
    const struct hcl_token *next = hcl_peek(p);
    if (next->type != T_EQUAL && next->type != T_COLON) {
        complain_about_separator(p, next, open);
        return hcl_recover(p, T_CBRACE);
    }
    hcl_read(p);
    before = p->errors;
    const struct hcl_expr *value = hcl_parse_expression(p);
    if (!value) return NULL;
    if (hcl_lost(p, before)) return hcl_recover(p, T_CBRACE);
    if (!add(p, pairs, key) || !add(p, pairs, value)) return NULL;
    next = hcl_peek(p);
    if (next->type == T_CBRACE) return hcl_read(p);
    if (next->type == T_COMMA || next->type == T_NEWLINE) {
        hcl_read(p);
        return NULL;
    }
    if (next->type == T_EOF) hcl_complain_once(p, &HCL_ERR_BLOCK_NOT_CLOSED, open, "the object opened here is not closed before the end of the file");
    else hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "missing attribute separator: a newline, a comma or '}' is expected here");
    return hcl_recover(p, T_CBRACE);
}

static const struct hcl_expr *parse_object(struct hcl_parser *p)
{
    struct hcl_range open = hcl_token_range(p, hcl_read(p));
    p->newlines = false;   /* put back by the caller */
    if (hcl_token_is(p, hcl_peek(p), "for")) return parse_for(p, open, true);
    p->newlines = true;
    struct hcl_expr *expr = hcl_new_expr(p, HCL_OBJECT, open);
    hcl_expr_list pairs = {0};
    const struct hcl_token *end = NULL;
    while (expr && !end && !p->out_of_memory) {
        enum hcl_token_type type = hcl_peek(p)->type;
        if (type == T_NEWLINE) hcl_read(p);
        else if (type == T_CBRACE) end = hcl_read(p);
        else end = parse_object_item(p, open, &pairs);
    }
    if (!expr || p->out_of_memory) return NULL;
    expr->range = hcl_between(open, hcl_token_range(p, end));
    expr->object.n = pairs.len / 2;
    struct hcl_item *items = arena_array(p->arena, expr->object.n, sizeof *items);
    if (!items) {
        p->out_of_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < expr->object.n; i++) items[i] = (struct hcl_item){pairs.items[2 * i], pairs.items[2 * i + 1]};
    expr->object.items = items;
    return expr;
}

/* --- terms --- */

static const struct hcl_expr *parse_parentheses(struct hcl_parser *p)
{
    struct hcl_range open = hcl_token_range(p, hcl_read(p));
    p->newlines = false;   /* put back by the caller */
    size_t before = p->errors;
    const struct hcl_expr *inner = hcl_parse_expression(p);
    if (!inner) return NULL;
    if (p->errors > before) {
        hcl_recover(p, T_CPAREN);
        return inner;
    }
    const struct hcl_token *close = hcl_peek(p);
    if (close->type != T_CPAREN) {
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, close), "unbalanced parentheses: ')' is expected here");
        p->recovery = true;
    }
    close = hcl_read(p);
    struct hcl_expr *expr = hcl_new_expr(p, HCL_PARENTHESES, hcl_between(open, hcl_token_range(p, close)));
    if (expr) expr->inner = inner;
    return expr;
}

static const struct hcl_expr *parse_unary(struct hcl_parser *p, enum hcl_operator op)
{
    struct hcl_range symbol = hcl_token_range(p, hcl_read(p));
    const struct hcl_expr *operand = hcl_descend(p) ? parse_operand(p) : hcl_placeholder(p, symbol);
    p->depth--;
    struct hcl_expr *expr = operand ? hcl_new_expr(p, HCL_UNARY, hcl_between(symbol, operand->range)) : NULL;
    if (!expr) return NULL;
    expr->op = op;
    expr->operand = operand;
    return expr;
}

static const struct hcl_expr *parse_name(struct hcl_parser *p)
{
    const struct hcl_token *token = hcl_read(p);
    enum hcl_token_type next = hcl_peek(p)->type;
    struct hcl_range range = hcl_token_range(p, token);
    if (next == T_OPAREN || next == T_DOUBLE_COLON) return parse_call(p, token);
    if (hcl_token_is(p, token, "true")) return literal(p, VALUE_TRUE, range);
    if (hcl_token_is(p, token, "false")) return literal(p, VALUE_FALSE, range);
    if (hcl_token_is(p, token, "null")) return literal(p, VALUE_NULL_, range);
    struct hcl_expr *expr = hcl_new_expr(p, HCL_VARIABLE, range);
    if (!expr) return NULL;
    expr->traversal = (struct hcl_traversal){.root = hcl_token_text(p, token), .root_range = range};
    return expr;
}

static const struct hcl_expr *parse_term(struct hcl_parser *p)
{
    const struct hcl_token *start = hcl_peek(p);
    struct hcl_range range = hcl_token_range(p, start);
    bool newlines = p->newlines;
    const struct hcl_expr *expr;
    if (start->type == T_NUMBER) return parse_number(p, hcl_read(p));
    if (start->type == T_IDENT) return parse_name(p);
    if (start->type == T_MINUS) return parse_unary(p, HCL_NEGATE);
    if (start->type == T_BANG) return parse_unary(p, HCL_NOT);
    if (start->type == T_OQUOTE || start->type == T_OHEREDOC) {
        hcl_read(p);
        return hcl_parse_template_body(p, range, hcl_opposite(start->type), start->type == T_OHEREDOC && hcl_token_text(p, start).s[2] == '-');
    }
    if (start->type == T_OPAREN || start->type == T_OBRACK || start->type == T_OBRACE) {
        expr = start->type == T_OPAREN ? parse_parentheses(p) : start->type == T_OBRACE ? parse_object(p) : parse_tuple(p);
        p->newlines = newlines;
        return expr;
    }
    if (start->type == T_EOF) hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "missing expression: the text ends where a value is expected");
    else hcl_complain_once(p, &HCL_ERR_SYNTAX, range, "invalid expression: a value is expected here");
    p->recovery = true;
    return hcl_placeholder(p, range);
}

/* --- .name, [key], splats --- */

typedef VEC(struct hcl_step) step_list;

static bool add_step(struct hcl_parser *p, step_list *steps, struct value key, bool is_attribute, struct hcl_range range)
{
    struct hcl_step *step = value_is_none(key) ? NULL : vec_push(p->scratch, steps);
    if (!step) {
        p->out_of_memory = true;
        return false;
    }
    *step = (struct hcl_step){key, is_attribute, range};
    return true;
}

/* `from` followed by the steps collected, which are taken out of `steps`. */
static const struct hcl_expr *follow(struct hcl_parser *p, const struct hcl_expr *from, step_list *steps)
{
    if (steps->len == 0 || !from) return from;
    struct hcl_range range = hcl_between(from->range, steps->items[steps->len - 1].range);
    struct hcl_expr *expr;
    const struct hcl_step *kept = (const struct hcl_step *)arena_copy(p->arena, steps->items, steps->len * sizeof *kept);
    if (!kept) p->out_of_memory = true;
    if (!kept) return NULL;
    if (from->kind == HCL_VARIABLE && from->traversal.n == 0) {
        expr = hcl_new_expr(p, HCL_VARIABLE, range);
        if (!expr) return NULL;
        expr->traversal = from->traversal;
        expr->traversal.steps = kept;
        expr->traversal.n = steps->len;
    } else {
        expr = hcl_new_expr(p, HCL_RELATIVE, range);
        if (!expr) return NULL;
        expr->relative.source = from;
        expr->relative.steps = kept;
        expr->relative.n = steps->len;
    }
    *steps = (step_list){0};
    return expr;
}

/* .0, the old way to write [0]; `number` was read. */
static bool legacy_index(struct hcl_parser *p, step_list *steps, struct hcl_range dot, const struct hcl_token *number)
{
    struct str text = hcl_token_text(p, number);
    struct hcl_range range = hcl_between(dot, hcl_token_range(p, number));
    struct value key;
    if (memchr(text.s, '.', text.len)) {
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, number), "two indexes in a row cannot be written as '.%.*s', write [n][m]", (int)(text.len < 40 ? text.len : 40), text.s);
        key = value_unknown_ref(p->values, NULL);
    } else if (!hcl_number_literal(p->values, text, &key)) {
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, number), "'%.*s' is no index", (int)(text.len < 40 ? text.len : 40), text.s);
        key = value_unknown_ref(p->values, NULL);
    }
    return add_step(p, steps, key, false, range);
}

static struct value name_value(struct hcl_parser *p, const struct hcl_token *name)
{
    struct str text = hcl_nfc(p->arena, hcl_token_text(p, name));
    return text.s ? value_string(p->values, text) : VALUE_NONE;
}

static const struct hcl_expr *new_splat(struct hcl_parser *p, const struct hcl_expr *source, const struct hcl_expr *each, struct hcl_range start)
{
    struct hcl_expr *expr = source && each ? hcl_new_expr(p, HCL_SPLAT, hcl_between(start, each->range)) : NULL;
    if (!expr) return NULL;
    expr->splat.source = source;
    expr->splat.each = each;
    return expr;
}

/* source.*: dots and names only may follow; '*' is next. */
static const struct hcl_expr *attribute_splat(struct hcl_parser *p, const struct hcl_expr *source, struct hcl_range start, struct hcl_range dot)
{
    struct hcl_range marker = hcl_between(dot, hcl_token_range(p, hcl_read(p)));
    const struct hcl_expr *item = hcl_new_expr(p, HCL_SPLAT_ITEM, marker);
    step_list steps = {0};
    while (item && hcl_peek(p)->type == T_DOT) {
        struct hcl_range inner_dot = hcl_token_range(p, hcl_read(p));
        const struct hcl_token *next = hcl_peek(p);
        if (next->type == T_NUMBER) {
            if (!legacy_index(p, &steps, inner_dot, hcl_read(p))) return NULL;
        } else if (next->type == T_IDENT) {
            hcl_read(p);
            if (!add_step(p, &steps, name_value(p, next), true, hcl_between(inner_dot, hcl_token_range(p, next)))) return NULL;
        } else {
            if (next->type == T_STAR) hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "a splat cannot stand inside another '.*' splat, write [*]");
            else hcl_complain_once(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "the name of an attribute is expected after a dot");
            p->recovery = true;
            break;
        }
    }
    return new_splat(p, source, follow(p, item, &steps), start);
}

/* source[*]: all that follows is done for each element; '[' was read, '*' is next. */
static const struct hcl_expr *full_splat(struct hcl_parser *p, const struct hcl_expr *source, struct hcl_range start, struct hcl_range open)
{
    hcl_read(p);
    const struct hcl_token *close = hcl_read(p);
    if (close->type != T_CBRACK && !p->recovery) {
        close = hcl_recover(p, T_CBRACK);   /* the reference implementation reports where it has recovered */
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, close), "the star of a splat must be followed by ']'");
    }
    const struct hcl_expr *item = hcl_new_expr(p, HCL_SPLAT_ITEM, hcl_between(open, hcl_token_range(p, close)));
    const struct hcl_expr *each = NULL;
    if (item) each = hcl_descend(p) ? parse_traversals(p, item) : item;
    p->depth -= item != NULL;
    return new_splat(p, source, each, start);
}

/* [key], '[' was read: a step when the key is constant, else an index expression around what there was. */
static const struct hcl_expr *parse_index(struct hcl_parser *p, const struct hcl_expr *from, step_list *steps, struct hcl_range start, struct hcl_range open)
{
    bool newlines = p->newlines;
    p->newlines = false;
    size_t before = p->errors;
    const struct hcl_expr *key = hcl_parse_expression(p);
    const struct hcl_token *close;
    if (hcl_lost(p, before)) {
        close = hcl_recover(p, T_CBRACK);
    } else {
        close = hcl_read(p);
        if (close->type != T_CBRACK && !p->recovery) {
            close = hcl_recover(p, T_CBRACK);
            hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, close), "missing close bracket on index");
        }
    }
    p->newlines = newlines;
    if (!key) return NULL;
    struct hcl_range brackets = hcl_between(open, hcl_token_range(p, close));
    if (key->kind == HCL_LITERAL && (value_is_string(key->literal) || value_is_number(key->literal)))
        return add_step(p, steps, key->literal, false, brackets) ? from : NULL;
    from = follow(p, from, steps);
    struct hcl_expr *expr = from ? hcl_new_expr(p, HCL_INDEX, hcl_between(start, brackets)) : NULL;
    if (!expr) return NULL;
    expr->index.collection = from;
    expr->index.key = key;
    return expr;
}

static const struct hcl_expr *parse_traversals(struct hcl_parser *p, const struct hcl_expr *from)
{
    struct hcl_range start = from->range;
    step_list steps = {0};
    const struct hcl_expr *result = from;
    unsigned levels = 0;   /* of the tree, which evaluating walks down again */
    while (result && !p->out_of_memory) {
        enum hcl_token_type type = hcl_peek(p)->type;
        if (type != T_DOT && type != T_OBRACK) break;
        struct hcl_range open = hcl_token_range(p, hcl_read(p));
        const struct hcl_token *next = hcl_peek(p);
        const struct hcl_expr *before = result;
        if (type == T_DOT && next->type == T_IDENT) {
            hcl_read(p);
            add_step(p, &steps, name_value(p, next), true, hcl_between(open, hcl_token_range(p, next)));
        } else if (type == T_DOT && next->type == T_NUMBER) {
            legacy_index(p, &steps, open, hcl_read(p));
        } else if (type == T_DOT && next->type == T_STAR) {
            result = follow(p, result, &steps);
            result = attribute_splat(p, result, start, open);
        } else if (type == T_DOT) {
            hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, next), "the name of an attribute is expected after a dot");
            result = hcl_placeholder(p, hcl_between(start, open));
            steps = (step_list){0};
            p->recovery = true;
        } else if (next->type == T_STAR) {
            result = follow(p, result, &steps);
            result = full_splat(p, result, start, open);
        } else {
            result = parse_index(p, result, &steps, start, open);
        }
        if (result != before && ++levels > MAX_CHAIN) {
            hcl_complain(p, &HCL_ERR_DEPTH, open, "more than %d computed indexes in a row", MAX_CHAIN);
            p->recovery = p->quiet = true;
            return hcl_placeholder(p, start);
        }
    }
    return p->out_of_memory ? NULL : follow(p, result, &steps);
}

static const struct hcl_expr *parse_operand(struct hcl_parser *p)
{
    const struct hcl_expr *term = parse_term(p);
    return term ? parse_traversals(p, term) : NULL;
}

/* --- operators --- */

static const struct { enum hcl_token_type token; enum hcl_operator op; int level; } operators[] = {
    {T_OR, HCL_OR, 1}, {T_AND, HCL_AND, 2},
    {T_EQUAL_OP, HCL_EQUAL, 3}, {T_NOT_EQUAL, HCL_NOT_EQUAL, 3},
    {T_GREATER, HCL_GREATER, 4}, {T_GREATER_EQUAL, HCL_GREATER_EQUAL, 4}, {T_LESS, HCL_LESS, 4}, {T_LESS_EQUAL, HCL_LESS_EQUAL, 4},
    {T_PLUS, HCL_ADD, 5}, {T_MINUS, HCL_SUBTRACT, 5},
    {T_STAR, HCL_MULTIPLY, 6}, {T_SLASH, HCL_DIVIDE, 6}, {T_PERCENT, HCL_MODULO, 6},
};

/* Operators that bind at least as tightly as `level`; all associate to the left. */
static const struct hcl_expr *parse_binary(struct hcl_parser *p, int level)
{
    size_t before = p->errors;
    const struct hcl_expr *left = parse_operand(p);
    while (left && !hcl_lost(p, before)) {
        enum hcl_token_type type = hcl_peek(p)->type;
        size_t i = 0;
        while (i < COUNT_OF(operators) && operators[i].token != type) i++;
        if (i == COUNT_OF(operators) || operators[i].level < level) break;
        hcl_read(p);
        before = p->errors;
        const struct hcl_expr *right = parse_binary(p, operators[i].level + 1);
        if (!right) return NULL;
        if (hcl_lost(p, before)) break;
        struct hcl_expr *both = hcl_new_expr(p, HCL_BINARY, hcl_between(left->range, right->range));
        if (!both) return NULL;
        both->op = operators[i].op;
        both->binary.left = left;
        both->binary.right = right;
        left = both;
    }
    return left;
}

static const struct hcl_expr *parse_conditional(struct hcl_parser *p)
{
    size_t before = p->errors;
    const struct hcl_expr *condition = parse_binary(p, 1);
    if (!condition || hcl_lost(p, before) || hcl_peek(p)->type != T_QUESTION) return condition;
    hcl_read(p);
    before = p->errors;
    const struct hcl_expr *yes = hcl_parse_expression(p);
    if (!yes || hcl_lost(p, before)) return yes ? condition : NULL;
    const struct hcl_token *colon = hcl_peek(p);
    if (colon->type != T_COLON) {
        hcl_complain(p, &HCL_ERR_SYNTAX, hcl_token_range(p, colon), "missing false expression in conditional: ':' is expected here");
        return condition;
    }
    hcl_read(p);
    before = p->errors;
    const struct hcl_expr *no = hcl_parse_expression(p);
    if (!no || hcl_lost(p, before)) return no ? condition : NULL;
    struct hcl_expr *expr = hcl_new_expr(p, HCL_CONDITIONAL, hcl_between(condition->range, no->range));
    if (!expr) return NULL;
    expr->conditional.condition = condition;
    expr->conditional.yes = yes;
    expr->conditional.no = no;
    return expr;
}

const struct hcl_expr *hcl_parse_expression(struct hcl_parser *p)
{
    if (p->out_of_memory) return NULL;
    const struct hcl_expr *expr = hcl_descend(p) ? parse_conditional(p) : hcl_placeholder(p, hcl_token_range(p, hcl_peek(p)));
    p->depth--;
    return expr;
}
