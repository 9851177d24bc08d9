/* cli/content_live.c: three questions. Does a rule read a field of a collected type that its collector cannot fill (an account would look as if it was not set)?
 * Does it ask for a type that nobody collects? And does content still say why something is not read that is read by now, or that no rule asks for? */
#include "cli/content_live.h"

#include "cli/live_state.h"
#include "finding/rule_fields.h"
#include "inventory/collector.h"

struct lint {
    struct arena *arena;
    struct aws_models *models;
    struct collector_set set;
    struct map excused;                /* "type.field" that a rule reads and that is left unfilled for a reason */
    struct map types;                  /* that rules ask for */
    content_live_each *each;
    void *context;
};

static const char *key_of(struct arena *arena, const char *type, const char *field) { return arena_printf(arena, "%s.%s", type, field); }

static bool is_excused(const struct collector_type *type, const char *field)
{
    for (size_t i = 0; i < type->unfilled.len; i++)
        if (strcmp(type->unfilled.items[i].field, field) == 0) return true;
    return false;
}

static bool lint_read(struct lint *l, const struct rule *rule, const struct rule_read *read)
{
    const struct collector_type *type = collectors_find(&l->set, read->type);
    const char *field = arena_strndup(l->arena, read->field.s, read->field.len);
    if (!field) return false;
    if (!type || collector_fills(l->arena, type, l->models, field)) return true;
    if (is_excused(type, field)) {
        const char *key = key_of(l->arena, type->type, field);
        return key && map_set(l->arena, &l->excused, str_of(key), (void *)(uintptr_t)key);
    }
    const char *detail = arena_printf(l->arena, "%s:%u:%u: '%s' of %s; fill it in collectors/%s, or say why not under 'unfilled'", rule->file, read->at.line, read->at.column, field, type->type, type->file);
    if (!detail) return false;
    l->each(l->context, rule->id, "reads a field that no collector fills", detail);
    return true;
}

static bool lint_rule(struct lint *l, const struct rule *rule)
{
    struct rule_reads reads = {0};
    if (!live_rule_types(l->arena, rule, &l->types) || !rule_find_reads(l->arena, rule, &reads)) return false;
    for (size_t i = 0; i < reads.len; i++)
        if (!lint_read(l, rule, &reads.items[i])) return false;
    return true;
}

static bool lint_type(struct lint *l, const struct collector_type *type)
{
    for (size_t i = 0; i < type->unfilled.len; i++) {
        const char *field = type->unfilled.items[i].field, *key = key_of(l->arena, type->type, field);
        if (!key) return false;
        if (map_has(&l->excused, str_of(key))) continue;
        l->each(l->context, type->file, collector_fills(l->arena, type, l->models, field) ? "leaves unfilled what it fills" : "leaves unfilled what no rule reads", key);
    }
    return true;
}

static void lint_holes(struct lint *l)
{
    bool covered;
    struct value groups = l->set.not_collected;
    for (size_t i = 0; i < l->types.len; i++) {
        const char *type = (const char *)l->types.entries[i].value;
        if (!collectors_find(&l->set, type) && !collectors_why_not(&l->set, type, &covered)) l->each(l->context, type, "is asked for by a rule, and no collector reads it", "");
    }
    for (size_t i = 0; value_is_array(groups) && i < value_len(groups); i++) {
        struct value types = value_field(value_items(groups)[i], "types");
        for (size_t k = 0; value_is_array(types) && k < value_len(types); k++) {
            const char *type = value_is_string(value_items(types)[k]) ? value_cstr(value_items(types)[k]) : "?";
            if (collectors_find(&l->set, type)) l->each(l->context, "not_collected.yaml", "names a type that a collector reads", type);
            else if (!map_has(&l->types, str_of(type))) l->each(l->context, "not_collected.yaml", "names a type that no rule asks for", type);
        }
    }
}

bool content_live_lint(struct arena *arena, const struct rule *const *rules, size_t n, content_live_each *each, void *context, struct error *err)
{
    struct lint l = {.arena = arena, .models = aws_models_new(), .each = each, .context = context};
    if (!l.models) return error_no_memory(err);
    bool ok = collectors_builtin(arena, l.models, &l.set, err), whole = true;
    for (size_t i = 0; ok && whole && i < n; i++) whole = lint_rule(&l, rules[i]);
    for (size_t i = 0; ok && whole && i < l.set.types.len; i++) whole = lint_type(&l, l.set.types.items[i]);
    if (ok && whole) lint_holes(&l);
    aws_models_free(l.models);
    return ok && (whole || error_no_memory(err));
}
