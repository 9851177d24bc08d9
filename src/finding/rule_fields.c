/* finding/rule_fields.c: an evaluation of the rule's text over shapes instead of values. A shape says what stands behind a name: a resource, fields
 * of some schema, a list of these, one of some strings. See rule_fields.h. */
#include "finding/rule_fields.h"

#include <stdio.h>
#include <stdlib.h>

#include "rego/parse.h"
#include "resource/schema.h"

#define BLOCKS_MAX 16        /* alternatives of a shape: types of a rule, each with its schema */
#define STRINGS_MAX 32
#define DEPTH_MAX 64         /* rules that name rules, terms within terms */
#define PASSES 2             /* a body may use a name before the statement that binds it */

enum shape_kind { SHAPE_ANY, SHAPE_RESOURCE, SHAPE_FIELDS, SHAPE_STRINGS };

struct shape {
    enum shape_kind kind;
    unsigned lists;                          /* so many lists around it */
    const char *type;                        /* of a resource or its fields, for messages */
    struct schema_block blocks[BLOCKS_MAX];  /* fields of any of these */
    const char *types[BLOCKS_MAX];           /* of a resource, and of its values: whose fields each of the blocks is */
    bool top;                                /* the values of a resource */
    size_t n;
    const struct rego_terms *strings;        /* constants */
};

struct binding { struct str name; struct shape shape; };

struct checking {
    struct arena *arena;
    const struct rule *rule;
    const struct rego_module *module;
    struct rule_problems *out;
    struct rule_reads *reads;                /* NULL: not wanted */
    struct { struct binding *items; size_t len, cap; } names;
    bool silent;                             /* looking up what another rule is worth, or a first pass: nothing is said */
    unsigned depth;
    bool ok;
};

static const struct shape any = {.kind = SHAPE_ANY};

static void say(struct checking *c, struct rego_location at, const char *what, const char *nearest, struct str name)
{
    if (c->silent) return;
    for (size_t i = 0; i < c->out->len; i++)
        if (c->out->items[i].at.offset == at.offset) return;
    struct error *e = vec_push(c->arena, c->out);
    if (!e) {
        c->ok = false;
        return;
    }
    *e = (struct error){0};
    error_at(e, &RULE_FIELD, (struct position){at.row, at.col, at.offset}, "'%.*s' %s", (int)name.len, name.s, what);
    error_in_file(e, str_of(c->rule->file));
    if (nearest) error_help(e, "did you mean '%s'?", nearest);
}

/* --- shapes --- */

/* Types that no schema describes make everything possible. */
static struct shape resource_of(const char *const *types)
{
    struct shape s = {.kind = SHAPE_RESOURCE, .type = types[0]};
    for (; *types; types++) {
        bool data = strncmp(*types, "data.", 5) == 0;
        if (s.n == BLOCKS_MAX || !schema_find(str_of(*types + (data ? 5 : 0)), data, &s.blocks[s.n])) return any;
        s.types[s.n++] = *types;
    }
    return s.n ? s : any;
}

static struct shape element(struct shape s)
{
    if (s.lists) s.lists--;
    return s;
}

static bool is_document_of(const struct shape *s, struct str name)
{
    if (!str_has_suffix(name, STR("_document"))) return false;
    name.len -= strlen("_document");
    for (size_t i = 0; i < s->n; i++)
        if (schema_field_find(s->blocks[i], name)) return true;
    return false;
}

/* The field, or the one that holds the document. */
static void add_reads(struct checking *c, const struct shape *s, struct str name, struct rego_location at)
{
    struct str document = {name.s, name.len - strlen("_document")};
    for (size_t i = 0; i < s->n; i++) {
        bool parsed = !schema_field_find(s->blocks[i], name);
        if (parsed && (!str_has_suffix(name, STR("_document")) || !schema_field_find(s->blocks[i], document))) continue;
        struct rule_read *read = vec_push(c->arena, c->reads);
        if (!read) c->ok = false;
        else *read = (struct rule_read){s->types[i], parsed ? document : name, {at.row, at.col, at.offset}};
    }
}

static struct shape field_of(struct checking *c, const struct shape *s, struct str name, struct rego_location at)
{
    struct shape out = {.kind = SHAPE_FIELDS, .type = s->type};
    const char *nearest = NULL;
    bool found = false, open = false;
    if (s->top && c->reads && !c->silent) add_reads(c, s, name, at);
    for (size_t i = 0; i < s->n; i++) {
        const struct schema_field *field = schema_field_find(s->blocks[i], name);
        if (!field && !nearest) nearest = schema_nearest_field(s->blocks[i], name);
        if (!field) continue;
        struct schema_block inner = schema_field_block(field);
        found = true;
        if (field->kind == SCHEMA_ATTRIBUTE || field->kind == SCHEMA_MAP_BLOCK || inner.n == 0) open = true;
        else out.blocks[out.n++] = inner;
        if (schema_is_block(field)) out.lists = 1;
        if (field->kind == SCHEMA_OBJECT) open = true;   /* one object or a list of them: the schema does not tell */
    }
    if (!found && !is_document_of(s, name)) {
        char what[200];
        snprintf(what, sizeof what, "is not a field of %.100s", s->type);
        say(c, at, what, nearest, name);
    }
    return found && !open ? out : any;
}

static struct shape step(struct checking *c, struct shape s, const struct rego_term *key);

/* A name that is one of several constants: each is a step. */
static struct shape step_strings(struct checking *c, struct shape s, const struct shape *names)
{
    for (size_t i = 0; i < names->strings->len; i++) (void)step(c, s, names->strings->items[i]);
    return names->strings->len == 1 ? step(c, s, names->strings->items[0]) : any;
}

static struct shape step_name(struct checking *c, struct shape s, struct str name, struct rego_location at)
{
    static const char *const fields[] = {"address", "type", "name", "mode", "module", "origin", "region", "account", "arn", "provider", "action", "values", "lifecycle"};
    if (s.kind == SHAPE_ANY || s.kind == SHAPE_STRINGS) return any;
    if (s.lists) {
        say(c, at, "is asked of a list: take an element of it first, with [_] or `some`", NULL, name);
        return any;
    }
    if (s.kind == SHAPE_FIELDS) return field_of(c, &s, name, at);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (!str_is(name, fields[i])) continue;
        if (!str_is(name, "values")) return any;
        s.kind = SHAPE_FIELDS, s.top = true;
        return s;
    }
    say(c, at, "is not a field of a resource", str_nearest(name, fields, COUNT_OF(fields)), name);
    return any;
}

static struct shape name_shape(struct checking *c, struct str name);

static struct shape step(struct checking *c, struct shape s, const struct rego_term *key)
{
    if (key->kind == REGO_CONST && value_is_string(key->constant)) return step_name(c, s, value_str(key->constant), key->at);
    if (s.lists) return element(s);
    if (key->kind != REGO_VAR) return any;
    struct shape names = name_shape(c, key->var.name);
    return names.kind == SHAPE_STRINGS && !names.lists ? step_strings(c, s, &names) : any;
}

/* --- terms --- */

static struct shape shape_of(struct checking *c, const struct rego_term *t);
static void walk_body(struct checking *c, const struct rego_body *body);

static void bind(struct checking *c, const struct rego_term *name, struct shape shape)
{
    if (!name || name->kind != REGO_VAR) return;
    for (size_t i = 0; i < c->names.len; i++) {
        if (!str_eq(c->names.items[i].name, name->var.name)) continue;
        c->names.items[i].shape = shape;
        return;
    }
    struct binding *b = vec_push(c->arena, &c->names);
    if (b) *b = (struct binding){name->var.name, shape};
    else c->ok = false;
}

static struct str rule_name(const struct rego_rule *rule)
{
    const struct rego_term *head = rule->ref;
    if (head->kind == REGO_VAR) return head->var.name;
    if (head->kind != REGO_REF || head->ref.items.len != 1) return (struct str){"", 0};
    return head->ref.items.items[0]->kind == REGO_VAR ? head->ref.items.items[0]->var.name : (struct str){"", 0};
}

/* What a rule of the same file is worth; of several with one name only lists of resources and constants are worth telling, and the first speaks. */
static struct shape rule_shape(struct checking *c, struct str name)
{
    for (size_t i = 0; i < c->module->rules.len && c->depth < DEPTH_MAX; i++) {
        const struct rego_rule *rule = c->module->rules.items[i];
        if (!str_eq(rule_name(rule), name) || rule->kind == REGO_RULE_FUNCTION || rule->is_default || !rule->value || rule->els) continue;
        struct checking inner = *c;
        inner.names.items = NULL;
        inner.names.len = inner.names.cap = 0;
        inner.silent = true;
        inner.depth = c->depth + 1;
        walk_body(&inner, &rule->body);
        struct shape s = shape_of(&inner, rule->value);
        c->ok = c->ok && inner.ok;
        for (size_t k = i + 1; k < c->module->rules.len; k++)
            if (str_eq(rule_name(c->module->rules.items[k]), name)) return any;
        if (rule->kind == REGO_RULE_SET) s.lists++;
        return s;
    }
    return any;
}

static struct shape name_shape(struct checking *c, struct str name)
{
    for (size_t i = c->names.len; i-- > 0;)
        if (str_eq(c->names.items[i].name, name)) return c->names.items[i].shape;
    if (str_is(name, "input")) return resource_of(c->rule->types);
    return rule_shape(c, name);
}

static bool is_named(const struct rego_term *op, const char *package, const char *name)
{
    if (op->kind != REGO_REF || op->ref.items.len != 2 || op->ref.items.items[0]->kind != REGO_VAR || op->ref.items.items[1]->kind != REGO_CONST) return false;
    return str_is(op->ref.items.items[0]->var.name, package) && value_is_string(op->ref.items.items[1]->constant) &&
           str_is(value_str(op->ref.items.items[1]->constant), name);
}

static const char *constant_text(const struct rego_term *t)
{
    return t->kind == REGO_CONST && value_is_string(t->constant) ? value_cstr(t->constant) : NULL;
}

/* The constants of an array, as steps below `s`. */
static void check_path(struct checking *c, struct shape s, const struct rego_term *path)
{
    for (size_t i = 0; path->kind == REGO_ARRAY && i < path->list.len; i++) {
        const struct rego_term *key = path->list.items[i];
        if (key->kind == REGO_CONST && value_is_string(key->constant) && s.lists) s.lists = 0;   /* a path may leave out which block */
        s = step(c, s, key);
    }
}

static struct shape call_shape(struct checking *c, const struct rego_term *op, const struct rego_terms *args)
{
    const struct rego_term *const *a = (const struct rego_term *const *)args->items;
    struct shape first = args->len ? shape_of(c, a[0]) : any;
    for (size_t i = 1; i < args->len; i++) (void)shape_of(c, a[i]);
    bool linked = is_named(op, "rampart", "linked") || is_named(op, "rampart", "linked_by"), resources = is_named(op, "rampart", "resources") || is_named(op, "rampart", "resources_in");
    if ((linked && args->len >= 2) || (resources && args->len >= 1)) {
        const char *type = constant_text(a[linked ? 1 : 0]), *const types[] = {type, NULL};
        struct shape s = type && strcmp(type, "*") != 0 ? resource_of(types) : any;
        if (is_named(op, "rampart", "linked_by") && args->len == 3 && s.kind == SHAPE_RESOURCE && constant_text(a[2])) {
            s.kind = SHAPE_FIELDS, s.top = true;
            (void)step(c, s, a[2]);
            s.kind = SHAPE_RESOURCE, s.top = false;
        }
        s.lists = s.kind == SHAPE_ANY ? 0 : 1;
        return s;
    }
    if (is_named(op, "rampart", "refers_to") && args->len == 2 && first.kind == SHAPE_RESOURCE && constant_text(a[1])) {
        first.kind = SHAPE_FIELDS, first.top = true;
        (void)step(c, first, a[1]);
    }
    if (is_named(op, "rampart", "is_set") && args->len == 2) check_path(c, first, a[1]);
    if (is_named(op, "object", "get") && args->len == 3) {
        if (a[1]->kind == REGO_ARRAY) check_path(c, first, a[1]);
        else return step(c, first, a[1]);
    }
    return any;
}

/* A reason: its `at` is a path of the resource it names, or of the one judged. */
static void check_reason(struct checking *c, const struct rego_term *object)
{
    const struct rego_term *at = NULL, *resource = NULL;
    for (size_t i = 0; i + 1 < object->list.len; i += 2) {
        const char *key = constant_text(object->list.items[i]);
        if (key && strcmp(key, "at") == 0) at = object->list.items[i + 1];
        if (key && strcmp(key, "resource") == 0) resource = object->list.items[i + 1];
    }
    struct shape s = resource_of(c->rule->types);
    if (resource && resource->kind == REGO_REF && resource->ref.items.len == 2 && resource->ref.items.items[0]->kind == REGO_VAR)
        s = name_shape(c, resource->ref.items.items[0]->var.name);
    else if (resource) return;
    if (!at || s.kind != SHAPE_RESOURCE || s.lists) return;
    s.kind = SHAPE_FIELDS;
    check_path(c, s, at);
}

static struct shape list_shape(struct checking *c, const struct rego_term *t)
{
    struct shape s = {.kind = SHAPE_STRINGS, .lists = 1, .strings = &t->list};
    bool strings = t->list.len > 0 && t->list.len <= STRINGS_MAX;
    for (size_t i = 0; i < t->list.len; i++) {
        (void)shape_of(c, t->list.items[i]);
        strings = strings && constant_text(t->list.items[i]);
    }
    return strings ? s : any;
}

static struct shape shape_of(struct checking *c, const struct rego_term *t)
{
    struct shape s = any;
    if (!t || c->depth >= DEPTH_MAX) return any;
    c->depth++;
    switch (t->kind) {
    case REGO_CONST: break;
    case REGO_VAR: s = name_shape(c, t->var.name); break;
    case REGO_REF:
        s = t->ref.items.items[0]->kind == REGO_VAR ? name_shape(c, t->ref.items.items[0]->var.name) : shape_of(c, t->ref.items.items[0]);
        for (size_t i = 1; i < t->ref.items.len; i++) {
            if (t->ref.items.items[i]->kind != REGO_CONST && t->ref.items.items[i]->kind != REGO_VAR) (void)shape_of(c, t->ref.items.items[i]);
            s = step(c, s, t->ref.items.items[i]);
        }
        break;
    case REGO_ARRAY:
    case REGO_SET: s = list_shape(c, t); break;
    case REGO_OBJECT:
        for (size_t i = 0; i < t->list.len; i++) (void)shape_of(c, t->list.items[i]);
        check_reason(c, t);
        break;
    case REGO_ARRAY_COMPR:
    case REGO_SET_COMPR:
        walk_body(c, &t->compr.body);
        s = shape_of(c, t->compr.value);
        if (s.kind != SHAPE_ANY) s.lists++;
        break;
    case REGO_OBJECT_COMPR:
        walk_body(c, &t->compr.body);
        (void)shape_of(c, t->compr.key);
        (void)shape_of(c, t->compr.value);
        break;
    case REGO_CALL: s = call_shape(c, t->call.op, &t->call.args); break;
    case REGO_TEMPLATE:
        for (size_t i = 0; i < t->template.parts.len; i++) (void)shape_of(c, t->template.parts.items[i]);
        break;
    }
    c->depth--;
    return s;
}

/* --- bodies --- */

static void walk_some(struct checking *c, const struct rego_expr *e)
{
    if (!e->is_in) {
        for (size_t i = 0; i < e->args.len; i++) bind(c, e->args.items[i], any);
        return;
    }
    struct shape domain = shape_of(c, e->args.items[e->args.len - 1]);
    if (e->args.len == 3) bind(c, e->args.items[0], any);
    bind(c, e->args.items[e->args.len - 2], domain.lists ? element(domain) : any);
}

static void walk_expr(struct checking *c, const struct rego_expr *e)
{
    switch (e->kind) {
    case REGO_EXPR_TERM: (void)shape_of(c, e->term); break;
    case REGO_EXPR_UNIFY:
    case REGO_EXPR_ASSIGN: {
        struct shape right = shape_of(c, e->right);
        if (e->left->kind == REGO_VAR) bind(c, e->left, right);
        else (void)shape_of(c, e->left);
        break;
    }
    case REGO_EXPR_CALL: (void)call_shape(c, e->op, &e->args); break;
    case REGO_EXPR_SOME: walk_some(c, e); break;
    case REGO_EXPR_EVERY: {
        struct shape domain = shape_of(c, e->domain);
        bind(c, e->key, any);
        bind(c, e->value, domain.lists ? element(domain) : any);
        walk_body(c, &e->body);
        break;
    }
    case REGO_EXPR_NOT: walk_body(c, &e->body); break;
    case REGO_EXPR_AND:
    case REGO_EXPR_OR:
        walk_body(c, &e->body);
        walk_body(c, &e->rhs);
        break;
    }
}

static void walk_body(struct checking *c, const struct rego_body *body)
{
    if (c->depth >= DEPTH_MAX) return;
    c->depth++;
    for (size_t i = 0; i < body->len; i++) walk_expr(c, body->items[i]);
    c->depth--;
}

static void check_rule(struct checking *c, const struct rego_rule *rule)
{
    for (; rule; rule = rule->els)
        for (int pass = 0; pass < PASSES; pass++) {
            c->silent = pass + 1 < PASSES;
            if (pass == 0) c->names.len = 0;
            for (size_t i = 0; i < rule->args.len; i++) bind(c, rule->args.items[i], any);
            walk_body(c, &rule->body);
            (void)shape_of(c, rule->value);
        }
}

static int by_offset(const void *a, const void *b)
{
    const struct error *x = (const struct error *)a, *y = (const struct error *)b;
    return (x->at.offset > y->at.offset) - (x->at.offset < y->at.offset);
}

static bool check(struct arena *arena, const struct rule *rule, struct rule_problems *out, struct rule_reads *reads)
{
    struct rego_module *module = NULL;
    struct rego_issues issues = {.max = 1};
    struct checking c = {.arena = arena, .rule = rule, .out = out, .reads = reads, .ok = true};
    if (!rego_parse_module(arena, str_of(rule->file), str_of(rule->text), NULL, &module, &issues)) return false;
    c.module = module;
    for (size_t i = 0; i < module->rules.len; i++) check_rule(&c, module->rules.items[i]);
    if (out->len) qsort(out->items, out->len, sizeof *out->items, by_offset);
    return c.ok;
}

bool rule_check_fields(struct arena *arena, const struct rule *rule, struct rule_problems *out) { return check(arena, rule, out, NULL); }

bool rule_find_reads(struct arena *arena, const struct rule *rule, struct rule_reads *out)
{
    struct rule_problems problems = {0};
    return check(arena, rule, &problems, out);
}
