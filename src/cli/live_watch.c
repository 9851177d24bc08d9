/* cli/live_watch.c: `rampart live watch`: the daemon. A line of JSON on standard output for each verdict that changes; the rest goes to standard error. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/live_state.h"
#include "live/receiver.h"
#include "live/watch.h"
#include "report/emit.h"

struct options {
    struct live_common common;
    struct flag_list services, regions, accounts, units;
    const char *config, *state, *listen, *token_file, *queue, *queue_region;
    uint64_t sweep_every, sweep_jitter, settle;
    long threads;
    bool no_first, once;
};

#define AT(field) offsetof(struct options, field)
#define AT_COMMON(field) offsetof(struct options, common.field)
static const struct flag flags[] = {
    {"account", 0, FLAG_COMMA_LIST, "ID", "only these accounts (default: all that are watched)", AT(accounts)},
    LIVE_CONFIG_FLAG(AT(config)),
    LIVE_COMMON_FLAGS(AT_COMMON),
    {"listen", 0, FLAG_TEXT, "ADDRESS:PORT", "where events are posted (POST /events); port 0: any, printed", AT(listen)},
    {"no-first-sweep", 0, FLAG_BOOL, "", "do not begin with a sweep", AT(no_first)},
    {"once", 0, FLAG_BOOL, "", "end when nothing is waiting any more", AT(once)},
    {"ou", 0, FLAG_LIST, "UNIT", "only the accounts under this unit: root/prod, or ou-ab12-cdef3456", AT(units)},
    {"queue", 0, FLAG_TEXT, "URL", "the SQS queue of change events (default: the config's)", AT(queue)},
    {"queue-region", 0, FLAG_TEXT, "REGION", "its region (default: from its URL)", AT(queue_region)},
    {"region", 0, FLAG_COMMA_LIST, "REGION", "regions to read (default: all that an account has enabled)", AT(regions)},
    {"service", 0, FLAG_COMMA_LIST, "NAME", "only the collectors of these services are swept", AT(services)},
    {"settle", 0, FLAG_DURATION, "TIME", "from an event to its first reading (default: 500ms)", AT(settle)},
    LIVE_STATE_FLAG(AT(state)),
    {"sweep-every", 0, FLAG_DURATION, "TIME", "a full sweep so often; 0s: none (default: the config's, else 6h)", AT(sweep_every)},
    {"sweep-jitter", 0, FLAG_DURATION, "TIME", "and at most so much later (default: the config's, else 10m)", AT(sweep_jitter)},
    {"threads", 0, FLAG_INT, "N", "threads to judge with (default: one a core)", AT(threads)},
    {"token-file", 0, FLAG_TEXT, "FILE", "the bearer token that posted events must have", AT(token_file)},
};

#define HOUR_NS ((uint64_t)3600 * 1000000000)
#define UNSAID UINT64_MAX
#define MS_NS 1000000u

/* SIGINT and SIGTERM as something to read. */
static int signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC) : -1;
}

static void tell_refused(void *context, const char *account, const char *reason)
{
    (void)context;
    fprintf(stderr, "%s: not read: %s\n", account, reason);
}

static void say(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "%s\n", text);
}

static void put_str(struct emitter *e, const char *name, struct str s, struct arena *arena)
{
    const char *text = arena_strndup(arena, s.s, s.len);
    if (text) emit_text(e, name, text);
}

static bool print_change(void *context, enum store_finding_change change, const struct store_finding *f, struct error *err)
{
    static const char *const names[] = {"new", "changed", "resolved", "reopened"};
    struct arena *arena = arena_new(0);
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    (void)context;
    if (!arena) return error_no_memory(err);
    emit_open(&e, NULL, '{');
    emit_text(&e, "change", names[change]);
    put_str(&e, "account", f->resource.account, arena);
    if (f->resource.region.len) put_str(&e, "region", f->resource.region, arena);
    put_str(&e, "resource", f->resource.id, arena);
    put_str(&e, "rule", f->rule, arena);
    emit_text(&e, "verdict", f->gone ? "gone" : verdict_name(f->verdict));
    if (!value_is_none(f->reasons)) emit_value(&e, "reasons", f->reasons);
    emit_number(&e, "time", (long long)f->last_changed);
    emit_close(&e, '}');
    const char *text = buf_to_arena(arena, &out);
    for (const char *p = text; p && *p; p++)   /* a line: what is indented for people is joined */
        if (*p == '\n') while (p[1] == ' ') p++;
        else putchar(*p);
    putchar('\n');
    fflush(stdout);
    buf_free(&out);
    arena_free(arena);
    return true;
}

/* eu-west-1 of https://sqs.eu-west-1.amazonaws.com/... */
static const char *region_of_queue(struct arena *arena, const char *url, const char *otherwise)
{
    const char *at = url ? strstr(url, "://sqs.") : NULL;
    const char *end = at ? strchr(at + 7, '.') : NULL;
    return end ? arena_strndup(arena, at + 7, (size_t)(end - at - 7)) : otherwise;
}

static struct receiver *listen_on(struct arena *arena, struct store *store, const struct event_index *index, const struct options *o, int64_t settle_ms, int wake, struct error *err)
{
    const char *colon = strrchr(o->listen, ':');
    char *end = NULL;
    long port = colon ? strtol(colon + 1, &end, 10) : -1;
    struct str token = {NULL, 0};
    if (!colon || !end || *end || end == colon + 1 || port < 0 || port > 65535) return error_set(err, &CLI_ERR_FLAG, "--listen takes ADDRESS:PORT, not '%.60s'", o->listen), NULL;
    if (o->token_file && !io_read_file(arena, o->token_file, 4096, &token, err)) return NULL;
    const char *text = o->token_file ? arena_strndup(arena, str_trim(token).s, str_trim(token).len) : NULL;
    struct receiver_options options = {.address = arena_strndup(arena, o->listen, (size_t)(colon - o->listen)), .port = (uint16_t)port, .token = text, .settle_ms = settle_ms, .wake = wake};
    if (!options.address || (o->token_file && !text)) return error_no_memory(err), NULL;
    if (text && !*text) return error_set(err, &CLI_ERR_FLAG, "the file of --token-file is empty"), NULL;
    struct receiver *receiver = receiver_start(store, index, &options, err);
    if (receiver) fprintf(stderr, "listening on %s:%u\n", options.address, receiver_port(receiver));
    return receiver;
}

/* The accounts, asked for again and again. */
struct who { struct live_session *session; struct live_accounts *accounts; const struct options *options; };

static bool find_accounts(void *context, const struct live_target **out, size_t *n, struct error *err)
{
    struct who *who = (struct who *)context;
    const struct options *o = who->options;
    struct live_choice choice = {o->accounts.items, o->accounts.len, o->units.items, o->units.len};
    struct live_target *targets;
    if (!live_accounts_refresh(who->accounts, live_now(), live_tell_account, NULL, err)) return false;
    if (*live_accounts_note(who->accounts)) fprintf(stderr, "labels by tag are as they were: %s\n", live_accounts_note(who->accounts));
    if (!live_accounts_targets(who->session->arena, who->accounts, &choice, &targets, n, err)) return false;
    for (size_t i = 0; i < *n && o->regions.len; i++) targets[i].regions = o->regions.items, targets[i].n_regions = o->regions.len;
    *out = targets;
    return true;
}

static void print_counts(const struct live_watched *w)
{
    fprintf(stderr, "%zu events (%zu ignored, %zu bad), %zu readings, %zu resources changed, %zu sweeps, %zu failures are new, %zu resolved\n", w->events, w->ignored, w->bad, w->rereads,
            w->created + w->updated + w->deleted, w->sweeps, w->fresh, w->resolved);
}

static bool watch_with(struct who *who, struct store *store, struct live_content *content, int stop, struct error *err)
{
    const struct options *o = who->options;
    struct live_session *s = who->session;
    struct live_watched watched = {0};
    struct receiver *receiver = NULL;
    const struct live_target *targets = NULL;
    size_t n = 0;
    int wake = -1;
    int64_t settle_ms = (int64_t)(o->settle / MS_NS);
    struct event_index *index = event_index_new(s->arena, &s->collectors, err);
    bool ok = index && find_accounts(who, &targets, &n, err) && live_trusted_save(s->arena, store, s, err) && live_content_save(s->arena, store, content, err);
    if (ok && o->listen) {
        wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        ok = (receiver = listen_on(s->arena, store, index, o, settle_ms, wake, err)) != NULL;
    }
    if (ok) {
        struct live_watch_options options = {
            .sweep = {.targets = targets, .n_targets = n, .services = o->services.items, .n_services = o->services.len, .rules = &content->live, .refused = tell_refused, .changed = print_change,
                      .context = who},
            .accounts = find_accounts, .index = index, .sweep_every_ms = (int64_t)(o->sweep_every / MS_NS), .sweep_jitter_ms = (int64_t)(o->sweep_jitter / MS_NS), .no_first = o->no_first,
            .settle_ms = settle_ms, .queue_url = o->queue, .queue_region = o->queue_region ? o->queue_region : region_of_queue(s->arena, o->queue, s->region), .queue_provider = s->provider,
            .wake = wake, .stop = stop, .once = o->once, .say = say,
        };
        ok = live_watch(s, store, &options, &watched, err);
        struct receiver_counts posted = receiver ? receiver_counts(receiver) : (struct receiver_counts){0};
        watched.events += posted.events, watched.ignored += posted.ignored, watched.bad += posted.bad;
        print_counts(&watched);
    }
    receiver_stop(receiver);
    if (wake >= 0) close(wake);
    return ok;
}

static bool watch(struct live_session *s, struct options *o, int stop, struct error *err)
{
    struct live_content content;
    const struct config *config;
    struct judge_program *program = NULL;
    struct who who = {.session = s, .options = o};
    if (!live_config_load(s->arena, o->config, &config, err) || !live_content_load(s->arena, &s->collectors, config, &content, err)) return false;
    struct store *store = store_open(live_state_of(o->state, config), &(struct store_options){.cache_mb = 64}, err);   /* events come for any account */
    bool ok = store && live_session_identify(s, err) && (program = judge_program_new(content.rules.rules.items, content.rules.rules.len, err)) &&
              (who.accounts = live_accounts_new(s, store, config, err));
    if (config && !o->queue) o->queue = config->sqs;
    if (o->sweep_every == UNSAID) o->sweep_every = config ? (uint64_t)config->sweep_every_ms * MS_NS : 6 * HOUR_NS;
    if (o->sweep_jitter == UNSAID) o->sweep_jitter = config ? (uint64_t)config->sweep_jitter_ms * MS_NS : HOUR_NS / 6;
    if (ok) {
        content.live.program = program;
        content.live.threads = (unsigned)o->threads;
        ok = watch_with(&who, store, &content, stop, err);
    }
    live_accounts_free(who.accounts);
    judge_program_free(program);
    store_close(store);
    return ok;
}

static bool watch_to_the_end(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    struct options *o = (struct options *)given;
    struct live_session session;
    int stop = signals();   /* before threads are made: they inherit it */
    struct live_session_options options = {.profile = o->common.profile, .endpoint_url = o->common.endpoint_url};
    (void)arena, (void)rest, (void)status;
    bool ok = live_session_open(&session, &options, err) && watch(&session, o, stop, err);
    live_session_close(&session);
    if (stop >= 0) close(stop);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {.sweep_every = UNSAID, .sweep_jitter = UNSAID, .settle = (uint64_t)500 * MS_NS};
    return live_run(&live_command_watch, argc, argv, &o, watch_to_the_end);
}

const struct command live_command_watch = {"live watch", "", "sweeps on a schedule, and reads and judges anew what change events name",
    "Prints a line of JSON for each verdict that changes. Events come from an SQS queue, or are posted to --listen. SIGTERM ends it; what was under way goes on next time.", flags,
    COUNT_OF(flags), run};
