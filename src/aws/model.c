/* aws/model.c: the packed models, unpacked when first asked for; operations and shapes by name. */
#include "aws/model.h"

#include <pthread.h>
#include <stdlib.h>
#include <zstd.h>

#include "aws/models_table.h"
#include "aws/xform.h"
#include "value/json.h"

struct aws_models {
    pthread_mutex_t lock;   /* of everything below */
    struct arena *arena;
    struct aws_service **services;   /* by row; NULL: not asked for yet */
    struct value partitions;
};

struct aws_models *aws_models_new(void)
{
    struct arena *arena = arena_new(0);
    struct aws_models *models = arena ? arena_zero(arena, sizeof *models) : NULL;
    if (models) models->services = arena_zero(arena, (aws_models_count + 1) * sizeof *models->services);
    if (!models || !models->services || pthread_mutex_init(&models->lock, NULL)) {
        arena_free(arena);
        return NULL;
    }
    models->arena = arena;
    return models;
}

void aws_models_free(struct aws_models *models)
{
    if (!models) return;
    pthread_mutex_destroy(&models->lock);
    arena_free(models->arena);
}

/* --- unpacking --- */

static bool broken(struct error *err, const struct aws_models_row *row, const char *why)
{
    return error_set(err, &AWS_MODEL, "the packed model of '%s' cannot be read: %s", *row->name ? row->name : "the partitions", why);
}

static bool unpack(struct arena *arena, const struct aws_models_row *row, struct value *out, struct error *err)
{
    struct error inner = {0};
    char *text = malloc(row->size);
    if (!text) return error_no_memory(err);
    size_t size = ZSTD_decompress(text, row->size, aws_models_packed + row->at, row->packed);
    bool good = size == row->size && json_read(arena, (struct str){text, size}, NULL, out, NULL, &inner);
    free(text);
    if (!good && inner.code == &ERROR_NO_MEMORY) return error_no_memory(err);
    return good || broken(err, row, inner.code ? inner.message : "its bytes are damaged");
}

/* --- a service --- */

/* In the order in which botocore prefers them where a service speaks several. */
static const struct { const char *name; enum aws_protocol protocol; } protocols[] = {
    {"json", AWS_JSON}, {"rest-json", AWS_REST_JSON}, {"rest-xml", AWS_REST_XML}, {"query", AWS_QUERY}, {"ec2", AWS_EC2},
};

static bool has_string(struct value list, const char *wanted)
{
    for (size_t i = 0; value_is_array(list) && i < value_len(list); i++)
        if (value_is_string(value_items(list)[i]) && str_is(value_str(value_items(list)[i]), wanted)) return true;
    return false;
}

static bool find_protocol(struct value metadata, const char *service, enum aws_protocol *out, struct error *err)
{
    struct value list = value_field(metadata, "protocols"), one = value_field(metadata, "protocol");
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        bool listed = value_is_array(list) && value_len(list) ? has_string(list, protocols[i].name) : value_is_string(one) && str_is(value_str(one), protocols[i].name);
        if (!listed) continue;
        *out = protocols[i].protocol;
        return true;
    }
    return error_set(err, &AWS_MODEL, "service '%s' speaks only '%s', which is not supported", service, value_is_string(one) ? value_cstr(one) : "?");
}

static const char *text_of(struct value metadata, const char *field)
{
    struct value v = value_field(metadata, field);
    if (value_is_object(v)) v = value_field(v, "uri");
    return value_is_string(v) ? value_cstr(v) : "";
}

bool aws_service_from_model(struct arena *arena, const char *name, struct value model, struct aws_service *out, struct error *err)
{
    struct value metadata = value_field(model, "metadata");
    *out = (struct aws_service){.name = name, .model = model};
    if (!value_is_object(metadata)) return error_set(err, &AWS_MODEL, "the model of '%s' has no metadata", name);
    if (!find_protocol(metadata, name, &out->protocol, err)) return false;
    out->service_id = text_of(metadata, "serviceId");
    out->endpoint_prefix = text_of(metadata, "endpointPrefix");
    out->signing_name = text_of(metadata, "signingName");
    if (!*out->signing_name) out->signing_name = out->endpoint_prefix;
    out->api_version = text_of(metadata, "apiVersion");
    out->target_prefix = text_of(metadata, "targetPrefix");
    out->json_version = text_of(metadata, "jsonVersion");
    out->xml_namespace = text_of(metadata, "xmlNamespace");
    return true;
}

static struct aws_service *load(struct aws_models *models, const struct aws_models_row *row, struct error *err)
{
    struct value packed;
    struct aws_service *service = arena_zero(models->arena, sizeof *service);
    if (!service) return error_no_memory(err), NULL;
    if (!unpack(models->arena, row, &packed, err) || !aws_service_from_model(models->arena, row->name, value_field(packed, "model"), service, err)) return NULL;
    service->paginators = value_field(packed, "paginators");
    service->waiters = value_field(packed, "waiters");
    service->endpoint_rules = value_field(packed, "endpoint_rules");
    return service;
}

static int by_name(const void *key, const void *row) { return str_compare(*(const struct str *)key, str_of(((const struct aws_models_row *)row)->name)); }

static bool unknown_service(struct str name, struct error *err)
{
    const char **names = malloc(aws_models_count * sizeof *names);
    if (!names) return error_no_memory(err);
    for (size_t i = 0; i < aws_models_count; i++) names[i] = aws_models_rows[i].name;
    const char *nearest = str_nearest(name, names, aws_models_count);
    free(names);
    error_set(err, &AWS_UNKNOWN_SERVICE, "AWS's models have no service '%.*s'", (int)(name.len < 100 ? name.len : 100), name.s);
    return nearest ? error_help(err, "did you mean '%s'?", nearest) : false;
}

const struct aws_service *aws_models_service(struct aws_models *models, struct str name, struct error *err)
{
    const struct aws_models_row *row = bsearch(&name, aws_models_rows, aws_models_count, sizeof *row, by_name);
    if (!row) return unknown_service(name, err), NULL;
    pthread_mutex_lock(&models->lock);
    struct aws_service **slot = &models->services[row - aws_models_rows];
    if (!*slot) *slot = load(models, row, err);
    const struct aws_service *service = *slot;
    pthread_mutex_unlock(&models->lock);
    return service;
}

const char *aws_models_name(size_t i) { return i < aws_models_count ? aws_models_rows[i].name : NULL; }

bool aws_models_partitions(struct aws_models *models, struct value *out, struct error *err)
{
    pthread_mutex_lock(&models->lock);
    bool good = !value_is_none(models->partitions) || unpack(models->arena, &aws_models_rows[aws_models_count], &models->partitions, err);
    *out = models->partitions;
    pthread_mutex_unlock(&models->lock);
    return good;
}

/* --- operations and shapes --- */

struct value aws_shape(const struct aws_service *service, struct value reference)
{
    struct value name = value_field(reference, "shape");
    return value_is_string(name) ? value_get_str(value_field(service->model, "shapes"), value_str(name)) : VALUE_NONE;
}

static bool unknown_operation(struct arena *arena, const struct aws_service *service, struct str name, struct error *err)
{
    struct value operations = value_field(service->model, "operations");
    size_t n = value_is_object(operations) ? value_len(operations) : 0;
    const char **names = arena_array(arena, 2 * n + 1, sizeof *names);
    if (!names) return error_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        names[i] = value_cstr(value_pairs(operations)[i].key);
        names[n + i] = aws_xform(arena, str_of(names[i]), '-');
        if (!names[n + i]) return error_no_memory(err);
    }
    const char *nearest = str_nearest(name, names, 2 * n);
    error_set(err, &AWS_UNKNOWN_OPERATION, "service '%s' has no operation '%.*s'", service->name, (int)(name.len < 100 ? name.len : 100), name.s);
    return nearest ? error_help(err, "did you mean '%s'?", nearest) : false;
}

/* The operation's pair: by its own name, or else by awscli's. NULL with *failed when memory is out. */
static const struct value_pair *find(struct arena *arena, struct value operations, struct str name, bool *failed)
{
    ptrdiff_t at = value_find(operations, name);
    *failed = false;
    if (at >= 0) return &value_pairs(operations)[at];
    for (size_t i = 0; i < value_len(operations); i++) {
        struct arena_mark mark = arena_mark(arena);
        const char *cli = aws_xform(arena, value_str(value_pairs(operations)[i].key), '-');
        bool same = cli && str_is(name, cli);
        if (!cli) *failed = true;
        arena_rewind(arena, mark);
        if (same || *failed) return same ? &value_pairs(operations)[i] : NULL;
    }
    return NULL;
}

bool aws_operation_find(struct arena *arena, const struct aws_service *service, struct str name, struct aws_operation *out, struct error *err)
{
    struct value operations = value_field(service->model, "operations");
    bool failed = false;
    const struct value_pair *pair = value_is_object(operations) ? find(arena, operations, name, &failed) : NULL;
    if (failed) return error_no_memory(err);
    if (!pair) return unknown_operation(arena, service, name, err);
    *out = (struct aws_operation){service, value_cstr(pair->key), pair->value, VALUE_NONE, VALUE_NONE};
    out->input = aws_shape(service, value_field(pair->value, "input"));
    out->output = aws_shape(service, value_field(pair->value, "output"));
    return true;
}
