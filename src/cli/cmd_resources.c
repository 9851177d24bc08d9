/* cli/cmd_resources.c: `rampart resources`: what the rules will see. The first thing a rule author needs. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/scan.h"
#include "report/emit.h"

struct options { struct scan_options scan; const char *output; bool data; };

#define AT(field) offsetof(struct options, field)
static const struct flag flags[] = {
    {"data", 0, FLAG_BOOL, "", "data sources, providers and module calls too", AT(data)},
    {"no-colour", 0, FLAG_BOOL, "", "no colour on a terminal", AT(scan.no_colour)},
    {"output", 'o', FLAG_TEXT, "{json,tree}", "json, or a tree for people (the default)", AT(output)},
    {"skip-path", 0, FLAG_LIST, "REGEX", "files and directories to leave out", AT(scan.skip_paths)},
    {"threads", 0, FLAG_INT, "N", "threads to use", AT(scan.threads)},
    {"var", 0, FLAG_LIST, "NAME=VALUE", "a value of a variable", AT(scan.vars)},
    {"var-file", 0, FLAG_LIST, "FILE", "values of variables", AT(scan.var_files)},
    {"workspace", 0, FLAG_TEXT, "NAME", "the value of terraform.workspace", AT(scan.workspace)},
};

/* --- sensitive values are masked --- */

#define MASK "(sensitive)"

static struct value masked(struct arena *arena, const struct resource *r, struct value v, const char *path)
{
    if (!path) return VALUE_NONE;
    if (*path && resource_is_sensitive(r, path)) return value_cstring(arena, MASK);
    if (!value_is_object(v) && !value_is_array(v)) return v;
    size_t n = value_len(v);
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, n + 1, sizeof *pairs);
    struct value *items = (struct value *)arena_array(arena, n + 1, sizeof *items);
    if (!pairs || !items) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        if (value_is_array(v)) {
            items[i] = masked(arena, r, value_items(v)[i], resource_path_index(arena, path, i));
            if (value_is_none(items[i])) return VALUE_NONE;
            continue;
        }
        struct str key = value_str(value_pairs(v)[i].key), document = STR("_document");
        if (str_has_suffix(key, document)) {   /* the parsed form of a sensitive text is as sensitive */
            const char *text = resource_path_field(arena, path, (struct str){key.s, key.len - document.len});
            if (text && resource_is_sensitive(r, text)) {
                pairs[i] = (struct value_pair){value_pairs(v)[i].key, value_cstring(arena, MASK)};
                continue;
            }
        }
        pairs[i] = (struct value_pair){value_pairs(v)[i].key, masked(arena, r, value_pairs(v)[i].value, resource_path_field(arena, path, key))};
        if (value_is_none(pairs[i].value)) return VALUE_NONE;
    }
    return value_is_array(v) ? value_array(arena, items, n) : value_object(arena, pairs, n);
}

/* Unknowns as null: `unknown` lists where they are. */
static struct value without_unknowns(struct arena *arena, struct value v)
{
    if (value_is_unknown(v)) return VALUE_NULL_;
    if (!value_has_unknown(v)) return v;
    size_t n = value_len(v);
    struct value_pair *pairs = (struct value_pair *)arena_array(arena, n + 1, sizeof *pairs);
    struct value *items = (struct value *)arena_array(arena, n + 1, sizeof *items);
    if (!pairs || !items) return VALUE_NONE;
    for (size_t i = 0; i < n; i++) {
        struct value child = without_unknowns(arena, value_is_object(v) ? value_pairs(v)[i].value : value_items(v)[i]);
        if (value_is_none(child)) return VALUE_NONE;
        items[i] = child;
        if (value_is_object(v)) pairs[i] = (struct value_pair){value_pairs(v)[i].key, child};
    }
    return value_is_object(v) ? value_object(arena, pairs, n) : value_array(arena, items, n);
}

/* Data sources, providers and module calls are shown when asked for. */
static bool is_hidden(const struct resource *r, bool data) { return !data && (r->data_source || strncmp(r->type, "rampart_", 8) == 0); }

/* --- JSON --- */

static void write_json(struct arena *arena, struct buf *out, const struct scan_inputs *inputs, const struct report *report, bool data)
{
    struct emitter e = {.out = out};
    static const char *const levels[] = {"note", "warning", "error"};
    emit_open(&e, NULL, '{');
    emit_open(&e, "resources", '[');
    for (size_t i = 0; i < inputs->resources.len; i++) {
        const struct resource *r = inputs->resources.items[i];
        if (is_hidden(r, data)) continue;
        struct value values = masked(arena, r, r->values, "");
        emit_open(&e, NULL, '{');
        emit_text(&e, "address", r->address);
        emit_text(&e, "type", r->type);
        emit_text(&e, "name", r->name);
        emit_text(&e, "mode", r->data_source ? "data" : "managed");
        emit_text(&e, "module", r->module);
        if (r->provider) emit_text(&e, "provider", r->provider);
        if (r->region) emit_text(&e, "region", r->region);
        if (r->action) emit_text(&e, "action", r->action);
        emit_value(&e, "values", without_unknowns(arena, values));
        emit_value(&e, "unknown", resource_unknown_paths(arena, values));
        emit_value(&e, "sensitive", r->sensitive);
        emit_open(&e, "refs", '[');
        for (size_t k = 0; k < r->refs.len; k++) {
            emit_open(&e, NULL, '{');
            emit_text(&e, "path", r->refs.items[k].path);
            emit_text(&e, "to", r->refs.items[k].target);
            emit_close(&e, '}');
        }
        emit_close(&e, ']');
        emit_text(&e, "file", r->file);
        emit_number(&e, "start_line", r->line);
        emit_number(&e, "end_line", r->end_line);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_open(&e, "messages", '[');
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        emit_open(&e, NULL, '{');
        emit_text(&e, "level", levels[m->level]);
        emit_text(&e, "code", m->code);
        emit_text(&e, "message", m->text);
        emit_text(&e, "file", m->file);
        emit_number(&e, "line", m->line);
        emit_close(&e, '}');
    }
    emit_close(&e, ']');
    emit_close(&e, '}');
}

/* --- a tree --- */

static void write_node(struct buf *out, struct value v, const char *name, unsigned depth);

static void write_children(struct buf *out, struct value v, unsigned depth)
{
    for (size_t i = 0; i < value_len(v); i++) {
        char index[32];
        snprintf(index, sizeof index, "[%zu]", i);
        if (value_is_object(v)) write_node(out, value_pairs(v)[i].value, value_cstr(value_pairs(v)[i].key), depth);
        else write_node(out, value_items(v)[i], index, depth);
    }
}

static void write_node(struct buf *out, struct value v, const char *name, unsigned depth)
{
    bool nested = (value_is_object(v) && value_len(v)) || (value_is_array(v) && value_len(v) && (value_is_object(value_items(v)[0]) || value_is_array(value_items(v)[0])));
    buf_printf(out, "%*s%s", (int)(2 * depth), "", name);
    if (nested) {
        buf_add_char(out, '\n');
        write_children(out, v, depth + 1);
        return;
    }
    buf_puts(out, " = ");
    value_print(out, v);
    buf_add_char(out, '\n');
}

static void write_tree(struct arena *arena, struct buf *out, const struct scan_inputs *inputs, const struct report *report, bool data)
{
    size_t shown = 0;
    char path[4096];
    for (size_t i = 0; i < inputs->resources.len; i++) {
        const struct resource *r = inputs->resources.items[i];
        if (is_hidden(r, data)) continue;
        shown++;
        buf_printf(out, "%s  %s:%u\n", r->address, report_path(report, r->file, path), r->line);
        write_children(out, masked(arena, r, r->values, ""), 1);
        for (size_t k = 0; k < r->refs.len; k++) buf_printf(out, "  %s -> %s\n", r->refs.items[k].path, r->refs.items[k].target);
        buf_add_char(out, '\n');
    }
    buf_printf(out, "%zu resources in %zu files\n", shown, report->files);
    for (size_t i = 0; i < report->messages.len; i++) {
        const struct message *m = &report->messages.items[i];
        buf_printf(out, "%s%s%s: %s\n", m->file ? report_path(report, m->file, path) : "", m->file ? ": " : "", m->code, m->text);
    }
}

static int resources(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct options options = {.output = NULL};
    struct report report = {.arena = arena};
    struct scan_inputs inputs = {0};
    struct error err = {0};
    bool help = false;
    struct buf out = buf_new((size_t)4 << 30);
    int status = 2;
    if (!arena) return 2;
    if (!flags_parse(arena, flags, COUNT_OF(flags), argc, argv, &options, &options.scan.paths, &help, &err)) goto out;
    if (help) {
        flags_print_help(&command_resources);
        status = 0;
        goto out;
    }
    if (!scan_inputs_load(arena, &options.scan, &report, &inputs, &err)) goto out;
    if (options.output && strcmp(options.output, "json") == 0) write_json(arena, &out, &inputs, &report, options.data);
    else write_tree(arena, &out, &inputs, &report, options.data);
    if (out.failed || arena->failed) error_no_memory(&err);
    else if (fwrite(out.s, 1, out.len, stdout) != out.len || fflush(stdout) != 0) error_set(&err, &ERROR_IO, "cannot write to the standard output");
    else status = report.files ? 0 : 2;
    if (status == 2 && !err.code) error_set(&err, &ERROR_IO, "no Terraform file, plan or state was found");
out:
    if (err.code) {
        struct buf text = buf_new(0);
        error_print(&text, &err, (struct str){NULL, 0});
        fputs(text.s ? text.s : "", stderr);
        buf_free(&text);
    }
    scan_inputs_free(&inputs);
    buf_free(&out);
    arena_free(arena);
    return status;
}

const struct command command_resources = {
    "resources", "PATH ...", "print the resources as the rules will see them",
    "Shows directories, files, plans and states as resources in Terraform's shape, with what is not known before apply, what refers to what, and where\n"
    "it was written. Sensitive values are masked.",
    flags, COUNT_OF(flags), resources,
};
