/* aws/settings.c: see settings.h. */
#include "aws/settings.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text && *text ? text : NULL;
}

/* Copied: the environment may change, and the config's arena goes. */
static bool copy(struct arena *arena, const char *text, const char **out)
{
    *out = text ? arena_strdup(arena, text) : NULL;
    return !text || *out;
}

static bool attempts(const char *text, unsigned *out, struct error *err)
{
    char *end;
    long n = text ? strtol(text, &end, 10) : 0;
    *out = (unsigned)n;
    return !text || (n >= 1 && n <= 1000 && !*end) || error_set(err, &AWS_CONFIG, "max_attempts is '%.40s' and must be a number from 1 to 1000", text);
}

static bool services(struct arena *arena, const struct aws_config *config, struct value profile, struct aws_settings *out, struct error *err)
{
    const char *name = config_text(profile, "services");
    struct value found = name && config ? value_field(config->services, name) : VALUE_NONE;
    out->services = VALUE_NONE;
    if (!name) return true;
    if (!value_is_object(found)) return error_set(err, &AWS_CONFIG, "the profile names the services section '%.80s', which is not in the config file", name);
    out->services = value_copy(arena, found);
    return !value_is_none(out->services) || error_no_memory(err);
}

static const char *either(const char *a, const char *b) { return a ? a : b; }

bool settings_read(struct arena *arena, const struct aws_config *config, struct value profile, struct aws_settings *out, struct error *err)
{
    const char *ignore = either(variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), config_text(profile, "ignore_configured_endpoint_urls"));
    *out = (struct aws_settings){.ignore_endpoints = ignore && strcasecmp(ignore, "true") == 0};
    bool ok = copy(arena, either(either(variable("AWS_REGION"), variable("AWS_DEFAULT_REGION")), config_text(profile, "region")), &out->region) &&
              copy(arena, config_text(profile, "endpoint_url"), &out->endpoint_url) &&
              copy(arena, either(variable("AWS_RETRY_MODE"), config_text(profile, "retry_mode")), &out->retry_mode) &&
              copy(arena, either(variable("AWS_CA_BUNDLE"), config_text(profile, "ca_bundle")), &out->ca_bundle);
    return ok ? attempts(either(variable("AWS_MAX_ATTEMPTS"), config_text(profile, "max_attempts")), &out->max_attempts, err) && services(arena, config, profile, out, err)
              : error_no_memory(err);
}

/* "API Gateway" is API_GATEWAY in the environment and api_gateway in the file. */
static char *service_key(struct arena *arena, const struct aws_service *service, const char *prefix, bool upper)
{
    char *key = arena_printf(arena, "%s%s", prefix, service->service_id[0] ? service->service_id : service->name);
    for (char *c = key ? key + strlen(prefix) : NULL; c && *c; c++)
        *c = (char)(!isalnum((unsigned char)*c) ? '_' : upper ? toupper((unsigned char)*c) : tolower((unsigned char)*c));
    return key;
}

bool settings_endpoint_url(struct arena *arena, const struct aws_settings *settings, const struct aws_service *service, const char **out, struct error *err)
{
    const char *in_environment = service_key(arena, service, "AWS_ENDPOINT_URL_", true), *in_file = service_key(arena, service, "", false);
    if (!in_environment || !in_file) return error_no_memory(err);
    *out = NULL;
    if (settings->ignore_endpoints) return true;
    if ((*out = variable(in_environment)) || (*out = variable("AWS_ENDPOINT_URL"))) return true;
    *out = either(config_text(value_field(settings->services, in_file), "endpoint_url"), settings->endpoint_url);
    return true;
}
