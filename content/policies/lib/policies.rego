# Reading IAM policy documents, where one and many are written alike.
package rampart.lib.policies

list(x) := x if is_array(x)

list(x) := [x] if not is_array(x)

statements(document) := list(document.Statement)

allows(statement) if object.get(statement, "Effect", "Allow") == "Allow"

# The principals of a statement under a kind, "AWS" say; "*" alone stands for all.
principals(statement, kind) := list(statement.Principal[kind]) if is_object(statement.Principal)

principals(statement, kind) := list(statement.Principal) if {
	not is_object(statement.Principal)
	kind == "AWS"
}

anyone(statement) if "*" in principals(statement, "AWS")
