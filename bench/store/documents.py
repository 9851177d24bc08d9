#!/usr/bin/env python3
"""Documents like those of an account, one a line: four types in turns of 200, about a kilobyte each, from a seed. usage: documents.py N"""
import json
import random
import sys

R = random.Random(20)
HEX = "0123456789abcdef"


def ident(prefix):
    return prefix + "".join(R.choice(HEX) for _ in range(17))


def tags():
    return {"Name": ident("n-"), "environment": R.choice(["prod", "stage", "dev"]), "owner": f"team-{R.randrange(40)}", "cost-centre": str(R.randrange(1000, 9999)),
            "terraform": R.choice(["true", "false"])}


def bucket():
    name = ident("logs-")
    return {"bucket": name, "arn": f"arn:aws:s3:::{name}", "force_destroy": False, "object_lock_enabled": R.random() < 0.1, "tags": tags(), "request_payer": "BucketOwner",
            "bucket_domain_name": f"{name}.s3.amazonaws.com", "versioning": [{"enabled": R.random() < 0.7, "mfa_delete": False}],
            "server_side_encryption_configuration": [{"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": R.choice(["AES256", "aws:kms"])}], "bucket_key_enabled": True}]}],
            "lifecycle_rule": [{"id": ident("r-"), "enabled": True, "expiration": [{"days": R.randrange(1, 400)}], "prefix": R.choice(["", "tmp/", "logs/"])} for _ in range(R.randrange(3))],
            "acl": "private", "hosted_zone_id": "Z3AQBSTGFYJSTF", "region": "eu-west-1", "grant": []}


def rule():
    return {"from_port": R.choice([22, 80, 443, 5432, R.randrange(65536)]), "to_port": R.randrange(65536), "protocol": "tcp", "self": False, "description": R.choice(["", "load balancer", "office"]),
            "cidr_blocks": [f"10.{R.randrange(256)}.{R.randrange(256)}.0/24" for _ in range(R.randrange(1, 4))], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": []}


def group():
    return {"name": ident("g-"), "id": ident("sg-"), "vpc_id": ident("vpc-"), "description": "managed", "tags": tags(), "revoke_rules_on_delete": False,
            "ingress": [rule() for _ in range(R.randrange(1, 5))], "egress": [rule()], "owner_id": "111111111111"}


def role():
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": R.choice(["ec2.amazonaws.com", "lambda.amazonaws.com"])}}]}
    name = ident("role-")
    return {"name": name, "arn": f"arn:aws:iam::111111111111:role/{name}", "path": "/", "max_session_duration": 3600, "tags": tags(), "unique_id": ident("AROA").upper(),
            "assume_role_policy": json.dumps(policy), "assume_role_policy_document": policy, "create_date": f"202{R.randrange(6)}-0{R.randrange(1, 10)}-11T10:00:00Z",
            "managed_policy_arns": [f"arn:aws:iam::aws:policy/{p}" for p in R.sample(["ReadOnlyAccess", "AmazonS3FullAccess", "AWSLambdaBasicExecutionRole"], 2)], "inline_policy": []}


def instance():
    return {"id": ident("i-"), "ami": ident("ami-"), "instance_type": R.choice(["t3.micro", "m5.large", "c6i.xlarge"]), "subnet_id": ident("subnet-"), "tags": tags(), "monitoring": False,
            "vpc_security_group_ids": [ident("sg-") for _ in range(R.randrange(1, 4))], "private_ip": f"10.0.{R.randrange(256)}.{R.randrange(256)}", "ebs_optimized": True,
            "metadata_options": [{"http_endpoint": "enabled", "http_tokens": R.choice(["required", "optional"]), "http_put_response_hop_limit": R.choice([1, 2])}],
            "root_block_device": [{"volume_id": ident("vol-"), "volume_size": R.randrange(8, 500), "encrypted": R.random() < 0.8, "volume_type": "gp3", "delete_on_termination": True}],
            "iam_instance_profile": ident("p-"), "associate_public_ip_address": R.random() < 0.2, "availability_zone": "eu-west-1a", "instance_state": "running", "tenancy": "default"}


makers = [bucket, group, role, instance]
for i in range(int(sys.argv[1])):
    print(json.dumps(makers[i // 200 % 4](), separators=(",", ":"), sort_keys=True))
