/* base/error.h: what went wrong, where, and what to do about it.
 * A function that can fail returns bool (or NULL) and fills a struct error, which holds its texts in itself, so that running
 * out of memory can be reported too. `return error_at(err, JSON_SYNTAX, pos, "...")` is one line and false.
 *
 * A code is a row {name, about}; each module lists its rows in its own MODULE_errors.h with an X-macro, see value/json_errors.h.
 * `rampart explain NAME` and docs/errors.md are printed from these tables. */
#ifndef RAMPART_BASE_ERROR_H
#define RAMPART_BASE_ERROR_H

#include <stdarg.h>

#include "base/buf.h"

struct error_code { const char *name, *about; };

/* Declares (in a header) and defines (in one .c file) a module's codes from a list macro LIST(ROW) of ROW(IDENT, "name", "about"). */
#define ERROR_CODE_DECLARE(ident, name, about) extern const struct error_code ident;
#define ERROR_CODE_DEFINE(ident, name, about) const struct error_code ident = {name, about};
#define ERROR_CODE_ROW(ident, name, about) &ident,

#define BASE_ERRORS(ROW)                                                                                          \
    ROW(ERROR_NO_MEMORY, "no-memory", "Memory, or the limit set for this piece of work, is exhausted.")           \
    ROW(ERROR_IO, "io", "The operating system refused to open, read or write a file; the message says why.")
BASE_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const base_errors[];   /* NULL-terminated */

/* Lines and columns count from 1 (0: not known), columns in characters (code points); offset in bytes from 0, in files below 4 GiB. */
struct position { uint32_t line, column, offset; };

struct error {
    const struct error_code *code;    /* NULL: no error */
    struct position at;
    char file[256];                   /* "" when there is none */
    char message[768];
    char help[256];                   /* "" when there is none */
};

/* All return false. The position-less form is error_set. A NULL err is fine. Messages are lower case, without a full stop. */
bool error_set(struct error *err, const struct error_code *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool error_at(struct error *err, const struct error_code *code, struct position at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool error_no_memory(struct error *err);
/* Adds context on the way up: the file (kept if already set), the help line. Return false too. */
bool error_in_file(struct error *err, struct str file);
bool error_help(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `place: error[code]: message`, the source line with a caret when `source` (the file's text) is given, the help line. */
void error_print(struct buf *out, const struct error *err, struct str source);
/* The position of byte `offset` in `text`. */
struct position position_of(struct str text, size_t offset);

#endif
