/* cli/live_permissions.c: `rampart live permissions`: what a role must be allowed to do so that everything that the collectors ask for is answered. */
#include <stdio.h>

#include "cli/live_commands.h"
#include "cli/live_policy.h"
#include "cli/live_print.h"

struct options { struct flag_list services; const char *format; bool organization; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"format", 0, FLAG_TEXT, "{policy,list}", "IAM policies as JSON (the default), or one action a line", AT(format)},
    {"organization", 0, FLAG_BOOL, "", "what the caller needs that finds an organization's accounts and assumes a role in each", AT(organization)},
    {"service", 0, FLAG_COMMA_LIST, "NAME", "only for the collectors of these services", AT(services)},
};

/* One policy as it is; of several a list. */
static void print_policies(struct arena *arena, struct live_actions actions)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    bool several = live_policy_fitting(actions) < actions.len;
    if (several) emit_open(&e, NULL, '[');
    while (actions.len) {
        size_t some = live_policy_fitting(actions);
        live_policy_emit(&e, arena, live_actions_first(actions, some));
        actions = live_actions_from(actions, some);
    }
    if (several) emit_close(&e, ']');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static bool known(const struct collector_set *set, const struct options *o, struct error *err)
{
    for (size_t i = 0; i < o->services.len; i++) {
        if (collectors_has(set, o->services.items[i], true) || collectors_has(set, o->services.items[i], false)) continue;
        error_set(err, &CLI_ERR_FLAG, "no collector reads the service '%.80s'", o->services.items[i]);
        const char *near = str_nearest(str_of(o->services.items[i]), set->services.items, set->services.len);
        return near ? error_help(err, "did you mean '%s'?", near) : false;
    }
    if (o->format && strcmp(o->format, "policy") != 0 && strcmp(o->format, "list") != 0) return error_set(err, &CLI_ERR_FLAG, "--format is policy or list, not '%.40s'", o->format);
    return true;
}

static bool permissions(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    struct options *o = (struct options *)given;
    struct aws_models *models = aws_models_new();
    struct collector_set set;
    struct live_actions actions = {0};
    (void)rest, (void)status;
    bool ok = (models || error_no_memory(err)) && collectors_builtin(arena, models, &set, err) && known(&set, o, err);
    if (ok && o->organization) actions = live_actions_of_organization();
    else ok = ok && live_actions_find(arena, &set, &o->services, &actions, err);
    if (ok && live_output_is(o->format, "list"))
        for (size_t i = 0; i < actions.len; i++) printf("%s\n", actions.items[i]);
    else if (ok) print_policies(arena, actions);
    aws_models_free(models);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_permissions, argc, argv, &o, permissions);
}

const struct command live_command_permissions = {"live permissions", "", "the IAM policy that a sweep needs, and no more",
    "Every action that the collectors' calls need, one statement a service: for the role of each account. With --organization, for who assumes those roles.\n"
    "More than a managed policy may hold (6,144 characters) becomes a list of policies.", flags, COUNT_OF(flags), run};
