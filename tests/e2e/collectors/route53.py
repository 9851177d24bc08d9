"""Route 53: zones, records, what is logged."""
from collectors import Case


def make(aws):
    dns = aws("route53")
    zone = dns.create_hosted_zone(Name="example.com", CallerReference="r", HostedZoneConfig={"Comment": "c", "PrivateZone": False})["HostedZone"]["Id"].split("/")[-1]
    dns.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone, AddTags=[{"Key": "team", "Value": "a"}])
    dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [
        {"Action": "CREATE", "ResourceRecordSet": {"Name": "www.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}},
        {"Action": "CREATE", "ResourceRecordSet": {"Name": "cdn.example.com", "Type": "A", "AliasTarget": {"HostedZoneId": "Z2FDTNDATAQYW2", "DNSName": "d.cloudfront.net", "EvaluateTargetHealth": False}}},
        {"Action": "CREATE", "ResourceRecordSet": {"Name": "w.example.com", "Type": "A", "TTL": 60, "SetIdentifier": "one", "Weight": 0, "ResourceRecords": [{"Value": "192.0.2.2"}]}}]})
    dns.create_health_check(CallerReference="h", HealthCheckConfig={"Type": "HTTPS", "FullyQualifiedDomainName": "www.example.com", "Port": 443, "ResourcePath": "/", "RequestInterval": 30, "FailureThreshold": 3})
    return {"zone": zone}


CASES = [Case("a zone", """
resource "aws_route53_zone" "z" {
  name    = "example.com"
  comment = "c"
  tags    = { team = "a" }
}
resource "aws_route53_record" "www" {
  zone_id = "@zone@"
  name    = "www.example.com"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}
resource "aws_route53_record" "cdn" {
  zone_id = "@zone@"
  name    = "cdn.example.com"
  type    = "A"
  alias {
    name                   = "d.cloudfront.net"
    zone_id                = "Z2FDTNDATAQYW2"
    evaluate_target_health = false
  }
}
resource "aws_route53_record" "w" {
  zone_id        = "@zone@"
  name           = "w.example.com"
  type           = "A"
  ttl            = 60
  records        = ["192.0.2.2"]
  set_identifier = "one"
  weighted_routing_policy {
    weight = 0
  }
}
resource "aws_route53_query_log" "q" {
  zone_id                  = "Z1"
  cloudwatch_log_group_arn = "arn:aws:logs:us-east-1:@account@:log-group:/aws/route53/example.com"
}
resource "aws_route53_health_check" "h" {
  type              = "HTTPS"
  fqdn              = "www.example.com"
  port              = 443
  resource_path     = "/"
  request_interval  = 30
  failure_threshold = 3
}
resource "aws_route53_hosted_zone_dnssec" "z" {
  hosted_zone_id = "@zone@"
  signing_status = "SIGNING"
}
""", make, answers={"route53:GetDNSSEC": {"Status": {"ServeSignature": "SIGNING"}, "KeySigningKeys": []}, "route53:ListQueryLoggingConfigs": {"QueryLoggingConfigs": [
    {"Id": "1", "HostedZoneId": "Z1", "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com"}]}})]
