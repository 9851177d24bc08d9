/* terraform/tree.h: the folders and files below the scanned path, parsed, and which module calls lead where. Internal.
 * Built once, on one thread but for the parsing; only read while roots are evaluated. */
#ifndef RAMPART_TERRAFORM_TREE_H
#define RAMPART_TERRAFORM_TREE_H

#include "terraform/instance.h"

struct tf_folder {
    const char *dir;                   /* real path */
    const char *shown;                 /* relative to the root; "." */
    VEC(const char *) names;           /* of its .tf and .tf.json files, sorted */
    struct tf_module *module;          /* NULL until read */
    struct map installed;              /* .terraform/modules/modules.json: key → dir (char *) */
    bool walked;                       /* found by walking, so it may be a root; else only as somebody's module */
    bool called;
};

struct tf_arenas { struct arena **items; size_t len, cap; };
void tf_arenas_free(struct tf_arenas *list);

struct tf_tree {
    struct arena *arena;
    const char *root;                  /* real path of the folder scanned */
    const char *fence;                 /* real path of the folder that nothing may be read outside of */
    const char *only_file;             /* one file was named: its name in the root folder */
    const struct tf_options *options;
    struct map folders;                /* real path → struct tf_folder */
    VEC(struct tf_folder *) roots;     /* sorted by path */
    struct { struct hcl_file **items; size_t len, cap; } files;
    struct notice_list notices;
    struct tf_arenas arenas;           /* of the parsed files: texts and literals, which resources go on pointing to */
    struct tf_arenas syntax;           /* and their trees, which go when all roots are evaluated */
};

MUST_USE bool tf_tree_read(struct tf_tree *tree, const char *path, struct error *err);
/* Is the real path inside the fence? */
bool tf_tree_inside(const struct tf_tree *tree, const char *real);
/* The values given to a root module's variables, later ones over earlier ones as Terraform has it. */
MUST_USE bool tf_tree_variables(const struct tf_tree *tree, struct tf_root *root, const struct tf_module *module);
/* What file() and its like may do for this root. */
struct hcl_host tf_tree_host(struct tf_root *root);

#endif
