#include "cli/live_state.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"

#define NOT_COLLECTED "no collector reads %s"
#define LEFT_OUT "rampart.yaml leaves out %s"
#define TRUSTED "trusted"           /* setting: PARTITION ACCOUNT */
#define UNCOLLECTED "uncollected"   /* setting: types that rules ask for and no collector reads */

const char *live_state_path(const char *given)
{
    const char *environment = getenv("RAMPART_STATE");
    return given ? given : environment && *environment ? environment : "rampart.db";
}

struct store *live_state_read(const char *given, struct error *err)
{
    static const struct store_options read = {.mode = STORE_READ};
    return store_open(live_state_path(given), &read, err);
}

#define CONFIG "rampart.yaml"
#define CONFIG_MAX ((size_t)4 * 1024 * 1024)

bool live_config_load(struct arena *arena, const char *given, const struct config **out, struct error *err)
{
    const char *file = given ? given : CONFIG;
    struct str text;
    *out = NULL;
    if (!given && access(CONFIG, F_OK) != 0) return true;
    struct config *config = (struct config *)arena_zero(arena, sizeof *config);
    if (!config) return error_no_memory(err);
    if (!io_read_file(arena, file, CONFIG_MAX, &text, err) || !config_read(arena, file, text, config, err)) return false;
    *out = config;
    return true;
}

const char *live_state_of(const char *given, const struct config *config)
{
    const char *environment = getenv("RAMPART_STATE");
    if (given || (environment && *environment) || !config || !config->state) return live_state_path(given);
    return config->state;
}

bool live_trusted_save(struct arena *arena, struct store *store, const struct live_session *session, struct error *err)
{
    const char *text = arena_printf(arena, "%s %s", session->partition, session->account);
    return text ? store_setting_put(store, STR(TRUSTED), str_of(text), err) : error_no_memory(err);
}

bool live_trusted(struct arena *arena, struct store *store, bool *found, struct live_role *out, struct error *err)
{
    struct str text;
    if (!store_setting(arena, store, STR(TRUSTED), found, &text, err)) return false;
    size_t space = *found ? str_find(text, STR(" "), 0) : SIZE_MAX;
    *found = space != SIZE_MAX;
    if (!*found) return true;
    out->partition = arena_strndup(arena, text.s, space);
    out->trusted = arena_strndup(arena, text.s + space + 1, text.len - space - 1);
    return (out->partition && out->trusted) || error_no_memory(err);
}

const char *live_time_text(struct arena *arena, int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    if (ms == 0 || !gmtime_r(&seconds, &tm)) return "never";
    return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min);
}

void live_tell_account(void *context, enum live_account_change change, struct str account, struct str where, struct str before)
{
    (void)context;
    const char *name = live_account_change_name(change);
    if (change == LIVE_ACCOUNT_MOVED) fprintf(stderr, "%.*s: moved: %.*s, before %.*s\n", (int)account.len, account.s, (int)where.len, where.s, (int)before.len, before.s);
    else if (where.len) fprintf(stderr, "%.*s: %s: %.*s\n", (int)account.len, account.s, name, (int)where.len, where.s);
    else fprintf(stderr, "%.*s: %s\n", (int)account.len, account.s, name);
}

/* Every resource type that the text of a rule names in quotes. */
static bool add_types(struct arena *arena, const char *text, struct map *types)
{
    for (const char *p = text; (p = strchr(p, '"')) != NULL; p++) {
        size_t n = 0;
        while (islower((unsigned char)p[1 + n]) || isdigit((unsigned char)p[1 + n]) || p[1 + n] == '_') n++;
        struct str name = {p + 1, n};
        struct schema_block block;
        if (p[1 + n] != '"' || (!str_has_prefix(name, STR("aws_")) && !str_has_prefix(name, STR("rampart_"))) || !schema_find(name, false, &block)) continue;
        const char *kept = arena_strndup(arena, name.s, name.len);
        if (!kept || !map_set(arena, types, str_of(kept), (void *)(uintptr_t)kept)) return false;
    }
    return true;
}

bool live_rule_types(struct arena *arena, const struct rule *rule, struct map *types)
{
    if (!add_types(arena, rule->text, types)) return false;
    for (const char *const *t = rule->types; *t; t++)
        if (strncmp(*t, "data.", 5) != 0 && !map_set(arena, types, str_of(*t), (void *)(uintptr_t)*t)) return false;
    return true;
}

static bool add_gaps(struct arena *arena, const struct collector_set *collectors, struct live_content *c)
{
    struct map types = {0};
    size_t n = 0;
    for (size_t i = 0; i < c->rules.rules.len; i++)
        if (!live_rule_types(arena, c->rules.rules.items[i], &types)) return false;
    struct judge_gap *gaps = (struct judge_gap *)arena_array(arena, types.len + 1, sizeof *gaps);
    if (!gaps) return false;
    for (size_t i = 0; i < types.len; i++) {
        const char *type = (const char *)types.entries[i].value;
        bool covered = false;
        const struct collector_type *collected = collectors_find(collectors, type);
        if (collected ? !collected->left_out : collectors_why_not(collectors, type, &covered) && covered) continue;
        gaps[n++] = (struct judge_gap){.type = type, .reason = collected ? arena_printf(arena, LEFT_OUT, type) : arena_printf(arena, NOT_COLLECTED, type)};
    }
    c->live.gaps = gaps, c->live.n_gaps = n;
    return !arena->failed;
}

/* A text of type names, one a line; one that is left out has a "-" before it. */
static const char *names_of(struct arena *arena, const struct live_content *c)
{
    struct buf text = buf_new(0);
    for (size_t i = 0; i < c->live.n_gaps; i++) buf_printf(&text, "%s%s\n", collectors_find(c->live.collectors, c->live.gaps[i].type) ? "-" : "", c->live.gaps[i].type);
    const char *out = buf_to_arena(arena, &text);
    buf_free(&text);
    return out;
}

bool live_content_save(struct arena *arena, struct store *store, const struct live_content *content, struct error *err)
{
    const char *names = names_of(arena, content);
    return names ? store_setting_put(store, STR(UNCOLLECTED), str_of(names), err) : error_no_memory(err);
}

bool live_content_gaps(struct arena *arena, struct store *store, const struct judge_gap **out, size_t *n, struct error *err)
{
    struct str names;
    bool found;
    if (!store_setting(arena, store, STR(UNCOLLECTED), &found, &names, err)) return false;
    struct judge_gap *gaps = (struct judge_gap *)arena_array(arena, found ? names.len + 1 : 1, sizeof *gaps);
    if (!gaps) return error_no_memory(err);
    *out = gaps, *n = 0;
    for (size_t from = 0, at; found && (at = str_find(names, STR("\n"), from)) != SIZE_MAX; from = at + 1) {
        bool left_out = names.s[from] == '-';
        const char *type = arena_strndup(arena, names.s + from + left_out, at - from - left_out);
        if (!type) return error_no_memory(err);
        gaps[(*n)++] = (struct judge_gap){.type = type, .reason = left_out ? arena_printf(arena, LEFT_OUT, type) : arena_printf(arena, NOT_COLLECTED, type)};
    }
    return !arena->failed || error_no_memory(err);
}

bool live_content_load(struct arena *arena, struct collector_set *collectors, const struct config *config, struct live_content *out, struct error *err)
{
    const char *unknown;
    *out = (struct live_content){0};
    if (config && !collectors_leave_out(collectors, config->exclude_types.items, config->exclude_types.len, &unknown))
        return error_set(err, &CONFIG_VALUE, "exclude.resource_types: no collector reads '%.200s'", unknown);
    if (!ruleset_builtin(arena, &out->rules)) return error_no_memory(err);
    out->live.rules = &out->rules;
    out->live.collectors = collectors;
    return add_gaps(arena, collectors, out) || error_no_memory(err);
}
