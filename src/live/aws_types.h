/* live/aws_types.h: AWS's names of resource types, as Config, Security Hub and CloudFormation write them, → Terraform's. */
#ifndef RAMPART_LIVE_AWS_TYPES_H
#define RAMPART_LIVE_AWS_TYPES_H

#include "base/str.h"

/* AWS::EC2::SecurityGroup → aws_security_group; NULL when Terraform's provider has none that is called so, and we know of none. */
const char *aws_type_to_terraform(const char *name);

#endif
