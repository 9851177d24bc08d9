# METADATA
# title: A database reports what its system does
# description: CPU and memory as the hypervisor sees them hide which process takes them.
# custom:
#   id: rds-instance-enhanced-monitoring
#   aliases: {prowler: [rds_instance_enhanced_monitoring_enabled], security_hub: [RDS.6], config: [RDS_ENHANCED_MONITORING_ENABLED]}
#   severity: low
#   resource_types: [aws_db_instance, aws_rds_cluster_instance]
#   frameworks: {}
#   advice: "Set monitoring_interval to 1, 5, 10, 15, 30 or 60, and monitoring_role_arn."
package rampart.aws.rds.instance_enhanced_monitoring

# The one interval that is wanted; 0: any.
wanted := rampart.parameter("monitoring_interval", 0)

on if input.values.monitoring_interval > 0

deny contains {"msg": "enhanced monitoring is off", "at": ["monitoring_interval"]} if not on

deny contains {"msg": sprintf("the interval is not %v", [wanted]), "at": ["monitoring_interval"]} if {
	wanted != 0
	input.values.monitoring_interval > 0
	input.values.monitoring_interval != wanted
}
