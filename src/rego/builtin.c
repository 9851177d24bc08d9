/* rego/builtin.c: finding a built-in by name, and the errors their operands make.
 * There are some two hundred rows in a score of families: each family is sorted by name (a test holds that), so a name is
 * looked for by binary search in each; the compiler asks once per call in the source, never while a policy runs. */
#include "rego/builtin.h"

#include <stdio.h>

#include "rego/rego_errors.h"

static const struct rego_builtin *find_in(const struct rego_family *family, struct str name)
{
    size_t low = 0, high = *family->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(family->rows[middle].name), name);
        if (order == 0) return &family->rows[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

const struct rego_builtin *rego_builtin_find(struct str name)
{
    for (const struct rego_family *family = rego_families; family->name; family++) {
        const struct rego_builtin *row = find_in(family, name);
        if (row) return row;
    }
    return NULL;
}

bool rego_operand_error(struct rego_call *call, const char *name, int operand, const char *wanted, const char *got)
{
    return error_set(call->err, &REGO_ERR_TYPE, "%s: operand %d must be %s but got %s", name, operand, wanted, got);
}

bool rego_builtin_error(struct rego_call *call, const char *name, const char *format, ...)
{
    char text[640];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_set(call->err, &REGO_ERR_BUILTIN, "%s: %s", name, text);
}
