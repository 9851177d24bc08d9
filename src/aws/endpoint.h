/* aws/endpoint.h: where a call goes and how it is signed: the service's own endpoint-rule-set, interpreted.
 * Follows the Smithy rules engine (aws.partition, parseURL, isVirtualHostableS3Bucket, ...). Pure. */
#ifndef RAMPART_AWS_ENDPOINT_H
#define RAMPART_AWS_ENDPOINT_H

#include "aws/protocol.h"

struct aws_endpoint {
    const char *url;                                   /* scheme://host[:port][/path] */
    const char *auth_scheme;                           /* "sigv4", "sigv4a", "none", ...; NULL: the rules say nothing */
    const char *signing_name, *signing_region;         /* NULL: the service's and the caller's */
    bool disable_double_encoding;
    struct aws_headers headers;
    struct value properties;                           /* all that the rule says beside the URL, an object: every authScheme, s3express's backend, ... */
};

/* `params` by the rule set's names: {"Region": "eu-west-1", "UseFIPS": false, "Bucket": "b", ...}; absent ones take the rules' defaults.
 * AWS_ENDPOINT with the rule's own message where the rules end in an error. */
MUST_USE bool aws_endpoint_resolve(struct arena *arena, struct aws_models *models, const struct aws_service *service, struct value params,
                                   struct aws_endpoint *out, struct error *err);

/* The rule set's parameters for a call: Region, UseFIPS and UseDualStack, those bound by the model's clientContextParams and builtIns, and those that
 * `params` of the operation give (contextParam, staticContextParams, operationContextParams). `custom` (NULL: none) is the endpoint's URL set by the user. */
MUST_USE bool aws_endpoint_params(struct arena *arena, const struct aws_operation *operation, struct value params, const char *region, bool fips,
                                  bool dual_stack, const char *custom, struct value *out, struct error *err);

/* The partition of a region: aws, aws-cn, aws-us-gov, ... ("aws" for one that no pattern matches). */
const char *aws_partition_of(struct aws_models *models, const char *region);

#endif
