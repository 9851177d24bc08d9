"""CloudFront: distributions as Terraform spells them."""
from collectors import Case

BEHAVIOUR = {"TargetOriginId": "s3", "ViewerProtocolPolicy": "redirect-to-https", "Compress": True, "MinTTL": 0, "DefaultTTL": 3600, "MaxTTL": 86400,
             "AllowedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"], "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]}},
             "TrustedSigners": {"Enabled": False, "Quantity": 0}, "TrustedKeyGroups": {"Enabled": False, "Quantity": 0}, "SmoothStreaming": False, "FieldLevelEncryptionId": "",
             "LambdaFunctionAssociations": {"Quantity": 1, "Items": [{"LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:f:1", "EventType": "viewer-request", "IncludeBody": False}]},
             "FunctionAssociations": {"Quantity": 0}, "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}, "Headers": {"Quantity": 1, "Items": ["Host"]}, "QueryStringCacheKeys": {"Quantity": 0}}}
ARN = "arn:aws:cloudfront::123456789012:distribution/E1"
CONFIG = {
    "CallerReference": "r", "Aliases": {"Quantity": 1, "Items": ["www.example.com"]}, "DefaultRootObject": "index.html", "Comment": "c", "Enabled": True, "PriceClass": "PriceClass_100",
    "Origins": {"Quantity": 2, "Items": [
        {"Id": "s3", "DomainName": "logs.s3.eu-west-1.amazonaws.com", "OriginPath": "", "CustomHeaders": {"Quantity": 0}, "S3OriginConfig": {"OriginAccessIdentity": ""}, "OriginAccessControlId": "EOAC",
         "ConnectionAttempts": 3, "ConnectionTimeout": 10, "OriginShield": {"Enabled": False}},
        {"Id": "web", "DomainName": "web.example.com", "OriginPath": "/p", "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "X-A", "HeaderValue": "b"}]}, "ConnectionAttempts": 3, "ConnectionTimeout": 10,
         "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only", "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}, "OriginReadTimeout": 30,
                                "OriginKeepaliveTimeout": 5}}]},
    "OriginGroups": {"Quantity": 1, "Items": [{"Id": "g", "FailoverCriteria": {"StatusCodes": {"Quantity": 1, "Items": [500]}}, "Members": {"Quantity": 2, "Items": [{"OriginId": "s3"}, {"OriginId": "web"}]}}]},
    "DefaultCacheBehavior": BEHAVIOUR, "CacheBehaviors": {"Quantity": 1, "Items": [{**BEHAVIOUR, "PathPattern": "/api/*", "TargetOriginId": "web", "ViewerProtocolPolicy": "https-only"}]},
    "CustomErrorResponses": {"Quantity": 1, "Items": [{"ErrorCode": 404, "ResponsePagePath": "/404.html", "ResponseCode": "404", "ErrorCachingMinTTL": 60}]},
    "Logging": {"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": "p/"},
    "ViewerCertificate": {"CloudFrontDefaultCertificate": False, "ACMCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1", "SSLSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"},
    "Restrictions": {"GeoRestriction": {"RestrictionType": "whitelist", "Quantity": 1, "Items": ["DE"]}}, "WebACLId": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/w/1", "HttpVersion": "http2",
    "IsIPV6Enabled": True}
SUMMARY = {k: v for k, v in CONFIG.items() if k not in ("CallerReference", "DefaultRootObject", "Logging")}
TEXT_BEHAVIOUR = """
    allowed_methods = ["GET", "HEAD"]
    cached_methods  = ["GET", "HEAD"]
    compress        = true
    min_ttl         = 0
    default_ttl     = 3600
    max_ttl         = 86400
    forwarded_values {
      query_string = false
      headers      = ["Host"]
      cookies {
        forward = "none"
      }
    }
    lambda_function_association {
      event_type   = "viewer-request"
      lambda_arn   = "arn:aws:lambda:us-east-1:@account@:function:f:1"
      include_body = false
    }
"""
CASES = [Case("a distribution", """
resource "aws_cloudfront_distribution" "d" {
  aliases             = ["www.example.com"]
  comment             = "c"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2"
  default_root_object = "index.html"
  price_class         = "PriceClass_100"
  web_acl_id          = "arn:aws:wafv2:us-east-1:@account@:global/webacl/w/1"
  tags                = { team = "a" }
  origin {
    origin_id                = "s3"
    domain_name              = "logs.s3.eu-west-1.amazonaws.com"
    origin_access_control_id = "EOAC"
  }
  origin {
    origin_id   = "web"
    domain_name = "web.example.com"
    origin_path = "/p"
    custom_header {
      name  = "X-A"
      value = "b"
    }
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  origin_group {
    origin_id = "g"
    failover_criteria {
      status_codes = [500]
    }
    member {
      origin_id = "s3"
    }
    member {
      origin_id = "web"
    }
  }
  default_cache_behavior {
    target_origin_id       = "s3"
    viewer_protocol_policy = "redirect-to-https"
""" + TEXT_BEHAVIOUR + """
  }
  ordered_cache_behavior {
    path_pattern           = "/api/*"
    target_origin_id       = "web"
    viewer_protocol_policy = "https-only"
""" + TEXT_BEHAVIOUR + """
  }
  custom_error_response {
    error_code            = 404
    response_code         = 404
    response_page_path    = "/404.html"
    error_caching_min_ttl = 60
  }
  logging_config {
    bucket = "logs.s3.amazonaws.com"
    prefix = "p/"
  }
  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["DE"]
    }
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:@account@:certificate/1"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
resource "aws_cloudfront_origin_access_control" "o" {
  name                              = "o"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
""", answers={
    "cloudfront:ListDistributions": {"DistributionList": {"IsTruncated": False, "Quantity": 1, "Marker": "", "MaxItems": 100, "Items": [
        {"Id": "E1", "ARN": ARN, "Status": "Deployed", "DomainName": "d.cloudfront.net", **SUMMARY}]}},
    "cloudfront:GetDistributionConfig": {"DistributionConfig": CONFIG, "ETag": "1"},
    "cloudfront:ListTagsForResource": {"Tags": {"Items": [{"Key": "team", "Value": "a"}]}},
    "cloudfront:ListOriginAccessControls": {"OriginAccessControlList": {"IsTruncated": False, "Quantity": 1, "Marker": "", "MaxItems": 100, "Items": [
        {"Id": "EOAC", "Name": "o", "Description": "", "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"}]}}})]
