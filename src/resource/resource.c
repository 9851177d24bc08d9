#include "resource/resource.h"

#include <stdio.h>
#include <stdlib.h>

#include "value/json.h"

static bool plain_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.s[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i && ((c >= '0' && c <= '9') || c == '-'))) return false;
    }
    return name.len > 0;
}

const char *resource_path_field(struct arena *arena, const char *path, struct str name)
{
    if (plain_name(name)) return arena_printf(arena, "%s%s%.*s", path, *path ? "." : "", (int)name.len, name.s);
    struct buf quoted = buf_new(0);
    json_write_string(&quoted, name);
    const char *out = quoted.failed ? NULL : arena_printf(arena, "%s[%s]", path, quoted.s);
    buf_free(&quoted);
    return out;
}

const char *resource_path_index(struct arena *arena, const char *path, size_t i) { return arena_printf(arena, "%s[%zu]", path, i); }

/* --- the rule's document --- */

struct fields { struct value_pair pairs[16]; size_t n; };

static void add(struct arena *arena, struct fields *fields, const char *name, struct value value)
{
    if (!value_is_none(value)) fields->pairs[fields->n++] = (struct value_pair){value_cstring(arena, name), value};
}

static void add_text(struct arena *arena, struct fields *fields, const char *name, const char *text)
{
    if (text) add(arena, fields, name, value_cstring(arena, text));
}

struct value resource_document(struct arena *arena, const struct resource *r)
{
    static const char *const origins[] = {"hcl", "plan", "state", "account"};
    struct fields fields = {.n = 0};
    add_text(arena, &fields, "address", r->address);
    add_text(arena, &fields, "type", r->type);
    add_text(arena, &fields, "name", r->name);
    add_text(arena, &fields, "mode", r->data_source ? "data" : "managed");
    add_text(arena, &fields, "module", r->module);
    add_text(arena, &fields, "origin", origins[r->origin]);
    add_text(arena, &fields, "region", r->region);
    add_text(arena, &fields, "account", r->account);
    add_text(arena, &fields, "arn", r->arn);
    add_text(arena, &fields, "provider", r->provider);
    add_text(arena, &fields, "action", r->action);
    add(arena, &fields, "values", r->values);
    add(arena, &fields, "lifecycle", r->lifecycle);
    for (size_t i = 0; i < fields.n; i++)
        if (value_is_none(fields.pairs[i].key)) return VALUE_NONE;
    return value_object(arena, fields.pairs, fields.n);
}

/* --- documents in strings --- */

/* A private-use character stands for an unknown piece while the text goes through the JSON reader: U+F8FF, number, U+F8FE. */
#define MARK_OPEN "\xEF\xA3\xBF"
#define MARK_CLOSE "\xEF\xA3\xBE"

#define DOCUMENT_MAX_DEPTH 200
#define DOCUMENT_SUFFIX "_document"

static bool may_be_document(struct str s)
{
    s = str_trim(s);
    return s.len >= 2 && ((s.s[0] == '{' && s.s[s.len - 1] == '}') || (s.s[0] == '[' && s.s[s.len - 1] == ']'));
}

/* The text of a partly unknown string, unknown pieces as marks; a piece outside a JSON string gets quotes. */
static bool text_with_marks(struct buf *out, struct value parts)
{
    bool in_string = false;
    for (size_t i = 0; i < value_len(parts); i++) {
        struct value part = value_items(parts)[i];
        if (!value_is_string(part)) {
            buf_printf(out, "%s" MARK_OPEN "%zu" MARK_CLOSE "%s", in_string ? "" : "\"", i, in_string ? "" : "\"");
            continue;
        }
        struct str s = value_str(part);
        for (size_t k = 0; k < s.len; k++) {
            if (s.s[k] == '\\' && in_string) k++;
            else if (s.s[k] == '"') in_string = !in_string;
        }
        buf_add_str(out, s);
    }
    return !out->failed;
}

static struct value unmark(struct arena *arena, struct value v, struct value parts);

/* A string that holds marks becomes the unknown itself, or an unknown with parts of its own. */
static struct value unmark_string(struct arena *arena, struct value v, struct value parts)
{
    struct str s = value_str(v), open = STR(MARK_OPEN), close = STR(MARK_CLOSE);
    size_t at = str_find(s, open, 0);
    if (at == SIZE_MAX) return v;
    VEC(struct value) pieces = {0}, refs = {0};
    size_t done = 0;
    for (; at != SIZE_MAX; at = str_find(s, open, done)) {
        size_t end = str_find(s, close, at);
        size_t number = strtoul(s.s + at + open.len, NULL, 10);
        if (end == SIZE_MAX || number >= value_len(parts)) return v;
        struct value unknown = value_items(parts)[number];
        if (at == done && end + close.len == s.len && done == 0) return unknown;
        if (at > done) {
            struct value *piece = vec_push(arena, &pieces);
            if (!piece || value_is_none(*piece = value_string(arena, (struct str){s.s + done, at - done}))) return VALUE_NONE;
        }
        struct value *piece = vec_push(arena, &pieces);
        if (!piece) return VALUE_NONE;
        *piece = unknown;
        for (size_t i = 0; value_is_unknown(unknown) && i < value_len(value_unknown_refs(unknown)); i++) {
            struct value *ref = vec_push(arena, &refs);
            if (!ref) return VALUE_NONE;
            *ref = value_items(value_unknown_refs(unknown))[i];
        }
        done = end + close.len;
    }
    if (done < s.len) {
        struct value *piece = vec_push(arena, &pieces);
        if (!piece || value_is_none(*piece = value_string(arena, (struct str){s.s + done, s.len - done}))) return VALUE_NONE;
    }
    struct value all = value_array(arena, pieces.items, pieces.len), from = value_array(arena, refs.items, refs.len);
    return value_is_none(all) || value_is_none(from) ? VALUE_NONE : value_unknown(arena, from, all);
}

static struct value unmark(struct arena *arena, struct value v, struct value parts)
{
    size_t n;
    switch (value_type(v)) {
    case VALUE_STRING: return unmark_string(arena, v, parts);
    case VALUE_ARRAY: {
        n = value_len(v);
        struct value *items = (struct value *)arena_array(arena, n + 1, sizeof *items);
        if (!items) return VALUE_NONE;
        for (size_t i = 0; i < n; i++)
            if (value_is_none(items[i] = unmark(arena, value_items(v)[i], parts))) return VALUE_NONE;
        return value_array(arena, items, n);
    }
    case VALUE_OBJECT: {
        n = value_len(v);
        struct value_pair *pairs = (struct value_pair *)arena_array(arena, n + 1, sizeof *pairs);
        if (!pairs) return VALUE_NONE;
        for (size_t i = 0; i < n; i++) {
            pairs[i] = (struct value_pair){value_pairs(v)[i].key, unmark(arena, value_pairs(v)[i].value, parts)};
            if (value_is_none(pairs[i].value)) return VALUE_NONE;
        }
        return value_object(arena, pairs, n);
    }
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_SET:
    case VALUE_UNKNOWN:
    case VALUE_UNDEFINED: return v;
    }
    return v;
}

/* The document in `v` (a string, or an unknown with parts), or VALUE_NONE when it holds none. */
static struct value document_in(struct arena *arena, struct value v)
{
    struct json_options options = {.max_depth = DOCUMENT_MAX_DEPTH, .trailing_commas = true};
    struct value document = VALUE_NONE;
    if (value_is_string(v)) {
        if (!may_be_document(value_str(v)) || !json_read(arena, value_str(v), &options, &document, NULL, NULL)) return VALUE_NONE;
        return document;
    }
    if (!value_is_unknown(v) || value_is_none(value_unknown_parts(v))) return VALUE_NONE;
    struct buf text = buf_new(0);
    if (text_with_marks(&text, value_unknown_parts(v)) && text.s && may_be_document((struct str){text.s, text.len}) &&
        json_read(arena, (struct str){text.s, text.len}, &options, &document, NULL, NULL))
        document = unmark(arena, document, value_unknown_parts(v));
    buf_free(&text);
    return document;
}

/* What is known to be a document by its name is one too when nothing of it is known: an unknown policy must not look like none. */
static bool is_policy_name(struct value name)
{
    static const char *const names[] = {"access_policies", "assume_role_policy", "inline_policy", "policy"};
    for (size_t i = 0; value_is_string(name) && i < COUNT_OF(names); i++)
        if (str_is(value_str(name), names[i])) return true;
    return false;
}

/* Is there a string in it that may be a document? Most resources hold none, and are then not copied. */
static bool may_hold_document(struct value v, unsigned depth)
{
    if (value_is_string(v)) return may_be_document(value_str(v));
    if (value_is_unknown(v)) return true;
    if ((!value_is_object(v) && !value_is_array(v)) || depth > DOCUMENT_MAX_DEPTH) return false;
    for (size_t i = 0; i < value_len(v); i++)
        if (may_hold_document(value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i], depth + 1)) return true;
    return false;
}

static struct value object_with_documents(struct arena *arena, struct value v)
{
    size_t n = value_len(v), kept = 0;
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, n * 2 + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        struct value_pair pair = value_pairs(v)[i];
        struct value document = document_in(arena, pair.value);
        if (value_is_none(document) && value_is_unknown(pair.value) && value_is_none(value_unknown_parts(pair.value)) && is_policy_name(pair.key)) document = pair.value;
        pair.value = resource_with_documents(arena, pair.value);
        if (value_is_none(pair.value) || arena->failed) return VALUE_NONE;   /* a document that memory was short for is not "no document" */
        pairs[kept++] = pair;
        if (value_is_none(document) || !value_is_string(pair.key)) continue;
        struct value key = value_printf(arena, "%s" DOCUMENT_SUFFIX, value_cstr(pair.key));
        if (value_is_none(key)) return VALUE_NONE;
        pairs[kept++] = (struct value_pair){key, document};
    }
    return value_object(arena, pairs, kept);
}

struct value resource_with_documents(struct arena *arena, struct value v)
{
    if (!may_hold_document(v, 0)) return v;
    if (value_is_object(v)) return object_with_documents(arena, v);
    if (!value_is_array(v)) return v;
    size_t n = value_len(v);
    struct value *items = (struct value *)arena_array(arena, n + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < n; i++)
        if (value_is_none(items[i] = resource_with_documents(arena, value_items(v)[i]))) return VALUE_NONE;
    return value_array(arena, items, n);
}

/* --- paths --- */

const struct resource_place *resource_place(const struct resource *r, const char *path)
{
    for (size_t len = strlen(path); len > 0;) {
        for (size_t i = 0; i < r->places.len; i++)
            if (strlen(r->places.items[i].path) == len && memcmp(r->places.items[i].path, path, len) == 0) return &r->places.items[i];
        while (len > 0 && path[len - 1] != '.' && path[len - 1] != '[') len--;
        if (len > 0) len--;
    }
    return NULL;
}

struct path_list { struct arena *arena; VEC(struct value) paths; bool ok; };

static void collect_unknown(struct path_list *list, struct value v, const char *path)
{
    if (!list->ok || !value_has_unknown(v)) return;
    if (value_is_unknown(v)) {
        struct value *at = vec_push(list->arena, &list->paths);
        if (!at || value_is_none(*at = value_cstring(list->arena, path))) list->ok = false;
        return;
    }
    for (size_t i = 0; i < value_len(v) && list->ok; i++) {
        struct value child = value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i];
        if (!value_has_unknown(child)) continue;
        const char *at = value_is_object(v) && value_is_string(value_pairs(v)[i].key)
                             ? resource_path_field(list->arena, path, value_str(value_pairs(v)[i].key))
                             : resource_path_index(list->arena, path, i);
        if (!at) list->ok = false;
        else collect_unknown(list, child, at);
    }
}

struct value resource_unknown_paths(struct arena *arena, struct value values)
{
    struct path_list list = {.arena = arena, .ok = true};
    collect_unknown(&list, values, "");
    return list.ok ? value_array(arena, list.paths.items, list.paths.len) : VALUE_NONE;
}

/* The place that a walk is at; its path is built only where a name is wanted. */
struct step { const struct step *outer; struct value key; size_t index; };   /* the outermost: no outer; key: VALUE_NONE in a list */

static const char *step_path(struct arena *arena, const char *address, const struct step *at)
{
    const char *before = at->outer ? step_path(arena, address, at->outer) : address;
    if (!at->outer || !before) return before;
    return value_is_string(at->key) ? resource_path_field(arena, before, value_str(at->key)) : resource_path_index(arena, before, at->index);
}

static struct value named_unknowns(struct arena *arena, struct value v, const char *address, const struct step *at);

/* The same array or object when nothing in it had to be named. */
static struct value named_members(struct arena *arena, struct value v, const char *address, const struct step *at)
{
    size_t n = value_len(v);
    bool object = value_is_object(v);
    struct value_pair *pairs = NULL;
    struct value *items = NULL;
    for (size_t i = 0; i < n; i++) {
        struct value old = object ? value_pairs(v)[i].value : value_items(v)[i];
        if (!value_has_unknown(old)) continue;
        struct value named = named_unknowns(arena, old, address, &(struct step){at, object ? value_pairs(v)[i].key : VALUE_NONE, i});
        if (value_is_none(named)) return VALUE_NONE;
        if (named.bits == old.bits) continue;
        if (object && !pairs && !(pairs = (struct value_pair *)arena_copy(arena, value_pairs(v), n * sizeof *pairs))) return VALUE_NONE;
        if (!object && !items && !(items = (struct value *)arena_copy(arena, value_items(v), n * sizeof *items))) return VALUE_NONE;
        if (object) pairs[i].value = named;
        else items[i] = named;
    }
    return pairs ? value_object(arena, pairs, n) : items ? value_array(arena, items, n) : v;
}

static struct value named_unknowns(struct arena *arena, struct value v, const char *address, const struct step *at)
{
    if (value_is_object(v) || value_is_array(v)) return value_has_unknown(v) ? named_members(arena, v, address, at) : v;
    if (!value_is_unknown(v) || value_len(value_unknown_refs(v))) return v;
    const char *path = step_path(arena, address, at);
    struct value name = path ? value_cstring(arena, path) : VALUE_NONE;
    struct value refs = value_is_none(name) ? VALUE_NONE : value_array(arena, &name, 1);
    return value_is_none(refs) ? VALUE_NONE : value_unknown(arena, refs, value_unknown_parts(v));
}

struct value resource_name_unknowns(struct arena *arena, struct value values, const char *address)
{
    return named_unknowns(arena, values, address, &(struct step){NULL, VALUE_NONE, 0});
}

bool resource_secret_name(struct str name)
{
    static const char *const names[] = {
        "access_key", "admin_password", "auth_token", "client_secret", "master_password", "master_user_password", "password", "passwords", "private_key", "secret", "secret_access_key",
        "secret_binary", "secret_key", "secret_string", "shared_secret", "sse_customer_key", "token_key", "user_password", "auth_password", "certificate_private_key",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_is(name, names[i])) return true;
    return false;
}

/* `path` is `marked` or lies below it; the document parsed beside a string counts as below the string. */
static bool lies_below(const char *path, struct str marked)
{
    if (strncmp(path, marked.s, marked.len) != 0) return false;
    const char *rest = path + marked.len;
    if (strncmp(rest, DOCUMENT_SUFFIX, sizeof DOCUMENT_SUFFIX - 1) == 0) rest += sizeof DOCUMENT_SUFFIX - 1;
    return marked.len == 0 || *rest == '\0' || *rest == '.' || *rest == '[';
}

bool resource_is_sensitive(const struct resource *r, const char *path)
{
    for (size_t i = 0; value_is_array(r->sensitive) && i < value_len(r->sensitive); i++)
        if (lies_below(path, value_str(value_items(r->sensitive)[i]))) return true;
    for (const char *p = path; *p;) {   /* each name on the way: passwords[0] and secret_string_document.user are as secret as what they stand in */
        size_t n = strcspn(p, ".[]");
        struct str name = {p, n};
        if (n >= 2 && name.s[0] == '"' && name.s[n - 1] == '"') name = (struct str){p + 1, n - 2};
        if (str_has_suffix(name, STR(DOCUMENT_SUFFIX))) name.len -= sizeof DOCUMENT_SUFFIX - 1;
        if (resource_secret_name(name)) return true;
        p += n + (p[n] != '\0');
    }
    return false;
}

static int by_address(const void *a, const void *b)
{
    const struct resource *x = *(struct resource *const *)a, *y = *(struct resource *const *)b;
    int c = strcmp(x->address, y->address);
    if (c == 0) c = strcmp(x->file ? x->file : "", y->file ? y->file : "");
    if (c == 0) c = (x->line > y->line) - (x->line < y->line);
    return c;
}

void resource_list_sort(struct resource_list *list)
{
    if (list->len) qsort(list->items, list->len, sizeof *list->items, by_address);
}
