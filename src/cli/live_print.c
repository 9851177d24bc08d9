#include "cli/live_print.h"

#include <stdio.h>
#include <string.h>

void live_csv_cell(struct buf *out, struct str text, bool last)
{
    bool quoted = false, formula = text.len && strchr("=+-@", text.s[0]) != NULL;
    for (size_t i = 0; i < text.len; i++) quoted |= strchr(",\"\r\n", text.s[i]) != NULL;
    if (quoted || formula) buf_add_char(out, '"');
    if (formula) buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '"') buf_add_char(out, '"');
        buf_add_char(out, text.s[i]);
    }
    if (quoted || formula) buf_add_char(out, '"');
    buf_add_char(out, last ? '\n' : ',');
}

bool live_output_is(const char *output, const char *name) { return output && strcmp(output, name) == 0; }

void live_print(struct buf *out)
{
    fwrite(out->s ? out->s : "", 1, out->len, stdout);
    buf_free(out);
}
