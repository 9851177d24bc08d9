"""What applications are built and served with: APIs, builds, sign-in, state machines, stacks, mail, firewalls."""
import json

from collectors import ACCOUNT, REGION, Case

ROLE = f"arn:aws:iam::{ACCOUNT}:role/service"


def apis(aws):
    rest = aws("apigateway")
    api = rest.create_rest_api(name="shop", description="x", endpointConfiguration={"types": ["REGIONAL"]}, minimumCompressionSize=100)["id"]
    root = rest.get_resources(restApiId=api)["items"][0]["id"]
    rest.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    rest.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="HTTP", uri="http://a.example", integrationHttpMethod="GET")
    deployment = rest.create_deployment(restApiId=api)["id"]
    rest.create_stage(restApiId=api, stageName="live", deploymentId=deployment, tracingEnabled=True, cacheClusterEnabled=True, cacheClusterSize="0.5")
    rest.update_stage(restApiId=api, stageName="live", patchOperations=[{"op": "replace", "path": "/*/*/logging/loglevel", "value": "INFO"}, {"op": "replace", "path": "/*/*/metrics/enabled", "value": "true"},
                                                                        {"op": "replace", "path": "/*/*/caching/dataEncrypted", "value": "true"}])
    http = aws("apigatewayv2")
    second = http.create_api(Name="events", ProtocolType="HTTP", CorsConfiguration={"AllowOrigins": ["*"]})["ApiId"]
    http.create_stage(ApiId=second, StageName="live", AutoDeploy=True, AccessLogSettings={"DestinationArn": "arn:aws:logs:a", "Format": "x"})
    http.create_route(ApiId=second, RouteKey="GET /", AuthorizationType="NONE")
    http.create_integration(ApiId=second, IntegrationType="HTTP_PROXY", IntegrationUri="https://a.example", IntegrationMethod="GET")
    return {"rest": api, "http": second}


APIS = """
resource "aws_api_gateway_rest_api" "a" {
  name                     = "shop"
  description              = "x"
  minimum_compression_size = "100"
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
resource "aws_api_gateway_stage" "a" {
  rest_api_id           = "@rest@"
  stage_name            = "live"
  xray_tracing_enabled  = true
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}
resource "aws_api_gateway_method_settings" "a" {
  rest_api_id = "@rest@"
  stage_name  = "live"
  method_path = "*/*"
  settings {
    logging_level        = "INFO"
    metrics_enabled      = true
    cache_data_encrypted = true
  }
}
resource "aws_apigatewayv2_api" "a" {
  name          = "events"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["*"]
  }
}
resource "aws_apigatewayv2_stage" "a" {
  api_id      = "@http@"
  name        = "live"
  auto_deploy = true
  access_log_settings {
    destination_arn = "arn:aws:logs:a"
    format          = "x"
  }
}
resource "aws_apigatewayv2_route" "a" {
  api_id             = "@http@"
  route_key          = "GET /"
  authorization_type = "NONE"
}
resource "aws_apigatewayv2_integration" "a" {
  api_id             = "@http@"
  integration_type   = "HTTP_PROXY"
  integration_uri    = "https://a.example"
  integration_method = "GET"
}
"""


def builds(aws):
    aws("iam").create_role(RoleName="service", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))
    aws("codebuild").create_project(name="site", serviceRole=ROLE, source={"type": "S3", "location": "bucket/path"}, artifacts={"type": "NO_ARTIFACTS"}, timeoutInMinutes=30, tags=[{"key": "team", "value": "a"}],
                                    environment={"type": "LINUX_CONTAINER", "image": "a:1", "computeType": "BUILD_GENERAL1_SMALL", "privilegedMode": True,
                                                 "environmentVariables": [{"name": "TOKEN", "value": "x", "type": "PLAINTEXT"}]},
                                    logsConfig={"cloudWatchLogs": {"status": "ENABLED", "groupName": "build"}})
    aws("codepipeline").create_pipeline(pipeline={"name": "site", "roleArn": ROLE, "artifactStore": {"type": "S3", "location": "artifacts"}, "stages": [
        {"name": n, "actions": [{"name": n, "actionTypeId": {"category": c, "owner": "AWS", "provider": p, "version": "1"}, "configuration": {}}]}
        for n, c, p in (("Source", "Source", "S3"), ("Build", "Build", "CodeBuild"))]})
    aws("stepfunctions").create_state_machine(name="flow", roleArn=ROLE, definition='{"StartAt":"a","States":{"a":{"Type":"Pass","End":true}}}', tracingConfiguration={"enabled": True},
                                              loggingConfiguration={"level": "ALL", "includeExecutionData": True, "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "arn:aws:logs:a:*"}}]})
    topic = aws("sns").create_topic(Name="stacks")["TopicArn"]
    aws("cloudformation").create_stack(StackName="base", TemplateBody=json.dumps({"Parameters": {"Name": {"Type": "String"}}, "Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {}}}}),
                                       Parameters=[{"ParameterKey": "Name", "ParameterValue": "v"}], NotificationARNs=[topic], Tags=[{"Key": "team", "Value": "a"}])
    return {"topic": topic}


BUILDS = """
resource "aws_codebuild_project" "a" {
  name          = "site"
  service_role  = "arn:aws:iam::@account@:role/service"
  build_timeout = 30
  source {
    type     = "S3"
    location = "bucket/path"
  }
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    type            = "LINUX_CONTAINER"
    image           = "a:1"
    compute_type    = "BUILD_GENERAL1_SMALL"
    privileged_mode = true
    environment_variable {
      name  = "TOKEN"
      value = "x"
      type  = "PLAINTEXT"
    }
  }
  logs_config {
    cloudwatch_logs {
      status     = "ENABLED"
      group_name = "build"
    }
  }
  tags = { team = "a" }
}
resource "aws_codepipeline" "a" {
  name     = "site"
  role_arn = "arn:aws:iam::@account@:role/service"
  artifact_store {
    type     = "S3"
    location = "artifacts"
  }
  stage {
    name = "Source"
    action {
      name     = "Source"
      category = "Source"
      owner    = "AWS"
      provider = "S3"
      version  = "1"
    }
  }
  stage {
    name = "Build"
    action {
      name     = "Build"
      category = "Build"
      owner    = "AWS"
      provider = "CodeBuild"
      version  = "1"
    }
  }
}
resource "aws_sfn_state_machine" "a" {
  name       = "flow"
  role_arn   = "arn:aws:iam::@account@:role/service"
  definition = jsonencode({ StartAt = "a", States = { a = { Type = "Pass", End = true } } })
  tracing_configuration {
    enabled = true
  }
  logging_configuration {
    level                  = "ALL"
    include_execution_data = true
    log_destination        = "arn:aws:logs:a:*"
  }
}
resource "aws_cloudformation_stack" "a" {
  name              = "base"
  parameters        = { Name = "v" }
  notification_arns = ["@topic@"]
  tags              = { team = "a" }
}
"""


def people(aws):
    cognito = aws("cognito-idp")
    pool = cognito.create_user_pool(PoolName="users", MfaConfiguration="OFF", DeletionProtection="ACTIVE", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}, UserPoolTags={"team": "a"},
                                    AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
                                    Policies={"PasswordPolicy": {"MinimumLength": 14, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True, "RequireSymbols": True}})["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", PreventUserExistenceErrors="ENABLED", ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"], AllowedOAuthFlows=["code"])
    aws("cognito-identity").create_identity_pool(IdentityPoolName="guests", AllowUnauthenticatedIdentities=True)
    return {"pool": pool}


PEOPLE = """
resource "aws_cognito_user_pool" "a" {
  name                = "users"
  mfa_configuration   = "OFF"
  deletion_protection = "ACTIVE"
  password_policy {
    minimum_length    = 14
    require_uppercase = true
    require_lowercase = true
    require_numbers   = true
    require_symbols   = true
  }
  admin_create_user_config {
    allow_admin_create_user_only = true
  }
  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }
  tags = { team = "a" }
}
resource "aws_cognito_user_pool_client" "a" {
  name                          = "web"
  user_pool_id                  = "@pool@"
  prevent_user_existence_errors = "ENABLED"
  explicit_auth_flows           = ["ALLOW_REFRESH_TOKEN_AUTH"]
  allowed_oauth_flows           = ["code"]
}
resource "aws_cognito_identity_pool" "a" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = true
}
"""


def edges(aws):
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    wall = aws("network-firewall").create_firewall(FirewallName="wall", FirewallPolicyArn="arn:aws:network-firewall:a", VpcId=vpc, SubnetMappings=[{"SubnetId": subnet}], DeleteProtection=True,
                                                   SubnetChangeProtection=True)["Firewall"]["FirewallArn"]
    aws("network-firewall").update_logging_configuration(FirewallArn=wall, LoggingConfiguration={"LogDestinationConfigs": [
        {"LogType": "FLOW", "LogDestinationType": "S3", "LogDestination": {"bucketName": "flows"}}]})
    aws("appsync").create_graphql_api(name="graph", authenticationType="API_KEY", xrayEnabled=True, logConfig={"fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": ROLE})
    aws("transfer").create_server(Protocols=["SFTP"], EndpointType="PUBLIC", LoggingRole=ROLE, SecurityPolicyName="TransferSecurityPolicy-2024-01")
    aws("sesv2").create_configuration_set(ConfigurationSetName="mail", DeliveryOptions={"TlsPolicy": "REQUIRE"}, ReputationOptions={"ReputationMetricsEnabled": True}, SendingOptions={"SendingEnabled": True})
    aws("sesv2").create_email_identity(EmailIdentity="a.example")
    return {"vpc": vpc, "subnet": subnet, "wall": wall}


# moto answers this one in another shape than AWS.
MAIL = {"sesv2:GetConfigurationSet": {"ConfigurationSetName": "mail", "DeliveryOptions": {"TlsPolicy": "REQUIRE"}, "ReputationOptions": {"ReputationMetricsEnabled": True}, "SendingOptions": {"SendingEnabled": True}}}
EDGES = """
resource "aws_networkfirewall_firewall" "a" {
  name                     = "wall"
  firewall_policy_arn      = "arn:aws:network-firewall:a"
  vpc_id                   = "@vpc@"
  delete_protection        = true
  subnet_change_protection = true
  subnet_mapping {
    subnet_id = "@subnet@"
  }
}
resource "aws_networkfirewall_logging_configuration" "a" {
  firewall_arn = "@wall@"
  logging_configuration {
    log_destination_config {
      log_type             = "FLOW"
      log_destination_type = "S3"
      log_destination      = { bucketName = "flows" }
    }
  }
}
resource "aws_appsync_graphql_api" "a" {
  name                = "graph"
  authentication_type = "API_KEY"
  xray_enabled        = true
  log_config {
    field_log_level          = "ERROR"
    cloudwatch_logs_role_arn = "arn:aws:iam::@account@:role/service"
  }
}
resource "aws_transfer_server" "a" {
  protocols            = ["SFTP"]
  endpoint_type        = "PUBLIC"
  logging_role         = "arn:aws:iam::@account@:role/service"
  security_policy_name = "TransferSecurityPolicy-2024-01"
}
resource "aws_sesv2_configuration_set" "a" {
  configuration_set_name = "mail"
  delivery_options {
    tls_policy = "REQUIRE"
  }
  reputation_options {
    reputation_metrics_enabled = true
  }
  sending_options {
    sending_enabled = true
  }
}
resource "aws_sesv2_email_identity" "a" {
  email_identity = "a.example"
}
"""

CASES = [
    Case("APIs", APIS, apis, services=("apigateway", "apigatewayv2")),
    Case("builds", BUILDS, builds, services=("codebuild", "codepipeline", "stepfunctions", "cloudformation"), leave={"aws_cloudformation_stack.on_failure": "only on creation"}),
    Case("people", PEOPLE, people, services=("cognito-idp", "cognito-identity")),
    Case("edges", EDGES, edges, services=("network-firewall", "appsync", "transfer", "sesv2"), answers=MAIL),
]
