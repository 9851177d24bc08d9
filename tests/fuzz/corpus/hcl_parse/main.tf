# An example with mistakes for the gate to stop.

variable "environment" {
  type    = string
  default = "demo"
}

variable "audit_key_arn" {
  type        = string
  description = "Set by the pipeline; not known here."
}

locals {
  name = "ledger-${var.environment}"
}

resource "aws_s3_bucket" "ledger" {
  bucket = local.name
}

resource "aws_s3_bucket_public_access_block" "ledger" {
  bucket                  = aws_s3_bucket.ledger.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "ledger" {
  bucket = aws_s3_bucket.ledger.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Administration"

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_kms_key" "ledger" {
  description         = "Ledger"
  enable_key_rotation = var.environment == "demo" ? false : true
}

resource "aws_db_instance" "ledger" {
  engine              = "postgres"
  instance_class      = "db.t4g.medium"
  storage_encrypted   = var.audit_key_arn != ""
  publicly_accessible = true # checkov:skip=CKV_AWS_17:only in the demo
}

module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
