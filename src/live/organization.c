#include "live/organization.h"

#include <stdlib.h>

#include "aws/scalars.h"
#include "aws/timers.h"
#include "inventory/collect.h"

#define SLICE_MS 50
#define UNITS_MAX 20000                          /* AWS allows 2,000; a tree without an end is none */

struct unit { struct str id, path, ids; };

struct reading {
    struct arena *arena;
    struct live_session *session;
    struct aws_provider *provider;
    const char *account;
    struct organization *out;
    struct map by_id;                            /* place in out->accounts, plus one */
    VEC(struct unit) units;
};

/* --- calls --- */

/* One call, all its pages. `name` NULL: no parameter. */
static bool ask(struct reading *r, const char *operation, const char *name, struct str value, struct value *out, struct error *err)
{
    struct value params = VALUE_NONE;
    if (name) {
        struct value_pair pair = {value_cstring(r->arena, name), value_string(r->arena, value)};
        if (value_is_none(pair.key) || value_is_none(pair.value) || value_is_none(params = value_object(r->arena, &pair, 1))) return error_no_memory(err);
    }
    struct aws_request request = {.service = "organizations", .operation = operation, .region = collect_main_region(r->session->partition), .params = params, .provider = r->provider,
                                  .account = r->account, .pages = strncmp(operation, "List", 4) == 0};
    struct error why = {0};
    if (aws_call(r->arena, r->session->client, &request, out, NULL, &why)) return true;
    error_set(err, why.code, "organizations:%s: %s", operation, why.message);
    return error_help(err, "the accounts are asked of the management account or a delegated administrator of AWS Organizations, by whose credentials it may be called");
}

static struct str text_of(struct value object, const char *name)
{
    struct value v = value_field(object, name);
    return value_is_string(v) ? value_str(v) : STR("");
}

static const struct value *items_of(struct value answer, const char *name, size_t *n)
{
    struct value list = value_field(answer, name);
    *n = value_is_array(list) ? value_len(list) : 0;
    return *n ? value_items(list) : NULL;
}

/* --- accounts --- */

/* `State` is what newer services say beside `Status`. */
static enum store_account_status status_of(struct value account)
{
    struct str state = text_of(account, "State");
    if (!state.len) state = text_of(account, "Status");
    if (str_is(state, "SUSPENDED") || str_is(state, "PENDING_CLOSURE")) return ACCOUNT_SUSPENDED;
    return str_is(state, "CLOSED") ? ACCOUNT_CLOSED : ACCOUNT_ACTIVE;
}

static int64_t time_of(struct value v)
{
    struct aws_time time;
    return aws_time_from_value(v, &time) ? time.seconds * 1000 + time.micros / 1000 : 0;
}

static bool add_account(struct reading *r, struct value account, struct error *err)
{
    struct str id = text_of(account, "Id");
    if (id.len != 12) return error_set(err, &AWS_ANSWER, "organizations:ListAccounts names an account without an id");
    if (map_has(&r->by_id, id)) return true;     /* a page that came twice */
    struct organization_account *at = vec_push(r->arena, &r->out->accounts);
    if (!at) return error_no_memory(err);
    *at = (struct organization_account){.id = id, .name = text_of(account, "Name"), .email = text_of(account, "Email"), .ou = STR(""), .ou_ids = STR(""), .status = status_of(account),
                                        .joined_at = time_of(value_field(account, "JoinedTimestamp")), .tags = value_object(r->arena, NULL, 0)};
    return map_set(r->arena, &r->by_id, id, (void *)(uintptr_t)r->out->accounts.len) || error_no_memory(err);
}

static int by_id(const void *a, const void *b)
{
    return str_compare(((const struct organization_account *)a)->id, ((const struct organization_account *)b)->id);
}

static bool read_accounts(struct reading *r, struct error *err)
{
    struct value answer;
    size_t n;
    if (!ask(r, "ListAccounts", NULL, STR(""), &answer, err)) return false;
    const struct value *items = items_of(answer, "Accounts", &n);
    for (size_t i = 0; i < n; i++)
        if (!add_account(r, items[i], err)) return false;
    struct organization *o = r->out;
    if (!o->accounts.len) return error_set(err, &AWS_ANSWER, "organizations:ListAccounts names no account");
    qsort(o->accounts.items, o->accounts.len, sizeof *o->accounts.items, by_id);
    for (size_t i = 0; i < o->accounts.len; i++)
        if (!map_set(r->arena, &r->by_id, o->accounts.items[i].id, (void *)(uintptr_t)(i + 1))) return error_no_memory(err);
    return true;
}

/* --- units --- */

static bool add_unit(struct reading *r, const struct unit *above, struct str id, struct str name, struct error *err)
{
    struct unit *at = r->units.len < UNITS_MAX ? vec_push(r->arena, &r->units) : NULL;
    if (!at) return r->units.len < UNITS_MAX ? error_no_memory(err) : error_set(err, &AWS_ANSWER, "the organisation has more than %d units", UNITS_MAX);
    /* The vector may have moved: `above` is a copy. */
    const char *path = above ? arena_printf(r->arena, "%.*s/%.*s", (int)above->path.len, above->path.s, (int)name.len, name.s) : "root";
    const char *ids = arena_printf(r->arena, "%.*s/%.*s", above ? (int)above->ids.len : 0, above ? above->ids.s : "", (int)id.len, id.s);
    if (!path || !ids) return error_no_memory(err);
    *at = (struct unit){id, str_of(path), str_of(ids)};
    return true;
}

static bool read_unit(struct reading *r, struct unit unit, struct error *err)
{
    struct value units, accounts;
    size_t n;
    if (!ask(r, "ListOrganizationalUnitsForParent", "ParentId", unit.id, &units, err) || !ask(r, "ListAccountsForParent", "ParentId", unit.id, &accounts, err)) return false;
    const struct value *items = items_of(accounts, "Accounts", &n);
    for (size_t i = 0; i < n; i++) {
        uintptr_t place = (uintptr_t)map_get(&r->by_id, text_of(items[i], "Id"));
        if (!place) continue;                    /* created meanwhile: the next reading has it */
        struct organization_account *a = &r->out->accounts.items[place - 1];
        a->ou = unit.path, a->ou_ids = unit.ids, a->placed = true;
    }
    items = items_of(units, "OrganizationalUnits", &n);
    for (size_t i = 0; i < n; i++)
        if (!add_unit(r, &unit, text_of(items[i], "Id"), text_of(items[i], "Name"), err)) return false;
    return true;
}

static bool read_tree(struct reading *r, struct error *err)
{
    struct value roots;
    size_t n;
    if (!ask(r, "ListRoots", NULL, STR(""), &roots, err)) return false;
    const struct value *items = items_of(roots, "Roots", &n);
    if (!n) return error_set(err, &AWS_ANSWER, "organizations:ListRoots names no root");
    r->out->root = text_of(items[0], "Id");
    for (size_t i = 0; i < n; i++)
        if (!add_unit(r, NULL, text_of(items[i], "Id"), STR("root"), err)) return false;
    for (size_t i = 0; i < r->units.len; i++)
        if (!read_unit(r, r->units.items[i], err)) return false;
    return true;
}

/* --- tags --- */

struct tagging { struct reading *reading; size_t at; bool done, failed; };

/* A page of an account's tags. */
static void on_tags(void *context, struct aws_answer *answer)
{
    struct tagging *t = (struct tagging *)context;
    struct reading *r = t->reading;
    if (answer->error.code || answer->fault.code[0]) {
        r->out->untagged = arena_printf(r->arena, "organizations:ListTagsForResource: %s", answer->error.code ? answer->error.message : answer->fault.code);
        t->failed |= r->out->untagged == NULL;
        t->done = true;
        return;
    }
    size_t n;
    const struct value *items = items_of(answer->result, "Tags", &n);
    struct organization_account *a = &r->out->accounts.items[t->at];
    for (size_t i = 0; i < n && !value_is_none(a->tags); i++) {
        struct value key = value_string(r->arena, text_of(items[i], "Key")), v = value_string(r->arena, text_of(items[i], "Value"));
        a->tags = value_is_none(key) || value_is_none(v) ? VALUE_NONE : value_with(r->arena, a->tags, key, v);
    }
    t->failed |= value_is_none(a->tags);
    t->done = answer->last;
}

/* Until these are done, while other work on the client may go on. */
static bool finish_tags(struct reading *r, const struct tagging *all, size_t n, struct error *err)
{
    for (size_t i = 0; i < n;) {
        if (all[i].done) i++;
        else if (!aws_client_run(r->session->client, timers_now_ms() + SLICE_MS, err)) return false;
    }
    return true;
}

static bool read_tags(struct reading *r, struct error *err)
{
    size_t n = r->out->accounts.len;
    struct tagging *all = (struct tagging *)arena_array(r->arena, n, sizeof *all);
    if (!all) return error_no_memory(err);
    bool ok = true, failed = false;
    size_t asked = 0;
    for (size_t i = 0; i < n && ok; i++) {
        all[i] = (struct tagging){r, i, false, false};
        struct value_pair pair = {value_cstring(r->arena, "ResourceId"), value_string(r->arena, r->out->accounts.items[i].id)};
        struct value params = value_is_none(pair.key) || value_is_none(pair.value) ? VALUE_NONE : value_object(r->arena, &pair, 1);
        struct aws_request request = {.service = "organizations", .operation = "ListTagsForResource", .region = collect_main_region(r->session->partition), .params = params,
                                      .provider = r->provider, .account = r->account, .pages = true, .done = on_tags, .context = &all[i]};
        ok = (!value_is_none(params) || error_no_memory(err)) && aws_submit(r->session->client, &request, err);
        asked += ok;
    }
    /* What was submitted must end before what it writes to goes. */
    struct error ignored;
    ok = finish_tags(r, all, asked, ok ? err : &ignored) && ok;
    for (size_t i = 0; i < n && ok; i++) failed |= all[i].failed;
    return ok && (!failed || error_no_memory(err));
}

bool organization_read(struct arena *arena, struct live_session *session, struct aws_provider *provider, const char *account, struct organization *out, struct error *err)
{
    struct reading r = {.arena = arena, .session = session, .provider = provider, .account = account, .out = out};
    struct value answer;
    *out = (struct organization){0};
    if (!ask(&r, "DescribeOrganization", NULL, STR(""), &answer, err)) return false;
    out->id = text_of(value_field(answer, "Organization"), "Id");
    out->management = text_of(value_field(answer, "Organization"), "MasterAccountId");
    return read_accounts(&r, err) && read_tree(&r, err) && read_tags(&r, err);
}
