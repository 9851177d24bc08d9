/* rego/desugar.c: template strings, print and rego.metadata become calls and constants.
 *
 * $"a {x.y} b" is internal.template_string(["a ", {v | v = x.y}, " b"]): a part that is undefined is an empty set and does not make the whole undefined.
 * print(x.y) is internal.print([{v | v = x.y}]), or gone. rego.metadata.rule() and .chain() are known here: they are constants. */
#include "rego/check.h"

static struct rego_term *operator(struct checker *c, const char *head, const char *name, struct rego_location at)
{
    struct rego_term *ref = arena_zero(c->arena, sizeof *ref), *var = arena_zero(c->arena, sizeof *var);
    if (!ref || !var) {
        c->no_memory = true;
        return NULL;
    }
    *ref = (struct rego_term){.kind = REGO_REF, .at = at};
    *var = (struct rego_term){.kind = REGO_VAR, .at = at, .var = {str_of(head), REGO_NO_SLOT, false}};
    if (!check_push(c, &ref->ref.items, var) || !check_push(c, &ref->ref.items, check_const(c, value_cstring(c->arena, name), at))) return NULL;
    return ref;
}

/* {v | v = t} */
static struct rego_term *captured(struct checker *c, struct rego_term *t)
{
    struct rego_term *set = arena_zero(c->arena, sizeof *set), *v = check_new_var(c, t->at);
    if (!set || !v) {
        c->no_memory = true;
        return NULL;
    }
    *set = (struct rego_term){.kind = REGO_SET_COMPR, .at = t->at, .height = t->height};
    set->compr.value = check_var_again(c, v);
    set->compr.closed = true;
    return check_append(c, &set->compr.body, check_unify(c, v, t, t->at)) ? set : NULL;
}

static struct rego_term *array_of(struct checker *c, struct rego_terms *items, struct rego_location at)
{
    struct rego_term *t = arena_zero(c->arena, sizeof *t);
    if (!t) {
        c->no_memory = true;
        return NULL;
    }
    *t = (struct rego_term){.kind = REGO_ARRAY, .at = at, .list = *items};
    return t;
}

static struct rego_term *template_part(struct checker *c, struct rego_term *part)
{
    if (part->kind == REGO_CONST || (part->kind == REGO_SET_COMPR && part->compr.closed)) return part;
    if (part->kind == REGO_CALL) {
        const struct rego_builtin *b = check_builtin(c, part->call.op);
        if (b && (b->flags & REGO_RELATION))
            check_error(c, &REGO_ERR_COMPILE, part->at, "illegal call to relation built-in '%s' that may cause multiple outputs", b->name);
    }
    if (part->kind != REGO_VAR) return captured(c, part);
    struct rego_term *set = arena_zero(c->arena, sizeof *set);
    if (!set) {
        c->no_memory = true;
        return NULL;
    }
    *set = (struct rego_term){.kind = REGO_SET, .at = part->at};
    return check_push(c, &set->list, part) ? set : NULL;
}

static void template_to_call(struct checker *c, struct rego_term *t)
{
    struct rego_terms parts = {0};
    for (size_t i = 0; i < t->template.parts.len; i++)
        if (!check_push(c, &parts, template_part(c, t->template.parts.items[i]))) return;
    if (!parts.len && !check_push(c, &parts, check_const(c, value_string(c->arena, STR("")), t->at))) return;
    struct rego_term *op = operator(c, "internal", "template_string", t->at), *array = array_of(c, &parts, t->at);
    if (!op || !array) return;
    t->kind = REGO_CALL;
    t->call = (struct rego_call_term){.op = op};
    check_push(c, &t->call.args, array);
}

static bool is_metadata(const struct rego_term *op, const char *name)
{
    const struct rego_terms *i = op->kind == REGO_REF ? &op->ref.items : NULL;
    return i && i->len == 3 && rego_term_is_name(i->items[0], "rego") && check_is_const_string(i->items[1]) && check_is_const_string(i->items[2]) &&
           str_is(value_str(i->items[1]->constant), "metadata") && str_is(value_str(i->items[2]->constant), name);
}

static struct value metadata(struct checker *c, const struct rego_term *op)
{
    if (is_metadata(op, "chain")) return check_metadata_chain(c, c->rule);
    if (is_metadata(op, "rule")) return check_metadata_rule(c, c->rule);
    return VALUE_NONE;
}

static bool desugar_term(void *context, struct rego_term *t)
{
    struct checker *c = context;
    if (t->kind == REGO_TEMPLATE) template_to_call(c, t);
    if (t->kind == REGO_CALL && !t->call.args.len) {
        struct value v = metadata(c, t->call.op);
        if (!value_is_none(v)) {
            t->kind = REGO_CONST;
            t->constant = v;
        }
    }
    if (t->kind == REGO_CALL && rego_term_is_name(t->call.op, "print")) {
        struct str text = {t->at.source->text.s + t->at.offset, t->at.length > 200 ? 200 : t->at.length};
        check_error(c, &REGO_ERR_TYPE_CHECK, t->at, "%.*s used as value", (int)text.len, text.s);
    }
    return !c->no_memory;
}

static bool is_print(const struct rego_expr *e) { return e->kind == REGO_EXPR_CALL && rego_term_is_name(e->op, "print"); }

static void print_to_call(struct checker *c, struct rego_expr *e)
{
    struct rego_terms parts = {0};
    for (size_t i = 0; i < e->args.len; i++)
        if (!check_push(c, &parts, captured(c, e->args.items[i]))) return;
    struct rego_term *array = array_of(c, &parts, e->at);
    e->op = operator(c, "internal", "print", e->at);
    e->args = (struct rego_terms){0};
    if (e->op) check_push(c, &e->args, array);
}

static void prints_in_body(struct checker *c, struct rego_body *body);

static bool prints_in_closures(void *context, struct rego_term *t)
{
    if (check_is_compr(t)) prints_in_body(context, &t->compr.body);
    return true;
}

static void prints_in_body(struct checker *c, struct rego_body *body)
{
    size_t n = 0;
    for (size_t i = 0; i < body->len; i++) {
        struct rego_expr *e = body->items[i];
        prints_in_body(c, &e->body);
        prints_in_body(c, &e->rhs);
        if (is_print(e) && !c->options.keep_print) continue;
        if (is_print(e)) print_to_call(c, e);
        if (e->kind == REGO_EXPR_CALL && !e->args.len) {
            struct value v = metadata(c, e->op);
            if (!value_is_none(v)) {
                e->kind = REGO_EXPR_TERM;
                e->term = check_const(c, v, e->at);
            }
        }
        body->items[n++] = e;
    }
    body->len = n;
}

void pass_desugar(struct checker *c, struct rego_rule *rule)
{
    check_visit_body(&rule->body, desugar_term, c);
    check_visit_term(rule->value, desugar_term, c);
    for (size_t i = 0; i < rule->args.len; i++) check_visit_term(rule->args.items[i], desugar_term, c);
    for (size_t i = 0; i < rule->n_keys; i++) check_visit_term(rule->keys[i], desugar_term, c);
    check_visit_body(&rule->body, prints_in_closures, c);
    check_visit_term(rule->value, prints_in_closures, c);
    prints_in_body(c, &rule->body);
}
