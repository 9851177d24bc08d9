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

/* What a part does once its flags are read. True: its exit status is *status, 0 unless it says otherwise. False with `err`, which is printed: 2. */
typedef bool live_part(struct arena *arena, void *options, const struct flag_list *rest, int *status, struct error *err);
/* A part from its arguments to its exit status: flags into `options` (which hold the defaults), help, errors. */
int live_run(const struct command *command, int argc, char **argv, void *options, live_part *part);

#endif
