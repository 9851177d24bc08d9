#!/usr/bin/env python3
"""generate_tree.py DIR RESOURCES MODULES: a tree of local modules nested five deep, with variables, count, for_each, dynamic blocks and policies. Deterministic."""
import os
import sys

out, resources, modules = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
per_module = max(1, resources // modules)
BLOCKS = [
    'resource "aws_s3_bucket" "b{i}" {{\n  bucket = "${{var.prefix}}-b{i}"\n  tags   = merge(local.tags, {{ Name = "b{i}" }})\n}}\n',
    'resource "aws_s3_bucket_public_access_block" "p{i}" {{\n  bucket                  = aws_s3_bucket.b{prev}.id\n  block_public_acls       = {flag}\n  block_public_policy     = true\n  ignore_public_acls      = true\n  restrict_public_buckets = var.strict\n}}\n',
    'resource "aws_security_group" "s{i}" {{\n  name        = "${{var.prefix}}-s{i}"\n  description = "service {i}"\n  dynamic "ingress" {{\n    for_each = var.ports\n    content {{\n      description = "port ${{ingress.value}}"\n      from_port   = ingress.value\n      to_port     = ingress.value\n      protocol    = "tcp"\n      cidr_blocks = ["{cidr}"]\n    }}\n  }}\n}}\n',
    'resource "aws_instance" "i{i}" {{\n  ami           = "ami-{i}"\n  instance_type = "t3.micro"\n  user_data     = <<-EOT\n    #!/bin/bash\n    echo "${{var.prefix}} {i}"\n  EOT\n  metadata_options {{\n    http_tokens = "{tokens}"\n  }}\n  root_block_device {{\n    encrypted = {flag}\n  }}\n}}\n',
    'resource "aws_iam_policy" "p{i}" {{\n  name   = "${{var.prefix}}-{i}"\n  policy = jsonencode({{\n    Version   = "2012-10-17"\n    Statement = [{{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${{aws_s3_bucket.b{bucket}.arn}}/*" }}]\n  }})\n}}\n',
]
HEAD = 'variable "prefix" {\n  type = string\n}\nvariable "strict" {\n  type    = bool\n  default = true\n}\nvariable "ports" {\n  type    = list(number)\n  default = [22, 80, 443]\n}\nlocals {\n  tags = { Team = var.prefix, Managed = "terraform" }\n}\n'


def body(seed, n):
    text, bucket, prev = [], 0, 0
    for i in range(n):
        kind = i % len(BLOCKS)
        if kind == 0:
            bucket = prev = i
        text.append(BLOCKS[kind].format(i=i, prev=prev, bucket=bucket, flag="true" if (seed + i) % 3 else "false",
                                        cidr="0.0.0.0/0" if (seed + i) % 4 == 0 else "10.0.0.0/8", tokens="required" if (seed + i) % 2 else "optional"))
    return "\n".join(text)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


for m in range(modules):
    text = HEAD + body(m, per_module)
    for child in range(4 * m + 1, min(4 * m + 5, modules)):   # module m calls the next four of a tree with fan-out four
        text += f'module "m{child}" {{\n  source = "../m{child}"\n  prefix = "${{var.prefix}}-{child}"\n}}\n'
    write(f"{out}/modules/m{m}/main.tf", text)
write(f"{out}/main.tf", 'provider "aws" {\n  region = "eu-west-1"\n}\nmodule "m0" {\n  source = "./modules/m0"\n  prefix = "fleet"\n}\n')
