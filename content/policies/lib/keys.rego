# The KMS keys that a user allows, if he says so: the parameter allowed_keys, a list or a text with commas; and whose a key is.
package rampart.lib.keys

given := rampart.parameter("allowed_keys", [])

allowed := {key | some key in given} if is_array(given)

allowed := {trim_space(key) | some key in split(given, ","); trim_space(key) != ""} if is_string(given)

refused(key) if {
	count(allowed) > 0
	not key in allowed
}

# In an account whatever is encrypted names a key, and a key of AWS looks like any other. One of the account that is not among its customer's keys is AWS's.
of_aws(resource, key) if {
	resource.origin == "account"
	rampart.is_known(key)
	startswith(key, "arn:")
	split(key, ":")[4] == resource.account
	count(rampart.linked(resource, "aws_kms_key")) == 0
}
