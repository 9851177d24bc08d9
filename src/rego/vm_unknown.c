/* rego/vm_unknown.c: Kleene's third truth value: comparing what is partly unknown, and keeping the reasons.
 *
 * A set or object of which some members are only maybe there travels as an unknown whose parts are the object
 * {"definite": the collection, "maybe": [[member, refs], ...] or [[key, value, refs], ...]}: everybody takes it for an unknown, and those who iterate or
 * look up can do better. */
#include "rego/vm_internal.h"

#define WHY_MAX 4096   /* nodes looked at when listing reasons: more than anybody reads */

const struct why *why_add(struct vm *vm, const struct why *why, struct value unknown)
{
    if (why && value_same(why->unknown, unknown)) return why;
    struct why *node = arena_alloc(vm->arena, sizeof *node);
    if (!node) { vm_no_memory(vm); return NULL; }
    *node = (struct why){unknown, why, NULL};
    return node;
}

const struct why *why_join(struct vm *vm, const struct why *a, const struct why *b)
{
    if (!a || a == b) return b;
    if (!b) return a;
    struct why *node = arena_alloc(vm->arena, sizeof *node);
    if (!node) { vm_no_memory(vm); return NULL; }
    *node = (struct why){VALUE_NONE, a, b};
    return node;
}

struct refs { struct value items[WHY_MAX]; size_t len, looked_at; };

static void value_refs(struct refs *refs, struct value v)
{
    if (!value_has_unknown(v) || refs->len == WHY_MAX || ++refs->looked_at > WHY_MAX * 4) return;
    if (value_is_unknown(v)) {
        struct value list = value_unknown_refs(v);
        if (!value_is_none(list))
            for (size_t i = 0; i < value_len(list) && refs->len < WHY_MAX; i++) refs->items[refs->len++] = value_items(list)[i];
        return;
    }
    if (value_is_object(v)) {
        for (size_t i = 0; i < value_len(v); i++) {
            value_refs(refs, value_pairs(v)[i].key);
            value_refs(refs, value_pairs(v)[i].value);
        }
        return;
    }
    for (size_t i = 0; i < value_len(v); i++) value_refs(refs, value_items(v)[i]);
}

static void gather(struct refs *refs, const struct why *why)
{
    const struct why *todo[256];
    size_t n = 0;
    if (why) todo[n++] = why;
    while (n && refs->looked_at++ < WHY_MAX * 4) {
        const struct why *w = todo[--n];
        if (!value_is_none(w->unknown)) value_refs(refs, w->unknown);
        if (w->left && n < COUNT_OF(todo)) todo[n++] = w->left;
        if (w->right && n < COUNT_OF(todo)) todo[n++] = w->right;
    }
}

/* Sorted, each once. */
static struct value refs_array(struct arena *arena, struct refs *refs)
{
    struct value set = value_set(arena, refs->items, refs->len);
    return value_is_none(set) ? set : value_array(arena, value_items(set), value_len(set));
}

struct value why_refs(struct arena *arena, const struct why *why)
{
    struct refs *refs = arena_alloc(arena, sizeof *refs);
    if (!refs) return VALUE_NONE;
    refs->len = refs->looked_at = 0;
    gather(refs, why);
    return refs_array(arena, refs);
}

struct value unknown_of(struct vm *vm, const struct value *from, size_t n, const struct why *why)
{
    /* the usual case, one unknown operand, shares it: no list to build */
    if (n == 1 && !why && value_is_unknown(from[0]) && value_is_none(value_unknown_parts(from[0]))) return from[0];
    struct arena_mark mark = arena_mark(vm->own);
    struct refs *refs = arena_alloc(vm->own, sizeof *refs);
    if (!refs) { vm_no_memory(vm); return VALUE_NONE; }
    refs->len = refs->looked_at = 0;
    for (size_t i = 0; i < n; i++) value_refs(refs, from[i]);
    gather(refs, why);
    struct value list = refs_array(vm->arena, refs);
    arena_rewind(vm->own, mark);
    struct value v = value_is_none(list) ? list : value_unknown(vm->arena, list, VALUE_NONE);
    if (value_is_none(v)) vm_no_memory(vm);
    return v;
}

struct value unknown_combine(struct vm *vm, struct value a, struct value b, const struct why *why)
{
    const struct value both[2] = {a, b};
    if (value_same(a, b)) return unknown_of(vm, both, 1, why);
    return unknown_of(vm, both, 2, why);
}

bool unknown_is_collection(struct value v, struct value *definite, struct value *maybe)
{
    if (!value_is_unknown(v)) return false;
    struct value parts = value_unknown_parts(v);
    if (value_is_none(parts) || !value_is_object(parts)) return false;
    if (definite) *definite = value_field(parts, "definite");
    if (maybe) *maybe = value_field(parts, "maybe");
    return true;
}

struct value unknown_collection(struct vm *vm, struct value definite, const struct item *maybes, size_t n, bool pairs)
{
    struct arena *arena = vm->arena;
    struct value *list = arena_array(arena, n + 1, sizeof *list);
    const struct why *all = NULL;
    size_t kept = 0;
    if (!list) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        struct value lead = pairs ? maybes[i].key : maybes[i].value;
        /* what is certainly there need not maybe be there */
        if ((value_is_set(definite) || pairs) && !value_has_unknown(lead) && !value_is_none(value_get(definite, lead))) continue;
        struct value refs = why_refs(arena, maybes[i].why);
        if (value_is_none(refs)) return VALUE_NONE;
        struct value entry[3] = {lead, pairs ? maybes[i].value : refs, refs};
        list[kept] = value_array(arena, entry, pairs ? 3 : 2);
        if (value_is_none(list[kept++])) return VALUE_NONE;
        all = why_join(vm, all, maybes[i].why);
    }
    if (!kept) return definite;
    struct value once = value_set(arena, list, kept);
    struct value maybe = value_is_none(once) ? once : value_array(arena, value_items(once), value_len(once));
    struct value refs = why_refs(arena, all);
    if (value_is_none(maybe) || value_is_none(refs)) return VALUE_NONE;
    struct value_pair fields[2] = {{value_cstring(arena, "definite"), definite}, {value_cstring(arena, "maybe"), maybe}};
    if (value_is_none(fields[0].key) || value_is_none(fields[1].key)) return VALUE_NONE;
    struct value parts = value_object(arena, fields, 2);
    return value_is_none(parts) ? parts : value_unknown(arena, refs, parts);
}

void vm_split(struct arena *arena, struct value v, struct value *definite, struct value *maybe)
{
    *definite = VALUE_NONE;
    *maybe = value_array(arena, NULL, 0);
    if (unknown_is_collection(v, definite, maybe)) return;
    if (!value_is_none(v) && !value_is_unknown(v)) *definite = v;
}

/* A string of which pieces are known: can it be `known`? */
static enum truth text_equal(struct value parts, struct value known)
{
    if (!value_is_string(known)) return TRUTH_NO;
    struct str s = value_str(known);
    size_t n = value_len(parts), least = 0;
    const struct value *items = value_items(parts);
    for (size_t i = 0; i < n; i++)
        if (value_is_string(items[i])) least += value_len(items[i]);
    if (least > s.len) return TRUTH_NO;
    if (n && value_is_string(items[0]) && !str_has_prefix(s, value_str(items[0]))) return TRUTH_NO;
    if (n && value_is_string(items[n - 1]) && !str_has_suffix(s, value_str(items[n - 1]))) return TRUTH_NO;
    return TRUTH_MAYBE;
}

enum truth unknown_equal(struct value a, struct value b)
{
    if (value_same(a, b)) return TRUTH_YES;
    bool unknown_a = value_has_unknown(a), unknown_b = value_has_unknown(b);
    if (!unknown_a && !unknown_b) return value_equal(a, b) ? TRUTH_YES : TRUTH_NO;
    if (value_is_unknown(a) || value_is_unknown(b)) {
        struct value u = value_is_unknown(a) ? a : b, other = value_is_unknown(a) ? b : a;
        struct value parts = value_unknown_parts(u);
        if (value_is_none(parts) || value_is_unknown(other)) return TRUTH_MAYBE;
        if (value_is_array(parts)) return text_equal(parts, other);
        return TRUTH_MAYBE;
    }
    if (value_type(a) != value_type(b)) return TRUTH_NO;
    if (value_is_set(a)) return TRUTH_MAYBE;
    if (value_len(a) != value_len(b)) return TRUTH_NO;
    enum truth all = TRUTH_YES;
    for (size_t i = 0; i < value_len(a); i++) {
        enum truth one;
        if (value_is_array(a)) one = unknown_equal(value_items(a)[i], value_items(b)[i]);
        else {
            const struct value_pair *x = &value_pairs(a)[i], *y = &value_pairs(b)[i];
            if (value_has_unknown(x->key) || value_has_unknown(y->key)) return TRUTH_MAYBE;
            one = value_equal(x->key, y->key) ? unknown_equal(x->value, y->value) : TRUTH_NO;
        }
        if (one == TRUTH_NO) return TRUTH_NO;
        if (one == TRUTH_MAYBE) all = TRUTH_MAYBE;
    }
    return all;
}

enum truth unknown_compare(struct value a, struct value b, unsigned how)
{
    enum truth equal = unknown_equal(a, b);
    if (how == REGO_EQUAL) return equal;
    if (how == REGO_NOT_EQUAL) return equal == TRUTH_MAYBE ? TRUTH_MAYBE : equal == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
    if (equal == TRUTH_YES) return compare_holds(0, how) ? TRUTH_YES : TRUTH_NO;
    if (value_has_unknown(a) || value_has_unknown(b)) return TRUTH_MAYBE;
    return compare_holds(value_compare(a, b), how) ? TRUTH_YES : TRUTH_NO;
}

static const struct why *entry_why(struct vm *vm, const struct why *why, struct value refs)
{
    struct value u = value_unknown(vm->arena, refs, VALUE_NONE);
    if (value_is_none(u)) { vm_no_memory(vm); return why; }
    return why_add(vm, why, u);
}

struct value vm_get_unknown(struct vm *vm, struct value container, struct value key, const struct why **why)
{
    struct value definite, maybe;
    if (value_is_unknown(key) || (value_has_unknown(key) && !value_is_none(container))) {
        if (!value_is_unknown(container)) {
            bool any = (value_is_array(container) || value_is_object(container) || value_is_set(container)) && value_len(container) > 0;
            if (!any) return VALUE_NONE;
        }
        *why = why_add(vm, *why, key);
        if (value_is_unknown(container)) *why = why_add(vm, *why, container);
        return value_is_set(container) ? key : unknown_combine(vm, container, key, NULL);
    }
    if (unknown_is_collection(container, &definite, &maybe)) {
        struct value found = value_get(definite, key);
        if (!value_is_none(found)) return found;
        for (size_t i = 0; i < value_len(maybe); i++) {
            const struct value *entry = value_items(value_items(maybe)[i]);
            size_t n = value_len(value_items(maybe)[i]);
            if (unknown_equal(entry[0], key) == TRUTH_NO) continue;
            *why = entry_why(vm, *why, entry[n - 1]);
            return n == 3 ? entry[1] : key;
        }
        if (value_is_array(definite)) { *why = why_add(vm, *why, container); return container; }
        return value_is_set(definite) && value_has_unknown(definite) ? vm_get_unknown(vm, definite, key, why) : VALUE_NONE;
    }
    if (value_is_unknown(container)) {   /* whether there is such a field is unknown, too */
        *why = why_add(vm, *why, container);
        return container;
    }
    struct value found = value_get(container, key);
    if (!value_is_none(found) || !value_is_set(container)) return found;
    for (size_t i = 0; i < value_len(container); i++) {
        struct value member = value_items(container)[i];
        if (unknown_equal(member, key) == TRUTH_NO) continue;
        *why = why_add(vm, *why, member);
        return key;
    }
    return VALUE_NONE;
}

bool vm_next_unknown(struct vm *vm, struct value v, uint64_t i, struct value *key, struct value *value, const struct why **why)
{
    struct value definite, maybe;
    if (!unknown_is_collection(v, &definite, &maybe)) {
        if (i) return false;
        *key = *value = v;
        *why = why_add(vm, *why, v);
        return !vm->failed;
    }
    size_t n = value_len(definite);
    if (i < n) {
        if (value_is_object(definite)) {
            *key = value_pairs(definite)[i].key;
            *value = value_pairs(definite)[i].value;
        } else {
            *value = value_items(definite)[i];
            *key = value_is_array(definite) ? v : *value;   /* the place of an element among maybes is unknown */
        }
        return true;
    }
    if (i - n >= value_len(maybe)) return false;
    const struct value *entry = value_items(value_items(maybe)[i - n]);
    size_t width = value_len(value_items(maybe)[i - n]);
    *key = value_is_array(definite) ? v : entry[0];
    *value = width == 3 ? entry[1] : entry[0];
    *why = entry_why(vm, *why, entry[width - 1]);
    return !vm->failed;
}
