/* rego/format.c: modules, imports, rules and bodies; see format.h. */
#include "rego/format.h"

#include <stdlib.h>

#include "rego/format_internal.h"

/* --- lines and comments --- */

void fmt_start_line(struct writer *w)
{
    w->inline_ = true;
    for (unsigned i = 0; i < w->level; i++) buf_puts(w->out, "\t");
}

static void put_comment(struct writer *w, const struct rego_comment *c)
{
    struct str text = c->text;
    while (text.len && strchr(" \t\r", text.s[text.len - 1])) text.len--;
    buf_puts(w->out, "#");
    buf_add_str(w->out, text);
}

void fmt_end_line(struct writer *w)
{
    w->inline_ = false;
    if (w->line_end && !w->delay) {
        buf_puts(w->out, " ");
        put_comment(w, w->line_end);
        w->line_end = NULL;
    }
    w->delay = false;
    buf_puts(w->out, "\n");
}

void fmt_blank_line(struct writer *w)
{
    if (w->inline_) fmt_end_line(w);
    buf_puts(w->out, "\n");
}

static bool is_metadata(const struct rego_comment *c) { return c->at.col == 1 && str_has_prefix(str_trim(c->text), STR("METADATA")); }

static void put_comments(struct writer *w, size_t from, size_t to)
{
    bool in_block = false;
    for (size_t i = from; i < to; i++) {
        const struct rego_comment *c = &w->module->comments.items[i];
        if (i > from) {
            uint32_t gap = c->at.row - w->module->comments.items[i - 1].at.row;
            if (gap > 1) in_block = false;
            if (gap > 1 || (in_block && is_metadata(c))) fmt_blank_line(w);
        }
        in_block |= is_metadata(c);
        if (!w->inline_) fmt_start_line(w);
        put_comment(w, c);
        fmt_end_line(w);
    }
}

bool fmt_comments(struct writer *w, uint32_t row)
{
    size_t from = w->next, to = from;
    const struct rego_comment *all = w->module->comments.items, *at = NULL;
    while (to < w->module->comments.len && all[to].at.row < row) to++;
    w->next = to;
    while (w->next < w->module->comments.len && all[w->next].at.row == row) at = &all[w->next++];
    put_comments(w, from, to);
    if (to > from && row - all[to - 1].at.row > 1) fmt_blank_line(w);
    if (w->line_end) {
        if (!at) return true;
        w->line_end = NULL;
        return false;   /* two comments for one line */
    }
    w->line_end = at;
    return true;
}

struct str fmt_text(struct rego_location at) { return at.source ? (struct str){at.source->text.s + at.offset, at.length} : (struct str){0}; }

uint32_t fmt_end_row(struct rego_location at)
{
    struct str text = fmt_text(at);
    uint32_t row = at.row;
    while (text.len && strchr(" \t\r\n", text.s[text.len - 1])) text.len--;
    for (size_t i = 0; i < text.len; i++) row += text.s[i] == '\n';
    return row;
}

static size_t past_brackets(struct str text, size_t i, char open, char close, uint32_t *row)
{
    int depth = 0;
    while (i < text.len && text.s[i] != open) i++;
    for (; i < text.len; i++) {
        if (text.s[i] == open) depth++;
        else if (text.s[i] == close && --depth == 0) return i;
        else if (text.s[i] == '\n') ++*row;
    }
    return SIZE_MAX;
}

uint32_t fmt_closing_row(struct rego_location at, char skip_open, char skip_close, char open, char close)
{
    struct str text = fmt_text(at);
    uint32_t row = at.row;
    size_t i = skip_open ? past_brackets(text, 0, skip_open, skip_close, &row) : 0;
    if (i == SIZE_MAX || past_brackets(text, i, open, close, &row) == SIZE_MAX) return 0;
    return row;
}

/* --- expressions --- */

static bool is_union_expr(const struct rego_expr *e) { return e->kind == REGO_EXPR_CALL && e->args.len == 2 && rego_term_is_name(e->op, "or"); }
static bool needs_parens(const struct rego_expr *e, const struct rego_expr *parent, bool right);

/* The union that the text of e begins with, if any, gets parentheses. */
static void mark_union(struct writer *w, const struct rego_expr *e)
{
    if (e->negated) return;
    if (e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR) {
        if (!e->explicit_body && !needs_parens(e->body.items[0], e, false)) mark_union(w, e->body.items[0]);
    } else if (is_union_expr(e)) {
        w->paren_expr = e;
    } else {
        const struct rego_term *lead = e->left;
        if (e->kind == REGO_EXPR_CALL && fmt_infix(e->op) && e->args.len >= 2) lead = e->args.items[e->args.len == 3 ? 2 : 0];
        if (lead && fmt_is_union(lead)) w->paren_term = lead;
    }
}

static bool put_infix(struct writer *w, const struct rego_term *a, const char *op, const struct rego_term *b)
{
    if (!fmt_term(w, a)) return false;
    buf_printf(w->out, " %s ", op);
    return fmt_term(w, b);
}

static bool put_call(struct writer *w, const struct rego_expr *e)
{
    const struct rego_builtin *infix = fmt_infix(e->op);
    const struct rego_term *const *a = (const struct rego_term *const *)e->args.items;
    if (e->op->kind == REGO_REF && e->op->ref.items.len == 2 && rego_term_is_name(e->op->ref.items.items[0], "internal") && (e->args.len == 2 || e->args.len == 3))
        return fmt_in(w, e->args.items, e->args.len, false);
    if (infix && e->args.len == 2) return put_infix(w, a[0], infix->infix, a[1]);
    if (infix && e->args.len == 3) {
        if (!fmt_term(w, a[2])) return false;
        buf_puts(w->out, " = ");
        return put_infix(w, a[0], infix->infix, a[1]);
    }
    return fmt_call(w, e->op, &e->args);
}

static bool put_some(struct writer *w, const struct rego_expr *e)
{
    buf_puts(w->out, "some ");
    if (e->is_in) return fmt_in(w, e->args.items, e->args.len, false);
    uint32_t row = e->at.row;
    for (size_t i = 0; i < e->args.len; i++) {
        const struct rego_term *v = e->args.items[i];
        if (v->at.row > row) {
            fmt_end_line(w);
            fmt_start_line(w);
            buf_puts(w->out, "\t");
            row = v->at.row;
        } else if (i) {
            buf_puts(w->out, " ");
        }
        if (!fmt_term(w, v)) return false;
        if (i + 1 < e->args.len) buf_puts(w->out, ",");
    }
    return true;
}

static bool put_braced(struct writer *w, const struct rego_body *body, struct rego_location at)
{
    if (is_union_expr(body->items[0])) w->paren_expr = body->items[0];
    buf_puts(w->out, "{");
    bool ok = fmt_closure_body(w, body, at.row, at, '{', '}');
    if (body->items[body->len - 1]->at.row == at.row) buf_puts(w->out, " ");
    buf_puts(w->out, "}");
    return ok;
}

static bool put_every(struct writer *w, const struct rego_expr *e)
{
    buf_puts(w->out, "every ");
    if (e->key) {
        if (!fmt_term(w, e->key)) return false;
        buf_puts(w->out, ", ");
    }
    if (!fmt_term(w, e->value)) return false;
    buf_puts(w->out, " in ");
    if (!fmt_term(w, e->domain)) return false;
    buf_puts(w->out, " {");
    bool ok = fmt_closure_body(w, &e->body, e->at.row, e->at, '{', '}');
    if (e->body.len == 1 && e->body.items[0]->at.row == e->at.row) buf_puts(w->out, " ");
    buf_puts(w->out, "}");
    return ok;
}

/* Would the text begin with a brace, and so be read as a body? */
static bool leads_with_brace(const struct rego_term *t)
{
    switch (t->kind) {
    case REGO_SET: return t->list.len;
    case REGO_OBJECT: case REGO_SET_COMPR: case REGO_OBJECT_COMPR: return true;
    case REGO_REF: return leads_with_brace(t->ref.items.items[0]);
    case REGO_CALL: return fmt_infix(t->call.op) && t->call.args.len == 2 && leads_with_brace(t->call.args.items[0]);
    case REGO_CONST: case REGO_VAR: case REGO_ARRAY: case REGO_ARRAY_COMPR: case REGO_TEMPLATE: return false;
    }
    return false;
}

static bool needs_parens(const struct rego_expr *e, const struct rego_expr *parent, bool right)
{
    if (e->with.len) return true;
    if (parent->kind == REGO_EXPR_NOT && (e->kind == REGO_EXPR_NOT || e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR)) return true;
    if (e->kind == REGO_EXPR_OR) return parent->kind == REGO_EXPR_AND || right;
    if (e->kind == REGO_EXPR_AND) return parent->kind == REGO_EXPR_AND && right;
    const struct rego_term *lead = e->term ? e->term : e->kind == REGO_EXPR_CALL && fmt_infix(e->op) && e->args.len >= 2 ? e->args.items[0] : e->left;
    return lead && leads_with_brace(lead);
}

/* The text of an operand in braces, from the brace on. */
static struct rego_location brace_of(const struct rego_body *body, struct rego_location at)
{
    const char *text = at.source->text.s;
    uint32_t brace = body->items[0]->at.offset;
    while (brace > at.offset && text[brace] != '{') brace--;
    for (uint32_t i = at.offset; i < brace; i++) at.row += text[i] == '\n';
    at.length -= brace - at.offset;
    at.offset = brace;
    return at;
}

static bool put_operand(struct writer *w, const struct rego_body *body, bool braces, const struct rego_expr *parent, bool right)
{
    if (braces || body->len > 1) return put_braced(w, body, brace_of(body, parent->at));
    bool parens = needs_parens(body->items[0], parent, right);
    if (parens) buf_puts(w->out, "(");
    bool ok = fmt_expr(w, body->items[0]);
    if (parens) buf_puts(w->out, ")");
    return ok;
}

static bool is_logical(const struct rego_expr *e) { return e->kind == REGO_EXPR_AND || e->kind == REGO_EXPR_OR; }

/* a and b and c is one chain with one indentation; an operand begins a line where it did. */
static bool put_chain(struct writer *w, const struct rego_expr *e, bool *indented)
{
    const struct rego_expr *left = e->body.items[0];
    uint32_t end = fmt_end_row(e->body.items[e->body.len - 1]->at);
    if (!e->explicit_body && e->body.len == 1 && is_logical(left) && !needs_parens(left, e, false)) {
        if (!fmt_comments(w, left->at.row) || !put_chain(w, left, indented)) return false;
    } else {
        uint32_t row = e->explicit_body ? fmt_closing_row(brace_of(&e->body, e->at), 0, 0, '{', '}') : 0;
        if (row) end = row;
        if (!put_operand(w, &e->body, e->explicit_body, e, false)) return false;
    }
    uint32_t start = e->explicit_rhs ? brace_of(&e->rhs, e->at).row : e->rhs.items[0]->at.row;
    buf_puts(w->out, e->kind == REGO_EXPR_AND ? " and" : " or");
    if (start > end) {
        if (!*indented) w->level++;
        *indented = true;
        fmt_end_line(w);
        fmt_start_line(w);
    } else {
        buf_puts(w->out, " ");
    }
    return put_operand(w, &e->rhs, e->explicit_rhs, e, true);
}

static bool put_logical(struct writer *w, const struct rego_expr *e)
{
    bool indented = false, ok = put_chain(w, e, &indented);
    if (indented) w->level--;
    return ok;
}

static bool put_expr_proper(struct writer *w, const struct rego_expr *e)
{
    switch (e->kind) {
    case REGO_EXPR_TERM: return fmt_term(w, e->term);
    case REGO_EXPR_UNIFY: return put_infix(w, e->left, "=", e->right);
    case REGO_EXPR_ASSIGN: return put_infix(w, e->left, ":=", e->right);
    case REGO_EXPR_CALL: return put_call(w, e);
    case REGO_EXPR_SOME: return put_some(w, e);
    case REGO_EXPR_EVERY: return put_every(w, e);
    case REGO_EXPR_NOT:
        buf_puts(w->out, "not ");
        return put_operand(w, &e->body, e->explicit_body, e, false);
    case REGO_EXPR_AND: case REGO_EXPR_OR: return put_logical(w, e);
    }
    return true;
}

static bool put_with(struct writer *w, const struct rego_with *with, bool indented)
{
    if (!fmt_comments(w, with->at.row)) return false;
    buf_puts(w->out, indented ? "with " : " with ");
    if (!fmt_term(w, with->target)) return false;
    buf_puts(w->out, " as ");
    fmt_term(w, with->value);
    return true;
}

static bool put_withs(struct writer *w, const struct rego_expr *e)
{
    struct rego_location terms = e->at;
    if (e->with.items[0]->at.offset > e->at.offset) terms.length = e->with.items[0]->at.offset - e->at.offset;
    uint32_t last = fmt_end_row(terms);
    bool indented = false, ok = true;
    for (size_t i = 0; i < e->with.len && ok; i++) {
        const struct rego_with *with = e->with.items[i];
        bool indent = i == 0 ? with->at.row != last && with->at.row > last : with->at.row > last;
        if (indent) {
            if (!indented) w->level++;
            indented = true;
            fmt_end_line(w);
            fmt_start_line(w);
        }
        last = with->at.row;
        ok = put_with(w, with, indent);
    }
    if (indented) w->level--;
    return ok;
}

bool fmt_expr(struct writer *w, const struct rego_expr *e)
{
    if (!fmt_comments(w, e->at.row)) return false;
    if (!w->inline_) fmt_start_line(w);
    bool parens = w->paren_expr == e;
    if (parens) w->paren_expr = NULL;
    if (e->negated) buf_puts(w->out, "not ");
    if (parens) buf_puts(w->out, "(");
    bool ok = put_expr_proper(w, e);
    if (parens) buf_puts(w->out, ")");
    return ok && (!e->with.len || put_withs(w, e));
}

bool fmt_body(struct writer *w, const struct rego_body *body)
{
    if (!fmt_comments(w, body->items[0]->at.row)) return false;
    for (size_t i = 0; i < body->len; i++) {
        if (i && body->items[i]->at.row > fmt_end_row(body->items[i - 1]->at) + 1) fmt_blank_line(w);
        fmt_start_line(w);
        fmt_expr(w, body->items[i]);   /* a part written as it stood is written */
        fmt_end_line(w);
    }
    return true;
}

/* --- rules --- */

static bool is_true_body(const struct rego_rule *r)
{
    if (r->generated_body || !r->body.len) return true;
    const struct rego_expr *e = r->body.items[0];
    return r->body.len == 1 && e->kind == REGO_EXPR_TERM && e->term->kind == REGO_CONST && value_is_true(e->term->constant) && !e->with.len && !e->negated;
}

static bool is_set_body(const struct rego_expr *e) { return !e->negated && e->kind == REGO_EXPR_TERM && e->term->kind == REGO_SET; }

static bool has_key(const struct rego_rule *r)
{
    const struct rego_terms *ref = &r->ref->ref.items;
    if (r->kind == REGO_RULE_SET) return true;
    return r->kind == REGO_RULE_VALUE && ref->len == 2 && (!r->has_if || ref->items[1]->kind != REGO_CONST);
}

static bool put_head_name(struct writer *w, const struct rego_rule *r)
{
    const struct rego_terms *ref = &r->ref->ref.items;
    if (r->is_else) {
        buf_puts(w->out, "else");
        return true;
    }
    if (w->ref_heads || ref->len == 1) return fmt_ref(w, ref, ref->len);
    struct str text = fmt_text(ref->items[1]->at);
    buf_add_str(w->out, ref->items[0]->var.name);
    buf_puts(w->out, "[");
    if (ref->items[1]->kind == REGO_CONST && value_is_string(ref->items[1]->constant) && text.len && text.s[0] != '"' && text.s[0] != '`')
        buf_printf(w->out, "\"%.*s\"", (int)text.len, text.s);
    else buf_add_str(w->out, text);
    buf_puts(w->out, "]");
    return true;
}

static bool put_head(struct writer *w, const struct rego_rule *r, bool constant)
{
    if (!put_head_name(w, r)) return false;
    if (r->args.len && !r->is_else) {
        buf_puts(w->out, "(");
        bool ok = fmt_list(w, r->args.items, r->args.len, 1, r->ref->at, 0, false);
        buf_puts(w->out, ")");
        if (!ok) return false;
    }
    if (r->kind == REGO_RULE_SET) {
        buf_puts(w->out, w->contains ? " contains " : "[");
        bool ok = fmt_term(w, r->value);
        if (!w->contains) buf_puts(w->out, "]");
        return ok;
    }
    bool is_true = r->value->kind == REGO_CONST && value_is_true(r->value->constant);
    if (!(has_key(r) || !is_true || constant || r->is_default)) return true;
    bool naked = r->kind == REGO_RULE_FUNCTION && r->generated_body && is_true && r->value->at.offset == r->head_at.offset;   /* f(1) */
    if (naked || (r->generated_value && has_key(r))) return true;
    buf_puts(w->out, r->has_assign || w->v1 ? " := " : " = ");
    return fmt_term(w, r->value);
}

static bool put_rule(struct writer *w, const struct rego_rule *r);

static bool put_else(struct writer *w, const struct rego_rule *r)
{
    const struct rego_rule *e = r->els;
    const char *text = e->at.source->text.s;
    uint32_t line = e->at.offset;
    while (line > 0 && text[line - 1] != '\n') line--;
    bool own_line = str_trim((struct str){text + line, e->at.offset - line}).len == 0;
    bool same_line = e->at.row == r->at.row;
    bool was_inline = !own_line && !same_line;
    bool comment_above = w->line_end || (w->next < w->module->comments.len && w->module->comments.items[w->next].at.row < e->head_at.row);
    if (!comment_above && was_inline) {
        buf_puts(w->out, " ");
    } else {
        fmt_blank_line(w);
        fmt_start_line(w);
    }
    if (!fmt_comments(w, e->head_at.row)) return false;
    if (comment_above && !was_inline) fmt_start_line(w);
    return put_rule(w, e);
}

static uint32_t closing_row(const struct rego_rule *r)
{
    if (r->args.len && !r->is_else) return fmt_closing_row(r->at, '(', ')', '{', '}');
    if (has_key(r) && !r->is_else) return fmt_closing_row(r->at, '[', ']', '{', '}');
    return fmt_closing_row(r->at, 0, 0, '{', '}');
}

static bool put_rule(struct writer *w, const struct rego_rule *r)
{
    if (!r->is_else) fmt_start_line(w);
    if (r->is_default) buf_puts(w->out, "default ");
    bool constant = is_true_body(r) && !r->els;
    w->comment_on_final_line = constant;
    bool ok = put_head(w, r, constant);
    if (!r->body.len || constant) {
        fmt_end_line(w);
        return ok;
    }
    w->comment_on_final_line = true;
    bool uses_if = (w->v1 || w->ifs) && (w->contains || r->kind != REGO_RULE_SET);
    if (uses_if) {
        buf_puts(w->out, " if");
        if (r->body.len == 1 && r->body.items[0]->at.row == fmt_end_row(r->head_at) && !is_set_body(r->body.items[0])) {
            buf_puts(w->out, " ");
            fmt_expr(w, r->body.items[0]);
            fmt_end_line(w);
            return !r->els || put_else(w, r);
        }
    }
    buf_puts(w->out, " {");
    fmt_end_line(w);
    if (uses_if && !r->is_else) mark_union(w, r->body.items[0]);
    w->level++;
    fmt_body(w, &r->body);
    fmt_comments(w, closing_row(r));
    w->level--;
    fmt_start_line(w);
    buf_puts(w->out, "}");
    return !r->els || put_else(w, r);
}

static bool one_liner(const struct writer *w, const struct rego_rule *r)
{
    if (r->body.len > 1 || r->is_default || r->els || (r->body.len == 1 && is_set_body(r->body.items[0]))) return false;
    return (w->v1 || w->ifs) && (w->contains || r->kind != REGO_RULE_SET);
}

static void put_rules(struct writer *w, struct rego_rule *const *rules, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fmt_comments(w, rules[i]->at.row);
        put_rule(w, rules[i]);
        if (i + 1 < n && one_liner(w, rules[i]) && one_liner(w, rules[i + 1]) && rules[i + 1]->at.row == rules[i]->at.row + 1) continue;
        fmt_blank_line(w);
    }
}

/* --- imports --- */

static int compare_imports(const struct rego_import *a, const struct rego_import *b)
{
    const struct rego_terms *x = &a->path->ref.items, *y = &b->path->ref.items;
    for (size_t i = 0; i < x->len && i < y->len; i++) {
        struct str s = x->items[i]->kind == REGO_VAR ? x->items[i]->var.name : value_str(x->items[i]->constant);
        struct str t = y->items[i]->kind == REGO_VAR ? y->items[i]->var.name : value_str(y->items[i]->constant);
        int order = str_compare(s, t);
        if (order) return order;
    }
    if (x->len != y->len) return x->len < y->len ? -1 : 1;
    return str_compare(a->alias, b->alias);
}

static void put_import(struct writer *w, const struct rego_import *import, const struct rego_comment *comment)
{
    struct writer quiet = *w;   /* comments are seen to here */
    quiet.next = w->module->comments.len;
    quiet.line_end = NULL;
    quiet.inline_ = true;
    fmt_start_line(w);
    buf_puts(w->out, "import ");
    fmt_ref(&quiet, &import->path->ref.items, import->path->ref.items.len);
    if (import->alias.len) buf_printf(w->out, " as %.*s", (int)import->alias.len, import->alias.s);
    if (comment) {
        buf_puts(w->out, " ");
        put_comment(w, comment);
    }
    fmt_end_line(w);
}

/* What rego.v1 and rego.v2 make superfluous. */
static bool is_redundant(const struct rego_module *m, const struct rego_import *import)
{
    bool v1 = false, v2 = false;
    for (size_t i = 0; i < m->imports.len; i++) {
        const struct rego_terms *path = &m->imports.items[i]->path->ref.items;
        if (!rego_term_is_name(path->items[0], "rego") || path->len != 2) continue;
        v1 |= str_is(value_str(path->items[1]->constant), "v1");
        v2 |= str_is(value_str(path->items[1]->constant), "v2");
    }
    const struct rego_terms *path = &import->path->ref.items;
    if (rego_term_is_name(path->items[0], "future")) return v1 || v2;
    return v2 && rego_term_is_name(path->items[0], "rego") && path->len == 2 && str_is(value_str(path->items[1]->constant), "v1");
}

static const struct rego_comment *comment_on(const struct writer *w, uint32_t row)
{
    for (size_t i = 0; i < w->module->comments.len; i++)
        if (w->module->comments.items[i].at.row == row) return &w->module->comments.items[i];
    return NULL;
}

/* Blank lines divide groups; within one, imports are sorted (by selection: there are few). */
static void put_imports(struct writer *w, struct rego_import *const *all, size_t n_all)
{
    struct rego_import **imports = (struct rego_import **)malloc((n_all + 1) * sizeof *imports);
    size_t n = 0;
    if (!imports) {
        w->out->failed = true;
        return;
    }
    for (size_t i = 0; i < n_all; i++)
        if (!is_redundant(w->module, all[i])) imports[n++] = all[i];
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && imports[to]->at.row - imports[to - 1]->at.row <= 1;) to++;
        fmt_comments(w, imports[from]->at.row);
        w->line_end = NULL;
        const struct rego_import *last = NULL;
        for (size_t done = from; done < to;) {
            const struct rego_import *least = NULL;
            size_t equal = 0;
            for (size_t i = from; i < to; i++)
                if ((!last || compare_imports(last, imports[i]) < 0) && (!least || compare_imports(imports[i], least) < 0)) least = imports[i];
            for (size_t i = from; i < to && least; i++)
                if (compare_imports(imports[i], least) == 0) {
                    put_import(w, imports[i], comment_on(w, imports[i]->at.row));
                    equal++;
                }
            done += equal ? equal : to - from;
            last = least;
        }
        while (w->next < w->module->comments.len && w->module->comments.items[w->next].at.row <= imports[to - 1]->at.row) w->next++;
        fmt_blank_line(w);
    }
    free(imports);
}

/* --- modules --- */

static bool imports_keyword(const struct rego_module *m, const char *name)
{
    for (size_t i = 0; i < m->imports.len; i++) {
        const struct rego_terms *path = &m->imports.items[i]->path->ref.items;
        if (rego_term_is_name(path->items[0], "rego")) return true;
        if (rego_term_is_name(path->items[0], "future") && (path->len == 2 || (path->len == 3 && str_is(value_str(path->items[2]->constant), name)))) return true;
    }
    return false;
}

static void put_package(struct writer *w)
{
    const struct rego_terms *path = &w->module->package->ref.items;
    fmt_comments(w, w->module->package_at.row);
    fmt_start_line(w);
    buf_puts(w->out, "package ");
    struct rego_term root = {.kind = REGO_VAR, .var = {.name = {"", 0}}};
    struct rego_term *items[64];
    size_t n = path->len - 1;
    if (n > COUNT_OF(items)) {   /* no one's package */
        buf_add_str(w->out, fmt_text(w->module->package->at));
        fmt_blank_line(w);
        return;
    }
    buf_add_str(w->out, value_str(path->items[1]->constant));
    items[0] = &root;
    for (size_t i = 1; i < n; i++) items[i] = path->items[i + 1];
    struct rego_terms rest = {items, n, n};
    root.at.row = w->module->package_at.row;
    bool was_inline = w->inline_;
    if (n > 1) fmt_ref(w, &rest, n);
    w->inline_ = was_inline;
    fmt_blank_line(w);
}

void rego_format(struct buf *out, const struct rego_module *module)
{
    struct writer w = {.out = out, .module = module, .v1 = module->syntax == REGO_SYNTAX_V1};
    size_t i = 0, r = 0;
    w.ifs = w.v1 || imports_keyword(module, "if");
    w.contains = w.v1 || imports_keyword(module, "contains");
    w.logical = w.v1 && (imports_keyword(module, "and") || imports_keyword(module, "or"));
    for (size_t k = 0; k < module->rules.len; k++) {
        const struct rego_rule *rule = module->rules.items[k];
        w.ref_heads |= rule->ref->ref.items.len > 2 || (rule->ref->ref.items.len == 2 && rule->kind == REGO_RULE_SET);
    }
    put_package(&w);
    while (i < module->imports.len || r < module->rules.len) {
        size_t from = i;
        while (i < module->imports.len && (r >= module->rules.len || module->imports.items[i]->at.offset < module->rules.items[r]->at.offset)) i++;
        if (i > from) put_imports(&w, module->imports.items + from, i - from);
        from = r;
        while (r < module->rules.len && (i >= module->imports.len || module->rules.items[r]->at.offset < module->imports.items[i]->at.offset)) r++;
        if (r > from) put_rules(&w, module->rules.items + from, r - from);
    }
    for (size_t k = w.next; k < module->comments.len; k++) {
        if (!w.inline_) fmt_start_line(&w);
        put_comment(&w, &module->comments.items[k]);
        fmt_end_line(&w);
    }
    while (out->len > 1 && out->s[out->len - 1] == '\n' && out->s[out->len - 2] == '\n') out->len--;
}
