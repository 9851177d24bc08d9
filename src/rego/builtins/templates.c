/* rego/builtins/templates.c: strings.render_template: Go's text/template over data whose numbers are texts (json.Number), so that 0 is true
 * and `eq .n 1` compares a text with a number, which is an error there. A missing key prints <undefined>. */
#include "rego/builtins/families.h"

#include <stdio.h>

#include "base/vec.h"
#include "rego/builtins/go_format.h"
#include "rego/builtins/template_tree.h"

#define MAX_CALLS 100   /* of templates by templates */

/* A value as a template sees it: data, or a number written in the template. `v` none with VALUE: a missing key. */
enum kind { VALUE, INT, FLOAT };
struct item { enum kind kind; struct value v; int64_t i; double f; };

struct variable { struct str name; struct item item; };

enum flow { GO_ON, BREAK, CONTINUE };

struct run {
    struct rego_call *call;
    struct buf *out;
    struct template_definition *definitions;
    VEC(struct variable) variables;
    unsigned depth;
    enum flow flow;
};

static bool run_pipe(struct run *r, const struct template_pipe *pipe, struct item dot, struct item *out);
static bool run_list(struct run *r, const struct template_node *node, struct item dot);

static bool fail(struct run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct run *r, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return rego_builtin_error(r->call, "strings.render_template", "template: template: executing \"template\": %s", text);
}

static struct item of_value(struct value v) { return (struct item){.kind = VALUE, .v = v}; }
static struct item of_int(int64_t i) { return (struct item){.kind = INT, .i = i}; }
static bool is_text(struct item x) { return x.kind == VALUE && (value_is_string(x.v) || value_is_number(x.v)); }
static bool is_nil(struct item x) { return x.kind == VALUE && (value_is_none(x.v) || value_is_null(x.v)); }

static struct str text_of(struct item x, char *scratch) { return value_is_string(x.v) ? value_str(x.v) : value_number_text(x.v, scratch); }

/* As Go's fmt prints maps and slices: map[a:1 b:2], [1 two]. */
static void print_value(struct buf *out, struct value v)
{
    char scratch[32];
    if (value_is_none(v) || value_is_null(v)) {
        buf_puts(out, "<nil>");
    } else if (value_is_bool(v)) {
        buf_puts(out, value_is_true(v) ? "true" : "false");
    } else if (value_is_string(v)) {
        buf_add_str(out, value_str(v));
    } else if (value_is_number(v)) {
        buf_add_str(out, value_number_text(v, scratch));
    } else {
        bool object = value_is_object(v);
        buf_puts(out, object ? "map[" : "[");
        for (size_t i = 0; i < value_len(v) && !out->failed; i++) {
            if (i > 0) buf_add_char(out, ' ');
            if (object) {
                print_value(out, value_pairs(v)[i].key);
                buf_add_char(out, ':');
            }
            print_value(out, object ? value_pairs(v)[i].value : value_items(v)[i]);
        }
        buf_add_char(out, ']');
    }
}

static void print_item(struct buf *out, struct item x)
{
    char text[40];
    switch (x.kind) {
    case INT: buf_printf(out, "%lld", (long long)x.i); return;
    case FLOAT:
        arith_print_double(x.f, text);
        buf_puts(out, text);
        return;
    case VALUE: print_value(out, x.v); return;
    }
}

static bool is_true(struct item x)
{
    if (x.kind == INT) return x.i != 0;
    if (x.kind == FLOAT) return x.f != 0;
    if (value_is_none(x.v) || value_is_null(x.v)) return false;
    if (value_is_bool(x.v)) return value_is_true(x.v);
    return value_is_number(x.v) || value_len(x.v) > 0;
}

/* --- functions --- */

struct args { struct item *items; size_t len; };

static bool give_item(struct value v, struct run *r, struct item *out)
{
    *out = of_value(v);
    return !value_is_none(v) || error_no_memory(r->call->err);
}

static bool give_text(struct run *r, struct buf *text, struct item *out)
{
    struct value v = VALUE_NONE;
    return give_buf(r->call, "strings.render_template", text, &v) && give_item(v, r, out);
}

/* <0, 0, >0 in *order. Texts with texts, numbers with numbers, truths with truths. */
static bool compare(struct run *r, struct item a, struct item b, bool ordered, int *order)
{
    char sa[32], sb[32];
    if (is_text(a) && is_text(b)) {
        *order = str_compare(text_of(a, sa), text_of(b, sb));
        return true;
    }
    if (a.kind == INT && b.kind == INT) {
        *order = a.i < b.i ? -1 : a.i > b.i;
        return true;
    }
    if (a.kind == FLOAT && b.kind == FLOAT) {
        *order = a.f < b.f ? -1 : a.f > b.f;
        return true;
    }
    if (!ordered && a.kind == VALUE && b.kind == VALUE) {
        if (value_is_bool(a.v) && value_is_bool(b.v)) return *order = !value_same(a.v, b.v), true;
        if (is_nil(a) || is_nil(b)) return *order = !(is_nil(a) && is_nil(b)), true;
    }
    return fail(r, "error calling eq: incompatible types for comparison");
}

static bool call_comparison(struct run *r, struct str name, struct args args, struct item *out)
{
    bool eq = str_is(name, "eq"), ordered = !eq && !str_is(name, "ne"), yes = false;
    int order = 0;
    if (args.len < 2) return fail(r, "error calling %.*s: missing argument for comparison", (int)name.len, name.s);
    for (size_t i = 1; i < args.len && !yes; i++) {
        if (!compare(r, args.items[0], args.items[i], ordered, &order)) return false;
        yes = eq ? order == 0 : str_is(name, "ne") ? order != 0 : str_is(name, "lt") ? order < 0 : str_is(name, "le") ? order <= 0 : str_is(name, "gt") ? order > 0 : order >= 0;
        if (!eq) break;
    }
    *out = of_value(value_bool(yes));
    return true;
}

static bool index_of(struct run *r, struct item x, int64_t len, int64_t *out)
{
    if (x.kind != INT) return fail(r, "cannot index slice/array with this type");
    *out = x.i;
    return (x.i >= 0 && x.i <= len) || fail(r, "index out of range: %lld", (long long)x.i);
}

static bool call_index(struct run *r, struct args args, struct item *out)
{
    struct item x = args.items[0];
    for (size_t i = 1; i < args.len; i++) {
        int64_t at = 0;
        if (x.kind != VALUE || is_nil(x)) return fail(r, "error calling index: index of untyped nil");
        if (value_is_object(x.v)) {
            if (args.items[i].kind != VALUE || !value_is_string(args.items[i].v)) return fail(r, "error calling index: value is not assignable to a string key");
            x = of_value(value_get(x.v, args.items[i].v));
        } else if (value_is_array(x.v)) {
            if (!index_of(r, args.items[i], (int64_t)value_len(x.v) - 1, &at)) return false;
            x = of_value(value_items(x.v)[at]);
        } else if (is_text(x)) {
            char scratch[32];
            struct str s = text_of(x, scratch);
            if (!index_of(r, args.items[i], (int64_t)s.len - 1, &at)) return false;
            x = of_int((unsigned char)s.s[at]);
        } else {
            return fail(r, "error calling index: can't index item of this type");
        }
    }
    *out = x;
    return true;
}

static bool call_slice(struct run *r, struct args args, struct item *out)
{
    struct item x = args.items[0];
    char scratch[32];
    bool list = x.kind == VALUE && value_is_array(x.v);
    if (!list && !(x.kind == VALUE && value_is_string(x.v))) return fail(r, "error calling slice: can't slice item of this type");
    struct str s = list ? STR("") : text_of(x, scratch);
    int64_t len = list ? (int64_t)value_len(x.v) : (int64_t)s.len, from = 0, to = len;
    if (args.len > 1 && !index_of(r, args.items[1], len, &from)) return false;
    if (args.len > 2 && !index_of(r, args.items[2], len, &to)) return false;
    if (from > to) return fail(r, "error calling slice: invalid slice index: %lld > %lld", (long long)from, (long long)to);
    if (list) return give_item(value_array(r->call->arena, value_items(x.v) + from, (size_t)(to - from)), r, out);
    return give_item(string_of_bytes(r->call->arena, (struct str){s.s + from, (size_t)(to - from)}), r, out);
}

static bool call_len(struct run *r, struct args args, struct item *out)
{
    struct item x = args.items[0];
    char scratch[32];
    if (x.kind != VALUE || is_nil(x) || value_is_bool(x.v)) return fail(r, "error calling len: len of this type");
    *out = of_int(is_text(x) ? (int64_t)text_of(x, scratch).len : (int64_t)value_len(x.v));
    return true;
}

/* print and println: a space between operands of which neither is a text, or always. */
static bool call_print(struct run *r, struct args args, bool line, struct item *out)
{
    struct buf text = buf_new(MAX_STRING);
    for (size_t i = 0; i < args.len; i++) {
        if (i > 0 && (line || (!is_text(args.items[i]) && !is_text(args.items[i - 1])))) buf_add_char(&text, ' ');
        print_item(&text, args.items[i]);
    }
    if (line) buf_add_char(&text, '\n');
    return give_text(r, &text, out);
}

static bool never(void *context, struct buf *out, struct value v) { return (void)context, (void)out, (void)v, false; }

static bool call_printf(struct run *r, struct args args, struct item *out)
{
    struct values list = {0};
    if (args.items[0].kind != VALUE || !value_is_string(args.items[0].v)) return fail(r, "error calling printf: the format must be a string");
    for (size_t i = 1; i < args.len; i++) {
        struct buf text = buf_new(MAX_STRING);
        struct value v = VALUE_NONE;
        if (is_nil(args.items[i])) {
            struct value *slot = vec_push(r->call->arena, &list);
            if (!slot) return error_no_memory(r->call->err);
            *slot = VALUE_NONE;
            continue;
        }
        if (args.items[i].kind == INT) v = value_int(r->call->arena, args.items[i].i);
        print_item(&text, args.items[i]);
        bool ok = !value_is_none(v) || give_buf(r->call, "strings.render_template", &text, &v);
        if (args.items[i].kind == INT) buf_free(&text);
        if (args.items[i].kind == FLOAT) v = number_of_text(r->call, value_str(v));
        if (!ok || !values_add(r->call, &list, v)) return false;
    }
    struct buf text = buf_new(MAX_STRING);
    (void)go_format(&text, value_str(args.items[0].v), list.items, list.len, never, NULL);
    return give_text(r, &text, out);
}

static void put_html(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.s[i]) {
        case '"': buf_puts(out, "&#34;"); break;
        case '\'': buf_puts(out, "&#39;"); break;
        case '&': buf_puts(out, "&amp;"); break;
        case '<': buf_puts(out, "&lt;"); break;
        case '>': buf_puts(out, "&gt;"); break;
        case '\0': buf_puts(out, "\xEF\xBF\xBD"); break;
        default: buf_add_char(out, s.s[i]); break;
        }
    }
}

static void put_js(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        if (c == '\\' || c == '\'' || c == '"') buf_printf(out, "\\%c", c);
        else if (c == '<' || c == '>' || c == '&' || c == '=' || (unsigned char)c < ' ') buf_printf(out, "\\u%04X", c);
        else buf_add_char(out, c);
    }
}

static bool call_escape(struct run *r, struct str name, struct args args, struct item *out)
{
    struct buf raw = buf_new(MAX_STRING), text = buf_new(MAX_STRING);
    for (size_t i = 0; i < args.len; i++) {
        if (is_nil(args.items[i])) buf_puts(&raw, "<no value>");
        else print_item(&raw, args.items[i]);
    }
    struct str s = {raw.s ? raw.s : "", raw.len};
    if (str_is(name, "html")) put_html(&text, s);
    else put_js(&text, s);
    buf_free(&raw);
    return give_text(r, &text, out);
}

static bool call_urlquery(struct run *r, struct args args, struct item *out)
{
    struct buf raw = buf_new(MAX_STRING);
    struct value in = VALUE_NONE, v = VALUE_NONE;
    const struct rego_builtin *row = rego_builtin_find(STR("urlquery.encode"));
    for (size_t i = 0; i < args.len; i++) print_item(&raw, args.items[i]);
    return give_buf(r->call, "strings.render_template", &raw, &in) && row->fn(r->call, &in, &v) && give_item(v, r, out);
}

static const struct { const char *name; size_t least, most; } functions[] = {
    {"and", 1, SIZE_MAX}, {"call", 1, SIZE_MAX}, {"eq", 1, SIZE_MAX}, {"ge", 2, 2}, {"gt", 2, 2}, {"html", 0, SIZE_MAX}, {"index", 1, SIZE_MAX},
    {"js", 0, SIZE_MAX}, {"le", 2, 2}, {"len", 1, 1}, {"lt", 2, 2}, {"ne", 2, 2}, {"not", 1, 1}, {"or", 1, SIZE_MAX}, {"print", 0, SIZE_MAX},
    {"printf", 1, SIZE_MAX}, {"println", 0, SIZE_MAX}, {"slice", 1, 4}, {"urlquery", 0, SIZE_MAX},
};

bool template_is_function(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (str_is(name, functions[i].name)) return true;
    return false;
}

static bool call_function(struct run *r, struct str name, struct args args, struct item *out)
{
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (str_is(name, functions[i].name) && (args.len < functions[i].least || args.len > functions[i].most))
            return fail(r, "wrong number of args for %.*s: got %zu", (int)name.len, name.s, args.len);
    if (str_is(name, "not")) return *out = of_value(value_bool(!is_true(args.items[0]))), true;
    if (str_is(name, "len")) return call_len(r, args, out);
    if (str_is(name, "index")) return call_index(r, args, out);
    if (str_is(name, "slice")) return call_slice(r, args, out);
    if (str_is(name, "print")) return call_print(r, args, false, out);
    if (str_is(name, "println")) return call_print(r, args, true, out);
    if (str_is(name, "printf")) return call_printf(r, args, out);
    if (str_is(name, "html") || str_is(name, "js")) return call_escape(r, name, args, out);
    if (str_is(name, "urlquery")) return call_urlquery(r, args, out);
    if (str_is(name, "call")) return fail(r, "error calling call: the data has no functions");
    return call_comparison(r, name, args, out);
}

/* --- operands --- */

static bool take_fields(struct run *r, const struct template_arg *arg, struct item *x)
{
    for (size_t i = 0; i < arg->n_fields; i++) {
        int len = (int)(arg->fields[i].len < 60 ? arg->fields[i].len : 60);
        if (is_nil(*x)) return fail(r, "nil pointer evaluating interface {}.%.*s", len, arg->fields[i].s);
        if (x->kind != VALUE || !value_is_object(x->v)) return fail(r, "can't evaluate field %.*s", len, arg->fields[i].s);
        *x = of_value(value_get_str(x->v, arg->fields[i]));
    }
    return true;
}

static bool find_variable(struct run *r, struct str name, struct item **out)
{
    for (size_t i = r->variables.len; i-- > 0;)
        if (str_eq(r->variables.items[i].name, name)) {
            *out = &r->variables.items[i].item;
            return true;
        }
    return fail(r, "undefined variable: %.*s", (int)(name.len < 60 ? name.len : 60), name.s);
}

static bool run_function(struct run *r, const struct template_arg *name, const struct template_arg *arg, const struct item *last, struct item dot,
                         struct item *out);

static bool run_arg(struct run *r, const struct template_arg *arg, struct item dot, struct item *out)
{
    struct item *variable = NULL;
    switch (arg->kind) {
    case ARG_DOT: *out = dot; break;
    case ARG_NIL: *out = of_value(VALUE_NULL_); break;
    case ARG_BOOL: *out = of_value(value_bool(arg->truth)); break;
    case ARG_INT: *out = of_int(arg->integer); break;
    case ARG_FLOAT: *out = (struct item){.kind = FLOAT, .f = arg->real}; break;
    case ARG_STRING:
        if (!give_item(string_of_bytes(r->call->arena, arg->text), r, out)) return false;
        break;
    case ARG_VARIABLE:
        if (!find_variable(r, arg->text, &variable)) return false;
        *out = *variable;
        break;
    case ARG_FUNCTION:
        if (!run_function(r, arg, NULL, NULL, dot, out)) return false;
        break;
    case ARG_PIPE:
        if (!run_pipe(r, arg->pipe, dot, out)) return false;
        break;
    }
    return take_fields(r, arg, out);
}

/* and, or: the first operand that decides, the others are not looked at. */
static bool run_logic(struct run *r, bool is_and, const struct template_arg *arg, const struct item *last, struct item dot, struct item *out)
{
    size_t n = 0;
    for (; arg; arg = arg->next, n++) {
        if (!run_arg(r, arg, dot, out)) return false;
        if (is_true(*out) != is_and) return true;
    }
    if (last) *out = *last;
    return n > 0 || last || fail(r, "wrong number of args for %s: want at least 1 got 0", is_and ? "and" : "or");
}

static bool run_function(struct run *r, const struct template_arg *name, const struct template_arg *arg, const struct item *last, struct item dot,
                         struct item *out)
{
    VEC(struct item) list = {0};
    if (str_is(name->text, "and") || str_is(name->text, "or")) return run_logic(r, str_is(name->text, "and"), arg, last, dot, out);
    for (; arg || last; arg = arg ? arg->next : NULL) {
        struct item *slot = vec_push(r->call->arena, &list);
        if (!slot) return error_no_memory(r->call->err);
        if (!arg) {
            *slot = *last;
            break;
        }
        struct item x;
        if (!run_arg(r, arg, dot, &x)) return false;
        *slot = x;
    }
    return call_function(r, name->text, (struct args){list.items, list.len}, out);
}

static bool run_command(struct run *r, const struct template_command *command, const struct item *last, struct item dot, struct item *out)
{
    const struct template_arg *first = command->args;
    if (first->kind == ARG_FUNCTION) return run_function(r, first, first->next, last, dot, out) && take_fields(r, first, out);
    if (first->next || last) return fail(r, "can't give argument to non-function");
    return run_arg(r, first, dot, out);
}

static bool set_variable(struct run *r, struct str name, bool assign, struct item x)
{
    struct item *old = NULL;
    if (assign) {
        if (!find_variable(r, name, &old)) return false;
        *old = x;
        return true;
    }
    struct variable *variable = vec_push(r->call->arena, &r->variables);
    if (!variable) return error_no_memory(r->call->err);
    *variable = (struct variable){name, x};
    return true;
}

static bool run_commands(struct run *r, const struct template_pipe *pipe, struct item dot, struct item *out)
{
    struct item x = of_value(VALUE_NONE);
    bool first = true;
    for (const struct template_command *c = pipe->commands; c; c = c->next, first = false) {
        struct item next;
        if (!run_command(r, c, first ? NULL : &x, dot, &next)) return false;
        x = next;
    }
    *out = x;
    return true;
}

static bool run_pipe(struct run *r, const struct template_pipe *pipe, struct item dot, struct item *out)
{
    if (++r->depth > TEMPLATE_MAX_DEPTH) return fail(r, "exceeded maximum depth");
    bool ok = run_commands(r, pipe, dot, out);
    for (size_t i = 0; ok && i < pipe->n_names; i++) ok = set_variable(r, pipe->names[i], pipe->assign, *out);
    r->depth--;
    return ok;
}

/* --- nodes --- */

static bool run_element(struct run *r, const struct template_node *node, struct item key, struct item x)
{
    const struct template_pipe *pipe = node->pipe;
    size_t scope = r->variables.len;
    bool ok = !out_of_time(r->call, "strings.render_template");
    if (ok && pipe->n_names == 2) ok = set_variable(r, pipe->names[0], pipe->assign, key) && set_variable(r, pipe->names[1], pipe->assign, x);
    if (ok && pipe->n_names == 1) ok = set_variable(r, pipe->names[0], pipe->assign, x);
    ok = ok && run_list(r, node->body, x);
    r->variables.len = scope;
    if (r->flow == CONTINUE) r->flow = GO_ON;
    return ok;
}

static bool run_range(struct run *r, const struct template_node *node, struct item dot)
{
    struct item x;
    bool ok = true;
    if (!run_commands(r, node->pipe, dot, &x)) return false;
    bool collection = x.kind == VALUE && (value_is_array(x.v) || value_is_object(x.v) || value_is_set(x.v));
    if (!collection && x.kind != INT && !is_nil(x)) return fail(r, "range can't iterate over it");
    int64_t n = x.kind == INT ? x.i : collection ? (int64_t)value_len(x.v) : 0;
    if (n <= 0) return run_list(r, node->otherwise, dot);
    for (int64_t i = 0; i < n && ok && r->flow == GO_ON && !r->out->failed; i++) {
        if (x.kind == INT) ok = run_element(r, node, of_int(i), of_int(i));
        else if (value_is_object(x.v)) ok = run_element(r, node, of_value(value_pairs(x.v)[i].key), of_value(value_pairs(x.v)[i].value));
        else ok = run_element(r, node, of_int(i), of_value(value_items(x.v)[i]));
    }
    r->flow = GO_ON;
    return ok;
}

static bool run_template(struct run *r, const struct template_node *node, struct item dot)
{
    struct item x = of_value(VALUE_NONE), root = of_value(VALUE_NONE);
    const struct template_definition *d = r->definitions;
    while (d && !str_eq(d->name, node->text)) d = d->next;
    if (!d) return fail(r, "template \"%.*s\" not defined", (int)(node->text.len < 60 ? node->text.len : 60), node->text.s);
    if (node->pipe && !run_pipe(r, node->pipe, dot, &x)) return false;
    if (++r->depth > MAX_CALLS) return fail(r, "exceeded maximum template depth (%d)", MAX_CALLS);
    struct variable *outer = r->variables.items;
    size_t len = r->variables.len, cap = r->variables.cap;
    r->variables.items = NULL;
    r->variables.len = r->variables.cap = 0;
    root = x;
    bool ok = set_variable(r, STR("$"), false, root) && run_list(r, d->body, x);
    r->variables.items = outer;
    r->variables.len = len;
    r->variables.cap = cap;
    r->depth--;
    return ok;
}

static bool run_action(struct run *r, const struct template_node *node, struct item dot)
{
    struct item x;
    if (!run_pipe(r, node->pipe, dot, &x)) return false;
    if (node->pipe->n_names > 0) return true;
    if (is_nil(x)) buf_puts(r->out, "<undefined>");
    else print_item(r->out, x);
    return true;
}

static bool run_node(struct run *r, const struct template_node *node, struct item dot)
{
    struct item x;
    size_t scope = r->variables.len;
    bool ok = true;
    switch (node->kind) {
    case NODE_TEXT: buf_add_str(r->out, node->text); break;
    case NODE_ACTION: return run_action(r, node, dot);
    case NODE_IF:
    case NODE_WITH:
        ok = run_pipe(r, node->pipe, dot, &x);
        if (ok && is_true(x)) ok = run_list(r, node->body, node->kind == NODE_WITH ? x : dot);
        else if (ok) ok = run_list(r, node->otherwise, dot);
        r->variables.len = scope;
        break;
    case NODE_RANGE: return run_range(r, node, dot);
    case NODE_TEMPLATE: return run_template(r, node, dot);
    case NODE_BREAK: r->flow = BREAK; break;
    case NODE_CONTINUE: r->flow = CONTINUE; break;
    }
    return ok;
}

static bool run_list(struct run *r, const struct template_node *node, struct item dot)
{
    bool ok = true;
    if (++r->depth > 2 * TEMPLATE_MAX_DEPTH) return fail(r, "exceeded maximum depth");
    for (; node && ok && r->flow == GO_ON && !r->out->failed; node = node->next) ok = run_node(r, node, dot);
    r->depth--;
    return ok;
}

BUILTIN(render)
{
    static const char name[] = "strings.render_template";
    struct str text;
    struct template_node *body;
    struct template_definition *definitions = NULL;
    char why[256];
    if (!want_string(call, name, in, 1, &text) || !want_object(call, name, in, 2)) return false;
    struct value data = plain_json(call, in[1]);
    if (value_is_none(data)) return error_no_memory(call->err);
    if (!template_parse(call->arena, text, &body, &definitions, why, sizeof why))
        return call->arena->failed ? error_no_memory(call->err) : rego_builtin_error(call, name, "%s", why);
    struct buf buf = buf_new(MAX_STRING);
    struct run r = {.call = call, .out = &buf, .definitions = definitions};
    if (set_variable(&r, STR("$"), false, of_value(data)) && run_list(&r, body, of_value(data))) return give_buf(call, name, &buf, out);
    buf_free(&buf);
    return false;
}

const struct rego_builtin rego_templates[] = {{"strings.render_template", "string, object[string: any] -> string", render, REGO_PURE, NULL}};
const size_t rego_templates_n = COUNT_OF(rego_templates);
