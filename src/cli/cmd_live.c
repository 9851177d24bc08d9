/* cli/cmd_live.c: `rampart live`: the table of its parts. To add one: a file live_NAME.c and a row in live_commands.h. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/live_commands.h"

static const struct command *const parts[] = {
#define LIVE_ROW(name) &live_command_##name,
    LIVE_COMMANDS(LIVE_ROW)
};

static int failed(const struct error *err)
{
    struct buf text = buf_new(0);
    error_print(&text, err, STR(""));
    fwrite(text.s ? text.s : "", 1, text.len, stderr);
    buf_free(&text);
    return 2;
}

int live_run(const struct command *command, int argc, char **argv, void *options, live_part *part)
{
    struct arena *arena = arena_new(0);
    struct flag_list rest = {0};
    struct error err = {0};
    bool help = false;
    int status = 0;
    bool ok = (arena || error_no_memory(&err)) && flags_parse(arena, command->flags, command->n_flags, argc, argv, options, &rest, &help, &err);
    if (ok && help) flags_print_help(command);
    else if (!ok || !part(arena, options, &rest, &status, &err)) status = failed(&err);
    arena_free(arena);
    return status;
}

static void print_usage(FILE *out)
{
    fprintf(out, "Rampart judges AWS accounts as they are.\n\nUsage:\n  rampart live PART [flags]\n\nParts:\n");
    for (size_t i = 0; i < COUNT_OF(parts); i++) fprintf(out, "  %-12s %s\n", strchr(parts[i]->name, ' ') + 1, parts[i]->summary);
    fprintf(out, "\n\"rampart live PART --help\" says more about one.\n");
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--config-rules") == 0) return live_command_config_rules.run(argc - 1, argv + 1);   /* the same as `live config-rules DIR` */
    if (strncmp(name, "--config-rules=", 15) == 0) {
        argv[1] += 15;
        return live_command_config_rules.run(argc, argv);
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strcmp(strchr(parts[i]->name, ' ') + 1, name) == 0) return parts[i]->run(argc - 1, argv + 1);
    bool help = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0;
    if (*name && !help) {
        struct error err = {0};
        const char *names[COUNT_OF(parts)];
        for (size_t i = 0; i < COUNT_OF(parts); i++) names[i] = strchr(parts[i]->name, ' ') + 1;
        const char *near = str_nearest(str_of(name), names, COUNT_OF(names));
        error_set(&err, &CLI_ERR_FLAG, "'%.80s' is not a part of rampart live", name);
        if (near) error_help(&err, "did you mean '%s'?", near);
        return failed(&err);
    }
    print_usage(help ? stdout : stderr);
    return help ? 0 : 2;
}

const struct command command_live = {"live", "PART", "AWS accounts as they are: inventory, verdicts, scores", NULL, NULL, 0, run};
