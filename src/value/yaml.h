/* value/yaml.h: YAML of our own content and settings → value. Strict where a person would want to be told: a key twice, an anchor that is not there.
 * Plain scalars by YAML 1.2's core schema. (Rego's yaml.unmarshal and Terraform's yamldecode have readers of their own, which do as those languages do.) */
#ifndef RAMPART_VALUE_YAML_H
#define RAMPART_VALUE_YAML_H

#include "base/error.h"
#include "value/value.h"

#define YAML_ERRORS(ROW)                                                                                          \
    ROW(YAML_SYNTAX, "yaml-syntax", "The text is not YAML; the message says what was expected.")                  \
    ROW(YAML_DUPLICATE, "yaml-duplicate-key", "A mapping names a key twice; one of the two would be lost.")       \
    ROW(YAML_LIMIT, "yaml-limit", "The text is nested deeper, or is larger with its aliases written out, than anything written by hand.")
YAML_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const yaml_errors[];

#define YAML_TEXT_DEPTH 100
#define YAML_TEXT_NODES 500000   /* aliases written out: what is small as YAML must not be huge as a value */

/* The one document of `text` (none: null). Keys are strings. Errors have line and column. */
MUST_USE bool yaml_read_text(struct arena *arena, struct str text, struct value *out, struct error *err);

/* Where the value at `path` (resources.aws_s3_bucket.list.call, steps[2].params) stands in `text`: of a mapping's value, its key. The nearest enclosing
 * place when there is none. For errors: reads the text again. */
struct position yaml_position(struct str text, const char *path);

#endif
