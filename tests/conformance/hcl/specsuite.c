/* tests/conformance/hcl/specsuite.c: runs HCL's own suite: NAME.hcl (and NAME.hcl.json) decoded as NAME.hcldec says must give what NAME.t says:
 * a result, or errors at exactly these ranges. The decoder is small and knows the spec language of `hcldec`.
 *
 * usage: hcl_specsuite DIRECTORY. Prints the cases that fail, then `hcl: N passed, M failed`. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "hcl/eval.h"
#include "hcl/values.h"
#include "value/json.h"

struct decoder {
    struct arena *arena;
    struct hcl_scope scope;        /* the spec's variables and functions */
    struct value variables;
    struct hcl_diags *diags;       /* of the input */
};

static bool resolve(void *context, struct arena *arena, const struct hcl_traversal *t, size_t *used, struct value *out, struct error *err)
{
    (void)arena;
    const struct value *variables = context;
    *used = 0;
    *out = value_is_object(*variables) ? value_get_str(*variables, t->root) : VALUE_NONE;
    return !value_is_none(*out) || error_set(err, &HCL_ERR_REFERENCE, "there is no variable named '%.*s'", (int)t->root.len, t->root.s);
}

/* --- reading the spec: its own attributes are constants --- */

static struct value constant(struct decoder *d, const struct hcl_body *body, const char *name)
{
    static const struct hcl_scope none = {0};
    const struct hcl_attribute *attribute = hcl_body_attribute(body, str_of(name));
    struct value v;
    return attribute && hcl_eval(d->arena, attribute->expr, &none, &v, NULL) ? v : VALUE_NONE;
}

static struct str spec_name(struct decoder *d, const struct hcl_block *spec, const char *attribute)
{
    struct value v = constant(d, spec->body, attribute);
    if (value_is_string(v)) return value_str(v);
    return spec->n_labels ? spec->labels[0] : (struct str){"", 0};
}

static int64_t spec_number(struct decoder *d, const struct hcl_block *spec, const char *attribute)
{
    int64_t n = 0;
    struct value v = constant(d, spec->body, attribute);
    return value_is_number(v) && value_number_to_int64(v, &n) ? n : 0;
}

static const struct hcl_type *spec_type(struct decoder *d, const struct hcl_block *spec, const char *name)
{
    const struct hcl_attribute *attribute = hcl_body_attribute(spec->body, str_of(name));
    const struct hcl_type *type = attribute ? hcl_type_parse(d->arena, attribute->expr, NULL) : NULL;
    return type ? type : &hcl_type_any;
}

static bool is_block_spec(const struct hcl_block *spec) { return str_has_prefix(spec->type, STR("block")); }

/* --- the schema of one body: all attr and block specs that speak of it --- */

struct schema { VEC(const char *) attributes; VEC(struct hcl_schema_block) blocks; };

static void collect(struct decoder *d, const struct hcl_block *spec, struct schema *schema)
{
    if (str_is(spec->type, "attr")) {
        struct str name = spec_name(d, spec, "name");
        *vec_push(d->arena, &schema->attributes) = arena_strndup(d->arena, name.s, name.len);
    } else if (is_block_spec(spec)) {
        struct str name = spec_name(d, spec, "block_type");
        struct value labels = constant(d, spec->body, "labels");
        *vec_push(d->arena, &schema->blocks) =
            (struct hcl_schema_block){arena_strndup(d->arena, name.s, name.len), value_is_array(labels) ? (unsigned)value_len(labels) : 0};
    } else {
        for (size_t i = 0; i < spec->body->blocks.len; i++) collect(d, &spec->body->blocks.items[i], schema);
    }
}

static struct value decode(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content);

/* Where something missing is reported. */
static struct hcl_range missing_item(const struct hcl_body *body)
{
    if (!body->json) return (struct hcl_range){body->range.file, body->range.start, body->range.start};
    struct hcl_range close = {body->range.file, body->range.end, body->range.end};
    if (close.start.offset > 0) close.start.offset--, close.start.column--;
    return close;
}

/* A body by the one spec that describes it. */
static struct value decode_body(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body)
{
    struct schema names = {0};
    struct hcl_content content;
    collect(d, spec, &names);
    struct hcl_schema schema = {names.attributes.items, names.attributes.len, names.blocks.items, names.blocks.len};
    if (!hcl_body_content(d->arena, body, &schema, &content, d->diags)) abort();
    for (size_t i = 0; i < content.rest.len; i++)
        hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, content.rest.items[i]->name_range, "this argument is not expected here");
    for (size_t i = 0; i < content.rest_blocks.len; i++)
        hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, content.rest_blocks.items[i]->type_range, "blocks of this type are not expected here");
    return decode(d, spec, body, &content);
}

static const struct hcl_block *nested(const struct hcl_block *spec) { return spec->body->blocks.len ? &spec->body->blocks.items[0] : NULL; }

/* --- one function a kind of spec --- */

static struct value evaluated(struct decoder *d, const struct hcl_attribute *attribute, const struct hcl_type *type)
{
    struct value v;
    struct error err = {0};
    if (!hcl_eval(d->arena, attribute->expr, &d->scope, &v, d->diags)) return value_unknown_ref(d->arena, NULL);
    if (hcl_convert(d->arena, v, type, &v, &err)) return v;
    hcl_diag_add(d->diags, &HCL_ERR_TYPE, attribute->expr->range, "%s", err.message);
    return value_unknown_ref(d->arena, NULL);
}

static struct value decode_attr(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct str name = spec_name(d, spec, "name");
    for (size_t i = 0; i < content->attributes.len; i++)
        if (str_eq(content->attributes.items[i]->name, name)) return evaluated(d, content->attributes.items[i], spec_type(d, spec, "type"));
    if (value_is_true(constant(d, spec->body, "required")))
        hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, missing_item(body), "argument '%.*s' is required", (int)name.len, name.s);
    return VALUE_NULL_;
}

static struct value decode_block(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct str type = spec_name(d, spec, "block_type");
    const struct hcl_block *found = NULL;
    for (size_t i = 0; i < content->blocks.len; i++) {
        const struct hcl_block *block = content->blocks.items[i];
        if (!str_eq(block->type, type)) continue;
        if (found) {
            hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, block->header, "only one block of this type is allowed");
            break;
        }
        found = block;
    }
    if (!found) {
        if (value_is_true(constant(d, spec->body, "required"))) hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, missing_item(body), "a block is required here");
        return VALUE_NULL_;
    }
    if (!str_is(spec->type, "block_attrs")) return decode_body(d, nested(spec), found->body);
    struct hcl_content attributes;
    if (!hcl_body_attributes(d->arena, found->body, &attributes, d->diags)) abort();
    if (attributes.rest_blocks.len) hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, attributes.rest_blocks.items[0]->type_range, "blocks are not allowed here");
    struct value object = value_object(d->arena, NULL, 0);
    for (size_t i = 0; i < attributes.attributes.len; i++)
        object = value_with(d->arena, object, value_string(d->arena, attributes.attributes.items[i]->name), evaluated(d, attributes.attributes.items[i], spec_type(d, spec, "element_type")));
    return object;
}

/* Where a block too many is reported: its attribute, when it is read for one, else the start of its body. */
static struct hcl_range source_range(struct decoder *d, const struct hcl_block *block, const struct hcl_block *spec)
{
    const struct hcl_attribute *attribute = spec && str_is(spec->type, "attr") ? hcl_body_attribute(block->body, spec_name(d, spec, "name")) : NULL;
    return attribute ? attribute->expr->range : missing_item(block->body);
}

static struct value decode_blocks(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct str type = spec_name(d, spec, "block_type");
    VEC(struct value) items = {0};
    VEC(struct hcl_range) ranges = {0};
    for (size_t i = 0; i < content->blocks.len; i++) {
        if (!str_eq(content->blocks.items[i]->type, type)) continue;
        struct value v = decode_body(d, nested(spec), content->blocks.items[i]->body);
        *vec_push(d->arena, &items) = v;
        *vec_push(d->arena, &ranges) = source_range(d, content->blocks.items[i], nested(spec));
    }
    int64_t least = spec_number(d, spec, "min_items"), most = spec_number(d, spec, "max_items");
    if ((int64_t)items.len < least) hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, missing_item(body), "at least %d blocks are required", (int)least);
    else if (most > 0 && (int64_t)items.len > most) hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, ranges.items[most], "no more than %d blocks are allowed", (int)most);
    bool unified;
    if (!str_is(spec->type, "block_tuple") && !hcl_unify_values(d->arena, items.items, items.len, &unified)) abort();
    return str_is(spec->type, "block_set") ? value_set(d->arena, items.items, items.len) : value_array(d->arena, items.items, items.len);
}

static struct value decode_block_map(struct decoder *d, const struct hcl_block *spec, const struct hcl_content *content)
{
    struct str type = spec_name(d, spec, "block_type");
    struct value map = value_object(d->arena, NULL, 0);
    for (size_t i = 0; i < content->blocks.len; i++) {
        const struct hcl_block *block = content->blocks.items[i];
        if (!str_eq(block->type, type)) continue;
        struct value v = decode_body(d, nested(spec), block->body), levels[8] = {map};
        size_t n = block->n_labels < 8 ? block->n_labels : 8;
        for (size_t l = 1; l < n; l++) levels[l] = value_get_str(levels[l - 1], block->labels[l - 1]);
        if (n == 0) continue;
        if (!value_is_none(levels[n - 1]) && !value_is_none(value_get_str(levels[n - 1], block->labels[n - 1]))) {
            hcl_diag_add(d->diags, &HCL_ERR_SCHEMA, block->header, "a block with these labels is already defined");
            continue;
        }
        for (size_t l = n; l-- > 0;) v = value_with(d->arena, levels[l], value_string(d->arena, block->labels[l]), v);
        map = v;
    }
    return map;
}

static struct value decode_default(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct value v = VALUE_NULL_;
    for (size_t i = 0; i < spec->body->blocks.len && value_is_null(v); i++) v = decode(d, &spec->body->blocks.items[i], body, content);
    return v;
}

static struct value decode_object(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct value object = value_object(d->arena, NULL, 0);
    for (size_t i = 0; i < spec->body->blocks.len; i++) {
        const struct hcl_block *field = &spec->body->blocks.items[i];
        if (field->n_labels) object = value_with(d->arena, object, hcl_string(d->arena, field->labels[0]), decode(d, field, body, content));
    }
    return object;
}

static struct value decode_transform(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct value inner = nested(spec) ? decode(d, nested(spec), body, content) : VALUE_NULL_, v = VALUE_NULL_;
    struct value variables = value_with(d->arena, d->variables, value_cstring(d->arena, "nested"), inner);
    struct hcl_scope scope = d->scope;
    scope.context = &variables;
    const struct hcl_attribute *result = hcl_body_attribute(spec->body, STR("result"));
    if (result && !hcl_eval(d->arena, result->expr, &scope, &v, d->diags)) v = VALUE_NULL_;
    return v;
}

static struct value decode(struct decoder *d, const struct hcl_block *spec, const struct hcl_body *body, const struct hcl_content *content)
{
    struct str kind = spec->type;
    if (str_is(kind, "object")) return decode_object(d, spec, body, content);
    if (str_is(kind, "attr")) return decode_attr(d, spec, body, content);
    if (str_is(kind, "block") || str_is(kind, "block_attrs")) return decode_block(d, spec, body, content);
    if (str_is(kind, "block_map")) return decode_block_map(d, spec, content);
    if (is_block_spec(spec)) return decode_blocks(d, spec, body, content);
    if (str_is(kind, "literal")) return constant(d, spec->body, "value");
    if (str_is(kind, "default")) return decode_default(d, spec, body, content);
    if (str_is(kind, "transform")) return decode_transform(d, spec, body, content);
    VEC(struct value) items = {0};   /* array */
    for (size_t i = 0; i < spec->body->blocks.len; i++) *vec_push(d->arena, &items) = decode(d, &spec->body->blocks.items[i], body, content);
    return value_array(d->arena, items.items, items.len);
}

/* --- one case --- */

static struct hcl_file *load(struct arena *arena, const char *path, struct hcl_diags *diags)
{
    struct str text;
    struct error err = {0};
    return io_read_file(arena, path, 0, &text, &err) ? hcl_parse_file(arena, str_of(path), text, hcl_syntax_of(str_of(path)), diags) : NULL;
}

static bool exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* Equal values, numbers by the digits that 512 bits keep. */
static bool same(struct arena *arena, struct value a, struct value b)
{
    if (value_is_number(a) && value_is_number(b)) return str_eq(hcl_number_text(arena, a), hcl_number_text(arena, b));
    if (value_type(a) != value_type(b)) return false;
    if (!value_is_object(a) && !hcl_is_sequence(a)) return value_equal(a, b);
    if (value_len(a) != value_len(b)) return false;
    for (size_t i = 0; i < value_len(a); i++) {
        if (value_is_object(a)) {
            if (!value_equal(value_pairs(a)[i].key, value_pairs(b)[i].key) || !same(arena, value_pairs(a)[i].value, value_pairs(b)[i].value)) return false;
        } else if (!same(arena, value_items(a)[i], value_items(b)[i])) {
            return false;
        }
    }
    return true;
}

static struct position position_in(struct decoder *d, const struct hcl_body *error, const char *block)
{
    struct position at = {0};
    for (size_t i = 0; i < error->blocks.len; i++) {
        if (!str_is(error->blocks.items[i].type, block)) continue;
        int64_t line = 0, column = 0, byte = 0;
        value_number_to_int64(constant(d, error->blocks.items[i].body, "line"), &line);
        value_number_to_int64(constant(d, error->blocks.items[i].body, "column"), &column);
        value_number_to_int64(constant(d, error->blocks.items[i].body, "byte"), &byte);
        at = (struct position){(uint32_t)line, (uint32_t)column, (size_t)byte};
    }
    return at;
}

static bool same_position(struct position a, struct position b) { return a.line == b.line && a.column == b.column && a.offset == b.offset; }

/* Exactly the errors of the `diagnostics` block, in any order. */
static bool errors_match(struct decoder *d, const struct hcl_body *wanted)
{
    bool ok = true, *met = calloc(d->diags->len + 1, sizeof *met);
    for (size_t i = 0; i < wanted->blocks.len; i++) {
        struct position from = position_in(d, wanted->blocks.items[i].body, "from"), to = position_in(d, wanted->blocks.items[i].body, "to");
        bool found = false;
        for (size_t j = 0; j < d->diags->len; j++)
            if (same_position(d->diags->items[j].range.start, from) && same_position(d->diags->items[j].range.end, to)) met[j] = found = true;
        if (!found) printf("  no error from %u:%u to %u:%u\n", from.line, from.column, to.line, to.column);
        ok &= found;
    }
    for (size_t j = 0; j < d->diags->len; j++) {
        const struct hcl_range *r = &d->diags->items[j].range;
        if (!met[j]) printf("  unexpected error from %u:%u to %u:%u: %s\n", r->start.line, r->start.column, r->end.line, r->end.column, d->diags->items[j].message);
        ok &= met[j];
    }
    free(met);
    return ok;
}

static bool result_matches(struct decoder *d, struct value got, const struct hcl_body *test)
{
    static const struct hcl_scope none = {0};
    const struct hcl_attribute *type_attribute = hcl_body_attribute(test, STR("result_type")), *result = hcl_body_attribute(test, STR("result"));
    const struct hcl_type *type = type_attribute ? hcl_type_parse(d->arena, type_attribute->expr, NULL) : &hcl_type_any;
    struct value want, converted;
    struct error err = {0};
    for (size_t i = 0; i < d->diags->len; i++) printf("  %u:%u: %s\n", d->diags->items[i].range.start.line, d->diags->items[i].range.start.column, d->diags->items[i].message);
    if (d->diags->len || !type) return false;
    if (!hcl_convert(d->arena, got, type, &converted, &err) || !same(d->arena, got, converted)) {
        printf("  the result has not the type it should have: %s\n", err.message);
        return false;
    }
    if (!result) return true;
    if (!hcl_eval(d->arena, result->expr, &none, &want, NULL) || !hcl_convert(d->arena, want, type, &want, &err)) return false;
    if (same(d->arena, got, want)) return true;
    struct buf text = buf_new(0);
    json_write(&text, got, 0);
    printf("  got %.*s\n", (int)text.len, text.s);
    buf_free(&text);
    return false;
}

static bool run_input(const char *input, const struct hcl_file *spec, const struct hcl_file *test, struct arena *arena)
{
    struct hcl_diags diags = {.arena = arena};
    struct decoder d = {.arena = arena, .diags = &diags, .variables = value_object(arena, NULL, 0)};
    d.scope = (struct hcl_scope){.context = &d.variables, .resolve = resolve, .functions = hcl_terraform_functions};
    const struct hcl_block *root = NULL, *wanted = NULL;
    for (size_t i = 0; i < spec->body->blocks.len; i++) {
        const struct hcl_block *block = &spec->body->blocks.items[i];
        if (!str_is(block->type, "variables")) root = block;
        else
            for (size_t j = 0; j < block->body->attributes.len; j++)
                d.variables = value_with(arena, d.variables, hcl_string(arena, block->body->attributes.items[j].name), constant(&d, block->body, arena_strndup(arena, block->body->attributes.items[j].name.s, block->body->attributes.items[j].name.len)));
    }
    for (size_t i = 0; i < test->body->blocks.len; i++)
        if (str_is(test->body->blocks.items[i].type, "diagnostics")) wanted = &test->body->blocks.items[i];
    if (!root || (!wanted && test->body->attributes.len == 0)) {
        printf("  the case expects nothing\n");
        return false;
    }
    struct hcl_file *file = load(arena, input, &diags);
    if (!file) return false;
    struct value got = file->failed ? VALUE_NONE : decode_body(&d, root, file->body);
    return wanted ? errors_match(&d, wanted->body) : result_matches(&d, got, test->body);
}

static void run_case(const char *path, unsigned counts[2])
{
    static const char *const inputs[] = {".hcl", ".hcl.json"};
    char base[4096], other[4200];
    snprintf(base, sizeof base, "%.*s", (int)(strlen(path) - 2), path);
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct arena *arena = arena_new(0);
        struct hcl_diags diags = {.arena = arena};
        snprintf(other, sizeof other, "%s.hcldec", base);
        struct hcl_file *test = load(arena, path, &diags), *spec = load(arena, other, &diags);
        snprintf(other, sizeof other, "%s%s", base, inputs[i]);
        if (exists(other)) {
            bool ok = test && spec && diags.len == 0 && run_input(other, spec, test, arena);
            if (!ok) printf("FAIL %s\n", other);
            counts[!ok]++;
        }
        arena_free(arena);
    }
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void run_directory(const char *path, unsigned counts[2])
{
    DIR *directory = opendir(path);
    char *names[1000], child[4096];
    size_t n = 0;
    for (struct dirent *entry; directory && n < COUNT_OF(names) && (entry = readdir(directory));)
        if (entry->d_name[0] != '.') names[n++] = strdup(entry->d_name);
    if (directory) closedir(directory);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        struct stat info;
        snprintf(child, sizeof child, "%s/%s", path, names[i]);
        if (stat(child, &info) == 0 && S_ISDIR(info.st_mode)) run_directory(child, counts);
        else if (str_has_suffix(str_of(names[i]), STR(".t"))) run_case(child, counts);
        free(names[i]);
    }
}

int main(int argc, char **argv)
{
    unsigned counts[2] = {0, 0};
    if (argc != 2 || !exists(argv[1])) {
        printf("hcl: no cases at %s\n", argc > 1 ? argv[1] : "?");
        return argc == 2 ? 0 : 2;
    }
    run_directory(argv[1], counts);
    printf("hcl: %u passed, %u failed\n", counts[0], counts[1]);
    return counts[1] > 0 || counts[0] == 0;
}
