/* rego/builtins/families.c: all families, from the list in families.h. */
#include "rego/builtins/families.h"

#define REGO_FAMILY_ROW(name) {#name, rego_##name, &rego_##name##_n},

const struct rego_family rego_families[] = {REGO_FAMILIES(REGO_FAMILY_ROW){NULL, NULL, NULL}};
