/* cli/flags.h: command line flags as rows of a table; parsing and help come from the same rows. */
#ifndef RAMPART_CLI_FLAGS_H
#define RAMPART_CLI_FLAGS_H

#include <stddef.h>

#include "base/error.h"
#include "base/vec.h"

#define CLI_ERRORS(ROW)                                                                                           \
    ROW(CLI_ERR_FLAG, "cli-flag", "A flag or argument that this command does not have, or a value it does not take.")
CLI_ERRORS(ERROR_CODE_DECLARE)
extern const struct error_code *const cli_errors[];

enum flag_kind {
    FLAG_BOOL,        /* bool */
    FLAG_TEXT,        /* const char * */
    FLAG_OPTIONAL,    /* const char *: "" when given without a value; a value stands behind '=' */
    FLAG_LIST,        /* struct flag_list: may be given several times */
    FLAG_COMMA_LIST,  /* the same, and a value may hold several, separated by commas */
    FLAG_INT,         /* long */
    FLAG_NUMBER,      /* double */
    FLAG_DURATION     /* uint64_t nanoseconds: 5s, 100ms, 1m30s */
};

struct flag_list { const char **items; size_t len, cap; };

/* A flag: its names, what it takes ("" for none, choices as "{a,b}": only these are accepted), what it does, where its value goes. */
struct flag {
    const char *name; char letter;
    enum flag_kind kind;
    const char *takes, *help;
    size_t offset;    /* in the command's options */
};

/* A subcommand: one row of the table in main.c. */
struct command {
    const char *name, *arguments, *summary;
    const char *about;                    /* a paragraph or more for its help */
    const struct flag *flags; size_t n_flags;
    int (*run)(int argc, char **argv);    /* argv[0] is the command's name; the exit status */
};

/* Sets flags in `options`, and the other arguments in `rest`. --flag=value, --flag value, -f value, -fvalue; "--" ends flags. CLI_ERR_FLAG. */
MUST_USE bool flags_parse(struct arena *arena, const struct flag *flags, size_t n, int argc, char **argv, void *options, struct flag_list *rest,
                          bool *help, struct error *err);
void flags_print_help(const struct command *command);

#endif
