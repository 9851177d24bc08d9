package rampart.aws.acm.certificate_expiry_test

good["long"] := `resource "aws_acm_certificate" "x" {
  domain_name = "a.example"
  not_after = "2026-06-01T00:00:00Z"
}`

good["not issued"] := `resource "aws_acm_certificate" "x" {
  domain_name = "a.example"
}`

bad["soon"] := `resource "aws_acm_certificate" "x" {
  domain_name = "a.example"
  not_after = "2026-01-10T00:00:00Z"
}`

bad["past"] := `resource "aws_acm_certificate" "x" {
  domain_name = "a.example"
  not_after = "2025-01-10T00:00:00Z"
}`
