# METADATA
# title: A stream is encrypted
# description: Records wait in the stream for a day or more; in the clear they can be read with the storage.
# custom:
#   id: kinesis-stream-encryption
#   aliases: {checkov: [CKV_AWS_43], prowler: [kinesis_stream_encrypted_at_rest], security_hub: [Kinesis.1], config: [KINESIS_STREAM_ENCRYPTED]}
#   severity: medium
#   resource_types: [aws_kinesis_stream]
#   frameworks: {nist_800_53_r5: ["CA-9(1)", "CM-3(6)", "SC-7(10)", "SC-13"]}
#   advice: Set encryption_type to KMS and kms_key_id.
#   fix: {set: {encryption_type: "KMS"}}
package rampart.aws.kinesis.stream_encryption

deny contains {"msg": "the stream is not encrypted", "at": ["encryption_type"]} if not input.values.encryption_type == "KMS"
