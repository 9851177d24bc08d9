/* Answers in XML: ec2, query and rest-xml; and S3's event stream. */
#include "aws_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_operation operations[] = {
        {"ec2", "DescribeSecurityGroups"}, {"iam", "ListRoles"}, {"s3", "ListObjectsV2"}, {"s3", "GetBucketLocation"}, {"s3", "GetBucketAcl"}, {"sqs", "GetQueueAttributes"},
        {"cloudfront", "GetDistribution"}, {"route53", "ListResourceRecordSets"}, {"s3", "SelectObjectContent"}, {"s3", "CopyObject"}, {"sns", "GetTopicAttributes"},
    };
    return fuzz_answer(operations, COUNT_OF(operations), data, size);
}
