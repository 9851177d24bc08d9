"""Load balancers of both kinds, and groups of machines."""
from collectors import REGION, Case


def network(aws):
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{i}.0/24", AvailabilityZone=REGION + zone)["Subnet"]["SubnetId"] for i, zone in enumerate("ab")]
    group = ec2.create_security_group(GroupName="lb", Description="x", VpcId=vpc)["GroupId"]
    return vpc, subnets, group


def v2(aws):
    vpc, subnets, group = network(aws)
    aws("s3").create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    lb = aws("elbv2")
    arn = lb.create_load_balancer(Name="front", Subnets=subnets, SecurityGroups=[group], Scheme="internal", Type="application", Tags=[{"Key": "team", "Value": "a"}])["LoadBalancers"][0]["LoadBalancerArn"]
    lb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[
        {"Key": "deletion_protection.enabled", "Value": "true"}, {"Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "true"}, {"Key": "idle_timeout.timeout_seconds", "Value": "120"},
        {"Key": "access_logs.s3.enabled", "Value": "true"}, {"Key": "access_logs.s3.bucket", "Value": "logs"}, {"Key": "access_logs.s3.prefix", "Value": "lb"},
        {"Key": "routing.http.desync_mitigation_mode", "Value": "strictest"}])
    target = lb.create_target_group(Name="app", Protocol="HTTPS", Port=8443, VpcId=vpc, TargetType="ip", HealthCheckPath="/up", HealthCheckProtocol="HTTPS")["TargetGroups"][0]["TargetGroupArn"]
    lb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}])
    certificate = aws("acm").request_certificate(DomainName="a.example")["CertificateArn"]
    lb.create_listener(LoadBalancerArn=arn, Protocol="HTTPS", Port=443, SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06", Certificates=[{"CertificateArn": certificate}],
                       DefaultActions=[{"Type": "forward", "TargetGroupArn": target}])
    return {"lb": arn, "target": target, "vpc": vpc, "a": subnets[0], "b": subnets[1], "group": group, "certificate": certificate}


V2 = """
resource "aws_lb" "a" {
  name                       = "front"
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = ["@a@", "@b@"]
  security_groups            = ["@group@"]
  enable_deletion_protection = true
  drop_invalid_header_fields = true
  idle_timeout               = 120
  desync_mitigation_mode     = "strictest"
  access_logs {
    enabled = true
    bucket  = "logs"
    prefix  = "lb"
  }
  tags = { team = "a" }
}
resource "aws_lb_target_group" "a" {
  name        = "app"
  protocol    = "HTTPS"
  port        = 8443
  vpc_id      = "@vpc@"
  target_type = "ip"
  health_check {
    path     = "/up"
    protocol = "HTTPS"
  }
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = "@lb@"
  protocol          = "HTTP"
  port              = 80
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}
resource "aws_lb_listener" "https" {
  load_balancer_arn = "@lb@"
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = "@certificate@"
  default_action {
    type             = "forward"
    target_group_arn = "@target@"
  }
}
"""


def classic(aws):
    _, subnets, group = network(aws)
    lb = aws("elb")
    lb.create_load_balancer(LoadBalancerName="old", Subnets=subnets[:1], SecurityGroups=[group], Scheme="internal", Tags=[{"Key": "team", "Value": "a"}],
                            Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8080}])
    lb.modify_load_balancer_attributes(LoadBalancerName="old", LoadBalancerAttributes={
        "CrossZoneLoadBalancing": {"Enabled": True}, "ConnectionDraining": {"Enabled": True, "Timeout": 300}, "ConnectionSettings": {"IdleTimeout": 90},
        "AccessLog": {"Enabled": True, "S3BucketName": "logs", "S3BucketPrefix": "lb", "EmitInterval": 5}})
    lb.configure_health_check(LoadBalancerName="old", HealthCheck={"Target": "HTTP:8080/", "Interval": 30, "Timeout": 5, "UnhealthyThreshold": 2, "HealthyThreshold": 10})
    return {"a": subnets[0], "group": group}


CLASSIC = """
resource "aws_elb" "a" {
  name                        = "old"
  internal                    = true
  subnets                     = ["@a@"]
  security_groups             = ["@group@"]
  cross_zone_load_balancing   = true
  connection_draining         = true
  connection_draining_timeout = 300
  idle_timeout                = 90
  listener {
    lb_protocol       = "http"
    lb_port           = 80
    instance_protocol = "http"
    instance_port     = 8080
  }
  access_logs {
    enabled       = true
    bucket        = "logs"
    bucket_prefix = "lb"
    interval      = 5
  }
  health_check {
    target              = "HTTP:8080/"
    interval            = 30
    timeout             = 5
    unhealthy_threshold = 2
    healthy_threshold   = 10
  }
  tags = { team = "a" }
}
"""


def scaling(aws):
    _, subnets, group = network(aws)
    image = aws("ec2").describe_images(Owners=["amazon"])["Images"][0]
    scale = aws("autoscaling")
    scale.create_launch_configuration(LaunchConfigurationName="web", ImageId=image["ImageId"], InstanceType="t3.micro", SecurityGroups=[group], AssociatePublicIpAddress=True, EbsOptimized=True,
                                      MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2}, InstanceMonitoring={"Enabled": False},
                                      BlockDeviceMappings=[{"DeviceName": image["RootDeviceName"], "Ebs": {"VolumeSize": 20, "Encrypted": True, "VolumeType": "gp3"}},
                                                           {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 5, "Encrypted": False}}])
    scale.create_auto_scaling_group(AutoScalingGroupName="web", LaunchConfigurationName="web", MinSize=0, MaxSize=2, VPCZoneIdentifier=",".join(subnets), HealthCheckType="ELB", HealthCheckGracePeriod=60,
                                    NewInstancesProtectedFromScaleIn=True, Tags=[{"Key": "team", "Value": "a", "PropagateAtLaunch": True}])
    return {"image": image["ImageId"], "a": subnets[0], "b": subnets[1], "group": group}


SCALING = """
resource "aws_launch_configuration" "a" {
  name                        = "web"
  image_id                    = "@image@"
  instance_type               = "t3.micro"
  security_groups             = ["@group@"]
  associate_public_ip_address = true
  ebs_optimized               = true
  enable_monitoring           = false
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
  root_block_device {
    volume_size = 20
    volume_type = "gp3"
    encrypted   = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 5
    encrypted   = false
  }
}
resource "aws_autoscaling_group" "a" {
  name                      = "web"
  launch_configuration      = "web"
  min_size                  = 0
  max_size                  = 2
  vpc_zone_identifier       = ["@a@", "@b@"]
  health_check_type         = "ELB"
  health_check_grace_period = 60
  protect_from_scale_in     = true
  tag {
    key                 = "team"
    value               = "a"
    propagate_at_launch = true
  }
}
"""

CASES = [
    Case("load balancers", V2, v2, services=("elbv2",)),
    Case("a classic load balancer", CLASSIC, classic, services=("elb",)),
    Case("a group of machines", SCALING, scaling, services=("autoscaling",)),
]
