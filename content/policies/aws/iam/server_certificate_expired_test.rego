package rampart.aws.iam.server_certificate_expired_test

good["valid"] := `resource "aws_iam_server_certificate" "x" {
  name = "c"
  expiration = "2026-06-01T00:00:00Z"
}`

good["not uploaded yet"] := `resource "aws_iam_server_certificate" "x" {
  name = "c"
}`

bad["run out"] := `resource "aws_iam_server_certificate" "x" {
  name = "c"
  expiration = "2025-06-01T00:00:00Z"
}`
