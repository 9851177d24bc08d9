/* value/yaml_scalar.h: what a plain YAML scalar means. Shared by the reader and the writer, which must quote what would be read as
 * something else. */
#ifndef RAMPART_VALUE_YAML_SCALAR_H
#define RAMPART_VALUE_YAML_SCALAR_H

#include "base/str.h"

enum yaml_kind { YAML_STRING, YAML_NULL, YAML_BOOL, YAML_INT, YAML_FLOAT, YAML_INFINITY, YAML_TIMESTAMP, YAML_MERGE };

struct yaml_scalar { enum yaml_kind kind; bool truth, negative; uint64_t magnitude; double real; };

struct yaml_scalar yaml_resolve(struct str s);

#endif
