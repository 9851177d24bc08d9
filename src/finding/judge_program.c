/* finding/judge_program.c: rules → one compiled policy, and where each rule begins in it. */
#include "finding/judge_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "finding/packed.h"

static bool add_libraries(struct rego *rego, struct map *added, const char *const *names, struct rego_errors *errors, struct arena *arena)
{
    for (; *names; names++) {
        const struct packed_library *library = packed_libraries;
        while (library->name && strcmp(library->name, *names) != 0) library++;
        if (!library->name || map_has(added, str_of(library->name))) continue;
        if (!map_set(arena, added, str_of(library->name), (void *)(uintptr_t)library)) return false;
        if (!rego_add_module(rego, str_of(library->file), str_of(library->text), errors)) return false;
        for (const struct packed_library *other = packed_libraries; other->name; other++) {   /* libraries may stand on each other */
            char mention[128];
            snprintf(mention, sizeof mention, "data.rampart.lib.%s", other->name);
            if (other != library && strstr(library->text, mention) && !add_libraries(rego, added, (const char *const[]){other->name, NULL}, errors, arena)) return false;
        }
    }
    return true;
}

static bool compile(struct judge_program *j, struct error *err)
{
    struct rego_options options = {.version = REGO_VERSION_AUTO, .externs = judge_externs, .n_externs = judge_n_externs};
    struct rego *rego = rego_new(&options);
    struct rego_errors errors = {0};
    struct map added = {0};
    struct arena *arena = j->arena;
    if (!rego) return error_no_memory(err);
    bool ok = true;
    for (size_t i = 0; i < j->n_rules && ok; i++)
        ok = add_libraries(rego, &added, j->rules[i]->imports, &errors, arena) &&
             rego_add_module(rego, str_of(j->rules[i]->file), str_of(j->rules[i]->text), &errors);
    j->policy = ok ? rego_compile(rego, &errors) : NULL;
    if (!j->policy) {
        if (errors.n && err) *err = errors.items[0];
        else error_no_memory(err);
        rego_free(rego);
        return false;
    }
    for (size_t i = 0; i < j->n_rules; i++) {
        char path[512];
        snprintf(path, sizeof path, "data.%s.deny", j->rules[i]->package);
        j->deny[i] = rego_rule_find(j->policy, str_of(path));
        snprintf(path, sizeof path, "data.%s.applies", j->rules[i]->package);
        j->applies[i] = rego_rule_find(j->policy, str_of(path));
        if (j->deny[i] >= 0) continue;
        error_set(err, &RULE_METADATA, "rule %s has no 'deny'", j->rules[i]->id);
        return error_in_file(err, str_of(j->rules[i]->file));
    }
    return true;
}

struct judge_program *judge_program_new(const struct rule *const *rules, size_t n, struct error *err)
{
    struct arena *arena = arena_new(0);
    struct judge_program *p = arena ? (struct judge_program *)arena_zero(arena, sizeof *p) : NULL;
    if (!p) return arena_free(arena), error_no_memory(err), NULL;
    p->arena = arena;
    p->rules = (const struct rule **)arena_array(arena, n + 1, sizeof *p->rules);
    p->deny = (int32_t *)arena_array(arena, n + 1, sizeof *p->deny);
    p->applies = (int32_t *)arena_array(arena, n + 1, sizeof *p->applies);
    if (p->rules && n) memcpy(p->rules, rules, n * sizeof *p->rules);
    p->n_rules = n;
    bool ok = (p->rules && p->deny && p->applies) || error_no_memory(err);
    if (ok && (n == 0 || compile(p, err))) return p;
    judge_program_free(p);
    return NULL;
}

void judge_program_free(struct judge_program *program)
{
    if (!program) return;
    if (program->policy) rego_policy_free(program->policy);
    arena_free(program->arena);
}
