/* cli/live_accounts.c: `rampart live accounts`: which accounts are watched, whether they can be read, and what mends it where not. */
#include <stdio.h>

#include "cli/live_left_out.h"
#include "cli/live_print.h"
#include "cli/live_state.h"

struct options { struct live_common common; const char *config, *state, *output; bool refresh, template; };

#define AT(field) offsetof(struct options, field)
#define AT_COMMON(field) offsetof(struct options, common.field)
static const struct flag flags[] = {
    LIVE_CONFIG_FLAG(AT(config)),
    LIVE_COMMON_FLAGS(AT_COMMON),
    {"output", 'o', FLAG_TEXT, "{table,json}", "how they are listed (default: table)", AT(output)},
    {"refresh", 0, FLAG_BOOL, "", "ask the organisation, and try to get into each account", AT(refresh)},
    LIVE_STATE_FLAG(AT(state)),
    {"template", 0, FLAG_BOOL, "", "print the CloudFormation template of the role, for a StackSet", AT(template)},
};

struct listing {
    struct arena *arena;
    struct live_mend mend;
    bool by_call;                                /* mend is known */
    VEC(struct store_account) accounts;
};

static bool add(void *context, const struct store_account *account, struct error *err)
{
    struct listing *l = (struct listing *)context;
    struct store_account *at = vec_push(l->arena, &l->accounts);
    if (!at) return error_no_memory(err);
    *at = *account;
    return true;
}

static bool is_refused(const struct store_account *a) { return a->status == ACCOUNT_ACTIVE && a->enrolment == ENROLMENT_REFUSED; }

static const char *readable(const struct store_account *a)
{
    return a->enrolment == ENROLMENT_READABLE ? "yes" : a->enrolment == ENROLMENT_REFUSED || a->reason.len ? "no" : "not tried";
}

/* --- output --- */

static void write_labels(struct buf *out, struct value labels)
{
    size_t n = value_is_object(labels) ? value_len(labels) : 0;
    for (size_t i = 0; i < n; i++) {
        struct value_pair pair = value_pairs(labels)[i];
        if (!value_is_string(pair.key) || !value_is_string(pair.value)) continue;
        buf_printf(out, "%s%s=%s", i ? " " : "", value_cstr(pair.key), value_cstr(pair.value));
    }
}

static size_t widest(const struct listing *l, size_t at_least, bool ou)
{
    for (size_t i = 0; i < l->accounts.len; i++) {
        size_t len = ou ? l->accounts.items[i].ou.len : l->accounts.items[i].name.len;
        if (len > at_least) at_least = len;
    }
    return at_least > 40 ? 40 : at_least;
}

static bool print_mends(const struct listing *l, struct buf *out)
{
    size_t refused = 0, by_role = 0;
    for (size_t i = 0; i < l->accounts.len; i++) {
        const struct store_account *a = &l->accounts.items[i];
        if (!is_refused(a)) continue;
        const char *mend = l->by_call ? live_account_mend(l->arena, &l->mend, a->id, a->reason) : "";
        if (!mend) return false;
        if (refused++ == 0) buf_puts(out, "\nnot read:\n");
        buf_printf(out, "  %.*s: %.*s\n", (int)a->id.len, a->id.s, (int)a->reason.len, a->reason.s);
        if (*mend) buf_printf(out, "    with an administrator's credentials of that account: %s\n", mend);
        by_role += str_find(a->reason, STR("AssumeRole"), 0) != SIZE_MAX;
    }
    if (by_role > 1) buf_puts(out, "  or for all at once, from the management account (a StackSet does not reach that account itself):\n"
                                   "    rampart live accounts --template > rampart-role.yaml\n"
                                   "    aws cloudformation create-stack-set --stack-set-name rampart-audit --template-body file://rampart-role.yaml --permission-model SERVICE_MANAGED "
                                   "--auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false --capabilities CAPABILITY_NAMED_IAM\n"
                                   "    aws cloudformation create-stack-instances --stack-set-name rampart-audit --deployment-targets "
                                   "OrganizationalUnitIds=$(aws organizations list-roots --query 'Roots[0].Id' --output text) --regions us-east-1\n");
    return true;
}

static bool print_table(const struct listing *l, struct buf *out)
{
    int name = (int)widest(l, 4, false), ou = (int)widest(l, 4, true);
    buf_printf(out, "%-12s  %-*s  %-*s  %-9s  %-9s  %-16s  %s\n", "account", name, "name", ou, "unit", "status", "readable", "last read", "labels");
    for (size_t i = 0; i < l->accounts.len; i++) {
        const struct store_account *a = &l->accounts.items[i];
        buf_printf(out, "%-12.*s  %-*.*s  %-*.*s  %-9s  %-9s  %-16s  ", (int)a->id.len, a->id.s, name, (int)a->name.len, a->name.s, ou, (int)a->ou.len, a->ou.s, live_account_status(a->status), readable(a),
                   live_time_text(l->arena, a->read_at));
        write_labels(out, a->labels);
        buf_puts(out, "\n");
        if (!is_refused(a) && a->reason.len) buf_printf(out, "%14s%.*s\n", "", (int)a->reason.len, a->reason.s);
    }
    return print_mends(l, out);
}

static void emit_account(struct emitter *e, const struct listing *l, const struct store_account *a)
{
    const char *mend = is_refused(a) && l->by_call ? live_account_mend(l->arena, &l->mend, a->id, a->reason) : "";
    const struct { const char *name; struct str text; } texts[] = {{"id", a->id}, {"name", a->name}, {"email", a->email}, {"unit", a->ou}, {"status", str_of(live_account_status(a->status))}};
    emit_open(e, NULL, '{');
    for (size_t i = 0; i < COUNT_OF(texts); i++) emit_text(e, texts[i].name, arena_strndup(l->arena, texts[i].text.s, texts[i].text.len));
    emit_bool(e, "readable", a->enrolment == ENROLMENT_READABLE);
    emit_bool(e, "tried", a->enrolment != ENROLMENT_PENDING);
    emit_text(e, "reason", a->reason.len ? arena_strndup(l->arena, a->reason.s, a->reason.len) : NULL);
    emit_text(e, "mend", mend && *mend ? mend : NULL);
    emit_number(e, "last_read", a->read_at);
    emit_number(e, "last_seen", a->last_seen);
    emit_value(e, "labels", a->labels);
    emit_close(e, '}');
}

static bool print_json(const struct listing *l, struct buf *out)
{
    struct emitter e = {.out = out};
    emit_open(&e, NULL, '{');
    emit_open(&e, "accounts", '[');
    for (size_t i = 0; i < l->accounts.len; i++) emit_account(&e, l, &l->accounts.items[i]);
    emit_close(&e, ']');
    emit_close(&e, '}');
    buf_add_char(out, '\n');
    return !l->arena->failed;
}

static int print_template(const struct live_mend *m)
{
    const char *role = m->role ? m->role : "RampartAudit", *slash = strrchr(role, '/');
    printf("AWSTemplateFormatVersion: \"2010-09-09\"\n"
           "Description: The role by which Rampart reads this account.\n"
           "Resources:\n"
           "  Role:\n"
           "    Type: AWS::IAM::Role\n"
           "    Properties:\n"
           "      RoleName: %s\n", slash ? slash + 1 : role);
    if (slash) printf("      Path: /%.*s\n", (int)(slash - role + 1), role);
    printf("      ManagedPolicyArns: [!Sub \"arn:${AWS::Partition}:iam::aws:policy/SecurityAudit\"]\n"
           "      AssumeRolePolicyDocument:\n"
           "        Version: \"2012-10-17\"\n"
           "        Statement:\n"
           "          - Effect: Allow\n"
           "            Action: sts:AssumeRole\n"
           "            Principal: {AWS: \"arn:%s:iam::%s:root\"}\n", m->partition, m->trusted);
    if (m->external_id) printf("            Condition: {StringEquals: {\"sts:ExternalId\": \"%s\"}}\n", m->external_id);
    return 0;
}

/* --- asking --- */

/* Asks the organisation and tries each account; what it finds is in the store then. */
static bool refresh(struct live_session *session, struct store *store, const struct config *config, struct error *err)
{
    struct live_target *targets;
    size_t n;
    struct live_accounts *accounts = live_accounts_new(session, store, config, err);
    bool ok = accounts && live_trusted_save(session->arena, store, session, err) && live_accounts_refresh(accounts, live_now(), live_tell_account, NULL, err) &&
              live_accounts_targets(session->arena, accounts, &(struct live_choice){0}, &targets, &n, err) &&
              live_accounts_enter(accounts, targets, n, err);
    if (ok && *live_accounts_note(accounts)) fprintf(stderr, "labels by tag are as they were: %s\n", live_accounts_note(accounts));
    live_accounts_free(accounts);
    return ok;
}

static bool with_session(const struct options *o, struct arena *arena, const struct config *config, struct store *store, struct live_mend *mend, struct error *err)
{
    struct live_session session;
    struct live_session_options options = {.profile = o->common.profile, .endpoint_url = o->common.endpoint_url};
    bool ok = live_session_open(&session, &options, err) && live_session_identify(&session, err);
    if (ok) {
        mend->partition = arena_strdup(arena, session.partition), mend->trusted = arena_strdup(arena, session.account);
        ok = (mend->partition && mend->trusted) || error_no_memory(err);
    }
    ok = ok && (!store || refresh(&session, store, config, err));
    live_session_close(&session);
    return ok;
}

static bool list(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    const struct config *config;
    struct listing l = {.arena = arena};
    (void)rest;
    if (!live_config_load(arena, o->config, &config, err)) return false;
    if (config) l.mend.role = config->role, l.mend.external_id = config->external_id;
    if (o->template) {
        if (!with_session(o, arena, config, NULL, &l.mend, err)) return false;
        *status = print_template(&l.mend);
        return true;
    }
    struct store *store = store_open(live_state_of(o->state, config), &(struct store_options){.mode = o->refresh ? STORE_WRITE : STORE_READ}, err);
    bool ok = store && (!o->refresh || with_session(o, arena, config, store, &l.mend, err)) && live_trusted(arena, store, &l.by_call, &l.mend, err) && store_accounts(arena, store, add, &l, err);
    struct buf out = buf_new(0);
    ok = ok && ((live_output_is(o->output, "json") ? print_json(&l, &out) : print_table(&l, &out)) || error_no_memory(err));
    if (ok) live_print(&out);
    else buf_free(&out);
    store_close(store);
    if (!ok && !o->refresh && err->code == &STORE_OPEN) error_help(err, "rampart live accounts --refresh asks who is there");
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_accounts, argc, argv, &o, list);
}

const struct command live_command_accounts = {"live accounts", "", "the accounts that are watched, and whether they can be read",
    "The list is that of the state file, without a call; --refresh asks the organisation first and tries to get into each account.\n"
    "Of an account that cannot be read it says why, and the command that mends it.", flags, COUNT_OF(flags), run};
