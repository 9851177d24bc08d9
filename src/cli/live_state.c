#include "cli/live_state.h"

#include <ctype.h>
#include <stdlib.h>

#define NOT_COLLECTED "no collector reads %s"
#define UNCOLLECTED "uncollected"   /* setting: types that rules ask for and no collector reads */

const char *live_state_path(const char *given)
{
    const char *environment = getenv("RAMPART_STATE");
    return given ? given : environment && *environment ? environment : "rampart.db";
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
        if (collectors_find(collectors, type) || (collectors_why_not(collectors, type, &covered) && covered)) continue;
        gaps[n++] = (struct judge_gap){.type = type, .reason = arena_printf(arena, NOT_COLLECTED, type)};
    }
    c->live.gaps = gaps, c->live.n_gaps = n;
    return !arena->failed;
}

/* A text of type names, one a line. */
static const char *names_of(struct arena *arena, const struct live_content *c)
{
    struct buf text = buf_new(0);
    for (size_t i = 0; i < c->live.n_gaps; i++) buf_printf(&text, "%s\n", c->live.gaps[i].type);
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
        const char *type = arena_strndup(arena, names.s + from, at - from);
        gaps[(*n)++] = (struct judge_gap){.type = type, .reason = type ? arena_printf(arena, NOT_COLLECTED, type) : NULL};
    }
    return !arena->failed || error_no_memory(err);
}

bool live_content_load(struct arena *arena, const struct collector_set *collectors, struct live_content *out, struct error *err)
{
    *out = (struct live_content){0};
    if (!ruleset_builtin(arena, &out->rules)) return error_no_memory(err);
    out->live.rules = &out->rules;
    out->live.collectors = collectors;
    return add_gaps(arena, collectors, out) || error_no_memory(err);
}
