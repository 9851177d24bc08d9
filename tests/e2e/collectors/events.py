"""EventBridge: buses, rules, where events go."""
import json

from collectors import Case

POLICY = {"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "events:PutEvents",
                                                  "Resource": "arn:aws:events:eu-west-1:123456789012:event-bus/app"}]}


def make(aws):
    events = aws("events")
    events.create_event_bus(Name="app")
    events.put_permission(EventBusName="app", Policy=json.dumps(POLICY))
    events.put_rule(Name="night", ScheduleExpression="rate(1 day)", State="DISABLED", Description="d")
    events.put_rule(Name="made", EventBusName="app", EventPattern=json.dumps({"source": ["app"]}), State="ENABLED")
    events.put_targets(Rule="made", EventBusName="app", Targets=[{"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "InputPath": "$.detail",
                                                                  "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:dead"}}])


CASES = [Case("buses and rules", """
resource "aws_cloudwatch_event_bus" "app" {
  name = "app"
}
resource "aws_cloudwatch_event_bus_policy" "app" {
  event_bus_name = "app"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "x", Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "events:PutEvents",
    Resource = "arn:aws:events:eu-west-1:@account@:event-bus/app" }] })
}
resource "aws_cloudwatch_event_rule" "night" {
  name                = "night"
  description         = "d"
  schedule_expression = "rate(1 day)"
  state               = "DISABLED"
}
resource "aws_cloudwatch_event_rule" "made" {
  name           = "made"
  event_bus_name = "app"
  event_pattern  = jsonencode({ source = ["app"] })
}
resource "aws_cloudwatch_event_target" "q" {
  rule           = "made"
  event_bus_name = "app"
  target_id      = "q"
  arn            = "arn:aws:sqs:eu-west-1:@account@:q"
  input_path     = "$.detail"
  dead_letter_config {
    arn = "arn:aws:sqs:eu-west-1:@account@:dead"
  }
}
""", make), Case("a global endpoint", """
resource "aws_cloudwatch_event_endpoint" "e" {
  name        = "e"
  description = "d"
  event_bus {
    event_bus_arn = "arn:aws:events:eu-west-1:@account@:event-bus/app"
  }
  event_bus {
    event_bus_arn = "arn:aws:events:eu-central-1:@account@:event-bus/app"
  }
  replication_config {
    state = "DISABLED"
  }
  routing_config {
    failover_config {
      primary {
        health_check = "arn:aws:route53:::healthcheck/1"
      }
      secondary {
        route = "eu-central-1"
      }
    }
  }
}
""", answers={"events:ListEndpoints": {"Endpoints": [
    {"Name": "e", "Description": "d", "Arn": "arn:aws:events:eu-west-1:123456789012:endpoint/e", "ReplicationConfig": {"State": "DISABLED"},
     "EventBuses": [{"EventBusArn": f"arn:aws:events:{r}:123456789012:event-bus/app"} for r in ("eu-west-1", "eu-central-1")],
     "RoutingConfig": {"FailoverConfig": {"Primary": {"HealthCheck": "arn:aws:route53:::healthcheck/1"}, "Secondary": {"Route": "eu-central-1"}}}}]}})]
