/* hcl/diag.c: the list of errors of a parse or an evaluation. */
#include <stdio.h>

#include "hcl/ast.h"

HCL_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const hcl_errors[] = {HCL_ERRORS(ERROR_CODE_ROW) NULL};

static const char *print(struct arena *arena, const char *format, va_list args)
{
    char text[sizeof ((struct error *)0)->message];
    vsnprintf(text, sizeof text, format, args);
    const char *copy = arena_strdup(arena, text);
    return copy ? copy : "out of memory";
}

bool hcl_diag_add(struct hcl_diags *diags, const struct error_code *code, struct hcl_range range, const char *format, ...)
{
    if (!diags) return false;
    struct hcl_diag *diag = diags->len < HCL_MAX_DIAGS ? vec_push(diags->arena, diags) : NULL;
    if (!diag) {
        diags->dropped++;
        return false;
    }
    va_list args;
    va_start(args, format);
    *diag = (struct hcl_diag){code, range, print(diags->arena, format, args), NULL};
    va_end(args);
    return false;
}

bool hcl_diag_help(struct hcl_diags *diags, const char *format, ...)
{
    if (!diags || diags->len == 0 || diags->dropped) return false;
    va_list args;
    va_start(args, format);
    diags->items[diags->len - 1].help = print(diags->arena, format, args);
    va_end(args);
    return false;
}

bool hcl_diag_to_error(const struct hcl_diag *diag, struct error *err)
{
    error_at(err, diag->code, diag->range.start, "%s", diag->message);
    if (diag->range.file) error_in_file(err, diag->range.file->name);
    if (diag->help) error_help(err, "%s", diag->help);
    return false;
}
