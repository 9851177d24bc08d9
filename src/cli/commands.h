/* cli/commands.h: every subcommand by name; each is defined in cmd_NAME.c. */
#ifndef RAMPART_CLI_COMMANDS_H
#define RAMPART_CLI_COMMANDS_H

#include "cli/flags.h"

#define CLI_COMMANDS(ROW) \
    ROW(scan)             \
    ROW(resources)        \
    ROW(live)             \
    ROW(rules)            \
    ROW(content)          \
    ROW(explain)          \
    ROW(eval)             \
    ROW(aws)              \
    ROW(test)

#define CLI_COMMAND_DECLARE(name) extern const struct command command_##name;
CLI_COMMANDS(CLI_COMMAND_DECLARE)

#endif
