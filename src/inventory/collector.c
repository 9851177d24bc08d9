/* inventory/collector.c: the set of collectors: the built-in ones, how they hang together, and what may be asked of them. See collector.h. */
#include "inventory/collector.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/xform.h"
#include "inventory/collector_internal.h"
#include "value/json.h"
#include "value/yaml.h"

COLLECTOR_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const collector_errors[] = {COLLECTOR_ERRORS(ERROR_CODE_ROW) NULL};

#define PERMISSIONS "permissions.yaml"
#define NOT_COLLECTED "not_collected.yaml"

const char *collector_permission(const struct collector_set *set, struct arena *arena, const struct aws_operation *operation)
{
    const char *service = operation->service->name;
    struct value own = value_field(value_field(set->permissions, "actions"), service), action = value_field(own, operation->name);
    if (value_is_none(action)) action = value_field(own, "*");
    struct value prefix = value_field(value_field(set->permissions, "prefixes"), service);
    if (value_is_string(action)) return arena_strdup(arena, value_cstr(action));
    const char *signing = *operation->service->signing_name ? operation->service->signing_name : operation->service->endpoint_prefix;
    return arena_printf(arena, "%s:%s", value_is_string(prefix) ? value_cstr(prefix) : signing, operation->name);
}

/* --- the built-in ones --- */

bool collectors_builtin(struct arena *arena, struct aws_models *models, struct collector_set *out, struct error *err)
{
    *out = (struct collector_set){.arena = arena, .permissions = VALUE_NULL_, .not_collected = VALUE_NULL_};
    for (const struct packed_collector *p = packed_collectors; p->file; p++)
        if ((strcmp(p->file, PERMISSIONS) == 0 && !yaml_read_text(arena, str_of(p->text), &out->permissions, err)) ||
            (strcmp(p->file, NOT_COLLECTED) == 0 && !yaml_read_text(arena, str_of(p->text), &out->not_collected, err))) return error_in_file(err, str_of(p->file));
    for (const struct packed_collector *p = packed_collectors; p->file; p++)
        if (strchr(p->file, '/') && !collectors_add(out, models, p->file, str_of(p->text), err)) return false;
    return collectors_finish(out, err);
}

/* --- how they hang together --- */

static int by_service(const void *a, const void *b)
{
    const struct collector_type *x = *(struct collector_type *const *)a, *y = *(struct collector_type *const *)b;
    int c = strcmp(x->service, y->service);
    return c ? c : strcmp(x->type, y->type);
}

static bool same_absent(const struct collector_call *a, const struct collector_call *b)
{
    bool same = a->n_absent == b->n_absent;
    for (size_t i = 0; same && i < a->n_absent; i++) same = strcmp(a->absent[i], b->absent[i]) == 0;
    return same;
}

static bool same_call(const struct collector_type *a, const struct collector_type *b)
{
    bool none = value_is_none(a->call.params_written) && value_is_none(b->call.params_written);
    bool params = none || (!value_is_none(a->call.params_written) && !value_is_none(b->call.params_written) && value_equal(a->call.params_written, b->call.params_written));
    return !a->within && !b->within && strcmp(a->service, b->service) == 0 && a->global == b->global && a->parent == b->parent && strcmp(a->call.service, b->call.service) == 0 && strcmp(a->call.operation, b->call.operation) == 0 && params &&
           same_absent(&a->call, &b->call);
}

static struct position place_of(const struct collector_type *type, const char *field)
{
    char path[300];
    snprintf(path, sizeof path, "resources.%s.%s", type->type, field);
    return yaml_position(type->text, path);
}

static bool tie(struct collector_set *set, size_t i, struct error *err)
{
    struct collector_type *type = set->types.items[i];
    if (type->per) {
        struct collector_type *parent = (struct collector_type *)map_get(&set->by_type, str_of(type->per));
        if (!parent || strcmp(parent->service, type->service) != 0 || parent == type) {
            error_at(err, &COLLECTOR_TYPE, place_of(type, "per"), "%s is collected per '%s', which the collectors of its service do not read", type->type, type->per);
            return error_in_file(err, str_of(type->file));
        }
        for (const struct collector_type *up = parent; up; up = up->parent) {   /* parents that come later are not tied yet: the last of a circle sees it */
            if (up != type) continue;
            error_at(err, &COLLECTOR_TYPE, place_of(type, "per"), "%s is collected per itself, by way of '%s'", type->type, type->per);
            return error_in_file(err, str_of(type->file));
        }
        type->parent = parent;
        if (type->within && parent->within) {
            error_set(err, &COLLECTOR_FIELD, "%s and %s are both without a call", type->type, parent->type);
            return error_in_file(err, str_of(type->file));
        }
        if (type->within) type->call = parent->call;
    }
    for (size_t k = 0; k < i && !type->shares; k++) {
        struct collector_type *earlier = set->types.items[k];
        if (!earlier->shares && same_call(earlier, type)) type->shares = earlier;
    }
    return true;
}

bool collectors_finish(struct collector_set *set, struct error *err)
{
    if (set->types.len) qsort(set->types.items, set->types.len, sizeof *set->types.items, by_service);
    for (size_t i = 0; i < set->types.len; i++) {
        struct collector_type *type = set->types.items[i];
        if (!tie(set, i, err)) return false;
        struct collector_type **child = type->parent && !type->shares ? vec_push(set->arena, &type->parent->children) : NULL;
        struct collector_type **sharer = type->shares ? vec_push(set->arena, &type->shares->sharers) : NULL;
        if ((type->parent && !type->shares && !child) || (type->shares && !sharer)) return error_no_memory(err);
        if (child) *child = type;
        if (sharer) *sharer = type;
        if (set->services.len && strcmp(set->services.items[set->services.len - 1], type->service) == 0) continue;
        const char **service = vec_push(set->arena, &set->services);
        if (!service) return error_no_memory(err);
        *service = type->service;
    }
    return !set->arena->failed || error_no_memory(err);
}

/* --- questions --- */

bool collectors_leave_out(struct collector_set *set, const char *const *types, size_t n, const char **unknown)
{
    for (size_t i = 0; i < n; i++) {
        struct collector_type *type = (struct collector_type *)map_get(&set->by_type, str_of(types[i]));
        if (!type) return *unknown = types[i], false;
        type->left_out = true;
    }
    return true;
}

const struct collector_type *collectors_find(const struct collector_set *set, const char *type)
{
    return (const struct collector_type *)map_get(&set->by_type, str_of(type));
}

static bool operation_of(struct arena *arena, struct aws_models *models, const struct collector_call *call, struct aws_operation *out, struct error *err)
{
    const struct aws_service *service = aws_models_service(models, str_of(call->service), err);
    return service && aws_operation_find(arena, service, str_of(call->operation), out, err);
}

const char *collector_action(struct arena *arena, const struct collector_set *set, struct aws_models *models, const struct collector_call *call, struct error *err)
{
    struct aws_operation operation;
    if (call->permission) return call->permission;
    if (!operation_of(arena, models, call, &operation, err)) return NULL;
    const char *action = collector_permission(set, arena, &operation);
    return action ? action : (error_no_memory(err), NULL);
}

/* The shape of what a plain path (A.B[0].C) of an operation's answer holds; VALUE_NONE when it leads nowhere. */
static struct value shape_at(const struct aws_operation *operation, struct str path)
{
    struct value shape = operation->output;
    while (path.len && !value_is_none(shape)) {
        size_t dot = str_find(path, STR("."), 0), n = dot == SIZE_MAX ? path.len : dot;
        bool first = n > 3 && memcmp(path.s + n - 3, "[0]", 3) == 0;
        struct str name = {path.s, first ? n - 3 : n};
        shape = aws_shape(operation->service, value_get_str(value_field(shape, "members"), name));
        if (first) shape = aws_shape(operation->service, value_field(shape, "member"));
        path = (struct str){path.s + n + (dot != SIZE_MAX), path.len - n - (dot != SIZE_MAX)};
    }
    return shape;
}

bool collector_merged(struct arena *arena, struct aws_models *models, const struct collector_get *get, struct value *members, struct error *err)
{
    struct aws_operation operation;
    if (!operation_of(arena, models, &get->call, &operation, err)) return false;
    *members = value_field(shape_at(&operation, str_of(get->path)), "members");
    if (!value_is_object(*members)) *members = value_object(arena, NULL, 0);
    return !value_is_none(*members) || error_no_memory(err);
}

bool collectors_has(const struct collector_set *set, const char *service, bool global)
{
    for (size_t i = 0; i < set->types.len; i++)
        if (set->types.items[i]->global == global && strcmp(set->types.items[i]->service, service) == 0) return true;
    return false;
}

const char *collectors_why_not(const struct collector_set *set, const char *type, bool *covered)
{
    for (size_t i = 0; value_is_array(set->not_collected) && i < value_len(set->not_collected); i++) {
        struct value group = value_items(set->not_collected)[i], types = value_field(group, "types"), why = value_field(group, "why");
        for (size_t k = 0; value_is_array(types) && value_is_string(why) && k < value_len(types); k++)
            if (value_is_string(value_items(types)[k]) && str_is(value_str(value_items(types)[k]), type)) return *covered = value_is_true(value_field(group, "covered")), value_cstr(why);
    }
    return NULL;
}

/* Does the shape, or anything that it holds, have a member that maps to `name`? For items that no plain path leads to. */
static bool shape_has(struct arena *arena, const struct aws_service *service, struct value shape, const char *name, unsigned depth)
{
    struct value members = value_field(shape, "members"), member = value_field(shape, "member");
    if (depth > 4) return false;
    if (!value_is_none(member)) return shape_has(arena, service, aws_shape(service, member), name, depth + 1);
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct arena_mark mark = arena_mark(arena);
        char *own = aws_xform(arena, value_str(value_pairs(members)[i].key), '_');
        bool same = own && strcmp(own, name) == 0;
        arena_rewind(arena, mark);
        if (same || shape_has(arena, service, aws_shape(service, value_pairs(members)[i].value), name, depth + 1)) return true;
    }
    return false;
}

/* Does one of the members map to it? */
static bool members_have(struct arena *arena, struct value members, const char *name)
{
    for (size_t i = 0; value_is_object(members) && i < value_len(members); i++) {
        struct arena_mark mark = arena_mark(arena);
        char *own = aws_xform(arena, value_str(value_pairs(members)[i].key), '_');
        bool same = own && strcmp(own, name) == 0;
        arena_rewind(arena, mark);
        if (same) return true;
    }
    return false;
}

/* Behind "[]", "[*]" or a filter; NULL: it is none of these. */
static const char *behind_list(const char *path)
{
    char quote = 0;
    unsigned depth = 0;
    if (strncmp(path, "[]", 2) == 0) return path + 2;
    if (strncmp(path, "[*]", 3) == 0) return path + 3;
    if (strncmp(path, "[?", 2) != 0) return NULL;
    for (; *path; path++) {
        if (quote) quote = *path == quote ? 0 : quote;
        else if (*path == '\'' || *path == '`' || *path == '"') quote = *path;
        else if (*path == '[') depth++;
        else if (*path == ']' && --depth == 0) return path + 1;
    }
    return NULL;
}

/* The shape of an item: what a plain path (A[].B[?c]) of the answer leads to. VALUE_NONE when the path is more than that. */
static struct value item_shape(const struct aws_operation *operation, const char *path)
{
    struct value shape = operation->output;
    while (*path && !value_is_none(shape)) {
        size_t n = strcspn(path, ".[]*(){}|&'\" ");
        if (n == 0) return VALUE_NONE;
        shape = aws_shape(operation->service, value_get_str(value_field(shape, "members"), (struct str){path, n}));
        path += n;
        const char *behind = behind_list(path);
        if (behind) {
            path = behind;
            shape = aws_shape(operation->service, value_field(shape, "member"));
        } else if (value_is_object(value_field(shape, "member"))) shape = aws_shape(operation->service, value_field(shape, "member"));   /* the list itself: each of it is an item */
        if (*path == '.') path++;
        else if (*path) return VALUE_NONE;
    }
    return shape;
}

static bool answer_has(struct arena *arena, struct aws_models *models, const struct collector_type *type, const char *name)
{
    struct error ignored;
    struct aws_operation operation;
    if (!operation_of(arena, models, &type->call, &operation, &ignored)) return false;
    if (type->each_written && (strstr(type->each_written, "csv(") || strstr(type->each_written, "from_json("))) return true;   /* a document of which no model tells */
    struct value shape = type->within ? VALUE_NONE : item_shape(&operation, type->each_written ? type->each_written : "");
    if (value_is_object(value_field(shape, "key"))) return true;   /* a map's keys are not in the model */
    return value_is_none(shape) ? shape_has(arena, operation.service, operation.output, name, 0) : members_have(arena, value_field(shape, "members"), name);
}

static bool merge_has(struct arena *arena, struct aws_models *models, const struct collector_get *get, const char *name)
{
    struct error ignored;
    struct value members;
    return collector_merged(arena, models, get, &members, &ignored) && members_have(arena, members, name);
}

bool collector_fills(struct arena *arena, const struct collector_type *type, struct aws_models *models, const char *name)
{
    if (strcmp(name, "id") == 0 || (strcmp(name, "arn") == 0 && type->arn)) return true;
    if (type->tags && (strcmp(name, "tags") == 0 || strcmp(name, "tags_all") == 0)) return true;
    for (size_t i = 0; i < type->values.len; i++)
        if (strcmp(type->values.items[i].name, name) == 0) return true;
    for (size_t i = 0; i < type->n_drop; i++)
        if (strcmp(type->drop[i], name) == 0) return false;
    for (size_t i = 0; i < type->gets.len; i++)
        if (type->gets.items[i].merge && merge_has(arena, models, &type->gets.items[i], name)) return true;
    return answer_has(arena, models, type, name);
}

bool collector_permissions(struct arena *arena, const struct collector_type *type, struct map *out)
{
    if (!map_set(arena, out, str_of(type->call.permission), (void *)(uintptr_t)type->call.permission)) return false;
    if (type->prepare.call.operation && !map_set(arena, out, str_of(type->prepare.call.permission), (void *)(uintptr_t)type->prepare.call.permission)) return false;
    for (size_t i = 0; i < type->gets.len; i++) {
        const char *action = type->gets.items[i].call.permission;
        if (!map_set(arena, out, str_of(action), (void *)(uintptr_t)action)) return false;
    }
    return true;
}
