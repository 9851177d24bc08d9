#include "cli/live_policy.h"

#include <stdlib.h>

#define POLICY_MAX 6144   /* characters of a managed policy, white space not counted: IAM's quota */

/* What a sweep calls besides its collectors (live/session.c), and what it calls to find the accounts of an organization and to get into them
 * (live/organization.c, live/accounts.c): a row a call. */
static const char *const own[] = {"ec2:DescribeRegions", "sts:GetCallerIdentity"};
static const char *const of_organization[] = {
    "organizations:DescribeOrganization", "organizations:ListAccounts", "organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent", "organizations:ListRoots",
    "organizations:ListTagsForResource", "sts:AssumeRole", "sts:GetCallerIdentity",
};

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool is_chosen(const struct flag_list *services, const char *service)
{
    for (size_t i = 0; services && i < services->len; i++)
        if (strcmp(services->items[i], service) == 0) return true;
    return !services || services->len == 0;
}

bool live_actions_find(struct arena *arena, const struct collector_set *set, const struct flag_list *services, struct live_actions *out, struct error *err)
{
    struct map actions = {0};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (!map_set(arena, &actions, str_of(own[i]), (void *)(uintptr_t)own[i])) return error_no_memory(err);
    for (size_t i = 0; i < set->types.len; i++)
        if (is_chosen(services, set->types.items[i]->service) && !collector_permissions(arena, set->types.items[i], &actions)) return error_no_memory(err);
    const char **list = (const char **)arena_array(arena, actions.len + 1, sizeof *list);
    if (!list) return error_no_memory(err);
    for (size_t i = 0; i < actions.len; i++) list[i] = (const char *)actions.entries[i].value;
    qsort(list, actions.len, sizeof *list, by_text);
    *out = (struct live_actions){list, actions.len};
    return true;
}

struct live_actions live_actions_of_organization(void) { return (struct live_actions){of_organization, COUNT_OF(of_organization)}; }

static size_t prefix_of(const char *action) { return strcspn(action, ":"); }

size_t live_policy_service(struct live_actions actions)
{
    size_t n = 0, prefix = prefix_of(actions.items[0]);
    while (n < actions.len && prefix_of(actions.items[n]) == prefix && strncmp(actions.items[n], actions.items[0], prefix) == 0) n++;
    return n;
}

size_t live_policy_fitting(struct live_actions actions)
{
    size_t size = strlen("{'Version':'2012-10-17','Statement':[]}"), taken = 0;
    while (taken < actions.len) {
        struct live_actions rest = live_actions_from(actions, taken);
        size_t n = live_policy_service(rest), more = strlen("{'Sid':'','Effect':'Allow','Action':[],'Resource':'*'},") + prefix_of(rest.items[0]);
        for (size_t i = 0; i < n; i++) more += strlen(rest.items[i]) + 3;
        if (taken && size + more > POLICY_MAX) break;
        size += more;
        taken += n;
    }
    return taken;
}

/* A statement's id may hold letters and digits only. */
const char *live_policy_sid(struct arena *arena, const char *action)
{
    size_t n = 0;
    char *sid = arena_strndup(arena, action, prefix_of(action));
    for (const char *p = sid; sid && *p; p++)
        if (*p != '-') sid[n++] = *p;
    if (sid) sid[n] = 0;
    return sid ? sid : "";
}

void live_policy_emit(struct emitter *e, struct arena *arena, struct live_actions actions)
{
    emit_open(e, NULL, '{');
    emit_text(e, "Version", "2012-10-17");
    emit_open(e, "Statement", '[');
    while (actions.len) {
        size_t n = live_policy_service(actions);
        emit_open(e, NULL, '{');
        emit_text(e, "Sid", live_policy_sid(arena, actions.items[0]));
        emit_text(e, "Effect", "Allow");
        emit_open(e, "Action", '[');
        for (size_t i = 0; i < n; i++) emit_text(e, NULL, actions.items[i]);
        emit_close(e, ']');
        emit_text(e, "Resource", "*");
        emit_close(e, '}');
        actions = live_actions_from(actions, n);
    }
    emit_close(e, ']');
    emit_close(e, '}');
}
