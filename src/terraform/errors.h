/* terraform/errors.h: the codes of the Terraform front end. */
#ifndef RAMPART_TERRAFORM_ERRORS_H
#define RAMPART_TERRAFORM_ERRORS_H

#include "base/error.h"

#define TF_ERRORS(ROW)                                                                                            \
    ROW(TF_NOT_A_PLAN, "tf-not-a-plan", "The file is JSON but neither a plan nor a state as `terraform show -json` prints it.") \
    ROW(TF_BINARY_PLAN, "tf-binary-plan", "The file is Terraform's binary plan; `terraform show -json FILE` makes the JSON that can be read.") \
    ROW(TF_FORMAT_VERSION, "tf-format-version", "The plan's format_version has a major number that is not known; its fields may mean anything.") \
    ROW(TF_STATE_VERSION, "tf-state-version", "The state file has a version that is not read.")                    \
    ROW(TF_ENCODING, "tf-encoding", "The file is in an encoding other than UTF-8, UTF-16 or gzip of these.")       \
    ROW(TF_NOTHING_TO_READ, "tf-nothing-to-read", "The path holds no Terraform file.")                            \
    ROW(TF_CYCLE, "tf-cycle", "A local, output or resource refers to itself through others.")                     \
    ROW(TF_LIMIT, "tf-limit", "The configuration grows past a limit that guards memory and time (count, for_each, module depth).") \
    ROW(TF_INVALID, "tf-invalid", "The configuration is HCL but not Terraform: a block with wrong labels, an unknown variable, a wrong type.")
TF_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const tf_errors[];

#endif
