"""SNS: topics and who listens."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}


def make(aws):
    sns = aws("sns")
    topic = sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/aws/sns", "DisplayName": "d", "Policy": json.dumps(POLICY)}, Tags=[{"Key": "team", "Value": "a"}])["TopicArn"]
    sns.create_topic(Name="plain.fifo", Attributes={"FifoTopic": "true", "ContentBasedDeduplication": "true"})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:123456789012:q", Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"a": ["b"]})})


CASES = [Case("topics", """
resource "aws_sns_topic" "alarms" {
  name              = "alarms"
  display_name      = "d"
  kms_master_key_id = "alias/aws/sns"
  policy            = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }] })
  tags              = { team = "a" }
}
resource "aws_sns_topic" "plain" {
  name                        = "plain.fifo"
  fifo_topic                  = true
  content_based_deduplication = true
}
resource "aws_sns_topic_subscription" "q" {
  topic_arn            = "arn:aws:sns:eu-west-1:@account@:alarms"
  protocol             = "sqs"
  endpoint             = "arn:aws:sqs:eu-west-1:@account@:q"
  raw_message_delivery = true
  filter_policy        = jsonencode({ a = ["b"] })
}
""", make), Case("one that nobody has confirmed", "", answers={
    "sns:ListTopics": {"Topics": []},
    "sns:ListSubscriptions": {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Owner": "123456789012", "Protocol": "email", "Endpoint": "a@example.com",
                                                 "TopicArn": "arn:aws:sns:eu-west-1:123456789012:alarms"}]}},
    wants=[("aws_sns_topic_subscription", {"topic_arn": "arn:aws:sns:eu-west-1:@account@:alarms", "endpoint": "a@example.com", "pending_confirmation": True})])]
