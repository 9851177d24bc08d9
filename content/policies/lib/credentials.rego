# Rows of IAM's credential report. What never happened has no time there ("N/A", "no_information"), and so no age.
package rampart.lib.credentials

root(user) if user.user == "<root_account>"

yes(x) if x == true

yes(x) if lower(x) == "true"

# Full days since a time in RFC 3339; undefined where there is no time.
age_days(text) := floor((time.now_ns() - time.parse_rfc3339_ns(text)) / 86400000000000)

field(user, n, name) := object.get(user, sprintf("access_key_%d_%s", [n, name]), "")

active_keys(user) := [{"n": n, "rotated": field(user, n, "last_rotated"), "used": field(user, n, "last_used_date")} |
	some n in [1, 2]
	yes(field(user, n, "active"))
]

# Days since a key was used, or made when it never was.
idle_days(key) := age_days(key.used)

idle_days(key) := age_days(key.rotated) if not age_days(key.used)
