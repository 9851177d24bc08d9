/* aws/quirks.c: see quirks.h. */
#include "aws/quirks.h"

#include <strings.h>

#include "value/json.h"

static bool is_service(const struct aws_operation *operation, const char *name) { return strcmp(operation->service->name, name) == 0; }

/* --- parameters --- */

static bool is_route53_id(const char *shape) { return strcmp(shape, "ResourceId") == 0 || strcmp(shape, "DelegationSetId") == 0 || strcmp(shape, "ChangeId") == 0; }

bool quirks_params(struct arena *arena, const struct aws_operation *operation, struct value params, struct value *out, struct error *err)
{
    struct value members = value_field(operation->input, "members");
    *out = params;
    if (!is_service(operation, "route53") || !value_is_object(params)) return true;
    for (size_t i = 0; i < value_len(params); i++) {
        struct value key = value_pairs(params)[i].key, v = value_pairs(params)[i].value, shape = value_field(value_get(members, key), "shape");
        if (!value_is_string(v) || !value_is_string(shape) || !is_route53_id(value_cstr(shape))) continue;
        const char *slash = strrchr(value_cstr(v), '/');
        if (!slash) continue;
        struct value id = value_cstring(arena, slash + 1);
        if (value_is_none(id) || value_is_none(*out = value_with(arena, *out, key, id))) return error_no_memory(err);
    }
    return true;
}

/* --- headers: a service (NULL operation: all of its operations), a name, a value ("": the version of its API) --- */

static const struct { const char *service, *name, *value; } headers[] = {
    {"apigateway", "accept", "application/json"},
    {"glacier", "x-amz-glacier-version", ""},
};

bool quirks_headers(struct arena *arena, const struct aws_operation *operation, struct aws_http_request *request)
{
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        if (is_service(operation, headers[i].service) && !aws_headers_get(&request->headers, headers[i].name) &&
            !aws_headers_set(arena, &request->headers, headers[i].name, headers[i].value[0] ? headers[i].value : operation->service->api_version))
            return false;
    return true;
}

/* --- answers --- */

bool quirks_is_late_error(const struct aws_operation *operation, const struct aws_http_response *response)
{
    static const char *const late[] = {"CopyObject", "UploadPartCopy", "CompleteMultipartUpload"};
    bool may = false;
    for (size_t i = 0; i < COUNT_OF(late); i++) may |= strcmp(operation->name, late[i]) == 0;
    if (!may || !is_service(operation, "s3") || response->status != 200) return false;
    struct str body = str_trim(response->body);
    if (!body.len) return true;
    size_t end = str_has_prefix(body, STR("<?xml")) ? str_find(body, STR("?>"), 0) : SIZE_MAX;
    if (end != SIZE_MAX) body = str_trim((struct str){body.s + end + 2, body.len - end - 2});
    return str_has_prefix(body, STR("<Error"));
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The document, or the text itself where it is none. */
static struct value document(struct arena *arena, struct value text, bool encoded)
{
    struct str s = value_str(text);
    char *plain = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    struct value v;
    if (!plain) return VALUE_NONE;
    for (size_t i = 0; i < s.len; i++) {
        int high = encoded && s.s[i] == '%' && i + 2 < s.len ? digit(s.s[i + 1]) : -1, low = high >= 0 ? digit(s.s[i + 2]) : -1;
        if (low >= 0) plain[n++] = (char)(high * 16 + low), i += 2;
        else plain[n++] = s.s[i];
    }
    return json_read(arena, (struct str){plain, n}, NULL, &v, NULL, NULL) ? v : text;
}

#define SHAPE_DEPTH 64

/* `v` with every text of the shape `wanted` read as a document. */
static struct value decoded(struct arena *arena, const struct aws_service *service, const char *wanted, struct value reference, struct value v, unsigned depth)
{
    struct value name = value_field(reference, "shape"), shape = aws_shape(service, reference);
    if (depth > SHAPE_DEPTH || value_is_none(shape)) return v;
    if (value_is_string(v)) return value_is_string(name) && str_is(value_str(name), wanted) ? document(arena, v, strcmp(wanted, "policyDocumentType") == 0) : v;
    if (value_is_array(v)) {
        struct value *items = arena_array(arena, value_len(v) + 1, sizeof *items);
        for (size_t i = 0; items && i < value_len(v); i++)
            if (value_is_none(items[i] = decoded(arena, service, wanted, value_field(shape, "member"), value_items(v)[i], depth + 1))) return VALUE_NONE;
        return items ? value_array(arena, items, value_len(v)) : VALUE_NONE;
    }
    for (size_t i = 0; value_is_object(v) && i < value_len(v); i++) {
        struct value key = value_pairs(v)[i].key, old = value_pairs(v)[i].value;
        struct value new = decoded(arena, service, wanted, value_get(value_field(shape, "members"), key), old, depth + 1);
        if (value_is_none(new)) return VALUE_NONE;
        if (!value_same(new, old) && value_is_none(v = value_with(arena, v, key, new))) return VALUE_NONE;
    }
    return v;
}

/* Shapes whose texts are documents. */
static const struct { const char *service, *shape; } documents[] = {{"iam", "policyDocumentType"}, {"cloudformation", "TemplateBody"}};

bool quirks_result(struct arena *arena, const struct aws_operation *operation, struct value result, struct value *out, struct error *err)
{
    *out = result;
    if (!value_is_object(result)) return true;
    for (size_t i = 0; i < COUNT_OF(documents); i++)
        if (is_service(operation, documents[i].service))
            *out = decoded(arena, operation->service, documents[i].shape, value_field(operation->operation, "output"), *out, 0);
    return !value_is_none(*out) || error_no_memory(err);
}
