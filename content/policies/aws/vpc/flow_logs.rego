# METADATA
# title: A VPC logs its flows
# description: "Flow logs show who talked to whom: the first question after a break-in."
# custom:
#   id: vpc-flow-logs
#   aliases: {checkov: [CKV2_AWS_11], prowler: [vpc_flow_logs_enabled], security_hub: [EC2.6], config: [VPC_FLOW_LOGS_ENABLED]}
#   severity: medium
#   resource_types: [aws_vpc]
#   frameworks: {cis_3.0: ["3.7"], nist_800_53_r5: ["AC-4(26)", "AU-2", "AU-3", "AU-6(3)"]}
#   advice: Add an aws_flow_log resource for the VPC.
package rampart.aws.vpc.flow_logs

deny contains {"msg": "no flow log is linked to this VPC"} if count(rampart.linked(input, "aws_flow_log")) == 0

# ALL, ACCEPT or REJECT where a user asks for it.
traffic := rampart.parameter("traffic_type", "")

deny contains {"msg": sprintf("no flow log records %s traffic", [traffic])} if {
	traffic != ""
	flows := {log.values.traffic_type | some log in rampart.linked(input, "aws_flow_log")}
	count(flows & {traffic, "ALL"}) == 0
}
