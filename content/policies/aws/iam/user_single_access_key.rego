# METADATA
# title: A user has one active access key at most
# description: The second key is the one nobody watches.
# custom:
#   id: iam-user-single-access-key
#   aliases: {prowler: [iam_user_two_active_access_key]}
#   severity: medium
#   resource_types: [rampart_credential_report_user]
#   frameworks: {cis_3.0: ["1.13"]}
#   advice: Make one of the keys inactive once its successor is in use.
package rampart.aws.iam.user_single_access_key

import data.rampart.lib.credentials

deny contains {"msg": "two access keys are active", "at": ["access_key_2_active"]} if count(credentials.active_keys(input.values)) > 1
