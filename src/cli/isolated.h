/* cli/isolated.h: reading a document of somebody else's before the sandbox can be entered, as settings must be, which say what the sandbox needs. */
#ifndef RAMPART_CLI_ISOLATED_H
#define RAMPART_CLI_ISOLATED_H

#include "base/error.h"
#include "value/value.h"

/* document_load in a process of its own that can read this one file and nothing else; it hands back JSON of at most 4 MiB. */
MUST_USE bool isolated_document_load(struct arena *arena, const char *path, struct value *out, struct error *err);

#endif
