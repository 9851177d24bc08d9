/* Answers in JSON: json and rest-json, documents and unions among them. */
#include "aws_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_operation operations[] = {
        {"kms", "DescribeKey"}, {"dynamodb", "GetItem"}, {"lambda", "GetFunction"}, {"eks", "DescribeCluster"}, {"rds-data", "ExecuteStatement"}, {"cloudtrail", "LookupEvents"},
        {"bedrock-runtime", "Converse"}, {"apigateway", "GetRestApis"}, {"kinesis", "SubscribeToShard"}, {"logs", "DescribeLogGroups"},
    };
    return fuzz_answer(operations, COUNT_OF(operations), data, size);
}
