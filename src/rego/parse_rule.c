/* rego/parse_rule.c: rules: heads, bodies, `else`, `default`, and the statements that only turn out to be rules (`p = 1`). */
#include <stdio.h>

#include "rego/ast_copy.h"
#include "rego/parser.h"

struct head {
    struct rego_location at;
    struct rego_term *ref, *key, *value;   /* key: after `contains` */
    struct rego_terms args;
    bool assign, contains, generated_value;
};

/* --- names --- */

/* What, after a keyword, makes a statement a rule declaration, so that the error can say that the name is what is wrong. */
static bool follows_rule_name(enum rego_token_kind keyword, enum rego_token_kind next)
{
    bool defines = next == TOK_ASSIGN || next == TOK_UNIFY, is_word = next == TOK_IF || next == TOK_CONTAINS, call = next == TOK_LPAREN;
    switch ((unsigned)keyword) {
    case TOK_EVERY: case TOK_IF: case TOK_IN: case TOK_SOME: case TOK_AS: return defines || is_word || call;
    case TOK_PACKAGE: case TOK_IMPORT: return defines || call;
    case TOK_NOT: case TOK_LOGICAL_AND: case TOK_LOGICAL_OR: return defines || is_word;
    case TOK_CONTAINS: return is_word;
    default: return false;
    }
}

bool parser_keyword_rule_name(struct parser *p, bool is_default)
{
    enum rego_token_kind keyword = p->s.token.kind;
    if (is_default ? !rego_token_is_keyword(keyword) : !follows_rule_name(keyword, parser_peek(p).kind)) return false;
    parser_error(p, parser_at(p), "%s keyword cannot be used for rule name", rego_token_name(keyword));
    return true;
}

static struct rego_term *ref_of(struct parser *p, struct rego_term *name)
{
    struct rego_term *ref = parser_new_term(p, REGO_REF, name->at);
    return ref && parser_push(p, &ref->ref.items, name) ? parser_measure(p, ref) : NULL;
}

static bool has_var_head(const struct rego_term *ref) { return ref->kind == REGO_REF && ref->ref.items.items[0]->kind == REGO_VAR; }

/* --- heads --- */

static bool head_name(struct parser *p, struct head *head)
{
    struct rego_location from = parser_at(p);
    struct rego_term *t = parse_var(p);
    if (!t) return false;
    parser_scan(p);
    if (parser_adjacent(p) && ((p->s.token.kind >= TOK_ADD && p->s.token.kind <= TOK_OR) || (p->s.token.kind >= TOK_EQUAL && p->s.token.kind <= TOK_LTE)))
        return parser_illegal(p, NULL);
    if (parser_is(p, TOK_LPAREN) || parser_is(p, TOK_DOT) || parser_is(p, TOK_LBRACK)) {
        p->s.token.space_before = false;   /* `p [x]` is a head, too */
        if (!(t = parse_ref(p, t, from))) return false;
    }
    if (t->kind == REGO_CALL) {
        head->args = t->call.args;
        head->ref = t->call.op;
    } else {
        head->ref = t->kind == REGO_VAR ? ref_of(p, t) : t;
    }
    if (!head->ref) return false;
    if (t->kind == REGO_CALL && !has_var_head(head->ref)) return parser_illegal(p, "rule head ref invalid");
    return has_var_head(head->ref);
}

static bool head_value(struct parser *p, struct head *head, const char *name, bool is_default)
{
    head->assign = parser_is(p, TOK_ASSIGN);
    parser_scan(p);
    if ((head->value = parse_infix(p, true))) return true;
    if (p->s.errors) return false;
    if (head->args.len) return parser_illegal(p, "expected function value term (e.g., %s(...) := <VALUE> { ... })", name);
    if (is_default) return parser_illegal(p, "expected default rule value term (e.g., default %s := <VALUE>)", name);
    return parser_illegal(p, "expected rule value term (e.g., %s := <VALUE> { ... })", name);
}

/* False with no error: what stands here is no head. */
static bool parse_head(struct parser *p, bool is_default, struct head *head)
{
    head->at = parser_at(p);
    if (!head_name(p, head)) return false;
    struct str text = rego_term_text(head->ref);
    char name[200];
    snprintf(name, sizeof name, "%.*s", (int)text.len, text.s);
    if (parser_is(p, TOK_CONTAINS)) {
        if (head->args.len)
            return parser_illegal(p, "the contains keyword can only be used with multi-value rule definitions (e.g., %s contains <VALUE> { ... })", name);
        head->contains = true;
        parser_scan(p);
        if (!(head->key = parse_infix(p, true))) return p->s.errors ? false : parser_illegal(p, "expected rule key term (e.g., %s contains <VALUE> { ... })", name);
    } else if (parser_is(p, TOK_UNIFY) || parser_is(p, TOK_ASSIGN)) {
        if (!head_value(p, head, name, is_default)) return false;
    }
    head->at = parser_span(p, head->at);
    return true;
}

static struct rego_term *truth(struct parser *p, struct rego_location at)
{
    struct rego_term *t = parser_new_term(p, REGO_CONST, at);
    if (t) t->constant = VALUE_TRUE;
    return t;
}

static struct rego_rule *new_rule(struct parser *p, struct rego_module *module, const struct head *head, struct rego_location at)
{
    struct rego_rule *r = arena_zero(p->arena, sizeof *r);
    if (!r) return parser_no_memory(p);
    *r = (struct rego_rule){.at = at, .head_at = head->at, .module = module, .ref = head->ref, .args = head->args, .value = head->value,
                            .has_assign = head->assign, .has_contains = head->contains, .generated_value = head->generated_value};
    r->kind = head->args.len ? REGO_RULE_FUNCTION : head->key ? REGO_RULE_SET : REGO_RULE_VALUE;
    if (head->key) r->value = head->key;
    if (!r->value) {
        r->generated_value = true;
        r->value = truth(p, head->at);
    }
    return r->value ? r : NULL;
}

static bool add_rule(struct parser *p, struct rego_module *module, struct rego_rule *r)
{
    struct rego_rule **slot = r ? vec_push(p->arena, &module->rules) : NULL;
    if (!slot) return parser_no_memory(p);
    *slot = r;
    return true;
}

/* --- default --- */

/* Calls back for the terms of a default value or argument that may not stand there; stops at comprehensions, which have a scope of their own. */
static const char *not_constant(const struct rego_term *t)
{
    const char *inner = NULL;
    switch (t->kind) {
    case REGO_CONST: case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: return NULL;
    case REGO_VAR: return "var";
    case REGO_REF: return "ref";
    case REGO_CALL: return "call";
    case REGO_TEMPLATE:
        for (size_t i = 0; !inner && i < t->template.parts.len; i++) inner = not_constant(t->template.parts.items[i]);
        return inner;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; !inner && i < t->list.len; i++) inner = not_constant(t->list.items[i]);
        return inner;
    }
    return NULL;
}

static bool check_default(struct parser *p, const struct rego_rule *r, bool has_value)
{
    if (!has_value) return parser_error(p, r->at, "illegal default rule (must have a value)");
    const char *wrong = not_constant(r->value);
    if (wrong) return parser_error(p, r->at, "illegal default rule (value cannot contain %s)", wrong);
    for (size_t i = 0; i < r->args.len; i++) {
        const struct rego_term *a = r->args.items[i];
        if (a->kind != REGO_VAR) {
            const char *kind = a->kind == REGO_CONST ? value_type_name(a->constant) : not_constant(a);
            return parser_error(p, r->at, "illegal default rule (arguments cannot contain %s)", kind ? kind : "composite terms");
        }
        for (size_t k = 0; k < i; k++)
            if (str_eq(r->args.items[k]->var.name, a->var.name))
                return parser_error(p, r->at, "illegal default rule (arguments cannot be repeated %.*s)", (int)a->var.name.len, a->var.name.s);
    }
    return true;
}

/* --- bodies --- */

static bool braced_body(struct parser *p, struct rego_body *body)
{
    parser_scan(p);
    if (!parse_body(p, TOK_RBRACE, body)) return false;
    parser_scan(p);
    return true;
}

static bool is_set(const struct rego_expr *e) { return e->kind == REGO_EXPR_TERM && e->term->kind == REGO_SET; }

/* After `if`: one expression, or a body in braces. `{x}` alone is a body, since a set is no condition. */
static bool body_after_if(struct parser *p, struct rego_body *body)
{
    struct parse_state s = p->s;
    bool brace = parser_is(p, TOK_LBRACE);
    struct rego_expr *e = parse_literal(p);
    if (e && !(brace && is_set(e))) {
        struct rego_expr **slot = vec_push(p->arena, body);
        if (!slot) return parser_no_memory(p);
        *slot = e;
        return true;
    }
    if (!brace) return false;
    p->s = s;
    return braced_body(p, body);
}

static struct rego_rule *parse_else(struct parser *p, const struct rego_rule *first)
{
    struct rego_location at = parser_at(p);
    struct head head = {.at = at, .ref = first->ref};
    if (!rego_copy_terms(p->arena, &first->args, &head.args)) return parser_no_memory(p);
    parser_scan(p);
    if (parser_is(p, TOK_ASSIGN) || parser_is(p, TOK_UNIFY)) {
        head.assign = parser_is(p, TOK_ASSIGN);
        parser_scan(p);
        if (!(head.value = parse_infix(p, true))) return NULL;
        head.at = parser_span(p, at);
    } else if (!parser_is(p, TOK_LBRACE) && !parser_is(p, TOK_IF)) {
        return parser_illegal(p, "expected else value term or rule body");
    }
    struct rego_rule *r = new_rule(p, first->module, &head, at);
    if (!r) return NULL;
    r->is_else = true;
    r->kind = first->kind;
    r->has_if = parser_is(p, TOK_IF);
    if (r->has_if) parser_scan(p);
    if (parser_is(p, TOK_LBRACE)) {
        if (!braced_body(p, &r->body)) return NULL;
    } else if (!r->has_if) {
        r->generated_body = true;
    } else if (parser_is(p, TOK_EOF)) {
        return parser_illegal(p, "rule body expected");
    } else {
        struct rego_expr *e = parse_literal(p), **slot = e ? vec_push(p->arena, &r->body) : NULL;
        if (!slot) return NULL;
        *slot = e;
    }
    r->at = parser_span(p, at);
    return r;
}

static bool is_ground(const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_CONST: return true;
    case REGO_VAR: case REGO_CALL: case REGO_TEMPLATE: return false;
    case REGO_ARRAY_COMPR: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: return true;
    case REGO_REF:
        for (size_t i = 1; i < t->ref.items.len; i++)
            if (!is_ground(t->ref.items.items[i])) return false;
        return true;
    case REGO_ARRAY: case REGO_SET: case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++)
            if (!is_ground(t->list.items[i])) return false;
        return true;
    }
    return true;
}

static bool parse_elses(struct parser *p, struct rego_rule *first)
{
    if (!parser_is(p, TOK_ELSE) || parser_keyword_as_name(p)) return true;
    if (first->ref->ref.items.len > 1 && !is_ground(first->ref)) return parser_error(p, parser_at(p), "else keyword cannot be used on rules with variables in head");
    if (first->kind == REGO_RULE_SET) return parser_error(p, parser_at(p), "else keyword cannot be used on multi-value rules");
    for (struct rego_rule *r = first; parser_is(p, TOK_ELSE); r = r->els)
        if (!(r->els = parse_else(p, first))) return false;
    return true;
}

/* Further bodies: `p { a } { b }`. */
static bool parse_chained(struct parser *p, struct rego_module *module, const struct rego_rule *first)
{
    while (parser_is(p, TOK_LBRACE)) {
        if (first->els) return parser_error(p, parser_at(p), "expected else keyword");
        struct rego_location at = parser_at(p);
        struct rego_rule *r = arena_copy(p->arena, first, sizeof *first);
        if (!r || !(r->ref = rego_copy_term(p->arena, first->ref)) || !(r->value = rego_copy_term(p->arena, first->value)) ||
            !rego_copy_terms(p->arena, &first->args, &r->args)) return parser_no_memory(p);
        r->body = (struct rego_body){0};
        r->chained = true;
        if (!braced_body(p, &r->body)) return false;
        r->at = r->head_at = parser_span(p, at);
        if (!add_rule(p, module, r)) return false;
    }
    return true;
}

/* v0: `p[x] { ... }` is `p contains x`. */
static bool head_is_old_set(const struct head *head, bool has_if)
{
    return !has_if && !head->contains && !head->args.len && !head->value && head->ref->ref.items.len == 2;
}

bool parse_rules(struct parser *p, struct rego_module *module, bool *found)
{
    struct rego_location at = parser_at(p);
    struct head head = {0};
    *found = false;
    parser_keyword_as_name(p);
    bool is_default = parser_is(p, TOK_DEFAULT);
    if (is_default) {
        parser_scan(p);
        parser_keyword_as_name(p);
    }
    if (!parser_is(p, TOK_IDENT)) return is_default ? !parser_keyword_rule_name(p, true) : true;
    if (!parse_head(p, is_default, &head)) return !p->s.errors;
    bool has_if = parser_is(p, TOK_IF), has_value = head.value;
    if (!is_default && head_is_old_set(&head, has_if)) {
        head.key = head.ref->ref.items.items[1];
        head.ref = ref_of(p, head.ref->ref.items.items[0]);
        if (!head.ref) return false;
    }
    struct rego_rule *r = new_rule(p, module, &head, at);
    if (!r) return false;
    r->is_default = is_default;
    r->has_if = has_if;
    if (is_default) {
        r->at = parser_span(p, at);
        *found = true;
        return check_default(p, r, has_value) && add_rule(p, module, r);
    }
    if (has_if) {
        parser_scan(p);
        if (!body_after_if(p, &r->body)) return false;
    } else if (parser_is(p, TOK_LBRACE)) {
        if (!braced_body(p, &r->body)) return false;
    } else if (head.contains) {
        r->generated_body = true;
        r->at = head.at;
        *found = true;
        return add_rule(p, module, r);
    } else {
        return true;   /* `p = 1`: read again, as an expression */
    }
    *found = true;
    bool ok = parse_elses(p, r);
    r->at = parser_span(p, at);
    return ok && add_rule(p, module, r) && parse_chained(p, module, r);
}

/* --- expressions in the place of rules --- */

static const char *kind_of(const struct rego_term *t)
{
    static const char *const names[] = {"scalar", "var", "ref", "array", "set", "object", "arraycomprehension", "setcomprehension",
                                        "objectcomprehension", "call", "templatestring"};
    return t->kind == REGO_CONST ? value_type_name(t->constant) : names[t->kind];
}

static bool define(struct parser *p, struct rego_module *module, const struct rego_expr *e, struct rego_term *left, struct rego_term *value, bool assign)
{
    struct head head = {.at = e->at, .value = value, .assign = assign};
    if (left->kind == REGO_VAR) head.ref = ref_of(p, left);
    else if (left->kind == REGO_REF) head.ref = left;
    else if (left->kind == REGO_CALL) {
        head.ref = left->call.op->kind == REGO_VAR ? ref_of(p, left->call.op) : left->call.op;
        head.args = left->call.args;
    } else {
        return parser_error(p, e->at, "%s cannot be used for rule name", kind_of(left));
    }
    if (!head.ref) return false;
    if (!has_var_head(head.ref)) return parser_error(p, e->at, "invalid rule head");
    struct rego_rule *r = new_rule(p, module, &head, e->at);
    if (!r) return false;
    r->generated_body = true;
    return add_rule(p, module, r);
}

static bool define_from_term(struct parser *p, struct rego_module *module, const struct rego_expr *e)
{
    struct rego_term *t = e->term;
    if (t->kind != REGO_REF) return parser_error(p, e->at, "%s cannot be used for rule name", kind_of(t));
    if (!has_var_head(t)) return parser_error(p, e->at, "invalid rule head");
    if (t->ref.items.len == 1) return parser_error(p, e->at, "refs cannot be used for rule head");
    struct head head = {.at = e->at, .ref = t};
    if (t->ref.items.len == 2) {   /* `p.q` alone: q is in the set p */
        head.key = t->ref.items.items[1];
        if (!(head.ref = ref_of(p, t->ref.items.items[0]))) return false;
    }
    struct rego_rule *r = new_rule(p, module, &head, e->at);
    if (!r) return false;
    r->generated_body = true;
    return add_rule(p, module, r);
}

bool parse_rule_from_body(struct parser *p, struct rego_module *module, const struct rego_body *body)
{
    struct rego_expr *e = body->items[0];
    if (body->len != 1) return parser_error(p, e->at, "multiple expressions cannot be used for rule head");
    if (e->with.len) return parser_error(p, e->at, "expressions using with keyword cannot be used for rule head");
    if (e->negated) return parser_error(p, e->at, "negated expressions cannot be used for rule head");
    switch (e->kind) {
    case REGO_EXPR_SOME: return parser_error(p, e->at, "'some' declarations cannot be used for rule head");
    case REGO_EXPR_EVERY: case REGO_EXPR_NOT: case REGO_EXPR_AND: case REGO_EXPR_OR: return parser_error(p, e->at, "expression cannot be used for rule head");
    case REGO_EXPR_TERM: return define_from_term(p, module, e);
    case REGO_EXPR_UNIFY: case REGO_EXPR_ASSIGN: return define(p, module, e, e->left, e->right, e->kind == REGO_EXPR_ASSIGN);
    case REGO_EXPR_CALL: break;
    }
    if (e->infix) return parser_error(p, e->at, "rule name conflicts with built-in function");
    if (!e->args.len) return parser_error(p, e->at, "rule argument list must take at least one argument");
    struct rego_term *call = parser_new_term(p, REGO_CALL, e->at);
    if (!call) return false;
    call->call.op = e->op;
    call->call.args = e->args;
    struct rego_term *value = truth(p, e->at);
    return value && define(p, module, e, call, value, false);
}
