/* rego/types.c: signatures of built-ins. */
#include "rego/types.h"

size_t builtin_arity(const struct rego_builtin *b)
{
    size_t n = 0, depth = 0;
    const char *s = b->signature;
    if (s[0] == '-' && s[1] == '>') return 0;
    for (; *s && !(depth == 0 && s[0] == ' ' && s[1] == '-' && s[2] == '>'); s++) {
        if (*s == '[' || *s == '<') depth++;
        if (*s == ']' || (*s == '>' && depth)) depth--;
        if (*s == ',' && depth == 0) n++;
    }
    return n + 1;
}

void type_arity_error(struct checker *c, const struct rego_expr *e, const struct rego_builtin *b)
{
    check_error(c, &REGO_ERR_TYPE_CHECK, e->at, "%s: arity mismatch\n\thave: %zu operands\n\twant: (%s)", b->name, e->args.len, b->signature);
}
