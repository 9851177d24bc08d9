"""A small account with good and bad things in it, made by boto3. `client` gives boto3's client of a service: client("s3")."""


def build(client):
    s3, ec2, iam, kms = client("s3"), client("ec2"), client("iam"), client("kms")
    # A ledger that is kept well, and an archive that anybody may read.
    for name in ("ledger-eu", "archive-eu"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_public_access_block(Bucket="ledger-eu", PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    s3.put_bucket_versioning(Bucket="ledger-eu", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_acl(Bucket="archive-eu", ACL="public-read")
    # A network whose administration port is open to the world.
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="bastion", Description="administration", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, Encrypted=False)
    ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, Encrypted=True)
    # Keys: one is rotated.
    kms.enable_key_rotation(KeyId=kms.create_key(Description="ledger")["KeyMetadata"]["KeyId"])
    kms.create_key(Description="archive")
    # A password policy that is too short, and a user who may do everything.
    iam.update_account_password_policy(MinimumPasswordLength=8)
    iam.create_user(UserName="everything")
    iam.create_login_profile(UserName="everything", Password="demonstration-Only-1")
    policy = iam.create_policy(PolicyName="everything", PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}')["Policy"]["Arn"]
    iam.attach_user_policy(UserName="everything", PolicyArn=policy)
