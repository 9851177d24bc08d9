/* cli/live_permissions.c: `rampart live permissions`: what a role must be allowed to do so that everything that the collectors ask for is answered. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/live_commands.h"
#include "cli/live_print.h"
#include "report/emit.h"

struct options { struct flag_list services; const char *format; bool organization; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"format", 0, FLAG_TEXT, "{policy,list}", "IAM policies as JSON (the default), or one action a line", AT(format)},
    {"organization", 0, FLAG_BOOL, "", "what the caller needs that finds an organization's accounts and assumes a role in each", AT(organization)},
    {"service", 0, FLAG_COMMA_LIST, "NAME", "only for the collectors of these services", AT(services)},
};

#define POLICY_MAX 6144   /* characters of a managed policy, white space not counted: IAM's quota */

/* What a sweep calls besides its collectors (live/session.c), and what it calls to find the accounts of an organization and to get into them
 * (live/organization.c, live/accounts.c): a row a call. */
static const char *const own[] = {"ec2:DescribeRegions", "sts:GetCallerIdentity"};
static const char *const of_organization[] = {
    "organizations:DescribeOrganization", "organizations:ListAccounts", "organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent", "organizations:ListRoots",
    "organizations:ListTagsForResource", "sts:AssumeRole", "sts:GetCallerIdentity",
};

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool is_chosen(const struct options *o, const char *service)
{
    for (size_t i = 0; i < o->services.len; i++)
        if (strcmp(o->services.items[i], service) == 0) return true;
    return o->services.len == 0;
}

static bool find_actions(struct arena *arena, const struct collector_set *set, const struct options *o, const char ***out, size_t *n, struct error *err)
{
    struct map actions = {0};
    const char *const *fixed = o->organization ? of_organization : own;
    for (size_t i = 0; i < (o->organization ? COUNT_OF(of_organization) : COUNT_OF(own)); i++)
        if (!map_set(arena, &actions, str_of(fixed[i]), (void *)(uintptr_t)fixed[i])) return error_no_memory(err);
    for (size_t i = 0; !o->organization && i < set->types.len; i++)
        if (is_chosen(o, set->types.items[i]->service) && !collector_permissions(arena, set->types.items[i], &actions)) return error_no_memory(err);
    const char **list = (const char **)arena_array(arena, actions.len + 1, sizeof *list);
    if (!list) return error_no_memory(err);
    for (size_t i = 0; i < actions.len; i++) list[i] = (const char *)actions.entries[i].value;
    qsort(list, actions.len, sizeof *list, by_text);
    *out = list, *n = actions.len;
    return true;
}

static size_t service_of(const char *action) { return strcspn(action, ":"); }

/* As many services as fit into one policy; a service that alone is too long for what is left begins the next. */
static size_t fitting(const char *const *actions, size_t n)
{
    size_t size = strlen("{'Version':'2012-10-17','Statement':[]}"), taken = 0;
    while (taken < n) {
        size_t prefix = service_of(actions[taken]), end = taken, more = strlen("{'Sid':'','Effect':'Allow','Action':[],'Resource':'*'},") + prefix;
        for (; end < n && service_of(actions[end]) == prefix && strncmp(actions[end], actions[taken], prefix) == 0; end++) more += strlen(actions[end]) + 3;
        if (taken && size + more > POLICY_MAX) break;
        size += more;
        taken = end;
    }
    return taken;
}

/* A statement's id may hold letters and digits only. */
static const char *sid_of(struct arena *arena, const char *action)
{
    size_t n = 0;
    char *sid = arena_strndup(arena, action, service_of(action));
    for (const char *p = sid; sid && *p; p++)
        if (*p != '-') sid[n++] = *p;
    if (sid) sid[n] = 0;
    return sid ? sid : "";
}

static void emit_policy(struct emitter *e, struct arena *arena, const char *const *actions, size_t n)
{
    emit_open(e, NULL, '{');
    emit_text(e, "Version", "2012-10-17");
    emit_open(e, "Statement", '[');
    for (size_t i = 0, end; i < n; i = end) {
        size_t prefix = service_of(actions[i]);
        emit_open(e, NULL, '{');
        emit_text(e, "Sid", sid_of(arena, actions[i]));
        emit_text(e, "Effect", "Allow");
        emit_open(e, "Action", '[');
        for (end = i; end < n && service_of(actions[end]) == prefix && strncmp(actions[end], actions[i], prefix) == 0; end++) emit_text(e, NULL, actions[end]);
        emit_close(e, ']');
        emit_text(e, "Resource", "*");
        emit_close(e, '}');
    }
    emit_close(e, ']');
    emit_close(e, '}');
}

/* One policy as it is; of several a list. */
static void print_policies(struct arena *arena, const char *const *actions, size_t n)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    bool several = fitting(actions, n) < n;
    if (several) emit_open(&e, NULL, '[');
    while (n) {
        size_t some = fitting(actions, n);
        emit_policy(&e, arena, actions, some);
        actions += some, n -= some;
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
    const char **actions = NULL;
    size_t n = 0;
    (void)rest, (void)status;
    bool ok = (models || error_no_memory(err)) && collectors_builtin(arena, models, &set, err) && known(&set, o, err) && find_actions(arena, &set, o, &actions, &n, err);
    if (ok && live_output_is(o->format, "list"))
        for (size_t i = 0; i < n; i++) printf("%s\n", actions[i]);
    else if (ok) print_policies(arena, actions, n);
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
