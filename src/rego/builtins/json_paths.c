/* rego/builtins/json_paths.c: json.filter, json.remove, json.patch.
 *
 * The paths of filter and remove are sorted, and those below another path left out (the shorter one takes all); a position in the tree then is
 * a range of paths that agree so far, and the paths below a key are found in it by binary search. json.patch copies the containers
 * on the way to the change, as values never change. */
#include "rego/builtins/families.h"

#include <stdio.h>
#include <stdlib.h>

#include "rego/builtins/common.h"

struct path { const struct value *steps; size_t n; };
struct paths { struct path *items; size_t len; };

static struct value unescape(struct arena *arena, struct str part)
{
    char *text = arena_alloc(arena, part.len + 1);
    size_t n = 0;
    if (!text) return VALUE_NONE;
    for (size_t i = 0; i < part.len; i++) {
        bool escape = part.s[i] == '~' && i + 1 < part.len && (part.s[i + 1] == '0' || part.s[i + 1] == '1');
        text[n++] = escape ? (part.s[++i] == '0' ? '~' : '/') : part.s[i];
    }
    return value_string(arena, (struct str){text, n});
}

/* "/a/b~1c" or ["a", "b/c"]. "" is the empty path. */
static bool parse_path(struct rego_call *call, const char *name, struct value v, struct path *out)
{
    if (value_is_array(v)) {
        *out = (struct path){value_items(v), value_len(v)};
        return true;
    }
    if (!value_is_string(v))
        return operand_text(call, name, 2, "must be one of {set, array} containing string paths or array of path segments but got %s",
                            value_type_name(v));
    struct str s = value_str(v);
    struct values steps = {0};
    if (s.len > 0) {
        while (s.len > 0 && *s.s == '/') s.s++, s.len--;
        for (;;) {
            const char *slash = s.len ? memchr(s.s, '/', s.len) : NULL;
            size_t n = slash ? (size_t)(slash - s.s) : s.len;
            if (!values_add(call, &steps, unescape(call->arena, (struct str){s.s, n}))) return false;
            if (!slash) break;
            s.s += n + 1, s.len -= n + 1;
        }
    }
    *out = (struct path){steps.items, steps.len};
    return true;
}

static int compare_paths(const void *a, const void *b)
{
    const struct path *x = a, *y = b;
    for (size_t i = 0; i < x->n && i < y->n; i++) {
        int order = value_compare(x->steps[i], y->steps[i]);
        if (order != 0) return order;
    }
    return x->n < y->n ? -1 : x->n > y->n;
}

static bool is_below(const struct path *above, const struct path *p)
{
    if (above->n > p->n) return false;
    for (size_t i = 0; i < above->n; i++)
        if (!value_equal(above->steps[i], p->steps[i])) return false;
    return true;
}

static bool parse_paths(struct rego_call *call, const char *name, const struct value *in, struct paths *out)
{
    if (!value_is_array(in[1]) && !value_is_set(in[1])) return operand_type(call, name, 2, in[1], "one of {set, array}");
    size_t n = value_len(in[1]), kept = 0;
    struct path *list = arena_array(call->arena, n + 1, sizeof *list);
    if (!list) return error_no_memory(call->err);
    for (size_t i = 0; i < n; i++) {
        if (!parse_path(call, name, value_items(in[1])[i], &list[kept])) return false;
        if (list[kept].n > 0) kept++;
    }
    if (kept) qsort(list, kept, sizeof *list, compare_paths);
    *out = (struct paths){list, 0};
    for (size_t i = 0; i < kept; i++)
        if (out->len == 0 || !is_below(&list[out->len - 1], &list[i])) list[out->len++] = list[i];
    return true;
}

/* Of paths that agree up to `depth`, those whose next step is `key`. */
static struct paths below(struct paths paths, size_t depth, struct value key)
{
    size_t low = 0, high = paths.len, first;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (value_compare(paths.items[middle].steps[depth], key) < 0) low = middle + 1;
        else high = middle;
    }
    first = low;
    high = paths.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (value_compare(paths.items[middle].steps[depth], key) <= 0) low = middle + 1;
        else high = middle;
    }
    return (struct paths){paths.items + first, low - first};
}

static struct paths below_index(struct rego_call *call, struct paths paths, size_t depth, size_t i)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", i);
    struct value key = value_cstring(call->arena, text);
    return value_is_none(key) ? (struct paths){0} : below(paths, depth, key);
}

enum action { FILTER, REMOVE };

static bool apply(struct rego_call *call, enum action action, struct value v, struct paths paths, size_t depth, struct value *out);

/* What becomes of one child; none: it is gone. */
static bool child(struct rego_call *call, enum action action, struct value v, struct paths paths, size_t depth, struct value *out)
{
    *out = action == REMOVE ? v : VALUE_NONE;
    if (paths.len == 0) return true;
    if (paths.items[0].n == depth) {
        *out = action == FILTER ? v : VALUE_NONE;
        return true;
    }
    return apply(call, action, v, paths, depth, out);
}

static bool apply_object(struct rego_call *call, enum action action, struct value v, struct paths paths, size_t depth, struct value *out)
{
    struct pairs pairs = {0};
    struct value kept;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value_pair pair = value_pairs(v)[i];
        if (!child(call, action, pair.value, below(paths, depth, pair.key), depth + 1, &kept)) return false;
        if (!value_is_none(kept) && !pairs_add(call, &pairs, pair.key, kept)) return false;
    }
    return give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

static bool apply(struct rego_call *call, enum action action, struct value v, struct paths paths, size_t depth, struct value *out)
{
    if (depth > MAX_DEPTH) return !out_of_depth(call, "json.filter");
    if (value_is_object(v)) return apply_object(call, action, v, paths, depth, out);
    if (!value_is_array(v) && !value_is_set(v)) return give(call, v, out);
    struct values list = {0};
    struct value kept;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value item = value_items(v)[i];
        struct paths here = value_is_set(v) ? below(paths, depth, item) : below_index(call, paths, depth, i);
        if (!child(call, action, item, here, depth + 1, &kept)) return false;
        if (!value_is_none(kept) && !values_add(call, &list, kept)) return false;
    }
    return give(call, value_is_set(v) ? value_set(call->arena, list.items, list.len) : value_array(call->arena, list.items, list.len), out);
}

static bool selection(struct rego_call *call, const char *name, const struct value *in, enum action action, struct value *out)
{
    struct paths paths;
    if (value_is_unknown(in[0]) || value_has_unknown(in[1])) return give_unknown(call, in, 2, out);
    return want_object(call, name, in, 1) && parse_paths(call, name, in, &paths) && apply(call, action, in[0], paths, 0, out);
}

BUILTIN(json_filter) { return selection(call, "json.filter", in, FILTER, out); }
BUILTIN(json_remove) { return selection(call, "json.remove", in, REMOVE, out); }

/* --- json.patch --- */

#define PATCH "json.patch"

/* An array index from a step: a number, digits, or "-" for the end. */
static bool parse_index(struct rego_call *call, struct value step, size_t len, size_t *out)
{
    int64_t i = 0;
    if (value_is_string(step)) {
        struct str s = value_str(step);
        if (str_is(s, "-")) {
            *out = len;
            return true;
        }
        if (s.len == 0 || s.len > 18) return rego_builtin_error(call, PATCH, "invalid string for indexing");
        for (size_t k = 0; k < s.len; k++) {
            if (s.s[k] < '0' || s.s[k] > '9') return rego_builtin_error(call, PATCH, "invalid string for indexing");
            i = i * 10 + (s.s[k] - '0');
        }
        if (s.len > 1 && s.s[0] == '0') return rego_builtin_error(call, PATCH, "leading zeros are not allowed in JSON paths");
    } else if (!value_is_number(step)) {
        return rego_builtin_error(call, PATCH, "invalid type for indexing");
    } else if (!value_number_to_int64(step, &i)) {
        return rego_builtin_error(call, PATCH, "invalid number type for indexing");
    }
    *out = i < 0 ? SIZE_MAX : (size_t)i;
    return true;
}

static bool patch_child(struct rego_call *call, struct value v, struct value step, struct value *out)
{
    if (value_is_array(v)) {
        size_t i;
        if (!parse_index(call, step, value_len(v), &i)) return false;
        *out = i < value_len(v) ? value_items(v)[i] : VALUE_NONE;
    } else if (value_is_object(v)) {
        *out = value_get(v, step);
    } else if (value_is_set(v)) {
        *out = set_has(v, step) ? step : VALUE_NONE;
    } else {
        return rego_builtin_error(call, PATCH, "expected composite type for path, found value of type %s", value_type_name(v));
    }
    return !value_is_none(*out) || rego_builtin_error(call, PATCH, "path does not exist in %s term", value_type_name(v));
}

static bool patch_get(struct rego_call *call, struct value doc, struct path path, struct value *out)
{
    if (value_is_none(doc)) return rego_builtin_error(call, PATCH, "nil value encountered where composite value was expected");
    for (size_t i = 0; i < path.n; i++)
        if (!patch_child(call, doc, path.steps[i], &doc)) return false;
    *out = doc;
    return true;
}

/* The array or set with `drop` members at i left out and x (unless none) put there. */
static bool splice(struct rego_call *call, struct value v, size_t i, size_t drop, struct value x, struct value *out)
{
    size_t n = value_len(v), add = !value_is_none(x);
    struct value *items = arena_array(call->arena, n + 1, sizeof *items);
    if (!items) return error_no_memory(call->err);
    memcpy(items, value_items(v), i * sizeof *items);
    if (add) items[i] = x;
    memcpy(items + i + add, value_items(v) + i + drop, (n - i - drop) * sizeof *items);
    n = n - drop + add;
    return give(call, value_is_set(v) ? value_set(call->arena, items, n) : value_array(call->arena, items, n), out);
}

static size_t set_index(struct value set, struct value x)
{
    size_t i = 0;
    while (i < value_len(set) && !value_equal(value_items(set)[i], x)) i++;
    return i;
}

/* v with the child at `step` replaced. */
static bool with_child(struct rego_call *call, struct value v, struct value step, struct value x, struct value *out)
{
    size_t i;
    if (value_is_object(v)) return give(call, value_with(call->arena, v, step, x), out);
    if (value_is_set(v)) return splice(call, v, set_index(v, step), 1, x, out);
    return parse_index(call, step, value_len(v), &i) && splice(call, v, i, 1, x, out);
}

static bool insert_here(struct rego_call *call, struct value v, struct value step, struct value x, struct value *out)
{
    size_t i;
    if (value_is_object(v)) return give(call, value_with(call->arena, v, step, x), out);
    if (value_is_set(v)) {
        if (!value_equal(step, x)) return rego_builtin_error(call, PATCH, "set key does not equal value to be inserted");
        return set_has(v, x) ? give(call, v, out) : splice(call, v, 0, 0, x, out);
    }
    if (!value_is_array(v)) return rego_builtin_error(call, PATCH, "expected composite type, found value of type %s", value_type_name(v));
    if (!parse_index(call, step, value_len(v), &i)) return false;
    if (i > value_len(v)) return rego_builtin_error(call, PATCH, "index for array insertion out of bounds");
    return splice(call, v, i, 0, x, out);
}

static bool delete_here(struct rego_call *call, struct value v, struct value step, struct value *out)
{
    size_t i;
    if (value_is_array(v)) {
        if (!parse_index(call, step, value_len(v), &i)) return false;
        if (i >= value_len(v)) return rego_builtin_error(call, PATCH, "index for array delete out of bounds");
        return splice(call, v, i, 1, VALUE_NONE, out);
    }
    if (!value_is_object(v) && !value_is_set(v))
        return rego_builtin_error(call, PATCH, "expected composite type, found value of type %s", value_type_name(v));
    if (value_is_set(v) ? !set_has(v, step) : value_is_none(value_get(v, step)))
        return rego_builtin_error(call, PATCH, "cannot delete a child key that does not exist");
    if (value_is_set(v)) return splice(call, v, set_index(v, step), 1, VALUE_NONE, out);
    struct pairs pairs = {0};
    for (i = 0; i < value_len(v); i++)
        if (!value_equal(value_pairs(v)[i].key, step) && !pairs_add(call, &pairs, value_pairs(v)[i].key, value_pairs(v)[i].value)) return false;
    return give(call, value_object(call->arena, pairs.items, pairs.len), out);
}

/* The document with x inserted at (none: with what is at) the path, removed. The containers on the way are kept, then rebuilt from below. */
static bool patch_set(struct rego_call *call, struct value doc, struct path path, struct value x, struct value *out)
{
    if (path.n == 0) {
        if (value_is_none(x) && value_is_none(doc)) return rego_builtin_error(call, PATCH, "deleted node encountered during delete operation");
        *out = x;
        return true;
    }
    if (value_is_none(doc)) return rego_builtin_error(call, PATCH, "nil value encountered where composite value was expected");
    struct value *way = arena_array(call->arena, path.n, sizeof *way), v;
    if (!way) return error_no_memory(call->err);
    way[0] = doc;
    for (size_t i = 0; i + 1 < path.n; i++)
        if (!patch_child(call, way[i], path.steps[i], &way[i + 1])) return false;
    size_t last = path.n - 1;
    if (!(value_is_none(x) ? delete_here(call, way[last], path.steps[last], &v) : insert_here(call, way[last], path.steps[last], x, &v)))
        return false;
    for (size_t i = last; i-- > 0;)
        if (!with_child(call, way[i], path.steps[i], v, &v)) return false;
    *out = v;
    return true;
}

static bool patch_attribute(struct rego_call *call, struct value operation, const char *name, struct value *out)
{
    *out = value_field(operation, name);
    return !value_is_none(*out) || rego_builtin_error(call, PATCH, "missing required attribute '%s'", name);
}

static bool test_value(struct rego_call *call, struct value got, struct value wanted)
{
    if (value_equal(got, wanted)) return true;
    struct buf a = buf_new(4096), b = buf_new(4096);
    value_print(&a, wanted);
    value_print(&b, got);
    rego_builtin_error(call, PATCH, "value from EditTree != patch value.\n\nExpected: %.*s\n\nFound: %.*s", (int)(a.len < 200 ? a.len : 200),
                       a.s ? a.s : "", (int)(b.len < 200 ? b.len : 200), b.s ? b.s : "");
    buf_free(&a);
    buf_free(&b);
    return false;
}

#define MAX_COPIED 10000000   /* nodes: copies of copies double each time */

/* Takes the nodes of v from *room; false when there are more. */
static bool take_room(struct value v, size_t *room, unsigned depth)
{
    if (*room == 0 || depth > MAX_DEPTH) return false;
    --*room;
    size_t n = value_is_array(v) || value_is_set(v) || value_is_object(v) ? value_len(v) : 0;
    for (size_t i = 0; i < n; i++)
        if (!take_room(value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i], room, depth + 1)) return false;
    return true;
}

static bool patch_apply(struct rego_call *call, struct value operation, struct value *doc, size_t *room)
{
    struct value at, op, x;
    struct path path, from;
    if (!value_is_object(operation))
        return rego_builtin_error(call, PATCH, "must be an array of JSON-Patch objects, but at least one element is not an object");
    if (!patch_attribute(call, operation, "path", &at) || !patch_attribute(call, operation, "op", &op)) return false;
    if (!value_is_string(op)) return rego_builtin_error(call, PATCH, "attribute 'op' must be a string but found: %s", value_type_name(op));
    if (!parse_path(call, PATCH, at, &path)) return false;
    struct str name = value_str(op);
    if (str_is(name, "add")) return patch_attribute(call, operation, "value", &x) && patch_set(call, *doc, path, x, doc);
    if (str_is(name, "remove")) return patch_set(call, *doc, path, VALUE_NONE, doc);
    if (str_is(name, "replace"))
        return patch_set(call, *doc, path, VALUE_NONE, doc) && patch_attribute(call, operation, "value", &x) && patch_set(call, *doc, path, x, doc);
    if (str_is(name, "test"))
        return patch_get(call, *doc, path, &at) && patch_attribute(call, operation, "value", &x) && test_value(call, at, x);
    if (!str_is(name, "move") && !str_is(name, "copy"))
        return rego_builtin_error(call, PATCH, "unrecognized op: '%.*s'", (int)(name.len < 100 ? name.len : 100), name.s);
    if (!patch_attribute(call, operation, "from", &at) || !parse_path(call, PATCH, at, &from) || !patch_get(call, *doc, from, &x)) return false;
    if (str_is(name, "copy") && !take_room(x, room, 0)) return rego_builtin_error(call, PATCH, "the copies are too large");
    if (str_is(name, "move") && !patch_set(call, *doc, from, VALUE_NONE, doc)) return false;
    return patch_set(call, *doc, path, x, doc);
}

BUILTIN(json_patch)
{
    if (!want_array(call, PATCH, in, 2)) return false;
    struct value doc = in[0];
    size_t room = MAX_COPIED;
    for (size_t i = 0; i < value_len(in[1]); i++)
        if (out_of_time(call, PATCH) || !patch_apply(call, value_items(in[1])[i], &doc, &room)) return false;
    *out = doc;
    return true;
}

#define PATHS "any<array[any<string, array[any]>], set[any<string, array[any]>]>"

const struct rego_builtin rego_json_paths[] = {
    {"json.filter", "object[any: any], " PATHS " -> object[any: any]", json_filter, REGO_TAKES_UNKNOWN, NULL},
    {"json.patch", "any, array[object<op: string, path: any, [any: any]>] -> any", json_patch, REGO_PURE, NULL},
    {"json.remove", "object[any: any], " PATHS " -> object[any: any]", json_remove, REGO_TAKES_UNKNOWN, NULL},
};
const size_t rego_json_paths_n = COUNT_OF(rego_json_paths);
