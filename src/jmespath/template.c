/* jmespath/template.c: see template.h. */
#include "jmespath/template.h"

#include "base/vec.h"
#include "value/json.h"

enum template_kind { TEMPLATE_CONSTANT, TEMPLATE_EXPRESSION, TEMPLATE_TEXT, TEMPLATE_LIST, TEMPLATE_OBJECT };

struct jmespath_template {
    enum template_kind kind;
    struct value constant;
    const struct jmespath *expression;
    struct jmespath_template **children;   /* TEXT: constants and expressions; LIST; OBJECT */
    const struct value *keys;              /* OBJECT */
    size_t n;
};

static struct jmespath_template *make(struct arena *arena, enum template_kind kind, size_t n)
{
    struct jmespath_template *t = (struct jmespath_template *)arena_zero(arena, sizeof *t);
    if (!t) return NULL;
    t->kind = kind;
    t->n = n;
    t->children = n ? (struct jmespath_template **)arena_zero(arena, n * sizeof *t->children) : NULL;
    return n && !t->children ? NULL : t;
}

static struct jmespath_template *constant(struct arena *arena, struct value v)
{
    struct jmespath_template *t = value_is_none(v) ? NULL : make(arena, TEMPLATE_CONSTANT, 0);
    if (t) t->constant = v;
    return t;
}

/* The end of the expression that begins at `from`: its closing brace; strings and literals may hold braces of their own. */
static size_t expression_end(struct str s, size_t from)
{
    size_t depth = 0;
    char quote = 0;
    for (size_t i = from; i < s.len; i++) {
        char c = s.s[i];
        if (quote) {
            if (c == '\\') i++;
            else if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"' || c == '`') quote = c;
        else if (c == '{') depth++;
        else if (c == '}' && depth-- == 0) return i;
    }
    return SIZE_MAX;
}

struct pieces { struct jmespath_template **items; size_t len, cap; };

static bool add_piece(struct arena *arena, struct pieces *pieces, struct jmespath_template *t)
{
    struct jmespath_template **at = t ? vec_push(arena, pieces) : NULL;
    if (at) *at = t;
    return at != NULL;
}

static struct jmespath_template *compile_text(struct arena *arena, struct value v, struct error *err)
{
    struct str s = value_str(v);
    struct pieces pieces = {0};
    struct buf plain = buf_new(0);
    bool ok = true;
    size_t i = 0;
    while (ok && i <= s.len) {
        bool opens = i + 1 < s.len && s.s[i] == '$' && s.s[i + 1] == '{';
        if ((opens || i == s.len) && plain.len) {
            ok = add_piece(arena, &pieces, constant(arena, value_string(arena, (struct str){plain.s, plain.len}))) || error_no_memory(err);
            buf_clear(&plain);
        }
        if (i == s.len || !ok) break;
        if (i + 2 < s.len && s.s[i] == '$' && s.s[i + 1] == '$' && s.s[i + 2] == '{') {
            buf_puts(&plain, "${");
            i += 3;
        } else if (opens) {
            size_t end = expression_end(s, i + 2);
            struct jmespath_template *t = make(arena, TEMPLATE_EXPRESSION, 0);
            if (end == SIZE_MAX) ok = error_set(err, &JMESPATH_SYNTAX, "'${' is not closed in '%.200s'", value_cstr(v));
            else if (!t || !add_piece(arena, &pieces, t)) ok = error_no_memory(err);
            else ok = (t->expression = jmespath_compile_content(arena, (struct str){s.s + i + 2, end - i - 2}, err)) != NULL;
            i = end + 1;
        } else buf_add_char(&plain, s.s[i++]);
    }
    if (ok && plain.failed) ok = error_no_memory(err);
    buf_free(&plain);
    if (!ok) return NULL;
    if (pieces.len == 1) return pieces.items[0];
    struct jmespath_template *t = make(arena, TEMPLATE_TEXT, pieces.len);
    if (!t) return error_no_memory(err), NULL;
    for (size_t k = 0; k < pieces.len; k++) t->children[k] = pieces.items[k];
    return t;
}

struct jmespath_template *jmespath_template_compile(struct arena *arena, struct value v, struct error *err)
{
    struct jmespath_template *t = NULL;
    if (value_is_string(v) && str_find(value_str(v), STR("${"), 0) != SIZE_MAX) return compile_text(arena, v, err);
    if (value_is_array(v)) {
        t = make(arena, TEMPLATE_LIST, value_len(v));
        for (size_t i = 0; t && i < t->n; i++)
            if (!(t->children[i] = jmespath_template_compile(arena, value_items(v)[i], err))) return NULL;
    } else if (value_is_object(v)) {
        t = make(arena, TEMPLATE_OBJECT, value_len(v));
        struct value *keys = t ? (struct value *)arena_array(arena, t->n + 1, sizeof *keys) : NULL;
        if (!keys) return error_no_memory(err), NULL;
        t->keys = keys;
        for (size_t i = 0; i < t->n; i++) {
            keys[i] = value_pairs(v)[i].key;
            if (!(t->children[i] = jmespath_template_compile(arena, value_pairs(v)[i].value, err))) return NULL;
        }
    } else t = constant(arena, v);
    return t ? t : (error_no_memory(err), NULL);
}

static bool fill_text(struct arena *arena, const struct jmespath_template *t, struct value context, struct value *out, struct error *err)
{
    struct buf text = buf_new(0);
    struct value unknown = VALUE_NONE, v;
    bool ok = true, null = false;
    for (size_t i = 0; ok && i < t->n; i++) {
        if (!(ok = jmespath_template_fill(arena, t->children[i], context, &v, err))) break;
        if (value_has_unknown(v)) unknown = v;
        else if (value_is_null(v)) null = true;
        else if (value_is_string(v)) buf_add_str(&text, value_str(v));
        else json_write(&text, v, 0);
    }
    if (ok) *out = !value_is_none(unknown) ? (value_is_unknown(unknown) ? unknown : value_unknown_ref(arena, NULL)) : null ? VALUE_NULL_ : value_string(arena, (struct str){text.s ? text.s : "", text.len});
    if (ok && (text.failed || value_is_none(*out))) ok = error_no_memory(err);
    buf_free(&text);
    return ok;
}

static bool fill_list(struct arena *arena, const struct jmespath_template *t, struct value context, struct value *out, struct error *err)
{
    struct value *items = (struct value *)arena_array(arena, t->n + 1, sizeof *items);
    size_t n = 0;
    if (!items) return error_no_memory(err);
    for (size_t i = 0; i < t->n; i++) {
        if (!jmespath_template_fill(arena, t->children[i], context, &items[n], err)) return false;
        if (!value_is_null(items[n])) n++;
    }
    *out = value_array(arena, items, n);
    return !value_is_none(*out) || error_no_memory(err);
}

static bool fill_object(struct arena *arena, const struct jmespath_template *t, struct value context, struct value *out, struct error *err)
{
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, t->n + 1, sizeof *pairs);
    size_t n = 0;
    if (!pairs) return error_no_memory(err);
    for (size_t i = 0; i < t->n; i++) {
        pairs[n].key = t->keys[i];
        if (!jmespath_template_fill(arena, t->children[i], context, &pairs[n].value, err)) return false;
        if (!value_is_null(pairs[n].value)) n++;
    }
    *out = value_object(arena, pairs, n);
    return !value_is_none(*out) || error_no_memory(err);
}

bool jmespath_template_fill(struct arena *arena, const struct jmespath_template *t, struct value context, struct value *out, struct error *err)
{
    switch (t->kind) {
    case TEMPLATE_CONSTANT: *out = t->constant; return true;
    case TEMPLATE_EXPRESSION: return jmespath_search(arena, t->expression, context, out, err);
    case TEMPLATE_TEXT: return fill_text(arena, t, context, out, err);
    case TEMPLATE_LIST: return fill_list(arena, t, context, out, err);
    case TEMPLATE_OBJECT: return fill_object(arena, t, context, out, err);
    }
    return false;
}
