# Parameters that hold several texts: a list, or one text with commas, as AWS Config writes them. "" and [] are none.
package rampart.lib.words

of(x) := {word | some word in x} if is_array(x)

of(x) := {trim_space(word) | some word in split(x, ","); trim_space(word) != ""} if is_string(x)

of(x) := {sprintf("%v", [x])} if is_number(x)
