/* aws/sources.h: what credentials.c (keeping and renewing), chain.c (which source a user has) and the sources themselves share. */
#ifndef RAMPART_AWS_SOURCES_H
#define RAMPART_AWS_SOURCES_H

#include "aws/http.h"
#include "aws/provider.h"
#include "aws/secret.h"
#include "aws/timers.h"

/* A source of credentials: fetch begins, and ends with source_found or source_failed, at once or later. NULL: they are there and never change. */
typedef void source_fetch(struct aws_provider *provider);

struct aws_provider {
    struct aws_client *client;
    struct arena *arena;                     /* its own, without secrets */
    const char *source;
    struct aws_settings settings;
    source_fetch *fetch;
    struct aws_provider *base;               /* whose credentials ask for these; NULL: none */
    bool owns_base;
    /* What it has. */
    struct secret secret;
    bool has;
    uint64_t generation;
    /* What it is doing. */
    bool fetching;
    struct arena *work;                      /* of one fetch: parameters, answers */
    struct provider_waiter *waiting;
    struct error failure;
    int64_t failed_at_ms, found_at_ms;       /* of the last fetch that failed (0: the last one did not), or did not */
    struct call *call;
    struct http_exchange exchange;
    struct timer timer;
    unsigned tries;
    /* What the sources need. */
    const char *role_arn, *session_name, *external_id, *token_file, *command;
    int64_t duration;
    const char *sso_name, *sso_region, *sso_account, *sso_role, *sso_cache;
    const char *endpoint, *imds_token, *imds_role;
    unsigned timeout_ms, max_tries;
};

MUST_USE struct aws_provider *source_new(struct aws_client *client, const struct aws_settings *settings, source_fetch *fetch, struct error *err);
void source_found(struct aws_provider *provider, const char *key_id, const char *secret, const char *token, int64_t expires);
void source_failed(struct aws_provider *provider, const struct error *err);
void source_fails(struct aws_provider *provider, const struct error_code *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* From an object with these members, as processes and metadata services answer; names differ. False (and failed) when one is missing. */
struct source_names { const char *key_id, *secret, *token, *expires; };
void source_found_in(struct aws_provider *provider, struct value object, const struct source_names *names);
/* 2026-01-02T03:04:05Z, with fractions or an offset; seconds, or milliseconds where it can be nothing else. False: none of these. */
bool source_time(struct value v, int64_t *seconds);

source_fetch source_assume_role, source_web_identity, source_sso;   /* source_sts.c */
source_fetch source_container, source_instance;                     /* source_metadata.c */
source_fetch source_process;                                        /* source_process.c */
/* Is it an address to which a token may be sent? https, or this machine and the two that containers have. */
bool source_is_safe_url(const char *url);

#endif
