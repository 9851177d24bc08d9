/* cli/live_dump.c: `rampart live dump`: all that the state says now, a line of JSON each, in an order that depends on nothing else: two states that know the same print the same.
 * Times are left out, as are verdicts that no longer stand. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/live_state.h"
#include "store/store.h"
#include "value/json.h"

struct options { const char *state; };

static const struct flag flags[] = {LIVE_STATE_FLAG(offsetof(struct options, state))};

struct dump { struct arena *arena; VEC(const char *) lines; };

static void put(struct buf *out, const char *name, struct str s)
{
    buf_printf(out, "%s\"%s\": ", out->len > 1 ? ", " : "", name);
    json_write_string(out, s);
}

static void put_key(struct buf *out, const char *kind, const struct store_key *key)
{
    buf_puts(out, "{");
    put(out, "kind", str_of(kind));
    put(out, "account", key->account);
    put(out, "region", key->region);
    put(out, "type", key->type);
    put(out, "id", key->id);
}

static void put_value(struct buf *out, const char *name, struct value v)
{
    buf_printf(out, ", \"%s\": ", name);
    json_write(out, value_is_none(v) ? VALUE_NULL_ : v, 0);
}

static bool end_line(struct dump *d, struct buf *out, struct error *err)
{
    buf_puts(out, "}");
    const char *text = buf_to_arena(d->arena, out), **at = text ? vec_push(d->arena, &d->lines) : NULL;
    buf_free(out);
    if (at) *at = text;
    return at || error_no_memory(err);
}

static bool add_resource(void *context, const struct store_resource *r, struct error *err)
{
    struct dump *d = (struct dump *)context;
    struct buf out = buf_new(0);
    put_key(&out, "resource", &r->key);
    put(&out, "name", r->name);
    put(&out, "arn", r->arn);
    put(&out, "parent", r->parent);
    put_value(&out, "values", r->values);
    return end_line(d, &out, err);
}

static bool add_gap(void *context, const struct store_gap *g, struct error *err)
{
    struct dump *d = (struct dump *)context;
    struct buf out = buf_new(0);
    put_key(&out, "gap", &(struct store_key){g->account, g->region, g->type, g->parent});
    put(&out, "call", g->call);
    put(&out, "code", g->code);
    put(&out, "permission", g->permission);
    return end_line(d, &out, err);
}

static struct value timeless(struct arena *arena, struct value evidence)
{
    struct value *items = (struct value *)arena_array(arena, value_is_array(evidence) ? value_len(evidence) + 1 : 1, sizeof *items), name = value_cstring(arena, "time");
    if (!value_is_array(evidence)) return evidence;
    for (size_t i = 0; items && i < value_len(evidence); i++) items[i] = value_with(arena, value_items(evidence)[i], name, VALUE_NULL_);
    return items ? value_array(arena, items, value_len(evidence)) : VALUE_NONE;
}

static bool add_finding(void *context, const struct store_finding *f, struct error *err)
{
    struct dump *d = (struct dump *)context;
    struct buf out = buf_new(0);
    if (f->gone) return true;
    put_key(&out, "finding", &f->resource);
    put(&out, "rule", f->rule);
    put(&out, "verdict", str_of(verdict_name(f->verdict)));
    put_value(&out, "reasons", f->reasons);
    put_value(&out, "evidence", timeless(d->arena, f->evidence));
    return end_line(d, &out, err);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static bool dump(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    struct dump d = {.arena = arena};
    struct store *store = live_state_read(o->state, err);
    struct store_query all = {0};
    struct store_finding_query findings = {0};
    (void)rest, (void)status;
    bool ok = store && store_resources(arena, store, &all, add_resource, &d, err) && store_gaps(arena, store, STR(""), add_gap, &d, err) &&
              store_findings(arena, store, &findings, add_finding, &d, err);
    store_close(store);
    if (ok && d.lines.len) qsort(d.lines.items, d.lines.len, sizeof *d.lines.items, by_text);
    for (size_t i = 0; ok && i < d.lines.len; i++) puts(d.lines.items[i]);
    return ok;
}

static int run(int argc, char **argv)
{
    struct options o = {0};
    return live_run(&live_command_dump, argc, argv, &o, dump);
}

const struct command live_command_dump = {"live dump", "", "prints all that the state says now: resources, what could not be read, verdicts",
    "A line of JSON each, sorted, without times: two states that know the same print the same.", flags, COUNT_OF(flags), run};
