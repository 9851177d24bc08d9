/* rego/with.c: what each `with` replaces, and which function each call means. */
#include <stdio.h>

#include "rego/check.h"
#include "rego/types.h"

/* --- with --- */

static bool path_from(struct checker *c, struct rego_with *w)
{
    const struct rego_terms *items = &w->target->ref.items;
    w->path = (struct rego_terms){0};
    for (size_t i = 1; i < items->len; i++)
        if (!check_push(c, &w->path, items->items[i])) return false;
    return true;
}

/* A function as the value stands for itself; a rule without arguments for its value. */
static bool function_value(struct checker *c, struct rego_with *w)
{
    size_t arity, used;
    struct rego_node *node = tree_function(c, w->value, &arity);
    if (node && node->is_function) w->value_function = node;
    else if (w->value->kind == REGO_REF && check_is_root(w->value->ref.items.items[0], "data")) tree_find(c, w->value, &used);
    else if ((w->value->kind == REGO_VAR && w->value->var.slot == REGO_NO_SLOT) || w->value->kind == REGO_REF) w->value_builtin = check_builtin(c, w->value);
    return w->value_function || w->value_builtin;
}

static void with_data(struct checker *c, struct rego_with *w)
{
    const struct rego_terms *items = &w->target->ref.items;
    struct rego_node *node = c->program->data;
    w->kind = REGO_WITH_DATA;
    if (!path_from(c, w)) return;
    for (size_t i = 1; i < items->len && node; i++) {
        node = items->items[i]->kind == REGO_CONST ? rego_node_child(node, items->items[i]->constant) : NULL;
        if (node && i + 1 < items->len && (node->n_rules || node->default_rule)) {
            check_error(c, &REGO_ERR_COMPILE, w->target->at, "with keyword cannot partially replace virtual document(s)");
            return;
        }
    }
    w->node = node;
    if (!node || !node->is_function) return;
    w->kind = REGO_WITH_FUNCTION;
    function_value(c, w);
}

static void with_builtin(struct checker *c, struct rego_with *w)
{
    const struct rego_builtin *b = w->builtin;
    const char *wrong = NULL;
    w->kind = REGO_WITH_BUILTIN;
    if (strcmp(b->name, "eq") == 0 || strncmp(b->name, "rego.metadata.", 14) == 0)
        check_error(c, &REGO_ERR_COMPILE, w->target->at, "with keyword replacing built-in function: replacement of \"%s\" invalid", b->name);
    else if (strncmp(b->name, "internal.", 9) == 0)
        check_error(c, &REGO_ERR_COMPILE, w->target->at, "with keyword replacing built-in function: replacement of internal function \"%s\" invalid", b->name);
    else if (b->flags & REGO_RELATION) wrong = "target must not be a relation";
    else if (strcmp(b->name, "print") == 0) wrong = "target must not be a void function";
    if (wrong) check_error(c, &REGO_ERR_COMPILE, w->target->at, "with keyword replacing built-in function: %s", wrong);
    function_value(c, w);
}

static bool is_ground_path(const struct rego_term *t)
{
    for (size_t i = 1; i < t->ref.items.len; i++)
        if (t->ref.items.items[i]->kind != REGO_CONST) return false;
    return true;
}

static void with_target(struct checker *c, struct rego_with *w)
{
    const struct rego_term *head = w->target->kind == REGO_REF ? w->target->ref.items.items[0] : NULL;
    if (head && head->kind == REGO_VAR && str_is(head->var.name, "data")) with_data(c, w);
    else if (head && head->kind == REGO_VAR && str_is(head->var.name, "input")) {
        w->kind = REGO_WITH_INPUT;
        path_from(c, w);
    } else if ((w->builtin = check_builtin(c, w->target))) with_builtin(c, w);
    else check_error(c, &REGO_ERR_TYPE_CHECK, w->target->at, "with keyword target must reference existing input, data, or a function");
    if (head && (w->kind == REGO_WITH_DATA || w->kind == REGO_WITH_INPUT) && !is_ground_path(w->target))
        check_error(c, &REGO_ERR_COMPILE, w->target->at, "with keyword target must be a path of constants");
}

static bool needs_evaluation(const struct rego_term *t)
{
    if (t->kind == REGO_REF || check_is_compr(t)) return true;
    for (size_t i = 0; check_is_composite(t) && i < t->list.len; i++)
        if (needs_evaluation(t->list.items[i])) return true;
    return false;
}

static void with_in_body(struct checker *c, struct rego_body *body);

static bool with_in_closures(void *context, struct rego_term *t)
{
    if (check_is_compr(t)) with_in_body(context, &t->compr.body);
    return true;
}

static void with_of_expr(struct checker *c, struct rego_expr *e, struct rego_body *before)
{
    for (size_t i = 0; i < e->with.len && !c->no_memory; i++) {
        struct rego_with *w = e->with.items[i];
        if (w->path.items || w->builtin || w->node || w->kind == REGO_WITH_DATA) continue;   /* shared with a hoisted part, and done */
        with_target(c, w);
        if (w->value_function || w->value_builtin || !needs_evaluation(w->value)) continue;
        struct rego_term *v = check_new_var(c, w->value->at);
        if (!v || !check_append(c, before, check_unify(c, v, w->value, w->value->at))) return;
        w->value = check_var_again(c, v);
    }
}

static void with_in_body(struct checker *c, struct rego_body *body)
{
    struct rego_body out = {0};
    for (size_t i = 0; i < body->len && !c->no_memory; i++) {
        struct rego_expr *e = body->items[i];
        with_of_expr(c, e, &out);
        with_in_body(c, &e->body);
        with_in_body(c, &e->rhs);
        check_append(c, &out, e);
    }
    if (!c->no_memory) *body = out;
}

static void with_in_terms(struct checker *c, struct rego_body *body) { check_visit_body(body, with_in_closures, c); }

void pass_with(struct checker *c, struct rego_rule *rule)
{
    with_in_terms(c, &rule->body);
    with_in_body(c, &rule->body);
}

/* --- calls --- */

static bool is_void(const struct rego_builtin *b) { return strcmp(b->name, "print") == 0 || strcmp(b->name, "internal.print") == 0; }

static void arity_error(struct checker *c, const struct rego_expr *e, const struct rego_builtin *b, size_t arity, size_t got)
{
    char name[200];
    if (b) type_arity_error(c, e, b);
    else check_error(c, &REGO_ERR_TYPE_CHECK, e->at, "function %s has arity %zu, got %zu argument%s", check_ref_text(e->op, name, sizeof name), arity, got, got == 1 ? "" : "s");
}

static void resolve_call(void *context, struct rego_expr *e)
{
    struct checker *c = context;
    size_t arity = 0;
    char name[200];
    if (e->kind != REGO_EXPR_CALL) return;
    e->function = tree_function(c, e->op, &arity);
    if (e->function && !e->function->is_function) e->function = NULL;   /* a rule is referred to, not called */
    e->builtin = e->function ? NULL : check_builtin(c, e->op);
    if (!e->function && !e->builtin) {
        check_error(c, &REGO_ERR_TYPE_CHECK, e->at, "undefined function %s", check_ref_text(e->op, name, sizeof name));
        return;
    }
    if (e->builtin) arity = builtin_arity(e->builtin);
    if (e->args.len == arity + 1 && !e->out && !e->generated) e->out = e->args.items[--e->args.len];   /* plus(1, 2, x) */
    if (e->args.len != arity) arity_error(c, e, e->builtin, arity, e->args.len);
    else if (e->builtin && e->out && is_void(e->builtin)) check_error(c, &REGO_ERR_TYPE_CHECK, e->at, "%s used as value", e->builtin->name);
}

void pass_functions(struct checker *c, struct rego_rule *rule) { check_each_expr_in_rule(rule, resolve_call, c); }
