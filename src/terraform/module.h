/* terraform/module.h: what a folder of Terraform files declares, before anything is evaluated. Read once a folder, shared by all its instances. */
#ifndef RAMPART_TERRAFORM_MODULE_H
#define RAMPART_TERRAFORM_MODULE_H

#include "base/map.h"
#include "hcl/eval.h"
#include "resource/resource.h"

/* A block with the override blocks that change it: attributes of later bodies replace earlier ones, blocks of a type replace those of that type. */
struct tf_bodies { const struct hcl_body **items; size_t len, cap; };

struct tf_variable {
    const struct hcl_block *block;
    const struct hcl_expr *fallback;         /* NULL: none */
    const struct hcl_type *type;             /* never NULL */
    bool sensitive, ephemeral, nullable;
    VEC(const struct hcl_body *) validations;
};

struct tf_block {                            /* a resource, data source, module call or provider */
    const struct hcl_block *block;
    struct str type, name;                   /* a module call and a provider have only a name (provider: with alias "" or ALIAS in `alias`) */
    struct str alias;
    bool data_source, ephemeral;
    struct tf_bodies bodies;
    const struct hcl_expr *count, *for_each, *provider;
    const struct hcl_expr *source;           /* of a module call */
    const char *key;                         /* "aws_s3_bucket.b", "data.aws_ami.a", "b" (module), "aws.west" (provider) */
};

struct tf_output { const struct hcl_block *block; const struct hcl_expr *value; bool sensitive; };

struct tf_module {
    const char *dir;                         /* real path */
    const char *shown;                       /* relative to the scanned root, "." for the root itself */
    struct map variables, locals, outputs;   /* struct tf_variable, struct hcl_attribute, struct tf_output */
    struct map resources;                    /* by key: struct tf_block, data sources too; in order of the files */
    struct map calls, providers;             /* struct tf_block */
    VEC(struct hcl_file *) files;
    VEC(struct hcl_file *) tfvars;           /* terraform.tfvars, *.auto.tfvars in Terraform's order */
};

/* Sorts the files of one folder (already parsed) into a module. False when memory is out; what is wrong becomes a notice. */
MUST_USE bool tf_module_read(struct arena *arena, struct tf_module *module, struct notice_list *notices);

/* Adds a notice from a diagnostic. */
MUST_USE bool tf_notice_diag(struct arena *arena, struct notice_list *notices, enum notice_kind kind, const struct hcl_diag *diag);
MUST_USE bool tf_notice(struct arena *arena, struct notice_list *notices, enum notice_kind kind, const char *subject, const char *detail,
                        const struct hcl_range *range);

/* The attribute of that name, the last body's first; NULL when none has it. */
const struct hcl_expr *tf_bodies_attribute(struct arena *arena, const struct tf_bodies *bodies, const char *name);

/* A body's whole content: attributes and blocks, in native or JSON syntax. For JSON, `blocks` names what are blocks (NULL-terminated). */
MUST_USE bool tf_content(struct arena *arena, const struct hcl_body *body, const struct hcl_schema *schema, struct hcl_content *out,
                         struct hcl_diags *diags);

#endif
