/* rego/compile.c: the passes of the checking compiler, in order; see compile.h. A pass that finds something wrong is the last to run. */
#include "rego/compile.h"

#include "rego/check.h"
#include "rego/types.h"

typedef void program_pass(struct checker *c);
typedef void rule_pass(struct checker *c, struct rego_rule *rule);

struct pass {
    const char *name;
    program_pass *program;            /* once */
    rule_pass *rule;                  /* or for each branch of each rule, and for a query */
};

/* Order matters where a comment says so. */
static const struct pass passes[] = {
    {"rule tree", pass_tree, NULL},
    {"annotations", pass_annotations, NULL},
    {"imports", pass_imports, NULL},
    {"names of rules", NULL, pass_resolve},
    {"local variables", NULL, pass_locals},         /* after names of rules: what is declared is none */
    {"templates and prints", NULL, pass_desugar},   /* makes variables, so after these have slots; makes calls, so before they are flattened */
    {"nested calls", NULL, pass_flatten},
    {"with", NULL, pass_with},                      /* makes expressions, so before they are ordered */
    {"conflicts", pass_conflicts, NULL},
    {"functions", NULL, pass_functions},            /* tells operands from outputs, which the order depends on */
    {"parts of template strings", NULL, pass_closed},
    {"safety", NULL, pass_safety},
    {"equality", NULL, pass_equality},              /* after safety: == gives no variable a value */
    {"recursion", pass_recursion, NULL},
    {"lowering", NULL, pass_lower},
    {"types", pass_types, NULL},                    /* needs the order of evaluation, and no recursion */
    {"types of a query", NULL, pass_types_of_query},
};

struct program_checks { struct map *exports; };    /* by node id: rule names of a package → REF */

/* --- names of a module --- */

static struct rego_term *rule_ref(struct checker *c, const struct rego_term *package, struct str name, struct rego_location at)
{
    struct rego_term *ref = rego_copy_term(c->arena, package);
    if (!ref || !check_push(c, &ref->ref.items, check_const(c, value_string(c->arena, name), at))) {
        c->no_memory = true;
        return NULL;
    }
    return ref;
}

static bool build_exports(struct checker *c)
{
    struct program_checks *checks = c->program->checks = arena_zero(c->arena, sizeof *checks);
    if (!checks || !(checks->exports = arena_zero(c->arena, (c->program->n_nodes + 1) * sizeof *checks->exports))) return check_no_memory(c);
    for (size_t i = 0; i < c->program->n_modules; i++) {
        const struct rego_module *m = c->program->modules[i];
        for (size_t k = 0; k < m->rules.len; k++) {
            const struct rego_rule *r = m->rules.items[k];
            struct str name = r->ref->ref.items.items[0]->var.name;
            void **place = map_at(c->arena, &checks->exports[m->node->id], name);
            if (!place || (!*place && !(*place = rule_ref(c, m->package, name, r->at)))) return check_no_memory(c);
        }
    }
    return true;
}

static struct str import_name(const struct rego_import *import)
{
    if (import->alias.len) return import->alias;
    const struct rego_term *last = import->path->ref.items.items[import->path->ref.items.len - 1];
    return last->kind == REGO_VAR ? last->var.name : value_str(last->constant);
}

static bool is_pragma(const struct rego_import *import)
{
    return rego_term_is_name(import->path->ref.items.items[0], "future") || rego_term_is_name(import->path->ref.items.items[0], "rego");
}

/* Rules of the package, then imports, which hide them. */
static bool globals_of(struct checker *c, const struct rego_node *package, struct rego_import *const *imports, size_t n, struct map *out)
{
    const struct program_checks *checks = c->program->checks;
    *out = (struct map){0};
    if (package)
        for (uint32_t i = 0; i < checks->exports[package->id].len; i++) {
            const struct map_entry *e = &checks->exports[package->id].entries[i];
            if (!map_set(c->arena, out, e->key, e->value)) return check_no_memory(c);
        }
    for (size_t i = 0; i < n; i++)
        if (!is_pragma(imports[i]) && !map_set(c->arena, out, import_name(imports[i]), imports[i]->path)) return check_no_memory(c);
    return true;
}

/* --- imports and reserved names (v1, or strict) --- */

static bool is_reserved(const struct rego_term *t) { return rego_term_is_name(t, "input") || rego_term_is_name(t, "data"); }

static void check_shadowing(void *context, struct rego_expr *e)
{
    const char *name = e->kind != REGO_EXPR_ASSIGN ? NULL : rego_term_is_name(e->left, "input") ? "input" : rego_term_is_name(e->left, "data") ? "data" : NULL;
    if (name) check_error(context, &REGO_ERR_COMPILE, e->at, "variables must not shadow %s (use a different variable name)", name);
}

static void check_module_imports(struct checker *c, const struct rego_module *m)
{
    for (size_t i = 0; i < m->imports.len; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(import_name(m->imports.items[i]), import_name(m->imports.items[k]))) {
                struct rego_location at = m->imports.items[k]->at;
                check_error(c, &REGO_ERR_COMPILE, m->imports.items[i]->at, "import must not shadow %.*s", (int)at.length, m->source.text.s + at.offset);
                break;
            }
}

static void check_module_names(struct checker *c, const struct rego_module *m)
{
    for (size_t i = 0; i < m->rules.len; i++)
        for (struct rego_rule *r = m->rules.items[i]; r; r = r->els) {
            struct str name = r->ref->ref.items.items[0]->var.name;
            if (is_reserved(r->ref->ref.items.items[0]))
                check_error(c, &REGO_ERR_COMPILE, r->at, "rules must not shadow %.*s (use a different rule name)", (int)name.len, name.s);
            for (size_t k = 0; k < r->args.len; k++)
                if (is_reserved(r->args.items[k]))
                    check_error(c, &REGO_ERR_COMPILE, r->args.items[k]->at, "args must not shadow %s (use a different variable name)",
                                rego_term_is_name(r->args.items[k], "input") ? "input" : "data");
            check_each_expr_in_rule(r, check_shadowing, c);
        }
}

void pass_imports(struct checker *c)
{
    for (size_t i = 0; i < c->program->n_modules; i++) {
        const struct rego_module *m = c->program->modules[i];
        if (m->syntax != REGO_SYNTAX_V1 && !c->options.strict) continue;
        check_module_imports(c, m);
        check_module_names(c, m);
    }
    if (!c->issues->len) build_exports(c);
}

/* --- == --- */

/* In a rule only whether it holds matters, and then x == y is x = y with both sides known: one kind of expression less for what follows. */
static void equal_to_unify(void *context, struct rego_expr *e)
{
    (void)context;
    if (e->kind != REGO_EXPR_CALL || !e->builtin || e->out || strcmp(e->builtin->name, "equal") != 0) return;
    e->kind = REGO_EXPR_UNIFY;
    e->left = e->args.items[0];
    e->right = e->args.items[1];
    e->args = (struct rego_terms){0};
    e->op = NULL;
    e->builtin = NULL;
}

void pass_equality(struct checker *c, struct rego_rule *rule)
{
    if (!c->is_query) check_each_expr_in_rule(rule, equal_to_unify, c);
}

static void check_unused_imports(struct checker *c, const struct rego_module *m)
{
    for (size_t i = 0; i < m->imports.len; i++) {
        struct rego_location at = m->imports.items[i]->at;
        if (!m->imports.items[i]->used && !is_pragma(m->imports.items[i]))
            check_error(c, &REGO_ERR_COMPILE, at, "%.*s unused", (int)at.length, m->source.text.s + at.offset);
    }
}

/* --- running --- */

static void run_on_rules(struct checker *c, rule_pass *run)
{
    for (size_t i = 0; i < c->program->n_modules && !c->no_memory; i++) {
        struct map globals = {0};
        c->module = c->program->modules[i];
        if (run == pass_resolve && !globals_of(c, c->module->node, c->module->imports.items, c->module->imports.len, &globals)) return;
        c->globals = &globals;
        for (size_t k = 0; k < c->module->rules.len; k++) {
            struct rego_rule *first = c->module->rules.items[k];
            c->frame = &c->frames[first->id];
            for (c->rule = first; c->rule && !c->no_memory; c->rule = c->rule->els) run(c, c->rule);
        }
        if (run == pass_resolve && c->options.strict) check_unused_imports(c, c->module);
    }
}

static bool finish(struct checker *c, size_t issues_before)
{
    if (c->no_memory && c->issues->len == issues_before)
        rego_issue_add(c->arena, c->issues, &ERROR_NO_MEMORY, (struct rego_location){0}, "out of memory, or past the memory limit");
    if (c->issues->len > issues_before || c->issues->dropped) {
        rego_issues_sort(c->issues);
        return false;
    }
    return true;
}

bool rego_check(struct arena *arena, struct rego_module **modules, size_t n, const struct rego_check_options *options, struct rego_program **out,
                struct rego_issues *issues)
{
    struct rego_program *program = arena_zero(arena, sizeof *program);
    struct checker c = {.arena = arena, .scratch = arena_new(arena->limit), .program = program, .issues = issues};
    size_t before = issues->len;
    *out = NULL;
    c.no_memory = !program || !c.scratch;
    if (options) c.options = *options;
    if (program)
        *program = (struct rego_program){.arena = arena, .modules = modules, .n_modules = n, .externs = c.options.externs, .n_externs = c.options.n_externs};
    for (size_t i = 0; i < COUNT_OF(passes) && !c.no_memory && issues->len == before; i++) {
        if (passes[i].program) passes[i].program(&c);
        else run_on_rules(&c, passes[i].rule);
    }
    arena_free(c.scratch);
    if (!finish(&c, before)) return false;
    for (size_t i = 0; i < program->n_rules; i++) program->rules[i]->slots = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < modules[i]->rules.len; k++)
            for (struct rego_rule *r = modules[i]->rules.items[k]; r; r = r->els) r->slots = (uint32_t)c.frames[modules[i]->rules.items[k]->id].len;
    *out = program;
    return true;
}

/* --- queries --- */

static bool contains_iteration(void *context, struct rego_term *t)
{
    bool *found = context;
    if (check_is_compr(t)) return false;
    if (t->kind == REGO_REF)
        for (size_t i = 1; i < t->ref.items.len; i++)
            if (t->ref.items.items[i]->kind == REGO_VAR) *found = true;
    return true;
}

/* The value of each statement goes to a variable of its own, for the answer; where there are several answers or several statements, a false one
 * then ends this answer. After the names have slots, before anything is rewritten. */
static bool capture_values(struct checker *c, struct rego_body *body, struct rego_query *q)
{
    size_t n = body->len;
    bool filter = n > 1;
    for (size_t i = 0; i < n; i++) check_visit_expr(body->items[i], contains_iteration, &filter);
    for (size_t i = 0; i < n; i++) {
        struct rego_expr *e = body->items[i];
        struct rego_query_expr *x = &q->exprs[e->index];
        if (e->negated || (e->kind != REGO_EXPR_TERM && e->kind != REGO_EXPR_CALL)) continue;
        const struct rego_builtin *b = e->kind == REGO_EXPR_CALL ? check_builtin(c, e->op) : NULL;
        size_t arity = e->args.len;
        if (e->kind == REGO_EXPR_CALL && b && (strcmp(b->name, "print") == 0 || strcmp(b->name, "internal.print") == 0 || builtin_arity(b) != arity)) continue;
        if (e->kind == REGO_EXPR_CALL && !b && (!tree_function(c, e->op, &arity) || arity != e->args.len)) continue;
        struct rego_term *v = check_new_var(c, e->at);
        if (!v) return false;
        x->value = v->var.slot;
        if (e->kind == REGO_EXPR_TERM) {
            e->kind = REGO_EXPR_UNIFY;
            e->left = v;
            e->right = e->term;
            e->term = NULL;
        } else {
            e->out = v;
        }
        if (!filter) continue;
        struct rego_expr *holds = arena_zero(c->arena, sizeof *holds);
        if (!holds) return check_no_memory(c);
        *holds = (struct rego_expr){.kind = REGO_EXPR_TERM, .generated = true, .at = e->at, .term = check_var_again(c, v), .index = e->index};
        if (!check_append(c, body, holds)) return false;
    }
    return true;
}

static bool describe_statements(struct checker *c, const struct rego_body *body, struct rego_query *q)
{
    if (!(q->exprs = arena_array(c->arena, body->len + 1, sizeof *q->exprs))) return check_no_memory(c);
    for (size_t i = 0; i < body->len; i++) {
        struct rego_location at = body->items[i]->at;
        body->items[i]->index = q->n_exprs;
        if (body->items[i]->kind == REGO_EXPR_SOME && !body->items[i]->is_in) continue;   /* a declaration has no value */
        q->exprs[q->n_exprs++] = (struct rego_query_expr){{at.source->text.s + at.offset, at.length}, at.row, at.col, REGO_NO_SLOT};
    }
    return true;
}

/* Answers show the statements in the order in which they are evaluated. */
static bool order_statements(struct checker *c, const struct rego_body *body, struct rego_query *q)
{
    struct rego_query_expr *ordered = arena_array(c->scratch, q->n_exprs + 1, sizeof *ordered);
    bool *placed = arena_zero(c->scratch, q->n_exprs + 1);
    size_t n = 0;
    if (!ordered || !placed) return check_no_memory(c);
    for (size_t i = 0; i < body->len; i++) {
        const struct rego_expr *e = body->items[i];
        if (e->generated || e->index >= q->n_exprs || placed[e->index]) continue;
        placed[e->index] = true;
        ordered[n++] = q->exprs[e->index];
    }
    for (size_t i = 0; i < q->n_exprs; i++)
        if (!placed[i]) ordered[n++] = q->exprs[i];
    memcpy(q->exprs, ordered, n * sizeof *ordered);
    return true;
}

/* Variables the user wrote that the query as a whole (not a closure in it) gives a value. */
static bool collect_bindings(struct checker *c, const struct bits *outer, struct rego_query *q)
{
    VEC(struct rego_query_var) vars = {0};
    for (uint32_t slot = 0; slot < c->frame->len; slot++) {
        struct str name = c->frame->items[slot];
        if (!bit_get(outer, slot) || !name.len || name.s[0] == '$' || (name.len > 7 && memcmp(name.s, "__local", 7) == 0)) continue;
        struct rego_query_var *v = vec_push(c->arena, &vars);
        if (!v) return check_no_memory(c);
        *v = (struct rego_query_var){name, slot};
    }
    q->vars = vars.items;
    q->n_vars = vars.len;
    return true;
}

bool rego_check_query(struct arena *arena, struct rego_program *program, struct rego_body body, const struct rego_query_context *context,
                      struct rego_query **out, struct rego_issues *issues)
{
    struct rego_query *q = arena_zero(arena, sizeof *q);
    struct frame frame = {0};
    struct map globals = {0};
    struct bits outer = {0};
    struct rego_rule rule = {.body = body};
    struct checker c = {.arena = arena, .program = program, .issues = issues, .frame = &frame, .rule = &rule, .globals = &globals, .is_query = true};
    size_t before = issues->len, used;
    const struct rego_node *package = NULL;
    *out = NULL;
    c.scratch = arena_new(arena->limit);
    c.no_memory = !q || !c.scratch;
    c.options.keep_print = context && context->keep_print;
    if (context && context->package) {
        package = tree_find(&c, context->package, &used);
        if (used != context->package->ref.items.len) package = NULL;
    }
    if (q && describe_statements(&c, &rule.body, q)) globals_of(&c, package, context ? context->imports : NULL, context ? context->n_imports : 0, &globals);
    for (size_t i = 0; i < COUNT_OF(passes) && !c.no_memory && issues->len == before; i++) {
        if (passes[i].rule) passes[i].rule(&c, &rule);
        if (passes[i].rule == pass_locals && !c.no_memory && issues->len == before) {
            if (!vars_of_body(arena, &rule.body, VARS_SKIP_CLOSURES, &outer)) c.no_memory = true;
            capture_values(&c, &rule.body, q);
        }
        if (passes[i].rule == pass_safety && !c.no_memory && issues->len == before) order_statements(&c, &rule.body, q);
    }
    if (!c.no_memory && issues->len == before) collect_bindings(&c, &outer, q);
    arena_free(c.scratch);
    if (!finish(&c, before)) return false;
    q->body = rule.body;
    q->slots = (uint32_t)frame.len;
    *out = q;
    return true;
}
