/* hcl/eval.c: the evaluator, one function a kind of expression.
 * Names bound by for-expressions are frames on the C stack, looked at before the scope; the element of a splat likewise. */
#include "hcl/eval.h"

#include <stdlib.h>

#include "hcl/functions/function.h"
#include "value/arith.h"

struct frame { const struct frame *outer; struct str key_name, value_name; struct value key, value; };

struct evaluator {
    struct arena *arena;
    const struct hcl_scope *scope;
    struct hcl_diags *diags;        /* changed while errors are expected: in try, and in the branch not taken */
    const struct frame *frames;
    struct value splat_item;        /* VALUE_NONE outside splats */
    unsigned *depth;
};

static bool eval(struct evaluator *e, const struct hcl_expr *expr, struct value *out);

static bool no_memory(struct evaluator *e, const struct hcl_expr *expr)
{
    return hcl_diag_add(e->diags, &ERROR_NO_MEMORY, expr->range, "evaluating needs more memory than allowed");
}

static bool done(struct evaluator *e, const struct hcl_expr *expr, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || no_memory(e, expr);
}

static bool fail_with(struct evaluator *e, const struct hcl_expr *expr, const struct error *err)
{
    if (e->arena->failed) return no_memory(e, expr);
    hcl_diag_add(e->diags, err->code ? err->code : &HCL_ERR_FUNCTION, expr->range, "%s", err->message);
    if (err->help[0]) hcl_diag_help(e->diags, "%s", err->help);
    return false;
}

static bool count_step(struct evaluator *e, const struct hcl_expr *expr)
{
    if (!e->scope->steps_left) return true;
    if (*e->scope->steps_left == 0) return hcl_diag_add(e->diags, &HCL_ERR_LIMIT, expr->range, "evaluating takes more steps than allowed");
    --*e->scope->steps_left;
    return true;
}

/* --- attributes and indexes --- */

static bool index_sequence(struct arena *arena, struct value v, struct value key, struct hcl_range range, struct value *out, struct hcl_diags *diags)
{
    struct value number;
    int64_t i;
    struct error err = {0};
    if (!hcl_to_number(arena, key, &number, &err)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "the index of a list must be a number, found %s", hcl_type_name(key));
    if (!value_number_to_int64(number, &i)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "the index of a list must be a whole number");
    if (i < 0) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "the index of a list must not be negative");
    if ((uint64_t)i >= value_len(v)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "index %lld is beyond the end of a list of %zu", (long long)i, value_len(v));
    *out = value_items(v)[i];
    return true;
}

static bool index_object(struct arena *arena, struct value v, struct value key, struct hcl_range range, struct value *out, struct hcl_diags *diags)
{
    struct value name;
    struct error err = {0};
    if (!hcl_to_string(arena, key, &name, &err)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "the key of a map must be a string, found %s", hcl_type_name(key));
    *out = value_get_str(v, value_str(name));
    if (!value_is_none(*out)) return true;
    return hcl_diag_add(diags, &HCL_ERR_REFERENCE, range, "there is no element with the key '%.*s'", (int)(value_len(name) < 200 ? value_len(name) : 200), value_cstr(name));
}

bool hcl_step_into(struct arena *arena, struct value v, const struct hcl_step *step, struct value *out, struct hcl_diags *diags)
{
    *out = VALUE_NONE;
    if (value_is_unknown(v) || value_is_unknown(step->key)) {
        *out = value_is_unknown(step->key) ? hcl_unknown_from(arena, v, step->key) : hcl_unknown_from(arena, v, VALUE_NONE);
        return !value_is_none(*out);
    }
    const char *what = step->is_attribute ? "attribute" : "index";
    if (value_is_null(v)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, step->range, "this value is null, it has no %s", step->is_attribute ? "attributes" : "elements");
    if (value_is_null(step->key)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, step->range, "a null value cannot be an index");
    if (value_is_object(v)) return index_object(arena, v, step->key, step->range, out, diags);
    if (value_is_array(v) && !step->is_attribute) return index_sequence(arena, v, step->key, step->range, out, diags);
    if (value_is_array(v)) {
        hcl_diag_add(diags, &HCL_ERR_REFERENCE, step->range, "a list has no attributes, here '%.*s'", (int)value_len(step->key), value_cstr(step->key));
        return hcl_diag_help(diags, "take one element, [0], or ask each of them, [*].%.*s", (int)value_len(step->key), value_cstr(step->key));
    }
    if (value_is_set(v)) return hcl_diag_add(diags, &HCL_ERR_REFERENCE, step->range, "the elements of a set have no keys and cannot be reached by %s", what);
    return hcl_diag_add(diags, &HCL_ERR_REFERENCE, step->range, "a %s has no %s", hcl_type_name(v), step->is_attribute ? "attributes" : "elements");
}

/* The same, and where an object lacks a field the scope is asked: it may know more of the object than the value says. */
static bool step(struct evaluator *e, struct value v, const struct hcl_step *s, struct value *out)
{
    if (e->scope->missing && value_is_object(v) && value_is_string(s->key) && value_find(v, value_str(s->key)) < 0 &&
        e->scope->missing(e->scope->context, v, value_str(s->key), out)) return !value_is_none(*out);
    return hcl_step_into(e->arena, v, s, out, e->diags);
}

static bool follow(struct evaluator *e, struct value v, const struct hcl_step *steps, size_t n, struct value *out)
{
    for (size_t i = 0; i < n; i++)
        if (!step(e, v, &steps[i], &v)) return false;
    *out = v;
    return true;
}

/* The frame that binds the name; NULL: the scope has it, or nobody. */
static const struct frame *frame_of(const struct evaluator *e, struct str name)
{
    const struct frame *f = e->frames;
    while (f && !str_eq(f->value_name, name) && !(f->key_name.len && str_eq(f->key_name, name))) f = f->outer;
    return f;
}

static bool eval_traversal(struct evaluator *e, const struct hcl_expr *expr, const struct hcl_traversal *t, struct value *out)
{
    const struct frame *f = frame_of(e, t->root);
    if (f) return follow(e, str_eq(f->value_name, t->root) ? f->value : f->key, t->steps, t->n, out);
    if (!e->scope->resolve) return hcl_diag_add(e->diags, &HCL_ERR_REFERENCE, t->root_range, "there is no variable named '%.*s'", (int)t->root.len, t->root.s);
    size_t used = 0;
    struct value v = VALUE_NONE;
    struct error err = {0};
    if (!e->scope->resolve(e->scope->context, e->arena, t, &used, &v, &err)) {
        if (used == 0 && err.code == &HCL_ERR_REFERENCE) return hcl_diag_add(e->diags, err.code, t->root_range, "%s", err.message);
        return fail_with(e, expr, &err);
    }
    if (value_is_none(v)) return no_memory(e, expr);
    if (used >= t->n) return follow(e, v, NULL, 0, out);
    return follow(e, v, t->steps + used, t->n - used, out);
}

static bool eval_variable(struct evaluator *e, const struct hcl_expr *expr, struct value *out) { return eval_traversal(e, expr, &expr->traversal, out); }

/* COLLECTION[KEY], and the steps behind it. Where a name of the scope is indexed, the scope gets the whole with the key's value in it, as if it
 * had been written out: of ten thousand instances it need then make one. */
static bool eval_indexed(struct evaluator *e, const struct hcl_expr *expr, const struct hcl_step *steps, size_t n, struct value *out)
{
    const struct hcl_expr *source = expr->index.collection;
    struct value collection, key;
    struct hcl_step s = {.range = {expr->range.file, source->range.end, expr->range.end}};
    if (source->kind != HCL_VARIABLE || frame_of(e, source->traversal.root)) {
        if (!eval(e, source, &collection) || !eval(e, expr->index.key, &key)) return false;
        s.key = key;
        return step(e, collection, &s, &collection) && follow(e, collection, steps, n, out);
    }
    if (!eval(e, expr->index.key, &key)) return false;
    s.key = key;
    if (!value_is_string(key) && !value_is_number(key))
        return eval(e, source, &collection) && step(e, collection, &s, &collection) && follow(e, collection, steps, n, out);
    const struct hcl_traversal *t = &source->traversal;
    struct hcl_step *all = arena_array(e->arena, t->n + n + 1, sizeof *all);
    if (!all) return no_memory(e, expr);
    if (t->n) memcpy(all, t->steps, t->n * sizeof *all);
    all[t->n] = s;
    if (n) memcpy(all + t->n + 1, steps, n * sizeof *all);
    struct hcl_traversal whole = {t->root, t->root_range, all, t->n + 1 + n};
    return eval_traversal(e, expr, &whole, out);
}

static bool eval_index(struct evaluator *e, const struct hcl_expr *expr, struct value *out) { return eval_indexed(e, expr, NULL, 0, out); }

static bool eval_relative(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value source;
    if (expr->relative.source->kind == HCL_INDEX) return eval_indexed(e, expr->relative.source, expr->relative.steps, expr->relative.n, out);
    return eval(e, expr->relative.source, &source) && follow(e, source, expr->relative.steps, expr->relative.n, out);
}

static bool eval_splat(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value source;
    if (!eval(e, expr->splat.source, &source)) return false;
    if (value_is_unknown(source)) return done(e, expr, hcl_unknown_from(e->arena, source, VALUE_NONE), out);
    if (value_is_null(source)) return done(e, expr, value_array(e->arena, NULL, 0), out);
    bool many = hcl_is_sequence(source);
    size_t n = many ? value_len(source) : 1;
    struct value *items = arena_array(e->arena, n, sizeof *items), outer = e->splat_item;
    if (!items) return no_memory(e, expr);
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        e->splat_item = many ? value_items(source)[i] : source;
        ok = count_step(e, expr) && eval(e, expr->splat.each, &items[i]);
    }
    e->splat_item = outer;
    return ok && done(e, expr, value_array(e->arena, items, n), out);
}

/* --- templates --- */

static bool as_piece(struct evaluator *e, const struct hcl_expr *part, struct value v, struct value *out)
{
    struct error err = {0};
    if (value_is_null(v)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, part->range, "a null value cannot be put into a string");
    if (!hcl_to_string(e->arena, v, out, &err)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, part->range, "this value cannot be put into a string: %s", err.message);
    return true;
}

static bool joined(struct evaluator *e, const struct hcl_expr *expr, const struct value *pieces, size_t n, struct value *out)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) total += value_is_string(pieces[i]) ? value_len(pieces[i]) : 0;
    if (total > HCL_MAX_STRING) return hcl_diag_add(e->diags, &HCL_ERR_SIZE, expr->range, "the string is longer than %u MiB", HCL_MAX_STRING >> 20);
    if (n == 0) return done(e, expr, value_cstring(e->arena, ""), out);
    return done(e, expr, hcl_string_of_parts(e->arena, pieces, n), out);
}

static bool eval_template(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value *pieces = arena_array(e->arena, expr->list.n, sizeof *pieces);
    if (!pieces) return no_memory(e, expr);
    for (size_t i = 0; i < expr->list.n; i++) {
        struct value v;
        if (!eval(e, expr->list.items[i], &v) || !as_piece(e, expr->list.items[i], v, &pieces[i])) return false;
    }
    return joined(e, expr, pieces, expr->list.n, out);
}

static bool eval_template_join(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value list;
    if (!eval(e, expr->inner, &list)) return false;
    if (!value_is_array(list)) return done(e, expr, list, out);   /* unknown */
    struct value *pieces = arena_array(e->arena, value_len(list), sizeof *pieces);
    if (!pieces) return no_memory(e, expr);
    for (size_t i = 0; i < value_len(list); i++)
        if (!as_piece(e, expr, value_items(list)[i], &pieces[i])) return false;
    return joined(e, expr, pieces, value_len(list), out);
}

/* --- operators --- */

static bool refuse_operand(struct evaluator *e, const struct hcl_expr *operand, const char *why)
{
    return hcl_diag_add(e->diags, &HCL_ERR_TYPE, operand->range, "unsuitable operand: %s", why);
}

static bool number_operand(struct evaluator *e, const struct hcl_expr *operand, struct value v, struct value *out)
{
    struct error err = {0};
    if (value_is_null(v)) return refuse_operand(e, operand, "it must not be null");
    return hcl_to_number(e->arena, v, out, &err) || refuse_operand(e, operand, err.message);
}

static bool bool_operand(struct evaluator *e, const struct hcl_expr *operand, struct value v, struct value *out)
{
    struct error err = {0};
    if (value_is_null(v)) return refuse_operand(e, operand, "it must not be null");
    return hcl_to_bool(e->arena, v, out, &err) || refuse_operand(e, operand, err.message);
}

static enum arith_status remainder_of(struct arena *arena, struct value a, struct value b, struct value *out)
{
    struct value quotient, whole, product;
    if (value_number_compare(b, value_small(0)) == 0) {
        *out = a;   /* as Terraform has it */
        return ARITH_OK;
    }
    enum arith_status status = arith_div(arena, a, b, ARITH_PRECISION_HCL, &quotient);
    if (status == ARITH_OK) status = arith_trunc(arena, quotient, ARITH_PRECISION_HCL, &whole);
    if (status == ARITH_OK) status = arith_mul(arena, b, whole, ARITH_PRECISION_HCL, &product);
    return status == ARITH_OK ? arith_sub(arena, a, product, ARITH_PRECISION_HCL, out) : status;
}

static bool compute(struct evaluator *e, const struct hcl_expr *expr, enum hcl_operator op, struct value a, struct value b, struct value *out)
{
    enum arith_status status = ARITH_OK;
    int order;
    switch (op) {
    case HCL_ADD: status = arith_add(e->arena, a, b, ARITH_PRECISION_HCL, out); break;
    case HCL_SUBTRACT: status = arith_sub(e->arena, a, b, ARITH_PRECISION_HCL, out); break;
    case HCL_MULTIPLY: status = arith_mul(e->arena, a, b, ARITH_PRECISION_HCL, out); break;
    case HCL_DIVIDE: status = arith_div(e->arena, a, b, ARITH_PRECISION_HCL, out); break;
    case HCL_MODULO: status = remainder_of(e->arena, a, b, out); break;
    case HCL_NEGATE: status = arith_neg(e->arena, a, ARITH_PRECISION_HCL, out); break;
    case HCL_LESS:
    case HCL_LESS_EQUAL:
    case HCL_GREATER:
    case HCL_GREATER_EQUAL:
        order = value_number_compare(a, b);
        *out = value_bool(op == HCL_LESS ? order < 0 : op == HCL_LESS_EQUAL ? order <= 0 : op == HCL_GREATER ? order > 0 : order >= 0);
        break;
    case HCL_OR:
    case HCL_AND:
    case HCL_EQUAL:
    case HCL_NOT_EQUAL:
    case HCL_NOT: break;
    }
    if (status == ARITH_OK) return true;
    if (status == ARITH_NO_MEMORY) return no_memory(e, expr);
    return hcl_diag_add(e->diags, &HCL_ERR_FUNCTION, expr->range, "%s", arith_status_text(status));
}

static bool logic(struct evaluator *e, const struct hcl_expr *expr, enum hcl_operator op, struct value a, struct value b, struct value *out)
{
    struct value decides = value_bool(op == HCL_OR);   /* true || x, false && x: whatever x turns out to be */
    if (value_same(a, decides) || value_same(b, decides)) return done(e, expr, decides, out);
    if (value_is_unknown(a) || value_is_unknown(b)) return done(e, expr, hcl_unknown_from(e->arena, a, b), out);
    return done(e, expr, value_bool(op == HCL_AND), out);
}

static bool apply(struct evaluator *e, const struct hcl_expr *expr, struct value a, struct value b, struct value *out)
{
    enum hcl_operator op = expr->op;
    const struct hcl_expr *left = expr->binary.left, *right = expr->binary.right;
    if (op == HCL_EQUAL || op == HCL_NOT_EQUAL) {
        struct value same = hcl_equal(e->arena, a, b);
        if (value_is_bool(same) && op == HCL_NOT_EQUAL) same = value_bool(value_is_false(same));
        return done(e, expr, same, out);
    }
    if (op == HCL_AND || op == HCL_OR)
        return bool_operand(e, left, a, &a) && bool_operand(e, right, b, &b) && logic(e, expr, op, a, b, out);
    if (!number_operand(e, left, a, &a) || !number_operand(e, right, b, &b)) return false;
    if (value_is_unknown(a) || value_is_unknown(b)) return done(e, expr, hcl_unknown_from(e->arena, a, b), out);
    return compute(e, expr, op, a, b, out);
}

/* A chain a + b + c ... leans to the left: down without recursion, then up again. */
static bool eval_binary(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    const struct hcl_expr *few[16], **chain = few;
    size_t n = 0;
    for (const struct hcl_expr *x = expr; x->kind == HCL_BINARY; x = x->binary.left) n++;
    if (n > COUNT_OF(few) && !(chain = arena_array(e->arena, n, sizeof *chain))) return no_memory(e, expr);
    size_t i = n;
    const struct hcl_expr *x = expr;
    for (; x->kind == HCL_BINARY; x = x->binary.left) chain[--i] = x;
    struct value left, right;
    if (!eval(e, x, &left)) return false;
    for (; i < n; i++)
        if (!eval(e, chain[i]->binary.right, &right) || !apply(e, chain[i], left, right, &left)) return false;
    *out = left;
    return true;
}

static bool eval_unary(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value v;
    if (!eval(e, expr->operand, &v)) return false;
    if (expr->op == HCL_NOT ? !bool_operand(e, expr->operand, v, &v) : !number_operand(e, expr->operand, v, &v)) return false;
    if (value_is_unknown(v)) return done(e, expr, hcl_unknown_from(e->arena, v, VALUE_NONE), out);
    if (expr->op == HCL_NOT) return done(e, expr, value_bool(value_is_false(v)), out);
    return compute(e, expr, HCL_NEGATE, v, v, out);
}

/* Both results become one type, as `true ? 1 : "x"` is "1"; where there is none, the one chosen stays as it is. */
static bool eval_conditional(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value condition, chosen, other = VALUE_NONE;
    struct error err = {0};
    if (!eval(e, expr->conditional.condition, &condition)) return false;
    if (value_is_null(condition)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->conditional.condition->range, "the condition is null, it must be true or false");
    if (!hcl_to_bool(e->arena, condition, &condition, &err)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->conditional.condition->range, "the condition must be a bool: %s", err.message);
    bool no = value_is_false(condition);
    struct hcl_diags *diags = e->diags;
    if (value_is_unknown(condition)) {
        struct value all[3] = {condition, VALUE_NONE, VALUE_NONE};
        e->diags = NULL;
        bool yes_ok = eval(e, expr->conditional.yes, &all[1]), no_ok = eval(e, expr->conditional.no, &all[2]);
        e->diags = diags;
        if (yes_ok && no_ok && value_is_null(all[1]) && value_is_null(all[2])) return done(e, expr, VALUE_NULL_, out);
        return done(e, expr, hcl_unknown_of(e->arena, all, 3), out);
    }
    if (!eval(e, no ? expr->conditional.no : expr->conditional.yes, &chosen)) return false;
    *out = chosen;
    if (value_is_null(chosen) || value_is_unknown(chosen)) return true;
    e->diags = NULL;
    bool ok = eval(e, no ? expr->conditional.yes : expr->conditional.no, &other);
    e->diags = diags;
    if (e->arena->failed) return no_memory(e, expr);
    if (!ok || value_type(other) == VALUE_NULL || value_is_unknown(other) || value_same(chosen, other)) return true;
    struct value both[2] = {chosen, other};
    bool unified;
    if (!hcl_unify_values(e->arena, both, 2, &unified)) return no_memory(e, expr);
    if (unified) *out = both[0];
    return true;
}

/* --- constructors --- */

static bool eval_list(struct evaluator *e, const struct hcl_expr *expr, const struct hcl_expr *const *items, size_t n, struct value **out)
{
    *out = arena_array(e->arena, n, sizeof **out);
    if (!*out) return no_memory(e, expr);
    for (size_t i = 0; i < n; i++)
        if (!eval(e, items[i], &(*out)[i])) return false;
    return true;
}

static bool eval_object(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    size_t n = expr->object.n;
    struct value_pair *pairs = arena_array(e->arena, n, sizeof *pairs);
    if (!pairs) return no_memory(e, expr);
    for (size_t i = 0; i < n; i++) {
        struct value key;
        struct error err = {0};
        const struct hcl_expr *key_expr = expr->object.items[i].key;
        if (!eval(e, key_expr, &key) || !eval(e, expr->object.items[i].value, &pairs[i].value)) return false;
        if (value_is_null(key)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, key_expr->range, "a null value cannot be a key");
        if (value_is_unknown(key)) {   /* which names the object has is not known */
            struct value *values = arena_array(e->arena, 2 * n, sizeof *values);
            if (!values) return no_memory(e, expr);
            values[0] = key;
            for (size_t j = 0; j <= i; j++) values[1 + j] = pairs[j].value;
            return done(e, expr, hcl_unknown_of(e->arena, values, i + 2 <= 2 * n ? i + 2 : 2 * n), out);
        }
        if (!hcl_to_string(e->arena, key, &pairs[i].key, &err)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, key_expr->range, "this value cannot be a key: %s", err.message);
    }
    return done(e, expr, value_object(e->arena, pairs, n), out);
}

/* --- for --- */

struct loop {
    VEC(struct value) values;
    VEC(struct value_pair) pairs;
    struct value unknown;        /* VALUE_NONE while the result is known */
};

static bool loop_unknown(struct evaluator *e, const struct hcl_expr *expr, struct loop *loop, struct value why)
{
    loop->unknown = hcl_unknown_from(e->arena, loop->unknown, why);
    return !value_is_none(loop->unknown) || no_memory(e, expr);
}

/* Does the condition let this element in? */
static bool included(struct evaluator *e, const struct hcl_expr *expr, struct loop *loop, bool *in)
{
    struct value v;
    struct error err = {0};
    const struct hcl_expr *condition = expr->each.condition;
    *in = true;
    if (!condition) return true;
    if (!eval(e, condition, &v)) return false;
    if (value_is_null(v)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, condition->range, "the condition of the for expression is null");
    if (!hcl_to_bool(e->arena, v, &v, &err)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, condition->range, "the condition of the for expression must be a bool: %s", err.message);
    *in = value_is_true(v);
    return !value_is_unknown(v) || loop_unknown(e, expr, loop, v);
}

static bool add_pair(struct evaluator *e, const struct hcl_expr *expr, struct loop *loop)
{
    struct value key, value;
    struct error err = {0};
    if (!eval(e, expr->each.key, &key)) return false;
    if (value_is_null(key)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->each.key->range, "a null value cannot be a key");
    if (!hcl_to_string(e->arena, key, &key, &err)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->each.key->range, "this value cannot be a key: %s", err.message);
    if (!eval(e, expr->each.value, &value)) return false;
    if (value_is_unknown(key)) return loop_unknown(e, expr, loop, hcl_unknown_from(e->arena, key, value));
    struct value_pair *slot = vec_push(e->arena, &loop->pairs);
    if (!slot) return no_memory(e, expr);
    *slot = (struct value_pair){key, value};
    return true;
}

static bool one_round(struct evaluator *e, const struct hcl_expr *expr, struct loop *loop)
{
    bool in;
    if (!count_step(e, expr) || !included(e, expr, loop, &in)) return false;
    if (!in) return true;
    if (expr->each.key) return add_pair(e, expr, loop);
    struct value *slot = vec_push(e->arena, &loop->values);
    if (!slot) return no_memory(e, expr);
    size_t at = loop->values.len - 1;
    struct value v;
    if (!eval(e, expr->each.value, &v)) return false;
    loop->values.items[at] = v;
    return true;
}

struct keyed { struct value key; size_t order; struct value value; };

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = value_compare(x->key, y->key);
    return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

/* Pairs of one key become a list, in the order they came in. */
static bool grouped(struct evaluator *e, const struct hcl_expr *expr, const struct loop *loop, struct value *out)
{
    size_t n = loop->pairs.len, groups = 0;
    struct keyed *sorted = arena_array(e->arena, n, sizeof *sorted);
    struct value_pair *pairs = arena_array(e->arena, n, sizeof *pairs);
    struct value *run = arena_array(e->arena, n, sizeof *run);
    if (!sorted || !pairs || !run) return no_memory(e, expr);
    for (size_t i = 0; i < n; i++) sorted[i] = (struct keyed){loop->pairs.items[i].key, i, loop->pairs.items[i].value};
    qsort(sorted, n, sizeof *sorted, by_key);
    for (size_t i = 0; i < n;) {
        size_t len = 0;
        struct value key = sorted[i].key;
        while (i < n && value_equal(sorted[i].key, key)) run[len++] = sorted[i++].value;
        pairs[groups] = (struct value_pair){key, value_array(e->arena, run, len)};
        if (value_is_none(pairs[groups++].value)) return no_memory(e, expr);
    }
    return done(e, expr, value_object(e->arena, pairs, groups), out);
}

static bool for_result(struct evaluator *e, const struct hcl_expr *expr, const struct loop *loop, struct value *out)
{
    if (!value_is_none(loop->unknown)) return done(e, expr, loop->unknown, out);
    if (!expr->each.key) return done(e, expr, value_array(e->arena, loop->values.items, loop->values.len), out);
    if (expr->each.group) return grouped(e, expr, loop, out);
    struct value object = value_object(e->arena, loop->pairs.items, loop->pairs.len);
    if (!value_is_none(object) && value_len(object) < loop->pairs.len) {
        hcl_diag_add(e->diags, &HCL_ERR_DUPLICATE, expr->each.key->range, "two items of this for expression have the same key");
        return hcl_diag_help(e->diags, "write '...' after the value to collect all values of a key in a list");
    }
    return done(e, expr, object, out);
}

static bool eval_for(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value collection;
    if (!eval(e, expr->each.collection, &collection)) return false;
    if (value_is_null(collection)) return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->each.collection->range, "a null value cannot be iterated over");
    if (value_is_unknown(collection)) return done(e, expr, hcl_unknown_from(e->arena, collection, VALUE_NONE), out);
    bool object = value_is_object(collection);
    if (!object && !hcl_is_sequence(collection))
        return hcl_diag_add(e->diags, &HCL_ERR_TYPE, expr->each.collection->range, "a %s cannot be iterated over", hcl_type_name(collection));
    struct frame frame = {e->frames, expr->each.key_name, expr->each.value_name, VALUE_NONE, VALUE_NONE};
    struct loop loop = {.unknown = VALUE_NONE};
    bool ok = true;
    e->frames = &frame;
    for (size_t i = 0; i < value_len(collection) && ok; i++) {
        frame.value = object ? value_pairs(collection)[i].value : value_items(collection)[i];
        frame.key = object ? value_pairs(collection)[i].key : value_is_set(collection) ? frame.value : value_small((int64_t)i);
        ok = one_round(e, expr, &loop);
    }
    e->frames = frame.outer;
    return ok && for_result(e, expr, &loop, out);
}

/* --- calls --- */

/* try: the first argument that can be evaluated. Unlike Terraform, which then knows nothing, a value with unknown parts keeps the known ones:
 * that it fails once all is known is the exception. */
static bool eval_try(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct hcl_diags *diags = e->diags;
    for (size_t i = 0; i < expr->call.n; i++) {
        e->diags = i + 1 < expr->call.n ? NULL : diags;
        bool ok = eval(e, expr->call.args[i], out);
        e->diags = diags;
        if (ok) return true;
        if (e->arena->failed) return no_memory(e, expr);
        if (e->scope->steps_left && *e->scope->steps_left == 0) return count_step(e, expr);
    }
    return hcl_diag_add(e->diags, &HCL_ERR_CALL, expr->range, expr->call.n ? "try: no argument could be evaluated" : "try: at least one argument is needed");
}

static bool eval_can(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct hcl_diags *diags = e->diags;
    if (expr->call.n != 1) return hcl_diag_add(e->diags, &HCL_ERR_CALL, expr->range, "can: takes exactly one argument");
    struct value v = VALUE_NONE;
    e->diags = NULL;
    bool ok = eval(e, expr->call.args[0], &v);
    e->diags = diags;
    if (e->arena->failed) return no_memory(e, expr);
    if (e->scope->steps_left && *e->scope->steps_left == 0) return count_step(e, expr);
    if (ok && value_has_unknown(v)) return done(e, expr, hcl_unknown_from(e->arena, v, VALUE_NONE), out);
    return done(e, expr, value_bool(ok), out);
}

/* Arguments with the last one spread out where '...' says so. An unknown last one makes the call unknown: *unknown is it then. */
static bool call_arguments(struct evaluator *e, const struct hcl_expr *expr, struct value **args, size_t *n, struct value *unknown)
{
    *unknown = VALUE_NONE;
    *n = expr->call.n;
    if (!eval_list(e, expr, expr->call.args, expr->call.n, args)) return false;
    if (!expr->call.expand_last || *n == 0) return true;
    struct value last = (*args)[*n - 1];
    const struct hcl_expr *last_expr = expr->call.args[*n - 1];
    if (value_is_null(last)) return hcl_diag_add(e->diags, &HCL_ERR_CALL, last_expr->range, "the value before '...' must not be null");
    if (value_is_unknown(last)) {
        *unknown = hcl_unknown_of(e->arena, *args, *n);
        return !value_is_none(*unknown) || no_memory(e, expr);
    }
    if (!hcl_is_sequence(last)) return hcl_diag_add(e->diags, &HCL_ERR_CALL, last_expr->range, "the value before '...' must be a list, found %s", hcl_type_name(last));
    struct value *all = arena_array(e->arena, *n - 1 + value_len(last), sizeof *all);
    if (!all) return no_memory(e, expr);
    memcpy(all, *args, (*n - 1) * sizeof *all);
    memcpy(all + *n - 1, value_items(last), value_len(last) * sizeof *all);
    *n += value_len(last) - 1;
    *args = all;
    return true;
}

static bool eval_call(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    const struct hcl_function *function = hcl_function_find(e->scope->functions, expr->call.name);
    bool of_provider = e->scope->functions && str_has_prefix(expr->call.name, STR("provider::"));
    if (!function && !of_provider) {
        struct str name = expr->call.name;
        return hcl_diag_add(e->diags, &HCL_ERR_CALL, expr->call.name_range, "there is no function named '%.*s'", (int)(name.len < 100 ? name.len : 100), name.s);
    }
    if (function && function->flags & HCL_FN_LAZY) return str_is(str_of(function->name), "can") ? eval_can(e, expr, out) : eval_try(e, expr, out);
    struct value *args, unknown;
    size_t n;
    struct error err = {0};
    if (!call_arguments(e, expr, &args, &n, &unknown)) return false;
    if (!value_is_none(unknown)) return done(e, expr, unknown, out);
    if (!function) return done(e, expr, hcl_unknown_of(e->arena, args, n), out);
    return hcl_function_call(e->arena, e->scope, function, args, n, out, &err) || fail_with(e, expr, &err);
}

/* --- the whole --- */

static bool eval_kind(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    struct value *items;
    switch (expr->kind) {
    case HCL_LITERAL: return done(e, expr, expr->literal, out);
    case HCL_TEMPLATE: return eval_template(e, expr, out);
    case HCL_TEMPLATE_WRAP:
    case HCL_PARENTHESES: return eval(e, expr->inner, out);
    case HCL_TEMPLATE_JOIN: return eval_template_join(e, expr, out);
    case HCL_VARIABLE: return eval_variable(e, expr, out);
    case HCL_RELATIVE: return eval_relative(e, expr, out);
    case HCL_INDEX: return eval_index(e, expr, out);
    case HCL_SPLAT: return eval_splat(e, expr, out);
    case HCL_SPLAT_ITEM: return done(e, expr, e->splat_item, out);
    case HCL_CALL: return eval_call(e, expr, out);
    case HCL_UNARY: return eval_unary(e, expr, out);
    case HCL_BINARY: return eval_binary(e, expr, out);
    case HCL_CONDITIONAL: return eval_conditional(e, expr, out);
    case HCL_TUPLE: return eval_list(e, expr, expr->list.items, expr->list.n, &items) && done(e, expr, value_array(e->arena, items, expr->list.n), out);
    case HCL_OBJECT: return eval_object(e, expr, out);
    case HCL_FOR: return eval_for(e, expr, out);
    }
    return false;
}

static bool eval(struct evaluator *e, const struct hcl_expr *expr, struct value *out)
{
    *out = VALUE_NONE;
    if (!count_step(e, expr)) return false;
    if (*e->depth >= HCL_MAX_EVAL_DEPTH) return hcl_diag_add(e->diags, &HCL_ERR_DEPTH, expr->range, "expressions refer to each other more than %u levels deep", HCL_MAX_EVAL_DEPTH);
    ++*e->depth;
    bool ok = eval_kind(e, expr, out);
    --*e->depth;
    if (!ok) *out = VALUE_NONE;
    return ok;
}

bool hcl_eval(struct arena *arena, const struct hcl_expr *expr, const struct hcl_scope *scope, struct value *out, struct hcl_diags *diags)
{
    unsigned depth = 0;
    struct evaluator e = {.arena = arena, .scope = scope, .diags = diags, .depth = scope->depth ? scope->depth : &depth};
    return eval(&e, expr, out);
}
