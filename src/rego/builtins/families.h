/* rego/builtins/families.h: the list of families: one line here is one file. Each file defines rego_NAME (its rows, sorted by the
 * built-in's name) and rego_NAME_n. To add a built-in: a row in its family's file. */
#ifndef RAMPART_REGO_BUILTINS_FAMILIES_H
#define RAMPART_REGO_BUILTINS_FAMILIES_H

#include "rego/builtin.h"

#define REGO_FAMILIES(ROW) \
    ROW(aggregates)        \
    ROW(arrays)            \
    ROW(casts)             \
    ROW(comparison)        \
    ROW(crypto)            \
    ROW(encoding)          \
    ROW(engine)            \
    ROW(globs)             \
    ROW(graphs)            \
    ROW(json_paths)        \
    ROW(json_schemas)      \
    ROW(networks)          \
    ROW(not_yet)           \
    ROW(numbers)           \
    ROW(objects)           \
    ROW(regexes)           \
    ROW(requests)          \
    ROW(serialization)     \
    ROW(sets)              \
    ROW(sprintfs)          \
    ROW(strings)           \
    ROW(templates)         \
    ROW(times)             \
    ROW(trims)             \
    ROW(types)             \
    ROW(units)             \
    ROW(urls)              \
    ROW(versions)

#define REGO_FAMILY_DECLARE(name) extern const struct rego_builtin rego_##name[]; extern const size_t rego_##name##_n;
REGO_FAMILIES(REGO_FAMILY_DECLARE)

#endif
