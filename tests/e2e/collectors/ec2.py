"""EC2: machines, disks, networks and what holds for a region."""
from collectors import ACCOUNT, REGION, Case


def network(aws):
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "team", "Value": "a"}])
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone=REGION + "a")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=100, Protocol="6", RuleAction="allow", Egress=False, CidrBlock="0.0.0.0/0", PortRange={"From": 22, "To": 22})
    ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=200, Protocol="-1", RuleAction="allow", Egress=True, CidrBlock="0.0.0.0/0")
    aws("logs").create_log_group(logGroupName="flows")
    aws("iam").create_role(RoleName="flows", AssumeRolePolicyDocument="{}")
    ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="REJECT", LogGroupName="flows", DeliverLogsPermissionArn=f"arn:aws:iam::{ACCOUNT}:role/flows")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", VpcEndpointType="Gateway", RouteTableIds=[table], PolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    return {"vpc": vpc, "subnet": subnet, "gateway": gateway, "table": table, "address": address}


NETWORK = f"""
resource "aws_vpc" "a" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = {{ team = "a" }}
}}
resource "aws_subnet" "a" {{
  vpc_id                  = "@vpc@"
  cidr_block              = "10.0.1.0/24"
  availability_zone       = "{REGION}a"
  map_public_ip_on_launch = true
}}
resource "aws_internet_gateway" "a" {{
  vpc_id = "@vpc@"
}}
resource "aws_route_table" "a" {{
  vpc_id = "@vpc@"
  route {{
    cidr_block = "0.0.0.0/0"
    gateway_id = "@gateway@"
  }}
}}
resource "aws_network_acl" "a" {{
  vpc_id = "@vpc@"
  ingress {{
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 22
    to_port    = 22
  }}
  egress {{
    rule_no    = 200
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }}
}}
resource "aws_flow_log" "a" {{
  vpc_id          = "@vpc@"
  traffic_type    = "REJECT"
  iam_role_arn    = "arn:aws:iam::@account@:role/flows"
  log_destination = "arn:aws:logs:{REGION}:@account@:log-group:flows"
}}
resource "aws_eip" "a" {{
  domain = "vpc"
}}
resource "aws_nat_gateway" "a" {{
  subnet_id     = "@subnet@"
  allocation_id = "@address@"
}}
resource "aws_vpc_endpoint" "a" {{
  vpc_id            = "@vpc@"
  service_name      = "com.amazonaws.{REGION}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = ["@table@"]
  policy            = jsonencode({{ Version = "2012-10-17", Statement = [] }})
}}
resource "aws_default_network_acl" "a" {{
  default_network_acl_id = "@acl@"
  ingress {{
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }}
}}
"""


def with_default_acl(aws):
    names = network(aws)
    names["acl"] = aws("ec2").describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [names["vpc"]]}, {"Name": "default", "Values": ["true"]}])["NetworkAcls"][0]["NetworkAclId"]
    return names


def groups(aws):
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="web", Description="from the world", VpcId=vpc)["GroupId"]
    other = ec2.create_security_group(GroupName="db", Description="from web", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "ssh"}, {"CidrIp": "10.0.0.0/8", "Description": "ssh"}]},
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}])
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": group, "Description": "web"}]}])
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=default, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": default}]}])
    return {"vpc": vpc, "web": group}


GROUPS = """
resource "aws_security_group" "web" {
  name        = "web"
  description = "from the world"
  vpc_id      = "@vpc@"
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0", "10.0.0.0/8"]
    description = "ssh"
  }
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "db" {
  name        = "db"
  description = "from web"
  vpc_id      = "@vpc@"
  ingress {
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = ["@web@"]
    description     = "web"
  }
}
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = "@web@"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
  description       = "ssh"
}
resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = "@web@"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_default_security_group" "a" {
  vpc_id = "@vpc@"
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}
"""


def machines(aws):
    ec2 = aws("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    aws("iam").create_instance_profile(InstanceProfileName="app")
    run = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, EbsOptimized=True, IamInstanceProfile={"Name": "app"},
                            MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1},
                            BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 20, "VolumeType": "gp3", "Encrypted": True}}, {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 5, "Encrypted": False}}],
                            TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "app"}]}])["Instances"][0]
    volume = ec2.create_volume(AvailabilityZone=REGION + "a", Size=10, VolumeType="gp3", Encrypted=True)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume, Description="nightly")
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={
        "ImageId": image, "InstanceType": "t3.micro", "MetadataOptions": {"HttpTokens": "optional"}, "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}],
        "BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": True, "VolumeSize": 20}}]})
    ec2.enable_ebs_encryption_by_default()
    ec2.create_key_pair(KeyName="admin")
    ec2.create_image(InstanceId=run["InstanceId"], Name="golden")
    return {"image": image, "volume": volume, "instance": run["InstanceId"]}


MACHINES = f"""
resource "aws_instance" "a" {{
  ami                  = "@image@"
  instance_type        = "t3.micro"
  ebs_optimized        = true
  iam_instance_profile = "app"
  metadata_options {{
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }}
  root_block_device {{
    volume_size = 20
    volume_type = "gp3"
    encrypted   = true
  }}
  ebs_block_device {{
    device_name = "/dev/sdf"
    volume_size = 5
    encrypted   = false
  }}
  tags = {{ Name = "app" }}
}}
resource "aws_ebs_volume" "a" {{
  availability_zone = "{REGION}a"
  size              = 10
  type              = "gp3"
  encrypted         = true
}}
resource "aws_ebs_snapshot" "a" {{
  volume_id   = "@volume@"
  description = "nightly"
}}
resource "aws_launch_template" "a" {{
  name          = "web"
  image_id      = "@image@"
  instance_type = "t3.micro"
  metadata_options {{
    http_tokens = "optional"
  }}
  network_interfaces {{
    device_index                = 0
    associate_public_ip_address = "true"
  }}
  block_device_mappings {{
    device_name = "/dev/sda1"
    ebs {{
      encrypted   = "true"
      volume_size = 20
    }}
  }}
}}
resource "aws_ebs_encryption_by_default" "a" {{
  enabled = true
}}
resource "aws_key_pair" "a" {{
  key_name = "admin"
}}
resource "aws_volume_attachment" "a" {{
  device_name = "/dev/sdf"
  instance_id = "@instance@"
  volume_id   = "@attached@"
}}
"""


def with_attached(aws):
    names = machines(aws)
    for v in aws("ec2").describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [names["instance"]]}])["Volumes"]:
        if v["Attachments"][0]["Device"] == "/dev/sdf":
            names["attached"] = v["VolumeId"]
    return names


def connections(aws):
    ec2 = aws("ec2")
    a = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    b = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    peering = ec2.create_vpc_peering_connection(VpcId=a, PeerVpcId=b)["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    gateway = ec2.create_transit_gateway(Description="hub", Options={"AutoAcceptSharedAttachments": "enable", "DnsSupport": "enable"})["TransitGateway"]["TransitGatewayId"]
    customer = ec2.create_customer_gateway(BgpAsn=65000, IpAddress="192.0.2.1", Type="ipsec.1")["CustomerGateway"]["CustomerGatewayId"]
    vpn = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=a, VpnGatewayId=vpn)
    ec2.create_vpn_connection(CustomerGatewayId=customer, Type="ipsec.1", VpnGatewayId=vpn)
    subnet = ec2.create_subnet(VpcId=a, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="eni", Description="x", VpcId=a)["GroupId"]
    ec2.create_network_interface(SubnetId=subnet, Description="card", Groups=[group])
    return {"a": a, "b": b, "hub": gateway, "customer": customer, "vpn": vpn, "subnet": subnet, "group": group}


CONNECTIONS = """
resource "aws_vpc_peering_connection" "a" {
  vpc_id      = "@a@"
  peer_vpc_id = "@b@"
}
resource "aws_ec2_transit_gateway" "a" {
  description                    = "hub"
  auto_accept_shared_attachments = "enable"
  dns_support                    = "enable"
}
resource "aws_customer_gateway" "a" {
  bgp_asn    = "65000"
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}
resource "aws_vpn_gateway" "a" {
  vpc_id = "@a@"
}
resource "aws_vpn_connection" "a" {
  customer_gateway_id = "@customer@"
  vpn_gateway_id      = "@vpn@"
  type                = "ipsec.1"
}
resource "aws_network_interface" "a" {
  subnet_id       = "@subnet@"
  description     = "card"
  security_groups = ["@group@"]
}
"""

# What moto lacks, in the shape of botocore's model.
ANSWERS = {
    "ec2:GetEbsDefaultKmsKeyId": {"KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"},
    "ec2:GetSnapshotBlockPublicAccessState": {"State": "block-all-sharing"},
    "ec2:GetImageBlockPublicAccessState": {"ImageBlockPublicAccessState": "block-new-sharing"},
    "ec2:GetInstanceMetadataDefaults": {"AccountLevel": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2}},
    "ec2:GetSerialConsoleAccessStatus": {"SerialConsoleAccessEnabled": False},
    "ec2:DescribeVpcBlockPublicAccessOptions": {"VpcBlockPublicAccessOptions": {"AwsAccountId": ACCOUNT, "InternetGatewayBlockMode": "block-bidirectional", "State": "update-complete"}},
    "ec2:DescribeClientVpnEndpoints": {"ClientVpnEndpoints": [{
        "ClientVpnEndpointId": "cvpn-endpoint-1", "Status": {"Code": "available"}, "ClientCidrBlock": "10.9.0.0/16", "SplitTunnel": True, "TransportProtocol": "udp",
        "ServerCertificateArn": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/a", "ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "vpn"},
        "AuthenticationOptions": [{"Type": "certificate-authentication", "MutualAuthentication": {"ClientRootCertificateChain": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/b"}}]}]},
}
RECORDED = """
resource "aws_ebs_default_kms_key" "a" {
  key_arn = "arn:aws:kms:%s:@account@:key/11111111-2222-3333-4444-555555555555"
}
resource "aws_ebs_snapshot_block_public_access" "a" {
  state = "block-all-sharing"
}
resource "aws_ec2_image_block_public_access" "a" {
  state = "block-new-sharing"
}
resource "aws_ec2_instance_metadata_defaults" "a" {
  http_tokens                 = "required"
  http_put_response_hop_limit = 2
}
resource "aws_ec2_serial_console_access" "a" {
  enabled = false
}
resource "aws_vpc_block_public_access_options" "a" {
  internet_gateway_block_mode = "block-bidirectional"
}
resource "aws_ec2_client_vpn_endpoint" "a" {
  client_cidr_block      = "10.9.0.0/16"
  server_certificate_arn = "arn:aws:acm:%s:@account@:certificate/a"
  split_tunnel           = true
  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:%s:@account@:certificate/b"
  }
  connection_log_options {
    enabled              = true
    cloudwatch_log_group = "vpn"
  }
}
""" % (REGION, REGION, REGION)

CASES = [
    Case("a network", NETWORK, with_default_acl, differ={"vpc-flow-logs": "the text names the network by its id, which it cannot know: no link"}),
    Case("security groups", GROUPS, groups, differ={"ec2-security-group-rule-description": "AWS adds a rule for all egress, which Terraform takes away",
                                                    "ec2-security-group-open-ssh": "a group that lets itself in is taken as meant for its members in code alone"}),
    Case("machines and disks", MACHINES, with_attached, differ={"ec2-instance-public-ip": "moto gives every instance a public address"}),
    Case("connections between networks", CONNECTIONS, connections),
    Case("what moto lacks", RECORDED, answers=ANSWERS),
]
