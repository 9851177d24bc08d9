/* cli/live_commands.h: the parts of `rampart live`: each a file live_NAME.c and a row here. */
#ifndef RAMPART_CLI_LIVE_COMMANDS_H
#define RAMPART_CLI_LIVE_COMMANDS_H

#include "cli/flags.h"
#include "live/session.h"

#define LIVE_COMMANDS(ROW) \
    ROW(config_rules) \
    ROW(diff)      \
    ROW(dump)      \
    ROW(accounts)  \
    ROW(findings)  \
    ROW(gaps)      \
    ROW(permissions) \
    ROW(resources) \
    ROW(score)     \
    ROW(show)      \
    ROW(sweep)     \
    ROW(timeline)  \
    ROW(watch)

#define LIVE_COMMAND_DECLARE(name) extern const struct command live_command_##name;
LIVE_COMMANDS(LIVE_COMMAND_DECLARE)

/* What all of them take. */
struct live_common { const char *profile, *endpoint_url, *region; };
#define LIVE_COMMON_FLAGS(AT_COMMON)                                                                                                         \
    {"endpoint-url", 0, FLAG_TEXT, "URL", "where all services are called (default: AWS_ENDPOINT_URL, the profile, AWS)", AT_COMMON(endpoint_url)}, \
    {"profile", 0, FLAG_TEXT, "NAME", "of the shared config (default: AWS_PROFILE)", AT_COMMON(profile)}

/* Prints `err` on standard error; 2. */
int live_failed(const struct error *err);
/* Flags and help of a part: -1 to go on, else the exit status. */
int live_parse(struct arena *arena, const struct command *command, int argc, char **argv, void *options, struct flag_list *rest);

#endif
