/* cli/live_accounts.c: `rampart live accounts`: which accounts are watched, whether they can be read, and what mends it where not. */
#include <stdio.h>
#include <unistd.h>

#include "cli/live_left_out.h"
#include "cli/live_print.h"
#include "cli/live_role.h"
#include "cli/live_state.h"

struct options { struct live_common common; const char *config, *state, *output; bool commands, refresh, template; };

#define AT(field) offsetof(struct options, field)
#define AT_COMMON(field) offsetof(struct options, common.field)
static const struct flag flags[] = {
    {"commands", 0, FLAG_BOOL, "", "print a script of awscli that makes the role in one account", AT(commands)},
    LIVE_CONFIG_FLAG(AT(config)),
    LIVE_COMMON_FLAGS(AT_COMMON),
    {"output", 'o', FLAG_TEXT, "{table,json}", "how they are listed (default: table)", AT(output)},
    {"refresh", 0, FLAG_BOOL, "", "ask the organisation, and try to get into each account", AT(refresh)},
    LIVE_STATE_FLAG(AT(state)),
    {"template", 0, FLAG_BOOL, "", "print the CloudFormation template of the role, for a StackSet", AT(template)},
};

struct listing {
    struct arena *arena;
    const char *mend;                            /* the command that makes the role; NULL: not known yet whom it is to trust */
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

static void print_mends(const struct listing *l, struct buf *out)
{
    size_t refused = 0, by_mend = 0, by_role = 0;
    for (size_t i = 0; i < l->accounts.len; i++) {
        const struct store_account *a = &l->accounts.items[i];
        if (!is_refused(a)) continue;
        if (refused++ == 0) buf_puts(out, "\nnot read:\n");
        buf_printf(out, "  %.*s: %.*s\n", (int)a->id.len, a->id.s, (int)a->reason.len, a->reason.s);
        by_mend += live_account_wants_role(a->reason);
        by_role += str_find(a->reason, STR("AssumeRole"), 0) != SIZE_MAX;
    }
    if (by_mend && l->mend) buf_printf(out, "  with an administrator's credentials of such an account:\n    %s\n", l->mend);
    if (by_role > 1) buf_puts(out, "  or for all at once, from the management account (a StackSet does not reach that account itself):\n"
                                   "    rampart live accounts --template > rampart-role.yaml\n"
                                   "    aws cloudformation create-stack-set --stack-set-name rampart-audit --template-body file://rampart-role.yaml --permission-model SERVICE_MANAGED "
                                   "--auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false --capabilities CAPABILITY_NAMED_IAM\n"
                                   "    aws cloudformation create-stack-instances --stack-set-name rampart-audit --deployment-targets "
                                   "OrganizationalUnitIds=$(aws organizations list-roots --query 'Roots[0].Id' --output text) --regions us-east-1\n");
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
    print_mends(l, out);
    return true;
}

static void emit_account(struct emitter *e, const struct listing *l, const struct store_account *a)
{
    bool mends = is_refused(a) && live_account_wants_role(a->reason);
    const struct { const char *name; struct str text; } texts[] = {{"id", a->id}, {"name", a->name}, {"email", a->email}, {"unit", a->ou}, {"status", str_of(live_account_status(a->status))}};
    emit_open(e, NULL, '{');
    for (size_t i = 0; i < COUNT_OF(texts); i++) emit_text(e, texts[i].name, arena_strndup(l->arena, texts[i].text.s, texts[i].text.len));
    emit_bool(e, "readable", a->enrolment == ENROLMENT_READABLE);
    emit_bool(e, "tried", a->enrolment != ENROLMENT_PENDING);
    emit_text(e, "reason", a->reason.len ? arena_strndup(l->arena, a->reason.s, a->reason.len) : NULL);
    emit_text(e, "mend", mends ? l->mend : NULL);
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

static bool with_session(const struct options *o, struct arena *arena, const struct config *config, struct store *store, struct live_role *role, struct error *err)
{
    struct live_session session;
    struct live_session_options options = {.profile = o->common.profile, .endpoint_url = o->common.endpoint_url};
    bool ok = live_session_open(&session, &options, err) && live_session_identify(&session, err);
    if (ok) {
        role->partition = arena_strdup(arena, session.partition), role->trusted = arena_strdup(arena, session.account);
        ok = (role->partition && role->trusted) || error_no_memory(err);
    }
    ok = ok && (!store || refresh(&session, store, config, err));
    live_session_close(&session);
    return ok;
}

/* Whom it trusts is who asked last; where nobody did yet, whose credentials these are. */
static bool find_trusted(const struct options *o, struct arena *arena, const struct config *config, struct live_role *role, struct error *err)
{
    bool found = false;
    const char *path = live_state_of(o->state, config);
    struct store *store = access(path, F_OK) == 0 ? store_open(path, &(struct store_options){.mode = STORE_READ}, err) : NULL;
    bool ok = (store || access(path, F_OK) != 0) && (!store || live_trusted(arena, store, &found, role, err));
    store_close(store);
    return ok && (found || with_session(o, arena, config, NULL, role, err));
}

static bool print_role(const struct options *o, struct arena *arena, const struct config *config, struct live_role *role, struct error *err)
{
    struct aws_models *models = aws_models_new();
    struct collector_set set;
    struct buf out = buf_new(0);
    bool ok = (models || error_no_memory(err)) && find_trusted(o, arena, config, role, err) && collectors_builtin(arena, models, &set, err) &&
              live_actions_find(arena, &set, NULL, &role->actions, err);
    const char *asked = !config ? NULL : config->delegated_admin ? config->delegated_admin : config->management_account;
    if (ok && asked && strcmp(asked, role->trusted) != 0) role->organization = asked;
    if (ok && o->template) live_role_template(role, &out);
    else if (ok) live_role_commands(arena, role, &out);
    if (ok && (out.failed || arena->failed)) ok = error_no_memory(err);
    if (ok) live_print(&out);
    else buf_free(&out);
    aws_models_free(models);
    return ok;
}

/* A word of sh. */
static const char *quoted(struct arena *arena, const char *text)
{
    struct buf out = buf_new(0);
    buf_add_char(&out, '\'');
    for (const char *p = text; *p; p++) {
        if (*p == '\'') buf_puts(&out, "'\\'");
        buf_add_char(&out, *p);
    }
    buf_add_char(&out, '\'');
    const char *word = buf_to_arena(arena, &out);
    buf_free(&out);
    return word;
}

/* With the flags that were given here: it is to find the same configuration and state. */
static bool find_mend(const struct options *o, struct arena *arena, struct listing *l)
{
    const struct { const char *name, *value; } given[] = {{"config", o->config}, {"state", o->state}};
    const char *flags_text = "";
    for (size_t i = 0; i < COUNT_OF(given) && flags_text; i++) {
        const char *word = given[i].value ? quoted(arena, given[i].value) : NULL;
        if (given[i].value) flags_text = word ? arena_printf(arena, "%s --%s %s", flags_text, given[i].name, word) : NULL;
    }
    l->mend = flags_text ? arena_printf(arena, "rampart live accounts --commands%s > rampart-role.sh && sh rampart-role.sh", flags_text) : NULL;
    return l->mend != NULL;
}

static bool list(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    const struct config *config;
    struct live_role role = {0};
    struct listing l = {.arena = arena};
    bool trusted = false;
    (void)rest, (void)status;
    if (!live_config_load(arena, o->config, &config, err)) return false;
    if (config) role.name = config->role, role.external_id = config->external_id;
    if (o->template || o->commands) return print_role(o, arena, config, &role, err);
    struct store *store = store_open(live_state_of(o->state, config), &(struct store_options){.mode = o->refresh ? STORE_WRITE : STORE_READ}, err);
    bool ok = store && (!o->refresh || with_session(o, arena, config, store, &role, err)) && live_trusted(arena, store, &trusted, &role, err) && store_accounts(arena, store, add, &l, err);
    struct buf out = buf_new(0);
    if (ok && trusted) ok = find_mend(o, arena, &l) || error_no_memory(err);
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
    "Of an account that cannot be read it says why, and the command that mends it. --template and --commands make the role with what `rampart live permissions` prints, and no more.", flags, COUNT_OF(flags), run};
