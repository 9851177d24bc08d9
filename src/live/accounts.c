#include "live/accounts.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/timers.h"
#include "inventory/collect.h"
#include "live/organization.h"

const struct error_code *const live_errors[] = {LIVE_ERRORS(ERROR_CODE_ROW) NULL};
LIVE_ERRORS(ERROR_CODE_DEFINE)

#define ROLE "RampartAudit"
#define SESSION "rampart"
#define SLICE_MS 50
#define NOT_WATCHED "not watched: "              /* reasons of ours: they go when they hold no more */
#define NOT_OPEN "not read: "

struct member {
    struct organization_account account;
    const char *not_watched;                     /* NULL: it is */
    struct value labels;
};
typedef VEC(struct member) member_list;

struct live_accounts {
    struct live_session *session;
    struct store *store;
    const struct config *config;
    struct arena *arena;                         /* as long as this */
    struct map providers;                        /* by account; the session's own is not among them */
    struct arena *now;                           /* of the last refresh; NULL: none */
    member_list members;                         /* by id */
    const char *note;
};

/* --- credentials --- */

static const char *role_of(const struct live_accounts *a) { return a->config && a->config->role ? a->config->role : ROLE; }

static struct aws_provider *provider_of(struct live_accounts *a, struct str account, struct error *err)
{
    if (str_is(account, a->session->account)) return a->session->provider;
    struct aws_provider *known = (struct aws_provider *)map_get(&a->providers, account);
    if (known) return known;
    const char *id = arena_strndup(a->arena, account.s, account.len);
    const char *arn = id ? arena_printf(a->arena, "arn:%s:iam::%s:role/%s", a->session->partition, id, role_of(a)) : NULL;
    const char *name = a->config && a->config->session_name ? a->config->session_name : SESSION;
    if (!arn) return error_no_memory(err), NULL;
    struct aws_provider *p = aws_provider_assume_role(a->session->client, a->session->provider, arn, name, a->config ? a->config->external_id : NULL, err);
    if (!p) return NULL;
    if (map_set(a->arena, &a->providers, str_of(id), p)) return p;
    aws_provider_free(p);
    return error_no_memory(err), NULL;
}

/* --- who is there --- */

static struct member *add_member(struct live_accounts *a, struct arena *arena, member_list *list, const struct organization_account *account, struct error *err)
{
    struct member *m = vec_push(arena, list);
    if (!m) return error_no_memory(err), NULL;
    *m = (struct member){.account = *account, .labels = account->tags};
    if (a->config && !config_covers(a->config, account->id, account->ou, account->ou_ids)) m->not_watched = NOT_WATCHED "rampart.yaml leaves it out";
    return m;
}

static bool put_label(struct arena *arena, struct value *labels, const char *name, const char *text)
{
    if (!text || !*text) return true;
    struct value key = value_cstring(arena, name), v = value_cstring(arena, text);
    *labels = value_is_none(key) || value_is_none(v) ? VALUE_NONE : value_with(arena, *labels, key, v);
    return !value_is_none(*labels);
}

/* The tags, then what rampart.yaml says of them. */
static bool label(struct live_accounts *a, struct arena *arena, struct member *m, struct error *err)
{
    if (!a->config) return true;
    struct config_labels l = config_labels_of(a->config, m->account.id, m->account.ou, m->account.ou_ids, m->account.tags);
    return (put_label(arena, &m->labels, "environment", l.environment) && put_label(arena, &m->labels, "owner", l.owner) &&
            put_label(arena, &m->labels, "criticality", criticality_name(l.criticality))) || error_no_memory(err);
}

static bool add_given(struct live_accounts *a, struct arena *arena, member_list *list, const char *id, struct error *err)
{
    struct organization_account account = {.id = str_of(id), .name = STR(""), .email = STR(""), .ou = STR(""), .ou_ids = STR(""), .placed = true, .tags = value_object(arena, NULL, 0)};
    if (value_is_none(account.tags)) return error_no_memory(err);
    struct member *m = add_member(a, arena, list, &account, err);
    return m && label(a, arena, m, err);
}

static int by_text(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

/* Without an organisation: the session's account, or those of the file. */
static bool find_given(struct live_accounts *a, struct arena *arena, member_list *list, struct error *err)
{
    if (!a->config) return add_given(a, arena, list, a->session->account, err);
    size_t n = a->config->include_accounts.len;
    const char **ids = (const char **)arena_array(arena, n + 1, sizeof *ids);
    if (!ids) return error_no_memory(err);
    for (size_t i = 0; i < n; i++) ids[i] = a->config->include_accounts.items[i];
    if (n) qsort(ids, n, sizeof *ids, by_text);
    for (size_t i = 0; i < n; i++)
        if ((i == 0 || strcmp(ids[i], ids[i - 1]) != 0) && !add_given(a, arena, list, ids[i], err)) return false;
    return true;
}

struct known { struct arena *arena; struct map by_id; };   /* of the store: struct store_account */

static bool add_known(void *context, const struct store_account *account, struct error *err)
{
    struct known *k = (struct known *)context;
    struct store_account *copy = (struct store_account *)arena_copy(k->arena, account, sizeof *account);
    return (copy && map_set(k->arena, &k->by_id, copy->id, copy)) || error_no_memory(err);
}

static bool find_organization(struct live_accounts *a, struct arena *arena, const struct known *known, member_list *list, const char **note, struct error *err)
{
    const char *asked = a->config->delegated_admin ? a->config->delegated_admin : a->config->management_account;
    struct organization org;
    struct aws_provider *provider = provider_of(a, str_of(asked), err);
    if (!provider || !organization_read(arena, a->session, provider, asked, &org, err)) return false;
    *note = org.untagged ? org.untagged : "";
    for (size_t i = 0; i < org.accounts.len; i++) {
        struct organization_account *account = &org.accounts.items[i];
        const struct store_account *before = (const struct store_account *)map_get(&known->by_id, account->id);
        if (!account->placed && before) account->ou = before->ou;
        if (org.untagged && before && value_is_object(before->labels)) account->tags = before->labels;   /* better what was known than nothing */
        struct member *m = add_member(a, arena, list, account, err);
        if (!m || !label(a, arena, m, err)) return false;
    }
    return true;
}

/* --- what changed --- */

struct telling { live_each_account_change *each; void *context; };

static void tell(const struct telling *t, enum live_account_change change, struct str id, struct str where, struct str before)
{
    if (t->each) t->each(t->context, change, id, where, before);
}

static void compare(const struct telling *t, const struct member *m, const struct store_account *before)
{
    struct str id = m->account.id, ou = m->account.ou;
    if (!before) return tell(t, LIVE_ACCOUNT_NEW, id, ou, STR(""));
    if (!str_eq(ou, before->ou)) tell(t, LIVE_ACCOUNT_MOVED, id, ou, before->ou);
    if (m->account.status == before->status) return;
    tell(t, m->account.status == ACCOUNT_ACTIVE ? LIVE_ACCOUNT_BACK : m->account.status == ACCOUNT_SUSPENDED ? LIVE_ACCOUNT_SUSPENDED : LIVE_ACCOUNT_CLOSED, id, ou, ou);
}

/* Why it is not read that the organisation or the file say; NULL: nothing. */
static const char *hindrance(const struct member *m)
{
    if (m->account.status == ACCOUNT_SUSPENDED) return NOT_OPEN "the account is suspended";
    if (m->account.status == ACCOUNT_CLOSED) return NOT_OPEN "the account is closed";
    return m->not_watched;
}

/* What the store says of getting in is left as the last try found it, unless there is no trying now, or the reason for that is gone. */
static bool enrol(struct live_accounts *a, const struct member *m, const struct store_account *before, struct error *err)
{
    const char *why = hindrance(m);
    struct str was = before ? before->reason : STR("");
    bool of_ours = str_has_prefix(was, STR(NOT_WATCHED)) || str_has_prefix(was, STR(NOT_OPEN));
    if (why ? str_is(was, why) : !of_ours) return true;
    enum store_enrolment enrolment = m->account.status == ACCOUNT_ACTIVE ? ENROLMENT_PENDING : ENROLMENT_REFUSED;
    return store_account_enrolled(a->store, m->account.id, enrolment, str_of(why ? why : ""), err);
}

static struct store_account stored(const struct member *m, int64_t now)
{
    const struct organization_account *o = &m->account;
    return (struct store_account){.id = o->id, .name = o->name, .email = o->email, .ou = o->ou, .status = o->status, .labels = m->labels, .joined_at = o->joined_at, .last_seen = now};
}

/* Accounts of the store that are not there any more. */
static bool close_gone(struct live_accounts *a, const struct known *known, const struct map *present, const struct telling *t, struct error *err)
{
    for (size_t i = 0; i < known->by_id.len; i++) {
        struct store_account account = *(const struct store_account *)known->by_id.entries[i].value;
        if (map_has(present, account.id) || account.status == ACCOUNT_CLOSED) continue;
        account.status = ACCOUNT_CLOSED;
        const char *why = a->config->management_account || a->config->delegated_admin ? NOT_OPEN "the organisation does not have it any more" : NOT_OPEN "rampart.yaml does not name it any more";
        if (!store_accounts_put(a->store, &account, 1, err) || !store_account_enrolled(a->store, account.id, ENROLMENT_REFUSED, str_of(why), err)) return false;
        tell(t, LIVE_ACCOUNT_CLOSED, account.id, account.ou, account.ou);
    }
    return true;
}

static bool keep(struct live_accounts *a, struct arena *arena, const member_list *list, const struct known *known, int64_t now, const struct telling *t, struct error *err)
{
    struct store_account *accounts = (struct store_account *)arena_array(arena, list->len + 1, sizeof *accounts);
    struct map present = {0};
    if (!accounts) return error_no_memory(err);
    for (size_t i = 0; i < list->len; i++) {
        accounts[i] = stored(&list->items[i], now);
        if (!map_set(arena, &present, accounts[i].id, (void *)(uintptr_t)1)) return error_no_memory(err);
    }
    if (!store_accounts_put(a->store, accounts, list->len, err)) return false;
    for (size_t i = 0; i < list->len; i++) {
        const struct store_account *before = (const struct store_account *)map_get(&known->by_id, accounts[i].id);
        if (!enrol(a, &list->items[i], before, err)) return false;
        compare(t, &list->items[i], before);
    }
    return !a->config || close_gone(a, known, &present, t, err);
}

/* --- public --- */

struct live_accounts *live_accounts_new(struct live_session *session, struct store *store, const struct config *config, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct live_accounts *a = arena ? (struct live_accounts *)arena_zero(arena, sizeof *a) : NULL;
    if (!a) return arena_free(arena), error_no_memory(err), NULL;
    *a = (struct live_accounts){.session = session, .store = store, .config = config, .arena = arena, .note = ""};
    return a;
}

void live_accounts_free(struct live_accounts *a)
{
    if (!a) return;
    for (size_t i = 0; i < a->providers.len; i++) aws_provider_free((struct aws_provider *)a->providers.entries[i].value);
    arena_free(a->now);
    arena_free(a->arena);
}

bool live_accounts_refresh(struct live_accounts *a, int64_t now, live_each_account_change *each, void *context, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct known known = {.arena = arena};
    struct telling telling = {each, context};
    member_list list = {0};
    const char *note = "";
    bool organization = a->config && (a->config->management_account || a->config->delegated_admin);
    bool ok = arena || error_no_memory(err);
    ok = ok && store_accounts(arena, a->store, add_known, &known, err);
    ok = ok && (organization ? find_organization(a, arena, &known, &list, &note, err) : find_given(a, arena, &list, err));
    ok = ok && keep(a, arena, &list, &known, now, &telling, err);
    if (!ok) return arena_free(arena), false;
    arena_free(a->now);
    a->now = arena, a->members = list, a->note = note;
    return true;
}

const char *live_accounts_note(const struct live_accounts *a) { return a->note; }

const char *live_account_change_name(enum live_account_change change)
{
    static const char *const names[] = {"new", "moved", "suspended", "closed", "back"};
    return names[change];
}

bool live_accounts_event(struct str source, struct str name)
{
    /* AcceptHandshake: an invited account joins. CloseAccountResult and CreateAccountResult: service events, when it is done. */
    static const char *const names[] = {"AcceptHandshake", "CloseAccount", "CloseAccountResult", "CreateAccount", "CreateAccountResult", "CreateGovCloudAccount", "CreateOrganization",
                                        "CreateOrganizationalUnit", "DeleteOrganization", "DeleteOrganizationalUnit", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount",
                                        "RemoveAccountFromOrganization", "TagResource", "UntagResource", "UpdateOrganizationalUnit"};
    if (!str_is(source, "organizations.amazonaws.com")) return false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_is(name, names[i])) return true;
    return false;
}

/* --- targets --- */

static bool in_unit(const struct member *m, const char *unit)
{
    struct config asks = {.include_units = {&unit, 1}};
    return config_covers(&asks, m->account.id, m->account.ou, m->account.ou_ids);
}

/* Counts in `hits` (ids, then units) what it was chosen by. */
static bool is_chosen(const struct member *m, const struct live_choice *c, bool *hits)
{
    bool chosen = c->n_ids + c->n_units == 0;
    for (size_t i = 0; i < c->n_ids; i++)
        if (str_is(m->account.id, c->ids[i])) chosen = hits[i] = true;
    for (size_t i = 0; i < c->n_units; i++)
        if (in_unit(m, c->units[i])) chosen = hits[c->n_ids + i] = true;
    return chosen;
}

static bool add_target(struct arena *arena, struct live_accounts *a, const struct member *m, struct live_target *out, struct error *err)
{
    const struct live_session *s = a->session;
    *out = (struct live_target){.account = arena_strndup(arena, m->account.id.s, m->account.id.len), .partition = s->partition, .region = s->region,
                                .provider = provider_of(a, m->account.id, err)};
    if (a->config) out->regions = a->config->regions.items, out->n_regions = a->config->regions.len;
    return out->provider && (out->account || error_no_memory(err));
}

bool live_accounts_targets(struct arena *arena, struct live_accounts *a, const struct live_choice *choice, struct live_target **out, size_t *n, struct error *err)
{
    size_t choices = choice->n_ids + choice->n_units;
    bool *hits = (bool *)arena_zero(arena, choices + 1);
    struct live_target *targets = (struct live_target *)arena_array(arena, a->members.len + 1, sizeof *targets);
    if (!hits || !targets) return error_no_memory(err);
    *out = targets, *n = 0;
    for (size_t i = 0; i < a->members.len; i++) {
        const struct member *m = &a->members.items[i];
        if (hindrance(m) || !is_chosen(m, choice, hits)) continue;
        if (!add_target(arena, a, m, &targets[(*n)++], err)) return false;
    }
    for (size_t i = 0; i < choices; i++) {
        if (hits[i]) continue;
        bool unit = i >= choice->n_ids;
        error_set(err, &LIVE_NO_ACCOUNT, "%s '%.200s' is none of those that are watched", unit ? "unit" : "account", unit ? choice->units[i - choice->n_ids] : choice->ids[i]);
        return error_help(err, "rampart live accounts lists them");
    }
    return true;
}

/* --- getting in --- */

struct entering { struct live_accounts *accounts; const struct live_target *target; struct error err; bool done; };

static void on_identity(void *context, struct aws_answer *answer)
{
    struct entering *e = (struct entering *)context;
    char reason[900];
    e->done = true;
    struct value account = value_field(answer->result, "Account");
    if (answer->error.code) snprintf(reason, sizeof reason, "%s", answer->error.message);
    else if (answer->fault.code[0]) snprintf(reason, sizeof reason, "sts:GetCallerIdentity: %s: %s", answer->fault.code, answer->fault.message ? answer->fault.message : "");
    else if (!value_is_string(account) || !str_is(value_str(account), e->target->account)) snprintf(reason, sizeof reason, "the credentials are those of another account");
    else reason[0] = '\0';
    (void)!store_account_enrolled(e->accounts->store, str_of(e->target->account), reason[0] ? ENROLMENT_REFUSED : ENROLMENT_READABLE, str_of(reason), &e->err);
}

bool live_accounts_enter(struct live_accounts *a, const struct live_target *targets, size_t n, struct error *err)
{
    struct entering *all = (struct entering *)calloc(n + 1, sizeof *all);
    if (!all) return error_no_memory(err);
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        all[i] = (struct entering){.accounts = a, .target = &targets[i]};
        struct aws_request request = {.service = "sts", .operation = "GetCallerIdentity", .region = targets[i].region, .provider = targets[i].provider, .account = targets[i].account,
                                      .done = on_identity, .context = &all[i]};
        ok = aws_submit(a->session->client, &request, err);
        if (!ok) all[i].done = true;
    }
    for (size_t i = 0; i < n && all[i].target;) {
        struct error ran = {0};
        if (all[i].done) i++;
        else if (!aws_client_run(a->session->client, timers_now_ms() + SLICE_MS, &ran)) {
            if (err && ok) *err = ran;
            return false;                        /* `all` is still written to: it is left */
        }
    }
    for (size_t i = 0; i < n && ok; i++)
        if (all[i].err.code) {
            if (err) *err = all[i].err;
            ok = false;
        }
    free(all);
    return ok;
}

/* --- mending --- */

bool live_account_wants_role(struct str reason)
{
    return str_find(reason, STR("AccessDenied"), 0) != SIZE_MAX || str_find(reason, STR("UnauthorizedOperation"), 0) != SIZE_MAX;
}
