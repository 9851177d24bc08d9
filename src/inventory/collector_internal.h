/* inventory/collector_internal.h: what the files of the collectors' reader share. */
#ifndef RAMPART_INVENTORY_COLLECTOR_INTERNAL_H
#define RAMPART_INVENTORY_COLLECTOR_INTERNAL_H

#include "inventory/collector.h"

/* The built-in content: see pack_collectors.py. Ends with a file of NULL. */
struct packed_collector { const char *file, *text; };
extern const struct packed_collector packed_collectors[];

/* The IAM action that allows the operation: "prefix:Operation" but for the exceptions of content/collectors/permissions.yaml. NULL: memory. */
const char *collector_permission(const struct collector_set *set, struct arena *arena, const struct aws_operation *operation);

#endif
