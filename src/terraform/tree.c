#include "terraform/tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/pool.h"
#include "value/json.h"

#define FOLDER_MAX_DEPTH 100
#define FILE_MAX ((size_t)64 << 20)

static bool note(struct tf_tree *tree, enum notice_kind kind, const char *file, const char *detail)
{
    struct notice *notice = vec_push(tree->arena, &tree->notices);
    if (!notice || !detail) return false;
    *notice = (struct notice){kind, ERROR_IO.name, arena_strdup(tree->arena, detail), file ? arena_strdup(tree->arena, file) : NULL, 0, 0};
    return notice->detail != NULL;
}

bool tf_tree_inside(const struct tf_tree *tree, const char *real)
{
    size_t n = strlen(tree->fence);
    return strncmp(real, tree->fence, n) == 0 && (real[n] == '/' || real[n] == '\0' || n == 1);
}

static const char *shown_path(struct tf_tree *tree, const char *real)
{
    size_t n = strlen(tree->root);
    if (strcmp(real, tree->root) == 0) return ".";
    if (strncmp(real, tree->root, n) == 0 && real[n] == '/') return real + n + 1;
    return n == 1 ? real + 1 : real;
}

/* --- walking --- */

static bool is_config(const char *name)
{
    struct str s = str_of(name);
    return name[0] != '.' && (str_has_suffix(s, STR(".tf")) || str_has_suffix(s, STR(".tf.json"))) && !str_has_prefix(s, STR("#"));
}

static bool is_left_out(const char *name)
{
    return name[0] == '.' || strcmp(name, "node_modules") == 0;   /* .git, .terraform, .terragrunt-cache, ... */
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static struct tf_folder *folder_at(struct tf_tree *tree, const char *real)
{
    void **slot = map_at(tree->arena, &tree->folders, str_of(real));
    if (!slot) return NULL;
    if (*slot) return (struct tf_folder *)*slot;
    struct tf_folder *folder = (struct tf_folder *)arena_zero(tree->arena, sizeof *folder);
    if (!folder) return NULL;
    folder->dir = real;
    folder->shown = shown_path(tree, real);
    *slot = folder;
    return folder;
}

/* What a directory entry is, links followed. Notes links that lead outside. */
static mode_t kind_of(struct tf_tree *tree, const char *path, bool *link)
{
    struct stat st;
    if (lstat(path, &st) != 0) return 0;
    *link = S_ISLNK(st.st_mode);
    if (!*link) return st.st_mode;
    char real[PATH_MAX];
    if (!realpath(path, real) || stat(real, &st) != 0) return 0;
    if (tf_tree_inside(tree, real)) return st.st_mode;
    if (S_ISDIR(st.st_mode) || is_config(strrchr(path, '/') + 1))
        if (!note(tree, NOTICE_FILE_ERROR, shown_path(tree, path), "a symbolic link leads outside the scanned folder; it is not followed")) return 0;
    return 0;
}

static bool skipped(const struct tf_tree *tree, const char *shown)
{
    return tree->options->skip && tree->options->skip(tree->options->skip_context, shown);
}

/* The .tf files of one folder, and its subfolders into `below` (when wanted). */
static bool list_folder(struct tf_tree *tree, const char *real, bool walked, const char ***below, size_t *n_below)
{
    DIR *dir = opendir(real);
    VEC(const char *) folders = {0}, names = {0};
    if (!dir) {
        char detail[160];
        snprintf(detail, sizeof detail, "cannot open the folder: %s", strerror(errno));
        return note(tree, NOTICE_FILE_ERROR, shown_path(tree, real), detail);
    }
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) {
        if (is_left_out(entry->d_name)) continue;
        const char *path = arena_printf(tree->arena, "%s/%s", strcmp(real, "/") == 0 ? "" : real, entry->d_name);
        bool link = false;
        mode_t mode = path ? kind_of(tree, path, &link) : 0;
        if (!path || tree->arena->failed) ok = false;
        else if (skipped(tree, shown_path(tree, path))) continue;
        else if (S_ISDIR(mode) && !link && below) {
            const char **at = vec_push(tree->arena, &folders);
            if ((ok = at != NULL)) *at = path;
        } else if (S_ISREG(mode) && is_config(entry->d_name) && !(tree->only_file && walked && strcmp(real, tree->root) == 0 && strcmp(entry->d_name, tree->only_file) != 0)) {
            const char **at = vec_push(tree->arena, &names);
            if ((ok = at != NULL)) *at = arena_strdup(tree->arena, entry->d_name);
        }
    }
    closedir(dir);
    if (!ok) return false;
    if (folders.len) qsort(folders.items, folders.len, sizeof *folders.items, by_text);
    if (below) *below = folders.items, *n_below = folders.len;
    if (names.len == 0) return true;
    qsort(names.items, names.len, sizeof *names.items, by_text);
    struct tf_folder *folder = folder_at(tree, real);
    if (!folder) return false;
    folder->names.items = names.items, folder->names.len = names.len, folder->names.cap = names.cap;
    folder->walked = folder->walked || walked;
    return true;
}

static bool walk(struct tf_tree *tree, const char *real, unsigned depth)
{
    const char **below = NULL;
    size_t n = 0;
    if (depth > FOLDER_MAX_DEPTH) return note(tree, NOTICE_LIMIT, shown_path(tree, real), "folders are nested deeper than the limit of 100");
    if (!list_folder(tree, real, true, tree->only_file ? NULL : &below, &n)) return false;
    for (size_t i = 0; i < n; i++)
        if (!walk(tree, below[i], depth + 1)) return false;
    return true;
}

/* --- parsing --- */

struct parse_job {
    struct tf_tree *tree;
    struct { struct arena *texts, *syntax; } workers[POOL_MAX_THREADS];   /* few arenas with large blocks, which go back to the system when freed */
    struct { const char *path, *shown; struct tf_folder *folder; struct hcl_file *file; struct hcl_diags diags; struct error err; } *items;
    size_t len, cap;
};

/* A worker's arena, with as much room for this file as for any other, so that the result does not depend on who reads what. */
static struct arena *limited(const struct parse_job *job, struct arena **arena)
{
    if (!*arena && !(*arena = arena_new(0))) return NULL;
    (*arena)->limit = (*arena)->used + (job->tree->options->memory_limit ? job->tree->options->memory_limit : (size_t)2 << 30);
    (*arena)->failed = false;
    return *arena;
}

static void parse_one(void *context, size_t i, unsigned worker)
{
    struct parse_job *job = (struct parse_job *)context;
    struct arena *arena = limited(job, &job->workers[worker].texts), *syntax = limited(job, &job->workers[worker].syntax);
    struct str text;
    if (!arena || !syntax) return;
    job->items[i].diags = (struct hcl_diags){.arena = arena};
    if (!io_read_file(arena, job->items[i].path, FILE_MAX, &text, &job->items[i].err)) return;
    job->items[i].file = hcl_parse_apart(arena, syntax, str_of(job->items[i].shown), text, hcl_syntax_of(str_of(job->items[i].shown)), &job->items[i].diags);
    if (!job->items[i].file) error_no_memory(&job->items[i].err);
}

static bool adopt_arena(struct tf_arenas *list, struct arena *arena)
{
    if (list->len == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 64;
        struct arena **items = (struct arena **)realloc(list->items, cap * sizeof *items);
        if (!items) return arena_free(arena), false;
        list->items = items;
        list->cap = cap;
    }
    list->items[list->len++] = arena;
    return true;
}

void tf_arenas_free(struct tf_arenas *list)
{
    for (size_t i = 0; i < list->len; i++) arena_free(list->items[i]);
    free(list->items);
    *list = (struct tf_arenas){0};
}

static bool is_tfvars(const char *name)
{
    struct str s = str_of(name);
    return strcmp(name, "terraform.tfvars") == 0 || strcmp(name, "terraform.tfvars.json") == 0 || str_has_suffix(s, STR(".auto.tfvars")) ||
           str_has_suffix(s, STR(".auto.tfvars.json"));
}

static bool add_job(struct parse_job *job, struct tf_folder *folder, const char *name)
{
    struct tf_tree *tree = job->tree;
    if (job->len == job->cap && !vec_grow(tree->arena, (void **)&job->items, &job->cap, sizeof *job->items)) return false;
    memset(&job->items[job->len], 0, sizeof *job->items);
    job->items[job->len].path = arena_printf(tree->arena, "%s/%s", strcmp(folder->dir, "/") == 0 ? "" : folder->dir, name);
    job->items[job->len].folder = folder;
    if (!job->items[job->len].path) return false;
    job->items[job->len].shown = shown_path(tree, job->items[job->len].path);
    job->len++;
    return true;
}

/* terraform.tfvars first, then terraform.tfvars.json, then *.auto.tfvars by name, as Terraform reads them. */
static bool add_tfvars(struct parse_job *job, struct tf_folder *folder)
{
    VEC(const char *) names = {0};
    DIR *dir = opendir(folder->dir);
    if (!dir) return true;
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) {
        if (!is_tfvars(entry->d_name)) continue;
        char path[PATH_MAX], real[PATH_MAX];
        if (snprintf(path, sizeof path, "%s/%s", folder->dir, entry->d_name) >= (int)sizeof path || !realpath(path, real) ||
            !tf_tree_inside(job->tree, real)) continue;
        const char **at = vec_push(job->tree->arena, &names);
        if ((ok = at != NULL)) ok = (*at = arena_strdup(job->tree->arena, entry->d_name)) != NULL;
    }
    closedir(dir);
    if (names.len) qsort(names.items, names.len, sizeof *names.items, by_text);
    static const char *const first[] = {"terraform.tfvars", "terraform.tfvars.json"};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; ok && i < names.len; i++)
            if (strcmp(names.items[i], first[k]) == 0) ok = add_job(job, folder, names.items[i]);
    for (size_t i = 0; ok && i < names.len; i++)
        if (strncmp(names.items[i], "terraform.tfvars", 16) != 0) ok = add_job(job, folder, names.items[i]);
    return ok;
}

static bool keep_parsed(struct tf_tree *tree, struct parse_job *job, size_t i)
{
    struct hcl_file *file = job->items[i].file;
    if (!file && !job->items[i].err.code) return false;   /* not even an arena for it */
    if (!file) return note(tree, NOTICE_FILE_ERROR, job->items[i].shown, job->items[i].err.message);
    for (size_t k = 0; k < job->items[i].diags.len; k++)
        if (!tf_notice_diag(tree->arena, &tree->notices, NOTICE_FILE_ERROR, &job->items[i].diags.items[k])) return false;
    struct hcl_file **at = vec_push(tree->arena, &tree->files);
    if (!at) return false;
    *at = file;
    struct tf_module *module = job->items[i].folder->module;
    bool vars = is_tfvars(strrchr(job->items[i].path, '/') + 1);
    struct hcl_file **mine = vars ? vec_push(tree->arena, &module->tfvars) : vec_push(tree->arena, &module->files);
    if (!mine) return false;
    *mine = file;
    return true;
}

/* Parses and reads all folders that have no module yet. */
static bool read_folders(struct tf_tree *tree)
{
    struct parse_job job = {.tree = tree};
    uint32_t from = 0;
    for (uint32_t i = from; i < tree->folders.len; i++) {
        struct tf_folder *folder = (struct tf_folder *)tree->folders.entries[i].value;
        if (folder->module) continue;
        folder->module = (struct tf_module *)arena_zero(tree->arena, sizeof *folder->module);
        if (!folder->module) return false;
        folder->module->dir = folder->dir;
        folder->module->shown = folder->shown;
        for (size_t k = 0; k < folder->names.len; k++)
            if (!add_job(&job, folder, folder->names.items[k])) return false;
        if (!add_tfvars(&job, folder)) return false;
    }
    pool_each(tree->options->threads, job.len, parse_one, &job);
    bool ok = true;
    struct tf_folder *last = NULL;
    for (size_t i = 0; i < COUNT_OF(job.workers); i++) {
        if (job.workers[i].texts) ok = adopt_arena(&tree->arenas, job.workers[i].texts) && ok;
        if (job.workers[i].syntax) ok = adopt_arena(&tree->syntax, job.workers[i].syntax) && ok;
    }
    for (size_t i = 0; i < job.len; i++) ok = keep_parsed(tree, &job, i) && ok;
    for (size_t i = 0; i < job.len && ok; i++) {
        if (job.items[i].folder == last) continue;
        last = job.items[i].folder;
        ok = tf_module_read(tree->arena, last->module, &tree->notices);
    }
    return ok;
}

/* --- calls --- */

/* The text of a constant string; NULL for anything else. */
static const char *constant_text(struct arena *arena, const struct hcl_expr *expr)
{
    struct hcl_scope scope = {0};
    struct value v = VALUE_NONE;
    if (!expr || !hcl_eval(arena, expr, &scope, &v, NULL) || !value_is_string(v)) return NULL;
    return value_cstr(v);
}

static bool is_local(const char *source) { return strncmp(source, "./", 2) == 0 || strncmp(source, "../", 3) == 0 || strcmp(source, ".") == 0 || strcmp(source, "..") == 0; }

/* Real path of a local source, or NULL with a reason. */
static const char *local_folder(const struct tf_tree *tree, struct arena *arena, const char *from, const char *source, const char **why)
{
    char path[PATH_MAX], real[PATH_MAX];
    struct stat st;
    if (snprintf(path, sizeof path, "%s/%s", from, source) >= (int)sizeof path || !realpath(path, real) || stat(real, &st) != 0 || !S_ISDIR(st.st_mode)) {
        *why = arena_printf(arena, "there is no folder '%s'", source);
        return NULL;
    }
    if (!tf_tree_inside(tree, real)) {
        *why = arena_printf(arena, "'%s' is outside the scanned folder", source);
        return NULL;
    }
    return arena_strdup(arena, real);
}

static bool read_installed(struct tf_tree *tree, struct tf_folder *folder, bool *more)
{
    char path[PATH_MAX], real[PATH_MAX];
    struct str text;
    struct value manifest;
    struct error err = {0};
    if (snprintf(path, sizeof path, "%s/.terraform/modules/modules.json", folder->dir) >= (int)sizeof path || access(path, R_OK) != 0) return true;
    if (!realpath(path, real) || !tf_tree_inside(tree, real)) return true;
    if (!io_read_file(tree->arena, path, FILE_MAX, &text, &err) || !json_read(tree->arena, text, NULL, &manifest, NULL, &err))
        return note(tree, NOTICE_FILE_ERROR, ".terraform/modules/modules.json", err.message);
    struct value modules = value_field(manifest, "Modules");
    for (size_t i = 0; value_is_array(modules) && i < value_len(modules); i++) {
        struct value key = value_field(value_items(modules)[i], "Key"), dir = value_field(value_items(modules)[i], "Dir");
        if (!value_is_string(key) || !value_is_string(dir) || value_len(key) == 0) continue;
        if (snprintf(path, sizeof path, "%s/%s", folder->dir, value_cstr(dir)) >= (int)sizeof path || !realpath(path, real) || !tf_tree_inside(tree, real)) continue;
        const char *kept = arena_strdup(tree->arena, real);
        if (!kept || !map_set(tree->arena, &folder->installed, value_str(key), (void *)(uintptr_t)kept)) return false;
        if (map_has(&tree->folders, str_of(kept))) continue;
        if (!list_folder(tree, kept, false, NULL, NULL)) return false;
        *more = true;
    }
    return true;
}

/* Marks the folders that calls lead to, reading those that walking has not found; until nothing new comes. */
static bool follow_calls(struct tf_tree *tree)
{
    for (uint32_t done = 0; done < tree->folders.len;) {
        bool more = false;
        for (; done < tree->folders.len; done++) {
            struct tf_folder *folder = (struct tf_folder *)tree->folders.entries[done].value;
            if (!folder->module) break;
            if (!read_installed(tree, folder, &more)) return false;
            for (uint32_t i = 0; i < folder->module->calls.len; i++) {
                const struct tf_block *call = (const struct tf_block *)folder->module->calls.entries[i].value;
                const char *source = constant_text(tree->arena, call->source), *why = NULL;
                const char *real = source && is_local(source) ? local_folder(tree, tree->arena, folder->dir, source, &why) : NULL;
                if (!real || skipped(tree, shown_path(tree, real))) continue;
                if (!map_has(&tree->folders, str_of(real)) && !list_folder(tree, real, false, NULL, NULL)) return false;
                struct tf_folder *target = (struct tf_folder *)map_get(&tree->folders, str_of(real));
                if (target && target != folder) target->called = true;
            }
        }
        if (!read_folders(tree)) return false;
        if (tree->arena->failed) return false;
    }
    return true;
}

const struct tf_module *tf_tree_module(struct tf_root *root, const struct tf_instance *caller, const struct tf_block *call, const char **why)
{
    struct arena *arena = root->arena;
    const struct tf_tree *tree = root->tree;
    const char *source = constant_text(arena, call->source), *real = NULL;
    if (!source) {
        *why = call->source ? "its source is not a constant string" : "it has no source";
        return NULL;
    }
    if (is_local(source)) {
        real = local_folder(tree, arena, caller->module->dir, source, why);
    } else {
        const char *key = arena_strndup(arena, call->name.s, call->name.len);
        for (const struct tf_instance *i = caller; i && i->call && key; i = i->parent) key = arena_printf(arena, "%.*s.%s", (int)i->call->name.len, i->call->name.s, key);
        const struct tf_folder *folder = (const struct tf_folder *)map_get(&tree->folders, str_of(root->instance->module->dir));
        real = key && folder ? (const char *)map_get(&folder->installed, str_of(key)) : NULL;
        if (!real) *why = arena_printf(arena, "source '%s' is not here; run 'terraform init' or 'terraform get' first", source);
    }
    const struct tf_folder *target = real ? (const struct tf_folder *)map_get(&tree->folders, str_of(real)) : NULL;
    if (real && !target) *why = arena_printf(arena, "'%s' holds no Terraform file, or is left out", source);
    return target ? target->module : NULL;
}

/* --- roots --- */

static int by_dir(const void *a, const void *b)
{
    return strcmp((*(struct tf_folder *const *)a)->dir, (*(struct tf_folder *const *)b)->dir);
}

static void mark_reached(struct tf_tree *tree, struct tf_folder *folder, struct map *reached, bool *ok)
{
    VEC(struct tf_folder *) queue = {0};
    struct tf_folder **at = vec_push(tree->arena, &queue);
    if (!at) { *ok = false; return; }
    *at = folder;
    for (size_t q = 0; q < queue.len; q++) {
        folder = queue.items[q];
        if (map_has(reached, str_of(folder->dir))) continue;
        if (!map_set(tree->arena, reached, str_of(folder->dir), folder)) { *ok = false; return; }
        for (uint32_t i = 0; i < folder->module->calls.len; i++) {
            const char *source = constant_text(tree->arena, ((const struct tf_block *)folder->module->calls.entries[i].value)->source), *why;
            const char *real = source && is_local(source) ? local_folder(tree, tree->arena, folder->dir, source, &why) : NULL;
            struct tf_folder *target = real ? (struct tf_folder *)map_get(&tree->folders, str_of(real)) : NULL;
            if (!target) continue;
            if (!(at = vec_push(tree->arena, &queue))) { *ok = false; return; }
            *at = target;
        }
    }
}

/* Folders that nobody calls; and of a ring of folders that call each other, one, so that none escapes. */
static bool find_roots(struct tf_tree *tree)
{
    struct map reached = {0};
    bool ok = true;
    VEC(struct tf_folder *) sorted = {0};
    for (uint32_t i = 0; i < tree->folders.len; i++) {
        struct tf_folder **at = vec_push(tree->arena, &sorted);
        if (!at) return false;
        *at = (struct tf_folder *)tree->folders.entries[i].value;
    }
    if (sorted.len) qsort(sorted.items, sorted.len, sizeof *sorted.items, by_dir);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sorted.len && ok; i++) {
            struct tf_folder *folder = sorted.items[i];
            if (!folder->walked || (pass == 0 ? folder->called : map_has(&reached, str_of(folder->dir)))) continue;
            struct tf_folder **at = vec_push(tree->arena, &tree->roots);
            if (!at) return false;
            *at = folder;
            mark_reached(tree, folder, &reached, &ok);
        }
    }
    return ok;
}

bool tf_tree_read(struct tf_tree *tree, const char *path, struct error *err)
{
    char real[PATH_MAX];
    struct stat st;
    if (!realpath(path, real) || stat(real, &st) != 0) {
        error_set(err, &ERROR_IO, "cannot open: %s", strerror(errno));
        return error_in_file(err, str_of(path));
    }
    if (!S_ISDIR(st.st_mode)) {
        char *slash = strrchr(real, '/');
        tree->only_file = arena_strdup(tree->arena, slash + 1);
        *(slash == real ? slash + 1 : slash) = '\0';
    }
    tree->root = tree->fence = arena_strdup(tree->arena, real);
    if (!tree->root) return error_no_memory(err);
    if (tree->options->fence) {
        if (!realpath(tree->options->fence, real)) {
            error_set(err, &ERROR_IO, "cannot open: %s", strerror(errno));
            return error_in_file(err, str_of(tree->options->fence));
        }
        tree->fence = arena_strdup(tree->arena, real);
        if (!tree->fence) return error_no_memory(err);
    }
    if (walk(tree, tree->root, 0) && read_folders(tree) && follow_calls(tree) && find_roots(tree)) return true;
    return error_no_memory(err);
}
