/* inventory/collect.c: a run is a set of lists and items, each waiting for at most one call.
 *
 *   list ──page──► item ──get──► item ──get──► ... ──► resource ──► lists of the types `per` it
 *
 * `open` counts lists and items under way; when it is zero, the run is over. A callback may be called while collect_start still queues (a call that is
 * refused at once), so the run holds itself open until it has started everything. */
#include "inventory/collect.h"

#include <stdio.h>
#include <stdlib.h>

#include "inventory/item.h"

/* A call that a list or an item waits for: asked, or waiting until fewer are. A call that is asked is some ten kilobytes, one that waits is this. */
struct asking {
    struct run *run;
    const struct collector_call *call;
    const char *region;
    struct value params;
    bool pages;
    unsigned delay_ms;
    void (*done)(void *context, struct aws_answer *answer);
    void *context;
    struct asking *next;
};

#define MAX_ASKED 64   /* calls of a run at a time: what has ten thousand children is not ten thousand calls in memory */

struct run {
    struct collect_request request;
    struct collect_result result;
    size_t open, asked;
    struct asking *first, *last;   /* that wait */
};

/* One list call under way: of all of a type, or per one parent. */
struct listing { struct run *run; const struct collector_type *type; struct item *parent; struct value params; unsigned prepared; bool one; };   /* one: the parameters choose one resource */

/* One item that is being completed. */
struct work { struct run *run; struct item *item; size_t next; struct value answer; };

static void start_listing(struct run *run, const struct collector_type *type, struct item *parent);
static void advance(struct work *work);

const char *collect_main_region(const char *partition)
{
    static const struct { const char *partition, *region; } mains[] = {
        {"aws", "us-east-1"}, {"aws-cn", "cn-north-1"}, {"aws-us-gov", "us-gov-west-1"}, {"aws-iso", "us-iso-east-1"}, {"aws-iso-b", "us-isob-east-1"},
        {"aws-iso-e", "eu-isoe-west-1"}, {"aws-iso-f", "us-isof-south-1"}, {"aws-eusc", "eusc-de-east-1"},
    };
    for (size_t i = 0; i < COUNT_OF(mains); i++)
        if (strcmp(partition, mains[i].partition) == 0) return mains[i].region;
    return "us-east-1";
}

/* --- what could not be read --- */

static void out_of_memory(struct run *run) { run->result.out_of_memory = true; }

static const char *action_of(struct run *run, const struct collector_call *call)
{
    struct error ignored;
    const char *action = collector_action(run->result.arena, run->request.set, aws_client_models(run->request.client), call, &ignored);
    if (!action) out_of_memory(run);
    return action;
}

/* Where something of the item is missing: where the item is, or anywhere. */
static const char *place_of(const struct item *item) { return item->type->global && !item->region_known ? "" : item->region; }

static void add_gap(struct run *run, const struct collector_type *type, const char *region, const char *parent, const struct collector_call *call, const char *code, const char *message)
{
    struct arena *arena = run->result.arena;
    if (type->left_out) return;
    struct collect_gap *gap = vec_push(arena, &run->result.gaps);
    if (!gap) return out_of_memory(run);
    if (!region || (type->global && !*parent)) region = "";   /* what could not be listed of a global service is missing from wherever it is */
    *gap = (struct collect_gap){type->type, arena_strdup(arena, region), arena_strdup(arena, parent), arena_printf(arena, "%s:%s", call->service, call->operation), action_of(run, call),
                                arena_strdup(arena, code), arena_strdup(arena, message)};
    if (!gap->region || !gap->parent || !gap->call || !gap->permission || !gap->code || !gap->message) out_of_memory(run);
}

static bool wanted(const struct run *run, const struct collector_type *type)
{
    const char *only = run->request.type;
    if (!only) return true;
    for (const struct collector_type *t = type; t; t = t->parent)
        if (strcmp(t->type, only) == 0) return true;
    return false;
}

/* The type, those that share its call, and all that is collected per one of them, as far as they are asked for. */
static void add_gaps(struct run *run, const struct collector_type *type, const char *region, const char *parent, const struct collector_call *call, const char *code, const char *message)
{
    if (wanted(run, type)) add_gap(run, type, region, parent, call, code, message);
    for (size_t i = 0; i < type->children.len; i++) add_gaps(run, type->children.items[i], region, "", call, code, message);   /* of whichever of these it has */
    for (size_t i = 0; i < type->sharers.len; i++) add_gaps(run, type->sharers.items[i], region, parent, call, code, message);
}

/* Of codes, or of codes with what the message must say: "AccessDeniedException: is not enabled". */
static bool is_one_of(const char *code, const char *message, const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *more = strstr(codes[i], ": ");
        size_t len = more ? (size_t)(more - codes[i]) : strlen(codes[i]);
        if (strlen(code) == len && memcmp(codes[i], code, len) == 0 && (!more || strstr(message, more + 2))) return true;
    }
    return false;
}

/* What an answer means: a result, "there is none" (VALUE_NULL_), or not known (false, with code and message). */
static bool read_answer(struct run *run, const struct collector_call *call, struct aws_answer *answer, struct value *out, const char **code, const char **message)
{
    run->result.calls += answer->attempts;
    if (answer->arena) {
        arena_adopt(run->result.arena, answer->arena);
        answer->arena = NULL;
    }
    *out = VALUE_NULL_;
    if (answer->error.code) {
        *code = answer->error.code->name, *message = answer->error.message;
        return false;
    }
    if (answer->fault.code && *answer->fault.code) {
        *code = answer->fault.code, *message = answer->fault.message ? answer->fault.message : "";
        return is_one_of(*code, *message, call->absent, call->n_absent);
    }
    *out = answer->result;
    return true;
}

/* --- the end --- */

static int by_address(const void *a, const void *b)
{
    const struct resource *x = *(struct resource *const *)a, *y = *(struct resource *const *)b;
    int c = strcmp(x->address, y->address);
    if (c == 0) c = strcmp(x->type, y->type);
    return c ? c : value_compare(x->values, y->values);
}

static int by_gap(const void *a, const void *b)
{
    const struct collect_gap *x = (const struct collect_gap *)a, *y = (const struct collect_gap *)b;
    const char *const left[] = {x->type, x->region, x->parent, x->call, x->code}, *const right[] = {y->type, y->region, y->parent, y->call, y->code};
    for (size_t i = 0; i < COUNT_OF(left); i++) {
        int c = strcmp(left[i], right[i]);
        if (c) return c;
    }
    return 0;
}

static int by_listing(const void *a, const void *b)
{
    const struct collect_listing *x = (const struct collect_listing *)a, *y = (const struct collect_listing *)b;
    int c = strcmp(x->type, y->type);
    if (c == 0) c = strcmp(x->region, y->region);
    return c ? c : strcmp(x->parent, y->parent);
}

static bool same_resource(const struct resource *a, const struct resource *b) { return strcmp(a->address, b->address) == 0 && strcmp(a->type, b->type) == 0; }

/* Each once: a page may repeat what the last one ended with. */
static void finish(struct run *run)
{
    struct collect_result *r = &run->result;
    r->out_of_memory |= r->arena->failed;
    if (!r->out_of_memory && r->resources.len) {
        qsort(r->resources.items, r->resources.len, sizeof *r->resources.items, by_address);
        size_t n = 1;
        for (size_t i = 1; i < r->resources.len; i++)
            if (!same_resource(r->resources.items[n - 1], r->resources.items[i])) r->resources.items[n++] = r->resources.items[i];
        r->resources.len = n;
    }
    if (!r->out_of_memory && r->gaps.len) {
        qsort(r->gaps.items, r->gaps.len, sizeof *r->gaps.items, by_gap);
        size_t n = 1;
        for (size_t i = 1; i < r->gaps.len; i++)
            if (by_gap(&r->gaps.items[n - 1], &r->gaps.items[i]) != 0) r->gaps.items[n++] = r->gaps.items[i];
        r->gaps.len = n;
    }
    if (!r->out_of_memory && r->listings.len) {
        qsort(r->listings.items, r->listings.len, sizeof *r->listings.items, by_listing);
        size_t n = 1;
        for (size_t i = 1; i < r->listings.len; i++)
            if (by_listing(&r->listings.items[n - 1], &r->listings.items[i]) != 0) r->listings.items[n++] = r->listings.items[i];
        r->listings.len = n;
    }
    run->request.done(run->request.context, r);
    arena_free(r->arena);
    free(run);
}

static void closed(struct run *run)
{
    if (--run->open == 0) finish(run);
}

/* --- one call --- */

static void on_answer(void *context, struct aws_answer *answer);

static bool ask(struct asking *a, struct error *err)
{
    const struct collect_request *r = &a->run->request;
    struct aws_request request = {.service = a->call->service, .operation = a->call->operation, .region = a->region, .params = a->params, .provider = r->provider, .account = r->account,
                                  .pages = a->pages, .delay_ms = a->delay_ms, .done = on_answer, .context = a};
    a->run->asked++;
    if (aws_submit(r->client, &request, err)) return true;
    a->run->asked--;
    return false;
}

/* Those that wait, while there is room. One that cannot be asked is answered with what is wrong. */
static void ask_more(struct run *run)
{
    while (run->first && run->asked < MAX_ASKED) {
        struct asking *a = run->first;
        struct aws_answer none = {.last = true};
        run->first = a->next;
        if (!run->first) run->last = NULL;
        if (!ask(a, &none.error)) a->done(a->context, &none);
    }
}

static void on_answer(void *context, struct aws_answer *answer)
{
    struct asking *a = (struct asking *)context;
    struct run *run = a->run;
    bool last = answer->last;
    run->asked -= last;
    run->open++;
    a->done(a->context, answer);
    if (last) ask_more(run);
    closed(run);
}

/* False: it cannot be asked, and `done` is not called. */
static bool submit(struct run *run, const struct collector_call *call, const char *region, struct value params, bool pages, unsigned delay_ms, void (*done)(void *, struct aws_answer *), void *context, struct error *err)
{
    struct asking *a = (struct asking *)arena_zero(run->result.arena, sizeof *a);
    if (!a) return error_no_memory(err);
    *a = (struct asking){.run = run, .call = call, .region = region, .params = params, .pages = pages, .delay_ms = delay_ms, .done = done, .context = context};
    if (run->asked < MAX_ASKED) return ask(a, err);
    *(run->last ? &run->last->next : &run->first) = a;
    run->last = a;
    return true;
}

/* --- items --- */

static bool allowed_region(const struct run *run, const char *region)
{
    for (size_t i = 0; i < run->request.n_regions; i++)
        if (strcmp(run->request.regions[i], region) == 0) return true;
    return run->request.n_regions == 0;
}

/* Does `keep` hold? Where that is not known, neither is whether there is a resource: one that is there for certain would pass for what a rule looks for. */
static bool is_ours(struct run *run, struct item *item)
{
    struct arena *arena = run->result.arena;
    struct value context = item_context(arena, item), v = VALUE_NULL_;
    struct error err = {0};
    bool keep = false;
    if (value_is_none(context)) return out_of_memory(run), false;
    if (jmespath_search(arena, item->type->keep, context, &v, &err) && !value_is_unknown(v)) {
        if (!item_holds(arena, item->type->keep, context, &keep, &err)) out_of_memory(run);
        return keep;
    }
    if (err.code == &ERROR_NO_MEMORY) return out_of_memory(run), false;
    struct collector_call call = item->refused ? item->refused->call : item->type->call;
    add_gaps(run, item->type, place_of(item), item->parent ? item->parent->address : "", &call, err.code ? err.code->name : item->refused_code ? item->refused_code : "unknown",
             err.code ? err.message : "whether there is one depends on what was refused");
    return false;
}

static void complete(struct run *run, struct item *item)
{
    struct arena *arena = run->result.arena;
    struct error err = {0};
    if ((!item->type->global || item->region_known) && !allowed_region(run, item->region)) {   /* what is nowhere, or one knows not where, is kept */
        run->result.elsewhere++;
        return;
    }
    if (item->type->keep && !is_ours(run, item)) return;
    struct resource *resource = item_resource(arena, item, &err);
    struct resource **at = resource && !item->type->left_out ? vec_push(arena, &run->result.resources) : NULL;
    if (!resource && err.code && err.code != &ERROR_NO_MEMORY) return add_gaps(run, item->type, place_of(item), item->parent ? item->parent->address : "", &item->type->call, err.code->name, err.message);
    if (!resource || (!at && !item->type->left_out)) return out_of_memory(run);
    if (at) *at = resource;
    for (size_t i = 0; i < item->type->children.len; i++) start_listing(run, item->type->children.items[i], item);
}

/* The answer of a `get`, all its pages. */
static void take_answer(struct work *work, struct value answer, const char *code, const char *message)
{
    struct item *item = work->item;
    const struct collector_get *get = &item->type->gets.items[work->next];
    struct error err = {0};
    if (code) add_gap(work->run, item->type, place_of(item), item->address, &get->call, code, message);
    if (code) item->refused = get, item->refused_code = arena_strdup(work->run->result.arena, code);
    if (!item_take(work->run->result.arena, item, get, aws_client_models(work->run->request.client), code ? VALUE_NONE : answer, code ? action_of(work->run, &get->call) : NULL, code, &err))
        out_of_memory(work->run);
    work->next++;
    work->answer = VALUE_NONE;
    advance(work);
}

/* Pages of one answer become one: lists are joined, the rest is the last page's. */
static struct value join_pages(struct arena *arena, struct value a, struct value b)
{
    if (!value_is_object(a) || !value_is_object(b)) return b;
    struct value out = b;
    for (size_t i = 0; i < value_len(a) && !value_is_none(out); i++) {
        struct value_pair pair = value_pairs(a)[i];
        struct value other = value_get(b, pair.key);
        if (!value_is_array(pair.value)) continue;
        if (!value_is_array(other)) {
            out = value_with(arena, out, pair.key, pair.value);
            continue;
        }
        size_t n = value_len(pair.value), m = value_len(other);
        struct value *all = (struct value *)arena_array(arena, n + m + 1, sizeof *all);
        if (!all) return VALUE_NONE;
        memcpy(all, value_items(pair.value), n * sizeof *all);
        memcpy(all + n, value_items(other), m * sizeof *all);
        struct value joined = value_array(arena, all, n + m);
        out = value_is_none(joined) ? VALUE_NONE : value_with(arena, out, pair.key, joined);
    }
    return out;
}

static void on_get(void *context, struct aws_answer *answer)
{
    struct work *work = (struct work *)context;
    const struct collector_get *get = &work->item->type->gets.items[work->next];
    const char *code = NULL, *message = NULL;
    struct value v;
    if (!read_answer(work->run, &get->call, answer, &v, &code, &message)) {
        if (is_one_of(code, message, get->gone, get->n_gone)) closed(work->run);
        else take_answer(work, VALUE_NONE, code, message);
        return;
    }
    work->answer = value_is_none(work->answer) ? v : join_pages(work->run->result.arena, work->answer, v);
    if (value_is_none(work->answer)) out_of_memory(work->run);
    if (answer->last || value_is_null(v)) take_answer(work, work->answer, NULL, NULL);
}

/* The next call of the item, or its end. */
static void advance(struct work *work)
{
    struct run *run = work->run;
    struct item *item = work->item;
    struct arena *arena = run->result.arena;
    struct error err = {0};
    if (!run->result.out_of_memory && work->next < item->type->gets.len) {
        const struct collector_get *get = &item->type->gets.items[work->next];
        struct value params = VALUE_NONE;
        bool holds = true;
        if (get->condition && !item_holds(arena, get->condition, item_context(arena, item), &holds, &err)) return take_answer(work, VALUE_NONE, err.code->name, err.message);
        if (!holds) return take_answer(work, VALUE_NULL_, NULL, NULL);
        if (get->call.params && !jmespath_template_fill(arena, get->call.params, item_context(arena, item), &params, &err)) return take_answer(work, VALUE_NONE, err.code->name, err.message);
        if (value_has_unknown(params)) return take_answer(work, VALUE_NONE, "unknown-parameter", "what the call needs is not known itself");
        if (!submit(run, &get->call, item->region, params, true, 0, on_get, work, &err)) return take_answer(work, VALUE_NONE, err.code->name, err.message);
        return;
    }
    if (!run->result.out_of_memory) complete(run, item);
    closed(run);
}

/* An answer of the list of which content cannot make what it says. */
static void unreadable(struct listing *listing, const struct collector_type *type, const struct error *err)
{
    const struct item *parent = listing->parent;
    add_gaps(listing->run, type, parent ? place_of(parent) : listing->run->request.region, parent ? parent->address : "", &type->call, err->code->name, err->message);
}

/* Events name a resource by its id or its ARN. */
static bool is_called(const struct item *item, const char *id) { return strcmp(item->id, id) == 0 || (item->arn && strcmp(item->arn, id) == 0); }

static void start_item(struct listing *listing, const struct collector_type *type, struct value v)
{
    struct run *run = listing->run;
    struct arena *arena = run->result.arena;
    struct error err = {0};
    bool about = true;
    struct item *item = item_new(arena, type, listing->parent, v, run->request.account, run->request.partition, listing->parent ? listing->parent->region : run->request.region, &about, &err);
    if (!item && err.code && err.code != &ERROR_NO_MEMORY) return unreadable(listing, type, &err);
    struct work *work = item ? (struct work *)arena_zero(arena, sizeof *work) : NULL;
    if (!work) return out_of_memory(run);
    if (!about || (run->request.type && run->request.id && strcmp(type->type, run->request.type) == 0 && !type->parent && item->id && !is_called(item, run->request.id))) return;
    *work = (struct work){run, item, 0, VALUE_NONE};
    run->open++;
    advance(work);
}

/* --- lists --- */

/* A list of items, one, or none. */
static void start_found(struct listing *listing, const struct collector_type *type, struct value items)
{
    if (!value_is_array(items)) {
        if (!value_is_null(items)) start_item(listing, type, items);
        return;
    }
    for (size_t i = 0; i < value_len(items); i++) start_item(listing, type, value_items(items)[i]);
}

static void start_items(struct listing *listing, const struct collector_type *type, struct value page)
{
    struct run *run = listing->run;
    struct value items = page;
    struct error err = {0};
    if (type->each && !jmespath_search(run->result.arena, type->each, page, &items, &err))
        return err.code == &ERROR_NO_MEMORY ? out_of_memory(run) : unreadable(listing, type, &err);
    start_found(listing, type, items);
}

static void failed(struct listing *listing, const char *code, const char *message)
{
    const struct collector_type *type = listing->type;
    add_gaps(listing->run, type, listing->parent ? place_of(listing->parent) : listing->run->request.region, listing->parent ? listing->parent->address : "", &type->call, code, message);
    closed(listing->run);
}

static void add_listing(struct run *run, const struct collector_type *type, const char *region, const char *parent)
{
    struct collect_listing *at = vec_push(run->result.arena, &run->result.listings);
    if (!at) out_of_memory(run);
    else *at = (struct collect_listing){type->type, type->global ? "" : region, parent};
}

/* A list read to its end says all of its type, and of what is read per one of these: each of those calls gave an answer or left a gap. Where only one
 * resource was asked for, it says that of what belongs to this one. */
static void listed(struct listing *listing, const struct collector_type *type)
{
    struct run *run = listing->run;
    bool one = run->request.id != NULL || run->request.parent != NULL;
    const char *region = listing->parent ? listing->parent->region : run->request.region;
    if (listing->parent && !one) return;
    if (wanted(run, type) && (!one || listing->parent)) add_listing(run, type, region, listing->parent ? listing->parent->address : "");
    for (size_t i = 0; i < type->children.len && !one; i++) listed(listing, type->children.items[i]);
    for (size_t i = 0; i < type->sharers.len; i++) listed(listing, type->sharers.items[i]);
}

static void list_all(struct listing *listing);

static void on_page(void *context, struct aws_answer *answer)
{
    struct listing *listing = (struct listing *)context;
    const struct collector_type *type = listing->type;
    const char *code = NULL, *message = NULL;
    struct value page;
    bool last = answer->last;
    if (!read_answer(listing->run, &type->call, answer, &page, &code, &message)) return listing->one ? list_all(listing) : failed(listing, code, message);
    if (!value_is_null(page) && wanted(listing->run, type)) start_items(listing, type, page);
    for (size_t i = 0; i < type->sharers.len && !value_is_null(page); i++)
        if (wanted(listing->run, type->sharers.items[i])) start_items(listing, type->sharers.items[i], page);
    if (!last && !value_is_null(page)) return;
    listed(listing, type);
    closed(listing->run);
}

/* The parameters of the list, with those that choose one resource where one is asked for. */
static bool list_params(struct run *run, const struct collector_type *type, struct value context, bool one, struct value *out, struct error *err)
{
    struct arena *arena = run->result.arena;
    *out = VALUE_NONE;
    if (type->call.params && !jmespath_template_fill(arena, type->call.params, context, out, err)) return false;
    if (!one) return true;
    struct value more = VALUE_NONE, id = value_cstring(arena, run->request.id);
    struct value with = value_is_none(id) ? VALUE_NONE : value_with(arena, context, value_cstring(arena, "id"), id);
    if (value_is_none(with)) return error_no_memory(err);
    if (!jmespath_template_fill(arena, type->one, with, &more, err)) return false;
    for (size_t i = 0; value_is_object(more) && i < value_len(more); i++) {
        *out = value_with(arena, *out, value_pairs(more)[i].key, value_pairs(more)[i].value);
        if (value_is_none(*out)) return error_no_memory(err);
    }
    return true;
}

/* What the parent's own item holds. */
static void start_within(struct listing *listing)
{
    struct run *run = listing->run;
    const struct collector_type *type = listing->type;
    struct value members = item_context(run->result.arena, listing->parent), found = VALUE_NULL_;
    struct error err = {0};
    if (value_is_none(members)) return out_of_memory(run), closed(run);
    if (!jmespath_search(run->result.arena, type->each, members, &found, &err)) return failed(listing, err.code->name, err.message);
    if (value_is_unknown(found)) return failed(listing, "unknown-parent", "what the parent holds is not known");
    if (wanted(run, type)) start_found(listing, type, found);
    listed(listing, type);
    closed(run);
}

static void list(struct listing *listing)
{
    struct run *run = listing->run;
    struct error err = {0};
    const char *region = listing->parent ? listing->parent->region : run->request.region;
    if (!submit(run, &listing->type->call, region, listing->params, true, 0, on_page, listing, &err)) failed(listing, err.code->name, err.message);
}

/* Asked for one resource, the service refuses: it is not there, or the event's word for it is not the call's. The whole list tells. */
static void list_all(struct listing *listing)
{
    struct run *run = listing->run;
    struct error err = {0};
    struct item *parent = listing->parent;
    struct value context = item_outer_context(run->result.arena, parent, run->request.account, run->request.partition, parent ? parent->region : run->request.region);
    listing->one = false;
    if (value_is_none(context)) return out_of_memory(run), closed(run);
    if (!list_params(run, listing->type, context, false, &listing->params, &err)) return failed(listing, err.code->name, err.message);
    list(listing);
}

#define PREPARE_TRIES 20
#define PREPARE_DELAY_MS 500
#define PREPARE_DELAY_MAX_MS 5000

static void on_prepared(void *context, struct aws_answer *answer);

/* The call before the list. What it makes may be there although the call is refused: the list will tell. */
static void prepare_or_list(struct listing *listing)
{
    struct run *run = listing->run;
    struct error ignored = {0};
    const struct collector_prepare *prepare = &listing->type->prepare;
    unsigned delay = PREPARE_DELAY_MS * listing->prepared;
    if (!prepare->call.operation || listing->prepared == PREPARE_TRIES) return list(listing);
    if (delay > PREPARE_DELAY_MAX_MS) delay = PREPARE_DELAY_MAX_MS;
    listing->prepared++;
    if (!submit(run, &prepare->call, run->request.region, prepare->call.params_written, false, delay, on_prepared, listing, &ignored)) list(listing);
}

static void on_prepared(void *context, struct aws_answer *answer)
{
    struct listing *listing = (struct listing *)context;
    const struct collector_prepare *prepare = &listing->type->prepare;
    const char *code = NULL, *message = NULL;
    struct value v, ready = VALUE_NULL_;
    struct error ignored = {0};
    bool answered = read_answer(listing->run, &prepare->call, answer, &v, &code, &message);
    if (answered && jmespath_search(listing->run->result.arena, prepare->until, v, &ready, &ignored) && !value_is_true(ready)) prepare_or_list(listing);
    else list(listing);
}

static void start_listing(struct run *run, const struct collector_type *type, struct item *parent)
{
    struct arena *arena = run->result.arena;
    struct listing *listing = (struct listing *)arena_zero(arena, sizeof *listing);
    struct error err = {0};
    struct value params, context = item_outer_context(arena, parent, run->request.account, run->request.partition, parent ? parent->region : run->request.region);
    if (!listing || value_is_none(context)) return out_of_memory(run);
    *listing = (struct listing){run, type, parent, VALUE_NONE, 0, false};
    run->open++;
    bool holds = true;
    if (type->condition && !item_holds(arena, type->condition, context, &holds, &err)) return failed(listing, err.code->name, err.message);
    if (!holds) return listed(listing, type), closed(run);
    if (type->within) return start_within(listing);
    listing->one = type->one && run->request.id && run->request.type && strcmp(type->type, run->request.type) == 0;
    if (!list_params(run, type, context, listing->one, &params, &err)) return failed(listing, err.code->name, err.message);
    if (value_has_unknown(params)) return failed(listing, "unknown-parameter", "what the call needs is not known itself");
    listing->params = params;
    prepare_or_list(listing);
}

/* What the parent's answer holds is read anew with the parent. */
static void read_with_parent(struct run *run)
{
    struct collect_request *r = &run->request;
    const struct collector_type *type = r->type ? collectors_find(r->set, r->type) : NULL;
    if (!type || !type->within || !r->parent) return;
    struct value id = value_field(r->parent->values, "id");
    r->type = type->parent->type;
    r->id = value_is_string(id) ? value_cstr(id) : NULL;
    r->parent = NULL;
}

/* A service may have both: what is global is read in the main region, what is not in those that are asked for. */
static bool is_here(const struct run *run, const struct collector_type *type)
{
    const struct collect_request *r = &run->request;
    return type->global ? strcmp(r->region, collect_main_region(r->partition)) == 0 : allowed_region(run, r->region);
}

bool collect_start(const struct collect_request *request, struct error *err)
{
    struct run *run = (struct run *)calloc(1, sizeof *run);
    if (!run || !(run->result.arena = arena_new(0))) return free(run), error_no_memory(err);
    run->request = *request;
    run->open = 1;
    request = &run->request;
    read_with_parent(run);
    for (size_t i = 0; i < request->set->types.len; i++) {
        const struct collector_type *type = request->set->types.items[i];
        if (!is_here(run, type)) continue;
        bool mine = request->type ? strcmp(type->type, request->type) == 0 : strcmp(type->service, request->service) == 0 && !type->parent && !type->shares;
        if (!mine) continue;
        if (request->type && type->parent && request->parent) {
            struct item *parent = item_of_resource(run->result.arena, type->parent, request->parent, request->account, request->partition, request->region);
            if (parent) start_listing(run, type->shares ? type->shares : type, parent);
            else out_of_memory(run);
        } else if (request->type && type->parent) {
            error_set(err, &COLLECTOR_FIELD, "%s is collected per %s: which one?", type->type, type->per);
            arena_free(run->result.arena);
            return free(run), false;
        } else start_listing(run, type->shares ? type->shares : type, NULL);
    }
    closed(run);
    return true;
}
