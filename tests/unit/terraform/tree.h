/* tests/unit/terraform/tree.h: a small tree of files in a temporary folder, loaded. */
#ifndef RAMPART_TESTS_TREE_H
#define RAMPART_TESTS_TREE_H

#include "../unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "terraform/load.h"
#include "value/json.h"

struct tree_file { const char *name, *text; };

struct tree {
    char folder[32];
    const struct tree_file *files;
    struct tf_config *config;
    struct arena *arena;
};

static inline void tree_write(struct tree *tree, const struct tree_file *files)
{
    *tree = (struct tree){.folder = "/tmp/rampart-unit-XXXXXX", .files = files, .arena = arena_new(0)};
    assert_non_null(mkdtemp(tree->folder));
    for (const struct tree_file *f = files; f->name; f++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", tree->folder, f->name);
        for (char *p = path + strlen(tree->folder) + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
            *p = '\0';
            (void)mkdir(path, 0700);
        }
        assert_true(io_write_file(path, str_of(f->text), NULL));
    }
}

static inline void tree_load(struct tree *tree, const struct tree_file *files, const struct tf_options *options)
{
    static const struct tf_options plain = {.threads = 1};
    struct error err = {0};
    tree_write(tree, files);
    tree->config = tf_load(tree->folder, options ? options : &plain, &err);
    if (!tree->config) fail_msg("%s", err.message);
}

static inline void tree_free(struct tree *tree)
{
    tf_config_free(tree->config);
    arena_free(tree->arena);
    for (const struct tree_file *f = tree->files; f->name; f++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", tree->folder, f->name);
        (void)unlink(path);
        for (char *slash; (slash = strrchr(path, '/')) != NULL && strlen(path) > strlen(tree->folder);) {
            *slash = '\0';
            (void)rmdir(path);
        }
    }
    (void)rmdir(tree->folder);
}

static inline const struct resource *tree_resource(const struct tree *tree, const char *address)
{
    for (size_t i = 0; i < tree->config->resources.len; i++)
        if (strcmp(tree->config->resources.items[i]->address, address) == 0) return tree->config->resources.items[i];
    return NULL;
}

/* A value as text; "absent" for none. */
static inline const char *text_of(struct arena *arena, struct value v)
{
    struct buf text = buf_new(0);
    if (value_is_none(v)) return "absent";
    value_print(&text, v);
    const char *out = buf_to_arena(arena, &text);
    buf_free(&text);
    return out;
}

/* One field of a resource as text; "no such resource" for none. */
static inline const char *tree_field(const struct tree *tree, const char *address, const char *field)
{
    const struct resource *r = tree_resource(tree, address);
    return r ? text_of(tree->arena, value_field(r->values, field)) : "no such resource";
}

/* All addresses, one a word. */
static inline const char *tree_addresses(const struct tree *tree)
{
    const char *all = "";
    for (size_t i = 0; i < tree->config->resources.len; i++) all = arena_printf(tree->arena, "%s%s%s", all, i ? " " : "", tree->config->resources.items[i]->address);
    return all;
}

static inline bool tree_notices(const struct tree *tree, enum notice_kind kind, const char *part)
{
    for (size_t i = 0; i < tree->config->notices.len; i++)
        if (tree->config->notices.items[i].kind == kind && strstr(tree->config->notices.items[i].detail, part)) return true;
    return false;
}

static inline void same_text(const char *name, const char *got, const char *want)
{
    if (strcmp(got, want) != 0) fail_msg("%s: got %s, want %s", name, got, want);
}

#endif
