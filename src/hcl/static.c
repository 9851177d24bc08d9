/* hcl/static.c: what an expression says without being evaluated: keywords, traversals, what it refers to, what it calls. */
#include "hcl/parser.h"
#include "value/json.h"

const struct hcl_expr *hcl_expr_native(struct arena *arena, const struct hcl_expr *expr, struct hcl_diags *diags)
{
    while (expr->kind == HCL_PARENTHESES || expr->kind == HCL_TEMPLATE_WRAP) expr = expr->inner;
    if (!expr->from_json || expr->kind != HCL_LITERAL || !value_is_string(expr->literal)) return expr;
    struct position at = expr->range.start;
    at.column++;
    at.offset++;
    return hcl_parse_fragment(arena, (struct hcl_file *)(uintptr_t)expr->range.file, value_str(expr->literal), at, HCL_SCAN_NORMAL, diags);
}

struct str hcl_expr_keyword(const struct hcl_expr *expr)
{
    if (expr->kind == HCL_VARIABLE && expr->traversal.n == 0) return expr->traversal.root;
    if (expr->kind == HCL_LITERAL && value_is_bool(expr->literal)) return value_is_true(expr->literal) ? STR("true") : STR("false");
    return (struct str){"", 0};
}

const struct hcl_traversal *hcl_expr_traversal(const struct hcl_expr *expr)
{
    while (expr->kind == HCL_PARENTHESES || expr->kind == HCL_TEMPLATE_WRAP) expr = expr->inner;
    return expr->kind == HCL_VARIABLE ? &expr->traversal : NULL;
}

void hcl_traversal_print(struct buf *out, const struct hcl_traversal *traversal, size_t steps)
{
    char scratch[32];
    buf_add_str(out, traversal->root);
    for (size_t i = 0; i < traversal->n && i < steps; i++) {
        const struct hcl_step *step = &traversal->steps[i];
        if (step->is_attribute) {
            buf_add_char(out, '.');
            buf_add_str(out, value_str(step->key));
            continue;
        }
        buf_add_char(out, '[');
        if (value_is_string(step->key)) json_write_string(out, value_str(step->key));
        else if (value_is_number(step->key)) buf_add_str(out, value_number_text(step->key, scratch));
        else if (value_is_none(step->key)) buf_add_char(out, '*');
        buf_add_char(out, ']');
    }
}

/* --- walking --- */

struct bound { const struct bound *outer; struct str key, value; };   /* names of the for expressions around */

struct walk { struct arena *arena; struct hcl_references *references; struct hcl_calls *calls; };

static bool is_bound(const struct bound *bound, struct str name)
{
    for (; bound; bound = bound->outer)
        if (str_eq(bound->value, name) || (bound->key.len && str_eq(bound->key, name))) return true;
    return false;
}

static bool walk(struct walk *w, const struct hcl_expr *e, const struct bound *bound);

static bool walk_list(struct walk *w, const struct hcl_expr *const *items, size_t n, const struct bound *bound)
{
    for (size_t i = 0; i < n; i++)
        if (!walk(w, items[i], bound)) return false;
    return true;
}

static bool note_reference(struct walk *w, const struct hcl_traversal *traversal, const struct bound *bound)
{
    if (!w->references || is_bound(bound, traversal->root)) return true;
    const struct hcl_traversal **slot = vec_push(w->arena, w->references);
    if (!slot) return false;
    *slot = traversal;
    return true;
}

static bool note_call(struct walk *w, const struct hcl_expr *e)
{
    if (!w->calls) return true;
    const struct hcl_expr **slot = vec_push(w->arena, w->calls);
    if (!slot) return false;
    *slot = e;
    return true;
}

/* a.b[KEY].c and a.b[*].c ask for a.b, and what is wanted of it is c: noted as a.b.c, without the key that nobody knows yet, and as a.b[*].c. */
static bool note_joined(struct walk *w, const struct hcl_traversal *a, bool all_elements, const struct hcl_step *steps, size_t n, const struct bound *bound)
{
    struct hcl_traversal *joined = (struct hcl_traversal *)arena_alloc(w->arena, sizeof *joined);
    struct hcl_step *all = (struct hcl_step *)arena_array(w->arena, a->n + n + 1, sizeof *all);
    size_t between = all_elements ? 1 : 0;
    if (!joined || !all) return false;
    if (a->n) memcpy(all, a->steps, a->n * sizeof *all);
    if (all_elements) all[a->n] = (struct hcl_step){.key = VALUE_NONE, .range = a->root_range};
    if (n) memcpy(all + a->n + between, steps, n * sizeof *all);
    *joined = *a;
    joined->steps = all;
    joined->n = a->n + between + n;
    return note_reference(w, joined, bound);
}

static bool walk_relative(struct walk *w, const struct hcl_expr *e, const struct bound *bound)
{
    const struct hcl_expr *source = e->relative.source;
    if (source->kind != HCL_INDEX || source->index.collection->kind != HCL_VARIABLE) return walk(w, source, bound);
    return note_joined(w, &source->index.collection->traversal, false, e->relative.steps, e->relative.n, bound) && walk(w, source->index.key, bound);
}

static bool walk_splat(struct walk *w, const struct hcl_expr *e, const struct bound *bound)
{
    const struct hcl_expr *source = e->splat.source, *each = e->splat.each;
    if (source->kind != HCL_VARIABLE || each->kind != HCL_RELATIVE || each->relative.source->kind != HCL_SPLAT_ITEM) return walk(w, source, bound) && walk(w, each, bound);
    return note_joined(w, &source->traversal, true, each->relative.steps, each->relative.n, bound);
}

static bool walk_for(struct walk *w, const struct hcl_expr *e, const struct bound *bound)
{
    struct bound inner = {bound, e->each.key_name, e->each.value_name};
    return walk(w, e->each.collection, bound) && (!e->each.key || walk(w, e->each.key, &inner)) && walk(w, e->each.value, &inner) &&
           (!e->each.condition || walk(w, e->each.condition, &inner));
}

/* Long chains of operators lean to the left: down without recursion, then the right operands on the way up. */
static bool walk_binary(struct walk *w, const struct hcl_expr *e, const struct bound *bound)
{
    VEC(const struct hcl_expr *) rights = {0};
    while (e->kind == HCL_BINARY) {
        const struct hcl_expr **slot = vec_push(w->arena, &rights);
        if (!slot) return false;
        *slot = e->binary.right;
        e = e->binary.left;
    }
    if (!walk(w, e, bound)) return false;
    while (rights.len)
        if (!walk(w, rights.items[--rights.len], bound)) return false;
    return true;
}

static bool walk(struct walk *w, const struct hcl_expr *e, const struct bound *bound)
{
    switch (e->kind) {
    case HCL_LITERAL:
    case HCL_SPLAT_ITEM: return true;
    case HCL_TEMPLATE:
    case HCL_TUPLE: return walk_list(w, e->list.items, e->list.n, bound);
    case HCL_TEMPLATE_WRAP:
    case HCL_TEMPLATE_JOIN:
    case HCL_PARENTHESES: return walk(w, e->inner, bound);
    case HCL_VARIABLE: return note_reference(w, &e->traversal, bound);
    case HCL_RELATIVE: return walk_relative(w, e, bound);
    case HCL_INDEX: return walk(w, e->index.collection, bound) && walk(w, e->index.key, bound);
    case HCL_SPLAT: return walk_splat(w, e, bound);
    case HCL_CALL: return note_call(w, e) && walk_list(w, e->call.args, e->call.n, bound);
    case HCL_UNARY: return walk(w, e->operand, bound);
    case HCL_BINARY: return walk_binary(w, e, bound);
    case HCL_CONDITIONAL: return walk(w, e->conditional.condition, bound) && walk(w, e->conditional.yes, bound) && walk(w, e->conditional.no, bound);
    case HCL_OBJECT:
        for (size_t i = 0; i < e->object.n; i++)
            if (!walk(w, e->object.items[i].key, bound) || !walk(w, e->object.items[i].value, bound)) return false;
        return true;
    case HCL_FOR: return walk_for(w, e, bound);
    }
    return true;
}

bool hcl_expr_references(struct arena *arena, const struct hcl_expr *expr, struct hcl_references *out)
{
    struct walk w = {arena, out, NULL};
    return walk(&w, expr, NULL);
}

bool hcl_expr_calls(struct arena *arena, const struct hcl_expr *expr, struct hcl_calls *out)
{
    struct walk w = {arena, NULL, out};
    return walk(&w, expr, NULL);
}
