/* aws/request.h: from an operation and its parameters to an HTTP request that only wants to be signed. */
#ifndef RAMPART_AWS_REQUEST_H
#define RAMPART_AWS_REQUEST_H

#include "aws/endpoint.h"

struct aws_prepared {
    struct aws_http_request request;                       /* its path with that of the end point */
    const char *origin, *host;                             /* scheme://authority; the Host header */
    const char *signing_name, *signing_region;
    bool is_signed, s3;                                    /* s3: signed by S3's rules */
};

struct aws_target { const char *region, *custom_url; bool fips, dual_stack; };   /* custom_url NULL: by the rules */

/* AWS_PARAMETER, AWS_ENDPOINT. */
MUST_USE bool aws_prepare(struct arena *arena, struct aws_models *models, const struct aws_operation *operation, struct value params,
                          const struct aws_target *target, struct aws_prepared *out, struct error *err);
/* The URL to ask. */
MUST_USE char *aws_prepared_url(struct arena *arena, const struct aws_prepared *prepared);
/* Is the service one that takes calls for all regions at one place? It then needs no region from the caller. */
bool aws_is_global(const struct aws_service *service);
/* Does the operation only read, by its name? */
bool aws_only_reads(const struct aws_operation *operation);

#endif
