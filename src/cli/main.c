/* cli/main.c: the table of subcommands. To add one: a file cmd_NAME.c that defines a struct command, and a row here and in cli/commands.h. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

static const struct command *const commands[] = {
#define COMMAND_ROW(name) &command_##name,
    CLI_COMMANDS(COMMAND_ROW)
};

static void print_usage(FILE *out)
{
    fprintf(out, "Rampart judges AWS infrastructure: Terraform before it is applied, accounts as they are.\n\nUsage:\n  rampart COMMAND [flags]\n\nCommands:\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++) fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\n\"rampart COMMAND --help\" says more about one; \"rampart --version\" which rampart this is.\n");
}

static int unknown_command(const char *name)
{
    const char *names[COUNT_OF(commands)];
    for (size_t i = 0; i < COUNT_OF(commands); i++) names[i] = commands[i]->name;
    const char *near = str_nearest(str_of(name), names, COUNT_OF(names));
    fprintf(stderr, "error[cli-flag]: '%s' is not a command of rampart\n", name);
    if (near) fprintf(stderr, "  help: did you mean '%s'?\n", near);
    return 2;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "help";
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (strcmp(name, commands[i]->name) == 0) return commands[i]->run(argc - 1, argv + 1);
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        printf("rampart %s\n", RAMPART_VERSION);
        return 0;
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_usage(stdout);
        return argc > 1 ? 0 : 2;
    }
    return unknown_command(name);
}
