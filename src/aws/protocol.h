/* aws/protocol.h: parameters → HTTP request, HTTP response → result, for ec2, query, json 1.0 and 1.1, rest-json and rest-xml.
 * Follows the AWS protocol documents of Smithy; answers to botocore's protocol suites. Pure: no network, no clock. */
#ifndef RAMPART_AWS_PROTOCOL_H
#define RAMPART_AWS_PROTOCOL_H

#include "aws/model.h"
#include "base/vec.h"

struct aws_header { const char *name, *value; };
struct aws_headers { struct aws_header *items; size_t len, cap; };
/* The value of the header (any case of letters), or NULL. */
const char *aws_headers_get(const struct aws_headers *headers, const char *name);
MUST_USE bool aws_headers_set(struct arena *arena, struct aws_headers *headers, const char *name, const char *value);   /* added or replaced */

struct aws_http_request {
    const char *method;
    const char *path;            /* percent-encoded, begins with / */
    const char *query;           /* percent-encoded, without ?; "" for none */
    const char *host_prefix;     /* of the operation's endpoint trait, filled in: "account-id."; "" for none */
    struct aws_headers headers;
    struct str body;
    bool unsigned_payload;       /* the operation is signed without its body */
};

struct aws_http_response { int status; struct aws_headers headers; struct str body; };

/* What the service itself says instead of a result. */
struct aws_fault {
    const char *code;            /* "NoSuchBucket"; "" when there is no fault */
    const char *message, *request_id;   /* "" where absent */
    int status;
    struct value details;        /* the modelled members of the error, an object */
};

/* `params` is an object of the input shape's members; blobs are base64 text as in awscli, timestamps ISO 8601 or seconds.
 * AWS_PARAMETER with the path when one is missing, of a wrong type or not known. Idempotency tokens that are absent are filled with `token`. */
MUST_USE bool aws_serialize(struct arena *arena, const struct aws_operation *operation, struct value params, const char *token, struct aws_http_request *out,
                            struct error *err);

/* True with `result` (an object: members of the output shape; absent is absent; timestamps ISO 8601 text, blobs base64 text, as awscli prints them) or
 * with `fault` (code not ""). False with AWS_ANSWER when the answer is no answer: what is cut off or malformed never becomes a result. */
MUST_USE bool aws_parse(struct arena *arena, const struct aws_operation *operation, const struct aws_http_response *response, struct value *result,
                        struct aws_fault *fault, struct error *err);

#endif
