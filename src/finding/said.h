/* finding/said.h: the codes of what a scan says beside its verdicts and errors. `rampart explain` tells them too. */
#ifndef RAMPART_FINDING_SAID_H
#define RAMPART_FINDING_SAID_H

#include "base/error.h"

#define SAID(ROW)                                                                                                 \
    ROW(SAID_NOTHING, "nothing-to-read", "No Terraform file, plan or state was found, so nothing is judged.")     \
    ROW(SAID_NOT_JUDGED, "file-not-judged", "A file was named that the chosen frameworks leave out.")             \
    ROW(SAID_MODULE, "module-not-loaded", "The code of a module is not on this machine; what is in it is not judged. 'terraform init' brings it.") \
    ROW(SAID_FILE_MISSING, "file-missing", "A file that the code reads is not there, or lies outside of what is scanned; its content is unknown.") \
    ROW(SAID_SANDBOX, "sandbox", "The kernel does not enforce all that the program gives up before it reads the code; it keeps to it by itself.") \
    ROW(SAID_SKIP_EXPIRED, "skip-expired", "A skip has run out, so the rule counts again.")                       \
    ROW(SAID_SKIP_NEW, "skip-not-on-base", "A skip, an entry of a baseline or a setting is new: with --skips-from it does not count before it is on the base branch, or approved.") \
    ROW(SAID_SKIPS_UNOWNED, "skips-without-owner", "The file of approved skips has no owner in CODEOWNERS, so nobody has to agree to it: new entries do not count.") \
    ROW(SAID_SKIPS_CUT, "skips-limit", "An ignore file holds more skips than are read.")                          \
    ROW(SAID_VALUE_CUT, "value-cut", "Some of the reasons of a finding, or of what it depends on, are left out of the report.") \
    ROW(SAID_POLICY_WARN, "policy-warn", "A policy's 'warn' rule speaks: it fails nothing.")                      \
    ROW(SAID_POLICY_EMPTY, "policy-without-rules", "A policy package has no deny, violation or warn, so it decides nothing.") \
    ROW(SAID_SARIF_CUT, "sarif-limit", "There are more results than code scanning takes; the gravest are kept.")
SAID(ERROR_CODE_DECLARE)
extern const struct error_code *const said_codes[];

#endif
