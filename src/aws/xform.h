/* aws/xform.h: ListBuckets → list-buckets: the names of operations and members as awscli and boto3 spell them. */
#ifndef RAMPART_AWS_XFORM_H
#define RAMPART_AWS_XFORM_H

#include "base/str.h"

/* The CamelCase `name` in lower case with `separator` ('-' for awscli, '_' for boto3) between its words. NULL when memory is out. */
MUST_USE char *aws_xform(struct arena *arena, struct str name, char separator);

#endif
