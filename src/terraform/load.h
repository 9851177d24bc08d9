/* terraform/load.h: a tree of Terraform configuration → resources, as far as they are known before a plan.
 *
 * Finds the root modules below a path (folders that no other folder calls as a module), evaluates each with its variables, and expands
 * modules, count, for_each and dynamic blocks. Local modules are read at any depth; others where `terraform init` has put them
 * (.terraform/modules), else they are listed as not loaded. No file outside the root is read, through whatever path or link.
 * The same tree gives the same result, whatever the order of its files and the number of threads. */
#ifndef RAMPART_TERRAFORM_LOAD_H
#define RAMPART_TERRAFORM_LOAD_H

#include "hcl/parse.h"
#include "resource/resource.h"
#include "terraform/errors.h"

#define TF_MAX_MODULE_DEPTH 64
#define TF_MAX_INSTANCES 200000   /* resources of one root: a count of a billion is a mistake or an attack */

struct tf_options {
    const char *const *var_files; size_t n_var_files;    /* paths; values of later ones win */
    const char *const *vars; size_t n_vars;              /* NAME=VALUE, as -var */
    const char *const *environment;                      /* NAME=VALUE, NULL-terminated: TF_VAR_* are read; NULL: none */
    const char *workspace;                               /* NULL: "default" */
    bool (*skip)(void *context, const char *path);       /* leave this file or folder (relative to the root) out; may be NULL */
    void *skip_context;
    unsigned threads;                                    /* 0: one a core */
    size_t memory_limit;                                 /* bytes for one root module; 0: 2 GiB */
    bool no_expansion;                                   /* leave count and for_each of resources unexpanded */
    const char *fence;                                   /* nothing outside this folder is read (modules, file()); NULL: the path itself */
};

struct tf_config {
    struct arena *arena;                /* of what stands here; the resources have arenas of their own, freed with this */
    struct resource_list resources;     /* sorted by address, then file and line */
    struct notice_list notices;         /* sorted by file and line */
    struct { struct hcl_file **items; size_t len, cap; } files;   /* all that were parsed, by name: texts and comments; bodies are NULL, the trees are gone */
    size_t roots, module_calls;
    struct arena **arenas; size_t n_arenas;
};

/* `path` is a folder or one file. NULL with `err` when it cannot be read at all; what could not be read inside it is a notice. */
MUST_USE struct tf_config *tf_load(const char *path, const struct tf_options *options, struct error *err);
void tf_config_free(struct tf_config *config);   /* NULL is fine */

/* The file a resource or notice names, to show its lines; NULL when it is none of the tree's. */
const struct hcl_file *tf_config_file(const struct tf_config *config, const char *name);

#endif
