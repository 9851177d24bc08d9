/* resource/resource.h: the one document: a resource in Terraform's shape, wherever it came from.
 *
 * `values` follows the provider's schema: a block is always a list of objects, a set is a sorted list, an absent optional is absent, and a
 * JSON document in a string `x` also stands parsed beside it as `x_document`. What is not known before apply is an unknown, with the
 * references it came from. All of it lives in the arena of whoever loaded it. */
#ifndef RAMPART_RESOURCE_RESOURCE_H
#define RAMPART_RESOURCE_RESOURCE_H

#include "base/vec.h"
#include "value/value.h"

/* Where a path of `values` was written. Paths are Terraform's: ingress[0].cidr_blocks, tags.Name. */
struct resource_place { const char *path; uint32_t line, column, end_line; };

/* `path` of values refers to `target`: an address with the attribute read, module.a.aws_s3_bucket.b[0].id. */
struct resource_ref { const char *path, *target; };

enum resource_origin { RESOURCE_FROM_HCL, RESOURCE_FROM_PLAN, RESOURCE_FROM_STATE, RESOURCE_FROM_ACCOUNT };

/* A skip written in the code, as found; what it means is the gate's business. */
struct resource_comment { struct str text; uint32_t line; };

struct resource {
    const char *address;          /* module.a["x"].aws_s3_bucket.b[0]; data sources with data. in front of the type */
    const char *type, *name;      /* aws_s3_bucket, b */
    const char *module;           /* module.a["x"], "" for the root */
    const char *root;             /* the root module or file it belongs to: addresses are unique only within it */
    const char *index;            /* [0] or ["key"], "" without; "" too when count or for_each is not known */
    bool data_source;
    enum resource_origin origin;
    struct value values;          /* an object */
    struct value sensitive;       /* an array of paths (strings) whose values must not be shown */
    struct value lifecycle;       /* the lifecycle block of the HCL, an object; VALUE_NONE without */
    const char *region, *account, *arn;   /* NULL where not known */
    const char *unread;           /* of an account: why it could not be read again: what it is like, and whether it is still there, is not known; NULL */
    const char *parent;           /* of an account: the address of the resource that it was read with; NULL */
    const char *provider;         /* "aws" or "aws.ALIAS"; NULL when not said */
    const char *action;           /* of a plan: create, update, replace, no-op, read; NULL elsewhere */
    const char *file;             /* relative to the scanned root; NULL when there is none */
    uint32_t line, end_line;      /* of the block; 0 unknown */
    VEC(struct resource_place) places;
    VEC(struct resource_ref) refs;
    VEC(struct resource_comment) comments;   /* inside the block, and on the lines directly above it, also of the calling module blocks */
};

struct resource_list { struct resource **items; size_t len, cap; };

/* Something that was not read or not known, for the report: never silently left out. */
enum notice_kind {
    NOTICE_FILE_ERROR,        /* a file, or a part of it, could not be read: see error */
    NOTICE_MODULE_NOT_LOADED, /* subject: the module's address; detail: source and why */
    NOTICE_FILE_MISSING,      /* file(), templatefile() of a file that is not there or outside the root */
    NOTICE_CYCLE, NOTICE_LIMIT, NOTICE_INVALID,   /* detail says */
};

struct notice { enum notice_kind kind; const char *subject, *detail, *file; uint32_t line, column; };
struct notice_list { struct notice *items; size_t len, cap; };

/* The document a rule sees as `input`: {address, type, name, mode, module, origin, region, provider, values, action}. Absent is absent. */
struct value resource_document(struct arena *arena, const struct resource *resource);

/* Puts parsed JSON documents beside the strings that hold them, at every depth: `x_document` beside `x`. Partly unknown strings are
 * parsed too, with the unknown pieces as unknowns. */
struct value resource_with_documents(struct arena *arena, struct value values);

/* The place of `path`, or of the nearest enclosing path that has one; NULL when none has. */
const struct resource_place *resource_place(const struct resource *resource, const char *path);

/* Paths at which `values` is unknown, in order, as an array of strings. */
struct value resource_unknown_paths(struct arena *arena, struct value values);

/* `values` with each unknown that has no reference named by its own place, ADDRESS.path: a verdict must be able to say what it depends on. */
struct value resource_name_unknowns(struct arena *arena, struct value values, const char *address);

/* Appends ".name", ["na me"] or [i] to a path. */
MUST_USE const char *resource_path_field(struct arena *arena, const char *path, struct str name);
MUST_USE const char *resource_path_index(struct arena *arena, const char *path, size_t i);

/* Is an attribute of this name one that holds a secret (password, secret_key, ...)? The schema's own marks are not in the source of our tables. */
bool resource_secret_name(struct str name);

/* Must the value at `path` not be shown: marked sensitive, or secret by its name? */
bool resource_is_sensitive(const struct resource *resource, const char *path);

/* Sorts by address (natural order is not used: bytes), then file and line: the same input gives the same order. */
void resource_list_sort(struct resource_list *list);

#endif
