/* rego/format_term.c: terms. A list stays on one line where it was on one; its rows are kept where it was on several. */
#include "base/utf8.h"
#include "rego/format_internal.h"
#include "value/json.h"

static bool starts_with_paren(const struct rego_term *t) { return t->parens; }

bool fmt_is_union(const struct rego_term *t) { return t->kind == REGO_CALL && rego_term_is_name(t->call.op, "or"); }

/* The source as it is; comments within it go with it. */
void fmt_source(struct writer *w, struct rego_location at)
{
    struct str text = fmt_text(at);
    uint32_t last = fmt_end_row(at);
    buf_add_str(w->out, text);
    while (w->next < w->module->comments.len && w->module->comments.items[w->next].at.row < last) w->next++;
    if (w->comment_on_final_line && w->next < w->module->comments.len && w->module->comments.items[w->next].at.row == last) {
        buf_puts(w->out, " ");
        buf_add_str(w->out, fmt_text(w->module->comments.items[w->next++].at));
    }
}

bool fmt_term(struct writer *w, const struct rego_term *t)
{
    struct writer before = *w;
    size_t len = w->out->len;
    if (fmt_term_in(w, t, false)) return true;
    if (before.next >= w->module->comments.len) return false;   /* no comment of this term's: the trouble is further out */
    w->out->len = len;
    w->level = before.level;
    w->next = before.next;
    if (w->line_end && w->line_end->at.row >= t->at.row && w->line_end->at.row <= fmt_end_row(t->at)) w->line_end = NULL;
    fmt_source(w, t->at);
    return false;
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char ch = s.s[i];
        if (!((ch | 32) >= 'a' && (ch | 32) <= 'z') && ch != '_' && !(i && ch >= '0' && ch <= '9')) return false;
    }
    return s.len > 0;
}

static void put_var(struct writer *w, const struct rego_term *t)
{
    if (t->var.name.len && t->var.name.s[0] == '$') buf_puts(w->out, "_");
    else buf_add_str(w->out, t->var.name);
}

static bool is_keyword(const struct writer *w, struct str s)
{
    static const char *const always[] = {"not", "package", "import", "as", "default", "else", "with", "null", "true", "false", "some"};
    for (size_t i = 0; i < COUNT_OF(always); i++)
        if (str_is(s, always[i])) return true;
    if (w->logical && (str_is(s, "and") || str_is(s, "or"))) return true;
    for (size_t i = 0; !w->v1 && i < w->module->imports.len; i++) {
        const struct rego_terms *path = &w->module->imports.items[i]->path->ref.items;
        if (path->len == 3 && rego_term_is_name(path->items[0], "future") && str_eq(value_str(path->items[2]->constant), s)) return true;
    }
    return w->v1 && (str_is(s, "if") || str_is(s, "contains") || str_is(s, "in") || str_is(s, "every"));
}

bool fmt_ref(struct writer *w, const struct rego_terms *items, size_t n)
{
    const struct rego_term *head = items->items[0];
    if (!fmt_term_in(w, head, head->kind == REGO_CALL && starts_with_paren(head))) return false;
    for (size_t i = 1; i < n; i++) {
        const struct rego_term *t = items->items[i];
        if (t->kind == REGO_CONST && value_is_string(t->constant)) {
            struct str s = value_str(t->constant), text = fmt_text(t->at);
            bool quoted = text.len && text.s[0] == '"';
            if (is_name(s) && !(is_keyword(w, s) && quoted)) {
                buf_puts(w->out, ".");
                buf_add_str(w->out, s);
            } else {
                buf_puts(w->out, "[");
                value_print(w->out, t->constant);
                buf_puts(w->out, "]");
            }
            continue;
        }
        buf_puts(w->out, "[");
        if (t->kind == REGO_VAR) put_var(w, t);
        else if (!fmt_term(w, t)) buf_puts(w->out, "\n");
        buf_puts(w->out, "]");
    }
    return true;
}

/* --- lists --- */

static bool put_entry(struct writer *w, struct rego_term *const *items, size_t step, bool unions)
{
    for (size_t k = 0; k < step; k++) {
        if (k) buf_puts(w->out, ": ");
        bool parens = fmt_is_union(items[k]) && (unions || starts_with_paren(items[k]));
        if (parens) buf_puts(w->out, "(");
        bool ok = fmt_term(w, items[k]);
        if (parens) buf_puts(w->out, ")");
        if (!ok) return false;
    }
    return true;
}

/* Does a line begin between the opening bracket and the first item? */
static bool newline_before(struct rego_location at, const struct rego_term *first)
{
    struct str text = fmt_text(at), item = fmt_text(first->at);
    size_t cut = str_find(text, item, 0);
    return cut != SIZE_MAX && cut > 0 && memchr(text.s, '\n', cut);
}

bool fmt_list(struct writer *w, struct rego_term *const *items, size_t n, size_t step, struct rego_location at, uint32_t close_row, bool unions)
{
    bool several = false, ok = true;
    for (size_t i = step; i < n; i += step) several |= items[i]->at.row > items[i - step]->at.row;
    if (!several) {
        for (size_t k = w->next; k < w->module->comments.len; k++) {
            uint32_t row = w->module->comments.items[k].at.row;
            if (row > at.row && row < close_row) return false;
        }
        several = n && newline_before(at, items[0]);
    }
    if (several) {
        w->delay = true;
        fmt_end_line(w);
        w->level++;
        fmt_start_line(w);
    }
    for (size_t i = 0; i < n && ok; i += step) {
        if (i && items[i]->at.row > items[i - step]->at.row) {
            buf_puts(w->out, ",");
            fmt_end_line(w);
            fmt_start_line(w);
        } else if (i) {
            buf_puts(w->out, ", ");
        }
        ok = put_entry(w, items + i, step, unions);
    }
    if (!several || !ok) return ok;
    buf_puts(w->out, ",");
    fmt_end_line(w);
    ok = fmt_comments(w, close_row);
    w->level--;
    fmt_start_line(w);
    return ok;
}

static bool put_list(struct writer *w, const struct rego_term *t, char open, char close, size_t step);

/* A set's elements, each once. */
static bool put_set(struct writer *w, const struct rego_term *t)
{
    struct rego_term *items[64];
    size_t n = 0;
    if (t->list.len > COUNT_OF(items)) return put_list(w, t, '{', '}', 1);
    for (size_t i = 0; i < t->list.len; i++) {
        bool again = false;
        for (size_t k = 0; k < n; k++) again |= items[k]->kind == REGO_CONST && t->list.items[i]->kind == REGO_CONST && value_equal(items[k]->constant, t->list.items[i]->constant);
        if (!again) items[n++] = t->list.items[i];
    }
    buf_puts(w->out, "{");
    bool ok = fmt_list(w, items, n, 1, t->at, fmt_closing_row(t->at, 0, 0, '{', '}'), true);
    buf_puts(w->out, "}");
    return ok;
}

static bool put_list(struct writer *w, const struct rego_term *t, char open, char close, size_t step)
{
    char brackets[2][2] = {{open, 0}, {close, 0}};
    buf_puts(w->out, brackets[0]);
    bool ok = fmt_list(w, t->list.items, t->list.len, step, t->at, fmt_closing_row(t->at, 0, 0, open, close), true);
    buf_puts(w->out, brackets[1]);
    return ok;
}

/* --- comprehensions --- */

bool fmt_closure_body(struct writer *w, const struct rego_body *body, uint32_t head_row, struct rego_location at, char open, char close)
{
    bool several = body->items[0]->at.row > head_row, ok = true;
    for (size_t i = 1; i < body->len; i++) several |= body->items[i]->at.row > body->items[i - 1]->at.row;
    if (several) {
        fmt_end_line(w);
        w->level++;
        ok = fmt_body(w, body) && fmt_comments(w, fmt_closing_row(at, 0, 0, open, close));
        w->level--;
        fmt_start_line(w);
        return ok;
    }
    buf_puts(w->out, " ");
    for (size_t i = 0; i < body->len && ok; i++) {
        if (i) buf_puts(w->out, "; ");
        ok = fmt_expr(w, body->items[i]);
    }
    return ok && fmt_comments(w, fmt_closing_row(at, 0, 0, open, close));
}

static bool put_comprehension(struct writer *w, const struct rego_term *t, char open, char close)
{
    char brackets[2][2] = {{open, 0}, {close, 0}};
    const struct rego_term *value = t->compr.value;
    uint32_t row = t->compr.key ? t->at.row : value->at.row;
    bool ok = true;
    buf_puts(w->out, brackets[0]);
    if (t->compr.key) {
        if (fmt_is_union(t->compr.key)) buf_puts(w->out, "(");
        ok = fmt_term(w, t->compr.key);
        if (fmt_is_union(t->compr.key)) buf_puts(w->out, ")");
        buf_puts(w->out, ": ");
    } else if (row > t->at.row) {
        fmt_end_line(w);
        fmt_start_line(w);
    }
    ok = ok && fmt_term_in(w, value, value->kind == REGO_CALL && (fmt_is_union(value) || starts_with_paren(value)));
    buf_puts(w->out, " |");
    ok = ok && fmt_closure_body(w, &t->compr.body, row, t->at, open, close);
    buf_puts(w->out, brackets[1]);
    return ok;
}

/* --- calls --- */

const struct rego_builtin *fmt_infix(const struct rego_term *op)
{
    const struct rego_term *name = op->kind == REGO_REF ? op->ref.items.items[0] : op;
    if (name->kind != REGO_VAR || (op->kind == REGO_REF && op->ref.items.len != 1)) return NULL;
    const struct rego_builtin *b = rego_builtin_find(name->var.name);
    return b && b->infix ? b : NULL;
}

static size_t membership(const struct rego_term *op)
{
    if (op->kind != REGO_REF || op->ref.items.len != 2 || !rego_term_is_name(op->ref.items.items[0], "internal")) return 0;
    struct str name = value_str(op->ref.items.items[1]->constant);
    return str_is(name, "member_2") ? 2 : str_is(name, "member_3") ? 3 : 0;
}

bool fmt_in(struct writer *w, struct rego_term *const *args, size_t n, bool parens)
{
    parens &= n == 3;
    if (parens) buf_puts(w->out, "(");
    bool ok = fmt_term_in(w, args[0], true);
    if (n == 3) {
        buf_puts(w->out, ", ");
        ok = ok && fmt_term_in(w, args[1], true);
    }
    buf_puts(w->out, " in ");
    ok = ok && fmt_term_in(w, args[n - 1], true);
    if (parens) buf_puts(w->out, ")");
    return ok;
}

bool fmt_call(struct writer *w, const struct rego_term *op, const struct rego_terms *args)
{
    if (op->kind == REGO_REF) {
        if (!fmt_ref(w, &op->ref.items, op->ref.items.len)) return false;
    } else {
        put_var(w, op);
    }
    buf_puts(w->out, "(");
    bool ok = fmt_list(w, args->items, args->len, 1, op->at, 0, false);
    buf_puts(w->out, ")");
    return ok;
}

static bool put_call(struct writer *w, const struct rego_term *t, bool parens)
{
    const struct rego_builtin *infix = fmt_infix(t->call.op);
    size_t members = membership(t->call.op);
    if (members && members == t->call.args.len) return fmt_in(w, t->call.args.items, members, true);
    if (!infix || t->call.args.len != 2) return fmt_call(w, t->call.op, &t->call.args);
    if (parens) buf_puts(w->out, "(");
    bool ok = fmt_term_in(w, t->call.args.items[0], true);
    buf_printf(w->out, " %s ", infix->infix);
    ok = ok && fmt_term_in(w, t->call.args.items[1], true);
    if (parens) buf_puts(w->out, ")");
    return ok;
}

static void put_constant(struct writer *w, const struct rego_term *t)
{
    struct str text = fmt_text(t->at);
    if (value_is_string(t->constant) && text.len && (text.s[0] == '"' || text.s[0] == '`')) buf_add_str(w->out, text);   /* its escapes stay */
    else value_print(w->out, t->constant);
}

bool fmt_term_in(struct writer *w, const struct rego_term *t, bool parens)
{
    if (w->paren_term == t) {
        w->paren_term = NULL;
        parens = true;
    }
    if (!fmt_comments(w, t->at.row)) return false;
    if (!w->inline_) fmt_start_line(w);
    bool ok = true;
    switch (t->kind) {
    case REGO_CONST: put_constant(w, t); break;
    case REGO_VAR: put_var(w, t); break;
    case REGO_REF: ok = fmt_ref(w, &t->ref.items, t->ref.items.len); break;
    case REGO_ARRAY: ok = put_list(w, t, '[', ']', 1); break;
    case REGO_OBJECT: ok = put_list(w, t, '{', '}', 2); break;
    case REGO_SET:
        if (t->list.len) ok = put_set(w, t);
        else buf_puts(w->out, "set()");
        break;
    case REGO_ARRAY_COMPR: ok = put_comprehension(w, t, '[', ']'); break;
    case REGO_SET_COMPR: case REGO_OBJECT_COMPR: ok = put_comprehension(w, t, '{', '}'); break;
    case REGO_CALL: ok = put_call(w, t, parens); break;
    case REGO_TEMPLATE: fmt_source(w, t->at); break;   /* a string is the user's */
    }
    if (!w->inline_) fmt_start_line(w);
    return ok;
}
