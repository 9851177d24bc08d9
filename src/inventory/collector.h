/* inventory/collector.h: content/collectors/aws/SERVICE.yaml: which calls to make and how their answers become resources in Terraform's shape.
 *
 *   service: s3                          # the service of all calls, unless one says `other:Operation`
 *   scope: global                        # regional (the default): once a region; global: once an account, in the partition's first region
 *   resources:
 *     aws_s3_bucket:                     # a type of the provider's, or rampart_*
 *       list: {call: ListBuckets, params: {}, each: "Buckets[]", absent: [Code]}    # paged by the model; each: JMESPath on a page, an item each
 *                                          # list may also hold `prepare: {call: GenerateReport, until: "State == 'COMPLETE'"}`: called first, again and again until that holds (or we are tired of it)
 *       when: "State != 'deleted'"       # JMESPath; items for which it does not hold are none of ours
 *       get:                             # further calls an item, in order
 *         - {call: GetBucketLocation, params: {Bucket: "${Name}"}, as: location, value: LocationConstraint, absent: [Code]}
 *         - {call: DescribeThing, params: {...}, value: Thing, merge: true}         # its members beside those of the item
 *         - {if: "Kind == 'A'", call: DescribeMore, as: more}                         # `if`: JMESPath; where it does not hold, no call is made and `more` is null
 *         - {call: GetContact, params: {Kind: "${Value}"}, as: contact, gone: [NoSuchContact]}   # these errors say that the item itself is not there
 *       keep: "Owner == account"         # JMESPath, as `when`, but asked after the calls of `get`; not known: nor is whether there is one
 *       region: "location || 'us-east-1'"    # JMESPath: where the resource is, and its later calls go; asked after each call of `get` until it is not null
 *       id: Name                         # JMESPath: the provider's id
 *       arn: "arn:${partition}:s3:::${Name}"
 *       values: {bucket: Name}           # field: JMESPath; all others map by name: CamelCase → snake_case, as far as the provider's schema has them
 *       drop: [name]                     # fields that only seem to map by name
 *       unfilled: {force_destroy: why}   # fields that no call tells although rules read them, and why that is right
 *       tags: TagSet                     # JMESPath: a list of {Key, Value} or an object
 *       one: {GroupIds: ["${id}"]}       # parameters with which `list` gives only the resource of this id; without: all of the type are read again
 *       changed_by: {CreateBucket: requestParameters.bucketName, DeleteBucket: ...}  # event: JMESPath on the event's detail, the id or ids (or for `per`, the parent's); null: any of the type; []: none
 *     aws_s3_bucket_versioning:
 *       per: aws_s3_bucket               # one call for each of those, in its region, in place of `list`; each: what of the answer is an item
 *       call: GetBucketVersioning
 *       params: {Bucket: "${parent.values.bucket}"}
 *       if: "parent.item.Kind == 'A'"    # of `per` too: where it does not hold, there is none, and no call is made
 *       absent: [Code, "Code: text"]     # these errors (with the text in their message) are a fact: there is none. Any other: not assessed, with the reason
 *
 *     aws_iam_user_policy_attachment:
 *       per: aws_iam_user                # without `call`: no call is made; each is asked of the parent's own item, which has them already
 *       each: "AttachedManagedPolicies[]"
 *
 * An expression sees the item's members, and `account`, `partition`, `region`, `id`, `parent` ({id, arn, region, values, item}) and what `get` gave under
 * `as`. What a refused call would have given is unknown. A changed_by may also be a list of events with `event_key: PATH` beside it. */
#ifndef RAMPART_INVENTORY_COLLECTOR_H
#define RAMPART_INVENTORY_COLLECTOR_H

#include "aws/model.h"
#include "base/map.h"
#include "base/vec.h"
#include "jmespath/template.h"
#include "resource/schema.h"

#define COLLECTOR_ERRORS(ROW)                                                                                     \
    ROW(COLLECTOR_FIELD, "collector-unknown-field", "A collector has a field that collectors do not have, or lacks one that they must have.") \
    ROW(COLLECTOR_TYPE, "collector-unknown-type", "A collector names a resource type that neither the provider nor Rampart has.") \
    ROW(COLLECTOR_VALUE, "collector-unknown-value", "A collector fills a field that the type's schema does not have.") \
    ROW(COLLECTOR_CALL, "collector-unknown-call", "A collector names a service, operation, parameter or member that AWS's model does not have.") \
    ROW(COLLECTOR_EXPRESSION, "collector-expression", "An expression or template of a collector is not JMESPath.") \
    ROW(COLLECTOR_TWICE, "collector-twice", "Two collectors collect one type.")
COLLECTOR_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const collector_errors[];

struct collector_call {
    const char *service, *operation;
    const struct jmespath_template *params;   /* NULL: none */
    struct value params_written;              /* as the file has them: for checks */
    const char *const *absent; size_t n_absent;
    const char *permission;                   /* the IAM action, s3:GetBucketVersioning; NULL when read without models: see collector_action */
};

struct collector_get {
    struct collector_call call;
    const struct jmespath *condition;         /* NULL: always */
    const struct jmespath *value;             /* NULL: the whole answer */
    const char *as;                           /* NULL when merged */
    bool merge;
    const char *path;                         /* merged: `value` as it is written, "" for the whole answer */
    const char *const *gone; size_t n_gone;
};

/* A call that is made before the list, until its answer is as wanted. */
struct collector_prepare { struct collector_call call; const struct jmespath *until; };

struct collector_field { const char *name; const struct jmespath *expression; };
struct collector_unfilled { const char *field, *reason; };
struct collector_event { const char *name; const struct jmespath *key; };   /* key NULL: the event does not say which one */

struct collector_type {
    const char *type, *file;
    struct str text;                          /* of the file, for places */
    const char *service;                      /* the collector's: the unit of a sweep */
    bool global;
    bool left_out;                            /* by rampart.yaml: its resources and gaps are not told, those of its children are */
    struct schema_block schema;
    const char *per;                          /* the parent's type; NULL: listed */
    struct collector_type *parent;
    bool within;                              /* no call of its own: `each` of the parent's item; `call` is the parent's */
    struct collector_call call;               /* of the list, or per parent */
    struct collector_prepare prepare;         /* call.operation NULL: none */
    const struct jmespath *condition, *each, *when, *keep, *id, *region, *tags;   /* NULL: not said; id never */
    const char *each_written;
    const struct jmespath_template *arn, *one;
    VEC(struct collector_get) gets;
    VEC(struct collector_field) values;
    const char *const *drop; size_t n_drop;
    VEC(struct collector_unfilled) unfilled;
    VEC(struct collector_event) events;
    VEC(struct collector_type *) children;    /* those `per` this one */
    struct collector_type *shares;            /* an earlier type with the same list call: one call serves both; NULL */
    VEC(struct collector_type *) sharers;
};

struct collector_set {
    struct arena *arena;
    VEC(struct collector_type *) types;       /* by service, then in the order of the files; after collectors_finish */
    struct map by_type;
    VEC(const char *) services;               /* that have a collector, sorted */
    struct value permissions;                 /* content/collectors/permissions.yaml */
    struct value not_collected;               /* content/collectors/not_collected.yaml: [{why, covered, types: []}] */
};

/* The built-in collectors, all of them; finished. `models` NULL: they are not held against AWS's models, as the tests have done that, and none is unpacked. */
MUST_USE bool collectors_builtin(struct arena *arena, struct aws_models *models, struct collector_set *out, struct error *err);
/* One more file; `file` and `text` must outlive the set. COLLECTOR_TWICE when a type is there already. Errors have its place. */
MUST_USE bool collectors_add(struct collector_set *set, struct aws_models *models, const char *file, struct str text, struct error *err);
/* Ties children to parents and lists that are the same; after the last file. COLLECTOR_TYPE when a `per` leads nowhere. */
MUST_USE bool collectors_finish(struct collector_set *set, struct error *err);

/* Resource types that are not to be told of. False: one that no collector reads; `unknown` says which. */
bool collectors_leave_out(struct collector_set *set, const char *const *types, size_t n, const char **unknown);
const struct collector_type *collectors_find(const struct collector_set *set, const char *type);
/* Why no collector reads a type that rules ask for, as content says; NULL: it says nothing of it. *covered: nothing is missing for that. */
const char *collectors_why_not(const struct collector_set *set, const char *type, bool *covered);
/* Has the service types that are global, or that are not? */
bool collectors_has(const struct collector_set *set, const char *service, bool global);
/* The IAM action that allows a call, also where it was read without models. NULL with `err`. */
const char *collector_action(struct arena *arena, const struct collector_set *set, struct aws_models *models, const struct collector_call *call, struct error *err);
/* The members that a merged answer may hold: an object by AWS's names, empty where `path` leads to no structure. */
MUST_USE bool collector_merged(struct arena *arena, struct aws_models *models, const struct collector_get *get, struct value *members, struct error *err);
/* May the collector fill the top field `name`: written out, or by name from its answers' shapes? */
bool collector_fills(struct arena *arena, const struct collector_type *type, struct aws_models *models, const char *name);
/* The IAM actions of all calls of a type (of a set that was read with models), its own and those of `get`, added to `out` (a map: action → itself). */
MUST_USE bool collector_permissions(struct arena *arena, const struct collector_type *type, struct map *out);

#endif
