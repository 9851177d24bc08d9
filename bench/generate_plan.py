#!/usr/bin/env python3
"""Writes a plan JSON of about SIZE megabytes as `terraform show -json` prints it: generate_plan.py SIZE_MB [--pretty] > plan.json

Deterministic. Buckets, security groups, instances and roles in nested modules, good and bad in turn, with after_unknown and sensitive marks."""
import json
import sys

size = float(sys.argv[1]) * 1e6
pretty = "--pretty" in sys.argv


def resource(module, kind, i):
    name = f"r{i}"
    if kind == "aws_s3_bucket":
        after = {"bucket": f"data-{module}-{i}", "bucket_prefix": None, "force_destroy": i % 3 == 0, "tags": {"Name": f"data {i}", "env": "prod" if i % 2 else "dev"},
                 "timeouts": None, "object_lock_enabled": False}
        unknown = {"acl": True, "arn": True, "bucket_domain_name": True, "cors_rule": True, "id": True, "region": True, "tags": {}, "tags_all": {}, "versioning": True}
    elif kind == "aws_s3_bucket_public_access_block":
        after = {"block_public_acls": i % 4 != 0, "block_public_policy": True, "ignore_public_acls": i % 5 != 0, "restrict_public_buckets": True}
        unknown = {"bucket": True, "id": True}
    elif kind == "aws_security_group":
        after = {"description": "Managed by Terraform, for the service of the module around it", "name": f"sg-{i}", "revoke_rules_on_delete": False, "tags": None,
                 "ingress": [{"cidr_blocks": ["0.0.0.0/0" if i % 3 == 0 else "10.0.0.0/8"], "description": "", "from_port": p, "to_port": p, "protocol": "tcp",
                              "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": False} for p in (22, 80, 443)],
                 "egress": [{"cidr_blocks": ["0.0.0.0/0"], "description": "", "from_port": 0, "to_port": 0, "protocol": "-1", "ipv6_cidr_blocks": [],
                             "prefix_list_ids": [], "security_groups": [], "self": False}]}
        unknown = {"arn": True, "id": True, "ingress": [{}] * 3, "egress": [{}], "owner_id": True, "vpc_id": True}
    elif kind == "aws_instance":
        after = {"ami": f"ami-{i:017x}", "instance_type": "t3.large", "associate_public_ip_address": i % 2 == 0, "user_data": "#!/bin/bash\necho \"started\" >> /var/log/boot\n" * 4,
                 "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required" if i % 2 else "optional", "http_put_response_hop_limit": 1}],
                 "root_block_device": [{"encrypted": i % 3 != 0, "volume_size": 50 + i % 7, "iops": 3000, "throughput": 125.5}], "tags": {"Name": f"host {i} – prod"}}
        unknown = {"arn": True, "id": True, "private_ip": True, "metadata_options": [{}], "root_block_device": [{"kms_key_id": True, "volume_id": True}]}
    else:
        after = {"name": f"role-{i}", "path": "/", "max_session_duration": 3600, "assume_role_policy": json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})}
        unknown = {"arn": True, "id": True, "unique_id": True}
    return {"address": f"{module}.{kind}.{name}", "module_address": module, "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown, "before_sensitive": False, "after_sensitive": {"tags": {}}}}


kinds = ["aws_s3_bucket", "aws_s3_bucket_public_access_block", "aws_security_group", "aws_instance", "aws_iam_role"]
separators = None if pretty else (",", ":")
indent = 2 if pretty else None
changes, done, i = [], 0, 0
while done < size * 0.97:
    module = f"module.team{i // 1000}.module.service{i // 50 % 20}"
    change = resource(module, kinds[i % len(kinds)], i)
    changes.append(change)
    done += len(json.dumps(change, indent=indent, separators=separators))
    i += 1
json.dump({"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}, "resource_changes": changes,
           "configuration": {"root_module": {}}}, sys.stdout, indent=indent, separators=separators)
