/* aws/credentials.h: credentials as SDKs find them.
 * In this order: environment; web identity in the environment; the shared credentials and config files' profile (static, source_profile and role_arn chains, external_id, web identity,
 * credential_process, SSO token cache); container; instance metadata (version 2). Refreshed before they expire (5 minutes; at once when the service says expired).
 * Secrets are never logged or part of an error, and live in pages excluded from core dumps. */
#ifndef RAMPART_AWS_CREDENTIALS_H
#define RAMPART_AWS_CREDENTIALS_H

#include "aws/aws_errors.h"

struct aws_credentials {
    const char *key_id, *secret, *token;   /* token NULL: long-lived */
    int64_t expires;                       /* seconds since 1970; 0: never */
};

struct aws_client;
struct aws_provider;   /* a source of credentials, with the last ones it gave */

struct aws_profile_options {
    const char *profile;   /* NULL: AWS_PROFILE, else "default" */
    bool no_instance;      /* do not ask the instance metadata service */
};

/* The default chain. `client` makes the calls that it needs (STS, SSO, metadata) and must outlive it. Files are read now: AWS_CONFIG when malformed. */
MUST_USE struct aws_provider *aws_provider_default(struct aws_client *client, const struct aws_profile_options *options, struct error *err);
/* Assumes `role_arn` by `base`; external_id NULL: none. */
MUST_USE struct aws_provider *aws_provider_assume_role(struct aws_client *client, struct aws_provider *base, const char *role_arn, const char *session_name,
                                                       const char *external_id, struct error *err);
MUST_USE struct aws_provider *aws_provider_fixed(struct aws_client *client, const char *key_id, const char *secret, const char *token, struct error *err);
void aws_provider_free(struct aws_provider *provider);

/* The region of the environment or the profile (AWS_REGION, AWS_DEFAULT_REGION, region =), or NULL. */
const char *aws_provider_region(const struct aws_provider *provider);
/* Where they came from, for a person: "profile prod", "environment". Never a secret. */
const char *aws_provider_source(const struct aws_provider *provider);

#endif
