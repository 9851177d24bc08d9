/* cli/cmd_rules.c: `rampart rules list|show|docs`. */
#include <stdio.h>

#include "cli/commands.h"
#include "finding/ruleset.h"
#include "report/emit.h"

struct options { struct flag_list rest; const char *output; struct flag_list external; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"external-checks-dir", 0, FLAG_LIST, "DIR", "rules of your own too", AT(external)},
    {"output", 'o', FLAG_TEXT, "{table,json}", "how to list them", AT(output)},
};

static void list_table(struct buf *out, const struct ruleset *set)
{
    buf_printf(out, "%-8s  %-52s  %-12s  %s\n", "SEVERITY", "RULE", "CHECKOV", "TITLE");
    for (size_t i = 0; i < set->rules.len; i++) {
        const struct rule *r = set->rules.items[i];
        const char *checkov = rule_alias(r, "checkov");
        buf_printf(out, "%-8s  %-52s  %-12s  %s\n", severity_name(r->severity), r->id, checkov ? checkov : "-", r->title);
    }
    buf_printf(out, "%zu rules\n", set->rules.len);
}

static void pairs_json(struct emitter *e, const char *key, const struct rule_alias *pairs)
{
    emit_open(e, key, '{');
    for (size_t i = 0; pairs[i].system; i++) {   /* pairs of one system stand together */
        if (i && strcmp(pairs[i].system, pairs[i - 1].system) == 0) continue;
        emit_open(e, pairs[i].system, '[');
        for (size_t k = i; pairs[k].system && strcmp(pairs[k].system, pairs[i].system) == 0; k++) emit_text(e, NULL, pairs[k].id);
        emit_close(e, ']');
    }
    emit_close(e, '}');
}

static void texts_json(struct emitter *e, const char *key, const char *const *texts)
{
    emit_open(e, key, '[');
    for (; *texts; texts++) emit_text(e, NULL, *texts);
    emit_close(e, ']');
}

static void list_json(struct buf *out, const struct ruleset *set)
{
    struct emitter e = {.out = out};
    emit_open(&e, NULL, '{');
    emit_open(&e, "rules", '[');
    for (size_t i = 0; i < set->rules.len; i++) {
        const struct rule *r = set->rules.items[i];
        emit_open(&e, NULL, '{');
        emit_text(&e, "id", r->id);
        emit_text(&e, "title", r->title);
        emit_text(&e, "description", r->description);
        emit_text(&e, "advice", r->advice);
        emit_text(&e, "severity", severity_name(r->severity));
        texts_json(&e, "resource_types", r->types);
        pairs_json(&e, "aliases", r->aliases);
        texts_json(&e, "related", r->related);
        pairs_json(&e, "frameworks", (const struct rule_alias *)(const void *)r->requirements);
        emit_text(&e, "file", r->file);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
}

static void comma_list(struct buf *out, const char *const *texts)
{
    for (size_t i = 0; texts[i]; i++) buf_printf(out, "%s%s", i ? ", " : "", texts[i]);
}

static void show(struct buf *out, const struct rule *r)
{
    buf_printf(out, "%s  (%s)\n%s\n\nwhy   %s\nfix   %s\n\ntypes       ", r->id, severity_name(r->severity), r->title, r->description, r->advice);
    comma_list(out, r->types);
    for (const struct rule_alias *a = r->aliases; a->system; a++) buf_printf(out, "\n%-11s %s", a->system, a->id);
    for (const struct rule_requirement *q = r->requirements; q->framework; q++) buf_printf(out, "\n%-11s %s", q->framework, q->id);
    if (r->related[0]) {
        buf_puts(out, "\nrelated     ");
        comma_list(out, r->related);
    }
    if (r->remediation) buf_printf(out, "\nrunbook     %s", r->remediation);
    buf_printf(out, "\nsource      %s\n", r->file);
}

/* The folder below aws/: the heading under which a rule stands. */
static struct str service_of(const struct rule *r)
{
    struct str file = str_of(r->file);
    if (str_has_prefix(file, STR("aws/"))) file = (struct str){file.s + 4, file.len - 4};
    size_t n = str_find(file, STR("/"), 0);
    return n == SIZE_MAX ? STR("other") : (struct str){file.s, n};
}

static void docs(struct buf *out, const struct ruleset *set)
{
    struct str last = {"", 0};
    buf_printf(out, "# Rules\n\nMade by `rampart rules docs`; %zu rules.\n", set->rules.len);
    for (size_t i = 0; i < set->rules.len; i++) {
        const struct rule *r = set->rules.items[i];
        struct str service = service_of(r);
        if (!str_eq(service, last)) buf_printf(out, "\n## %.*s\n", (int)service.len, service.s);
        last = service;
        buf_printf(out, "\n### %s\n\n%s. Severity %s. Judges ", r->id, r->title, severity_name(r->severity));
        comma_list(out, r->types);
        buf_printf(out, ".\n\n%s\n\n**Fix.** %s\n", r->description, r->advice);
        if (r->aliases[0].system) buf_puts(out, "\nAlso known as");
        for (const struct rule_alias *a = r->aliases; a->system; a++) buf_printf(out, "%s %s (%s)", a == r->aliases ? "" : ",", a->id, a->system);
        if (r->aliases[0].system) buf_puts(out, ".\n");
        if (r->requirements[0].framework) buf_puts(out, "\nRequirements:");
        for (const struct rule_requirement *q = r->requirements; q->framework; q++) buf_printf(out, "%s %s %s", q == r->requirements ? "" : ",", q->framework, q->id);
        if (r->requirements[0].framework) buf_puts(out, ".\n");
    }
}

static bool answer(const struct options *o, const struct ruleset *set, struct buf *out, struct error *err)
{
    const char *what = o->rest.len ? o->rest.items[0] : "list";
    if (strcmp(what, "list") == 0) {
        if (o->output && strcmp(o->output, "json") == 0) list_json(out, set);
        else list_table(out, set);
        return true;
    }
    if (strcmp(what, "docs") == 0) return docs(out, set), true;
    if (strcmp(what, "show") != 0 || o->rest.len < 2) {
        error_set(err, &CLI_ERR_FLAG, "rules wants list, show ID or docs");
        return false;
    }
    for (size_t i = 1; i < o->rest.len; i++) {
        const struct rule *r = ruleset_find(set, str_of(o->rest.items[i]));
        if (!r) {
            error_set(err, &RULE_UNKNOWN_ID, "no rule has the id '%s'", o->rest.items[i]);
            const char *nearest = ruleset_nearest(set, str_of(o->rest.items[i]));
            return nearest ? error_help(err, "did you mean '%s'?", nearest) : false;
        }
        if (i > 1) buf_add_char(out, '\n');
        show(out, r);
    }
    return true;
}

static int rules(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct options options = {.output = NULL};
    struct ruleset set;
    struct error err = {0};
    struct buf out = buf_new(0);
    bool help = false, ok = arena && flags_parse(arena, flags, COUNT_OF(flags), argc, argv, &options, &options.rest, &help, &err);
    if (ok && help) flags_print_help(&command_rules);
    if (ok && !help) ok = ruleset_builtin(arena, &set) || error_no_memory(&err);
    for (size_t i = 0; ok && !help && i < options.external.len; i++) ok = ruleset_add_folder(&set, options.external.items[i], &err);
    if (ok && !help) ok = answer(&options, &set, &out, &err);
    if (ok && out.len) fwrite(out.s, 1, out.len, stdout);
    if (!ok) {
        buf_clear(&out);
        error_print(&out, &err, (struct str){NULL, 0});
        fputs(out.s ? out.s : "", stderr);
    }
    buf_free(&out);
    arena_free(arena);
    return ok ? 0 : 2;
}

const struct command command_rules = {
    "rules", "list | show ID ... | docs", "list the rules, show one, print them as Markdown",
    "list prints a table (or JSON with -o json); show prints one rule with its reason, fix and names in other systems; docs prints a page.",
    flags, COUNT_OF(flags), rules,
};
