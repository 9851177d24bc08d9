/* base/sandbox.h: what a process that reads other people's input gives up first: all files but those it names, the network, other programs.
 * Landlock (files) and seccomp (system calls), each where the kernel has it. Cannot be undone; threads started later are bound too. */
#ifndef RAMPART_BASE_SANDBOX_H
#define RAMPART_BASE_SANDBOX_H

#include "base/error.h"

struct sandbox {
    const char *const *read;  size_t n_read;     /* files and folders that may be read, at any depth; those that do not exist are passed over */
    const char *const *write; size_t n_write;    /* folders in which files may be made and replaced */
};

struct sandbox_state { bool files, calls; };     /* what the kernel enforces from now on */

/* Call before the first thread. Never fails: *out says what is enforced. */
void sandbox_enter(const struct sandbox *sandbox, struct sandbox_state *out);

#endif
