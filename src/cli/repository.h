/* cli/repository.h: where the repository around the working directory begins, and what it calls a file. No program is run, no file is read. */
#ifndef RAMPART_CLI_REPOSITORY_H
#define RAMPART_CLI_REPOSITORY_H

#include "base/str.h"

/* The folder with .git at or above `folder` (a path), without links; NULL when there is none. */
MUST_USE const char *repository_root(struct arena *arena, const char *folder);
/* `path`, as seen from the working directory, seen from `root`: without "." and "..". NULL when it is outside; "" for the root itself. */
MUST_USE const char *repository_path(struct arena *arena, const char *root, const char *path);

#endif
