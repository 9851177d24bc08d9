/* cli/live_resources.c: `rampart live resources`: what the rules will see of an account, read now. The first thing an author of collectors needs. */
#include <stdio.h>

#include "cli/live_commands.h"
#include "cli/live_print.h"
#include "inventory/collect.h"
#include "report/emit.h"

struct options { struct live_common common; struct flag_list services, types, regions; };

#define AT(field) offsetof(struct options, field)
#define AT_COMMON(field) offsetof(struct options, common.field)
static const struct flag flags[] = {
    LIVE_COMMON_FLAGS(AT_COMMON),
    {"region", 0, FLAG_COMMA_LIST, "REGION", "regions to read (default: all that the account has enabled)", AT(regions)},
    {"service", 0, FLAG_COMMA_LIST, "NAME", "only the collectors of these services", AT(services)},
    {"type", 0, FLAG_COMMA_LIST, "TYPE", "only these resource types are printed", AT(types)},
};

struct gathering { struct arena *arena; struct resource_list resources; struct collect_gaps gaps; bool failed; };

static void gather(void *context, struct collect_result *result)
{
    struct gathering *g = (struct gathering *)context;
    g->failed |= result->out_of_memory;
    for (size_t i = 0; i < result->resources.len && !g->failed; i++) {
        struct resource **at = vec_push(g->arena, &g->resources);
        if ((g->failed = !at)) break;
        *at = result->resources.items[i];
    }
    for (size_t i = 0; i < result->gaps.len && !g->failed; i++) {
        struct collect_gap *at = vec_push(g->arena, &g->gaps);
        if ((g->failed = !at)) break;
        *at = result->gaps.items[i];
    }
    arena_adopt(g->arena, result->arena);
    result->arena = NULL;
}

static bool listed(const struct flag_list *list, const char *name)
{
    for (size_t i = 0; i < list->len; i++)
        if (strcmp(list->items[i], name) == 0) return true;
    return list->len == 0;
}

static bool start(struct live_session *s, struct gathering *g, const char *service, const char *region, const struct options *o, struct error *err)
{
    struct collect_request *request = (struct collect_request *)arena_zero(s->arena, sizeof *request);
    if (!request) return error_no_memory(err);
    *request = (struct collect_request){.client = s->client, .set = &s->collectors, .provider = s->provider, .account = s->account, .partition = s->partition, .region = region,
                                        .service = service, .regions = o->regions.items, .n_regions = o->regions.len, .done = gather, .context = g};
    return collect_start(request, err);
}

static bool collect(struct live_session *s, struct gathering *g, struct options *o, struct error *err)
{
    const char *const *regions = o->regions.items;
    size_t n = o->regions.len;
    if (n == 0 && !live_regions(s->arena, s, s->provider, s->account, s->region, &regions, &n, err)) return false;
    for (size_t i = 0; i < s->collectors.services.len; i++) {
        const char *service = s->collectors.services.items[i];
        if (!listed(&o->services, service)) continue;
        const char *main_region = collect_main_region(s->partition);
        bool global = collectors_has(&s->collectors, service, true), regional = collectors_has(&s->collectors, service, false);
        if (global && !start(s, g, service, main_region, o, err)) return false;
        for (size_t k = 0; regional && k < n; k++)
            if (!(global && strcmp(regions[k], main_region) == 0) && !start(s, g, service, regions[k], o, err)) return false;
    }
    if (!aws_client_run(s->client, 0, err)) return false;
    return !g->failed || error_no_memory(err);
}

static void print(struct arena *arena, const struct live_session *s, struct gathering *g, const struct options *o)
{
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    resource_list_sort(&g->resources);
    emit_open(&e, NULL, '{');
    emit_text(&e, "account", s->account);
    emit_open(&e, "resources", '[');
    for (size_t i = 0; i < g->resources.len; i++) {
        const struct resource *r = g->resources.items[i];
        if (!listed(&o->types, r->type)) continue;
        emit_open(&e, NULL, '{');
        emit_text(&e, "address", r->address);
        emit_text(&e, "type", r->type);
        if (r->region) emit_text(&e, "region", r->region);
        if (r->arn) emit_text(&e, "arn", r->arn);
        emit_value(&e, "values", r->values);
        emit_value(&e, "unknown", resource_unknown_paths(arena, r->values));
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_open(&e, "not_assessed", '[');
    for (size_t i = 0; i < g->gaps.len; i++) {
        const struct collect_gap *gap = &g->gaps.items[i];
        if (!listed(&o->types, gap->type)) continue;
        emit_open(&e, NULL, '{');
        emit_text(&e, "type", gap->type);
        emit_text(&e, "region", gap->region);
        if (*gap->parent) emit_text(&e, "parent", gap->parent);
        emit_text(&e, "call", gap->call);
        emit_text(&e, "permission", gap->permission);
        emit_text(&e, "code", gap->code);
        emit_text(&e, "message", gap->message);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
}

static bool known(const struct collector_set *set, const struct options *o, struct error *err)
{
    for (size_t i = 0; i < o->services.len; i++) {
        bool found = false;
        for (size_t k = 0; k < set->services.len && !found; k++) found = strcmp(set->services.items[k], o->services.items[i]) == 0;
        if (found) continue;
        error_set(err, &CLI_ERR_FLAG, "no collector reads the service '%.80s'", o->services.items[i]);
        const char *near = str_nearest(str_of(o->services.items[i]), set->services.items, set->services.len);
        return near ? error_help(err, "did you mean '%s'?", near) : false;
    }
    for (size_t i = 0; i < o->types.len; i++)
        if (!collectors_find(set, o->types.items[i])) return error_set(err, &CLI_ERR_FLAG, "no collector reads '%.80s'", o->types.items[i]);
    return true;
}

static bool resources(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    struct options *o = (struct options *)given;
    struct live_session session;
    struct gathering g = {.arena = arena};
    struct live_session_options options = {.profile = o->common.profile, .endpoint_url = o->common.endpoint_url, .check = true};   /* for authors */
    (void)rest, (void)status;
    bool ok = live_session_open(&session, &options, err) && known(&session.collectors, o, err) && live_session_identify(&session, err) && collect(&session, &g, o, err);
    if (ok) print(arena, &session, &g, o);
    live_session_close(&session);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_resources, argc, argv, &o, resources);
}

const struct command live_command_resources = {"live resources", "", "what the collectors read of an account now, as JSON",
    "Calls AWS with the credentials that SDKs find, and prints every resource in Terraform's shape, and what could not be read.", flags, COUNT_OF(flags), run};
