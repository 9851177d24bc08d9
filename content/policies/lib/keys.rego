# The KMS keys that a user allows, if he says so: the parameter allowed_keys, a list or a text with commas.
package rampart.lib.keys

given := rampart.parameter("allowed_keys", [])

allowed := {key | some key in given} if is_array(given)

allowed := {trim_space(key) | some key in split(given, ","); trim_space(key) != ""} if is_string(given)

refused(key) if {
	count(allowed) > 0
	not key in allowed
}
