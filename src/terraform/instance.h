/* terraform/instance.h: a module as it is called: its address, its arguments, and what has been evaluated of it so far.
 * Everything is evaluated when first asked for and remembered, so order in the files does not matter and cycles are found. Internal. */
#ifndef RAMPART_TERRAFORM_INSTANCE_H
#define RAMPART_TERRAFORM_INSTANCE_H

#include "terraform/load.h"
#include "terraform/module.h"

struct tf_tree;

/* State of something evaluated on demand. */
enum memo_state { MEMO_NONE, MEMO_BUSY, MEMO_DONE };
struct memo { enum memo_state state; struct value value; };

/* One element of a count or for_each: the key (VALUE_NONE without) and each.value. */
struct tf_element { struct value key, value; const char *index; };

enum tf_expansion_kind { TF_SINGLE, TF_COUNT, TF_FOR_EACH, TF_UNKNOWN_COUNT, TF_UNKNOWN_EACH };
struct tf_expansion {
    enum memo_state state;
    enum tf_expansion_kind kind;
    struct value unknown;                       /* of the unknown kinds: what it depends on */
    VEC(struct tf_element) elements;            /* one, without key, for all but TF_COUNT and TF_FOR_EACH */
    struct tf_instance **children;              /* of a module call: one an element; NULL elements: not loaded */
};

struct tf_instance {
    struct tf_root *root;
    const struct tf_module *module;
    struct tf_instance *parent;
    const struct tf_block *call;                /* in the parent; NULL for the root */
    const struct tf_element *element;           /* of the call */
    const char *address;                        /* "" or module.a["x"].module.b */
    const char *relative;                       /* path.module */
    unsigned depth;
    struct memo *variables, *locals, *outputs;  /* by index in the module's maps */
    struct tf_expansion *resources, *calls;     /* likewise */
    struct map attributes;                      /* "KEY[index].attr" → struct memo */
};

/* One root module being evaluated, on one thread. */
struct tf_root {
    struct arena *arena;
    struct arena *passing;                      /* of what one call needs: each rewinds it; gone when the root is evaluated */
    const struct tf_tree *tree;
    const struct tf_options *options;
    struct tf_instance *instance;
    struct map open;                            /* blocks reached through a reference: the node's bits → its name; see scope.c */
    struct map values;                          /* of the root's variables: struct tf_given */
    struct notice_list notices;
    struct resource_list resources;
    struct hcl_host host;
    uint64_t steps;
    unsigned depth;                             /* of evaluations inside evaluations: guards the stack */
    bool ok;                                    /* false: memory is out */
};

struct tf_given { struct value value; const struct hcl_expr *expr; };   /* from a tfvars file (expr) or text (value) */

/* What surrounds an expression. */
struct tf_iterator { struct str name; struct value key, value; const struct tf_iterator *outer; };
struct tf_context {
    struct tf_instance *instance;
    const struct tf_block *block;               /* whose element is each / count; NULL: none */
    const struct tf_element *element;
    enum tf_expansion_kind expansion;
    struct value unknown_each;                  /* of TF_UNKNOWN_EACH and TF_UNKNOWN_COUNT */
    const struct tf_iterator *iterators;        /* of dynamic blocks */
    const struct hcl_expr *self;
};

/* --- scope.c --- */
/* The value of an expression; what cannot be evaluated becomes a notice and an unknown. VALUE_NONE only when memory is out (root->ok false). */
struct value tf_eval(struct tf_context *context, const struct hcl_expr *expr);
struct value tf_variable_value(struct tf_instance *instance, size_t i);
struct value tf_local_value(struct tf_instance *instance, size_t i);
struct value tf_output_value(struct tf_instance *instance, size_t i);
/* An attribute or block of a resource by its key in the module, as another expression sees it. */
struct value tf_resource_attribute(struct tf_instance *instance, size_t resource, const struct tf_element *element, struct str name);
/* Index of a key in one of the module's maps, or -1. */
ptrdiff_t tf_map_index(const struct map *map, struct str key);

/* --- expand.c --- */
struct tf_expansion *tf_expand_resource(struct tf_instance *instance, size_t i);
struct tf_expansion *tf_expand_call(struct tf_instance *instance, size_t i);
struct tf_instance *tf_instance_new(struct tf_root *root, const struct tf_module *module, struct tf_instance *parent, const struct tf_block *call,
                                    const struct tf_element *element);
struct tf_context tf_context_of(struct tf_instance *instance, const struct tf_block *block, const struct tf_expansion *expansion,
                                const struct tf_element *element);

/* --- build.c --- */
/* The whole resource: values, places, references. */
MUST_USE bool tf_build_resource(struct tf_instance *instance, const struct tf_block *block, const struct tf_expansion *expansion,
                                const struct tf_element *element, struct resource *out);
/* One field of it alone; VALUE_NONE when the configuration does not set it (or memory is out). */
struct value tf_build_field(struct tf_context *context, const struct tf_block *block, struct str name);
/* Is the field named in the block at all? */
bool tf_block_has(struct tf_root *root, const struct tf_block *block, struct str name);

/* --- references.c --- */
/* What an expression refers to, followed through locals, variables and outputs: absolute addresses. `*sensitive`: something on the way is. */
MUST_USE bool tf_references(struct tf_context *context, const struct hcl_expr *expr, const char *path, struct resource *out, bool *sensitive);

/* --- policy_document.c --- */
/* The JSON of a data "aws_iam_policy_document" with these values; partly unknown where they are. */
struct value tf_policy_document(struct arena *arena, struct value values);

/* --- tree.c --- */
/* The module that a call's source leads to; NULL with *why (in the root's arena) when it is not there. */
const struct tf_module *tf_tree_module(struct tf_root *root, const struct tf_instance *caller, const struct tf_block *call, const char **why);

#endif
