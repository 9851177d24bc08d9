/* hcl/json.c: the JSON syntax of HCL, read into a tree with ranges; what is a block and what an attribute only a schema tells (body.c).
 * Strings are templates, parsed from their decoded text: positions inside one with escapes are a little to the left of the truth, as in HCL itself. */
#include "base/utf8.h"
#include "hcl/parser.h"

struct reader {
    struct arena *arena, *scratch;
    struct hcl_unicode *unicode;
    struct hcl_file *file;
    struct str text;
    size_t at;
    struct position pos;     /* of text[at] */
    struct hcl_diags *diags;
    unsigned depth;
    bool failed, out_of_memory;
};

static void move(struct reader *r, size_t to)
{
    r->pos = hcl_advance(r->unicode, r->pos, (struct str){r->text.s + r->at, to - r->at});
    r->at = to;
}

static void blanks(struct reader *r)
{
    size_t i = r->at;
    while (i < r->text.len && memchr(" \t\r\n", r->text.s[i], 4)) i++;
    move(r, i);
}

static const struct hcl_json *fail(struct reader *r, const struct error_code *code, const char *what)
{
    struct position end = r->pos;
    size_t size = r->at < r->text.len ? hcl_grapheme(r->unicode, r->text.s + r->at, r->text.len - r->at) : 0;
    if (size) end = hcl_advance(r->unicode, end, (struct str){r->text.s + r->at, size});
    if (!r->failed) hcl_diag_add(r->diags, code, (struct hcl_range){r->file, r->pos, end}, "%s%s", what, r->at < r->text.len ? "" : ", found the end of the file");
    r->failed = true;
    return NULL;
}

static struct hcl_json *new_json(struct reader *r, enum hcl_json_kind kind, struct position start)
{
    struct hcl_json *json = arena_zero(r->arena, sizeof *json);
    if (!json) {
        r->out_of_memory = r->failed = true;
        return NULL;
    }
    json->kind = kind;
    json->range = (struct hcl_range){r->file, start, r->pos};
    return json;
}

static int hex4(const char *s)
{
    int n = 0;
    for (int i = 0; i < 4; i++) {
        char c = s[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return -1;
        n = n * 16 + digit;
    }
    return n;
}

/* \uXXXX at in[*i] (behind the u), a surrogate pair included. */
static bool unicode_escape(struct str in, size_t *i, char *out, size_t *len)
{
    int unit = *i + 4 <= in.len ? hex4(in.s + *i) : -1;
    if (unit < 0) return false;
    *i += 4;
    uint32_t rune = (uint32_t)unit;
    if (unit >= 0xD800 && unit < 0xDC00 && *i + 6 <= in.len && in.s[*i] == '\\' && in.s[*i + 1] == 'u') {
        int low = hex4(in.s + *i + 2);
        if (low >= 0xDC00 && low < 0xE000) {
            rune = 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
            *i += 6;
        }
    }
    *len += utf8_encode(rune, out + *len);
    return true;
}

/* The string at r->at, quotes included; *out is its decoded text. */
static bool read_string(struct reader *r, struct str *out, struct hcl_range *range)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    struct position start = r->pos;
    size_t i = r->at + 1;
    while (i < r->text.len && r->text.s[i] != '"') i += r->text.s[i] == '\\' ? 2 : 1;
    if (i >= r->text.len) {
        fail(r, &HCL_ERR_STRING_NOT_CLOSED, "the string opened here is not closed");
        return false;
    }
    struct str in = {r->text.s + r->at + 1, i - r->at - 1};
    char *s = arena_alloc(r->arena, in.len + 1);
    if (!s) {
        r->out_of_memory = r->failed = true;
        return false;
    }
    size_t len = 0;
    for (size_t j = 0; j < in.len;) {
        if (in.s[j] != '\\') {
            if ((unsigned char)in.s[j] < 0x20) {
                move(r, r->at + 1 + j);
                fail(r, &HCL_ERR_SYNTAX, "a string may not hold control characters such as a line's end, write \\n");
                return false;
            }
            s[len++] = in.s[j++];
            continue;
        }
        const char *known = in.s[j + 1] ? strchr(from, in.s[j + 1]) : NULL;
        size_t next = j + 2;
        if (known) s[len++] = to[known - from];
        else if (in.s[j + 1] != 'u' || !unicode_escape(in, &next, s, &len)) {
            move(r, r->at + 1 + j);
            fail(r, &HCL_ERR_ESCAPE, "this is no escape sequence of JSON");
            return false;
        }
        j = next;
    }
    s[len] = 0;
    if (utf8_valid_prefix(s, len) != len) {
        fail(r, &HCL_ERR_UTF8, "the string is not UTF-8");
        return false;
    }
    *out = hcl_nfc(r->arena, (struct str){s, len});
    move(r, i + 1);
    *range = (struct hcl_range){r->file, start, r->pos};
    return out->s != NULL;
}

static const struct hcl_json *read_value(struct reader *r);

static const struct hcl_json *read_array(struct reader *r)
{
    struct position start = r->pos;
    VEC(const struct hcl_json *) items = {0};
    move(r, r->at + 1);
    for (bool first = true; !r->failed; first = false) {
        blanks(r);
        if (r->at < r->text.len && r->text.s[r->at] == ']' && first) break;
        const struct hcl_json *item = read_value(r);
        const struct hcl_json **slot = item ? vec_push(r->scratch, &items) : NULL;
        if (!slot) break;
        *slot = item;
        blanks(r);
        if (r->at < r->text.len && r->text.s[r->at] == ']') break;
        if (r->at >= r->text.len || r->text.s[r->at] != ',') fail(r, &HCL_ERR_SYNTAX, "a comma or ']' is expected here");
        else move(r, r->at + 1);
    }
    if (!r->failed) move(r, r->at + 1);
    struct hcl_json *json = new_json(r, HCL_JSON_ARRAY, start);
    if (!json) return NULL;
    json->items = arena_copy(r->arena, items.items, items.len * sizeof *items.items);
    json->n = json->items ? items.len : 0;
    return json;
}

static const struct hcl_json *read_object(struct reader *r)
{
    struct position start = r->pos;
    VEC(struct hcl_json_member) members = {0};
    move(r, r->at + 1);
    for (bool first = true; !r->failed; first = false) {
        blanks(r);
        if (r->at < r->text.len && r->text.s[r->at] == '}' && first) break;
        struct hcl_json_member member;
        if (r->at >= r->text.len || r->text.s[r->at] != '"') {
            fail(r, &HCL_ERR_SYNTAX, first ? "a quoted name or '}' is expected here" : "a quoted name is expected here");
            break;
        }
        if (!read_string(r, &member.name, &member.name_range)) break;
        blanks(r);
        if (r->at >= r->text.len || r->text.s[r->at] != ':') {
            fail(r, &HCL_ERR_SYNTAX, "a colon is expected here");
            break;
        }
        move(r, r->at + 1);
        blanks(r);
        member.value = read_value(r);
        struct hcl_json_member *slot = member.value ? vec_push(r->scratch, &members) : NULL;
        if (!slot) break;
        *slot = member;
        blanks(r);
        if (r->at < r->text.len && r->text.s[r->at] == '}') break;
        if (r->at >= r->text.len || r->text.s[r->at] != ',') fail(r, &HCL_ERR_SYNTAX, "a comma or '}' is expected here");
        else move(r, r->at + 1);
    }
    if (!r->failed) move(r, r->at + 1);
    struct hcl_json *json = new_json(r, HCL_JSON_OBJECT, start);
    if (!json) return NULL;
    json->members = arena_copy(r->arena, members.items, members.len * sizeof *members.items);
    json->n = json->members ? members.len : 0;
    return json;
}

static const struct hcl_json *read_word(struct reader *r)
{
    static const struct { const char *text; struct value value; enum hcl_json_kind kind; } words[] = {
        {"true", VALUE_TRUE, HCL_JSON_BOOL}, {"false", VALUE_FALSE, HCL_JSON_BOOL}, {"null", VALUE_NULL_, HCL_JSON_NULL}};
    struct position start = r->pos;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t n = strlen(words[i].text);
        if (r->text.len - r->at < n || memcmp(r->text.s + r->at, words[i].text, n) != 0) continue;
        move(r, r->at + n);
        struct hcl_json *json = new_json(r, words[i].kind, start);
        if (json) json->scalar = words[i].value;
        return json;
    }
    return fail(r, &HCL_ERR_SYNTAX, "a JSON value is expected here");
}

static const struct hcl_json *read_number(struct reader *r)
{
    struct position start = r->pos;
    size_t end = r->at;
    while (end < r->text.len && strchr("0123456789+-.eE", r->text.s[end]) && r->text.s[end]) end++;
    struct value v;
    if (!hcl_number_literal(r->arena, (struct str){r->text.s + r->at, end - r->at}, &v)) return fail(r, &HCL_ERR_SYNTAX, "this is no number");
    move(r, end);
    struct hcl_json *json = new_json(r, HCL_JSON_NUMBER, start);
    if (json) json->scalar = v;
    return json;
}

static const struct hcl_json *read_value(struct reader *r)
{
    if (r->at >= r->text.len) return fail(r, &HCL_ERR_SYNTAX, "a JSON value is expected here");
    char c = r->text.s[r->at];
    if (c == '"') {
        struct position start = r->pos;
        struct str text;
        struct hcl_range range;
        if (!read_string(r, &text, &range)) return NULL;
        struct hcl_json *json = new_json(r, HCL_JSON_STRING, start);
        if (json) json->string = text;
        return json;
    }
    if (c == '{' || c == '[') {
        const struct hcl_json *json;
        if (r->depth++ >= HCL_MAX_DEPTH) json = fail(r, &HCL_ERR_DEPTH, "nested deeper than the limit");
        else json = c == '{' ? read_object(r) : read_array(r);
        r->depth--;
        return json;
    }
    return c == '-' || (c >= '0' && c <= '9') ? read_number(r) : read_word(r);
}

/* An object, or an array of objects that together are one body. */
static bool fill_body(struct reader *r, struct hcl_body *body, const struct hcl_json *root)
{
    static const struct hcl_json empty = {.kind = HCL_JSON_OBJECT};
    body->json = &empty;
    body->range = body->end = (struct hcl_range){r->file, {1, 1, 0}, r->pos};
    if (!root) return true;
    body->range = root->range;
    body->end = (struct hcl_range){r->file, root->range.end, root->range.end};
    if (root->kind == HCL_JSON_OBJECT) {
        body->json = root;
        return true;
    }
    const char *wrong = "the root of a JSON file must be an object, or an array of objects";
    if (root->kind != HCL_JSON_ARRAY) {
        r->failed = true;
        hcl_diag_add(r->diags, &HCL_ERR_SYNTAX, root->range, "%s", wrong);
        return true;
    }
    const struct hcl_json **objects = arena_array(r->arena, root->n, sizeof *objects);
    if (!objects) return false;
    for (size_t i = 0; i < root->n; i++) {
        if (root->items[i]->kind == HCL_JSON_OBJECT) {
            objects[body->n_json_more++] = root->items[i];
        } else {
            r->failed = true;
            hcl_diag_add(r->diags, &HCL_ERR_SYNTAX, root->items[i]->range, "%s", wrong);
        }
    }
    body->json_more = objects;
    return true;
}

bool hcl_json_parse(struct arena *arena, struct hcl_unicode *unicode, struct hcl_file *file, struct hcl_diags *diags)
{
    struct reader r = {.arena = arena, .scratch = arena_new((size_t)1 << 30), .unicode = unicode, .file = file, .text = file->text, .pos = {1, 1, 0}, .diags = diags};
    if (!r.scratch) return false;
    if (str_has_prefix(r.text, STR("\xef\xbb\xbf"))) r.at = r.pos.offset = 3;
    const struct hcl_json *root = NULL;
    if (r.text.len > HCL_MAX_FILE) fail(&r, &HCL_ERR_SIZE, "the file is too large");
    blanks(&r);
    if (!r.failed) root = read_value(&r);
    blanks(&r);
    if (!r.failed && r.at < r.text.len) fail(&r, &HCL_ERR_SYNTAX, "nothing may follow the JSON value");
    file->body = arena_zero(arena, sizeof *file->body);
    bool ok = file->body && fill_body(&r, file->body, root) && !r.out_of_memory;
    file->failed = r.failed;
    arena_free(r.scratch);
    return ok;
}

/* --- as expressions --- */

static struct hcl_expr *new_expr(struct arena *arena, enum hcl_expr_kind kind, struct hcl_range range)
{
    struct hcl_expr *expr = arena_zero(arena, sizeof *expr);
    if (!expr) return NULL;
    expr->kind = kind;
    expr->range = range;
    expr->from_json = true;
    return expr;
}

static const struct hcl_expr *scalar(struct arena *arena, struct value v, struct hcl_range range)
{
    struct hcl_expr *expr = value_is_none(v) ? NULL : new_expr(arena, HCL_LITERAL, range);
    if (expr) expr->literal = v;
    return expr;
}

/* A template; one that cannot be parsed is reported and stands for its own text. */
static const struct hcl_expr *template(struct arena *arena, struct str text, struct hcl_range range, struct hcl_diags *diags)
{
    if (str_find(text, STR("${"), 0) != SIZE_MAX || str_find(text, STR("%{"), 0) != SIZE_MAX) {
        struct position at = range.start;
        at.column++;
        at.offset++;
        const struct hcl_expr *parsed = hcl_parse_fragment(arena, (struct hcl_file *)(uintptr_t)range.file, text, at, HCL_SCAN_TEMPLATE, diags);
        struct hcl_expr *expr = parsed ? (struct hcl_expr *)arena_copy(arena, parsed, hcl_expr_size(parsed->kind)) : NULL;
        if (expr) {
            expr->from_json = true;
            expr->range = range;
            return expr;
        }
    }
    return scalar(arena, value_string(arena, text), range);
}

const struct hcl_expr *hcl_json_expr(struct arena *arena, const struct hcl_json *json, struct hcl_diags *diags)
{
    switch (json->kind) {
    case HCL_JSON_NULL:
    case HCL_JSON_BOOL:
    case HCL_JSON_NUMBER: return scalar(arena, json->scalar, json->range);
    case HCL_JSON_STRING: return template(arena, json->string, json->range, diags);
    case HCL_JSON_ARRAY: {
        struct hcl_expr *expr = new_expr(arena, HCL_TUPLE, json->range);
        const struct hcl_expr **items = arena_array(arena, json->n, sizeof *items);
        if (!expr || !items) return NULL;
        for (size_t i = 0; i < json->n; i++)
            if (!(items[i] = hcl_json_expr(arena, json->items[i], diags))) return NULL;
        expr->list.items = items;
        expr->list.n = json->n;
        return expr;
    }
    case HCL_JSON_OBJECT: {
        struct hcl_expr *expr = new_expr(arena, HCL_OBJECT, json->range);
        struct hcl_item *items = arena_array(arena, json->n, sizeof *items);
        if (!expr || !items) return NULL;
        for (size_t i = 0; i < json->n; i++) {
            items[i].key = template(arena, json->members[i].name, json->members[i].name_range, diags);
            items[i].value = hcl_json_expr(arena, json->members[i].value, diags);
            if (!items[i].key || !items[i].value) return NULL;
        }
        expr->object.items = items;
        expr->object.n = json->n;
        return expr;
    }
    }
    return NULL;
}
