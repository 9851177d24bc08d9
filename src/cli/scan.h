/* cli/scan.h: the parts of `rampart scan`, in the order in which they work: options → inputs → judging and policies → baseline → exit status. */
#ifndef RAMPART_CLI_SCAN_H
#define RAMPART_CLI_SCAN_H

#include "base/sandbox.h"
#include "cli/base_tree.h"
#include "cli/flags.h"
#include "finding/judge.h"
#include "report/report.h"
#include "terraform/load.h"
#include "terraform/plan.h"

struct scan_options {
    struct flag_list paths, directories, files, frameworks, check, skip_check, skip_paths, var_files, vars, external_checks, outputs, soft_fail_on,
        hard_fail_on, policies;
    const char *config_file, *baseline, *output_file_path, *repo_root, *unknown, *workspace, *skips_from, *root, *log_level, *github_pr, *approved_skips;
    struct base_tree *base;          /* of --skips-from, open; NULL without */
    bool create_baseline, compact, quiet, soft_fail, deep_analysis, strict, no_colour;
    long threads;
    struct flag_list meaningless;    /* flags of Checkov that have no meaning here, as given */
    const char *ignored_text;
    bool ignored;
};

enum { SCAN_FLAGS = 32 };
extern const struct flag scan_flags[SCAN_FLAGS];

/* Command line, then the config file for what the command line does not say. Says in `report` what means nothing. False: exit 2 with `err`. */
MUST_USE bool scan_options_read(struct arena *arena, int argc, char **argv, struct scan_options *out, struct report *report, bool *help, struct error *err);

/* Gives up files, network and other programs, but for what these options name. */
void scan_sandbox(struct arena *arena, const struct scan_options *options, struct sandbox_state *out);

/* --- inputs --- */
struct scan_input { const char *path, *prefix; bool directory; struct tf_config *config; struct tf_plan *plan; struct str text; };
struct scan_inputs {
    struct { struct scan_input *items; size_t len, cap; } items;
    struct resource_list resources;
    const struct scan_options *options;
    struct report *report;
    struct tf_config *repo;          /* the code beside a plan (--repo-root-for-plan-enrichment) */
    struct re2 **skip;               /* --skip-path, compiled; NULL where it is no regular expression */
};

/* Loads everything named; notices become messages. False: exit 2. */
MUST_USE bool scan_inputs_load(struct arena *arena, const struct scan_options *options, struct report *report, struct scan_inputs *out, struct error *err);
void scan_inputs_free(struct scan_inputs *inputs);

struct tf_options scan_load_options(const struct scan_options *options, struct scan_inputs *inputs);
/* An address without its keys: module.a["x"].aws_s3_bucket.b[0] → module.a.aws_s3_bucket.b */
const char *scan_without_keys(struct arena *arena, const char *address);

/* Gives the resources of plans their place, comments and links in the code beside them. */
MUST_USE bool scan_enrich(struct arena *arena, struct scan_inputs *inputs, struct error *err);

/* --- skips --- */
/* Reads ignore files and approved skips, and with --skips-from what was skipped on that commit. NULL: exit 2. Free after judging. */
struct scan_skips *scan_skips_load(struct arena *arena, const struct scan_options *options, struct scan_inputs *inputs, struct report *report,
                                   struct judge_options *out, struct error *err);
void scan_skips_free(struct scan_skips *skips);   /* NULL is fine */

/* --- a team's own policies (--policy) --- */
MUST_USE bool scan_policies(struct arena *arena, const struct scan_options *options, const struct scan_inputs *inputs, struct report *report, struct error *err);

/* --- baseline --- */
/* With a base tree, an entry that is not in the baseline there does not count, and is said. */
MUST_USE bool scan_baseline_apply(const char *path, const struct base_tree *base, struct report *report, struct error *err);
MUST_USE bool scan_baseline_write(const char *path, const struct report *report, struct error *err);

/* --- the pull request (--github-pr) --- */
struct github_poster;
/* Starts the process that will make the calls and takes the token out of this one; before the sandbox. NULL with *why where that cannot be. */
struct github_poster *scan_github_start(struct arena *arena, const struct scan_options *options, const char **why);
/* Posts; what came of it is a message. A failure to post is no failure of the run. */
MUST_USE bool scan_github_review(struct arena *arena, struct github_poster *poster, const char *why, const struct scan_options *options, struct report *report);
void scan_github_end(struct github_poster *poster);   /* NULL is fine */

#endif
