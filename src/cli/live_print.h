/* cli/live_print.h: how the parts of `rampart live` write cells and pages. */
#ifndef RAMPART_CLI_LIVE_PRINT_H
#define RAMPART_CLI_LIVE_PRINT_H

#include "base/buf.h"

/* A cell of CSV, quoted where it must be; what a spreadsheet would take for a formula is made a text. `last`: the line ends. */
void live_csv_cell(struct buf *out, struct str text, bool last);
/* Was this output asked for? NULL is none: the default. */
bool live_output_is(const char *output, const char *name);
/* Writes `out` to standard output and frees it. */
void live_print(struct buf *out);

#endif
