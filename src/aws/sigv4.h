/* aws/sigv4.h: Signature Version 4. Follows "Create a signed AWS API request" of the IAM user guide and its test suite. Pure: the time is passed in. */
#ifndef RAMPART_AWS_SIGV4_H
#define RAMPART_AWS_SIGV4_H

#include "aws/credentials.h"
#include "aws/protocol.h"

struct sigv4_options {
    const char *region, *service;     /* of the credential scope */
    int64_t now;                      /* seconds since 1970, corrected for the clock's skew */
    bool s3;                          /* S3: the path is encoded once, x-amz-content-sha256 is sent, the path is not normalised */
    bool unsigned_payload;
    size_t chunk;                     /* aws-chunked body (STREAMING-AWS4-HMAC-SHA256-PAYLOAD) of so many bytes a chunk; 0: whole */
};

/* Adds x-amz-date, x-amz-security-token, authorization (and for S3 x-amz-content-sha256) to the request; with `chunk` replaces the body by its chunks.
 * `host` is the Host header's value. The texts in between are for tests (NULL: not wanted). */
struct sigv4_texts { const char *canonical, *to_sign; };
MUST_USE bool sigv4_sign(struct arena *arena, struct aws_http_request *request, const char *host, const struct aws_credentials *credentials,
                         const struct sigv4_options *options, struct sigv4_texts *texts, struct error *err);

#endif
