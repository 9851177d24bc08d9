/* inventory/item.h: one thing that a list call gave, on its way to becoming a resource. Internal to src/inventory. */
#ifndef RAMPART_INVENTORY_ITEM_H
#define RAMPART_INVENTORY_ITEM_H

#include "inventory/collector.h"
#include "resource/resource.h"

struct item {
    const struct collector_type *type;
    struct item *parent;               /* NULL: listed */
    struct value members;              /* an object: the item as AWS gave it, with what was merged */
    struct value results;              /* an object: what `get` gave, by its `as` */
    const char *account, *partition, *region, *id, *arn;   /* id, arn: NULL until known */
    const char *address;               /* arn, else TYPE/REGION/ID; "" until the id is known */
    bool region_known;                 /* the type's own expression has been answered, or the parent's */
    bool arn_unknown;                  /* it depends on what was refused */
    struct value values;               /* of the finished resource */
    const struct collector_get *refused; const char *refused_code;   /* the last call about it that was refused; NULL */
};

/* *about: false when `when` says that it is none of ours. NULL with `err` for an expression that fails. */
struct item *item_new(struct arena *arena, const struct collector_type *type, struct item *parent, struct value members, const char *account, const char *partition, const char *region,
                      bool *about, struct error *err);
/* Does it hold: an answer that is not null, false or empty? False with `err` for an expression that fails. */
MUST_USE bool item_holds(struct arena *arena, const struct jmespath *expression, struct value context, bool *out, struct error *err);
/* The item of a resource that was collected earlier, as a parent: its answers are not known any more. `region`: of its calls where it has none. NULL: memory. */
struct item *item_of_resource(struct arena *arena, const struct collector_type *type, const struct resource *resource, const char *account, const char *partition,
                              const char *region);

/* What expressions of the item see; VALUE_NONE: memory. */
struct value item_context(struct arena *arena, const struct item *item);
/* What expressions of a list see: account, partition, region, parent (NULL: none). */
struct value item_outer_context(struct arena *arena, const struct item *parent, const char *account, const char *partition, const char *region);

/* Takes the answer of a `get` (VALUE_NULL_: there is none; VALUE_NONE: refused, with the IAM action and the code). */
MUST_USE bool item_take(struct arena *arena, struct item *item, const struct collector_get *get, struct aws_models *models, struct value answer, const char *action, const char *code,
                        struct error *err);

/* The finished resource. NULL with `err`. */
struct resource *item_resource(struct arena *arena, struct item *item, struct error *err);

#endif
