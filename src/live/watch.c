/* live/watch.c: one loop: receive, take what is due, collect, commit, judge; see watch.h. */
#include "live/watch.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "inventory/collect.h"
#include "live/batch.h"
#include "value/json.h"

#define OWNER "watch"
#define LEASE_MS ((int64_t)300 * 1000)
#define MAX_OPEN 128             /* readings under way */
#define SLICE_MS 10              /* the client works so long at a time before what is due is looked at */
#define JUDGE_AFTER_MS 100       /* an account that keeps changing is judged at least so often */
#define RETRY_MS 5000            /* a reading that failed is tried again after so long, twice as long each time */
#define KEEP_EVENTS_MS ((int64_t)24 * 3600 * 1000)
#define RECEIVE_SECONDS 20

struct watch;

struct watched_account {
    const struct live_target *target;
    size_t open;
    bool dirty, whole;           /* changes to judge; all of it: what could not be read has changed */
    int64_t dirty_since;
};

struct watch {
    struct live_session *session;
    struct store *store;
    const struct live_watch_options *options;
    struct live_watched *out;
    struct arena *arena;
    struct watched_account *accounts;
    struct map by_account;
    struct live_sweep_run *sweep;
    int64_t next_sweep;
    size_t open;
    bool receiving, stop, ended;
    int64_t receive_after;
    uint64_t seed;
    struct error err;
};

/* A reading under way. */
struct work {
    struct watch *watch;
    struct watched_account *account;
    struct arena *arena;
    struct store_reread reread;
    const struct collector_type *type;
    struct collect_request request;
    struct resource *parent;
    int64_t begun;
};

static int64_t now_of(const struct watch *w) { return w->options->sweep.clock ? w->options->sweep.clock() : live_now(); }

static void stop(struct watch *w, const struct error *err)
{
    if (!w->stop) w->err = *err;
    w->stop = true;
}

static void say(const struct watch *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const struct watch *w, const char *format, ...)
{
    char text[1024];
    va_list args;
    if (!w->options->say) return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    w->options->say(w->options->sweep.context, text);
}

/* --- one reading --- */

struct finding_stored { struct work *work; const char *id; struct resource *found; VEC(struct store_key) keys; const struct collect_result *result; };

static bool names_it(const struct store_resource *r, const char *id)
{
    struct value own = value_field(r->values, "id");
    return (value_is_string(own) && str_is(value_str(own), id)) || str_is(r->key.id, id) || str_is(r->arn, id) || str_is(r->name, id);
}

static bool take_parent(void *context, const struct store_resource *r, struct error *err)
{
    struct finding_stored *f = (struct finding_stored *)context;
    struct arena *arena = f->work->arena;
    if (f->found || !names_it(r, f->id)) return true;
    struct resource *parent = (struct resource *)arena_zero(arena, sizeof *parent);
    if (!parent) return error_no_memory(err);
    *parent = (struct resource){.address = arena_strndup(arena, r->key.id.s, r->key.id.len), .type = arena_strndup(arena, r->key.type.s, r->key.type.len),
                                .region = arena_strndup(arena, r->key.region.s, r->key.region.len), .arn = r->arn.len ? arena_strndup(arena, r->arn.s, r->arn.len) : NULL,
                                .values = value_copy(arena, r->values)};
    f->found = parent;
    return (parent->address && parent->type && parent->region && !value_is_none(parent->values)) || error_no_memory(err);
}

/* What the store has of the resource that was asked for and that AWS does not have any more. */
static bool take_gone(void *context, const struct store_resource *r, struct error *err)
{
    struct finding_stored *f = (struct finding_stored *)context;
    if (!names_it(r, f->id)) return true;
    for (size_t i = 0; i < f->result->resources.len; i++)
        if (str_is(r->key.id, f->result->resources.items[i]->address) && str_is(r->key.type, f->result->resources.items[i]->type)) return true;
    struct store_key *at = vec_push(f->work->arena, &f->keys);
    if (!at) return error_no_memory(err);
    *at = (struct store_key){f->work->reread.key.account, {arena_strndup(f->work->arena, r->key.region.s, r->key.region.len), r->key.region.len},
                             {arena_strndup(f->work->arena, r->key.type.s, r->key.type.len), r->key.type.len}, {arena_strndup(f->work->arena, r->key.id.s, r->key.id.len), r->key.id.len}};
    return !f->work->arena->failed || error_no_memory(err);
}

static bool take_child(void *context, const struct store_resource *r, struct error *err)
{
    struct finding_stored *f = (struct finding_stored *)context;
    struct store_key *at = vec_push(f->work->arena, &f->keys);
    if (!at) return error_no_memory(err);
    *at = (struct store_key){f->work->reread.key.account, {arena_strndup(f->work->arena, r->key.region.s, r->key.region.len), r->key.region.len},
                             {arena_strndup(f->work->arena, r->key.type.s, r->key.type.len), r->key.type.len}, {arena_strndup(f->work->arena, r->key.id.s, r->key.id.len), r->key.id.len}};
    return !f->work->arena->failed || error_no_memory(err);
}

/* The resource that was asked for by its id and was not there: it is gone, and what belonged to it. */
static bool find_gone(struct work *o, const struct collect_result *result, struct finding_stored *f, struct error *err)
{
    struct watch *w = o->watch;
    struct store_query query = {.account = o->reread.key.account, .type = str_of(o->type->type)};
    *f = (struct finding_stored){.work = o, .id = o->request.id, .result = result};
    if (!o->request.id || o->request.parent || result->gaps.len) return true;
    if (!store_resources(o->arena, w->store, &query, take_gone, f, err)) return false;
    for (size_t i = 0, n = f->keys.len; i < n; i++) {
        struct store_query children = {.account = o->reread.key.account, .parent = f->keys.items[i].id};
        if (!store_resources(o->arena, w->store, &children, take_child, f, err)) return false;
    }
    return true;
}

static void dirty(struct watch *w, struct watched_account *a, bool whole)
{
    if (!a->dirty) a->dirty_since = now_of(w);
    a->dirty = true;
    a->whole |= whole;
}

static void count(struct watch *w, const struct store_committed *committed)
{
    for (size_t i = 0; i < committed->n_changes; i++) {
        switch (committed->changes[i].kind) {
        case CHANGE_CREATED: w->out->created++; break;
        case CHANGE_UPDATED: w->out->updated++; break;
        case CHANGE_DELETED: w->out->deleted++; break;
        }
    }
}

static void retry(struct work *o, const char *why)
{
    struct watch *w = o->watch;
    struct error err = {0};
    unsigned shift = o->reread.attempts < 6 ? o->reread.attempts : 6;
    w->out->retried++;
    say(w, "%.*s: %.*s is read again later: %s", (int)o->reread.key.account.len, o->reread.key.account.s, (int)o->reread.key.type.len, o->reread.key.type.s, why);
    if (!store_reread_retry(w->store, (struct store_lease){o->reread.id, o->reread.generation}, now_of(w) + ((int64_t)RETRY_MS << shift), &err) && err.code != &STORE_LOST) stop(w, &err);
}

/* Writes what was read; the reading is done with it. An empty `result` only ends the reading. */
static void commit(struct work *o, const struct collect_result *result, const struct finding_stored *gone)
{
    struct watch *w = o->watch;
    struct error err = {0};
    struct store_committed committed = {0};
    struct store_lease lease = {o->reread.id, o->reread.generation};
    struct live_batch_of of = {.account = o->reread.key.account, .region = o->reread.key.region, .service = o->type ? str_of(o->type->service) : STR("none"), .observed_at = o->begun,
                               .cause = o->reread.cause, .deleted = gone ? gone->keys.items : NULL, .n_deleted = gone ? gone->keys.len : 0, .rereads = &lease, .n_rereads = 1};
    of.cause.source = SOURCE_EVENT;
    if (!live_batch_commit(o->arena, w->store, &of, result, &committed, &err)) {
        if (err.code != &STORE_LOST) stop(w, &err);   /* lost: a newer event queued it anew, and will read it */
        return;
    }
    count(w, &committed);
    if (o->account && (committed.n_changes || result->gaps.len)) dirty(w, o->account, result->gaps.len > 0);
}

static void read_done(void *context, struct collect_result *result)
{
    struct work *o = (struct work *)context;
    struct watch *w = o->watch;
    struct finding_stored gone;
    struct error err = {0};
    w->open--;
    o->account->open--;
    w->out->rereads++;
    if (result->out_of_memory) error_no_memory(&err), stop(w, &err);
    else if (!find_gone(o, result, &gone, &err)) stop(w, &err);
    else commit(o, result, &gone);
    arena_free(o->arena);
}

static void end_without_reading(struct work *o)
{
    static const struct collect_result nothing;
    commit(o, &nothing, NULL);
    arena_free(o->arena);
}

static const char *text_of(struct arena *arena, struct str s) { return s.len ? arena_strndup(arena, s.s, s.len) : NULL; }

static void start(struct watch *w, struct arena *arena, const struct store_reread *reread)
{
    struct error err = {0};
    struct work *o = (struct work *)arena_zero(arena, sizeof *o);
    if (!o) {
        arena_free(arena);
        error_no_memory(&err);
        return stop(w, &err);
    }
    *o = (struct work){.watch = w, .arena = arena, .reread = *reread, .begun = now_of(w)};
    o->account = (struct watched_account *)map_get(&w->by_account, reread->key.account);
    const char *type = text_of(arena, reread->key.type), *id = text_of(arena, reread->key.id), *region = text_of(arena, reread->key.region);
    if (type && strcmp(type, EVENT_ACCOUNTS) == 0) {
        if (w->options->accounts_changed) w->options->accounts_changed(w->options->sweep.context);
        return end_without_reading(o);
    }
    o->type = type ? collectors_find(&w->session->collectors, type) : NULL;
    if (!o->account || !o->type) return end_without_reading(o);   /* none of ours (any more) */
    const struct live_target *target = o->account->target;
    if (o->type->parent && id) {
        struct store_query query = {.account = reread->key.account, .type = str_of(o->type->parent->type)};
        struct finding_stored f = {.work = o, .id = id};
        if (!store_resources(arena, w->store, &query, take_parent, &f, &err)) return stop(w, &err);
        o->parent = f.found;
    }
    if (o->type->parent && !o->parent) o->type = o->type->parent;   /* not known yet: with its parent */
    o->request = (struct collect_request){
        .client = w->session->client, .set = &w->session->collectors, .provider = target->provider, .account = target->account, .partition = target->partition,
        .region = o->type->global ? collect_main_region(target->partition) : region, .service = o->type->service, .type = o->parent ? type : o->type->type, .id = o->parent ? NULL : id,
        .parent = o->parent, .regions = target->regions, .n_regions = target->n_regions, .done = read_done, .context = o,
    };
    w->open++;
    o->account->open++;
    if (collect_start(&o->request, &err)) return;
    w->open--;
    o->account->open--;
    retry(o, err.message);
    arena_free(arena);
}

static void take_due(struct watch *w)
{
    struct arena *arena = arena_new(0);
    struct store_reread *due;
    struct error err = {0};
    size_t n = 0;
    if (!arena || (w->open < MAX_OPEN && !store_reread_take(arena, w->store, STR(OWNER), now_of(w), LEASE_MS, MAX_OPEN - w->open, &due, &n, &err))) {
        if (!err.code) error_no_memory(&err);
        stop(w, &err);
        n = 0;
    }
    for (size_t i = 0; i < n && !w->stop; i++) {
        struct arena *own = arena_new(0);
        struct store_reread copy = due[i];
        if (!own) {
            error_no_memory(&err);
            stop(w, &err);
            break;
        }
        copy.key.account = str_of(arena_strndup(own, due[i].key.account.s, due[i].key.account.len));
        copy.key.region = str_of(arena_strndup(own, due[i].key.region.s, due[i].key.region.len));
        copy.key.type = str_of(arena_strndup(own, due[i].key.type.s, due[i].key.type.len));
        copy.key.id = str_of(arena_strndup(own, due[i].key.id.s, due[i].key.id.len));
        copy.cause.event_id = str_of(arena_strndup(own, due[i].cause.event_id.s, due[i].cause.event_id.len));
        copy.cause.principal = str_of(arena_strndup(own, due[i].cause.principal.s, due[i].cause.principal.len));
        start(w, own, &copy);
    }
    arena_free(arena);
}

/* --- judging --- */

static void judge_dirty(struct watch *w)
{
    const struct live_sweep_options *o = &w->options->sweep;
    for (size_t i = 0; i < o->n_targets && !w->stop; i++) {
        struct watched_account *a = &w->accounts[i];
        struct live_judged judged;
        struct error err = {0};
        if (!a->dirty || (a->open && now_of(w) - a->dirty_since < JUDGE_AFTER_MS)) continue;
        bool whole = a->whole;
        a->dirty = a->whole = false;
        if (!(whole ? live_account_judge : live_account_rejudge)(w->store, a->target->account, o->rules, now_of(w), o->changed, o->context, &judged, &err)) return stop(w, &err);
        w->out->judged++;
        w->out->fresh += judged.fresh + judged.reopened;
        w->out->resolved += judged.resolved;
    }
}

/* --- the queue --- */

/* A call to the queue, with what its parameters live in. */
struct queue_call { struct watch *watch; struct arena *arena; };

static bool call_queue(struct watch *w, const char *operation, const struct buf *json, void (*done)(void *, struct aws_answer *), struct error *err)
{
    struct arena *arena = arena_new(0);
    struct queue_call *call = arena ? (struct queue_call *)arena_zero(arena, sizeof *call) : NULL;
    struct value params;
    bool ok = (call && !json->failed) || error_no_memory(err);
    ok = ok && json_read(arena, (struct str){json->s, json->len}, NULL, &params, NULL, err);
    if (ok) {
        *call = (struct queue_call){w, arena};
        struct aws_request request = {.service = "sqs", .operation = operation, .region = w->options->queue_region, .params = params, .provider = w->options->queue_provider,
                                      .done = done, .context = call};
        ok = aws_submit(w->session->client, &request, err);
    }
    if (!ok) arena_free(arena);
    return ok;
}

/* Why a call to the queue gave nothing; NULL: it did. */
static const char *refused(const struct aws_answer *answer)
{
    return answer->error.code ? answer->error.message : answer->fault.code && *answer->fault.code ? answer->fault.code : NULL;
}

static void on_deleted(void *context, struct aws_answer *answer)
{
    struct queue_call *call = (struct queue_call *)context;
    if (refused(answer)) say(call->watch, "sqs:DeleteMessageBatch: %s", refused(answer));   /* they come again, and are known then */
    arena_free(call->arena);
}

static void delete_messages(struct watch *w, struct value messages)
{
    struct buf json = buf_new(0);
    struct error err = {0};
    buf_puts(&json, "{\"QueueUrl\": ");
    json_write_string(&json, str_of(w->options->queue_url));
    buf_puts(&json, ", \"Entries\": [");
    for (size_t i = 0; i < value_len(messages); i++) {
        struct value handle = value_field(value_items(messages)[i], "ReceiptHandle");
        if (!value_is_string(handle)) continue;
        buf_printf(&json, "%s{\"Id\": \"%zu\", \"ReceiptHandle\": ", i ? ", " : "", i);
        json_write_string(&json, value_str(handle));
        buf_puts(&json, "}");
    }
    buf_puts(&json, "]}");
    if (!call_queue(w, "DeleteMessageBatch", &json, on_deleted, &err)) say(w, "sqs:DeleteMessageBatch: %s", err.message);
    buf_free(&json);
}

/* The events of all messages, on disk before a message is deleted. */
static void accept(struct watch *w, struct arena *arena, struct value messages)
{
    struct events events = {0};
    struct error err = {0};
    int64_t now = now_of(w);
    for (size_t i = 0; i < value_len(messages); i++) {
        struct value body = value_field(value_items(messages)[i], "Body");
        struct error why = {0};
        w->out->messages++;
        if (value_is_string(body) && events_read(arena, w->options->index, value_str(body), now, w->options->settle_ms, &events, &why)) continue;
        if (why.code == &ERROR_NO_MEMORY) return stop(w, &why);
        w->out->bad++;
        say(w, "a message of the queue is no event: %s", why.code ? why.message : "it has no body");
    }
    if (!store_events_accept(w->store, events.items, events.len, now, now + KEEP_EVENTS_MS, STR("sqs"), STR(""), NULL, &err)) return stop(w, &err);
    w->out->events += events.len;
    w->out->ignored += events.ignored;
    delete_messages(w, messages);
}

static void on_messages(void *context, struct aws_answer *answer)
{
    struct queue_call *call = (struct queue_call *)context;
    struct watch *w = call->watch;
    w->receiving = false;
    arena_free(call->arena);
    if (refused(answer)) {
        say(w, "sqs:ReceiveMessage: %s", refused(answer));
        w->receive_after = now_of(w) + RETRY_MS;
        return;
    }
    struct value messages = value_field(answer->result, "Messages");
    if (value_is_array(messages) && value_len(messages)) accept(w, answer->arena, messages);
}

static void receive(struct watch *w)
{
    struct error err = {0};
    if (!w->options->queue_url || w->receiving || now_of(w) < w->receive_after) return;
    struct buf json = buf_new(0);
    buf_puts(&json, "{\"QueueUrl\": ");
    json_write_string(&json, str_of(w->options->queue_url));
    buf_printf(&json, ", \"MaxNumberOfMessages\": 10, \"WaitTimeSeconds\": %d}", w->options->once ? 0 : RECEIVE_SECONDS);
    w->receiving = call_queue(w, "ReceiveMessage", &json, on_messages, &err);
    if (!w->receiving) stop(w, &err);
    buf_free(&json);
}

/* --- sweeps --- */

static int64_t jitter(struct watch *w)
{
    int64_t most = w->options->sweep_jitter_ms;
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return most > 0 ? (int64_t)((w->seed >> 33) % (uint64_t)most) : 0;
}

static void sweep(struct watch *w)
{
    struct error err = {0};
    struct live_swept swept;
    if (w->sweep && !live_sweep_running(w->sweep)) {
        bool ok = live_sweep_end(w->sweep, &swept, &err);
        w->sweep = NULL;
        w->out->sweeps++;
        w->next_sweep = now_of(w) + w->options->sweep_every_ms + jitter(w);
        if (!ok) return stop(w, &err);
        if (swept.failed || swept.refused) say(w, "sweep: %zu scopes given up, %zu accounts not read", swept.failed, swept.refused);
        if (!store_maintain(w->store, now_of(w), 0, &err)) return stop(w, &err);
    }
    if (w->sweep || !w->options->sweep_every_ms || now_of(w) < w->next_sweep) return;
    if (!(w->sweep = live_sweep_start(w->session, w->store, &w->options->sweep, &err))) stop(w, &err);
}

/* --- the loop --- */

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Works on what is in flight, or waits to be woken. */
static void turn(struct watch *w)
{
    struct error err = {0};
    struct pollfd waits[] = {{.fd = w->options->wake, .events = POLLIN}, {.fd = w->options->stop, .events = POLLIN}};
    uint64_t posted;
    int64_t begun = monotonic_ms();
    if (!aws_client_run(w->session->client, begun + SLICE_MS, &err)) return stop(w, &err);
    int64_t left = SLICE_MS - (monotonic_ms() - begun);
    if (poll(waits, 2, left > 0 ? (int)left : 0) <= 0) return;
    if (waits[1].revents) w->ended = true;
    if (waits[0].revents && read(w->options->wake, &posted, sizeof posted) < 0) return;   /* somebody else's turn: nothing is lost */
}

static bool idle(struct watch *w)
{
    struct error err = {0};
    size_t waiting = 0;
    int64_t oldest;
    if (w->open || w->sweep || w->receiving) return false;
    for (size_t i = 0; i < w->options->sweep.n_targets; i++)
        if (w->accounts[i].dirty) return false;
    if (!store_reread_backlog(w->store, &waiting, &oldest, &err)) stop(w, &err);
    return waiting == 0;
}

bool live_watch(struct live_session *session, struct store *store, const struct live_watch_options *options, struct live_watched *out, struct error *err)
{
    struct watch w = {.session = session, .store = store, .options = options, .out = out, .arena = arena_new(0), .seed = (uint64_t)live_now()};
    *out = (struct live_watched){0};
    w.accounts = w.arena ? (struct watched_account *)arena_zero(w.arena, (options->sweep.n_targets + 1) * sizeof *w.accounts) : NULL;
    bool ok = w.accounts || error_no_memory(err);
    for (size_t i = 0; ok && i < options->sweep.n_targets; i++) {
        w.accounts[i].target = &options->sweep.targets[i];
        ok = map_set(w.arena, &w.by_account, str_of(options->sweep.targets[i].account), &w.accounts[i]) || error_no_memory(err);
    }
    ok = ok && store_release(store, STR(OWNER), err);
    if (options->no_first) w.next_sweep = now_of(&w) + options->sweep_every_ms + jitter(&w);
    while (ok && !w.stop && !w.ended) {
        sweep(&w);
        receive(&w);
        take_due(&w);
        turn(&w);
        judge_dirty(&w);
        if (options->once && idle(&w)) break;
    }
    if (ok && w.sweep) {   /* what is under way is given back: the next one goes on with it */
        struct live_swept swept;
        struct error ignored = {0};
        if (aws_client_run(session->client, monotonic_ms() + 10000, &ignored) && !live_sweep_running(w.sweep) && live_sweep_end(w.sweep, &swept, &ignored)) out->sweeps++;
    }
    if (w.stop && err) *err = w.err;
    ok = ok && !w.stop;
    arena_free(w.arena);
    return ok;
}
