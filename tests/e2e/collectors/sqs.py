"""SQS: queues."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}


def make(aws):
    sqs = aws("sqs")
    sqs.create_queue(QueueName="work", Attributes={"KmsMasterKeyId": "alias/aws/sqs", "KmsDataKeyReusePeriodSeconds": "600", "VisibilityTimeout": "60", "DelaySeconds": "5",
                                                   "MessageRetentionPeriod": "86400", "MaximumMessageSize": "2048", "ReceiveMessageWaitTimeSeconds": "10", "Policy": json.dumps(POLICY)},
                     tags={"team": "a"})
    sqs.create_queue(QueueName="plain.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})


CASES = [Case("queues", differ={"sqs-queue-encryption": "AWS encrypts a new queue, whatever the text leaves out"}, terraform="""
resource "aws_sqs_queue" "work" {
  name                              = "work"
  kms_master_key_id                 = "alias/aws/sqs"
  kms_data_key_reuse_period_seconds = 600
  visibility_timeout_seconds        = 60
  delay_seconds                     = 5
  message_retention_seconds         = 86400
  max_message_size                  = 2048
  receive_wait_time_seconds         = 10
  policy                            = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] })
  tags                              = { team = "a" }
}
resource "aws_sqs_queue" "plain" {
  name                        = "plain.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}
""", make=make), Case("its own key", "", answers={
    "sqs:ListQueues": {"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/123456789012/q"]}, "sqs:ListQueueTags": {"Tags": {}},
    "sqs:GetQueueAttributes": {"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:123456789012:q", "SqsManagedSseEnabled": "true"}}},
    wants=[("aws_sqs_queue", {"name": "q", "sqs_managed_sse_enabled": True, "arn": "arn:aws:sqs:eu-west-1:123456789012:q"})])]
