/* aws/aws_errors.h: what can go wrong between us and AWS. An error that the service itself answers is no error of ours: see struct aws_fault. */
#ifndef RAMPART_AWS_ERRORS_H
#define RAMPART_AWS_ERRORS_H

#include "base/error.h"

#define AWS_ERRORS(ROW)                                                                                           \
    ROW(AWS_UNKNOWN_SERVICE, "aws-unknown-service", "AWS's models have no service of this name.")                 \
    ROW(AWS_UNKNOWN_OPERATION, "aws-unknown-operation", "The service's model has no operation of this name.")     \
    ROW(AWS_MODEL, "aws-model", "A service model cannot be read, or uses something that is not understood.")      \
    ROW(AWS_PARAMETER, "aws-parameter", "A parameter is missing, of a wrong type, or unknown to the operation; the message has its path.") \
    ROW(AWS_ENDPOINT, "aws-endpoint", "The service's endpoint rules give no endpoint for these parameters.")      \
    ROW(AWS_NO_CREDENTIALS, "aws-no-credentials", "No credentials were found in any of the places where SDKs look for them.") \
    ROW(AWS_CREDENTIALS, "aws-credentials", "A source of credentials is there but cannot be used: a malformed file, a process or an endpoint that fails, an expired token.") \
    ROW(AWS_CONNECTION, "aws-connection", "The end point could not be reached, or the connection broke, after all retries.") \
    ROW(AWS_ANSWER, "aws-answer", "The answer is not what the protocol allows: half a body, malformed XML or JSON.") \
    ROW(AWS_PAGES, "aws-pages", "A paged answer repeats a token, so that its pages would never end.")             \
    ROW(AWS_FAULT, "aws-fault", "The service refused the call; the message has its code and text.")               \
    ROW(AWS_CONFIG, "aws-config", "AWS's shared config or credentials file cannot be read.")
AWS_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const aws_errors[];

#endif
