/* cli/flags.c: see flags.h. */
#include "cli/flags.h"

#include <stdio.h>
#include <stdlib.h>

CLI_ERRORS(ERROR_CODE_DEFINE)
const struct error_code *const cli_errors[] = {CLI_ERRORS(ERROR_CODE_ROW) NULL};

static bool add(struct arena *arena, struct flag_list *list, const char *text, struct error *err)
{
    const char **slot = vec_push(arena, list);
    if (!slot) return error_no_memory(err);
    *slot = text;
    return true;
}

static bool is_choice(const char *takes, const char *text)
{
    size_t len = strlen(text);
    for (const char *p = takes + 1; *p;) {
        size_t n = strcspn(p, ",}");
        if (n == len && memcmp(p, text, n) == 0) return true;
        p += n;
        if (*p) p++;
    }
    return false;
}

/* As Go writes durations. */
static bool duration(const char *text, uint64_t *out)
{
    static const struct { const char *unit; double ns; } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 6e10}, {"h", 3.6e12}};
    double total = 0;
    if (strcmp(text, "0") == 0) { *out = 0; return true; }
    if (!*text) return false;
    while (*text) {
        char *end;
        double x = strtod(text, &end);
        if (end == text || x < 0) return false;
        size_t n = strspn(end, "abcdefghijklmnopqrstuvwxyz"), i = 0;
        while (i < COUNT_OF(units) && !(strlen(units[i].unit) == n && memcmp(units[i].unit, end, n) == 0)) i++;
        if (i == COUNT_OF(units)) return false;
        total += x * units[i].ns;
        text = end + n;
    }
    if (total > 9e18) return false;
    *out = (uint64_t)total;
    return true;
}

static bool set(struct arena *arena, const struct flag *flag, const char *text, void *options, struct error *err)
{
    void *place = (char *)options + flag->offset;
    char *end;
    if (flag->takes[0] == '{' && !is_choice(flag->takes, text))
        return error_set(err, &CLI_ERR_FLAG, "invalid argument '%s' for '--%s': must be one of %s", text, flag->name, flag->takes);
    switch (flag->kind) {
    case FLAG_BOOL:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
            return error_set(err, &CLI_ERR_FLAG, "invalid argument '%s' for '--%s': must be true or false", text, flag->name);
        *(bool *)place = text[0] == 't';
        return true;
    case FLAG_TEXT:
    case FLAG_OPTIONAL: *(const char **)place = text; return true;
    case FLAG_LIST: return add(arena, place, text, err);
    case FLAG_COMMA_LIST:
        while (*text) {
            size_t n = strcspn(text, ",");
            const char *item = arena_strndup(arena, text, n);
            if (!item) return error_no_memory(err);
            if (n && !add(arena, place, item, err)) return false;
            text += n + (text[n] == ',');
        }
        return true;
    case FLAG_INT:
        *(long *)place = strtol(text, &end, 10);
        if (*end || end == text) return error_set(err, &CLI_ERR_FLAG, "invalid argument '%s' for '--%s': must be a whole number", text, flag->name);
        return true;
    case FLAG_NUMBER:
        *(double *)place = strtod(text, &end);
        if (*end || end == text) return error_set(err, &CLI_ERR_FLAG, "invalid argument '%s' for '--%s': must be a number", text, flag->name);
        return true;
    case FLAG_DURATION:
        if (!duration(text, place)) return error_set(err, &CLI_ERR_FLAG, "invalid argument '%s' for '--%s': must be a duration such as 5s or 100ms", text, flag->name);
        return true;
    }
    return true;
}

static const struct flag *find_name(const struct flag *flags, size_t n, const char *name, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(flags[i].name) == len && memcmp(flags[i].name, name, len) == 0) return &flags[i];
    return NULL;
}

static const struct flag *find_letter(const struct flag *flags, size_t n, char letter)
{
    for (size_t i = 0; i < n; i++)
        if (flags[i].letter == letter) return &flags[i];
    return NULL;
}

static bool unknown_flag(const struct flag *flags, size_t n, const char *text, size_t len, struct error *err)
{
    const char *names[128];
    size_t n_names = 0;
    for (size_t i = 0; i < n && n_names < COUNT_OF(names); i++) names[n_names++] = flags[i].name;
    const char *near = str_nearest((struct str){text, len}, names, n_names);
    error_set(err, &CLI_ERR_FLAG, "unknown flag: --%.*s", (int)len, text);
    return near ? error_help(err, "did you mean --%s?", near) : false;
}

/* --name, --name=value or --name value. */
static bool long_flag(struct arena *arena, const struct flag *flags, size_t n, int argc, char **argv, int *i, void *options, bool *help, struct error *err)
{
    const char *text = argv[*i] + 2;
    size_t len = strcspn(text, "=");
    const struct flag *flag = find_name(flags, n, text, len);
    if (!flag && len == 4 && memcmp(text, "help", 4) == 0) { *help = true; return true; }
    if (!flag) return unknown_flag(flags, n, text, len, err);
    if (text[len] == '=') return set(arena, flag, text + len + 1, options, err);
    if (flag->kind == FLAG_BOOL) return set(arena, flag, "true", options, err);
    if (flag->kind == FLAG_OPTIONAL) return set(arena, flag, "", options, err);
    if (*i + 1 >= argc) return error_set(err, &CLI_ERR_FLAG, "flag needs an argument: --%s", flag->name);
    return set(arena, flag, argv[++*i], options, err);
}

/* -v, -fvalue, -f value, -vz. */
static bool short_flags(struct arena *arena, const struct flag *flags, size_t n, int argc, char **argv, int *i, void *options, bool *help, struct error *err)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        const struct flag *flag = find_letter(flags, n, *p);
        if (!flag && *p == 'h') { *help = true; continue; }
        if (!flag) return error_set(err, &CLI_ERR_FLAG, "unknown shorthand flag: '%c' in %s", *p, argv[*i]);
        if (flag->kind == FLAG_BOOL && p[1] != '=') {
            if (!set(arena, flag, "true", options, err)) return false;
            continue;
        }
        if (p[1] == '=') return set(arena, flag, p + 2, options, err);
        if (p[1]) return set(arena, flag, p + 1, options, err);
        if (*i + 1 >= argc) return error_set(err, &CLI_ERR_FLAG, "flag needs an argument: '%c' in %s", *p, argv[*i]);
        return set(arena, flag, argv[++*i], options, err);
    }
    return true;
}

bool flags_parse(struct arena *arena, const struct flag *flags, size_t n, int argc, char **argv, void *options, struct flag_list *rest, bool *help,
                 struct error *err)
{
    *help = false;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (strcmp(arg, "--") == 0) {
            while (++i < argc)
                if (!add(arena, rest, argv[i], err)) return false;
            break;
        }
        bool ok = arg[0] != '-' || !arg[1] ? add(arena, rest, arg, err)
                : arg[1] == '-' ? long_flag(arena, flags, n, argc, argv, &i, options, help, err)
                                : short_flags(arena, flags, n, argc, argv, &i, options, help, err);
        if (!ok) return false;
    }
    return true;
}

static size_t left_column(const struct flag *flag, char *out, size_t size)
{
    char letter[8] = "      ";
    if (flag->letter) snprintf(letter, sizeof letter, "  -%c, ", flag->letter);
    return (size_t)snprintf(out, size, "%s--%s%s%s", letter, flag->name, flag->takes[0] && flag->kind != FLAG_OPTIONAL ? " " : "", flag->takes);
}

void flags_print_help(const struct command *command)
{
    size_t width = 0;
    char left[256];
    printf("%s\n\nUsage:\n  rampart %s%s%s%s\n", command->summary, command->name, command->arguments[0] ? " " : "", command->arguments,
           command->n_flags ? " [flags]" : "");
    if (command->about) printf("\n%s\n", command->about);
    if (!command->n_flags) return;
    printf("\nFlags:\n");
    for (size_t i = 0; i < command->n_flags; i++) {
        size_t len = left_column(&command->flags[i], left, sizeof left);
        if (len > width && len < 48) width = len;
    }
    for (size_t i = 0; i < command->n_flags; i++) {
        left_column(&command->flags[i], left, sizeof left);
        printf("%-*s  %s\n", (int)width, left, command->flags[i].help);
    }
}
