/* rego/annotations.c: `# METADATA` comments: YAML in the comment lines below, about the package or rule that follows.
 *
 * Fields that the language does not know are ignored, as OPA does; those it knows must have their type. */
#include <stdio.h>

#include "rego/builtins/yaml_text.h"
#include "rego/parser.h"

static const char *const scope_names[] = {"rule", "document", "package", "subpackages"};

struct block { struct rego_location at; uint32_t end_row; struct str yaml; };

static bool is_metadata(const struct rego_comment *c) { return c->at.col == 1 && str_has_prefix(str_trim(c->text), STR("METADATA")); }

/* --- fields --- */

struct fields { struct parser *p; struct rego_location at; struct value_pair pairs[12]; size_t n; };

static bool add(struct fields *f, const char *name, struct value v)
{
    struct value key = value_cstring(f->p->arena, name);
    if (value_is_none(key) || value_is_none(v)) return parser_no_memory(f->p);
    f->pairs[f->n++] = (struct value_pair){key, v};
    return true;
}

static bool wrong_type(struct fields *f, const char *name, struct value v, const char *wanted)
{
    return parser_error(f->p, f->at, "invalid METADATA block: '%s' must be %s, not %s", name, wanted, value_type_name(v));
}

static struct value trimmed(struct fields *f, struct value object, const char *name)
{
    struct value v = value_field(object, name);
    struct str s = value_is_string(v) ? str_trim(value_str(v)) : (struct str){0};
    return s.len ? value_string(f->p->arena, s) : VALUE_NONE;
}

/* A scalar that is no string was written without quotes, and means its text. */
static bool add_text(struct fields *f, struct value doc, const char *name)
{
    struct value v = value_field(doc, name);
    char scratch[32];
    if (value_is_none(v) || value_is_null(v)) return true;
    if (value_is_number(v)) v = value_string(f->p->arena, value_number_text(v, scratch));
    if (value_is_bool(v)) v = value_cstring(f->p->arena, value_is_true(v) ? "true" : "false");
    if (!value_is_string(v)) return wrong_type(f, name, v, "a string");
    return !value_len(v) || add(f, name, v);
}

static bool add_map(struct fields *f, struct value doc, const char *name)
{
    struct value v = value_field(doc, name);
    if (value_is_none(v) || value_is_null(v)) return true;
    if (!value_is_object(v)) return wrong_type(f, name, v, "a map");
    return !value_len(v) || add(f, name, v);
}

typedef struct value element(struct fields *f, struct value v);   /* VALUE_NONE: refused, and said why */

static bool add_list(struct fields *f, struct value doc, const char *name, element *read)
{
    struct value v = value_field(doc, name);
    if (value_is_none(v) || value_is_null(v)) return true;
    if (!value_is_array(v)) return wrong_type(f, name, v, "a list");
    struct value *items = arena_array(f->p->arena, value_len(v) + 1, sizeof *items);
    if (!items) return parser_no_memory(f->p);
    for (size_t i = 0; i < value_len(v); i++)
        if (value_is_none(items[i] = read(f, value_items(v)[i]))) return f->p->s.errors ? false : parser_no_memory(f->p);
    return !value_len(v) || add(f, name, value_array(f->p->arena, items, value_len(v)));
}

static struct value object_of(struct fields *f, const char *first, struct value a, const char *second, struct value b)
{
    struct value o = value_object(f->p->arena, NULL, 0);
    if (!value_is_none(a)) o = value_with(f->p->arena, o, value_cstring(f->p->arena, first), a);
    if (!value_is_none(b)) o = value_with(f->p->arena, o, value_cstring(f->p->arena, second), b);
    return o;
}

static struct value refuse(struct fields *f, const char *what, const char *why)
{
    parser_error(f->p, f->at, "invalid %s definition: %s", what, why);
    return VALUE_NONE;
}

static struct value read_organization(struct fields *f, struct value v)
{
    char scratch[32];
    if (value_is_number(v)) return value_string(f->p->arena, value_number_text(v, scratch));
    return value_is_string(v) ? v : refuse(f, "organization", "must be a string");
}

/* "Jane Doe <jane@example.com>" */
static struct value author_from_text(struct fields *f, struct str s)
{
    struct str name = str_trim(s), email = {0};
    if (!name.len) return refuse(f, "author", "author is an empty string");
    size_t start = name.len;
    while (start > 0 && name.s[start - 1] != ' ' && name.s[start - 1] != '\t') start--;
    struct str last = {name.s + start, name.len - start};
    if (last.len >= 2 && last.s[0] == '<' && last.s[last.len - 1] == '>') {
        email = (struct str){last.s + 1, last.len - 2};
        name = str_trim((struct str){name.s, start});
    }
    char *clean = arena_alloc(f->p->arena, name.len + 1);   /* white space between the words is one space */
    size_t n = 0;
    if (!clean) return VALUE_NONE;
    for (size_t i = 0; i < name.len; i++) {
        bool space = strchr(" \t\n\r", name.s[i]);
        if (!space) clean[n++] = name.s[i];
        else if (n && clean[n - 1] != ' ') clean[n++] = ' ';
    }
    return object_of(f, "name", n ? value_string(f->p->arena, (struct str){clean, n}) : VALUE_NONE, "email", email.len ? value_string(f->p->arena, email) : VALUE_NONE);
}

static struct value read_author(struct fields *f, struct value v)
{
    if (value_is_string(v)) return author_from_text(f, value_str(v));
    if (!value_is_object(v)) return refuse(f, "author", "invalid value type, must be string or map");
    struct value name = trimmed(f, v, "name"), email = trimmed(f, v, "email");
    if (value_is_none(name) && value_is_none(email)) return refuse(f, "author", "'name' and/or 'email' values required in object");
    return object_of(f, "name", name, "email", email);
}

static struct value read_resource(struct fields *f, struct value v)
{
    if (value_is_string(v)) return value_len(v) ? object_of(f, "ref", v, "", VALUE_NONE) : refuse(f, "related-resource", "ref URL may not be empty string");
    if (!value_is_object(v)) return refuse(f, "related-resource", "invalid value type, must be string or map");
    struct value ref = trimmed(f, v, "ref");
    if (value_is_none(ref)) return refuse(f, "related-resource", "'ref' value required in object");
    return object_of(f, "ref", ref, "description", trimmed(f, v, "description"));
}

/* "input.a.b" as ["input", "a", "b"]; VALUE_NONE: no reference. */
static struct value path_of(struct fields *f, struct str text, const char *root)
{
    struct rego_term *t = rego_parse_ref(f->p->arena, text);
    if (!t || (t->kind == REGO_VAR && !root)) return VALUE_NONE;
    if (root && !(t->kind == REGO_VAR ? str_is(t->var.name, root) : rego_term_is_name(t->ref.items.items[0], root))) return VALUE_NONE;
    size_t n = t->kind == REGO_VAR ? 1 : t->ref.items.len;
    struct value *items = arena_array(f->p->arena, n, sizeof *items);
    if (!items) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        const struct rego_term *item = t->kind == REGO_VAR ? t : t->ref.items.items[i];
        if (item->kind != REGO_VAR && item->kind != REGO_CONST) return VALUE_NONE;
        items[i] = item->kind == REGO_VAR ? value_string(f->p->arena, item->var.name) : item->constant;
    }
    return value_array(f->p->arena, items, n);
}

static struct value read_schema(struct fields *f, struct value v)
{
    if (!value_is_object(v) || value_len(v) < 1) return refuse(f, "schema", "must be a map");
    struct value_pair pair = value_pairs(v)[0];
    struct value path = value_is_string(pair.key) ? path_of(f, value_str(pair.key), NULL) : VALUE_NONE, schema;
    if (value_is_none(path)) {
        parser_error(f->p, f->at, "invalid document reference");
        return VALUE_NONE;
    }
    if (value_is_object(pair.value)) return object_of(f, "path", path, "definition", pair.value);
    if (!value_is_string(pair.value)) {
        parser_error(f->p, f->at, "invalid schema declaration for path \"%.*s\"", (int)value_len(pair.key), value_cstr(pair.key));
        return VALUE_NONE;
    }
    if (value_is_none(schema = path_of(f, value_str(pair.value), "schema"))) {
        parser_error(f->p, f->at, "invalid schema reference");
        return VALUE_NONE;
    }
    return object_of(f, "path", path, "schema", schema);
}

/* --- one block --- */

static bool read_flag(struct fields *f, struct value doc, bool *out)
{
    struct value v = value_field(doc, "entrypoint");
    *out = value_is_true(v);
    return value_is_none(v) || value_is_null(v) || value_is_bool(v) || wrong_type(f, "entrypoint", v, "a boolean");
}

static bool read_block(struct parser *p, const struct block *b, struct rego_module *module)
{
    struct error err = {0};
    struct rego_call call = {.arena = p->arena, .err = &err};
    struct value doc = VALUE_NONE;
    char why[300] = "";
    struct fields f = {.p = p, .at = b->at};
    if (!str_trim(b->yaml).len) return parser_error(p, b->at, "expected METADATA block, found whitespace");
    if (!yaml_read(&call, b->yaml, &doc, why, sizeof why)) {
        struct rego_location at = b->at;
        unsigned line = 0;
        if (sscanf(why, "line %u", &line) == 1 && line <= b->end_row - at.row) at.row += line;   /* the comment's line, not the block's */
        return parser_error(p, at, "invalid METADATA block: yaml: %s", why);
    }
    if (value_is_none(doc) || value_is_null(doc)) doc = value_object(p->arena, NULL, 0);
    if (!value_is_object(doc)) return parser_error(p, b->at, "invalid METADATA block: must be a map, not %s", value_type_name(doc));
    struct rego_annotation *a = arena_zero(p->arena, sizeof *a), **slot = a ? vec_push(p->arena, &module->annotations) : NULL;
    if (!slot) return parser_no_memory(p);
    *slot = a;
    a->at = b->at;
    a->end_row = b->end_row;
    a->module = module;
    if (!read_flag(&f, doc, &a->entrypoint)) return false;
    if (a->entrypoint && !add(&f, "entrypoint", VALUE_TRUE)) return false;
    if (!add_text(&f, doc, "scope") || !add_text(&f, doc, "title") || !add_text(&f, doc, "description")) return false;
    if (!add_list(&f, doc, "organizations", read_organization) || !add_list(&f, doc, "related_resources", read_resource)) return false;
    if (!add_list(&f, doc, "authors", read_author) || !add_list(&f, doc, "schemas", read_schema)) return false;
    if (!add_map(&f, doc, "custom") || !add_map(&f, doc, "labels")) return false;
    a->value = value_object(p->arena, f.pairs, f.n);
    a->custom = value_field(a->value, "custom");
    return !value_is_none(a->value) || parser_no_memory(p);
}

bool parse_annotations(struct parser *p, struct rego_module *module)
{
    bool ok = true;
    for (size_t i = 0; i < module->comments.len && ok; i++) {
        const struct rego_comment *c = &module->comments.items[i];
        if (!is_metadata(c)) continue;
        struct buf text = buf_new(0);
        struct block b = {c->at, c->at.row, {0}};
        for (; i + 1 < module->comments.len; i++) {   /* as long as the lines follow each other */
            const struct rego_comment *next = &module->comments.items[i + 1];
            if (next->at.col != 1 || next->at.row != module->comments.items[i].at.row + 1 || is_metadata(next)) break;
            struct str line = next->text;
            if (line.len && line.s[0] == ' ') line = (struct str){line.s + 1, line.len - 1};
            buf_add_str(&text, line);
            buf_add_char(&text, '\n');
            b.end_row = next->at.row;
        }
        b.yaml = (struct str){buf_to_arena(p->arena, &text), text.len};
        buf_free(&text);
        if (!b.yaml.s) return parser_no_memory(p);
        ok = read_block(p, &b, module);
    }
    return ok && !p->no_memory;
}

/* --- what a block is about --- */

enum below { BELOW_NOTHING, BELOW_PACKAGE, BELOW_IMPORT, BELOW_RULE };

/* The first statement under `row`. */
static enum below statement_below(struct rego_module *m, uint32_t row, struct rego_rule **rule)
{
    enum below found = BELOW_NOTHING;
    uint32_t best = UINT32_MAX;
    if (m->package_at.row > row) best = m->package_at.row, found = BELOW_PACKAGE;
    for (size_t i = 0; i < m->imports.len; i++)
        if (m->imports.items[i]->at.row > row && m->imports.items[i]->at.row < best) best = m->imports.items[i]->at.row, found = BELOW_IMPORT;
    for (size_t i = 0; i < m->rules.len; i++)
        if (m->rules.items[i]->at.row > row && m->rules.items[i]->at.row < best) best = m->rules.items[i]->at.row, found = BELOW_RULE, *rule = m->rules.items[i];
    return found;
}

static bool attach(struct parser *p, struct rego_module *m, struct rego_annotation *a)
{
    struct rego_rule *rule = NULL;
    static const char *const have[] = {"", " (have package)", " (have import)", " (have rule)"};
    enum below below = statement_below(m, a->at.row, &rule);
    struct value scope = value_field(a->value, "scope");
    if (value_is_none(scope)) {
        const char *name = below == BELOW_PACKAGE ? "package" : below == BELOW_IMPORT ? "import" : below != BELOW_RULE ? "" : a->entrypoint ? "document" : "rule";
        a->value = value_with(p->arena, a->value, value_cstring(p->arena, "scope"), scope = value_cstring(p->arena, name));
        if (value_is_none(a->value)) return parser_no_memory(p);
    }
    size_t s = 0;
    while (s < COUNT_OF(scope_names) && !str_is(value_str(scope), scope_names[s])) s++;
    if (s == COUNT_OF(scope_names))
        return parser_error(p, a->at, "invalid annotation scope '%s'. Use one of 'rule', 'document', 'package', or 'subpackages'", value_cstr(scope));
    a->scope = (enum rego_scope)s;
    bool about_rule = a->scope == REGO_SCOPE_RULE || a->scope == REGO_SCOPE_DOCUMENT;
    if (below != (about_rule ? BELOW_RULE : BELOW_PACKAGE))
        return parser_error(p, a->at, "annotation scope '%s' must be applied to %s%s", scope_names[s], about_rule ? "rule" : "package", have[below]);
    if (a->entrypoint && a->scope != REGO_SCOPE_DOCUMENT && a->scope != REGO_SCOPE_PACKAGE)
        return parser_error(p, a->at, "annotation entrypoint applied to non-document or package scope '%s'", scope_names[s]);
    a->rule = about_rule ? rule : NULL;
    if (a->scope == REGO_SCOPE_RULE && (!rule->annotation || rule->annotation->at.row > a->at.row)) rule->annotation = a;
    return true;
}

bool attach_annotations(struct parser *p, struct rego_module *module)
{
    bool ok = true;
    for (size_t i = 0; i < module->annotations.len; i++) ok &= attach(p, module, module->annotations.items[i]);
    return ok;
}
