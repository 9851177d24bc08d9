/* rego/builtins/graphs.c: graph.reachable, graph.reachable_paths, walk. */
#include "rego/builtins/families.h"

#include "rego/builtins/common.h"

static bool want_roots(struct rego_call *call, const char *name, const struct value *in)
{
    if (!want_object(call, name, in, 1)) return false;
    return value_is_array(in[1]) || value_is_set(in[1]) || operand_type(call, name, 2, in[1], "{array, set}");
}

static size_t edge_count(struct value edges) { return value_is_array(edges) || value_is_set(edges) ? value_len(edges) : 0; }

/* A set that grows: open addressing by hash. */
struct seen { struct value *slots; size_t len, cap; };

static bool seen_add(struct rego_call *call, struct seen *seen, struct value v, bool *added)
{
    if (seen->len * 2 >= seen->cap) {
        struct seen bigger = {.cap = seen->cap ? seen->cap * 2 : 64};
        bigger.slots = arena_zero(call->arena, bigger.cap * sizeof *bigger.slots);
        if (!bigger.slots) return error_no_memory(call->err);
        for (size_t i = 0; i < seen->cap; i++)
            if (!value_is_none(seen->slots[i]) && !seen_add(call, &bigger, seen->slots[i], added)) return false;
        *seen = bigger;
    }
    size_t i = value_hash(v) & (seen->cap - 1);
    while (!value_is_none(seen->slots[i]) && !value_equal(seen->slots[i], v)) i = (i + 1) & (seen->cap - 1);
    *added = value_is_none(seen->slots[i]);
    if (*added) seen->slots[i] = v, seen->len++;
    return true;
}

BUILTIN(reachable)
{
    if (!want_roots(call, "graph.reachable", in)) return false;
    struct values queue = {0}, reached = {0};
    struct seen seen = {0};
    bool added;
    for (size_t i = 0; i < value_len(in[1]); i++)
        if (!seen_add(call, &seen, value_items(in[1])[i], &added) || (added && !values_add(call, &queue, value_items(in[1])[i]))) return false;
    for (size_t next = 0; next < queue.len; next++) {
        struct value edges = value_get(in[0], queue.items[next]);
        if (next % 1024 == 0 && out_of_time(call, "graph.reachable")) return false;
        if (value_is_none(edges)) continue;
        if (!values_add(call, &reached, queue.items[next])) return false;
        for (size_t i = 0; i < edge_count(edges); i++)
            if (!seen_add(call, &seen, value_items(edges)[i], &added) || (added && !values_add(call, &queue, value_items(edges)[i]))) return false;
    }
    return give(call, value_set(call->arena, reached.items, reached.len), out);
}

/* --- graph.reachable_paths: there may be exponentially many, so their number is bounded --- */

#define MAX_PATHS 1000000

/* expanded: nodes whose edges have been followed since the root's edge was taken. A path ends before such a node, be it on this path (a cycle) or on
 * one beside it, as OPA's suite has it (OPA 1.22 itself goes on where it is no cycle). */
struct search { struct rego_call *call; struct value graph; struct values path, found; struct seen expanded; };

static bool add_path(struct search *s)
{
    if (s->found.len >= MAX_PATHS) return rego_builtin_error(s->call, "graph.reachable_paths", "there are too many paths");
    if (s->found.len % 256 == 0 && out_of_time(s->call, "graph.reachable_paths")) return false;
    return values_add(s->call, &s->found, value_array(s->call->arena, s->path.items, s->path.len));
}

static bool is_expanded(const struct seen *seen, struct value node)
{
    if (!seen->cap) return false;
    size_t i = value_hash(node) & (seen->cap - 1);
    while (!value_is_none(seen->slots[i]) && !value_equal(seen->slots[i], node)) i = (i + 1) & (seen->cap - 1);
    return !value_is_none(seen->slots[i]);
}

static bool follow(struct search *s, struct value node)
{
    struct value edges = value_get(s->graph, node);
    if (value_is_none(edges)) return add_path(s);
    if (s->path.len > MAX_DEPTH) return !out_of_depth(s->call, "graph.reachable_paths");
    if (!values_add(s->call, &s->path, node)) return false;
    bool ok = edge_count(edges) > 0 || add_path(s), added;
    for (size_t i = 0; i < edge_count(edges) && ok; i++) {
        struct value next = value_items(edges)[i];
        if (is_expanded(&s->expanded, next)) ok = add_path(s);
        else ok = seen_add(s->call, &s->expanded, node, &added) && follow(s, next);
    }
    s->path.len--;
    return ok;
}

BUILTIN(reachable_paths)
{
    if (!want_roots(call, "graph.reachable_paths", in)) return false;
    struct search s = {.call = call, .graph = in[0]};
    for (size_t i = 0; i < value_len(in[1]); i++) {
        struct value root = value_items(in[1])[i], edges = value_get(in[0], root);
        if (value_is_none(edges)) continue;
        if (!values_add(call, &s.path, root)) return false;
        if (edge_count(edges) == 0 && !add_path(&s)) return false;
        for (size_t k = 0; k < edge_count(edges); k++) {
            bool added;
            s.expanded = (struct seen){0};
            if (!seen_add(call, &s.expanded, root, &added) || !follow(&s, value_items(edges)[k])) return false;
        }
        s.path.len = 0;
    }
    return give(call, value_set(call->arena, s.found.items, s.found.len), out);
}

/* --- walk: every value inside with the path to it, the outer before the inner --- */

static bool visit(struct rego_call *call, struct values *path, struct value v, struct values *found)
{
    if (path->len > MAX_DEPTH) return !out_of_depth(call, "walk");
    if (found->len % 1024 == 0 && out_of_time(call, "walk")) return false;
    struct value place = value_array(call->arena, path->items, path->len);
    if (value_is_none(place)) return error_no_memory(call->err);
    if (!values_add(call, found, value_array(call->arena, (struct value[]){place, v}, 2))) return false;
    size_t n = value_is_array(v) || value_is_set(v) || value_is_object(v) ? value_len(v) : 0;
    for (size_t i = 0; i < n; i++) {
        struct value key = value_is_object(v) ? value_pairs(v)[i].key : value_is_set(v) ? value_items(v)[i] : value_small((int64_t)i);
        struct value inner = value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i];
        if (!values_add(call, path, key) || !visit(call, path, inner, found)) return false;
        path->len--;
    }
    return true;
}

BUILTIN(walk)
{
    struct values path = {0}, found = {0};
    return visit(call, &path, in[0], &found) && give(call, value_array(call->arena, found.items, found.len), out);
}

#define GRAPH "object[any: any<array[any], set[any]>], any<array[any], set[any]>"

const struct rego_builtin rego_graphs[] = {
    {"graph.reachable", GRAPH " -> set[any]", reachable, REGO_PURE, NULL},
    {"graph.reachable_paths", GRAPH " -> set[array[any]]", reachable_paths, REGO_PURE, NULL},
    {"walk", "any -> [array[any], any]", walk, REGO_RELATION, NULL},
};
const size_t rego_graphs_n = COUNT_OF(rego_graphs);
