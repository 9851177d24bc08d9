/* cli/codeowners.h: does somebody own this file? GitHub's CODEOWNERS: lines of a pattern and owners; the last line that matches decides. */
#ifndef RAMPART_CLI_CODEOWNERS_H
#define RAMPART_CLI_CODEOWNERS_H

#include "base/str.h"

/* `path` from the root of the repository. A matching line without an owner says that nobody owns it. */
bool codeowners_has_owner(struct str text, const char *path);

#endif
