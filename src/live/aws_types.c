/* live/aws_types.c: most names are the same letters: AWS::GuardDuty::Detector is aws_guardduty_detector. The rest is a table. */
#include "live/aws_types.h"

#include <ctype.h>

#include "resource/schema.h"

/* Those whose names differ. A row more is all that a new one needs. */
static const struct { const char *aws, *terraform; } different[] = {
    {"AWS::AmazonMQ::Broker", "aws_mq_broker"}, {"AWS::AutoScaling::AutoScalingGroup", "aws_autoscaling_group"}, {"AWS::AutoScaling::LaunchConfiguration", "aws_launch_configuration"},
    {"AWS::Backup::BackupPlan", "aws_backup_plan"}, {"AWS::Backup::BackupVault", "aws_backup_vault"}, {"AWS::CloudTrail::Trail", "aws_cloudtrail"},
    {"AWS::CloudWatch::Alarm", "aws_cloudwatch_metric_alarm"}, {"AWS::CodePipeline::Pipeline", "aws_codepipeline"}, {"AWS::EC2::DHCPOptions", "aws_vpc_dhcp_options"},
    {"AWS::EC2::Volume", "aws_ebs_volume"}, {"AWS::ElastiCache::CacheCluster", "aws_elasticache_cluster"}, {"AWS::ElasticLoadBalancing::LoadBalancer", "aws_elb"},
    {"AWS::ElasticLoadBalancingV2::Listener", "aws_lb_listener"}, {"AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb"}, {"AWS::ElasticLoadBalancingV2::TargetGroup", "aws_lb_target_group"},
    {"AWS::Events::EventBus", "aws_cloudwatch_event_bus"}, {"AWS::Events::Rule", "aws_cloudwatch_event_rule"}, {"AWS::IAM::OIDCProvider", "aws_iam_openid_connect_provider"},
    {"AWS::Logs::LogGroup", "aws_cloudwatch_log_group"}, {"AWS::Logs::MetricFilter", "aws_cloudwatch_log_metric_filter"}, {"AWS::MSK::Cluster", "aws_msk_cluster"},
    {"AWS::RDS::DBCluster", "aws_rds_cluster"}, {"AWS::RDS::EventSubscription", "aws_db_event_subscription"}, {"AWS::RDS::OptionGroup", "aws_db_option_group"},
    {"AWS::Redshift::ClusterParameterGroup", "aws_redshift_parameter_group"}, {"AWS::Redshift::ClusterSubnetGroup", "aws_redshift_subnet_group"}, {"AWS::Route53::HostedZone", "aws_route53_zone"},
    {"AWS::SecretsManager::Secret", "aws_secretsmanager_secret"}, {"AWS::StepFunctions::StateMachine", "aws_sfn_state_machine"},
};

/* Are the letters and digits of `words` (aws_ left out) those of `a` and `b` together? */
static bool same_letters(const char *words, struct str a, struct str b)
{
    size_t i = 0, n = a.len + b.len;
    for (words += 4; *words; words++) {
        if (*words == '_') continue;
        while (i < n && !isalnum((unsigned char)(i < a.len ? a.s[i] : b.s[i - a.len]))) i++;
        if (i == n || tolower((unsigned char)(i < a.len ? a.s[i] : b.s[i - a.len])) != *words) return false;
        i++;
    }
    return i == n;
}

const char *aws_type_to_terraform(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(different); i++)
        if (strcmp(name, different[i].aws) == 0) return different[i].terraform;
    const char *second = strncmp(name, "AWS::", 5) == 0 ? strstr(name + 5, "::") : NULL;
    if (!second) return NULL;
    struct str service = {name + 5, (size_t)(second - name - 5)}, resource = str_of(second + 2);
    bool bare = str_is(service, "EC2") || str_is(service, "RDS");   /* aws_vpc, aws_db_instance */
    const char *type, *found = NULL;
    for (size_t i = 0; (type = schema_type_name(i)) != NULL; i++) {
        if (strncmp(type, "aws_", 4) != 0) continue;
        if (same_letters(type, service, resource)) return type;
        if (bare && same_letters(type, STR(""), resource)) found = type;
    }
    return found;
}
