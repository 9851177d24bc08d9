/* cli/scan_sandbox.c: what a scan needs of the machine, and nothing else: a pull request is written by anyone. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/scan.h"

struct paths { const char **items; size_t len, cap; };

static void add(struct arena *arena, struct paths *paths, const char *path)
{
    const char **at = path ? vec_push(arena, paths) : NULL;
    if (at) *at = path;
}

static void add_all(struct arena *arena, struct paths *paths, const struct flag_list *list)
{
    for (size_t i = 0; i < list->len; i++) add(arena, paths, list->items[i]);
}

/* The folder a file is (to be) in. */
static void add_folder_of(struct arena *arena, struct paths *paths, const char *file)
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", file);
    add(arena, paths, arena_strdup(arena, dirname(copy)));
}

void scan_sandbox(struct arena *arena, const struct scan_options *o, struct sandbox_state *out)
{
    struct paths read = {0}, write = {0};
    size_t inputs = o->paths.len + o->directories.len + o->files.len;
    add_all(arena, &read, &o->paths);
    add_all(arena, &read, &o->directories);
    for (size_t i = 0; i < o->files.len; i++) add_folder_of(arena, &read, o->files.items[i]);
    for (size_t i = 0; i < o->paths.len; i++) {
        struct stat st;
        if (stat(o->paths.items[i], &st) == 0 && S_ISREG(st.st_mode)) add_folder_of(arena, &read, o->paths.items[i]);
    }
    if (inputs == 0) add(arena, &read, ".");
    add_all(arena, &read, &o->var_files);
    add_all(arena, &read, &o->external_checks);
    add_all(arena, &read, &o->policies);
    add(arena, &read, o->repo_root);
    add(arena, &read, o->root);
    add(arena, &read, o->baseline);
    add(arena, &read, o->approved_skips);
    if (o->base) add(arena, &read, o->base->folder);
    if (o->github_pr) add(arena, &read, getenv("GITHUB_EVENT_PATH"));
    add(arena, &read, "/usr/share/zoneinfo");
    add(arena, &read, "/etc/localtime");
    if (o->create_baseline) add(arena, &write, inputs == 0 ? "." : o->paths.len ? o->paths.items[0] : o->directories.len ? o->directories.items[0] : ".");
    for (const char *path = o->output_file_path; path && *path;) {
        size_t n = strcspn(path, ",");
        const char *one = arena_strndup(arena, path, n);
        if (one && strcmp(one, "console") != 0) {
            add_folder_of(arena, &write, one);
            add(arena, &write, one);
        }
        path += n + (path[n] == ',');
    }
    struct sandbox sandbox = {read.items, read.len, write.items, write.len};
    sandbox_enter(&sandbox, out);
}
