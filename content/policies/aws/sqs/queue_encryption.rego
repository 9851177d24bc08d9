# METADATA
# title: A queue encrypts its messages
# description: Messages wait in the queue for days; in the clear they can be read with the storage.
# custom:
#   id: sqs-queue-encryption
#   aliases: {checkov: [CKV_AWS_27], prowler: [sqs_queues_server_side_encryption_enabled], security_hub: [SQS.1]}
#   severity: medium
#   resource_types: [aws_sqs_queue]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: "Set sqs_managed_sse_enabled to true, or kms_master_key_id."
#   fix: {set: {sqs_managed_sse_enabled: true}}
package rampart.aws.sqs.queue_encryption

encrypted if input.values.sqs_managed_sse_enabled == true

encrypted if rampart.is_set(input.values, ["kms_master_key_id"])

deny contains {"msg": "messages are not encrypted", "at": ["sqs_managed_sse_enabled"]} if not encrypted
