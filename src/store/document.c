#include "store/document.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "store/store.h"
#include "value/json.h"

static const char mark[] = "__unknown__";

static bool is_marked(struct str key)
{
    size_t n = sizeof mark - 1;
    if (key.len < n || memcmp(key.s, mark, n) != 0) return false;
    while (n < key.len && key.s[n] == '_') n++;
    return n == key.len;
}

/* --- writing: unknowns become objects, keys that look like theirs are lengthened --- */

static struct value plain(struct arena *arena, struct value v);

static struct value plain_unknown(struct arena *arena, struct value v)
{
    struct value parts = value_unknown_parts(v);
    struct value_pair pairs[2] = {{value_cstring(arena, mark), plain(arena, value_unknown_refs(v))}};
    size_t n = 1;
    if (!value_is_none(parts)) pairs[n++] = (struct value_pair){value_cstring(arena, "parts"), plain(arena, parts)};
    for (size_t i = 0; i < n; i++)
        if (value_is_none(pairs[i].key) || value_is_none(pairs[i].value)) return VALUE_NONE;
    return value_object(arena, pairs, n);
}

static struct value plain_object(struct arena *arena, struct value v)
{
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, value_len(v) + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value key = value_pairs(v)[i].key;
        if (value_is_string(key) && is_marked(value_str(key))) key = value_printf(arena, "%s_", value_cstr(key));
        pairs[i] = (struct value_pair){key, plain(arena, value_pairs(v)[i].value)};
        if (value_is_none(key) || value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_object(arena, pairs, value_len(v));
}

static struct value each_item(struct arena *arena, struct value v, struct value (*change)(struct arena *, struct value))
{
    struct value *items = (struct value *)arena_array(arena, value_len(v) + 1, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++)
        if (value_is_none(items[i] = change(arena, value_items(v)[i]))) return VALUE_NONE;
    return value_array(arena, items, value_len(v));
}

static struct value plain(struct arena *arena, struct value v)
{
    switch (value_type(v)) {
    case VALUE_UNKNOWN: return plain_unknown(arena, v);
    case VALUE_OBJECT: return plain_object(arena, v);
    case VALUE_ARRAY:
    case VALUE_SET: return each_item(arena, v, plain);
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_STRING:
    case VALUE_UNDEFINED: return v;
    }
    return v;
}

/* Is the mark anywhere in the text? Then, and only then, the value must be walked. */
static bool mentions_mark(const char *s, size_t len) { return memmem(s, len, mark, sizeof mark - 1) != NULL; }

bool document_write(struct arena *scratch, struct buf *out, struct value v, struct error *err)
{
    size_t start = out->len;
    if (!value_has_unknown(v)) {
        json_write(out, v, 0);
        if (!out->failed && !mentions_mark(out->s + start, out->len - start)) goto written;
        out->len = start;
    }
    struct value written = plain(scratch, v);
    if (value_is_none(written)) return error_no_memory(err);
    json_write(out, written, 0);
written:
    if (out->failed) return error_no_memory(err);
    if (out->len - start > DOCUMENT_MAX) return error_set(err, &STORE_INPUT, "a document of %zu bytes; at most %zu are stored", out->len - start, DOCUMENT_MAX);
    return true;
}

/* --- reading --- */

static struct value marked(struct arena *arena, struct value v);

static struct value marked_object(struct arena *arena, struct value v)
{
    struct value refs = value_field(v, mark), parts = value_field(v, "parts");
    if (value_is_array(refs)) {
        struct value known_refs = marked(arena, refs), known_parts = value_is_array(parts) ? marked(arena, parts) : VALUE_NONE;
        if (value_is_none(known_refs) || (value_is_array(parts) && value_is_none(known_parts))) return VALUE_NONE;
        return value_unknown(arena, known_refs, known_parts);
    }
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, value_len(v) + 1, sizeof *pairs);
    if (!pairs) return VALUE_NONE;
    for (size_t i = 0; i < value_len(v); i++) {
        struct value key = value_pairs(v)[i].key;
        struct str name = value_str(key);
        if (is_marked(name) && name.len > sizeof mark - 1) key = value_string(arena, (struct str){name.s, name.len - 1});
        pairs[i] = (struct value_pair){key, marked(arena, value_pairs(v)[i].value)};
        if (value_is_none(key) || value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_object(arena, pairs, value_len(v));
}

static struct value marked(struct arena *arena, struct value v)
{
    if (value_is_object(v)) return marked_object(arena, v);
    return value_is_array(v) ? each_item(arena, v, marked) : v;
}

bool document_read(struct arena *arena, struct str text, struct value *out, struct error *err)
{
    if (!json_read(arena, text, NULL, out, NULL, err)) return false;
    if (!mentions_mark(text.s, text.len)) return true;
    *out = marked(arena, *out);
    return !value_is_none(*out) || error_no_memory(err);
}

/* --- hashing --- */

struct hasher { EVP_MD *md; EVP_MD_CTX *context; };

struct hasher *hasher_new(void)
{
    struct hasher *hasher = (struct hasher *)calloc(1, sizeof *hasher);
    if (!hasher) return NULL;
    hasher->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->context = EVP_MD_CTX_new();
    if (hasher->md && hasher->context) return hasher;
    hasher_free(hasher);
    return NULL;
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher) return;
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->md);
    free(hasher);
}

bool hasher_hash(struct hasher *hasher, const struct str *parts, size_t n, unsigned char out[DOCUMENT_HASH])
{
    unsigned char full[EVP_MAX_MD_SIZE];
    bool ok = EVP_DigestInit_ex2(hasher->context, hasher->md, NULL) == 1;
    for (size_t i = 0; i < n && ok; i++) ok = EVP_DigestUpdate(hasher->context, parts[i].s, parts[i].len) == 1;
    ok = ok && EVP_DigestFinal_ex(hasher->context, full, NULL) == 1;
    if (ok) memcpy(out, full, DOCUMENT_HASH);
    return ok;
}
