/* cli/cmd_explain.c: `rampart explain CODE`: what an error code means; without one, all of them as Markdown (docs/errors.md). */
#include <stdio.h>

#include "aws/aws_errors.h"
#include "cli/commands.h"
#include "finding/config_rules.h"
#include "finding/framework.h"
#include "finding/rule.h"
#include "finding/said.h"
#include "hcl/hcl_errors.h"
#include "inventory/collector.h"
#include "inventory/config.h"
#include "jmespath/jmespath.h"
#include "live/accounts.h"
#include "live/events.h"
#include "rego/rego_errors.h"
#include "report/github.h"
#include "store/store.h"
#include "terraform/errors.h"
#include "value/json.h"
#include "value/yaml.h"

/* One table a module; a new module is one row. */
static const struct error_code *const *const tables[] = {
    base_errors, json_errors, yaml_errors, rego_errors, hcl_errors, jmespath_errors, aws_errors, collector_errors, config_errors, live_errors, tf_errors,
    rule_errors, framework_errors, config_rule_errors, github_errors, store_errors, event_errors, cli_errors, said_codes,
};

static const struct error_code *find(const char *name)
{
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (const struct error_code *const *code = tables[t]; *code; code++)
            if (strcmp((*code)->name, name) == 0) return *code;
    return NULL;
}

static int explain(int argc, char **argv)
{
    if (argc < 2) {
        printf("# Error codes\n\nMade by `rampart explain`.\n\n| code | meaning |\n| --- | --- |\n");
        for (size_t t = 0; t < COUNT_OF(tables); t++)
            for (const struct error_code *const *code = tables[t]; *code; code++) printf("| `%s` | %s |\n", (*code)->name, (*code)->about);
        return 0;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        flags_print_help(&command_explain);
        return 0;
    }
    const struct error_code *code = find(argv[1]);
    if (!code) {
        fprintf(stderr, "error[cli-flag]: '%s' is not an error code\n", argv[1]);
        return 2;
    }
    printf("%s: %s\n", code->name, code->about);
    return 0;
}

const struct command command_explain = {
    "explain", "[CODE]", "say what an error code means", "Prints the meaning of one code, or a table of all.", NULL, 0, explain,
};
