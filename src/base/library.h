/* base/library.h: a shared library that is opened when it is needed and not linked: what few runs need must not make all of them start later. */
#ifndef RAMPART_BASE_LIBRARY_H
#define RAMPART_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct library_function { const char *name; void **to; };

/* Opens `file` (libcurl.so.4) and finds all of the functions; it stays open. False: it is not installed, or is older than one of them. */
bool library_open(const char *file, const struct library_function *functions, size_t n);

#endif
