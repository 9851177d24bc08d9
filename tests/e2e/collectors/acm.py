"""ACM: certificates."""
import datetime

from collectors import Case

ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
CASES = [Case("a certificate", """
resource "aws_acm_certificate" "c" {
  domain_name               = "example.com"
  subject_alternative_names = ["example.com", "www.example.com"]
  validation_method         = "DNS"
  key_algorithm             = "RSA_2048"
  tags                      = { team = "a" }
  options {
    certificate_transparency_logging_preference = "ENABLED"
  }
}
""", answers={   # the server does not take the key types without which AWS lists only RSA
    "acm:ListCertificates": {"CertificateSummaryList": [{"CertificateArn": ARN, "DomainName": "example.com"}]},
    "acm:DescribeCertificate": {"Certificate": {
        "CertificateArn": ARN, "DomainName": "example.com", "SubjectAlternativeNames": ["example.com", "www.example.com"], "KeyAlgorithm": "RSA-2048", "Type": "AMAZON_ISSUED",
        "DomainValidationOptions": [{"DomainName": "example.com", "ValidationMethod": "DNS"}], "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"}}},
    "acm:ListTagsForCertificate": {"Tags": [{"Key": "team", "Value": "a"}]}}),
         Case("one that ends", "", answers={
             "acm:ListCertificates": {"CertificateSummaryList": [{"CertificateArn": ARN, "DomainName": "old.example.com"}]},
             "acm:DescribeCertificate": {"Certificate": {"CertificateArn": ARN, "DomainName": "old.example.com", "Status": "ISSUED", "Type": "IMPORTED", "RenewalEligibility": "INELIGIBLE",
                                                         "NotBefore": datetime.datetime(2023, 1, 1, tzinfo=datetime.timezone.utc),
                                                         "NotAfter": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)}},
             "acm:ListTagsForCertificate": {"Tags": []}}, wants=[
                 ("aws_acm_certificate", {"domain_name": "old.example.com", "not_after": "2024-01-01T00:00:00Z", "status": "ISSUED", "type": "IMPORTED", "arn": ARN})])]
