"""WAF: web ACLs of a region, what they log."""
from collectors import Case


def of(params):
    return {"ResourceArns": {"APPLICATION_LOAD_BALANCER": ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1"],
                             "API_GATEWAY": ["arn:aws:apigateway:eu-west-1::/restapis/a/stages/s"]}.get(params["ResourceType"], [])}


def make(aws):
    waf = aws("wafv2")
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"}
    acl = waf.create_web_acl(Name="w", Scope="REGIONAL", DefaultAction={"Allow": {}}, Description="d", VisibilityConfig=visible, Tags=[{"Key": "team", "Value": "a"}], Rules=[
        {"Name": "geo", "Priority": 1, "Statement": {"GeoMatchStatement": {"CountryCodes": ["XX"]}}, "Action": {"Block": {}}, "VisibilityConfig": {**visible, "MetricName": "r"}}])["Summary"]["ARN"]
    waf.put_logging_configuration(LoggingConfiguration={"ResourceArn": acl, "LogDestinationConfigs": ["arn:aws:firehose:eu-west-1:123456789012:deliverystream/aws-waf-logs-a"],
                                                        "RedactedFields": [{"SingleHeader": {"Name": "cookie"}}]})
    waf.create_ip_set(Name="i", Scope="REGIONAL", IPAddressVersion="IPV4", Addresses=["192.0.2.0/24"], Description="d")
    waf.create_rule_group(Name="g", Scope="REGIONAL", Capacity=10, Description="d", VisibilityConfig={**visible, "MetricName": "g"}, Tags=[{"Key": "team", "Value": "a"}], Rules=[
        {"Name": "geo", "Priority": 1, "Statement": {"GeoMatchStatement": {"CountryCodes": ["XX"]}}, "Action": {"Count": {}}, "VisibilityConfig": visible}])
    return {"acl": acl}


CASES = [Case("an ACL", """
resource "aws_wafv2_web_acl" "w" {
  name        = "w"
  description = "d"
  scope       = "REGIONAL"
  tags        = { team = "a" }
  default_action {
    allow {}
  }
  rule {
    name     = "geo"
    priority = 1
    action {
      block {}
    }
    statement {
      geo_match_statement {
        country_codes = ["XX"]
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "r"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "m"
    sampled_requests_enabled   = true
  }
}
resource "aws_wafv2_web_acl_logging_configuration" "w" {
  resource_arn            = "@acl@"
  log_destination_configs = ["arn:aws:firehose:eu-west-1:@account@:deliverystream/aws-waf-logs-a"]
  redacted_fields {
    single_header {
      name = "cookie"
    }
  }
}
resource "aws_wafv2_web_acl_association" "w" {
  resource_arn = "arn:aws:elasticloadbalancing:eu-west-1:@account@:loadbalancer/app/a/1"
  web_acl_arn  = "@acl@"
}
resource "aws_wafv2_web_acl_association" "api" {
  resource_arn = "arn:aws:apigateway:eu-west-1::/restapis/a/stages/s"
  web_acl_arn  = "@acl@"
}
resource "aws_wafv2_rule_group" "g" {
  name        = "g"
  description = "d"
  scope       = "REGIONAL"
  capacity    = 10
  tags        = { team = "a" }
  rule {
    name     = "geo"
    priority = 1
    action {
      count {}
    }
    statement {
      geo_match_statement {
        country_codes = ["XX"]
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "m"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "g"
    sampled_requests_enabled   = true
  }
}
resource "aws_wafv2_ip_set" "i" {
  name               = "i"
  description        = "d"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]
}
""", make, leave={"aws_wafv2_web_acl.rule.statement": "statements are not read", "aws_wafv2_rule_group.rule.statement": "statements are not read"},
              answers={"wafv2:ListResourcesForWebACL": of})]
