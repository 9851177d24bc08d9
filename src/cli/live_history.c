/* cli/live_history.c: `rampart live show`, `timeline` and `diff`: a resource as it is, as it was, and who changed what. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/live_print.h"
#include "cli/live_state.h"
#include "live/sweep.h"
#include "report/emit.h"
#include "value/json.h"

struct options;
typedef bool history_part(struct arena *arena, struct store *store, const struct options *o, const char *name, struct error *err);

struct options { const char *state, *account, *type, *at, *from, *to, *output; const struct command *command; history_part *part; };

#define AT(field) offsetof(struct options, field)
#define WHICH                                                                                                        \
    {"account", 0, FLAG_TEXT, "ID", "of this account, where several have it", AT(account)},                          \
    {"type", 0, FLAG_TEXT, "TYPE", "of this type, where several have the name", AT(type)}
static const struct flag show_flags[] = {
    WHICH,
    {"at", 0, FLAG_TEXT, "TIME", "as it was then: 2026-11-25T10:00:00Z, 2026-11-25, or 90m, 12h, 7d ago", AT(at)},
    LIVE_STATE_FLAG(AT(state)),
};
static const struct flag timeline_flags[] = {
    WHICH,
    {"from", 0, FLAG_TEXT, "TIME", "versions that began at or after this time", AT(from)},
    {"output", 'o', FLAG_TEXT, "{text,json}", "text (the default) or JSON", AT(output)},
    LIVE_STATE_FLAG(AT(state)),
    {"to", 0, FLAG_TEXT, "TIME", "versions that began before this time", AT(to)},
};
static const struct flag diff_flags[] = {
    WHICH,
    {"from", 0, FLAG_TEXT, "TIME", "as it was then", AT(from)},
    LIVE_STATE_FLAG(AT(state)),
    {"to", 0, FLAG_TEXT, "TIME", "against how it was then (default: now)", AT(to)},
};

/* --- times --- */

/* Milliseconds of a time as people and AWS write it, or of a span back from now. */
static bool read_time(const char *s, int64_t now, int64_t *out, struct error *err)
{
    struct tm t = {0};
    char *end;
    long long n = strtoll(s, &end, 10);
    static const struct { char unit; int64_t ms; } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    for (size_t i = 0; i < COUNT_OF(units) && end != s; i++) {
        if (*end != units[i].unit || end[1] || n < 0 || n > 1000000) continue;
        *out = now - n * units[i].ms;
        return true;
    }
    const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &t);
    if (!rest) rest = strptime(s, "%Y-%m-%dT%H:%M", &t);
    if (!rest) rest = strptime(s, "%Y-%m-%d", &t);
    if (!rest || (*rest && strcmp(rest, "Z") != 0)) return error_set(err, &CLI_ERR_FLAG, "'%.60s' is no time: write 2026-11-25T10:00:00Z, 2026-11-25, or 12h for twelve hours ago", s);
    *out = (int64_t)timegm(&t) * 1000;
    return true;
}

static const char *time_text(int64_t ms, char out[32])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;
    gmtime_r(&seconds, &t);
    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &t);
    return out;
}

/* --- which resource --- */

struct choice { struct arena *arena; const struct options *o; const char *name; VEC(struct store_key) keys; };

static struct str kept(struct arena *arena, struct str s) { return (struct str){arena_strndup(arena, s.s, s.len), s.len}; }

static bool matches(const struct choice *c, struct store_key key, struct str arn, struct str name, struct value values)
{
    struct str wanted = str_of(c->name);
    struct value id = value_field(values, "id");
    if (c->o->type && !str_is(key.type, c->o->type)) return false;
    return str_eq(key.id, wanted) || str_eq(arn, wanted) || str_eq(name, wanted) || (value_is_string(id) && str_eq(value_str(id), wanted));
}

static bool add_key(struct choice *c, struct store_key key, struct error *err)
{
    for (size_t i = 0; i < c->keys.len; i++) {
        const struct store_key *k = &c->keys.items[i];
        if (str_eq(k->account, key.account) && str_eq(k->region, key.region) && str_eq(k->type, key.type) && str_eq(k->id, key.id)) return true;
    }
    struct store_key *at = vec_push(c->arena, &c->keys);
    if (!at) return error_no_memory(err);
    *at = (struct store_key){kept(c->arena, key.account), kept(c->arena, key.region), kept(c->arena, key.type), kept(c->arena, key.id)};
    return !c->arena->failed || error_no_memory(err);
}

static bool consider(void *context, const struct store_resource *r, struct error *err)
{
    struct choice *c = (struct choice *)context;
    return !matches(c, r->key, r->arn, r->name, r->values) || add_key(c, r->key, err);
}

static bool consider_version(void *context, const struct store_version *v, struct error *err)
{
    struct choice *c = (struct choice *)context;
    return !matches(c, v->key, STR(""), STR(""), v->values) || add_key(c, v->key, err);
}

/* The one resource of that ARN, address, id or name: now, or else among what was. An ARN means the resource itself, not what belongs to it. */
static bool choose(struct arena *arena, struct store *store, const struct options *o, const char *name, struct store_key *out, struct error *err)
{
    struct choice c = {.arena = arena, .o = o, .name = name};
    struct store_query exact = {.account = str_of(o->account ? o->account : ""), .id = str_of(name)}, all = {.account = exact.account};
    if (!store_resources(arena, store, &exact, consider, &c, err)) return false;
    if (c.keys.len == 0 && !store_resources(arena, store, &all, consider, &c, err)) return false;
    if (c.keys.len == 0 && !store_versions(arena, store, all.account, 0, INT64_MAX, consider_version, &c, err)) return false;
    if (c.keys.len == 0) return error_set(err, &CLI_ERR_FLAG, "nothing is known of '%.300s'", name);
    size_t own = 0;
    for (size_t i = 0; i < c.keys.len; i++)   /* "logs" is the bucket rather than its parts: the one that has an ARN of its own */
        if (str_has_prefix(c.keys.items[i].id, STR("arn:")) || c.keys.len == 1) own++, *out = c.keys.items[i];
    if (own == 1) return true;
    error_set(err, &CLI_ERR_FLAG, "%zu resources are called '%.200s', such as %.*s in account %.*s", c.keys.len, name, (int)c.keys.items[1].type.len, c.keys.items[1].type.s,
              (int)c.keys.items[1].account.len, c.keys.items[1].account.s);
    return error_help(err, "say which with --type or --account");
}

/* --- show --- */

static void emit_key(struct emitter *e, struct arena *arena, struct store_key key)
{
    emit_text(e, "address", arena_strndup(arena, key.id.s, key.id.len));
    emit_text(e, "type", arena_strndup(arena, key.type.s, key.type.len));
    emit_text(e, "account", arena_strndup(arena, key.account.s, key.account.len));
    if (key.region.len) emit_text(e, "region", arena_strndup(arena, key.region.s, key.region.len));
}

static void emit_cause(struct emitter *e, struct arena *arena, const struct store_cause *cause)
{
    char text[32];
    emit_text(e, "by", cause->source == SOURCE_EVENT ? "event" : "sweep");
    if (cause->principal.len) emit_text(e, "principal", arena_strndup(arena, cause->principal.s, cause->principal.len));
    if (cause->event_id.len) emit_text(e, "event", arena_strndup(arena, cause->event_id.s, cause->event_id.len));
    if (cause->event_time) emit_text(e, "event_time", time_text(cause->event_time, text));
}

static void emit_version(struct emitter *e, struct arena *arena, const struct store_version *v)
{
    char text[32];
    emit_text(e, "from", time_text(v->valid_from, text));
    emit_value(e, "deleted", value_bool(v->deleted));
    emit_cause(e, arena, &v->cause);
}

/* Values of secrets are not shown, whatever reads them. */
static struct value masked(struct arena *arena, struct value v)
{
    struct value out = v;
    for (size_t i = 0; value_is_object(v) && i < value_len(v) && !value_is_none(out); i++) {
        struct value_pair pair = value_pairs(v)[i];
        struct value child = resource_secret_name(value_str(pair.key)) && value_is_string(pair.value) ? value_cstring(arena, "(sensitive)") : masked(arena, pair.value);
        if (!value_same(child, pair.value)) out = value_is_none(child) ? VALUE_NONE : value_with(arena, out, pair.key, child);
    }
    if (!value_is_array(v)) return out;
    struct value *items = (struct value *)arena_array(arena, value_len(v) + 1, sizeof *items);
    for (size_t i = 0; items && i < value_len(v); i++)
        if (value_is_none(items[i] = masked(arena, value_items(v)[i]))) return VALUE_NONE;
    return items ? value_array(arena, items, value_len(v)) : VALUE_NONE;
}

static bool version_at(struct arena *arena, struct store *store, struct store_key key, const char *when, struct store_version *out, struct error *err)
{
    int64_t at = live_now();
    bool found;
    if (when && !read_time(when, live_now(), &at, err)) return false;
    if (!store_resource_at(arena, store, key, at, &found, out, err)) return false;
    return found || error_set(err, &CLI_ERR_FLAG, "nothing was known of '%.*s' then", (int)(key.id.len < 300 ? key.id.len : 300), key.id.s);
}

static bool show(struct arena *arena, struct store *store, const struct options *o, const char *name, struct error *err)
{
    struct store_key key;
    struct store_version v;
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    if (!choose(arena, store, o, name, &key, err) || !version_at(arena, store, key, o->at, &v, err)) return false;
    emit_open(&e, NULL, '{');
    emit_key(&e, arena, key);
    emit_version(&e, arena, &v);
    if (!v.deleted) emit_value(&e, "values", masked(arena, v.values));
    if (!v.deleted) emit_value(&e, "unknown", resource_unknown_paths(arena, v.values));
    emit_close(&e, '}');
    buf_add_char(&out, '\n');
    live_print(&out);
    return true;
}

/* --- what changed between two values --- */

static void print_value(const char *sign, const char *path, struct value v)
{
    struct buf out = buf_new(0);
    json_write(&out, v, 0);
    printf("  %s %s: %.*s\n", sign, path, (int)out.len, out.s ? out.s : "");
    buf_free(&out);
}

static void print_changes(struct arena *arena, struct value a, struct value b, const char *path)
{
    if (value_is_none(a) && value_is_none(b)) return;
    if (value_is_none(a)) return print_value("+", path, b);
    if (value_is_none(b)) return print_value("-", path, a);
    if (value_equal(a, b)) return;
    if (value_is_object(a) && value_is_object(b)) {
        for (size_t i = 0; i < value_len(a); i++)
            print_changes(arena, value_pairs(a)[i].value, value_get(b, value_pairs(a)[i].key), resource_path_field(arena, path, value_str(value_pairs(a)[i].key)));
        for (size_t i = 0; i < value_len(b); i++)
            if (value_is_none(value_get(a, value_pairs(b)[i].key))) print_changes(arena, VALUE_NONE, value_pairs(b)[i].value, resource_path_field(arena, path, value_str(value_pairs(b)[i].key)));
        return;
    }
    if (value_is_array(a) && value_is_array(b) && value_len(a) == value_len(b)) {
        for (size_t i = 0; i < value_len(a); i++) print_changes(arena, value_items(a)[i], value_items(b)[i], resource_path_index(arena, path, i));
        return;
    }
    print_value("-", path, a);
    print_value("+", path, b);
}

static bool diff(struct arena *arena, struct store *store, const struct options *o, const char *name, struct error *err)
{
    struct store_key key;
    struct store_version a, b;
    char from[32], to[32];
    if (!o->from) return error_set(err, &CLI_ERR_FLAG, "since when? give --from TIME");
    if (!choose(arena, store, o, name, &key, err) || !version_at(arena, store, key, o->from, &a, err) || !version_at(arena, store, key, o->to, &b, err)) return false;
    printf("%.*s\n  version of %s%s against version of %s%s\n", (int)key.id.len, key.id.s, time_text(a.valid_from, from), a.deleted ? " (deleted)" : "", time_text(b.valid_from, to), b.deleted ? " (deleted)" : "");
    struct value none = value_object(arena, NULL, 0);
    print_changes(arena, a.deleted ? none : masked(arena, a.values), b.deleted ? none : masked(arena, b.values), "");
    return true;
}

/* --- timeline --- */

struct telling { struct arena *arena; struct emitter *e; struct value last; size_t n; };

static bool tell(void *context, const struct store_version *v, struct error *err)
{
    struct telling *t = (struct telling *)context;
    char when[32], event[32];
    (void)err;
    if (t->e) {
        emit_open(t->e, NULL, '{');
        emit_version(t->e, t->arena, v);
        if (!v->deleted) emit_value(t->e, "values", masked(t->arena, v->values));
        emit_close(t->e, '}');
    } else {
        printf("%s  %s", time_text(v->valid_from, when), v->deleted ? "deleted" : t->n == 0 || value_is_none(t->last) ? "appeared" : "changed");
        if (v->cause.source == SOURCE_EVENT) printf(" by %.*s (event %.*s, %s)", (int)v->cause.principal.len, v->cause.principal.s, (int)v->cause.event_id.len, v->cause.event_id.s, time_text(v->cause.event_time, event));
        else printf(" (seen by a sweep)");
        printf("\n");
        if (!v->deleted && !value_is_none(t->last)) print_changes(t->arena, t->last, masked(t->arena, v->values), "");
    }
    t->last = v->deleted ? VALUE_NONE : masked(t->arena, v->values);
    t->n++;
    return true;
}

static bool timeline(struct arena *arena, struct store *store, const struct options *o, const char *name, struct error *err)
{
    struct store_key key;
    int64_t from = 0, to = INT64_MAX;
    struct buf out = buf_new(0);
    struct emitter e = {.out = &out};
    bool json = live_output_is(o->output, "json");
    if (o->from && !read_time(o->from, live_now(), &from, err)) return false;
    if (o->to && !read_time(o->to, live_now(), &to, err)) return false;
    if (!choose(arena, store, o, name, &key, err)) return false;
    struct telling t = {.arena = arena, .e = json ? &e : NULL, .last = VALUE_NONE};
    if (json) {
        emit_open(&e, NULL, '{');
        emit_key(&e, arena, key);
        emit_open(&e, "versions", '[');
    } else printf("%.*s\n", (int)key.id.len, key.id.s);
    bool ok = store_timeline(arena, store, key, from, to, tell, &t, err);
    if (json) {
        emit_close(&e, ']');
        emit_close(&e, '}');
        buf_add_char(&out, '\n');
    live_print(&out);
    }
    return ok;
}

/* --- the three commands --- */

static bool of_resource(struct arena *arena, void *given, const struct flag_list *rest, int *status, struct error *err)
{
    const struct options *o = (const struct options *)given;
    (void)status;
    if (rest->len != 1) return error_set(err, &CLI_ERR_FLAG, "%s takes one resource: its ARN, address, id or name", o->command->name);
    struct store *store = live_state_read(o->state, err);
    bool ok = store && o->part(arena, store, o, rest->items[0], err);
    store_close(store);
    return ok;
}

static int run_part(const struct command *command, history_part *part, int argc, char **argv)
{
    struct options o = {.command = command, .part = part};
    return live_run(command, argc, argv, &o, of_resource);
}

static int run_show(int argc, char **argv) { return run_part(&live_command_show, show, argc, argv); }
static int run_timeline(int argc, char **argv) { return run_part(&live_command_timeline, timeline, argc, argv); }
static int run_diff(int argc, char **argv) { return run_part(&live_command_diff, diff, argc, argv); }

const struct command live_command_show = {"live show", "RESOURCE", "a resource as it is, or as it was at a time", NULL, show_flags, COUNT_OF(show_flags), run_show};
const struct command live_command_timeline = {"live timeline", "RESOURCE", "every version of a resource that was seen: when, by whom, and what changed", NULL, timeline_flags, COUNT_OF(timeline_flags), run_timeline};
const struct command live_command_diff = {"live diff", "RESOURCE", "what differs in a resource between two times", NULL, diff_flags, COUNT_OF(diff_flags), run_diff};
