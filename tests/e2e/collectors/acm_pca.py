"""Private CAs."""
from collectors import Case

CASES = [Case("an authority", """
resource "aws_acmpca_certificate_authority" "a" {
  type       = "ROOT"
  usage_mode = "GENERAL_PURPOSE"
  enabled    = false
  certificate_authority_configuration {
    key_algorithm     = "RSA_4096"
    signing_algorithm = "SHA512WITHRSA"
    subject {
      common_name = "example.com"
    }
  }
  revocation_configuration {
    crl_configuration {
      enabled            = true
      expiration_in_days = 7
      s3_bucket_name     = "crl"
    }
  }
  tags = { team = "a" }
}
""", answers={"acm-pca:ListCertificateAuthorities": {"CertificateAuthorities": [
    {"Arn": "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/1", "Type": "ROOT", "Status": "DISABLED", "UsageMode": "GENERAL_PURPOSE",
     "CertificateAuthorityConfiguration": {"KeyAlgorithm": "RSA_4096", "SigningAlgorithm": "SHA512WITHRSA", "Subject": {"CommonName": "example.com"}},
     "RevocationConfiguration": {"CrlConfiguration": {"Enabled": True, "ExpirationInDays": 7, "S3BucketName": "crl"}}}]},
              "acm-pca:ListTags": {"Tags": [{"Key": "team", "Value": "a"}]}})]
