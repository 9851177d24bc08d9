/* base/io.h: reading and writing whole files. */
#ifndef RAMPART_BASE_IO_H
#define RAMPART_BASE_IO_H

#include "base/error.h"

/* The whole file into `arena`, NUL-terminated beyond its length; at most `max` bytes (0: 4 GiB). Regular files and pipes. "-" is standard input.
 * ERROR_IO, ERROR_NO_MEMORY. */
MUST_USE bool io_read_file(struct arena *arena, const char *path, size_t max, struct str *out, struct error *err);
/* Writes to a temporary file beside it, then renames: a reader sees the old or the new content, never half. */
MUST_USE bool io_write_file(const char *path, struct str bytes, struct error *err);

#endif
