/* cli/policy_files.h: -d, -b, -i: modules and documents from files and directories, with OPA's rules of where a document goes under `data`. */
#ifndef RAMPART_CLI_POLICY_FILES_H
#define RAMPART_CLI_POLICY_FILES_H

#include "cli/flags.h"
#include "rego.h"

struct policy_files {
    struct flag_list data, bundles, ignore;
    bool tests;                       /* `rampart test`: paths are arguments */
};

/* What was read, for reports that show source lines. */
struct source_file { struct str path, text; };
struct source_files { struct source_file *items; size_t len, cap; };

/* Adds everything named to `rego`. A path may be "prefix.of.data:path". Directories are walked; a document in DIR/a/b.json goes to data.a (the path of
 * its directory). A bundle directory takes only data.json and data.yaml as documents. False: errors filled. sources may be NULL. */
MUST_USE bool policy_files_load(struct rego *rego, const struct policy_files *files, struct source_files *sources, struct rego_errors *errors);

/* JSON, or YAML. "-": standard input. */
MUST_USE bool document_load(struct arena *arena, const char *path, struct value *out, struct error *err);

#endif
