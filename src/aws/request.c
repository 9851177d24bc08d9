/* aws/request.c: see request.h. */
#include "aws/request.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "aws/quirks.h"

bool aws_is_global(const struct aws_service *service)
{
    static const char *const global[] = {"account", "budgets", "ce", "cloudfront", "globalaccelerator", "health", "iam", "importexport", "networkmanager", "organizations",
                                         "route53", "route53domains", "shield", "sts", "support", "trustedadvisor", "waf"};
    for (size_t i = 0; i < COUNT_OF(global); i++)
        if (strcmp(service->name, global[i]) == 0) return true;
    return false;
}

bool aws_only_reads(const struct aws_operation *operation)
{
    static const char *const verbs[] = {"Get", "List", "Describe", "Head", "BatchGet", "Lookup", "Search", "Scan", "Query", "Select", "Filter", "Simulate"};
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (strncmp(operation->name, verbs[i], strlen(verbs[i])) == 0) return true;
    return false;
}

static bool make_token(struct arena *arena, const char **out)
{
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b) return false;
    b[6] = (unsigned char)((b[6] & 15) | 64), b[8] = (unsigned char)((b[8] & 63) | 128);
    *out = arena_printf(arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                        b[12], b[13], b[14], b[15]);
    return *out != NULL;
}

/* --- where it goes --- */

struct url_parts { struct str origin, authority, path; bool https; };

static bool split_url(const char *url, struct url_parts *out, struct error *err)
{
    bool https = strncmp(url, "https://", 8) == 0;
    const char *authority = https ? url + 8 : strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
    size_t n = authority ? strcspn(authority, "/?#") : 0;
    if (n == 0 || memchr(authority, '@', n) || authority[n] == '?' || authority[n] == '#')
        return error_set(err, &AWS_ENDPOINT, "'%.200s' is no end point: http(s)://HOST[:PORT][/PATH]", url);
    size_t path = strlen(authority + n);
    while (path && authority[n + path - 1] == '/') path--;
    *out = (struct url_parts){{url, (size_t)(authority - url) + n}, {authority, n}, {authority + n, path}, https};
    return true;
}

static bool is_address(struct str authority)
{
    char host[64];
    struct in_addr v4;
    if (authority.len && authority.s[0] == '[') return true;
    size_t n = 0;
    while (n < authority.len && authority.s[n] != ':') n++;
    if (n >= sizeof host) return false;
    memcpy(host, authority.s, n);
    host[n] = '\0';
    return inet_pton(AF_INET, host, &v4) == 1;
}

/* The operation's prefix goes before the host's name; an address has no names below it. */
static bool set_origin(struct arena *arena, const struct url_parts *url, const char *prefix, struct aws_prepared *out)
{
    struct str port = url->https ? STR(":443") : STR(":80");
    if (is_address(url->authority)) prefix = "";
    struct str host = url->authority;
    if (str_has_suffix(host, port)) host.len -= port.len;
    out->host = arena_printf(arena, "%s%.*s", prefix, (int)host.len, host.s);
    out->origin = out->host ? arena_printf(arena, "%s://%s", url->https ? "https" : "http", out->host) : NULL;
    return out->origin != NULL;
}

/* The rules of S3 put the bucket into the end point, so it goes from the path: /BUCKET/KEY is /KEY there. */
static const char *without_bucket(const struct aws_operation *operation, const char *path)
{
    struct value uri = value_field(value_field(operation->operation, "http"), "requestUri");
    if (strcmp(operation->service->name, "s3") != 0 || !value_is_string(uri) || !str_has_prefix(value_str(uri), STR("/{Bucket}"))) return path;
    return path + 1 + strcspn(path + 1, "/");
}

static bool resolve(struct arena *arena, struct aws_models *models, const struct aws_operation *operation, struct value params, const struct aws_target *target,
                    struct aws_endpoint *out, struct error *err)
{
    struct value inputs;
    if (!aws_endpoint_params(arena, operation, params, target->region, target->fips, target->dual_stack, target->custom_url, &inputs, err)) return false;
    if (target->custom_url && strcmp(operation->service->name, "s3") == 0) {   /* a server of one's own rarely has a host name for each bucket */
        struct value key = value_cstring(arena, "ForcePathStyle");
        if (value_is_none(key) || value_is_none(inputs = value_with(arena, inputs, key, VALUE_TRUE))) return error_no_memory(err);
    }
    return aws_endpoint_resolve(arena, models, operation->service, inputs, out, err);
}

static bool is_anonymous(const struct aws_operation *operation)
{
    struct value kind = value_field(operation->operation, "authtype"), list = value_field(operation->operation, "auth");
    if (value_is_string(kind)) return str_is(value_str(kind), "none");
    for (size_t i = 0; value_is_array(list) && i < value_len(list); i++) {
        struct value v = value_items(list)[i];
        if (value_is_string(v) && str_is(value_str(v), "aws.auth#sigv4")) return false;
        if (value_is_string(v) && str_is(value_str(v), "smithy.api#noAuth")) return true;
    }
    return false;
}

static bool set_signing(const struct aws_operation *operation, const struct aws_endpoint *endpoint, const char *region, struct aws_prepared *out, struct error *err)
{
    const struct aws_service *service = operation->service;
    const char *scheme = endpoint->auth_scheme ? endpoint->auth_scheme : "sigv4";
    out->is_signed = strcmp(scheme, "none") != 0 && !is_anonymous(operation);
    out->signing_name = endpoint->signing_name && *endpoint->signing_name ? endpoint->signing_name : service->signing_name[0] ? service->signing_name : service->endpoint_prefix;
    out->signing_region = endpoint->signing_region && *endpoint->signing_region ? endpoint->signing_region : region;
    out->s3 = endpoint->disable_double_encoding || strcmp(service->name, "s3") == 0 || strcmp(service->name, "s3control") == 0;
    if (out->is_signed && strcmp(scheme, "sigv4") != 0) return error_set(err, &AWS_ENDPOINT, "%s is to be signed by '%s' here, which is not supported yet", service->name, scheme);
    return true;
}

/* S3 Control's rules put the account before the host, as its operations do: once is enough. And an address of the user's own has no names below it. */
static const char *settle_prefix(const struct url_parts *custom, struct url_parts *url, const char *prefix)
{
    struct str own = custom->authority, host = url->authority;
    if (own.len && is_address(own) && host.len > own.len + 1 && str_has_suffix(host, own) && host.s[host.len - own.len - 1] == '.')
        url->authority = (struct str){host.s + host.len - own.len, own.len};
    return str_has_prefix(url->authority, str_of(prefix)) ? "" : prefix;
}

static bool place(struct arena *arena, const struct aws_operation *operation, const struct aws_endpoint *endpoint, const char *custom_url, struct aws_prepared *out, struct error *err)
{
    struct url_parts url = {0}, custom = {0};
    if (!split_url(endpoint->url, &url, err) || (custom_url && !split_url(custom_url, &custom, err))) return false;
    const char *prefix = settle_prefix(&custom, &url, out->request.host_prefix ? out->request.host_prefix : "");
    const char *path = without_bucket(operation, out->request.path);
    path = arena_printf(arena, "%.*s%s", (int)url.path.len, url.path.s, path);
    if (!path || !set_origin(arena, &url, prefix, out)) return error_no_memory(err);
    out->request.path = *path ? path : "/";
    for (size_t i = 0; i < endpoint->headers.len; i++)
        if (!aws_headers_set(arena, &out->request.headers, endpoint->headers.items[i].name, endpoint->headers.items[i].value)) return error_no_memory(err);
    return true;
}

bool aws_prepare(struct arena *arena, struct aws_models *models, const struct aws_operation *operation, struct value params, const struct aws_target *target,
                 struct aws_prepared *out, struct error *err)
{
    struct aws_endpoint endpoint = {0};
    const char *token;
    *out = (struct aws_prepared){0};
    if (value_is_none(params) && value_is_none(params = value_object(arena, NULL, 0))) return error_no_memory(err);
    if (!make_token(arena, &token)) return error_no_memory(err);
    if (!quirks_params(arena, operation, params, &params, err) || !aws_serialize(arena, operation, params, token, &out->request, err)) return false;
    if (!quirks_headers(arena, operation, &out->request)) return error_no_memory(err);
    return resolve(arena, models, operation, params, target, &endpoint, err) && place(arena, operation, &endpoint, target->custom_url, out, err) &&
           set_signing(operation, &endpoint, target->region, out, err);
}

char *aws_prepared_url(struct arena *arena, const struct aws_prepared *p)
{
    const char *query = p->request.query ? p->request.query : "";
    return arena_printf(arena, "%s%s%s%s", p->origin, p->request.path, *query ? "?" : "", query);
}
