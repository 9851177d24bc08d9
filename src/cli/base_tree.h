/* cli/base_tree.h: the tree of another commit (--skips-from), copied beside the scanned one: what the gate asks when a pull request says of itself
 * that it need not be judged. `git` is run before the sandbox is entered, reads objects alone, and writes nothing into the repository. */
#ifndef RAMPART_CLI_BASE_TREE_H
#define RAMPART_CLI_BASE_TREE_H

#include <sys/types.h>

#include "base/error.h"

struct base_tree {
    const char *ref;           /* as given */
    const char *root;          /* of the repository, without links */
    const char *folder;        /* the copy: Terraform code, what it reads as text, files of skips and settings; no links */
    int cleaner_fd; pid_t cleaner;
};

/* The tree of `ref` in the repository around `inside`. The copy goes when base_tree_close is called, or the process ends in whatever way.
 * `also`: files to copy whatever their name (paths as seen from the working directory; NULLs are passed over). CLI_ERR_FLAG, ERROR_IO. */
MUST_USE bool base_tree_open(struct arena *arena, const char *ref, const char *inside, const char *const *also, size_t n_also, struct base_tree *out,
                             struct error *err);
void base_tree_close(struct base_tree *tree);   /* NULL is fine */

/* Where the copy of `path` (as seen from the working directory) is or would be; NULL when the path is outside the repository. */
MUST_USE const char *base_tree_path(struct arena *arena, const struct base_tree *tree, const char *path);

#endif
