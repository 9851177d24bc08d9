# METADATA
# title: The account has a strong password policy
# description: Weak passwords fall to guessing.
# custom:
#   id: iam-password-policy
#   aliases: {security_hub: [IAM.7], config: [IAM_PASSWORD_POLICY]}
#   related: [iam-password-length, iam-password-reuse]
#   severity: medium
#   resource_types: [rampart_account_summary]
#   frameworks: {}
#   advice: Set an account password policy.
package rampart.aws.iam.password_policy

policies := rampart.resources("aws_iam_account_password_policy")

flags := {
	"require_uppercase_characters": rampart.parameter("require_uppercase_characters", true),
	"require_lowercase_characters": rampart.parameter("require_lowercase_characters", true),
	"require_symbols": rampart.parameter("require_symbols", true),
	"require_numbers": rampart.parameter("require_numbers", true),
}

# 0 asks for nothing.
max_age := rampart.parameter("max_password_age", 90)

deny contains {"msg": "the account has no password policy"} if count(policies) == 0

deny contains {"msg": sprintf("%s is not true", [flag]), "resource": policy.address, "at": [flag]} if {
	some policy in policies
	some flag, asked in flags
	asked == true
	not policy.values[flag] == true
}

deny contains {"msg": "passwords may be shorter", "resource": policy.address, "at": ["minimum_password_length"]} if {
	some policy in policies
	object.get(policy.values, "minimum_password_length", 6) < rampart.parameter("minimum_password_length", 14)
}

deny contains {"msg": "old passwords may come back sooner", "resource": policy.address, "at": ["password_reuse_prevention"]} if {
	some policy in policies
	object.get(policy.values, "password_reuse_prevention", 0) < rampart.parameter("password_reuse_prevention", 24)
}

deny contains {"msg": "passwords run out later or never", "resource": policy.address, "at": ["max_password_age"]} if {
	some policy in policies
	max_age > 0
	age := object.get(policy.values, "max_password_age", 0)
	not age in numbers.range(1, max_age)
}
