/* aws/quirks.h: what the models do not say of some services and every SDK does nevertheless. Each is a row of a table in quirks.c. */
#ifndef RAMPART_AWS_QUIRKS_H
#define RAMPART_AWS_QUIRKS_H

#include "aws/protocol.h"

/* Route 53 answers "/hostedzone/Z1" and wants "Z1". */
MUST_USE bool quirks_params(struct arena *arena, const struct aws_operation *operation, struct value params, struct value *out, struct error *err);
/* Headers without which a service answers otherwise. */
MUST_USE bool quirks_headers(struct arena *arena, const struct aws_operation *operation, struct aws_http_request *request);
/* S3 may find out that it fails after it has said 200: then the body is an error, and the status a lie. */
bool quirks_is_late_error(const struct aws_operation *operation, const struct aws_http_response *response);
/* As awscli does: IAM's policy documents, which come percent-encoded, and CloudFormation's templates in JSON become the documents themselves. */
MUST_USE bool quirks_result(struct arena *arena, const struct aws_operation *operation, struct value result, struct value *out, struct error *err);

#endif
