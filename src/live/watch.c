/* live/watch.c: one loop: receive, take what is due, collect, commit, judge; see watch.h. */
#include "live/watch.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "inventory/collect.h"
#include "live/batch.h"
#include "live/kept_account.h"
#include "value/json.h"

#define OWNER "watch"
#define LEASE_MS ((int64_t)300 * 1000)
#define MAX_OPEN 128             /* readings under way */
#define MAX_ATTEMPTS 8           /* of one reading that fails for a passing reason: then it is not assessed */
#define MAX_RECEIVING 8          /* calls to the queue at a time, while it is full */
#define SLICE_MS 3               /* the client works so long at a time before what is due is looked at, ... */
#define SLICE_BUSY_MS 12         /* ... or so long while much is under way: what comes of it is one transaction */
#define REST_MS 250              /* so often at least it is looked at */
#define JUDGE_AFTER_MS 5         /* an account that keeps changing is judged at least so often, ... */
#define JUDGE_SHARE 3            /* ... or when it takes long, so that it takes at most a third of the time, ... */
#define JUDGE_SHARE_BUSY 9       /* ... or a ninth while much is under way: the more changes, the less each costs */
#define RETRY_MS 2000            /* a reading that failed is tried again after so long, twice as long each time */
#define KEEP_EVENTS_MS ((int64_t)24 * 3600 * 1000)
#define RECEIVE_SECONDS 20
#define KEPT_BYTES ((size_t)128 << 20)   /* of accounts in memory */
#define MAX_MESSAGES 10         /* SQS gives no more at a time */

struct watch;

struct watched_account {
    const struct live_target *target;   /* NULL: not watched any more */
    size_t open;
    bool dirty, whole;           /* changes to judge; all of it: what could not be read has changed */
    int64_t dirty_since, judged_at, judging_ms;
};

struct watch {
    struct live_session *session;
    struct store *store;
    const struct live_watch_options *options;
    struct live_watched *out;
    struct arena *arena;
    struct live_rules rules;     /* the options', with accounts that stay in memory */
    VEC(struct watched_account *) accounts;
    struct map by_account;
    const struct live_target *targets; size_t n_targets;
    struct live_target *fresh; size_t n_fresh;   /* that are new since the last sweep began: swept at once */
    bool refresh;                                /* the accounts are to be asked for again */
    struct live_sweep_run *sweep;
    int64_t next_sweep;
    size_t open, receiving;
    bool full, drained, stop, ended;   /* of the queue: the last answer had as many messages as one can have, or none */
    int64_t receive_after, look_at;
    uint64_t seed;
    struct error err;
};

/* A reading under way: of a type, or of what belongs to one resource that the store has. */
struct work {
    struct watch *watch;
    struct watched_account *account;
    struct arena *arena;
    struct store_reread reread;
    const struct collector_type *type;
    const char *id;                          /* NULL: all of the type */
    struct resource *parent;
    struct collect_request request;
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

struct stored { struct work *work; struct resource *found; VEC(struct store_key) keys; const struct collect_result *result; };

static struct str kept(struct arena *arena, struct str s) { return (struct str){arena_strndup(arena, s.s, s.len), s.len}; }

static bool take_parent(void *context, const struct store_resource *r, struct error *err)
{
    struct stored *f = (struct stored *)context;
    struct arena *arena = f->work->arena;
    if (f->found) return true;
    struct resource *parent = (struct resource *)arena_zero(arena, sizeof *parent);
    if (!parent) return error_no_memory(err);
    *parent = (struct resource){.address = kept(arena, r->key.id).s, .type = kept(arena, r->key.type).s, .name = kept(arena, r->name).s,
                                .region = r->key.region.len ? kept(arena, r->key.region).s : NULL, .arn = r->arn.len ? kept(arena, r->arn).s : NULL, .values = value_copy(arena, r->values)};
    f->found = parent;
    return (!arena->failed && !value_is_none(parent->values)) || error_no_memory(err);
}

static bool was_read(const struct collect_result *result, const struct store_key *key)
{
    for (size_t i = 0; i < result->resources.len; i++) {
        const struct resource *r = result->resources.items[i];
        if (str_is(key->id, r->address) && str_is(key->type, r->type) && str_is(key->region, r->region ? r->region : "")) return true;
    }
    return false;
}

/* What the store has and AWS does not have any more. */
static bool take_gone(void *context, const struct store_resource *r, struct error *err)
{
    struct stored *f = (struct stored *)context;
    struct arena *arena = f->work->arena;
    if (was_read(f->result, &r->key)) return true;
    struct store_key *at = vec_push(arena, &f->keys);
    if (at) *at = (struct store_key){f->work->reread.key.account, kept(arena, r->key.region), kept(arena, r->key.type), kept(arena, r->key.id)};
    return (at && !arena->failed) || error_no_memory(err);
}

/* The resource that was asked for by its id and was not there: it is gone, and what belonged to it, and to that. */
static bool find_gone(struct work *o, const struct collect_result *result, struct stored *f, struct error *err)
{
    struct store *store = o->watch->store;
    struct store_query query = {.account = o->reread.key.account, .type = str_of(o->type->type), .region = o->type->global ? STR("") : o->reread.key.region, .called = str_of(o->id ? o->id : "")};
    *f = (struct stored){.work = o, .result = result};
    if (!o->id || o->parent || result->gaps.len) return true;
    if (!store_resources(o->arena, store, &query, take_gone, f, err)) return false;
    for (size_t i = 0; i < f->keys.len; i++) {
        struct store_query children = {.account = o->reread.key.account, .parent = f->keys.items[i].id};
        if (!store_resources(o->arena, store, &children, take_gone, f, err)) return false;
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

/* The store is held by another process: nothing is lost, what was begun is done again when its lease ends. Anything else ends the watch. */
static void fault(struct watch *w, const struct error *err)
{
    if (err->code == &STORE_BUSY) say(w, "%s", err->message);
    else stop(w, err);
}

static void end(struct work *o)
{
    struct watch *w = o->watch;
    if (o->account) o->account->open--;
    w->open--;
    w->look_at = 0;
    arena_free(o->arena);
}

/* How long until the next try: twice as long each time. */
static int64_t later(const struct work *o)
{
    unsigned shift = o->reread.attempts > 1 ? o->reread.attempts - 1 : 0;
    return (int64_t)RETRY_MS << (shift < 6 ? shift : 6);
}

static void again(struct work *o, int64_t wait_ms)
{
    struct watch *w = o->watch;
    struct error err = {0};
    if (!store_reread_retry(w->store, (struct store_lease){o->reread.id, o->reread.generation}, now_of(w) + wait_ms, &err)) fault(w, &err);
}

/* It is neither in AWS nor in the store, but a sweep that has seen it while it was there may be about to write that: looked at again, until no sweep runs. */
static bool is_nowhere(const struct work *o, const struct collect_result *result, const struct stored *gone)
{
    return o->watch->sweep && o->id && !o->parent && result->resources.len == 0 && result->gaps.len == 0 && gone->keys.len == 0;
}

static void retry(struct work *o, const char *why)
{
    struct watch *w = o->watch;
    w->out->retried++;
    say(w, "%.*s: %.*s%s%.*s is read again later: %s", (int)o->reread.key.account.len, o->reread.key.account.s, (int)o->reread.key.type.len, o->reread.key.type.s,
        o->reread.key.id.len ? " " : "", (int)o->reread.key.id.len, o->reread.key.id.s, why);
    again(o, later(o));
}

/* Writes what was read; the reading is done with it. An empty `result` only ends the reading. */
static void commit(struct work *o, const struct collect_result *result, const struct stored *gone)
{
    struct watch *w = o->watch;
    struct error err = {0};
    struct store_committed committed = {0};
    struct store_lease lease = {o->reread.id, o->reread.generation};
    struct live_batch_of of = {.account = o->reread.key.account, .region = o->reread.key.region, .service = o->type ? str_of(o->type->service) : STR("none"), .observed_at = o->begun,
                               .cause = o->reread.cause, .deleted = gone ? gone->keys.items : NULL, .n_deleted = gone ? gone->keys.len : 0, .rereads = &lease, .n_rereads = 1};
    of.cause.source = SOURCE_EVENT;
    if (!live_batch_commit(o->arena, w->store, &of, result, &committed, &err)) return fault(w, &err);
    count(w, &committed);
    for (size_t i = 0; i < result->resources.len; i++) {
        const struct resource *r = result->resources.items[i];
        kept_accounts_seen(w->rules.kept, (struct store_key){of.account, str_of(r->region ? r->region : ""), str_of(r->type), str_of(r->address)}, of.observed_at);
    }
    if (o->account && (committed.n_changes || committed.gaps)) dirty(w, o->account, committed.gaps > 0);
}

/* Would the next try do better? The client has tried several times by now; NULL: no. */
static const char *passes(const struct collect_result *result)
{
    static const char *const codes[] = {"aws-connection", "aws-answer", "aws-credentials", "500", "502", "503", "504", "InternalError", "InternalFailure", "InternalServerError", "InternalServiceError", "InternalServiceFault",
                                        "ServerException", "ServiceUnavailable", "ServiceUnavailableException", "ServiceException", "RequestTimeout", "Throttling", "ThrottlingException", "ThrottledException",
                                        "TooManyRequestsException", "RequestLimitExceeded", "RequestThrottled", "SlowDown", "LimitExceededException", "RequestExpired", "ExpiredToken", "ExpiredTokenException"};
    for (size_t i = 0; i < result->gaps.len; i++)
        for (size_t k = 0; k < COUNT_OF(codes); k++)
            if (strcmp(result->gaps.items[i].code, codes[k]) == 0) return *result->gaps.items[i].message ? result->gaps.items[i].message : codes[k];
    return NULL;
}

/* What belongs to a resource was read without that resource's own answers. Where these were needed, or the resource may be gone, it is read itself. */
static bool wants_parent(const struct work *o, const struct collect_result *result)
{
    if (!o->parent) return false;
    for (size_t i = 0; i < result->resources.len; i++)
        if (value_has_unknown(result->resources.items[i]->values)) return true;
    return result->gaps.len > 0;
}

static void ask(struct work *o);

static void ask_parent(struct work *o)
{
    const char *id = o->parent->name;
    o->type = o->type->parent;
    for (; o->type->parent; o->type = o->type->parent) id = NULL;   /* which one of those above is not known: all of them */
    o->parent = NULL, o->id = id;
    o->begun = now_of(o->watch);
    ask(o);
}

static void read_done(void *context, struct collect_result *result)
{
    struct work *o = (struct work *)context;
    struct watch *w = o->watch;
    struct stored gone;
    struct error err = {0};
    const char *why = result->out_of_memory ? NULL : passes(result);
    w->out->rereads++;
    if (result->out_of_memory) error_no_memory(&err), stop(w, &err);
    else if (why && o->reread.attempts < MAX_ATTEMPTS) retry(o, why);
    else if (wants_parent(o, result)) return ask_parent(o);
    else if (!find_gone(o, result, &gone, &err)) fault(w, &err);
    else if (is_nowhere(o, result, &gone)) again(o, later(o));
    else commit(o, result, &gone);
    end(o);
}

static void end_without_reading(struct work *o)
{
    static const struct collect_result nothing;
    commit(o, &nothing, NULL);
    end(o);
}

static const char *text_of(struct arena *arena, struct str s) { return s.len ? arena_strndup(arena, s.s, s.len) : NULL; }

static void ask(struct work *o)
{
    struct error err = {0};
    const struct live_target *target = o->account->target;
    const char *region = o->type->global ? collect_main_region(target->partition) : text_of(o->arena, o->reread.key.region);
    o->request = (struct collect_request){
        .client = o->watch->session->client, .set = &o->watch->session->collectors, .provider = target->provider, .account = target->account, .partition = target->partition,
        .region = region, .service = o->type->service, .type = o->type->type, .id = o->id, .parent = o->parent, .regions = target->regions, .n_regions = target->n_regions,
        .done = read_done, .context = o,
    };
    if (collect_start(&o->request, &err)) return;
    retry(o, err.message);
    end(o);
}

/* For a type that is read per another, the event names that one. Not known yet, it is read itself, and the type with it. */
static bool choose(struct work *o, struct error *err)
{
    const struct store_key *key = &o->reread.key;
    o->id = text_of(o->arena, key->id);
    if (!o->type->parent) return true;
    struct store_query query = {.account = key->account, .type = str_of(o->type->parent->type), .region = o->type->parent->global ? STR("") : key->region, .called = key->id};
    struct stored f = {.work = o};
    if (o->id && !store_resources(o->arena, o->watch->store, &query, take_parent, &f, err)) return false;
    o->parent = f.found;
    if (o->parent) o->id = NULL;
    for (bool first = true; !o->parent && o->type->parent; first = false) {
        o->type = o->type->parent;
        if (!first) o->id = NULL;
    }
    return true;
}

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
    const char *type = text_of(arena, reread->key.type);
    w->open++;
    if (o->account) o->account->open++;
    if (type && strcmp(type, EVENT_ACCOUNTS) == 0) {
        w->refresh = true;
        return end_without_reading(o);
    }
    o->type = type ? collectors_find(&w->session->collectors, type) : NULL;
    if (!o->account || !o->account->target || !o->type) return end_without_reading(o);   /* none of ours (any more) */
    if (choose(o, &err)) return ask(o);
    fault(w, &err);
    end(o);
}

/* Is something due? The store is asked when the next one was, when something ended or was accepted, and now and then, since others may write to it. */
static bool looks(struct watch *w)
{
    struct error err = {0};
    int64_t now = now_of(w), next;
    if (w->open >= MAX_OPEN || now < w->look_at) return false;
    if (!store_reread_next(w->store, now, &next, &err)) return fault(w, &err), false;
    w->look_at = next <= now ? now : next < now + REST_MS ? next : now + REST_MS;
    return next <= now;
}

static void take_due(struct watch *w)
{
    if (!looks(w)) return;
    struct arena *arena = arena_new(0);
    struct store_reread *due;
    struct error err = {0};
    size_t n = 0;
    if (!arena) error_no_memory(&err), stop(w, &err);
    else if (!store_reread_take(arena, w->store, STR(OWNER), now_of(w), LEASE_MS, MAX_OPEN - w->open, &due, &n, &err)) fault(w, &err), n = 0;
    for (size_t i = 0; i < n && !w->stop; i++) {
        struct arena *own = arena_new(0);
        struct store_reread copy = due[i];
        if (!own) {
            error_no_memory(&err);
            stop(w, &err);
            break;
        }
        struct str *texts[] = {&copy.key.account, &copy.key.region, &copy.key.type, &copy.key.id, &copy.cause.event_id, &copy.cause.principal};
        for (size_t k = 0; k < COUNT_OF(texts); k++) *texts[k] = kept(own, *texts[k]);
        if (own->failed) {
            arena_free(own);
            error_no_memory(&err);
            stop(w, &err);
            break;
        }
        start(w, own, &copy);
    }
    arena_free(arena);
}

/* --- judging --- */

static bool is_busy(const struct watch *w) { return w->open >= MAX_OPEN / 2; }

/* Until when to wait with it: it was judged a moment ago, or more of it is being read. With n accounts to judge each waits n times as long, so that judging never takes more
 * than its share of the time, and what comes meanwhile is judged at once. */
static int64_t judge_at(const struct watch *w, const struct watched_account *a, size_t n)
{
    int64_t pause = a->judging_ms * (is_busy(w) ? JUDGE_SHARE_BUSY : JUDGE_SHARE) * (int64_t)n;
    if (pause < JUDGE_AFTER_MS) pause = JUDGE_AFTER_MS;
    int64_t at = a->judged_at + pause;
    return a->open && a->dirty_since + pause > at ? a->dirty_since + pause : at;
}

static void judge_one(struct watch *w, struct watched_account *a)
{
    const struct live_sweep_options *o = &w->options->sweep;
    struct live_judged judged;
    struct error err = {0};
    bool whole = a->whole;
    int64_t begun = now_of(w);
    a->dirty = a->whole = false;
    bool ok = (whole ? live_account_judge : live_account_rejudge)(w->store, a->target->account, &w->rules, begun, o->changed, o->context, &judged, &err);
    ok = ok && (!whole || store_gaps_judged(w->store, str_of(a->target->account), &err));
    a->judged_at = now_of(w);
    a->judging_ms = a->judged_at - begun;
    if (!ok) {
        dirty(w, a, whole);
        return fault(w, &err);
    }
    w->out->judged++;
    w->out->fresh += judged.fresh + judged.reopened;
    w->out->resolved += judged.resolved;
}

static bool is_to_judge(const struct watched_account *a) { return a->dirty && a->target; }

static size_t count_to_judge(const struct watch *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->accounts.len; i++) n += is_to_judge(w->accounts.items[i]);
    return n;
}

static void judge_dirty(struct watch *w)
{
    size_t n = count_to_judge(w);
    for (size_t i = 0; n && i < w->accounts.len && !w->stop; i++) {
        struct watched_account *a = w->accounts.items[i];
        if (is_to_judge(a) && now_of(w) >= judge_at(w, a, n)) judge_one(w, a);
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

/* Something was accepted: it is due soon. */
static void wake(struct watch *w) { w->look_at = 0; }

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
    if (events.bad) say(w, "%zu records in the queue's messages are no events: %s", events.bad, events.why);
    if (!store_events_accept(w->store, events.items, events.len, now, now + KEEP_EVENTS_MS, STR("sqs"), STR(""), NULL, &err)) return fault(w, &err);   /* the messages come again */
    w->out->events += events.len;
    w->out->ignored += events.ignored;
    w->out->bad += events.bad;
    wake(w);
    delete_messages(w, messages);
}

static void on_messages(void *context, struct aws_answer *answer)
{
    struct queue_call *call = (struct queue_call *)context;
    struct watch *w = call->watch;
    w->receiving--;
    w->full = w->drained = false;
    arena_free(call->arena);
    if (refused(answer)) {
        say(w, "sqs:ReceiveMessage: %s", refused(answer));
        w->receive_after = now_of(w) + RETRY_MS;
        return;
    }
    struct value messages = value_field(answer->result, "Messages");
    size_t n = value_is_array(messages) ? value_len(messages) : 0;
    w->full = n == MAX_MESSAGES;
    w->drained = n == 0;
    if (n) accept(w, answer->arena, messages);
}

static void receive_one(struct watch *w)
{
    struct error err = {0};
    struct buf json = buf_new(0);
    buf_puts(&json, "{\"QueueUrl\": ");
    json_write_string(&json, str_of(w->options->queue_url));
    buf_printf(&json, ", \"MaxNumberOfMessages\": %d, \"WaitTimeSeconds\": %d}", MAX_MESSAGES, w->options->once ? 0 : RECEIVE_SECONDS);
    w->receiving++;
    if (!call_queue(w, "ReceiveMessage", &json, on_messages, &err)) {
        w->receiving--;
        stop(w, &err);
    }
    buf_free(&json);
}

static void receive(struct watch *w)
{
    if (!w->options->queue_url) return;
    for (size_t most = w->full ? MAX_RECEIVING : 1; w->receiving < most && !w->stop && now_of(w) >= w->receive_after;) receive_one(w);
}

/* --- sweeps --- */

static int64_t jitter(struct watch *w)
{
    int64_t most = w->options->sweep_jitter_ms;
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return most > 0 ? (int64_t)((w->seed >> 33) % (uint64_t)most) : 0;
}

/* Accounts as they are given: new ones are added, those that went are not read any more. What was not judged before this process began is judged now. */
static bool take_targets(struct watch *w, const struct live_target *targets, size_t n, bool first, struct error *err)
{
    for (size_t i = 0; i < w->accounts.len; i++) w->accounts.items[i]->target = NULL;
    w->targets = targets, w->n_targets = n;
    w->fresh = (struct live_target *)arena_array(w->arena, n + 1, sizeof *w->fresh), w->n_fresh = 0;
    for (size_t i = 0; i < n && w->fresh; i++) {
        struct watched_account *a = (struct watched_account *)map_get(&w->by_account, str_of(targets[i].account)), **at = NULL;
        bool whole;
        if (a) {
            a->target = &targets[i];
            continue;
        }
        a = (struct watched_account *)arena_zero(w->arena, sizeof *a);
        if (!a || !(at = vec_push(w->arena, &w->accounts)) || !map_set(w->arena, &w->by_account, str_of(targets[i].account), a)) return error_no_memory(err);
        *at = a;
        a->target = &targets[i];
        if (!store_gaps_unjudged(w->store, str_of(a->target->account), &whole, err)) return false;
        dirty(w, a, whole);
        if (!first) w->fresh[w->n_fresh++] = targets[i];
    }
    return w->fresh || error_no_memory(err);
}

static bool refresh(struct watch *w, struct error *err)
{
    const struct live_target *targets = w->targets;
    size_t n = w->n_targets;
    w->refresh = false;
    if (!w->options->accounts) return true;
    return w->options->accounts(w->options->sweep.context, &targets, &n, err) && take_targets(w, targets, n, false, err);
}

static void sweep_ended(struct watch *w)
{
    struct error err = {0};
    struct live_swept swept;
    bool ok = live_sweep_end(w->sweep, &swept, &err);
    w->sweep = NULL;
    w->out->sweeps++;
    if (!ok) return fault(w, &err);
    if (swept.failed || swept.refused) say(w, "sweep: %zu scopes given up, %zu accounts not read", swept.failed, swept.refused);
    if (!store_maintain(w->store, now_of(w), 0, &err)) fault(w, &err);
}

static void start_sweep(struct watch *w, const struct live_target *targets, size_t n, const char *selection)
{
    struct error err = {0};
    struct live_sweep_options options = w->options->sweep;
    options.targets = targets, options.n_targets = n, options.rules = &w->rules;
    if (selection) options.selection = selection;
    w->fresh = NULL, w->n_fresh = 0;
    if (!(w->sweep = live_sweep_start(w->session, w->store, &options, &err))) fault(w, &err);
}

static void sweep(struct watch *w)
{
    struct error err = {0};
    if (w->sweep && !live_sweep_running(w->sweep)) sweep_ended(w);
    if (w->sweep || w->stop) return;
    if (w->options->sweep_every_ms && now_of(w) >= w->next_sweep) {
        w->next_sweep = now_of(w) + w->options->sweep_every_ms + jitter(w);
        if (!refresh(w, &err)) say(w, "the accounts are as they were: %s", err.message);
        if (!w->stop) start_sweep(w, w->targets, w->n_targets, NULL);
    } else if (w->n_fresh) start_sweep(w, w->fresh, w->n_fresh, "new accounts");
}

/* --- the loop --- */

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* When there is something to do again, if nothing is in flight and nobody posts anything. */
static int64_t next_moment(const struct watch *w)
{
    int64_t next = w->look_at;
    size_t n = count_to_judge(w);
    if (w->sweep || w->options->once || w->refresh) return 0;
    for (size_t i = 0; n && i < w->accounts.len; i++) {
        const struct watched_account *a = w->accounts.items[i];
        if (is_to_judge(a) && judge_at(w, a, n) < next) next = judge_at(w, a, n);
    }
    return next;
}

/* Works on what is in flight, or waits to be woken. What comes of it is written together. */
static void turn(struct watch *w)
{
    struct error err = {0};
    struct pollfd waits[] = {{.fd = w->options->wake, .events = POLLIN}, {.fd = w->options->stop, .events = POLLIN}};
    uint64_t posted;
    int64_t until = monotonic_ms() + (is_busy(w) ? SLICE_BUSY_MS : SLICE_MS);
    store_together(w->store);
    bool ok = aws_client_run(w->session->client, until, &err);
    if (!store_together_end(w->store, ok ? &err : NULL) || !ok) return stop(w, &err);
    int64_t left = monotonic_ms() < until ? next_moment(w) - now_of(w) : 0;   /* before its time is over: nothing is in flight */
    if (poll(waits, 2, left > REST_MS ? REST_MS : left > 0 ? (int)left : 0) <= 0) return;
    if (waits[1].revents) w->ended = true;
    if (waits[0].revents && read(w->options->wake, &posted, sizeof posted) > 0) wake(w);
}

static bool idle(struct watch *w)
{
    struct error err = {0};
    size_t waiting = 0;
    int64_t oldest;
    if (w->open || w->sweep || w->receiving || (w->options->queue_url && !w->drained)) return false;
    if (count_to_judge(w)) return false;
    if (!store_reread_backlog(w->store, &waiting, &oldest, &err)) return fault(w, &err), false;
    return waiting == 0;
}

static bool prepare(struct watch *w, struct error *err)
{
    const struct live_sweep_options *o = &w->options->sweep;
    if (!w->arena) return error_no_memory(err);
    if (!store_release(w->store, STR(OWNER), err) || !take_targets(w, o->targets, o->n_targets, true, err)) return false;
    if (w->options->no_first) w->next_sweep = now_of(w) + w->options->sweep_every_ms + jitter(w);
    return true;
}

/* After an event about accounts; between turns, since it waits for its answers. */
static void refresh_if_asked(struct watch *w)
{
    struct error err = {0};
    if (!w->refresh || refresh(w, &err)) return;
    if (err.code == &ERROR_NO_MEMORY) stop(w, &err);
    else say(w, "the accounts are as they were: %s", err.message);
}

bool live_watch(struct live_session *session, struct store *store, const struct live_watch_options *options, struct live_watched *out, struct error *err)
{
    struct watch w = {.session = session, .store = store, .options = options, .out = out, .arena = arena_new(0), .seed = (uint64_t)live_now()};
    *out = (struct live_watched){0};
    w.rules = *options->sweep.rules;
    w.rules.kept = kept_accounts_new(KEPT_BYTES);
    bool ok = w.rules.kept ? prepare(&w, err) : error_no_memory(err);
    while (ok && !w.stop && !w.ended) {
        refresh_if_asked(&w);
        sweep(&w);
        receive(&w);
        take_due(&w);
        turn(&w);
        judge_dirty(&w);
        if (options->once && idle(&w)) break;
    }
    if (w.stop && err) *err = w.err;   /* what is under way is begun anew by the next one */
    ok = ok && !w.stop;
    kept_accounts_free(w.rules.kept);
    arena_free(w.arena);
    return ok;
}
