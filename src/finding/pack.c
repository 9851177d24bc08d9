/* finding/pack.c: a build-time tool: content → constant tables in C, so that starting costs nothing.
 * usage: pack OUT.c CONTENT   Every *.rego below CONTENT/policies; tests (*_test.rego) are left out, files in lib/ are library modules. Every
 * *.yaml of CONTENT/compliance and CONTENT/config_rules. Errors end the build.
 * OUT.c is only written when it changes, so that nothing is compiled anew for nothing. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/vec.h"
#include "finding/config_rules.h"
#include "finding/framework.h"
#include "finding/rule_module.h"

struct file_list { const char **items; size_t len, cap; };
struct packing { struct arena *arena; struct buf out; struct error err; size_t n_rules, n_frameworks, n_mappings; struct buf table, libraries, controls, frameworks, mappings; };

static void literal(struct buf *out, const char *s)
{
    if (!s) {
        buf_puts(out, "NULL");
        return;
    }
    buf_add_char(out, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '\n') buf_puts(out, "\\n\"\n    \"");
        else if (c == '"' || c == '\\') buf_printf(out, "\\%c", c);
        else if (c == '?' ) buf_puts(out, "\\?");
        else if (c < 0x20 || c >= 0x7f) buf_printf(out, "\\%03o", c);
        else buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

static void list(struct buf *out, const char *const *items)
{
    buf_puts(out, "(const char *const[]){");
    for (; *items; items++) {
        literal(out, *items);
        buf_puts(out, ", ");
    }
    buf_puts(out, "NULL}");
}

static void pairs(struct buf *out, const char *type, const struct rule_alias *items)
{
    buf_printf(out, "(const struct %s[]){", type);
    for (; items->system; items++) {
        buf_add_char(out, '{');
        literal(out, items->system);
        buf_puts(out, ", ");
        literal(out, items->id);
        buf_puts(out, "}, ");
    }
    buf_puts(out, "{NULL, NULL}}");
}

/* bucket-versioning under aws/s3/ has the id s3-bucket-versioning. */
static bool id_agrees(const struct rule *rule)
{
    const char *file = rule->file;
    char wanted[256];
    size_t n = 0;
    if (strncmp(file, "aws/", 4) == 0) file += 4;
    for (; *file && strcmp(file, ".rego") != 0 && n + 1 < sizeof wanted; file++) wanted[n++] = *file == '/' || *file == '_' ? '-' : *file;
    wanted[n] = '\0';
    return strcmp(wanted, rule->id) == 0;
}

static void write_rule(struct packing *p, const struct rule *r)
{
    static const char *const severities[] = {"SEVERITY_INFO", "SEVERITY_LOW", "SEVERITY_MEDIUM", "SEVERITY_HIGH", "SEVERITY_CRITICAL"};
    struct buf *o = &p->table;
    const char *const texts[] = {r->id, r->title, r->description, r->advice, r->package, r->file};
    buf_puts(o, "{");
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        literal(o, texts[i]);
        buf_puts(o, ",\n ");
    }
    buf_printf(o, "%s,\n ", severities[r->severity]);
    list(o, r->types);
    buf_puts(o, ",\n ");
    pairs(o, "rule_alias", r->aliases);
    buf_puts(o, ",\n ");
    list(o, r->related);
    buf_puts(o, ",\n ");
    pairs(o, "rule_requirement", (const struct rule_alias *)(const void *)r->requirements);
    buf_puts(o, ",\n ");
    list(o, r->imports);
    buf_puts(o, ",\n ");
    literal(o, r->remediation);
    buf_puts(o, ", ");
    literal(o, r->fix);
    buf_puts(o, ",\n ");
    literal(o, r->text);
    buf_puts(o, ", false},\n");
    p->n_rules++;
}

static bool pack_file(struct packing *p, const char *root, const char *path)
{
    size_t n = strlen(root);
    const char *file = strncmp(path, root, n) == 0 ? path + n + (path[n] == '/') : path;
    struct str text;
    if (str_has_suffix(str_of(path), STR("_test.rego"))) return true;
    if (!io_read_file(p->arena, path, 0, &text, &p->err)) return false;
    if (strncmp(file, "lib/", 4) == 0) {
        const char *name = arena_strndup(p->arena, file + 4, strlen(file) - 4 - 5);
        buf_puts(&p->libraries, "{");
        literal(&p->libraries, name);
        buf_puts(&p->libraries, ", ");
        literal(&p->libraries, file);
        buf_puts(&p->libraries, ",\n ");
        literal(&p->libraries, text.s);
        buf_puts(&p->libraries, "},\n");
        return true;
    }
    struct rule rule;
    if (!rule_from_text(p->arena, file, text, &rule, &p->err)) return false;
    if (!id_agrees(&rule)) return error_set(&p->err, &RULE_ID, "%s: the id '%s' does not agree with the path", path, rule.id);
    write_rule(p, &rule);
    return true;
}

/* --- frameworks and Config rules --- */

static void text(struct buf *out, const char *s)
{
    literal(out, s);
    buf_puts(out, ", ");
}

static bool pack_framework(struct packing *p, const char *path)
{
    struct framework f;
    struct str source;
    if (!io_read_file(p->arena, path, 0, &source, &p->err) || !framework_from_text(p->arena, path, source, &f, &p->err)) return false;
    buf_printf(&p->controls, "static const struct framework_control controls_%zu[] = {\n", p->n_frameworks);
    for (size_t i = 0; i < f.n; i++) {
        const struct framework_control *c = &f.controls[i];
        buf_add_char(&p->controls, '{');
        text(&p->controls, c->id);
        text(&p->controls, c->title);
        text(&p->controls, c->section);
        buf_printf(&p->controls, "%u, %s, ", c->level, c->manual ? "true" : "false");
        const char *const *const lists[] = {c->rules, c->checks, c->decided_by};
        for (size_t k = 0; k < COUNT_OF(lists); k++) {
            list(&p->controls, lists[k]);
            buf_puts(&p->controls, ",\n ");
        }
        buf_puts(&p->controls, "},\n");
    }
    buf_puts(&p->controls, "};\n");
    buf_add_char(&p->frameworks, '{');
    text(&p->frameworks, f.id);
    text(&p->frameworks, f.title);
    text(&p->frameworks, f.version);
    buf_printf(&p->frameworks, "controls_%zu, %zu},\n", p->n_frameworks++, f.n);
    return true;
}

static void config_pairs(struct buf *out, const struct config_pair *items)
{
    buf_puts(out, "(const struct config_pair[]){");
    for (; items->name; items++) {
        buf_add_char(out, '{');
        text(out, items->name);
        literal(out, items->value);
        buf_puts(out, "}, ");
    }
    buf_puts(out, "{NULL, NULL}},\n ");
}

static bool pack_mappings(struct packing *p, const char *path)
{
    struct config_mapping_list all;
    struct str source;
    struct buf *o = &p->mappings;
    if (!io_read_file(p->arena, path, 0, &source, &p->err) || !config_mappings_from_text(p->arena, path, source, &all, &p->err)) return false;
    for (size_t i = 0; i < all.len; i++) {
        const struct config_mapping *m = &all.items[i];
        buf_add_char(o, '{');
        text(o, m->identifier);
        list(o, m->rules);
        buf_puts(o, ",\n ");
        config_pairs(o, m->parameters);
        config_pairs(o, m->only);
        list(o, m->ignored);
        buf_puts(o, ", ");
        list(o, m->types);
        buf_puts(o, ",\n ");
        config_pairs(o, m->where);
        config_pairs(o, m->sets);
        literal(o, m->unsupported);
        buf_puts(o, "},\n");
    }
    p->n_mappings += all.len;
    return true;
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static int fail(struct packing *p)
{
    struct buf shown = buf_new(0);
    error_print(&shown, &p->err, (struct str){NULL, 0});
    fprintf(stderr, "%s", shown.s ? shown.s : "");
    buf_free(&shown);
    return 2;
}

static void table(struct packing *p, const struct buf *rows, const char *empty)
{
    if (rows->len) buf_add(&p->out, rows->s, rows->len);
    else buf_puts(&p->out, empty);
}

static bool write_tables(struct packing *p, const char *path)
{
    struct str before;
    struct error missing = {0};
    buf_puts(&p->out, "/* Made by finding/pack.c from content; do not edit. */\n#include \"finding/packed.h\"\n\nconst struct rule packed_rules[] = {\n");
    table(p, &p->table, "{NULL}\n");
    buf_printf(&p->out, "};\nconst size_t packed_n_rules = %zu;\n\nconst struct packed_library packed_libraries[] = {\n", p->n_rules);
    table(p, &p->libraries, "");
    buf_puts(&p->out, "{NULL, NULL, NULL}};\n\n");
    table(p, &p->controls, "");
    buf_puts(&p->out, "const struct framework packed_frameworks[] = {\n");
    table(p, &p->frameworks, "{NULL}\n");
    buf_printf(&p->out, "};\nconst size_t packed_n_frameworks = %zu;\n\nconst struct config_mapping packed_config_mappings[] = {\n", p->n_frameworks);
    table(p, &p->mappings, "{NULL}\n");
    buf_printf(&p->out, "};\nconst size_t packed_n_config_mappings = %zu;\n", p->n_mappings);
    if (p->out.failed) return error_no_memory(&p->err);
    struct str now = {p->out.s, p->out.len};
    if (io_read_file(p->arena, path, 0, &before, &missing) && str_eq(before, now)) return true;
    return io_write_file(path, now, &p->err);
}

#define FOLDER_MAX_DEPTH 16

static bool find_files(struct packing *p, const char *dir, const char *ending, unsigned depth, struct file_list *files)
{
    DIR *d = opendir(dir);
    bool ok = d != NULL || error_set(&p->err, &ERROR_IO, "cannot open the folder %s", dir);
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;) {
        struct stat st;
        const char *path = arena_printf(p->arena, "%s/%s", dir, entry->d_name);
        if (entry->d_name[0] == '.') continue;
        if (!path || stat(path, &st) != 0) ok = error_no_memory(&p->err);
        else if (S_ISDIR(st.st_mode)) ok = depth >= FOLDER_MAX_DEPTH || find_files(p, path, ending, depth + 1, files);
        else if (str_has_suffix(str_of(path), str_of(ending))) {
            const char **at = vec_push(p->arena, files);
            if ((ok = at != NULL)) *at = path;
        }
    }
    if (d) closedir(d);
    return ok;
}

static bool each_file(struct packing *p, const char *dir, const char *ending, bool (*pack)(struct packing *, const char *root, const char *path))
{
    struct file_list files = {0};
    bool ok = dir && find_files(p, dir, ending, 0, &files);
    if (ok && files.len) qsort(files.items, files.len, sizeof *files.items, by_text);
    for (size_t i = 0; ok && i < files.len; i++) ok = pack(p, dir, files.items[i]);
    return ok;
}

static bool framework_file(struct packing *p, const char *root, const char *path) { return root && pack_framework(p, path); }
static bool mapping_file(struct packing *p, const char *root, const char *path) { return root && pack_mappings(p, path); }

int main(int argc, char **argv)
{
    struct packing p = {.arena = arena_new(0), .table = buf_new(0), .libraries = buf_new(0), .controls = buf_new(0), .frameworks = buf_new(0), .mappings = buf_new(0), .out = buf_new(0)};
    bool ok = argc == 3 && p.arena;
    if (!ok) error_set(&p.err, &ERROR_IO, "usage: pack OUT.c CONTENT");
    ok = ok && each_file(&p, arena_printf(p.arena, "%s/policies", argv[2]), ".rego", pack_file);
    ok = ok && each_file(&p, arena_printf(p.arena, "%s/compliance", argv[2]), ".yaml", framework_file);
    ok = ok && each_file(&p, arena_printf(p.arena, "%s/config_rules", argv[2]), ".yaml", mapping_file);
    ok = ok && write_tables(&p, argv[1]);
    int status = ok ? 0 : fail(&p);
    struct buf *const bufs[] = {&p.table, &p.libraries, &p.controls, &p.frameworks, &p.mappings, &p.out};
    for (size_t i = 0; i < COUNT_OF(bufs); i++) buf_free(bufs[i]);
    arena_free(p.arena);
    return status;
}
