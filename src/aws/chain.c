/* aws/chain.c: which source of credentials a user has: the order of credentials.h, from the environment and the files alone. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <openssl/sha.h>

#include "aws/config.h"
#include "aws/sources.h"

#define CHAIN_MAX 16                          /* profiles that name each other */
#define CONTAINER_HOST "http://169.254.170.2"
#define INSTANCE_HOST "http://169.254.169.254"
#define INSTANCE_HOST_6 "http://[fd00:ec2::254]"
#define CONTAINER_MS 2000
#define INSTANCE_MS 1000
#define INSTANCE_TRIES 2

/* While the files are read: their arena holds secrets, and is cleared in the end. */
struct chain {
    struct aws_client *client;
    struct arena *arena;
    struct aws_config config;
    const char *visited[CHAIN_MAX];
    size_t n_visited;
    bool no_instance;
    struct error *err;
};

static const char *variable(const char *name)
{
    const char *text = getenv(name);
    return text && *text ? text : NULL;
}

/* NULL after filling err: so that a failing step is one line. */
static struct aws_provider *fails(struct chain *c, const struct error_code *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
static struct aws_provider *fails(struct chain *c, const struct error_code *code, const char *format, ...)
{
    char text[700];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_set(c->err, code, "%s", text);
    return NULL;
}

static struct aws_provider *new_source(struct chain *c, struct value profile, source_fetch *fetch, const char *source)
{
    struct aws_provider *p = source_new(c->client, NULL, fetch, c->err);
    if (!p) return NULL;
    p->source = arena_strdup(p->arena, source);
    if (!p->source) error_no_memory(c->err);
    else if (settings_read(p->arena, &c->config, profile, &p->settings, c->err)) return p;
    aws_provider_free(p);
    return NULL;
}

/* Copies a text into the provider's memory; NULL stays NULL. */
static bool keep(struct aws_provider *p, const char **to, const char *text)
{
    *to = text ? arena_strdup(p->arena, text) : NULL;
    return !text || *to;
}

static struct aws_provider *kept(struct chain *c, struct aws_provider *p, bool ok)
{
    if (ok) return p;
    error_no_memory(c->err);
    aws_provider_free(p);
    return NULL;
}

/* --- the environment --- */

static struct aws_provider *from_keys(struct chain *c, struct value profile, const char *source, const char *id, const char *secret, const char *token)
{
    struct aws_provider *p = new_source(c, profile, NULL, source);
    if (!p) return NULL;
    source_found(p, id, secret, token, 0);
    return kept(c, p, p->has);
}

static struct aws_provider *from_environment(struct chain *c, struct value profile)
{
    const char *id = variable("AWS_ACCESS_KEY_ID"), *secret = variable("AWS_SECRET_ACCESS_KEY"), *token = variable("AWS_SESSION_TOKEN");
    if (!id || !secret) return fails(c, &AWS_CREDENTIALS, "the environment has AWS_%s without AWS_%s", id ? "ACCESS_KEY_ID" : "SECRET_ACCESS_KEY", id ? "SECRET_ACCESS_KEY" : "ACCESS_KEY_ID");
    return from_keys(c, profile, "environment", id, secret, token ? token : variable("AWS_SECURITY_TOKEN"));
}

static struct aws_provider *from_identity(struct chain *c, struct value profile, const char *source, const char *role, const char *session, const char *file)
{
    struct aws_provider *p = new_source(c, profile, source_web_identity, source);
    return p ? kept(c, p, keep(p, &p->role_arn, role) && keep(p, &p->session_name, session) && keep(p, &p->token_file, file)) : NULL;
}

/* --- containers and instances --- */

static struct aws_provider *from_container(struct chain *c, struct value profile)
{
    const char *relative = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), *full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative && relative[0] != '/') return fails(c, &AWS_CREDENTIALS, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with '/'");
    if (!relative && full && !source_is_safe_url(full))
        return fails(c, &AWS_CREDENTIALS, "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine or container: no token is sent there");
    if (!relative && !full) return fails(c, &AWS_CREDENTIALS, "this is no container with credentials: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set");
    struct aws_provider *p = new_source(c, profile, source_container, "container");
    if (!p) return NULL;
    p->timeout_ms = CONTAINER_MS, p->max_tries = 3;
    p->endpoint = relative ? arena_printf(p->arena, CONTAINER_HOST "%s", relative) : arena_strdup(p->arena, full);
    return kept(c, p, p->endpoint != NULL);
}

static unsigned number(const char *name, unsigned otherwise)
{
    const char *text = variable(name);
    char *end;
    long n = text ? strtol(text, &end, 10) : 0;
    return text && !*end && n > 0 && n <= 100 ? (unsigned)n : otherwise;
}

static struct aws_provider *from_instance(struct chain *c, struct value profile)
{
    const char *mode = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), *url = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (!mode) mode = config_text(profile, "ec2_metadata_service_endpoint_mode");
    if (!url) url = config_text(profile, "ec2_metadata_service_endpoint");
    struct aws_provider *p = new_source(c, profile, source_instance, "instance");
    if (!p) return NULL;
    p->timeout_ms = number("AWS_METADATA_SERVICE_TIMEOUT", INSTANCE_MS / 1000) * 1000;
    p->max_tries = number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", INSTANCE_TRIES);
    char *endpoint = arena_strdup(p->arena, url ? url : mode && strcasecmp(mode, "ipv6") == 0 ? INSTANCE_HOST_6 : INSTANCE_HOST);
    for (size_t n = endpoint ? strlen(endpoint) : 0; n && endpoint[n - 1] == '/'; n--) endpoint[n - 1] = '\0';
    p->endpoint = endpoint;
    return kept(c, p, endpoint != NULL);
}

/* --- a profile --- */

static struct aws_provider *of_profile(struct chain *c, const char *name);

static struct aws_provider *of_source(struct chain *c, struct value profile, const char *name, const char *kind)
{
    if (strcmp(kind, "Environment") == 0) return from_environment(c, profile);
    if (strcmp(kind, "Ec2InstanceMetadata") == 0) return from_instance(c, profile);
    if (strcmp(kind, "EcsContainer") == 0) return from_container(c, profile);
    return fails(c, &AWS_CREDENTIALS, "profile %s: credential_source is '%s' and must be Environment, Ec2InstanceMetadata or EcsContainer", name, kind);
}

static bool has_keys(struct value profile) { return config_text(profile, "aws_access_key_id") || config_text(profile, "aws_secret_access_key"); }

static struct aws_provider *of_keys(struct chain *c, struct value profile, const char *name)
{
    const char *id = config_text(profile, "aws_access_key_id"), *secret = config_text(profile, "aws_secret_access_key");
    char source[300];
    snprintf(source, sizeof source, "profile %s", name);
    if (!id || !secret) return fails(c, &AWS_CREDENTIALS, "profile %s has no %s", name, id ? "aws_secret_access_key" : "aws_access_key_id");
    return from_keys(c, profile, source, id, secret, config_text(profile, "aws_session_token"));
}

/* The profile that another takes its credentials from. It may name itself, for the keys that stand in it. */
static struct aws_provider *of_source_profile(struct chain *c, const char *name, const char *source)
{
    struct value profile = value_field(c->config.profiles, source);
    if (value_is_none(profile)) return fails(c, &AWS_CREDENTIALS, "profile %s: its source_profile '%s' is not in the files", name, source);
    if (strcmp(name, source) == 0 && has_keys(profile)) return of_keys(c, profile, source);
    for (size_t i = 0; i < c->n_visited; i++)
        if (strcmp(c->visited[i], source) == 0) return fails(c, &AWS_CREDENTIALS, "profile %s: source_profile leads back to '%s'", name, source);
    /* Keys of a profile count before its role when it is another's source. */
    if (has_keys(profile)) return of_keys(c, profile, source);
    struct aws_provider *p = of_profile(c, source);
    if (!p && c->err && !c->err->code) return fails(c, &AWS_CREDENTIALS, "profile %s: its source_profile '%s' has no credentials", name, source);
    return p;
}

static bool read_duration(struct chain *c, struct value profile, const char *name, int64_t *out)
{
    const char *text = config_text(profile, "duration_seconds");
    char *end;
    *out = text ? strtol(text, &end, 10) : 0;
    if (!text || (*out >= 900 && *out <= 43200 && !*end)) return true;
    return error_set(c->err, &AWS_CONFIG, "profile %s: duration_seconds must be from 900 to 43200", name);
}

static struct aws_provider *of_role(struct chain *c, struct value profile, const char *name)
{
    const char *source = config_text(profile, "source_profile"), *kind = config_text(profile, "credential_source"), *role = config_text(profile, "role_arn");
    int64_t duration;
    if (config_text(profile, "mfa_serial"))
        return fails(c, &AWS_CREDENTIALS, "profile %s asks for a code of an MFA device (mfa_serial), which cannot be given here: use aws sts get-session-token, or credential_process", name);
    if (source && kind) return fails(c, &AWS_CREDENTIALS, "profile %s has both source_profile and credential_source", name);
    if (!source && !kind) return fails(c, &AWS_CREDENTIALS, "profile %s has role_arn, but neither source_profile nor credential_source", name);
    if (!read_duration(c, profile, name, &duration)) return NULL;
    struct aws_provider *base = source ? of_source_profile(c, name, source) : of_source(c, profile, name, kind);
    struct aws_provider *p = base ? aws_provider_assume_role(c->client, base, role, config_text(profile, "role_session_name"), config_text(profile, "external_id"), c->err) : NULL;
    if (!p) { aws_provider_free(base); return NULL; }
    p->owns_base = true, p->duration = duration;
    p->source = arena_printf(p->arena, "profile %s", name);
    if (!settings_read(p->arena, &c->config, profile, &p->settings, c->err)) { aws_provider_free(p); return NULL; }
    return kept(c, p, p->source != NULL);
}

static const char *sso_cache_path(struct arena *arena, const char *key)
{
    unsigned char digest[SHA_DIGEST_LENGTH];
    char name[2 * SHA_DIGEST_LENGTH + 1];
    const char *home = getenv("HOME");
    SHA1((const unsigned char *)key, strlen(key), digest);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(name + 2 * i, 3, "%02x", digest[i]);
    return arena_printf(arena, "%s/.aws/sso/cache/%s.json", home ? home : "", name);
}

static struct aws_provider *of_sso(struct chain *c, struct value profile, const char *name)
{
    const char *session = config_text(profile, "sso_session");
    struct value from = session ? value_field(c->config.sso_sessions, session) : profile;
    const char *url = config_text(from, "sso_start_url"), *region = config_text(from, "sso_region");
    const char *account = config_text(profile, "sso_account_id"), *role = config_text(profile, "sso_role_name");
    char source[300];
    snprintf(source, sizeof source, "profile %s", name);
    if (session && value_is_none(from)) return fails(c, &AWS_CREDENTIALS, "profile %s: its sso_session '%s' is not in the config file", name, session);
    if (!url || !region || !account || !role)
        return fails(c, &AWS_CREDENTIALS, "profile %s has no %s", name, !url ? "sso_start_url" : !region ? "sso_region" : !account ? "sso_account_id" : "sso_role_name");
    struct aws_provider *p = new_source(c, profile, source_sso, source);
    if (!p) return NULL;
    p->sso_cache = sso_cache_path(p->arena, session ? session : url);
    return kept(c, p, p->sso_cache && keep(p, &p->sso_name, session ? session : url) && keep(p, &p->sso_region, region) && keep(p, &p->sso_account, account) && keep(p, &p->sso_role, role));
}

static struct aws_provider *of_process(struct chain *c, struct value profile, const char *name)
{
    char source[300];
    snprintf(source, sizeof source, "profile %s", name);
    struct aws_provider *p = new_source(c, profile, source_process, source);
    return p ? kept(c, p, keep(p, &p->command, config_text(profile, "credential_process"))) : NULL;
}

/* NULL without an error: the profile says nothing of credentials. */
static struct aws_provider *of_profile(struct chain *c, const char *name)
{
    struct value profile = value_field(c->config.profiles, name);
    const char *role = config_text(profile, "role_arn"), *file = config_text(profile, "web_identity_token_file");
    char source[300];
    snprintf(source, sizeof source, "profile %s", name);
    if (c->n_visited == CHAIN_MAX) return fails(c, &AWS_CREDENTIALS, "profile %s: more than %d profiles lead to each other", name, CHAIN_MAX);
    c->visited[c->n_visited++] = name;
    if (role && file) return from_identity(c, profile, source, role, config_text(profile, "role_session_name"), file);
    if (role) return of_role(c, profile, name);
    if (config_text(profile, "sso_session") || config_text(profile, "sso_start_url") || config_text(profile, "sso_account_id")) return of_sso(c, profile, name);
    if (has_keys(profile)) return of_keys(c, profile, name);
    return config_text(profile, "credential_process") ? of_process(c, profile, name) : NULL;
}

/* --- all of it --- */

static struct aws_provider *no_credentials(struct chain *c, const char *profile)
{
    fails(c, &AWS_NO_CREDENTIALS, "no credentials: not in the environment, not in profile %s, not of a container%s", profile, c->no_instance ? "" : ", and the instance metadata service is switched off");
    error_help(c->err, "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    return NULL;
}

/* A profile that is named on purpose counts more than keys in the environment; one named in the environment does not. */
static struct aws_provider *choose(struct chain *c, const char *asked)
{
    const char *in_environment = variable("AWS_PROFILE") ? variable("AWS_PROFILE") : variable("AWS_DEFAULT_PROFILE"), *name = asked ? asked : in_environment ? in_environment : "default";
    const char *disabled = variable("AWS_EC2_METADATA_DISABLED"), *role = variable("AWS_ROLE_ARN"), *file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    struct value profile = value_field(c->config.profiles, name);
    if (value_is_none(profile) && (asked || in_environment))
        return fails(c, &AWS_CONFIG, "profile %s is neither in %s nor in %s", name, c->config.config_path, c->config.credentials_path);
    if (!asked && (variable("AWS_ACCESS_KEY_ID") || variable("AWS_SECRET_ACCESS_KEY"))) return from_environment(c, profile);
    if (!asked && role && file) return from_identity(c, profile, "web identity of the environment", role, variable("AWS_ROLE_SESSION_NAME"), file);
    struct aws_provider *p = of_profile(c, name);
    if (p || c->err->code) return p;
    if (variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") || variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")) return from_container(c, profile);
    if (c->no_instance || (disabled && strcasecmp(disabled, "true") == 0)) return no_credentials(c, name);
    return from_instance(c, profile);
}

struct aws_provider *aws_provider_default(struct aws_client *client, const struct aws_profile_options *options, struct error *err)
{
    struct error own = {0};
    struct chain c = {.client = client, .arena = arena_new(0), .no_instance = options && options->no_instance, .err = err ? err : &own};
    struct aws_provider *p = NULL;
    c.err->code = NULL;
    if (!c.arena) error_no_memory(c.err);
    else if (config_load(c.arena, &c.config, c.err)) p = choose(&c, options ? options->profile : NULL);
    arena_wipe(c.arena);
    return p;
}
