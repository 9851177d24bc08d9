# Parameters that hold ports: a number, a list, or a text such as "80,443,1024-2048". As ranges [first, last].
package rampart.lib.numbers

words(x) := [sprintf("%v", [y]) | some y in x] if is_array(x)

words(x) := split(x, ",") if is_string(x)

words(x) := [sprintf("%d", [x])] if is_number(x)

ranges(x) := [[to_number(ends[0]), to_number(ends[count(ends) - 1])] |
	some word in words(x)
	ends := split(trim_space(word), "-")
	ends[0] != ""
]
