/* jmespath/search.c: carries an expression out on a value. */
#include "base/vec.h"
#include "jmespath/ast.h"
#include "jmespath/lexer.h"

typedef const struct jmespath_node *node;

static bool no_memory(struct jmespath_run *run) { return error_no_memory(run->err); }

static bool give(struct jmespath_run *run, struct value v, struct value *out)
{
    *out = v;
    return !value_is_none(v) || no_memory(run);
}

static struct value or_null(struct value v) { return value_is_none(v) ? VALUE_NULL_ : v; }

/* --- unknowns --- */

typedef VEC(struct value) values;

static bool push(struct arena *arena, values *list, struct value v)
{
    struct value *slot = vec_push(arena, list);
    if (slot) *slot = v;
    return slot != NULL;
}

static bool references(struct arena *arena, struct value v, values *into)
{
    if (!value_has_unknown(v)) return true;
    if (value_is_unknown(v)) {
        struct value refs = value_unknown_refs(v);
        for (size_t i = 0; value_is_array(refs) && i < value_len(refs); i++)
            if (!push(arena, into, value_items(refs)[i])) return false;
    } else if (value_is_object(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!references(arena, value_pairs(v)[i].value, into)) return false;
    } else if (value_is_array(v) || value_is_set(v)) {
        for (size_t i = 0; i < value_len(v); i++)
            if (!references(arena, value_items(v)[i], into)) return false;
    }
    return true;
}

struct value jmespath_unknown(struct jmespath_run *run, const struct value *from, size_t n)
{
    values refs = {0};
    for (size_t i = 0; i < n; i++)
        if (!references(run->arena, from[i], &refs)) return VALUE_NONE;
    struct value set = value_set(run->arena, refs.items, refs.len);   /* sorted, each once */
    struct value array = value_is_none(set) ? VALUE_NONE : value_array(run->arena, value_items(set), value_len(set));
    return value_is_none(array) ? VALUE_NONE : value_unknown(run->arena, array, VALUE_NONE);
}

static bool unknown_of(struct jmespath_run *run, struct value a, struct value b, struct value *out)
{
    struct value both[2] = {a, b};
    return give(run, jmespath_unknown(run, both, 2), out);
}

/* --- paths --- */

static struct value indexed(struct value v, int64_t i)
{
    if (!value_is_array(v)) return VALUE_NULL_;
    int64_t n = (int64_t)value_len(v);
    if (i < 0) i += n;
    return i >= 0 && i < n ? value_items(v)[i] : VALUE_NULL_;
}

/* A bound of a slice made a position from `low` to `high`. */
static int64_t bound(int64_t at, int64_t n, int64_t low, int64_t high)
{
    if (at < 0) at += n;
    return at < low ? low : at > high ? high : at;
}

static bool sliced(struct jmespath_run *run, node s, struct value v, struct value *out)
{
    if (!value_is_array(v)) return give(run, VALUE_NULL_, out);
    int64_t n = (int64_t)value_len(v);
    bool back = s->step < 0;
    int64_t low = back ? -1 : 0, high = back ? n - 1 : n;
    int64_t start = s->has_start ? bound(s->start, n, low, high) : back ? high : low;
    int64_t stop = s->has_stop ? bound(s->stop, n, low, high) : back ? low : high;
    values list = {0};
    for (int64_t i = start; back ? i > stop : i < stop; i += s->step)
        if (!push(run->arena, &list, value_items(v)[i])) return no_memory(run);
    return give(run, value_array(run->arena, list.items, list.len), out);
}

static bool flattened(struct jmespath_run *run, struct value v, struct value *out)
{
    if (!value_is_array(v)) return give(run, VALUE_NULL_, out);
    values list = {0};
    for (size_t i = 0; i < value_len(v); i++) {
        struct value item = value_items(v)[i];
        if (value_is_unknown(item)) return unknown_of(run, v, VALUE_NONE, out);   /* it may be a list of any length */
        size_t n = value_is_array(item) ? value_len(item) : 1;
        for (size_t k = 0; k < n; k++)
            if (!push(run->arena, &list, value_is_array(item) ? value_items(item)[k] : item)) return no_memory(run);
    }
    return give(run, value_array(run->arena, list.items, list.len), out);
}

/* --- truth --- */

/* Unknown is neither; the caller has looked. */
static bool holds(struct value v)
{
    switch ((int)value_type(v)) {
    case VALUE_NULL: case VALUE_UNDEFINED: return false;
    case VALUE_BOOL: return value_is_true(v);
    case VALUE_STRING: case VALUE_ARRAY: case VALUE_OBJECT: case VALUE_SET: return value_len(v) > 0;
    default: return true;
    }
}

/* Numbers and, as awscli has it (dates are compared so), strings have an order; anything else gives null. */
static bool ordered(struct value a, struct value b) { return (value_is_number(a) && value_is_number(b)) || (value_is_string(a) && value_is_string(b)); }

static bool compared(struct jmespath_run *run, unsigned by, struct value a, struct value b, struct value *out)
{
    if (value_has_unknown(a) || value_has_unknown(b)) return unknown_of(run, a, b, out);
    if (by == JT_EQUAL || by == JT_NOT_EQUAL) return give(run, value_bool(value_equal(a, b) == (by == JT_EQUAL)), out);
    if (!ordered(a, b)) return give(run, VALUE_NULL_, out);
    int order = value_compare(a, b);
    bool yes = by == JT_LESS ? order < 0 : by == JT_LESS_EQUAL ? order <= 0 : by == JT_GREATER ? order > 0 : order >= 0;
    return give(run, value_bool(yes), out);
}

/* --- projections --- */

/* The elements that a projection goes over; NULL when `from` has none of the kind. */
static bool elements(struct jmespath_run *run, node n, struct value from, values *out)
{
    bool of_values = n->kind == JN_PROJECT_VALUES;
    size_t count = (of_values ? value_is_object(from) : value_is_array(from)) ? value_len(from) : 0;
    for (size_t i = 0; i < count; i++)
        if (!push(run->arena, out, of_values ? value_pairs(from)[i].value : value_items(from)[i])) return no_memory(run);
    return true;
}

static bool project(struct jmespath_run *run, node n, struct value current, struct value *out)
{
    struct value from, keep, item;
    values in = {0}, list = {0}, unknowns = {0};
    if (!jmespath_eval(run, n->left, current, &from)) return false;
    if (value_is_unknown(from)) return give(run, from, out);
    if (n->kind == JN_PROJECT_VALUES ? !value_is_object(from) : !value_is_array(from)) return give(run, VALUE_NULL_, out);
    if (!elements(run, n, from, &in)) return false;
    for (size_t i = 0; i < in.len; i++) {
        if (n->kind == JN_PROJECT_IF) {
            if (!jmespath_eval(run, n->condition, in.items[i], &keep)) return false;
            if (value_is_unknown(keep) && !push(run->arena, &unknowns, keep)) return no_memory(run);
            if (value_is_unknown(keep) || !holds(keep)) continue;
        }
        if (!jmespath_eval(run, n->right, in.items[i], &item)) return false;
        if (value_is_null(item)) continue;
        /* An element that is unknown may be null, and then is none: how many there are is not known. */
        if (!push(run->arena, value_is_unknown(item) ? &unknowns : &list, item)) return no_memory(run);
    }
    return give(run, unknowns.len ? jmespath_unknown(run, unknowns.items, unknowns.len) : value_array(run->arena, list.items, list.len), out);
}

/* --- logic --- */

static bool logic(struct jmespath_run *run, node n, struct value current, struct value *out)
{
    struct value left, right;
    if (!jmespath_eval(run, n->left, current, &left)) return false;
    if (n->kind == JN_NOT) return give(run, value_is_unknown(left) ? left : value_bool(!holds(left)), out);
    bool unknown = value_is_unknown(left);
    if (!unknown && holds(left) == (n->kind == JN_OR)) return give(run, left, out);
    if (!jmespath_eval(run, n->right, current, &right)) return false;
    return unknown ? unknown_of(run, left, right, out) : give(run, right, out);
}

/* --- what is built --- */

static bool children(struct jmespath_run *run, node n, struct value current, values *out)
{
    struct value v;
    for (size_t i = 0; i < n->n; i++) {
        if (!jmespath_eval(run, n->children[i], current, &v)) return false;
        if (!push(run->arena, out, v)) return no_memory(run);
    }
    return true;
}

static bool built(struct jmespath_run *run, node n, struct value current, struct value *out)
{
    values list = {0};
    if (value_is_null(current) || value_is_unknown(current)) return give(run, current, out);
    if (!children(run, n, current, &list)) return false;
    if (n->kind == JN_LIST) return give(run, value_array(run->arena, list.items, list.len), out);
    struct value_pair *pairs = arena_array(run->arena, n->n, sizeof *pairs);
    if (!pairs) return no_memory(run);
    for (size_t i = 0; i < n->n; i++) pairs[i] = (struct value_pair){n->names[i], list.items[i]};
    return give(run, value_object(run->arena, pairs, n->n), out);
}

static bool called(struct jmespath_run *run, node n, struct value current, struct value *out)
{
    struct jmespath_argument *arguments = arena_array(run->arena, n->n ? n->n : 1, sizeof *arguments);
    if (!arguments) return no_memory(run);
    for (size_t i = 0; i < n->n; i++) {
        arguments[i] = (struct jmespath_argument){NULL, VALUE_NONE};
        if (n->children[i]->kind == JN_REFERENCE) arguments[i].reference = n->children[i]->left;
        else if (!jmespath_eval(run, n->children[i], current, &arguments[i].value)) return false;
    }
    return jmespath_function_call(run, n, arguments, out);
}

bool jmespath_eval(struct jmespath_run *run, node n, struct value current, struct value *out)
{
    struct value v;
    bool unknown = value_is_unknown(current);
    switch (n->kind) {
    case JN_CURRENT: return give(run, current, out);
    case JN_LITERAL: return give(run, n->value, out);
    case JN_FIELD: return give(run, unknown ? current : or_null(value_get_str(current, value_str(n->value))), out);
    case JN_INDEX: return give(run, unknown ? current : indexed(current, value_small_int(n->value)), out);
    case JN_SLICE: return unknown ? give(run, current, out) : sliced(run, n, current, out);
    case JN_THEN: return jmespath_eval(run, n->left, current, &v) && jmespath_eval(run, n->right, v, out);
    case JN_PROJECT: case JN_PROJECT_VALUES: case JN_PROJECT_IF: return project(run, n, current, out);
    case JN_FLATTEN:
        if (!jmespath_eval(run, n->left, current, &v)) return false;
        return value_is_unknown(v) ? give(run, v, out) : flattened(run, v, out);
    case JN_OR: case JN_AND: case JN_NOT: return logic(run, n, current, out);
    case JN_COMPARE: {
        struct value right;
        return jmespath_eval(run, n->left, current, &v) && jmespath_eval(run, n->right, current, &right) && compared(run, n->comparator, v, right, out);
    }
    case JN_LIST: case JN_HASH: return built(run, n, current, out);
    case JN_CALL: return called(run, n, current, out);
    case JN_REFERENCE: break;   /* the parser makes them as arguments only */
    }
    return error_at(run->err, &JMESPATH_SYNTAX, position_of(run->expression->text, n->at), "'&' stands before an argument of a function only");
}

bool jmespath_search(struct arena *arena, const struct jmespath *expression, struct value input, struct value *out, struct error *err)
{
    struct jmespath_run run = {arena, expression, err};
    return jmespath_eval(&run, expression->root, or_null(input), out);
}
